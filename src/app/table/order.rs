//! Which documents the table shows, and in which order. A sort is a view: the pack stays as it is
//! until the order is applied.

use std::collections::HashMap;

use super::column::{Column, Row};
use crate::app::desk::Desk;
use crate::collect::{behind_their_mail, mails};
use crate::pack::{DocumentId, NumberedItem};

/// By which column rows are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// The column.
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

/// Every document, in the order of the pack.
pub fn rows(desk: &Desk) -> Vec<Row<'_>> {
    let pack = desk.pack();
    let mails = mails(pack);
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
                .and_then(|mail| pack.document(*mail)),
        })
        .collect()
}

/// Sorts rows; those that are alike stay as in the pack, and what is attached to an e-mail stays
/// behind it.
pub fn sort(desk: &Desk, rows: &mut [Row<'_>], sort: Option<Sort>) {
    let Some(Sort { column, descending }) = sort else {
        return;
    };
    rows.sort_by(|one, other| {
        column
            .compare(desk, one, other, descending)
            .then(one.index.cmp(&other.index))
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
