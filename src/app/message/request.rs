//! What panels and dialogs ask for. They never change the pack themselves: they put requests into
//! an outbox while they draw, and the requests are carried out after drawing.

use std::path::PathBuf;

use crate::app::message::action::{Action, Availabilities, Availability};
use crate::app::message::annotating::{Pen, SidePane};
use crate::app::message::cite::{CitePlace, ToCite};
use crate::app::message::entry::{Entry, Pick};
use crate::app::message::go_to::GoTo;
use crate::app::message::offers::OffersAnswer;
use crate::app::message::order::Order;
use crate::app::message::pages::PagesRequest;
use crate::app::message::question::Question;
use crate::app::message::revising::{Compared, LayoutChoice};
use crate::app::message::saving::Over;
use crate::app::message::span::Span;
use crate::app::message::then::Then;
use crate::edit::Command;
use crate::import::Proposal;
use crate::library::in_natural_order;
use crate::pack::{AnnotationId, DocumentId, Location, Mark, SourceId, Template};
use crate::store::Recoverable;

/// Something to do after drawing.
pub enum Request {
    /// Change the pack.
    Edit(Command),
    /// Do what a menu entry, button or shortcut stands for.
    Act(Action),
    /// Change what is selected in the outline.
    Select(Entry, Pick),
    /// Change what is selected, by a row of another list, whose rows are these.
    PickFrom(Vec<Entry>, Entry, Pick),
    /// Select all rows of another list.
    SelectAllOf(Vec<Entry>),
    /// Move the cursor of the outline by this many rows.
    Step(isize, Pick),
    /// Add files to the pack.
    Import {
        files: Vec<PathBuf>,
        /// Where they go; `None` for after the selection.
        at: Option<Location>,
    },
    /// Paste this text: what was cut here, files that were copied in the file manager, or a text
    /// that becomes a document.
    PasteText(String),
    PastePicture(std::sync::Arc<eframe::egui::ColorImage>),
    /// Say what of that came with files is added.
    AnswerOffers(OffersAnswer),
    /// Say how a file of several publications is split.
    AnswerSplit(Option<Vec<Proposal>>),
    /// Say the password of a file that is being imported.
    AnswerPassword(PasswordAnswer),
    /// Say the password of a source that is in the pack.
    Unlock(SourceId, String),
    /// Open a pack.
    Open(PathBuf),
    /// Take up work that was not saved.
    Restore(Box<Recoverable>),
    /// Throw away work that was not saved.
    Discard(Box<Recoverable>),
    /// Write PDFs.
    Export(Box<Order>),
    /// Ask for the file that the PDF is written to.
    ChooseExportFile,
    /// Save, then go on with what was asked for.
    Save(Option<Then>),
    /// Ask where to save, then save, then go on with what was asked for.
    SaveAs(Option<Then>),
    /// Ask where to save beside somebody else's version, then save, then go on with what was asked
    /// for.
    SaveCopy(Option<Then>),
    /// Save to this file, then go on with what was asked for.
    SaveTo(PathBuf, Over, Option<Then>),
    /// Read what somebody else saved to the pack's file.
    LookAtTheirs(PathBuf),
    /// Open a pack in a window of its own.
    OpenInNewWindow(PathBuf),
    /// Go on with what was asked for, without saving.
    Abandon(Then),
    /// Take a path that was typed where no file dialog could be shown.
    TypedPath(Question, PathBuf, Option<Then>),
    /// Open a file or folder with the program the system has for it.
    OpenOutside(PathBuf),
    /// Take a folder out of the library.
    RemoveLibraryFolder(PathBuf),
    /// Have the reading of new documents of the library wait, or go on.
    PauseLibrary(bool),
    /// Keep a document's layout, or let its text flow.
    SetLayout(DocumentId, LayoutChoice),
    /// Stop a piece of work.
    CancelJob(crate::jobs::JobId),
    /// Count the pages although that was stopped.
    CountPages,
    /// Fold or unfold a section.
    ToggleFold(crate::pack::ItemId),
    /// Show this page of the pack.
    GoToPage(u32),
    /// Read what the pages in sight are of, without moving them.
    ReadOn(Entry),
    /// Do or show what was chosen in the command palette.
    GoTo(GoTo),
    /// Mark what is selected in the reader; with words, write a note on it.
    MarkPicked(Mark, Writing),
    /// Put what is selected in the reader on the clipboard.
    CopyPicked,
    /// Show a passage of an entry, and select it.
    ShowPassage(Entry, Span),
    /// Take an annotation in hand, wherever in the pack it is: its document is shown, its passage
    /// and its card come into sight.
    ShowNote(AnnotationId),
    /// Take the annotation in hand and put the keyboard into its text.
    WriteNote(AnnotationId),
    /// Have no annotation in hand.
    DropNote,
    /// Show this beside the pages.
    ShowSide(SidePane),
    /// Add a briefing page after what is selected.
    AddBriefingPage(Template),
    /// Put a new version in the place of a source.
    ReplaceSource(Box<Compared>),
    /// Cite things on a briefing page.
    Cite(DocumentId, Vec<ToCite>, CitePlace),
    /// Change how the next mark or note is made.
    SetPen(Pen),
    /// Change what documents show of their sources.
    Pages(PagesRequest),
    /// List what would need a look in an export.
    ShowFindings,
    /// Forget a pack in the list of recent ones.
    ForgetRecent(PathBuf),
}

/// What the person says when a file that is being imported needs a password.
pub enum PasswordAnswer {
    Try(String),
    /// Add the file locked: its pages show what is missing until the password is given.
    AddLocked,
    /// Leave the file out.
    LeaveOut,
}

/// Whether a new mark is a note that is to be written at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    /// The mark is all.
    No,
    /// The keyboard goes to the text of its card.
    AtOnce,
}

impl Request {
    /// What files that were dropped on the window ask for: a pack is opened, all else is added.
    pub fn for_dropped(files: Vec<PathBuf>, at: Option<Location>) -> Self {
        let is_pack = |file: &PathBuf| {
            file.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("ron"))
        };
        match files.as_slice() {
            [pack] if is_pack(pack) => Self::Open(pack.clone()),
            // The system tells of files in no order that a person would know.
            _ => Self::Import {
                files: in_natural_order(files),
                at,
            },
        }
    }
}

/// The actions that switch something, and whether it is on.
pub type Switches = Vec<(Action, bool)>;

/// Requests, in the order in which they were made, and which of them can be made now.
#[derive(Default)]
pub struct Outbox {
    requests: Vec<Request>,
    availabilities: Availabilities,
    switches: Switches,
}

impl Outbox {
    /// Asks for something.
    pub fn push(&mut self, request: Request) {
        self.requests.push(request);
    }

    /// Asks for a change to the pack.
    pub fn edit(&mut self, command: Command) {
        self.push(Request::Edit(command));
    }

    /// Asks for an action.
    pub fn act(&mut self, action: Action) {
        self.push(Request::Act(action));
    }

    /// Whether an action can be done now.
    pub fn availability(&self, action: Action) -> Availability {
        self.availabilities.get(action)
    }

    /// Whether what an action switches is on; `None` for those that switch nothing.
    pub fn is_on(&self, action: Action) -> Option<bool> {
        let mut switches = self.switches.iter();
        let found = switches.find(|(of, _)| *of == action);
        found.map(|(_, is_on)| *is_on)
    }

    /// Takes in what can be done from now on, and what is on.
    pub fn set_availabilities(&mut self, availabilities: Availabilities, switches: Switches) {
        self.availabilities = availabilities;
        self.switches = switches;
    }

    /// Takes the requests out.
    pub fn take(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.requests)
    }
}
