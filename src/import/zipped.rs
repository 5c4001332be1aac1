//! What is wrong with an archive in the ZIP format, in our words.

use std::io;

use zip::result::ZipError;

use super::Problem;

/// What is wrong with an archive, or with a file in it.
pub fn problem(error: &ZipError, hint: &'static str) -> Problem {
    match error {
        ZipError::InvalidPassword | ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => {
            Problem::Protected {
                hint: UNPACK.into(),
            }
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            Problem::Unsupported {
                what: "an archive (ZIP) packed in a way that Briefpack does not know".to_owned(),
                hint: UNPACK.into(),
            }
        }
        _ => broken(hint),
    }
}

const UNPACK: &str = "Unpack it on your computer and add the files that you need.";

/// What is wrong where something in an archive cannot be unpacked.
pub fn unpacking(_: &io::Error, hint: &'static str) -> Problem {
    Problem::Damaged {
        reason: "a part of it cannot be unpacked".to_owned(),
        hint: hint.into(),
    }
}

fn broken(hint: &'static str) -> Problem {
    Problem::Damaged {
        reason: "its list of contents cannot be read; its end may be missing".to_owned(),
        hint: hint.into(),
    }
}
