//! What a person does in the window, by clicks, keys and drags on the running program.

mod desk;
mod dragging;
mod files;
mod first_session;
mod pictures;
mod troubles;
