//! What is told of words and pictures outside the visible part of a document's pages.

use super::part::Part;
use crate::pack::{BeyondCrop, PageSelection, ShownPage};

/// What there is to tell of a document of this part, if anything.
pub(super) fn remark(part: &Part, choice: BeyondCrop) -> Option<String> {
    let on = |pages: &[u32]| -> Vec<u32> {
        let shown = part.sheets.iter().map(|sheet| sheet.page);
        shown
            .filter(|page| {
                page.checked_sub(1)
                    .is_some_and(|page| pages.contains(&page))
            })
            .collect()
    };
    let (words, pictures) = (on(&part.cropped.words), on(&part.cropped.pictures));
    let what = match (words.is_empty(), pictures.is_empty()) {
        (true, true) => None,
        (false, true) => Some("words"),
        (true, false) => Some("pictures"),
        (false, false) => Some("words and pictures"),
    };
    let unsure = pages(on(&part.cropped.unsure));
    let all = pages([words, pictures].concat());
    match (choice, what.zip(all)) {
        (BeyondCrop::Keep, Some((what, pages))) => Some(format!(
            "{what} outside the visible part of {pages} of its file are in this PDF, where others \
             can find them. To leave them out, choose 'Take out of the PDF' in the document's \
             details."
        )),
        (BeyondCrop::TakeOut, found) => {
            let taken = found.map(|(what, pages)| {
                format!("{what} outside the visible part of {pages} of its file were taken out.")
            });
            let doubt = unsure.map(|pages| {
                format!(
                    "Some of what is outside the visible part of {pages} of its file could not be \
                     judged. Check these pages, or add them as pictures."
                )
            });
            let remark: Vec<String> = taken.into_iter().chain(doubt).collect();
            (!remark.is_empty()).then(|| remark.join(" "))
        }
        (BeyondCrop::Keep, None) => None,
    }
}

/// "page 3" or "pages 3–5, 8"; `None` where there is none.
fn pages(mut numbers: Vec<u32>) -> Option<String> {
    numbers.sort_unstable();
    numbers.dedup();
    let name = match numbers.len() {
        1 => "page",
        _ => "pages",
    };
    let pages = PageSelection::new(numbers.into_iter().map(ShownPage::upright).collect())?;
    Some(format!("{name} {pages}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::assemble::Cropped;

    fn part(sheets: &[u32]) -> Part {
        let mut part = Part::of_bytes(*b"");
        part.sheets = sheets
            .iter()
            .map(|page| ShownPage::upright(*page))
            .collect();
        part.cropped = Cropped {
            words: vec![1, 2],
            pictures: vec![4],
            unsure: vec![2],
        };
        part
    }

    #[test]
    fn pages_that_are_shown_are_named() {
        let kept = remark(&part(&[1, 3, 5]), BeyondCrop::Keep).unwrap();
        assert!(
            kept.starts_with("words and pictures outside the visible part of pages 3, 5 of"),
            "{kept}"
        );
        let taken = remark(&part(&[3]), BeyondCrop::TakeOut).unwrap();
        assert!(
            taken.starts_with("words outside the visible part of page 3 of"),
            "{taken}"
        );
        assert!(taken.contains("were taken out. Some of what"), "{taken}");
        assert_eq!(remark(&part(&[1]), BeyondCrop::Keep), None);
        assert_eq!(remark(&part(&[1]), BeyondCrop::TakeOut), None);
    }
}
