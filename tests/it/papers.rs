//! A pack with notes on it, made through the library as the window makes it.

use std::path::Path;

use briefpack::anchor;
use briefpack::collect::collect_file;
use briefpack::edit::{Command, NewAnnotation, apply};
use briefpack::export::{self, Copy, ExportRequest, PartCache, Passwords, Place};
use briefpack::pack::{
    AnnotationId, AreaSelector, Audience, Author, DocumentId, ItemId, Location, Mark, MarkColour,
    MarkStyle, NoteKind, Pack, Target, Template,
};
use briefpack::progress::Progress;
use briefpack::store::{self, FileState, SaveOutcome, SourceStore};

use crate::desk::Desk;
use crate::exported::Exported;

/// Who wrote the notes.
pub const AUTHOR: (&str, &str) = ("Xaverine Quillfeather", "XQF");

/// A pack under construction, with its folder.
pub struct Papers {
    pub desk: Desk,
    pub pack: Pack,
    /// Who writes the next notes: name and initials.
    pub author: (&'static str, &'static str),
    sources: SourceStore,
}

impl Papers {
    pub fn new() -> Self {
        let desk = Desk::new();
        let sources = SourceStore::staged(&desk.path("session"), None);
        let mut pack = Pack::new("Summit");
        pack.marking.0 = "OFFICIAL".to_owned();
        Self {
            desk,
            pack,
            author: AUTHOR,
            sources,
        }
    }

    /// Adds a file as a document at the end.
    pub fn add(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> DocumentId {
        let path = self.desk.path(name);
        std::fs::write(&path, bytes).unwrap();
        let collected = collect_file(
            &path,
            None,
            &self.sources,
            &briefpack::progress::Progress::default(),
        )
        .unwrap();
        self.run(Command::AddDocuments {
            at: Location::top(self.pack.outline.len()),
            documents: collected.documents_with_comments(),
            sources: collected.sources,
        })
    }

    /// Adds a briefing page before everything else.
    pub fn add_page(&mut self, template: Template) -> DocumentId {
        self.run(Command::AddPage {
            at: Location::top(0),
            title: template.name().to_owned(),
            page: template.page(),
        })
    }

    fn run(&mut self, command: Command) -> DocumentId {
        let made = apply(&mut self.pack, command).unwrap();
        match made.first() {
            Some(ItemId::Document(id)) => *id,
            other => panic!("no document was made: {other:?}"),
        }
    }

    pub fn edit(&mut self, command: Command) {
        apply(&mut self.pack, command).unwrap();
    }

    /// Marks the first place where a document says `words`; with a body it is a note.
    pub fn mark(
        &mut self,
        document: DocumentId,
        words: &str,
        kind: Option<NoteKind>,
        audience: Audience,
        body: &str,
    ) -> AnnotationId {
        let target = Target::Text(self.selector(document, words));
        self.annotate(document, target, kind, audience, body)
    }

    pub fn area(&mut self, document: DocumentId, area: AreaSelector, body: &str) -> AnnotationId {
        let kind = Some(NoteKind::Question);
        self.annotate(
            document,
            Target::Area(area),
            kind,
            Audience::Circulated,
            body,
        )
    }

    fn annotate(
        &mut self,
        document: DocumentId,
        target: Target,
        kind: Option<NoteKind>,
        audience: Audience,
        body: &str,
    ) -> AnnotationId {
        let id = AnnotationId(self.pack.upcoming_id());
        let new = NewAnnotation {
            target,
            mark: Mark {
                style: MarkStyle::Highlight,
                colour: MarkColour::Green,
            },
            body: body.to_owned(),
            kind,
            audience,
            author: Author {
                name: self.author.0.to_owned(),
                initials: self.author.1.to_owned(),
            },
            created: "2026-11-20T10:00:00Z".parse().ok(),
        };
        self.edit(Command::Annotate(document, new));
        id
    }

    /// The passage where a document says `words` first.
    pub fn selector(&self, document: DocumentId, words: &str) -> briefpack::pack::TextSelector {
        let cache = PartCache::default();
        let passwords = Passwords::default();
        let request = self.request(&cache, &passwords, Copy::Speaking);
        let place = Place::Document(document);
        let texts = export::texts(&request, place, &Progress::default()).unwrap();
        let piece = texts.iter().find(|piece| piece.is_document).unwrap();
        let content = piece.layer.content();
        let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let found = briefpack::text::find(&content, words);
        let range = found.first().unwrap_or_else(|| {
            panic!("{words:?} is not in {:?}", squeezed(&content));
        });
        anchor::describe(&content, range.clone())
    }

    pub fn request<'a>(
        &'a self,
        cache: &'a PartCache,
        passwords: &'a Passwords,
        copy: Copy,
    ) -> ExportRequest<'a> {
        ExportRequest {
            pack: &self.pack,
            sources: &self.sources,
            passwords,
            cache,
            copy,
        }
    }

    /// Saves the pack and exports both copies with the program: circulation, then speaking.
    #[track_caller]
    pub fn export_both(&self) -> [Exported; 2] {
        let file = self.desk.path("P.ron");
        let known = FileState::of(&file).unwrap();
        let outcome = store::save(&file, &self.pack, &self.sources, &known).unwrap();
        assert!(matches!(outcome, SaveOutcome::Saved(_)));
        let arguments = [
            "export", "P.ron", "-o", "out.pdf", "--copy", "both", "--force",
        ];
        self.desk.run(arguments).expect(0);
        let at = |name: &str| Exported::open(&self.desk.path(name));
        [at("out.pdf"), at("out – speaking copy.pdf")]
    }

    pub fn folder(&self) -> &Path {
        self.desk.folder()
    }
}

/// A statement of several pages, in which each paragraph says something of its own.
pub fn statement(paragraphs: usize) -> String {
    let mut text = String::from("Statement on the river treaty\n\nPublished 12 March 2026\n\n");
    for number in 1..=paragraphs {
        text.push_str(&format!(
            "Paragraph {number} speaks of harbour number {number}. The river commission shall meet \
             in spring and report to ministers on the depth of the channel, on the state of the \
             banks and on the warnings that were given in time to the towns below harbour \
             {number}.\n\n"
        ));
    }
    text
}
