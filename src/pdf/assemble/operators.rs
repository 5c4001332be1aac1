//! The operators of a page's content, and what they take (PDF 1.7, annex A).

use super::names::decoded;

/// Whether a page's resources have something of a category under a name.
pub(super) type HasResource<'a> = &'a dyn Fn(&[u8], &[u8]) -> bool;

/// The most digits of a number that every reader can hold.
const MOST_DIGITS: usize = 20;
/// The largest number that every reader takes (PDF 1.7, table C.1).
const LARGEST: &[u8] = b"2147483520";
/// The most operands of any operator: the parts of a colour, and the name of its pattern.
const MOST_OPERANDS: usize = 33;

/// What kind of operand a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    Name(Vec<u8>),
    String,
    Array,
    Dictionary,
    /// True, false or null.
    Word,
    /// What one reader takes for a number and another for an error.
    Odd,
}

impl Kind {
    pub(super) fn of(word: &[u8]) -> Self {
        match word {
            [b'/', name @ ..] => Self::Name(decoded(name)),
            [b'(' | b'<', ..] => Self::String,
            b"true" | b"false" | b"null" => Self::Word,
            word if is_number(word) => Self::Number,
            _ => Self::Odd,
        }
    }
}

fn is_number(word: &[u8]) -> bool {
    digits(word).is_some_and(|digits| (1..=MOST_DIGITS).contains(&digits))
}

/// Whether a word is a number of more digits than every reader can hold.
pub(super) fn is_too_long(word: &[u8]) -> bool {
    digits(word).is_some_and(|digits| digits > MOST_DIGITS)
}

/// How many digits a word has, where it is a sign, and digits with at most one point among them.
fn digits(word: &[u8]) -> Option<usize> {
    let digits = match word {
        [b'+' | b'-', rest @ ..] => rest,
        _ => word,
    };
    let count = |wanted: fn(&u8) -> bool| digits.iter().filter(|byte| wanted(byte)).count();
    let points = count(|byte| *byte == b'.');
    let figures = count(u8::is_ascii_digit);
    (points <= 1 && points + figures == digits.len()).then_some(figures)
}

/// Makes a number that is too long one that every reader takes, in as many bytes: the largest one,
/// or one that is less exact.
pub(super) fn shorten(number: &mut [u8]) {
    let is_signed = matches!(number, [b'+' | b'-', ..]);
    let start = usize::from(is_signed);
    let point = number.iter().position(|byte| *byte == b'.');
    let whole = point.unwrap_or(number.len()) - start;
    let kept = if whole < LARGEST.len() {
        MOST_DIGITS
    } else {
        if let Some(digits) = number.get_mut(start..start + LARGEST.len()) {
            digits.copy_from_slice(LARGEST);
        }
        start + LARGEST.len()
    };
    number.get_mut(kept..).unwrap_or_default().fill(b' ');
}

/// The operands before an operator.
#[derive(Debug, Default)]
pub(super) struct Operands {
    kinds: Vec<Kind>,
    has_too_many: bool,
}

impl Operands {
    pub(super) fn push(&mut self, kind: Kind) {
        if self.kinds.len() < MOST_OPERANDS {
            self.kinds.push(kind);
        } else {
            self.has_too_many = true;
        }
    }

    /// Whether they are what an operator takes, and what they name is there.
    pub(super) fn fit(&self, operator: &[u8], has_resource: HasResource<'_>) -> bool {
        let kinds = self.kinds.as_slice();
        let numbers =
            |count: usize| kinds.len() == count && kinds.iter().all(|kind| *kind == Kind::Number);
        if self.has_too_many {
            return false;
        }
        match operator {
            b"q" | b"Q" | b"h" | b"S" | b"s" | b"f" | b"F" | b"f*" | b"B" | b"B*" | b"b"
            | b"b*" | b"n" | b"W" | b"W*" | b"BT" | b"ET" | b"T*" | b"EMC" | b"BX" | b"EX"
            | b"BI" => numbers(0),
            b"w" | b"J" | b"j" | b"M" | b"i" | b"Tc" | b"Tw" | b"Tz" | b"TL" | b"Tr" | b"Ts"
            | b"G" | b"g" => numbers(1),
            b"m" | b"l" | b"Td" | b"TD" => numbers(2),
            b"RG" | b"rg" => numbers(3),
            b"v" | b"y" | b"re" | b"K" | b"k" => numbers(4),
            b"cm" | b"c" | b"Tm" => numbers(6),
            b"d" => *kinds == [Kind::Array, Kind::Number],
            b"Tj" | b"'" => *kinds == [Kind::String],
            b"TJ" => *kinds == [Kind::Array],
            b"\"" => *kinds == [Kind::Number, Kind::Number, Kind::String],
            b"Tf" => match kinds {
                [Kind::Name(name), Kind::Number] => has_resource(b"Font", name),
                _ => false,
            },
            b"SC" | b"sc" => !kinds.is_empty() && numbers(kinds.len()),
            b"SCN" | b"scn" => match kinds {
                [parts @ .., Kind::Name(name)] => {
                    parts.iter().all(|kind| *kind == Kind::Number) && has_resource(b"Pattern", name)
                }
                [] => false,
                parts => numbers(parts.len()),
            },
            b"ri" | b"BMC" | b"MP" => matches!(kinds, [Kind::Name(_)]),
            b"BDC" | b"DP" => match kinds {
                [Kind::Name(_), Kind::Dictionary] => true,
                [Kind::Name(_), Kind::Name(name)] => has_resource(b"Properties", name),
                _ => false,
            },
            b"CS" | b"cs" => match kinds {
                [Kind::Name(name)] => {
                    matches!(
                        name.as_slice(),
                        b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"Pattern"
                    ) || has_resource(b"ColorSpace", name)
                }
                _ => false,
            },
            b"gs" | b"Do" | b"sh" => match kinds {
                [Kind::Name(name)] => {
                    let category: &[u8] = match operator {
                        b"gs" => b"ExtGState",
                        b"Do" => b"XObject",
                        _ => b"Shading",
                    };
                    has_resource(category, name)
                }
                _ => false,
            },
            _ => false,
        }
    }
}
