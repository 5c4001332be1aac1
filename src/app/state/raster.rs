//! Turns PDF pages into pictures on a thread of its own, the newest wish first.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::foreign::OpenedPdf;
use crate::pdf::error::PdfError;
use crate::pdf::render::Raster;
use crate::progress::{Cancelled, Progress};

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
    /// Which bytes it is a page of; see [`Rasteriser::want`].
    pub generation: u64,
    pub wanted: Wanted,
    /// The picture, or why there is none.
    pub raster: Result<Raster, String>,
}

struct Wish {
    generation: u64,
    bytes: Arc<[u8]>,
    pages: Vec<Wanted>,
}

#[derive(Default)]
struct Inbox {
    wish: Mutex<(Option<Wish>, bool)>,
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

    /// Asks for pages of these bytes, in this order. `generation` names the bytes: the same
    /// number always stands for the same bytes.
    pub fn want(&self, generation: u64, bytes: &Arc<[u8]>, pages: Vec<Wanted>) {
        let mut guard = self
            .inbox
            .wish
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        guard.0 = Some(Wish {
            generation,
            bytes: Arc::clone(bytes),
            pages,
        });
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
            .wish
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        guard.1 = true;
        self.inbox.bell.notify_one();
    }
}

fn work(inbox: &Inbox, sender: &Sender<Rendered>, wake: &(dyn Fn() + Send + Sync)) {
    let mut open: Option<(u64, Result<OpenedPdf, String>)> = None;
    let progress = Progress::default();
    loop {
        let (generation, bytes, wanted, is_last) = {
            let mut guard = inbox.wish.lock().unwrap_or_else(PoisonError::into_inner);
            loop {
                if guard.1 {
                    return;
                }
                if let Some(wish) = &mut guard.0
                    && !wish.pages.is_empty()
                {
                    let next = wish.pages.remove(0);
                    let is_last = wish.pages.is_empty();
                    break (wish.generation, Arc::clone(&wish.bytes), next, is_last);
                }
                guard = inbox
                    .bell
                    .wait(guard)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        };
        if open.as_ref().is_none_or(|(which, _)| *which != generation) {
            open = Some((
                generation,
                or_message(OpenedPdf::open(bytes, None, &progress)),
            ));
        }
        let Some((_, pdf)) = &open else {
            continue;
        };
        let raster = match pdf {
            Ok(pdf) => or_message(pdf.render(wanted.page, wanted.pixels_per_point, &progress)),
            Err(why) => Err(why.clone()),
        };
        if pdf.is_err() && is_last {
            // It may open the next time, as when memory was short.
            open = None;
        }
        let rendered = Rendered {
            generation,
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
