//! Comments that others wrote on a PDF.

use lopdf::{Dictionary, Object, dictionary};

use crate::desk::Desk;
use crate::files::Pdf;

/// A PDF whose first page has a note with an answer and a hidden one, and whose second has words
/// in a box without a look, marked for redaction.
fn commented() -> Vec<u8> {
    let mut pdf = Pdf::new(&["Lamps", "Boats", "Harbours"]);
    let comment = |subtype: &str, words: &str, flags: i64| {
        dictionary! {
            "Type" => "Annot", "Subtype" => subtype, "F" => flags,
            "Rect" => [40, 250, 240, 290].map(Object::from).to_vec(),
            "Contents" => Object::string_literal(words),
            "T" => Object::string_literal("Quillfeather"),
        }
    };
    let note = pdf.document.add_object(comment("Text", "zanzibarish", 4));
    let mut answer = comment("Text", "quokkafication", 4);
    answer.set("IRT", note);
    let answer = pdf.document.add_object(answer);
    let hidden = pdf.document.add_object(comment("Text", "wombatology", 2));
    let shown = pdf
        .document
        .add_object(comment("FreeText", "platypusian", 4));
    let redaction = pdf.document.add_object(comment("Redact", "", 4));
    for (page, list) in [(1, vec![note, answer, hidden]), (2, vec![shown, redaction])] {
        let page = pdf.document.get_pages()[&page];
        let page: &mut Dictionary = pdf.document.get_dictionary_mut(page).unwrap();
        let list: Vec<Object> = list.into_iter().map(Object::from).collect();
        page.set("Annots", list);
    }
    pdf.bytes()
}

fn desk() -> Desk {
    let desk = Desk::new().file("paper.pdf", commented());
    let said = desk.run(["new", "P.ron", "paper.pdf"]).expect(0).stderr;
    assert!(said.contains("A place is marked for redaction"), "{said}");
    desk
}

#[test]
fn comments_of_others_are_in_no_copy_and_the_report_counts_them() {
    let desk = desk();
    for copy in ["circulation", "speaking"] {
        let said = desk
            .run([
                "export", "P.ron", "-o", "out.pdf", "--force", "--copy", copy,
            ])
            .expect(0)
            .stderr;
        for wanted in [
            "5 comments by others are left out: 1 note (page 1), 1 hidden note (page 1), 1 reply (page 1), 1 text box (page 2), 1 redaction mark (page 2).",
            "not redacted: 1 place is marked for redaction, but what stands there can still be read (page 2).",
        ] {
            assert!(said.contains(wanted), "{said}");
        }
        let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
        for word in [
            "zanzibarish",
            "quokkafication",
            "wombatology",
            "platypusian",
            "Quillfeather",
        ] {
            assert!(
                !exported.says_anywhere(word),
                "{word} is in the {copy} copy"
            );
        }
        exported.assert_page_says(3, "Lamps");
        exported.assert_page_says(4, "Boats");
        exported.assert_numbered();
    }
}

#[test]
fn comments_that_can_be_seen_are_kept_by_choice() {
    let desk = desk();
    desk.edit("P.ron", |text| {
        let (before, after) = text.split_once("body: Source(").unwrap();
        format!("{before}source_comments: Keep, body: Source({after}")
    });
    let said = desk
        .run(["export", "P.ron", "-o", "out.pdf", "--force"])
        .expect(0)
        .stderr;
    assert!(
        said.contains("4 comments by others are included, with the names of those who wrote them")
            && said.contains("1 hidden note (page 1)")
            && said.contains("marked for redaction"),
        "{said}"
    );
    let exported = crate::exported::Exported::open(&desk.path("out.pdf"));
    for word in [
        "zanzibarish",
        "quokkafication",
        "platypusian",
        "Quillfeather",
    ] {
        assert!(exported.says_anywhere(word), "{word}");
    }
    assert!(!exported.says_anywhere("wombatology"));
    // What viewers show on the page is part of its look.
    exported.assert_page_says(4, "platypusian");
}

#[test]
fn an_excerpt_counts_the_comments_on_its_own_pages() {
    let desk = desk();
    for (pages, count) in [("3", None), ("2", Some("2 comments by others"))] {
        let made = desk.text("P.ron");
        let whole = "extent: Whole";
        assert!(made.contains(whole), "{made}");
        desk.edit("P.ron", |text| {
            text.replace(whole, &format!("extent: Pages(\"{pages}\")"))
        });
        let said = desk
            .run(["export", "P.ron", "-o", "out.pdf", "--force"])
            .expect(0)
            .stderr;
        match count {
            Some(count) => assert!(said.contains(count), "{said}"),
            None => assert!(!said.contains("comments by others"), "{said}"),
        }
        desk.edit("P.ron", |_| made);
    }
}
