//! Names as they are written.

/// A name with the characters that are written by their numbers (PDF 1.7, 7.3.5).
pub(super) fn plain_name(written: &[u8]) -> Vec<u8> {
    let mut name = Vec::with_capacity(written.len());
    let mut rest = written;
    while let Some((&byte, tail)) = rest.split_first() {
        rest = tail;
        let code = tail
            .get(..2)
            .and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match code.filter(|_| byte == b'#') {
            Some(code) => {
                name.push(code);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => name.push(byte),
        }
    }
    name
}
