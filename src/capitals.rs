//! Capital letters at the beginning of sentences and titles.

/// The text with its first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    with_first_letter(text, |letter| letter.to_uppercase().collect())
}

/// The text with its first letter small.
pub(crate) fn decapitalised(text: &str) -> String {
    with_first_letter(text, |letter| letter.to_lowercase().collect())
}

fn with_first_letter(text: &str, change: impl Fn(char) -> String) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| change(first) + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_letter_changes() {
        assert_eq!(capitalised("état of NATO"), "État of NATO");
        assert_eq!(capitalised("ßa"), "SSa");
        assert_eq!(decapitalised("The UN"), "the UN");
        assert_eq!(capitalised(""), "");
    }
}
