//! E-mails as they are sent (RFC 5322 with MIME).

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Address, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};

use super::armour::{Piece, pieces};
use super::encoded::{Written, take_out};
use super::head::{addresses, iso, one_line, sent};
use super::lines::mended;
use super::part::{is_calendar, is_machinery, is_type, unnamed};
use super::smime::{self, Sealed};
use super::{
    Mail, count_words, encrypted, ics, mail_name, outlook_parts, text_body, tnef, word_line,
};
use crate::import::base64::from_base64;
use crate::import::embedded::embedded_picture;
use crate::import::encoding::guess;
use crate::import::{Block, Paper, Problem, Text, html};

/// The most parts that hold parts, and the most mails within mails: both are followed from each
/// to the next.
const MOST_NESTED: usize = 500;
/// The most parts in all.
const MOST_PARTS: usize = 10_000;
/// Signed mails within signed mails are opened so deep.
const DEEPEST_SEALED: usize = 3;
/// Messages that Outlook has packed into others are opened so deep.
const DEEPEST_PACKED: usize = 8;
/// The kinds of parts that are sealed as S/MIME does it.
const SEALED: &[&str] = &["pkcs7-mime", "x-pkcs7-mime"];

/// Reads an e-mail.
///
/// # Errors
/// [`Problem::Empty`], [`Problem::Damaged`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    read_mail(bytes, DEEPEST_SEALED)?.into_paper()
}

/// Reads a web page that was saved in the form of a mail, with its pictures (RFC 2557).
///
/// # Errors
/// As [`read`].
pub fn read_saved_page(bytes: &[u8]) -> Result<Paper, Problem> {
    let bytes = in_ascii_superset(bytes);
    let bytes = mended(&bytes);
    let message = parsed(&bytes)?;
    let reader = Reader::new(&message, &bytes);
    let is_page = |part: &&MessagePart<'_>| {
        matches!(part.body, PartType::Html(_)) || is_type(part, "text", &["html"])
    };
    match message.parts.iter().find(is_page) {
        Some(page) => html::page(&reader.text(page), false, &|address| {
            reader.picture(address)
        }),
        None => read(&bytes),
    }
}

/// Reads an e-mail, or the part of one that is signed.
///
/// # Errors
/// As [`read`].
pub fn read_signed(bytes: &[u8]) -> Result<Mail, Problem> {
    read_mail(bytes, DEEPEST_SEALED)
}

fn read_mail(bytes: &[u8], deepest_sealed: usize) -> Result<Mail, Problem> {
    let bytes = in_ascii_superset(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Problem::Empty);
    }
    let bytes = mended(&bytes);
    let message = parsed(&bytes)?;
    let mut reader = Reader::new(&message, &bytes);
    let mut warning = None;
    if deepest_sealed > 0
        && let Some(opened) = reader.opened()
    {
        match read_mail(&opened, deepest_sealed - 1) {
            Ok(mail) => return Ok(mail),
            Err(problem) => {
                reader.is_broken = true;
                warning = Some(format!(
                    "The signed part cannot be read and is attached as a file: {problem}"
                ));
            }
        }
    }
    let mut mail = reader.head();
    mail.warnings.extend(warning);
    mail.body = reader.body()?;
    reader.attachments(&mut mail);
    Ok(mail)
}

/// The parts of a mail, as far as they are within limits.
fn parsed(bytes: &[u8]) -> Result<Message<'_>, Problem> {
    check_nesting(bytes)?;
    let message = MessageParser::default()
        .parse(bytes)
        .ok_or_else(|| Problem::Damaged {
            reason: "it has none of the lines that an e-mail begins with".to_owned(),
            hint: "Save it again from the mail program.".into(),
        })?;
    if message.parts.len() > MOST_PARTS {
        return Err(Problem::BeyondLimit {
            what: format!("it has {} parts", message.parts.len()),
            limit: format!("{MOST_PARTS} parts"),
        });
    }
    Ok(message)
}

/// The bytes of a mail that was saved in UTF-16 or UTF-32, in UTF-8.
fn in_ascii_superset(bytes: &[u8]) -> Cow<'_, [u8]> {
    let guess = guess(bytes);
    if guess.encoding.starts_with("UTF-16") || guess.encoding.starts_with("UTF-32") {
        let text = guess.text.trim_start_matches('\u{feff}').to_owned();
        return Cow::Owned(text.into_bytes());
    }
    Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

/// Counts what makes parts nest, before anything is parsed: what follows mails within mails does
/// so by recursion, and every part that holds parts is searched to its end.
fn check_nesting(bytes: &[u8]) -> Result<(), Problem> {
    for (mark, what) in [
        (&b"boundary"[..], "its parts are nested too deeply"),
        (b"message/", "it holds too many mails within mails"),
    ] {
        let found = bytes
            .windows(mark.len())
            .filter(|window| window.eq_ignore_ascii_case(mark));
        if found.take(MOST_NESTED + 1).count() > MOST_NESTED {
            return Err(Problem::BeyondLimit {
                what: what.to_owned(),
                limit: MOST_NESTED.to_string(),
            });
        }
    }
    Ok(())
}

struct Reader<'a> {
    message: &'a Message<'a>,
    raw: &'a [u8],
    /// The parts that stand in the body as pictures.
    placed: RefCell<BTreeSet<u32>>,
    /// The files that are written in the words of a part, by part.
    written: RefCell<BTreeMap<u32, Vec<Written>>>,
    /// Whether it is signed together with its text, which cannot be read.
    is_broken: bool,
}

impl<'a> Reader<'a> {
    fn new(message: &'a Message<'a>, raw: &'a [u8]) -> Self {
        Self {
            message,
            raw,
            placed: RefCell::default(),
            written: RefCell::default(),
            is_broken: false,
        }
    }
}

impl Reader<'_> {
    /// A mail that is signed together with its text, as it was before: its own head, and below it
    /// what is signed.
    fn opened(&self) -> Option<Vec<u8>> {
        let root = self.message.root_part();
        if !is_type(root, "application", SEALED) {
            return None;
        }
        let Sealed::Signed(inner) = smime::open(&self.bytes(root)) else {
            return None;
        };
        let start = usize::try_from(root.offset_body).ok()?;
        let mut mail = Vec::with_capacity(start + inner.len());
        let mut is_of_content = false;
        for line in self
            .raw
            .get(..start)?
            .split_inclusive(|byte| *byte == b'\n')
        {
            if !line.starts_with(b" ") && !line.starts_with(b"\t") {
                let name = line.get(..8).unwrap_or(line);
                is_of_content = name.eq_ignore_ascii_case(b"content-");
            }
            if !is_of_content && !line.trim_ascii().is_empty() {
                mail.extend(line);
            }
        }
        mail.extend(inner);
        Some(mail)
    }

    fn head(&self) -> Mail {
        let message = self.message;
        let sender = message.from().or_else(|| message.sender());
        let first = sender.and_then(Address::first);
        let sender_name = first.and_then(|first| first.name().or_else(|| first.address()));
        let raw_date = message.header_raw(HeaderName::Date).unwrap_or_default();
        let sent = message.date().and_then(sent).or_else(|| iso(raw_date));
        Mail {
            subject: one_line(message.subject().unwrap_or_default()),
            sender: one_line(sender_name.unwrap_or_default().trim_matches(['"', '\''])),
            from: addresses(sender),
            to: addresses(message.to()),
            cc: addresses(message.cc()),
            has_blind_copies: !addresses(message.bcc()).is_empty(),
            sent,
            sent_as: one_line(raw_date),
            ..Mail::default()
        }
    }

    /// The body: the one in HTML, unless the one in plain text has more in it.
    fn body(&mut self) -> Result<Vec<Block>, Problem> {
        let html_parts = &self.message.html_body;
        let text_parts = &self.message.text_body;
        let html = self.blocks(html_parts)?;
        let placed = self.placed.take();
        let text = if text_parts == html_parts {
            Vec::new()
        } else {
            self.blocks(text_parts)?
        };
        let of_text = self.placed.take();
        // HTML that is a little shorter leaves out signs such as those of bullets.
        let is_html = count_words(&html) * 10 >= count_words(&text) * 9;
        *self.placed.borrow_mut() = if is_html { placed } else { of_text };
        let mut blocks = if is_html { html } else { text };
        let damaged = self.damaged_bodies();
        if !damaged.is_empty() {
            let placed = self.placed.take();
            let read = self.blocks(&damaged)?;
            if count_words(&read) > count_words(&blocks) {
                blocks = read;
            } else {
                self.placed.replace(placed);
            }
            // They are not files that came with the mail.
            self.placed.borrow_mut().extend(damaged);
        }
        if blocks.is_empty() && !self.is_broken && self.is_encrypted() {
            blocks.push(encrypted());
        }
        Ok(blocks)
    }

    /// Texts whose encoding is broken, which the parser takes for files.
    fn damaged_bodies(&self) -> Vec<u32> {
        let is_one = |part: &MessagePart<'_>| {
            let kind = part.content_type();
            part.is_encoding_problem
                && part.attachment_name().is_none()
                && kind.is_none_or(|kind| kind.ctype().eq_ignore_ascii_case("text"))
                && !part
                    .content_disposition()
                    .is_some_and(mail_parser::ContentType::is_attachment)
        };
        let ids = self.message.attachments.iter().copied();
        ids.filter(|id| self.message.part(*id).is_some_and(is_one))
            .collect()
    }

    fn is_encrypted(&self) -> bool {
        self.message.parts.iter().any(|part| {
            is_type(part, "multipart", &["encrypted"])
                || is_type(part, "application", SEALED)
                || is_type(part, "application", &["pgp-encrypted"])
        })
    }

    fn blocks(&self, parts: &[u32]) -> Result<Vec<Block>, Problem> {
        let mut blocks = Vec::new();
        for id in parts {
            let Some(part) = self.message.part(*id) else {
                continue;
            };
            let is_html =
                matches!(part.body, PartType::Html(_)) || is_type(part, "text", &["html"]);
            match &part.body {
                PartType::Html(_) | PartType::Text(_) if is_html => {
                    let html = self.text(part);
                    blocks.extend(html::mail_body(&html, &|address| self.picture(address))?);
                }
                PartType::Html(_) | PartType::Text(_) if is_calendar(part) => {}
                PartType::Html(_) | PartType::Text(_) => {
                    let parameter = |name: &str| {
                        let value = part.content_type().and_then(|of| of.attribute(name));
                        value.unwrap_or_default().to_ascii_lowercase()
                    };
                    let is_flowed = parameter("format") == "flowed";
                    let deletes_space = parameter("delsp") == "yes";
                    for piece in pieces(&self.words(*id, part)) {
                        match piece {
                            Piece::Words(text) => {
                                blocks.extend(text_body::blocks(&text, is_flowed, deletes_space));
                            }
                            Piece::Encrypted => blocks.push(encrypted()),
                        }
                    }
                }
                PartType::InlineBinary(bytes) => {
                    if let Ok(picture) = embedded_picture(bytes, "") {
                        self.placed.borrow_mut().insert(*id);
                        blocks.push(Block::Figure {
                            picture: Ok(picture),
                            caption: Text::new(),
                        });
                    }
                }
                PartType::Binary(_) | PartType::Message(_) | PartType::Multipart(_) => {}
            }
        }
        Ok(blocks)
    }

    /// A part's text without the files that are written in it.
    fn words(&self, id: u32, part: &MessagePart<'_>) -> String {
        let Some((words, files)) = take_out(&self.bytes(part)) else {
            return self.text(part);
        };
        self.written.borrow_mut().insert(id, files);
        let charset = part.content_type().and_then(|of| of.attribute("charset"));
        let charset = charset.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
        let declared = charset.map(|charset| charset.decode_without_bom_handling(&words));
        match declared {
            Some((text, false)) => text.into_owned(),
            _ => guess(&words).text.into_owned(),
        }
    }

    /// A part's text. The parser takes what is in no known character set for UTF-8; its letters
    /// are guessed here instead.
    fn text(&self, part: &MessagePart<'_>) -> String {
        let text = part.text_contents().unwrap_or_default();
        let is_html = matches!(part.body, PartType::Html(_)) || is_type(part, "text", &["html"]);
        let label = part.content_type().and_then(|of| of.attribute("charset"));
        let label = label.and_then(|label| charset::Charset::for_label(label.as_bytes()));
        if label == Some(charset::UTF_7) {
            // The parser loses signs that follow letters of more than seven bits.
            let bytes = self.bytes(part);
            return charset::UTF_7
                .decode_without_bom_handling(&bytes)
                .0
                .into_owned();
        }
        if !part.is_encoding_problem && !text.contains('\u{fffd}') {
            return text.to_owned();
        }
        let bytes = self.bytes(part);
        let declared = part.content_type().and_then(|of| of.attribute("charset"));
        let declared = declared.and_then(|name| encoding_rs::Encoding::for_label(name.as_bytes()));
        if is_html {
            html::decode(&bytes, declared).0
        } else {
            guess(&bytes).text.into_owned()
        }
    }

    /// A part's bytes, before any letters are read from them.
    fn bytes(&self, part: &MessagePart<'_>) -> Vec<u8> {
        let start = usize::try_from(part.offset_body).unwrap_or(usize::MAX);
        let end = usize::try_from(part.offset_end).unwrap_or_default();
        let raw = self.raw.get(start..end).unwrap_or_default();
        let encoding = part.content_transfer_encoding().unwrap_or_default().trim();
        if encoding.eq_ignore_ascii_case("base64") {
            from_base64(raw).0
        } else if encoding.eq_ignore_ascii_case("quoted-printable") {
            quoted_printable_decode(raw).unwrap_or_else(|| raw.to_vec())
        } else {
            raw.to_vec()
        }
    }

    /// The bytes of a picture that the body names by its id (RFC 2392) or by its place.
    fn picture(&self, address: &str) -> Option<Vec<u8>> {
        let wanted = match address.get(..4) {
            Some(scheme) if scheme.eq_ignore_ascii_case("cid:") => address.get(4..)?,
            _ => address,
        };
        let bare = |id: &str| id.trim_matches(['<', '>', ' ']).to_owned();
        let is_it = |part: &MessagePart<'_>| {
            part.content_id().is_some_and(|id| bare(id) == bare(wanted))
                || part.content_location() == Some(address)
        };
        let id = self.message.parts.iter().position(is_it)?;
        let part = self.message.parts.get(id)?;
        if !matches!(part.body, PartType::Binary(_) | PartType::InlineBinary(_)) {
            return None;
        }
        let bytes = part.contents().to_vec();
        // What cannot be shown is still offered as a file.
        if embedded_picture(&bytes, "").is_ok() {
            self.placed.borrow_mut().insert(u32::try_from(id).ok()?);
        }
        Some(bytes)
    }

    fn attachments(&self, mail: &mut Mail) {
        let is_told = self.is_encrypted() && mail.body.contains(&encrypted());
        for (_, files) in self.written.take() {
            for file in files {
                if let Some((part, total)) = file.part {
                    mail.warnings.push(format!(
                        "The mail holds only part {part} of {total} of the file {}.",
                        file.name
                    ));
                }
                mail.attach(&file.name, &file.bytes);
            }
        }
        // A calendar may be the one text of a mail.
        let texts = self.message.text_body.iter();
        for id in texts.filter(|id| !self.message.attachments.contains(id)) {
            if let Some(part) = self.message.part(*id).filter(|part| is_calendar(part)) {
                self.enter(part, mail);
            }
        }
        for id in &self.message.attachments {
            let Some(part) = self.message.part(*id) else {
                continue;
            };
            if self.placed.borrow().contains(id) || is_machinery(part) {
                continue;
            }
            let name = part.attachment_name().unwrap_or_default();
            if is_type(part, "application", &["ms-tnef", "vnd.ms-tnef"])
                || name.eq_ignore_ascii_case("winmail.dat")
            {
                self.unpack(part, mail);
            } else if is_calendar(part) {
                self.enter(part, mail);
            } else if is_told && self.message.parts.len() <= 3 {
                // The encrypted text itself, which the body says is there.
            } else {
                self.attach(part, mail);
            }
        }
    }

    /// Adds what a part enters into a calendar. The same may come twice: as a part and as a file.
    fn enter(&self, part: &MessagePart<'_>, mail: &mut Mail) {
        let (_, entries) = ics::entries(&self.bytes(part));
        if entries.is_empty() {
            mail.warnings.push(
                "An entry for the calendar came with it that cannot be read. Ask the sender for the \
                 day and place."
                    .to_owned(),
            );
        }
        for mut entry in entries {
            for (name, bytes) in std::mem::take(&mut entry.files) {
                mail.attach(&name, &bytes);
            }
            if !mail.entries.contains(&entry) {
                mail.entries.push(entry);
            }
        }
    }

    /// Adds what Outlook has packed into a file: words that the mail does not have, an appointment,
    /// and files.
    fn unpack(&self, part: &MessagePart<'_>, mail: &mut Mail) {
        let Some(message) = tnef::read(&self.bytes(part), DEEPEST_PACKED) else {
            mail.warnings.push(
                "What came with it is packed in a winmail.dat of Outlook's that is damaged. Ask the \
                 sender for the files themselves."
                    .to_owned(),
            );
            return;
        };
        let mut placed = Vec::new();
        if let Ok((blocks, _)) = outlook_parts::body(&message, &mut placed) {
            let (own, packed) = (word_line(&mail.body), word_line(&blocks));
            if packed.contains(&own) {
                mail.body = blocks;
            } else if !own.contains(&packed) {
                mail.body.extend(blocks);
            }
        }
        outlook_parts::attach(mail, &message, &placed);
        mail.entries.extend(outlook_parts::entry(&message));
    }

    fn attach(&self, part: &MessagePart<'_>, mail: &mut Mail) {
        let given = part.attachment_name().unwrap_or_default();
        if let PartType::Message(message) = &part.body {
            let name = mail_name(message.subject().unwrap_or_default());
            mail.attach(&name, &self.message_bytes(part, message));
            return;
        }
        let name = if given.is_empty() {
            unnamed(part, mail.attachments.len() + 1)
        } else {
            given.to_owned()
        };
        let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
        if is_text || part.is_encoding_problem {
            mail.attach(&name, &self.bytes(part));
        } else if part.content_id().is_some() {
            mail.attach_from_text(&name, part.contents());
        } else {
            mail.attach(&name, part.contents());
        }
        if part.is_encoding_problem {
            mail.warnings.push(format!(
                "The attachment {name} is damaged in the mail; it is taken as far as it can be \
                 read."
            ));
        }
    }

    fn message_bytes<'b>(
        &'b self,
        part: &MessagePart<'_>,
        message: &'b Message<'_>,
    ) -> Cow<'b, [u8]> {
        let is_encoded = part.content_transfer_encoding().is_some_and(|encoding| {
            ["base64", "quoted-printable"]
                .iter()
                .any(|known| encoding.eq_ignore_ascii_case(known))
        });
        if is_encoded {
            return Cow::Borrowed(message.raw_message());
        }
        Cow::Owned(self.bytes(part))
    }
}
