//! The finished PDF to disk.

use std::path::{Path, PathBuf};

use super::{ExportError, ExportRequest};
use crate::pack::{Pack, SourceId};
use crate::store::{self, open_file, write_file};

/// Writes the finished PDF, whole or not at all, in place of a file of that name.
///
/// # Errors
/// [`ExportError::OwnFile`] rather than overwriting the pack file, its backup, any of its sources,
/// or a file that a source was copied from; [`ExportError::Store`] when the disk does not take it.
pub fn write_pdf(
    path: &Path,
    bytes: &[u8],
    request: &ExportRequest<'_>,
) -> Result<(), ExportError> {
    check_target(path, request)?;
    Ok(write_file(path, bytes)?)
}

/// Learns whether the PDF may be written to `path`, before time is spent on making it.
///
/// # Errors
/// [`ExportError::OwnFile`] as [`write_pdf`]; [`ExportError::Store`] where there is something that
/// is no file.
pub fn check_target(path: &Path, request: &ExportRequest<'_>) -> Result<(), ExportError> {
    let ExportRequest { pack, sources, .. } = request;
    store::check_target(path)?;
    let target = real(path);
    let refuse = |what: String| {
        Err(ExportError::OwnFile {
            file: path.to_owned(),
            what,
        })
    };
    if let Some(file) = sources.pack_file() {
        let backup = PathBuf::from(format!("{}.bak", file.display()));
        if target == real(&file) || target == real(&backup) {
            return refuse("it is the pack's own file".to_owned());
        }
    }
    if sources
        .folders()
        .iter()
        .any(|folder| target.starts_with(real(folder)))
    {
        return refuse("it lies in the folder that holds the pack's documents".to_owned());
    }
    let is_target = |place: &PathBuf| real(place) == target;
    let came_from = |id: &SourceId| {
        let places = sources.places();
        places.is_some_and(|places| places.all_of(id).iter().any(is_target))
    };
    let same = holds(&target, pack);
    let mut known = pack.sources.iter();
    match known.find(|(id, _)| Some(*id) == same.as_ref() || came_from(id)) {
        Some((_, source)) => refuse(format!("'{}' was added from it", source.name)),
        None => Ok(()),
    }
}

/// The source whose bytes a file holds: it may have been added on another machine, which is not
/// known here.
fn holds(file: &Path, pack: &Pack) -> Option<SourceId> {
    let mut content = open_file(file).ok()?;
    let length = content.metadata().ok()?.len();
    let may_be = pack
        .sources
        .values()
        .any(|source| source.size_bytes == length);
    if !may_be {
        return None;
    }
    let id = store::hash_reader(&mut content).ok()?;
    pack.sources.contains_key(&id).then_some(id)
}

/// The path with links followed, as far as it exists.
fn real(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_owned())
            .join(name),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::export::{PartCache, Passwords};
    use crate::pack::{Media, Source};
    use crate::store::{FileState, OriginPath, Places, SourceStore, documents_folder, save};

    fn write_for(path: &Path, pack: &Pack, sources: &SourceStore) -> Result<(), ExportError> {
        let request = ExportRequest {
            pack,
            sources,
            passwords: &Passwords::default(),
            cache: &PartCache::default(),
            copy: crate::export::Copy::Circulation,
        };
        write_pdf(path, b"new", &request)
    }

    #[test]
    fn what_belongs_to_the_pack_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let original = at("report.pdf");
        std::fs::write(&original, "original").unwrap();
        let file = at("Summit.ron");
        let places = Places::in_folder(folder.path());
        let sources = SourceStore::staged(&at("session"), Some(&file)).with_places(places.clone());
        let mut pack = Pack::new("Summit");
        let _saved = save(&file, &pack, &sources, &FileState::Missing).unwrap();
        let id = sources.put(b"original", Media::Pdf).unwrap();
        let changed = at("changed since.pdf");
        std::fs::write(&changed, "another version").unwrap();
        places.note(&OriginPath {
            source: id.clone(),
            added: jiff::Timestamp::UNIX_EPOCH,
            path: changed.clone(),
        });
        Arc::make_mut(&mut pack.sources).insert(
            id,
            Source {
                name: "report.pdf".to_owned(),
                media: Media::Pdf,
                size_bytes: 8,
                origin: None,
                pictures: std::collections::BTreeMap::new(),
                laid_out_from: None,
            },
        );
        std::fs::create_dir_all(documents_folder(&file)).unwrap();
        let inside = documents_folder(&file).join("out.pdf");
        for target in [&original, &changed, &file, &at("./Summit.ron.bak"), &inside] {
            let error = write_for(target, &pack, &sources).unwrap_err();
            assert!(error.to_string().contains("belongs to the pack"), "{error}");
        }
        assert_eq!(std::fs::read(&original).unwrap(), b"original");
        write_for(&at("out.pdf"), &pack, &sources).unwrap();
        assert_eq!(std::fs::read(at("out.pdf")).unwrap(), b"new");
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_refused_before_time_is_spent() {
        let folder = tempfile::tempdir().unwrap();
        let sources = SourceStore::beside(&folder.path().join("Summit.ron"));
        let null = folder.path().join("null.pdf");
        std::os::unix::fs::symlink("/dev/null", &null).unwrap();
        for (target, what) in [(null.as_path(), "device"), (folder.path(), "folder")] {
            let error = write_for(target, &Pack::new("Summit"), &sources).unwrap_err();
            assert!(error.to_string().contains(what), "{error}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_pack_file_is_seen_through() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Summit.ron");
        let sources = SourceStore::beside(&file);
        let _saved = save(&file, &Pack::new("Summit"), &sources, &FileState::Missing).unwrap();
        let link = folder.path().join("out.pdf");
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write_for(&link, &Pack::new("Summit"), &sources).unwrap_err();
    }
}
