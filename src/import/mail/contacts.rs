//! Contacts as address books save them (RFC 6350 and the versions before it).

use calcard::vcard::{
    VCard, VCardEntry, VCardParameterName as Parameter, VCardProperty as Property,
    VCardValue as Value,
};

use super::ics::components;
use super::{labelled, one_line};
use crate::import::embedded::embedded_picture;
use crate::import::{Block, Paper, Problem, Span, Text, decode_text};

/// The most contacts of one file.
const MOST_CONTACTS: usize = 5000;
/// How wide the portrait of a contact is shown, in points.
const PORTRAIT_PT: f32 = 80.0;

/// What properties are called, in the order in which they are shown.
const LABELS: [(&str, Property); 17] = [
    ("Name", Property::Fn),
    ("Organisation", Property::Org),
    ("Job title", Property::Title),
    ("Role", Property::Role),
    ("Telephone", Property::Tel),
    ("E-mail", Property::Email),
    ("Address", Property::Adr),
    ("Messages", Property::Impp),
    ("Web", Property::Url),
    ("Profile", Property::Socialprofile),
    ("Language", Property::Lang),
    ("Pronouns", Property::Pronouns),
    ("Known as", Property::Nickname),
    ("Expertise", Property::Expertise),
    ("About", Property::Categories),
    ("Birthday", Property::Bday),
    ("Note", Property::Note),
];

/// Reads the contacts of a file.
///
/// # Errors
/// [`Problem::Damaged`] where there is none, [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let text = decode_text(bytes).lines.join("\r\n") + "\r\n";
    let cards = cards(&text);
    if cards.len() > MOST_CONTACTS {
        return Err(Problem::BeyondLimit {
            what: format!("it has {} contacts", cards.len()),
            limit: format!("{MOST_CONTACTS} contacts"),
        });
    }
    let mut paper = Paper::default();
    match cards.as_slice() {
        [] => {
            return Err(Problem::Damaged {
                reason: "it has no contact".to_owned(),
                hint: "Save the contact again from the address book.".into(),
            });
        }
        [only] => paper.title = name(only),
        _ => paper.title = "Contacts".to_owned(),
    }
    for card in &cards {
        if cards.len() > 1 {
            paper.flow.blocks.push(Block::Heading {
                level: 1,
                text: vec![Span::plain(name(card))],
            });
        }
        paper.flow.blocks.extend(blocks(card));
    }
    Ok(paper)
}

fn cards(text: &str) -> Vec<VCard> {
    let cards = components(text)
        .into_iter()
        .filter_map(|entry| match entry {
            calcard::Entry::VCard(card) => Some(card),
            _ => None,
        });
    cards.collect()
}

/// A contact's name, or else the organisation or address.
fn name(card: &VCard) -> String {
    let of = |property: Property| card.property(&property).map(value).unwrap_or_default();
    let of_parts = || {
        let entry = card.property(&Property::N)?;
        let part = |index: usize| parts(entry).into_iter().nth(index).unwrap_or_default();
        // Family and given name stand first, titles last (RFC 6350, section 6.2.2).
        Some(one_line(
            &[part(3), part(1), part(2), part(0), part(4)].join(" "),
        ))
    };
    [
        of(Property::Fn),
        of_parts().unwrap_or_default(),
        of(Property::Org),
        of(Property::Email),
    ]
    .into_iter()
    .find(|name| !name.is_empty())
    .unwrap_or_else(|| "Contact".to_owned())
}

fn blocks(card: &VCard) -> Vec<Block> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for (label, property) in LABELS {
        for entry in card.properties(&property) {
            let value = match property {
                Property::Note => text(entry, "\n").trim().to_owned(),
                _ => value(entry),
            };
            let label = match kinds(entry).as_slice() {
                [] => label.to_owned(),
                kinds => format!("{label} ({})", kinds.join(", ")),
            };
            rows.push((label, value));
        }
    }
    let has_name = card.property(&Property::Fn).is_some();
    if !has_name {
        rows.insert(0, ("Name".to_owned(), name(card)));
    }
    let mut blocks: Vec<Block> = labelled(
        rows.iter()
            .map(|(label, value)| (label.as_str(), value.as_str())),
    )
    .into_iter()
    .collect();
    for entry in card.properties(&Property::Photo) {
        let Some(Value::Binary(data)) = entry.values.first() else {
            continue;
        };
        let mut picture = embedded_picture(&data.data, "Portrait");
        if let Ok(picture) = &mut picture {
            picture.shown_pt = Some(PORTRAIT_PT);
        }
        blocks.push(Block::Figure {
            picture,
            caption: Text::new(),
        });
    }
    blocks
}

/// What an address or number is for: "work, mobile".
fn kinds(entry: &VCardEntry) -> Vec<String> {
    let kinds = entry.parameters(&Parameter::Type);
    let kinds = kinds.filter_map(|kind| kind.as_text().map(str::to_owned));
    let kinds = kinds.flat_map(|kinds| {
        let kinds = kinds.split(',').map(str::to_ascii_lowercase);
        kinds.collect::<Vec<_>>()
    });
    let kinds = kinds.filter_map(|kind| match kind.as_str() {
        "cell" => Some("mobile".to_owned()),
        "work" | "home" | "fax" | "pager" | "mobile" | "video" => Some(kind),
        _ => None,
    });
    kinds.collect()
}

/// The parts of a value, such as those of a name.
fn parts(entry: &VCardEntry) -> Vec<String> {
    let part = |value: &Value| match value {
        Value::Component(texts) => texts.join(", "),
        Value::PartialDateTime(date) => {
            let parts = [
                date.day.map(u32::from),
                date.month.map(u32::from),
                date.year.map(u32::from),
            ];
            let parts = parts.into_iter().flatten().map(|part| part.to_string());
            parts.collect::<Vec<_>>().join("/")
        }
        value => value.as_text().unwrap_or_default().to_owned(),
    };
    entry.values.iter().map(part).collect()
}

fn text(entry: &VCardEntry, between: &str) -> String {
    let parts = parts(entry).into_iter();
    let parts = parts.filter(|part| !part.trim().is_empty());
    parts.collect::<Vec<_>>().join(between)
}

fn value(entry: &VCardEntry) -> String {
    let text = one_line(&text(entry, ", "));
    let scheme = text
        .get(..4)
        .filter(|scheme| scheme.eq_ignore_ascii_case("tel:"));
    scheme.map_or(text.clone(), |scheme| {
        text.get(scheme.len()..).unwrap_or_default().to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_are_cards() {
        let vcf = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Fernsby;Alice;;Dame;\r\nFN:Dame Alice Fernsby\r\n\
            ORG:Riverworks;Policy\r\nTITLE:Minister of State\r\nTEL;TYPE=CELL:+44 20 7946 0001\r\n\
            EMAIL;TYPE=work:a@riverworks.example\r\nADR;TYPE=work:;;14 Weir Street;London;;SW1A 1AA;\r\n\
            NOTE:Prefers\\nletters.\r\nEND:VCARD\r\n";
        let paper = read(vcf.as_bytes()).unwrap();
        assert_eq!(paper.title, "Dame Alice Fernsby");
        let words: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
        assert_eq!(
            words,
            "Name\nDame Alice Fernsby\nOrganisation\nRiverworks, Policy\nJob title\nMinister of State\n\
             Telephone (mobile)\n+44 20 7946 0001\nE-mail (work)\na@riverworks.example\nAddress (work)\n\
             14 Weir Street, London, SW1A 1AA\nNote\nPrefers\nletters.\n"
        );
    }

    #[test]
    fn a_card_of_an_older_version_is_read_and_several_have_headings() {
        let vcf = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=9Cbel;Jan\r\n\
            TEL;WORK;VOICE:123\r\nEND:VCARD\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bob\r\nEND:VCARD\r\n";
        let paper = read(vcf.as_bytes()).unwrap();
        assert_eq!(paper.title, "Contacts");
        let words: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
        assert_eq!(
            words,
            "Jan Übel\nName\nJan Übel\nTelephone (work)\n123\nBob\nName\nBob\n"
        );
        assert!(read(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n").is_err());
    }
}
