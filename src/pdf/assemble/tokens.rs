//! The syntax of content streams (PDF 1.7, 7.2 and 7.8.2).

use std::ops::Range;

pub(super) enum Token<'a> {
    /// An operator, with where it starts.
    Operator(usize, &'a [u8]),
    /// A name, with its slash.
    Name(Range<usize>),
    /// A number or string.
    Operand(Range<usize>),
    /// The start of an array, of one byte, or dictionary, of two.
    Open(Range<usize>),
    /// The end of an array, of one byte, or dictionary, of two.
    Close(Range<usize>),
    /// The end of something that did not begin.
    Stray(Range<usize>),
    /// The content ends within a string.
    CutOff,
    /// The content ends.
    End,
}

/// Reads just enough of the syntax of content streams to tell operators from operands
/// (PDF 1.7, 7.2 and 7.8.2).
pub(super) struct Tokens<'a> {
    pub content: &'a [u8],
    pub at: usize,
}

impl<'a> Tokens<'a> {
    fn peek(&self) -> Option<u8> {
        self.content.get(self.at).copied()
    }

    fn skip_while(&mut self, mut condition: impl FnMut(u8) -> bool) {
        while self.peek().is_some_and(&mut condition) {
            self.at += 1;
        }
    }

    pub(super) fn next_token(&mut self) -> Token<'a> {
        self.skip_blank();
        let start = self.at;
        let Some(byte) = self.peek() else {
            return Token::End;
        };
        self.at += 1;
        match byte {
            b'(' => self.string(start),
            b'<' if self.peek() == Some(b'<') => {
                self.at += 1;
                Token::Open(start..self.at)
            }
            b'<' => {
                self.skip_while(|byte| byte != b'>');
                self.operand_closed_by_one_byte(start)
            }
            b'>' if self.peek() == Some(b'>') => {
                self.at += 1;
                Token::Close(start..self.at)
            }
            b'[' => Token::Open(start..self.at),
            b']' => Token::Close(start..self.at),
            b'/' => {
                self.skip_while(is_regular);
                Token::Name(start..self.at)
            }
            b'>' | b')' | b'{' | b'}' => Token::Stray(start..self.at),
            _ => {
                self.skip_while(is_regular);
                let word = self.content.get(start..self.at).unwrap_or_default();
                let is_operator = byte.is_ascii_alphabetic() || matches!(byte, b'\'' | b'"');
                if is_operator && !matches!(word, b"true" | b"false" | b"null") {
                    Token::Operator(start, word)
                } else {
                    Token::Operand(start..self.at)
                }
            }
        }
    }

    fn skip_blank(&mut self) {
        loop {
            self.skip_while(is_blank);
            if self.peek() != Some(b'%') {
                return;
            }
            self.skip_while(|byte| !matches!(byte, b'\r' | b'\n'));
        }
    }

    /// The rest of a string in brackets, which nest.
    fn string(&mut self, start: usize) -> Token<'a> {
        let mut depth = 1_usize;
        while let Some(byte) = self.peek() {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Token::Operand(start..self.at);
            }
        }
        Token::CutOff
    }

    fn operand_closed_by_one_byte(&mut self, start: usize) -> Token<'a> {
        if self.peek().is_none() {
            return Token::CutOff;
        }
        self.at += 1;
        Token::Operand(start..self.at)
    }

    /// Skips the entries and the data of an inline image; `false` where it has no end.
    pub(super) fn skip_inline_image(&mut self) -> bool {
        loop {
            match self.next_token() {
                Token::End | Token::CutOff => return false,
                Token::Operator(_, b"ID") => break,
                _ => {}
            }
        }
        let data = self.content.get(self.at..).unwrap_or_default();
        let end = data.windows(2).enumerate().find_map(|(offset, pair)| {
            let is_end = pair == b"EI"
                && offset > 0
                && data.get(offset - 1).copied().is_some_and(is_blank)
                && looks_like_operators(data.get(offset + 2..).unwrap_or_default());
            is_end.then_some(offset + 2)
        });
        self.at += end.unwrap_or(data.len());
        end.is_some()
    }
}

/// Whether bytes may follow the end of an inline image, rather than being more of its data.
fn looks_like_operators(rest: &[u8]) -> bool {
    rest.first().copied().is_none_or(is_blank)
        && rest
            .iter()
            .take(16)
            .all(|&byte| is_blank(byte) || (0x20..0x7f).contains(&byte))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 0x0c | b'\r' | b' ')
}

pub(super) fn is_regular(byte: u8) -> bool {
    !is_blank(byte)
        && !matches!(
            byte,
            b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%'
        )
}
