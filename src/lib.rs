//! Briefpack: gather, order and annotate documents into one briefing pack.
//!
//! The layers point one way, from the window down to the model:
//!
//! ```text
//! app -> { edit, export, library, store, jobs } -> { pdf, typeset, import } -> { pack, pdf_file, fonts }
//! ```
//!
//! `ARCHITECTURE.md` is the map; the same library serves the window and the command line.

pub mod anchor;
pub mod app;
mod bytes;
mod capitals;
pub mod collect;
pub mod edit;
pub mod ending;
pub mod excerpt;
pub mod export;
pub mod fidelity;
mod fonts;
pub mod foreign;
pub mod import;
pub mod jobs;
pub mod layout_true;
pub mod library;
pub mod origin;
pub mod pack;
pub mod pdf;
mod pdf_file;
pub mod progress;
pub mod revise;
pub mod store;
pub mod text;
#[cfg(test)]
#[path = "../tests/tools/mod.rs"]
mod tools;
pub mod typeset;
