//! From the bytes of a file to a document's content.
//!
//! Architecture invariant: this is the one door through which foreign bytes come in. What goes in
//! and out is plain data, so that it can move into a child process without a change to callers.

mod content;

pub use content::{Block, Content, Flow, Picture, Span, Text};
