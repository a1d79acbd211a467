//! `cargo run -p playground`: the book's experiments in the browser.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser;
use playground::{Address, App, random_secret, router};
use tokio::net::TcpListener;

/// The book's experiments in the browser: draw digits, train networks, watch optimizers descend.
///
/// The page is served on this machine only, at an address that nobody else knows. Ctrl-C ends the program and every
/// training.
#[derive(Parser)]
#[command(name = "playground", version)]
struct Flags {
    /// Port on 127.0.0.1 [default: a free one]
    #[arg(long, default_value_t = 0, hide_default_value = true, value_name = "N")]
    port: u16,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// Folder with the data: idx files, mnist.pkl, mnist.npz, CSV, or folders 0 to 9 of PNG pictures
    /// [default: the variable MNIST_DIR, else a download]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Which images: MNIST where it can be had, else digits drawn by the program (auto)
    #[arg(long, default_value_t, value_name = "auto|mnist|fashion|kmnist|emnist-digits|synthetic")]
    dataset: dataset::Choice,
}

fn main() -> ExitCode {
    match run(Flags::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(flags: Flags) -> Result<()> {
    let digits = dataset::Options { choice: flags.dataset, data_dir: flags.data_dir, ..Default::default() };
    let app = App::new(digits)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", flags.port)));
    let listener = listener.with_context(|| format!("cannot listen on port {}", flags.port))?;
    let address = Address { port: listener.local_addr()?.port(), secret: random_secret()? };

    // Whoever reads the address may not read on: nobody has to hear the rest.
    let _ = writeln!(std::io::stdout(), "the playground is at {address}\nCtrl-C ends it");
    runtime.spawn({
        let app = app.clone();
        async move { app.load_digits().await }
    });
    let routes = router(app, &address);
    runtime.spawn(async move { axum::serve(listener, routes).await });
    if !flags.no_open
        && let Err(error) = open::that_detached(address.to_string())
    {
        eprintln!("cannot open a browser ({error}): open the address yourself");
    }
    let ended = runtime.block_on(tokio::signal::ctrl_c()).context("cannot wait for Ctrl-C");
    // Trainings and open pages end with the program: nothing of them is on a disk.
    runtime.shutdown_background();
    ended
}
