//! A PDF that was opened, for pictures and texts of its pages.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::pdf_answer;
use super::pool::{self, Pool};
use super::task::{MeasureInk, OpenPdf, ReadLayer, RenderPage, Task};
use crate::pack::{ShownPage, SourceComments};
use crate::pdf::error::PdfError;
use crate::pdf::render::{InkPage, InkSides, Raster, Renderer};
use crate::progress::{Cancelled, Progress};
use crate::text::TextLayer;

/// A PDF opened for pictures and texts of its pages, in a child process where the program has
/// some. It may be shared between threads, which are then served by several children.
pub struct OpenedPdf {
    place: Renderers,
}

enum Renderers {
    Here(Renderer),
    There {
        pool: Arc<Pool>,
        key: u64,
        bytes: Arc<[u8]>,
        password: Option<String>,
        as_exported: Option<SourceComments>,
        page_count: u32,
    },
}

/// The number of the PDF that is opened next.
static NEXT_KEY: AtomicU64 = AtomicU64::new(0);

impl OpenedPdf {
    /// Opens a PDF. An empty user password is tried without asking.
    ///
    /// # Errors
    /// [`PdfError`] where the bytes are not a readable PDF or the password does not fit;
    /// [`Cancelled`] outside of it.
    pub fn open(
        bytes: Arc<[u8]>,
        password: Option<&str>,
        progress: &Progress,
    ) -> Result<Result<Self, PdfError>, Cancelled> {
        Self::open_as(bytes, password, None, progress)
    }

    /// Opens a PDF as an export would write it, with the comments on its pages or without.
    ///
    /// # Errors
    /// As [`OpenedPdf::open`].
    pub fn open_as_exported(
        bytes: Arc<[u8]>,
        password: Option<&str>,
        comments: SourceComments,
        progress: &Progress,
    ) -> Result<Result<Self, PdfError>, Cancelled> {
        Self::open_as(bytes, password, Some(comments), progress)
    }

    fn open_as(
        bytes: Arc<[u8]>,
        password: Option<&str>,
        as_exported: Option<SourceComments>,
        progress: &Progress,
    ) -> Result<Result<Self, PdfError>, Cancelled> {
        let Some(pool) = pool::pool() else {
            let renderer = match as_exported {
                Some(comments) => Renderer::open_as_exported(bytes, password, comments),
                None => Renderer::open(bytes, password),
            };
            return Ok(renderer.map(|renderer| Self {
                place: Renderers::Here(renderer),
            }));
        };
        let key = NEXT_KEY.fetch_add(1, Ordering::Relaxed);
        let password = password.map(str::to_owned);
        let task = OpenPdf {
            key,
            password: password.clone(),
            as_exported,
        };
        let opened = pool.with(None, |child| {
            let count = child.ask(&task, &[&bytes], progress)?;
            if count.is_ok() {
                child.note_opened(key, &bytes);
            }
            Ok(count)
        });
        let count = pdf_answer(opened)?;
        Ok(count.map(|page_count| Self {
            place: Renderers::There {
                pool: Arc::clone(pool),
                key,
                bytes,
                password,
                as_exported,
                page_count,
            },
        }))
    }

    /// How many pages there are.
    pub fn page_count(&self) -> u32 {
        match &self.place {
            Renderers::Here(renderer) => renderer.page_count(),
            Renderers::There { page_count, .. } => *page_count,
        }
    }

    /// Draws a page, counted from 0, on white.
    ///
    /// # Errors
    /// As [`Renderer::render`]; [`Cancelled`] outside of it.
    pub fn render(
        &self,
        page: u32,
        pixels_per_point: f32,
        progress: &Progress,
    ) -> Result<Result<Raster, PdfError>, Cancelled> {
        match &self.place {
            Renderers::Here(renderer) => Ok(renderer.render(page, pixels_per_point)),
            Renderers::There { key, .. } => {
                let task = RenderPage {
                    key: *key,
                    page,
                    pixels_per_point,
                };
                self.ask(&task, progress)
            }
        }
    }

    /// How far ink is from the sides of these pages; `None` for one that can't be drawn.
    ///
    /// # Errors
    /// [`PdfError::GivenUp`]; [`Cancelled`] outside of it.
    pub fn ink_sides(
        &self,
        pages: &[InkPage],
        progress: &Progress,
    ) -> Result<Result<Vec<Option<InkSides>>, PdfError>, Cancelled> {
        match &self.place {
            Renderers::Here(renderer) => renderer.ink_sides(pages, progress).map(Ok),
            Renderers::There { key, .. } => {
                let task = MeasureInk {
                    key: *key,
                    pages: pages.to_vec(),
                };
                self.ask(&task, progress)
            }
        }
    }

    /// What these pages say, in this order and turned so, and where each glyph stands.
    ///
    /// # Errors
    /// [`PdfError::GivenUp`]; [`Cancelled`] outside of it.
    pub fn text_of(
        &self,
        pages: &[ShownPage],
        progress: &Progress,
    ) -> Result<Result<TextLayer, PdfError>, Cancelled> {
        match &self.place {
            Renderers::Here(renderer) => renderer.text_of(pages, progress).map(Ok),
            Renderers::There { key, .. } => {
                let task = ReadLayer {
                    key: *key,
                    pages: pages.to_vec(),
                };
                self.ask(&task, progress)
            }
        }
    }

    /// Asks a child, which opens the PDF first unless it has it open.
    fn ask<R, T: Task<Answer = Result<R, PdfError>>>(
        &self,
        task: &T,
        progress: &Progress,
    ) -> Result<Result<R, PdfError>, Cancelled> {
        let Renderers::There {
            pool,
            key,
            bytes,
            password,
            as_exported,
            ..
        } = &self.place
        else {
            return Ok(Err(PdfError::Fault("it is open here".to_owned())));
        };
        if progress.is_cancelled() {
            return Err(Cancelled);
        }
        let answer = pool.with(Some(*key), |child| {
            if !child.has_opened(*key) {
                let open = OpenPdf {
                    key: *key,
                    password: password.clone(),
                    as_exported: *as_exported,
                };
                if let Err(error) = child.ask(&open, &[bytes], progress)? {
                    return Ok(Err(error));
                }
                child.note_opened(*key, bytes);
            }
            child.ask(task, &[], progress)
        });
        pdf_answer(answer)
    }
}
