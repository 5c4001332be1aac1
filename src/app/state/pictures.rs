//! The pages as pictures: made when they come into sight, kept while there is room.

use std::sync::Arc;

use eframe::egui::{self, ColorImage, TextureHandle, TextureOptions};
use lru::LruCache;

use crate::app::state::raster::{Rasteriser, Rendered, Wanted, Wish};

/// How much memory the pictures of pages may take beyond those in sight, in bytes.
const MOST_BYTES: usize = 256 << 20;

/// The pictures of pages, by the number of their sheet and their own, counted from 0.
pub struct Pictures {
    rasteriser: Rasteriser,
    textures: LruCache<(u64, u32), Texture>,
    /// What was asked for and is not there yet, with the number of its sheet.
    wanted: Vec<(u64, Wanted)>,
}

struct Texture {
    handle: Result<TextureHandle, String>,
    pixels_per_point: f32,
}

impl Pictures {
    /// None yet; `wake` is called when one is ready.
    pub fn new(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            rasteriser: Rasteriser::start(wake),
            textures: LruCache::unbounded(),
            wanted: Vec::new(),
        }
    }

    /// Whether every page that was wanted is there.
    pub fn is_settled(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Wants nothing any more of the sheet that was shown.
    pub fn forget_wishes(&mut self) {
        self.wanted.clear();
    }

    /// Takes in the pictures that have become ready.
    pub fn take(&mut self, ctx: &egui::Context) {
        for Rendered {
            generation,
            wanted,
            raster,
        } in self.rasteriser.poll()
        {
            self.wanted
                .retain(|(of, other)| (*of, other.page) != (generation, wanted.page));
            let handle = raster.map(|raster| {
                let size = [raster.width_px as usize, raster.height_px as usize];
                let image = ColorImage::from_rgba_premultiplied(size, &raster.rgba);
                ctx.load_texture(
                    format!("page-{}", wanted.page),
                    image,
                    TextureOptions::LINEAR,
                )
            });
            let texture = Texture {
                handle,
                pixels_per_point: wanted.pixels_per_point,
            };
            self.textures.put((generation, wanted.page), texture);
        }
    }

    /// Asks for these pages, in place of what was asked for before.
    pub fn want(&mut self, wishes: Vec<Wish>) {
        let missing = wishes.iter().map(|wish| (wish.generation, wish.wanted));
        let missing: Vec<_> = missing.collect();
        if missing != self.wanted {
            self.wanted = missing;
            self.rasteriser.want(wishes);
        }
    }

    /// Whether a page is there in this sharpness.
    pub fn has(&self, generation: u64, page: u32, pixels_per_point: f32) -> bool {
        self.textures
            .peek(&(generation, page))
            .is_some_and(|texture| (texture.pixels_per_point - pixels_per_point).abs() <= 0.01)
    }

    /// Whether a page is there in any sharpness.
    pub fn has_any(&self, generation: u64, page: u32) -> bool {
        self.textures.contains(&(generation, page))
    }

    /// The picture of a page, or why there is none.
    pub fn get(&mut self, generation: u64, page: u32) -> Option<&Result<TextureHandle, String>> {
        let texture = self.textures.get(&(generation, page));
        texture.map(|texture| &texture.handle)
    }

    /// Forgets the pictures that were not in use for longest, beyond what memory is meant for
    /// them.
    pub fn bound_memory(&mut self, in_use: usize) {
        let bytes = |textures: &LruCache<(u64, u32), Texture>| -> usize {
            let sizes = textures
                .iter()
                .filter_map(|(_, texture)| texture.handle.as_ref().ok());
            sizes.map(TextureHandle::byte_size).sum()
        };
        while self.textures.len() > in_use && bytes(&self.textures) > MOST_BYTES {
            self.textures.pop_lru();
        }
    }
}
