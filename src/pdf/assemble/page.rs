//! Takes a page over into the result: its boxes, resources, content and stamps.

use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::content::repair;
use super::names::Names;
use super::plan::PagePlan;
use super::source::Source;
use super::stamps::{Stamps, name_in_resources};
use super::streams::{Coding, coding, unfolded};
use super::target::Target;
use crate::pdf::boxes::{PageBoxes, Rect};
use crate::pdf::error::AssembleError;
use crate::pdf::lookup::resolve;

/// Writes a page, all but its annotations and its place in the structure tree.
///
/// `plan.source_page` exists; `page_id` and `parent` are the page's and the page tree's numbers.
pub(super) fn write_page(
    source: &mut Source,
    plan: &PagePlan,
    (page_id, parent): (ObjectId, ObjectId),
    stamps: &mut Stamps,
    target: &mut Target,
) -> Result<(), AssembleError> {
    let Some(page) = source.page(plan.source_page) else {
        return Ok(());
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
        let copy = source.copy(&object, target);
        if !copy.is_null() {
            entries.set(key, copy);
        }
    }
    let content = PageContent::copy(source, plan.source_page, target);
    let names = content.names();
    let resources = source.copy_resources(plan.source_page, names, target);
    entries.set("Resources", resources);
    let stamped = draw_stamps(plan, &new, resources, stamps, target)?;
    let clip = (new != old).then_some(old.crop);
    let content = content.write((clip, &stamped), target);
    entries.set("Contents", content);
    target.put(page_id, entries);
    Ok(())
}

/// The operators that lay the stamps over a page. They are pagination artifacts
/// (PDF 1.7, 14.8.2.2.2): screen readers skip them.
fn draw_stamps(
    plan: &PagePlan,
    boxes: &PageBoxes,
    resources: ObjectId,
    stamps: &mut Stamps,
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

/// Appends a number and a blank, without the exponent that PDF does not know.
pub(super) fn push_number(operators: &mut String, value: f64) {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    operators.push_str(if text == "-0" { "0" } else { text });
    operators.push(' ');
}

/// The operators of a page.
struct PageContent {
    /// Its streams in the result.
    streams: Vec<ObjectId>,
    /// What they hold, in one piece; `None` where one cannot be decoded.
    operators: Option<Vec<u8>>,
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
        let operators = self.operators.as_deref();
        operators.map_or_else(Names::any, Names::of)
    }

    /// The `/Contents` entry of a page in the result: its operators, clipped and followed by
    /// others where wanted.
    fn write(self, (clip, after): (Option<Rect>, &str), target: &mut Target) -> Object {
        let Self { streams, operators } = self;
        // What cannot be decoded is trusted, as a reader could not show it either.
        let mended = operators.and_then(|content| mended(content, &target.document, &streams));
        let middle = match mended {
            Some(mended) => vec![target.add_stream(Dictionary::new(), mended)],
            None => streams,
        };
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
}

/// A page's operators as they must be written anew; `None` where its streams will do.
fn mended(content: Vec<u8>, document: &Document, streams: &[ObjectId]) -> Option<Vec<u8>> {
    if let Some(repaired) = repair(&content) {
        return Some(repaired);
    }
    // The older codings cannot be told to be sound, so what they unfold to is kept instead.
    let is_old = |id: &ObjectId| {
        let stream = document.objects.get(id).map(Object::as_stream);
        matches!(stream, Some(Ok(stream)) if coding(stream) == Coding::Other)
    };
    streams.iter().any(is_old).then_some(content)
}

/// The operators of a page in one piece, made safe to put others behind them.
pub(super) fn balanced_content(document: &Document, contents: &Object) -> Vec<u8> {
    let streams = content_streams(document, contents);
    let content = decoded(document, &streams).unwrap_or_default();
    repair(&content).unwrap_or(content)
}

/// The operators of content streams in one piece; `None` where one cannot be decoded.
fn decoded(document: &Document, streams: &[ObjectId]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    for id in streams {
        let stream = document.objects.get(id)?.as_stream().ok()?;
        content.extend(unfolded(stream)?);
        // The division between streams is one between tokens (PDF 1.7, table 30).
        content.push(b'\n');
    }
    Some(content)
}

/// The streams that a content entry leads to: one, or an array of them, direct or not.
fn content_streams(document: &Document, contents: &Object) -> Vec<ObjectId> {
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
