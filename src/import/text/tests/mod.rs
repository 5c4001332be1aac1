//! Texts of the kinds that officials bring, and what must hold for every text.

mod body;
mod random;

use super::*;
use crate::import::{Block, OmissionReason, Text, decode_text};

/// A summit story with quotations and a list, an appointments list whose title comes twice and
/// whose body is empty, and a statement whose title comes twice around its speaker line.
const THREE: &str = "\
Harbour summit ends with plan to keep sea lanes open

Shipping firms should report near misses sooner, ministers of five coastal states have warned.

The two-day summit in Leith discussed fog, piracy and the age of the lighthouses.

Transport Secretary Ann Example said:

The five states are united that no vessel should sail without a working radio.

We heard today how one signal saved forty crew, and we agreed to act on it.

As governments, the safety of our crews comes first.

Also speaking at the close, Admiral Bob Sample said:

The partnership is vital. Throughout this week we have had frank talks.

Fog presents a unique challenge. We must not stand by.

Owners agreed to work with the five states on a common code by the end of the year.

The following commitments were agreed by all present:

  • to share radar pictures within the hour
  • to mend the three oldest lights
  • to meet again in spring

The partnership will be hosted in 2031 by Norway.



Full list of harbour masters and pilots: June 2030

The full list of all appointments made since the new Act has been published.


Full list of harbour masters and pilots: June 2030




Keeping the light for those who come after us

Statement by Ambassador Cara Instance, Permanent Representative, at the Council briefing on the Northern Isles


Keeping the light for those who come after us

Thank you, Mr President, and thank you to both briefers.

Mr President, I think we all feel how slow this has been. As a keeper once said:

A light is kept for strangers.

I have three questions today. I would like to know who will pay – and when – for the new lamps.

Thank you.
";

fn flow_of(text: &DecodedText, proposal: &Proposal) -> Flow {
    flow(text, &proposal.extent)
}

fn plain(text: &Text) -> String {
    text.iter().map(|span| span.text.as_str()).collect()
}

/// The words of blocks with the numbers of lists, as a page shows them.
fn shown(blocks: &[Block], out: &mut String) {
    for block in blocks {
        match block {
            Block::List { start, items } => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(start) = start {
                        out.push_str(&format!("{}. ", start + index as u64));
                    }
                    shown(item, out);
                }
            }
            Block::Quotation(inner) => shown(inner, out),
            block => out.push_str(&block.plain_text()),
        }
    }
}

/// The characters that print, in order. Bullets, drawn lines and white space are what a list, a
/// rule and a paragraph stand for. A dash or a number at the start of a line may begin an item or
/// be a part of a sentence, so dashes, dots and brackets do not count.
fn printed(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().filter(|line| !line::is_rule(line)) {
        let line = match line::marker(line) {
            Some((line::Marker::Bullet(_), rest)) => rest.to_owned(),
            Some((line::Marker::Number(number), rest)) => format!("{number}. {rest}"),
            _ => line.to_owned(),
        };
        let is_printed = |c: &char| {
            !c.is_whitespace() && !"\u{200b}-–*+.()•●▪■◦‣⁃∙·\u{f0b7}\u{f0a7}".contains(*c)
        };
        out.extend(line.chars().filter(is_printed));
    }
    out
}

/// Everything of a text that its documents show or say they leave out, in the file's order.
fn accounted(text: &DecodedText, proposals: &[Proposal]) -> String {
    let mut out = String::new();
    for proposal in proposals {
        let (first, last) = indices(&proposal.extent, text.lines.len() - 1);
        let reading = Reading::new(&text.lines, first, last, measure(&text.lines));
        let flow = flow_of(text, proposal);
        out.push_str(reading.opening.title.as_deref().unwrap_or_default());
        out.push('\n');
        let mut summary = String::new();
        flow.summary
            .iter()
            .for_each(|text| summary.push_str(&format!("{}\n", plain(text))));
        out.push_str(&summary);
        for omission in &proposal.omissions {
            out.push_str(&omission.text);
            out.push('\n');
        }
        shown(&flow.blocks, &mut out);
    }
    out
}

fn assert_nothing_lost(text: &str) {
    let decoded = decode_text(text.as_bytes());
    let all = decoded.lines.join("\n");
    for proposals in [
        propose_split(&decoded),
        split_at(&decoded, &split_suggestions(&decoded)),
    ] {
        assert_ranges_cover(&decoded, &proposals);
        let (expected, found) = (printed(&all), printed(&accounted(&decoded, &proposals)));
        if expected != found {
            let at = expected
                .chars()
                .zip(found.chars())
                .take_while(|(a, b)| a == b)
                .count();
            let around = |text: &str| {
                text.chars()
                    .skip(at.saturating_sub(40))
                    .take(90)
                    .collect::<String>()
            };
            panic!(
                "lost or moved at {at}:\n{}\n{}\nof:\n{all}",
                around(&expected),
                around(&found)
            );
        }
    }
}

fn assert_ranges_cover(text: &DecodedText, proposals: &[Proposal]) {
    let count = u32::try_from(text.lines.len()).unwrap();
    let mut next = 1;
    for proposal in proposals {
        match proposal.extent.lines() {
            None => {
                assert_eq!(proposals.len(), 1);
                next = count + 1;
            }
            Some((first, last)) => {
                assert_eq!(first, next);
                assert!(last >= first);
                next = last + 1;
            }
        }
    }
    assert_eq!(next, count + 1);
}

#[test]
fn three_publications_become_three_documents() {
    let text = decode_text(THREE.as_bytes());
    let proposals = propose_split(&text);
    let seen = proposals
        .iter()
        .map(|p| (p.title.as_str(), p.kind, p.date))
        .collect::<Vec<_>>();
    assert_eq!(
        seen,
        [
            (
                "Harbour summit ends with plan to keep sea lanes open",
                DocumentKind::NewsStory,
                None
            ),
            (
                "Full list of harbour masters and pilots: June 2030",
                DocumentKind::List,
                None
            ),
            (
                "Keeping the light for those who come after us",
                DocumentKind::Speech,
                None
            ),
        ]
    );
    let omitted = |index: usize| {
        proposals[index]
            .omissions
            .iter()
            .map(|o| (o.text.as_str(), o.reason))
            .collect::<Vec<_>>()
    };
    assert_eq!(omitted(0), []);
    assert_eq!(
        omitted(1),
        [(proposals[1].title.as_str(), OmissionReason::RepeatedTitle)]
    );
    assert_eq!(
        omitted(2),
        [(proposals[2].title.as_str(), OmissionReason::RepeatedTitle)]
    );
    let repeat = proposals[2].omissions[0].line;
    assert_eq!(text.lines[repeat as usize - 1], proposals[2].title);

    let list = flow_of(&text, &proposals[1]);
    assert_eq!(list.summary.len(), 1);
    assert_eq!(list.blocks, []);
    let statement = flow_of(&text, &proposals[2]);
    assert!(plain(&statement.summary[0]).starts_with("Statement by Ambassador Cara"));
    assert_nothing_lost(THREE);
}

#[test]
fn quotations_and_lists_are_recognised() {
    let text = decode_text(THREE.as_bytes());
    let proposals = propose_split(&text);
    let story = flow_of(&text, &proposals[0]).blocks;
    let kinds = story.iter().map(|block| match block {
        Block::Paragraph(_) => "p".to_owned(),
        Block::Quotation(blocks) => format!("q{}", blocks.len()),
        Block::List { start: None, items } => format!("l{}", items.len()),
        other => format!("{other:?}"),
    });
    assert_eq!(
        kinds.collect::<Vec<_>>(),
        ["p", "p", "p", "q3", "p", "q2", "p", "p", "l3", "p"]
    );
    // A speech is in the first person all through: only one paragraph is taken as quoted.
    let speech = flow_of(&text, &proposals[2]).blocks;
    assert!(
        speech
            .iter()
            .all(|block| !matches!(block, Block::Quotation(inner) if inner.len() > 1))
    );
    assert!(matches!(&speech[2], Block::Quotation(inner) if inner.len() == 1));
}

#[test]
fn the_person_can_split_where_they_want() {
    let text = decode_text(THREE.as_bytes());
    let line = text
        .lines
        .iter()
        .position(|line| line.starts_with("Also speaking"))
        .unwrap() as u32
        + 1;
    let proposals = split_at(&text, &[line, line, 9999, 0]);
    assert_eq!(proposals.len(), 2);
    assert_eq!(
        proposals[1].extent,
        Extent::Lines {
            first: line,
            last: text.lines.len() as u32
        }
    );
    assert_eq!(
        proposals[1].title,
        "Also speaking at the close, Admiral Bob Sample…"
    );
    assert_ranges_cover(&text, &proposals);
    assert_eq!(split_at(&text, &[])[0].extent, Extent::Whole);
}

fn titles(text: &str) -> Vec<String> {
    assert_nothing_lost(text);
    propose_split(&decode_text(text.as_bytes()))
        .into_iter()
        .map(|p| p.title)
        .collect()
}

#[test]
fn a_single_publication_stays_whole() {
    for text in [
        // Sections with their headings.
        "Policy paper\n\nFirst words here.\n\n\nBackground\n\nMore words here.\n\n\nNext steps\n\nLast words.\n",
        // The room for a signature.
        "Dear Ann\n\nThank you for your letter.\n\nYours sincerely\n\n\n\n\nBob Example\n\nDirector of Lights\n\nEnclosed: one map.\n",
        // A cover page.
        "Northern Isles\n\n\n\nBriefing for the Council\n\n\n\n30 July 2030\n\n\n\nThe isles are far away.\n\nThey are small.\n",
        // Pages of one document, with a running head.
        "OFFICIAL PAPER ONE\n\nText of page one.\n\u{c}OFFICIAL PAPER ONE\n\nText of page two.\n\u{c}OFFICIAL PAPER ONE\n\nText of page three.\n",
        // Pages of one document, with room around its parts.
        "A title of words\n\nText of page one.\n\u{c}and more of it.\n\n\n\n\nA figure of a lamp\n\nText of page two.\n",
        // Notes under a rule.
        "Story of the day\n\nText here.\n\nMore text.\n\n-----\n\nNotes to editors\n\nA note here.\n",
        // A talk between two, whose names recur.
        "Ann Example\n\nGood morning.\n\nBob Sample\n\nHello.\n\nAnn Example\n\nGoodbye.\n\nBob Sample\n\nFarewell.\n",
    ] {
        assert_eq!(titles(text).len(), 1, "{text}");
    }
}

#[test]
fn publications_are_parted_by_rules_pages_and_gaps() {
    let rules = "First story here\n\nText one.\n\n==========\n\nSecond story here\n\nText two.\n\n==========\n\nThird story here\n\nText three.\n";
    assert_eq!(
        titles(rules),
        ["First story here", "Second story here", "Third story here"]
    );
    let pages = "First story here\n\nText one.\n\u{c}\nSecond story here\n\nText two.\n";
    assert_eq!(titles(pages), ["First story here", "Second story here"]);
    let gaps =
        "First story here\n\nText one.\n\nMore.\n\n\n\nSecond story here\n\nText two.\n\nMore.\n";
    assert_eq!(titles(gaps), ["First story here", "Second story here"]);
    let weak =
        "First story here\n\nText one.\n\nMore.\n\n\nSecond story here\n\nText two.\n\nMore.\n";
    assert_eq!(titles(weak), ["First story here"]);
    assert_eq!(split_suggestions(&decode_text(weak.as_bytes())), [8]);
}

#[test]
fn words_above_nothing_are_the_text_and_no_title() {
    for text in [
        "Bring the charts, please",
        "Bring the charts, please\n\n-----\n",
    ] {
        let text = decode_text(text.as_bytes());
        assert!(!has_title(&text));
        let [proposal] = &propose_split(&text)[..] else {
            panic!("one document");
        };
        let mut shown_text = String::new();
        shown(&flow_of(&text, proposal).blocks, &mut shown_text);
        assert!(
            shown_text.contains("Bring the charts, please"),
            "{shown_text:?}"
        );
    }
}

#[test]
fn a_text_of_more_lines_than_can_be_set_is_read_no_further_and_says_so() {
    let text = |lines: usize| decode_text("42\n\n".repeat(lines).as_bytes());
    let whole = flow(&text(MOST_LINES), &Extent::Whole);
    assert!(!bounds::is_cut(&whole));
    let long = text(MOST_LINES + 1);
    let cut = flow(&long, &Extent::Whole);
    assert!(bounds::is_cut(&cut));
    assert_eq!(cut.blocks.len(), whole.blocks.len() + 1, "with the notice");
    let found = propose_split(&long);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].extent,
        Extent::Whole,
        "nothing of it is left out unsaid"
    );
    let end = Extent::Lines {
        first: line_number(2 * MOST_LINES),
        last: line_number(2 * MOST_LINES + 1),
    };
    assert!(!bounds::is_cut(&flow(&long, &end)), "its end can be had");
}

#[test]
fn sections_pages_of_a_letter_and_headings_of_markdown_part_nothing() {
    for text in [
        "Terms of reference for the review\n\n\n\n\n1. Purpose\n\n1.1 The review will examine it.\n\n\n\n\n\
         2. Scope of it\n\n2.1 The review covers all stations.\n\n   (a) those leased; but\n   (b) no others.\n\n\n\n\n\
         3. Membership of it\n\n3.1 The chair is Dr Adeyemi.\n",
        "Department for Lamps\n14 Weir Street\n\n14 March 2024\n\nDear Colleague,\n\nLamps in 2024\n\n\
         I write about the year. The plans are set out below\nand on the next page.\n\u{c}\nPage 2\n\n\
         The first of these is a survey.\n\u{c}\nPage 3\n\nYours sincerely,\n\nAnn Example\n",
        "Dear Colleague,\n\nI write about lamps.\n\n\n\nWhat we shall do\n\nWe shall mend them.\n\n\n\n\
         What it will cost\n\nIt will cost little.\n\nYours sincerely,\n\nAnn Example\n",
        "# Lines to take\n\nCore line.\n\n---\n\n## If pressed hard\n\nBy June.\n\n---\n\n## Background to it\n\nText.\n",
    ] {
        assert_eq!(titles(text).len(), 1, "{text}");
        assert_nothing_lost(text);
    }
}

#[test]
fn a_digest_of_mails_and_press_cuttings_are_several() {
    let digest = "From: Ann\nDate: 8 March 2024\nSubject: Lamps in the hall\n\nThey are old.\n\n\
        From: Bob\nDate: 9 March 2024\nSubject: Ropes\n\nThey are new.\n";
    assert_eq!(titles(digest), ["Lamps in the hall", "Ropes"]);
    assert_nothing_lost(digest);
    let thread = digest.replace("Ropes", "Re: Lamps in the hall");
    assert_eq!(titles(&thread).len(), 1, "a mail and the one it answers");
    let cuttings = "Press cuttings\n\nLamps fail in great hall\nThe Guardian, 8 March 2024\n\nThe lamps failed.\n\n\
        It was dark.\n\nRopes hold, says minister\nThe Times, Friday 8 March 2024, p. 4\n\nThe ropes held.\n";
    assert_eq!(
        titles(cuttings),
        [
            "Press cuttings",
            "Lamps fail in great hall",
            "Ropes hold, says minister"
        ]
    );
    assert_nothing_lost(cuttings);
}

#[test]
fn a_drawn_table_keeps_its_head_and_its_total() {
    let text = "Pump stations by county\n\nStation          County         Built   Output (t/s)\n\
        ---------------- -------------- ------- ------------\n\
        Upton Lock       Oxfordshire       1931          2.0\n\
        Brack Weir       Yorkshire         1958          1.4\n\
        \u{20}                                       ------------\n\
        Total                                            3.4\n\nSource: Agency.\n";
    assert_nothing_lost(text);
    let decoded = decode_text(text.as_bytes());
    let proposals = propose_split(&decoded);
    assert_eq!(proposals.len(), 1);
    let flow = flow_of(&decoded, &proposals[0]);
    let table = flow.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let rows: Vec<Vec<String>> = table
        .unwrap()
        .rows
        .iter()
        .map(|row| {
            row.iter()
                .map(|cell| {
                    cell.blocks
                        .iter()
                        .map(|b| b.plain_text().trim().to_owned())
                        .collect()
                })
                .collect()
        })
        .collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0], ["Station", "County", "Built", "Output (t/s)"]);
    assert_eq!(rows[3], ["Total", "", "", "3.4"]);
    assert_eq!(table.unwrap().head_rows, 1);
}

#[test]
fn a_marking_and_the_sort_of_paper_above_a_title_are_none() {
    let text = "Text that follows is long enough to be a sentence of its own.\n";
    for (head, title) in [
        (
            "OFFICIAL\n\nSUBMISSION\n\nLamps in the great hall\n\n",
            "Lamps in the great hall",
        ),
        (
            "PRESS RELEASE   6 March 2024\n\nLamps in the great hall\n\n",
            "Lamps in the great hall",
        ),
        ("AGENDA\n\n", "AGENDA"),
        ("OFFICIAL\n\nDear Ann,\n\n", ""),
    ] {
        let all = format!("{head}{text}");
        assert_nothing_lost(&all);
        let decoded = decode_text(all.as_bytes());
        assert_eq!(has_title(&decoded), !title.is_empty(), "{head}");
        if !title.is_empty() {
            assert_eq!(titles(&all), [title], "{head}");
        }
    }
}

#[test]
fn a_letter_is_called_by_what_it_is_about_or_who_wrote_to_whom() {
    let letter = "Department for Lamps\n14 Weir Street, London\n\nOur ref RW/2024/17\n14 March 2024\n\n\
        Dear Dr Moss,\n\nI write about the plans for the coming year, which are set out below.\n\n\
        Yours sincerely,\n\nAnn Example\nMinister of State\n";
    assert_nothing_lost(letter);
    assert_eq!(
        titles(letter),
        ["Letter from Ann Example to Dr Moss, 14 March 2024"]
    );
    let decoded = decode_text(letter.as_bytes());
    let proposal = &propose_split(&decoded)[0];
    assert_eq!(proposal.reference, "RW/2024/17");
    assert_eq!(proposal.kind, DocumentKind::Letter);
    assert!(has_title(&decoded));
    let about = letter.replace("Moss,\n\n", "Moss,\n\nThe lamps of 2024\n\n");
    assert_eq!(titles(&about), ["The lamps of 2024"]);
    assert_nothing_lost(&about);
}
