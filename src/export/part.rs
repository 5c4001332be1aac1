//! A part: some pages of the pack as a PDF of their own.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::held::{Held, Holding, holding};
use super::parallel;
use super::passwords::Passwords;
use super::piece::Piece;
use super::stamping::Extension;
use crate::foreign::{self, OpenedPdf};
use crate::pack::{AnnotationId, PageSelection, ShownPage, SourceComments, SourceId};
use crate::pdf::assemble::{Cropped, Maker};
use crate::pdf::comments::CommentCount;
use crate::pdf::error::PdfError;
use crate::pdf::inspect::PageInfo;
use crate::pdf::render::InkMargins;
use crate::pdf::turned::turned_size;
use crate::pdf::write::{WriteError, write};
use crate::pdf_file;
use crate::progress::{Cancelled, Progress};
use crate::text::TextLayer;
use crate::typeset::{Page, STAMP_STRIP_PT, Typeset, text_layer};

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
    /// The PDF; all of it, where only some of its pages are shown.
    pub bytes: Arc<[u8]>,
    /// What opens it.
    pub password: Option<String>,
    /// Who made it.
    pub maker: Maker,
    /// Its pages, in order, as they are shown.
    pub pages: Vec<PageInfo>,
    /// Which pages of the PDF these are.
    pub sheets: Vec<ShownPage>,
    /// Whether it has bookmarks of its own.
    pub has_outline: bool,
    /// The source whose bytes it is, where it is a PDF that somebody else made.
    pub source: Option<SourceId>,
    /// The comments on all pages of the PDF, and what becomes of them.
    pub comments: (Arc<[CommentCount]>, SourceComments),
    /// The pages of the PDF, counted from 1, with form fields that nobody sees, and how many.
    pub hidden_fields: Arc<[(u32, u32)]>,
    /// The same of links to other files.
    pub links_out: Arc<[(u32, u32)]>,
    /// What lies outside the visible parts of the PDF's pages.
    pub cropped: Cropped,
    /// The pages of its file, counted from 1, that can be read in part only.
    pub damaged_pages: Arc<[u32]>,
    /// What should be told of it, beyond `missing` and what `comments` tells.
    pub remarks: Vec<String>,
    /// Characters on it that no font has.
    pub missing: BTreeSet<char>,
    /// For flowing text, the notes for which there was no room beside it.
    pub margin: Option<Vec<WithoutRoom>>,
    /// Places that links from elsewhere lead to: a page of it, counted from 0, and the height on
    /// that page in points.
    pub places: Vec<(u32, f32)>,
    /// What of its source stands where, where it was set on our own pages.
    pub pieces: Option<Vec<Piece>>,
    /// How much of each page is blank at top and bottom; found when first asked for.
    margins: OnceLock<Vec<InkMargins>>,
    /// What its pages say; read when first asked for.
    text: OnceLock<Arc<TextLayer>>,
    /// The pages that we set ourselves, until their text was read.
    typeset: Mutex<Option<Arc<Typeset>>>,
}

impl Part {
    /// Pages that we set ourselves.
    pub(super) fn own(typeset: &Typeset, title: &str, language: &str) -> Result<Self, WriteError> {
        Ok(Self {
            text: OnceLock::from(Arc::new(text_layer(typeset))),
            ..Self::own_unread(typeset, title, language)?
        })
    }

    fn own_unread(typeset: &Typeset, title: &str, language: &str) -> Result<Self, WriteError> {
        let bytes = write(typeset, title, language)?.into();
        let pages = typeset.pages.iter().map(page_info).collect();
        let margins = vec![
            InkMargins {
                top_pt: STAMP_STRIP_PT,
                bottom_pt: STAMP_STRIP_PT,
            };
            typeset.pages.len()
        ];
        Ok(Self {
            missing: typeset.missing.clone(),
            margins: OnceLock::from(margins),
            ..Self::whole(bytes, Maker::Briefpack, pages)
        })
    }

    /// The same for long texts: what they say takes as much memory as their pages, and is read only
    /// when it is asked for.
    pub(super) fn own_long(
        typeset: &Arc<Typeset>,
        title: &str,
        language: &str,
    ) -> Result<Self, WriteError> {
        Ok(Self {
            text: OnceLock::new(),
            typeset: Mutex::new(Some(Arc::clone(typeset))),
            ..Self::own_unread(typeset, title, language)?
        })
    }

    /// All pages of a PDF, with nothing to tell of it.
    fn whole(bytes: Arc<[u8]>, maker: Maker, pages: Vec<PageInfo>) -> Self {
        Self {
            bytes,
            password: None,
            maker,
            sheets: upright(pages.len()),
            pages,
            has_outline: false,
            source: None,
            comments: (Arc::default(), SourceComments::default()),
            hidden_fields: Arc::default(),
            links_out: Arc::default(),
            cropped: Cropped::default(),
            damaged_pages: Arc::default(),
            remarks: Vec::new(),
            missing: BTreeSet::new(),
            margin: None,
            places: Vec::new(),
            pieces: None,
            margins: OnceLock::new(),
            text: OnceLock::new(),
            typeset: Mutex::default(),
        }
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
        if let Some(claimed) = found.claimed_pages {
            let remark = pdf_file::told_count(claimed, found.pages.len());
            remarks.push(format!("the PDF {remark}."));
        }
        if found.is_damaged {
            let remark = "the PDF is damaged and was mended; compare its pages with the original.";
            remarks.push(remark.to_owned());
        }
        if found.has_attachments {
            remarks.push("the files attached to it are not included.".to_owned());
        }
        Ok(Ok(Self {
            password,
            has_outline: found.has_outline,
            source: Some(source.clone()),
            comments: (found.comments.into(), SourceComments::default()),
            hidden_fields: found.hidden_fields.into(),
            links_out: found.links_out.into(),
            cropped: found.cropped,
            damaged_pages: found.damaged_pages.into(),
            remarks,
            ..Self::whole(bytes, Maker::Foreign, found.pages)
        }))
    }

    /// The same PDF with only these of its pages, in this order and turned so. Pages that it does
    /// not have are left out, and told of; `None` where none is left.
    pub(super) fn excerpt(&self, selection: &PageSelection) -> Option<Self> {
        let size = |shown: &ShownPage| {
            let index = usize::try_from(shown.page).ok()?.checked_sub(1)?;
            let page = self.pages.get(index)?;
            let (width_pt, height_pt) = turned_size(shown.turn, (page.width_pt, page.height_pt));
            Some(PageInfo {
                width_pt,
                height_pt,
            })
        };
        let (sheets, pages): (Vec<ShownPage>, Vec<PageInfo>) = selection
            .pages()
            .iter()
            .filter_map(|shown| Some((*shown, size(shown)?)))
            .unzip();
        let missing = selection.pages().iter().filter(|page| size(page).is_none());
        let mut remarks = self.remarks.clone();
        remarks.extend(beyond_the_end(
            missing.copied().collect(),
            self.page_count(),
        ));
        (!sheets.is_empty()).then(|| Self {
            sheets,
            remarks,
            ..self.again(pages)
        })
    }

    /// The same PDF with its comments left out or kept.
    pub(super) fn with_comments(&self, comments: SourceComments) -> Self {
        Self {
            comments: (Arc::clone(&self.comments.0), comments),
            sheets: self.sheets.clone(),
            remarks: self.remarks.clone(),
            ..self.again(self.pages.clone())
        }
    }

    /// The same PDF with all of these pages, of which nothing is measured or read yet.
    fn again(&self, pages: Vec<PageInfo>) -> Self {
        Self {
            password: self.password.clone(),
            has_outline: self.has_outline,
            source: self.source.clone(),
            comments: self.comments.clone(),
            hidden_fields: Arc::clone(&self.hidden_fields),
            links_out: Arc::clone(&self.links_out),
            cropped: self.cropped.clone(),
            damaged_pages: Arc::clone(&self.damaged_pages),
            missing: self.missing.clone(),
            ..Self::whole(Arc::clone(&self.bytes), self.maker, pages)
        }
    }

    pub(super) fn page_count(&self) -> u32 {
        u32::try_from(self.pages.len()).unwrap_or(u32::MAX)
    }

    /// The margins that were measured, if they were.
    pub(super) fn measured_margins(&self) -> &[InkMargins] {
        self.margins.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// How much taller each page is made for what is stamped on it, if this much of it is blank and
    /// a note of this height stands above the first.
    pub(super) fn extensions(
        &self,
        margins: &[InkMargins],
        has_marking: bool,
        note_height_pt: Option<f32>,
    ) -> Vec<Extension> {
        let sheets = (0..).zip(self.pages.iter().zip(margins));
        let extensions = sheets.map(|(index, (page, margins))| {
            let note = note_height_pt.filter(|_| index == 0);
            Extension::of(*page, *margins, has_marking, note)
        });
        extensions.collect()
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
        let margins = parallel::map(&self.sheets, progress, |sheet| {
            let page = sheet.page.saturating_sub(1);
            let found = match &pdf {
                Some(pdf) => pdf.ink_margins(page, sheet.turn, progress)?.ok(),
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
        let mut typeset = self.typeset.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(typeset) = typeset.take() {
            let layer = Arc::new(text_layer(&typeset));
            return Ok(Arc::clone(self.text.get_or_init(|| layer)));
        }
        drop(typeset);
        // Another thread may have read it meanwhile.
        if let Some(text) = self.text.get() {
            return Ok(Arc::clone(text));
        }
        let layer = match self.open(progress)? {
            Ok(pdf) => pdf.text_of(&self.sheets, progress)?.unwrap_or_default(),
            Err(_) => TextLayer::default(),
        };
        Ok(Arc::clone(self.text.get_or_init(|| Arc::new(layer))))
    }

    fn open(&self, progress: &Progress) -> Result<Result<OpenedPdf, PdfError>, Cancelled> {
        let (bytes, password) = (Arc::clone(&self.bytes), self.password.as_deref());
        match &self.comments {
            (found, _) if found.is_empty() => OpenedPdf::open(bytes, password, progress),
            // What is not in the export takes no room and is not found.
            (_, comments) => OpenedPdf::open_as_exported(bytes, password, *comments, progress),
        }
    }

    #[cfg(test)]
    pub(super) fn of_bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::whole(bytes.into(), Maker::Briefpack, Vec::new())
    }
}

impl Held for Part {
    fn holdings(&self) -> Vec<Holding> {
        let bytes = holding(&self.bytes, self.bytes.len());
        // While it is being read it is not waited for.
        let set = self.typeset.try_lock().ok();
        let set = set.as_deref().and_then(Option::as_ref);
        let set = set.map(|set| holding(set, set.size_bytes()));
        let text = self.text.get();
        let text = text.map(|text| holding(text, text.size_bytes()));
        [Some(bytes), set, text].into_iter().flatten().collect()
    }

    fn is_read(&self) -> bool {
        self.text.get().is_some()
    }
}

pub(super) fn page_info(page: &Page) -> PageInfo {
    PageInfo {
        width_pt: page.width_pt,
        height_pt: page.height_pt,
    }
}

/// All pages of a PDF of so many, as they stand in it.
fn upright(count: usize) -> Vec<ShownPage> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    (1..=count).map(ShownPage::upright).collect()
}

/// What is told of chosen pages that a source of `count` pages does not have.
pub(super) fn beyond_the_end(missing: Vec<ShownPage>, count: u32) -> Option<String> {
    let pages = PageSelection::new(missing)?;
    let (page, are) = match pages.pages() {
        [_] => ("page", "is"),
        _ => ("pages", "are"),
    };
    let has = match count {
        1 => "1 page".to_owned(),
        many => format!("{many} pages"),
    };
    Some(format!(
        "{page} {pages} of its file {are} not there, since the file has {has}; choose its pages again."
    ))
}
