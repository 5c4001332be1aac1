//! Where the pages of the sources are in the result.

use std::collections::HashMap;

use lopdf::{Object, ObjectId};

use super::plan::{PagePlan, Part};
use super::source::Source;
use super::target::Target;
use crate::pdf::boxes::{PageBoxes, to_number};

/// The page objects of the result, by their order and by where they come from.
pub(super) struct Places {
    /// Every page, in order.
    pub all: Vec<ObjectId>,
    /// For each part: its source, and the first place of each page it takes from it.
    parts: Vec<(usize, HashMap<u32, ObjectId>)>,
    /// The first place of each page of each source.
    sources: HashMap<(usize, u32), ObjectId>,
    /// The boxes of each page that was reached, its strips included.
    boxes: HashMap<ObjectId, PageBoxes>,
}

impl Places {
    /// Gives each page of each part a number; `source_of` names the source of each part.
    pub(super) fn reserve(parts: &[Part], source_of: &[usize], target: &mut Target) -> Self {
        let mut places = Self {
            all: Vec::new(),
            parts: Vec::new(),
            sources: HashMap::new(),
            boxes: HashMap::new(),
        };
        for (part, &source) in parts.iter().zip(source_of) {
            let mut firsts = HashMap::new();
            for plan in &part.pages {
                let id = target.reserve();
                places.all.push(id);
                firsts.entry(plan.source_page).or_insert(id);
                places
                    .sources
                    .entry((source, plan.source_page))
                    .or_insert(id);
            }
            places.parts.push((source, firsts));
        }
        places
    }

    /// Notes the boxes of pages of the result that are made from these of a source.
    pub(super) fn measure(&mut self, source: &Source, plans: &[PagePlan], pages: &[ObjectId]) {
        for (plan, id) in plans.iter().zip(pages) {
            if let Some(page) = source.page(plan.source_page) {
                let (top, bottom) = plan.strips();
                let boxes = page.boxes.turned(plan.turn).extended(top, bottom);
                self.boxes.insert(*id, boxes);
            }
        }
    }

    /// A destination at the top of a page of the result which keeps the reader's zoom
    /// (PDF 1.7, table 151).
    pub(super) fn top_of(&self, page: ObjectId) -> Object {
        self.height_on(page, 0.0)
    }

    /// The same at a height on the page, in points from its top as displayed.
    pub(super) fn height_on(&self, page: ObjectId, top_pt: f64) -> Object {
        let (x, y) = self
            .boxes(page)
            .map(|boxes| boxes.point(0.0, top_pt))
            .unwrap_or_default();
        Object::Array(vec![
            page.into(),
            "XYZ".into(),
            to_number(x),
            to_number(y),
            Object::Null,
        ])
    }

    /// The boxes of a page of the result.
    pub(super) fn boxes(&self, page: ObjectId) -> Option<&PageBoxes> {
        self.boxes.get(&page)
    }

    /// Where a page of a part's source is: in the part itself, else in another part.
    pub(super) fn find(&self, part: usize, source_page: u32) -> Option<ObjectId> {
        let (source, firsts) = self.parts.get(part)?;
        firsts
            .get(&source_page)
            .or_else(|| self.sources.get(&(*source, source_page)))
            .copied()
    }

    /// Where a page of a part's source is within the part.
    pub(super) fn within(&self, part: usize, source_page: u32) -> Option<ObjectId> {
        self.parts.get(part)?.1.get(&source_page).copied()
    }
    /// Whether a part takes every page of its source.
    pub(super) fn has_all_of(&self, part: usize, source: &Source) -> bool {
        let taken = self.parts.get(part).map(|(_, firsts)| firsts.len());
        taken == Some(source.pdf.pages.len())
    }
}
