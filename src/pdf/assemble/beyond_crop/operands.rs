//! The operands of an operator in a content stream.

use crate::pdf::assemble::names::decoded;

/// An operand, as far as it matters where things stand.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::pdf::assemble) enum Operand {
    Number(f64),
    Name(Vec<u8>),
    /// The bytes of a string.
    Text(Vec<u8>),
    /// The start or end of an array or dictionary.
    Bracket,
}

impl Operand {
    pub(super) fn name(written: &[u8]) -> Self {
        Self::Name(decoded(written))
    }

    /// A number or string as written; what is neither is 0, as readers take it.
    pub(in crate::pdf::assemble) fn read(written: &[u8]) -> Self {
        match written.split_first() {
            Some((b'(', rest)) => Self::Text(literal(rest)),
            Some((b'<', rest)) => Self::Text(hexadecimal(rest)),
            _ => {
                let text = std::str::from_utf8(written).unwrap_or_default();
                Self::Number(text.parse().unwrap_or(0.0))
            }
        }
    }
}

/// The numbers among operands, the last ones if there are more than wanted; `None` if fewer.
pub(super) fn numbers<const COUNT: usize>(operands: &[Operand]) -> Option<[f64; COUNT]> {
    let all: Vec<f64> = operands
        .iter()
        .filter_map(|operand| match operand {
            Operand::Number(value) => Some(*value),
            _ => None,
        })
        .collect();
    all.last_chunk().copied()
}

/// A string in brackets without the first of them (PDF 1.7, 7.3.4.2).
fn literal(written: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = written.strip_suffix(b")").unwrap_or(written);
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match byte {
            b'\\' => rest = escaped(rest, &mut bytes),
            b'\r' => {
                rest = rest.strip_prefix(b"\n").unwrap_or(rest);
                bytes.push(b'\n');
            }
            byte => bytes.push(byte),
        }
    }
    bytes
}

/// Reads what stands behind a backslash; returns what follows.
fn escaped<'a>(written: &'a [u8], bytes: &mut Vec<u8>) -> &'a [u8] {
    let Some((&byte, rest)) = written.split_first() else {
        return written;
    };
    let plain = match byte {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'f' => 12,
        b'\n' => return rest,
        b'\r' => return rest.strip_prefix(b"\n").unwrap_or(rest),
        b'0'..=b'7' => {
            let digits = written.iter().take(3);
            let digits = digits.take_while(|digit| (b'0'..=b'7').contains(digit));
            let count = digits.clone().count();
            let code = digits.fold(0_u32, |code, digit| code * 8 + u32::from(digit - b'0'));
            // A code beyond a byte loses its high bit.
            bytes.push((code & 0xFF) as u8);
            return written.get(count..).unwrap_or_default();
        }
        other => other,
    };
    bytes.push(plain);
    rest
}

/// A hexadecimal string without its first bracket (PDF 1.7, 7.3.4.3).
fn hexadecimal(written: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = written
        .iter()
        .filter_map(|&byte| char::from(byte).to_digit(16))
        .filter_map(|digit| u8::try_from(digit).ok())
        .collect();
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => high << 4 | low,
            [high] => high << 4,
            _ => 0,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_read_as_they_are_meant() {
        let text = |written: &[u8]| match Operand::read(written) {
            Operand::Text(bytes) => bytes,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            text(b"(a\\(b\\) (c) \\101\\5\\\nd\r\n)"),
            b"a(b) (c) A\x05d\n"
        );
        assert_eq!(text(b"<41 4>"), b"A@");
        assert_eq!(Operand::read(b"-.5"), Operand::Number(-0.5));
        assert_eq!(Operand::read(b"5."), Operand::Number(5.0));
    }
}
