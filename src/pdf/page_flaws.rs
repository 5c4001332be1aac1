//! What pages of a PDF lack, as it was found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What pages of a PDF lack; they count from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageFlaws {
    /// Pages whose drawing operators cannot be read to their end; only where they were looked for.
    pub damaged: Vec<u32>,
    /// Pages that give no size that a page can have, so that another one is taken.
    pub without_size: Vec<u32>,
    /// Pages that show pictures and no text; only where they were looked for.
    pub without_text: Vec<u32>,
    /// What form fields lose; only where it was tried to draw them.
    pub fields: Vec<FieldLoss>,
}

/// Something that a form field loses as it is drawn anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldLoss {
    /// The page, counted from 1.
    pub page: u32,
    /// The field's name.
    pub field: String,
    /// What is lost.
    pub what: LostInField,
}

/// What a form field loses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum LostInField {
    /// Characters that no font has.
    Characters(BTreeSet<char>),
    /// Options of a list for which there is no room.
    Options,
}
