//! Web and e-mail addresses in plain text.

use super::{Destination, Span, Text};

/// Whether an address may stand in the pack as a link: the web or e-mail, nothing that runs or
/// opens a file.
pub fn is_safe(address: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| {
        address
            .get(..scheme.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(scheme))
            && address.len() > scheme.len()
    }) && !address.contains(|c: char| c.is_control() || c.is_whitespace())
}

/// A text as spans, in which bare web and e-mail addresses link to themselves.
pub fn linked(text: &str) -> Text {
    let mut spans = Vec::new();
    link_addresses(Span::plain(text), &mut spans);
    spans
}

/// Spans of one text, without the space before and after it.
pub fn without_outer_space(mut spans: Vec<Span>) -> Vec<Span> {
    if let Some(first) = spans.first_mut() {
        first.text = first.text.trim_start().to_owned();
    }
    if let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    spans
}

/// Parts a span at the bare addresses in it.
pub fn link_addresses(span: Span, out: &mut Text) {
    if span.link.is_some()
        || span.code
        || !span.text.contains(['@', ':']) && !span.text.contains("www.")
    {
        out.push(span);
        return;
    }
    let part = |text: &str, link: Option<String>| Span {
        text: text.to_owned(),
        link: link.map(Destination::Address),
        ..span.clone()
    };
    let mut plain_from = 0;
    let mut at = 0;
    for word in span.text.split_inclusive(char::is_whitespace) {
        if let Some((start, end, link)) = address(word) {
            let (start, end) = (at + start, at + end);
            if plain_from < start {
                out.push(part(&span.text[plain_from..start], None));
            }
            out.push(part(&span.text[start..end], Some(link)));
            plain_from = end;
        }
        at += word.len();
    }
    if plain_from < span.text.len() {
        out.push(part(&span.text[plain_from..], None));
    }
}

/// The longest word that is taken for an address, in bytes.
const LONGEST_BYTES: usize = 2000;

/// The address in a word, as its place in bytes and what it links to.
fn address(word: &str) -> Option<(usize, usize, String)> {
    if word.len() > LONGEST_BYTES {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let scheme = ["https://", "http://", "mailto:", "www."]
        .iter()
        .filter_map(|scheme| lower.find(scheme))
        .min();
    if let Some(start) = scheme {
        let bare = closed(&word[start..]);
        let link = if lower[start..].starts_with("www.") {
            format!("https://{bare}")
        } else {
            bare.to_owned()
        };
        let host = link
            .split_once(':')
            .map_or("", |(_, rest)| rest.trim_start_matches('/'));
        let known = host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        return (known && is_safe(&link)).then(|| (start, start + bare.len(), link));
    }
    let start = word.find(|c: char| c.is_alphanumeric())?;
    let bare = closed(&word[start..]);
    let (user, host) = bare.split_once('@')?;
    let user_ok = user
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b".-_+'".contains(&b));
    let host_ok = host.contains('.')
        && host.split('.').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    (user_ok && host_ok && !user.is_empty())
        .then(|| (start, start + bare.len(), format!("mailto:{bare}")))
}

/// An address without the punctuation of the sentence around it. A closing bracket stays where
/// its opening one is part of the address.
fn closed(text: &str) -> &str {
    let mut text = text
        .split(['<', '>', '"', '“', '”', '\u{a0}'])
        .next()
        .unwrap_or(text)
        .trim_end();
    while let Some(last) = text.chars().next_back() {
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '…' | ']' | '}' | '»' => {
                true
            }
            ')' => text.matches(')').count() > text.matches('(').count(),
            _ => false,
        };
        if !drop {
            break;
        }
        text = &text[..text.len() - last.len_utf8()];
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_addresses_become_links_and_keep_their_text() {
        for (text, links) in [
            (
                "See https://example.org/a_(b), and",
                vec!["https://example.org/a_(b)"],
            ),
            ("(http://example.org).", vec!["http://example.org"]),
            ("www.example.org/x", vec!["https://www.example.org/x"]),
            (
                "Write to ann.example@example.gov.uk.",
                vec!["mailto:ann.example@example.gov.uk"],
            ),
            (
                "<mailto:a@b.org>; https://c.org",
                vec!["mailto:a@b.org", "https://c.org"],
            ),
            (
                "at 10:30 @home a@b javascript:x file:///etc https://",
                vec![],
            ),
        ] {
            let spans = linked(text);
            let found = spans.iter().filter_map(Span::address).collect::<Vec<_>>();
            assert_eq!(found, links, "{text}");
            let whole = spans
                .iter()
                .map(|span| span.text.as_str())
                .collect::<String>();
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn only_web_and_mail_links_are_safe() {
        assert!(is_safe("HTTPS://example.org") && is_safe("mailto:a@b.org"));
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https://",
            "https://a b",
            "\\\\host\\a",
            "",
        ] {
            assert!(!is_safe(bad), "{bad}");
        }
    }
}
