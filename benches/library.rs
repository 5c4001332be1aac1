//! How the library bears ten thousand documents: `cargo bench --bench library`.
//!
//! The documents are made here: words of English in sentences, a title, a date, folders. Measured:
//! reading them into the index, looking through them again, searching as one types, and a frame of
//! the window while the list is scrolled.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

#[path = "support/doors.rs"]
mod doors;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use briefpack::app::{App, Setup};
use briefpack::library::{Grouping, Library, Matches, Order, Question};
use doors::Nothing;
use eframe::egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, vec2};
use egui_kittest::HarnessBuilder;

const DOCUMENTS: usize = 10_000;

/// What is typed, letter by letter.
const TYPED: [&str; 7] = [
    "joint maritime watch",
    "government statement",
    "title:harbour dues",
    "\"security council\" minister",
    "date:2019 agreement",
    "straights agrement",
    "kind:text in:2014 harbour",
];

/// Words of the texts; the first ones come most often.
const WORDS: &str = "the of and to in a that is for on with as by at from this be it are was not has have will an which their its or our we they more than about been other people also new would there all can out between into only over after such any work these should made where when most some time who could under many before up them through so both how well being used may need while during against two those same year years national local public support services government security council minister ministers statement international harbour harbours maritime watch joint agreement agreed island islands straits shipping vessels trade ports dues appointment appointments summit forum delegation ambassador secretary committee report evidence guidance policy programme funding partners coastal rescue lamps quay tide pilot cargo ferry fishing survey weather station signal convention treaty protocol clause annex schedule draft minutes agenda briefing departure arrival ceremony speech remarks question answer background handling media press release";

fn main() -> Result<(), Box<dyn Error>> {
    // `cargo test --benches` only looks whether it runs.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let papers = folder.path().join("papers");
    let bytes = write_papers(&papers)?;
    println!("{DOCUMENTS} documents, {} MB of text", bytes / 1_000_000);
    let cache = folder.path().join("cache");
    let library = Library::start(cache.clone(), Arc::new(|| {}));
    let start = Instant::now();
    library.set_folders(std::slice::from_ref(&papers));
    settle(&library);
    println!("read into the index in {:.2?}", start.elapsed());
    let index = fs::metadata(cache.join("library.sqlite"))?.len();
    println!("the index has {} MB", index / 1_000_000);
    let start = Instant::now();
    library.refresh();
    settle(&library);
    println!("looked through again in {:.2?}", start.elapsed());
    type_and_search(&library);
    drop(library);
    frames(folder.path(), &papers)
}

fn settle(library: &Library) {
    while !library.is_settled() {
        std::thread::sleep(Duration::from_micros(100));
    }
}

/// Waits for the answer to a question. What the keeper does meanwhile is not waited for.
fn answer(library: &Library, question: &Question) -> Arc<Matches> {
    loop {
        let found = library.found().filter(|found| found.question == *question);
        if let Some(found) = found {
            return found;
        }
        std::thread::sleep(Duration::from_micros(100));
    }
}

fn type_and_search(library: &Library) {
    let mut times: Vec<(Duration, String, usize, usize)> = Vec::new();
    for typed in TYPED {
        let ends = typed
            .char_indices()
            .map(|(at, letter)| at + letter.len_utf8());
        for typed in ends.filter_map(|end| typed.get(..end)) {
            let question = Question {
                typed: typed.to_owned(),
                order: Order::Relevance,
                grouping: Grouping::None,
                first: 0,
            };
            let start = Instant::now();
            library.ask(question.clone());
            let found = answer(library, &question);
            let took = start.elapsed();
            let snippets = found.hits.iter().filter(|hit| hit.snippet.is_some());
            times.push((took, typed.to_owned(), found.hits.len(), snippets.count()));
        }
    }
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100);
    for percent in [50, 95, 100] {
        if let Some((took, typed, hits, snippets)) = at(percent) {
            println!("search p{percent}: {took:.2?} (“{typed}”: {hits} hits, {snippets} snippets)");
        }
    }
}

/// Measures frames of the window while the list is scrolled.
fn frames(folder: &Path, papers: &Path) -> Result<(), Box<dyn Error>> {
    let setup = Setup {
        data_folder: folder.join("data"),
        cache_folder: folder.join("cache"),
        picker: Arc::new(Nothing),
        clipboard: Arc::new(Nothing),
        new_window: Arc::new(Nothing),
        open: None,
    };
    let mut harness = HarnessBuilder::default()
        .with_size(vec2(1280.0, 800.0))
        .build_eframe(|context| App::new(context, setup));
    harness.state_mut().add_library_folder(papers.to_owned());
    // A window without folders has emptied the index: all is read once more.
    let until = Instant::now() + Duration::from_secs(300);
    harness.step();
    while !harness.state().is_settled() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
        harness.step();
    }
    harness.hover_at(eframe::egui::pos2(120.0, 400.0));
    harness.step();
    let mut times = Vec::new();
    for _ in 0..200 {
        harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: vec2(0.0, -300.0),
            phase: TouchPhase::Move,
            source: MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        });
        let start = Instant::now();
        harness.step();
        times.push(start.elapsed());
    }
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100).copied();
    println!(
        "a frame of the window while scrolling: p50 {:.2?}, p95 {:.2?}",
        at(50).unwrap_or_default(),
        at(95).unwrap_or_default()
    );
    Ok(())
}

/// Writes the documents; returns how many bytes they have.
fn write_papers(folder: &Path) -> Result<usize, Box<dyn Error>> {
    let words: Vec<&str> = WORDS.split(' ').collect();
    let mut random = Random(7);
    let mut bytes = 0;
    for number in 0..DOCUMENTS {
        let place = folder.join(format!("{}/{:02}", 2010 + number % 10, number % 12 + 1));
        fs::create_dir_all(&place)?;
        let title = sentence(&words, &mut random, 6);
        let day = number % 28 + 1;
        let mut text = format!("{title}\n\nPublished {day} July {}\n\n", 2010 + number % 10);
        for _ in 0..4 + random.below(12) {
            for _ in 0..2 + random.below(5) {
                let length = 8 + random.below(18);
                text.push_str(&sentence(&words, &mut random, length));
                text.push_str(". ");
            }
            text.push_str("\n\n");
        }
        bytes += text.len();
        fs::write(place.join(format!("paper {number}.txt")), text)?;
    }
    Ok(bytes)
}

/// Words, the common ones more often, and now and then a rare one.
fn sentence(words: &[&str], random: &mut Random, length: usize) -> String {
    let mut sentence: Vec<String> = Vec::new();
    for _ in 0..length {
        let word = if random.below(12) == 0 {
            format!(
                "{}{}",
                letters(random.below(4_000)),
                letters(random.below(30))
            )
        } else {
            let place = random.below(words.len()).min(random.below(words.len()));
            words.get(place).copied().unwrap_or_default().to_owned()
        };
        sentence.push(word);
    }
    let sentence = sentence.join(" ");
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A name made of syllables.
fn letters(number: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "lo", "mi", "tre", "san", "dor", "el", "vi", "nor", "ash", "ber", "cul", "fen",
        "gar", "hol", "ius",
    ];
    let mut name = String::new();
    let mut left = number;
    loop {
        name.push_str(SYLLABLES.get(left % 16).copied().unwrap_or_default());
        left /= 16;
        if left == 0 {
            return name;
        }
    }
}

/// The same numbers on every machine (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}
