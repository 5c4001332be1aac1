//! Lengths.

/// A length such as "2.5cm" in points; `None` for one that is relative, such as "5%" or "1em".
pub fn points(length: &str) -> Option<f32> {
    let length = length.trim();
    let (number, unit) = length.split_at_checked(length.len().checked_sub(2)?)?;
    let unit_pt = match unit {
        "cm" => 72.0 / 2.54,
        "mm" => 72.0 / 25.4,
        "in" => 72.0,
        "pt" => 1.0,
        "pc" => 12.0,
        "px" => 0.75,
        _ => return None,
    };
    let number: f32 = number.trim().parse().ok()?;
    number.is_finite().then_some(number * unit_pt)
}

#[cfg(test)]
mod tests {
    use super::points;

    #[test]
    fn lengths_are_read_in_their_units() {
        assert_eq!(points("2.54cm"), Some(72.0));
        assert_eq!(points(" -0.5in"), Some(-36.0));
        assert_eq!(points("12pt"), Some(12.0));
        for other in ["5%", "1em", "", "é", "cm", "infpt"] {
            assert_eq!(points(other), None, "{other}");
        }
    }
}
