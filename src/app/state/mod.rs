//! What is open, selected, remembered and kept at hand. Read by the views, changed by control.

pub mod cite;
pub mod clipboard;
pub mod clock;
pub mod column;
pub mod desk;
pub mod export_work;
pub mod in_hand;
pub mod mails;
pub mod markdown;
pub mod note_anchor;
pub mod notes;
pub mod origins;
pub mod pack_matches;
pub mod pages;
pub mod palette;
pub mod pictures;
pub mod preferences;
pub mod raster;
pub mod selection;
pub mod sheet;
pub mod situation;
pub mod texts;
pub mod withheld;
