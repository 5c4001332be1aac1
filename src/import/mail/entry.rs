//! An entry of a calendar as a card: what, when, where, who; below it the agenda.

use std::str::FromStr;

use calcard::common::PartialDateTime;
use calcard::common::timezone::Tz;
use jiff::civil::DateTime;
use jiff::{Span as Time, Timestamp};

use super::labelled;
use crate::import::Block;

/// An entry of a calendar: an appointment, an invitation, a task.
#[derive(Default, PartialEq)]
pub struct Entry {
    pub what: String,
    /// What became of it, such as "Cancelled"; empty for one that just stands.
    pub state: String,
    pub begins: Option<Moment>,
    pub ends: Option<Moment>,
    /// When it comes again, in words.
    pub repeats: String,
    pub place: String,
    pub organiser: String,
    pub people: Vec<String>,
    /// What else it says, each with its label.
    pub others: Vec<(&'static str, String)>,
    pub agenda: Vec<Block>,
    /// Files written into it.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Entry {
    /// The card, and below it the agenda.
    pub fn blocks(&self) -> Vec<Block> {
        let when = self
            .begins
            .as_ref()
            .map(|begins| begins.wording(self.ends.as_ref()));
        let due = || Some(format!("by {}", self.ends.as_ref()?.wording(None)));
        let when = when.or_else(due).unwrap_or_default();
        let people = self.people.join(", ");
        let rows = [
            ("What", self.what.as_str()),
            ("When", &when),
            ("Repeats", &self.repeats),
            ("Where", &self.place),
            ("Organiser", &self.organiser),
            ("Who", &people),
            ("Status", &self.state),
        ];
        let others = self.others.iter();
        let others = others.map(|(label, value)| (*label, value.as_str()));
        let card = labelled(rows.into_iter().chain(others));
        card.into_iter()
            .chain(self.agenda.iter().cloned())
            .collect()
    }
}

/// A moment or a day, by the clock that it was written down by.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    pub local: DateTime,
    /// Whether it is a whole day.
    pub is_day: bool,
    zone: Tz,
    /// What the zone is called where it is none that is known.
    zone_name: String,
    /// In seconds since 1970, where the zone is known.
    instant: Option<i64>,
}

impl Moment {
    /// A moment as calendars write it; `zone` is the one that it names.
    pub fn new(written: &PartialDateTime, zone: Option<Tz>, zone_name: &str) -> Option<Self> {
        let zone = match written.tz_hour {
            Some(_) => Tz::UTC,
            None => zone.unwrap_or(Tz::Floating),
        };
        let field = |value: Option<u8>| i8::try_from(value.unwrap_or_default()).ok();
        let local = DateTime::new(
            i16::try_from(written.year?).ok()?,
            field(written.month)?,
            field(written.day)?,
            field(written.hour)?,
            field(written.minute)?,
            0,
            0,
        );
        let instant = written
            .to_date_time_with_tz(zone)
            .filter(|_| !zone.is_floating())
            .map(|moment| moment.timestamp());
        Some(Self {
            local: local.ok()?,
            is_day: written.hour.is_none(),
            zone,
            zone_name: if zone.is_floating() {
                zone_name.to_owned()
            } else {
                String::new()
            },
            instant,
        })
    }

    /// The moment at so many seconds since 1970, by the clocks of a zone.
    pub fn at(instant: i64, zone: Tz) -> Option<Self> {
        Some(Self {
            local: local_in(instant, zone)?,
            is_day: false,
            zone,
            zone_name: String::new(),
            instant: Some(instant),
        })
    }

    /// The whole day of the moment.
    pub fn of_day(self) -> Self {
        Self {
            is_day: true,
            ..self
        }
    }

    /// The moment so many seconds later.
    pub fn later(&self, seconds: i64) -> Option<Self> {
        let later = Self {
            local: self.local.checked_add(Time::new().seconds(seconds)).ok()?,
            ..self.clone()
        };
        match self.instant {
            Some(instant) => Self::at(instant.checked_add(seconds)?, self.zone),
            None => Some(later),
        }
    }

    /// In words, with the moment at which it ends: "Thursday 21 March 2024, 10:00 to 12:30 (London
    /// time)". Other zones than that of London are told with their distance from UTC and the time in
    /// London.
    pub fn wording(&self, ends: Option<&Self>) -> String {
        if self.is_day {
            // The end of whole days is the day after them (RFC 5545, section 3.6.1).
            let last = ends.and_then(|ends| ends.local.date().yesterday().ok());
            let last = last.filter(|last| *last > self.local.date());
            let last = last.map_or(String::new(), |last| {
                format!(" to {}", last.strftime("%A %-d %B %Y"))
            });
            return format!("{}{last}, all day", self.local.strftime("%A %-d %B %Y"));
        }
        let ends_in = |zone: Tz| match ends?.instant {
            Some(instant) if !zone.is_floating() => local_in(instant, zone),
            _ => ends.map(|ends| ends.local),
        };
        let words = times(self.local, ends_in(self.zone));
        let london = london();
        let (Some(instant), Some(name)) = (self.instant, self.zone.name()) else {
            return match self.zone_name.as_str() {
                "" => words,
                zone => format!("{words} ({zone})"),
            };
        };
        if self.zone == london {
            return format!("{words} (London time)");
        }
        let seconds = local_in(instant, self.zone).map_or(0, |local| as_utc(local) - instant);
        let zone = if self.zone.is_utc() {
            "UTC".to_owned()
        } else if name.starts_with("Etc/") {
            distance(seconds)
        } else {
            let city = name.rsplit('/').next().unwrap_or(&name).replace('_', " ");
            format!("{city} time, {}", distance(seconds))
        };
        match local_in(instant, london) {
            Some(local) if local == self.local => format!("{words} ({zone} and London time)"),
            Some(local) => {
                let there = times(local, ends_in(london));
                let day = self.local.strftime("%A %-d %B %Y, ").to_string();
                let there = there.strip_prefix(&day).unwrap_or(&there);
                format!("{words} ({zone}); in London {there}")
            }
            None => format!("{words} ({zone})"),
        }
    }
}

/// The zone of those who read.
pub fn london() -> Tz {
    Tz::from_str("Europe/London").unwrap_or(Tz::UTC)
}

/// "Thursday 21 March 2024, 10:00 to 12:30", or "… to Friday 22 March 2024, 09:00".
fn times(begins: DateTime, ends: Option<DateTime>) -> String {
    let words = begins.strftime("%A %-d %B %Y, %H:%M").to_string();
    match ends.filter(|ends| *ends > begins) {
        None => words,
        Some(ends) if ends.date() == begins.date() => {
            format!("{words} to {}", ends.strftime("%H:%M"))
        }
        Some(ends) => format!("{words} to {}", ends.strftime("%A %-d %B %Y, %H:%M")),
    }
}

fn distance(seconds: i64) -> String {
    let sign = if seconds < 0 { '−' } else { '+' };
    let minutes = seconds.unsigned_abs() / 60;
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// What the clocks of a zone show at an instant, in seconds since 1970.
fn local_in(instant: i64, zone: Tz) -> Option<DateTime> {
    let fields = mail_parser::DateTime::from_timestamp(instant);
    let written = PartialDateTime {
        year: Some(fields.year),
        month: Some(fields.month),
        day: Some(fields.day),
        hour: Some(fields.hour),
        minute: Some(fields.minute),
        second: Some(fields.second),
        tz_hour: Some(0),
        tz_minute: Some(0),
        tz_minus: false,
    };
    let moment = written.to_date_time_with_tz(Tz::UTC)?.with_timezone(&zone);
    let local = Timestamp::from_second(moment.naive_local().and_utc().timestamp()).ok()?;
    Some(jiff::tz::Offset::UTC.to_datetime(local))
}

/// A local time as if it were that of UTC, in seconds since 1970.
fn as_utc(local: DateTime) -> i64 {
    jiff::tz::Offset::UTC
        .to_timestamp(local)
        .map_or(0, Timestamp::as_second)
}
