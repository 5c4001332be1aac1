//! Small pictures of pages.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{self, Ui};

use crate::app::state::pictures::{PictureCache, PictureUse, Pictures};
use crate::app::state::raster::{SheetKey, Wanted, Wish};
use crate::pack::Turn;

/// A picture is made anew when it has less than this share of the pixels that its place has; so a
/// slider that is drawn along does not make every picture at every width.
const SHARP_ENOUGH: f32 = 0.8;
/// How often a picture is tried to be made that can't be.
const MOST_TRIES: u8 = 3;
/// Each step of sharpness has so many times the pixels of the one before.
const STEP: f32 = 1.25;

/// The small pictures of pages, by their sheet and their number in it, counted from 0.
pub struct Thumbnails {
    pictures: Pictures,
    /// What lacks in the frame that is being drawn.
    missing: Vec<Wanted>,
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
    pub fn new(cache: &Rc<RefCell<PictureCache>>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            pictures: Pictures::new(PictureUse::Thumbnail, cache, wake),
            missing: Vec::new(),
        }
    }

    /// Whether everything that was wanted is there.
    pub fn is_settled(&self) -> bool {
        self.pictures.is_settled()
    }

    /// Wants nothing any more: no thumbnails are in sight.
    pub fn rest(&mut self) {
        self.pictures.forget_wishes();
    }

    /// Begins a frame: takes in the pictures that have become ready.
    pub fn begin(&mut self, ctx: &egui::Context) {
        self.missing.clear();
        self.pictures.take(ctx);
    }

    /// Ends a frame: asks for what lacked, the first that was drawn first.
    pub fn end(&mut self, sheet: SheetKey, bytes: &Arc<[u8]>) {
        let missing = std::mem::take(&mut self.missing);
        let wishes = missing.into_iter().map(|wanted| Wish {
            sheet,
            bytes: Arc::clone(bytes),
            wanted,
        });
        self.pictures.want(wishes.collect());
    }

    /// The picture of a page that is to be drawn `width` points of the screen wide: the one at hand
    /// that comes nearest. What lacks is wanted from now on.
    pub fn picture(&mut self, ui: &Ui, leaf: ThumbnailPage, width: f32) -> Option<egui::TextureId> {
        self.prepare(ui, leaf, width);
        let keys = [Some((leaf.sheet, leaf.page)), leaf.before];
        let mut keys = keys.into_iter().flatten();
        let (sheet, page) = keys.find(|(sheet, page)| self.pictures.has_any(*sheet, *page))?;
        self.pictures.get(sheet, page)
    }

    /// Makes a page ready that is about to come into sight; `width` is that of its place, in
    /// points of the screen.
    pub fn prepare(&mut self, ui: &Ui, leaf: ThumbnailPage, width: f32) {
        let exact = width * ui.ctx().pixels_per_point() / leaf.width_pt.max(1.0);
        self.want(leaf, exact);
    }

    fn want(&mut self, leaf: ThumbnailPage, exact: f32) {
        let last_try = self.pictures.last_try(leaf.sheet, leaf.page);
        let is_there = last_try.is_some_and(|last| {
            let is_sharp = last.pixels_per_point >= exact * SHARP_ENOUGH;
            is_sharp && last.failures == 0 || last.failures >= MOST_TRIES
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
}
