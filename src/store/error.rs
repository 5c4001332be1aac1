//! What can go wrong on disk, in words that say what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::files::NotAFile;
use super::pack_file::LONGEST_PACK_FILE;

const MEGABYTE: u64 = 1024 * 1024;

/// A pack could not be read or written. The file that was there before is untouched.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder could not be read.
    #[error("{} could not be read: {}", file.display(), explain_read(error))]
    Read {
        /// The file or folder.
        file: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// A file or folder could not be written.
    #[error("{} could not be written: {}", file.display(), explain_write(error))]
    Write {
        /// The file or folder.
        file: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file is not RON, or not a pack.
    #[error("{}, line {line}, column {column}: {message}. Mend the file in a text editor{}", file.display(), or_backup(backup.as_deref()))]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Counted from 1.
        line: usize,
        /// In characters, counted from 1.
        column: usize,
        /// What is wrong there.
        message: String,
        /// The copy from before the last save, where there is one.
        backup: Option<PathBuf>,
    },
    /// The file was written by a later version of Briefpack.
    #[error("{} has format version {found}, and this Briefpack reads up to {known}. The file was left as it is; open it with a newer Briefpack", file.display())]
    NewerVersion {
        /// The file.
        file: PathBuf,
        /// The version in the file.
        found: u32,
        /// The newest version that can be read.
        known: u32,
    },
    /// The file is far larger than any pack file.
    #[error("{} has {size_bytes} bytes, and no pack file is that large. Choose the .ron file of a pack", file.display())]
    TooLarge {
        /// The file.
        file: PathBuf,
        /// Its length in bytes.
        size_bytes: u64,
    },
    /// The pack holds more text than can be opened again.
    #[error("{} was not written: the pack's notes and other texts take {} MB, and at most {} MB can be opened again. Shorten or delete the longest notes", file.display(), size_bytes.div_ceil(MEGABYTE), LONGEST_PACK_FILE / MEGABYTE)]
    TooMuchText {
        /// The file.
        file: PathBuf,
        /// How long it would be, in bytes.
        size_bytes: u64,
    },
    /// The name for a pack file does not end in `.ron`.
    #[error("{} can't be the name of a pack: it must end in .ron", file.display())]
    Name {
        /// The name.
        file: PathBuf,
    },
    /// The pack cannot be written as text.
    #[error("the pack could not be written. This is a fault in Briefpack; please report it")]
    Encode(#[from] ron::Error),
    /// The folder for sources is a link to somewhere else.
    #[error("{} leads out of the pack's folder. Replace the link by a real folder", folder.display())]
    LeadsOutside {
        /// The folder.
        folder: PathBuf,
    },
    /// A source's bytes changed while they were copied.
    #[error("{} changed while it was being copied. Try again", file.display())]
    ChangedWhileCopied {
        /// The file.
        file: PathBuf,
    },
    /// Somebody else saves the pack, and does not come to an end.
    #[error("{} was not written: {who} is saving it at this moment. Try again", file.display())]
    BeingSaved {
        /// The file.
        file: PathBuf,
        /// The user name of whoever saves it.
        who: String,
    },
    /// There is no folder for unsaved work.
    #[error(
        "no folder for unsaved work was found. Set BRIEFPACK_DATA_DIR to a folder you can write to"
    )]
    NoDataFolder,
}

fn or_backup(backup: Option<&Path>) -> String {
    backup.map_or_else(String::new, |backup| {
        let backup = backup.display();
        format!(", or open the copy from before the last save, {backup}")
    })
}

impl StoreError {
    pub(super) fn read(file: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Read {
            file: file.to_owned(),
            error,
        }
    }

    pub(super) fn write(file: &Path) -> impl FnOnce(io::Error) -> Self {
        |error| Self::Write {
            file: file.to_owned(),
            error,
        }
    }
}

/// The bytes of a source cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such file.
    #[error("'{name}' is missing from {}. Use Locate… to point to the file", folder.display())]
    Missing {
        /// The name the source had when it was added.
        name: String,
        /// Where it should be.
        folder: PathBuf,
    },
    /// The file's bytes are not those that were added.
    #[error("'{name}' was changed since it was added: {} holds something else now. Use Locate… to point to the original", file.display())]
    Altered {
        /// The name the source had when it was added.
        name: String,
        /// The file.
        file: PathBuf,
    },
    /// The file is a link to somewhere else.
    #[error("'{name}' was refused: {} leads out of the pack's folder. Replace the link by the file itself", file.display())]
    LeadsOutside {
        /// The name the source had when it was added.
        name: String,
        /// The link.
        file: PathBuf,
    },
    /// The file is there and can't be read.
    #[error("'{name}' could not be read from {}: {}", file.display(), explain_read(error))]
    Unreadable {
        /// The name the source had when it was added.
        name: String,
        /// The file.
        file: PathBuf,
        /// Why.
        #[source]
        error: io::Error,
    },
    /// The file that the person pointed to is another one.
    #[error("{} is not the file that was added as '{name}': its content differs. Look for another copy, or add it as a new document", file.display())]
    NotTheSame {
        /// The name the source had when it was added.
        name: String,
        /// The file that was offered.
        file: PathBuf,
    },
    /// The file could not be copied into the pack.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why something could not be read, in words that say what to do about it.
pub fn explain_read(error: &io::Error) -> String {
    if let Some(what) = NotAFile::of(error) {
        return format!("{what}. Choose a file");
    }
    match error.kind() {
        io::ErrorKind::NotFound => {
            "there is no such file or folder. Check its name and where it lies".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "you are not allowed to read it. Ask its owner for access".to_owned()
        }
        io::ErrorKind::IsADirectory => "it is a folder, not a file. Choose a file".to_owned(),
        io::ErrorKind::NotADirectory => FILE_IN_THE_WAY.to_owned(),
        _ => format!(
            "{}. Check that the drive is connected, and try again",
            without_number(error)
        ),
    }
}

/// What the system says, without its number for it: "Input/output error (os error 5)".
fn without_number(error: &io::Error) -> String {
    let text = error.to_string();
    match text.split_once(" (os error ") {
        Some((words, _)) => words.to_owned(),
        None => text,
    }
}

fn explain_write(error: &io::Error) -> String {
    match NotAFile::of(error) {
        Some(NotAFile::Folder) => {
            return "a folder of that name is in the way. Choose another name".to_owned();
        }
        Some(NotAFile::DeadLink) => {
            return format!(
                "it is {}. Remove the link, or choose another name",
                NotAFile::DeadLink.what()
            );
        }
        Some(what) => return format!("{what}. Choose another name"),
        None => {}
    }
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full. Free some space, or save to another folder".to_owned()
        }
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "you are not allowed to write there. Save to another folder".to_owned()
        }
        io::ErrorKind::NotFound => "its folder does not exist. Save to another folder".to_owned(),
        // What stands there is looked at before it is replaced; this is a folder to be made.
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => FILE_IN_THE_WAY.to_owned(),
        io::ErrorKind::IsADirectory => {
            "a folder of that name is in the way. Choose another name".to_owned()
        }
        _ => format!(
            "{}. Try again, or save to another folder",
            without_number(error)
        ),
    }
}

const FILE_IN_THE_WAY: &str = "a file stands where a folder of that name should be. Move or rename that file, or choose another name";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_says_what_to_do() {
        use io::ErrorKind as Kind;
        for kind in [
            Kind::NotFound,
            Kind::PermissionDenied,
            Kind::AlreadyExists,
            Kind::IsADirectory,
            Kind::NotADirectory,
            Kind::StorageFull,
            Kind::QuotaExceeded,
            Kind::ReadOnlyFilesystem,
            Kind::StaleNetworkFileHandle,
            Kind::TimedOut,
            Kind::ResourceBusy,
            Kind::Other,
        ] {
            let error = io::Error::from(kind);
            for explained in [explain_read(&error), explain_write(&error)] {
                let advice = explained.rsplit_once(". ").map(|(_, advice)| advice);
                let is_advice = |it: &str| it.starts_with(char::is_uppercase) && it.contains(' ');
                assert!(advice.is_some_and(is_advice), "{kind:?}: {explained}");
            }
        }
    }
}
