//! Differences between neighbouring values, which coded data may hold instead of the values
//! (PDF 1.7, 7.4.4.4), undone as poppler does it.

use lopdf::{Dictionary, Object};

/// The most colours and bits of a value for which readers undo anything.
const MOST_COLOURS: i64 = 32;
const MOST_BITS: i64 = 16;

/// Undoes the predictor that these parameters name. Where they make no sense, nothing was predicted.
/// Returns besides whether each row says how it was made.
pub(super) fn unpredicted(mut data: Vec<u8>, parameters: &Dictionary) -> (Vec<u8>, bool) {
    let number = |key: &[u8], default: i64| {
        let own = parameters.get(key).and_then(Object::as_i64);
        own.unwrap_or(default)
    };
    let predictor = number(b"Predictor", 1);
    let Some(row) = Row::of(
        number(b"Columns", 1),
        number(b"Colors", 1),
        number(b"BitsPerComponent", 8),
    ) else {
        return (data, true);
    };
    match predictor {
        2 => {
            for bytes in data.chunks_mut(row.bytes) {
                row.add_up(bytes);
            }
            (data, true)
        }
        10..=15 => row.without_png(&data),
        _ => (data, true),
    }
}

/// What a row of values is.
struct Row {
    bytes: usize,
    pixel_bytes: usize,
    colours: usize,
    bits: usize,
}

impl Row {
    fn of(columns: i64, colours: i64, bits: i64) -> Option<Self> {
        let is_known =
            columns > 0 && (1..=MOST_COLOURS).contains(&colours) && (1..=MOST_BITS).contains(&bits);
        let row_bits = columns.checked_mul(colours)?.checked_mul(bits)?;
        if !is_known || row_bits > i64::from(i32::MAX) - 7 {
            return None;
        }
        Some(Self {
            bytes: usize::try_from(row_bits).ok()?.div_ceil(8),
            pixel_bytes: usize::try_from(colours * bits).ok()?.div_ceil(8),
            colours: usize::try_from(colours).ok()?,
            bits: usize::try_from(bits).ok()?,
        })
    }

    /// Undoes the predictor of TIFF: each value is added to the one of its colour before it.
    fn add_up(&self, row: &mut [u8]) {
        let values = row.len() * 8 / self.bits;
        for value in self.colours..values {
            let before = self.read(row, value - self.colours);
            let sum = self.read(row, value).wrapping_add(before);
            self.write(row, value, sum);
        }
    }

    fn read(&self, row: &[u8], value: usize) -> u32 {
        (value * self.bits..(value + 1) * self.bits).fold(0, |number, bit| {
            let byte = row.get(bit / 8).copied().unwrap_or(0);
            number << 1 | u32::from(byte >> (7 - bit % 8) & 1)
        })
    }

    fn write(&self, row: &mut [u8], value: usize, number: u32) {
        for (place, bit) in (value * self.bits..(value + 1) * self.bits)
            .rev()
            .enumerate()
        {
            if let Some(byte) = row.get_mut(bit / 8) {
                let mask = 1 << (7 - bit % 8);
                if number >> place & 1 == 1 {
                    *byte |= mask;
                } else {
                    *byte &= !mask;
                }
            }
        }
    }

    /// Undoes the predictors of PNG, of which each row names its own. A row that names none that is
    /// known is taken as it stands.
    fn without_png(&self, data: &[u8]) -> (Vec<u8>, bool) {
        let mut plain = Vec::with_capacity(data.len());
        let mut above: Vec<u8> = Vec::new();
        let mut is_sound = true;
        for coded in data.chunks(self.bytes + 1) {
            let Some((&kind, coded)) = coded.split_first() else {
                continue;
            };
            is_sound &= kind <= 4;
            let mut row: Vec<u8> = Vec::with_capacity(coded.len());
            for (at, byte) in coded.iter().enumerate() {
                let before = at.checked_sub(self.pixel_bytes);
                let in_row = |row: &[u8]| before.and_then(|at| row.get(at)).copied().unwrap_or(0);
                let up = above.get(at).copied().unwrap_or(0);
                let guess = match kind {
                    1 => in_row(&row),
                    2 => up,
                    3 => in_row(&row).midpoint(up),
                    4 => nearest(in_row(&row), up, in_row(&above)),
                    _ => 0,
                };
                row.push(byte.wrapping_add(guess));
            }
            plain.extend_from_slice(&row);
            above = row;
        }
        (plain, is_sound)
    }
}

/// Paeth's predictor: whichever of the three is nearest to what a plane through them would give.
fn nearest(left: u8, up: u8, corner: u8) -> u8 {
    let guess = i32::from(left) + i32::from(up) - i32::from(corner);
    let off = |value: u8| (guess - i32::from(value)).abs();
    if off(left) <= off(up) && off(left) <= off(corner) {
        left
    } else if off(up) <= off(corner) {
        up
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use lopdf::dictionary;

    use super::*;

    #[test]
    fn predictors_are_undone() {
        let png = [0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1];
        let entries = dictionary! { "Predictor" => 15, "Columns" => 3 };
        let rows = [[1, 2, 3], [1, 2, 3], [2, 3, 4], [2, 3, 4], [3, 4, 5]];
        assert_eq!(unpredicted(png.to_vec(), &entries), (rows.concat(), true));
        let entries = dictionary! { "Predictor" => 2, "Columns" => 2, "Colors" => 2 };
        let values = vec![1, 2, 3, 255, 9, 9, 1, 1];
        let sums = vec![1, 2, 4, 1, 9, 9, 10, 10];
        assert_eq!(unpredicted(values, &entries), (sums, true));
        let entries = dictionary! { "Predictor" => 2, "Columns" => 4, "BitsPerComponent" => 4 };
        assert_eq!(unpredicted(vec![0x11, 0x1F], &entries).0, [0x12, 0x32]);
    }

    #[test]
    fn what_makes_no_sense_predicts_nothing() {
        for entries in [
            dictionary! { "Predictor" => 99 },
            dictionary! { "Predictor" => 16 },
            dictionary! { "Predictor" => -1 },
            dictionary! { "Predictor" => 12, "Columns" => 0 },
            dictionary! { "Predictor" => 12, "Columns" => i64::MAX },
            dictionary! { "Predictor" => 12, "Columns" => i64::from(i32::MAX) },
            dictionary! { "Predictor" => 2, "Colors" => 100 },
            dictionary! { "Predictor" => 2, "BitsPerComponent" => 17 },
        ] {
            let plain = unpredicted(b"1 w".to_vec(), &entries);
            assert_eq!(plain, (b"1 w".to_vec(), true), "{entries:?}");
        }
        let odd = dictionary! { "Predictor" => 15, "Columns" => 2 };
        assert_eq!(
            unpredicted(b"xabyc".to_vec(), &odd),
            (b"abc".to_vec(), false)
        );
    }
}
