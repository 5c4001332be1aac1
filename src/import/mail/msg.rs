//! E-mails as Outlook saves them: properties in a compound file (MS-OXMSG).

use super::outlook::{page, sent};
use super::properties::{Message, Storage, number};
use super::smime::{self, Sealed};
use super::{Mail, eml, eml_writer, encrypted, mail_name, text_body};
use crate::import::embedded::embedded_picture;
use crate::import::{Block, Paper, Problem, html, rtf};

/// Mails within mails are followed so deep.
const DEEPEST: usize = 8;

/// Reads an e-mail.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let mut storage = Storage::open(bytes)?;
    let message = Message::read(&mut storage, "/", 32, DEEPEST)?;
    let mut mail = head(&message);
    let mut placed = Vec::new();
    let (blocks, warning) = body(&message, &mut placed)?;
    mail.body = blocks;
    mail.warnings.extend(warning);
    if let Some(inner) = signed(&message) {
        if mail.body.is_empty() {
            mail.body = inner.body;
        }
        mail.attachments = inner.attachments;
        mail.warnings.extend(inner.warnings);
        return mail.into_paper();
    }
    if mail.body.is_empty() && is_encrypted(&message) {
        mail.body.push(encrypted());
    }
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
            None if !is_machinery(&file.mime) && !is_encrypted(&message) => {
                mail.attach(&file.name, &file.bytes);
            }
            None => {}
        }
    }
    mail.into_paper()
}

fn is_machinery(mime: &str) -> bool {
    matches!(
        mime.to_ascii_lowercase().as_str(),
        "application/pkcs7-signature"
            | "application/x-pkcs7-signature"
            | "application/pgp-signature"
    )
}

/// What is signed of a signed mail: the whole of it, with its text and files, is the one file that
/// comes with it (MS-OXOSMIME, section 2.1).
fn signed(message: &Message) -> Option<Mail> {
    let class = message.text(number::CLASS).to_ascii_lowercase();
    let [file] = message.files.as_slice() else {
        return None;
    };
    if !class.starts_with("ipm.note.smime") {
        return None;
    }
    let inner = match smime::open(&file.bytes) {
        Sealed::Signed(inner) => eml::read_signed(&inner),
        // It is signed beside its text, not around it.
        Sealed::Closed if class.ends_with(".multipartsigned") => eml::read_signed(&file.bytes),
        Sealed::Closed => return None,
    };
    inner.ok().filter(|mail| !mail.body.is_empty())
}

/// Whether the text and all that comes with it are encrypted. A signed mail is of a class of its
/// own.
fn is_encrypted(message: &Message) -> bool {
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

fn head(message: &Message) -> Mail {
    let given = message.first_text(&[number::SENDING_NAME, number::SENDER_NAME]);
    // Some programs write the address into the name as well.
    let name = match given.split_once(" <") {
        Some((name, rest)) if rest.ends_with('>') => name.trim().to_owned(),
        _ => given,
    };
    let address = message.address();
    let from = match (name.as_str(), address.as_str()) {
        (name, "") => name.to_owned(),
        ("", address) => address.to_owned(),
        (name, address) if name.eq_ignore_ascii_case(address) => name.to_owned(),
        (name, address) => format!("{name} <{address}>"),
    };
    Mail {
        subject: one_line(&message.text(number::SUBJECT)),
        sender: if name.is_empty() { address } else { name },
        from,
        to: message.recipients(1, number::SHOWN_TO),
        cc: message.recipients(2, number::SHOWN_CC),
        has_blind_copies: !message.recipients(3, number::SHOWN_BCC).is_empty(),
        sent: sent(message),
        ..Mail::default()
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The body: in HTML, also where it is wrapped in RTF, or else in RTF or plain text. Besides what
/// the person should know.
fn body(
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
