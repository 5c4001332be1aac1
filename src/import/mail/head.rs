//! What the lines of a mail's head say: addresses and dates.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use mail_parser::Address;

use super::Sent;

/// Addresses in one line, each with its name.
pub fn addresses(address: Option<&Address<'_>>) -> String {
    let one = |addr: &mail_parser::Addr<'_>| {
        let name = addr.name().map(one_line).unwrap_or_default();
        let name = name.trim_matches(['"', '\'']).to_owned();
        match (name.as_str(), addr.address()) {
            ("", Some(address)) => one_line(address),
            (name, Some(address)) if !name.eq_ignore_ascii_case(address) => {
                format!("{name} <{}>", one_line(address))
            }
            (name, _) => name.to_owned(),
        }
    };
    let list = |addrs: &[mail_parser::Addr<'_>]| {
        let all = addrs.iter().map(one).filter(|one| !one.is_empty());
        all.collect::<Vec<_>>().join(", ")
    };
    match address {
        Some(Address::List(addrs)) => list(addrs),
        Some(Address::Group(groups)) => groups
            .iter()
            .map(|group| match &group.name {
                Some(name) => format!("{}: {}", one_line(name), list(&group.addresses)),
                None => list(&group.addresses),
            })
            .collect::<Vec<_>>()
            .join("; "),
        None => String::new(),
    }
}

/// A value of a head in one line, without control characters.
pub fn one_line(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A date as the parser reads it.
pub fn sent(date: &mail_parser::DateTime) -> Option<Sent> {
    let field = |value: u8| i8::try_from(value).ok();
    let year = i16::try_from(date.year).ok().filter(|year| *year > 0)?;
    let local = DateTime::new(
        year,
        field(date.month)?,
        field(date.day)?,
        field(date.hour)?,
        field(date.minute)?,
        field(date.second.min(59))?,
        0,
    );
    let seconds = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
    let seconds = if date.tz_before_gmt {
        -seconds
    } else {
        seconds
    };
    Some(Sent {
        local: local.ok()?,
        offset: Offset::from_seconds(seconds).ok()?,
    })
}

/// A date as some programs write it, against the rules: "2024-10-01T12:34:56-05:00".
pub fn iso(text: &str) -> Option<Sent> {
    let text = text.trim();
    let date: Date = text.get(..10)?.parse().ok()?;
    let instant: Option<jiff::Timestamp> = text.parse().ok();
    let local = match text
        .get(..19)
        .and_then(|head| head.parse::<DateTime>().ok())
    {
        Some(local) => local,
        None => date.at(0, 0, 0, 0),
    };
    let offset = instant.and_then(|instant| {
        let seconds = local
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_second();
        Offset::from_seconds(i32::try_from(seconds - instant.as_second()).ok()?).ok()
    });
    Some(Sent {
        local,
        offset: offset.unwrap_or(Offset::UTC),
    })
}

/// When a mail was sent, by the line "Date" of its head.
pub fn date_of_header(text: &str) -> Option<Sent> {
    let date = mail_parser::DateTime::parse_rfc822(text);
    date.as_ref().and_then(sent).or_else(|| iso(text))
}
