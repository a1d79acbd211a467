//! A class of the book becomes a struct with an `impl`: data in fields, behaviour in methods.
//!
//! | Python | Rust |
//! |---|---|
//! | `class Man:` | `struct Man` and `impl Man` |
//! | `def __init__(self, name):` | `fn new(name) -> Self`, a function by convention only |
//! | `self.name = name` | a field, declared with its type |
//! | `def hello(self):` | `fn hello(&self)`; a method that changes a field takes `&mut self` |
//!
//! The book's methods print. These hand their line to `print`, so that a test can read it.
//!
//! Book: §1.4.2 (クラス), `ch01/man.py`.

use experiment::{Context, Experiment, Info};

/// Somebody with a name and manners.
#[derive(Clone, Debug)]
pub struct Man {
    name: String,
}

impl Man {
    /// Somebody called `name`; tells `print` that he is there.
    pub fn new(name: &str, print: &mut impl FnMut(&str)) -> Self {
        print("Initialized!");
        Man { name: name.to_owned() }
    }

    /// Says hello.
    pub fn hello(&self, print: &mut impl FnMut(&str)) {
        print(&format!("Hello {}!", self.name));
    }

    /// Says good-bye.
    pub fn goodbye(&self, print: &mut impl FnMut(&str)) {
        print(&format!("Good-bye {}!", self.name));
    }
}

/// A class with a constructor and two methods.
#[derive(Clone, Debug, clap::Args)]
pub struct ManScript {
    /// Whom to greet
    #[arg(long, default_value = "David")]
    pub name: String,
}

impl Experiment for ManScript {
    const INFO: Info = Info::new("man", "§1.4.2", "A class becomes a struct with methods");

    fn run(&self, ctx: &mut Context) -> anyhow::Result<()> {
        let mut print = |line: &str| ctx.say(line);
        let m = Man::new(&self.name, &mut print);
        m.hello(&mut print);
        m.goodbye(&mut print);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn david_is_greeted_as_in_the_book() {
        let mut lines = Vec::new();
        let mut print = |line: &str| lines.push(line.to_owned());
        let m = Man::new("David", &mut print);
        m.hello(&mut print);
        m.goodbye(&mut print);
        assert_eq!(lines, ["Initialized!", "Hello David!", "Good-bye David!"]);
    }
}
