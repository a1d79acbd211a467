//! Two apples at 100, 10 % tax: what is to pay, and how it changes with each of the three.
//!
//! Book: §5.4.1 (乗算レイヤの実装), figures 5-2 and 5-14, `ch05/buy_apple.py`.

use common::MulLayer;
use experiment::{Context, Experiment, Info, flags, say};
use plot::Graph;

/// The price of apples.
#[derive(Clone, Debug, clap::Args)]
pub struct BuyApple {
    /// Price of an apple
    #[arg(long, default_value_t = 100.0, value_parser = flags::finite)]
    pub apple: f64,
    /// Number of apples
    #[arg(long, default_value_t = 2.0, value_parser = flags::finite)]
    pub apple_num: f64,
    /// What the price is multiplied with for the tax
    #[arg(long, default_value_t = 1.1, value_parser = flags::finite)]
    pub tax: f64,
}

impl Default for BuyApple {
    fn default() -> Self {
        BuyApple { apple: 100.0, apple_num: 2.0, tax: 1.1 }
    }
}

/// The price, and its derivative by everything that goes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// All apples, before tax.
    pub apple_price: f64,
    /// To pay.
    pub price: f64,
    /// ∂price/∂apple_price.
    pub dapple_price: f64,
    /// ∂price/∂apple.
    pub dapple: f64,
    /// ∂price/∂apple_num.
    pub dapple_num: f64,
    /// ∂price/∂tax.
    pub dtax: f64,
}

impl BuyApple {
    /// Forward and backward through the two products.
    pub fn prices(&self) -> Prices {
        let (mut mul_apple_layer, mut mul_tax_layer) = (MulLayer::new(), MulLayer::new());

        // forward
        let apple_price = mul_apple_layer.forward(self.apple, self.apple_num);
        let price = mul_tax_layer.forward(apple_price, self.tax);

        // backward
        let dprice = 1.0;
        let (dapple_price, dtax) = mul_tax_layer.backward(dprice);
        let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price);
        Prices { apple_price, price, dapple_price, dapple, dapple_num, dtax }
    }
}

impl Experiment for BuyApple {
    const INFO: Info = Info::new("buy_apple", "§5.4.1", "The price of two apples, forward and backward").figures(&[
        ("buy_apple", "Two apples and the tax on them: what is to pay"),
        ("buy_apple_backward", "And how the price changes with each (red)"),
    ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let prices = self.prices();
        say!(ctx, "price: {:.0}", prices.price);
        say!(ctx, "dApple: {}", prices.dapple);
        say!(ctx, "dApple_num: {:.0}", prices.dapple_num);
        say!(ctx, "dTax: {}", prices.dtax);
        ctx.measured("price", format!("{:.0}", prices.price), "220");
        ctx.measured(
            "dApple, dApple_num, dTax",
            format!("{}, {:.0}, {}", prices.dapple, prices.dapple_num, prices.dtax),
            "2.2, 110, 200",
        );

        ctx.save("buy_apple", self.graph(false))?;
        ctx.save("buy_apple_backward", self.graph(true))
    }
}

impl BuyApple {
    /// The computational graph, with its gradients if `backward`.
    pub fn graph(&self, backward: bool) -> Graph {
        self.graph_with(|_| backward)
    }

    /// The computational graph, with the gradients at the edges that leave the nodes which `backward` chooses.
    pub(crate) fn graph_with(&self, backward: impl Fn(&str) -> bool) -> Graph {
        let p = self.prices();
        let mut graph = Graph::new();
        for input in ["apple", "number of apples", "tax", "price"] {
            graph.node(input, input).plain();
        }
        graph.node("apples", "×").circle();
        graph.node("taxed", "×").circle();
        for (from, to, value, gradient) in [
            ("apple", "apples", self.apple, p.dapple),
            ("number of apples", "apples", self.apple_num, p.dapple_num),
            ("apples", "taxed", p.apple_price, p.dapple_price),
            ("tax", "taxed", self.tax, p.dtax),
            ("taxed", "price", p.price, 1.0),
        ] {
            let edge = graph.edge(from, to).forward(short(value));
            if backward(from) {
                edge.backward(short(gradient));
            }
        }
        graph
    }
}

/// A number as it is written at an edge: 220.00000000000003 is 220.
pub fn short(x: f64) -> String {
    ((x * 1e6).round() / 1e6).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_the_books() {
        let p = BuyApple::default().prices();
        assert_eq!((p.apple_price, p.price), (200.0, 220.00000000000003));
        assert_eq!((p.dapple, p.dapple_num, p.dtax), (2.2, 110.00000000000001, 200.0));
        assert_eq!((short(p.price), short(p.dapple_num), short(p.dapple)), ("220".into(), "110".into(), "2.2".into()));
    }
}
