//! pdf

pub mod write;
