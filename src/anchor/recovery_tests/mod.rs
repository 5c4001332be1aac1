//! How many passages are found again in edited texts. What is found must be right: the true place
//! is known, since every marked passage is fenced by signs that are taken out before the search.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};

use super::{Finder, How, describe};

const OPEN: char = '⟦';
const CLOSE: char = '⟧';

/// A statement of forty paragraphs; the marked passages stand between fences.
const STATEMENT: &str = include_str!("statement.txt");

/// A text without its fences, and the passages between them by number.
fn unfenced(fenced: &str) -> (String, Vec<(u32, Range<usize>)>) {
    let mut text = String::new();
    let mut open: Vec<(u32, usize)> = Vec::new();
    let mut passages = Vec::new();
    let mut letters = fenced.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            OPEN => {
                let mut number = 0;
                while let Some(digit) = letters.peek().and_then(|c| c.to_digit(10)) {
                    number = number * 10 + digit;
                    letters.next();
                }
                assert_eq!(letters.next(), Some('|'));
                open.push((number, text.len()));
            }
            CLOSE => {
                let (number, start) = open.pop().unwrap();
                passages.push((number, start..text.len()));
            }
            _ => text.push(letter),
        }
    }
    assert!(open.is_empty());
    passages.sort_by_key(|(number, _)| *number);
    (text, passages)
}

/// An edited version of the statement, fences and all.
struct Edited {
    name: &'static str,
    fenced: String,
}

fn edited(name: &'static str, edit: impl Fn(&str) -> String) -> Edited {
    Edited {
        name,
        fenced: edit(STATEMENT),
    }
}

/// The statement after these words were replaced, each of which must be in it.
fn replaced(name: &'static str, changes: &[(&str, &str)]) -> Edited {
    edited(name, |text| {
        changes.iter().fold(text.to_owned(), |text, (from, to)| {
            assert!(text.contains(from), "{name}: {from}");
            text.replacen(from, to, 1)
        })
    })
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.trim_end().split("\n\n").collect()
}

/// The statement without the paragraphs that say one of these things.
fn without(text: &str, says: &[&str]) -> String {
    let mut kept = paragraphs(text);
    kept.retain(|paragraph| !says.iter().any(|words| paragraph.contains(words)));
    kept.join("\n\n")
}

/// Lines of at most `width` characters, with long words broken at their ends.
fn reflowed(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in paragraphs(text) {
        let mut column = 0;
        for word in paragraph.split_whitespace() {
            let length = word.chars().count();
            let middle = word.char_indices().nth(length / 2).map_or(0, |(at, _)| at);
            let (head, tail) = word.split_at(middle);
            let may_break = word.chars().all(char::is_alphabetic) && length > 7;
            if column + length <= width {
                out.push_str(word);
                column += length;
            } else if may_break && column + length / 2 < width {
                write!(out, "{head}-\n{tail}").unwrap();
                column = tail.len();
            } else {
                out.push('\n');
                out.push_str(word);
                column = length;
            }
            out.push(' ');
            column += 1;
        }
        out.push_str("\n\n");
    }
    out
}

/// The statement with its paragraphs from last to first, but for the first and last two.
fn reordered(text: &str) -> String {
    let mut order = paragraphs(text);
    let count = order.len();
    order[2..count - 2].reverse();
    order.join("\n\n")
}

fn editions() -> Vec<Edited> {
    vec![
        edited("unchanged", str::to_owned),
        replaced(
            "words inserted before, after and within",
            &[
                (
                    "With permission",
                    "With your permission, Mr Speaker, and with that of the House",
                ),
                ("to renew eleven", "to renew or replace eleven"),
                (
                    "largely due to the price",
                    "largely, though not wholly, due to the price",
                ),
                ("⟦4|Dame Orla", "I am glad to say that ⟦4|Dame Orla"),
                ("and will be open", "in its first year, and will be open"),
                (
                    "⟦10|A toll has been",
                    "Let me be plain: ⟦10|a toll has been",
                ),
            ],
        ),
        replaced(
            "words deleted",
            &[
                ("of the east coast ", ""),
                (", which rose by 38 per cent in eighteen months", ""),
                (" has agreed to take up", " takes up"),
                (
                    "temporary ferry runs every thirty",
                    "ferry runs every thirty",
                ),
                (", now and for the life of the crossings", ""),
                ("the crew who closed the doors", "the crew"),
            ],
        ),
        replaced(
            "sentences moved",
            &[
                (
                    "⟦2|The overspend is largely due to the price of steel, which rose by 38 per cent in eighteen months.⟧ ",
                    "",
                ),
                (
                    "Third, we shall pay",
                    "⟦2|The overspend is largely due to the price of steel, which rose by 38 per cent in eighteen months.⟧ Third, we shall pay",
                ),
                (
                    " ⟦10|A toll has been ruled out, now and for the life of the crossings.⟧",
                    "",
                ),
                (
                    "I commend this",
                    "⟦10|A toll has been ruled out, now and for the life of the crossings.⟧ I commend this",
                ),
            ],
        ),
        edited("paragraphs deleted", |text| {
            without(text, &["⟦3|", "⟦7|", "⟦8|", "I want to thank"])
        }),
        edited("paragraphs reordered", reordered),
        replaced(
            "numbers changed",
            &[
                ("eleven bridges and two", "twelve bridges and three"),
                ("38 per cent in eighteen", "41 per cent in twenty"),
                ("six weeks after", "five weeks after"),
                ("first of November", "third of December"),
                ("£1.5 million", "£2.5 million"),
                ("every thirty minutes", "every forty minutes"),
            ],
        ),
        edited("spelling changed", |text| {
            let american = [
                ("programme", "program"),
                ("per cent", "percent"),
                ("Harbour", "Harbor"),
                ("civil engineering", "civil-engineering"),
                ("learnt", "learned"),
                ("breeding", "breding"),
                ("employees", "employes"),
                ("temporary", "temporarry"),
            ];
            american
                .iter()
                .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
        }),
        edited("text reflowed, with words broken", |text| {
            reflowed(text, 46)
        }),
        edited("quotes curled, dashes and ligatures set", |text| {
            let text = text.replace("fi", "ﬁ").replace("fl", "ﬂ");
            let text = text.replace("⟦8|Nobody was hurt⟧", "“⟦8|Nobody was hurt⟧” – or worse –");
            text.replace("⟦11|That is", "‘⟦11|That is")
                .replace("is for⟧", "is for⟧’")
        }),
        replaced(
            "sentence repeated elsewhere",
            &[
                (
                    "Fourth, we shall",
                    "A toll has been ruled out, now and for the life of the crossings. Fourth, we shall",
                ),
                (
                    "I have told the project",
                    "Nobody was hurt. I have told the project",
                ),
                (
                    "I turn to the workforce.",
                    "I turn to the workforce. The Government will keep this under review.",
                ),
                (
                    "On decisions,",
                    "The overspend is largely due to the price of steel, which rose by 38 per cent in eighteen months. On decisions,",
                ),
            ],
        ),
        edited("passages deleted, their likes stay", |text| {
            let gone = [
                " ⟦7|A temporary ferry runs every thirty minutes between six in the morning and ten at night.⟧",
                " ⟦6|The Government will keep this under review.⟧",
            ];
            let text = gone.iter().fold(text.to_owned(), |text, from| {
                assert!(text.contains(from));
                text.replacen(from, "", 1)
            });
            text.replace("⟦8|Nobody was hurt⟧, and", "I").replace(
                "That is not good enough.",
                "That is not good enough. Nobody was hurt.",
            )
        }),
        edited("retyped in capitals", str::to_uppercase),
        edited("document doubled", |text| format!("{text}\n\n{text}")),
        edited("a longer document before it", |text| {
            let other = without(&unfenced(text).0, &["permission", "toll", "Dame Orla"]);
            format!("{other}\n\n{text}")
        }),
        edited("half of it rewritten", |text| {
            let rewritten = paragraphs(text)
                .into_iter()
                .enumerate()
                .map(|(index, words)| {
                    if index % 2 == 0 || words.contains(OPEN) {
                        words.to_owned()
                    } else {
                        format!("Point {index} has been written again from the beginning.")
                    }
                });
            rewritten.collect::<Vec<_>>().join("\n\n")
        }),
        replaced(
            "sentences around the passages rewritten",
            &[
                (
                    "It has had cross-party support from the beginning.",
                    "All sides have stood behind it.",
                ),
                (
                    "No contractor has been paid in advance.",
                    "Nothing was paid too early.",
                ),
                (
                    "On decisions, the report is critical.",
                    "As for who decided what, it is harsh.",
                ),
                (
                    "Second, we shall appoint an independent chair of the project board.",
                    "The board gets a head from outside.",
                ),
                (
                    "She brings thirty years of experience in civil engineering.",
                    "Few know more of bridges.",
                ),
                (
                    "Let me say something about money in the longer term.",
                    "Now to the money.",
                ),
                (
                    "They will be paid for from general taxation, as roads are.",
                    "Taxes will carry it.",
                ),
                ("I turn to the environment.", "Nature was not forgotten."),
            ],
        ),
        edited("another paper altogether", |_| {
            "Minutes of the Library Committee. The Chair thanked Members. Nobody spoke of \
             crossings. The fund for new books will stand at £1,500 and will be open to all \
             schools. The Government was not represented. That is what the board was told."
                .to_owned()
        }),
    ]
}

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    exact: usize,
    fuzzy: usize,
    lost: usize,
    gone: usize,
    wrong: usize,
}

/// How much two ranges have in common, from 0 to 1.
fn overlap(one: &Range<usize>, other: &Range<usize>) -> f32 {
    let both = one
        .end
        .min(other.end)
        .saturating_sub(one.start.max(other.start));
    let either = one.end.max(other.end) - one.start.min(other.start);
    both as f32 / either.max(1) as f32
}

fn score(edited: &Edited, with_old: bool) -> (Score, String) {
    let (old, marked) = unfenced(STATEMENT);
    let (new, places) = unfenced(&edited.fenced);
    let finder = if with_old {
        Finder::between(&old, &new)
    } else {
        Finder::new(&new)
    };
    let mut score = Score::default();
    let mut troubles = String::new();
    for (number, range) in marked {
        let truths: Vec<&Range<usize>> = places
            .iter()
            .filter(|(place, range)| *place == number && !range.is_empty())
            .map(|(_, range)| range)
            .collect();
        let found = finder.find(&describe(&old, range.clone()));
        match &found {
            None if truths.is_empty() => score.gone += 1,
            None => score.lost += 1,
            Some(found) => {
                let least = if found.how == How::Fuzzy { 0.6 } else { 0.999 };
                let is_right = truths
                    .iter()
                    .any(|truth| overlap(truth, &found.range) >= least);
                match found.how {
                    _ if !is_right => score.wrong += 1,
                    How::Position | How::Exact => score.exact += 1,
                    How::Fuzzy => score.fuzzy += 1,
                }
                if !is_right {
                    let words = &new[found.range.clone()];
                    writeln!(troubles, "{}: {number} is not {words:?}", edited.name).unwrap();
                }
            }
        }
        if found.is_none() && !truths.is_empty() {
            writeln!(troubles, "{}: {number} is lost", edited.name).unwrap();
        }
    }
    (score, troubles)
}

/// A table of what was found, and what went wrong.
fn table(with_old: bool) -> (String, Vec<(&'static str, Score)>) {
    let mut out = String::new();
    let mut scores = Vec::new();
    writeln!(out, "{:45} exact fuzzy lost gone wrong", "edition").unwrap();
    let mut remarks = String::new();
    for edited in editions() {
        let (score, troubles) = score(&edited, with_old);
        writeln!(
            out,
            "{:45} {:5} {:5} {:4} {:4} {:5}",
            edited.name, score.exact, score.fuzzy, score.lost, score.gone, score.wrong
        )
        .unwrap();
        remarks += &troubles;
        scores.push((edited.name, score));
    }
    out += &remarks;
    (out, scores)
}

#[test]
fn nothing_is_found_in_the_wrong_place() {
    for with_old in [true, false] {
        let (table, scores) = table(with_old);
        println!("with the old text: {with_old}\n{table}");
        let sum = |of: fn(&Score) -> usize| -> usize { scores.iter().map(|(_, s)| of(s)).sum() };
        assert_eq!(sum(|score| score.wrong), 0, "{table}");
    }
}

/// Numbers that look random and are the same on every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

/// Added to the number of a word in each copy of it.
const COPY: usize = 1_000_000;

/// A word, and its number in the old text; what was added has none.
type Told<'a> = (&'a str, Option<usize>);

/// The number of a word, and where it stands.
type Place = (Option<usize>, Range<usize>);

/// A text with some words changed and some paragraphs moved, deleted or said twice.
fn shuffled<'a>(paragraphs: &[Vec<Told<'a>>], dice: &mut Dice) -> Vec<Vec<Told<'a>>> {
    let mut new = paragraphs.to_vec();
    for turn in 1..=dice.below(12) {
        let from = dice.below(new.len());
        let to = dice.below(new.len());
        match dice.below(3) {
            0 => {
                let moved = new.remove(from);
                new.insert(to, moved);
            }
            1 => {
                new.remove(from);
            }
            _ => {
                let copied = |(word, number): &Told<'a>| {
                    (*word, number.map(|number| number % COPY + COPY * turn))
                };
                let copy = new[from].iter().map(copied).collect();
                new.insert(to, copy);
            }
        }
    }
    let changes = dice.below(4);
    for paragraph in &mut new {
        for at in (0..paragraph.len()).rev() {
            if dice.below(40) < changes {
                match dice.below(3) {
                    0 => paragraph.insert(at, ("newly", None)),
                    1 => paragraph[at].0 = "other",
                    _ => {
                        paragraph.remove(at);
                    }
                }
            }
        }
    }
    new
}

/// The text that the words make, and where each stands in it.
fn set(paragraphs: &[Vec<Told<'_>>]) -> (String, Vec<Place>) {
    let mut text = String::new();
    let mut places = Vec::new();
    for paragraph in paragraphs {
        for (word, number) in paragraph {
            let start = text.len();
            text.push_str(word);
            places.push((*number, start..text.len()));
            text.push(' ');
        }
        text.push_str("\n\n");
    }
    (text, places)
}

/// Whether what was found is the passage for the most part, or a part of it.
fn is_in(found: &Range<usize>, truth: &Range<usize>) -> bool {
    overlap(found, truth) >= 0.5 || truth.start <= found.start && found.end <= truth.end
}

/// Where the words of these numbers stand, in each copy.
fn truths(places: &[Place], marked: &RangeInclusive<usize>) -> Vec<Range<usize>> {
    let mut copies: BTreeMap<usize, Range<usize>> = BTreeMap::new();
    for (number, range) in places {
        if let Some(number) = number
            && marked.contains(&(number % COPY))
        {
            let copy = copies.entry(number / COPY).or_insert_with(|| range.clone());
            copy.end = range.end;
        }
    }
    copies.into_values().collect()
}

#[test]
fn nothing_is_found_in_the_wrong_place_after_random_edits() {
    const EDITIONS: u64 = 100;
    let statement = unfenced(STATEMENT).0;
    let mut number = 0..;
    let paragraphs: Vec<Vec<Told<'_>>> = paragraphs(&statement)
        .iter()
        .map(|paragraph| {
            paragraph
                .split_whitespace()
                .zip(number.by_ref().map(Some))
                .collect()
        })
        .collect();
    let (old, old_places) = set(&paragraphs);
    let (mut found_count, mut lost, mut gone, mut wrong) = (0, 0, 0, Vec::new());
    for seed in 0..EDITIONS {
        let mut dice = Dice(seed);
        let (new, places) = set(&shuffled(&paragraphs, &mut dice));
        let finder = Finder::between(&old, &new);
        for _ in 0..40 {
            let paragraph = &paragraphs[dice.below(paragraphs.len())];
            let first = dice.below(paragraph.len());
            let last = (first + dice.below(20)).min(paragraph.len() - 1);
            let marked = paragraph[first].1.unwrap()..=paragraph[last].1.unwrap();
            let range = old_places[*marked.start()].1.start..old_places[*marked.end()].1.end;
            let truths = truths(&places, &marked);
            match finder.find(&describe(&old, range.clone())) {
                None if truths.is_empty() => gone += 1,
                None => lost += 1,
                Some(found) if truths.iter().any(|truth| is_in(&found.range, truth)) => {
                    found_count += 1;
                }
                Some(found) => wrong.push(format!(
                    "{seed}: {:?} {:?} is not {:?}, rather {:?}",
                    found.how,
                    &old[range],
                    &new[found.range],
                    truths
                        .iter()
                        .map(|truth| &new[truth.clone()])
                        .collect::<Vec<_>>()
                )),
            }
        }
    }
    println!(
        "found {found_count}, lost {lost}, gone {gone}, wrong {}",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        found_count > 10 * lost,
        "found {found_count}, not found {lost}"
    );
}
