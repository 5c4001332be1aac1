//! Pictures, whose bytes stand in the text.

use super::reader::Reader;
use crate::import::embedded::embedded_picture;
use crate::import::office::cropped;
use crate::import::{self, Block, Problem, Text};

/// The most bytes of pictures in all.
const PICTURE_BYTES: usize = 256 << 20;

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
            Some(format) => Err(format!("it is in the format {format}")),
            None => embedded_picture(&picture.bytes, ""),
        };
        let shown = made.and_then(|whole| cropped(&whole, picture.crop()));
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
