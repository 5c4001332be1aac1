//! Makes the sample pack in `examples/sample` from its papers, and so shows how the library is
//! used: take files in, change the pack by commands, save it.
//!
//! ```text
//! cargo run --example make_sample -- examples/papers examples/sample
//! ```
//!
//! `figures.md` becomes the PDF.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use briefpack::anchor;
use briefpack::collect::collect_file;
use briefpack::edit::{Command, History, NewAnnotation, NewDocument};
use briefpack::export::{self, Copy, PartCache, Passwords, Place};
use briefpack::import::{self, Content};
use briefpack::pack::{
    Audience, Author, DocumentId, DocumentKind, Extent, ItemId, Location, Mark, MarkColour,
    MarkStyle, Marking, Media, Meeting, NoteKind, Pack, SectionId, Target, Template, TextSelector,
};
use briefpack::progress::Progress;
use briefpack::store::{self, FileState, SaveOutcome, SourceStore};
use briefpack::typeset::{self, Head, Style};
use jiff::civil::{date, time};

const PDF_TITLE: &str = "Unidentified shipping: key figures, winter 2025–26";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(papers), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("give the folder of papers and the folder for the sample".into());
    };
    std::fs::create_dir_all(&folder)?;
    let pdf = folder.join("figures.pdf");
    write_figures(&papers.join("figures.md"), &pdf)?;

    let staging = folder.join("staging");
    let file = folder.join("Straits Forum.ron");
    let sources = SourceStore::staged(&staging, None);
    let mut desk = Desk {
        history: History::unsaved(Pack::new("Straits Forum, ministers’ meeting")),
        sources,
    };
    desk.run(Command::SetMeeting(meeting()))?;
    desk.run(Command::SetMarking(Marking("OFFICIAL".to_owned())))?;
    desk.run(Command::SetVersion("2".to_owned()))?;

    let opening = desk.add_section(0, "Opening")?;
    desk.add(&papers.join("agenda.md"), opening)?;
    let watch = desk.add_section(1, "The joint watch")?;
    desk.add(&papers.join("press digest.txt"), watch)?;
    desk.add(&pdf, watch)?;
    desk.note("No harbour is an island", "Given on 2 September. The three questions are the ones the press will ask: see the lines on salvage before item 4.")?;
    let appointments = desk.add_section(2, "Appointments")?;
    let list =
        desk.find("Full list of appointments to the Straits Forum secretariat: September 2026")?;
    desk.run(Command::Move {
        items: vec![list],
        to: Location::within(appointments, 0),
    })?;
    desk.mark_up()?;
    let known = FileState::of(&file)?;
    if let SaveOutcome::Conflict(_) =
        store::save(&file, desk.history.pack(), &desk.sources, &known)?
    {
        return Err("the sample was changed by somebody else meanwhile".into());
    }
    std::fs::remove_dir_all(&staging)?;
    std::fs::remove_file(&pdf)?;
    Ok(())
}

fn meeting() -> Meeting {
    let lines = |text: &str| text.lines().map(str::to_owned).collect();
    Meeting {
        title: "Ministers’ meeting of the Straits Forum".to_owned(),
        date: Some(date(2026, 9, 14)),
        time: Some(time(10, 0, 0, 0)),
        place: "Harbour Office, Port Ellery".to_owned(),
        chair: "Ines Halloran, Minister for Transport".to_owned(),
        attendees: lines(
            "Tomas Reuel, Secretary General\nAmbassador Ruth Calder\nMinisters of the seven coastal states",
        ),
        objectives: lines(
            "Agree the start of the joint watch\nConfirm four appointments\nSettle who prepares the paper on unpaid salvage",
        ),
    }
}

/// Sets a text on pages and writes them as a PDF of its own.
fn write_figures(text: &Path, pdf: &Path) -> Result<(), Box<dyn Error>> {
    let bytes: Arc<[u8]> = std::fs::read(text)?.into();
    let content = import::content(Media::Markdown, &bytes, &Extent::Whole, PDF_TITLE, &|_| {
        None
    })?;
    let Content::Flow(flow) = content else {
        return Err("the figures are not a text".into());
    };
    let head = Head {
        number: "",
        title: PDF_TITLE,
        source_line: "Straits Forum secretariat",
        notes: &[],
    };
    let style = Style {
        paper: Default::default(),
        language: "en-GB".to_owned(),
    };
    let pages = typeset::flow(&head, &flow, &style);
    std::fs::write(
        pdf,
        briefpack::pdf::write::write(&pages, PDF_TITLE, "en-GB")?,
    )?;
    Ok(())
}

struct Desk {
    history: History,
    sources: SourceStore,
}

impl Desk {
    fn run(&mut self, command: Command) -> Result<Vec<ItemId>, Box<dyn Error>> {
        Ok(self.history.run(command, Duration::ZERO)?)
    }

    fn add_section(&mut self, index: usize, title: &str) -> Result<SectionId, Box<dyn Error>> {
        let title = title.to_owned();
        match self.run(Command::AddSection { index, title })?.as_slice() {
            [ItemId::Section(id)] => Ok(*id),
            _ => Err("no section was added".into()),
        }
    }

    fn add(&mut self, file: &Path, section: SectionId) -> Result<(), Box<dyn Error>> {
        let mut collected = collect_file(file, None, &self.sources, &Progress::default())?;
        for (_, source) in &mut collected.sources {
            // The sample must not tell where it was made.
            source.origin = None;
        }
        let mut documents: Vec<NewDocument> = collected.documents();
        for document in &mut documents {
            if document.title == "Agenda" {
                document.kind = DocumentKind::Agenda;
            }
        }
        let end = self
            .history
            .pack()
            .section(section)
            .map_or(0, |section| section.documents.len());
        self.run(Command::AddDocuments {
            at: Location::within(section, end),
            documents,
            sources: collected.sources,
        })?;
        Ok(())
    }

    fn find(&self, title: &str) -> Result<ItemId, Box<dyn Error>> {
        let document = self
            .history
            .pack()
            .documents()
            .find(|document| document.title == title);
        Ok(document
            .ok_or_else(|| format!("no document is called “{title}”"))?
            .id
            .into())
    }

    /// Marks passages, writes notes on them, and adds a page that gathers the lines to take.
    fn mark_up(&mut self) -> Result<(), Box<dyn Error>> {
        const STORY: &str = "Straits ministers agree a shared watch on unmarked shipping";
        let notes = [
            (
                STORY,
                "the coastguards will pool their radar pictures",
                Some(NoteKind::KeyPoint),
                Audience::Circulated,
                MarkColour::Yellow,
                "The one decision that binds everybody from **1 October**.",
            ),
            (
                STORY,
                "I want every skipper who sails here honestly to notice nothing at all",
                Some(NoteKind::LineToTake),
                Audience::Circulated,
                MarkColour::Green,
                "Honest ships will notice nothing. That is the test we set ourselves.",
            ),
            (
                STORY,
                "who pays when there is no insurer",
                Some(NoteKind::Question),
                Audience::Private,
                MarkColour::Pink,
                "Will be raised again. If pressed, we can offer to prepare the paper for March.",
            ),
            (
                PDF_TITLE,
                "1.1 million has been recovered so far",
                Some(NoteKind::LineToTake),
                Audience::Private,
                MarkColour::Green,
                "Of 24.6 million, 1.1 million came back. That is why salvage is on the agenda.",
            ),
            (
                PDF_TITLE,
                "Four vessels ran aground",
                None,
                Audience::Circulated,
                MarkColour::Blue,
                "",
            ),
        ];
        for (title, words, kind, audience, colour, body) in notes {
            let ItemId::Document(document) = self.find(title)? else {
                return Err("a section cannot be marked".into());
            };
            let target = Target::Text(self.passage(document, words)?);
            let mark = Mark {
                style: MarkStyle::Highlight,
                colour,
            };
            let note = NewAnnotation {
                target,
                mark,
                body: body.to_owned(),
                kind,
                audience,
                author: Author::default(),
                created: None,
            };
            self.run(Command::Annotate(document, note))?;
        }
        let opening = self.history.pack().sections().next().map(|one| one.id);
        self.run(Command::AddPage {
            at: Location {
                section: opening,
                index: 1,
            },
            title: Template::LinesToTake.name().to_owned(),
            page: Template::LinesToTake.page(),
        })?;
        Ok(())
    }

    /// Where a document says these words first.
    fn passage(&self, document: DocumentId, words: &str) -> Result<TextSelector, Box<dyn Error>> {
        let request = export::ExportRequest {
            pack: self.history.pack(),
            sources: &self.sources,
            passwords: &Passwords::default(),
            cache: &PartCache::default(),
            copy: Copy::Speaking,
        };
        let pieces = export::texts(&request, Place::Document(document), &Progress::default())?;
        let piece = pieces.iter().find(|piece| piece.is_document);
        let content = piece.ok_or("the document is not shown")?.layer.content();
        let found = briefpack::text::find(&content, words);
        let range = found
            .first()
            .ok_or_else(|| format!("nothing says “{words}”"))?;
        Ok(anchor::describe(&content, range.clone()))
    }

    fn note(&mut self, title: &str, body: &str) -> Result<(), Box<dyn Error>> {
        if let ItemId::Document(id) = self.find(title)? {
            self.run(Command::SetNote(id, body.to_owned()))?;
        }
        Ok(())
    }
}
