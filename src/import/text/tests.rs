//! Texts of the kinds that officials bring, and what must hold for every text.

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

/// The characters that print, in order. Bullets, drawn lines, brackets around list numbers and
/// white space are what a list, a rule and a paragraph stand for.
fn printed(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines().filter(|line| !line::is_rule(line)) {
        let line = match line::marker(line) {
            Some((line::Marker::Bullet(_), rest)) => rest.to_owned(),
            Some((line::Marker::Number(number), rest)) => format!("{number}. {rest}"),
            _ => line.to_owned(),
        };
        out.extend(
            line.chars()
                .filter(|c| !c.is_whitespace() && *c != '\u{200b}'),
        );
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
        match proposal.extent {
            Extent::Whole => {
                assert_eq!(proposals.len(), 1);
                next = count + 1;
            }
            Extent::Lines { first, last } => {
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

fn blocks_of(text: &str) -> Vec<Block> {
    assert_nothing_lost(text);
    flow(&decode_text(text.as_bytes()), &Extent::Whole).blocks
}

fn outline(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        out.push(match block {
            Block::Heading { level, text } => format!("h{level} {}", plain(text)),
            Block::Paragraph(text) => format!("p {}", plain(text).replace('\n', "/")),
            Block::List { start, items } => {
                let items = items
                    .iter()
                    .map(|item| outline(item).join(" "))
                    .collect::<Vec<_>>();
                format!(
                    "l{} [{}]",
                    start.map(|n| n.to_string()).unwrap_or_default(),
                    items.join("; ")
                )
            }
            Block::Quotation(inner) => format!("q [{}]", outline(inner).join(" ")),
            Block::Table { head, rows } => format!("t {}+{}", head.len(), rows.len()),
            Block::Preformatted(_) => "pre".to_owned(),
            Block::Rule => "rule".to_owned(),
            Block::Figure { .. } => "figure".to_owned(),
        });
    }
    out
}

#[test]
fn broken_lines_are_joined_and_deliberate_ones_are_kept() {
    let text = "\
The lighthouse report

The keeper of the northern light wrote to the board in the spring of that
year, and asked for a new lamp, since the old one had been mended so
often that it gave more smoke than light. The board, which met twice a
year, did not answer.

Board of Lights
1 Harbour Street
Leith

- the lamp, which is by now older than the keeper himself and which nobody
  in the service knows how to mend
- the glass
";
    assert_eq!(
        outline(&blocks_of(text)),
        [
            "p The keeper of the northern light wrote to the board in the spring of that year, and asked for a new lamp, since the old one had been mended so often that it gave more smoke than light. The board, which met twice a year, did not answer.",
            "p Board of Lights/1 Harbour Street/Leith",
            "l [p the lamp, which is by now older than the keeper himself and which nobody in the service knows how to mend; p the glass]",
        ]
    );
}

#[test]
fn a_poem_keeps_its_lines() {
    let lines = "I must go down to the shore again, to the lamp upon its stone,\nAnd all I ask is a can of oil and a night to myself alone,\nAnd the wick's kick and the glass's song and the white beam turning,\nAnd a grey mist on the sea's face and the old lamp burning.";
    let text = format!("The keeper's song\n\n{lines}\n");
    assert_eq!(
        outline(&blocks_of(&text)),
        [format!("p {}", lines.replace('\n', "/"))]
    );
}

#[test]
fn headings_are_found_and_not_made_up() {
    let text = "\
A title of its own

1. Introduction

The light is old.

2. The lamp

2.1 Its oil

The oil is dear.

Next steps
==========

We will mend it.

NOTES TO EDITORS
The keeper is seventy.

Ann Example

Bob Sample

The end came soon.
";
    assert_eq!(
        outline(&blocks_of(text)),
        [
            "h1 1. Introduction",
            "p The light is old.",
            "h1 2. The lamp",
            "h2 2.1 Its oil",
            "p The oil is dear.",
            "h1 Next steps",
            "p We will mend it.",
            "h1 NOTES TO EDITORS",
            "p The keeper is seventy.",
            "p Ann Example",
            "h1 Bob Sample",
            "p The end came soon.",
        ]
    );
}

#[test]
fn lists_keep_their_numbers_and_depth() {
    let text = "\
Things to do

1. Mend the lamp.
2. Buy oil:
   - from Leith
   - from Wick
3. Rest.

7) Seventh.

8) Eighth.

(a) a lettered point
(b) another
";
    assert_eq!(
        outline(&blocks_of(text)),
        [
            "l1 [p Mend the lamp.; p Buy oil: l [p from Leith; p from Wick]; p Rest.]",
            "l7 [p Seventh.; p Eighth.]",
            "p (a) a lettered point",
            "p (b) another",
        ]
    );
}

#[test]
fn tables_and_drawings_are_kept() {
    let text = "Lights and keepers\n\nLight\tBuilt\nNorth\t1840\nSouth\t1851\n\nName      Age     Post\nAnn       40      North\nBob       50      South\n";
    assert_eq!(outline(&blocks_of(text)), ["t 2+2", "pre"]);
}

#[test]
fn rules_part_and_addresses_link() {
    let blocks = blocks_of(
        "A title here\n\nSee https://example.org/a.\n\n* * *\n\nWrite to a@example.org.\n\n---\n",
    );
    assert_eq!(
        outline(&blocks),
        [
            "p See https://example.org/a.",
            "rule",
            "p Write to a@example.org."
        ]
    );
    let Block::Paragraph(text) = &blocks[0] else {
        panic!()
    };
    assert_eq!(text[1].link.as_deref(), Some("https://example.org/a"));
}

#[test]
fn a_repeated_summary_is_left_out_and_said() {
    let text = "A title given twice here\n\nA line of summary.\n\nA title given twice here\n\nA line of summary.\n\nThe text.\n";
    let decoded = decode_text(text.as_bytes());
    let proposal = &propose_split(&decoded)[0];
    let reasons = proposal
        .omissions
        .iter()
        .map(|o| (o.line, o.reason))
        .collect::<Vec<_>>();
    assert_eq!(
        reasons,
        [
            (5, OmissionReason::RepeatedTitle),
            (7, OmissionReason::RepeatedSummary)
        ]
    );
    assert_eq!(outline(&blocks_of(text)), ["p The text."]);
}

#[test]
fn details_under_the_title_are_its_summary() {
    let text = "Speech to the pilots\n\nFrom: Board of Lights\nPublished: 30 July 2030\n\nDelivered by Ann Example at Leith\n\nFriends, the light is old.\n";
    let decoded = decode_text(text.as_bytes());
    let proposal = &propose_split(&decoded)[0];
    assert_eq!(proposal.publisher, "Board of Lights");
    assert_eq!(proposal.date, Some(jiff::civil::date(2030, 7, 30)));
    assert_eq!(proposal.kind, DocumentKind::Speech);
    assert_eq!(flow_of(&decoded, proposal).summary.len(), 3);
    assert_nothing_lost(text);
}

#[test]
fn texts_put_together_at_random_lose_nothing() {
    let parts = [
        "A title line of some words",
        "Another heading",
        "Text that ends in a stop.",
        "• bullet",
        "- dash item",
        "1. one",
        "2. two",
        "(a) letter",
        "Ann said:",
        "We speak on and on.",
        "",
        "",
        "",
        "\u{c}Page two",
        "-----",
        "=====",
        "* * *",
        "a\tb",
        "c\td",
        "   indented text",
        "    - deep item",
        "short",
        "A line that is rather long and was broken by an editor at seventy-two",
        "characters or so, which goes on here and ends in end-to-",
        "end encryption.",
        "“Quoted,” she said.",
        "www.example.org a@b.org",
        "x    y    z",
        "—",
        "— a dash",
        "30 July 2030",
        "From: Board of Lights",
        "10. ten",
        "2.1 Scope",
        "\u{200b}",
        "NOTES",
    ];
    // A small generator of our own, so that a failure can be had again.
    let mut state = 20_300_730_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..3000 {
        let count = 1 + random(25);
        let text = (0..count)
            .map(|_| parts[random(parts.len())])
            .collect::<Vec<_>>()
            .join("\n");
        if !printed(&text).is_empty() {
            assert_nothing_lost(&text);
        }
    }
}

#[test]
fn absurd_texts_end_in_reasonable_time() {
    let long_line = "word ".repeat(400_000);
    let no_space = "x".repeat(2_000_000);
    let brackets = format!("https://e.org/{}", ")".repeat(1_000_000));
    let many_lines = "Title line here\n\n\n\n".repeat(50_000);
    let deep = (0..3000)
        .map(|depth| format!("{}- item\n", " ".repeat(depth)))
        .collect::<String>();
    let started = std::time::Instant::now();
    for text in [long_line, no_space, brackets, many_lines, deep] {
        let decoded = decode_text(text.as_bytes());
        let proposals = propose_split(&decoded);
        assert!(!proposals.is_empty());
        let _ = flow_of(&decoded, &proposals[0]);
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}

#[test]
#[ignore = "reads the corpus"]
fn the_seed_becomes_exactly_three_documents() {
    let Ok(folder) = std::fs::read_dir("../shared/seeds") else {
        eprintln!("skipped: no seeds beside the project");
        return;
    };
    let seed = folder
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().starts_with("000_"))
        .unwrap();
    let bytes = std::fs::read(seed.path()).unwrap();
    let decoded = decode_text(&bytes);
    let proposals = propose_split(&decoded);
    let seen = proposals
        .iter()
        .map(|p| (p.title.as_str(), p.kind, p.date, p.omissions.len()));
    assert_eq!(
        seen.collect::<Vec<_>>(),
        [
            (
                "Security summit ends with pledges to tackle emerging threats",
                DocumentKind::NewsStory,
                None,
                0
            ),
            (
                "Full list of new ministerial and government appointments: July 2019",
                DocumentKind::List,
                None,
                1
            ),
            (
                "Saving future generations from the scourge of war",
                DocumentKind::Speech,
                None,
                1
            ),
        ]
    );
    for proposal in &proposals {
        let flow = flow_of(&decoded, proposal);
        println!(
            "{proposal:#?}\nsummary: {:?}",
            flow.summary.iter().map(plain).collect::<Vec<_>>()
        );
        for line in outline(&flow.blocks) {
            println!("  {}", line.chars().take(100).collect::<String>());
        }
    }
    assert_nothing_lost(&String::from_utf8(bytes).unwrap());
}
