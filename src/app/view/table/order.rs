//! Which documents the table shows, and in which order. A sort is a view: the pack stays as it is
//! until the order is applied.

use std::collections::HashMap;

use crate::app::state::desk::Desk;
use crate::app::view::table::column::{Column, Row};
use crate::collect::behind_their_mail;
use crate::pack::{Document, DocumentId, NumberedItem};

/// By which column rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    pub column: Column,
    /// Whether the largest value comes first.
    pub descending: bool,
}

impl Sort {
    /// What a click on the head of a column makes of a sort: up, down, then as in the pack.
    pub fn after_click(sort: Option<Self>, column: Column) -> Option<Self> {
        match sort {
            Some(sort) if sort.column == column && sort.descending => None,
            Some(sort) if sort.column == column => Some(Self {
                column,
                descending: true,
            }),
            _ => Some(Self {
                column,
                descending: false,
            }),
        }
    }
}

/// Every document, in the order of the pack. `mails` are the e-mails of attachments.
pub fn rows<'a>(desk: &'a Desk, mails: &HashMap<DocumentId, DocumentId>) -> Vec<Row<'a>> {
    let pack = desk.pack();
    let by_id: HashMap<DocumentId, &Document> = pack
        .documents()
        .map(|document| (document.id, document))
        .collect();
    let documents = pack.numbered_items().into_iter();
    let documents = documents.filter_map(|item| match item {
        NumberedItem::Document(number, document) => Some((number.to_string(), document)),
        NumberedItem::Section(..) => None,
    });
    documents
        .enumerate()
        .map(|(index, (number, document))| Row {
            index,
            number,
            document,
            mail: mails
                .get(&document.id)
                .and_then(|mail| by_id.get(mail).copied()),
        })
        .collect()
}

/// Sorts rows; those that are alike stay as in the pack, and what is attached to an e-mail stays
/// behind it.
pub fn sort(desk: &Desk, rows: &mut [Row<'_>], sort: Option<Sort>) {
    let Some(Sort { column, descending }) = sort else {
        return;
    };
    rows.sort_by(|row, other| {
        column
            .compare(desk, row, other, descending)
            .then(row.index.cmp(&other.index))
    });
    if column == Column::Number && !descending {
        return;
    }
    let sorted: Vec<DocumentId> = rows.iter().map(|row| row.document.id).collect();
    let rank = ranks(&behind_their_mail(desk.pack(), &sorted));
    rows.sort_by_key(|row| rank.get(&row.document.id).copied());
}

/// Keeps the rows in which every word of the filter stands somewhere.
pub fn filter(desk: &Desk, rows: &mut Vec<Row<'_>>, filter: &str) {
    let filter = filter.to_lowercase();
    let wanted: Vec<&str> = filter.split_whitespace().collect();
    if wanted.is_empty() {
        return;
    }
    rows.retain(|row| {
        let cells = Column::ALL.map(|column| column.text(desk, row).to_lowercase());
        wanted
            .iter()
            .all(|word| cells.iter().any(|cell| cell.contains(word)))
    });
}

fn ranks(order: &[DocumentId]) -> HashMap<DocumentId, usize> {
    let ranked = order.iter().enumerate();
    ranked.map(|(rank, id)| (*id, rank)).collect()
}

/// Whether documents already stand in this order, each within its section.
pub fn is_applied(desk: &Desk, order: &[DocumentId]) -> bool {
    let rank = ranks(order);
    let pack = desk.pack();
    let top = pack.outline.iter().filter_map(|item| match item {
        crate::pack::Item::Document(document) => Some(document),
        crate::pack::Item::Section(_) => None,
    });
    let in_order = |ids: Vec<DocumentId>| ids.is_sorted_by_key(|id| rank.get(id).copied());
    let sections = pack.sections().map(|section| section.documents.iter());
    in_order(top.map(|document| document.id).collect())
        && sections
            .map(|documents| documents.map(|document| document.id).collect())
            .all(in_order)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::collect::{Collected, mails};
    use crate::edit::{Command, History};
    use crate::pack::{Location, Media, Origin, Pack, Source, SourceId};
    use crate::store::Session;

    /// Papers, then an e-mail, then as many papers that are attached to it.
    fn papers_and_attachments(count: u32) -> Command {
        let collected = (0..=2 * count).map(|number| {
            let file = if number < count {
                format!("{number}.pdf")
            } else {
                "m.eml".to_owned()
            };
            let source = Source {
                name: file.clone(),
                media: if number == count {
                    Media::Eml
                } else {
                    Media::Pdf
                },
                size_bytes: 1,
                origin: Some(Origin {
                    file,
                    within: (number > count).then(|| format!("{number}.pdf")),
                    added: Timestamp::UNIX_EPOCH,
                }),
                pictures: BTreeMap::new(),
                laid_out_from: None,
            };
            let mut digest = [0; 32];
            digest[..4].copy_from_slice(&number.to_be_bytes());
            Collected::of_source((SourceId::from_digest(digest), source))
        });
        let collected: Vec<Collected> = collected.collect();
        Command::AddDocuments {
            at: Location::top(0),
            documents: collected.iter().flat_map(Collected::documents).collect(),
            sources: collected
                .into_iter()
                .flat_map(|file| file.sources)
                .collect(),
        }
    }

    #[test]
    fn rows_name_the_mail_that_they_are_attached_to() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::begin(folder.path(), None).unwrap();
        let mut desk = Desk::new(History::unsaved(Pack::new("Papers")), session);
        desk.run(papers_and_attachments(20), Duration::ZERO)
            .unwrap();
        let mails = mails(desk.pack());
        let named = rows(&desk, &mails).into_iter().filter_map(|row| row.mail);
        assert_eq!(named.filter(|mail| mail.title == "M").count(), 20);
    }
}
