//! Turns PDF pages into pictures on a thread of its own, the newest wish first.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use lru::LruCache;

use crate::foreign::OpenedPdf;
use crate::pdf::error::PdfError;
use crate::pdf::render::Raster;
use crate::progress::{Cancelled, Progress};

/// How many PDFs are kept open: those of what is read and of what is seen before and after it.
const MOST_OPEN: usize = 4;

/// Which PDF a picture shows a page of. The same key always stands for the same bytes.
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

/// A page that is wanted as a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Counted from 0.
    pub page: u32,
    /// Pixels of the picture for each point of the page.
    pub pixels_per_point: f32,
}

/// A page as a picture.
pub struct Rendered {
    /// Which bytes it is a page of.
    pub sheet: SheetKey,
    pub wanted: Wanted,
    /// The picture, or why there is none.
    pub raster: Result<Raster, String>,
}

/// A page of a PDF.
#[derive(Clone)]
pub struct Wish {
    pub sheet: SheetKey,
    pub bytes: Arc<[u8]>,
    pub wanted: Wanted,
}

#[derive(Default)]
struct Inbox {
    /// What is wanted, and whether the thread is to end.
    wishes: Mutex<(Vec<Wish>, bool)>,
    bell: Condvar,
}

/// A thread that turns pages into pictures. A new wish replaces what is left of the old one, so
/// that scrolling fast never leaves it busy with pages that are long out of sight.
pub struct Rasteriser {
    inbox: Arc<Inbox>,
    results: Receiver<Rendered>,
}

impl Rasteriser {
    /// Starts the thread; `wake` is called when a picture is ready.
    pub fn start(wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        let inbox = Arc::new(Inbox::default());
        let (sender, results) = channel();
        let worker_inbox = Arc::clone(&inbox);
        // Without the thread no picture ever comes, and the reader says that it is waiting.
        let _ = std::thread::Builder::new()
            .name("rasteriser".to_owned())
            .spawn(move || work(&worker_inbox, &sender, &*wake));
        Self { inbox, results }
    }

    /// Asks for these pages, in this order, in place of what was asked for before.
    pub fn want(&self, wishes: Vec<Wish>) {
        let mut guard = self
            .inbox
            .wishes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        guard.0 = wishes;
        self.inbox.bell.notify_one();
    }

    /// The pictures that have become ready.
    pub fn poll(&self) -> Vec<Rendered> {
        self.results.try_iter().collect()
    }
}

impl Drop for Rasteriser {
    fn drop(&mut self) {
        let mut guard = self
            .inbox
            .wishes
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        guard.1 = true;
        self.inbox.bell.notify_one();
    }
}

fn work(inbox: &Inbox, sender: &Sender<Rendered>, wake: &(dyn Fn() + Send + Sync)) {
    let mut open: LruCache<SheetKey, Result<OpenedPdf, String>> = LruCache::unbounded();
    let progress = Progress::default();
    loop {
        let (wish, is_last) = {
            let mut guard = inbox.wishes.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if guard.1 {
                    return;
                }
                if !guard.0.is_empty() {
                    let wish = guard.0.remove(0);
                    let is_last = !guard.0.iter().any(|other| other.sheet == wish.sheet);
                    break (wish, is_last);
                }
                guard = inbox
                    .bell
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        };
        let Wish {
            sheet,
            bytes,
            wanted,
        } = wish;
        let pdf = open.get_or_insert(sheet, || {
            or_message(OpenedPdf::open(bytes, None, &progress))
        });
        let raster = match pdf {
            Ok(pdf) => or_message(pdf.render(wanted.page, wanted.pixels_per_point, &progress)),
            Err(why) => Err(why.clone()),
        };
        if pdf.is_err() && is_last {
            // It may open the next time, as when memory was short.
            open.pop(&sheet);
        }
        while open.len() > MOST_OPEN {
            open.pop_lru();
        }
        let rendered = Rendered {
            sheet,
            wanted,
            raster,
        };
        if sender.send(rendered).is_err() {
            return;
        }
        wake();
    }
}

fn or_message<T>(result: Result<Result<T, PdfError>, Cancelled>) -> Result<T, String> {
    match result {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(cancelled) => Err(cancelled.to_string()),
    }
}
