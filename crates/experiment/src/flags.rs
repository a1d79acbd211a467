//! Ranges of flags, refused by name before anything starts.
//!
//! ```
//! assert_eq!(experiment::flags::count("100"), Ok(100));
//! assert_eq!(experiment::flags::count("0").unwrap_err(), "must be at least 1");
//! ```

/// A whole number of at least 1: a batch size, a number of neurons.
pub fn count(text: &str) -> Result<usize, String> {
    match text.parse::<usize>() {
        Ok(0) => Err("must be at least 1".into()),
        Ok(n) => Ok(n),
        Err(_) => Err("must be a whole number of at least 1".into()),
    }
}

/// A finite number above 0: a learning rate.
pub fn positive(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && x > 0.0 => Ok(x),
        _ => Err("must be a finite number above 0".into()),
    }
}

/// A finite number of at least 0: a weight decay.
pub fn non_negative(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && x >= 0.0 => Ok(x),
        _ => Err("must be a finite number of at least 0".into()),
    }
}

/// A finite number.
pub fn finite(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() => Ok(x),
        _ => Err("must be a finite number".into()),
    }
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
        assert_eq!(positive("0.1"), Ok(0.1));
        assert!(positive("0").is_err() && positive("nan").is_err() && positive("inf").is_err());
        assert_eq!(non_negative("0"), Ok(0.0));
        assert!(non_negative("-0.1").is_err());
        assert_eq!(finite("-3"), Ok(-3.0));
        assert!(finite("nan").is_err());
        assert_eq!(ratio("0"), Ok(0.0));
        assert!(ratio("1").is_err() && ratio("x").is_err());
    }
}
