//! E-mails, and the calendars and contacts that are sent with them: what the formats share, how a mail
//! stands on the page.

mod armour;
mod compressed;
mod contacts;
mod eml;
mod eml_writer;
mod encoded;
mod entry;
mod head;
mod ics;
mod lines;
mod msg;
mod outlook;
mod outlook_parts;
mod part;
mod properties;
mod smime;
#[cfg(test)]
mod tests;
mod text_body;
mod tnef;

use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::{Attachment, Block, Cell, Flow, Paper, Problem, Span, Table};
use crate::import::embedded::embedded_picture;
use crate::import::links::linked;

use entry::Entry;
use head::one_line;

pub use contacts::read as read_contacts;
pub use eml::{read as read_eml, read_saved_page};
pub use ics::read as read_calendar;
pub use msg::read as read_msg;

/// The most files that come with one mail.
const MOST_ATTACHMENTS: usize = 1000;

/// A mail, read.
#[derive(Default)]
struct Mail {
    subject: String,
    /// The sender's name, or else the address.
    sender: String,
    from: String,
    to: String,
    cc: String,
    /// Whether it went to others of whom those it is sent to are not to know (RFC 5322, section 3.6.3).
    has_blind_copies: bool,
    sent: Option<Sent>,
    /// When it was sent, as the mail writes it, where that cannot be read.
    sent_as: String,
    /// What it enters into a calendar, shown above its words.
    entries: Vec<Entry>,
    body: Vec<Block>,
    attachments: Vec<Attachment>,
    warnings: Vec<String>,
}

/// When a mail was sent, by the sender's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Sent {
    local: DateTime,
    offset: Offset,
}

impl Sent {
    /// In words: "16 December 2022, 17:04 (UTC−05:00)".
    fn wording(self) -> String {
        let local = self.local.strftime("%-d %B %Y, %H:%M");
        let minutes = self.offset.seconds() / 60;
        if minutes == 0 {
            return format!("{local} (UTC)");
        }
        let sign = if minutes < 0 { '−' } else { '+' };
        let minutes = minutes.unsigned_abs();
        format!("{local} (UTC{sign}{:02}:{:02})", minutes / 60, minutes % 60)
    }

    /// As the line "Date" of a mail's head: "Fri, 16 Dec 2022 17:04:16 -0500".
    fn as_header(self) -> String {
        let local = self.local.strftime("%a, %d %b %Y %H:%M:%S");
        let minutes = self.offset.seconds() / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let minutes = minutes.unsigned_abs();
        format!("{local} {sign}{:02}{:02}", minutes / 60, minutes % 60)
    }
}

impl Mail {
    /// The mail as a paper: its head as a table, its body, and the names of what comes with it.
    fn into_paper(mut self) -> Result<Paper, Problem> {
        if self.attachments.len() > MOST_ATTACHMENTS {
            return Err(Problem::BeyondLimit {
                what: format!("{} files come with it", self.attachments.len()),
                limit: format!("{MOST_ATTACHMENTS} files"),
            });
        }
        if self.has_blind_copies {
            self.warnings.push("Blind copies are left out.".to_owned());
        }
        if self.body.contains(&encrypted()) {
            let warning = "The e-mail is encrypted, so only its subject, people and date are \
                shown. Open it in your mail \
                           program, save it decrypted, and add that.";
            self.warnings.push(warning.to_owned());
        }
        let sent = self.sent.map_or(self.sent_as, Sent::wording);
        let head = labelled([
            ("From", self.from.as_str()),
            ("To", &self.to),
            ("Cc", &self.cc),
            ("Date", &sent),
            ("Subject", &self.subject),
        ]);
        let is_empty = self.entries.is_empty() && self.body.is_empty();
        if head.is_none() && is_empty && self.attachments.is_empty() {
            return Err(Problem::Empty);
        }
        let mut blocks: Vec<Block> = head.into_iter().collect();
        let told = word_line(&self.body);
        for mut entry in std::mem::take(&mut self.entries) {
            // Invitations give their agenda as the text of the mail as well.
            if told.contains(&word_line(&entry.agenda)) {
                entry.agenda.clear();
            }
            blocks.extend(entry.blocks());
        }
        blocks.append(&mut self.body);
        if !self.attachments.is_empty() {
            let names = self
                .attachments
                .iter()
                .map(|attachment| attachment.name.as_str());
            let names = names.collect::<Vec<_>>().join(", ");
            blocks.push(Block::Paragraph(vec![
                bold("Attachments:"),
                Span::plain(format!(" {names}")),
            ]));
        }
        Ok(Paper {
            title: self.subject,
            date: self.sent.map(|sent| sent.local.date()),
            publisher: self.sender,
            flow: Flow {
                blocks,
                ..Flow::default()
            },
            attachments: self.attachments,
            warnings: self.warnings,
            ..Paper::default()
        })
    }

    /// Attaches a picture that the mail holds for its text, unless it is so small that it only adorns it,
    /// as the logo of a signature does.
    fn attach_from_text(&mut self, name: &str, bytes: &[u8]) {
        const LARGEST_PX: u32 = 100;
        let is_small = embedded_picture(bytes, "")
            .is_ok_and(|picture| picture.width_px.max(picture.height_px) <= LARGEST_PX);
        if is_small {
            let warning = format!("The small picture {} is left out.", bare_name(name));
            self.warnings.push(warning);
        } else {
            self.attach(name, bytes);
        }
    }

    fn attach(&mut self, name: &str, bytes: &[u8]) {
        let name = bare_name(name);
        let count = self.attachments.len() + 1;
        self.attachments.push(Attachment {
            name: if name.is_empty() {
                format!("Attachment {count}")
            } else {
                name
            },
            bytes: Arc::from(bytes),
        });
    }
}

/// Values with their labels, as a table; those that are empty are left out.
fn labelled<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Option<Block> {
    let rows = rows.into_iter().filter(|(_, value)| !value.is_empty());
    let rows = rows.map(|(label, value)| {
        let head = Cell {
            is_head: true,
            ..Cell::of_text(vec![bold(label)])
        };
        vec![head, Cell::of_text(linked(value))]
    });
    let rows: Vec<Vec<Cell>> = rows.collect();
    (!rows.is_empty()).then(|| {
        Block::Table(Table {
            rows,
            ..Table::default()
        })
    })
}

/// The words of blocks in one line.
fn word_line(blocks: &[Block]) -> String {
    let text: String = blocks.iter().map(Block::plain_text).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands in place of a text that is encrypted.
fn encrypted() -> Block {
    let notice = "The text of this e-mail is encrypted and cannot be shown here. Open it in your \
                  mail program, and save it decrypted.";
    Block::Paragraph(vec![Span {
        italic: true,
        ..Span::plain(notice)
    }])
}

fn bold(text: &str) -> Span {
    Span {
        bold: true,
        ..Span::plain(text)
    }
}

/// A file's name as it was given, without folders, control characters and more spaces than one.
fn bare_name(name: &str) -> String {
    const LONGEST_CHARS: usize = 200;
    let last = name
        .rsplit(['/', '\\'])
        .find(|part| !part.trim().is_empty());
    let printable = last
        .unwrap_or_default()
        .chars()
        .filter(|c| !is_invisible(*c));
    let name: String = printable.take(LONGEST_CHARS).collect();
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().all(|c| c == '.') {
        String::new()
    } else {
        name
    }
}

/// Control characters, and those that turn the direction of what follows, by which a name can
/// look as if it ended otherwise.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The name of a mail that comes with another, by its subject.
fn mail_name(subject: &str) -> String {
    let subject = bare_name(&subject.replace(['/', '\\'], "-"));
    if subject.is_empty() {
        "Message.eml".to_owned()
    } else {
        format!("{subject}.eml")
    }
}

/// How many words blocks have.
fn count_words(blocks: &[Block]) -> usize {
    let words = |block: &Block| block.plain_text().split_whitespace().count();
    blocks.iter().map(words).sum()
}

#[cfg(test)]
mod name_tests {
    use super::*;

    #[test]
    fn names_lead_nowhere() {
        for (name, bare) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Temp\\a  b.doc", "a b.doc"),
            ("a\0\r\n.pdf", "a .pdf"),
            ("fdp\u{202e}exe.pdf", "fdpexe.pdf"),
            ("..", ""),
            ("/", ""),
        ] {
            assert_eq!(bare_name(name), bare, "{name:?}");
        }
        assert_eq!(mail_name("Re: a/b"), "Re: a-b.eml");
    }

    #[test]
    fn a_mail_says_when_it_was_sent_by_the_senders_clock() {
        let local = jiff::civil::date(2022, 12, 16).at(17, 4, 0, 0);
        let sent = |hours| {
            Sent {
                local,
                offset: jiff::tz::offset(hours),
            }
            .wording()
        };
        assert_eq!(sent(-5), "16 December 2022, 17:04 (UTC−05:00)");
        assert_eq!(sent(0), "16 December 2022, 17:04 (UTC)");
    }
}
