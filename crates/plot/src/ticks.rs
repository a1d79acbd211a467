//! Where ticks stand on an axis, and what they say.

use crate::artist::Axis;

/// A tick and its text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    pub(crate) at: f64,
    pub(crate) label: String,
}

/// The ticks of one axis.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Ticks {
    pub(crate) major: Vec<Tick>,
    /// Ticks without text, on log axes.
    pub(crate) minor: Vec<f64>,
    /// What all the labels are to be multiplied with or added to, such as `1e−9`.
    pub(crate) offset: Option<String>,
}

/// Ticks at given places, written as numbers.
pub(crate) fn at(places: &[f64]) -> Ticks {
    let (labels, offset) = labels(places);
    let major = places.iter().zip(labels).map(|(&at, label)| Tick { at, label }).collect();
    Ticks { major, minor: Vec::new(), offset }
}

/// At most `intervals` intervals between ticks; whole numbers only if `integer`.
pub(crate) fn automatic(axis: &Axis, intervals: usize, integer: bool) -> Ticks {
    let (lo, hi) = (axis.lo.min(axis.hi), axis.lo.max(axis.hi));
    if axis.log { logarithmic(lo, hi, intervals) } else { at(&linear(lo, hi, intervals, integer)) }
}

/// Multiples of 1, 2, 2.5 or 5 times a power of ten within `lo..=hi`.
pub(crate) fn linear(lo: f64, hi: f64, intervals: usize, integer: bool) -> Vec<f64> {
    let span = hi - lo;
    if !(span.is_finite() && span > 0.0) {
        return Vec::new();
    }
    let raw = span / intervals.max(1) as f64;
    let power = 10f64.powf(raw.log10().floor());
    let allowed = |step: f64| !integer || (step >= 1.0 && step.fract() == 0.0);
    let step = (0..4)
        .flat_map(|i| [1.0, 2.0, 2.5, 5.0].map(|m| m * power * 10f64.powi(i)))
        .find(|&step| {
            let fits = (hi / step + 1e-9).floor() - (lo / step - 1e-9).ceil() <= intervals as f64;
            step >= raw * 0.7 && fits && allowed(step)
        })
        .unwrap_or_else(|| raw.ceil().max(power));
    let (first, last) = ((lo / step - 1e-9).ceil() as i64, (hi / step + 1e-9).floor() as i64);
    (first..=last).map(|i| i as f64 * step).collect()
}

/// Powers of ten, thinned out if there are many, with 2…9 times them as minor ticks.
fn logarithmic(lo: f64, hi: f64, intervals: usize) -> Ticks {
    if !(lo > 0.0 && hi.is_finite()) {
        // No power of ten is where such an axis begins or ends.
        return at(&linear(lo, hi, intervals, false));
    }
    let (first, last) = ((lo.log10() - 1e-9).ceil() as i32, (hi.log10() + 1e-9).floor() as i32);
    let inside = |v: f64| v >= lo * (1.0 - 1e-9) && v <= hi * (1.0 + 1e-9);
    let multiples = |k: i32| (2..10).map(move |m| f64::from(m) * 10f64.powi(k));
    if last - first < 1 {
        // Less than two powers of ten: their multiples are labelled too.
        let places: Vec<f64> = (first - 1..=last)
            .flat_map(|k| [1.0, 2.0, 5.0].map(|m| m * 10f64.powi(k)))
            .filter(|&v| inside(v))
            .collect();
        let minor = (first - 1..=last).flat_map(multiples).filter(|&v| inside(v)).collect();
        return if places.len() < 2 { at(&linear(lo, hi, intervals, false)) } else { Ticks { minor, ..at(&places) } };
    }
    let stride = ((last - first) as usize).div_ceil(intervals.max(1)).max(1);
    let major = (first..=last)
        .step_by(stride)
        .map(|k| Tick { at: 10f64.powi(k), label: format!("10{}", superscript(k)) })
        .collect();
    let minor: Vec<f64> = if stride == 1 {
        (first - 1..=last).flat_map(multiples).filter(|&v| inside(v)).collect()
    } else {
        (first..=last).map(|k| 10f64.powi(k)).collect()
    };
    Ticks { major, minor, offset: None }
}

/// `n` in raised figures.
pub(crate) fn superscript(n: i32) -> String {
    n.to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            _ => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][c.to_digit(10).unwrap_or(0) as usize],
        })
        .collect()
}

/// The shortest texts that tell the numbers apart, all with the same number of decimals, and what they leave out.
fn labels(places: &[f64]) -> (Vec<String>, Option<String>) {
    let largest = places.iter().fold(0.0_f64, |m, v| m.max(v.abs()));
    if largest == 0.0 {
        return (places.iter().map(|_| "0".to_owned()).collect(), None);
    }
    let spread = places.iter().map(|v| (v - places[0]).abs()).fold(0.0, f64::max);
    if spread > 0.0 && spread < 1e-4 * largest {
        let base = places[0];
        let (labels, factor) = labels(&places.iter().map(|v| v - base).collect::<Vec<_>>());
        let sign = if base < 0.0 { "−" } else { "+" };
        return (labels, Some(format!("{}{sign}{}", factor.map_or(String::new(), |f| format!("{f} ")), base.abs())));
    }
    let exponent = largest.log10().floor() as i32;
    let scale = if (-4..6).contains(&exponent) { 0 } else { exponent };
    let scaled: Vec<f64> = places.iter().map(|v| v / 10f64.powi(scale)).collect();
    let decimals = (0..15)
        .find(|&d| {
            let unit = 10f64.powi(d);
            scaled.iter().all(|v| {
                (v * unit - (v * unit).round()).abs() < 1e-4 * (unit * spread / 10f64.powi(scale)).clamp(1e-3, 1.0)
            })
        })
        .unwrap_or(15) as usize;
    let labels = scaled.iter().map(|&v| number(v, decimals)).collect();
    (labels, (scale != 0).then(|| format!("1e{}", scale.to_string().replace('-', "−"))))
}

/// `v` with so many decimals, a true minus sign, and never `-0.0`.
pub(crate) fn number(v: f64, decimals: usize) -> String {
    let text = format!("{v:.decimals$}");
    match text.strip_prefix('-') {
        Some(zero) if zero.chars().all(|c| c == '0' || c == '.') => zero.to_owned(),
        Some(positive) => format!("−{positive}"),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(lo: f64, hi: f64, intervals: usize) -> (Vec<String>, Option<String>) {
        let ticks = automatic(&Axis { lo, hi, log: false }, intervals, false);
        (ticks.major.into_iter().map(|t| t.label).collect(), ticks.offset)
    }

    #[test]
    fn nice_numbers() {
        assert_eq!(texts(-0.3, 6.2, 9).0, ["0", "1", "2", "3", "4", "5", "6"]);
        assert_eq!(texts(-1.1, 1.1, 9).0, ["−1.00", "−0.75", "−0.50", "−0.25", "0.00", "0.25", "0.50", "0.75", "1.00"]);
        assert_eq!(texts(-10.0, 210.0, 9).0, ["0", "25", "50", "75", "100", "125", "150", "175", "200"]);
        assert_eq!(texts(0.0, 1.0, 5).0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn no_negative_zero() {
        assert!(texts(-1.0, 0.2, 9).0.iter().all(|t| t != "−0.0" && t != "-0.0"));
        assert_eq!(number(-0.001, 1), "0.0");
        assert_eq!(number(-0.5, 1), "−0.5");
    }

    #[test]
    fn large_and_small_numbers_share_a_factor() {
        assert_eq!(texts(0.0, 3e-9, 3), (vec!["0".into(), "1".into(), "2".into(), "3".into()], Some("1e−9".into())));
        assert_eq!(texts(0.0, 2e13, 2), (vec!["0".into(), "1".into(), "2".into()], Some("1e13".into())));
        assert_eq!(texts(0.0, 350_000.0, 4).1, None);
    }

    #[test]
    fn nearly_equal_numbers_share_a_summand() {
        let (labels, offset) = texts(5.0, 5.0 + 4e-7, 4);
        assert_eq!(labels.len(), 5);
        assert!(labels.iter().all(|l| l.len() <= 3), "{labels:?}");
        assert_eq!(offset.as_deref(), Some("1e−7 +5"));
    }

    #[test]
    fn powers_of_ten_on_log_axes() {
        let ticks = automatic(&Axis { lo: 1e-3, hi: 1.0, log: true }, 9, false);
        assert_eq!(ticks.major.iter().map(|t| t.label.as_str()).collect::<Vec<_>>(), ["10⁻³", "10⁻²", "10⁻¹", "10⁰"]);
        assert_eq!(ticks.minor.len(), 24);
        let many = automatic(&Axis { lo: 1e-15, hi: 1e-1, log: true }, 8, false);
        assert!(many.major.len() <= 9 && many.major[0].label == "10⁻¹⁵");
        let few = automatic(&Axis { lo: 1.5, hi: 8.0, log: true }, 8, false);
        assert_eq!(few.major.iter().map(|t| t.label.as_str()).collect::<Vec<_>>(), ["2", "5"]);
    }

    #[test]
    fn whole_numbers_only() {
        let places = linear(-0.5, 3.5, 9, true);
        assert_eq!(places, [0.0, 1.0, 2.0, 3.0]);
    }
}
