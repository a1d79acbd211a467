//! How far the book is, and how long the rest will take.

use std::time::Instant;

use experiment::{Progress, Screen, format_duration};

/// The bar over all experiments. Its steps are tenths of the seconds that each is expected to take.
pub(crate) struct Overall<'a> {
    screen: &'a Screen,
    bar: Progress,
    expected: &'a [f64],
    start: Instant,
}

impl<'a> Overall<'a> {
    pub(crate) fn new(screen: &'a Screen, expected: &'a [f64]) -> Self {
        let bar = screen.bar(tenths(expected), "book").without_counts();
        Overall { screen, bar, expected, start: Instant::now() }
    }

    /// Says that the experiment at `place` begins.
    pub(crate) fn begin(&self, place: usize, what: &str) {
        let left = left(self.expected, place, self.start.elapsed().as_secs_f64());
        let state = format!("{} of {}, about {} left", place + 1, self.expected.len(), format_duration(left));
        self.bar.describe(format!("{what} ({state})"));
        self.bar.reach(tenths(&self.expected[..place]));
        self.screen.print(&format!("== {what} ({state})"));
    }
}

fn tenths(seconds: &[f64]) -> usize {
    seconds.iter().map(|seconds| (seconds * 10.0).ceil() as usize).sum()
}

/// What is expected of those that are not done, at the pace of those that are. A pace is known after a few seconds.
fn left(expected: &[f64], done: usize, elapsed: f64) -> f64 {
    const KNOWN_AFTER: f64 = 5.0;
    let sum = |part: &[f64]| part.iter().sum::<f64>();
    let pace = (KNOWN_AFTER + elapsed) / (KNOWN_AFTER + sum(&expected[..done]));
    sum(&expected[done..]) * pace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let expected = [10.0, 20.0, 30.0];
        assert_eq!(left(&expected, 0, 0.0), 60.0);
        assert_eq!(left(&expected, 1, 10.0), 50.0);
        assert_eq!(left(&expected, 1, 25.0), 100.0);
        assert_eq!(left(&expected, 2, 12.5), 15.0);
    }
}
