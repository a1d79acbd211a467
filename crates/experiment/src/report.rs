//! What a run leaves behind: files, figures, numbers.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// A figure that was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Name without extension.
    pub name: String,
    /// The PNG or SVG.
    pub path: PathBuf,
}

/// A number that was measured, beside the book's and our target.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Number {
    /// What it is: `final test accuracy`.
    pub what: String,
    /// The value, as shown.
    pub value: String,
    /// What the book (or the document that the experiment follows) says; empty if nothing.
    pub book: String,
    /// The value or the range that we aim at; empty if none.
    #[serde(default)]
    pub target: String,
    /// Whether it was measured on other data than MNIST.
    #[serde(skip)]
    pub(crate) other_data: bool,
}

impl Number {
    /// A number that is compared with nothing yet.
    pub fn new(what: impl Into<String>, value: impl std::fmt::Display) -> Self {
        Number { what: what.into(), value: value.to_string(), ..Self::default() }
    }

    /// What the book (or the document that the experiment follows) says.
    pub fn book(&mut self, book: &str) -> &mut Self {
        self.book = self.on_mnist(book);
        self
    }

    /// The value or the range that we aim at.
    pub fn target(&mut self, target: &str) -> &mut Self {
        self.target = self.on_mnist(target);
        self
    }

    /// Both are promised for MNIST only.
    fn on_mnist(&self, text: &str) -> String {
        if self.other_data && !text.is_empty() { format!("{text} on MNIST") } else { text.to_owned() }
    }
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
