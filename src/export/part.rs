//! A part: some pages of the pack as a PDF of their own.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::parallel;
use super::passwords::Passwords;
use crate::foreign::{self, OpenedPdf};
use crate::pack::{AnnotationId, SourceId};
use crate::pdf::assemble::Maker;
use crate::pdf::error::PdfError;
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::InkMargins;
use crate::pdf::write::{WriteError, write};
use crate::progress::{Cancelled, Progress};
use crate::text::TextLayer;
use crate::typeset::{STAMP_STRIP_PT, Typeset, text_layer};

/// A note for which there was no room beside the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct WithoutRoom {
    pub annotation: AnnotationId,
    /// The page, counted from 0, and on it the centre of the circle with its number, in points.
    pub circle: Option<(u32, (f32, f32))>,
}

/// Some pages of the pack as a PDF of their own, not stamped yet.
#[derive(Debug)]
pub(super) struct Part {
    /// The PDF.
    pub bytes: Arc<[u8]>,
    /// What opens it.
    pub password: Option<String>,
    /// Who made it.
    pub maker: Maker,
    /// Its pages, in order.
    pub pages: Vec<PageInfo>,
    /// Whether it has bookmarks of its own.
    pub has_outline: bool,
    /// The source whose bytes it is, where it is a PDF that somebody else made.
    pub source: Option<SourceId>,
    /// What should be told of it, beyond `missing`.
    pub remarks: Vec<String>,
    /// Characters on it that no font has.
    pub missing: BTreeSet<char>,
    /// For flowing text, the notes for which there was no room beside it.
    pub margin: Option<Vec<WithoutRoom>>,
    /// Places that links from elsewhere lead to: a page of it, counted from 0, and the height on
    /// that page in points.
    pub places: Vec<(u32, f32)>,
    /// How much of each page is blank at top and bottom; found when first asked for.
    margins: OnceLock<Vec<InkMargins>>,
    /// What its pages say; read when first asked for.
    text: OnceLock<Arc<TextLayer>>,
}

impl Part {
    /// Pages that we set ourselves.
    pub(super) fn own(typeset: &Typeset, title: &str, language: &str) -> Result<Self, WriteError> {
        let pages = typeset.pages.iter().map(|page| PageInfo {
            width_pt: page.width_pt,
            height_pt: page.height_pt,
        });
        let margins = vec![
            InkMargins {
                top_pt: STAMP_STRIP_PT,
                bottom_pt: STAMP_STRIP_PT,
            };
            typeset.pages.len()
        ];
        Ok(Self {
            bytes: write(typeset, title, language)?.into(),
            password: None,
            maker: Maker::Briefpack,
            pages: pages.collect(),
            has_outline: false,
            source: None,
            remarks: Vec::new(),
            missing: typeset.missing.clone(),
            margin: None,
            places: Vec::new(),
            margins: OnceLock::from(margins),
            text: OnceLock::from(Arc::new(text_layer(typeset))),
        })
    }

    /// A PDF that somebody else made.
    pub(super) fn foreign(
        source: &SourceId,
        bytes: Arc<[u8]>,
        passwords: &Passwords,
        progress: &Progress,
    ) -> Result<Result<Self, PdfError>, Cancelled> {
        let mut password = None;
        let mut found = foreign::admit(&bytes, None, progress)?;
        for candidate in passwords.candidates(source) {
            let wants_password = matches!(
                found,
                Err(PdfError::PasswordNeeded | PdfError::WrongPassword)
            );
            if !wants_password {
                break;
            }
            found = foreign::admit(&bytes, Some(candidate), progress)?;
            password = Some(candidate.to_owned());
        }
        let found = match found {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        let mut remarks = Vec::new();
        if password.is_some() {
            remarks.push("whoever has this PDF can read it without its password.".to_owned());
        }
        if found.has_attachments {
            remarks.push("the files attached to it are not included.".to_owned());
        }
        Ok(Ok(Self {
            bytes,
            password,
            maker: Maker::Foreign,
            pages: found.pages,
            has_outline: found.has_outline,
            source: Some(source.clone()),
            remarks,
            missing: BTreeSet::new(),
            margin: None,
            places: Vec::new(),
            margins: OnceLock::new(),
            text: OnceLock::new(),
        }))
    }

    pub(super) fn page_count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// The margins that were measured, if they were.
    pub(super) fn measured_margins(&self) -> &[InkMargins] {
        self.margins.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// How much of each page is blank at top and bottom. A page that can't be drawn counts as
    /// full, so that nothing is ever stamped over it.
    pub(super) fn margins(&self, progress: &Progress) -> Result<&[InkMargins], Cancelled> {
        if let Some(margins) = self.margins.get() {
            return Ok(margins);
        }
        let pdf = self.open(progress)?.ok();
        let full = InkMargins {
            top_pt: 0.0,
            bottom_pt: 0.0,
        };
        let pages: Vec<u32> = (0..self.page_count()).collect();
        let margins = parallel::map(&pages, progress, |&page| {
            let found = match &pdf {
                Some(pdf) => pdf.ink_margins(page, progress)?.ok(),
                None => None,
            };
            Ok::<_, Cancelled>(found.unwrap_or(full))
        })?;
        Ok(self.margins.get_or_init(|| margins))
    }

    /// What its pages say. A PDF that can't be read says nothing.
    pub(super) fn text(&self, progress: &Progress) -> Result<Arc<TextLayer>, Cancelled> {
        if let Some(text) = self.text.get() {
            return Ok(Arc::clone(text));
        }
        let layer = match self.open(progress)? {
            Ok(pdf) => pdf.text_layer(progress)?.unwrap_or_default(),
            Err(_) => TextLayer::default(),
        };
        Ok(Arc::clone(self.text.get_or_init(|| Arc::new(layer))))
    }

    fn open(&self, progress: &Progress) -> Result<Result<OpenedPdf, PdfError>, Cancelled> {
        let bytes = Arc::clone(&self.bytes);
        OpenedPdf::open(bytes, self.password.as_deref(), progress)
    }

    #[cfg(test)]
    pub(super) fn of_bytes(bytes: Vec<u8>) -> Self {
        Self {
            bytes: bytes.into(),
            password: None,
            maker: Maker::Briefpack,
            pages: Vec::new(),
            has_outline: false,
            source: None,
            remarks: Vec::new(),
            missing: BTreeSet::new(),
            margin: None,
            places: Vec::new(),
            margins: OnceLock::new(),
            text: OnceLock::new(),
        }
    }
}
