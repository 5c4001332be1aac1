//! The signs that an RTF file is made of.

/// A sign of RTF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word with its number.
    Word(&'a str, Option<i32>),
    /// A control sign, such as `\~`.
    Sign(u8),
    /// A byte of text written as `\'hh`.
    Byte(u8),
    /// Bytes of text as they are.
    Text(&'a [u8]),
    /// The bytes after `\bin`.
    Binary(&'a [u8]),
}

/// Takes a file apart into its signs.
pub struct Lexer<'a> {
    rest: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, is_it: impl Fn(u8) -> bool) -> &'a [u8] {
        let count = self.rest.iter().position(|byte| !is_it(*byte));
        self.take(count.unwrap_or(self.rest.len()))
    }

    fn control(&mut self) -> Option<Token<'a>> {
        let first = *self.rest.first()?;
        if !first.is_ascii_alphabetic() {
            self.take(1);
            if first != b'\'' {
                return Some(Token::Sign(first));
            }
            let digits = self
                .rest
                .get(..2)
                .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
            let value = digits
                .and_then(|digits| std::str::from_utf8(digits).ok())
                .and_then(|digits| u8::from_str_radix(digits, 16).ok());
            return match value {
                Some(value) => {
                    self.take(2);
                    Some(Token::Byte(value))
                }
                None => Some(Token::Sign(b'\'')),
            };
        }
        let name = self.take_while(|byte| byte.is_ascii_alphabetic());
        let is_negative =
            self.rest.first() == Some(&b'-') && self.rest.get(1).is_some_and(u8::is_ascii_digit);
        if is_negative {
            self.take(1);
        }
        let digits = self.take_while(|byte| byte.is_ascii_digit());
        let number = (!digits.is_empty()).then(|| {
            let value = digits.iter().fold(0_i32, |value, digit| {
                value
                    .saturating_mul(10)
                    .saturating_add(i32::from(digit - b'0'))
            });
            if is_negative { -value } else { value }
        });
        if self.rest.first() == Some(&b' ') {
            self.take(1);
        }
        let name = std::str::from_utf8(name).unwrap_or_default();
        if name == "bin" {
            let count = usize::try_from(number.unwrap_or_default()).unwrap_or_default();
            return Some(Token::Binary(self.take(count)));
        }
        Some(Token::Word(name, number))
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            match *self.rest.first()? {
                b'{' => {
                    self.take(1);
                    return Some(Token::Open);
                }
                b'}' => {
                    self.take(1);
                    return Some(Token::Close);
                }
                b'\\' => {
                    self.take(1);
                    return self.control();
                }
                b'\r' | b'\n' | 0 => {
                    self.take(1);
                }
                _ => {
                    let text = self.take_while(|byte| {
                        !matches!(byte, b'{' | b'}' | b'\\' | b'\r' | b'\n' | 0)
                    });
                    return Some(Token::Text(text));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_taken_apart() {
        let tokens: Vec<_> =
            Lexer::new(b"{\\b1 a\\'e9\\~\r\n\\u-3913?\\bin3 {}\\}x\\'zz").collect();
        assert_eq!(
            tokens,
            [
                Token::Open,
                Token::Word("b", Some(1)),
                Token::Text(b"a"),
                Token::Byte(0xe9),
                Token::Sign(b'~'),
                Token::Word("u", Some(-3913)),
                Token::Text(b"?"),
                Token::Binary(b"{}\\"),
                Token::Close,
                Token::Text(b"x"),
                Token::Sign(b'\''),
                Token::Text(b"zz"),
            ]
        );
    }

    #[test]
    fn numbers_and_lengths_are_bounded() {
        let tokens: Vec<_> = Lexer::new(b"\\u99999999999\\bin999999999 ab").collect();
        assert_eq!(
            tokens,
            [Token::Word("u", Some(i32::MAX)), Token::Binary(b"ab")]
        );
        assert_eq!(Lexer::new(b"\\").count(), 0);
    }
}
