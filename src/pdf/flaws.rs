//! What of a PDF whoever gives it out should know, as sentences: what its pages lack, and what it
//! cannot be in a pack.

use std::collections::{BTreeMap, BTreeSet};

use super::inspect::Inspection;
use super::page_flaws::{FieldLoss, LostInField, PageFlaws};
use crate::capitals::capitalised;
use crate::pack::{PageSelection, ShownPage};

/// What of these pages should be told, in sentences that may follow a name and a colon.
pub fn of_pages(flaws: &PageFlaws, is_shown: impl Fn(u32) -> bool) -> Vec<String> {
    let shown = |pages: &[u32]| -> Vec<u32> {
        let shown = pages.iter().filter(|page| is_shown(**page));
        shown.copied().collect()
    };
    let mut told: Vec<String> = [
        damaged(&shown(&flaws.damaged)),
        without_size(&shown(&flaws.without_size)),
        without_text(&shown(&flaws.without_text)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let fields = flaws.fields.iter().filter(|loss| is_shown(loss.page));
    told.extend(of_fields(&fields.collect::<Vec<_>>()));
    told
}

/// What should be told of a PDF as a whole, in such sentences.
pub fn of_file(found: &Inspection) -> Vec<String> {
    let is_dynamic = "it is a dynamic form (XFA), which only the program that it was made for can show: its pages here are not the form. Open it there, print it to a new PDF and use that.";
    let is_signed = "it is signed, and within a pack the signature no longer holds. Keep the signed file, and send it as well where the signature matters.";
    [
        found.is_dynamic_form.then(|| is_dynamic.to_owned()),
        found.is_signed.then(|| is_signed.to_owned()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All of it for whoever adds the file.
pub fn on_adding(found: &Inspection) -> Vec<String> {
    let mut all = of_file(found);
    all.extend(of_pages(&found.flaws, |_| true));
    all.iter().map(|sentence| capitalised(sentence)).collect()
}

/// "page 4", "pages 1, 3-5"; how many pages, where their numbers would be a long list.
pub fn named_pages(pages: impl IntoIterator<Item = u32>) -> Option<String> {
    const LONGEST: usize = 40;
    let pages: BTreeSet<u32> = pages.into_iter().collect();
    let count = pages.len();
    let named = PageSelection::new(pages.into_iter().map(ShownPage::upright).collect())?;
    let named = named.to_string();
    Some(match count {
        1 => format!("page {named}"),
        _ if named.len() <= LONGEST => format!("pages {named}"),
        many => format!("{many} pages"),
    })
}

fn damaged(pages: &[u32]) -> Option<String> {
    let pages = named_pages(pages.iter().copied())?;
    Some(format!(
        "the PDF is damaged within {pages}: what could not be read there is missing. Compare with the original, or ask for the file again."
    ))
}

fn without_size(pages: &[u32]) -> Option<String> {
    let (gives, them) = match pages {
        [_] => ("gives", "it"),
        _ => ("give", "them"),
    };
    let pages = named_pages(pages.iter().copied())?;
    Some(format!(
        "{pages} {gives} no size that a page can have, so a usual one is taken. Compare {them} with the original."
    ))
}

fn without_text(pages: &[u32]) -> Option<String> {
    let pages = named_pages(pages.iter().copied())?;
    Some(format!(
        "there is no text on {pages}, only pictures: nobody can search them or have them read aloud. Recognise the text (OCR) in the program that scanned them, and use that file."
    ))
}

fn of_fields(losses: &[&FieldLoss]) -> Vec<String> {
    const NAMED: usize = 12;
    let mut told = Vec::new();
    let lists = losses
        .iter()
        .filter(|loss| loss.what == LostInField::Options);
    let mut characters: BTreeMap<(u32, &str), BTreeSet<char>> = BTreeMap::new();
    for loss in losses {
        if let LostInField::Characters(lost) = &loss.what {
            let of_field = characters.entry((loss.page, &loss.field)).or_default();
            of_field.extend(lost);
        }
    }
    for ((page, field), lost) in characters.iter().take(NAMED) {
        let named = lost.iter().take(NAMED);
        let named: Vec<String> = named
            .map(|letter| format!("{letter} (U+{:04X})", u32::from(*letter)))
            .collect();
        let more = match lost.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        told.push(format!(
            "the field '{field}' on page {page} has characters that no font here has, so each is printed as a box: {}{more}. Compare with the original.",
            named.join(", ")
        ));
    }
    let more: BTreeSet<u32> = characters
        .keys()
        .skip(NAMED)
        .map(|(page, _)| *page)
        .collect();
    told.extend(named_pages(more).map(|pages| {
        format!("more fields on {pages} have such characters. Compare with the original.")
    }));
    told.extend(named_pages(lists.map(|loss| loss.page)).map(|pages| {
        format!(
            "lists to choose from on {pages} have no room for all of their options; the others are left out."
        )
    }));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(page: u32, what: LostInField) -> FieldLoss {
        FieldLoss {
            page,
            field: "Name".to_owned(),
            what,
        }
    }

    #[test]
    fn only_what_is_on_shown_pages_is_told() {
        let flaws = PageFlaws {
            damaged: vec![2, 3, 9],
            without_size: vec![4],
            without_text: vec![1, 3],
            fields: vec![
                loss(2, LostInField::Characters(['漢'].into())),
                loss(3, LostInField::Options),
            ],
        };
        let told = of_pages(&flaws, |page| page < 5);
        let [damaged, size, text, field, list] = told.as_slice() else {
            panic!("{told:?}");
        };
        assert_eq!(
            damaged,
            "the PDF is damaged within pages 2-3: what could not be read there is missing. Compare with the original, or ask for the file again."
        );
        assert!(size.starts_with("page 4 gives no size"), "{size}");
        assert!(
            text.starts_with("there is no text on pages 1, 3,"),
            "{text}"
        );
        assert!(
            field.starts_with("the field 'Name' on page 2") && field.contains("漢 (U+6F22)"),
            "{field}"
        );
        assert!(list.contains("on page 3"), "{list}");
        assert_eq!(of_pages(&flaws, |page| page > 9), [""; 0]);
    }

    #[test]
    fn whoever_adds_a_file_is_told_all_of_it_as_sentences() {
        let found = Inspection {
            is_signed: true,
            is_dynamic_form: true,
            flaws: PageFlaws {
                damaged: vec![1],
                ..PageFlaws::default()
            },
            ..Inspection::default()
        };
        let told = on_adding(&found);
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.iter().all(|told| told.starts_with(char::is_uppercase)));
        assert!(told[1].contains("the signature no longer holds"));
    }
}
