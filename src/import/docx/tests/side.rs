//! Notes, comments, headers: what stands in parts of its own.

use super::*;

fn note_reference(kind: &str, id: &str) -> String {
    format!("<w:r><w:{kind}Reference w:id='{id}'/></w:r>")
}

fn note(kind: &str, id: &str, inner: &str) -> String {
    format!("<w:{kind} w:id='{id}'>{inner}</w:{kind}>")
}

#[test]
fn notes_are_numbered_in_the_text_and_come_at_its_end() {
    let xml = format!(
        "<w:p>{}{}{}</w:p><w:p>{}{}</w:p>",
        r("One"),
        note_reference("footnote", "5"),
        note_reference("endnote", "7"),
        r("Two"),
        note_reference("footnote", "4"),
    );
    let own_number = "<w:r><w:footnoteRef/></w:r>";
    let paper = docx(&xml)
        .part(
            "footnotes",
            "footnotes",
            &[
                note("footnote", "-1", "<w:p><w:r><w:separator/></w:r></w:p>"),
                note("footnote", "4", &p("fourth")),
                note(
                    "footnote",
                    "5",
                    &format!("<w:p>{own_number}{}</w:p>", r(" fifth")),
                ),
            ]
            .concat(),
        )
        .part("endnotes", "endnotes", &note("endnote", "7", &p("seventh")))
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        ["One1i", "Two2", "---", "1 fifth", "2 fourth", "i seventh"]
    );
    let Block::Paragraph(text) = &paper.flow.blocks[0] else {
        panic!()
    };
    assert_eq!(styles(text)[1], ("^".to_owned(), "1i".to_owned()));
}

#[test]
fn comments_come_with_their_words_author_and_time() {
    let comment = |id: u32, more: &str, words: &str| {
        format!(
            "<w:comment w:id='{id}' {more}>{}{}</w:comment>",
            p(words),
            p("And more.")
        )
    };
    let xml = format!(
        "<w:commentRangeStart w:id='1'/><w:p>{}<w:commentRangeEnd w:id='1'/>{}<w:r>\
         <w:commentReference w:id='1'/></w:r><w:r><w:commentReference w:id='2'/></w:r>{}</w:p>",
        r("The lamps"),
        r(" are "),
        r("old."),
    );
    let comments = [
        comment(2, "", "Where?"),
        comment(1, "w:author='Ann' w:date='2026-07-30T10:00:00Z'", "Which?"),
    ]
    .concat();
    let paper = docx(&xml).part("comments", "comments", &comments).read();
    assert_eq!(sketch(&paper.flow.blocks), ["The lamps are old."]);
    let [first, second] = &paper.comments[..] else {
        panic!("{:?}", paper.comments)
    };
    assert_eq!(
        (first.quote.as_str(), first.suffix.as_str()),
        ("The lamps", " are old.\n")
    );
    assert_eq!(
        (first.body.as_str(), first.author.as_str()),
        ("Which?\n\nAnd more.", "Ann")
    );
    assert_eq!(first.written, "2026-07-30T10:00:00Z".parse().ok());
    assert_eq!(
        (
            second.quote.as_str(),
            second.prefix.as_str(),
            second.written
        ),
        ("", "The lamps are ", None)
    );
}

#[test]
fn headers_and_footers_are_kept_apart_from_the_text() {
    let paper = docx(&p("Text"))
        .part("header", "hdr", &[p("OFFICIAL"), p("OFFICIAL")].concat())
        .part("footer", "ftr", &p("Page 1"))
        .read();
    assert_eq!(sketch(&paper.flow.blocks), ["Text"]);
    assert_eq!(paper.running, "OFFICIAL\nPage 1");
}

#[test]
fn a_broken_side_part_does_not_lose_the_text() {
    for kind in ["styles", "numbering", "comments", "footnotes"] {
        let reference = format!(
            "<w:p>{}{}</w:p>",
            r("Text"),
            note_reference("footnote", "1")
        );
        let paper = docx(&reference)
            .file(kind, kind, "broken.xml", b"<a><b></a>")
            .read();
        assert_eq!(sketch(&paper.flow.blocks), ["Text1"], "{kind}");
        assert_eq!(paper.warnings.len(), 1, "{kind}");
        assert!(paper.warnings[0].contains(kind), "{:?}", paper.warnings);
    }
}

#[test]
fn a_note_that_is_referred_to_often_is_printed_once() {
    let references = note_reference("footnote", "1").repeat(3);
    let xml = format!("<w:p>{}{references}</w:p>", r("One"));
    let paper = docx(&xml)
        .part("footnotes", "footnotes", &note("footnote", "1", &p("note")))
        .read();
    assert_eq!(sketch(&paper.flow.blocks), ["One111", "---", "1 note"]);
}

#[test]
fn the_heads_and_feet_of_pages_stand_once_around_the_text() {
    let page = "<w:p><w:r><w:t>In confidence</w:t></w:r><w:r><w:tab/><w:t>Page </w:t></w:r>\
        <w:fldSimple w:instr='PAGE'><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>";
    let body = p("Dear Minister")
        + "<w:p><w:pPr><w:sectPr><w:titlePg/><w:headerReference w:type='first' r:id='one'/>\
           <w:headerReference w:type='default' r:id='two'/><w:footerReference w:type='default' \
           r:id='three'/></w:sectPr></w:pPr></w:p>"
        + "<w:p><w:pPr><w:sectPr><w:headerReference w:type='first' r:id='four'/></w:sectPr></w:pPr>\
           </w:p>";
    let part = |name: &str, inner: &str| format!("<w:{name} {NAMES}>{inner}</w:{name}>");
    let crest = "<w:p><w:r><w:drawing><a:blip r:embed='gone'/></w:drawing></w:r></w:p>";
    let paper = docx(&body)
        .file(
            "one",
            "header",
            "h1.xml",
            part("hdr", &(crest.to_owned() + &p("Town Council"))).as_bytes(),
        )
        .file(
            "two",
            "header",
            "h2.xml",
            part("hdr", &(p("Town Council") + &p("Our reference 7"))).as_bytes(),
        )
        .file("three", "footer", "f1.xml", part("ftr", page).as_bytes())
        .file(
            "four",
            "header",
            "h3.xml",
            part("hdr", &p("never shown")).as_bytes(),
        )
        .read();
    assert_eq!(
        sketch(&paper.flow.blocks),
        [
            "no picture: the document does not hold it",
            "Town Council",
            "Our reference 7",
            "Dear Minister",
            "In confidence"
        ]
    );
    assert!(
        paper.running.contains("never shown"),
        "a marking may stand there"
    );
}
