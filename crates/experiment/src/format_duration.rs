//! Durations for people.

/// A duration, the coarser the longer it is.
///
/// ```
/// use experiment::format_duration;
/// assert_eq!(format_duration(0.004), "under 0.1 s");
/// assert_eq!(format_duration(2.34), "2.3 s");
/// assert_eq!(format_duration(75.2), "75 s");
/// assert_eq!(format_duration(754.0), "13 min");
/// assert_eq!(format_duration(8_000.0), "2 h 13 min");
/// ```
pub fn format_duration(seconds: f64) -> String {
    let minutes = (seconds / 60.0).round();
    match seconds {
        s if s < 0.1 => "under 0.1 s".to_owned(),
        s if s < 9.95 => format!("{s:.1} s"),
        s if s < 119.5 => format!("{s:.0} s"),
        _ if minutes < 100.0 => format!("{minutes} min"),
        _ => format!("{} h {} min", (minutes / 60.0).floor(), minutes % 60.0),
    }
}
