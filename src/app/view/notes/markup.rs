//! What the buttons above a text that is being written do to it: Markdown-light marks around words
//! and at the beginning of lines. Pure.

use std::ops::Range;

/// A text with what is selected in it, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub text: String,
    pub selected: Range<usize>,
}

/// What a button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// Bold words.
    Bold,
    /// Italic words.
    Italic,
    /// Lines as a list.
    List,
    /// Words that lead somewhere.
    Link,
}

impl Markup {
    /// Puts the marks into a text, or takes them away where they stand already.
    pub fn apply(self, text: &str, selected: Range<usize>) -> Written {
        let letters: Vec<char> = text.chars().collect();
        let start = selected.start.min(letters.len());
        let end = selected.end.clamp(start, letters.len());
        match self {
            Self::Bold => wrapped(&letters, start, end, "**"),
            Self::Italic => wrapped(&letters, start, end, "*"),
            Self::List => listed(&letters, start, end),
            Self::Link => linked(&letters, start, end),
        }
    }
}

fn part(letters: &[char], from: usize, to: usize) -> String {
    letters.get(from..to).unwrap_or_default().iter().collect()
}

fn wrapped(letters: &[char], start: usize, end: usize, mark: &str) -> Written {
    let length = mark.len();
    let before = part(letters, 0, start);
    let words = part(letters, start, end);
    let after = part(letters, end, letters.len());
    // One star beside another is a mark for bold, not for italic.
    let is_marked = match mark {
        "*" => ends_with_odd_stars(&before) && ends_with_odd_stars(&reversed(&after)),
        _ => before.ends_with(mark) && after.starts_with(mark),
    };
    if is_marked {
        let before = before.strip_suffix(mark).unwrap_or(&before);
        let after = after.strip_prefix(mark).unwrap_or(&after);
        return Written {
            text: format!("{before}{words}{after}"),
            selected: start - length..end - length,
        };
    }
    // Markdown knows no bold words that begin or end with a space.
    let head = words
        .chars()
        .take_while(|letter| letter.is_whitespace())
        .count();
    let core = words.trim();
    let (head_text, tail_text) = if core.is_empty() {
        (words.clone(), String::new())
    } else {
        let tail = words.len() - words.trim_end().len();
        (
            words.chars().take(head).collect(),
            words
                .get(words.len() - tail..)
                .unwrap_or_default()
                .to_owned(),
        )
    };
    let begins = start + head_text.chars().count() + length;
    Written {
        text: format!("{before}{head_text}{mark}{core}{mark}{tail_text}{after}"),
        selected: begins..begins + core.chars().count(),
    }
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn ends_with_odd_stars(text: &str) -> bool {
    text.chars()
        .rev()
        .take_while(|letter| *letter == '*')
        .count()
        % 2
        == 1
}

fn listed(letters: &[char], start: usize, end: usize) -> Written {
    const BULLET: &str = "- ";
    let is_break = |letter: &char| *letter == '\n';
    let from = letters
        .get(..start)
        .and_then(|before| before.iter().rposition(is_break))
        .map_or(0, |at| at + 1);
    let to = letters
        .get(end..)
        .and_then(|after| after.iter().position(is_break))
        .map_or(letters.len(), |at| end + at);
    let lines = part(letters, from, to);
    let is_list = lines.split('\n').all(|line| line.starts_with(BULLET));
    let changed: Vec<String> = lines
        .split('\n')
        .map(|line| match line.strip_prefix(BULLET) {
            Some(rest) if is_list => rest.to_owned(),
            Some(_) => line.to_owned(),
            None => format!("{BULLET}{line}"),
        })
        .collect();
    let changed = changed.join("\n");
    let before = part(letters, 0, from);
    // A list after a line of a paragraph would be read as part of it.
    let blank =
        if is_list || before.is_empty() || before.ends_with("\n\n") || is_after_item(&before) {
            ""
        } else {
            "\n"
        };
    let begins = from + blank.len();
    let ends = begins + changed.chars().count();
    Written {
        text: format!(
            "{before}{blank}{changed}{}",
            part(letters, to, letters.len())
        ),
        selected: if start == end {
            ends..ends
        } else {
            begins..ends
        },
    }
}

fn is_after_item(before: &str) -> bool {
    let last = before.strip_suffix('\n').unwrap_or(before).lines().last();
    last.is_some_and(|line| line.starts_with("- "))
}

fn linked(letters: &[char], start: usize, end: usize) -> Written {
    const ADDRESS: &str = "https://";
    let words = part(letters, start, end);
    let label = if words.trim().is_empty() {
        "link"
    } else {
        &words
    };
    let before = part(letters, 0, start);
    let after = part(letters, end, letters.len());
    // The address is what is to be written next.
    let begins = start + label.chars().count() + "[](".len();
    Written {
        text: format!("{before}[{label}]({ADDRESS}){after}"),
        selected: begins..begins + ADDRESS.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Applies to the text, in which bars stand around what is selected, and shows the same way.
    fn apply(markup: Markup, marked: &str) -> String {
        let start = marked.chars().position(|letter| letter == '|').unwrap();
        let end = marked.chars().filter(|letter| *letter != '|');
        let text: String = end.collect();
        let last = marked.chars().count()
            - 1
            - marked
                .chars()
                .rev()
                .position(|letter| letter == '|')
                .unwrap();
        let end = if last == start { start } else { last - 1 };
        let written = markup.apply(&text, start..end);
        let letters: Vec<char> = written.text.chars().collect();
        let Range { start, end } = written.selected;
        format!(
            "{}|{}|{}",
            part(&letters, 0, start),
            part(&letters, start, end),
            part(&letters, end, letters.len())
        )
    }

    #[test]
    fn bold_and_italic_go_around_the_words_and_away_again() {
        for (markup, before, after) in [
            (Markup::Bold, "say |péage| now", "say **|péage|** now"),
            (Markup::Bold, "say **|péage|** now", "say |péage| now"),
            (Markup::Bold, "say| this |now", "say **|this|** now"),
            (Markup::Italic, "**|bold|**", "***|bold|***"),
            (Markup::Italic, "a *|b|* c", "a |b| c"),
            (Markup::Bold, "a |", "a **||**"),
        ] {
            assert_eq!(apply(markup, before), after, "{markup:?}");
        }
    }

    #[test]
    fn lines_become_a_list_and_lines_again() {
        for (before, after) in [
            ("|one\ntwo|", "|- one\n- two|"),
            ("|- one\n- two|", "|one\ntwo|"),
            ("intro\non|e", "intro\n\n- one||"),
            ("- one\ntw|o", "- one\n- two||"),
        ] {
            assert_eq!(apply(Markup::List, before), after);
        }
    }

    #[test]
    fn a_link_asks_for_its_address() {
        let after = apply(Markup::Link, "see |the paper|.");
        assert_eq!(after, "see [the paper](|https://|).");
        assert_eq!(apply(Markup::Link, "|"), "[link](|https://|)");
    }

    #[test]
    fn a_selection_beyond_the_text_does_no_harm() {
        let written = Markup::Bold.apply("ab", 1..99);
        assert_eq!(written.text, "a**b**");
    }
}
