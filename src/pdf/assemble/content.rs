//! Repairs a page's drawing operators, so that what is drawn after them starts afresh.
//!
//! Foreign pages save the graphics state without restoring it, restore it once too often, or end
//! within a text or a hidden layer. Readers forgive that on a page by itself; with a stamp behind
//! it, the stamp would come out shifted, clipped or hidden.

use std::ops::Range;

use super::operators::{HasResource, Kind, Operands, is_too_long, shorten};
use super::tokens::{Token, Tokens};

/// Makes the operators of a page balanced. `None` when they are already.
pub(super) fn repair(content: &[u8]) -> Option<Vec<u8>> {
    repaired(content, &Scan::run(content, &|_, _| true))
}

/// What a look at the operators of a page comes to.
pub(super) struct Examined {
    /// The operators in balance, where they are not.
    pub repaired: Option<Vec<u8>>,
    /// Whether every reader reads all of them in the same way. Where one stumbles, it may pass over
    /// what follows.
    pub is_plain: bool,
}

/// Looks at the operators of a page.
pub(super) fn examine(content: &[u8], has_resource: HasResource<'_>) -> Examined {
    let scan = Scan::run(content, has_resource);
    Examined {
        repaired: repaired(content, &scan),
        is_plain: scan.is_balanced(content) && !scan.is_odd,
    }
}

fn repaired(content: &[u8], scan: &Scan) -> Option<Vec<u8>> {
    if scan.is_balanced(content) {
        return None;
    }
    let mut repaired = content.get(..scan.sound_until).unwrap_or(content).to_vec();
    for range in &scan.too_long {
        if let Some(number) = repaired.get_mut(range.clone()) {
            shorten(number);
        }
    }
    for range in &scan.surplus {
        if let Some(bytes) = repaired.get_mut(range.clone()) {
            bytes.fill(b' ');
        }
    }
    let closers: [(&[u8], usize); 4] = [
        (b"\nn", usize::from(scan.has_open_path)),
        (b"\nET", usize::from(scan.is_in_text)),
        (b"\nEMC", scan.open_marks),
        (b"\nQ", scan.open_saves),
    ];
    for (operator, times) in closers {
        for _ in 0..times {
            repaired.extend_from_slice(operator);
        }
    }
    repaired.push(b'\n');
    Some(repaired)
}

/// How often the state may be saved without being restored (PDF 1.7, table C.1).
const DEEPEST: usize = 28;

/// What is open at the end of the operators.
#[derive(Debug, Default)]
struct Scan {
    open_saves: usize,
    open_marks: usize,
    is_in_text: bool,
    has_open_path: bool,
    /// What readers pass over: restores without a save, brackets without their other half.
    surplus: Vec<Range<usize>>,
    /// Numbers of more digits than every reader holds.
    too_long: Vec<Range<usize>>,
    /// Whether there is anything that readers take in different ways.
    is_odd: bool,
    /// Where the last operator ends when what follows is cut off in the middle, else the length.
    sound_until: usize,
}

impl Scan {
    fn run(content: &[u8], has_resource: HasResource<'_>) -> Self {
        let mut scan = Self::default();
        let mut operands = Operands::default();
        let mut tokens = Tokens { content, at: 0 };
        let mut last_operator_end = 0;
        let mut brackets: Vec<Range<usize>> = Vec::new();
        let is_complete = loop {
            match tokens.next_token() {
                Token::End => break brackets.is_empty(),
                Token::CutOff => break false,
                Token::Open(range) => brackets.push(range),
                Token::Close(range) => {
                    let is_match = brackets
                        .last()
                        .is_some_and(|open| open.len() == range.len());
                    if is_match {
                        brackets.pop();
                        if brackets.is_empty() {
                            let is_array = range.len() == 1;
                            operands.push(if is_array {
                                Kind::Array
                            } else {
                                Kind::Dictionary
                            });
                        }
                    } else {
                        scan.surplus.push(range);
                    }
                }
                Token::Operand(range) | Token::Name(range) => {
                    let word = content.get(range.clone()).unwrap_or_default();
                    let kind = Kind::of(word);
                    scan.too_long.extend(is_too_long(word).then_some(range));
                    scan.is_odd |= kind == Kind::Odd;
                    if brackets.is_empty() {
                        operands.push(kind);
                    }
                }
                Token::Stray(range) => scan.surplus.push(range),
                Token::Operator(start, operator) => {
                    // Readers find the end of an inline image each in their own way.
                    scan.is_odd |= operator == b"BI" || !operands.fit(operator, has_resource);
                    operands = Operands::default();
                    if operator == b"BI" && !tokens.skip_inline_image() {
                        break false;
                    }
                    scan.surplus.append(&mut brackets);
                    scan.note(start, operator);
                    last_operator_end = tokens.at;
                }
            }
        };
        scan.sound_until = if is_complete {
            content.len()
        } else {
            last_operator_end
        };
        scan
    }

    fn note(&mut self, start: usize, operator: &[u8]) {
        match operator {
            b"q" => {
                self.open_saves += 1;
                self.is_odd |= self.is_in_text || self.open_saves > DEEPEST;
            }
            // Readers ignore a restore without a save, so it is left out rather than matched.
            b"Q" if self.open_saves == 0 => self.surplus.push(start..start + 1),
            b"Q" => self.open_saves -= 1,
            b"BMC" | b"BDC" => self.open_marks += 1,
            // A surplus end of marked content ends nothing, and harms nothing behind it.
            b"EMC" => {
                self.is_odd |= self.open_marks == 0;
                self.open_marks = self.open_marks.saturating_sub(1);
            }
            b"BT" => {
                self.is_odd |= self.is_in_text;
                self.is_in_text = true;
            }
            b"ET" => {
                self.is_odd |= !self.is_in_text;
                self.is_in_text = false;
            }
            b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re" => self.has_open_path = true,
            b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b" | b"b*" | b"n" => {
                self.has_open_path = false;
            }
            _ => {}
        }
    }

    fn is_balanced(&self, content: &[u8]) -> bool {
        self.open_saves == 0
            && self.open_marks == 0
            && !self.is_in_text
            && !self.has_open_path
            && self.surplus.is_empty()
            && self.too_long.is_empty()
            && self.sound_until == content.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(content: &str) -> Option<String> {
        repair(content.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn sound_content_is_left_alone() {
        for sound in [
            "",
            "q 1 0 0 1 5 5 cm Q",
            "BT /F1 12 Tf (a \\( Q q \\) (nested Q)) Tj ET % Q Q Q",
            "/Span <</ActualText <FEFF0051>>> BDC [(Q) -5 <51>] TJ EMC",
            "q BI /W 2 /H 1 /CS /G /BPC 8 ID Q EI\x01 Q\nEI Q",
        ] {
            assert_eq!(repaired(sound), None, "{sound}");
        }
    }

    #[test]
    fn what_every_reader_reads_alike_is_plain() {
        let is_plain = |content: &str| {
            let has = |category: &[u8], name: &[u8]| category == b"Font" && name == b"F1";
            examine(content.as_bytes(), &has).is_plain
        };
        for plain in [
            "",
            "q 1 0 0 1 -5 +.5 cm Q",
            "BT /F1 12. Tf [(a) -5 <51>] TJ ET",
            "/P <</MCID 0>> BDC EMC /Cs1 1 0 MP\n"
                .split(" /Cs1")
                .next()
                .unwrap(),
            "/DeviceRGB cs 1 0 0 sc 0 0 5 5 re f",
            "[3 1] 0 d % a comment",
        ] {
            assert!(is_plain(plain), "{plain}");
        }
        for odd in [
            "BT /F1 1e2 Tf ET",
            "BT /F2 12 Tf ET",
            "BT BT ET",
            "ET",
            "EMC",
            "5 w 1 2 cm",
            "1 0 0 rg 7 frobnicate",
            "--5 w",
            "/Im1 Do",
            "/Missing cs",
            "q",
            "(cut",
            "q BI /W 1 /H 1 /BPC 8 /CS /G ID a EI Q",
            "[(a) (b] TJ",
            "BT (a) Tj q Q ET",
        ] {
            assert!(!is_plain(odd), "{odd}");
        }
    }

    #[test]
    fn numbers_are_as_long_as_every_reader_holds() {
        let repaired = |content: &str| {
            let repaired = repaired(content).unwrap();
            repaired.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let long = "1343647521541545876296";
        assert_eq!(repaired(&format!("{long} w")), "2147483520 w");
        assert_eq!(
            repaired(&format!("[-{long}.5 (a)] TJ")),
            "[-2147483520 (a)] TJ"
        );
        assert_eq!(
            repaired("-.1234567890123456789012345 w"),
            "-.123456789012345678 w"
        );
    }

    #[test]
    fn what_is_open_is_closed() {
        assert_eq!(repaired("q q 1 w Q").unwrap(), "q q 1 w Q\nQ\n");
        assert_eq!(
            repaired("q /OC /Hidden BDC BT (a) Tj").unwrap(),
            "q /OC /Hidden BDC BT (a) Tj\nET\nEMC\nQ\n"
        );
        assert_eq!(repaired("0 0 m 5 5 l").unwrap(), "0 0 m 5 5 l\nn\n");
    }

    #[test]
    fn a_restore_without_a_save_is_left_out() {
        assert_eq!(
            repaired("Q 2 0 0 2 0 0 cm q Q Q (Q) Tj").unwrap(),
            "  2 0 0 2 0 0 cm q Q   (Q) Tj\n"
        );
    }

    #[test]
    fn brackets_without_their_other_half_are_left_out() {
        assert_eq!(repaired("1 w ) 2 w > ]").unwrap(), "1 w   2 w    \n");
        assert_eq!(
            repaired("[(a) 5 TJ << /A 1 BDC EMC [1 >> ] 0 d").unwrap(),
            " (a) 5 TJ    /A 1 BDC EMC [1    ] 0 d\n"
        );
    }

    #[test]
    fn a_string_cut_off_is_left_out() {
        assert_eq!(repaired("1 w (never ended").unwrap(), "1 w\n");
        assert_eq!(repaired("1 w [(a) 5").unwrap(), "1 w\n");
        assert_eq!(repaired("q BI /W 9 ID abc").unwrap(), "q\nQ\n");
        assert_eq!(repaired("1 w <4142").unwrap(), "1 w\n");
    }
}
