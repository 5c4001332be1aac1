//! Walking through folders.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::pack::Media;
use crate::progress::{Cancelled, Progress};
use crate::store::explain_read;

/// No folder gives more files than this; beyond it the person is told to choose a smaller one.
pub const MOST_FILES: usize = 200_000;
/// How many folders deep is looked.
const DEEPEST: usize = 32;

/// A file that was found in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalkedFile {
    /// Where it is.
    pub path: PathBuf,
    /// Length in bytes.
    pub size_bytes: u64,
    /// When it was last changed, where the disk tells.
    pub modified: Option<SystemTime>,
}

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// The files that a document can be made from and archives of them, judged by their names, in no
    /// order.
    pub files: Vec<WalkedFile>,
    /// How many files of other kinds there are.
    pub others: usize,
    /// The folders in it that could not be read.
    pub unread: Vec<PathBuf>,
    /// Whether there are more than [`MOST_FILES`], so that some are not among the files.
    pub is_cut_short: bool,
}

/// A folder could not be walked through.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The folder could not be read.
    #[error("{} could not be read: {}", folder.display(), explain_read(error))]
    Read {
        /// The folder.
        folder: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Looks through a folder and the folders in it. Hidden files, links, the documents folders of
/// packs and the lock files of office programs are left out.
///
/// # Errors
/// [`WalkError`] if the folder itself cannot be read; folders in it that cannot are named.
pub fn walk(folder: &Path, progress: &Progress) -> Result<Walked, WalkError> {
    let mut walked = Walked::default();
    let failed = |error| WalkError::Read {
        folder: folder.to_owned(),
        error,
    };
    let mut waiting = vec![(folder.to_owned(), 0)];
    std::fs::read_dir(folder).map_err(failed)?;
    while let Some((current, depth)) = waiting.pop() {
        progress.check()?;
        let Ok(entries) = std::fs::read_dir(&current) else {
            walked.unread.push(current);
            continue;
        };
        for entry in entries {
            let Ok(entry) = entry else {
                // Part of the folder is not known now, as when a network drive stumbles.
                if walked.unread.last() != Some(&current) {
                    walked.unread.push(current.clone());
                }
                continue;
            };
            let name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if name.starts_with(['.', '~']) || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() {
                if depth < DEEPEST && !name.ends_with(".documents") {
                    waiting.push((entry.path(), depth + 1));
                }
            } else if !kind.is_file()
                || media_by_name(&entry.path()).is_none() && !is_archive_by_name(&entry.path())
            {
                walked.others += 1;
            } else if walked.files.len() == MOST_FILES {
                walked.is_cut_short = true;
            } else {
                let about = entry.metadata().ok();
                walked.files.push(WalkedFile {
                    path: entry.path(),
                    size_bytes: about.as_ref().map_or(0, std::fs::Metadata::len),
                    modified: about.and_then(|about| about.modified().ok()),
                });
            }
        }
    }
    Ok(walked)
}

/// What a file looks like by its name.
pub fn media_by_name(path: &Path) -> Option<Media> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    let alias = match extension.as_str() {
        "text" => "txt",
        "markdown" => "md",
        "htm" | "xhtml" | "mht" | "mhtml" => "html",
        "docm" => "docx",
        "pptm" => "pptx",
        "xlsm" => "xlsx",
        "tsv" => "csv",
        "jpeg" | "jpe" => "jpg",
        "tif" => "tiff",
        other => other,
    };
    Media::ALL
        .into_iter()
        .find(|media| media.extension() == alias)
}

/// Whether a file looks like an archive by its name.
pub fn is_archive_by_name(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    extension.eq_ignore_ascii_case("zip")
}

/// Files as a person orders them: by name, 2 before 10, capitals as small letters.
pub fn in_natural_order(mut files: Vec<PathBuf>) -> Vec<PathBuf> {
    files.sort_by(|file, other| {
        natord::compare_ignore_case(&file.to_string_lossy(), &other.to_string_lossy())
    });
    files
}

/// The files in this order, with folders replaced by the files in them, in natural order. Also says
/// in words what of the folders is not among them.
///
/// # Errors
/// [`Cancelled`] if the person asked to stop.
pub fn with_folders_opened(
    files: Vec<PathBuf>,
    progress: &Progress,
) -> Result<(Vec<PathBuf>, Vec<String>), Cancelled> {
    let mut all = Vec::new();
    let mut missing = Vec::new();
    for file in files {
        if !file.is_dir() {
            all.push(file);
            continue;
        }
        match walk(&file, progress) {
            Ok(walked) => {
                missing.extend(missing_words(&file, &walked));
                let found = walked.files.into_iter().map(|file| file.path);
                all.extend(in_natural_order(found.collect()));
            }
            Err(WalkError::Cancelled(cancelled)) => return Err(cancelled),
            Err(error @ WalkError::Read { .. }) => missing.push(error.to_string()),
        }
    }
    Ok((all, missing))
}

/// What of a folder is not among its files, in words.
fn missing_words(folder: &Path, walked: &Walked) -> Vec<String> {
    let name = folder.display();
    let mut missing: Vec<String> = walked
        .unread
        .iter()
        .map(|unread| {
            let unread = unread.display();
            format!("{unread} could not be read: what is in it was not added.")
        })
        .collect();
    if walked.is_cut_short {
        missing.push(format!(
            "{name}: there are more than {MOST_FILES} files in it. The rest was not added; choose \
             a smaller folder."
        ));
    }
    match walked.others {
        0 => {}
        1 => missing.push(format!(
            "{name}: 1 file of a kind that can't be added was skipped."
        )),
        many => missing.push(format!(
            "{name}: {many} files of kinds that can't be added were skipped."
        )),
    }
    missing
}

/// A length in bytes as a person reads it, such as "84 KB".
pub fn human_size(size_bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if size_bytes < 1000 {
        return format!("{size_bytes} B");
    }
    let mut size = size_bytes as f64;
    let mut unit = "B";
    for next in UNITS {
        if size < 1000.0 {
            break;
        }
        size /= 1000.0;
        unit = next;
    }
    if size < 10.0 {
        format!("{size:.1} {unit}")
    } else {
        format!("{size:.0} {unit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_counted_and_hidden_things_left_out() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "Paper 10.txt",
            "paper 2.pdf",
            "Paper 1.md",
            "papers.ZIP",
            "program.exe",
            ".hidden.txt",
            "~$Paper 1.docx",
        ] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::fs::create_dir(folder.path().join("annex")).unwrap();
        std::fs::write(folder.path().join("annex/photo.JPG"), "x").unwrap();
        std::fs::create_dir(folder.path().join("Pack.documents")).unwrap();
        std::fs::write(folder.path().join("Pack.documents/copy.txt"), "x").unwrap();
        let walked = walk(folder.path(), &Progress::default()).unwrap();
        assert_eq!((walked.files.len(), walked.others), (5, 1));
        let (files, passed_over) =
            with_folders_opened(vec![folder.path().to_owned()], &Progress::default()).unwrap();
        let names: Vec<_> = files
            .iter()
            .map(|file| file.strip_prefix(folder.path()).unwrap().to_owned())
            .collect();
        let expected = [
            "annex/photo.JPG",
            "Paper 1.md",
            "paper 2.pdf",
            "Paper 10.txt",
            "papers.ZIP",
        ];
        assert_eq!(names, expected.map(PathBuf::from));
        assert!(
            passed_over[0].contains("1 file of a kind"),
            "{passed_over:?}"
        );
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_not_listed_as_one() {
        let folder = tempfile::tempdir().unwrap();
        crate::store::test_support::make_pipe(&folder.path().join("pipe.pdf"));
        let _socket = std::os::unix::net::UnixListener::bind(folder.path().join("socket.txt"));
        let walked = walk(folder.path(), &Progress::default()).unwrap();
        assert_eq!((walked.files.len(), walked.others), (0, 2));
    }

    #[test]
    fn what_a_folder_is_short_of_is_told() {
        let walked = Walked {
            unread: vec![PathBuf::from("/papers/closed")],
            is_cut_short: true,
            ..Walked::default()
        };
        let words = missing_words(Path::new("/papers"), &walked);
        assert!(words[0].starts_with("/papers/closed could not be read"));
        assert!(words[1].contains("more than 200000 files"), "{words:?}");
    }

    #[test]
    fn walking_through_a_folder_can_be_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let progress = Progress::default();
        progress.cancel();
        assert!(with_folders_opened(vec![folder.path().to_owned()], &progress).is_err());
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(human_size(999), "999 B");
        assert_eq!(human_size(1_234), "1.2 KB");
        assert_eq!(human_size(84_000), "84 KB");
        assert_eq!(human_size(2_300_000), "2.3 MB");
    }
}
