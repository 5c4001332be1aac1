//! One document of the list: what it says and how it is painted.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use eframe::egui::text::{LayoutJob, TextFormat, TextWrapping};
use eframe::egui::{
    Color32, CornerRadius, FontId, Galley, Rect, RichText, Stroke, StrokeKind, Ui, pos2,
};

use crate::app::message::icons;
use crate::app::view::theme::{self, BODY_SIZE, Palette, SMALL_SIZE};
use crate::app::view::widgets::{paint_icon, paint_line};
use crate::capitals::capitalised;
use crate::library::{Entry, Hit, human_size};
use crate::pack::MediaClass;

/// Height of a row: title above, kind, date and folder below, in points.
pub const HEIGHT: f32 = 44.0;
/// Height of a row with two lines of what was found in it, in points.
pub const HEIGHT_WITH_SNIPPET: f32 = 80.0;

/// What a document is the same as is named where it takes no more than this share of the line.
const SAME_AS_SHARE: f32 = 0.7;

/// A folder is named, cut, where there is so much room for it, in points.
const PLACE_WIDTH: f32 = 56.0;

/// How a row looks at the moment.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub is_selected: bool,
    pub is_hovered: bool,
    pub has_focus: bool,
    pub is_in_pack: bool,
}

/// What a screen reader says of a row.
pub fn spoken(hit: &Hit, is_in_pack: bool) -> String {
    let entry = &hit.entry;
    let mut words = vec![entry.title.clone(), entry.name(), about(entry)];
    if is_in_pack {
        words.push("already in the pack".to_owned());
    }
    words.extend(same_as(entry));
    words.extend(unread(entry).map(str::to_owned));
    words.join(", ")
}

/// More about a row, beside the pointer.
pub fn tooltip(ui: &mut Ui, hit: &Hit, is_in_pack: bool) {
    let palette = Palette::of(ui);
    let entry = &hit.entry;
    ui.set_max_width(360.0);
    ui.label(theme::strong(&entry.title));
    let small = |text: String| RichText::new(text).small();
    ui.label(small(entry.path.display().to_string()).color(palette.muted));
    let mut facts = facts(entry);
    facts.pop();
    facts.push(human_size(entry.size_bytes));
    if !entry.publisher.is_empty() {
        facts.push(entry.publisher.clone());
    }
    ui.label(small(facts.join(" · ")).color(palette.muted));
    if let Some(error) = &entry.error {
        ui.label(small(error.clone()).color(palette.error));
    }
    if entry.is_protected {
        let words = "Protected by a password. You enter it when you add the file";
        ui.label(small(words.to_owned()).color(palette.muted));
    }
    if let Some(same) = &entry.same_as {
        let like = if same.is_exact {
            "The same as"
        } else {
            "Nearly the same as"
        };
        ui.label(small(format!("{like} {}", same.path.display())).color(palette.warning));
    }
    ui.label(small(
        if is_in_pack {
            "Already in the pack"
        } else {
            "Double-click or drag to add. Press Space for a preview"
        }
        .to_owned(),
    ));
}

/// Why the words of a document are not known.
fn unread(entry: &Entry) -> Option<&'static str> {
    match (&entry.error, entry.is_protected) {
        (Some(_), _) => Some("can't be read"),
        (None, true) => Some("protected by a password"),
        (None, false) => None,
    }
}

/// Kind, date and folder.
fn about(entry: &Entry) -> String {
    facts(entry).join(" · ")
}

/// Kind and, where it is known, date; the folder last.
fn facts(entry: &Entry) -> Vec<String> {
    let kind = entry.kind_name();
    let mut facts = vec![match entry.documents {
        Some(1) => format!("{kind}, 1 document"),
        Some(many) => format!("{kind}, {many} documents"),
        None => kind.to_owned(),
    }];
    facts.extend(entry.day.map(|day| day.strftime("%-d %b %Y").to_string()));
    facts.push(entry.place());
    facts
}

fn same_as(entry: &Entry) -> Option<String> {
    let same = entry.same_as.as_ref()?;
    let mut name = same.path.file_name().unwrap_or_default().to_string_lossy();
    if let Some(folder) = same.path.parent().and_then(Path::file_name)
        && *name == *entry.name()
    {
        name = format!("the one in {}", folder.to_string_lossy()).into();
    }
    let like = if same.is_exact {
        "same as"
    } else {
        "nearly the same as"
    };
    Some(format!("{like} {name}"))
}

/// What [`same_as`] says, in a word.
fn same_as_in_short(entry: &Entry) -> Option<&'static str> {
    let same = entry.same_as.as_ref()?;
    Some(if same.is_exact {
        "Duplicate"
    } else {
        "Near duplicate"
    })
}

fn icon(entry: &Entry) -> &'static str {
    match entry.media.map(crate::pack::Media::class) {
        Some(MediaClass::Picture) => icons::IMAGE,
        Some(MediaClass::Pages) | None => icons::FILE,
        Some(MediaClass::Flow) => icons::FILE_TEXT,
    }
}

/// Paints a row.
pub fn paint(ui: &Ui, rect: Rect, hit: &Hit, look: Look) {
    let palette = Palette::of(ui);
    let entry = &hit.entry;
    let fill = match look {
        Look {
            is_selected: true, ..
        } => palette.accent_soft,
        Look {
            is_hovered: true, ..
        } => palette.hover,
        _ => palette.panel,
    };
    let corners = CornerRadius::same(theme::RADIUS);
    ui.painter().rect_filled(rect.shrink(1.0), corners, fill);
    if look.has_focus {
        let stroke = Stroke::new(1.0, palette.accent);
        ui.painter()
            .rect_stroke(rect.shrink(1.0), corners, stroke, StrokeKind::Inside);
    }
    let (mark, colour) = match entry.error {
        Some(_) => (icons::TRIANGLE_ALERT, palette.warning),
        None if entry.is_protected => (icons::LOCK, palette.muted),
        None if entry.documents.is_some() => (icons::FOLDER, palette.muted),
        None => (icon(entry), palette.muted),
    };
    paint_icon(
        ui,
        mark,
        pos2(rect.left() + 16.0, rect.top() + 15.0),
        colour,
        16.0,
    );
    let x = rect.left() + 32.0;
    let width = rect.right() - x - 8.0;
    let mut title_width = width;
    if look.is_in_pack {
        let centre = pos2(rect.right() - 14.0, rect.top() + 15.0);
        paint_icon(ui, icons::CHECK, centre, palette.good, 16.0);
        title_width -= 20.0;
    }
    let title = marked(
        ui,
        &entry.title,
        &hit.title_marks,
        BODY_SIZE,
        palette.text,
        (title_width, 1),
    );
    paint_line(ui, title, x, rect.top() + 15.0);
    paint_line(ui, second_line(ui, entry, width), x, rect.top() + 32.0);
    if let Some(snippet) = &hit.snippet {
        let words = marked(
            ui,
            &snippet.text,
            &snippet.marks,
            SMALL_SIZE,
            palette.muted,
            (width, 2),
        );
        ui.painter()
            .galley(pos2(x, rect.top() + 42.0), words, Color32::PLACEHOLDER);
    }
}

/// What needs a look, then kind, date and folder, as many of them as there is room for: a date that
/// is cut says less than none.
fn second_line(ui: &Ui, entry: &Entry, width: f32) -> Arc<Galley> {
    let palette = Palette::of(ui);
    let font = FontId::proportional(SMALL_SIZE);
    let format = |colour| TextFormat::simple(font.clone(), colour);
    let width_of = |text: &str| {
        let galley = ui
            .painter()
            .layout_no_wrap(text.to_owned(), font.clone(), palette.muted);
        galley.size().x
    };
    let mut job = LayoutJob {
        wrap: TextWrapping::truncate_at_width(width.max(0.0)),
        ..LayoutJob::default()
    };
    let mut room = width;
    let look = unread(entry).map(capitalised).or_else(|| {
        let whole = capitalised(&same_as(entry)?);
        let has_room = width_of(&whole) <= width * SAME_AS_SHARE;
        let short = same_as_in_short(entry).map(str::to_owned);
        if has_room { Some(whole) } else { short }
    });
    if let Some(look) = look {
        let colour = if entry.error.is_none() && entry.is_protected {
            palette.muted
        } else {
            palette.warning
        };
        room -= width_of(&look);
        job.append(&look, 0.0, format(colour));
    }
    let facts = facts(entry);
    for (number, fact) in facts.iter().enumerate() {
        let between = if job.text.is_empty() { "" } else { " · " };
        let fact = format!("{between}{fact}");
        let wide = width_of(&fact);
        let is_place = number + 1 == facts.len();
        // The beginning of a folder's name still tells something.
        if wide > room && !job.text.is_empty() && !(is_place && room >= PLACE_WIDTH) {
            break;
        }
        room -= wide;
        job.append(&fact, 0.0, format(palette.muted));
    }
    ui.painter().layout_job(job)
}

/// Lays text out with what was looked for in bold, in so many lines of this width.
fn marked(
    ui: &Ui,
    text: &str,
    marks: &[Range<usize>],
    size: f32,
    colour: Color32,
    (width, rows): (f32, usize),
) -> Arc<Galley> {
    let palette = Palette::of(ui);
    let plain = TextFormat::simple(FontId::proportional(size), colour);
    let bold = TextFormat::simple(theme::semibold(size), palette.accent);
    let mut job = LayoutJob {
        wrap: TextWrapping {
            max_width: width.max(0.0),
            max_rows: rows,
            break_anywhere: rows == 1,
            ..TextWrapping::default()
        },
        ..LayoutJob::default()
    };
    let text = text.replace('\n', " ");
    let mut at = 0;
    for mark in marks {
        job.append(
            text.get(at..mark.start).unwrap_or_default(),
            0.0,
            plain.clone(),
        );
        job.append(
            text.get(mark.clone()).unwrap_or_default(),
            0.0,
            bold.clone(),
        );
        at = mark.end;
    }
    job.append(text.get(at..).unwrap_or_default(), 0.0, plain);
    ui.painter().layout_job(job)
}
