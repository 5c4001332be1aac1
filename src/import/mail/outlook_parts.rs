//! What a message of Outlook's holds, in a file of its own or packed into a mail: its text, its files,
//! the appointment that it is.

use std::str::FromStr;

use calcard::common::timezone::Tz;

use super::entry::{Entry, Moment, london};
use super::outlook::{instant, page};
use super::properties::{Message, number};
use super::{Mail, eml_writer, mail_name, one_line, text_body};
use crate::import::embedded::embedded_picture;
use crate::import::{Block, Problem, html, rtf};

/// Adds the files that come with a message to a mail, but for those that stand in its text.
pub fn attach(mail: &mut Mail, message: &Message, placed: &[usize]) {
    for (index, file) in message.files.iter().enumerate() {
        if placed.contains(&index) {
            continue;
        }
        match &file.message {
            Some(inner) => {
                let name = mail_name(&inner.text(number::SUBJECT));
                mail.attach(&name, &eml_writer::write(inner));
            }
            None if file.bytes.is_empty() && file.is_link => mail.warnings.push(format!(
                "The attachment {} is only a link to a file elsewhere.",
                file.name
            )),
            None if !is_machinery(&file.mime) && !is_encrypted(message) => {
                if file.content_id.is_empty() {
                    mail.attach(&file.name, &file.bytes);
                } else {
                    mail.attach_from_text(&file.name, &file.bytes);
                }
            }
            None => {}
        }
    }
}

fn is_machinery(mime: &str) -> bool {
    matches!(
        mime.to_ascii_lowercase().as_str(),
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
    )
}

/// Whether the text and all that comes with it are encrypted. A signed mail is of a class of its
/// own.
pub fn is_encrypted(message: &Message) -> bool {
    let class = message.text(number::CLASS).to_ascii_lowercase();
    let is_of_class = matches!(
        class.as_str(),
        "ipm.note.smime" | "ipm.note.rpmsg.microsoft.rms"
    );
    let holds_key = |mime: &str| mime.eq_ignore_ascii_case("application/pgp-encrypted");
    is_of_class
        || message
            .files
            .iter()
            .any(|file| holds_key(&file.mime) || file.name.ends_with(".pgp-encrypted"))
}

/// The body: in HTML, also where it is wrapped in RTF, or else in RTF or plain text. Besides what
/// the person should know.
pub fn body(
    message: &Message,
    placed: &mut Vec<usize>,
) -> Result<(Vec<Block>, Option<String>), Problem> {
    let in_place = std::cell::RefCell::new(Vec::new());
    let picture = |address: &str| {
        let id = address.strip_prefix("cid:")?;
        let bare = |id: &str| id.trim_matches(['<', '>', ' ']).to_owned();
        let index = message
            .files
            .iter()
            .position(|file| bare(&file.content_id) == bare(id))?;
        let file = message.files.get(index)?;
        // What cannot be shown is still offered as a file.
        if embedded_picture(&file.bytes, "").is_ok() {
            in_place.borrow_mut().push(index);
        }
        Some(file.bytes.clone())
    };
    let mut blocks = match page(message) {
        Some(page) => html::mail_body(&page, &picture)?,
        None => Vec::new(),
    };
    let rtf_bytes = message.rtf();
    if blocks.is_empty()
        && let Ok(Some(bytes)) = &rtf_bytes
    {
        blocks = rtf::blocks(bytes)?;
    }
    placed.extend(in_place.take());
    if blocks.is_empty() {
        blocks = text_body::blocks(&message.text(number::BODY), false, false);
    }
    let warning = match rtf_bytes {
        Err(reason) if blocks.is_empty() && !is_encrypted(message) => {
            Some(format!("The text of the e-mail cannot be read: {reason}."))
        }
        _ => None,
    };
    Ok((blocks, warning))
}

/// The appointment that a message is or invites to (MS-OXOCAL). Its text is the message's.
pub fn entry(message: &Message) -> Option<Entry> {
    let class = message.text(number::CLASS).to_ascii_lowercase();
    let sort = class
        .strip_prefix("ipm.schedule.meeting.")
        .or_else(|| class.starts_with("ipm.appointment").then_some(""))?;
    let state = [
        ("canceled", "Cancelled"),
        ("resp.pos", "Reply: accepted"),
        ("resp.neg", "Reply: declined"),
        ("resp.tent", "Reply: accepted provisionally"),
    ];
    let state = state.iter().find(|(start, _)| sort.starts_with(start));
    let zone = zone(message);
    let moment = |number: u16| {
        let (seconds, _) = instant(message.time(number)?)?;
        Moment::at(seconds, zone.unwrap_or(Tz::UTC))
    };
    let is_all_day = message.flag(number::IS_ALL_DAY);
    let moment = |number: u16| {
        let found = moment(number)?;
        Some(if is_all_day { found.of_day() } else { found })
    };
    let recipients = |kind: u32, shown: u16, note: &str| {
        let list = message.recipients(kind, shown);
        (!list.is_empty()).then(|| format!("{list}{note}"))
    };
    let name = message.first_text(&[number::SENDING_NAME, number::SENDER_NAME]);
    let is_reply = sort.starts_with("resp");
    Some(Entry {
        what: one_line(&message.text(number::SUBJECT)),
        state: state.map_or(String::new(), |(_, words)| (*words).to_owned()),
        begins: moment(number::BEGINS),
        ends: moment(number::ENDS),
        repeats: one_line(&message.text(number::REPEATS)),
        place: one_line(&message.text(number::PLACE)),
        // A reply comes from one of those invited.
        organiser: if is_reply { String::new() } else { name },
        people: [
            recipients(1, number::SHOWN_TO, ""),
            recipients(2, number::SHOWN_CC, " (optional)"),
        ]
        .into_iter()
        .flatten()
        .collect(),
        ..Entry::default()
    })
}

/// The zone of an appointment: by its name in the definition (MS-OXOCAL, section 2.2.1.41), or by the
/// cities in what is shown of it.
fn zone(message: &Message) -> Option<Tz> {
    let of_definition = || {
        let bytes = message.bytes(number::ZONE)?;
        let length = usize::from(u16::from_le_bytes(*bytes.get(6..)?.first_chunk::<2>()?));
        let name = bytes.get(8..8 + length.min(200) * 2)?;
        let name = encoding_rs::UTF_16LE.decode_without_bom_handling(name).0;
        Tz::from_str(name.trim_end_matches('\0')).ok()
    };
    of_definition().or_else(|| {
        let shown = message.text(number::ZONE_SHOWN);
        Tz::from_str(shown.trim()).ok().or_else(|| {
            let is_london = shown.contains("London") && !shown.contains("Coordinated");
            is_london.then(london)
        })
    })
}
