//! Calendars as they are sent and saved (RFC 5545): appointments, invitations, tasks.

use calcard::Parser;
use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType as Kind, ICalendarEntry,
    ICalendarFrequency as Every, ICalendarParameterName as Parameter,
    ICalendarProperty as Property, ICalendarRecurrenceRule, ICalendarValue as Value,
};

use super::entry::{Entry, Moment};
use super::{one_line, text_body};
use crate::import::{Attachment, Block, Paper, Problem, Span, decode_text, html};

/// The most entries of one calendar that become cards.
const MOST_ENTRIES: usize = 2000;

/// Reads a calendar that was saved in a file.
///
/// # Errors
/// [`Problem::Damaged`] where it has no entry, [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let (name, mut entries) = entries(bytes);
    if entries.len() > MOST_ENTRIES {
        return Err(Problem::BeyondLimit {
            what: format!("it has {} entries", entries.len()),
            limit: format!("{MOST_ENTRIES} entries"),
        });
    }
    entries.sort_by_key(|entry| entry.begins.as_ref().map(|begins| begins.local));
    let mut paper = Paper::default();
    match entries.as_slice() {
        [] => {
            return Err(Problem::Damaged {
                reason: "it has no appointment and no task".to_owned(),
                hint: "Save the entry again from the calendar.".into(),
            });
        }
        [only] => {
            paper.title = one_line(&only.what);
            paper.publisher = only
                .organiser
                .split(" <")
                .next()
                .unwrap_or_default()
                .to_owned();
            paper.date = only.begins.as_ref().map(|begins| begins.local.date());
        }
        _ => paper.title = name,
    }
    let is_one = entries.len() == 1;
    for mut entry in entries {
        if !is_one && !entry.what.is_empty() {
            paper.flow.blocks.push(Block::Heading {
                level: 1,
                text: vec![Span::plain(one_line(&entry.what))],
            });
        }
        paper.flow.blocks.extend(entry.blocks());
        for (name, bytes) in entry.files.drain(..) {
            let bytes = bytes.into();
            paper.attachments.push(Attachment { name, bytes });
        }
    }
    Ok(paper)
}

/// What a calendar is called, and its entries in the order in which they stand.
pub fn entries(bytes: &[u8]) -> (String, Vec<Entry>) {
    let text = decode_text(&unfolded(bytes)).lines.join("\r\n") + "\r\n";
    let mut name = String::new();
    let mut entries = Vec::new();
    for calendar in calendars(&text) {
        let zones = calendar.build_owned_tz_resolver();
        let top = calendar.components.first();
        let method = top.map_or(String::new(), |top| text_of(top, &Property::Method));
        if name.is_empty()
            && let Some(top) = top
        {
            name = one_line(&text_of(top, &Property::Name));
            if name.is_empty() {
                name = one_line(&text_of(top, &Property::Other("X-WR-CALNAME".to_owned())));
            }
        }
        let zone = |name: &str| zones.resolve(name);
        let are_entries = calendar.components.iter().filter(|component| {
            matches!(
                component.component_type,
                Kind::VEvent | Kind::VTodo | Kind::VJournal
            )
        });
        entries.extend(are_entries.map(|component| entry(component, &method, &zone)));
    }
    (name, entries)
}

/// Joins folded lines where a letter of several bytes may stand across two of them.
fn unfolded(bytes: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if std::str::from_utf8(bytes).is_ok() {
        return bytes.into();
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((byte, after)) = rest.split_first() {
        let fold = [&b"\r\n "[..], b"\r\n\t", b"\n ", b"\n\t"];
        match fold.iter().find(|fold| rest.starts_with(fold)) {
            Some(fold) => rest = rest.get(fold.len()..).unwrap_or_default(),
            None => {
                out.push(*byte);
                rest = after;
            }
        }
    }
    out.into()
}

fn calendars(text: &str) -> Vec<ICalendar> {
    let calendars = components(text)
        .into_iter()
        .filter_map(|entry| match entry {
            calcard::Entry::ICalendar(calendar) => Some(calendar),
            _ => None,
        });
    calendars.collect()
}

/// The calendars and contacts of a text, in order.
pub fn components(text: &str) -> Vec<calcard::Entry> {
    let mut parser = Parser::new(text);
    // Each turn takes at least a line.
    let turns = 0..=text.lines().count();
    let components = turns.map(|_| parser.entry());
    components
        .take_while(|entry| !matches!(entry, calcard::Entry::Eof))
        .collect()
}

fn entry(component: &ICalendarComponent, method: &str, zone: &dyn Fn(&str) -> Option<Tz>) -> Entry {
    let text = |property: Property| text_of(component, &property);
    let moment = |property: Property| {
        let entry = component.property(&property)?;
        moments(entry, zone).into_iter().next()
    };
    let begins = moment(Property::Dtstart);
    let lasts =
        component
            .property(&Property::Duration)
            .and_then(|entry| match entry.values.first() {
                Some(Value::Duration(lasts)) => Some(lasts.as_seconds()),
                _ => None,
            });
    let ends = moment(Property::Dtend)
        .or_else(|| moment(Property::Due))
        .or_else(|| begins.as_ref()?.later(lasts?));
    let people: Vec<&ICalendarEntry> = component.properties(&Property::Attendee).collect();
    let mut made = Entry {
        what: one_line(&text(Property::Summary)),
        state: state(method, &text(Property::Status), &people),
        repeats: repeats(component, zone),
        place: one_line(&text(Property::Location)),
        organiser: component
            .property(&Property::Organizer)
            .map_or(String::new(), person),
        people: people.iter().map(|entry| attendee(entry)).collect(),
        agenda: agenda(component),
        begins,
        ends,
        ..Entry::default()
    };
    if let Some(instead_of) = moment(Property::RecurrenceId) {
        made.others.push(("Instead of", instead_of.wording(None)));
    }
    for (label, property) in [
        ("Link", Property::Url),
        ("Link", Property::Conference),
        ("Contact", Property::Contact),
        ("Comment", Property::Comment),
        ("About", Property::Categories),
    ] {
        for entry in component.properties(&property) {
            let value = one_line(&values(entry));
            if !value.is_empty() {
                made.others.push((label, value));
            }
        }
    }
    for attached in component.properties(&Property::Attach) {
        let named = [
            Parameter::Filename,
            Parameter::Other("X-FILENAME".to_owned()),
        ];
        let name = named
            .iter()
            .find_map(|name| attached.parameter(name)?.as_text());
        match attached.values.first() {
            Some(Value::Binary(bytes)) => {
                let name = name.unwrap_or("Attachment").to_owned();
                made.files.push((name, bytes.clone()));
            }
            Some(value) => {
                let address = value.as_text().unwrap_or_default().to_owned();
                made.others.push(("Attached", address));
            }
            None => {}
        }
    }
    made
}

fn agenda(component: &ICalendarComponent) -> Vec<Block> {
    let text = text_of(component, &Property::Description);
    let blocks = text_body::blocks(&text, false, false);
    if !blocks.is_empty() {
        return blocks;
    }
    let page = text_of(component, &Property::Other("X-ALT-DESC".to_owned()));
    html::mail_body(&page, &|_| None).unwrap_or_default()
}

/// What became of an entry: by the word that it is sent with (RFC 5546), or by its own.
fn state(method: &str, status: &str, people: &[&ICalendarEntry]) -> String {
    let answer = || {
        let entry = people.first()?;
        Some(format!("Reply: {}", answer(entry)?))
    };
    match (method, status) {
        ("CANCEL", _) | (_, "CANCELLED") => "Cancelled".to_owned(),
        ("REPLY", _) => answer().unwrap_or_else(|| "Reply".to_owned()),
        ("COUNTER", _) => "Another time is proposed".to_owned(),
        ("DECLINECOUNTER", _) => "The other time that was proposed is declined".to_owned(),
        (_, "TENTATIVE") => "Provisional".to_owned(),
        (_, "COMPLETED") => "Done".to_owned(),
        (_, "DRAFT") => "Draft".to_owned(),
        _ => String::new(),
    }
}

fn answer(entry: &ICalendarEntry) -> Option<&'static str> {
    match entry.parameter(&Parameter::Partstat)?.as_text()? {
        "ACCEPTED" => Some("accepted"),
        "DECLINED" => Some("declined"),
        "TENTATIVE" => Some("accepted provisionally"),
        "DELEGATED" => Some("delegated"),
        _ => None,
    }
}

fn attendee(entry: &ICalendarEntry) -> String {
    let parameter = |name: Parameter| entry.parameter(&name).and_then(|value| value.as_text());
    let role = match (parameter(Parameter::Role), parameter(Parameter::Cutype)) {
        (_, Some("ROOM")) => Some("room"),
        (_, Some("RESOURCE")) => Some("equipment"),
        (Some("CHAIR"), _) => Some("chair"),
        (Some("OPT-PARTICIPANT"), _) => Some("optional"),
        (Some("NON-PARTICIPANT"), _) => Some("for information"),
        _ => None,
    };
    let notes: Vec<&str> = role.into_iter().chain(answer(entry)).collect();
    match notes.as_slice() {
        [] => person(entry),
        notes => format!("{} ({})", person(entry), notes.join(", ")),
    }
}

/// A person's name and address.
fn person(entry: &ICalendarEntry) -> String {
    let name = entry.parameter(&Parameter::Cn);
    let name = one_line(name.and_then(|name| name.as_text()).unwrap_or_default());
    let name = name.trim_matches(['"', '\'']);
    let address = entry.calendar_address().unwrap_or_default();
    let address = if address.contains('@') { address } else { "" };
    match (name, address) {
        ("", address) => address.to_owned(),
        (name, "") => name.to_owned(),
        (name, address) if name.eq_ignore_ascii_case(address) => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    }
}

fn text_of(component: &ICalendarComponent, property: &Property) -> String {
    component.property(property).map_or(String::new(), values)
}

fn values(entry: &ICalendarEntry) -> String {
    let texts = entry.values.iter().filter_map(Value::as_text);
    texts.collect::<Vec<_>>().join(", ")
}

fn moments(entry: &ICalendarEntry, zone: &dyn Fn(&str) -> Option<Tz>) -> Vec<Moment> {
    let name = entry.tz_id().unwrap_or_default();
    let moment = |written: &PartialDateTime| Moment::new(written, zone(name), name);
    let values = entry.values.iter();
    values
        .filter_map(Value::as_partial_date_time)
        .filter_map(moment)
        .collect()
}

/// When an entry comes again, in words.
fn repeats(component: &ICalendarComponent, zone: &dyn Fn(&str) -> Option<Tz>) -> String {
    let rules = component.properties(&Property::Rrule);
    let rules = rules.flat_map(|entry| &entry.values);
    let mut parts: Vec<String> = rules
        .filter_map(|value| match value {
            Value::RecurrenceRule(rule) => Some(rule_wording(rule)),
            _ => None,
        })
        .collect();
    for (words, property) in [("also on", Property::Rdate), ("not on", Property::Exdate)] {
        let entries = component.properties(&property);
        let days = entries.flat_map(|entry| moments(entry, zone));
        let days: Vec<String> = days
            .map(|moment| moment.local.strftime("%-d %B %Y").to_string())
            .collect();
        if !days.is_empty() {
            parts.push(format!("{words} {}", listed(&days)));
        }
    }
    parts.join(", ")
}

fn rule_wording(rule: &ICalendarRecurrenceRule) -> String {
    let unit = match rule.freq {
        Every::Daily => "day",
        Every::Weekly => "week",
        Every::Monthly => "month",
        Every::Yearly => "year",
        _ => "",
    };
    let is_plain = rule.bysetpos.is_empty()
        && rule.byhour.is_empty()
        && rule.byminute.is_empty()
        && rule.byyearday.is_empty()
        && rule.byweekno.is_empty()
        && (rule.bymonth.is_empty() || rule.freq == Every::Yearly);
    if unit.is_empty() || !is_plain {
        return format!("by the rule {rule}");
    }
    let mut words = match rule.interval {
        Some(interval @ 2..) => format!("every {interval} {unit}s"),
        _ => format!("every {unit}"),
    };
    let days: Vec<String> = rule.byday.iter().map(day_wording).collect();
    if !days.is_empty() {
        words.push_str(&format!(" on {}", listed(&days)));
    }
    if !rule.bymonthday.is_empty() {
        let days: Vec<String> = rule.bymonthday.iter().map(i8::to_string).collect();
        words.push_str(&format!(" on day {}", listed(&days)));
    }
    let until = rule.until.as_ref();
    if let Some(until) = until.and_then(|until| Moment::new(until, None, "")) {
        words.push_str(&format!(", until {}", until.local.strftime("%-d %B %Y")));
    }
    if let Some(count) = rule.count {
        words.push_str(&format!(", {count} times"));
    }
    words
}

fn day_wording(day: &calcard::icalendar::ICalendarDay) -> String {
    let name = format!("{:?}", day.weekday);
    let which = match day.ordwk {
        None => return name,
        Some(1) => "first",
        Some(2) => "second",
        Some(3) => "third",
        Some(4) => "fourth",
        Some(5) => "fifth",
        Some(-1) => "last",
        Some(number) => return format!("{name} number {number}"),
    };
    format!("the {which} {name}")
}

/// "a", "a and b", "a, b and c".
fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of the first card, and the words below it.
    fn card(ics: &str) -> (Vec<String>, String) {
        let paper = read(ics.replace('\n', "\r\n").as_bytes()).unwrap();
        let Some(Block::Table(table)) = paper.flow.blocks.first() else {
            panic!("{paper:?}");
        };
        let row = |row: &Vec<crate::import::Cell>| {
            let cells = row.iter().flat_map(|cell| &cell.blocks);
            let cells = cells.map(|block| block.plain_text().trim_end().to_owned());
            cells.collect::<Vec<_>>().join(": ")
        };
        let below = paper.flow.blocks.iter().skip(1).map(Block::plain_text);
        (table.rows.iter().map(row).collect(), below.collect())
    }

    #[test]
    fn an_invitation_is_a_card_with_its_agenda() {
        let (rows, below) = card(
            "BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:REQUEST\nBEGIN:VTIMEZONE\nTZID:GMT Standard Time\n\
             BEGIN:STANDARD\nDTSTART:16010101T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0000\n\
             END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:1\nSUMMARY:Lamps\\, the budget\n\
             DTSTART;TZID=GMT Standard Time:20260310T140000\nDTEND;TZID=GMT Standard Time:20260310T153000\n\
             LOCATION:Room 4\\, second floor\nORGANIZER;CN=Ann Example:mailto:ann@example.org\n\
             ATTENDEE;CN=Bob;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bob@example.org\n\
             ATTENDEE;CN=Cleo;PARTSTAT=NEEDS-ACTION:mailto:cleo@example.org\n\
             DESCRIPTION:Agenda:\\n1. Minutes\\n2. Hire\\; costs and the long foldin\n g line\n\
             END:VEVENT\nEND:VCALENDAR\n",
        );
        assert_eq!(
            rows,
            [
                "What: Lamps, the budget",
                "When: Tuesday 10 March 2026, 14:00 to 15:30 (London time)",
                "Where: Room 4, second floor",
                "Organiser: Ann Example <ann@example.org>",
                "Who: Bob <bob@example.org> (optional, accepted), Cleo <cleo@example.org>",
            ]
        );
        assert_eq!(
            below,
            "Agenda:\n1. Minutes\n2. Hire; costs and the long folding line\n"
        );
    }

    fn when(lines: &str) -> String {
        let ics = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        let (rows, _) = card(&ics);
        rows.join(" | ")
    }

    #[test]
    fn times_elsewhere_are_told_by_both_clocks() {
        for (lines, wording) in [
            (
                "DTSTART;TZID=America/New_York:20240321T200000\nDURATION:PT1H30M",
                "When: Thursday 21 March 2024, 20:00 to 21:30 (New York time, UTC−04:00); in London \
                 Friday 22 March 2024, 00:00 to 01:30",
            ),
            (
                "DTSTART:20240701T120000Z\nDTEND:20240701T130000Z",
                "When: Monday 1 July 2024, 12:00 to 13:00 (UTC); in London 13:00 to 14:00",
            ),
            (
                "DTSTART:20240201T120000Z",
                "When: Thursday 1 February 2024, 12:00 (UTC and London time)",
            ),
            (
                "DTSTART;TZID=W. Europe Standard Time:20240701T120000",
                "When: Monday 1 July 2024, 12:00 (Berlin time, UTC+02:00); in London 11:00",
            ),
            ("DTSTART:20240701T120000", "When: Monday 1 July 2024, 12:00"),
            (
                "DTSTART;TZID=Our clock:20240701T120000",
                "When: Monday 1 July 2024, 12:00 (Our clock)",
            ),
            (
                "DTSTART;VALUE=DATE:20240701\nDTEND;VALUE=DATE:20240704",
                "When: Monday 1 July 2024 to Wednesday 3 July 2024, all day",
            ),
            (
                "DTSTART;VALUE=DATE:20240701",
                "When: Monday 1 July 2024, all day",
            ),
        ] {
            assert_eq!(when(lines), wording, "{lines}");
        }
    }

    #[test]
    fn what_comes_again_is_told_in_words() {
        for (rule, words) in [
            (
                "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20240630T000000Z",
                "every week on Tuesday and Thursday, until 30 June 2024",
            ),
            (
                "FREQ=MONTHLY;BYDAY=1MO;COUNT=6",
                "every month on the first Monday, 6 times",
            ),
            ("FREQ=DAILY;INTERVAL=2", "every 2 days"),
            ("FREQ=MONTHLY;BYMONTHDAY=15", "every month on day 15"),
        ] {
            let rows = when(&format!("DTSTART:20240701T120000\nRRULE:{rule}"));
            assert!(rows.ends_with(&format!("Repeats: {words}")), "{rows}");
        }
    }

    #[test]
    fn a_calendar_of_several_entries_is_in_order_and_a_cut_one_is_read() {
        let ics = "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Committee\r\nBEGIN:VEVENT\r\nSUMMARY:Later\r\n\
            DTSTART:20240701T120000\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Sooner\r\n\
            STATUS:CANCELLED\r\nDTSTART:20240601T120000\r\nEND:VEVENT\r\n";
        let paper = read(ics.as_bytes()).unwrap();
        assert_eq!(paper.title, "Committee");
        let words: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
        assert!(words.starts_with("Sooner\nWhat\nSooner\nWhen"), "{words}");
        assert!(words.contains("Status\nCancelled\nLater\n"), "{words}");
        assert!(read(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").is_err());
    }

    #[test]
    fn a_letter_across_two_lines_is_read() {
        let ics = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Caf\xc3\r\n \xa9\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(read(ics).unwrap().title, "Café");
    }
}
