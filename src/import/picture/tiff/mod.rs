//! TIFF: the pages of a scan or a fax (TIFF 6.0, section 2: a chain of image file directories).

mod file;
mod overlay;
mod samples;

use std::collections::HashSet;
use std::num::NonZero;

use image::codecs::tiff::TiffDecoder;
use image::metadata::Orientation;

pub use self::file::Frame;
use self::file::{Colours, File};
use super::{damaged, raster, within_limits};
use crate::import::{Picture, Problem};

/// The most pages that are read.
const MOST_PAGES: usize = 2_000;
/// The most pixels that all pages that are shown may have together: some 110 scans of A4 at 300 dots
/// to the inch. A fax takes a twentieth of a second for each of these, on one processor (ten times
/// that in a build for development).
const ALL_PIXELS: u64 = 1_000_000_000;
/// The most pixels that are decoded at the same time.
const PIXELS_AT_ONCE: u64 = 80_000_000;

/// The pages of a file, in order. Smaller copies that are kept beside a page are left out.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::TooManyPixels`] and [`Problem::BeyondLimit`].
pub fn frames(bytes: &[u8]) -> Result<Vec<Frame>, Problem> {
    let file = File::new(bytes).ok_or_else(|| damaged("it does not begin as a TIFF does"))?;
    let mut frames = Vec::new();
    let mut seen = HashSet::new();
    let mut next = file.offset(file.first).unwrap_or(0);
    while next != 0 {
        if !seen.insert(next) {
            return Err(damaged("its list of pages never ends"));
        }
        if seen.len() > MOST_PAGES {
            return Err(Problem::BeyondLimit {
                what: "it has too many pages".to_owned(),
                limit: format!("{MOST_PAGES} pages"),
            });
        }
        let (frame, after) = file
            .directory(next)
            .ok_or_else(|| damaged("its end is missing"))?;
        if let Some(frame) = frame {
            within_limits(frame.width_px, frame.height_px)?;
            frames.push(frame);
        }
        next = after;
    }
    if frames.is_empty() {
        return Err(damaged("there is no page in it"));
    }
    Ok(frames)
}

/// Decodes these pages of a file and keeps them as PNG.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::TooManyPixels`] and [`Problem::BeyondLimit`].
pub fn decode(bytes: &[u8], frames: &[Frame]) -> Result<Vec<Picture>, Problem> {
    each(frames, |frame| {
        let mut picture = match frame.colours() {
            Colours::Usual => raster::first_frame(TiffDecoder::new(frame.first_of(bytes)))?,
            _ => raster::keep(samples::decode(frame, bytes)?, Orientation::NoTransforms)?,
        };
        picture.orientation = frame.orientation;
        Ok(picture)
    })
}

/// Decodes these pages of a file, to learn whether they are whole.
///
/// # Errors
/// As [`decode`].
pub fn check(bytes: &[u8], frames: &[Frame]) -> Result<(), Problem> {
    each(frames, |frame| match frame.colours() {
        Colours::Usual => raster::check(TiffDecoder::new(frame.first_of(bytes))),
        _ => samples::decode(frame, bytes).map(drop),
    })
    .map(drop)
}

/// Does something to each page, several at a time: decoding a fax is slow.
fn each<T: Send>(
    frames: &[Frame],
    work: impl Fn(&Frame) -> Result<T, Problem> + Sync,
) -> Result<Vec<T>, Problem> {
    let pixels = |frame: &Frame| u64::from(frame.width_px) * u64::from(frame.height_px);
    if frames.iter().map(pixels).sum::<u64>() > ALL_PIXELS {
        return Err(Problem::BeyondLimit {
            what: "its pages are too large together".to_owned(),
            limit: format!("{} megapixels", ALL_PIXELS / 1_000_000),
        });
    }
    let largest = frames.iter().map(pixels).max().unwrap_or(1).max(1);
    let at_once = usize::try_from(PIXELS_AT_ONCE / largest).unwrap_or(1);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let count = threads.min(at_once).clamp(1, frames.len().max(1));
    let work = &work;
    let run = |first: usize| {
        let own = frames.iter().enumerate().skip(first).step_by(count);
        own.map(|(index, frame)| Ok((index, work(frame)?)))
            .collect::<Result<Vec<_>, Problem>>()
    };
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|first| scope.spawn(move || run(first)))
            .collect();
        let mut done = Vec::with_capacity(frames.len());
        for thread in threads {
            let joined = thread.join();
            done.extend(joined.map_err(|_| damaged("a page of it cannot be decoded"))??);
        }
        Ok::<_, Problem>(done)
    })?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, made)| made).collect())
}
