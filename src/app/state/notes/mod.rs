//! What is said of notes, and in which order they come.

pub mod order;
pub mod text;
pub mod words;
