//! Chapter 1, Python 入門: first steps.
//!
//! A first program, a type with methods, arrays, and pictures of them: what the book says of Python, NumPy and
//! Matplotlib, in Rust with `ndarray` and this workspace's [`plot`].
//!
//! | book | here |
//! |---|---|
//! | `hungry.py` (§1.4.1) | [`hungry`] |
//! | `man.py`, class `Man` (§1.4.2) | [`man`], [`man::Man`] |
//! | NumPy (§1.5) | [`ndarray_basics`] |
//! | `simple_graph.py`, `sin_graph.py` (§1.6.1) | [`simple_graph`](mod@simple_graph), [`sin_graph`] |
//! | `sin_cos_graph.py` (§1.6.2) | [`sin_cos_graph`] |
//! | `img_show.py`, `lena.png` (§1.6.3) | [`img_show`], [`plot::sample_picture`] |
//!
//! §1.3 walks through the interpreter. The same walk here:
//!
//! ```
//! // 算術計算: / of integers is a division of integers, so one writes what one means.
//! assert_eq!((1 - 2, 4 * 5, 7.0 / 5.0, 3_i32.pow(2)), (-1, 20, 1.4, 9));
//!
//! // 変数: a name keeps its type, and says if it may change.
//! let mut x = 10.0;
//! x *= 3.14;
//! assert_eq!(x, 31.400000000000002);
//!
//! // リスト: a Vec, with ranges for slices.
//! let mut a = vec![1, 2, 3, 4, 5];
//! a[4] = 99;
//! assert_eq!((a.len(), &a[0..2], &a[..a.len() - 1]), (5, &[1, 2][..], &[1, 2, 3, 4][..]));
//!
//! // ディクショナリ
//! let mut me = std::collections::HashMap::from([("height", 180)]);
//! me.insert("weight", 70);
//! assert_eq!(me["height"], 180);
//!
//! // ブーリアン, if 文, for 文
//! let (hungry, sleepy) = (true, false);
//! assert!(hungry && !sleepy && (hungry || sleepy));
//! let mut said = Vec::new();
//! for i in [1, 2, 3] {
//!     said.push(if hungry { i } else { 0 });
//! }
//! assert_eq!(said, [1, 2, 3]);
//!
//! // 関数
//! fn hello(object: &str) -> String {
//!     format!("Hello {object}!")
//! }
//! assert_eq!(hello("cat"), "Hello cat!");
//! ```

mod contents;
pub mod hungry;
pub mod img_show;
pub mod man;
pub mod ndarray_basics;
pub mod simple_graph;
pub mod sin_cos_graph;
pub mod sin_graph;

use experiment::{Chapter, Entry};

pub use img_show::ImgShow;

/// The experiments of chapter 1, in the book's order.
pub const CHAPTER: Chapter = Chapter {
    number: 1,
    title: "First steps",
    japanese: "Python入門",
    experiments: &[
        Entry::script(contents::HUNGRY, hungry::run),
        Entry::script(contents::MAN, man::run),
        Entry::script(contents::NDARRAY_BASICS, ndarray_basics::run),
        Entry::script(contents::SIMPLE_GRAPH, simple_graph::run),
        Entry::script(contents::SIN_GRAPH, sin_graph::run),
        Entry::script(contents::SIN_COS_GRAPH, sin_cos_graph::run),
        Entry::of::<ImgShow>(contents::IMG_SHOW),
    ],
};
