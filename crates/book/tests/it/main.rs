//! The book as its reader meets it: the whole of it in one command, the gallery in a browser, the READMEs, the
//! manifests.

mod browser;
mod manifests;
mod markdown;
mod numpy;
mod readme;
mod whole_book;
