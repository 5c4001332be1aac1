//! Base64, read as far as it goes.

/// The bytes that are written in base64. What does not belong to it is passed over, so that as
/// much as possible of a damaged text is read; the second value says whether there was any.
pub fn from_base64(text: &[u8]) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut count = 0;
    let mut is_damaged = false;
    for byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => continue,
            byte => {
                is_damaged |= !byte.is_ascii_whitespace();
                continue;
            }
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            let [_, a, b, c] = bits.to_be_bytes();
            bytes.extend([a, b, c]);
            (bits, count) = (0, 0);
        }
    }
    match count {
        2 => bytes.extend((bits >> 4).to_be_bytes().get(3)),
        3 => bytes.extend((bits >> 2).to_be_bytes().get(2..).unwrap_or_default()),
        _ => is_damaged |= count == 1,
    }
    (bytes, is_damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_as_far_as_it_goes() {
        for (text, bytes, is_damaged) in [
            ("", "", false),
            ("TQ==", "M", false),
            ("TWE=", "Ma", false),
            ("TWFu", "Man", false),
            ("TW\r\nFu TQ", "ManM", false),
            ("T[W]Fu", "Man", true),
            ("TWFuT", "Man", true),
        ] {
            let read = from_base64(text.as_bytes());
            assert_eq!(read, (bytes.as_bytes().to_vec(), is_damaged), "{text}");
        }
    }
}
