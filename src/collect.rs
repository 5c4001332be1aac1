//! Taking files into a pack: read, recognise, keep a copy.

mod address;
mod comments;
mod layout;
mod pasted;

pub use address::address_in;
pub use layout::{LayOutError, lay_out, original};
pub use pasted::{Pasted, collect_pasted};

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::edit::NewDocument;
use crate::foreign;
use crate::import::{self, Attachment, DecodedText, ImportError, Probe, Proposal};
use crate::pack::{Media, MediaClass, Origin, Source, SourceId};
use crate::progress::{Cancelled, Progress};
use crate::store::{SourceStore, StoreError};

/// A file that was taken in: its bytes are kept, and the documents it would become are known.
#[derive(Debug, Clone)]
pub struct Collected {
    /// The name it had, without its folder.
    pub name: String,
    /// The key of its bytes.
    pub id: SourceId,
    /// What is remembered about it, and about the pictures that it refers to.
    pub sources: Vec<(SourceId, Source)>,
    /// The documents it is proposed to become, in the order in which they stand in it.
    pub proposals: Vec<Proposal>,
    /// The files that came with it and that can be documents themselves, such as those attached to
    /// an e-mail, in order.
    pub annexes: Vec<Self>,
    /// The text to show where the file holds several publications.
    pub text: Option<DecodedText>,
    /// What the person should know although the file could be taken in.
    pub warnings: Vec<String>,
}

/// A file could not be taken in.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// It is not something that a document can be made from.
    #[error("{}: {}", file.display(), error.problem)]
    Import {
        /// The file.
        file: PathBuf,
        /// Why.
        error: ImportError,
    },
    /// It could not be read, or its copy could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

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
        let members = members.map_err(|error| Failure::Import(error).of(file))?;
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
    let intake = Intake {
        origin: Some(origin_of(file)),
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
    let take = |member: Result<Attachment, ImportError>| {
        let Attachment { name: path, bytes } = member.map_err(Failure::Import)?;
        let name = path.rsplit('/').next().unwrap_or(&path);
        let origin = Origin {
            within: Some(path.clone()),
            ..origin_of(file)
        };
        let intake = Intake {
            origin: Some(origin),
            picture_at: &|_| None,
            depth: 1,
            store: sources,
            progress,
        };
        match collect_or_lock(name, &bytes, &intake) {
            Err(Failure::Import(error)) => Err(Failure::Import(error.problem.of(&path))),
            result => result,
        }
    };
    let in_archive = |failure: Failure| match failure {
        Failure::Import(error) => {
            let path = file.join(&error.name);
            Failure::Import(error).of(&path)
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
    let origin = Some(origin_of(file));
    keep_locked(&name_of(file), &read(file)?, origin, sources).map_err(CollectError::Store)
}

/// Takes in a file that came in another. A PDF whose password is not known gets its place.
fn collect_or_lock(
    name: &str,
    bytes: &Arc<[u8]>,
    intake: &Intake<'_>,
) -> Result<Collected, Failure> {
    match collect(name, bytes, None, intake) {
        Err(Failure::Import(error)) if error.wants_password() => {
            let mut locked = keep_locked(name, bytes, intake.origin.clone(), intake.store)?;
            locked
                .warnings
                .push("Its password is still to be given.".to_owned());
            Ok(locked)
        }
        result => result,
    }
}

fn keep_locked(
    name: &str,
    bytes: &[u8],
    origin: Option<Origin>,
    sources: &SourceStore,
) -> Result<Collected, StoreError> {
    let id = sources.put(bytes, Media::Pdf)?;
    let source = describe(name, Media::Pdf, bytes, origin);
    Ok(Collected {
        proposals: vec![Proposal {
            title: import::title_from_file_name(name),
            ..Proposal::default()
        }],
        annexes: Vec::new(),
        sources: vec![(id.clone(), source)],
        name: name.to_owned(),
        id,
        text: None,
        warnings: Vec::new(),
    })
}

fn name_of(file: &Path) -> String {
    file.file_name().map_or_else(
        || file.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn origin_of(file: &Path) -> Origin {
    let path = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
    Origin {
        path: path.display().to_string(),
        within: None,
        added: Timestamp::now(),
    }
}

/// How deep files may lie in others: attached to an e-mail that is attached to another.
const DEEPEST: usize = 8;

/// A file larger than this is not read into memory; the kinds of file have limits of their own.
const LARGEST_BYTES: u64 = 2 << 30;

fn read(file: &Path) -> Result<Arc<[u8]>, CollectError> {
    let failed = |error| {
        CollectError::from(StoreError::Read {
            file: file.to_owned(),
            error,
        })
    };
    let handle = File::open(file).map_err(failed)?;
    let about = handle.metadata().map_err(failed)?;
    if !about.is_file() {
        let what = std::io::Error::other("it is not a file; choose the files in it instead");
        return Err(failed(what));
    }
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

enum Failure {
    Import(ImportError),
    Store(StoreError),
    Cancelled(Cancelled),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Cancelled> for Failure {
    fn from(cancelled: Cancelled) -> Self {
        Self::Cancelled(cancelled)
    }
}

impl Failure {
    /// Names the file by its path.
    fn of(self, file: &Path) -> CollectError {
        match self {
            Self::Import(error) => CollectError::Import {
                file: file.to_owned(),
                error,
            },
            Self::Store(error) => error.into(),
            Self::Cancelled(cancelled) => cancelled.into(),
        }
    }
}

/// What goes for a file that is taken in, besides its name and bytes.
struct Intake<'a> {
    origin: Option<Origin>,
    /// The bytes of a picture by its path relative to the file.
    picture_at: &'a dyn Fn(&str) -> Option<Arc<[u8]>>,
    /// How many files it lies in.
    depth: usize,
    store: &'a SourceStore,
    progress: &'a Progress,
}

fn collect(
    name: &str,
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    intake: &Intake<'_>,
) -> Result<Collected, Failure> {
    let progress = intake.progress;
    let Probe {
        media,
        proposals,
        pictures,
        attachments,
        mut warnings,
    } = foreign::probe(name, bytes, password, progress)?.map_err(Failure::Import)?;
    let annexes = annexes(attachments, intake, &mut warnings)?;
    let mut source = describe(name, media, bytes, intake.origin.clone());
    let mut sources = Vec::new();
    for (reference, path) in pictures {
        // A picture that is not there or not a picture shows as such in the document.
        let Some(picture) = (intake.picture_at)(&path) else {
            continue;
        };
        let Ok(picture_media) = foreign::sniff(&path, &picture, progress)? else {
            continue;
        };
        if !matches!(picture_media, Media::Png | Media::Jpeg) {
            continue;
        }
        let id = intake.store.put(&picture, picture_media)?;
        sources.push((id.clone(), describe(&path, picture_media, &picture, None)));
        source.pictures.insert(reference, id);
    }
    let text = if proposals.len() > 1 {
        let text = foreign::decode_text(name, bytes, progress)?;
        Some(text.map_err(Failure::Import)?)
    } else {
        None
    };
    let id = intake.store.put(bytes, media)?;
    sources.push((id.clone(), source));
    Ok(Collected {
        name: name.to_owned(),
        id,
        annexes,
        text,
        sources,
        proposals,
        warnings,
    })
}

/// Takes in the files that come with another. Those that can't be are named among its warnings.
fn annexes(
    attachments: Vec<Attachment>,
    intake: &Intake<'_>,
    warnings: &mut Vec<String>,
) -> Result<Vec<Collected>, Failure> {
    let mut annexes = Vec::new();
    for Attachment { name, bytes } in attachments {
        if intake.depth == DEEPEST {
            warnings.push(format!(
                "{name} was left out: it is attached to what is attached, more than {DEEPEST} deep."
            ));
            continue;
        }
        let origin = intake.origin.as_ref().map(|origin| Origin {
            within: Some(match &origin.within {
                Some(within) => format!("{within}/{name}"),
                None => name.clone(),
            }),
            ..origin.clone()
        });
        let intake = Intake {
            origin,
            picture_at: &|_| None,
            depth: intake.depth + 1,
            ..*intake
        };
        match collect_or_lock(&name, &bytes, &intake) {
            Ok(annex) => annexes.push(annex),
            Err(Failure::Import(error)) => {
                warnings.push(format!("Left out: {error}. {}", error.hint()));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok(annexes)
}

fn describe(name: &str, media: Media, bytes: &[u8], origin: Option<Origin>) -> Source {
    Source {
        name: name.to_owned(),
        media,
        size_bytes: bytes.len() as u64,
        origin,
        pictures: std::collections::BTreeMap::new(),
        laid_out_from: None,
    }
}

impl CollectError {
    /// Whether the file is a PDF whose password is missing or wrong.
    pub fn wants_password(&self) -> bool {
        matches!(self, Self::Import { error, .. } if error.wants_password())
    }

    /// What happened, and what to do about it.
    pub fn with_hint(&self) -> String {
        match self {
            Self::Import { error, .. } => format!("{self}. {}", error.hint()),
            Self::Store(_) | Self::Cancelled(_) => self.to_string(),
        }
    }
}

impl Collected {
    /// A source that is kept already, as if it had just been taken in as one document.
    pub fn of_source((id, source): (SourceId, Source)) -> Self {
        Self {
            name: source.name.clone(),
            id: id.clone(),
            proposals: vec![Proposal {
                title: import::title_from_file_name(&source.name),
                ..Proposal::default()
            }],
            sources: vec![(id, source)],
            annexes: Vec::new(),
            text: None,
            warnings: Vec::new(),
        }
    }

    /// Whether it is text that flows on our own pages.
    pub fn is_flow(&self) -> bool {
        let mut sources = self.sources.iter().filter(|(id, _)| *id == self.id);
        sources.any(|(_, source)| source.media.class() == MediaClass::Flow)
    }

    /// Itself and, after it, the files that came with it, in order.
    pub fn with_annexes(self) -> Vec<Self> {
        let mut all = vec![self];
        if let Some(annexes) = all
            .first_mut()
            .map(|first| std::mem::take(&mut first.annexes))
        {
            all.extend(annexes.into_iter().flat_map(Self::with_annexes));
        }
        all
    }

    /// How many comments others wrote on it and on the files that came with it.
    pub fn comment_count(&self) -> usize {
        let own = self
            .proposals
            .iter()
            .map(|proposal| proposal.comments.len());
        let annexes = self.annexes.iter().map(Self::comment_count);
        own.chain(annexes).sum()
    }

    /// The documents as they are proposed, with what others wrote on them as private notes.
    pub fn documents_with_comments(&self) -> Vec<NewDocument> {
        let mut documents = self.documents();
        for (document, proposal) in documents.iter_mut().zip(&self.proposals) {
            document.annotations = proposal.comments.iter().map(comments::note).collect();
        }
        documents
    }

    /// The documents as they are proposed, without what others wrote on them.
    pub fn documents(&self) -> Vec<NewDocument> {
        self.proposals
            .iter()
            .map(|proposal| NewDocument {
                title: proposal.title.clone(),
                kind: proposal.kind,
                date: proposal.date,
                publisher: proposal.publisher.clone(),
                source: self.id.clone(),
                extent: proposal.extent.clone(),
                reference: proposal.reference.clone(),
                marking: proposal.marking.clone(),
                audience: None,
                annotations: Vec::new(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests;
