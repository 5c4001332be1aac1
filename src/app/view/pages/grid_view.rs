//! Which pages of a source the grid shows, and in which order.

use crate::app::message::pages::Cell;
use crate::app::state::pages::cells::{lay_out, places_by_key};
use crate::app::view::pages::grid::Grid;
use crate::pack::{DocumentId, ShownPage};

impl Grid {
    /// The document whose pages are shown.
    fn document(&self) -> Option<DocumentId> {
        let source = self.source.as_ref()?.as_ref().ok()?;
        Some(source.document)
    }

    /// All pages of the source.
    fn all(&self) -> &[Cell] {
        let document = self.document();
        let all = document.and_then(|document| self.arranged.get(&document));
        all.map_or(&[], Vec::as_slice)
    }

    /// Whether the document leaves out pages of its source.
    pub(super) fn leaves_out(&self) -> bool {
        self.all().iter().any(|cell| !cell.is_shown)
    }

    /// An excerpt is shown as it is, until the person asks for more; of a document that is shown
    /// whole, what is then left out stays in sight.
    pub(super) fn choose_view(&mut self) {
        let shows_all_of = self
            .document()
            .and_then(|document| self.shows_all_of.get(&document));
        self.shows_all = shows_all_of.copied().unwrap_or(!self.leaves_out());
        self.view();
    }

    /// Shows all pages of the source, or those of the document alone.
    pub(super) fn show_all(&mut self, shows_all: bool) {
        if let Some(document) = self.document() {
            self.shows_all_of.insert(document, shows_all);
        }
        self.shows_all = shows_all;
        self.view();
    }

    fn view(&mut self) {
        let is_seen = |cell: &&Cell| self.shows_all || cell.is_shown;
        let cells = self.all().iter().filter(is_seen).copied().collect();
        self.set_cells(cells);
    }

    /// Lays all pages of the source out.
    pub(super) fn lay_out(&mut self, shown: &[ShownPage]) {
        let Some(Ok(source)) = &self.source else {
            return;
        };
        let before = self.arranged.get(&source.document);
        let before = before.map_or(&[][..], Vec::as_slice);
        let cells = lay_out(source.count(), shown, before, &source.turns);
        self.arranged.insert(source.document, cells);
        self.view();
    }

    /// Lays the pages of a document out as they will be, before the change is worked out, or as
    /// they were before one that is given up.
    pub fn expect(&mut self, document: DocumentId, shown: &[ShownPage]) {
        if self.document() == Some(document) {
            self.lay_out(shown);
            // A step may be undone before its pages were laid out: the pack is then as it was when
            // they last were, and the cells are not.
            self.sheet.forget();
        }
    }

    /// What is chosen stays chosen, wherever it is now. A cursor whose page has gone goes to the
    /// next one.
    fn set_cells(&mut self, cells: Vec<Cell>) {
        let old = std::mem::replace(&mut self.cells, cells);
        let places = places_by_key(&self.cells);
        let place_of = |cell: &Cell| places.get(&cell.key()).copied();
        let before = self.chosen.cursor().and_then(|cursor| old.get(..cursor));
        let next = before.map(|before| before.iter().filter_map(place_of).count());
        self.chosen.remap(|place| place_of(old.get(place)?));
        if self.chosen.cursor().is_none() {
            let last = self.cells.len().checked_sub(1);
            self.chosen
                .set_cursor(next.zip(last).map(|(next, last)| next.min(last)));
        }
    }
}
