//! PDF files: reading, merging and rasterising those that exist already.
//!
//! Architecture invariant: pure functions from bytes to bytes, pixels or an error; nothing here
//! knows the window, packs or the disk. Everything foreign is parsed behind [`worker`]'s door.

pub mod adding;
pub mod assemble;
mod boxes;
pub mod comments;
#[cfg(test)]
mod corpus_tests;
mod deflate;
pub mod error;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod flaws;
mod ink;
pub mod inspect;
mod open;
pub mod page_flaws;
pub mod render;
mod text;
pub mod turned;
mod worker;
pub mod write;

use crate::pdf_file::lookup;
