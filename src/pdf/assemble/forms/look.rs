//! Gives a widget the look that its field's value has, where it has none or may have an old one
//! (PDF 1.7, 12.7.3.3). Readers that are asked to do so themselves do it for every field of a pack,
//! each in its own way and with fonts of its own.

use std::collections::HashMap;
use std::fmt::Write as _;

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use super::field::Kind;
use super::font::OwnFont;
use super::frame::{Frame, Ground};
use super::lines::{Align, Filling, Line, Room, middle, set};
use super::style::{Colour, Style};
use super::texts::{decoded, letters, said};
use crate::pdf::assemble::numbers::push_number;
use crate::pdf::assemble::page::stamps::Stamps;
use crate::pdf::assemble::plan::PdfBytes;
use crate::pdf::assemble::target::Target;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, resolve};
use crate::pdf::page_flaws::{FieldLoss, LostInField};
use crate::pdf::write::write;
use crate::typeset::{PlacedLine, PlacedLines, Ruler, placed_lines};

/// Flags of text fields and choice fields (PDF 1.7, tables 228 and 230).
const MULTILINE: i64 = 1 << 12;
const PASSWORD: i64 = 1 << 13;
const COMB: i64 = 1 << 24;
const COMBO: i64 = 1 << 17;

/// The ground of the chosen lines of a list.
const CHOSEN: &str = "0.6 0.75686 0.8549 rg\n";
/// The room between a field's border and its text, in points.
const PADDING: f64 = 2.0;
/// The most lines of a list, and of characters of a value, that are drawn.
const MOST_OPTIONS: usize = 1000;
const MOST_CHARACTERS: usize = 200_000;

/// What is known of a widget's field.
pub(super) struct Known {
    pub kind: Kind,
    pub flags: i64,
    pub style: Style,
    pub align: Align,
    /// The font of its style in the result.
    pub font: Object,
    /// The entries of its field in the result.
    pub field: Dictionary,
    /// Whether its source says that looks may be old.
    pub is_stale: bool,
    /// The page of its source that the widget is on, counted from 1.
    pub page: u32,
    /// The name of its field, as a person reads it.
    pub name: String,
}

/// Makes looks. Those in our own fonts are made together at the end.
#[derive(Default)]
pub(super) struct Looks {
    ruler: Option<Ruler>,
    signs: Option<ObjectId>,
    later: Vec<Later>,
    losses: Vec<FieldLoss>,
}

/// A look whose text is set in our own fonts.
struct Later {
    form: ObjectId,
    entries: Dictionary,
    before: String,
    text: PlacedLines,
    /// The page and the name of the field.
    of: (u32, String),
}

/// What is written in a field.
struct Text {
    lines: Vec<Line>,
    font: Option<OwnFont>,
    colour: Colour,
}

impl Looks {
    /// Gives a widget of the result, not stored yet, the look that it needs.
    pub(super) fn dress(&mut self, widget: &mut Dictionary, known: &Known, target: &mut Target) {
        match known.kind {
            Kind::Check | Kind::Radio => self.tick(widget, known, target),
            Kind::Text | Kind::Choice | Kind::Push => self.fill(widget, known, target),
            Kind::Other => {}
        }
    }

    fn fill(&mut self, widget: &mut Dictionary, known: &Known, target: &mut Target) {
        let value = value(&target.document, known, widget);
        if !needs_look(&target.document, widget, known, &value) {
            return;
        }
        let Some(frame) = Frame::of(&target.document, widget, Ground::Plain) else {
            return;
        };
        let room = Room {
            width: frame.width,
            height: frame.height,
            padding: PADDING.max(2.0 * frame.thickness()),
        };
        let mut before = frame.operators();
        let text = if known.kind == Kind::Choice && known.flags & COMBO == 0 {
            self.list(&target.document, known, room, &mut before)
        } else {
            self.text(&target.document, &value, known, room)
        };
        if before.is_empty() && text.lines.is_empty() {
            // There is nothing to see, so any old look goes.
            widget.remove(b"AP");
            return;
        }
        let form = self.write(&frame, known, (before, text), target);
        widget.set("AP", dictionary! { "N" => form });
    }

    /// A value in its place.
    fn text(&mut self, document: &Document, value: &str, known: &Known, room: Room) -> Text {
        let length = entry(document, &known.field, b"MaxLen").and_then(|it| it.as_i64().ok());
        let length = length.and_then(|length| usize::try_from(length).ok());
        let (filling, align) = match known.kind {
            Kind::Push => (Filling::Line, Align::Centre),
            Kind::Text if known.flags & MULTILINE != 0 => (Filling::Lines, known.align),
            Kind::Text if known.flags & COMB != 0 => match length {
                Some(count @ 1..=1000) => (Filling::Boxes(count), known.align),
                _ => (Filling::Line, known.align),
            },
            _ => (Filling::Line, known.align),
        };
        let font = OwnFont::of(document, &known.font, value);
        let mut width_of = |text: &str| self.width(font.as_ref(), text);
        let lines = set(
            value,
            room,
            (filling, align),
            known.style.size,
            &mut width_of,
        );
        Text {
            lines,
            font,
            colour: known.style.colour.clone(),
        }
    }

    /// The lines of a list, those that are chosen on a ground of their own.
    fn list(
        &mut self,
        document: &Document,
        known: &Known,
        room: Room,
        before: &mut String,
    ) -> Text {
        let field = &known.field;
        let chosen: Vec<String> = match entry(document, field, b"V") {
            Some(Object::Array(values)) => values.iter().map(|it| decoded(document, it)).collect(),
            Some(value) => vec![decoded(document, value)],
            None => Vec::new(),
        };
        let first = entry(document, field, b"TI").and_then(|top| top.as_i64().ok());
        let first = first.and_then(|top| usize::try_from(top).ok()).unwrap_or(0);
        let size = known.style.size.unwrap_or(12.0);
        let leading = size * 1.15;
        let fitting = ((room.height - 2.0 * room.padding) / leading).max(1.0) as usize;
        let options = array_at(document, field, b"Opt").iter();
        if options.len() > fitting {
            self.losses.push(FieldLoss {
                page: known.page,
                field: known.name.clone(),
                what: LostInField::Options,
            });
        }
        let is_chosen = |item: &Object| {
            let (export, label) = option(document, item);
            chosen.contains(&export) || chosen.contains(&label)
        };
        // On paper nobody turns the list on to what was chosen.
        let place = options.clone().position(is_chosen).unwrap_or(first);
        let is_shown = (first..first.saturating_add(fitting)).contains(&place);
        let first = if is_shown { first } else { place };
        let shown = options.skip(first).take(fitting.min(MOST_OPTIONS));
        let options: Vec<(String, String)> = shown.map(|it| option(document, it)).collect();
        let all: String = options.iter().map(|(_, label)| label.as_str()).collect();
        let font = OwnFont::of(document, &known.font, &all);
        let mut lines = Vec::new();
        for (index, (export, label)) in (0..).zip(options) {
            let top = room.height - room.padding - f64::from(index) * leading;
            if chosen.contains(&export) || chosen.contains(&label) {
                before.push_str("q ");
                before.push_str(CHOSEN);
                let within = room.width - room.padding;
                for value in [room.padding / 2.0, top - leading, within, leading] {
                    push_number(before, value);
                }
                before.push_str("re f Q\n");
            }
            lines.push(Line {
                text: label,
                x: room.padding,
                y: top - leading + middle(leading, size),
                size,
            });
        }
        lines.retain(|line| !line.text.trim().is_empty());
        Text {
            lines,
            font,
            colour: known.style.colour.clone(),
        }
    }

    fn width(&mut self, font: Option<&OwnFont>, text: &str) -> f64 {
        match font {
            Some(font) => font.width(text),
            None => f64::from(self.ruler.get_or_insert_default().width(text)),
        }
    }

    /// Writes a look; where its text is to be set in our own fonts, later.
    fn write(
        &mut self,
        frame: &Frame,
        known: &Known,
        (mut operators, text): (String, Text),
        target: &mut Target,
    ) -> ObjectId {
        let mut entries = frame.form();
        if text.lines.is_empty() {
            return target.add_stream(entries, operators.into_bytes());
        }
        operators.push_str("/Tx BMC\nq ");
        let border = frame.thickness();
        let clip = [
            border,
            border,
            frame.width - 2.0 * border,
            frame.height - 2.0 * border,
        ];
        for value in clip {
            push_number(&mut operators, value);
        }
        operators.push_str("re W n\n");
        let Some(font) = text.font else {
            let form = target.reserve();
            let color = text.colour.rgb();
            let lines = text.lines.into_iter().map(|line| PlacedLine {
                text: line.text,
                x_pt: line.x as f32,
                baseline_pt: (frame.height - line.y) as f32,
                size_pt: line.size as f32,
                color,
            });
            self.later.push(Later {
                form,
                entries,
                before: operators,
                text: PlacedLines {
                    width_pt: frame.width as f32,
                    height_pt: frame.height as f32,
                    lines: lines.collect(),
                },
                of: (known.page, known.name.clone()),
            });
            return form;
        };
        operators.push_str("BT\n");
        text.colour.push(&mut operators, false);
        for line in &text.lines {
            push_text(&mut operators, line, &font.codes(&line.text));
        }
        operators.push_str("ET Q\nEMC\n");
        let fonts = dictionary! { "F" => font.font };
        entries.set("Resources", dictionary! { "Font" => fonts });
        target.add_stream(entries, operators.into_bytes())
    }

    /// Gives a box its two looks, and says which of them it has.
    fn tick(&mut self, widget: &mut Dictionary, known: &Known, target: &mut Target) {
        let document = &target.document;
        if keeps_looks(document, widget, known) {
            return;
        }
        let is_round = known.kind == Kind::Radio;
        let ground = if is_round {
            Ground::Round
        } else {
            Ground::Plain
        };
        let Some(frame) = Frame::of(document, widget, ground) else {
            return;
        };
        let value = state_of_field(document, known);
        let state = name_at(document, widget, b"AS");
        let named = dictionary_at(document, widget, b"AP")
            .and_then(|looks| dictionary_at(document, looks, b"N"))
            .and_then(|states| states.iter().find(|(name, _)| *name != b"Off"));
        let on = state
            .filter(|state| *state != b"Off")
            .or_else(|| named.map(|(name, _)| name.as_slice()))
            .or_else(|| value.filter(|value| *value != b"Off"))
            .unwrap_or(b"Yes")
            .to_vec();
        let is_on = state.or(value) == Some(on.as_slice());
        let caption = frame.caption.bytes().next().filter(u8::is_ascii_graphic);
        let sign = caption.unwrap_or(if is_round { b'l' } else { b'4' });
        let ticked = self.ticked(&frame, sign, &known.style, target);
        let empty = target.add_stream(frame.form(), frame.operators().into_bytes());
        let mut states = dictionary! { "Off" => empty };
        states.set(on.clone(), ticked);
        widget.set("AP", dictionary! { "N" => states });
        widget.set("AS", Object::Name(if is_on { on } else { b"Off".to_vec() }));
    }

    /// A box with its sign in the middle.
    fn ticked(&mut self, frame: &Frame, sign: u8, style: &Style, target: &mut Target) -> ObjectId {
        let mut operators = frame.operators();
        operators.push_str("q BT\n");
        style.colour.push(&mut operators, false);
        let side = (frame.width.min(frame.height) - 2.0 * frame.thickness()).max(1.0);
        let size = style.size.unwrap_or(side * 0.8).min(side);
        let line = Line {
            text: String::new(),
            x: (frame.width - sign_width(sign) * size) / 2.0,
            y: (frame.height - 0.7 * size) / 2.0,
            size,
        };
        push_text(&mut operators, &line, &[sign]);
        operators.push_str("ET Q\n");
        let font = *self.signs.get_or_insert_with(|| {
            target.add(dictionary! {
                "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "ZapfDingbats",
            })
        });
        let mut entries = frame.form();
        let fonts = dictionary! { "F" => font };
        entries.set("Resources", dictionary! { "Font" => fonts });
        target.add_stream(entries, operators.into_bytes())
    }

    /// Sets the texts that wait for our own fonts. Returns what fields lost.
    pub(super) fn finish(self, target: &mut Target) -> Result<Vec<FieldLoss>, String> {
        let mut losses = self.losses;
        if self.later.is_empty() {
            return Ok(losses);
        }
        let texts: Vec<PlacedLines> = self.later.iter().map(|one| one.text.clone()).collect();
        let set = placed_lines(&texts);
        if !set.missing.is_empty() {
            losses.extend(self.later.iter().filter_map(|later| {
                let missing = placed_lines(std::slice::from_ref(&later.text)).missing;
                let (page, field) = later.of.clone();
                let what = LostInField::Characters(missing.clone());
                (!missing.is_empty()).then_some(FieldLoss { page, field, what })
            }));
        }
        let bytes = write(&set, "", "").map_err(|error| error.to_string())?;
        let pdfs = [PdfBytes::Held(bytes.into())];
        let mut stamps = Stamps::new(&pdfs, vec![self.later.len()]);
        for (page, later) in (0..).zip(self.later) {
            let text = stamps.get(0, page, target);
            let text = text.map_err(|error| error.to_string())?;
            let mut entries = later.entries;
            let names = dictionary! { "Text" => text.form };
            entries.set("Resources", dictionary! { "XObject" => names });
            let operators = later.before + "/Text Do Q\nEMC\n";
            target.put_stream(later.form, entries, operators.into_bytes());
        }
        Ok(losses)
    }
}

/// Which state a field of boxes is in, where it says so.
fn state_of_field<'a>(document: &'a Document, known: &'a Known) -> Option<&'a [u8]> {
    entry(document, &known.field, b"V").and_then(|value| value.as_name().ok())
}

/// Whether a box has looks of its own. Says which of them it has, where that is not said or may be
/// old.
fn keeps_looks(document: &Document, widget: &mut Dictionary, known: &Known) -> bool {
    let looks =
        dictionary_at(document, widget, b"AP").and_then(|looks| entry(document, looks, b"N"));
    let states = match looks {
        Some(Object::Dictionary(states)) => states,
        // One look for both states.
        Some(Object::Stream(_)) => return true,
        _ => return false,
    };
    let has_look =
        |name: &[u8]| entry(document, states, name).is_some_and(|look| look.as_stream().is_ok());
    if !states.iter().any(|(name, _)| has_look(name)) {
        return false;
    }
    let value = state_of_field(document, known);
    let is_open = known.is_stale || name_at(document, widget, b"AS").is_none();
    if let Some(value) = value.filter(|_| is_open) {
        let state = if has_look(value) { value } else { b"Off" };
        widget.set("AS", Object::Name(state.to_vec()));
    }
    true
}

/// Whether a widget must be given a look: it has none, or one that shows something else.
fn needs_look(document: &Document, widget: &Dictionary, known: &Known, value: &str) -> bool {
    let look =
        dictionary_at(document, widget, b"AP").and_then(|looks| entry(document, looks, b"N"));
    let Some(Object::Stream(look)) = look else {
        return true;
    };
    let may_be_old = known.is_stale
        && matches!(known.kind, Kind::Text | Kind::Choice)
        && known.flags & PASSWORD == 0;
    if !may_be_old {
        return false;
    }
    let shown = said(document, look).unwrap_or_default();
    match (letters(value), letters(&shown)) {
        (value, shown) if value.is_empty() => {
            // A list shows what may be chosen.
            known.kind == Kind::Text && !shown.is_empty()
        }
        (value, shown) => !shown.contains(&value),
    }
}

/// What a field says, as a person reads it.
fn value(document: &Document, known: &Known, widget: &Dictionary) -> String {
    if known.kind == Kind::Push {
        return dictionary_at(document, widget, b"MK")
            .and_then(|look| entry(document, look, b"CA"))
            .map_or_else(String::new, |caption| decoded(document, caption));
    }
    let value = entry(document, &known.field, b"V");
    let mut said = match value {
        Some(Object::Array(values)) => {
            let values = values.iter().map(|value| decoded(document, value));
            values.collect::<Vec<_>>().join(" ")
        }
        Some(value) => decoded(document, value),
        None => String::new(),
    };
    if known.kind == Kind::Choice {
        let options = array_at(document, &known.field, b"Opt").iter();
        let labels: HashMap<String, String> = options
            .take(10_000)
            .map(|it| option(document, it))
            .collect();
        if let Some(label) = labels.get(&said) {
            said.clone_from(label);
        }
    }
    if known.flags & PASSWORD != 0 && known.kind == Kind::Text {
        said = "*".repeat(said.chars().count());
    }
    said.chars().take(MOST_CHARACTERS).collect()
}

/// What a choice is in the data, and what it is called.
fn option(document: &Document, object: &Object) -> (String, String) {
    match resolve(document, object) {
        Object::Array(pair) => {
            let mut both = pair.iter().map(|one| decoded(document, one));
            let export = both.next().unwrap_or_default();
            let label = both.next().unwrap_or_else(|| export.clone());
            (export, label)
        }
        one => {
            let label = decoded(document, one);
            (label.clone(), label)
        }
    }
}

/// Appends a line in the font F.
fn push_text(operators: &mut String, line: &Line, codes: &[u8]) {
    operators.push_str("/F ");
    push_number(operators, line.size);
    operators.push_str("Tf 1 0 0 1 ");
    push_number(operators, line.x);
    push_number(operators, line.y);
    operators.push_str("Tm <");
    for code in codes {
        // Writing to a string cannot fail.
        let _ = write!(operators, "{code:02X}");
    }
    operators.push_str("> Tj\n");
}

/// The width of a sign of ZapfDingbats, as a part of its size.
fn sign_width(sign: u8) -> f64 {
    match sign {
        b'4' => 0.846,
        b'H' => 0.816,
        b'l' => 0.791,
        b'u' => 0.788,
        _ => 0.761,
    }
}
