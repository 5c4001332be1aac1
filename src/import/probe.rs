//! What import learns of a file, and the content it makes of it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::bounds::{TOO_LONG, bounded, is_cut};
use super::facts::{self, Facts};
use super::{
    Attachment, Block, Content, Flow, ImportError, Paper, Problem, Proposal, Table, decode_text,
    docx, html, mail, markdown, marking, odt, pdf, picture, pptx, rtf, sheets, sniff, text, title,
};
use crate::capitals::capitalised;
use crate::pack::{DocumentKind, Extent, Marking, Media, MediaClass};

/// The longest text or picture that is taken, in bytes.
const BYTES: u64 = 100 * 1000 * 1000;
/// The longest PDF that is taken, in bytes.
const PDF_BYTES: u64 = 2 * 1000 * 1000 * 1000;

/// What import learns of a file before it becomes documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe {
    /// What kind of file it is.
    pub media: Media,
    /// The documents that it is proposed to become; one or more, in the file's order.
    pub proposals: Vec<Proposal>,
    /// The pictures that a Markdown text refers to: the reference as it stands in the text, and
    /// the path it means, relative to the text's folder and never leaving it, parted by `/`.
    pub pictures: Vec<(String, String)>,
    /// Files that come with it, such as those attached to an e-mail, in order.
    pub attachments: Vec<Attachment>,
    /// What the person should know, a sentence each.
    pub warnings: Vec<String>,
}

/// Learns what a file is and which documents it is to become. `name` is the file's name without
/// its folder; `password` opens a protected PDF.
///
/// # Errors
/// What is wrong with the file, named by `name`.
pub fn probe(name: &str, bytes: &[u8], password: Option<&str>) -> Result<Probe, ImportError> {
    let media = sniff(name, bytes)?;
    let name_problem = |problem: Problem| problem.of(name);
    check_size(media, bytes).map_err(name_problem)?;
    let mut probe = match media {
        Media::PlainText => probe_text(bytes),
        Media::Markdown => probe_markdown(bytes),
        Media::Pdf => {
            let facts = pdf::read(bytes, password).map_err(name_problem)?;
            let mut probe = whole(media, facts.title.unwrap_or_default());
            probe.warnings = facts.warnings;
            for proposal in &mut probe.proposals {
                proposal.date = facts.date;
                proposal.publisher.clone_from(&facts.publisher);
                proposal.reference.clone_from(&facts.reference);
                proposal.marking = facts.marking.clone().unwrap_or_default();
            }
            probe
        }
        _ if media.class() == MediaClass::Picture => Probe {
            warnings: picture::inspect(media, bytes).map_err(name_problem)?,
            ..whole(media, String::new())
        },
        _ => probe_paper(media, paper(media, bytes).map_err(name_problem)?),
    };
    for proposal in &mut probe.proposals {
        // A marking at the head of a paper says nothing of what it is about.
        if proposal.title.is_empty() || marking::of_line(&proposal.title).is_some() {
            proposal.title = title::from_file_name(name);
        }
    }
    Ok(probe)
}

/// The content of a document made from these bytes: the part that `extent` shows. The same input
/// gives the same content.
///
/// `title` is the document's, which names it in an error. It is not part of the content, and the
/// content does not depend on it: where the person has changed the title, the title in the file
/// is replaced by theirs, and what [`Proposal::omissions`] said is left out all the same.
///
/// `pictures` gives the bytes of a picture by its reference in a Markdown text.
///
/// # Errors
/// What is wrong with the bytes, named by `title`.
pub fn content(
    media: Media,
    bytes: &Arc<[u8]>,
    extent: &Extent,
    title: &str,
    pictures: &dyn Fn(&str) -> Option<Arc<[u8]>>,
) -> Result<Content, ImportError> {
    check_size(media, bytes).map_err(|problem| problem.of(title))?;
    let content = match media {
        Media::PlainText => Ok(Content::Flow(text::flow(&decode_text(bytes), extent))),
        Media::Markdown => Ok(Content::Flow(markdown::flow(
            &decode_text(bytes),
            extent,
            pictures,
        ))),
        Media::Pdf => Ok(Content::Fixed),
        _ if media.class() == MediaClass::Picture => picture::pages(media, bytes, extent, title)
            .map(Content::Pictures)
            .map_err(|problem| problem.of(title)),
        _ => paper(media, bytes)
            .map(|paper| Content::Flow(paper.flow))
            .map_err(|problem| problem.of(title)),
    }?;
    Ok(excerpt(content, extent))
}

/// The part of a content that an extent shows.
fn excerpt(content: Content, extent: &Extent) -> Content {
    match (content, extent) {
        (Content::Flow(flow), Extent::Blocks { blocks: runs, .. }) => {
            let runs = |number: u32| runs.iter().any(|run| (run.0..=run.1).contains(&number));
            Content::Flow(flow.chosen(runs))
        }
        (content, _) => content,
    }
}

/// Reads a file of a flowing format that is not plain text or Markdown.
fn paper(media: Media, bytes: &[u8]) -> Result<Paper, Problem> {
    match media {
        Media::Docx => docx::read(bytes),
        Media::Odt => odt::read(bytes),
        Media::Csv => sheets::read_csv(bytes),
        Media::Xlsx => sheets::read_xlsx(bytes),
        Media::Xls => sheets::read_xls(bytes),
        Media::Ods => sheets::read_ods(bytes),
        Media::Pptx => pptx::read(bytes),
        Media::Html => html::read(bytes),
        Media::Eml => mail::read_eml(bytes),
        Media::Msg => mail::read_msg(bytes),
        Media::Ics => mail::read_calendar(bytes),
        Media::Vcf => mail::read_contacts(bytes),
        Media::Rtf => rtf::read(bytes),
        _ => Err(Problem::Unsupported {
            what: format!("a file of the kind {}", media.name()),
            hint: "Open it in the program it was made with and save it as PDF.".into(),
        }),
    }
}

fn probe_paper(media: Media, paper: Paper) -> Probe {
    let plain = |text: &super::Text| text.iter().map(|span| span.text.as_str()).collect();
    let summary: Vec<String> = paper.flow.summary.iter().map(plain).collect();
    let is_beside = |index: usize| paper.flow.uncounted.binary_search(&index).is_ok();
    let (beside, own): (Vec<_>, Vec<_>) =
        (paper.flow.blocks.iter().enumerate()).partition(|(index, _)| is_beside(*index));
    let words = |blocks: Vec<(usize, &Block)>| -> Vec<String> {
        let blocks = blocks.into_iter();
        blocks.map(|(_, block)| block.plain_text()).collect()
    };
    let (beside, body) = (words(beside), words(own));
    let lines: Vec<&str> = body.iter().flat_map(|block| block.lines()).collect();
    let lines: Vec<&str> = lines.into_iter().flat_map(columns).collect();
    let items = |block: &Block| match block {
        Block::List { items, .. } => items.len(),
        _ => 0,
    };
    let facts = Facts {
        title: &paper.title,
        summary: &summary,
        body: &lines,
        letterhead: &beside,
        item_lines: paper.flow.blocks.iter().map(items).sum(),
        quotes_somebody: paper
            .flow
            .blocks
            .iter()
            .any(|block| matches!(block, Block::Quotation(_))),
    };
    // A mail's own words begin below the table that is its head.
    let is_mail = matches!(media, Media::Eml | Media::Msg);
    let is_head = |block: &Block| is_mail && matches!(block, Block::Table { .. });
    let head = paper.flow.blocks.first().is_some_and(is_head);
    let own = body
        .iter()
        .skip(usize::from(head))
        .flat_map(|block| block.lines());
    let of_subject = || marking::find_in_subject(&paper.title).filter(|_| is_mail);
    let of_text = || marking::find(summary.iter().map(String::as_str).chain(own));
    let found = [
        marking::find_running(&paper.running),
        of_subject(),
        of_text(),
    ];
    let marking = Marking::highest(found.iter().flatten());
    let publisher = match paper.publisher.as_str() {
        "" => facts.publisher(),
        known => known.to_owned(),
    };
    // Figures in cells and slides may look like a reference.
    let reference = match (paper.reference, kind_of(media)) {
        (known, None) if known.is_empty() => facts.reference(),
        (known, _) => known,
    };
    let missing = paper.flow.missing_pictures().into_iter();
    let missing = missing.map(|message| capitalised(&message));
    let warnings = paper.warnings.into_iter().chain(missing);
    let mut probe = Probe {
        media,
        proposals: vec![Proposal {
            kind: kind_of(media)
                .or_else(|| kind_by_running_words(media, &paper.running))
                .unwrap_or_else(|| facts.kind()),
            // A date in a cell is a figure like others.
            date: match kind_of(media) {
                Some(DocumentKind::Spreadsheet) => paper.date,
                _ => paper.date.or_else(|| facts.date()),
            },
            publisher,
            reference,
            marking: marking.unwrap_or_default(),
            comments: paper.comments,
            title: match paper.title.as_str() {
                "" => title_of(media, &paper.flow, &facts, paper.date, &paper.publisher),
                title => title.to_owned(),
            },
            ..Proposal::default()
        }],
        pictures: Vec::new(),
        attachments: paper.attachments,
        warnings: warnings.collect(),
    };
    if is_too_long(paper.flow) {
        probe.warnings.push(capitalised(TOO_LONG));
    }
    probe
}

/// What stands side by side in a line: an address and a date, say. A label stays with its value.
fn columns(line: &str) -> impl Iterator<Item = &str> {
    let is_labelled = facts::label(line).is_some();
    line.split(move |sign| sign == '\t' && !is_labelled)
}

/// A title for a paper that gives itself none; empty where there is nothing to name it by.
fn title_of(
    media: Media,
    flow: &Flow,
    facts: &Facts<'_>,
    date: Option<jiff::civil::Date>,
    sender: &str,
) -> String {
    let heads = flow.uncounted.iter().enumerate();
    let heads = heads.take_while(|(at, index)| at == *index).count();
    let own = flow.blocks.get(heads..).unwrap_or_default();
    let is_named = |text: &String| title::is_title(text) && text.contains(' ');
    let named = match media {
        Media::Eml | Media::Msg => match (sender, date) {
            ("", _) => None,
            (sender, None) => Some(format!("E-mail from {sender}")),
            (sender, Some(date)) => Some(format!(
                "E-mail from {sender}, {}",
                date.strftime("%-d %B %Y")
            )),
        },
        Media::Pptx => flow.blocks.iter().find_map(|block| match block {
            Block::Heading { text, .. } => {
                let line = title::line_of(text);
                let number = line
                    .strip_prefix("Slide ")
                    .and_then(|rest| rest.split_once(": "));
                let line = number.map_or(line.as_str(), |(_, line)| line).to_owned();
                title::is_given(&line).then_some(line)
            }
            _ => None,
        }),
        _ if kind_of(media) == Some(DocumentKind::Spreadsheet) => {
            let first = own.iter().find_map(|block| match block {
                Block::Table(table) => Some(title_of_table(table)),
                Block::Paragraph(text) => Some(Some(title::line_of(text)).filter(is_named)),
                _ => None,
            });
            first.flatten()
        }
        _ => facts
            .title_of_letter()
            .or_else(|| title::find(own).and_then(|at| own.get(at)).map(line))
            .or_else(|| facts.subject().map(str::to_owned)),
    };
    named.unwrap_or_default()
}

fn line(block: &Block) -> String {
    let text = block.plain_text();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands alone in the first row of a table.
fn title_of_table(table: &Table) -> Option<String> {
    let first = table.rows.first()?.iter();
    let filled: Vec<_> = first.filter(|cell| !cell.is_blank()).collect();
    let [only] = filled.as_slice() else {
        return None;
    };
    let text: String = only.blocks.iter().map(line).collect();
    (title::is_title(&text) && text.contains(' ')).then_some(text)
}

/// What a web page says above its title that it is.
fn kind_by_running_words(media: Media, running: &str) -> Option<DocumentKind> {
    (media == Media::Html)
        .then(|| facts::kind_of_label(running))
        .flatten()
}

/// The kind of document that a kind of file always is.
fn kind_of(media: Media) -> Option<DocumentKind> {
    match media {
        Media::Eml | Media::Msg => Some(DocumentKind::Email),
        Media::Ics | Media::Vcf => Some(DocumentKind::Other),
        Media::Pptx => Some(DocumentKind::Presentation),
        Media::Xlsx | Media::Xls | Media::Ods | Media::Csv => Some(DocumentKind::Spreadsheet),
        _ => None,
    }
}

fn check_size(media: Media, bytes: &[u8]) -> Result<(), Problem> {
    let limit_bytes = if media == Media::Pdf {
        PDF_BYTES
    } else {
        BYTES
    };
    let size_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size_bytes > limit_bytes {
        return Err(Problem::TooLarge {
            size_bytes,
            limit_bytes,
        });
    }
    Ok(())
}

/// Whether only the beginning of a text is set.
fn is_too_long(flow: Flow) -> bool {
    matches!(bounded(Content::Flow(flow)), Content::Flow(flow) if is_cut(&flow))
}

/// Whether it is worth while to look at a text again for that: the shortest text of as many lines as are
/// cut is longer.
fn may_be_too_long(bytes: &[u8]) -> bool {
    const LEAST_BYTES: usize = 200_000;
    bytes.len() >= LEAST_BYTES
}

fn probe_text(bytes: &[u8]) -> Probe {
    let decoded = decode_text(bytes);
    let mut proposals = text::propose_split(&decoded);
    if let [only] = proposals.as_mut_slice()
        && !text::has_title(&decoded)
    {
        // A file's name says more than the first words of a text without a title.
        only.title.clear();
    }
    let mut warnings = decoding_warning(decoded.had_errors, &decoded.encoding);
    let mut extents = proposals.iter().map(|proposal| &proposal.extent);
    if may_be_too_long(bytes) && extents.any(|extent| is_too_long(text::flow(&decoded, extent))) {
        warnings.push(capitalised(TOO_LONG));
    }
    Probe {
        media: Media::PlainText,
        proposals,
        pictures: Vec::new(),
        attachments: Vec::new(),
        warnings,
    }
}

fn probe_markdown(bytes: &[u8]) -> Probe {
    let decoded = decode_text(bytes);
    let mut facts = markdown::facts(&decoded);
    let lines = decoded.lines.iter().map(String::as_str);
    facts.proposal.marking = marking::find(lines).unwrap_or_default();
    let mut warnings = decoding_warning(decoded.had_errors, &decoded.encoding);
    warnings.extend(facts.warnings);
    if may_be_too_long(bytes) && is_too_long(markdown::flow(&decoded, &Extent::Whole, &|_| None)) {
        warnings.push(capitalised(TOO_LONG));
    }
    Probe {
        media: Media::Markdown,
        proposals: vec![facts.proposal],
        pictures: facts.pictures,
        attachments: Vec::new(),
        warnings,
    }
}

fn decoding_warning(had_errors: bool, encoding: &str) -> Vec<String> {
    let warning =
        format!("Some bytes could not be read as {encoding}; they are shown as \u{fffd}.");
    had_errors.then_some(warning).into_iter().collect()
}

/// A file that becomes one document as it is.
fn whole(media: Media, title: String) -> Probe {
    let facts = Facts {
        letterhead: &[],
        title: &title,
        summary: &[],
        body: &[],
        item_lines: 0,
        quotes_somebody: false,
    };
    Probe {
        media,
        proposals: vec![Proposal {
            kind: facts.kind(),
            date: facts.date(),
            title,
            ..Proposal::default()
        }],
        pictures: Vec::new(),
        attachments: Vec::new(),
        warnings: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;
    use crate::import::Block;

    #[test]
    fn a_text_that_is_cut_says_so_when_it_is_added() {
        for (lines, is_cut) in [(300_000, true), (100_000, false)] {
            let text = format!("Lamps\n\n{}", "a\n".repeat(lines));
            let probe = probe("lamps.txt", text.as_bytes(), None).unwrap();
            let said = capitalised(TOO_LONG);
            assert_eq!(probe.warnings.contains(&said), is_cut, "{lines}");
        }
    }

    #[test]
    fn every_kind_of_file_becomes_a_proposal_with_a_title() {
        let png = {
            let mut bytes = std::io::Cursor::new(Vec::new());
            image::RgbImage::new(8, 6)
                .write_to(&mut bytes, image::ImageFormat::Png)
                .unwrap();
            bytes.into_inner()
        };
        let cases: [(&str, &[u8], Media, &str); 5] = [
            ("site-plan_2.png", &png, Media::Png, "Site plan 2"),
            (
                "a.txt",
                b"A story of lamps\n\nText.\n",
                Media::PlainText,
                "A story of lamps",
            ),
            (
                "my-note.txt",
                b"just some words.\n",
                Media::PlainText,
                "My note",
            ),
            (
                "memo.txt",
                b"To: Ann\nSubject: Lamps\n\nThe lamps are old.\n",
                Media::PlainText,
                "Lamps",
            ),
            ("notes.md", b"Only text.\n", Media::Markdown, "Notes"),
        ];
        for (name, bytes, media, title) in cases {
            let probe = probe(name, bytes, None).unwrap();
            assert_eq!((probe.media, probe.proposals.len()), (media, 1), "{name}");
            assert_eq!(probe.proposals[0].title, title, "{name}");
            let bytes: Arc<[u8]> = bytes.into();
            let made = content(media, &bytes, &Extent::Whole, title, &|_| None).unwrap();
            assert_eq!(matches!(made, Content::Pictures(_)), media == Media::Png);
        }
    }

    #[test]
    fn a_marking_above_the_words_of_a_mail_is_found() {
        let mail = b"From: Ann <ann@example.org>\r\nTo: Sam <sam@example.org>\r\n\
            Cc: Bob <bob@example.org>\r\nDate: Fri, 23 Dec 2022 12:08:48 +0000\r\n\
            Subject: Lamps\r\n\r\nDear Sam,\r\n\r\nOFFICIAL-SENSITIVE\r\n\r\nThe lamps are out.\r\n";
        let probe = probe("lamps.eml", mail, None).unwrap();
        assert_eq!(probe.proposals[0].marking.0, "OFFICIAL-SENSITIVE");
    }

    #[test]
    fn content_does_not_depend_on_the_title_the_person_gives() {
        let bytes: Arc<[u8]> =
            b"A title given twice here\n\nSummary.\n\nA title given twice here\n\nText.\n"
                .as_slice()
                .into();
        let with = |title: &str| {
            content(Media::PlainText, &bytes, &Extent::Whole, title, &|_| None).unwrap()
        };
        assert_eq!(with("A title given twice here"), with("Renamed"));
        let Content::Flow(flow) = with("Renamed") else {
            panic!()
        };
        let words = flow
            .blocks
            .iter()
            .map(Block::plain_text)
            .collect::<String>();
        assert_eq!((words.as_str(), flow.summary.len()), ("Text.\n", 1));
    }

    #[test]
    fn errors_name_the_file() {
        let error = probe("plan.pdf", b"%PDF-1.7 nothing", None).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("plan.pdf: the file is damaged"),
            "{error}"
        );
        assert!(!error.hint().is_empty());
    }

    #[test]
    fn bytes_that_could_not_be_read_are_told() {
        let mut bytes = "“Naïve” café – “façade” – “rôle” – “œuvre”\n"
            .repeat(3)
            .into_bytes();
        bytes.extend(b"\xff\n");
        let probe = probe("a.txt", &bytes, None).unwrap();
        assert_eq!(probe.warnings.len(), 1);
    }

    fn files(folder: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else {
            return;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            if path.is_dir() {
                files(&path, out);
            } else {
                out.push(path);
            }
        }
    }

    #[test]
    #[ignore = "reads the corpus"]
    fn every_file_of_the_corpus_ends_in_proposals_or_a_clear_error() {
        let mut paths = Vec::new();
        files("../shared/corpus".as_ref(), &mut paths);
        files("../shared/seeds".as_ref(), &mut paths);
        if paths.is_empty() {
            eprintln!("skipped: no corpus beside the project");
        }
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes: Arc<[u8]> = std::fs::read(&path).unwrap().into();
            let started = Instant::now();
            match probe(&name, &bytes, None) {
                Ok(probe) => {
                    for proposal in &probe.proposals {
                        content(
                            probe.media,
                            &bytes,
                            &proposal.extent,
                            &proposal.title,
                            &|_| None,
                        )
                        .unwrap();
                        let Proposal {
                            title,
                            kind,
                            date,
                            publisher,
                            omissions,
                            ..
                        } = proposal;
                        let made = (kind.name(), date, publisher, omissions.len());
                        println!(
                            "{} | {name} | {title} | {made:?} | {:?}",
                            probe.media.name(),
                            probe.warnings
                        );
                    }
                }
                Err(error) => {
                    println!("error | {error} | {}", error.hint());
                    assert!(error.to_string().starts_with(&name));
                }
            }
            assert!(
                started.elapsed().as_secs() < 10,
                "{name}: {:?}",
                started.elapsed()
            );
        }
    }
}
