//! Titles: what makes a line one, and the title from a file's name.

use super::{Align, Block, Script, Text, dates, facts, marking};
use crate::capitals::capitalised;

/// The longest title, in characters.
const LONGEST_CHARS: usize = 160;

/// What papers are called at their head that does not say what they are about.
const SORTS: &[&str] = &[
    "agenda",
    "brief",
    "briefing",
    "briefing note",
    "cover note",
    "cover sheet",
    "cover page",
    "draft",
    "final",
    "final draft",
    "for decision",
    "for discussion",
    "for immediate release",
    "for information",
    "information note",
    "letter",
    "letterhead",
    "media release",
    "memo",
    "memorandum",
    "minute",
    "minutes",
    "ministerial submission",
    "news release",
    "note",
    "paper",
    "press notice",
    "press release",
    "report",
    "statement",
    "submission",
    "title page",
];

/// Headings of the parts of a paper.
const PARTS: &[&str] = &[
    "abstract",
    "acknowledgements",
    "aim",
    "aims",
    "annex",
    "apologies",
    "appendix",
    "attendance",
    "attendees",
    "background",
    "conclusion",
    "conclusions",
    "contents",
    "executive summary",
    "foreword",
    "glossary",
    "introduction",
    "issue",
    "objectives",
    "overview",
    "preface",
    "present",
    "purpose",
    "recommendation",
    "recommendations",
    "references",
    "scope",
    "summary",
    "table of contents",
    "timing",
    "welcome",
];

/// Names that programs and templates give.
const OF_PROGRAMS: &[&str] = &[
    "blank",
    "book",
    "classeur",
    "diapositive",
    "document",
    "folie",
    "mappe",
    "microsoft word",
    "microsoft powerpoint",
    "microsoft excel",
    "no slide title",
    "normal",
    "powerpoint presentation",
    "powerpoint-präsentation",
    "presentation",
    "présentation powerpoint",
    "präsentation",
    "slide",
    "template",
    "title",
    "untitled",
    "word document",
];

/// Whether a title in a file's properties was given to this paper by a person, not by a program or with
/// a template.
pub fn is_given(title: &str) -> bool {
    let lower = title.trim().to_lowercase();
    let is_of_program = OF_PROGRAMS.iter().any(|name| {
        let rest = lower.strip_prefix(name);
        rest.is_some_and(|rest| !rest.trim_start().starts_with(char::is_alphabetic))
    });
    let is_template = lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "template" | "vorlage" | "modèle"));
    title.chars().filter(|c| c.is_alphabetic()).count() > 3
        && title.chars().count() < LONGEST_CHARS * 2
        && !title.contains(['\\', '_'])
        && !is_file_name(title)
        && !is_of_program
        && !is_template
        && !SORTS.contains(&lower.as_str())
}

/// Whether a line is a marking or says only of what sort a paper is: "SUBMISSION".
pub fn is_sort(line: &str) -> bool {
    // The day may stand beside it.
    let undated = dates::find(line).and_then(|found| {
        Some(format!(
            "{} {}",
            line.get(..found.start)?,
            line.get(found.end..)?
        ))
    });
    let bare = undated.as_deref().unwrap_or(line);
    let bare = bare
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    SORTS.contains(&bare.as_str()) || marking::find_running(line).is_some()
}

/// Whether a line at the head of a paper may be its title: short, no sentence, and about something, not
/// a marking, a date, an address, a label with its value or only the sort of paper.
pub fn is_title(line: &str) -> bool {
    let line = line.trim();
    let lower = line.to_lowercase();
    let lower = lower.trim_end_matches([':', '.', '!']);
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    let has_stop = line.ends_with(['.', ';', ',', ':', '…']) && !line.ends_with("etc.");
    line.chars().count() <= LONGEST_CHARS
        && letters > 3
        && !has_stop
        && !line.contains(['@', '\t'])
        && !line.contains("://")
        && !is_sort(line)
        && facts::label(line).is_none()
        && !facts::is_date_line(line)
        && !is_greeting(line)
        && !is_address(line)
        && !lower.starts_with("page ")
}

/// Whether a line heads a part of a paper rather than the whole.
pub fn is_of_part(line: &str) -> bool {
    let line = line.trim();
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit() || ".) ".contains(c));
    let is_numbered = rest.len() < line.len() && {
        let number: String = line.chars().take_while(|c| !c.is_whitespace()).collect();
        number.ends_with(['.', ')']) || number.contains('.') || number.len() <= 2
    };
    let lower = rest.to_lowercase();
    let lower = lower.trim_end_matches([':', '.']);
    is_numbered
        || PARTS.iter().any(|part| {
            let rest = lower.strip_prefix(part);
            rest.is_some_and(|rest| rest.is_empty() || rest.len() <= 3)
        })
}

/// Whether a line greets, thanks or takes leave.
pub fn is_greeting(line: &str) -> bool {
    [
        "Dear ",
        "Hello",
        "Hi ",
        "Hi,",
        "Good morning",
        "Good afternoon",
        "Good evening",
        "Yours ",
        "Kind regards",
        "Best wishes",
        "Thank you",
        "Thanks",
    ]
    .iter()
    .any(|start| line.starts_with(start))
}

/// Whether a line is a line of a letterhead: a street, a postcode, a telephone number.
fn is_address(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let is_house = words.len() <= 8
        && words.first().is_some_and(|word| {
            let word = word.trim_end_matches(',');
            word.len() <= 5
                && word.starts_with(|c: char| c.is_ascii_digit())
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
        && words.last().is_some_and(|word| {
            [
                "street", "st", "road", "rd", "lane", "avenue", "square", "place", "way", "gate",
                "house",
            ]
            .contains(&word.trim_end_matches(',').to_lowercase().as_str())
        });
    let is_postcode = |pair: &[&str]| {
        let [outer, inner] = pair else { return false };
        let inner: Vec<char> = inner.trim_matches(',').chars().collect();
        let outer_ok = (2..=4).contains(&outer.len())
            && outer.starts_with(|c: char| c.is_ascii_uppercase())
            && outer
                .bytes()
                .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && outer.contains(|c: char| c.is_ascii_digit());
        let inner_ok = matches!(inner.as_slice(), [a, b, c]
            if a.is_ascii_digit() && b.is_ascii_uppercase() && c.is_ascii_uppercase());
        outer_ok && inner_ok
    };
    let digits = line.bytes().filter(u8::is_ascii_digit).count();
    is_house
        || digits >= 9
        || words
            .last_chunk::<2>()
            .is_some_and(|pair| is_postcode(pair))
        || line.starts_with("Tel") && digits > 5
}

/// Whether a line names an office, as letterheads do.
pub fn is_office(line: &str) -> bool {
    const NOUNS: [&str; 13] = [
        "department",
        "ministry",
        "office",
        "agency",
        "authority",
        "council",
        "committee",
        "board",
        "commission",
        "secretariat",
        "directorate",
        "trust",
        "limited",
    ];
    let lower = line.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).collect();
    let ends = |word: &&str| NOUNS.contains(word) || matches!(*word, "ltd" | "plc");
    words.len() <= 8
        && (words.first().is_some_and(|word| NOUNS.contains(word))
            || words.last().is_some_and(ends))
}

/// Which of the first blocks is what the paper is called: its first heading, or else the first line that
/// stands out.
pub fn find(blocks: &[Block]) -> Option<usize> {
    const FIRST_BLOCKS: usize = 14;
    let mut standing_out = Vec::new();
    let mut plain = None;
    for (index, block) in blocks.iter().take(FIRST_BLOCKS).enumerate() {
        let (text, is_centred) = match block {
            Block::Heading { level, text } => {
                let line = line_of(text);
                let is_named = || standing_out.iter().any(|(_, is_office)| !is_office);
                if is_of_part(&line) || *level > 1 && (plain.is_some() || is_named()) {
                    break;
                }
                if is_title(&line) {
                    return Some(index);
                }
                continue;
            }
            Block::Paragraph(text) => (text, false),
            Block::Placed { place, text } => (text, place.align == Align::Centre),
            Block::Figure { .. } | Block::Rule | Block::Table(_) => continue,
            _ => break,
        };
        let line = line_of(text);
        let mut spans = text.iter().filter(|span| !span.text.trim().is_empty());
        let is_bold = spans.all(|span| span.bold);
        if line.is_empty() {
            continue;
        }
        if is_greeting(&line) {
            // What stands out above a greeting is who writes to whom.
            return None;
        }
        if is_of_part(&line) && is_bold {
            break;
        }
        let is_sentence = line.chars().count() > LONGEST_CHARS || line.ends_with(['.', ';', ':']);
        if is_sentence && facts::label(&line).is_none() && dates::find(&line).is_none() {
            break;
        }
        if !is_title(&line) || text.iter().any(|span| span.text.contains('\n')) {
            continue;
        }
        if is_bold || is_centred {
            standing_out.push((index, is_office(&line)));
        } else if plain.is_none() && leads(blocks.get(index + 1)) && line.contains(' ') {
            plain = Some(index);
        }
    }
    let named = standing_out.iter().find(|(_, is_office)| !is_office);
    let first = named.or(standing_out.first()).map(|(index, _)| *index);
    first.or(plain)
}

/// Whether what stands below a line is text of which it can be the title.
fn leads(below: Option<&Block>) -> bool {
    const SENTENCE_CHARS: usize = 50;
    below.is_some_and(|block| match block {
        Block::Paragraph(text) | Block::Placed { text, .. } => {
            let line = line_of(text);
            line.chars().count() >= SENTENCE_CHARS || line.ends_with(['.', '!', '?', ':'])
        }
        Block::Heading { .. } | Block::List { .. } | Block::Table(_) => true,
        _ => false,
    })
}

/// A text in one line.
pub fn line_of(text: &Text) -> String {
    let spans = text.iter().filter(|span| span.script != Script::Raised);
    let all: String = spans.map(|span| span.text.as_str()).collect();
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title for a file that gives itself none: its name without extension, with spaces for
/// hyphens and underscores: "whiteboard-photo_2.jpg" gives "Whiteboard photo 2".
pub fn from_file_name(name: &str) -> String {
    let printing: String = name.chars().filter_map(printing).collect();
    let stem = without_extension(&printing);
    let spaced = if stem.contains(' ') {
        // Hyphens in a name that has spaces belong to its words.
        stem.replace('_', " ")
    } else {
        stem.replace(['-', '_', '+'], " ").replace("%20", " ")
    };
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return "Untitled".to_owned();
    }
    // A word with capitals of its own, such as "iPhone", keeps its spelling.
    let second_is_capital = words.chars().nth(1).is_some_and(char::is_uppercase);
    if second_is_capital {
        words
    } else {
        capitalised(&words)
    }
}

/// A character of a file's name as it may stand in a title: one that steers a terminal is a space, and
/// one that has what follows set in another direction is none.
fn printing(letter: char) -> Option<char> {
    match letter {
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            None
        }
        letter if letter.is_control() => Some(' '),
        letter => Some(letter),
    }
}

/// Whether a text looks like a file's name rather than a title: "report_v2.doc".
pub fn is_file_name(text: &str) -> bool {
    without_extension(text).len() < text.len()
}

fn without_extension(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, extension))
            if !stem.is_empty()
                && (2..=8).contains(&extension.len())
                && extension.bytes().all(|b| b.is_ascii_alphanumeric())
                && extension.bytes().any(|b| b.is_ascii_alphabetic()) =>
        {
            stem
        }
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Span;

    fn paragraph(text: &str) -> Block {
        let bold = text.strip_prefix('*');
        Block::Paragraph(vec![Span {
            bold: bold.is_some(),
            ..Span::plain(bold.unwrap_or(text))
        }])
    }

    fn heading(text: &str) -> Block {
        Block::Heading {
            level: 1,
            text: vec![Span::plain(text)],
        }
    }

    #[test]
    fn titles_of_programs_and_templates_are_not_given() {
        for title in [
            "Letter template v3",
            "Folie 1",
            "PowerPoint Presentation",
            "Microsoft Word - x.doc",
            "Document1",
            "Presentation 2",
            "Untitled",
            "report_v2.doc",
            "Memo",
        ] {
            assert!(!is_given(title), "{title}");
        }
        for title in [
            "Documents for the board",
            "Slide rules",
            "A template-free world: lamps",
        ] {
            assert_eq!(is_given(title), !title.contains("template"), "{title}");
        }
    }

    #[test]
    fn the_first_heading_or_the_line_that_stands_out_is_the_title() {
        let long =
            "The lamps in the great hall are old and must be replaced before the winter comes.";
        for (blocks, found) in [
            (
                vec![
                    paragraph("OFFICIAL"),
                    paragraph("*SUBMISSION"),
                    heading("Lamps"),
                    paragraph(long),
                ],
                Some(2),
            ),
            (
                vec![
                    paragraph("*Department for Lamps"),
                    paragraph("14 Weir Street"),
                    paragraph("*The lamps of 2024"),
                    paragraph(long),
                ],
                Some(2),
            ),
            (
                vec![
                    paragraph("To: Ann"),
                    paragraph("12 March 2024"),
                    paragraph("*The lamps of 2024"),
                    paragraph(long),
                ],
                Some(2),
            ),
            (
                vec![paragraph("The lamps of 2024"), paragraph(long)],
                Some(0),
            ),
            (vec![paragraph(long), heading("Lamps")], None),
            (
                vec![
                    paragraph("*Lamps go out"),
                    Block::Heading {
                        level: 2,
                        text: vec![Span::plain("The great hall")],
                    },
                ],
                Some(0),
            ),
            (vec![heading("Introduction"), paragraph(long)], None),
            (vec![heading("1. Lamps"), paragraph(long)], None),
            (
                vec![paragraph("Dear Ann"), paragraph("*Lamps"), paragraph(long)],
                None,
            ),
            (
                vec![
                    paragraph("Ann Example"),
                    paragraph("London SW1A 1AA"),
                    paragraph("Dear Bob"),
                ],
                None,
            ),
        ] {
            assert_eq!(find(&blocks), found, "{blocks:?}");
        }
    }

    #[test]
    fn a_file_name_becomes_a_title() {
        for (name, title) in [
            ("a\u{1b}[31m\u{7f}red\n.txt", "A [31m red"),
            ("\u{202e}fdp.\u{2066}exe report.pdf", "Fdp.exe report"),
            ("whiteboard-photo_2.jpg", "Whiteboard photo 2"),
            ("Minutes of 30 July.txt", "Minutes of 30 July"),
            ("Follow-up note_v2.pdf", "Follow-up note v2"),
            ("iPhone.png", "iPhone"),
            ("version 1.2", "Version 1.2"),
            (".md", ".md"),
            ("___.txt", "Untitled"),
            ("", "Untitled"),
        ] {
            assert_eq!(from_file_name(name), title, "{name}");
        }
    }

    #[test]
    fn a_file_name_is_told_from_a_title() {
        assert!(is_file_name("report_v2.doc"));
        assert!(!is_file_name("Report of 30.7.2019"));
        assert!(!is_file_name("What next? The U.K. after 2019"));
    }
}
