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

/// What a line is part of.
enum Part {
    Words,
    /// The lines above a signed text, which end with an empty one.
    Head,
    Signed,
    Encrypted,
    Signature,
}

/// The pieces of a text, without signatures and the lines that mark them.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut part = Part::Words;
    for line in text.split_inclusive('\n') {
        part = match (part, line.trim_end()) {
            (Part::Words | Part::Signed, ENCRYPTED) => {
                finish(&mut words, &mut pieces);
                pieces.push(Piece::Encrypted);
                Part::Encrypted
            }
            (Part::Words, SIGNED) => Part::Head,
            (Part::Signed, SIGNATURE) => Part::Signature,
            (Part::Head, "") => Part::Signed,
            (Part::Encrypted, ENCRYPTED_END) | (Part::Signature, SIGNATURE_END) => Part::Words,
            (part @ (Part::Head | Part::Encrypted | Part::Signature), _) => part,
            (Part::Signed, _) => {
                // A hyphen at the beginning of a line is written with another one before it.
                words.push_str(line.strip_prefix("- ").unwrap_or(line));
                Part::Signed
            }
            (Part::Words, _) => {
                words.push_str(line);
                Part::Words
            }
        };
    }
    finish(&mut words, &mut pieces);
    pieces
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
        assert_eq!(pieces(&block[..40]), [Piece::Encrypted]);
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        for text in ["- - a\n----\n> -----BEGIN PGP MESSAGE-----\n", "a"] {
            assert_eq!(pieces(text), [words(text)]);
        }
        assert_eq!(pieces(" \n"), []);
    }
}
