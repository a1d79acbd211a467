//! §8.3.4 演算精度のビット削減, `ch08/half_float_network.py`: half the bits, the same accuracy. The book begins with 64 bits,
//! this with 32.

use anyhow::Result;
use common::{Network, Samples};
use experiment::{Context, Experiment, Format, Trained, say};
use half::{bf16, f16};

use crate::WEIGHTS;
use crate::number_formats::{figure, to_int8};

/// DeepConvNet with weights and images of fewer bits
#[derive(Debug, clap::Args)]
pub struct HalfFloatNetwork {
    #[command(flatten)]
    weights: Trained,
}

impl Experiment for HalfFloatNetwork {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let test = ctx.load_test(Format { flatten: false, ..Format::default() })?;
        let (x_test, t_test) = ctx.quick_first(500, test);
        let mut network = self.weights.network(WEIGHTS)?; // DeepConvNet, unless --weights are of another network
        say!(ctx, "weights: {}", self.weights);

        let accuracy32 = network.accuracy(&x_test, &t_test);

        // x_test.astype(np.float16), param.astype(np.float16)
        let (half, x_half) = astype(&network, &x_test, |x| f16::from_f32(x).to_f32());
        let accuracy16 = half.accuracy(&x_half, &t_test);

        // not in the book: bf16, and weights of one byte
        let (brain, x_brain) = astype(&network, &x_test, |x| bf16::from_f32(x).to_f32());
        let accuracy_bf16 = brain.accuracy(&x_brain, &t_test);
        let accuracy_int8 = to_int8(&network).accuracy(&x_test, &t_test);

        let parameters: usize = network.params().iter().map(|param| param.value.len()).sum();
        let formats = [
            ("f32", accuracy32, 4),
            ("f16", accuracy16, 2),
            ("bf16", accuracy_bf16, 2),
            ("int8 weights", accuracy_int8, 1),
        ];
        let rows = formats.map(|(format, accuracy, size)| (format, accuracy, parameters * size));
        for (format, accuracy, bytes) in rows {
            say!(ctx, "{format:<13} accuracy {accuracy:.4}, {bytes} bytes of weights");
        }
        let [book32, book16] = match self.weights.is_users() {
            true => ["0.9797 with the book's weights", "0.9798 with the book's weights"],
            false => ["", ""],
        };
        ctx.measured("accuracy in f32", format!("{accuracy32:.4}")).book(book32);
        ctx.measured("accuracy in f16", format!("{accuracy16:.4}")).book(book16).target("the same");
        ctx.save("half_float_network", figure(&rows))
    }
}

/// The book's `param.astype(np.float16)` and `x_test.astype(np.float16)`: each number is rounded to a format of fewer bits.
/// The arithmetic stays `f32`.
pub fn astype<N: Network<f32> + Clone>(network: &N, x: &Samples<f32>, round: impl Fn(f32) -> f32) -> (N, Samples<f32>) {
    let mut network = network.clone();
    for mut param in network.params() {
        param.value.mapv_inplace(&round);
    }
    (network, Samples::from(x.to_tensor().mapv(&round).into_shared()))
}
