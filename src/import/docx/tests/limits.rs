//! Files that go beyond limits, or are broken.

use super::*;
use crate::import::Problem;

#[test]
fn a_table_beyond_its_limits_is_refused_by_name() {
    let cells = "<w:tc><w:p/></w:tc>".repeat(65);
    let error = read(&docx(&format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>")).bytes()).unwrap_err();
    assert!(error.to_string().contains("at most 64 columns"), "{error}");
    let rows = "<w:tr><w:tc><w:p/></w:tc></w:tr>".repeat(20_001);
    let error = read(&docx(&format!("<w:tbl>{rows}</w:tbl>")).bytes()).unwrap_err();
    assert!(error.to_string().contains("at most 20000 rows"), "{error}");
}

#[test]
fn a_cell_that_claims_to_reach_far_costs_nothing() {
    let cell = |words: &str| {
        format!(
            "<w:tc><w:tcPr><w:gridSpan w:val='4000000000'/></w:tcPr>{}</w:tc>",
            p(words)
        )
    };
    let xml = format!(
        "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='999999999999'/></w:trPr>{}</w:tr><w:tr>{}\
         </w:tr></w:tbl>",
        cell("a"),
        cell("b")
    );
    let made = read(&docx(&xml).bytes());
    match made {
        Ok(paper) => assert_eq!(sketch(&paper.flow.blocks).len(), 1),
        Err(error) => assert!(matches!(error, Problem::BeyondLimit { .. }), "{error}"),
    }
}

#[test]
fn deep_nesting_is_refused_and_what_is_just_allowed_is_read() {
    let nested = |depth: usize| {
        let open = "<w:tbl><w:tr><w:tc>".repeat(depth);
        let close = "</w:tc></w:tr></w:tbl>".repeat(depth);
        format!("{open}{}{close}", p("deep"))
    };
    assert_eq!(body(&nested(80)), ["deep"]);
    let error = read(&docx(&nested(100)).bytes()).unwrap_err();
    assert!(error.to_string().contains("at most 256 levels"), "{error}");
}

#[test]
fn a_level_beyond_the_last_and_numbers_beyond_all_bounds_are_held() {
    let numbering = "<w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:start \
                     w:val='18446744073709551615'/><w:numFmt w:val='decimal'/><w:lvlText \
                     w:val='%1.'/></w:lvl></w:abstractNum><w:num w:numId='1'><w:abstractNumId \
                     w:val='0'/></w:num>";
    let item = |level: &str| {
        p_with(
            &format!("<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='1'/></w:numPr>"),
            "a",
        )
    };
    let xml = [item("0"), item("0"), item("99999999"), item("-1")].concat();
    let paper = docx(&xml).part("numbering", "numbering", numbering).read();
    let words: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(words, "a\na\na\na\n");
}

#[test]
fn a_broken_main_part_is_damage() {
    let error = read(&docx("<w:p>").bytes()).unwrap_err();
    assert!(matches!(error, Problem::Damaged { .. }), "{error}");
    let mut empty = zip::ZipWriter::new(Cursor::new(Vec::new()));
    empty
        .start_file("a.txt", SimpleFileOptions::default())
        .unwrap();
    let error = read(&empty.finish().unwrap().into_inner()).unwrap_err();
    assert!(error.to_string().contains("is missing"), "{error}");
}

#[test]
fn a_document_cut_anywhere_never_panics() {
    let bytes = docx(&[p("a"), styled("Title", "b")].concat()).bytes();
    for end in 0..bytes.len() {
        let _ = read(&bytes[..end]);
    }
}

#[test]
#[ignore = "reads the corpus"]
fn corpus_pages_to_look_at() {
    let Ok(folder) = std::env::var("BRIEFPACK_PICTURES") else {
        eprintln!("skipped: BRIEFPACK_PICTURES names no folder");
        return;
    };
    for kind in ["docx", "odt"] {
        let Ok(entries) = std::fs::read_dir(format!("../shared/corpus/{kind}")) else {
            eprintln!("skipped: no corpus beside the project");
            return;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes: std::sync::Arc<[u8]> = std::fs::read(&path).unwrap().into();
            if let Some(pdf) = pages(&name, &bytes) {
                std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
            }
        }
    }
}

/// The pages of a document as a PDF.
fn pages(name: &str, bytes: &std::sync::Arc<[u8]>) -> Option<Vec<u8>> {
    use crate::import::{Content, content, probe};
    let probe = probe(name, bytes, None).ok()?;
    let proposal = &probe.proposals[0];
    let made = content(probe.media, bytes, &proposal.extent, "", &|_| None).ok()?;
    let Content::Flow(flow) = made else {
        return None;
    };
    let head = crate::typeset::Head {
        number: "1",
        title: &proposal.title,
        ..crate::typeset::Head::default()
    };
    let set = crate::typeset::flow(&head, &flow, &crate::typeset::Style::default());
    crate::pdf::write::write(&set, &proposal.title, "en-GB").ok()
}
