//! The text of foreign pages, by hayro's interpreter.
//!
//! A page goes through four steps: its glyphs ([`glyphs`]), the pieces of lines that they form
//! ([`pieces`]), the order in which these are read ([`order`]), and the lines and paragraphs of the
//! text ([`paragraphs`]).

mod glyphs;
mod letters;
mod order;
mod paragraphs;
mod pieces;
#[cfg(test)]
mod tests;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use hayro::hayro_interpret::InterpreterCache;

use super::render::{Renderer, user_unit};
use super::turned::turn_text;
use super::worker::guarded;
use crate::pack::ShownPage;
use crate::progress::{Cancelled, Progress};
use crate::text::{PageText, TextLayer};

/// How many pages are read at once.
const THREADS: usize = 2;

/// After so many pages fonts are forgotten, so that the memory they take stays small.
const PAGES_PER_CACHE: usize = 100;

/// What one page says. Places in the text and the numbers of blocks count from 0.
#[derive(Debug, Default)]
struct Reading {
    text: String,
    page: PageText,
    /// Whether the first line of the page may go on with a paragraph of the page before.
    begins_midway: bool,
    /// Whether the last line of the page may be gone on with on the next page.
    ends_midway: bool,
}

impl Renderer {
    /// What the pages say, and where each glyph stands, as the pages are shown. A page that can't
    /// be read has no text.
    ///
    /// # Errors
    /// [`Cancelled`] when the person has stopped the work.
    pub fn text_layer(&self, progress: &Progress) -> Result<TextLayer, Cancelled> {
        let all: Vec<ShownPage> = (1..=self.page_count()).map(ShownPage::upright).collect();
        self.text_of(&all, progress)
    }

    /// What some of the pages say, in this order and turned so. What a page says is the same
    /// however it is turned and whatever pages stand around it.
    ///
    /// # Errors
    /// As [`Renderer::text_layer`].
    pub fn text_of(
        &self,
        pages: &[ShownPage],
        progress: &Progress,
    ) -> Result<TextLayer, Cancelled> {
        progress.check()?;
        let count = pages.len();
        let queue = Queue {
            renderer: self,
            pages,
            progress,
            next: AtomicUsize::new(0),
            done: Mutex::new((0..count).map(|_| Reading::default()).collect()),
        };
        thread::scope(|scope| {
            for _ in 1..THREADS.min(count) {
                // A thread that can't be had is no loss: this one reads all pages if need be.
                let _ = thread::Builder::new().spawn_scoped(scope, || queue.work());
            }
            queue.work();
        });
        progress.check()?;
        let readings = queue
            .done
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        Ok(joined(readings, pages))
    }
}

/// Pages that are to be read.
struct Queue<'a> {
    renderer: &'a Renderer,
    pages: &'a [ShownPage],
    progress: &'a Progress,
    next: AtomicUsize,
    done: Mutex<Vec<Reading>>,
}

impl Queue<'_> {
    /// Reads pages until none is left. Where one can't be read, the next one gets a new thread.
    fn work(&self) {
        let count = self.pages.len();
        while self.next.load(Ordering::Relaxed) < count && !self.progress.is_cancelled() {
            let _ = guarded(|| self.read_some());
        }
    }

    fn read_some(&self) {
        let cache = InterpreterCache::new();
        for _ in 0..PAGES_PER_CACHE {
            let index = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(shown) = self.pages.get(index) else {
                return;
            };
            if self.progress.step(index, self.pages.len()).is_err() {
                return;
            }
            let number = usize::try_from(shown.page).ok();
            let page = number.and_then(|page| self.renderer.pages().get(page.checked_sub(1)?));
            let Some(page) = page else {
                continue;
            };
            let found = glyphs::of_page(page, &cache);
            let mut reading = paragraphs::read(&found);
            let (width, height) = page.render_dimensions();
            let unit = user_unit(page);
            turn_text(&mut reading.page, shown.turn, (width * unit, height * unit));
            let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(place) = done.get_mut(index) {
                *place = reading;
            }
        }
    }
}

/// The pages one after the other.
fn joined(readings: Vec<Reading>, shown: &[ShownPage]) -> TextLayer {
    let mut text = String::with_capacity(readings.iter().map(|page| page.text.len() + 1).sum());
    let mut pages: Vec<PageText> = Vec::with_capacity(readings.len());
    let mut blocks = 0;
    let mut ended_midway = false;
    let mut before = None;
    for (reading, shown) in readings.into_iter().zip(shown) {
        // A paragraph goes on only on the page that follows in the source.
        let follows = before.is_some_and(|page: u32| page.checked_add(1) == Some(shown.page));
        before = Some(shown.page);
        ended_midway &= follows;
        let Reading {
            text: said,
            mut page,
            begins_midway,
            ends_midway,
        } = reading;
        if !said.is_empty() {
            if !text.is_empty() {
                text.push('\n');
            }
            if ended_midway && begins_midway {
                blocks -= 1;
            }
            ended_midway = ends_midway;
        }
        let start = text.len();
        text.push_str(&said);
        page.range = start..text.len();
        for line in &mut page.lines {
            line.range = line.range.start + start..line.range.end + start;
            line.block += blocks;
            for glyph in &mut line.glyphs {
                glyph.start += start;
            }
        }
        blocks = page
            .lines
            .iter()
            .map(|line| line.block + 1)
            .fold(blocks, u32::max);
        pages.push(page);
    }
    // All that a PDF says is its own.
    let content = std::iter::once(0..text.len())
        .filter(|range| !range.is_empty())
        .collect();
    TextLayer::new(text, content, pages)
}
