//! What a text says about itself: its kind, its date, who issued it.

mod letter;
mod lines;
mod reference;
mod voice;

use jiff::civil::Date;

use self::lines::SPOKEN;
use super::dates;
use crate::pack::DocumentKind;

pub use self::lines::{Label, is_date_line, is_speaker_line, label};

/// A news story has no more paragraphs than this.
const NEWS_LINES: usize = 150;

/// A letter without a closing has no more lines than this.
const CIRCULAR_LINES: usize = 60;

/// What briefings and submissions are called at their head.
const BRIEFINGS: &[&str] = &[
    "submission",
    "ministerial submission",
    "brief",
    "briefing",
    "briefing note",
    "ministerial briefing",
];

/// How many lines with text count as the head of a document.
const HEAD_LINES: usize = 15;

/// How speakers address those they speak to.
const SALUTATIONS: &[&str] = &[
    "Mr President",
    "Madam President",
    "Mr Speaker",
    "Madam Deputy Speaker",
    "Mr Chair",
    "Madam Chair",
    "Ladies and gentlemen",
    "Excellencies",
    "My Lords",
];

/// Whether a summary says that a speech follows.
fn tells_of_speech(line: &str) -> bool {
    let line = line.to_lowercase();
    [
        "gave a speech",
        "gave a statement",
        "made a statement",
        "speech at",
        "speech to",
        "statement to parliament",
        "spoke at",
        "spoke to",
    ]
    .iter()
    .any(|phrase| line.contains(phrase))
}

/// The kind of document that a publisher's own word for it means, such as "Press release" above the
/// title of a page on GOV.UK; `None` where the word leaves it open.
pub fn kind_of_label(label: &str) -> Option<DocumentKind> {
    const KINDS: &[(&str, DocumentKind)] = &[
        ("news story", DocumentKind::NewsStory),
        ("news article", DocumentKind::NewsStory),
        ("press release", DocumentKind::NewsStory),
        ("world news story", DocumentKind::NewsStory),
        ("speech", DocumentKind::Speech),
        ("oral statement", DocumentKind::Speech),
        ("written statement", DocumentKind::Speech),
        ("statement to parliament", DocumentKind::Speech),
        ("correspondence", DocumentKind::Letter),
        ("policy paper", DocumentKind::Report),
        ("corporate report", DocumentKind::Report),
        ("independent report", DocumentKind::Report),
        ("research and analysis", DocumentKind::Report),
        ("impact assessment", DocumentKind::Report),
        ("consultation", DocumentKind::Other),
        ("case study", DocumentKind::Other),
        ("detailed guide", DocumentKind::Other),
        ("document collection", DocumentKind::Other),
        ("fatality notice", DocumentKind::Other),
        ("guidance", DocumentKind::Other),
        ("notice", DocumentKind::Other),
    ];
    let label = label.trim().to_lowercase();
    let known = KINDS.iter().find(|(name, _)| label.starts_with(name));
    known.map(|(_, kind)| *kind)
}

/// What is known of a document, to judge its kind, date and publisher by.
pub struct Facts<'a> {
    /// Its title, if it has one.
    pub title: &'a str,
    /// The lines between title and body.
    pub summary: &'a [String],
    /// The lines of the body, trimmed, without empty ones.
    pub body: &'a [&'a str],
    /// What stands at the head and foot of its pages.
    pub letterhead: &'a [String],
    /// How many lines of the body are list items.
    pub item_lines: usize,
    /// Whether somebody is quoted with "… said:".
    pub quotes_somebody: bool,
}

impl Facts<'_> {
    fn head(&self) -> impl Iterator<Item = &str> {
        self.summary
            .iter()
            .map(String::as_str)
            .chain(self.body.iter().copied())
            .take(HEAD_LINES)
    }

    /// The day it was issued, where it says so.
    pub fn date(&self) -> Option<Date> {
        let found = |text: &str| dates::find(text).map(|found| found.date);
        let labelled = |wanted: Label| {
            self.head()
                .filter_map(label)
                .filter(|(label, _)| *label == wanted)
                .find_map(|(_, value)| found(value))
        };
        let tail = self.body.iter().rev().take(3).copied();
        labelled(Label::Issued)
            .or_else(|| date_at_end(self.title))
            .or_else(|| {
                let spoken = self.summary.iter().filter(|line| is_speaker_line(line));
                spoken.filter_map(|line| date_at_end(line)).next()
            })
            .or_else(|| {
                self.head()
                    .chain(tail)
                    .filter(|line| is_date_line(line))
                    .find_map(found)
            })
            .or_else(|| self.head().find_map(lines::date_of_occasion))
            .or_else(|| self.head().take(5).find_map(dateline))
            .or_else(|| labelled(Label::Updated))
    }

    /// Who issued it, where it says so; empty otherwise.
    pub fn publisher(&self) -> String {
        let labels = self.head().filter_map(label).collect::<Vec<_>>();
        let is_memo = labels.iter().any(|(label, _)| *label == Label::To);
        let publisher = labels.iter().find(|(label, value)| match label {
            Label::Publisher => true,
            // "From" with "To" is one person's note to another.
            Label::From => !is_memo && !value.contains('@'),
            _ => false,
        });
        publisher.map_or(String::new(), |(_, value)| {
            let value = value.trim_end_matches('.');
            value.strip_prefix("the ").unwrap_or(value).to_owned()
        })
    }

    /// What its publisher files it under: what follows "Reference:", or a line that is a number
    /// of a series of official papers; empty where there is none.
    pub fn reference(&self) -> String {
        let labelled = self
            .head()
            .filter_map(label)
            .find(|(label, value)| *label == Label::Reference && reference::is_value(value));
        let bare = || self.head().find(|line| reference::is_of_series(line));
        let found = labelled.map(|(_, value)| value).or_else(bare);
        found.unwrap_or_default().trim().to_owned()
    }

    /// What it says it is about, where it has no title: the line "Subject: …".
    pub fn subject(&self) -> Option<&str> {
        self.head()
            .filter_map(label)
            .find_map(|(label, value)| (label == Label::Subject).then_some(value))
    }

    /// A title for a letter that gives itself none: the line below its greeting, or else who wrote to
    /// whom and when; `None` where it is no letter.
    pub fn title_of_letter(&self) -> Option<String> {
        let lines = self.summary.iter().map(String::as_str);
        let lines: Vec<&str> = lines.chain(self.body.iter().copied()).collect();
        self.is_letter()
            .then(|| letter::title(&lines, self.letterhead, self.date()))?
    }

    /// What kind of document it is.
    pub fn kind(&self) -> DocumentKind {
        let title = self.title.to_lowercase();
        let words = title
            .split(|c: char| !c.is_alphanumeric())
            .collect::<Vec<_>>();
        let has = |word: &str| words.contains(&word);
        if has("agenda") {
            DocumentKind::Agenda
        } else if title.starts_with("minutes") || self.is_headed(&["minutes", "minutes of"]) {
            DocumentKind::Minutes
        } else if title.starts_with("submission") || self.is_headed(BRIEFINGS) {
            DocumentKind::Briefing
        } else if self.is_letter() || title.starts_with("letter ") {
            DocumentKind::Letter
        } else if self.is_spoken(&title, &words) {
            DocumentKind::Speech
        } else if title.contains("list of") || title.starts_with("register of") || self.is_list() {
            DocumentKind::List
        } else if [
            "report",
            "review",
            "assessment",
            "evaluation",
            "inquiry",
            "strategy",
        ]
        .iter()
        .any(|word| has(word))
            && !self.quotes_somebody
            || [
                "white paper",
                "green paper",
                "policy paper",
                "briefing paper",
                "discussion paper",
            ]
            .iter()
            .any(|phrase| title.contains(phrase))
        {
            DocumentKind::Report
        } else if self.body.len() <= NEWS_LINES && (self.quotes_somebody || self.is_release()) {
            DocumentKind::NewsStory
        } else {
            DocumentKind::Other
        }
    }

    /// Whether one of its first lines says of what sort it is.
    fn is_headed(&self, sorts: &[&str]) -> bool {
        const FIRST_LINES: usize = 4;
        self.head().take(FIRST_LINES).any(|line| {
            let line = line.trim().trim_end_matches(':').to_lowercase();
            sorts.iter().any(|sort| {
                let rest = line.strip_prefix(sort);
                rest.is_some_and(|rest| rest.is_empty() || sort.ends_with(" of"))
            })
        })
    }

    fn is_letter(&self) -> bool {
        let dear = self
            .head()
            .any(|line| line.starts_with("Dear ") && line.len() <= 80);
        let yours = self.body.iter().rev().take(15).any(|line| {
            [
                "Yours sincerely",
                "Yours faithfully",
                "Yours ever",
                "Kind regards",
                "Best wishes",
            ]
            .iter()
            .any(|closing| line.starts_with(closing))
        });
        // A circular has a letterhead and no closing.
        let is_circular = !self.letterhead.is_empty() && self.body.len() <= CIRCULAR_LINES;
        dear && (yours || is_circular)
    }

    fn is_spoken(&self, title: &str, words: &[&str]) -> bool {
        let first = words.first().copied().unwrap_or_default();
        let opens_so = SPOKEN.iter().take(6).any(|noun| first == *noun)
            || title.contains("statement by")
            || self
                .summary
                .iter()
                .any(|line| is_speaker_line(line) && !line.starts_with("By "));
        let is_named_so = ["speech", "remarks", "keynote"]
            .iter()
            .any(|noun| words.contains(noun))
            || title.contains("speaking note")
            || title.replace('’', "'").contains("'s statement");
        let is_told = self.summary.iter().any(|line| tells_of_speech(line));
        // A news story may tell of a speech, and quotes from it; who speaks says "I".
        let tells_so = is_told && voice::speaks(self.body, 3)
            || is_named_so && (voice::speaks(self.body, 6) || self.body.len() < 3);
        let salutes = self.head().any(|line| {
            SALUTATIONS.iter().any(|salutation| {
                line.starts_with(salutation) || line.contains(&format!(", {salutation},"))
            })
        });
        opens_so || salutes || tells_so
    }

    fn is_list(&self) -> bool {
        self.item_lines >= 5 && self.item_lines * 10 >= self.body.len() * 6
    }

    fn is_release(&self) -> bool {
        self.head()
            .chain(self.body.iter().rev().take(20).copied())
            .any(|line| {
                let line = line.to_lowercase();
                line.starts_with("notes to editors")
                    || line == "press release"
                    || line == "news story"
            })
    }
}

/// The date that ends a title or the line on a speaker and occasion, as in "Minutes, 30 July 2019". One within it is more likely the day
/// of an event.
fn date_at_end(title: &str) -> Option<Date> {
    let found = dates::find(title)?;
    let after = title.get(found.end..)?;
    (!after.contains(char::is_alphanumeric)).then_some(found.date)
}

/// The date in the dateline of a news story: "LONDON, 30 July 2019 – Ministers …".
fn dateline(line: &str) -> Option<Date> {
    const WITHIN_BYTES: usize = 60;
    let found = dates::find(line)?;
    let after = line.get(found.end..)?.trim_start_matches([')', ' ']);
    let before = line.get(..found.start)?.trim_end();
    let is_place = before.ends_with([',', '(', '–', '-']) && before.split_whitespace().count() <= 4;
    (found.end <= WITHIN_BYTES && is_place && after.starts_with(['–', '—', '-', ':']))
        .then_some(found.date)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn facts<'a>(title: &'a str, body: &'a [&'a str]) -> Facts<'a> {
        Facts {
            letterhead: &[],
            title,
            summary: &[],
            body,
            item_lines: 0,
            quotes_somebody: false,
        }
    }

    #[test]
    fn a_circular_is_a_letter_by_its_letterhead() {
        let body = ["Dear members,", "The hall is closed.", "It opens in June."];
        let letterhead = ["Upton Town Council, 4 Market Square\n".to_owned()];
        let circular = Facts {
            letterhead: &letterhead,
            ..facts("", &body)
        };
        assert_eq!(circular.kind(), DocumentKind::Letter);
        let title = circular.title_of_letter();
        assert_eq!(title.as_deref(), Some("Letter from Upton Town Council"));
        assert_eq!(facts("", &body).kind(), DocumentKind::Other);
    }

    #[test]
    fn the_issue_date_stands_where_it_is_said() {
        for body in [
            ["Published: 30 July 2019", "The deadline is 5 May 2020."],
            ["London, 30 July 2019", "On 5 May 2020 it ends."],
            ["LONDON, 30 July 2019 – Ministers met.", "Then 5 May 2020."],
            ["Ministers met on 5 May 2020.", "30 July 2019"],
        ] {
            assert_eq!(
                facts("A title", &body).date(),
                Some(date(2019, 7, 30)),
                "{body:?}"
            );
        }
        let prose = [
            "Ministers met on 5 May 2020 to talk.",
            "They will meet again.",
        ];
        assert_eq!(facts("A title: July 2019", &prose).date(), None);
        assert_eq!(facts("Fair: 9 July 2019, Leith", &prose).date(), None);
        let minutes = facts("Minutes, 9 July 2019", &prose).date();
        assert_eq!(minutes, Some(date(2019, 7, 9)));
    }

    #[test]
    fn a_summary_gives_no_date_that_its_sentences_tell_of() {
        let with = |line: &str| {
            let summary = [line.to_owned()];
            Facts {
                letterhead: &[],
                summary: &summary,
                ..facts("A title", &["Text."])
            }
            .date()
        };
        for line in [
            "It is with sadness that the office confirms that Ann Example died in Leith on 30 July 2019.",
            "Ann Example died in Leith on 30 July 2019",
            "Statement of changes that come into force on 30 July 2019 and later.",
            "Speech by the Minister, who said on 30 July 2019 that lamps are dear.",
        ] {
            assert_eq!(with(line), None, "{line}");
        }
        for line in [
            "30 July 2019",
            "Published: 30 July 2019",
            "LONDON, 30 July 2019 – Ministers met.",
            "Statement by Ambassador Ann Example at the Council, 30 July 2019",
            "Delivered by the Minister on 30 July 2019",
            "Speech by Ann Example (30 July 2019).",
        ] {
            assert_eq!(with(line), Some(date(2019, 7, 30)), "{line}");
        }
    }

    #[test]
    fn the_publisher_is_named_only_where_it_is_said() {
        assert_eq!(
            facts("T", &["From: Home Office"]).publisher(),
            "Home Office"
        );
        assert_eq!(
            facts("T", &["Published by the Cabinet Office"]).publisher(),
            "Cabinet Office"
        );
        assert_eq!(facts("T", &["To: Ann", "From: Bob"]).publisher(), "");
        assert_eq!(
            facts("T", &["From the Home Office came word."]).publisher(),
            ""
        );
    }

    #[test]
    fn a_meeting_and_a_press_release_say_their_day() {
        for line in [
            "Meeting held on 30 July 2019",
            "Minutes of the meeting held on Tuesday 30 July 2019 at 10.00 in Room 4",
            "PRESS RELEASE   30 July 2019",
            "Minutes of the meeting of 30 July 2019",
            "News release – 30 July 2019",
            "Submission, 30 July 2019",
        ] {
            let body = [line, "On 5 May 2020 it ends."];
            assert_eq!(
                facts("Lamps", &body).date(),
                Some(date(2019, 7, 30)),
                "{line}"
            );
        }
        for line in [
            "The next meeting will be held on 30 July 2019.",
            "Applications close on 30 July 2019",
            "The meeting on 30 July 2019 agreed that lamps are dear and will be mended soon.",
        ] {
            assert_eq!(facts("Lamps", &[line, "Text."]).date(), None, "{line}");
        }
    }

    #[test]
    fn a_letter_without_a_title_says_from_whom_to_whom() {
        let title = |body: &[&str]| facts("", body).title_of_letter();
        let letter = [
            "Department for Lamps",
            "14 March 2024",
            "Dear Dr Moss,",
            "The lamps are old.",
            "Yours sincerely,",
            "Alice Fernsby",
            "Minister of State",
        ];
        assert_eq!(
            title(&letter).as_deref(),
            Some("Letter from Alice Fernsby to Dr Moss, 14 March 2024")
        );
        let mut about = letter.to_vec();
        about.insert(3, "Lamps in 2024");
        assert_eq!(title(&about).as_deref(), Some("Lamps in 2024"));
        let colleague = letter.map(|line| {
            if line.starts_with("Dear") {
                "Dear Colleague"
            } else {
                line
            }
        });
        assert_eq!(
            title(&colleague).as_deref(),
            Some("Letter from Alice Fernsby, 14 March 2024")
        );
        assert_eq!(title(&["Dear Ann", "Text."]), None, "no letter");
    }

    #[test]
    fn a_story_of_a_speech_is_told_from_the_speech() {
        let kind = |title: &str, summary: &str, body: &[&str], quotes: bool| {
            let summary = [summary.to_owned()];
            Facts {
                letterhead: &[],
                summary: &summary,
                quotes_somebody: quotes,
                ..facts(title, body)
            }
            .kind()
        };
        let speech = [
            "Good evening, ladies and gentlemen.",
            "It is a pleasure to be back at the Institute.",
            "Let me turn to money. Somebody once said to me:",
            "“You never regret a bridge you built.”",
            "They were right.",
            "Thank you.",
        ];
        let told = "Foreign Secretary Ada Corve gave a speech at the Institute on 12 June 2023.";
        assert_eq!(
            kind("The state we are in", told, &speech, true),
            DocumentKind::Speech
        );
        let story = [
            "The Minister told the Institute that lamps are dear.",
            "She said:",
            "I shall mend them all, and I mean it.",
            "The Institute welcomed the news.",
        ];
        assert_eq!(
            kind("Lamps will be mended", told, &story, true),
            DocumentKind::NewsStory
        );
        assert_eq!(
            kind("Minister's speech welcomed by makers", "", &story, true),
            DocumentKind::NewsStory
        );
    }

    #[test]
    fn kinds_are_proposed() {
        let kind = |title: &str, body: &[&str]| facts(title, body).kind();
        assert_eq!(kind("Draft agenda", &[]), DocumentKind::Agenda);
        assert_eq!(
            kind("Lamps", &["SUBMISSION", "Text."]),
            DocumentKind::Briefing
        );
        assert_eq!(
            kind("Board", &["Minutes of the meeting held on 8 May 2024"]),
            DocumentKind::Minutes
        );
        assert_eq!(
            kind("Lamps", &["Minutes away from here."]),
            DocumentKind::Other
        );
        assert_eq!(
            kind("", &["Dear Ann", "Text.", "Yours sincerely"]),
            DocumentKind::Letter
        );
        assert_eq!(kind("Remarks at the summit", &[]), DocumentKind::Speech);
        for line in [
            "Mr President, thank you.",
            "With permission, Mr Speaker, I shall speak.",
        ] {
            assert_eq!(kind("A title", &[line]), DocumentKind::Speech);
        }
        assert_eq!(
            kind("Minister’s speech to pilots", &[]),
            DocumentKind::Speech
        );
        assert_eq!(kind("Full list of appointments", &[]), DocumentKind::List);
        assert_eq!(kind("Annual report 2019", &[]), DocumentKind::Report);
        assert_eq!(
            kind("A title", &["Text.", "Notes to editors"]),
            DocumentKind::NewsStory
        );
        assert_eq!(kind("A title", &["Text."]), DocumentKind::Other);
    }

    #[test]
    fn a_publishers_own_word_says_what_it_is() {
        let said = [
            ("Press release", Some(DocumentKind::NewsStory)),
            (
                "Written statement to Parliament",
                Some(DocumentKind::Speech),
            ),
            ("Fatality notice", Some(DocumentKind::Other)),
            ("OFFICIAL", None),
            ("Publication", None),
        ];
        for (label, expected) in said {
            assert_eq!(kind_of_label(label), expected, "{label}");
        }
    }
}
