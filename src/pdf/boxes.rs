//! The geometry of a page.
