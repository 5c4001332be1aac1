//! What can be asked, as plain data, and how it is answered.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{archive, wire};
use crate::import::{
    self, Attachment, Content, DecodedText, ImportError, LayoutSigns, Probe, Problem, Proposal,
};
use crate::pack::{Extent, Media, ShownPage, SourceComments};
use crate::pdf::adding;
use crate::pdf::assemble::{Assembly, Maker, PagePlan, Part, try_assembling};
use crate::pdf::error::{AssembleError, PdfError};
use crate::pdf::inspect::{Inspection, inspect, inspect_closely};
use crate::pdf::page_flaws::FieldLoss;
use crate::pdf::render::{InkPage, InkSides, Raster, Renderer};
use crate::progress::Progress;
use crate::text::TextLayer;

/// The files that a task is about.
pub(super) type Blobs<'a> = &'a [&'a Arc<[u8]>];

/// PDFs that a child has opened, by the program's number for each.
pub(super) type Shelf = BTreeMap<u64, Renderer>;

/// Something that can be asked.
pub(super) trait Task: Serialize + Clone + Into<AnyTask> {
    /// What comes back.
    type Answer: Serialize + DeserializeOwned;

    /// Carries it out.
    fn answer(&self, blobs: Blobs<'_>, shelf: &mut Shelf, progress: &Progress) -> Self::Answer;

    /// How long it may take without a step forward.
    fn time_limit(&self, blobs: Blobs<'_>) -> Duration {
        let _ = blobs;
        TIME
    }
}

/// How long a task may take.
const TIME: Duration = Duration::from_secs(20);

/// What is done with a whole PDF may take longer the larger it is: a second more for so many bytes.
const PDF_BYTES_PER_SECOND: u64 = 4 << 20;

fn pdf_time(blobs: Blobs<'_>) -> Duration {
    let bytes: u64 = blobs.iter().map(|blob| blob.len() as u64).sum();
    TIME + Duration::from_secs(bytes / PDF_BYTES_PER_SECOND)
}

macro_rules! tasks {
    ($($name:ident),* $(,)?) => {
        /// Any task, as it travels.
        #[derive(Debug, Clone, Serialize, Deserialize)]
        pub(super) enum AnyTask {
            $($name($name),)*
        }

        $(impl From<$name> for AnyTask {
            fn from(task: $name) -> Self {
                Self::$name(task)
            }
        })*

        impl AnyTask {
            /// Carries it out; the answer is ready to travel.
            pub(super) fn answer(
                &self,
                blobs: Blobs<'_>,
                shelf: &mut Shelf,
                progress: &Progress,
            ) -> std::io::Result<Vec<u8>> {
                match self {
                    $(Self::$name(task) => wire::encode(&task.answer(blobs, shelf, progress)),)*
                }
            }
        }
    };
}

tasks!(
    ProbeFile,
    Sniff,
    Decode,
    ReadContent,
    ReadText,
    FindLayoutSigns,
    Unpack,
    InspectPdf,
    OpenPdf,
    RenderPage,
    MeasureInk,
    ReadLayer,
);

/// See [`super::probe`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ProbeFile {
    pub name: String,
    pub password: Option<String>,
}

impl Task for ProbeFile {
    type Answer = Result<Probe, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, progress: &Progress) -> Self::Answer {
        let password = self.password.as_deref();
        let mut probe = import::probe(&self.name, first(blobs), password)?;
        if let (Media::Pdf, Some(bytes), [paper]) =
            (probe.media, blobs.first(), probe.proposals.as_mut_slice())
        {
            let learnt = adding::look(bytes, password, progress);
            paper.comments = learnt.comments;
            probe.warnings.extend(learnt.warnings);
        }
        Ok(probe)
    }

    fn time_limit(&self, blobs: Blobs<'_>) -> Duration {
        pdf_time(blobs)
    }
}

/// See [`super::sniff`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sniff {
    pub name: String,
}

impl Task for Sniff {
    type Answer = Result<Media, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, _: &Progress) -> Self::Answer {
        import::sniff(&self.name, first(blobs))
    }
}

/// See [`super::decode_text`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Decode;

impl Task for Decode {
    type Answer = DecodedText;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, _: &Progress) -> Self::Answer {
        import::decode_text(first(blobs))
    }
}

/// See [`super::content`]: the first blob is the source, the others are the pictures.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReadContent {
    pub media: Media,
    pub extent: Extent,
    pub title: String,
    pub pictures: Vec<String>,
}

impl Task for ReadContent {
    type Answer = Result<Content, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, _: &Progress) -> Self::Answer {
        let [source, pictures @ ..] = blobs else {
            return Err(Problem::Empty.of(&self.title));
        };
        let picture = |reference: &str| {
            let mut found = self.pictures.iter().zip(pictures);
            let (_, bytes) = found.find(|(name, _)| *name == reference)?;
            Some(Arc::clone(bytes))
        };
        let content = import::content(self.media, source, &self.extent, &self.title, &picture)?;
        // Before it is sent, so that nobody has to hold more.
        Ok(import::bounded(content))
    }
}

/// The text of a file and what it would become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileText {
    /// What kind of file it is.
    pub media: Media,
    /// The documents that it is proposed to become.
    pub proposals: Vec<Proposal>,
    /// What it says: a line for each paragraph, item or cell, or as its pages say it.
    pub text: String,
}

/// See [`super::text`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReadText {
    pub name: String,
}

impl Task for ReadText {
    type Answer = Result<FileText, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, progress: &Progress) -> Self::Answer {
        let Some(bytes) = blobs.first() else {
            return Err(Problem::Empty.of(&self.name));
        };
        let Probe {
            media, proposals, ..
        } = import::probe(&self.name, bytes, None)?;
        let text = match import::content(media, bytes, &Extent::Whole, &self.name, &|_| None)? {
            Content::Flow(flow) => {
                let line = |text: &import::Text| {
                    let mut line: String = text.iter().map(|span| span.text.as_str()).collect();
                    line.push('\n');
                    line
                };
                let summary = flow.summary.iter().map(line);
                let body = flow.blocks.iter().map(import::Block::plain_text);
                summary.chain(body).collect()
            }
            Content::Pictures(_) => String::new(),
            Content::Fixed => Renderer::open(Arc::clone(bytes), None)
                .ok()
                .and_then(|pages| pages.text_layer(progress).ok())
                .map(|layer| layer.text().to_owned())
                .unwrap_or_default(),
        };
        Ok(FileText {
            media,
            proposals,
            text,
        })
    }
}

/// See [`super::layout_signs`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct FindLayoutSigns {
    pub name: String,
    pub media: Media,
}

impl Task for FindLayoutSigns {
    type Answer = Result<LayoutSigns, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, _: &Progress) -> Self::Answer {
        let found = import::layout_signs(self.media, first(blobs));
        found.map_err(|problem| problem.of(&self.name))
    }
}

/// See [`super::unpack`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Unpack {
    pub name: String,
}

impl Task for Unpack {
    type Answer = Result<Option<Vec<Result<Attachment, ImportError>>>, ImportError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, _: &Progress) -> Self::Answer {
        let bytes = first(blobs);
        if !import::is_archive(bytes) {
            return Ok(None);
        }
        archive::unpack(&self.name, bytes).map(Some)
    }
}

/// See [`super::inspect`] and [`super::admit`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct InspectPdf {
    pub password: Option<String>,
    pub with_trial: bool,
}

impl Task for InspectPdf {
    type Answer = Result<Inspection, PdfError>;

    fn answer(&self, blobs: Blobs<'_>, _: &mut Shelf, progress: &Progress) -> Self::Answer {
        let (bytes, password) = (first(blobs), self.password.as_deref());
        if !self.with_trial {
            return inspect(bytes, password);
        }
        let mut found = inspect_closely(bytes, password, &progress.stretch(0, 50))?;
        if let Some(bytes) = blobs.first() {
            let rest = progress.stretch(50, 100);
            found.flaws.fields = try_joining(bytes, password, found.pages.len(), &rest)?;
        }
        Ok(found)
    }

    fn time_limit(&self, blobs: Blobs<'_>) -> Duration {
        pdf_time(blobs)
    }
}

/// Puts all pages of a PDF into a new one, as an export does. Returns what its form fields lose.
fn try_joining(
    bytes: &Arc<[u8]>,
    password: Option<&str>,
    count: usize,
    progress: &Progress,
) -> Result<Vec<FieldLoss>, PdfError> {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let part = Part {
        bytes: Arc::clone(bytes).into(),
        password: password.map(str::to_owned),
        maker: Maker::Foreign,
        // What is kept may break more than what is left out.
        comments: SourceComments::Keep,
        pages: (0..count)
            .map(|source_page| PagePlan {
                source_page,
                ..PagePlan::default()
            })
            .collect(),
    };
    let assembly = Assembly {
        parts: vec![part],
        ..Assembly::default()
    };
    match try_assembling(&assembly, progress) {
        Ok(losses) => Ok(losses),
        Err(AssembleError::Cancelled(_)) => Ok(Vec::new()),
        Err(AssembleError::Part { error, .. } | AssembleError::Overlay { error, .. }) => Err(error),
        Err(AssembleError::Empty) => Err(PdfError::NoPages),
        Err(AssembleError::Fault(why) | AssembleError::Written(why)) => Err(PdfError::Fault(why)),
    }
}

/// Opens a PDF and keeps it under a number; the answer is how many pages it has.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OpenPdf {
    pub key: u64,
    pub password: Option<String>,
    /// Where it is to be as an export would write it: what becomes of the comments on its pages.
    pub as_exported: Option<SourceComments>,
}

impl Task for OpenPdf {
    type Answer = Result<u32, PdfError>;

    fn answer(&self, blobs: Blobs<'_>, shelf: &mut Shelf, _: &Progress) -> Self::Answer {
        let bytes = blobs.first().ok_or(PdfError::NoPages)?;
        let (bytes, password) = (Arc::clone(bytes), self.password.as_deref());
        let renderer = match self.as_exported {
            Some(comments) => Renderer::open_as_exported(bytes, password, comments),
            None => Renderer::open(bytes, password),
        }?;
        let count = renderer.page_count();
        shelf.insert(self.key, renderer);
        Ok(count)
    }

    fn time_limit(&self, blobs: Blobs<'_>) -> Duration {
        pdf_time(blobs)
    }
}

/// Draws a page of a PDF that was opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RenderPage {
    pub key: u64,
    pub page: u32,
    pub pixels_per_point: f32,
}

impl Task for RenderPage {
    type Answer = Result<Raster, PdfError>;

    fn answer(&self, _: Blobs<'_>, shelf: &mut Shelf, _: &Progress) -> Self::Answer {
        opened(shelf, self.key)?.render(self.page, self.pixels_per_point)
    }
}

/// Looks how far ink is from the sides of some pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct MeasureInk {
    pub key: u64,
    pub pages: Vec<InkPage>,
}

impl Task for MeasureInk {
    type Answer = Result<Vec<Option<InkSides>>, PdfError>;

    fn answer(&self, _: Blobs<'_>, shelf: &mut Shelf, progress: &Progress) -> Self::Answer {
        let sides = opened(shelf, self.key)?.ink_sides(&self.pages, progress);
        // Only who asked stops the work, and then nobody waits for what it came to.
        Ok(sides.unwrap_or_default())
    }
}

/// Reads the text of some pages.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct ReadLayer {
    pub key: u64,
    pub pages: Vec<ShownPage>,
}

impl Task for ReadLayer {
    type Answer = Result<TextLayer, PdfError>;

    fn answer(&self, _: Blobs<'_>, shelf: &mut Shelf, progress: &Progress) -> Self::Answer {
        let layer = opened(shelf, self.key)?.text_of(&self.pages, progress);
        Ok(layer.unwrap_or_default())
    }
}

fn opened(shelf: &Shelf, key: u64) -> Result<&Renderer, PdfError> {
    let missing = || PdfError::Fault("a PDF was closed too early".to_owned());
    shelf.get(&key).ok_or_else(missing)
}

fn first<'a>(blobs: Blobs<'a>) -> &'a [u8] {
    blobs.first().map_or(&[], |blob| blob)
}
