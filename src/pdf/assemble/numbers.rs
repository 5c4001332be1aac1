//! Numbers as operators are written.

/// Appends a number and a blank, without the exponent that PDF does not know.
pub(super) fn push_number(operators: &mut String, value: f64) {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    operators.push_str(if text == "-0" { "0" } else { text });
    operators.push(' ');
}
