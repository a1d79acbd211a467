//! §5.4.1 乗算レイヤの実装: two apples at 100 and 10 % tax. The price, and its derivative by each of the three.
//!
//! Book: figures 5-2 and 5-14, `ch05/buy_apple.py`.

use common::MulLayer;
use experiment::{Context, Experiment, flags, say};

use crate::graphs;

/// The values at the edges of the graph, and the derivatives of the price by them. Both in this order: apple, number of
/// apples, price of the apples, tax, price.
pub fn buy_apple(apple: f64, apple_num: f64, tax: f64) -> [[f64; 5]; 2] {
    let mut mul_apple_layer = MulLayer::new();
    let mut mul_tax_layer = MulLayer::new();

    // forward
    let apple_price = mul_apple_layer.forward(apple, apple_num);
    let price = mul_tax_layer.forward(apple_price, tax);

    // backward
    let dprice = 1.0;
    let (dapple_price, dtax) = mul_tax_layer.backward(dprice);
    let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price);

    [[apple, apple_num, apple_price, tax, price], [dapple, dapple_num, dapple_price, dtax, dprice]]
}

/// The price of apples.
#[derive(Clone, Debug, clap::Args)]
pub struct BuyApple {
    /// Price of an apple
    #[arg(long, default_value_t = 100.0, value_parser = flags::finite)]
    pub apple: f64,
    /// Number of apples
    #[arg(long, default_value_t = 2.0, value_parser = flags::finite)]
    pub apple_num: f64,
    /// Factor by which the tax raises the price
    #[arg(long, default_value_t = 1.1, value_parser = flags::finite)]
    pub tax: f64,
}

impl Experiment for BuyApple {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let edges = buy_apple(self.apple, self.apple_num, self.tax);
        let [[.., price], [dapple, dapple_num, _, dtax, _]] = edges;
        say!(ctx, "price: {price:.0}");
        say!(ctx, "dApple: {dapple}");
        say!(ctx, "dApple_num: {dapple_num:.0}");
        say!(ctx, "dTax: {dtax}");
        ctx.measured("price", format!("{price:.0}")).book("220");
        ctx.measured("dApple, dApple_num, dTax", format!("{dapple}, {dapple_num:.0}, {dtax}")).book("2.2, 110, 200");

        ctx.save("buy_apple", graphs::buy_apple(edges, |_| false))?;
        ctx.save("buy_apple_backward", graphs::buy_apple(edges, |_| true))
    }
}
