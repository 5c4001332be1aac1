//! What the pointer does on the pages while its button is down.

use std::ops::Range;

use eframe::egui::Pos2;

use crate::app::view::reader::picked::Unit;
use crate::text::Point;

/// What the pointer does while its button is down.
#[derive(Debug, Clone)]
pub enum Gesture {
    /// Words are selected.
    Words {
        /// The piece of the text in which the press was.
        piece: usize,
        /// What was selected by the press.
        anchor: Range<usize>,
        /// By what the selection grows.
        unit: Unit,
        /// Where the press was.
        from: Pos2,
        /// Whether it is more than a click.
        has_begun: bool,
    },
    /// A rectangle is drawn on a page.
    Area {
        /// The page of the sheet.
        page: u32,
        /// Where it begins.
        from: Point,
        /// Where it ends.
        to: Point,
    },
    /// What was pressed is read from now on; words are selected as soon as they are known.
    Later {
        /// Where the press was.
        from: Pos2,
    },
    /// Nothing can be selected here.
    Click,
}
