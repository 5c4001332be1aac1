//! Generated texts, absurd texts and those of the corpus.

use std::time::Instant;

use super::body::outline;
use super::*;

/// A small generator of our own, so that a failure can be had again.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
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
    let mut random = Random(20_300_730);
    for _ in 0..3000 {
        let count = 1 + random.below(25);
        let text = (0..count)
            .map(|_| parts[random.below(parts.len())])
            .collect::<Vec<_>>()
            .join("\n");
        if !printed(&text).is_empty() {
            assert_nothing_lost(&text);
        }
    }
}

#[test]
fn publications_one_after_another_are_found_exactly() {
    let mut random = Random(7);
    for round in 0..200 {
        let gap = 1 + random.below(2);
        let count = 1 + random.below(6);
        let mut text = String::new();
        let mut expected = Vec::new();
        for number in 0..count {
            let title = format!("Ministers agree plan {round}-{number} for the northern lights");
            text.push_str(&title);
            blank(&mut text, gap);
            let is_given_twice = random.below(2) == 0;
            if is_given_twice {
                text.push_str("Statement by Ann Example, Keeper of the Lights, at the Council");
                blank(&mut text, gap + random.below(3));
                text.push_str(&title);
                blank(&mut text, gap);
            }
            for _ in 0..random.below(6) + usize::from(!is_given_twice) {
                text.push_str(
                    [
                        "The council met for two days in Leith and talked about lamps.",
                        "Keeper Ann Example said:",
                        "We are glad of it, and we shall go on.",
                        "  • oil from Leith\n  • wicks from Wick\n  • glass",
                        "What happens next",
                        "Mr President, thank you.",
                    ][random.below(6)],
                );
                blank(&mut text, gap);
            }
            text.push_str("It will meet again in spring.");
            blank(&mut text, gap.max(1) + 2 + random.below(3));
            expected.push(title);
        }
        assert_eq!(titles(&text), expected, "{text}");
    }
}

fn blank(text: &mut String, lines: usize) {
    text.push_str(&"\n".repeat(lines + 1));
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
    let started = Instant::now();
    for text in [long_line, no_space, brackets, many_lines, deep] {
        let at = Instant::now();
        let decoded = decode_text(text.as_bytes());
        let proposals = propose_split(&decoded);
        assert!(!proposals.is_empty());
        let _ = flow_of(&decoded, &proposals[0]);
        println!("{:?} {:?}", &text[..10], at.elapsed());
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

#[test]
#[ignore = "reads the corpus"]
fn the_texts_of_the_corpus_lose_nothing() {
    for folder in ["docx", "odt", "rtf"] {
        let Ok(entries) = std::fs::read_dir(format!("../shared/corpus/reference/{folder}")) else {
            eprintln!("skipped: no corpus beside the project");
            return;
        };
        for entry in entries.flatten() {
            let decoded = decode_text(&std::fs::read(entry.path()).unwrap());
            if !printed(&decoded.lines.join("\n")).is_empty() {
                println!("{:?}", entry.path());
                assert_nothing_lost(&decoded.lines.join("\n"));
            }
        }
    }
}
