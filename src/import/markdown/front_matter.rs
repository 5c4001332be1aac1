//! The lines of metadata that some programs put above a Markdown text.

use crate::import::{Omission, OmissionReason};

/// The most lines that front matter has.
const LINES: usize = 200;

/// What front matter says, and how many lines it takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The lines it takes, its marks included; 0 where there is none.
    pub lines: usize,
    /// The value of `title`.
    pub title: Option<String>,
    /// The value of `date`, as it stands.
    pub date: Option<String>,
    /// The value of `publisher`.
    pub publisher: Option<String>,
    /// The other lines, which are not printed.
    pub omissions: Vec<Omission>,
}

/// Reads the front matter at the start of a text: simple `key: value` lines between lines of
/// three hyphens. Anything else is no front matter, and is printed.
pub fn read(lines: &[String]) -> FrontMatter {
    let none = FrontMatter::default();
    let Some((first, rest)) = lines.split_first() else {
        return none;
    };
    let end = |line: &String| matches!(line.trim_end(), "---" | "...");
    let Some(length) = rest
        .iter()
        .take(LINES)
        .position(end)
        .filter(|_| first.trim_end() == "---")
    else {
        return none;
    };
    let mut found = FrontMatter {
        lines: length + 2,
        ..none
    };
    let mut has_key = false;
    for (index, line) in rest.iter().take(length).enumerate() {
        let is_further = line.starts_with([' ', '\t', '#', '-']) || line.trim().is_empty();
        let entry = line.split_once(':').filter(|(key, _)| is_key(key));
        if entry.is_none() && !is_further {
            return FrontMatter::default();
        }
        has_key |= entry.is_some();
        let value = entry
            .map(|(_, value)| unquoted(value))
            .filter(|value| !value.is_empty());
        let field = match entry.map(|(key, _)| key.to_ascii_lowercase()).as_deref() {
            Some("title") => &mut found.title,
            Some("date") => &mut found.date,
            Some("publisher") => &mut found.publisher,
            _ => {
                if !line.trim().is_empty() {
                    found.omissions.push(Omission {
                        line: u32::try_from(index + 2).unwrap_or(u32::MAX),
                        text: line.trim().to_owned(),
                        reason: OmissionReason::FrontMatter,
                    });
                }
                continue;
            }
        };
        *field = value.map(str::to_owned);
    }
    if has_key {
        found
    } else {
        FrontMatter::default()
    }
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn title_and_date_are_read_and_the_rest_is_told() {
        let found = read(&lines(
            "---\ntitle: \"A: b\"\ndate: 2019-07-30\ntags:\n  - x\n---\nText",
        ));
        assert_eq!(found.lines, 6);
        assert_eq!(found.title.as_deref(), Some("A: b"));
        assert_eq!(found.date.as_deref(), Some("2019-07-30"));
        let kept = found
            .omissions
            .iter()
            .map(|omission| (omission.line, omission.text.as_str()))
            .collect::<Vec<_>>();
        assert_eq!(kept, [(4, "tags:"), (5, "- x")]);
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for text in [
            "---\nSome text here\n---\n",
            "---\n\n---\n",
            "---\ntitle: x",
            "",
            "text",
        ] {
            assert_eq!(read(&lines(text)).lines, 0, "{text:?}");
        }
    }
}
