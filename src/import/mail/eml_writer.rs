//! A mail that comes with another, written as it would be sent.

use super::outlook::{page, plain_text, sent};
use super::properties::{Message, number};

/// How many characters of base64 stand on a line.
const LINE_CHARS: usize = 76;
const BOUNDARY: &str = "=_briefpack_part";

/// A mail from a compound file as RFC 5322 and MIME write it, with what comes with it.
pub fn write(message: &Message) -> Vec<u8> {
    write_at(message, 0)
}

fn write_at(message: &Message, depth: usize) -> Vec<u8> {
    let boundary = format!("{BOUNDARY}_{depth}");
    let mut out = String::new();
    let sender = message.first_text(&[number::SENDING_NAME, number::SENDER_NAME]);
    let from = match (sender.as_str(), message.address().as_str()) {
        ("", address) => address.to_owned(),
        (name, "") => encoded(name),
        (name, address) => format!("{} <{}>", encoded(name), bare(address)),
    };
    let mut header = |name: &str, value: &str| {
        if !value.is_empty() {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
    };
    header("From", &from);
    header("To", &encoded(&message.text(number::SHOWN_TO)));
    header("Cc", &encoded(&message.text(number::SHOWN_CC)));
    header("Subject", &encoded(&message.text(number::SUBJECT)));
    if let Some(sent) = sent(message) {
        header("Date", &sent.as_header());
    }
    header("MIME-Version", "1.0");
    header(
        "Content-Type",
        &format!("multipart/mixed; boundary=\"{boundary}\""),
    );
    let mut part = |head: &str, bytes: &[u8]| {
        out.push_str(&format!(
            "\r\n--{boundary}\r\n{head}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            base64(bytes)
        ));
    };
    match page(message) {
        Some(html) => part("Content-Type: text/html; charset=utf-8", html.as_bytes()),
        None => part(
            "Content-Type: text/plain; charset=utf-8",
            plain_text(message).as_bytes(),
        ),
    }
    for file in &message.files {
        match &file.message {
            Some(inner) => part("Content-Type: message/rfc822", &write_at(inner, depth + 1)),
            None => {
                let mut head = format!(
                    "Content-Type: application/octet-stream\r\n\
                     Content-Disposition: attachment; filename*=utf-8''{}",
                    percent_encoded(&file.name)
                );
                if !file.content_id.is_empty() {
                    head.push_str(&format!("\r\nContent-ID: <{}>", bare(&file.content_id)));
                }
                part(&head, &file.bytes);
            }
        }
    }
    out.push_str(&format!("\r\n--{boundary}--\r\n"));
    out.into_bytes()
}

/// A value that cannot break out of its line.
fn bare(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() && !matches!(c, '<' | '>' | ' '))
        .collect()
}

/// A text for a line of the head (RFC 2047). Plain letters stay as they are.
pub fn encoded(text: &str) -> String {
    const WORD_CHARS: usize = 15;
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.is_ascii() {
        return text;
    }
    let chars: Vec<char> = text.chars().collect();
    let words = chars.chunks(WORD_CHARS).map(|word| {
        let word: String = word.iter().collect();
        format!("=?utf-8?B?{}?=", base64(word.as_bytes()).trim_end())
    });
    words.collect::<Vec<_>>().join("\r\n ")
}

fn percent_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len() * 3 / 2);
    for line in bytes.chunks(LINE_CHARS / 4 * 3) {
        for three in line.chunks(3) {
            let byte = |index: usize| u32::from(three.get(index).copied().unwrap_or_default());
            let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
            for place in 0..4 {
                let index = (bits >> (18 - 6 * place) & 0x3f) as usize;
                let sign = SIGNS.get(index).filter(|_| place <= three.len());
                out.push(sign.map_or('=', |sign| char::from(*sign)));
            }
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::base64::from_base64;

    #[test]
    fn base64_is_read_back() {
        for length in [0, 1, 2, 3, 56, 57, 58, 200] {
            let bytes: Vec<u8> = (0..length).map(|byte| byte as u8).collect();
            let text = base64(&bytes);
            assert_eq!(from_base64(text.as_bytes()), (bytes, false));
            assert!(text.lines().all(|line| line.len() <= LINE_CHARS));
        }
    }

    #[test]
    fn no_value_breaks_out_of_its_line() {
        assert_eq!(encoded("a\r\nBcc: b"), "a  Bcc: b");
        assert_eq!(bare("a@b.org>\r\nBcc: c"), "a@b.orgBcc:c");
        assert!(encoded("Café").starts_with("=?utf-8?B?"));
        assert_eq!(percent_encoded("a b\"é"), "a%20b%22%C3%A9");
    }
}
