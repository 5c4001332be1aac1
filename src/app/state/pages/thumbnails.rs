//! Small pictures of pages: made when they come into sight, kept while there is room.

use std::sync::Arc;

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions, Ui};
use lru::LruCache;

use crate::app::state::raster::{Rasteriser, Rendered, Wanted, Wish};
use crate::pack::Turn;

/// How much memory the pictures may take, in bytes, beyond those in sight.
const MOST_BYTES: usize = 64 << 20;
/// A picture is made anew when it has less than this share of the pixels that its place has; so a
/// slider that is drawn along does not make every picture at every width.
const SHARP_ENOUGH: f32 = 0.8;
/// How often a picture is tried to be made that can't be.
const MOST_TRIES: u8 = 3;
/// Each step of sharpness has so many times the pixels of the one before.
const STEP: f32 = 1.25;

/// Which PDF a thumbnail shows a page of. The same number always stands for the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SheetKey(u64);

impl SheetKey {
    /// A sheet of the reader, by its number there.
    pub fn of_reader(generation: u64) -> Self {
        Self(generation * 2)
    }

    /// A whole source, by its number.
    pub fn of_source(generation: u64) -> Self {
        Self(generation * 2 + 1)
    }
}

/// The small pictures of pages, by their sheet and their number in it, counted from 0.
pub struct Thumbnails {
    rasteriser: Rasteriser,
    pictures: LruCache<(SheetKey, u32), Picture>,
    /// What the pictures take, in bytes.
    bytes: usize,
    /// What was asked for and is not there yet.
    wanted: (Option<SheetKey>, Vec<Wanted>),
    /// What lacks in the frame that is being drawn.
    missing: Vec<Wanted>,
    /// How many pictures the frame that is being drawn uses.
    in_use: usize,
}

struct Picture {
    texture: Option<TextureHandle>,
    /// The sharpness of the last try.
    pixels_per_point: f32,
    /// How often in a row it could not be made.
    failures: u8,
}

impl Picture {
    fn bytes(&self) -> usize {
        self.texture.as_ref().map_or(0, TextureHandle::byte_size)
    }
}

/// What is to be drawn of a page.
#[derive(Debug, Clone, Copy)]
pub struct ThumbnailPage {
    /// Its PDF.
    pub sheet: SheetKey,
    /// The same page in the PDF before the last change, counted from 0: its picture is shown until
    /// there is one of the new.
    pub before: Option<(SheetKey, u32)>,
    /// The page of it, counted from 0.
    pub page: u32,
    /// Its width as it stands in the PDF, in points.
    pub width_pt: f32,
    /// How it is turned from how it stands there.
    pub turn: Turn,
}

impl Thumbnails {
    /// None yet; `wake` is called when one is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            rasteriser: Rasteriser::start(wake),
            pictures: LruCache::unbounded(),
            bytes: 0,
            wanted: (None, Vec::new()),
            missing: Vec::new(),
            in_use: 0,
        }
    }

    /// Whether everything that was wanted is there.
    pub fn is_settled(&self) -> bool {
        self.wanted.1.is_empty()
    }

    /// What the pictures take, in bytes.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        self.bytes
    }

    /// Wants nothing any more: no thumbnails are in sight.
    pub fn rest(&mut self) {
        self.wanted = (None, Vec::new());
    }

    /// Begins a frame: takes in the pictures that have become ready.
    pub fn begin(&mut self, ctx: &egui::Context) {
        self.missing.clear();
        self.in_use = 0;
        for Rendered {
            generation,
            wanted,
            raster,
        } in self.rasteriser.poll()
        {
            let key = SheetKey(generation);
            if self.wanted.0 == Some(key) {
                self.wanted.1.retain(|other| other.page != wanted.page);
            }
            let old = self.pictures.pop(&(key, wanted.page));
            self.bytes -= old.as_ref().map_or(0, Picture::bytes);
            let failures = match (&raster, &old) {
                (Ok(_), _) => 0,
                (Err(_), old) => old.as_ref().map_or(0, |old| old.failures).saturating_add(1),
            };
            let texture = raster.ok().map(|raster| {
                let size = [raster.width_px as usize, raster.height_px as usize];
                let image = ColorImage::from_rgba_premultiplied(size, &raster.rgba);
                let name = format!("thumbnail-{}", wanted.page);
                ctx.load_texture(name, image, TextureOptions::LINEAR)
            });
            let picture = Picture {
                // A blurred picture is better than none.
                texture: texture.or_else(|| old?.texture),
                pixels_per_point: wanted.pixels_per_point,
                failures,
            };
            self.put((key, wanted.page), picture);
        }
    }

    fn put(&mut self, key: (SheetKey, u32), picture: Picture) {
        self.bytes += picture.bytes();
        if let Some(old) = self.pictures.put(key, picture) {
            self.bytes -= old.bytes();
        }
    }

    /// Ends a frame: asks for what lacked, the first that was drawn first, and forgets the
    /// pictures that were not in use for longest, beyond what memory is meant for them.
    pub fn end(&mut self, sheet: SheetKey, bytes: &Arc<[u8]>) {
        let missing = std::mem::take(&mut self.missing);
        if self.wanted.0 != Some(sheet) || self.wanted.1 != missing {
            self.wanted = (Some(sheet), missing.clone());
            let wishes = missing.into_iter().map(|wanted| Wish {
                generation: sheet.0,
                bytes: Arc::clone(bytes),
                wanted,
            });
            self.rasteriser.want(wishes.collect());
        }
        while self.bytes > MOST_BYTES && self.pictures.len() > self.in_use {
            let Some((_, oldest)) = self.pictures.pop_lru() else {
                break;
            };
            self.bytes -= oldest.bytes();
        }
    }

    /// The picture of a page that is to be drawn `width` points of the screen wide: the one at hand
    /// that comes nearest. What lacks is wanted from now on.
    pub fn picture(&mut self, ui: &Ui, leaf: ThumbnailPage, width: f32) -> Option<egui::TextureId> {
        self.prepare(ui, leaf, width);
        let keys = [Some((leaf.sheet, leaf.page)), leaf.before];
        let mut keys = keys.into_iter().flatten();
        let found = keys.find(|key| self.pictures.contains(key));
        let picture = found.and_then(|key| self.pictures.get(&key))?;
        self.in_use += 1;
        picture.texture.as_ref().map(TextureHandle::id)
    }

    /// Makes a page ready that is about to come into sight; `width` is that of its place, in
    /// points of the screen.
    pub fn prepare(&mut self, ui: &Ui, leaf: ThumbnailPage, width: f32) {
        let exact = width * ui.ctx().pixels_per_point() / leaf.width_pt.max(1.0);
        self.want(leaf, exact);
    }

    fn want(&mut self, leaf: ThumbnailPage, exact: f32) {
        let is_there = self
            .pictures
            .peek(&(leaf.sheet, leaf.page))
            .is_some_and(|picture| {
                let is_sharp = picture.pixels_per_point >= exact * SHARP_ENOUGH;
                is_sharp && picture.failures == 0 || picture.failures >= MOST_TRIES
            });
        let wanted = Wanted {
            page: leaf.page,
            pixels_per_point: stepped(exact),
        };
        if !is_there && !self.missing.iter().any(|other| other.page == leaf.page) {
            self.missing.push(wanted);
        }
    }
}

/// The step of sharpness that serves for `exact` pixels a point.
fn stepped(exact: f32) -> f32 {
    let step = (exact.max(0.01).ln() / STEP.ln()).ceil();
    STEP.powf(step)
}

#[cfg(test)]
mod tests {
    use eframe::egui::Color32;

    use super::*;

    #[test]
    fn sharpness_goes_in_steps() {
        assert!((stepped(1.0) - 1.0).abs() < 1e-4);
        assert!((stepped(1.1) - 1.25).abs() < 1e-4);
        for exact in [0.03, 0.2, 0.7, 3.3] {
            let step = stepped(exact);
            assert!(
                step >= exact * 0.999 && step < exact * 1.26,
                "{exact}: {step}"
            );
        }
    }

    #[test]
    fn the_oldest_pictures_make_room() {
        let ctx = egui::Context::default();
        let mut thumbnails = Thumbnails::new(Arc::new(|| {}));
        let sheet = SheetKey::of_source(1);
        let bytes: Arc<[u8]> = Arc::default();
        // A megabyte each.
        let image = ColorImage::filled([512, 512], Color32::WHITE);
        for page in 0..200 {
            let texture = ctx.load_texture("page", image.clone(), TextureOptions::LINEAR);
            let picture = Picture {
                texture: Some(texture),
                pixels_per_point: 1.0,
                failures: 0,
            };
            thumbnails.put((sheet, page), picture);
            thumbnails.end(sheet, &bytes);
            assert!(thumbnails.bytes() <= MOST_BYTES);
        }
        assert_eq!(thumbnails.pictures.len(), 64);
        assert!(thumbnails.pictures.contains(&(sheet, 199)));
        assert!(!thumbnails.pictures.contains(&(sheet, 0)));
    }
}
