//! What the office formats share: parts in a ZIP archive, written in XML, and what is made of them.

mod cells;
pub mod chart;
mod crop;
mod figures;
mod head;
mod inline;
mod lengths;
mod lists;
mod marks;
mod notes;
mod odf_chart;
mod outcome;
mod package;
mod picture;
mod place;
mod spans;
pub mod styles;
#[cfg(test)]
pub mod testing;
mod xml;

pub use cells::{MOST_COLUMNS, MOST_ROWS, table};
pub use crop::{crop_beside, crop_of_vml};
pub use figures::{letters, ordinal, roman};
pub use head::Head;
pub use inline::Inline;
pub use lengths::points;
pub use lists::Blocks;
pub use marks::{Marks, timestamp};
pub use notes::{RunningLines, labelled};
pub use odf_chart::chart_of_object;
pub use outcome::{Outcome, PAGES_LEFT_OUT, Warnings, core_title};
pub use package::Package;
pub use picture::{cropped, picture};
pub use place::{MOST_STOPS, ParagraphSide, Stance, TWIP_PT, TabKind, TabStop};
pub use spans::{Spans, drop_page_number, tabs_before_words};
pub use xml::{attribute, child, descendant, parse};
