//! The words of a page before and after its export.

use briefpack::fidelity::missing_words;

/// What is laid over a page, which is none of its words.
#[derive(Debug, Clone)]
pub struct Stamp {
    pub page: u32,
    pub pages: u32,
    pub marking: String,
    pub footer: String,
}

impl Stamp {
    fn number(&self) -> String {
        format!("Page {} of {}", self.page, self.pages)
    }

    /// What of the stamp the text of the page lacks: the page number, or the marking at the top or
    /// at the bottom.
    pub fn missing_in(&self, text: &str) -> Vec<&'static str> {
        let text = without_blanks(text);
        let count = |wanted: &str| text.matches(&without_blanks(wanted)).count();
        let mut missing = Vec::new();
        if count(&self.number()) == 0 {
            missing.push("page number");
        }
        if count(&self.marking) < 2 {
            missing.push("marking");
        }
        missing
    }

    /// The text without the stamp.
    fn taken_from(&self, text: &str) -> String {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        text.replace(&self.marking, " ")
            .replacen(&self.footer, " ", 1)
            .replacen(&self.number(), " ", 1)
    }
}

fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The words of a page that its export lacks, each as often as it does. Words that are split or
/// joined there are not lost.
pub fn lost_words(source: &str, export: &str, stamp: &Stamp) -> Vec<String> {
    let export = stamp.taken_from(export);
    let lost = missing_words(&export, source);
    if lost.is_empty() {
        return lost;
    }
    let mut rest = missing_words(source, &export).concat();
    let is_lost = |word: &String| match rest.find(word.as_str()) {
        Some(at) => {
            rest.replace_range(at..at + word.len(), "\n");
            false
        }
        None => true,
    };
    lost.into_iter().filter(is_lost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp() -> Stamp {
        Stamp {
            page: 3,
            pages: 7,
            marking: "MARK".to_owned(),
            footer: "Pack · Paper".to_owned(),
        }
    }

    const EXPORT: &str = "MARK\nThe three lamps burn\nPack · Paper Page 3 of 7\nMARK\n";

    #[test]
    fn a_stamp_is_found_whatever_stands_between_its_letters() {
        assert_eq!(stamp().missing_in(EXPORT), [""; 0]);
        assert_eq!(stamp().missing_in("MARK Page\n3\nof 7 MA RK"), [""; 0]);
        assert_eq!(stamp().missing_in("MARK Page 2 of 7 MARK"), ["page number"]);
        assert_eq!(stamp().missing_in("MARK Page 3 of 7"), ["marking"]);
    }

    #[test]
    fn words_are_counted() {
        let lost = |source| lost_words(source, EXPORT, &stamp());
        assert_eq!(lost("three lamps, burn. The"), [""; 0]);
        assert_eq!(lost("lamps and lamps"), ["and", "lamps"]);
    }

    #[test]
    fn the_stamp_makes_up_for_no_word() {
        let lost = |source| lost_words(source, EXPORT, &stamp());
        assert_eq!(lost("Page 3"), ["Page", "3"]);
        assert_eq!(lost("The Paper of the lamps"), ["Paper", "of", "the"]);
    }

    #[test]
    fn words_that_are_split_or_joined_are_kept() {
        let lost = |source, export| lost_words(source, export, &stamp());
        assert_eq!(lost("streetlight", "street light"), [""; 0]);
        assert_eq!(lost("street light", "streetlight"), [""; 0]);
        assert_eq!(lost("light", "lamplightPage 3 of 7"), [""; 0]);
        assert_eq!(lost("light light", "streetlight"), ["light"]);
    }
}
