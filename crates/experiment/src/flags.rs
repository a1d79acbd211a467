//! Ranges of flags, refused by name before anything starts.
//!
//! ```
//! assert_eq!(experiment::flags::count("100"), Ok(100));
//! assert_eq!(experiment::flags::count("0").unwrap_err(), "must be at least 1");
//! ```

/// A whole number of at least 1: an amount of work, or of what there is only so much of (samples of a batch).
pub fn count(text: &str) -> Result<usize, String> {
    up_to::<1_000_000_000>(text)
}

/// A whole number from 1 to `MOST`: a number of neurons, or of anything else that takes memory.
pub fn up_to<const MOST: usize>(text: &str) -> Result<usize, String> {
    match text.parse::<u128>() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(n) if n > MOST as u128 => Err(format!("must be at most {MOST}")),
        Ok(n) => Ok(n as usize),
        Err(_) => Err("must be a whole number of at least 1".into()),
    }
}

/// A finite number above 0: a learning rate.
pub fn positive(text: &str) -> Result<f64, String> {
    number(text).filter(|&x| x as f32 > 0.0).ok_or_else(|| "must be a finite number above 0".into())
}

/// A finite number of at least 0: a weight decay.
pub fn non_negative(text: &str) -> Result<f64, String> {
    number(text).filter(|&x| x >= 0.0).ok_or_else(|| "must be a finite number of at least 0".into())
}

/// A finite number.
pub fn finite(text: &str) -> Result<f64, String> {
    number(text).ok_or_else(|| "must be a finite number".into())
}

/// A number that is finite also as `f32`, with which networks learn.
fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|&x| (x as f32).is_finite())
}

/// A share of something, 0 included and 1 excluded: a dropout ratio.
pub fn ratio(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if (0.0..1.0).contains(&x) => Ok(x),
        _ => Err("must be at least 0 and below 1".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_hold_at_their_ends() {
        assert_eq!(count("1"), Ok(1));
        assert!(count("-1").is_err() && count("0").is_err() && count("1.5").is_err());
        assert_eq!(count("1000000001"), Err("must be at most 1000000000".into()));
        assert_eq!((up_to::<7>("7"), up_to::<7>("8")), (Ok(7), Err("must be at most 7".into())));
        assert_eq!(up_to::<7>(&u128::MAX.to_string()), Err("must be at most 7".into()));
        assert_eq!(positive("0.1"), Ok(0.1));
        assert!(positive("1e39").is_err() && positive("1e-50").is_err(), "infinite or 0 as f32");
        assert!(positive("0").is_err() && positive("nan").is_err() && positive("inf").is_err());
        assert_eq!(non_negative("0"), Ok(0.0));
        assert!(non_negative("-0.1").is_err());
        assert_eq!(finite("-3"), Ok(-3.0));
        assert!(finite("nan").is_err());
        assert_eq!(ratio("0"), Ok(0.0));
        assert!(ratio("1").is_err() && ratio("x").is_err());
    }
}
