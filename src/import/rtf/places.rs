//! Control words that say where paragraphs stand.

use super::state::Paragraph;
use crate::import::office::{MOST_STOPS, ParagraphSide, TWIP_PT, TabKind, TabStop};

impl Paragraph {
    /// Carries out a control word that says where the paragraph stands. Tells whether it was one.
    pub(super) fn place_word(&mut self, word: &str, number: Option<i32>) -> bool {
        let points = number.unwrap_or_default() as f32 * TWIP_PT;
        let stance = &mut self.stance;
        match word {
            "ql" | "qj" | "qd" => stance.side = Some(ParagraphSide::Start),
            "qc" => stance.side = Some(ParagraphSide::Centre),
            "qr" => stance.side = Some(ParagraphSide::Right),
            "li" => stance.left_pt = Some(points),
            "fi" => stance.first_pt = Some(points),
            "tqr" => self.next_stop = Some(TabKind::End),
            "tx" if stance.stops.len() < MOST_STOPS => stance.stops.push(TabStop {
                at_pt: points,
                kind: self.next_stop.take().unwrap_or(TabKind::Start),
            }),
            _ => return false,
        }
        true
    }
}
