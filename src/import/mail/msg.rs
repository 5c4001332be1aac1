//! E-mails as Outlook saves them: properties in a compound file (MS-OXMSG).

use super::outlook::sent;
use super::outlook_parts::{attach, body, entry, is_encrypted};
use super::properties::{Message, Storage, number};
use super::smime::{self, Sealed};
use super::{Mail, eml, encrypted, one_line};
use crate::import::{Paper, Problem};

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
    attach(&mut mail, &message, &placed);
    mail.entries.extend(entry(&message));
    mail.into_paper()
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
