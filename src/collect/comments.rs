//! Comments that others wrote on a file, as notes.

use crate::edit::NewAnnotation;
use crate::import::{Comment, escape_markdown_light};
use crate::pack::{AreaSelector, Audience, Author, Target, TextSelector};

/// A private note of a comment. Its place is found by its words when the document is first set,
/// unless it is known already.
pub(super) fn note(comment: &Comment) -> NewAnnotation {
    NewAnnotation {
        target: target(comment),
        mark: comment.mark,
        body: escape_markdown_light(&comment.body),
        kind: None,
        audience: Audience::Private,
        author: Author {
            name: comment.author.clone(),
            initials: initials(&comment.author),
        },
        created: comment.written,
    }
}

/// The passage that a comment is on. One that is on a place between words is put on the word
/// before it, or after it; one that is on nothing, on the document as a whole.
fn target(comment: &Comment) -> Target {
    if let (true, Some(area)) = (comment.quote.trim().is_empty(), comment.area) {
        return Target::Area(AreaSelector {
            page: area.page,
            x: area.x as f32,
            y: area.y as f32,
            width: area.width as f32,
            height: area.height as f32,
        });
    }
    let (exact, prefix, suffix) = if !comment.quote.trim().is_empty() {
        let (prefix, suffix) = (comment.prefix.as_str(), comment.suffix.as_str());
        (comment.quote.trim(), prefix, suffix)
    } else if let Some((before, word)) = last_word(&comment.prefix) {
        (word, before, comment.suffix.as_str())
    } else if let Some((word, after)) = first_word(&comment.suffix) {
        (word, "", after)
    } else {
        return Target::Document;
    };
    let start = comment.start.unwrap_or_default();
    let length = u32::try_from(exact.chars().count()).unwrap_or(u32::MAX);
    Target::Text(TextSelector {
        exact: exact.to_owned(),
        prefix: prefix.to_owned(),
        suffix: suffix.to_owned(),
        start,
        end: start.saturating_add(length),
    })
}

fn last_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_end();
    let at = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let at = text.ceil_char_boundary(at);
    let (before, word) = text.split_at_checked(at)?;
    (!word.is_empty()).then_some((before, word))
}

fn first_word(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let at = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(at)?;
    (!word.is_empty()).then_some((word, after))
}

fn initials(name: &str) -> String {
    const MOST: usize = 4;
    let letters = name
        .split_whitespace()
        .filter_map(|word| word.chars().find(|letter| letter.is_alphanumeric()));
    letters.take(MOST).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::CommentArea;

    fn selector(quote: &str, prefix: &str, suffix: &str) -> Option<TextSelector> {
        let comment = Comment {
            quote: quote.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            author: "Jo Smith".to_owned(),
            ..Comment::default()
        };
        match note(&comment).target {
            Target::Text(selector) => Some(selector),
            _ => None,
        }
    }

    #[test]
    fn a_comment_is_a_private_note_on_its_words() {
        let note = note(&Comment {
            quote: "old lamps".to_owned(),
            body: "Which?".to_owned(),
            author: "Jo Smith".to_owned(),
            ..Comment::default()
        });
        assert_eq!(note.audience, Audience::Private);
        assert_eq!(
            (note.body.as_str(), note.author.initials.as_str()),
            ("Which?", "JS")
        );
        assert!(matches!(note.target, Target::Text(selector) if selector.exact == "old lamps"));
    }

    #[test]
    fn a_comment_on_no_words_is_on_its_place() {
        let mut comment = Comment {
            area: Some(CommentArea {
                page: 2,
                x: 250,
                y: 30,
                width: 20,
                height: 10,
            }),
            ..Comment::default()
        };
        let Target::Area(area) = note(&comment).target else {
            panic!("it has a place");
        };
        assert_eq!((area.page, area.x, area.height), (2, 250.0, 10.0));
        comment.quote = "lamps".to_owned();
        comment.start = Some(8);
        let Target::Text(words) = note(&comment).target else {
            panic!("it is on words");
        };
        assert_eq!((words.start, words.end), (8, 13));
    }

    #[test]
    fn the_signs_in_a_comment_stay_signs() {
        let note = note(&Comment {
            body: "- *which* one?\n\n> 2 * 3".to_owned(),
            ..Comment::default()
        });
        let blocks = crate::import::markdown_light(&note.body);
        let said: Vec<String> = blocks
            .iter()
            .map(crate::import::Block::plain_text)
            .collect();
        assert_eq!(said, ["- *which* one?\n", "> 2 * 3\n"]);
    }

    #[test]
    fn a_comment_on_a_place_is_put_on_the_word_beside_it() {
        let words = |selector: Option<TextSelector>| selector.map(|selector| selector.exact);
        assert_eq!(
            words(selector("", "the old\u{a0}lamps ", "are")),
            Some("lamps".to_owned())
        );
        assert_eq!(words(selector(" ", "", "are old")), Some("are".to_owned()));
        assert_eq!(words(selector("", "", "")), None);
    }
}
