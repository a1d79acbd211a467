//! The playground: the book's experiments in the browser, `cargo run -p playground`.
//!
//! A small server that only this machine reaches, and one page. All mathematics is that of `common`, called here; the page
//! draws what comes back.
//!
//! | page | what it shows | module |
//! |---|---|---|
//! | Draw | what every network says of a digit while one draws it (§3.6, §7.5, §8.1) | `draw`, `networks` |
//! | Train | curves, weights and activations of networks while they learn (§4.5, §5.7, §6.1–6.4, §7.5) | `train` |
//! | Descend | the paths of six optimizers (§6.1) | `descend` |
//! | Look inside | im2col and a computational graph (§7.4, §5.1–5.4) | `inside` |
//!
//! `security` says who may ask, `server` puts everything together.
//!
//! A training runs in the server, not in the page: it goes on when the tab is closed, and whoever opens the page again
//! sees it. It ends after its last iteration, when it is stopped, or with the program.

mod data;
mod descend;
mod draw;
mod inside;
mod networks;
mod refusal;
mod security;
mod server;
mod train;

pub use security::{Address, random_secret};
pub use server::{App, router};
