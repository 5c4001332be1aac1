//! What single lines say: a label with its value, a date, a speaker.

use jiff::civil::Date;

use super::reference;
use crate::import::dates;

/// A line such as "Published: 30 July 2019".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// When it was issued.
    Issued,
    /// When it was last changed.
    Updated,
    /// Who issued it.
    Publisher,
    /// Who sends it: an office or a person.
    From,
    /// To whom it is sent.
    To,
    /// What it is about.
    Subject,
    /// What its publisher files it under.
    Reference,
    /// Another line of the kind, such as a place or an occasion.
    Other,
}

const LABELS: &[(&str, Label)] = &[
    ("published by", Label::Publisher),
    ("issued by", Label::Publisher),
    ("publisher", Label::Publisher),
    ("department", Label::Publisher),
    ("organisation", Label::Publisher),
    ("first published", Label::Issued),
    ("published on", Label::Issued),
    ("published", Label::Issued),
    ("date of issue", Label::Issued),
    ("date issued", Label::Issued),
    ("issued on", Label::Issued),
    ("issued", Label::Issued),
    ("delivered on", Label::Issued),
    ("release date", Label::Issued),
    ("date", Label::Issued),
    ("last updated", Label::Updated),
    ("updated", Label::Updated),
    ("from", Label::From),
    ("to", Label::To),
    ("cc", Label::To),
    ("subject", Label::Subject),
    ("re", Label::Subject),
    ("author", Label::Other),
    ("authors", Label::Other),
    ("speaker", Label::Other),
    ("occasion", Label::Other),
    ("location", Label::Other),
    ("venue", Label::Other),
    ("reference number", Label::Reference),
    ("reference", Label::Reference),
    ("our reference", Label::Reference),
    ("our ref", Label::Reference),
    ("document reference", Label::Reference),
    ("ref", Label::Reference),
    ("document type", Label::Other),
    ("part of", Label::Other),
    ("embargoed until", Label::Other),
];

/// The label and value of a line such as "Date: 30 July 2019". A few labels go without a colon:
/// "Published by the Home Office", "Published 30 July 2019".
pub fn label(line: &str) -> Option<(Label, &str)> {
    const LONGEST_BYTES: usize = 300;
    let line = line.trim();
    if line.len() > LONGEST_BYTES {
        return None;
    }
    LABELS.iter().find_map(|(name, label)| {
        let head = line.get(..name.len())?;
        let rest = line.get(name.len()..)?;
        if !head.eq_ignore_ascii_case(name) {
            return None;
        }
        let value = rest.trim_start();
        if let Some(value) = value.strip_prefix(':') {
            let value = value.trim();
            return (!value.is_empty()).then_some((*label, value));
        }
        let goes_without = match label {
            Label::Publisher => name.ends_with(" by") && !value.ends_with('.'),
            Label::Issued | Label::Updated => dates::is_date_line(value),
            Label::Reference => name.starts_with("our ref") && reference::is_value(value),
            _ => false,
        };
        (goes_without && rest.starts_with(' ') && head.starts_with(char::is_uppercase))
            .then_some((*label, value))
    })
}

/// Whether a line is a date and nothing else of weight.
pub fn is_date_line(line: &str) -> bool {
    dates::is_date_line(line)
}

/// The day in a line that says of which meeting or release a paper is: "Meeting held on 8 February
/// 2024", "PRESS RELEASE   6 March 2024".
pub fn date_of_occasion(line: &str) -> Option<Date> {
    const LONGEST_CHARS: usize = 110;
    const SORTS: [&str; 16] = [
        "press release",
        "news release",
        "media release",
        "press notice",
        "news story",
        "statement",
        "for immediate release",
        "briefing",
        "briefing note",
        "memorandum",
        "memo",
        "submission",
        "note",
        "draft",
        "letter",
        "as at",
    ];
    let found = dates::find(line)?;
    let before = line.get(..found.start)?.to_lowercase();
    let before: Vec<&str> = before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !dates::is_weekday(word))
        .collect();
    let is_of_meeting = matches!(
        before.as_slice(),
        [
            "minutes"
                | "minute"
                | "note"
                | "notes"
                | "record"
                | "notice"
                | "summary"
                | "meeting"
                | "report"
                | "agenda"
                | "draft",
            ..
        ]
    ) && before.iter().any(|word| {
        matches!(
            *word,
            "meeting" | "session" | "hearing" | "minutes" | "agenda"
        )
    }) && matches!(
        before.last(),
        Some(&("on" | "of" | "held" | "meeting" | "minutes" | "agenda" | "for"))
    );
    let is_sort = SORTS.contains(&before.join(" ").as_str())
        && line.get(found.end..)?.trim().chars().count() <= 20;
    let is_short = line.chars().count() <= LONGEST_CHARS && !is_sentence(line);
    (is_short && (is_of_meeting || is_sort)).then_some(found.date)
}

/// Whether a line is a sentence with a verb of a meeting's results rather than a heading.
fn is_sentence(line: &str) -> bool {
    line.trim_end().ends_with('.') && line.split_whitespace().count() > 12
}

/// What speeches are called.
pub const SPOKEN: &[&str] = &[
    "statement",
    "speech",
    "remarks",
    "address",
    "keynote",
    "lecture",
    "intervention",
    "explanation",
    "foreword",
    "testimony",
    "evidence",
    "transcript",
];

const SPOKEN_BY: &[&str] = &["by", "from", "of", "delivered", "given", "made"];

/// Whether a line tells of a speaker and occasion: "Statement by Ambassador … at the Security
/// Council", "Delivered by …", "By …".
pub fn is_speaker_line(line: &str) -> bool {
    let words = line.split_whitespace().take(60).collect::<Vec<_>>();
    if words.len() > 45 || !line.starts_with(char::is_uppercase) {
        return false;
    }
    let lower = |index: usize| {
        words
            .get(index)
            .map(|word| {
                word.trim_matches(|c: char| !c.is_alphanumeric())
                    .to_lowercase()
            })
            .unwrap_or_default()
    };
    if ["the", "this", "that", "a", "an", "in", "his", "her", "our"].contains(&lower(0).as_str()) {
        return false;
    }
    let capital = |index: usize| {
        words
            .get(index)
            .is_some_and(|word| word.starts_with(char::is_uppercase))
    };
    let stops = line.trim_end().ends_with(['.', ':', ';']);
    match (lower(0).as_str(), lower(1).as_str()) {
        ("delivered" | "spoken" | "given" | "presented", "by" | "at") => true,
        ("by", _) => capital(1) && words.len() <= 15 && !stops,
        _ => {
            let noun = (0..4).find(|index| SPOKEN.contains(&lower(*index).as_str()));
            noun.is_some_and(|noun| {
                (noun + 1..noun + 4).any(|index| SPOKEN_BY.contains(&lower(index).as_str()))
            }) && !line.trim_end().ends_with(':')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speaker_lines_are_told_from_sentences() {
        for line in [
            "Statement by Ambassador Ann Example, Permanent Representative, at the Council",
            "Oral statement to Parliament delivered by the Minister",
            "Delivered by the Minister at Chatham House",
            "By Ann Example",
        ] {
            assert!(is_speaker_line(line), "{line}");
        }
        for line in [
            "The statement by the Minister was welcome",
            "By then it was too late.",
            "Ministers gave a statement",
        ] {
            assert!(!is_speaker_line(line), "{line}");
        }
    }
}
