//! Folders on disk whose documents can be found and taken into a pack.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::pack::Media;
use crate::progress::{Cancelled, Progress};

/// No library lists more files than this; beyond it the person is told to choose a smaller folder.
pub const MOST_FILES: usize = 10_000;
/// How many folders deep the library looks.
const DEEPEST: usize = 8;

/// A file of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibraryFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the library's folder, as the person reads it.
    pub name: String,
    /// What it looks like by its name; its content decides when it is added.
    pub media: Media,
    /// Length in bytes.
    pub size_bytes: u64,
    /// When it was last changed, where the disk tells.
    pub modified: Option<Timestamp>,
}

/// What a folder holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files that a document can be made from, in natural order (2 before 10).
    pub files: Vec<LibraryFile>,
    /// How many files of other kinds there are.
    pub others: usize,
    /// Whether there are more than [`MOST_FILES`], so that some are not listed.
    pub is_cut_short: bool,
}

/// A folder could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The folder could not be read.
    #[error("{} could not be read: {error}", folder.display())]
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

/// Lists the files of a folder and the folders in it. Hidden ones, links and the documents
/// folders of packs are left out.
///
/// # Errors
/// [`ListError`] if the folder itself cannot be read; folders in it that cannot are passed over.
pub fn list(folder: &Path, progress: &Progress) -> Result<Listing, ListError> {
    let mut listing = Listing::default();
    let failed = |error| ListError::Read {
        folder: folder.to_owned(),
        error,
    };
    let mut waiting = vec![(folder.to_owned(), 0)];
    std::fs::read_dir(folder).map_err(failed)?;
    while let Some((current, depth)) = waiting.pop() {
        progress.check()?;
        let Ok(entries) = std::fs::read_dir(&current) else {
            continue;
        };
        for entry in entries.flatten() {
            let file_name = entry.file_name().to_string_lossy().into_owned();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if file_name.starts_with('.') || kind.is_symlink() {
                continue;
            }
            if kind.is_dir() {
                if depth < DEEPEST && !file_name.ends_with(".documents") {
                    waiting.push((entry.path(), depth + 1));
                }
            } else if let Some(media) = media_by_name(&entry.path()) {
                if listing.files.len() == MOST_FILES {
                    listing.is_cut_short = true;
                    continue;
                }
                listing.files.push(describe(folder, &entry, media));
            } else {
                listing.others += 1;
            }
        }
    }
    listing
        .files
        .sort_by(|one, other| natord::compare_ignore_case(&one.name, &other.name));
    Ok(listing)
}

fn describe(folder: &Path, entry: &std::fs::DirEntry, media: Media) -> LibraryFile {
    let path = entry.path();
    let about = entry.metadata().ok();
    let modified = about.as_ref().and_then(|about| about.modified().ok());
    LibraryFile {
        name: path
            .strip_prefix(folder)
            .unwrap_or(&path)
            .display()
            .to_string(),
        media,
        size_bytes: about.map_or(0, |about| about.len()),
        modified: modified.and_then(|time| Timestamp::try_from(time).ok()),
        path,
    }
}

/// What a file looks like by its name.
pub fn media_by_name(path: &Path) -> Option<Media> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "txt" | "text" => Some(Media::PlainText),
        "md" | "markdown" => Some(Media::Markdown),
        "pdf" => Some(Media::Pdf),
        "png" => Some(Media::Png),
        "jpg" | "jpeg" | "jpe" => Some(Media::Jpeg),
        _ => None,
    }
}

/// Files as a person orders them: by name, 2 before 10, capitals as small letters; folders are
/// replaced by the files in them. Also says in words what in the folders was passed over.
pub fn in_natural_order(files: Vec<PathBuf>) -> (Vec<PathBuf>, Vec<String>) {
    let mut all = Vec::new();
    let mut passed_over = Vec::new();
    for file in files {
        if file.is_dir() {
            let listing = match list(&file, &Progress::default()) {
                Ok(listing) => listing,
                Err(error) => {
                    passed_over.push(error.to_string());
                    continue;
                }
            };
            if listing.others > 0 {
                let name = file.display();
                passed_over.push(match listing.others {
                    1 => format!("{name}: 1 file of a kind that can't be added was passed over."),
                    many => format!(
                        "{name}: {many} files of kinds that can't be added were passed over."
                    ),
                });
            }
            all.extend(listing.files.into_iter().map(|file| file.path));
        } else {
            all.push(file);
        }
    }
    all.sort_by(|one, other| {
        natord::compare_ignore_case(&one.to_string_lossy(), &other.to_string_lossy())
    });
    (all, passed_over)
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
    fn files_stand_in_natural_order_and_strangers_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "Paper 10.txt",
            "paper 2.pdf",
            "Paper 1.md",
            "sheet.xlsx",
            ".hidden.txt",
        ] {
            std::fs::write(folder.path().join(name), name).unwrap();
        }
        std::fs::create_dir(folder.path().join("annex")).unwrap();
        std::fs::write(folder.path().join("annex/photo.JPG"), "x").unwrap();
        std::fs::create_dir(folder.path().join("Pack.documents")).unwrap();
        std::fs::write(folder.path().join("Pack.documents/copy.txt"), "x").unwrap();
        let listing = list(folder.path(), &Progress::default()).unwrap();
        let names: Vec<_> = listing
            .files
            .iter()
            .map(|file| file.name.replace('\\', "/"))
            .collect();
        assert_eq!(
            names,
            [
                "annex/photo.JPG",
                "Paper 1.md",
                "paper 2.pdf",
                "Paper 10.txt"
            ]
        );
        assert_eq!(listing.others, 1);
    }

    #[test]
    fn sizes_read_well() {
        assert_eq!(human_size(999), "999 B");
        assert_eq!(human_size(1_234), "1.2 KB");
        assert_eq!(human_size(84_000), "84 KB");
        assert_eq!(human_size(2_300_000), "2.3 MB");
    }
}
