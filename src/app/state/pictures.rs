//! Pictures of pages, for the reader and for thumbnails: made when they come into sight, and kept in
//! one cache while there is room.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{self, ColorImage, TextureHandle, TextureId, TextureOptions};
use lru::LruCache;

use crate::app::state::raster::{Rasteriser, Rendered, SheetKey, Wanted, Wish};

/// How much memory all pictures may take, in bytes, beyond those in sight.
const MOST_BYTES: usize = 320 << 20;

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PictureUse {
    /// To be read.
    Page,
    /// To be told from others.
    Thumbnail,
}

/// A picture: its sheet, its page there, counted from 0, and what it is for.
type Key = (SheetKey, u32, PictureUse);

/// The last try to make a picture.
#[derive(Debug, Clone)]
pub struct Try {
    /// Pixels for each point of the page.
    pub pixels_per_point: f32,
    /// How often in a row it could not be made.
    pub failures: u8,
    /// Why not, the last time.
    pub failure: Option<String>,
}

struct Picture {
    /// A blurred one is better than none: it stays until there is a sharper one.
    texture: Option<TextureHandle>,
    last_try: Try,
    /// The pass in which it was drawn last.
    drawn: u64,
}

impl Picture {
    fn bytes(&self) -> usize {
        self.texture.as_ref().map_or(0, TextureHandle::byte_size)
    }
}

/// All pictures, the one that was drawn last first.
pub struct PictureCache {
    pictures: LruCache<Key, Picture>,
    bytes: usize,
    most_bytes: usize,
    /// The pass that is being drawn.
    pass: u64,
}

impl PictureCache {
    /// An empty one, for all who draw pages.
    pub fn shared() -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self::with_room(MOST_BYTES)))
    }

    fn with_room(most_bytes: usize) -> Self {
        Self {
            pictures: LruCache::unbounded(),
            bytes: 0,
            most_bytes,
            pass: 0,
        }
    }

    fn put(&mut self, key: Key, picture: Picture) {
        self.bytes += picture.bytes();
        let old = self.pictures.put(key, picture);
        self.bytes -= old.as_ref().map_or(0, Picture::bytes);
    }

    /// Takes in a picture, or why there is none.
    fn take(&mut self, ctx: &egui::Context, of: PictureUse, rendered: Rendered) {
        let Rendered {
            sheet,
            wanted,
            raster,
        } = rendered;
        let key = (sheet, wanted.page, of);
        let old = self.pictures.peek(&key);
        let failures = old.map_or(0, |old| old.last_try.failures);
        let old = old.and_then(|old| old.texture.clone());
        let pixels_per_point = wanted.pixels_per_point;
        let (texture, last_try) = match raster {
            Ok(raster) => {
                let size = [raster.width_px as usize, raster.height_px as usize];
                let image = ColorImage::from_rgba_premultiplied(size, &raster.rgba);
                let name = format!("{of:?}-{}", wanted.page);
                let texture = ctx.load_texture(name, image, TextureOptions::LINEAR);
                let made = Try {
                    pixels_per_point,
                    failures: 0,
                    failure: None,
                };
                (Some(texture), made)
            }
            Err(why) => {
                let failed = Try {
                    pixels_per_point,
                    failures: failures.saturating_add(1),
                    failure: Some(why),
                };
                (old, failed)
            }
        };
        let picture = Picture {
            texture,
            last_try,
            drawn: self.pass,
        };
        self.put(key, picture);
    }

    /// Forgets the pictures that were not drawn for longest, beyond what memory is meant for them.
    fn make_room(&mut self) {
        while self.bytes > self.most_bytes
            && let Some((_, oldest)) = self.pictures.peek_lru()
            && oldest.drawn + 1 < self.pass
            && let Some((_, oldest)) = self.pictures.pop_lru()
        {
            self.bytes -= oldest.bytes();
        }
    }
}

/// The pictures of one use: what of them is in the cache, and what is still wanted.
pub struct Pictures {
    of: PictureUse,
    rasteriser: Rasteriser,
    cache: Rc<RefCell<PictureCache>>,
    /// What was asked for and is not there yet.
    wanted: Vec<(SheetKey, Wanted)>,
}

impl Pictures {
    /// Pictures of this use in a cache; `wake` is called when one is ready.
    pub fn new(
        of: PictureUse,
        cache: &Rc<RefCell<PictureCache>>,
        wake: Arc<dyn Fn() + Send + Sync>,
    ) -> Self {
        Self {
            of,
            rasteriser: Rasteriser::start(wake),
            cache: Rc::clone(cache),
            wanted: Vec::new(),
        }
    }

    /// Whether every page that was wanted is there.
    pub fn is_settled(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Wants nothing any more.
    pub fn forget_wishes(&mut self) {
        self.wanted.clear();
    }

    /// Begins a pass: takes in the pictures that have become ready, and makes room for others.
    pub fn take(&mut self, ctx: &egui::Context) {
        let mut cache = self.cache.borrow_mut();
        cache.pass = ctx.cumulative_pass_nr();
        for rendered in self.rasteriser.poll() {
            let made = (rendered.sheet, rendered.wanted.page);
            self.wanted
                .retain(|(sheet, wanted)| (*sheet, wanted.page) != made);
            cache.take(ctx, self.of, rendered);
        }
        cache.make_room();
    }

    /// Asks for these pages, in place of what was asked for before.
    pub fn want(&mut self, wishes: Vec<Wish>) {
        let missing = wishes.iter().map(|wish| (wish.sheet, wish.wanted));
        let missing: Vec<_> = missing.collect();
        if missing != self.wanted {
            self.wanted = missing;
            self.rasteriser.want(wishes);
        }
    }

    /// The last try to make the picture of a page; `None` before the first.
    pub fn last_try(&self, sheet: SheetKey, page: u32) -> Option<Try> {
        let cache = self.cache.borrow();
        let picture = cache.pictures.peek(&(sheet, page, self.of))?;
        Some(picture.last_try.clone())
    }

    /// Whether it was tried, in any sharpness.
    pub fn has_any(&self, sheet: SheetKey, page: u32) -> bool {
        let cache = self.cache.borrow();
        cache.pictures.contains(&(sheet, page, self.of))
    }

    /// The picture of a page that is drawn in this pass.
    pub fn get(&self, sheet: SheetKey, page: u32) -> Option<TextureId> {
        let mut cache = self.cache.borrow_mut();
        let pass = cache.pass;
        let picture = cache.pictures.get_mut(&(sheet, page, self.of))?;
        picture.drawn = pass;
        picture.texture.as_ref().map(TextureHandle::id)
    }
}

#[cfg(test)]
mod tests {
    use eframe::egui::Color32;

    use super::*;

    /// A cache with room for eight pictures after each pass of two hundred drew one, of a megabyte.
    #[test]
    fn the_oldest_pictures_make_room() {
        let ctx = egui::Context::default();
        let mut cache = PictureCache::with_room(8 << 20);
        let sheet = SheetKey::of_source(1);
        let image = ColorImage::filled([512, 512], Color32::WHITE);
        let texture = ctx.load_texture("page", image, TextureOptions::LINEAR);
        let key = |page: u32| match page % 2 {
            0 => (sheet, page, PictureUse::Page),
            _ => (sheet, page, PictureUse::Thumbnail),
        };
        for page in 0..200_u32 {
            cache.pass += 1;
            let picture = Picture {
                texture: Some(texture.clone()),
                last_try: Try {
                    pixels_per_point: 1.0,
                    failures: 0,
                    failure: None,
                },
                drawn: cache.pass,
            };
            cache.put(key(page), picture);
            cache.make_room();
            assert!(cache.bytes <= cache.most_bytes);
        }
        assert_eq!(cache.pictures.len(), 8);
        assert!(cache.pictures.contains(&key(199)));
        assert!(!cache.pictures.contains(&key(0)));
        // Those in sight stay, however many they are.
        cache.most_bytes = 0;
        cache.pass += 5;
        for (_, picture) in cache.pictures.iter_mut().take(3) {
            picture.drawn = cache.pass;
        }
        cache.make_room();
        assert_eq!(cache.pictures.len(), 3);
    }
}
