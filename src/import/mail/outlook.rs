//! What a message of Outlook says, whatever it is read for.

use jiff::civil::Date;
use jiff::tz::Offset;

use super::Sent;
use super::head::date_of_header;
use super::properties::{Message, number};
use crate::import::rtf;

/// When a message was sent. The line that came with it says so by the sender's clock; the property
/// is set anew by some programs that export mails.
pub fn sent(message: &Message) -> Option<Sent> {
    let of_property = || {
        message
            .time(number::SUBMITTED)
            .or_else(|| message.time(number::DELIVERED))
            .and_then(instant)
            .map(|(_, sent)| sent)
    };
    message
        .header("Date")
        .and_then(|date| date_of_header(&date))
        .or_else(of_property)
}

/// An instant, counted as Windows does, in steps of 100 nanoseconds since 1601: in seconds since 1970,
/// and by the clock.
pub fn instant(ticks: u64) -> Option<(i64, Sent)> {
    const SECONDS_TO_1970: i64 = 11_644_473_600;
    let seconds = i64::try_from(ticks / 10_000_000).ok()? - SECONDS_TO_1970;
    let instant = jiff::Timestamp::from_second(seconds).ok()?;
    let local = Offset::UTC.to_datetime(instant);
    // A mail that was never sent has the day of a clock that was never set.
    let is_real = local.date() > Date::constant(1980, 1, 1);
    let sent = Sent {
        local,
        offset: Offset::UTC,
    };
    is_real.then_some((seconds, sent))
}

/// The body in HTML, also where it is wrapped in RTF.
pub fn page(message: &Message) -> Option<String> {
    message.html().or_else(|| rtf::html(&message.rtf().ok()??))
}

/// The body in plain text; that of RTF where there is no other.
pub fn plain_text(message: &Message) -> String {
    let text = message.text(number::BODY);
    if !text.trim().is_empty() {
        return text;
    }
    let blocks = message
        .rtf()
        .ok()
        .flatten()
        .and_then(|bytes| rtf::blocks(&bytes).ok());
    let lines = blocks.unwrap_or_default();
    lines
        .iter()
        .map(|block| block.plain_text() + "\n")
        .collect()
}
