//! What a paper lost on its way into the export, and whether the person was told.

use std::fmt;

use super::super::plain::plain;
use super::ink::Ink;
use super::view::{Asked, Facts, Shown, Soundness};
use super::words::{Stamp, lost_words};

/// A page that keeps no more of its ink than this counts as blank.
const BLANK: f64 = 0.02;
/// A page that keeps less of its ink than this lost something that can be seen.
const FADED: f64 = 0.85;
/// So many words or pages are named.
const MOST_NAMED: usize = 12;
/// What the report says of annotations alone.
const LEFT_OUT: &str = "left out";

/// A kind of loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Refused,
    Pages,
    Words,
    Blank,
    Faded,
    Stamps,
    Soundness,
    Leaks,
    Broken,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Refused,
        Self::Pages,
        Self::Words,
        Self::Blank,
        Self::Faded,
        Self::Stamps,
        Self::Soundness,
        Self::Leaks,
        Self::Broken,
    ];

    /// The name, and what it means.
    pub fn wording(self) -> (&'static str, &'static str) {
        match self {
            Self::Refused => ("refused", "a paper is left out, but others open it"),
            Self::Pages => ("pages", "other pages than qpdf and poppler count"),
            Self::Words => ("words", "words that pdftotext no longer finds"),
            Self::Blank => ("blank", "pages that became blank"),
            Self::Faded => ("faded", "pages that lost part of their drawing"),
            Self::Stamps => ("stamps", "pages without page number or marking"),
            Self::Soundness => (
                "soundness",
                "qpdf or poppler report more errors than before",
            ),
            Self::Leaks => ("leaks", "names, paths or actions left in the export"),
            Self::Broken => ("broken", "the export crashed, or went over a limit"),
        }
    }

    /// What the export's report says where it tells of such a loss: any of these words.
    fn words_of_report(self) -> &'static [&'static str] {
        match self {
            Self::Pages => &["says it has", "is damaged"],
            // Comments of others and hidden fields are "left out". The others tell of losses on the
            // pages themselves: what lies outside the visible part, what is missing or damaged.
            Self::Words | Self::Faded | Self::Blank => &[
                LEFT_OUT,
                "taken out",
                "says it has",
                "is damaged",
                "is printed as a box",
            ],
            Self::Refused | Self::Stamps | Self::Soundness | Self::Leaks | Self::Broken => &[],
        }
    }

    /// Whether it is seen on drawings of the pages.
    fn is_of_ink(self) -> bool {
        matches!(self, Self::Blank | Self::Faded)
    }
}

/// Something that was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    pub kind: Kind,
    pub what: String,
    /// The sentence that tells the person, if one does.
    pub said: Option<String>,
}

impl Loss {
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: what.into(),
            said: None,
        }
    }

    /// The loss, with what was said of it in the report; where it is `bare`, it is no annotation's.
    fn said_in(mut self, report: &[String], is_bare: bool) -> Self {
        let words = self.kind.words_of_report().iter();
        let words: Vec<&str> = words
            .copied()
            .filter(|word| !is_bare || *word != LEFT_OUT)
            .collect();
        let tells = |sentence: &&String| {
            let sentence = sentence.to_lowercase();
            words.iter().any(|word| sentence.contains(word))
        };
        self.said = report.iter().find(tells).cloned();
        self
    }

    /// Whether it is seen on drawings of the pages, and the report tells of annotations.
    pub fn is_of_annotations(&self) -> bool {
        let is_told = |said: &String| said.to_lowercase().contains(LEFT_OUT);
        self.kind.is_of_ink() && self.said.as_ref().is_some_and(is_told)
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Words of papers are among them.
        write!(to, "{}: {}", self.kind.wording().0, plain(&self.what))?;
        match &self.said {
            Some(said) => write!(to, " [reported: {}]", plain(said)),
            None => Ok(()),
        }
    }
}

/// A paper as others see it.
pub struct Paper {
    pub asked: Asked,
    pub facts: Facts,
    pub shown: Shown,
}

impl Paper {
    /// Whether anybody else says what stands on its pages.
    pub fn is_seen(&self) -> bool {
        let has_texts = self.shown.texts.as_ref().is_ok_and(|all| !all.is_empty());
        let pictures = self.shown.pictures.as_ref();
        has_texts || pictures.is_ok_and(|all| !all.is_empty())
    }
}

/// The paper's pages in an export as others see them.
pub struct Exported<'a> {
    /// How many pages the export gives it.
    pub count: u32,
    pub shown: &'a Shown,
    /// The text in the order in which it is written, where that was asked for.
    pub raw: Option<&'a Raw>,
    /// What is laid over each page.
    pub stamps: &'a [Stamp],
    /// What the person is told about the paper.
    pub said: &'a [String],
}

/// Texts in the order in which they are written: other words stand together there.
pub struct Raw {
    pub source: Vec<String>,
    pub export: Vec<String>,
}

/// What a paper lost in an export.
pub fn losses(paper: &Paper, exported: &Exported<'_>) -> Vec<Loss> {
    let mut losses: Vec<Loss> = pages(&paper.facts, exported.count).into_iter().collect();
    losses.extend(words(paper, exported));
    losses.extend(match (&paper.shown.pictures, &exported.shown.pictures) {
        (Ok(source), Ok(export)) => ink(source, export),
        (Ok(_), Err(why)) => vec![Loss::new(Kind::Soundness, why.to_string())],
        (Err(_), _) => Vec::new(),
    });
    losses.extend(stamps(exported));
    losses
        .into_iter()
        .map(|loss| loss.said_in(exported.said, false))
        .collect()
}

/// Pages that others draw with less on them, without annotations, given what the person is told.
pub fn bare_ink(source: &[Ink], export: &[Ink], said: &[String]) -> Vec<Loss> {
    let lost = ink(source, export).into_iter();
    lost.map(|loss| loss.said_in(said, true)).collect()
}

/// Others who can't open the file count no pages, which is no other count.
fn pages(facts: &Facts, count: u32) -> Option<Loss> {
    let count_or_none =
        |pages: Option<u32>| pages.map_or("none".to_owned(), |pages| pages.to_string());
    let is_other = |pages: Option<u32>| pages.is_some_and(|pages| pages > 0 && pages != count);
    (is_other(facts.qpdf_pages) || is_other(facts.poppler_pages)).then(|| {
        let (qpdf, poppler) = (
            count_or_none(facts.qpdf_pages),
            count_or_none(facts.poppler_pages),
        );
        Loss::new(
            Kind::Pages,
            format!("{count} in the export; qpdf counts {qpdf}, poppler {poppler}"),
        )
    })
}

fn words(paper: &Paper, exported: &Exported<'_>) -> Option<Loss> {
    let source = paper.shown.texts.as_ref().ok()?;
    let export = match &exported.shown.texts {
        Ok(texts) => texts,
        Err(why) => return Some(Loss::new(Kind::Soundness, why.to_string())),
    };
    let mut lost = lost_on_pages(source, export, exported.stamps);
    if let Some(raw) = exported.raw.filter(|_| !lost.is_empty()) {
        // What is lost in one order alone was joined with other words there.
        let raw = lost_on_pages(&raw.source, &raw.export, exported.stamps);
        if raw.len() < lost.len() {
            lost = raw;
        }
    }
    (!lost.is_empty()).then(|| {
        let pages: Vec<u32> = lost.iter().map(|(page, _)| *page).collect();
        let words: Vec<&str> = lost.iter().map(|(_, word)| word.as_str()).collect();
        let what = format!(
            "{} lost on {}: {}",
            lost.len(),
            wording(&pages),
            named(&words, " ")
        );
        Loss::new(Kind::Words, what)
    })
}

/// The words that are lost, each with its page. Where the pages are not the same ones, a word may
/// be on any.
fn lost_on_pages(source: &[String], export: &[String], stamps: &[Stamp]) -> Vec<(u32, String)> {
    let Some(first) = stamps.first() else {
        return Vec::new();
    };
    if source.len() != export.len() {
        let lost = lost_words(&source.join("\n"), &export.join("\n"), first);
        return lost.into_iter().map(|word| (1, word)).collect();
    }
    let pages = source.iter().zip(export).zip(stamps).zip(1..);
    pages
        .flat_map(|(((source, export), stamp), page)| {
            let lost = lost_words(source, export, stamp);
            lost.into_iter().map(move |word| (page, word))
        })
        .collect()
}

/// Pages that others draw with less on them.
fn ink(source: &[Ink], export: &[Ink]) -> Vec<Loss> {
    if source.len() != export.len() {
        return Vec::new();
    }
    let (mut blank, mut faded) = (Vec::new(), Vec::new());
    for ((source, export), page) in source.iter().zip(export).zip(1..) {
        if source.is_blank() {
            continue;
        }
        match source.kept_in(export) {
            Some(kept) if kept <= BLANK => blank.push(page),
            Some(kept) if kept < FADED => faded.push(page),
            None if export.is_blank() => blank.push(page),
            _ => {}
        }
    }
    [(Kind::Blank, blank), (Kind::Faded, faded)]
        .into_iter()
        .filter(|(_, pages)| !pages.is_empty())
        .map(|(kind, pages)| Loss::new(kind, wording(&pages)))
        .collect()
}

fn stamps(exported: &Exported<'_>) -> Option<Loss> {
    let texts = exported.shown.texts.as_ref().ok()?;
    let raw = exported.raw.map(|raw| &raw.export);
    let mut lacking = Vec::new();
    let mut pages = Vec::new();
    for (index, (stamp, text)) in exported.stamps.iter().zip(texts).enumerate() {
        let mut missing = stamp.missing_in(text);
        if let Some(raw) = raw.and_then(|raw| raw.get(index)) {
            let in_raw = stamp.missing_in(raw);
            missing.retain(|what| in_raw.contains(what));
        }
        if !missing.is_empty() {
            pages.push(u32::try_from(index + 1).unwrap_or(u32::MAX));
            lacking.extend(missing);
        }
    }
    lacking.sort_unstable();
    lacking.dedup();
    (!pages.is_empty()).then(|| {
        let what = format!("no {} on {}", lacking.join(" or "), wording(&pages));
        Loss::new(Kind::Stamps, what)
    })
}

/// Whether another order of the words should be asked for: something is not found in the usual one.
pub fn wants_raw(paper: &Paper, exported: &Exported<'_>) -> bool {
    words(paper, exported).is_some() || stamps(exported).is_some()
}

/// What the export as a whole has at fault that its papers had not.
pub fn faults(worst_paper: Soundness, export: &Facts, planned: u32) -> Vec<Loss> {
    let mut losses = Vec::new();
    if export.soundness > worst_paper {
        let what = match export.soundness {
            Soundness::Errors => "qpdf --check finds errors in the export",
            _ => "qpdf --check warns of the export",
        };
        losses.push(Loss::new(Kind::Soundness, what));
    }
    losses.extend(pages(export, planned));
    if export.qpdf_pages.is_none() || export.poppler_pages.is_none() {
        losses.push(Loss::new(Kind::Soundness, "the export can't be opened"));
    }
    losses
}

/// A paper that is left out is lost if others see something in it: words or ink.
pub fn refusal(paper: &Paper, why: &str) -> Option<Loss> {
    let words = paper.shown.texts.as_ref().map_or(0, |texts| {
        let texts = texts.iter();
        texts.map(|text| text.split_whitespace().count()).sum()
    });
    let inked = paper.shown.pictures.as_ref().map_or(0, |pictures| {
        pictures.iter().filter(|page| !page.is_blank()).count()
    });
    (words > 0 || inked > 0).then(|| {
        let what = format!(
            "others show {words} words and {inked} pages that are not blank; the report says: {why}"
        );
        Loss::new(Kind::Refused, what)
    })
}

/// "page 3", "pages 1, 2, 5".
fn wording(pages: &[u32]) -> String {
    let mut pages = pages.to_vec();
    pages.dedup();
    let names: Vec<String> = pages.iter().map(u32::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let what = if names.len() == 1 { "page" } else { "pages" };
    format!("{what} {}", named(&names, ", "))
}

fn named(names: &[&str], between: &str) -> String {
    let shown = names.get(..MOST_NAMED).unwrap_or(names).join(between);
    if names.len() > MOST_NAMED {
        format!("{shown} …")
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(qpdf: Option<u32>, poppler: Option<u32>) -> Facts {
        Facts {
            qpdf_pages: qpdf,
            poppler_pages: poppler,
            soundness: Soundness::Sound,
            longest_pt: 842.0,
        }
    }

    #[test]
    fn pages_are_those_that_both_count() {
        assert_eq!(pages(&facts(Some(4), Some(4)), 4), None);
        assert_eq!(pages(&facts(None, Some(0)), 4), None);
        let lost = pages(&facts(Some(4), Some(3)), 3).unwrap();
        assert_eq!(
            lost.to_string(),
            "pages: 3 in the export; qpdf counts 4, poppler 3"
        );
    }

    #[test]
    fn a_loss_that_the_report_tells_is_said() {
        let report = [
            "'Paper': 2 pages were made taller.".to_owned(),
            "'Paper': 3 comments were left out.".to_owned(),
        ];
        let words = Loss::new(Kind::Words, "3 lost").said_in(&report, false);
        assert_eq!(words.said.as_deref(), Some(report[1].as_str()));
        let pages = Loss::new(Kind::Pages, "1 lost").said_in(&report, false);
        assert_eq!(pages.said, None);
    }

    #[test]
    fn comments_that_are_left_out_explain_no_loss_of_the_page_itself() {
        let comments = "'Paper': 3 comments were left out.".to_owned();
        let damage = "'Paper': the PDF is damaged and was mended.".to_owned();
        let faded = |said: &[String]| {
            let faded = Loss::new(Kind::Faded, "page 1").said_in(said, false);
            let bare = bare_ink(&drawn(8), &drawn(3), said).remove(0);
            (faded.is_of_annotations(), bare.said)
        };
        assert_eq!(faded(std::slice::from_ref(&comments)), (true, None));
        let both = [comments, damage.clone()];
        assert_eq!(faded(&both), (true, Some(damage.clone())));
        assert!(!faded(&[damage]).0);
    }

    #[test]
    fn words_of_papers_are_printed_as_they_are_spelled() {
        let mut loss = Loss::new(Kind::Words, "1 lost on page 1: a\u{1b}[31m");
        loss.said = Some("'P\u{202e}': left out".to_owned());
        assert_eq!(
            loss.to_string(),
            r"words: 1 lost on page 1: a\u{1b}[31m [reported: 'P\u{202e}': left out]"
        );
    }

    #[test]
    fn only_new_faults_count() {
        let mut export = facts(Some(4), Some(4));
        export.soundness = Soundness::Warnings;
        assert_eq!(faults(Soundness::Warnings, &export, 4), []);
        assert_eq!(faults(Soundness::Sound, &export, 4).len(), 1);
        assert_eq!(faults(Soundness::Errors, &export, 5)[0].kind, Kind::Pages);
        let closed = faults(Soundness::Errors, &facts(Some(4), None), 4);
        assert_eq!(closed[0].what, "the export can't be opened");
    }

    #[test]
    fn words_move_between_pages_only_where_the_pages_are_others() {
        let stamps: Vec<Stamp> = (1..=2)
            .map(|page| Stamp {
                page,
                pages: 2,
                marking: "MARK".to_owned(),
                footer: "Foot".to_owned(),
            })
            .collect();
        let texts = |texts: &[&str]| {
            texts
                .iter()
                .map(|&text| text.to_owned())
                .collect::<Vec<_>>()
        };
        let source = texts(&["one", "two"]);
        let moved = lost_on_pages(&source, &texts(&["two", "one"]), &stamps);
        assert_eq!(moved, [(1, "one".to_owned()), (2, "two".to_owned())]);
        let joined = lost_on_pages(&source, &texts(&["two one"]), &stamps);
        assert_eq!(joined, []);
    }

    /// A page of ten rows, as many of which are inked, as pdftoppm draws it.
    fn drawn(inked_rows: usize) -> Vec<Ink> {
        let rows = (0..10).flat_map(|row| [if row < inked_rows { 0 } else { 255 }; 10]);
        let mut picture = b"P5\n10 10\n255\n".to_vec();
        picture.extend(rows);
        super::super::ink::parse_pictures(&picture)
    }

    #[test]
    fn pages_lose_all_their_ink_or_some() {
        let lost = |source, export| ink(&drawn(source), &drawn(export));
        assert_eq!(lost(8, 9), []);
        assert_eq!(lost(0, 0), []);
        assert_eq!(lost(8, 3), [Loss::new(Kind::Faded, "page 1")]);
        assert_eq!(lost(8, 0), [Loss::new(Kind::Blank, "page 1")]);
    }

    #[test]
    fn many_pages_are_named_in_part() {
        assert_eq!(wording(&[7, 7]), "page 7");
        let many: Vec<u32> = (1..=20).collect();
        assert_eq!(
            wording(&many),
            "pages 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 …"
        );
    }
}
