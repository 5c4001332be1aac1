//! Searching: the words through the index, all else in memory.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::catalogue::{Catalogue, Group, Grouping, Order};
use super::entry::Entry;
use super::query::{Query, Term};
use super::snippet::{Snippet, Wanted};

/// So many rows from the first one in sight on get a snippet.
pub const SNIPPETS: usize = 40;
/// Of more hits than these, not each gets a score of its own.
const MOST_SCORED: usize = 2_000;
/// A score behind all others.
const BEHIND: i64 = i32::MAX as i64;
/// With fewer hits than this, titles with typing mistakes are looked at as well.
const FEW: usize = 5;
/// A text that is longer than its opening is looked through to its end for the first few rows: so
/// many bytes in all.
const MOST_DEEP_BYTES: usize = 4_000_000;

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
pub struct Matches {
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
    /// How many files have the words, whatever their kind, date and folder.
    matched: usize,
}

impl Matches {
    /// Whether what is found for more letters or words than these is little.
    fn narrows_to_few(&self, question: &Question) -> bool {
        !self.question.typed.is_empty()
            && question.typed.starts_with(&self.question.typed)
            && (1..=MOST_SCORED).contains(&self.matched)
    }
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

/// Finds the answer to a question; `last` is the answer to the one before.
///
/// # Errors
/// If the index is damaged, or the search was interrupted.
pub fn search(
    connection: &Connection,
    catalogue: &Catalogue,
    question: &Question,
    last: Option<&Matches>,
) -> rusqlite::Result<Matches> {
    let query = Query::parse(&question.typed);
    let is_few = last.is_some_and(|last| last.narrows_to_few(question));
    let admitted = |file: usize| {
        let entry = catalogue.entries().get(file);
        entry.is_some_and(|entry| query.admits(entry))
    };
    let mut files = match query.expression() {
        None => without_score((0..catalogue.entries().len()).collect()),
        Some(expression) if question.order == Order::Relevance => {
            ranked(connection, catalogue, &query, &expression, is_few)?
        }
        Some(expression) => without_score(matching(connection, catalogue, &expression)?),
    };
    let matched = files.len();
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
    let mut found = Matches {
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
        matched,
    };
    add_snippets(connection, &mut found)?;
    Ok(found)
}

fn without_score(files: Vec<usize>) -> Vec<(usize, i64)> {
    files.into_iter().map(|file| (file, 0)).collect()
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
    is_few: bool,
) -> rusqlite::Result<Vec<(usize, i64)>> {
    let files = match scored_if_few(connection, catalogue, expression, is_few)? {
        Scores::Each(files) => return Ok(files),
        Scores::TooMany(files) => files,
    };
    let in_title = query.title_expression();
    let first: HashMap<usize, i64> = match scored_if_few(connection, catalogue, &in_title, false)? {
        Scores::Each(files) => files.into_iter().collect(),
        Scores::TooMany(files) => without_score(files).into_iter().collect(),
    };
    let score = |file: usize| first.get(&file).copied().unwrap_or(BEHIND);
    Ok(files.into_iter().map(|file| (file, score(file))).collect())
}

/// The files that have words.
enum Scores {
    /// Each with its score.
    Each(Vec<(usize, i64)>),
    /// More than [`MOST_SCORED`].
    TooMany(Vec<usize>),
}

/// The files that have the words, with a score each unless there are too many. Scores take longer
/// than finding the files alone, even those of the first few: each word is counted in all files
/// before. Where few files are expected, the scores are tried at once.
fn scored_if_few(
    connection: &Connection,
    catalogue: &Catalogue,
    expression: &str,
    is_few: bool,
) -> rusqlite::Result<Scores> {
    if is_few && let Some(files) = scored(connection, catalogue, expression)? {
        return Ok(Scores::Each(files));
    }
    let files = matching(connection, catalogue, expression)?;
    if files.is_empty() {
        return Ok(Scores::Each(Vec::new()));
    }
    if files.len() > MOST_SCORED {
        return Ok(Scores::TooMany(files));
    }
    let scores = scored(connection, catalogue, expression)?;
    Ok(scores.map_or(Scores::TooMany(files), Scores::Each))
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
pub fn add_snippets(connection: &Connection, found: &mut Matches) -> rusqlite::Result<()> {
    let query = Query::parse(&found.question.typed);
    if query.terms.is_empty() || found.is_guessed {
        return Ok(());
    }
    let wanted = Wanted::of(&query);
    let first = found.question.first.min(found.hits.len());
    let last = (first + SNIPPETS).min(found.hits.len());
    let hits = found.hits.get_mut(first..last).unwrap_or_default();
    // The table below the full-text search: a question to that one would load the whole text.
    let mut opening =
        connection.prepare("SELECT c3, octet_length(c4) FROM words_content WHERE id = ?1")?;
    let mut rest = connection.prepare("SELECT c4 FROM words_content WHERE id = ?1")?;
    let mut deep_bytes = MOST_DEEP_BYTES;
    for hit in hits.iter_mut().filter(|hit| hit.snippet.is_none()) {
        let id = params![hit.entry.id];
        hit.title_marks = wanted.in_title(&hit.entry.title);
        let row = opening.query_row(id, |row| {
            let text = row.get_ref(0)?.as_str()?;
            let rest_bytes = usize::try_from(row.get::<_, i64>(1)?).unwrap_or(usize::MAX);
            Ok((wanted.snippet(text), rest_bytes))
        });
        let Some(((mut snippet, count), rest_bytes)) = row.optional()? else {
            // The file is gone; the next answer is without it.
            continue;
        };
        if count < wanted.most_in_text() && (1..=deep_bytes).contains(&rest_bytes) {
            deep_bytes -= rest_bytes;
            let (deep, deep_count) =
                rest.query_row(id, |row| Ok(wanted.snippet(row.get_ref(0)?.as_str()?)))?;
            if deep_count > count {
                snippet = deep;
            }
        }
        hit.snippet = Some(snippet).filter(|snippet| !snippet.text.is_empty());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::index::{Index, Look, Reading};
    use super::super::read::Indexed;
    use super::*;

    /// A text that was read, the later the higher its number.
    fn reading(folder: &std::path::Path, number: usize, title: &str, text: String) -> Reading {
        Reading {
            path: folder.join(format!("{number}.txt")),
            look: Look {
                size_bytes: 1,
                modified_ms: Some(number as i64 * 86_400_000),
            },
            is_settled: true,
            hash: None,
            indexed: Indexed {
                title: title.to_owned(),
                text,
                ..Indexed::default()
            },
            is_protected: false,
            error: None,
        }
    }

    #[test]
    fn of_very_many_hits_those_in_titles_come_first_and_none_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::open(folder.path()).unwrap();
        let reading = |number: usize| {
            let title = if number == 7 { "Lamps" } else { "Paper" };
            reading(
                folder.path(),
                number,
                title,
                "The lamps of the quay".to_owned(),
            )
        };
        let readings: Vec<_> = (0..=MOST_SCORED + 10).map(reading).collect();
        index.put(&readings).unwrap();
        let entries = index.entries(&[folder.path().into()]).unwrap();
        let question = Question {
            typed: "lamps".to_owned(),
            ..Question::default()
        };
        let catalogue = Catalogue::new(entries);
        let found = search(index.connection(), &catalogue, &question, None).unwrap();
        assert_eq!(found.hits.len(), readings.len());
        let names: Vec<_> = found.hits.iter().map(|hit| hit.entry.name()).collect();
        assert_eq!(names[..3], ["7.txt", "2010.txt", "2009.txt"]);
        assert_eq!(found.hits[0].title_marks.first(), Some(&(0..5)));
        let snippet = found.hits[SNIPPETS - 1].snippet.as_ref().unwrap();
        assert_eq!(snippet.text, "The lamps of the quay");
    }

    #[test]
    fn what_is_found_does_not_depend_on_what_was_asked_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut index = Index::open(folder.path()).unwrap();
        let reading = |number: usize| {
            let text = "The lamps of the quay. ".repeat(number % 7)
                + if number.is_multiple_of(3) {
                    "A watch. "
                } else {
                    "A ferry. "
                };
            reading(folder.path(), number, "Paper", text)
        };
        let readings: Vec<_> = (0..MOST_SCORED * 2).map(reading).collect();
        index.put(&readings).unwrap();
        let entries = index.entries(&[folder.path().into()]).unwrap();
        let catalogue = Catalogue::new(entries);
        let mut last = None;
        let typed = "lamps watch date:2019";
        for end in 0..=typed.len() {
            let question = Question {
                typed: typed[..end].to_owned(),
                ..Question::default()
            };
            let ask = |last| search(index.connection(), &catalogue, &question, last).unwrap();
            let (fresh, next) = (ask(None), ask(last.as_ref()));
            let ids = |found: &Matches| {
                found
                    .hits
                    .iter()
                    .map(|hit| hit.entry.id)
                    .collect::<Vec<_>>()
            };
            assert_eq!(ids(&fresh), ids(&next), "{:?}", question.typed);
            last = Some(next);
        }
        let count = |typed: &str| {
            let question = Question {
                typed: typed.to_owned(),
                ..Question::default()
            };
            let found = search(index.connection(), &catalogue, &question, None).unwrap();
            (found.hits.len(), found.matched)
        };
        assert!(count("lamps ").1 > MOST_SCORED);
        assert!((1..MOST_SCORED).contains(&count("lamps watch ").1));
    }
}
