//! Paragraphs, headings, lists, tables and what stands under a title.

use super::*;

fn blocks_of(text: &str) -> Vec<Block> {
    assert_nothing_lost(text);
    flow(&decode_text(text.as_bytes()), &Extent::Whole).blocks
}

pub fn outline(blocks: &[Block]) -> Vec<String> {
    let mut out = Vec::new();
    for block in blocks {
        out.push(match block {
            Block::Heading { level, text } => format!("h{level} {}", plain(text)),
            Block::Paragraph(text) | Block::Placed { text, .. } => {
                format!("p {}", plain(text).replace('\n', "/"))
            }
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
            Block::Table(table) => {
                let (head, rows) = table.texts();
                format!("t {}+{}", head.len(), rows.len())
            }
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
    assert_eq!(text[1].address(), Some("https://example.org/a"));
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
fn a_letter_keeps_its_address_and_joins_its_sentences() {
    let text = "\
Board of Lights
1 Harbour Street
Leith

30 July 2030

Dear Ms Example

Thank you for your letter of 16 July. I am writing to let you know that
the Board met last week and agreed, in principle, to pay for a new lamp -
although the final cost - which is still being worked out by our engineers
- may be more than was set aside.

I would be grateful if you could:

a) confirm who will meet the boat; and
b) send the rota.

Yours sincerely



Bob Sample
Director of Lights
";
    assert_eq!(
        outline(&blocks_of(text)),
        [
            "p Board of Lights/1 Harbour Street/Leith",
            "p 30 July 2030",
            "p Dear Ms Example",
            "p Thank you for your letter of 16 July. I am writing to let you know that the Board met last week and agreed, in principle, to pay for a new lamp - although the final cost - which is still being worked out by our engineers - may be more than was set aside.",
            "p I would be grateful if you could:",
            "p a) confirm who will meet the boat; and",
            "p b) send the rota.",
            "p Yours sincerely",
            "p Bob Sample/Director of Lights",
        ]
    );
    let proposal = &propose_split(&decode_text(text.as_bytes()))[0];
    assert_eq!(proposal.kind, DocumentKind::Letter);
    assert_eq!(proposal.date, Some(jiff::civil::date(2030, 7, 30)));
}
