//! Progress bars with an estimate of the time left, on terminals only.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

const COUNTS: &str = "{msg} {wide_bar:.cyan/dim} {human_pos}/{human_len}  {elapsed} · {eta} left";

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

/// Where text and bars go. Text printed while a bar is up does not tear it.
#[derive(Clone, Debug)]
pub struct Screen {
    bars: MultiProgress,
    silent: bool,
}

impl Screen {
    /// Bars on stderr if it is a terminal and `progress` wishes them, text on stdout.
    pub fn new(progress: bool) -> Self {
        let target = if progress && std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        Screen { bars: MultiProgress::with_draw_target(target), silent: false }
    }

    /// The same bars without the text, for runs whose transcript is kept and not shown.
    pub fn silent(mut self) -> Self {
        self.silent = true;
        self
    }

    /// Prints a line to stdout. A reader that has gone away (`| head`) does not stop an experiment.
    pub fn print(&self, line: &str) {
        if !self.silent {
            self.bars.suspend(|| {
                let _ = writeln!(std::io::stdout(), "{line}");
            });
        }
    }

    /// A bar over `steps` steps.
    pub fn bar(&self, steps: usize, what: impl Into<Cow<'static, str>>) -> Progress {
        let bar = self.bars.add(ProgressBar::new(steps as u64).with_style(style(COUNTS)).with_message(what));
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress { bar }
    }
}

/// A bar that disappears when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Shows a share instead of counts, where the steps are only an estimate.
    pub fn without_counts(self) -> Self {
        self.bar.set_style(style("{msg} {wide_bar:.green/dim} {percent} %  {elapsed} · {eta} left"));
        self
    }

    /// One step is done. May be called from several threads.
    pub fn step(&self) {
        self.bar.inc(1);
    }

    /// `n` steps in all are done.
    pub fn reach(&self, n: usize) {
        self.bar.set_position(n as u64);
    }

    /// `n` steps were done earlier: the estimate does not count them.
    pub fn start_at(&self, n: usize) {
        self.reach(n);
        self.bar.reset_eta();
    }

    /// Takes the bar from the screen.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Says what is being done.
    pub fn describe(&self, what: impl Into<Cow<'static, str>>) {
        self.bar.set_message(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
