//! What Briefpack does, seen from outside: the program is run on real files, and what it writes
//! is read by others.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

mod desk;
mod exported;
mod files;
mod papers;
#[path = "../tools/mod.rs"]
mod tools;

mod check_export;
mod colleagues;
mod command_line;
mod comments;
mod copies;
#[cfg(unix)]
mod ended_exports;
mod excerpts;
mod failures;
mod foreign;
#[cfg(unix)]
mod layers;
mod leftovers;
mod main_job;
mod odd_pdfs;
#[cfg(unix)]
mod oddities;
mod origins;
mod page_numbers;
mod pdf_documents;
mod preview;
mod provenance;
mod seed_brief;
mod size;
