//! Page numbers in the heads and feet of pages: those of a file say nothing of the pages of a pack.

/// Stands where a head or foot gives a page number, the count of pages, or the like.
pub const PAGE_NUMBER: char = '\u{fffc}';

/// Words that only lead to a page number, in small letters.
const LEADING: &[&str] = &[
    "page", "pages", "p", "pp", "pg", "of", "seite", "von", "sheet", "no", "number", "and", "the",
];

/// A line without its page numbers and without the words that lead to them: "Page 1 of 3 – Ministry"
/// becomes "Ministry". Lines without page numbers stay as they are.
pub fn without_page_numbers(line: &str) -> String {
    if !line.contains(PAGE_NUMBER) {
        return line.to_owned();
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_page = |word: &str| word.contains(PAGE_NUMBER);
    let leads = |word: &str| {
        let letters = word.trim_matches(|c: char| !c.is_alphanumeric());
        letters.is_empty() || LEADING.contains(&letters.to_lowercase().as_str())
    };
    let first = words.iter().position(|word| is_page(word));
    let last = words.iter().rposition(|word| is_page(word));
    let (Some(first), Some(last)) = (first, last) else {
        return line.to_owned();
    };
    let before = words.get(..first).unwrap_or_default();
    let after = words.get(last + 1..).unwrap_or_default();
    let kept = before.len() - before.iter().rev().take_while(|word| leads(word)).count();
    let skipped = after.iter().take_while(|word| leads(word)).count();
    let between = words.get(first..=last).unwrap_or_default();
    let between = between.iter().filter(|word| !is_page(word) && !leads(word));
    let before = before.get(..kept).unwrap_or_default().iter();
    let after = after.get(skipped..).unwrap_or_default().iter();
    let words: Vec<&str> = before.chain(between).chain(after).copied().collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_go_with_the_words_that_lead_to_them() {
        for (line, kept) in [
            ("Page \u{fffc} of \u{fffc}", ""),
            ("Ministry of Works | Page \u{fffc}", "Ministry of Works"),
            ("- \u{fffc} -", ""),
            ("\u{fffc}/\u{fffc} – In confidence", "In confidence"),
            ("The page of honour", "The page of honour"),
        ] {
            assert_eq!(without_page_numbers(line), kept, "{line}");
        }
    }
}
