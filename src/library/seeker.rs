//! Answering questions: on a thread of its own with a connection of its own, the newest first.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::catalogue::Catalogue;
use super::index::Index;
use super::search::{Matches, add_snippets, search};
use super::shared::{Search, Shared};

/// While the index grows, files are listed anew at most so often: after this many times what it
/// took the last time.
const REST_FACTOR: u32 = 10;
/// A search that failed is tried again after this time.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// An open index with its files.
struct Open {
    index: Index,
    version: i64,
    folders: Vec<Arc<Path>>,
    catalogue: Catalogue,
    /// The last answer; a question with the same rows needs only their snippets.
    last: Option<Arc<Matches>>,
}

/// Answers until the library is dropped.
pub fn seek(shared: &Shared) {
    let mut open: Option<Open> = None;
    let mut not_before = Instant::now();
    while let Some(wanted) = shared.next_search(not_before) {
        match answer(shared, &mut open, &wanted, &mut not_before) {
            Ok(Answer::Stands) => shared.answer_stands(&wanted),
            Ok(Answer::Other { found, is_current }) => shared.answer(&wanted, found, is_current),
            Err(error) if is_interrupted(&error) => {}
            Err(error) => {
                // The index is opened anew.
                open = None;
                not_before = Instant::now() + AGAIN_AFTER;
                if super::index::is_damage(&error) {
                    // The keeper makes a damaged index anew.
                    shared.ask_for_round();
                }
                shared.no_answer(&wanted);
            }
        }
    }
}

/// What became of a search.
enum Answer {
    /// The answer is as it was.
    Stands,
    Other {
        found: Arc<Matches>,
        /// Whether it is of the index as it is now.
        is_current: bool,
    },
}

fn answer(
    shared: &Shared,
    open: &mut Option<Open>,
    wanted: &Search,
    not_before: &mut Instant,
) -> rusqlite::Result<Answer> {
    let (now, freshness) = refreshed(open.take(), wanted, not_before)?;
    let now = open.insert(now);
    if freshness == Freshness::Unchanged && !wanted.is_new && now.last.is_some() {
        return Ok(Answer::Stands);
    }
    shared.searching(Some(now.index.connection().get_interrupt_handle()));
    let found = now.answer(wanted);
    shared.searching(None);
    Ok(Answer::Other {
        found: found?,
        is_current: freshness != Freshness::Behind,
    })
}

fn is_interrupted(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::OperationInterrupted)
}

/// How the listed files stand to the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Freshness {
    /// Nothing has changed since they were listed.
    Unchanged,
    /// They were listed just now.
    New,
    /// The index has grown since.
    Behind,
}

/// The open index with its files: while it grows, a question is answered at once from the files
/// that were listed last.
fn refreshed(
    open: Option<Open>,
    wanted: &Search,
    not_before: &mut Instant,
) -> rusqlite::Result<(Open, Freshness)> {
    let Some(open) = open.filter(|open| open.index.is_in_place()) else {
        let index = Index::open(&wanted.place)?;
        return Ok((Open::new(index, wanted, not_before)?, Freshness::New));
    };
    let is_current = open.version == open.index.data_version()?;
    if open.folders == wanted.folders && is_current {
        Ok((open, Freshness::Unchanged))
    } else if open.folders == wanted.folders && *not_before > Instant::now() {
        Ok((open, Freshness::Behind))
    } else {
        Ok((Open::new(open.index, wanted, not_before)?, Freshness::New))
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

    fn answer(&mut self, wanted: &Search) -> rusqlite::Result<Arc<Matches>> {
        let last = self.last.take();
        let connection = self.index.connection();
        let found = match last {
            Some(last) if last.question.has_rows_of(&wanted.question) => {
                let mut found = Matches::clone(&last);
                found.question.first = wanted.question.first;
                add_snippets(connection, &mut found)?;
                found
            }
            last => search(
                connection,
                &self.catalogue,
                &wanted.question,
                last.as_deref(),
            )?,
        };
        let found = Arc::new(found);
        self.last = Some(Arc::clone(&found));
        Ok(found)
    }
}
