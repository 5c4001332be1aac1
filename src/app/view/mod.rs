//! Panels and dialogs: they read the state, draw it, and put messages into the outbox.

pub mod briefing;
mod choice;
pub mod details;
pub mod dialog;
pub mod find_pane;
pub mod half_written;
pub mod library;
pub mod menu;
pub mod notes;
pub mod outline;
pub mod pages;
pub mod reader;
pub mod source_menu;
pub mod status_bar;
pub mod table;
pub mod theme;
pub mod toast;
pub mod welcome;
pub mod widgets;
