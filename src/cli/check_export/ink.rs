//! Where pages have ink, and how much of it another drawing of them keeps.

/// Lighter than this is paper, where 255 is white.
const PAPER: u8 = 245;
/// A page with fewer dots is blank: specks come and go with how a page is drawn.
const FEWEST_DOTS: usize = 3;

/// The dots of a page that are not paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ink {
    width: usize,
    height: usize,
    /// Row by row, 64 dots in each.
    dots: Vec<u64>,
}

impl Ink {
    fn of_gray(width: usize, height: usize, gray: &[u8]) -> Self {
        let mut dots = vec![0_u64; gray.len().div_ceil(64)];
        for (index, _) in gray.iter().enumerate().filter(|(_, gray)| **gray < PAPER) {
            if let Some(word) = dots.get_mut(index / 64) {
                *word |= 1 << (index % 64);
            }
        }
        Self {
            width,
            height,
            dots,
        }
    }

    fn has(&self, x: usize, y: usize) -> bool {
        let index = y * self.width + x;
        let word = self.dots.get(index / 64).copied().unwrap_or(0);
        x < self.width && y < self.height && word >> (index % 64) & 1 == 1
    }

    fn count(&self) -> usize {
        self.dots
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum()
    }

    /// Whether there is nothing on the page.
    pub fn is_blank(&self) -> bool {
        self.count() < FEWEST_DOTS
    }

    /// Dots with ink, each with its row and column.
    fn inked(&self) -> impl Iterator<Item = (usize, usize)> {
        let all = (0..self.height).flat_map(|y| (0..self.width).map(move |x| (x, y)));
        all.filter(|&(x, y)| self.has(x, y))
    }

    /// The same page with ink on all dots beside those that have it, for drawings that are off by
    /// less than a dot.
    fn spread(&self) -> Self {
        let mut spread = self.clone();
        for (x, y) in self.inked() {
            for y in y.saturating_sub(1)..(y + 2).min(self.height) {
                for x in x.saturating_sub(1)..(x + 2).min(self.width) {
                    let index = y * self.width + x;
                    if let Some(word) = spread.dots.get_mut(index / 64) {
                        *word |= 1 << (index % 64);
                    }
                }
            }
        }
        spread
    }

    /// How much of this page's ink another drawing of it has, from 0 to 1. The other may be larger
    /// at any side; `None` where it is smaller, so that they can't be laid over each other.
    pub fn kept_in(&self, other: &Self) -> Option<f64> {
        // A side may be off by a dot, as it is rounded.
        let room = |own: usize, other: usize| (other + 1 >= own).then(|| other.saturating_sub(own));
        let wide = room(self.width, other.width)?;
        let high = room(self.height, other.height)?;
        let inked: Vec<(usize, usize)> = self.inked().collect();
        if inked.is_empty() {
            return Some(1.0);
        }
        let other = other.spread();
        let shifts = (0..=high).flat_map(|down| (0..=wide).map(move |right| (right, down)));
        let kept = shifts.map(|(right, down)| {
            let kept = inked
                .iter()
                .filter(|(x, y)| other.has(x + right, y + down))
                .count();
            kept as f64 / inked.len() as f64
        });
        Some(kept.fold(0.0, f64::max))
    }
}

/// The pictures that pdftoppm prints one after the other, as gray PGM.
pub fn parse_pictures(mut bytes: &[u8]) -> Vec<Ink> {
    let mut pictures = Vec::new();
    while let Some((picture, rest)) = parse_picture(bytes) {
        pictures.push(picture);
        bytes = rest;
    }
    pictures
}

fn parse_picture(bytes: &[u8]) -> Option<(Ink, &[u8])> {
    let (kind, rest) = word(bytes)?;
    let (width, rest) = number(rest)?;
    let (height, rest) = number(rest)?;
    let (_, rest) = number(rest)?;
    if kind != b"P5" {
        return None;
    }
    let (gray, rest) = rest.split_at_checked(width.checked_mul(height)?)?;
    Some((Ink::of_gray(width, height, gray), rest))
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (digits, rest) = word(bytes)?;
    Some((std::str::from_utf8(digits).ok()?.parse().ok()?, rest))
}

/// A word of a PGM's head, and what follows the one blank behind it.
fn word(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(u8::is_ascii_whitespace)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page drawn in letters: `#` is ink.
    fn page(rows: &[&str]) -> Ink {
        let gray: Vec<u8> = rows
            .iter()
            .flat_map(|row| row.bytes())
            .map(|dot| if dot == b'#' { 0 } else { 255 })
            .collect();
        Ink::of_gray(rows[0].len(), rows.len(), &gray)
    }

    #[test]
    fn pictures_follow_each_other() {
        let mut bytes = b"P5\n2 1\n255\n\x00\xff".to_vec();
        bytes.extend(b"P5\n1 2\n255\n\xff\x20");
        assert_eq!(parse_pictures(&bytes), [page(&["#."]), page(&[".", "#"])]);
        assert_eq!(parse_pictures(&bytes[..bytes.len() - 1]).len(), 1);
        assert_eq!(parse_pictures(b"Syntax Error: no"), []);
    }

    #[test]
    fn specks_are_no_ink() {
        assert!(page(&["#.#", "..."]).is_blank());
        assert!(!page(&["###", "..."]).is_blank());
    }

    const SOURCE: [&str; 4] = ["......", "####..", "......", "......"];

    #[test]
    fn a_page_that_grew_keeps_its_ink() {
        let grown = page(&["##..##", "......", "......", "####..", "......", "......"]);
        assert_eq!(page(&SOURCE).kept_in(&grown), Some(1.0));
    }

    #[test]
    fn stamps_are_not_the_page() {
        let stamped = page(&["......", "......", "......", "....##"]);
        assert_eq!(page(&SOURCE).kept_in(&stamped), Some(0.0));
        let half = page(&["......", "#.....", "......", "....##"]);
        assert_eq!(page(&SOURCE).kept_in(&half), Some(0.5));
    }

    #[test]
    fn a_smaller_page_is_another_page() {
        assert_eq!(page(&SOURCE).kept_in(&page(&["####"])), None);
    }
}
