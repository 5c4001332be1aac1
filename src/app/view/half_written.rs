//! Fields for values that are understood only once they are written in full: dates and times.

use eframe::egui::{self, TextEdit, Ui};
use jiff::civil::{Date, Time};

use crate::app::message::entry::Entry;
use crate::app::view::theme::Palette;
use crate::app::view::widgets::{field_id, field_label};

/// A text that means something only when it is complete.
#[derive(Debug, Default)]
pub struct HalfWritten {
    of: Option<Entry>,
    /// What the pack says, as it was last seen.
    written: String,
    text: String,
    is_wrong: bool,
}

/// How a value is written in a field and read back.
pub struct Notation<T> {
    name: &'static str,
    example: &'static str,
    /// As it is shown.
    pub write: fn(&T) -> String,
    /// What is meant; `None` while it is not complete.
    pub read: fn(&str) -> Option<T>,
}

/// A day, written as in letters.
pub const DATE: Notation<Date> = Notation {
    name: "Date",
    example: "30 July 2026",
    write: |date| date.strftime("%-d %B %Y").to_string(),
    read: parse_date,
};

/// A time of day.
pub const TIME: Notation<Time> = Notation {
    name: "Time",
    example: "10:00",
    write: |time| time.strftime("%H:%M").to_string(),
    read: parse_time,
};

/// A field for a value that is understood only once it is complete.
pub fn half_written_field<T>(
    ui: &mut Ui,
    notation: &Notation<T>,
    half: &mut HalfWritten,
    of: Entry,
    value: Option<&T>,
    changed: impl FnOnce(Option<T>),
) {
    let Notation { name, example, .. } = *notation;
    field_label(ui, name);
    let id = field_id((of, name));
    let written = value.map(notation.write).unwrap_or_default();
    let is_left = !ui.memory(|memory| memory.has_focus(id)) && !half.is_wrong;
    // The pack may change under the field, as by an undo.
    if half.of != Some(of) || is_left || half.written != written {
        *half = HalfWritten {
            of: Some(of),
            text: written.clone(),
            written,
            is_wrong: false,
        };
    }
    let field = TextEdit::singleline(&mut half.text)
        .id(id)
        .hint_text(format!("For example {example}"))
        .desired_width(f32::INFINITY);
    if ui.add(field).accessible_name(name).changed() {
        let text = half.text.trim();
        let value = (notation.read)(text);
        half.is_wrong = value.is_none() && !text.is_empty();
        if !half.is_wrong {
            half.written = value.as_ref().map(notation.write).unwrap_or_default();
            changed(value);
        }
    }
    if half.is_wrong {
        let palette = Palette::of(ui);
        let text = format!("Write it like this: {example}.");
        ui.label(egui::RichText::new(text).small().color(palette.warning));
    }
}

/// A date as people write it, the day before the month.
fn parse_date(text: &str) -> Option<Date> {
    const WAYS: [&str; 7] = [
        "%d %B %Y",
        "%d %b %Y",
        "%A %d %B %Y",
        "%d/%m/%Y",
        "%d.%m.%Y",
        "%Y-%m-%d",
        "%B %d, %Y",
    ];
    let found = WAYS.iter().find_map(|way| Date::strptime(way, text).ok())?;
    // "1 May 2" and "2026-06-3" are on their way to another date.
    let has_whole_year = found.year() >= 1000;
    let is_whole =
        !text.starts_with(&format!("{}-", found.year())) || text.len() == "2026-06-30".len();
    (has_whole_year && is_whole).then_some(found)
}

fn parse_time(text: &str) -> Option<Time> {
    const WAYS: [&str; 5] = ["%H:%M", "%H.%M", "%I:%M %p", "%I:%M%p", "%I%p"];
    WAYS.iter().find_map(|way| Time::strptime(way, text).ok())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    #[test]
    fn dates_are_read_day_first() {
        for text in [
            "1 August 2019",
            "01/08/2019",
            "1 Aug 2019",
            "2019-08-01",
            "Thursday 1 August 2019",
            "1.8.2019",
        ] {
            assert_eq!(parse_date(text), Some(date(2019, 8, 1)), "{text}");
        }
        for text in [
            "",
            "1 August",
            "32 July 2019",
            "August 2019",
            "1 May 2",
            "1 May 202",
            "2026-06-3",
            "2026-06-31",
        ] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        for text in ["14:30", "14.30", "2:30 pm", "2:30PM"] {
            assert_eq!(parse_time(text), Some(time(14, 30, 0, 0)), "{text}");
        }
        assert_eq!(parse_time("25:00"), None);
    }
}
