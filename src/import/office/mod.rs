//! What the office formats share: parts in a ZIP archive, written in XML, and what is made of them.

mod active_x;
mod alternative;
mod cells;
pub mod chart;
mod crop;
mod figures;
mod head;
mod head_foot;
mod inline;
mod lengths;
mod lists;
mod marks;
mod notes;
mod odf_chart;
mod outcome;
mod package;
mod page_numbers;
mod picture;
mod place;
mod spans;
pub mod styles;
#[cfg(test)]
pub mod testing;
mod xml;

pub use active_x::words_of_control;
pub use alternative::alternative;
pub use cells::{MOST_COLUMNS, MOST_ROWS, table};
pub use crop::{crop_beside, crop_of_vml};
pub use figures::{letters, ordinal, roman};
pub use head::Head;
pub use head_foot::HeadFoot;
pub use inline::Inline;
pub use lengths::points;
pub use lists::Blocks;
pub use marks::{Marks, timestamp};
pub use notes::{RunningLines, labelled};
pub use odf_chart::{chart_of_object, formula_of_object};
pub use outcome::{Outcome, PAGES_LEFT_OUT, Warnings, core_title};
pub use package::Package;
pub use page_numbers::{PAGE_NUMBER, without_page_numbers};
pub use picture::{cropped, picture};
pub use place::{MOST_STOPS, ParagraphSide, Stance, TWIP_PT, TabKind, TabStop};
pub use spans::{Spans, drop_page_number, tabs_before_words};
pub use xml::{attribute, child, descendant, parse};
