//! Mails whose plain text is signed or encrypted as PGP does it (RFC 9580, sections 6.2 and 7).
//! No signature is checked.

/// A piece of a plain text.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Lines as they were written.
    Words(String),
    /// What cannot be read.
    Encrypted,
}

const ENCRYPTED: &str = "-----BEGIN PGP MESSAGE-----";
const ENCRYPTED_END: &str = "-----END PGP MESSAGE-----";
const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_END: &str = "-----END PGP SIGNATURE-----";

/// How the first line of every block begins.
const BEGIN: &str = "-----BEGIN PGP ";

/// The pieces of a text, without signatures and the lines that mark them. A block that does not end
/// is words: what follows it may be the rest of the mail.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut is_signed = false;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut rest = lines.as_slice();
    while let Some((line, after)) = rest.split_first() {
        let mark = line.trim_end();
        let length = match mark {
            ENCRYPTED => length(after, ENCRYPTED_END),
            SIGNATURE if is_signed => length(after, SIGNATURE_END),
            SIGNED if !is_signed => head_length(after),
            _ => None,
        };
        is_signed &= mark != SIGNATURE;
        rest = after;
        if let Some(length) = length {
            if mark == ENCRYPTED {
                finish(&mut words, &mut pieces);
                pieces.push(Piece::Encrypted);
            }
            is_signed = mark == SIGNED;
            rest = after.get(length..).unwrap_or_default();
        } else if is_signed {
            // A hyphen at the beginning of a line is written with another one before it.
            words.push_str(line.strip_prefix("- ").unwrap_or(line));
        } else {
            words.push_str(line);
        }
    }
    finish(&mut words, &mut pieces);
    pieces
}

/// How many lines a block takes with its last one, if that comes before another block.
fn length(lines: &[&str], end: &str) -> Option<usize> {
    let is_mark = |line: &&str| line.trim_end() == end || line.starts_with(BEGIN);
    let at = lines.iter().position(is_mark)?;
    let is_end = lines.get(at).is_some_and(|line| line.trim_end() == end);
    is_end.then_some(at + 1)
}

/// How many lines stand above a signed text, with the empty one that they end with, if there is one
/// and a signature below the text.
fn head_length(lines: &[&str]) -> Option<usize> {
    let is_head = |line: &&&str| line.contains(": ");
    let count = lines.iter().take_while(is_head).count();
    let (first, text) = lines.get(count..)?.split_first()?;
    let mut marks = text.iter().map(|line| line.trim_end());
    let mark = marks.find(|line| [SIGNED, SIGNATURE].contains(line));
    (first.trim().is_empty() && mark == Some(SIGNATURE)).then_some(count + 1)
}

fn finish(words: &mut String, pieces: &mut Vec<Piece>) {
    if !words.trim().is_empty() {
        pieces.push(Piece::Words(std::mem::take(words)));
    }
    words.clear();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Piece {
        Piece::Words(text.to_owned())
    }

    #[test]
    fn a_signed_text_is_read_without_its_signature() {
        let text = "Note\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nDear Ann,\n\n- - one\n\
            -----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\nFoot\n";
        assert_eq!(pieces(text), [words("Note\nDear Ann,\n\n- one\nFoot\n")]);
    }

    #[test]
    fn an_encrypted_text_is_said_to_be_one() {
        let block = "-----BEGIN PGP MESSAGE-----\r\n\r\nhIwD\r\n-----END PGP MESSAGE-----\r\n";
        assert_eq!(
            pieces(&format!("Before\r\n{block}After")),
            [words("Before\r\n"), Piece::Encrypted, words("After")]
        );
    }

    #[test]
    fn what_follows_a_block_without_an_end_is_not_lost() {
        let whole = format!("{ENCRYPTED}\n\nhIwD\n{ENCRYPTED_END}\n");
        let cut_off = format!("{ENCRYPTED}\n\nhIwD\nDear Ann,\n- one\n");
        assert_eq!(pieces(&cut_off), [words(&cut_off)]);
        assert_eq!(
            pieces(&format!("{cut_off}{whole}Foot")),
            [words(&cut_off), Piece::Encrypted, words("Foot")]
        );
        for text in [
            format!("{SIGNED}\nHash: SHA256\nDear Ann,\n\n- one\n{SIGNATURE}\n"),
            format!("{SIGNED}\nHash: SHA256\n\nDear Ann,\n\n- one\n"),
            format!("{SIGNED}\nHash: SHA256"),
        ] {
            assert_eq!(pieces(&text), [words(&text)]);
        }
        let unsigned = format!("{SIGNATURE}\n\niQ==\n- one\n");
        let signed = format!("{SIGNED}\n\nDear Ann,\n- - one\n{unsigned}");
        let kept = format!("Dear Ann,\n- one\n{unsigned}");
        assert_eq!(pieces(&signed), [words(&kept)]);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["- - a\n----\n> -----BEGIN PGP MESSAGE-----\n", "a"] {
            assert_eq!(pieces(text), [words(text)]);
        }
        assert_eq!(pieces(" \n"), []);
    }
}
