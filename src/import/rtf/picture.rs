//! A picture that is being read.

use crate::import::office::TWIP_PT;
use crate::import::picture::Crop;

/// A picture that is being read.
#[derive(Default)]
pub struct Picture {
    pub(super) bytes: Vec<u8>,
    /// The first of two digits.
    pub(super) half: Option<u8>,
    /// What it is, where it cannot be shown.
    pub(super) foreign: Option<&'static str>,
    /// How wide and how high all of it is, in twips, before it is scaled.
    pub(super) size: [i32; 2],
    /// What is cut off at the left, top, right and bottom, in twips.
    pub(super) cut: [i32; 4],
    /// How much wider it is made, in percent.
    pub(super) scale_percent: Option<i32>,
}

impl Picture {
    /// How wide it is shown, in points.
    pub(super) fn shown_pt(&self) -> Option<f32> {
        let [width, _] = self.size.map(|side| side as f32);
        let [left, _, right, _] = self.cut.map(|side| side as f32);
        let scale = self.scale_percent.unwrap_or(100) as f32 / 100.0;
        let shown = (width - left - right) * TWIP_PT * scale;
        (shown > 0.0).then_some(shown)
    }

    /// How much of it is cut off.
    pub(super) fn crop(&self) -> Crop {
        let [width, height] = self.size;
        let part = |cut: i32, side: i32| {
            let part = i64::from(cut.max(0)) * 100_000 / i64::from(side.max(1));
            u32::try_from(part).unwrap_or(u32::MAX)
        };
        if width <= 0 || height <= 0 {
            return Crop::default();
        }
        let [left, top, right, bottom] = self.cut;
        Crop {
            left: part(left, width),
            top: part(top, height),
            right: part(right, width),
            bottom: part(bottom, height),
        }
    }
}
