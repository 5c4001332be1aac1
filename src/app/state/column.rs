//! Every page of the pack, one below the other.

use std::ops::Range;
use std::sync::Arc;

use crate::app::message::entry::Entry;
use crate::export::Plan;
use crate::pdf::inspect::PageInfo;

/// Every page of the pack, one below the other, as they were counted.
#[derive(Debug, Default, PartialEq)]
pub struct Column {
    /// What has pages, and which, counted from 0; in order, without gaps.
    stretches: Vec<(Entry, Range<u32>)>,
    sizes: Arc<[PageInfo]>,
}

impl Column {
    /// The pages of a pack that was counted.
    pub fn of_plan(plan: &Plan) -> Self {
        let stretches = plan.places().map(|(place, pages)| {
            let first = pages.first - 1;
            (Entry::from(place), first..first + pages.count)
        });
        Self {
            stretches: stretches.collect(),
            sizes: Arc::clone(plan.sizes()),
        }
    }

    /// The size of each page, without what stamps add to it.
    pub fn sizes(&self) -> &[PageInfo] {
        &self.sizes
    }

    /// Which pages are those of an entry, counted from 0.
    pub fn pages_of(&self, entry: Entry) -> Option<Range<u32>> {
        let mut stretches = self.stretches.iter();
        let (_, pages) = stretches.find(|(of, _)| *of == entry)?;
        Some(pages.clone())
    }

    /// What a page shows, and the pages of that; all counted from 0.
    pub fn entry_at(&self, page: u32) -> Option<(Entry, Range<u32>)> {
        let index = self
            .stretches
            .partition_point(|(_, pages)| pages.end <= page);
        self.stretches.get(index).cloned()
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::pack::DocumentId;

    /// A column of A4 pages: cover, contents, then documents with so many pages.
    pub fn column(documents: &[u32]) -> Column {
        let mut end = 0;
        let mut next = |entry, count: u32| {
            end += count;
            (entry, end - count..end)
        };
        let mut stretches = vec![next(Entry::Cover, 1), next(Entry::Contents, 1)];
        for (number, count) in (1..).zip(documents) {
            stretches.push(next(Entry::Item(DocumentId(number).into()), *count));
        }
        let page = PageInfo {
            width_pt: 595.0,
            height_pt: 842.0,
        };
        Column {
            sizes: vec![page; end as usize].into(),
            stretches,
        }
    }

    #[test]
    fn a_page_leads_to_what_it_shows_and_back() {
        let column = column(&[3, 2]);
        let second = Entry::Item(DocumentId(2).into());
        assert_eq!(column.entry_at(0), Some((Entry::Cover, 0..1)));
        assert_eq!(column.entry_at(5), Some((second, 5..7)));
        assert_eq!(column.entry_at(7), None);
        assert_eq!(column.pages_of(second), Some(5..7));
        assert_eq!(column.pages_of(Entry::Sources), None);
    }
}
