//! Searching: the words through the index, all else in memory.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::catalogue::{Catalogue, Group, Grouping, Order};
use super::entry::Entry;
use super::query::{Query, Term};

/// So many rows from the first one in sight on get a snippet.
pub const SNIPPETS: usize = 50;
/// With fewer hits than this, titles with typing mistakes are looked at as well.
const FEW: usize = 5;
/// Marks in what the full-text search gives back where a hit begins and ends. No text has them:
/// control characters are taken out of what is asked, and import keeps none.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';
/// How many words a snippet holds.
const SNIPPET_WORDS: u32 = 24;

/// What the person wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed.
    pub typed: String,
    /// In which order.
    pub order: Order,
    /// Under which headings.
    pub grouping: Grouping,
    /// The first row in sight; snippets are made from there on.
    pub first: usize,
}

impl Question {
    /// Whether another question has the same rows for its answer.
    pub fn has_rows_of(&self, other: &Self) -> bool {
        (&self.typed, self.order, self.grouping) == (&other.typed, other.order, other.grouping)
    }
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The question.
    pub question: Question,
    /// The files, in order.
    pub hits: Vec<Hit>,
    /// The headings, in order; a single one without a name where there are no groups.
    pub groups: Vec<Group>,
    /// How many files the library has.
    pub total: usize,
    /// Whether all hits are guesses: their titles are only much like what was typed.
    pub is_guessed: bool,
    /// Where nothing was found: the words that no file has.
    pub missing: Vec<String>,
    /// What was written as a date and is none.
    pub not_dates: Vec<String>,
}

/// A file that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The file.
    pub entry: Arc<Entry>,
    /// The places in its title that were looked for, in bytes.
    pub title_marks: Vec<Range<usize>>,
    /// The words around what was looked for.
    pub snippet: Option<Snippet>,
}

/// Words of a text around what was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snippet {
    /// The words, in one line.
    pub text: String,
    /// The places in it that were looked for, in bytes.
    pub marks: Vec<Range<usize>>,
}

/// Finds the answer to a question.
///
/// # Errors
/// If the index is damaged, or the search was interrupted.
pub fn search(
    connection: &Connection,
    catalogue: &Catalogue,
    question: &Question,
) -> rusqlite::Result<Found> {
    let query = Query::parse(&question.typed);
    let admitted = |file: usize| {
        let entry = catalogue.entries().get(file);
        entry.is_some_and(|entry| query.admits(entry))
    };
    let mut files: Vec<(usize, i64)> = match query.expression() {
        None => (0..catalogue.entries().len())
            .map(|file| (file, 0))
            .collect(),
        Some(expression) => ranked(connection, catalogue, &expression, question.order)?,
    };
    files.retain(|(file, _)| admitted(*file));
    let mut is_guessed = false;
    if files.len() < FEW && !query.terms.is_empty() {
        is_guessed = files.is_empty();
        add_guesses(catalogue, &query, &admitted, &mut files);
    }
    let missing = if files.is_empty() {
        missing(connection, &query)?
    } else {
        Vec::new()
    };
    let groups = catalogue.arrange(&mut files, question.order, question.grouping);
    let entries = files
        .iter()
        .filter_map(|(file, _)| catalogue.entries().get(*file));
    let mut found = Found {
        question: question.clone(),
        hits: entries
            .map(|entry| Hit {
                entry: Arc::clone(entry),
                title_marks: Vec::new(),
                snippet: None,
            })
            .collect(),
        groups,
        total: catalogue.entries().len(),
        is_guessed: is_guessed && !files.is_empty(),
        missing,
        not_dates: query.not_dates.clone(),
    };
    add_snippets(connection, &mut found)?;
    Ok(found)
}

/// The files that have the words, with a score each; the least is best. A word in the title counts
/// twelve times as much as one in the text.
fn ranked(
    connection: &Connection,
    catalogue: &Catalogue,
    expression: &str,
    order: Order,
) -> rusqlite::Result<Vec<(usize, i64)>> {
    let sql = if order == Order::Relevance {
        "SELECT rowid, bm25(words, 12.0, 6.0, 3.0, 1.0, 1.0) FROM words WHERE words MATCH ?1"
    } else {
        "SELECT rowid, 0.0 FROM words WHERE words MATCH ?1"
    };
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map(params![expression], |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, f64>(1)?))
    })?;
    let mut files = Vec::new();
    for row in rows {
        let (id, score) = row?;
        if let Some(file) = catalogue.position(id) {
            files.push((file, place_by(score)));
        }
    }
    Ok(files)
}

/// The place that a score leads to. Scores less than a twentieth apart lead to the same, so that of
/// equally good hits the newer comes first; bm25 gives negative numbers, the best the least, and
/// all of them tiny where every other file has the words.
fn place_by(score: f64) -> i64 {
    -((score.abs().max(1e-12).ln() * 20.0).round() as i64)
}

fn add_guesses(
    catalogue: &Catalogue,
    query: &Query,
    admitted: &dyn Fn(usize) -> bool,
    files: &mut Vec<(usize, i64)>,
) {
    let known: HashSet<usize> = files.iter().map(|(file, _)| *file).collect();
    for (file, mistakes) in catalogue.vocabulary().guess(query) {
        if !known.contains(&file) && admitted(file) {
            // After all that has the words as they were typed.
            files.push((file, i64::from(i32::MAX) + mistakes as i64));
        }
    }
}

/// The words that no file has.
fn missing(connection: &Connection, query: &Query) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare("SELECT 1 FROM words WHERE words MATCH ?1 LIMIT 1")?;
    let mut missing = Vec::new();
    for term in &query.terms {
        if !statement.exists(params![Term::expression(term)])? {
            missing.push(term.text.clone());
        }
    }
    Ok(missing)
}

/// Makes the snippets of the rows in sight.
///
/// # Errors
/// As [`search`].
pub fn add_snippets(connection: &Connection, found: &mut Found) -> rusqlite::Result<()> {
    let Some(expression) = Query::parse(&found.question.typed).expression() else {
        return Ok(());
    };
    let first = found.question.first.min(found.hits.len());
    let last = (first + SNIPPETS).min(found.hits.len());
    let Some(hits) = found.hits.get_mut(first..last) else {
        return Ok(());
    };
    let wanted: Vec<String> = hits
        .iter()
        .filter(|hit| hit.snippet.is_none())
        .map(|hit| hit.entry.id.to_string())
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    // The plus keeps the rows from being looked up one by one, each with all words anew.
    let sql = format!(
        "SELECT rowid, highlight(words, 0, char(1), char(2)),
            snippet(words, 3, char(1), char(2), '…', {SNIPPET_WORDS}),
            rest <> ''
        FROM words WHERE words MATCH ?1 AND +rowid IN ({})",
        wanted.join(",")
    );
    let mut statement = connection.prepare(&sql)?;
    let mut rows = statement.query(params![expression])?;
    let mut deep = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let title = unmarked(&row.get::<_, String>(1)?);
        let snippet = unmarked(&row.get::<_, String>(2)?);
        if snippet.marks.is_empty() && row.get::<_, bool>(3)? {
            deep.push(id);
        }
        if let Some(hit) = hits.iter_mut().find(|hit| hit.entry.id == id) {
            if title.text == hit.entry.title {
                hit.title_marks = title.marks;
            }
            hit.snippet = Some(snippet);
        }
    }
    add_deep_snippets(connection, &expression, &deep, hits)
}

/// Looks further into long texts that have no hit at their beginning. That takes tens of
/// milliseconds a megabyte, so the first few in sight must do.
fn add_deep_snippets(
    connection: &Connection,
    expression: &str,
    ids: &[i64],
    hits: &mut [Hit],
) -> rusqlite::Result<()> {
    const MOST_BYTES: i64 = 600_000;
    let mut left = MOST_BYTES;
    let mut length = connection.prepare("SELECT length(c4) FROM words_content WHERE id = ?1")?;
    let sql = format!(
        "SELECT snippet(words, 4, char(1), char(2), '…', {SNIPPET_WORDS})
        FROM words WHERE words MATCH ?1 AND rowid = ?2"
    );
    let mut snippet = connection.prepare(&sql)?;
    for hit in hits.iter_mut().filter(|hit| ids.contains(&hit.entry.id)) {
        left -= length.query_row(params![hit.entry.id], |row| row.get::<_, i64>(0))?;
        if left < 0 {
            break;
        }
        let marked: String =
            snippet.query_row(params![expression, hit.entry.id], |row| row.get(0))?;
        hit.snippet = Some(unmarked(&marked));
    }
    Ok(())
}

/// Takes the marks out of a text and says where they were; several spaces and line ends become
/// one space.
fn unmarked(marked: &str) -> Snippet {
    let mut snippet = Snippet::default();
    let mut opened = None;
    for letter in marked.trim().chars() {
        match letter {
            OPEN => opened = Some(snippet.text.len()),
            CLOSE => {
                if let Some(start) = opened.take() {
                    snippet.marks.push(start..snippet.text.len());
                }
            }
            letter if letter.is_whitespace() || letter.is_control() => {
                if !snippet.text.ends_with(' ') {
                    snippet.text.push(' ');
                }
            }
            letter => snippet.text.push(letter),
        }
    }
    snippet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_places() {
        let snippet = unmarked("…the \u{1}joint\u{2}\n\n \u{1}watch\u{2} met");
        assert_eq!(snippet.text, "…the joint watch met");
        let marked: Vec<_> = snippet
            .marks
            .iter()
            .map(|mark| &snippet.text[mark.clone()])
            .collect();
        assert_eq!(marked, ["joint", "watch"]);
    }
}
