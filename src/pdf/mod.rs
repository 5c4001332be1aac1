//! PDF files: reading, merging and rasterising those that exist already.
//!
//! Architecture invariant: pure functions from bytes to bytes, pixels or an error; nothing here
//! knows egui, packs or the disk. Everything foreign is parsed behind [`worker`]'s door.

pub mod assemble;
mod boxes;
pub mod error;
pub mod inspect;
mod lookup;
mod open;
pub mod render;
mod worker;
