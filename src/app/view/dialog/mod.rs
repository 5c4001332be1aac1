//! Dialogs: one file each. One is shown at a time; the others wait.

mod about;
mod compare_versions;
mod conflict;
mod export;
mod guard;
mod import_report;
mod marking;
mod offers;
mod palette;
mod password;
mod path;
mod problems;
mod recovery;
mod replace;
mod settings;
mod split;
mod template;

pub use compare_versions::CompareVersions;
pub use conflict::Conflict;
pub use export::{ExportDone, ExportSetup};
pub use guard::Guard;
pub use import_report::{ImportReport, Notice};
pub use marking::RaiseMarking;
pub use offers::Offers;
pub use palette::Palette;
pub use password::Password;
pub use path::TypePath;
pub use problems::Problems;
pub use recovery::Recovery;
pub use replace::Replace;
pub use settings::Settings;
pub use split::Split;
pub use template::ChooseTemplate;

use eframe::egui::{self, Align2, Frame, Id, Modal, Ui, vec2};

use crate::app::message::offers::OffersAnswer;
use crate::app::message::request::{Outbox, PasswordAnswer, Request};
use crate::app::state::desk::Desk;
use crate::app::view::theme;

/// A dialog that is open or waits to be shown.
pub enum Dialog {
    /// How a file of several publications is split.
    Split(Split),
    /// What of that came with files is added.
    Offers(Offers),
    /// The password of a file.
    Password(Password),
    /// Where the PDF goes and how it looks.
    Export(ExportSetup),
    /// The PDF is written.
    ExportDone(ExportDone),
    /// Unsaved changes are in the way.
    Guard(Guard),
    /// A pack would be saved over something else.
    Replace(Replace),
    /// Somebody else has changed the pack's file.
    Conflict(Conflict),
    /// Unsaved work was found at the start.
    Recovery(Recovery),
    /// Things that went wrong, each with its file, reason and hint.
    Problems(Problems),
    /// What became of files that were added.
    ImportReport(ImportReport),
    /// A path to type, where no file dialog could be shown.
    TypePath(TypePath),
    /// What a new version of a source changes.
    CompareVersions(Box<CompareVersions>),
    /// Papers were added that are marked higher than the pack.
    RaiseMarking(RaiseMarking),
    /// Which kind of briefing page is added.
    Template(ChooseTemplate),
    /// Who writes, what new notes are, the theme.
    Settings(Settings),
    /// The command palette.
    Palette(Box<Palette>),
    /// The keyboard shortcuts.
    Shortcuts,
    /// What this program is.
    About,
}

/// Whether a dialog stays open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stay {
    /// It is still needed.
    Open,
    /// It was answered or closed.
    Closed,
}

impl Dialog {
    fn title(&self) -> String {
        match self {
            Self::Split(split) => split.title(),
            Self::Offers(offers) => offers.title(),
            Self::Password(_) => "Password needed".to_owned(),
            Self::Export(_) => "Export PDF".to_owned(),
            Self::ExportDone(done) if done.written.len() > 1 => "The PDFs are ready".to_owned(),
            Self::ExportDone(_) => "The PDF is ready".to_owned(),
            Self::Guard(_) => "Save the changes?".to_owned(),
            Self::Replace(_) => "Replace the pack?".to_owned(),
            Self::Conflict(dialog) => dialog.title().to_owned(),
            Self::Recovery(_) => "Unsaved work was found".to_owned(),
            Self::Problems(problems) => problems.title.clone(),
            Self::ImportReport(report) => report.title(),
            Self::TypePath(path) => path.question.purpose.title().to_owned(),
            Self::CompareVersions(dialog) => dialog.title(),
            Self::RaiseMarking(dialog) => dialog.title(),
            Self::Template(_) => "Add a briefing page".to_owned(),
            Self::Settings(_) => "Settings".to_owned(),
            Self::Palette(_) => "Go to".to_owned(),
            Self::Shortcuts => "Keyboard shortcuts".to_owned(),
            Self::About => "About Briefpack".to_owned(),
        }
    }

    fn width(&self) -> f32 {
        match self {
            Self::Split(_) => 940.0,
            Self::CompareVersions(_) => 720.0,
            Self::Palette(_) => 640.0,
            Self::Problems(_)
            | Self::ExportDone(_)
            | Self::ImportReport(_)
            | Self::Offers(_)
            | Self::Conflict(_) => 560.0,
            Self::Shortcuts => 460.0,
            _ => 440.0,
        }
    }

    /// Draws the dialog; says whether it stays.
    pub fn ui(&mut self, ctx: &egui::Context, desk: Option<&Desk>, outbox: &mut Outbox) -> Stay {
        let title = self.title();
        let screen = ctx.content_rect().size();
        let width = self.width().min(screen.x - 80.0);
        let frame = Frame::popup(&ctx.global_style())
            .inner_margin(20)
            .corner_radius(10);
        let mut modal = Modal::new(Id::unique("dialog")).frame(frame);
        if matches!(self, Self::Palette(_)) {
            // Its list grows and shrinks below a field that keeps its place.
            let area = Modal::default_area(Id::unique("dialog"));
            modal = modal.area(area.anchor(Align2::CENTER_TOP, vec2(0.0, 80.0)));
        }
        let was_writing = ctx.text_edit_focused();
        let response = modal.show(ctx, |ui| {
            ui.set_width(width);
            ui.set_max_height(screen.y - 120.0);
            ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
            ui.label(theme::heading(&title));
            ui.add_space(4.0);
            self.body(ui, desk, outbox)
        });
        // The first Escape leaves the field; a stray click beside the dialog must not undo work.
        let by_click = response.backdrop_response.clicked();
        let is_meant = if by_click {
            !self.holds_work()
        } else {
            !was_writing || matches!(self, Self::Palette(_))
        };
        if response.should_close() && is_meant && response.inner == Stay::Open {
            self.cancel(outbox);
            return Stay::Closed;
        }
        response.inner
    }

    /// Whether the person may have done work in it that closing would throw away, or it says what is
    /// said only once.
    fn holds_work(&self) -> bool {
        matches!(
            self,
            Self::Split(_)
                | Self::Offers(_)
                | Self::Password(_)
                | Self::Recovery(_)
                | Self::ImportReport(_)
                | Self::Conflict(_)
        )
    }

    /// Whether it is about the pack that is open, and means nothing for another.
    pub fn is_of_the_pack(&self) -> bool {
        match self {
            Self::Split(_)
            | Self::Offers(_)
            | Self::Password(_)
            | Self::Export(_)
            | Self::Guard(_)
            | Self::Template(_)
            | Self::CompareVersions(_)
            | Self::RaiseMarking(_)
            | Self::Replace(_)
            | Self::Conflict(_) => true,
            Self::TypePath(path) => path.question.purpose.is_of_the_pack(),
            Self::ExportDone(_)
            | Self::Recovery(_)
            | Self::Problems(_)
            | Self::ImportReport(_)
            | Self::Settings(_)
            | Self::Palette(_)
            | Self::Shortcuts
            | Self::About => false,
        }
    }

    fn body(&mut self, ui: &mut Ui, desk: Option<&Desk>, outbox: &mut Outbox) -> Stay {
        match self {
            Self::Split(dialog) => dialog.ui(ui, outbox),
            Self::Offers(dialog) => dialog.ui(ui, outbox),
            Self::Password(dialog) => dialog.ui(ui, outbox),
            Self::Export(dialog) => dialog.ui(ui, desk, outbox),
            Self::ExportDone(dialog) => dialog.ui(ui, outbox),
            Self::Guard(dialog) => dialog.ui(ui, outbox),
            Self::Replace(dialog) => dialog.ui(ui, outbox),
            Self::Conflict(dialog) => dialog.ui(ui, outbox),
            Self::Recovery(dialog) => dialog.ui(ui, outbox),
            Self::Problems(dialog) => dialog.ui(ui),
            Self::ImportReport(dialog) => dialog.ui(ui, outbox),
            Self::TypePath(dialog) => dialog.ui(ui, outbox),
            Self::Template(dialog) => dialog.ui(ui, outbox),
            Self::RaiseMarking(dialog) => dialog.ui(ui, outbox),
            Self::CompareVersions(dialog) => dialog.ui(ui, outbox),
            Self::Settings(dialog) => dialog.ui(ui, outbox),
            Self::Palette(dialog) => dialog.ui(ui, desk, outbox),
            Self::Shortcuts => about::shortcuts(ui),
            Self::About => about::about(ui),
        }
    }

    /// What closing without an answer means.
    fn cancel(&mut self, outbox: &mut Outbox) {
        match self {
            Self::Split(_) => outbox.push(Request::AnswerSplit(None)),
            Self::Offers(_) => outbox.push(Request::AnswerOffers(OffersAnswer::Cancel)),
            Self::Password(_) => {
                outbox.push(Request::AnswerPassword(PasswordAnswer::LeaveOut));
            }
            _ => {}
        }
    }
}

/// The buttons at the foot of a dialog, from the right: the one that is expected comes first.
fn buttons<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.add_space(8.0);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    ui.allocate_ui_with_layout(vec2(ui.available_width(), 32.0), layout, add)
        .inner
}
