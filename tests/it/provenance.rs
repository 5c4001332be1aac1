//! The list of sources at the end of a pack.

use std::sync::Arc;

use briefpack::edit::Command;
use briefpack::export::{self, Copy, PartCache, Passwords};
use briefpack::pack::{Audience, Origin};
use briefpack::progress::Progress;

use crate::exported::Exported;
use crate::files::{AGENDA, Pdf, pdf};
use crate::papers::{Papers, statement};

/// A pack of a text, a PDF that came attached to an e-mail, and a private paper.
fn papers() -> Papers {
    let mut papers = Papers::new();
    papers.add("statement.txt", statement(30));
    let annex = papers.add("scan.pdf", pdf(&["One harbour", "Two harbours"]));
    let private = papers.add("zanzibarish.md", AGENDA);
    papers.edit(Command::SetAudience(private, Audience::Private));
    let id = papers
        .pack
        .document(annex)
        .unwrap()
        .source()
        .unwrap()
        .clone();
    let folder = papers.folder().display().to_string();
    let sources = Arc::make_mut(&mut papers.pack.sources);
    let source = sources.get_mut(&id).unwrap();
    source.origin = Some(Origin {
        file: format!("{folder}/thylacine/letter.eml"),
        within: Some("scan.pdf".to_owned()),
        added: source.origin.as_ref().unwrap().added,
    });
    papers.pack.settings.provenance = true;
    papers
}

fn page_of_sources(copy: &Exported) -> u32 {
    let bookmarks = copy.bookmarks();
    let last = bookmarks.last().unwrap();
    assert!(last.title.starts_with("Sources · page "), "{}", last.title);
    last.page
}

#[test]
fn the_sources_are_listed_on_the_last_pages_and_in_the_contents() {
    let papers = papers();
    let [circulation, speaking] = papers.export_both();
    for copy in [&circulation, &speaking] {
        copy.assert_numbered();
        let page = page_of_sources(copy);
        assert_eq!(page, copy.page_count());
        assert!(
            copy.link_targets(2).contains(&page),
            "the contents lead there"
        );
        copy.assert_page_says(page, "statement.txt");
        copy.assert_page_says(page, "attached to letter.eml");
        let Some(words) = copy.words(page) else {
            return;
        };
        for (id, _) in papers
            .pack
            .sources
            .iter()
            .filter(|(_, source)| source.name == "scan.pdf")
        {
            let id = id.to_string();
            let (first, second) = id.split_at(32);
            assert!(words.contains(first) && words.contains(second), "{words}");
        }
        assert!(
            copy.link_targets(page).contains(&3),
            "a title leads to its document"
        );
    }
}

#[test]
fn neither_folders_nor_private_papers_are_told() {
    let papers = papers();
    let [circulation, speaking] = papers.export_both();
    let folder = papers.folder().display().to_string();
    let own = folder.rsplit('/').next().unwrap();
    for copy in [&circulation, &speaking] {
        // The same search finds the name of the file, so it can fail.
        assert!(copy.says_anywhere("letter.eml"));
        for path in [folder.as_str(), own, "thylacine"] {
            assert!(!copy.says_anywhere(path), "{path}");
        }
    }
    assert!(speaking.says_anywhere("zanzibarish"));
    assert!(!circulation.says_anywhere("zanzibarish"));
}

#[test]
fn it_is_left_out_unless_it_is_asked_for() {
    let mut papers = papers();
    papers.pack.settings.provenance = false;
    let [circulation, speaking] = papers.export_both();
    for copy in [&circulation, &speaking] {
        assert!(!copy.says_anywhere("letter.eml"));
        assert!(
            copy.bookmarks()
                .iter()
                .all(|bookmark| !bookmark.title.starts_with("Sources"))
        );
    }
}

#[test]
fn both_copies_keep_the_same_numbers_with_the_list() {
    let mut papers = papers();
    for index in 0..30 {
        let secret = papers.add(
            &format!("secret-{index}.txt"),
            format!("Paper {index}\n\nText.\n"),
        );
        papers.edit(Command::SetAudience(secret, Audience::Private));
    }
    papers.pack.settings.same_page_numbers = true;
    let [circulation, speaking] = papers.export_both();
    assert_eq!(circulation.page_count(), speaking.page_count());
    assert_eq!(page_of_sources(&circulation), page_of_sources(&speaking));
    // The head of the table stands on every page of it.
    for page in page_of_sources(&speaking)..=speaking.page_count() {
        speaking.assert_page_says(page, "Made from");
    }
}

#[test]
fn a_marking_is_found_on_the_pages_of_a_pdf_and_told_where_the_pack_is_below_it() {
    let mut papers = Papers::new();
    let marked = Pdf::new(&["One harbour"])
        .with_content(
            1,
            "BT /F1 12 Tf 250 800 Td (OFFICIAL-SENSITIVE) Tj ET BT /F1 12 Tf 72 700 Td (One harbour) Tj ET",
        )
        .bytes();
    let paper = papers.add("marked.pdf", marked);
    let document = papers.pack.document(paper).unwrap();
    assert_eq!(document.marking.0, "OFFICIAL-SENSITIVE");
    let findings_of = |papers: &Papers| -> Vec<String> {
        let (cache, passwords) = (PartCache::default(), Passwords::default());
        let request = papers.request(&cache, &passwords, Copy::Circulation);
        let report = export::export(&request, &Progress::default())
            .unwrap()
            .report;
        report.findings.iter().map(ToString::to_string).collect()
    };
    let findings = findings_of(&papers);
    assert!(
        findings.iter().any(|finding| finding.starts_with("The marking: the pack is marked OFFICIAL, which does not cover 'Marked' (OFFICIAL-SENSITIVE)")),
        "{findings:?}"
    );
    papers.pack.marking.0 = "SECRET".to_owned();
    assert!(
        findings_of(&papers)
            .iter()
            .all(|one| !one.starts_with("The marking"))
    );
}
