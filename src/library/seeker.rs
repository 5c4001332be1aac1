//! Answering questions: on a thread of its own with a connection of its own, the newest first.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::catalogue::Catalogue;
use super::index::Index;
use super::search::{Found, add_snippets, search};
use super::shared::{Search, Shared};

/// While the index grows, files are listed anew at most so often: after this many times what it
/// took the last time.
const REST_FACTOR: u32 = 10;

/// An open index with its files.
struct Open {
    index: Index,
    version: i64,
    folders: Vec<Arc<Path>>,
    catalogue: Catalogue,
    /// The last answer; a question with the same rows needs only their snippets.
    last: Option<Found>,
}

/// Answers until the library is dropped.
pub fn seek(shared: &Shared) {
    let mut open: Option<Open> = None;
    let mut not_before = Instant::now();
    while let Some(wanted) = shared.next_search(not_before) {
        let mut is_current = true;
        let found = match refreshed(open.take(), &wanted, &mut not_before) {
            Ok((mut now, is_fresh)) => {
                is_current = is_fresh;
                shared.searching(Some(now.index.connection().get_interrupt_handle()));
                let found = now.answer(&wanted);
                shared.searching(None);
                if found.as_ref().is_err_and(is_interrupted) {
                    open = Some(now);
                    continue;
                }
                // After any other failure the index is opened anew.
                open = found.is_ok().then_some(now);
                found
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &found
            && super::index::is_damage(error)
        {
            // The keeper makes a damaged index anew.
            shared.wish_again();
        }
        let found = found.unwrap_or_else(|_| Found {
            question: wanted.question.clone(),
            ..Found::default()
        });
        shared.answer(&wanted, found, is_current);
    }
}

fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
}

/// The open index with its files, and whether they are those that it has now: while it grows, a
/// question is answered at once from the files that were listed last.
fn refreshed(
    open: Option<Open>,
    wanted: &Search,
    not_before: &mut Instant,
) -> rusqlite::Result<(Open, bool)> {
    let Some(open) = open.filter(|open| open.index.is_in_place()) else {
        let index = Index::open(&wanted.place)?;
        return Ok((Open::new(index, wanted, not_before)?, true));
    };
    let is_current = open.version == open.index.data_version()?;
    if open.folders == wanted.folders && (is_current || *not_before > Instant::now()) {
        Ok((open, is_current))
    } else {
        Ok((Open::new(open.index, wanted, not_before)?, true))
    }
}

impl Open {
    fn new(index: Index, wanted: &Search, not_before: &mut Instant) -> rusqlite::Result<Self> {
        let started = Instant::now();
        let version = index.data_version()?;
        let catalogue = Catalogue::new(index.entries(&wanted.folders)?);
        let rest = started.elapsed() * REST_FACTOR;
        *not_before = Instant::now() + rest.min(Duration::from_secs(5));
        Ok(Self {
            index,
            version,
            folders: wanted.folders.clone(),
            catalogue,
            last: None,
        })
    }

    fn answer(&mut self, wanted: &Search) -> rusqlite::Result<Found> {
        let last = self.last.take();
        let connection = self.index.connection();
        let found = match last {
            Some(mut last) if last.question.has_rows_of(&wanted.question) => {
                last.question.first = wanted.question.first;
                add_snippets(connection, &mut last)?;
                last
            }
            _ => search(connection, &self.catalogue, &wanted.question)?,
        };
        self.last = Some(found.clone());
        Ok(found)
    }
}
