//! The words in HTML that stands within Markdown. Tags are dropped, nothing is run or fetched.

/// A piece of HTML, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub enum Part {
    /// Words.
    Text(String),
    /// A line break, or the end of a paragraph.
    Break,
    /// A picture: its address and alternative text.
    Image { address: String, alt: String },
}

/// Elements that part paragraphs.
const BREAKING: &[&str] = &[
    "br",
    "p",
    "div",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "section",
    "article",
    "header",
    "footer",
    "pre",
    "hr",
    "dt",
    "dd",
    "summary",
    "details",
];

/// Elements whose content is not to be read.
const UNREAD: &[&str] = &["script", "style"];

/// The parts of some HTML. Comments, scripts and styles are left out.
pub fn parts(html: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some((text, after)) = rest.split_once('<') {
        push_text(&mut parts, text);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c)) {
            push_text(&mut parts, "<");
            rest = after;
            continue;
        }
        let Some((tag, after_tag)) = after.split_once('>') else {
            // No tag is closed from here on.
            push_text(&mut parts, "<");
            push_text(&mut parts, after);
            return parts;
        };
        rest = after_tag;
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| !c.is_ascii_alphanumeric())
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        if UNREAD.contains(&name.as_str()) && !tag.starts_with('/') {
            rest = after_end_tag(rest, &name);
        } else if BREAKING.contains(&name.as_str()) {
            if parts.last() != Some(&Part::Break) {
                parts.push(Part::Break);
            }
        } else if matches!(name.as_str(), "td" | "th") {
            push_text(&mut parts, " ");
        } else if name == "img"
            && let Some(address) = attribute(tag, "src")
        {
            let alt = attribute(tag, "alt").unwrap_or_default();
            parts.push(Part::Image { address, alt });
        }
    }
    push_text(&mut parts, rest);
    parts
}

fn push_text(parts: &mut Vec<Part>, text: &str) {
    if text.is_empty() {
        return;
    }
    let text = unescaped(text);
    match parts.last_mut() {
        Some(Part::Text(before)) => before.push_str(&text),
        _ => parts.push(Part::Text(text)),
    }
}

fn after_end_tag<'a>(html: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let mut windows = html.as_bytes().windows(end.len());
    let at = windows.position(|window| window.eq_ignore_ascii_case(end.as_bytes()));
    at.and_then(|at| html.get(at..)?.split_once('>'))
        .map_or("", |(_, after)| after)
}

/// The value of a quoted attribute.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let lower = tag.to_ascii_lowercase();
    let at = [' ', '\n', '\t']
        .iter()
        .find_map(|space| lower.find(&format!("{space}{name}=")))?;
    let value = tag.get(at + name.len() + 2..)?;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = value.get(1..)?.split_once(quote)?;
    Some(unescaped(value))
}

/// A text with the character references of XML, and those for a number, read.
pub fn unescaped(text: &str) -> String {
    const LONGEST_REFERENCE: usize = 10;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let end = after
            .bytes()
            .take(LONGEST_REFERENCE + 1)
            .position(|byte| byte == b';');
        let meaning = end.and_then(|end| reference(&after[..end]));
        match (meaning, end) {
            (Some(meaning), Some(end)) => {
                out.push(meaning);
                rest = &after[end + 1..];
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return code
            .ok()
            .and_then(char::from_u32)
            .filter(|c| !c.is_control());
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "hellip" => '…',
        "pound" => '£',
        "euro" => '€',
        "copy" => '©',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_and_tags_go() {
        let text = |words: &str| Part::Text(words.to_owned());
        assert_eq!(
            parts(
                "<p align=\"center\">One &amp; <b>two</b><br>three</p><!-- no --><script>x<y</script>four < five"
            ),
            [
                Part::Break,
                text("One & two"),
                Part::Break,
                text("three"),
                Part::Break,
                text("four < five")
            ]
        );
        assert_eq!(
            parts("a<img alt='Map' src=\"a%20b.png\"/>"),
            [
                text("a"),
                Part::Image {
                    address: "a%20b.png".to_owned(),
                    alt: "Map".to_owned()
                }
            ]
        );
        assert_eq!(parts("<div"), [text("<div")]);
        assert_eq!(parts("<!-- open"), []);
    }

    #[test]
    fn references_are_read() {
        assert_eq!(
            unescaped("&lt;A&#x20;&#38; B&rsquo;s&gt; &unknown; & &#0;"),
            "<A & B’s> &unknown; & &#0;"
        );
    }
}
