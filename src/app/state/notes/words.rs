//! What is said of a note: its kind, the words that it is on, who wrote it.

use jiff::tz::TimeZone;

use crate::app::state::notes::text::NoteText;
use crate::pack::{Annotation, Target};

/// The name of what it is: the kind of note, or a mark.
pub fn kind_name(annotation: &Annotation) -> &'static str {
    match annotation.kind {
        Some(kind) => kind.name(),
        None if annotation.has_words() => "Note",
        None => "Mark",
    }
}

/// The words that it is on, in quotation marks, or where its area is.
pub fn quote_or_area(annotation: &Annotation) -> String {
    match &annotation.target {
        Target::Document => String::new(),
        Target::Text(selector) => format!("“{}”", one_space(&selector.exact)),
        Target::Area(area) => format!("Area on its page {}", area.page),
    }
}

/// The text with one space where there were more, or line ends.
pub fn one_space(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first words of a text on one line, with "…" after so many characters if there are more.
pub fn cut(text: &str, most_chars: usize) -> String {
    let text = one_space(text);
    let Some((end, _)) = text.char_indices().nth(most_chars) else {
        return text;
    };
    let (first, rest) = text.split_at(end);
    let whole = match first.rsplit_once(' ') {
        // Where no spaces are written between words, half a sentence would go with the last.
        Some((whole, _)) if !rest.starts_with(' ') && 2 * whole.len() >= first.len() => whole,
        _ => first,
    };
    format!("{}…", whole.trim_end_matches(['.', ',', ';', ':', ' ']))
}

/// The first words of a text in Markdown-light, without its signs; see [`cut`].
pub fn first_words(text: &str, most_chars: usize) -> String {
    // Only the beginning is understood: a note may be as long as a paper.
    let beginning: String = text.chars().take(2 * most_chars).collect();
    cut(&NoteText::new(&beginning).words(), most_chars)
}

/// Initials and day, such as "JS, 23 Nov".
pub fn signature(annotation: &Annotation) -> String {
    let initials = annotation.author.initials.trim();
    let day = annotation.created.map(|created| {
        let day = created.to_zoned(TimeZone::system());
        day.strftime("%-d %b").to_string()
    });
    let parts = [Some(initials.to_owned()), day];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(", ")
}

/// Name, day and time, where they are known.
pub fn whole_signature(annotation: &Annotation) -> Option<String> {
    let created = annotation.created?.to_zoned(TimeZone::system());
    let when = created.strftime("%-d %B %Y, %H:%M").to_string();
    let name = annotation.author.name.trim();
    Some(if name.is_empty() {
        when
    } else {
        format!("{name}, {when}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_words_and_never_grows() {
        assert_eq!(cut("Say  this,\nand that", 18), "Say this, and that");
        assert_eq!(cut("Say this, and that", 17), "Say this, and…");
        assert_eq!(cut("Say this, and that", 11), "Say this…");
        assert_eq!(cut("Say this, and that", 8), "Say this…");
        assert_eq!(cut("A préférencepréférence", 8), "A préfér…");
        assert_eq!(cut("会議会議", 2), "会議…");
        assert_eq!(cut("", 2), "");
    }
}
