//! Two apples at 100 and three oranges at 150, 10 % tax: what is to pay, and how it changes with each of the five.
//!
//! Book: §5.4.2 (加算レイヤの実装), figures 5-3 and 5-17, `ch05/buy_apple_orange.py`.

use common::{AddLayer, MulLayer};
use experiment::{Context, Experiment, Info, flags, say};
use plot::Graph;

use crate::buy_apple::short;

/// The price of apples and oranges.
#[derive(Clone, Debug, clap::Args)]
pub struct BuyAppleOrange {
    /// Price of an apple
    #[arg(long, default_value_t = 100.0, value_parser = flags::finite)]
    pub apple: f64,
    /// Number of apples
    #[arg(long, default_value_t = 2.0, value_parser = flags::finite)]
    pub apple_num: f64,
    /// Price of an orange
    #[arg(long, default_value_t = 150.0, value_parser = flags::finite)]
    pub orange: f64,
    /// Number of oranges
    #[arg(long, default_value_t = 3.0, value_parser = flags::finite)]
    pub orange_num: f64,
    /// What the price is multiplied with for the tax
    #[arg(long, default_value_t = 1.1, value_parser = flags::finite)]
    pub tax: f64,
}

impl Default for BuyAppleOrange {
    fn default() -> Self {
        BuyAppleOrange { apple: 100.0, apple_num: 2.0, orange: 150.0, orange_num: 3.0, tax: 1.1 }
    }
}

/// The price, and its derivative by everything that goes in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// All apples, before tax.
    pub apple_price: f64,
    /// All oranges, before tax.
    pub orange_price: f64,
    /// Everything, before tax.
    pub all_price: f64,
    /// To pay.
    pub price: f64,
    /// ∂price/∂all_price.
    pub dall_price: f64,
    /// ∂price/∂apple_price.
    pub dapple_price: f64,
    /// ∂price/∂orange_price.
    pub dorange_price: f64,
    /// ∂price/∂apple.
    pub dapple: f64,
    /// ∂price/∂apple_num.
    pub dapple_num: f64,
    /// ∂price/∂orange.
    pub dorange: f64,
    /// ∂price/∂orange_num.
    pub dorange_num: f64,
    /// ∂price/∂tax.
    pub dtax: f64,
}

impl BuyAppleOrange {
    /// Forward and backward through three products and a sum.
    pub fn prices(&self) -> Prices {
        let (mut mul_apple_layer, mut mul_orange_layer) = (MulLayer::new(), MulLayer::new());
        let (add_apple_orange_layer, mut mul_tax_layer) = (AddLayer, MulLayer::new());

        // forward
        let apple_price = mul_apple_layer.forward(self.apple, self.apple_num);
        let orange_price = mul_orange_layer.forward(self.orange, self.orange_num);
        let all_price = add_apple_orange_layer.forward(apple_price, orange_price);
        let price = mul_tax_layer.forward(all_price, self.tax);

        // backward
        let dprice = 1.0;
        let (dall_price, dtax) = mul_tax_layer.backward(dprice);
        let (dapple_price, dorange_price) = add_apple_orange_layer.backward(dall_price);
        let (dorange, dorange_num) = mul_orange_layer.backward(dorange_price);
        let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price);
        Prices {
            apple_price,
            orange_price,
            all_price,
            price,
            dall_price,
            dapple_price,
            dorange_price,
            dapple,
            dapple_num,
            dorange,
            dorange_num,
            dtax,
        }
    }

    /// The computational graph, with its gradients if `backward`.
    pub fn graph(&self, backward: bool) -> Graph {
        let p = self.prices();
        let mut graph = Graph::new();
        for input in ["number of apples", "apple", "orange", "number of oranges", "tax", "price"] {
            graph.node(input, input).plain();
        }
        for (id, operation) in [("apples", "×"), ("oranges", "×"), ("all", "+"), ("taxed", "×")] {
            graph.node(id, operation).circle();
        }
        for (from, to, value, gradient) in [
            ("number of apples", "apples", self.apple_num, p.dapple_num),
            ("apple", "apples", self.apple, p.dapple),
            ("orange", "oranges", self.orange, p.dorange),
            ("number of oranges", "oranges", self.orange_num, p.dorange_num),
            ("apples", "all", p.apple_price, p.dapple_price),
            ("oranges", "all", p.orange_price, p.dorange_price),
            ("all", "taxed", p.all_price, p.dall_price),
            ("tax", "taxed", self.tax, p.dtax),
            ("taxed", "price", p.price, 1.0),
        ] {
            let edge = graph.edge(from, to).forward(short(value));
            if backward {
                edge.backward(short(gradient));
            }
        }
        graph
    }
}

impl Experiment for BuyAppleOrange {
    const INFO: Info = Info::new("buy_apple_orange", "§5.4.2", "The price of apples and oranges, forward and backward")
        .figures(&[
            ("buy_apple_orange", "Apples, oranges and the tax on them: what is to pay"),
            ("buy_apple_orange_backward", "And how the price changes with each (red)"),
        ]);

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let p = self.prices();
        say!(ctx, "price: {:.0}", p.price);
        say!(ctx, "dApple: {}", p.dapple);
        say!(ctx, "dApple_num: {:.0}", p.dapple_num);
        say!(ctx, "dOrange: {}", p.dorange);
        say!(ctx, "dOrange_num: {:.0}", p.dorange_num);
        say!(ctx, "dTax: {}", p.dtax);
        ctx.measured("price", format!("{:.0}", p.price), "715");
        let apple = format!("{}, {:.0}", p.dapple, p.dapple_num);
        let orange = format!("{}, {:.0}, {}", p.dorange, p.dorange_num, p.dtax);
        ctx.measured("dApple, dApple_num", apple, "2.2, 110");
        ctx.measured("dOrange, dOrange_num, dTax", orange, "3.3000000000000003, 165, 650");

        ctx.save("buy_apple_orange", self.graph(false))?;
        ctx.save("buy_apple_orange_backward", self.graph(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_the_books() {
        let p = BuyAppleOrange::default().prices();
        assert_eq!((p.apple_price, p.orange_price, p.all_price), (200.0, 450.0, 650.0));
        assert_eq!(format!("{:.0}", p.price), "715");
        assert_eq!((p.dapple, format!("{:.0}", p.dapple_num)), (2.2, "110".into()));
        assert_eq!((p.dorange, p.dorange_num, p.dtax), (3.3000000000000003, 165.0, 650.0));
    }
}
