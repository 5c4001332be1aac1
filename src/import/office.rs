//! What the office formats share: parts in a ZIP archive, written in XML.

mod package;
mod xml;

pub use package::Package;
pub use xml::{child, descendant, parse};
