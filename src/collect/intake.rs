//! The taking in of bytes: what they are, what comes with them, and a copy that is kept.

use std::path::Path;
use std::sync::Arc;

use super::error::AddError;
use super::{Collected, LeftOut};
use crate::foreign;
use crate::import::{self, Attachment, Probe, Proposal};
use crate::pack::{Media, Origin, Source, SourceId, last_part};
use crate::progress::Progress;
use crate::store::{OriginPath, SourceStore, StoreError};

/// How deep files may lie in others: attached to an e-mail that is attached to another.
const DEEPEST: usize = 8;

/// What goes for a file that is taken in, besides its name and bytes.
pub(super) struct Intake<'a> {
    pub(super) origin: Option<Origin>,
    /// The absolute path of the file that it came from or in.
    pub(super) place: Option<&'a Path>,
    /// The bytes of a picture by its path relative to the file.
    pub(super) picture_at: &'a dyn Fn(&str) -> Option<Arc<[u8]>>,
    /// How many files it lies in.
    pub(super) depth: usize,
    pub(super) store: &'a SourceStore,
    pub(super) progress: &'a Progress,
}

impl Intake<'_> {
    /// Keeps the bytes, and where on this machine they came from.
    fn keep(&self, bytes: &[u8], media: Media) -> Result<SourceId, StoreError> {
        let source = self.store.put(bytes, media)?;
        if let (Some(places), Some(origin), Some(path)) =
            (self.store.places(), &self.origin, self.place)
        {
            places.note(&OriginPath {
                source: source.clone(),
                added: origin.added,
                path: path.to_owned(),
            });
        }
        Ok(source)
    }
}

pub(super) fn collect(
    name: &str,
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    intake: &Intake<'_>,
) -> Result<Collected, AddError> {
    let progress = intake.progress;
    let Probe {
        media,
        proposals,
        pictures,
        attachments,
        warnings,
    } = foreign::probe(name, bytes, password, progress)?.map_err(AddError::Import)?;
    let (annexes, left_out) = annexes(name, attachments, intake)?;
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
        let name = last_part(&path);
        sources.push((id.clone(), describe(name, picture_media, &picture, None)));
        source.pictures.insert(reference, id);
    }
    let text = if proposals.len() > 1 {
        let text = foreign::decode_text(name, bytes, progress)?;
        Some(text.map_err(AddError::Import)?)
    } else {
        None
    };
    let id = intake.keep(bytes, media)?;
    sources.push((id.clone(), source));
    Ok(Collected {
        name: name.to_owned(),
        id,
        annexes,
        text,
        sources,
        proposals,
        warnings,
        left_out,
    })
}

/// Takes in the files that come with another. Those that can't be are named beside them.
fn annexes(
    carrier: &str,
    attachments: Vec<Attachment>,
    intake: &Intake<'_>,
) -> Result<(Vec<Collected>, Vec<LeftOut>), AddError> {
    let (mut annexes, mut left_out) = (Vec::new(), Vec::new());
    for Attachment { name, bytes } in attachments {
        if intake.depth == DEEPEST {
            left_out.push(LeftOut {
                file: attached_to(&name, carrier),
                reason: format!("It is an attachment within more than {DEEPEST} others."),
                hint: "Save it from there, and add it separately.".to_owned(),
            });
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
            Err(AddError::Import(error)) => {
                left_out.push(LeftOut::of(attached_to(&name, carrier), &error));
            }
            Err(failure) => return Err(failure),
        }
    }
    Ok((annexes, left_out))
}

fn attached_to(name: &str, carrier: &str) -> String {
    format!("{name}, attached to {carrier}")
}

pub(super) fn describe(name: &str, media: Media, bytes: &[u8], origin: Option<Origin>) -> Source {
    Source {
        name: name.to_owned(),
        media,
        size_bytes: bytes.len() as u64,
        origin,
        pictures: std::collections::BTreeMap::new(),
        laid_out_from: None,
    }
}

/// Takes in a file that came in another. A PDF whose password is not known gets its place.
pub(super) fn collect_or_lock(
    name: &str,
    bytes: &Arc<[u8]>,
    intake: &Intake<'_>,
) -> Result<Collected, AddError> {
    match collect(name, bytes, None, intake) {
        Err(AddError::Import(error)) if error.wants_password() => {
            let mut locked = keep_locked(name, bytes, intake)?;
            locked
                .warnings
                .push("You have not yet entered its password.".to_owned());
            Ok(locked)
        }
        result => result,
    }
}

pub(super) fn keep_locked(
    name: &str,
    bytes: &[u8],
    intake: &Intake<'_>,
) -> Result<Collected, StoreError> {
    let id = intake.keep(bytes, Media::Pdf)?;
    let source = describe(name, Media::Pdf, bytes, intake.origin.clone());
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
        left_out: Vec::new(),
    })
}
