//! §5.4.2 加算レイヤの実装: two apples at 100, three oranges at 150 and 10 % tax. The price, and its derivative by each of
//! the five.
//!
//! Book: figures 5-3 and 5-17, `ch05/buy_apple_orange.py`.

use common::{AddLayer, MulLayer};
use experiment::{Context, Experiment, flags, say};

use crate::graphs;

/// The values at the edges of the graph, and the derivatives of the price by them. Both in this order: number of apples,
/// apple, orange, number of oranges, price of the apples, of the oranges, of both, tax, price.
pub fn buy_apple_orange(apple: f64, apple_num: f64, orange: f64, orange_num: f64, tax: f64) -> [[f64; 9]; 2] {
    // layer
    let mut mul_apple_layer = MulLayer::new();
    let mut mul_orange_layer = MulLayer::new();
    let add_apple_orange_layer = AddLayer;
    let mut mul_tax_layer = MulLayer::new();

    // forward
    let apple_price = mul_apple_layer.forward(apple, apple_num); // (1)
    let orange_price = mul_orange_layer.forward(orange, orange_num); // (2)
    let all_price = add_apple_orange_layer.forward(apple_price, orange_price); // (3)
    let price = mul_tax_layer.forward(all_price, tax); // (4)

    // backward
    let dprice = 1.0;
    let (dall_price, dtax) = mul_tax_layer.backward(dprice); // (4)
    let (dapple_price, dorange_price) = add_apple_orange_layer.backward(dall_price); // (3)
    let (dorange, dorange_num) = mul_orange_layer.backward(dorange_price); // (2)
    let (dapple, dapple_num) = mul_apple_layer.backward(dapple_price); // (1)

    [
        [apple_num, apple, orange, orange_num, apple_price, orange_price, all_price, tax, price],
        [dapple_num, dapple, dorange, dorange_num, dapple_price, dorange_price, dall_price, dtax, dprice],
    ]
}

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
    /// Factor by which the tax raises the price
    #[arg(long, default_value_t = 1.1, value_parser = flags::finite)]
    pub tax: f64,
}

impl Experiment for BuyAppleOrange {
    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let edges = buy_apple_orange(self.apple, self.apple_num, self.orange, self.orange_num, self.tax);
        let [[.., price], [dapple_num, dapple, dorange, dorange_num, .., dtax, _]] = edges;
        say!(ctx, "price: {price:.0}");
        say!(ctx, "dApple: {dapple}");
        say!(ctx, "dApple_num: {dapple_num:.0}");
        say!(ctx, "dOrange: {dorange}");
        say!(ctx, "dOrange_num: {dorange_num:.0}");
        say!(ctx, "dTax: {dtax}");
        ctx.measured("price", format!("{price:.0}")).book("715");
        ctx.measured("dApple, dApple_num", format!("{dapple}, {dapple_num:.0}")).book("2.2, 110");
        let orange = format!("{dorange}, {dorange_num:.0}, {dtax}");
        ctx.measured("dOrange, dOrange_num, dTax", orange).book("3.3000000000000003, 165, 650");

        ctx.save("buy_apple_orange", graphs::buy_apple_orange(edges, false))?;
        ctx.save("buy_apple_orange_backward", graphs::buy_apple_orange(edges, true))
    }
}
