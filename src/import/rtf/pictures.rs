//! Pictures, whose bytes stand in the text.

use super::reader::Reader;
use crate::import::embedded::embedded_picture;
use crate::import::office::{TWIP_PT, cropped};
use crate::import::picture::Crop;
use crate::import::{self, Block, Problem, Text};

/// The most bytes of pictures in all.
const PICTURE_BYTES: usize = 256 << 20;

/// A picture that is being read.
#[derive(Default)]
pub struct Picture {
    bytes: Vec<u8>,
    /// The first of two digits.
    half: Option<u8>,
    /// What it is, where it cannot be shown.
    foreign: Option<&'static str>,
    /// How wide and how high all of it is, in twips, before it is scaled.
    size: [i32; 2],
    /// What is cut off at the left, top, right and bottom, in twips.
    cut: [i32; 4],
    /// How much wider it is made, in percent.
    scale_percent: Option<i32>,
}

impl Picture {
    /// How wide it is shown, in points.
    fn shown_pt(&self) -> Option<f32> {
        let [width, _] = self.size.map(|side| side as f32);
        let [left, _, right, _] = self.cut.map(|side| side as f32);
        let scale = self.scale_percent.unwrap_or(100) as f32 / 100.0;
        let shown = (width - left - right) * TWIP_PT * scale;
        (shown > 0.0).then_some(shown)
    }

    /// How much of it is cut off.
    fn crop(&self) -> Crop {
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

impl Reader {
    pub(super) fn picture_word(&mut self, word: &str, number: Option<i32>) {
        let picture = &mut self.picture;
        let length = number.unwrap_or_default();
        match word {
            "wmetafile" => picture.foreign = Some("WMF (a drawing of Windows)"),
            "emfblip" => picture.foreign = Some("EMF (a drawing of Windows)"),
            "macpict" => picture.foreign = Some("PICT"),
            "dibitmap" | "wbitmap" => picture.foreign = Some("DIB (a bitmap of Windows)"),
            "picwgoal" => picture.size[0] = length,
            "pichgoal" => picture.size[1] = length,
            "piccropl" => picture.cut[0] = length,
            "piccropt" => picture.cut[1] = length,
            "piccropr" => picture.cut[2] = length,
            "piccropb" => picture.cut[3] = length,
            "picscalex" => picture.scale_percent = number,
            _ => {}
        }
    }

    /// Takes a picture's bytes written as digits.
    pub(super) fn picture_digits(&mut self, digits: &[u8]) -> Result<(), Problem> {
        let mut bytes = Vec::with_capacity(digits.len() / 2);
        for digit in digits {
            let Some(value) = char::from(*digit)
                .to_digit(16)
                .and_then(|digit| u8::try_from(digit).ok())
            else {
                continue;
            };
            match self.picture.half.take() {
                Some(half) => bytes.push(half << 4 | value),
                None => self.picture.half = Some(value),
            }
        }
        self.picture_data(&bytes)
    }

    /// Takes a picture's bytes.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`].
    pub(super) fn picture_data(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        self.picture_bytes += bytes.len();
        if self.picture_bytes > PICTURE_BYTES {
            return Err(Problem::BeyondLimit {
                what: "its pictures are too large together".to_owned(),
                limit: format!("{} MiB", PICTURE_BYTES >> 20),
            });
        }
        self.picture.bytes.extend(bytes);
        Ok(())
    }

    pub(super) fn end_picture(&mut self) {
        let picture = std::mem::take(&mut self.picture);
        if picture.bytes.is_empty() || self.state.is_hidden {
            return;
        }
        let made = match picture.foreign {
            Some(format) => Err(format!("A picture in the format {format} cannot be shown.")),
            None => embedded_picture(&picture.bytes, "A picture in the text", ""),
        };
        let shown = made.and_then(|whole| {
            cropped(&whole, picture.crop())
                .map_err(|reason| format!("A picture in the text is not shown: {reason}."))
        });
        let picture = shown.map(|shown| import::Picture {
            shown_pt: picture.shown_pt(),
            ..shown
        });
        self.part.push_beside(vec![Block::Figure {
            picture,
            caption: Text::new(),
        }]);
    }
}
