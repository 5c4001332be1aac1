//! What of a PDF's claims can be believed.
//!
//! Programs fill them in by themselves: with the name of whoever was logged in, with the day on
//! which a paper was saved once more. A wrong date in a pack is worse than none, and the name of
//! a typist is nobody's business, so a claim counts only where the paper's first pages bear it out
//! or where it cannot well be anything else.

use jiff::civil::Date;

use super::claims::Claims;
use crate::import::title::is_file_name;

/// The title, if there is one.
pub fn title(claims: &Claims) -> Option<String> {
    claims.titles.iter().find(|title| is_title(title)).cloned()
}

/// Who issued or wrote it: an organisation, or a person whom the first pages name; empty where
/// neither is sure. `said` is the text of the first pages.
pub fn author(claims: &Claims, said: &str) -> String {
    let is_believed =
        |name: &&String| is_name(name) && (is_organisation(name) || is_named(name, said));
    claims
        .authors
        .iter()
        .find(is_believed)
        .cloned()
        .unwrap_or_default()
}

/// The day on which the file was made, where the first pages name that day, or its month on a line
/// of its own, and no other day of it. A month within other words may be that of a deadline. `said`
/// is the text of the first pages.
pub fn borne_out_date(claims: &Claims, said: &str) -> Option<Date> {
    let lines: Vec<String> = said.lines().map(letters).collect();
    let said = lines.join("\n");
    claims.created.iter().copied().find(|date| {
        let written = |form: &str| date.strftime(form).to_string().to_lowercase();
        let month = written("%B%Y");
        let days: Vec<i8> = said
            .match_indices(&month)
            .filter_map(|(at, _)| day_at_end(said.get(..at).unwrap_or_default()))
            .collect();
        let is_named = !days.is_empty() || lines.contains(&month);
        // "July 30, 2019".
        is_named && days.iter().all(|day| *day == date.day()) || said.contains(&written("%B%-d%Y"))
    })
}

/// The day of the month that ends a text: "30" or "30th".
fn day_at_end(text: &str) -> Option<i8> {
    let bare = ["st", "nd", "rd", "th"]
        .iter()
        .find_map(|ending| text.strip_suffix(ending))
        .unwrap_or(text);
    let start = bare.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let digits = bare.get(start..)?;
    // A longer number is none.
    digits.parse().ok().filter(|_| digits.len() <= 2)
}

/// The letters and figures of a text, small, without what stands between them: text that is drawn on
/// a page may have spaces within words and none between them.
fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_named(name: &str, said: &str) -> bool {
    let turned = name
        .split_once(", ")
        .map(|(last, first)| format!("{first} {last}"));
    // The last and the first name of a person say nothing where they stand apart.
    let has_whole_names = || name.split(", ").all(|part| part.contains(' '));
    is_said(name, said)
        || turned.is_some_and(|turned| is_said(&turned, said))
        || has_whole_names() && name.split(", ").all(|part| is_said(part, said))
}

/// Whether a text holds a name as words of its own, whatever stands between its letters.
fn is_said(name: &str, said: &str) -> bool {
    let name: Vec<char> = letters(name).chars().collect();
    let signs: Vec<char> = said.chars().collect();
    let letters: Vec<(usize, char)> = signs
        .iter()
        .enumerate()
        .filter(|(_, sign)| sign.is_alphanumeric())
        .flat_map(|(at, sign)| sign.to_lowercase().map(move |letter| (at, letter)))
        .collect();
    let parts_words = |before: Option<&char>, after: Option<&char>| match (before, after) {
        (Some(before), Some(after)) => {
            !before.is_alphabetic()
                || !after.is_alphabetic()
                || before.is_lowercase() && after.is_uppercase()
        }
        _ => true,
    };
    let is_whole = |found: &[(usize, char)]| {
        let (Some((first, _)), Some((last, _))) = (found.first(), found.last()) else {
            return false;
        };
        let before = first.checked_sub(1).and_then(|at| signs.get(at));
        parts_words(before, signs.get(*first))
            && parts_words(signs.get(*last), signs.get(*last + 1))
    };
    name.len() >= 3
        && letters
            .windows(name.len())
            .any(|found| found.iter().map(|(_, letter)| letter).eq(&name) && is_whole(found))
}

/// Whether what stands as author is a name: not an account on a computer, a program or a device.
fn is_name(text: &str) -> bool {
    const NO_NAMES: &[&str] = &[
        "acrobat",
        "admin",
        "administrator",
        "adobe",
        "anonymous",
        "author",
        "canon",
        "customer",
        "default",
        "desk",
        "desktop",
        "epson",
        "guest",
        "kyocera",
        "laptop",
        "libreoffice",
        "microsoft",
        "openoffice",
        "owner",
        "pc",
        "pdf",
        "ricoh",
        "root",
        "scan",
        "scanner",
        "test",
        "unknown",
        "user",
        "username",
        "windows",
        "xerox",
    ];
    const LONGEST_CHARS: usize = 120;
    let is_junk = words(text).any(|word| NO_NAMES.contains(&word.as_str()));
    let is_account = text.contains(|c: char| c.is_ascii_digit() || "@\\/_|<>=".contains(c))
        || !text.chars().any(char::is_whitespace) && !text.chars().any(char::is_uppercase);
    let count = text.chars().count();
    (3..=LONGEST_CHARS).contains(&count)
        && !is_junk
        && !is_account
        && !is_file_name(text)
        && !text.contains('\u{fffd}')
}

/// Whether a name is that of an organisation by its words alone. "Bloggs, Joe (Home Office)" is how
/// mail systems name a person.
fn is_organisation(name: &str) -> bool {
    // Without those that are surnames as well, such as "Court" and "Bank".
    const NOUNS: &[&str] = &[
        "agency",
        "association",
        "authority",
        "board",
        "cabinet",
        "college",
        "commission",
        "committee",
        "council",
        "department",
        "directorate",
        "embassy",
        "federation",
        "foundation",
        "government",
        "inspectorate",
        "institute",
        "institution",
        "ministry",
        "mission",
        "nations",
        "office",
        "organisation",
        "organization",
        "parliament",
        "partnership",
        "secretariat",
        "service",
        "society",
        "treasury",
        "tribunal",
        "trust",
        "union",
        "university",
    ];
    let mut nouns = words(name).filter(|word| NOUNS.contains(&word.as_str()));
    let is_of_person = name.contains([',', '(', '[', '<'])
        || [" - ", " – "].iter().any(|dash| name.contains(dash));
    name.contains(' ') && !is_of_person && nouns.next().is_some()
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
}

/// Whether what stands as title is one. Programs write file names and their own names there.
fn is_title(text: &str) -> bool {
    let lower = text.to_lowercase();
    let junk = [
        "untitled",
        "microsoft word",
        "microsoft powerpoint",
        "microsoft excel",
        "powerpoint presentation",
        "presentation",
        "document",
        "slide 1",
        "title",
        "scan",
        "print",
        "page 1",
        "no title",
        "(anonymous)",
        "pdf document",
        "layout 1",
        "doc1",
        "book1",
    ];
    let is_junk = junk.contains(&lower.as_str())
        || [
            "untitled",
            "microsoft word -",
            "microsoft powerpoint -",
            "microsoft excel -",
            "http://",
            "https://",
            "file:",
        ]
        .iter()
        .any(|start| lower.starts_with(start));
    let has_path = text.contains('\\') || text.starts_with('/');
    let readable = text
        .chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .count();
    let is_readable = readable * 2 > text.chars().count() && text.chars().any(char::is_alphabetic);
    is_readable
        && !is_junk
        && !has_path
        && !is_file_name(text)
        && !text.contains('\u{fffd}')
        && text.chars().count() >= 3
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn author_of(name: &str, page: &str) -> String {
        let authors = vec![name.to_owned()];
        let claims = Claims {
            authors,
            ..Claims::default()
        };
        author(&claims, page)
    }

    #[test]
    fn an_organisation_is_named_and_a_person_whom_the_paper_names() {
        for name in [
            "Department for Lamps",
            "Cabinet Office",
            "Home Office",
            "United Nations",
            "HM Treasury",
        ] {
            assert_eq!(author_of(name, ""), name);
        }
        for (name, page) in [
            ("Ann Example", "A report by Ann  Example"),
            ("Example, Ann", "A report by Ann Example"),
            ("Ann Example, Bob Other", "By Bob Other and Ann Example"),
            ("OECD", "© O E C D 2019"),
            ("Ann Example", "By Ann\nExample"),
            ("Ann Example", "ByAnn ExampleHead of Lamps"),
            ("Lee, Ian", "I A N  L E E, 2019"),
            (
                "Department for Lamps, Wicks and Oil",
                "Department for Lamps, Wicks\nand Oil",
            ),
            ("Supreme Court", "The Supreme Court"),
        ] {
            assert_eq!(author_of(name, page), name);
            assert_eq!(author_of(name, "Other words"), "", "{name}");
        }
    }

    #[test]
    fn a_person_is_no_organisation_and_no_piece_of_other_words() {
        for (name, page) in [
            ("Bloggs, Joe (Home Office)", "Home Office"),
            ("Joe Bloggs - Cabinet Office", "Cabinet Office"),
            ("Bloggs, Joe, Ministry of Lamps", "Ministry of Lamps"),
            ("David Court", "Lamps"),
            ("Lee, Ian", "They sleep as a civilian does."),
            ("Lee, Ian", "Lee said so, and Ian did too."),
            ("Ian Lee", "A civilian leeway"),
        ] {
            assert_eq!(author_of(name, page), "", "{name}");
        }
    }

    #[test]
    fn accounts_programs_and_devices_are_nobody() {
        for name in [
            "jsmith3",
            "jsmith",
            "Jane.Smith@example.org",
            "EXAMPLE\\jane",
            "Administrator",
            "Microsoft Office User",
            "Windows User",
            "Home PC",
            "Xerox WorkCentre",
            "user",
            "SCAN_001",
            "Department for Lamps user",
            "report.doc",
            "x",
            "",
        ] {
            assert_eq!(author_of(name, &format!("by {name}")), "", "{name}");
        }
    }

    #[test]
    fn the_day_a_file_was_made_counts_where_the_paper_names_its_month() {
        let found = |page: &str| {
            let claims = Claims {
                created: vec![date(2019, 7, 30)],
                ..Claims::default()
            };
            borne_out_date(&claims, page)
        };
        for page in [
            "Lamps\nJuly 2019\nDeadline for responses: July 2019",
            "It met on 30 July 2019.",
            "30th July, 2019",
            "July 30, 2019",
        ] {
            assert_eq!(found(page), Some(date(2019, 7, 30)), "{page}");
        }
        for page in [
            "",
            "Lamps 2019",
            "June 2019",
            "On 29 July 2019; July 2019",
            "3rd July 2019",
            "Deadline for responses: July 2019",
            "Page 30\nNews of July 2019",
            "July 2019\nIt met on 29 July 2019.",
        ] {
            assert_eq!(found(page), None, "{page}");
        }
    }
}
