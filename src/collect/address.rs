//! Addresses of web pages: what is there is never fetched, so a document holds the address alone.

use crate::capitals::capitalised;

/// The longest address, in bytes.
const LONGEST_BYTES: usize = 4000;

/// The address that a text is, if it is one and nothing else.
pub fn address_in(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let is_one = !rest.is_empty()
        && text.len() <= LONGEST_BYTES
        && !text.contains(|letter: char| {
            letter.is_whitespace() || letter.is_control() || "<>\"".contains(letter)
        });
    (is_web && is_one).then(|| text.to_owned())
}

/// The address in a file that browsers make when an address is dragged to a folder: an Internet
/// shortcut, a desktop link, or a web location.
pub(super) fn in_shortcut(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes.get(..LONGEST_BYTES.min(bytes.len()))?).ok()?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    let is_list = ["[InternetShortcut]", "[Desktop Entry]"]
        .iter()
        .any(|head| start.starts_with(head));
    if is_list {
        let mut lines = text.lines().map(str::trim);
        return lines.find_map(|line| address_in(line.strip_prefix("URL=")?));
    }
    if start.starts_with("<?xml") && text.contains("<plist") {
        let (_, after) = text.split_once("<key>URL</key>")?;
        let (_, value) = after.split_once("<string>")?;
        let (value, _) = value.split_once("</string>")?;
        return address_in(&value.replace("&amp;", "&"));
    }
    None
}

/// What the document of an address is called: the site and the last part of the path.
pub(super) fn title(address: &str) -> String {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    let path = rest.split(['?', '#']).next().unwrap_or(rest);
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let site = parts.next().unwrap_or(path);
    let site = site.strip_prefix("www.").unwrap_or(site);
    match parts.next_back() {
        Some(last) => {
            let words = last.replace(['-', '_'], " ");
            format!("{} ({site})", capitalised(words.trim()))
        }
        None => site.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_stands_alone() {
        for address in ["https://www.gov.uk/a-b?c=d#e", " HTTP://example.org\n"] {
            assert_eq!(address_in(address).as_deref(), Some(address.trim()));
        }
        for other in [
            "see https://example.org",
            "https://example.org and more",
            "https://",
            "file:///etc/passwd",
            "javascript://x",
            "https://a\"onclick",
        ] {
            assert_eq!(address_in(other), None, "{other}");
        }
    }

    #[test]
    fn shortcuts_hold_an_address() {
        let url = b"[InternetShortcut]\r\nIDList=\r\nURL=https://example.org/a\r\n";
        let desktop = b"[Desktop Entry]\nType=Link\nURL=https://example.org/a\n";
        let webloc = b"<?xml version=\"1.0\"?>\n<plist><dict><key>URL</key>\n\
            <string>https://example.org/a</string></dict></plist>";
        for bytes in [url.as_slice(), desktop, webloc] {
            assert_eq!(in_shortcut(bytes).as_deref(), Some("https://example.org/a"));
        }
        assert_eq!(
            in_shortcut(b"[InternetShortcut]\nURL=file:///etc/passwd"),
            None
        );
        assert_eq!(in_shortcut(b"URL=https://example.org"), None);
        assert_eq!(in_shortcut(b"\xff\xfe"), None);
    }

    #[test]
    fn a_page_is_called_by_its_path_and_site() {
        for (address, expected) in [
            (
                "https://www.gov.uk/government/news/uk-statement?x=1",
                "Uk statement (gov.uk)",
            ),
            ("https://example.org/", "example.org"),
            ("https://example.org", "example.org"),
        ] {
            assert_eq!(title(address), expected);
        }
    }
}
