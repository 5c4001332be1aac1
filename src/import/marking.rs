//! Finds the security marking that a paper bears.
//!
//! The markings are those of the Government Security Classifications Policy (August 2024), of the
//! scheme before it (until 2014: PROTECT, RESTRICTED, CONFIDENTIAL), of NATO (C-M(2002)49), of the
//! EU (Council Decision 2013/488/EU, and LIMITE for Council documents) and of the United Nations
//! (ST/SGB/2007/6). A marking counts only where it stands as one: a line of its own, in capitals, at
//! the head or foot of the text; among what is printed on every page, beside the page's number and in
//! small letters, too; at the beginning or end of what an e-mail is about. A word in a sentence, or a
//! title such as "OFFICIAL REPORT", is none.

use crate::pack::Marking;

/// How many lines with words count as the head and the foot of a text.
const HEAD_LINES: usize = 4;
const FOOT_LINES: usize = 3;
/// A longer line is no marking, whatever it begins with.
const LONGEST_CHARS: usize = 90;

/// Markings that say it all by their first words, longest first; what may follow is in
/// [`HANDLING`]. The last column says whether any other capitals may follow, too: the words of some
/// begin no title.
const MARKINGS: [(&str, bool); 26] = [
    ("TRÈS SECRET UE EU TOP SECRET", true),
    ("TRES SECRET UE EU TOP SECRET", true),
    ("SECRET UE EU SECRET", true),
    ("CONFIDENTIEL UE EU CONFIDENTIAL", true),
    ("RESTREINT UE EU RESTRICTED", true),
    ("EU TOP SECRET", true),
    ("EU SECRET", true),
    ("EU CONFIDENTIAL", true),
    ("EU RESTRICTED", true),
    ("RESTREINT UE", true),
    ("COSMIC TOP SECRET", true),
    ("NATO SECRET", true),
    ("NATO CONFIDENTIAL", true),
    ("NATO RESTRICTED", true),
    ("NATO UNCLASSIFIED", true),
    ("UK TOP SECRET", true),
    ("UK SECRET", true),
    ("UK OFFICIAL", true),
    ("OFFICIAL SENSITIVE", true),
    ("STRICTLY CONFIDENTIAL", false),
    ("TOP SECRET", false),
    ("OFFICIAL", false),
    ("SECRET", false),
    ("CONFIDENTIAL", false),
    ("RESTRICTED", false),
    ("LIMITE", false),
];

/// Begins the titles of chapters as well: a marking only with a word of [`HANDLING`] after it.
const PROTECT: &str = "PROTECT";

/// Handling instructions, descriptors and prefixes that follow a marking.
const HANDLING: [&str; 40] = [
    "FOR PUBLIC RELEASE",
    "FOR OFFICIAL USE ONLY",
    "NOT FOR PUBLICATION",
    "NOT FOR ONWARD TRANSMISSION",
    "FIVE EYES ONLY",
    "UK EYES ONLY",
    "UK EYES",
    "EYES ONLY",
    "HMG USE ONLY",
    "ORGANISATIONAL USE ONLY",
    "INTERNAL USE ONLY",
    "RECIPIENTS ONLY",
    "ADDRESSEES ONLY",
    "WHEN COMPLETED",
    "WHEN COMPLETE",
    "UNTIL PUBLICATION",
    "UNTIL PUBLISHED",
    "UNTIL RELEASED",
    "IN CONFIDENCE",
    "LOCALLY SENSITIVE",
    "MARKET SENSITIVE",
    "LEGAL PRIVILEGE",
    "POLICY ADVICE",
    "LEGAL ADVICE",
    "PERSONAL DATA",
    "CABINET PAPER",
    "COMMERCIAL",
    "PERSONNEL",
    "PERSONAL",
    "POLICY",
    "LEGAL",
    "STAFF",
    "MANAGEMENT",
    "INVESTIGATIONS",
    "APPOINTMENTS",
    "MEDICAL",
    "LOCSEN",
    "HONOURS",
    "BUDGET",
    "STRAP",
];

/// What stands before a marking where it is named as one.
const LABELS: [&str; 6] = [
    "security classification",
    "protective marking",
    "security marking",
    "classification",
    "handling",
    "marking",
];

/// The marking of a text: at its head or foot. The highest, where there are several.
pub fn find<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Marking> {
    let lines: Vec<&str> = lines
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let head = lines.iter().take(HEAD_LINES);
    let foot = lines.iter().skip(HEAD_LINES).rev().take(FOOT_LINES);
    highest(head.chain(foot).filter_map(|line| of_line(line)))
}

/// The marking among words that are printed on every page, such as headers and footers.
pub fn find_running(running: &str) -> Option<Marking> {
    let pieces = running
        .split(['\n', '\r', '\t', '\u{c}', '|', '·', '•'])
        .flat_map(|line| line.split("  "))
        .map(without_page_number);
    highest(pieces.filter_map(|piece| of_line(piece).or_else(|| in_small_letters(piece))))
}

/// The marking at the beginning or end of what an e-mail is about: "Draft plan - OFFICIAL-SENSITIVE",
/// "[SECRET] Draft plan", "RE: Draft plan (OFFICIAL)".
pub fn find_in_subject(subject: &str) -> Option<Marking> {
    const BETWEEN: [&str; 6] = [" - ", " – ", " — ", ": ", " | ", " // "];
    let bracketed = subject.split(['(', '[', '{']).skip(1);
    let bracketed = bracketed.filter_map(|rest| rest.split_once([')', ']', '}']));
    let bracketed = bracketed.filter_map(|(inner, _)| of_line(inner));
    let ends = BETWEEN.iter().flat_map(|between| {
        let first = subject.split_once(between).map(|(first, _)| first);
        let last = subject.rsplit_once(between).map(|(_, last)| last);
        // Handling instructions follow a marking behind a hyphen.
        let behind_first = subject.split_once(between).map(|(_, behind)| behind);
        [first, last, behind_first]
    });
    let whole = [Some(subject)];
    highest(bracketed.chain(ends.chain(whole).flatten().filter_map(of_line)))
}

/// A marking that is not written in capitals, as in "Official-Sensitive": nothing but handling
/// instructions may follow.
fn in_small_letters(line: &str) -> Option<Marking> {
    let bare = without_label(undecorated(line));
    let is_title_case = |word: &str| word.starts_with(char::is_uppercase);
    let mut words = bare.split(|letter: char| !letter.is_alphanumeric());
    if bare.chars().count() > LONGEST_CHARS || !words.next().is_some_and(is_title_case) {
        return None;
    }
    let capitals = bare.to_uppercase();
    let words: Vec<&str> = words_of(&capitals);
    let words = words.join(" ");
    let (_, rest) = with_rest(&words)?;
    is_handling(rest).then_some(Marking(capitals))
}

/// A line without the number of the page at its beginning or end: "Page 1 of 3", "2/5", "- 4 -".
fn without_page_number(line: &str) -> &str {
    let is_number = |word: &str| {
        let word = word.trim_matches(|letter: char| "-–—[]().".contains(letter));
        let mut parts = word.split('/');
        let is_figure =
            |part: &str| part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.all(is_figure)
    };
    let is_of_page = |word: &str| {
        is_number(word) || matches!(word.to_lowercase().as_str(), "page" | "pg" | "p." | "of")
    };
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    for word in line.split(' ') {
        words.push((at, word));
        at += word.len() + 1;
    }
    let first = words.iter().position(|(_, word)| !is_of_page(word));
    let last = words.iter().rposition(|(_, word)| !is_of_page(word));
    let (Some(first), Some(last)) = (first, last) else {
        return "";
    };
    let end = words.get(last).map_or(0, |(at, word)| at + word.len());
    let start = words.get(first).map_or(0, |(at, _)| *at);
    line.get(start..end).unwrap_or_default().trim()
}

fn words_of(line: &str) -> Vec<&str> {
    line.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

fn highest(found: impl Iterator<Item = Marking>) -> Option<Marking> {
    let found: Vec<Marking> = found.collect();
    Marking::highest(found.iter())
}

/// The marking that a line is, if it is one and nothing else.
pub fn of_line(line: &str) -> Option<Marking> {
    let whole = undecorated(line);
    let line = without_label(whole);
    if line != whole
        && let Some(marking) = in_small_letters(whole)
    {
        return Some(marking);
    }
    if line.is_empty()
        || line.chars().count() > LONGEST_CHARS
        || line.chars().any(char::is_lowercase)
        || line.ends_with(['.', '?', '!', ';'])
    {
        return None;
    }
    is_marking(&words_of(line).join(" ")).then(|| Marking(undecorated(line).to_owned()))
}

/// A line without what is drawn around it: brackets, stars, dashes, marks of Markdown.
fn undecorated(line: &str) -> &str {
    let inner = line.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '*' | '_' | '#' | '=' | '-' | '–' | '—' | '>')
    });
    let unbracketed = inner
        .strip_prefix(['[', '('])
        .and_then(|inner| inner.strip_suffix([']', ')']));
    // "OFFICIAL (SENSITIVE)" keeps its brackets.
    unbracketed
        .filter(|inner| !inner.contains(['[', '(']))
        .unwrap_or(inner)
        .trim()
}

fn without_label(line: &str) -> &str {
    let label = LABELS.iter().find_map(|label| {
        let head = line.get(..label.len())?;
        let rest = line.get(label.len()..)?.trim_start();
        let value = rest.strip_prefix(':')?;
        head.eq_ignore_ascii_case(label).then_some(value)
    });
    label.map_or(line, undecorated)
}

/// Whether words in capitals, parted by single spaces, are a marking.
fn is_marking(words: &str) -> bool {
    if let Some(rest) = after(words, PROTECT) {
        return !rest.is_empty() && is_handling(rest);
    }
    with_rest(words).is_some_and(|(stands_alone, rest)| stands_alone || is_handling(rest))
}

/// Whether any other capitals may follow the marking that these words begin with, and what follows it.
fn with_rest(words: &str) -> Option<(bool, &str)> {
    let mut known = MARKINGS.iter();
    known.find_map(|(marking, stands_alone)| Some((*stands_alone, after(words, marking)?)))
}

/// What follows these words.
fn after<'a>(words: &'a str, first: &str) -> Option<&'a str> {
    let rest = words.strip_prefix(first)?;
    (rest.is_empty() || rest.starts_with(' ')).then(|| rest.trim_start())
}

/// Whether words are handling instructions and nothing else; none at all are.
fn is_handling(mut words: &str) -> bool {
    while !words.is_empty() {
        let is_number = |word: &str| word.chars().all(|letter| letter.is_ascii_digit());
        let rest = HANDLING.iter().find_map(|known| after(words, known));
        let rest = rest.or_else(|| {
            let (first, rest) = words.split_once(' ').unwrap_or((words, ""));
            (is_number(first) || first == "AND").then_some(rest)
        });
        match rest {
            Some(rest) => words = rest,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_a_marking_is_one() {
        for (line, marking) in [
            ("OFFICIAL", "OFFICIAL"),
            ("  OFFICIAL-SENSITIVE  ", "OFFICIAL-SENSITIVE"),
            ("OFFICIAL – SENSITIVE", "OFFICIAL – SENSITIVE"),
            (
                "OFFICIAL: SENSITIVE [COMMERCIAL]",
                "OFFICIAL: SENSITIVE [COMMERCIAL]",
            ),
            ("OFFICIAL (SENSITIVE)", "OFFICIAL (SENSITIVE)"),
            (
                "OFFICIAL-SENSITIVE – CABINET OFFICE STAFF",
                "OFFICIAL-SENSITIVE – CABINET OFFICE STAFF",
            ),
            (
                "OFFICIAL - FOR PUBLIC RELEASE",
                "OFFICIAL - FOR PUBLIC RELEASE",
            ),
            ("**SECRET**", "SECRET"),
            ("# OFFICIAL", "OFFICIAL"),
            ("[TOP SECRET]", "TOP SECRET"),
            ("SECRET – UK EYES ONLY", "SECRET – UK EYES ONLY"),
            ("UK TOP SECRET STRAP 1", "UK TOP SECRET STRAP 1"),
            ("Classification: OFFICIAL", "OFFICIAL"),
            (
                "Protective marking: PROTECT - PERSONAL",
                "PROTECT - PERSONAL",
            ),
            ("RESTRICTED – STAFF", "RESTRICTED – STAFF"),
            ("CONFIDENTIAL", "CONFIDENTIAL"),
            ("STRICTLY CONFIDENTIAL", "STRICTLY CONFIDENTIAL"),
            ("NATO UNCLASSIFIED", "NATO UNCLASSIFIED"),
            ("RESTREINT UE/EU RESTRICTED", "RESTREINT UE/EU RESTRICTED"),
            ("EU RESTRICTED", "EU RESTRICTED"),
            ("LIMITE", "LIMITE"),
        ] {
            assert_eq!(of_line(line), Some(Marking(marking.to_owned())), "{line}");
        }
    }

    #[test]
    fn prose_titles_and_names_are_no_markings() {
        for line in [
            "",
            "Official",
            "Official-Sensitive",
            "the official said",
            "The official said that the SECRET was out",
            "OFFICIAL REPORT",
            "OFFICIAL JOURNAL OF THE EUROPEAN UNION",
            "OFFICIAL STATEMENT BY THE GOVERNMENT",
            "SECRET BALLOT",
            "SECRETARY OF STATE",
            "SECRET.",
            "TOP SECRET FILES OF THE WAR OFFICE",
            "RESTRICTED AREA",
            "RESTRICTED ACCESS TO THE COURT",
            "CONFIDENTIAL ANNEX TO THE MINUTES",
            "PROTECT",
            "PROTECT OUR OCEANS",
            "UNCLASSIFIED",
            "OFFICIALS",
            "IN CONFIDENCE",
            "Marking: see the handbook",
            "OFFICIAL LANGUAGES: ENGLISH AND FRENCH",
        ] {
            assert_eq!(of_line(line), None, "{line}");
        }
    }

    fn in_text(text: &str) -> Option<String> {
        find(text.lines()).map(|found| found.0)
    }

    #[test]
    fn a_marking_stands_at_the_head_or_foot_of_a_text() {
        assert_eq!(
            in_text("\n\nOFFICIAL-SENSITIVE\n\nNote on harbours\n\nText.\n"),
            Some("OFFICIAL-SENSITIVE".to_owned())
        );
        let long = "A line of the text.\n".repeat(20);
        assert_eq!(
            in_text(&format!("Title\n{long}SECRET\n2\n")),
            Some("SECRET".to_owned())
        );
        assert_eq!(in_text(&format!("Title\n{long}SECRET\n{long}")), None);
        assert_eq!(
            in_text(&format!("OFFICIAL\nTitle\n{long}SECRET\n")),
            Some("SECRET".to_owned()),
            "the highest"
        );
        assert_eq!(in_text(""), None);
    }

    #[test]
    fn a_running_head_may_hold_more_than_the_marking() {
        let found = |running| find_running(running).map(|found| found.0);
        assert_eq!(
            found("Harbour Authority\tOFFICIAL-SENSITIVE\tPage 1 of 3"),
            Some("OFFICIAL-SENSITIVE".to_owned())
        );
        assert_eq!(
            found("SECRET | Draft 3\nHarbour plan"),
            Some("SECRET".to_owned())
        );
        assert_eq!(found("Official statistics   Page 3"), None);
    }

    #[test]
    fn a_running_marking_stands_beside_the_number_of_the_page_and_in_small_letters() {
        let found = |running| find_running(running).map(|found| found.0);
        for (running, marking) in [
            ("SECRET Page 1", "SECRET"),
            ("OFFICIAL-SENSITIVE 2 of 14", "OFFICIAL-SENSITIVE"),
            ("Page 3/5 OFFICIAL", "OFFICIAL"),
            ("- 4 - SECRET", "SECRET"),
            ("Official-Sensitive", "OFFICIAL-SENSITIVE"),
            (
                "Official Sensitive – Commercial",
                "OFFICIAL SENSITIVE – COMMERCIAL",
            ),
            ("Classification: Official", "OFFICIAL"),
        ] {
            assert_eq!(found(running).as_deref(), Some(marking), "{running}");
        }
        for running in [
            "Page 1 of 3",
            "Official Journal of the European Union",
            "Secret garden",
            "the official text",
            "Restricted access",
            "Official report 2",
            "Confidential annex",
        ] {
            assert_eq!(found(running), None, "{running}");
        }
    }

    #[test]
    fn a_subject_begins_or_ends_with_a_marking() {
        let found = |subject| find_in_subject(subject).map(|found| found.0);
        for (subject, marking) in [
            ("Draft plan - OFFICIAL-SENSITIVE", "OFFICIAL-SENSITIVE"),
            (
                "RE: Flooding – draft reply (OFFICIAL-SENSITIVE)",
                "OFFICIAL-SENSITIVE",
            ),
            ("[SECRET] Draft plan", "SECRET"),
            ("OFFICIAL: Draft plan", "OFFICIAL"),
            ("FW: SECRET - UK EYES ONLY", "SECRET - UK EYES ONLY"),
            ("OFFICIAL", "OFFICIAL"),
        ] {
            assert_eq!(found(subject).as_deref(), Some(marking), "{subject}");
        }
        for subject in [
            "Official visit - Secret garden",
            "The SECRET of the lamps",
            "OFFICIAL REPORT - lamps",
            "Plan (official)",
            "CONFIDENTIALITY - a note",
        ] {
            assert_eq!(found(subject), None, "{subject}");
        }
    }
}
