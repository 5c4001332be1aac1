//! A part: some pages of the pack as a PDF of their own.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::facts::{FactKey, SourceFacts};
use super::held::{Held, Holding, holding};
use super::parallel;
use super::passwords::Passwords;
use super::piece::Piece;
use super::stamping::{Extension, strip_pt};
use crate::foreign::{self, OpenedPdf};
use crate::pack::{AnnotationId, PageSelection, ShownPage, SourceComments, SourceId};
use crate::pdf::assemble::{Cropped, Maker, PdfBytes};
use crate::pdf::comments::CommentCount;
use crate::pdf::error::PdfError;
use crate::pdf::flaws::of_file;
use crate::pdf::inspect::{Inspection, PageInfo};
use crate::pdf::page_flaws::PageFlaws;
use crate::pdf::render::{InkMargins, InkPage, InkSides};
use crate::pdf::turned::turned_size;
use crate::pdf::write::{WriteError, write};
use crate::pdf_file;
use crate::progress::{Cancelled, Progress};
use crate::text::TextLayer;
use crate::typeset::{Page, STAMP_STRIP_PT, Typeset, text_layer};

/// How many pages a child measures at a time.
const MEASURED_AT_ONCE: usize = 64;

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
    pub bytes: PdfBytes,
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
    /// What the pages of its file lack.
    pub flaws: Arc<PageFlaws>,
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
        let bytes: Arc<[u8]> = write(typeset, title, language)?.into();
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
            ..Self::whole(bytes.into(), Maker::Briefpack, pages)
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
    fn whole(bytes: PdfBytes, maker: Maker, pages: Vec<PageInfo>) -> Self {
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
            flaws: Arc::default(),
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
        bytes: PdfBytes,
        (passwords, facts): (&Passwords, &SourceFacts),
        progress: &Progress,
    ) -> Result<Result<Self, PdfError>, Cancelled> {
        let key = FactKey::admitted(source);
        let known = facts.find::<Inspection>(key);
        let is_new = known.is_none();
        let (found, password) = match known {
            Some(known) => (Ok(known), None),
            None => admit(source, &bytes, passwords, progress)?,
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => return Ok(Err(error)),
        };
        // What takes a password to be read is not kept without one.
        if password.is_none() && is_new {
            let kept = Inspection {
                title: None,
                ..found.clone()
            };
            facts.keep(key, &kept);
        }
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
        remarks.extend(of_file(&found));
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
            flaws: Arc::new(found.flaws),
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
            flaws: Arc::clone(&self.flaws),
            missing: self.missing.clone(),
            ..Self::whole(self.bytes.clone(), self.maker, pages)
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

    /// How much of each page is blank at top and bottom, or that it is enough. A page that can't be
    /// drawn counts as full, so that nothing is ever stamped over it.
    pub(super) fn margins(
        &self,
        facts: &SourceFacts,
        progress: &Progress,
    ) -> Result<&[InkMargins], Cancelled> {
        if let Some(margins) = self.margins.get() {
            return Ok(margins);
        }
        let wanted = self.sheets.iter().zip(&self.pages);
        let wanted: Vec<InkPage> = wanted
            .map(|(sheet, page)| InkPage {
                page: sheet.page.saturating_sub(1),
                turn: sheet.turn,
                strip_pt: strip_pt(*page),
            })
            .collect();
        let key = self.source.as_ref().map(|source| {
            let comments = (!self.comments.0.is_empty()).then_some(self.comments.1);
            FactKey::ink(source, comments)
        });
        let mut known: HashMap<u32, InkSides> =
            key.and_then(|key| facts.find(key)).unwrap_or_default();
        let suffices = |page: &InkPage, known: &HashMap<u32, InkSides>| {
            let sides = known.get(&page.page);
            sides.is_some_and(|sides| sides.suffice(page.turn, page.strip_pt))
        };
        let missing: Vec<InkPage> = wanted
            .iter()
            .filter(|page| !suffices(page, &known))
            .copied()
            .collect();
        if !missing.is_empty() {
            let found = self.measure(&missing, progress)?;
            known.extend(missing.iter().map(|page| page.page).zip(found));
            if let Some(key) = key {
                facts.keep(key, &known);
            }
        }
        let margins = wanted.iter().map(|page| {
            let sides = known.get(&page.page).copied();
            sides.unwrap_or(InkSides::FULL).margins(page.turn)
        });
        let margins = margins.collect();
        Ok(self.margins.get_or_init(|| margins))
    }

    /// Looks for the ink of pages, many at a time.
    fn measure(&self, pages: &[InkPage], progress: &Progress) -> Result<Vec<InkSides>, Cancelled> {
        let Ok(pdf) = self.open(progress)? else {
            return Ok(vec![InkSides::FULL; pages.len()]);
        };
        let full = |found: Option<InkSides>| found.unwrap_or(InkSides::FULL);
        let chunks: Vec<(usize, &[InkPage])> = pages.chunks(MEASURED_AT_ONCE).enumerate().collect();
        let found = parallel::map(&chunks, progress, |(index, chunk)| {
            let percent = |done: usize| u32::try_from(100 * done / chunks.len()).unwrap_or(100);
            let own = progress.stretch(percent(*index), percent(index + 1));
            if let Ok(found) = pdf.ink_sides(chunk, &own)?
                && found.len() == chunk.len()
            {
                return Ok(found.into_iter().map(full).collect::<Vec<_>>());
            }
            // One page that breaks the reading is no fault of the others.
            let one_by_one = chunk.iter().map(|page| {
                let found = pdf.ink_sides(std::slice::from_ref(page), &own)?;
                Ok(full(found.ok().and_then(|found| found.first().copied()?)))
            });
            one_by_one.collect::<Result<Vec<_>, Cancelled>>()
        })?;
        Ok(found.concat())
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
        let bytes = match self.bytes.read() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        let password = self.password.as_deref();
        match &self.comments {
            (found, _) if found.is_empty() => OpenedPdf::open(bytes, password, progress),
            // What is not in the export takes no room and is not found.
            (_, comments) => OpenedPdf::open_as_exported(bytes, password, *comments, progress),
        }
    }

    #[cfg(test)]
    pub(super) fn of_bytes(bytes: impl Into<Arc<[u8]>>) -> Self {
        Self::whole(PdfBytes::Held(bytes.into()), Maker::Briefpack, Vec::new())
    }
}

impl Held for Part {
    fn holdings(&self) -> Vec<Holding> {
        let bytes = match &self.bytes {
            PdfBytes::Held(bytes) => Some(holding(bytes, bytes.len())),
            PdfBytes::Stored { .. } => None,
        };
        // While it is being read it is not waited for.
        let set = self.typeset.try_lock().ok();
        let set = set.as_deref().and_then(Option::as_ref);
        let set = set.map(|set| holding(set, set.size_bytes()));
        let text = self.text.get();
        let text = text.map(|text| holding(text, text.size_bytes()));
        [bytes, set, text].into_iter().flatten().collect()
    }

    fn is_read(&self) -> bool {
        self.text.get().is_some()
    }
}

/// Has a PDF tried in every way in which an export reads it, with the passwords there are if it needs
/// one; returns the one that opens it.
fn admit(
    source: &SourceId,
    bytes: &PdfBytes,
    passwords: &Passwords,
    progress: &Progress,
) -> Result<(Result<Inspection, PdfError>, Option<String>), Cancelled> {
    let bytes = match bytes.read() {
        Ok(bytes) => bytes,
        Err(error) => return Ok((Err(error), None)),
    };
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
    Ok((found, password))
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
