//! Searching: the words through the index, all else in memory.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{Connection, params};

use super::catalogue::{Catalogue, Group, Grouping, Order};
use super::entry::Entry;
use super::query::{Query, Term};

/// So many rows from the first one in sight on get a snippet.
pub const SNIPPETS: usize = 40;
/// Of more hits than these, not each gets a score of its own.
const MOST_SCORED: usize = 2_000;
/// A score behind all others.
const BEHIND: i64 = i32::MAX as i64;
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
        Some(expression) if question.order == Order::Relevance => {
            ranked(connection, catalogue, &query, &expression)?
        }
        Some(expression) => matching(connection, catalogue, &expression)?
            .into_iter()
            .map(|file| (file, 0))
            .collect(),
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

/// The files that have the words.
fn matching(
    connection: &Connection,
    catalogue: &Catalogue,
    expression: &str,
) -> rusqlite::Result<Vec<usize>> {
    let mut statement = connection.prepare("SELECT rowid FROM words WHERE words MATCH ?1")?;
    let mut rows = statement.query(params![expression])?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        files.extend(catalogue.position(row.get(0)?));
    }
    Ok(files)
}

/// The files that have the words, with a score each; the least is best.
///
/// Of words that very many files have, how often each has them tells little and takes long to find
/// out: there, files with the words in their titles come first, and then the newest.
fn ranked(
    connection: &Connection,
    catalogue: &Catalogue,
    query: &Query,
    expression: &str,
) -> rusqlite::Result<Vec<(usize, i64)>> {
    if let Some(files) = scored(connection, catalogue, expression)? {
        return Ok(files);
    }
    let in_title = query.title_expression();
    let first: HashMap<usize, i64> = match scored(connection, catalogue, &in_title)? {
        Some(files) => files.into_iter().collect(),
        None => matching(connection, catalogue, &in_title)?
            .into_iter()
            .map(|file| (file, 0))
            .collect(),
    };
    let score = |file: usize| first.get(&file).copied().unwrap_or(BEHIND);
    let files = matching(connection, catalogue, expression)?;
    Ok(files.into_iter().map(|file| (file, score(file))).collect())
}

/// The files that have the words, each with a score of how often it has them; `None` if they are
/// more than [`MOST_SCORED`]. A word in the title counts twelve times as much as one in the text.
fn scored(
    connection: &Connection,
    catalogue: &Catalogue,
    expression: &str,
) -> rusqlite::Result<Option<Vec<(usize, i64)>>> {
    let mut statement = connection.prepare(
        "SELECT rowid, bm25(words, 12.0, 6.0, 3.0, 1.0, 1.0) FROM words WHERE words MATCH ?1",
    )?;
    let mut rows = statement.query(params![expression])?;
    let mut files = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(file) = catalogue.position(row.get(0)?) {
            files.push((file, place_by(row.get(1)?)));
        }
        if files.len() > MOST_SCORED {
            return Ok(None);
        }
    }
    Ok(Some(files))
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
            files.push((file, BEHIND + mistakes as i64));
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
    use super::super::index::{Index, Look, Reading};
    use super::super::read::Indexed;
    use super::*;

    #[test]
    fn of_very_many_hits_those_in_titles_come_first_and_none_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::open(folder.path()).unwrap();
        let reading = |number: usize| Reading {
            path: format!("{}/{number}.txt", folder.path().display()).into(),
            look: Look {
                size_bytes: 1,
                modified_ms: Some(number as i64 * 86_400_000),
            },
            is_settled: true,
            hash: None,
            indexed: Indexed {
                title: if number == 7 { "Lamps" } else { "Paper" }.to_owned(),
                text: "The lamps of the quay".to_owned(),
                ..Indexed::default()
            },
            error: None,
        };
        let readings: Vec<_> = (0..=MOST_SCORED + 10).map(reading).collect();
        index.put(&readings).unwrap();
        let entries = index.entries(&[folder.path().into()]).unwrap();
        let question = Question {
            typed: "lamps".to_owned(),
            ..Question::default()
        };
        let found = search(index.connection(), &Catalogue::new(entries), &question).unwrap();
        assert_eq!(found.hits.len(), readings.len());
        let names: Vec<_> = found.hits.iter().map(|hit| hit.entry.name()).collect();
        assert_eq!(names[..3], ["7.txt", "2010.txt", "2009.txt"]);
        assert_eq!(found.hits[0].title_marks.first(), Some(&(0..5)));
        let snippet = found.hits[SNIPPETS - 1].snippet.as_ref().unwrap();
        assert_eq!(snippet.text, "The lamps of the quay");
    }

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
