//! What can be wrong with a file.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

const MEGABYTE: u64 = 1_000_000;

/// Why a file could not be read, and which file it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{name}: {problem}")]
pub struct ImportError {
    /// The file's name, or the title of the document made from it.
    pub name: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Problem {
    /// A kind of file that a document cannot be made from.
    #[error("this is {what}, which cannot be added to a pack yet")]
    Unsupported {
        /// The kind of file, with its article where it takes one.
        what: String,
        /// What the person can do.
        hint: Cow<'static, str>,
    },
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// There are no words in it that can be read, but other things.
    #[error("there are no words in it that can be read: it holds only {what}")]
    HoldsOnly {
        /// What it holds, such as "a chart and 2 pictures".
        what: String,
    },
    /// An archive with nothing in it.
    #[error("there are no files in the archive")]
    EmptyArchive,
    /// It is of a kind we read, but broken.
    #[error("the file is damaged: {reason}")]
    Damaged {
        /// What is wrong with it.
        reason: String,
        /// What the person can do.
        hint: Cow<'static, str>,
    },
    /// It opens with a password only, and none was given.
    #[error("the file is protected by a password")]
    PasswordNeeded,
    /// It opens with another password than the one given.
    #[error("the password does not open the file")]
    PasswordWrong,
    /// It opens with a password only, which can't be given here.
    #[error("the file is protected by a password")]
    Protected {
        /// What the person can do.
        hint: Cow<'static, str>,
    },
    /// It is protected in a way that no password can undo here.
    #[error("the file is protected in a way that cannot be opened: {0}")]
    ProtectionUnknown(String),
    /// It is larger than what we read.
    #[error(
        "the file is too large: it has {} MB, and Briefpack reads at most {} MB",
        size_bytes.div_ceil(MEGABYTE),
        limit_bytes / MEGABYTE
    )]
    TooLarge {
        /// Its length in bytes.
        size_bytes: u64,
        /// The greatest length taken, in bytes.
        limit_bytes: u64,
    },
    /// It goes beyond what is read of a file, so that no file can take the machine down.
    #[error("the file is over a limit: {what}; Briefpack reads at most {limit}")]
    BeyondLimit {
        /// What there is too much of.
        what: String,
        /// The most that is read, with its unit.
        limit: String,
    },
    /// Reading it was given up.
    #[error("the file could not be read: {0}")]
    GivenUp(GivenUp),
    /// There is nothing to read it with.
    #[error("the file could not be read: the program that reads files could not be started")]
    NoReader(String),
    /// A picture with more pixels than what we read. Both sides are 0 where they are not known.
    #[error("the picture is too large: {}", size_of_picture(*width_px, *height_px))]
    TooManyPixels {
        /// Its width in pixels.
        width_px: u32,
        /// Its height in pixels.
        height_px: u32,
    },
}

fn size_of_picture(width_px: u32, height_px: u32) -> String {
    if width_px == 0 || height_px == 0 {
        "it has more pixels than Briefpack reads".to_owned()
    } else {
        format!("it has {width_px} × {height_px} pixels")
    }
}

/// Why reading a file was given up. It is read in a process of its own, so nothing else is touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum GivenUp {
    /// It takes too long.
    #[error("it takes longer than {limit_s} seconds")]
    Time {
        /// The most time it may take, in seconds.
        limit_s: u64,
    },
    /// It takes too much memory.
    #[error("it takes more than {limit_mib} MiB of memory")]
    Memory {
        /// The most memory it may take, in MiB.
        limit_mib: u64,
    },
    /// It is nested too deeply.
    #[error("its parts are nested too deeply")]
    Nesting,
    /// The reader broke down.
    #[error("the program that reads files stopped unexpectedly")]
    Crash,
}

impl Problem {
    /// Names the file that has the problem.
    pub fn of(self, name: &str) -> ImportError {
        ImportError {
            name: name.to_owned(),
            problem: self,
        }
    }

    /// What the person can do about it.
    pub fn hint(&self) -> &str {
        match self {
            Self::Unsupported { hint, .. }
            | Self::Damaged { hint, .. }
            | Self::Protected { hint } => hint,
            Self::Empty => "Check that it was saved or copied to the end.",
            Self::EmptyArchive => "Check that it was packed, copied or sent to the end.",
            Self::PasswordNeeded => "Give the password that opens it.",
            Self::PasswordWrong => "Check capitals and the keyboard's language, and try again.",
            Self::ProtectionUnknown(_) => {
                "Open it in the program that protected it and save a copy without protection."
            }
            Self::TooLarge { .. } => "Split it into smaller files and add those.",
            Self::HoldsOnly { .. } | Self::BeyondLimit { .. } | Self::GivenUp(_) => {
                "Open it in the program it was made with, save it as PDF and add that."
            }
            Self::NoReader(_) => "Close other programs or start Briefpack again, and try again.",
            Self::TooManyPixels { .. } => {
                "Save a smaller copy, with at most 10,000 pixels to a side, and add that."
            }
        }
    }
}

impl ImportError {
    /// What the person can do about it.
    pub fn hint(&self) -> &str {
        self.problem.hint()
    }

    /// Whether asking for a password, or for another one, may help.
    pub fn wants_password(&self) -> bool {
        matches!(
            self.problem,
            Problem::PasswordNeeded | Problem::PasswordWrong
        )
    }
}
