//! The reader: the pages of what is selected, as they will be exported, to read and to mark.

mod areas;
mod bar;
mod caret;
mod column;
mod find;
mod gesture;
mod gestures;
mod layout;
mod marks;
mod pages;
mod picked;
mod toolbar;

pub use column::Beside;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use eframe::egui::{self, Id, Vec2};

use crate::app::message::annotating::Pen;
use crate::app::message::entry::Entry;
use crate::app::message::pages::PageLook;
use crate::app::message::span::Span;
use crate::app::state::desk::Desk;
use crate::app::state::in_hand::InHand;
use crate::app::state::note_anchor::NoteAnchor;
use crate::app::state::pictures::{PictureCache, PictureUse, Pictures};
use crate::app::state::raster::SheetKey;
use crate::app::state::sheet::Sheet;
use crate::app::state::texts::caret::Caret;
use crate::app::state::texts::{Texts, passage};
use crate::app::view::reader::column::Rows;
use crate::app::view::reader::find::Finder;
use crate::app::view::reader::gesture::Gesture;
use crate::app::view::reader::layout::PageLayout;
use crate::app::view::reader::marks::Marks;
use crate::app::view::reader::picked::Picked;
use crate::edit::Revision;
use crate::pack::{AnnotationId, DocumentId, Target};

const SMALLEST_ZOOM: f32 = 0.25;
const LARGEST_ZOOM: f32 = 4.0;
/// A selection of more bytes than this is not what is looked for.
const LONGEST_SEARCH: usize = 80;
/// Screen points for each point of paper at 100 %.
const FULL_SIZE: f32 = 96.0 / 72.0;

/// What the reader is drawn with.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The open pack.
    pub desk: &'a Desk,
    /// The annotation in hand.
    pub in_hand: InHand,
    /// How the next mark is made.
    pub pen: &'a Pen,
    /// Whether the pages of the whole pack stand in one column.
    pub is_whole_pack: bool,
}

/// How large the pages are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Zoom {
    FitWidth,
    /// 1 is 100 %: an inch of paper is 96 points of the screen.
    Fixed(f32),
}

/// A sheet, and the number by which its pictures are known.
#[derive(Clone)]
struct Shown {
    generation: u64,
    sheet: Arc<Sheet>,
    /// The marks that are drawn on its pages.
    drawn: Arc<BTreeSet<AnnotationId>>,
}

impl Shown {
    fn new(generation: u64, sheet: Sheet) -> Self {
        Self {
            generation,
            drawn: Arc::new(sheet.marks.iter().map(|mark| mark.annotation).collect()),
            sheet: Arc::new(sheet),
        }
    }

    fn key(&self) -> SheetKey {
        SheetKey::of_reader(self.generation)
    }
}

/// What stays where it is on the screen although pages before it get taller, or all get larger: a
/// place of a page's own content, without what is stamped on it.
#[derive(Debug, Clone, Copy)]
struct KeptPlace {
    entry: Entry,
    /// The page of the entry, counted from 0.
    page: u32,
    /// How far down on it, in points of paper; negative above it.
    down_pt: f32,
    /// How far below the upper edge of the view it is, in points of the screen.
    below: f32,
}

/// A page that was gone to. It is the one that is read until the view moves: of several small pages in
/// sight, the one in the middle may be another.
#[derive(Debug, Clone, Copy)]
struct Landed {
    entry: Entry,
    page: u32,
    /// Where the view came to rest, in points of the screen.
    rest: Option<f32>,
}

/// What is to be brought into sight when it is known where it stands.
#[derive(Debug, Clone, PartialEq)]
enum Goal {
    Mark(AnnotationId),
    /// A passage of an entry, which is then selected.
    Passage(Entry, Span),
    /// The hit of a search that is the current one.
    Hit,
}

/// The state of the reader.
pub struct Reader {
    pictures: Pictures,
    shown: Option<Shown>,
    /// The sheet before: its pictures are shown until those of the new one are there.
    previous: Option<Shown>,
    /// What is seen before and after that, where the pack is read as one; the latest first.
    sheets: Vec<Shown>,
    /// Pages of that which lack.
    beside: Option<Beside>,
    /// What cannot be shown, in which state of the pack.
    lacking: Vec<(Entry, Revision)>,
    /// What stood at the upper edge of the view in the last frame.
    kept_place: Option<KeptPlace>,
    /// How far the pages are scrolled, in points of the screen.
    scrolled: Vec2,
    generations: u64,
    zoom: Zoom,
    shown_zoom: f32,
    current: u32,
    go_to: Option<u32>,
    /// How many rows the view is to move, by "next page" and "previous page".
    steps: i32,
    /// The number of the page in the middle of the view, where the pack is read as one.
    number: Option<u32>,
    /// The page to go to when the sheet of this entry is there.
    awaited: Option<(Entry, u32)>,
    landed: Option<Landed>,
    /// Where the pages lay in the last frame, and what they were.
    layout: Option<PageLayout>,
    rows: Option<Rows>,
    /// The row in the middle of the view.
    row: Option<u32>,
    /// The text of what is shown, and how often there was a new one.
    texts: Option<(Entry, Arc<Texts>)>,
    text_generations: u64,
    marks: Marks,
    picked: Option<Picked>,
    gesture: Option<Gesture>,
    /// Where words are selected by the keyboard.
    caret: Option<Caret>,
    /// A caret is wanted as soon as the text is there.
    wants_caret: bool,
    /// The last press: when, where, and how many came quickly one after the other.
    last_press: Option<(f64, egui::Pos2, u8)>,
    /// Whether a drag draws an area wherever it begins.
    is_marking_areas: bool,
    /// The document whose pages without text were spoken of.
    told_of_no_text: Option<Entry>,
    /// Until when the person is told that a page has no text, in seconds of the window's clock.
    tells_until: f64,
    /// The mark that the menu at the pointer is for.
    menu_for: Option<AnnotationId>,
    goal: Option<Goal>,
    /// How far the wheel was turned over the cards beside the pages, in points.
    turned: f32,
    finder: Finder,
    /// The pages are to take the keyboard.
    wants_keyboard: bool,
    /// Whether the pages were drawn in this frame.
    is_drawn: bool,
    /// Why what is selected cannot be shown.
    pub failure: Option<String>,
    /// Whether a new sheet is being made.
    pub is_waiting: bool,
}

/// The pages as one widget that can have the keyboard.
fn canvas_id() -> Id {
    Id::unique("reader-pages")
}

impl Reader {
    /// A reader that shows nothing yet.
    pub fn new(cache: &Rc<RefCell<PictureCache>>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            pictures: Pictures::new(PictureUse::Page, cache, wake),
            shown: None,
            previous: None,
            sheets: Vec::new(),
            beside: None,
            lacking: Vec::new(),
            kept_place: None,
            scrolled: Vec2::ZERO,
            generations: 0,
            zoom: Zoom::FitWidth,
            shown_zoom: 1.0,
            current: 0,
            go_to: None,
            steps: 0,
            number: None,
            awaited: None,
            landed: None,
            layout: None,
            rows: None,
            row: None,
            texts: None,
            text_generations: 0,
            marks: Marks::default(),
            picked: None,
            gesture: None,
            caret: None,
            wants_caret: false,
            last_press: None,
            is_marking_areas: false,
            told_of_no_text: None,
            tells_until: 0.0,
            menu_for: None,
            goal: None,
            turned: 0.0,
            finder: Finder::default(),
            wants_keyboard: false,
            is_drawn: false,
            failure: None,
            is_waiting: false,
        }
    }

    pub fn show(&mut self, sheet: Sheet) {
        self.is_waiting = false;
        self.failure = None;
        let old = self.shown.as_ref();
        let is_same = old.is_some_and(|old| old.sheet.entry == sheet.entry);
        if is_same
            && let Some(old) = self.shown.as_mut()
            && old.sheet.bytes == sheet.bytes
        {
            // What is known of the pages may have changed all the same.
            old.sheet = Arc::new(sheet);
            return;
        }
        self.previous = self.shown.take().filter(|_| is_same);
        let awaited = self.awaited.filter(|(entry, _)| *entry == sheet.entry);
        if sheet.numbers.is_some() {
            self.awaited = None;
        }
        if !is_same {
            self.current = 0;
            self.go_to = Some(awaited.map_or(0, |(_, page)| page));
            self.picked = None;
            self.gesture = None;
        } else if let Some(first) = &self.previous
            && first.sheet.numbers.is_none()
        {
            // Notes before the document may be what was asked for.
            self.go_to = awaited.map(|(_, page)| page).or(self.go_to);
            for kept in self
                .kept_place
                .iter_mut()
                .filter(|kept| kept.entry == sheet.entry)
            {
                kept.page = sheet.same_page(kept.page, &first.sheet);
            }
            for landed in self
                .landed
                .iter_mut()
                .filter(|landed| landed.entry == sheet.entry)
            {
                landed.page = sheet.same_page(landed.page, &first.sheet);
            }
        }
        self.generations += 1;
        self.shown = Some(Shown::new(self.generations, sheet));
    }

    /// Takes in the text of an entry's pages.
    pub fn show_texts(&mut self, entry: Entry, texts: Texts) {
        let texts = Arc::new(texts);
        let old = self.texts.replace((entry, Arc::clone(&texts)));
        self.text_generations += 1;
        let old = old.filter(|(of, _)| *of == entry).map(|(_, old)| old);
        let is_other = old.is_none();
        self.picked = self
            .picked
            .take()
            .and_then(|picked| picked.on(old.as_deref()?, &texts));
        self.gesture = None;
        self.put_caret(&texts, is_other);
        self.finder.search(&texts, None);
    }

    /// The text of what is shown.
    fn texts(&self) -> Option<&Arc<Texts>> {
        let entry = self.entry()?;
        let (of, texts) = self.texts.as_ref()?;
        (*of == entry).then_some(texts)
    }

    /// What is shown.
    pub fn entry(&self) -> Option<Entry> {
        self.shown.as_ref().map(|shown| shown.sheet.entry)
    }

    /// The sheet with all pages of what is shown, and the number by which it is known.
    pub fn sheet(&self) -> Option<(u64, Arc<Sheet>)> {
        let mut sheets = [&self.shown, &self.previous].into_iter().flatten();
        let shown = sheets.find(|shown| shown.sheet.is_whole())?;
        Some((shown.generation, Arc::clone(&shown.sheet)))
    }

    /// The page of an entry that is read, or will be when its pages are there; counted from 0.
    pub fn page_to_show(&self, entry: Entry) -> u32 {
        let awaited = self
            .awaited
            .filter(|(of, _)| *of == entry)
            .map(|(_, page)| page);
        let here = (self.entry() == Some(entry)).then_some(self.current);
        awaited.or(self.go_to).or(here).unwrap_or_default()
    }

    /// The sheet of which a picture of the current page is shown.
    pub fn pictured(&self) -> Option<Arc<Sheet>> {
        let shown = self.shown.as_ref()?;
        let page = shown.sheet.in_pdf(self.current)?;
        let is_there = self.pictures.has_any(shown.key(), page);
        is_there.then(|| Arc::clone(&shown.sheet))
    }

    /// The page in the middle of the view, counted from 0.
    pub fn current_page(&self) -> u32 {
        self.current
    }

    /// The pages of the sheet that are the document's own; see [`Sheet::own_pages`].
    pub fn own_pages(&self) -> Option<Range<u32>> {
        self.shown.as_ref()?.sheet.own_pages.clone()
    }

    /// Goes to a page of an entry, counted from 0; its sheet may still be on its way.
    pub fn go_to(&mut self, entry: Entry, page: u32) {
        if self.entry() == Some(entry) {
            self.go_to = Some(page);
        } else {
            self.awaited = Some((entry, page));
        }
    }

    /// Selects a passage of an entry and brings it into sight, as soon as its text is there.
    pub fn go_to_passage(&mut self, entry: Entry, span: Span) {
        self.goal = Some(Goal::Passage(entry, span));
    }

    /// Shows nothing.
    pub fn clear(&mut self) {
        self.leave();
        self.is_waiting = false;
        self.caret = None;
    }

    /// Shows no pages until those of something else are there. A caret stands on those again.
    pub fn leave(&mut self) {
        self.shown = None;
        self.previous = None;
        self.beside = None;
        self.kept_place = None;
        self.landed = None;
        self.number = None;
        self.failure = None;
        self.is_waiting = true;
        self.layout = None;
        self.rows = None;
        self.row = None;
        self.texts = None;
        self.picked = None;
        self.gesture = None;
        self.pictures.forget_wishes();
    }

    /// Ends a frame: where something else stands in the place of the pages, nothing of them is wanted.
    pub fn rest_unless_drawn(&mut self) {
        if !std::mem::take(&mut self.is_drawn) {
            self.pictures.forget_wishes();
            self.beside = None;
        }
    }

    /// Whether every page in sight is there as a picture; for tests and pictures of the window.
    pub fn is_settled(&self) -> bool {
        !self.is_waiting && self.beside.is_none() && self.pictures.is_settled()
    }

    /// Whether the pages have the keyboard.
    pub fn has_keyboard(ctx: &egui::Context) -> bool {
        ctx.memory(|memory| memory.has_focus(canvas_id()))
    }

    /// All marks of the sheet that is shown, in reading order, as of the last frame.
    pub fn anchors(&self) -> Vec<NoteAnchor> {
        let layout = self.layout.as_ref();
        layout.map_or_else(Vec::new, |layout| self.marks.anchors(layout))
    }

    /// Whether words or an area are selected that can be marked.
    pub fn can_mark(&self, desk: &Desk) -> bool {
        let picked = self.picked.as_ref().zip(self.texts());
        picked.is_some_and(|(picked, texts)| picked.is_content(texts))
            && self.document(desk).is_some()
    }

    /// Whether words are selected.
    pub fn can_copy(&self) -> bool {
        matches!(self.picked, Some(Picked::Text(_)))
    }

    /// Whether areas can be drawn on what is shown.
    pub fn can_mark_areas(&self, desk: &Desk) -> bool {
        self.document(desk).is_some()
    }

    /// The document that is shown, if it can be marked.
    fn document(&self, desk: &Desk) -> Option<DocumentId> {
        let Entry::Item(crate::pack::ItemId::Document(id)) = self.entry()? else {
            return None;
        };
        let document = desk.pack().document(id)?;
        document.page().is_none().then_some(id)
    }

    /// What is selected, as what a mark is on.
    pub fn target(&self, desk: &Desk) -> Option<(DocumentId, Target)> {
        let document = self.document(desk)?;
        let target = self.picked.as_ref()?.target(self.texts()?)?;
        Some((document, target))
    }

    /// Whether an area is selected, rather than words.
    pub fn is_area_picked(&self) -> bool {
        matches!(self.picked, Some(Picked::Area(_)))
    }

    /// What is selected, as it goes to the clipboard.
    pub fn selected_words(&self) -> Option<String> {
        let Some(Picked::Text(text)) = &self.picked else {
            return None;
        };
        let words = self.texts()?.copied(&text.span);
        (!words.is_empty()).then_some(words)
    }

    /// What is selected, with where it is from.
    pub fn citation(&self, desk: &Desk) -> Option<String> {
        let words = self.selected_words()?;
        let sheet = &self.shown.as_ref()?.sheet;
        let Some(Picked::Text(text)) = &self.picked else {
            return None;
        };
        let first = text.quads.first().map_or(0, |(page, _)| *page);
        let last = text.quads.last().map_or(first, |(page, _)| *page);
        let title = match sheet.entry {
            Entry::Cover => "Cover",
            Entry::Contents => "Contents",
            Entry::Sources => "Sources",
            Entry::Item(item) => desk.pack().title_of(item).unwrap_or_default(),
        };
        let pages = sheet.number(first)?..=sheet.number(last)?;
        Some(passage::citation(&words, title, &pages))
    }

    /// Selects all of the text that the current page is part of.
    pub fn select_all(&mut self) {
        self.picked = self
            .texts()
            .and_then(|texts| texts.all(self.current))
            .zip(self.texts())
            .map(|(span, texts)| Picked::words(span, texts));
    }

    /// Drops what is selected.
    pub fn drop_picked(&mut self) {
        self.picked = None;
        self.gesture = None;
    }

    /// Gives the pages the keyboard.
    pub fn take_keyboard(&mut self) {
        self.wants_keyboard = true;
    }

    /// Brings what was taken in hand elsewhere into sight.
    pub fn follow(&mut self, in_hand: &mut InHand) {
        if std::mem::take(&mut in_hand.is_to_show) {
            self.goal = in_hand.annotation.map(Goal::Mark);
        }
    }

    /// The words to look for in the whole pack: those that are selected, else those that were
    /// looked for in the document.
    pub fn words_to_find(&self) -> Option<String> {
        let is_short = |words: &String| words.len() <= LONGEST_SEARCH && !words.contains('\n');
        let selected = self.selected_words().filter(is_short);
        selected.or_else(|| Some(self.finder.words().to_owned()))
    }

    /// Scrolls the pages by so many points, as the wheel does.
    pub fn scroll(&mut self, points: f32) {
        self.turned += points;
    }

    /// Gives up what is selected or about to be drawn. Returns whether there was anything.
    pub fn give_up(&mut self) -> bool {
        let had_tool = std::mem::take(&mut self.is_marking_areas);
        let had_gesture = self.gesture.take().is_some();
        let had_caret = self.caret.take().is_some();
        self.picked.take().is_some() || had_tool || had_gesture || had_caret
    }

    /// The number in the pack of the page in the middle of the view, counted from 1.
    pub fn number_in_sight(&self) -> Option<u32> {
        let sheet = &self.shown.as_ref()?.sheet;
        self.number.or_else(|| sheet.number(self.current))
    }

    /// Shows the pages larger or smaller, or others of them.
    pub fn look(&mut self, look: PageLook) {
        let zoomed = |factor: f32, zoom: f32| {
            Zoom::Fixed((zoom * factor).clamp(SMALLEST_ZOOM, LARGEST_ZOOM))
        };
        match look {
            PageLook::Larger => self.zoom = zoomed(1.25, self.shown_zoom),
            PageLook::Smaller => self.zoom = zoomed(0.8, self.shown_zoom),
            PageLook::FitWidth => self.zoom = Zoom::FitWidth,
            PageLook::Next => self.steps += 1,
            PageLook::Previous => self.steps -= 1,
        }
    }

    /// Has a drag draw an area, or select words again.
    pub fn switch_area_marking(&mut self) {
        self.is_marking_areas = !self.is_marking_areas;
        self.picked = None;
        self.wants_keyboard = true;
    }
}
