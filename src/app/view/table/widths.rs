//! How wide the columns are: as wide as what stands in them, as far as there is room; the title has
//! what is left over.

use eframe::egui::{FontId, Ui};

use crate::app::state::desk::Desk;
use crate::app::view::table::column::{Column, Row};
use crate::app::view::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use crate::app::view::widgets::one_line;

/// The space between a cell's edge and its words, in points.
pub(super) const PADDING: f32 = 8.0;
/// The width of each column, from the left, in points.
pub(super) type Widths = [f32; Column::ALL.len()];

/// Room for the arrow of the sort beside the name of a column, in points.
pub(super) const ARROW_WIDTH: f32 = 16.0;

/// The widths at which nothing in these rows is cut.
pub(super) fn measure(ui: &Ui, desk: &Desk, rows: &[&Row<'_>]) -> Widths {
    let colour = Palette::of(ui).text;
    let width = |text: &str, font: FontId| {
        let line = one_line(ui, text, font, colour, f32::INFINITY);
        line.size().x + 2.0 * PADDING
    };
    Column::ALL.map(|column| {
        // Measuring every cell would take its time in a large pack.
        let texts = rows.iter().map(|row| column.text(desk, row));
        let longest = texts.max_by_key(|text| text.chars().count());
        let longest = longest.unwrap_or_default();
        let head = width(column.name(), theme::semibold(SMALL_SIZE)) + ARROW_WIDTH;
        head.max(width(&longest, FontId::proportional(BODY_SIZE - 1.0)).ceil())
    })
}

/// The widths in a table that is this wide, in points. Where the columns do not fit together at their
/// least widths, the table is wider than that.
pub(super) fn fit(measured: &Widths, room: f32) -> Widths {
    let generous = widths_with(measured, room, Column::most_width);
    let is_title_cut = |widths: &Widths| {
        let title = Column::ALL.iter().position(|other| *other == Column::Title);
        title.is_some_and(|at| widths.get(at) < measured.get(at))
    };
    if !is_title_cut(&generous) {
        return generous;
    }
    let [usual, least] = [Column::width, Column::least_width].map(|most| {
        let widths = widths_with(measured, room, most);
        (widths, widths.iter().sum::<f32>())
    });
    if usual.1 <= room {
        return usual.0;
    }
    // All give up the same share of what they can.
    let share = ((room - least.1) / (usual.1 - least.1)).clamp(0.0, 1.0);
    let mut widths = least.0;
    for (width, usual) in widths.iter_mut().zip(usual.0) {
        *width += (usual - *width) * share;
    }
    widths
}

fn widths_with(measured: &Widths, room: f32, most: impl Fn(Column) -> f32) -> Widths {
    let mut widths = Column::ALL.map(|column| match column {
        Column::Title => 0.0,
        _ => most(column),
    });
    for ((width, wanted), column) in widths.iter_mut().zip(measured).zip(Column::ALL) {
        if column != Column::Title {
            *width = wanted.clamp(column.least_width(), width.max(column.least_width()));
        }
    }
    let left = room - widths.iter().sum::<f32>();
    for (width, column) in widths.iter_mut().zip(Column::ALL) {
        if column == Column::Title {
            *width = left.max(column.width());
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width_of(widths: &Widths, column: Column) -> f32 {
        let at = Column::ALL
            .iter()
            .position(|other| *other == column)
            .unwrap();
        widths[at]
    }

    #[test]
    fn titles_have_the_room_that_the_other_columns_leave() {
        let mut measured = [50.0; Column::ALL.len()];
        measured[1] = 500.0;
        let widths = fit(&measured, 1300.0);
        assert_eq!(width_of(&widths, Column::Kind), Column::Kind.least_width());
        assert!(width_of(&widths, Column::Title) >= 500.0);
        assert_eq!(widths.iter().sum::<f32>().round(), 1300.0);
    }

    #[test]
    fn a_long_author_is_cut_before_the_titles_are() {
        let mut measured = [50.0; Column::ALL.len()];
        measured[1] = 500.0;
        measured[4] = 900.0;
        let publisher = |room: f32| width_of(&fit(&measured, room), Column::Publisher);
        assert_eq!(publisher(1000.0), Column::Publisher.width());
        assert_eq!(publisher(2400.0), Column::Publisher.most_width());
        let tight = fit(&measured, 900.0);
        assert!(
            tight.iter().sum::<f32>() <= 900.0,
            "no column is out of sight"
        );
        let narrow = fit(&measured, 300.0);
        assert_eq!(width_of(&narrow, Column::Title), Column::Title.width());
        assert!(narrow.iter().sum::<f32>() > 300.0, "the table scrolls");
    }
}
