//! What is looked at before a page is parsed.

use crate::import::Problem;

/// The most attributes that one tag may have: the parser compares each with all before it.
const MOST_ATTRIBUTES: usize = 1000;

/// Elements whose content is text, whatever stands in it.
const RAW: &[&str] = &[
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript",
];

/// Looks for a tag with too many attributes.
///
/// # Errors
/// [`Problem::BeyondLimit`].
pub fn check(html: &str) -> Result<(), Problem> {
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        if let Some(comment) = tag.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            rest = tag;
            continue;
        }
        let (attributes, end) = measure(tag);
        if attributes > MOST_ATTRIBUTES {
            return Err(Problem::BeyondLimit {
                what: "a tag has too many attributes".to_owned(),
                limit: format!("{MOST_ATTRIBUTES} attributes"),
            });
        }
        rest = tag.get(end..).unwrap_or_default();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
        let raw = name.and_then(|name| RAW.iter().find(|raw| raw.eq_ignore_ascii_case(name)));
        if let Some(name) = raw {
            rest = after_text_of(rest, name);
        }
    }
    Ok(())
}

/// How many attributes a tag has, and where it ends, in bytes.
fn measure(tag: &str) -> (usize, usize) {
    let mut attributes = 0;
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) => {
                if byte == open {
                    quote = None;
                    before = b' ';
                    continue;
                }
            }
            (None, b'>') => return (attributes, at + 1),
            // A quotation mark opens a value only after an equals sign.
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, _) if is_gap(before) && !is_gap(byte) && byte != b'=' => attributes += 1,
            (None, _) => {}
        }
        if !(before == b'=' && byte.is_ascii_whitespace()) {
            before = byte;
        }
    }
    (attributes, tag.len())
}

fn is_gap(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'/'
}

/// What follows an element whose content is text.
fn after_text_of<'a>(html: &'a str, name: &str) -> &'a str {
    let mut rest = html;
    while let Some((_, after)) = rest.split_once("</") {
        let is_end = after
            .get(..name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name));
        if is_end {
            return after;
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_with_very_many_attributes_are_refused() {
        let tag = |count: usize| format!("<p {}>x", "a=1 ".repeat(count));
        assert_eq!(check(&tag(MOST_ATTRIBUTES - 1)), Ok(()));
        for html in [
            tag(1_000_000),
            format!("<p {}", "a/".repeat(1_000_000)),
            format!("<p {}>", "a='>' ".repeat(2000)),
            format!("</p {}>", "a\n".repeat(2000)),
        ] {
            let error = check(&html).unwrap_err().to_string();
            assert!(error.contains("at most 1000 attributes"), "{error}");
        }
    }

    #[test]
    fn what_only_looks_like_a_tag_counts_for_nothing() {
        let words = "word ".repeat(5000);
        for html in [
            format!("<script>if (a<b) {{ {words} }}</script><p>x"),
            format!("<!-- <p {words}> -->"),
            format!("1 < 2 {words}"),
            format!("<p title=\"{words}\">"),
            format!("<p title = '{words}'>"),
        ] {
            assert_eq!(check(&html), Ok(()), "{}", &html[..20]);
        }
    }
}
