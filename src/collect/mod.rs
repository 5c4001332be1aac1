//! Taking files into a pack: read, recognise, keep a copy.

mod address;
mod attached;
mod collected;
mod comments;
mod error;
mod intake;
mod layout;
mod pasted;

pub use address::address_in;
pub use attached::{behind_their_mail, mails};
pub use collected::Collected;
pub use error::{CollectError, LeftOut};
pub use layout::{LayOutError, lay_out, original};
pub use pasted::{Pasted, collect_pasted};

use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use self::error::AddError;
use self::intake::{Intake, collect, collect_or_lock, keep_locked};
use crate::foreign;
use crate::import::{Attachment, ImportError};
use crate::pack::Origin;
use crate::progress::Progress;
use crate::store::{SourceStore, StoreError, open_file};

/// Takes in a file from the disk; from an archive every file in it, in natural order.
///
/// # Errors
/// See [`CollectError`]; nothing is added then. An archive's files may have errors of their own,
/// which name them by their path in it.
pub fn collect_files(
    file: &Path,
    password: Option<&str>,
    sources: &SourceStore,
    progress: &Progress,
) -> Vec<Result<Collected, CollectError>> {
    let taken = read(file).and_then(|bytes| {
        let members = foreign::unpack(&name_of(file), &bytes, progress)?;
        let members = members.map_err(|error| AddError::Import(error).of(file))?;
        Ok((bytes, members))
    });
    match taken {
        Ok((_, Some(members))) => collect_members(file, members, sources, progress),
        Ok((bytes, None)) => vec![collect_bytes(file, &bytes, password, sources, progress)],
        Err(error) => vec![Err(error)],
    }
}

/// Takes in a file from the disk that is to be one source.
///
/// # Errors
/// See [`CollectError`]; nothing is added then. An archive is an error.
pub fn collect_file(
    file: &Path,
    password: Option<&str>,
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, CollectError> {
    collect_bytes(file, &read(file)?, password, sources, progress)
}

fn collect_bytes(
    file: &Path,
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    sources: &SourceStore,
    progress: &Progress,
) -> Result<Collected, CollectError> {
    if let Some(address) = address::in_shortcut(bytes) {
        return pasted::collect_address(&address, sources, progress);
    }
    let path = absolute(file);
    let intake = Intake {
        origin: Some(origin_of(file)),
        place: Some(&path),
        picture_at: &|relative: &str| {
            let path = file.parent()?.join(relative);
            read(&path).ok()
        },
        depth: 0,
        store: sources,
        progress,
    };
    collect(&name_of(file), bytes, password, &intake).map_err(|error| error.of(file))
}

/// Takes in the files of an archive. A PDF whose password is not known gets its place.
fn collect_members(
    file: &Path,
    members: Vec<Result<Attachment, ImportError>>,
    sources: &SourceStore,
    progress: &Progress,
) -> Vec<Result<Collected, CollectError>> {
    let place = absolute(file);
    let take = |member: Result<Attachment, ImportError>| {
        let Attachment { name: path, bytes } = member.map_err(AddError::Import)?;
        let name = path.rsplit('/').next().unwrap_or(&path);
        let origin = Origin {
            within: Some(path.clone()),
            ..origin_of(file)
        };
        let intake = Intake {
            origin: Some(origin),
            place: Some(&place),
            picture_at: &|_| None,
            depth: 1,
            store: sources,
            progress,
        };
        match collect_or_lock(name, &bytes, &intake) {
            Err(AddError::Import(error)) => Err(AddError::Import(error.problem.of(&path))),
            result => result,
        }
    };
    let in_archive = |failure: AddError| match failure {
        AddError::Import(error) => {
            let path = file.join(&error.name);
            AddError::Import(error).of(&path)
        }
        failure => failure.of(file),
    };
    members
        .into_iter()
        .map(|member| take(member).map_err(in_archive))
        .collect()
}

/// Takes in a PDF whose password is not known: its place in the pack is kept.
///
/// # Errors
/// See [`CollectError`]; nothing is added then.
pub fn collect_locked(file: &Path, sources: &SourceStore) -> Result<Collected, CollectError> {
    let place = absolute(file);
    let intake = Intake {
        origin: Some(origin_of(file)),
        place: Some(&place),
        picture_at: &|_| None,
        depth: 0,
        store: sources,
        progress: &Progress::default(),
    };
    keep_locked(&name_of(file), &read(file)?, &intake).map_err(CollectError::Store)
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(
        || file.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn origin_of(file: &Path) -> Origin {
    Origin {
        file: name_of(file),
        within: None,
        added: Timestamp::now(),
    }
}

fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// A file larger than this is not read into memory; the kinds of file have limits of their own.
const LARGEST_BYTES: u64 = 2 << 30;

fn read(file: &Path) -> Result<Arc<[u8]>, CollectError> {
    let failed = |error| {
        CollectError::from(StoreError::Read {
            file: file.to_owned(),
            error,
        })
    };
    let handle = open_file(file).map_err(failed)?;
    let about = handle.metadata().map_err(failed)?;
    if about.len() > LARGEST_BYTES {
        return Err(failed(std::io::Error::other("it is larger than 2 GB")));
    }
    let mut bytes = Vec::new();
    handle
        .take(LARGEST_BYTES)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests;
