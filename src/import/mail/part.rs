//! What the parts of a mail are.

use mail_parser::{MessagePart, MimeHeaders};

/// Whether a part serves the mail programs alone: signatures, other forms of the same text.
pub fn is_machinery(part: &MessagePart<'_>) -> bool {
    is_type(
        part,
        "application",
        &[
            "pkcs7-signature",
            "x-pkcs7-signature",
            "pgp-signature",
            "pgp-keys",
            "pgp-encrypted",
        ],
    ) || is_type(
        part,
        "text",
        &["x-amp-html", "watch-html", "rfc822-headers"],
    ) || is_type(
        part,
        "message",
        &[
            "delivery-status",
            "disposition-notification",
            "feedback-report",
        ],
    )
}

/// Whether a part is a calendar (RFC 6047).
pub fn is_calendar(part: &MessagePart<'_>) -> bool {
    is_type(part, "text", &["calendar", "x-vcalendar"]) || is_type(part, "application", &["ics"])
}

pub fn is_type(part: &MessagePart<'_>, kind: &str, subtypes: &[&str]) -> bool {
    part.content_type().is_some_and(|of| {
        of.ctype().eq_ignore_ascii_case(kind)
            && of.subtype().is_some_and(|subtype| {
                subtypes
                    .iter()
                    .any(|known| subtype.eq_ignore_ascii_case(known))
            })
    })
}

/// A name for a file that was given none.
pub fn unnamed(part: &MessagePart<'_>, number: usize) -> String {
    let subtype = part
        .content_type()
        .and_then(|of| of.subtype())
        .unwrap_or_default();
    let extension = match subtype.to_ascii_lowercase().as_str() {
        "plain" => ".txt",
        "html" => ".html",
        "pdf" => ".pdf",
        "png" => ".png",
        "jpeg" | "jpg" => ".jpg",
        "gif" => ".gif",
        "csv" => ".csv",
        "rtf" => ".rtf",
        "vcard" | "x-vcard" => ".vcf",
        _ => "",
    };
    format!("Attachment {number}{extension}")
}
