//! What a pack is for.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

/// The meeting that a pack is for. Everything is optional: a pack may be made before its meeting
/// has a date.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Meeting {
    /// The name of the meeting, where it differs from the pack's title.
    pub title: String,
    /// The day of the meeting.
    pub date: Option<Date>,
    /// When it begins, local time at its place.
    pub time: Option<Time>,
    /// Where it is held.
    pub place: String,
    /// Who chairs it.
    pub chair: String,
    /// Who attends, one a line.
    pub attendees: Vec<String>,
    /// What it is to achieve, one a line.
    pub objectives: Vec<String>,
}
