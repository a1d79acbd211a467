//! §8.1.3 層を深くすることの動機: stacked 3×3 filters cover the field of one large filter with fewer parameters.

use anyhow::Result;
use experiment::{Context, Experiment, flags, say};
use ndarray::Array2;
use plot::{Axes, Color, Colormap, Figure};

/// Why several small filters beat a large one: the same field of view with fewer parameters
#[derive(Debug, clap::Args)]
pub struct ReceptiveField {
    /// Side length of the small filter in pixels
    #[arg(long, default_value_t = 3, value_parser = flags::up_to::<1_000>)]
    pub filter_size: usize,
    /// Largest number of stacked layers
    #[arg(long, default_value_t = 5, value_parser = flags::up_to::<100>)]
    pub layers: usize,
}

impl Experiment for ReceptiveField {
    fn run(&self, ctx: &mut Context) -> Result<()> {
        let (f, layers) = (self.filter_size, ctx.quick_or(5, self.layers));
        for n in 1..=layers {
            let field = receptive_field(f, n);
            say!(
                ctx,
                "{n} × {f}×{f}: field {field}×{field}, {} parameters; one {field}×{field} filter: {}",
                n * f * f,
                field * field
            );
        }
        ctx.measured("parameters of two 3×3 filters", 2 * 9).book("18");
        ctx.measured("parameters of one 5×5 filter", 25).book("25");

        let fields: Vec<usize> = (1..=layers).map(|n| receptive_field(f, n)).collect();
        let names: Vec<String> = fields.iter().map(|field| format!("{field}×{field}")).collect();
        let stack: Vec<usize> = (1..=layers).map(|n| n * f * f).collect();
        let single: Vec<usize> = fields.iter().map(|field| field.pow(2)).collect();
        let mut bars = Axes::new();
        bars.title("parameters per pair of channels").xlabel("field of view");
        bars.grouped_bars(&names, &[("stack of small filters", stack), ("one filter", single)]);
        bars.bar_values(|count| count.to_string());
        bars.legend(plot::Legend::UpperLeft);
        let panels = [
            paths_panel("paths to one output pixel\nthrough one 5×5 filter", &paths(5, 1)),
            paths_panel("paths to one output pixel\nthrough two 3×3 filters", &paths(3, 2)),
            bars,
        ];
        ctx.save("receptive_field", Figure::grid(1, 3, panels).size(1100, 430))
    }
}

/// Side length of the input region that one output pixel depends on: n·(f − 1) + 1.
pub fn receptive_field(filter: usize, layers: usize) -> usize {
    layers * (filter - 1) + 1
}

/// Number of paths from each input pixel to one output pixel, (side, side) with the side of the [`receptive_field`].
pub fn paths(filter: usize, layers: usize) -> Array2<f64> {
    (0..layers).fold(Array2::ones((1, 1)), |above, _| {
        let side = above.nrows() + filter - 1;
        let mut below = Array2::zeros((side, side));
        for ((y, x), count) in above.indexed_iter() {
            for (i, j) in (0..filter).flat_map(|i| (0..filter).map(move |j| (i, j))) {
                below[[y + i, x + j]] += count;
            }
        }
        below
    })
}

fn paths_panel(title: &str, paths: &Array2<f64>) -> Axes {
    let mut ax = Axes::new();
    ax.title(title).hide_ticks().equal_aspect();
    ax.imshow(paths).colormap(Colormap::Blues).range(0.0, 12.0).numbers(0).lines(Color::WHITE);
    ax
}
