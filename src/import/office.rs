//! What the office formats share: parts in a ZIP archive, written in XML, and what is made of them.

mod cells;
mod lists;
mod marks;
mod package;
mod picture;
mod spans;
mod xml;

pub use cells::{Cell, MOST_COLUMNS, MOST_ROWS, table};
pub use lists::Blocks;
pub use marks::{Marks, take_marks, unmarked};
pub use package::Package;
pub use picture::picture;
pub use spans::Spans;
pub use xml::{attribute, child, descendant, parse};
