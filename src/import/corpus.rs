//! Runs over folders of real files.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::{Content, Flow, Text, content, probe};
use crate::pack::Extent;

/// Reads every file of a folder, prints a line for each, and writes its text into the folder that
/// `BRIEFPACK_TEXTS` names, if it is set.
fn run(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpus")
        .join(folder);
    let Ok(entries) = fs::read_dir(&root) else {
        println!("no folder {}: nothing is read", root.display());
        return;
    };
    let texts = std::env::var_os("BRIEFPACK_TEXTS");
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.is_file()) {
        let name = path.file_name().unwrap().to_string_lossy();
        let bytes = fs::read(path).unwrap();
        let started = Instant::now();
        let result = probe(&name, &bytes, None);
        let time_ms = started.elapsed().as_millis();
        assert!(time_ms < 10_000, "{name} takes {time_ms} ms");
        match result {
            Err(error) => {
                assert!(!error.hint().is_empty());
                println!("{name}: {time_ms} ms: {error}");
            }
            Ok(probe) => {
                let proposal = &probe.proposals[0];
                println!(
                    "{name}: {time_ms} ms: {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                    proposal.title,
                    proposal.date.map(|date| date.to_string()),
                    proposal.publisher,
                    proposal.reference,
                    proposal.kind,
                    probe
                        .attachments
                        .iter()
                        .map(|file| (&file.name, file.bytes.len()))
                        .collect::<Vec<_>>(),
                    probe.warnings
                );
                let made = content(probe.media, &bytes.into(), &Extent::Whole, &name, &|_| None);
                let Ok(Content::Flow(flow)) = made else {
                    panic!("{name}: {made:?}");
                };
                if let Some(texts) = &texts {
                    let text = format!("{}\n{}", proposal.title, words(&flow));
                    fs::write(Path::new(texts).join(format!("{name}.txt")), text).unwrap();
                }
            }
        }
    }
}

fn words(flow: &Flow) -> String {
    let plain = |text: &Text| {
        text.iter()
            .map(|span| span.text.as_str())
            .collect::<String>()
            + "\n"
    };
    let summary: String = flow.summary.iter().map(plain).collect();
    let body: String = flow.blocks.iter().map(super::Block::plain_text).collect();
    summary + &body
}

#[test]
#[ignore = "reads the corpus"]
fn corpus_html() {
    run("html");
    run("html/govuk");
}

#[test]
#[ignore = "reads the corpus"]
fn corpus_mail() {
    run("eml");
    run("msg");
}

#[test]
#[ignore = "reads the corpus"]
fn corpus_rtf() {
    run("rtf");
}

/// Sets files on pages, to be looked at:
/// `BRIEFPACK_PICTURES=FOLDER cargo test --lib corpus_pages -- --ignored`
#[test]
#[ignore = "reads the corpus"]
fn corpus_pages() {
    use crate::typeset::{Head, Style, flow};
    let Some(folder) = std::env::var_os("BRIEFPACK_PICTURES") else {
        println!("no folder is named by BRIEFPACK_PICTURES: nothing is set");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    for sub in ["html", "html/govuk", "eml", "msg", "rtf"] {
        let Ok(entries) = fs::read_dir(root.join(sub)) else {
            continue;
        };
        for path in entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
        {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = fs::read(&path).unwrap();
            let Ok(probe) = probe(&name, &bytes, None) else {
                continue;
            };
            let title = &probe.proposals[0].title;
            let made = content(probe.media, &bytes.into(), &Extent::Whole, &name, &|_| None);
            let Ok(Content::Flow(text)) = made else {
                panic!("{name}: {made:?}");
            };
            let head = Head {
                title,
                ..Head::default()
            };
            let set = flow(&head, &text, &Style::default());
            let pdf = crate::pdf::write::write(&set, title, "en-GB").unwrap();
            fs::write(Path::new(&folder).join(format!("{name}.pdf")), pdf).unwrap();
        }
    }
}
