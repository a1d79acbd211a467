//! The flags that every binary has.

use std::path::PathBuf;

use clap::Args;
use dataset::Choice;

use crate::FigureFormat;

/// The seed where none is given.
pub const DEFAULT_SEED: u64 = 1;

/// Dots per inch where none are asked for: twice matplotlib's, for the screens of today.
const DEFAULT_DPI: u32 = 200;

/// The flags that every binary has.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Options of every experiment")]
pub struct Options {
    /// Seed of everything random: the same seed gives the same bytes in every figure and table
    #[arg(long, global = true, default_value_t = DEFAULT_SEED, value_name = "N")]
    pub seed: u64,

    /// Runs with N seeds, from --seed on: curves are means within bands from the lowest to the highest
    #[arg(long, global = true, default_value_t = 1, value_name = "N", value_parser = crate::flags::up_to::<1_000>)]
    pub seeds: usize,

    /// Folder with the data: idx files, mnist.pkl, mnist.npz, CSV, or folders 0 to 9 of PNG pictures
    /// [default: the variable MNIST_DIR, else a download]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Which images: MNIST where it can be had, else digits drawn by the program (auto); MNIST; Fashion-MNIST; KMNIST;
    /// the digits of EMNIST, from --data-dir only; or the drawn digits (synthetic)
    #[arg(long, global = true, default_value_t = Choice::Auto,
        value_name = "auto|mnist|fashion|kmnist|emnist-digits|synthetic")]
    pub dataset: Choice,

    /// Where figures and tables go [default: figures/chNN]
    #[arg(long, global = true, value_name = "DIR")]
    pub out_dir: Option<PathBuf>,

    /// Dots per inch of PNG figures, 50 to 600: with 100 a graph has the book's 640×480 pixels
    #[arg(long, global = true, default_value_t = DEFAULT_DPI, value_name = "N",
        value_parser = clap::value_parser!(u32).range(50..=600))]
    pub dpi: u32,

    /// What figures are written as: PNG, or SVG with vectors and text
    #[arg(long, global = true, default_value_t, value_name = "png|svg", hide_possible_values = true)]
    pub format: FigureFormat,

    /// A first look: seconds instead of minutes
    #[arg(long, global = true)]
    pub quick: bool,

    /// Threads to compute with [default: one for each core]; the results do not depend on it
    #[arg(long, global = true, value_name = "N", value_parser = crate::flags::count)]
    pub threads: Option<usize>,

    /// Open the figures when they are done
    #[arg(long, global = true)]
    pub show: bool,

    /// No progress bars
    #[arg(long, global = true)]
    pub no_progress: bool,
}

impl Options {
    /// Those flags that change what a run computes or where it writes, as on a command line; defaults are left out.
    pub(crate) fn flags(&self) -> Vec<String> {
        let Options { seed, seeds, data_dir, dataset, out_dir, dpi, format, quick, threads, show: _, no_progress: _ } =
            self;
        let mut flags = Vec::new();
        let mut add = |flag: &str, value: Option<String>| {
            flags.extend(value.into_iter().flat_map(|value| [format!("--{flag}"), value]));
        };
        let folder = |dir: &Option<PathBuf>| dir.as_ref().map(|dir| dir.display().to_string());
        add("seed", (*seed != 1).then(|| seed.to_string()));
        add("seeds", (*seeds != 1).then(|| seeds.to_string()));
        add("data-dir", folder(data_dir));
        add("dataset", (*dataset != Choice::Auto).then(|| dataset.to_string()));
        add("out-dir", folder(out_dir));
        add("dpi", (*dpi != DEFAULT_DPI).then(|| dpi.to_string()));
        add("format", (*format != FigureFormat::default()).then(|| format.to_string()));
        add("threads", threads.map(|threads| threads.to_string()));
        flags.extend(quick.then(|| "--quick".into()));
        flags
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;

    fn try_parse(flags: &[&str]) -> Result<Options, String> {
        let command = Options::augment_args(clap::Command::new("test").no_binary_name(true));
        let matches = command.try_get_matches_from(flags).map_err(|error| error.to_string())?;
        Ok(Options::from_arg_matches(&matches).unwrap())
    }

    fn parse(flags: &[&str]) -> Options {
        try_parse(flags).unwrap()
    }

    #[test]
    fn resolutions_and_formats_that_no_figure_can_have_are_refused() {
        assert_eq!((parse(&[]).dpi, parse(&[]).format), (200, FigureFormat::Png));
        assert_eq!((parse(&["--dpi=50"]).dpi, parse(&["--dpi=600"]).dpi), (50, 600));
        for dpi in ["49", "601", "0", "-1", "nan", ""] {
            let error = try_parse(&[&format!("--dpi={dpi}")]).unwrap_err();
            assert!(error.contains("--dpi"), "{error}");
        }
        let error = try_parse(&["--dpi=601"]).unwrap_err();
        assert!(error.contains("601 is not in 50..=600"), "{error}");
        let error = try_parse(&["--format=pdf"]).unwrap_err();
        assert!(error.contains("'pdf'") && error.contains("[possible values: png, svg]"), "{error}");
    }

    #[test]
    fn flags_come_back_and_defaults_do_not() {
        assert!(parse(&["--no-progress", "--show"]).flags().is_empty());
        let flags = [
            ["--seed", "7"],
            ["--seeds", "3"],
            ["--data-dir", "digits"],
            ["--dataset", "synthetic"],
            ["--out-dir", "a folder"],
            ["--dpi", "100"],
            ["--format", "svg"],
            ["--threads", "2"],
        ];
        let flags = [flags.as_flattened(), &["--quick"]].concat();
        assert_eq!(parse(&flags).flags(), flags);
    }
}
