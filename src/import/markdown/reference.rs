//! Pictures that a Markdown text refers to: where they may lie, and how they are taken.

use std::sync::Arc;

use percent_encoding::percent_decode_str;

use crate::import::{Picture, picture, sniff};
use crate::pack::Media;

/// Finds the bytes of a picture by its reference in the text.
pub type Pictures<'a> = &'a dyn Fn(&str) -> Option<Arc<[u8]>>;

/// The picture that a reference means, or why it cannot be shown, as an addition to a sentence.
pub fn find_picture(pictures: Pictures<'_>, reference: &str, alt: &str) -> Result<Picture, String> {
    if is_remote(reference) {
        return Err(format!("it is at {reference} and is not fetched"));
    }
    if reference.starts_with("data:") {
        return Err("it is written into the text itself".to_owned());
    }
    let Some(bytes) = pictures(reference) else {
        return Err(format!("{reference} was not found beside the text"));
    };
    let media = sniff(reference, &bytes)
        .ok()
        .filter(|media| matches!(media, Media::Png | Media::Jpeg))
        .ok_or_else(|| format!("{reference} is not a PNG or JPEG picture"))?;
    picture::check(media, &bytes)
        .and_then(|()| picture::read(media, &bytes, alt))
        .map_err(|problem| format!("{reference} cannot be read, because {problem}"))
}

/// The path of a picture relative to the text's folder, if the reference is one that stays
/// within that folder: no web address, no absolute path, no way out through `..`.
pub fn relative_path(reference: &str) -> Option<String> {
    let decoded = percent_decode_str(reference).decode_utf8().ok()?;
    let decoded = decoded.replace('\\', "/");
    let is_absolute = decoded.starts_with('/');
    let has_scheme = decoded
        .split('/')
        .next()
        .is_some_and(|head| head.contains(':'));
    if is_absolute || has_scheme || decoded.contains('\0') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in decoded.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Whether a reference leads to the web.
pub fn is_remote(reference: &str) -> bool {
    reference.starts_with("//")
        || reference.split_once("://").is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_within_the_folder_are_given() {
        for (reference, path) in [
            ("map.png", Some("map.png")),
            ("./images/my%20map.png", Some("images/my map.png")),
            ("images\\map.png", Some("images/map.png")),
            ("a/../map.png", Some("map.png")),
            ("100%.png", Some("100%.png")),
            ("../map.png", None),
            ("a/../../map.png", None),
            ("..%2Fmap.png", None),
            ("/etc/map.png", None),
            ("%2Fetc/map.png", None),
            ("C:\\map.png", None),
            ("file:///map.png", None),
            ("https://example.org/map.png", None),
            ("//example.org/map.png", None),
            ("data:image/png;base64,AAAA", None),
            ("\\\\server\\map.png", None),
            ("", None),
            ("..", None),
            ("a%00.png", None),
        ] {
            assert_eq!(relative_path(reference).as_deref(), path, "{reference}");
        }
    }

    #[test]
    fn web_addresses_are_known() {
        assert!(is_remote("https://a.org/b.png") && is_remote("//a.org/b.png"));
        assert!(!is_remote("a/b.png") && !is_remote("C:\\b.png"));
    }
}
