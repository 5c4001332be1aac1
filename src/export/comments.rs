//! What is told of the comments that others wrote on a PDF, and of what else on its pages goes to
//! nobody or is lost.

use std::collections::{BTreeMap, BTreeSet};

use super::part::Part;
use crate::pack::SourceComments;
use crate::pdf::comments::{CommentCount, CommentKind};
use crate::pdf::flaws::{named_pages, of_pages};

/// How many comments are on the pages that a part shows.
pub(super) fn on_pages(part: &Part) -> u32 {
    shown(part).iter().map(|count| count.count).sum()
}

/// What should be told of what the pages of a part lack, of the comments on a part, of form fields that nobody
/// sees, and of links that lead nowhere in a pack.
pub(super) fn remarks(part: &Part) -> Vec<String> {
    let pages = shown_pages(part);
    let on_pages = |counts: &[(u32, u32)]| -> Vec<(u32, u32)> {
        let shown = counts.iter().filter(|(page, _)| pages.contains(page));
        shown.copied().collect()
    };
    let all = [
        remark(&shown(part), part.comments.1),
        hidden_fields(&on_pages(&part.hidden_fields)),
        links_out(&on_pages(&part.links_out)),
    ];
    let mut remarks = of_pages(&part.flaws, |page| pages.contains(&page));
    remarks.extend(all.into_iter().flatten());
    remarks
}

/// What somebody may believe to be gone from the pages of a part, and is not.
pub(super) fn warning(part: &Part) -> Option<String> {
    redactions(&shown(part))
}

fn shown_pages(part: &Part) -> BTreeSet<u32> {
    part.sheets.iter().map(|sheet| sheet.page).collect()
}

fn shown(part: &Part) -> Vec<CommentCount> {
    let (all, _) = &part.comments;
    if all.is_empty() {
        return Vec::new();
    }
    let pages = shown_pages(part);
    let shown = all.iter().filter(|count| pages.contains(&count.page));
    shown.copied().collect()
}

fn redactions(counts: &[CommentCount]) -> Option<String> {
    let marks = counts
        .iter()
        .filter(|count| count.kind == CommentKind::Redaction);
    let (count, pages) = tally(marks)?;
    let places = match count {
        1 => "1 place is".to_owned(),
        many => format!("{many} places are"),
    };
    Some(format!(
        "not redacted: {places} marked for redaction, but what stands there can still be read ({pages}). Apply the redaction in the program it was marked in, and replace the file."
    ))
}

fn remark(counts: &[CommentCount], comments: SourceComments) -> Option<String> {
    let (kept, left_out): (Vec<CommentCount>, Vec<CommentCount>) =
        counts.iter().copied().partition(|count| {
            comments == SourceComments::Keep && !count.is_hidden && count.kind != CommentKind::File
        });
    let mut sentences = Vec::new();
    if !kept.is_empty() {
        let (are, kinds) = (number(&kept), kinds(&kept));
        sentences.push(format!(
            "{are} included, with the names of those who wrote them: {kinds}."
        ));
    }
    if !left_out.is_empty() {
        let (are, kinds) = (number(&left_out), kinds(&left_out));
        sentences.push(match comments {
            SourceComments::LeaveOut => format!(
                "{are} left out: {kinds}. To include those that can be seen, choose Keep under Comments by others."
            ),
            SourceComments::Keep => {
                format!("{are} left out, since nobody sees them on the pages: {kinds}.")
            }
        });
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

/// "3 comments by others are".
fn number(counts: &[CommentCount]) -> String {
    match counts.iter().map(|count| count.count).sum() {
        1_u32 => "1 comment by others is".to_owned(),
        many => format!("{many} comments by others are"),
    }
}

/// "2 highlights (pages 1 and 3), 1 hidden note (page 2)".
fn kinds(counts: &[CommentCount]) -> String {
    let mut by_kind: BTreeMap<(CommentKind, bool), Vec<&CommentCount>> = BTreeMap::new();
    for count in counts {
        let of_kind = by_kind.entry((count.kind, count.is_hidden)).or_default();
        of_kind.push(count);
    }
    let remark = by_kind
        .into_iter()
        .filter_map(|((kind, is_hidden), of_kind)| {
            let (count, pages) = tally(of_kind.into_iter())?;
            let (one, many) = kind.names();
            let name = if count == 1 { one } else { many };
            let hidden = if is_hidden { "hidden " } else { "" };
            Some(format!("{count} {hidden}{name} ({pages})"))
        });
    remark.collect::<Vec<_>>().join(", ")
}

/// How many there are, and on which pages of the file; `None` where there are none.
fn tally<'a>(counts: impl Iterator<Item = &'a CommentCount>) -> Option<(u32, String)> {
    let counts: Vec<(u32, u32)> = counts.map(|count| (count.page, count.count)).collect();
    let count = counts.iter().map(|(_, count)| count).sum();
    Some((count, named_pages(counts.iter().map(|(page, _)| *page))?))
}

fn hidden_fields(fields: &[(u32, u32)]) -> Option<String> {
    let pages = named_pages(fields.iter().map(|(page, _)| *page))?;
    let count: u32 = fields.iter().map(|(_, count)| count).sum();
    Some(match count {
        1 => format!("1 hidden form field, which nobody sees, is left out ({pages})."),
        many => format!("{many} hidden form fields, which nobody sees, are left out ({pages})."),
    })
}

fn links_out(links: &[(u32, u32)]) -> Option<String> {
    let pages = named_pages(links.iter().map(|(page, _)| *page))?;
    let count: u32 = links.iter().map(|(_, count)| count).sum();
    Some(match count {
        1 => format!("1 link to another file or a program is left out ({pages})."),
        many => format!("{many} links to other files or programs are left out ({pages})."),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::ShownPage;
    use crate::pdf::page_flaws::PageFlaws;

    fn count(page: u32, kind: CommentKind, count: u32) -> CommentCount {
        CommentCount {
            page,
            kind,
            is_hidden: false,
            count,
        }
    }

    #[test]
    fn what_is_left_out_is_told_by_kind_and_page() {
        let mut counts = vec![
            count(1, CommentKind::Highlight, 1),
            count(3, CommentKind::Highlight, 1),
            count(2, CommentKind::Note, 3),
        ];
        assert_eq!(
            remark(&counts, SourceComments::LeaveOut).unwrap(),
            "5 comments by others are left out: 3 notes (page 2), 2 highlights (pages 1, 3). To include those that can be seen, choose Keep under Comments by others."
        );
        counts.truncate(1);
        counts.push(CommentCount {
            is_hidden: true,
            ..count(2, CommentKind::Reply, 1)
        });
        assert_eq!(
            remark(&counts, SourceComments::Keep).unwrap(),
            "1 comment by others is included, with the names of those who wrote them: 1 highlight (page 1). 1 comment by others is left out, since nobody sees them on the pages: 1 hidden reply (page 2)."
        );
        assert_eq!(remark(&[], SourceComments::Keep), None);
    }

    #[test]
    fn redactions_that_were_not_applied_are_told_in_either_case() {
        let counts = [count(4, CommentKind::Redaction, 2)];
        let remark = redactions(&counts).unwrap();
        assert!(
            remark.starts_with("not redacted: 2 places are marked") && remark.contains("(page 4)"),
            "{remark}"
        );
        assert_eq!(redactions(&[count(1, CommentKind::Note, 1)]), None);
    }

    #[test]
    fn pages_that_are_damaged_and_shown_are_told() {
        let mut part = Part::of_bytes(*b"");
        part.flaws = std::sync::Arc::new(PageFlaws {
            damaged: vec![2, 3, 9],
            ..PageFlaws::default()
        });
        part.sheets = [1, 2, 3].map(ShownPage::upright).into();
        assert_eq!(
            remarks(&part),
            [
                "the PDF is damaged within pages 2-3: what could not be read there is missing. Compare with the original, or ask for the file again."
            ]
        );
        part.sheets = vec![ShownPage::upright(1)];
        assert_eq!(remarks(&part), [""; 0]);
    }

    #[test]
    fn links_that_lead_out_are_told() {
        let remark = links_out(&[(2, 2), (4, 1)]).unwrap();
        assert_eq!(
            remark,
            "3 links to other files or programs are left out (pages 2, 4)."
        );
        assert_eq!(links_out(&[]), None);
    }

    #[test]
    fn hidden_fields_are_told() {
        assert_eq!(hidden_fields(&[]), None);
        assert_eq!(
            hidden_fields(&[(1, 1), (2, 1), (3, 2)]).unwrap(),
            "4 hidden form fields, which nobody sees, are left out (pages 1-3)."
        );
        let many: Vec<(u32, u32)> = (0..50).map(|page| (page * 2 + 1, 1)).collect();
        assert!(hidden_fields(&many).unwrap().contains("(50 pages)"));
    }
}
