//! What a run leaves behind: files, figures, numbers.

use std::path::PathBuf;

/// A figure that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name without `.png`.
    pub name: String,
    /// The PNG.
    pub path: PathBuf,
}

/// A number that was measured, beside the book's.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// What it is: `final test accuracy`.
    pub what: String,
    /// The value, as shown.
    pub value: String,
    /// What the book (or the document that the experiment follows) says.
    pub book: String,
}

/// What a run left behind.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Figures, in the order of writing.
    pub figures: Vec<Figure>,
    /// Every file, in the order of writing.
    pub files: Vec<PathBuf>,
    /// Numbers, in the order of measuring.
    pub numbers: Vec<Number>,
    /// The hyperparameters, as (flag, value).
    pub hyperparameters: Vec<(String, String)>,
    /// Whether the digits were drawn by the program: the book's numbers hold on MNIST.
    pub synthetic: bool,
    /// What was printed.
    pub transcript: String,
}
