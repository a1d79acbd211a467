//! §1.4.2 クラス, `ch01/man.py`: a class becomes a struct with an `impl`, data in fields, behaviour in methods.
//!
//! | Python | Rust |
//! |---|---|
//! | `class Man:` | `struct Man` and `impl Man` |
//! | `def __init__(self, name):` | `fn new(name) -> Self`, a function by convention only |
//! | `self.name = name` | a field, declared with its type |
//! | `def hello(self):` | `fn hello(&self)`; a method that changes a field takes `&mut self` |
//!
//! What prints takes the [`Context`] of the run, which prints its lines and keeps them for the gallery.

use experiment::{Context, say};

/// Somebody to greet.
#[derive(Clone, Debug)]
pub struct Man {
    name: String,
}

impl Man {
    /// Somebody called `name`; prints that he is there.
    pub fn new(name: &str, ctx: &mut Context) -> Self {
        say!(ctx, "Initialized!");
        Man { name: name.to_owned() }
    }

    /// Prints a greeting.
    pub fn hello(&self, ctx: &mut Context) {
        say!(ctx, "Hello {}!", self.name);
    }

    /// Prints a farewell.
    pub fn goodbye(&self, ctx: &mut Context) {
        say!(ctx, "Good-bye {}!", self.name);
    }
}

pub(crate) fn run(ctx: &mut Context) -> anyhow::Result<()> {
    let m = Man::new("David", ctx);
    m.hello(ctx);
    m.goodbye(ctx);
    Ok(())
}
