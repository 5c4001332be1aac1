//! What a person does in the window, by clicks, keys and drags on the running program.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where something is not as it should be"
)]

mod annotating;
mod briefing;
mod by_keyboard;
mod colleagues;
mod collect_corpus;
mod collecting;
mod comments;
mod counting;
mod desk;
mod dragging;
mod files;
mod first_pages;
mod first_session;
mod kept_layout;
mod keyboard;
mod library;
mod notes;
mod pages;
mod painter;
mod pictures;
mod reading_on;
mod revising;
mod table;
#[path = "../tools/mod.rs"]
mod tools;
mod troubles;
