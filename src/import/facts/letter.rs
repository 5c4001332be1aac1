//! What a letter is called that has no title.

use jiff::civil::Date;

use crate::import::title::is_office;

/// The longest line that a letter may give as what it is about, in characters.
const LONGEST_CHARS: usize = 120;

/// How a letter ends, above the name of who wrote it.
const CLOSINGS: [&str; 7] = [
    "Yours",
    "Kind regards",
    "Best regards",
    "Best wishes",
    "With best wishes",
    "Sincerely",
    "Regards",
];

/// The title of a letter: the line below its greeting, if it is one that says what the letter is about, or
/// else who wrote to whom and when. Where nobody signed it, who wrote stands in the letterhead.
pub fn title(lines: &[&str], letterhead: &[String], date: Option<Date>) -> Option<String> {
    let dear = lines.iter().position(|line| line.starts_with("Dear "))?;
    if let [about, next, ..] = lines.get(dear + 1..)?
        && is_about(about)
        && next.chars().count() > about.chars().count().min(40)
    {
        return Some((*about).trim().to_owned());
    }
    let closing = lines
        .iter()
        .rposition(|line| CLOSINGS.iter().any(|closing| line.starts_with(closing)));
    let signed = closing.and_then(|closing| {
        let mut below = lines.iter().skip(closing + 1);
        below.find(|line| is_name(line)).copied()
    });
    let signed = signed.or_else(|| {
        let lines = letterhead.iter().flat_map(|block| block.lines());
        let mut parts = lines.flat_map(|line| line.split([',', '\t', '|']));
        parts.find(|part| is_office(part.trim()))
    });
    let greeted = lines.get(dear)?.strip_prefix("Dear ")?;
    let greeted = greeted.trim_end_matches([',', ':', ' ']);
    let is_person = ![
        "sir",
        "madam",
        "colleague",
        "all",
        "friend",
        "sirs",
        "member",
        "resident",
    ]
    .iter()
    .any(|word| greeted.to_lowercase().starts_with(word));
    let mut title = "Letter".to_owned();
    if let Some(signed) = signed {
        title.push_str(&format!(" from {}", signed.trim()));
    }
    if is_person {
        title.push_str(&format!(" to {greeted}"));
    }
    if let Some(date) = date {
        title.push_str(&format!(", {}", date.strftime("%-d %B %Y")));
    }
    (title.len() > "Letter".len()).then_some(title)
}

fn is_about(line: &str) -> bool {
    line.chars().count() <= LONGEST_CHARS
        && line.split_whitespace().count() >= 2
        && line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        && !line.ends_with(['.', ',', ';', ':', '!', '?'])
        && !line.starts_with("Thank you")
}

/// Whether a line is a person's name, with titles and letters behind it.
fn is_name(line: &str) -> bool {
    let line = line.trim();
    let words: Vec<&str> = line.split_whitespace().collect();
    (2..=7).contains(&words.len())
        && line.chars().count() <= 60
        && !line.contains(|c: char| c.is_ascii_digit() || "@:".contains(c))
        && words.iter().all(|word| {
            word.starts_with(|c: char| c.is_uppercase() || c == '(')
                || ["of", "de", "van", "von", "the", "and"].contains(word)
        })
}
