//! Takes a page over into the result: its boxes, resources, content and stamps.

pub(super) mod stamps;

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use self::stamps::{Stamps, name_in_resources};
use super::coding::{Coding, coding};
use super::content::{Examined, examine, repair};
use super::names::Names;
use super::numbers::push_number;
use super::pictures::strip_inline;
use super::plan::PagePlan;
use super::source::{OF_GROUPS, Source, only_known};
use super::target::Target;
use super::unfold::{Flaw, unfold};
use crate::pdf::boxes::{PageBoxes, Rect};
use crate::pdf::error::AssembleError;
use crate::pdf::lookup::{as_dictionary, dictionary_at, entry, resolve};

/// The name of a page's own content where it is drawn as one.
const DRAWING: &str = "Content";

/// Writes a page, all but its annotations and its place in the structure tree. Returns the drawing
/// that its content was made into, where readers may stumble over it: what is stamped on the page
/// is out of reach of its errors then.
///
/// `plan.source_page` exists; `page_id` and `parent` are the page's and the page tree's numbers.
pub(super) fn write_page(
    source: &mut Source,
    plan: &PagePlan,
    (page_id, parent): (ObjectId, ObjectId),
    stamps: &mut Stamps<'_>,
    target: &mut Target,
) -> Result<Option<ObjectId>, AssembleError> {
    let Some(page) = source.page(plan.source_page) else {
        return Ok(None);
    };
    let old = page.boxes.turned(plan.turn);
    let (top, bottom) = plan.strips();
    let new = old.extended(top, bottom);
    let kept: Vec<(&str, Object)> = ["BleedBox", "TrimBox", "ArtBox", "Group", "Tabs"]
        .into_iter()
        .filter_map(|key| Some((key, page.dictionary.get(key.as_bytes()).ok()?.clone())))
        .collect();

    let mut entries = dictionary! { "Type" => "Page", "Parent" => parent };
    new.write(&mut entries);
    for (key, object) in kept {
        let object = match as_dictionary(resolve(&source.pdf.document, &object)) {
            Some(group) if key == "Group" => only_known(group, &OF_GROUPS).into(),
            _ => object,
        };
        let copy = source.copy(&object, target);
        if !copy.is_null() {
            entries.set(key, copy);
        }
    }
    let content = PageContent::copy(source, plan.source_page, target);
    let names = content.names();
    let resources = source.copy_resources(plan.source_page, names, target);
    let own = content.mended(resources, target);
    let clip = (new != old).then_some(old.crop);
    let is_bare = clip.is_none() && plan.overlays.is_empty();
    if own.is_plain || is_bare {
        entries.set("Resources", resources);
        let stamped = draw_stamps(plan, &new, resources, stamps, target)?;
        let content = surrounded(own.streams, (clip, &stamped), target);
        entries.set("Contents", content);
        target.put(page_id, entries);
        return Ok(None);
    }
    let drawing = as_drawing(&own.streams, clip.unwrap_or(old.media), resources, target);
    let mut names = Dictionary::new();
    names.set(DRAWING, drawing);
    let resources = target.add(dictionary! { "XObject" => names });
    entries.set("Resources", resources);
    let stamped = draw_stamps(plan, &new, resources, stamps, target)?;
    let content = format!("q /{DRAWING} Do Q\n{stamped}").into_bytes();
    entries.set("Contents", target.add_stream(Dictionary::new(), content));
    target.put(page_id, entries);
    Ok(Some(drawing))
}

/// The operators that lay the stamps over a page. They are pagination artifacts
/// (PDF 1.7, 14.8.2.2.2): screen readers skip them.
fn draw_stamps(
    plan: &PagePlan,
    boxes: &PageBoxes,
    resources: ObjectId,
    stamps: &mut Stamps<'_>,
    target: &mut Target,
) -> Result<String, AssembleError> {
    let mut operators = String::new();
    for overlay in &plan.overlays {
        let stamp = stamps
            .get(overlay.pdf, overlay.page, target)
            .map_err(|error| AssembleError::Overlay {
                overlay_pdf: overlay.pdf,
                error,
            })?;
        let name = name_in_resources(target, resources, stamp)
            .ok_or_else(|| AssembleError::Fault("a page's resources got lost".to_owned()))?;
        let x = f64::from(overlay.x_pt) - stamp.bounds.x0;
        let y = f64::from(overlay.y_pt) - stamp.bounds.y0;
        let [a, b, c, d, e, f] = boxes.displayed_to_page();
        let (e, f) = (a * x + c * y + e, b * x + d * y + f);
        operators.push_str("/Artifact <</Type /Pagination>> BDC\nq ");
        for value in [a, b, c, d, e, f] {
            push_number(&mut operators, value);
        }
        // Writing to a string cannot fail.
        let _ = writeln!(operators, "cm /{name} Do Q\nEMC");
    }
    Ok(operators)
}

/// The operators of a page.
struct PageContent {
    /// Its streams in the result.
    streams: Vec<ObjectId>,
    /// What they hold, in one piece; `None` where that cannot be told.
    operators: Option<Operators>,
}

impl PageContent {
    fn copy(source: &mut Source, page: u32, target: &mut Target) -> Self {
        let contents = source
            .page(page)
            .and_then(|page| page.dictionary.get(b"Contents").ok())
            .cloned()
            .unwrap_or(Object::Null);
        let contents = source.copy(&contents, target);
        let streams = content_streams(&target.document, &contents);
        Self {
            operators: decoded(&target.document, &streams),
            streams,
        }
    }

    /// The names of the resources that it draws with.
    fn names(&self) -> Names {
        match &self.operators {
            Some(operators) if operators.is_complete => Names::of(&operators.bytes),
            _ => Names::any(),
        }
    }

    /// The streams of a page with these resources in the result, written anew where they must be.
    fn mended(self, resources: ObjectId, target: &mut Target) -> Mended {
        let Self { streams, operators } = self;
        let Some(Operators {
            bytes: content,
            is_complete,
        }) = operators
        else {
            // It is trusted as it is: a reader may show more of it than can be read here.
            return Mended {
                is_plain: streams.len() != 1,
                streams,
            };
        };
        let clean = strip_inline(&content);
        let is_changed = clean.is_some() || !is_complete;
        let content = clean.unwrap_or(content);
        let document = &target.document;
        let has = |category: &[u8], name: &[u8]| has_resource(document, resources, category, name);
        let Examined { repaired, is_plain } = examine(&content, &has);
        let is_plain = is_plain && is_complete;
        // The older codings and predictors cannot be told to be sound, and readers take what is
        // wrong in them in different ways, so what they unfold to is kept instead.
        let is_old = |id: &ObjectId| {
            let stream = document.objects.get(id).map(Object::as_stream);
            matches!(stream, Some(Ok(stream)) if coding(stream) == Coding::Other
                || stream.dict.get(b"DecodeParms").is_ok_and(|own| !own.is_null()))
        };
        let is_in_pieces = !is_plain && streams.len() > 1;
        let anew = match repaired {
            Some(repaired) => Some(repaired),
            None => (is_changed || is_in_pieces || streams.iter().any(is_old)).then_some(content),
        };
        let streams = match anew {
            Some(content) => vec![target.add_stream(Dictionary::new(), content)],
            None => streams,
        };
        Mended { streams, is_plain }
    }
}

/// The operators of a page as they go into the result.
struct Mended {
    streams: Vec<ObjectId>,
    /// Whether every reader reads them to their end.
    is_plain: bool,
}

/// Whether a page's resources have something usable of a category under a name.
fn has_resource(document: &Document, resources: ObjectId, category: &[u8], name: &[u8]) -> bool {
    let found = document
        .get_dictionary(resources)
        .ok()
        .and_then(|resources| dictionary_at(document, resources, category))
        .and_then(|names| entry(document, names, name));
    match (found, category) {
        (None, _) => false,
        (Some(found), b"XObject") => found.as_stream().is_ok(),
        (Some(found), b"ColorSpace") => found.as_name().is_ok() || found.as_array().is_ok(),
        (Some(found), _) => as_dictionary(found).is_some(),
    }
}

/// Puts operators before and behind those of a page: a clip, where wanted, and stamps.
fn surrounded(
    middle: Vec<ObjectId>,
    (clip, after): (Option<Rect>, &str),
    target: &mut Target,
) -> Object {
    if clip.is_none() && after.is_empty() {
        return array_of(middle);
    }
    let mut before = "q\n".to_owned();
    if let Some(clip) = clip {
        for value in [clip.x0, clip.y0, clip.width(), clip.height()] {
            push_number(&mut before, value);
        }
        before.push_str("re W n\n");
    }
    let first = target.add_stream(Dictionary::new(), before.into_bytes());
    let last = target.add_stream(Dictionary::new(), format!("\nQ\n{after}").into_bytes());
    array_of([first].into_iter().chain(middle).chain([last]).collect())
}

/// A page's operators as a drawing of their own (PDF 1.7, 8.10), which ends with them whatever is
/// wrong in them.
fn as_drawing(
    streams: &[ObjectId],
    bounds: Rect,
    resources: ObjectId,
    target: &mut Target,
) -> ObjectId {
    let content = match streams {
        [only] => target.document.objects.get(only),
        _ => None,
    };
    let mut stream = content
        .and_then(|content| content.as_stream().ok())
        .cloned()
        .unwrap_or_else(|| Stream::new(Dictionary::new(), Vec::new()));
    stream.dict.set("Type", "XObject");
    stream.dict.set("Subtype", "Form");
    stream.dict.set("BBox", bounds.to_object());
    stream.dict.set("Resources", resources);
    target.add(stream)
}

/// The operators of a page in one piece, made safe to put others behind them.
fn balanced_content(document: &Document, contents: &Object) -> Vec<u8> {
    let streams = content_streams(document, contents);
    let content = decoded(document, &streams).map(|operators| operators.bytes);
    let content = content.unwrap_or_default();
    repair(&content).unwrap_or(content)
}

/// The operators of content streams in one piece.
struct Operators {
    bytes: Vec<u8>,
    /// Whether each stream is among them, rather than left out since its coding is not known.
    is_complete: bool,
}

/// The operators of content streams; `None` where there are none that can be decoded, or one of the
/// streams is too large.
fn decoded(document: &Document, streams: &[ObjectId]) -> Option<Operators> {
    let mut operators = Operators {
        bytes: Vec::new(),
        is_complete: true,
    };
    for id in streams {
        let stream = document.objects.get(id)?.as_stream().ok()?;
        match unfold(stream) {
            Ok(content) | Err(Flaw::Damaged(content)) => operators.bytes.extend(content),
            Err(Flaw::Unknown) if streams.len() > 1 => operators.is_complete = false,
            Err(Flaw::Unknown | Flaw::TooLarge) => return None,
        }
        // The division between streams is one between tokens (PDF 1.7, table 30).
        operators.bytes.push(b'\n');
    }
    Some(operators)
}

/// The streams that a content entry leads to: one, or an array of them, direct or not.
pub(super) fn content_streams(document: &Document, contents: &Object) -> Vec<ObjectId> {
    let items = match resolve(document, contents) {
        Object::Array(items) => items.as_slice(),
        _ => std::slice::from_ref(contents),
    };
    items
        .iter()
        .filter_map(|item| match document.dereference(item) {
            Ok((Some(id), Object::Stream(_))) => Some(id),
            _ => None,
        })
        .collect()
}

fn array_of(streams: Vec<ObjectId>) -> Object {
    match streams.as_slice() {
        [only] => (*only).into(),
        _ => Object::Array(streams.into_iter().map(Object::Reference).collect()),
    }
}
