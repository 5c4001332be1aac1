//! Files that stand within the text of a mail, written as letters: uuencode and yEnc.

/// A file that was written as letters.
#[derive(Debug, PartialEq, Eq)]
pub struct Written {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Which part it is, and of how many, where the mail holds only a part.
    pub part: Option<(u32, u32)>,
}

/// The text without files that are written in it, and those files. `None` where there are none.
pub fn take_out(text: &[u8]) -> Option<(Vec<u8>, Vec<Written>)> {
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').peekable();
    let mut words = Vec::new();
    let mut files = Vec::new();
    while let Some(line) = lines.next() {
        let rest = lines.clone();
        let read = if line.starts_with(b"begin ") {
            uuencoded(line, rest)
        } else if line.starts_with(b"=ybegin ") {
            yenc(line, rest)
        } else {
            None
        };
        match read {
            Some((file, count)) => {
                files.push(file);
                for _ in 0..count {
                    lines.next();
                }
            }
            None => words.extend(line),
        }
    }
    (!files.is_empty()).then_some((words, files))
}

fn bare(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// A file that begins with "begin 644 name", and how many more lines it takes. Words that only begin
/// so have no line of letters that fit.
fn uuencoded<'a>(head: &[u8], lines: impl Iterator<Item = &'a [u8]>) -> Option<(Written, usize)> {
    let head = String::from_utf8_lossy(bare(head)).into_owned();
    let (mode, name) = head.strip_prefix("begin ")?.trim().split_once(' ')?;
    if !(3..=4).contains(&mode.len()) || !mode.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut bytes = Vec::new();
    for (count, line) in lines.enumerate() {
        let line = bare(line);
        if line.trim_ascii() == b"end" {
            let file = Written {
                name: name.trim().to_owned(),
                bytes,
                part: None,
            };
            return Some((file, count + 1));
        }
        match line.split_first() {
            // Blanks at the end of a line may be lost on the way.
            None => {}
            Some((length, letters)) => {
                let six_bits =
                    |letter: &u8| (0x20..=0x60).contains(letter).then(|| (letter - 32) & 63);
                let length = usize::from(six_bits(length)?);
                let letters: Option<Vec<u8>> = letters.iter().map(six_bits).collect();
                let letters = letters?;
                if letters.len() > length.div_ceil(3) * 4 + 2 {
                    return None;
                }
                let letter = |at: usize| letters.get(at).copied().unwrap_or_default();
                let start = bytes.len();
                for at in (0..length.div_ceil(3) * 4).step_by(4) {
                    let [a, b, c, d] = [0, 1, 2, 3].map(|offset| letter(at + offset));
                    bytes.extend([a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d]);
                }
                bytes.truncate(start + length);
            }
        }
    }
    None
}

/// A file that begins with "=ybegin line=128 size=100 name=a b.bin" (yEnc 1.3), and how many more lines
/// it takes.
fn yenc<'a>(head: &[u8], lines: impl Iterator<Item = &'a [u8]>) -> Option<(Written, usize)> {
    let head = String::from_utf8_lossy(bare(head)).into_owned();
    let (fields, name) = head.split_once(" name=")?;
    let field = |name: &str| -> Option<u32> {
        let mut words = fields.split(' ');
        words.find_map(|word| word.strip_prefix(name)?.parse().ok())
    };
    let part = field("part=").map(|part| (part, field("total=").unwrap_or(part)));
    let mut bytes = Vec::new();
    for (count, line) in lines.enumerate() {
        let line = bare(line);
        if line.starts_with(b"=yend") {
            let file = Written {
                name: name.trim().trim_matches('"').to_owned(),
                bytes,
                part: part.filter(|part| *part != (1, 1)),
            };
            return Some((file, count + 1));
        }
        if line.starts_with(b"=ypart") {
            continue;
        }
        // A dot at the beginning of a line may have been doubled on the way.
        let line = if line.starts_with(b"..") {
            line.get(1..)?
        } else {
            line
        };
        let mut letters = line.iter();
        while let Some(letter) = letters.next() {
            let byte = match letter {
                b'=' => letters.next()?.wrapping_sub(64),
                letter => *letter,
            };
            bytes.push(byte.wrapping_sub(42));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_letters_are_taken_out_of_the_words() {
        let text = b"Before\r\nbegin 644 a b.txt\r\n#0V%T\r\n`\r\nend\r\nAfter\r\n";
        let (words, files) = take_out(text).unwrap();
        assert_eq!(words, b"Before\r\nAfter\r\n");
        assert_eq!(
            (files[0].name.as_str(), files[0].bytes.as_slice()),
            ("a b.txt", &b"Cat"[..])
        );
        let mut text = b"=ybegin line=128 size=4 name=a.bin\r\n".to_vec();
        text.extend([b'C' + 42, b'a' + 42, b'=', 64 + 42, b't' + 42]);
        text.extend(b"\r\n=yend size=4\r\n");
        let (words, files) = take_out(&text).unwrap();
        assert_eq!((words.len(), files[0].bytes.as_slice()), (0, &b"Ca\0t"[..]));
    }

    #[test]
    fn words_that_begin_so_stay_words() {
        for text in [
            "begin 100 days of work\nThe lamps are old.\nend\n",
            "begin with the lamps\n",
            "begin 644 a.txt\n#0V%T\n",
            "=ybegin of a line\n",
        ] {
            assert_eq!(take_out(text.as_bytes()), None, "{text}");
        }
    }
}
