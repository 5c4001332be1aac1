//! The pages of sources: which are shown, which are chosen, and the work on them.

pub mod cells;
pub mod chosen;
pub mod flow;
pub mod rebase;
pub mod source;
pub mod thumbnails;
pub mod work;
