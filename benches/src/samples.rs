//! Measured times.

use std::time::Instant;

/// The times of one piece of work, in seconds.
#[derive(Clone, Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Adds a measurement.
    pub fn push(&mut self, seconds: f64) {
        self.0.push(seconds);
    }

    /// The median: of an even number of measurements the upper of the two in the middle.
    ///
    /// # Panics
    /// If nothing was measured.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted[sorted.len() / 2]
    }

    /// The shortest and the longest time.
    pub fn range(&self) -> (f64, f64) {
        self.0.iter().fold((f64::INFINITY, 0.0), |(low, high), &t| (t.min(low), t.max(high)))
    }
}

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// About how many seconds a measurement takes.
    pub seconds: f64,
    /// Parts of a measurement, whose median counts.
    pub parts: usize,
}

impl Effort {
    /// As few calls as there can be.
    pub const QUICK: Self = Effort { seconds: 0.01, parts: 1 };

    /// Enough for numbers that are published, in about so many seconds.
    pub fn full(seconds: f64) -> Self {
        Effort { seconds, parts: 7 }
    }

    /// [`QUICK`](Self::QUICK), or [`full`](Self::full).
    pub fn of(quick: bool, seconds: f64) -> Self {
        if quick { Self::QUICK } else { Self::full(seconds) }
    }

    /// Seconds of a call at the warm-up: two, where there is time for them.
    pub fn warm_up(&self, work: impl FnMut()) -> f64 {
        seconds_a_call(self.parts.min(2), work)
    }

    /// The median time of a call, after a warm-up.
    pub fn median(&self, mut work: impl FnMut()) -> f64 {
        let first = self.warm_up(&mut work);
        if self.parts == 1 && first >= self.seconds {
            return first;
        }
        let calls = calls_in(self.seconds / self.parts as f64, first);
        let mut times = Times::default();
        (0..self.parts).for_each(|_| times.push(seconds_a_call(calls, &mut work)));
        times.median()
    }
}

/// Seconds that `iterations` calls take, divided by their number.
pub fn seconds_a_call(iterations: usize, mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    for _ in 0..iterations {
        work();
    }
    start.elapsed().as_secs_f64() / iterations as f64
}

/// How many calls of `seconds` each fill about `budget` seconds: at least one.
pub fn calls_in(budget: f64, seconds: f64) -> usize {
    ((budget / seconds.max(1e-9)) as usize).max(1)
}

/// Seconds with three digits and a unit that suits them.
///
/// ```
/// assert_eq!(benches::samples::human(0.0123), "12.3 ms");
/// assert_eq!(benches::samples::human(0.000_25), "0.250 ms");
/// assert_eq!(benches::samples::human(1.2), "1.20 s");
/// ```
pub fn human(seconds: f64) -> String {
    let (value, unit) = if seconds < 0.5 { (seconds * 1e3, "ms") } else { (seconds, "s") };
    format!("{} {unit}", three_digits(value))
}

/// A number with three significant digits.
///
/// ```
/// assert_eq!(benches::samples::three_digits(0.4567), "0.457");
/// assert_eq!(benches::samples::three_digits(45.67), "45.7");
/// assert_eq!(benches::samples::three_digits(4567.0), "4567");
/// ```
pub fn three_digits(value: f64) -> String {
    let whole = value.abs().max(1.0).log10() as usize + 1;
    format!("{value:.*}", if value.abs() < 1.0 { 3 } else { 3_usize.saturating_sub(whole) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outlier_changes_the_range_but_not_the_median() {
        let mut times = Times::default();
        [1.0, 100.0, 2.0].into_iter().for_each(|t| times.push(t));
        assert_eq!((times.median(), times.range()), (2.0, (1.0, 100.0)));
    }

    #[test]
    fn a_first_look_calls_what_takes_long_once() {
        let calls = |effort: Effort| {
            let mut calls = 0;
            let seconds = effort.median(|| calls += 1);
            assert!(seconds >= 0.0);
            calls
        };
        assert_eq!(calls(Effort { seconds: 0.0, parts: 1 }), 1);
        assert_eq!(calls(Effort { seconds: 0.0, parts: 7 }), 2 + 7);
    }

    #[test]
    fn every_work_is_called_at_least_once() {
        assert_eq!([calls_in(1.0, 0.25), calls_in(1.0, 7.0), calls_in(0.0, 0.0)], [4, 1, 1]);
    }
}
