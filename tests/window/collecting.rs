//! What comes in by other ways than files alone: pasted texts and pictures, addresses, what is
//! attached to e-mails.

use std::sync::Arc;

use briefpack::pack::{Audience, Body, Media, Target};
use eframe::egui::{Color32, ColorImage, Event, Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable;

use crate::desk::Desk;
use crate::tools::asked;

/// An e-mail with a text, and another e-mail with a text of its own attached to it.
pub const MAIL: &str = "From: Ann Smith <ann@example.org>\r\n\
    To: Bob Jones <bob@example.org>\r\n\
    Subject: Lamps on the bridge\r\n\
    Date: Tue, 30 Jul 2019 09:30:00 +0000\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=outer\r\n\
    \r\n\
    --outer\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    \r\n\
    The lamps are old. See the attached.\r\n\
    --outer\r\n\
    Content-Type: text/plain; name=\"survey.txt\"\r\n\
    Content-Disposition: attachment; filename=\"survey.txt\"\r\n\
    \r\n\
    Survey of lamps\r\n\
    \r\n\
    There are forty lamps.\r\n\
    --outer\r\n\
    Content-Type: message/rfc822\r\n\
    \r\n\
    From: Carol <carol@example.org>\r\n\
    Subject: What they cost\r\n\
    Date: Mon, 29 Jul 2019 08:00:00 +0000\r\n\
    Content-Type: text/plain\r\n\
    \r\n\
    They cost too much.\r\n\
    --outer--\r\n";

fn media_of(desk: &Desk, index: usize) -> Option<Media> {
    let pack = desk.pack();
    let source = pack.documents().nth(index)?.source()?.clone();
    pack.sources.get(&source).map(|source| source.media)
}

#[test]
fn pasted_html_keeps_its_headings_and_lists() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.copy_html("<h1>Lamps</h1><p>The lamps are <b>old</b>.</p><ul><li>One</li></ul>");
    desk.click_row("Letter");
    let text = "Lamps\nThe lamps are old.\nOne";
    desk.harness.event(Event::Paste(text.to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Lamps");
    assert_eq!(media_of(&desk, 1), Some(Media::Html));
}

#[test]
fn html_of_something_else_is_not_taken_for_the_text() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.copy_html("<h1>Old</h1><p>What was copied before.</p>");
    desk.click_row("Letter");
    desk.harness
        .event(Event::Paste("Minutes of today\n\nWe met.\n".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Minutes of today");
    assert_eq!(media_of(&desk, 1), Some(Media::PlainText));
}

#[test]
fn a_picture_is_pasted() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    let picture = ColorImage::filled([40, 30], Color32::RED);
    desk.harness.event(Event::PasteImage(Arc::new(picture)));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Pasted picture");
    assert_eq!(media_of(&desk, 1), Some(Media::Png));
}

#[test]
fn an_address_becomes_a_document_that_links_to_it() {
    let mut desk = Desk::with_documents(&["Letter"]);
    desk.click_row("Letter");
    desk.harness
        .event(Event::Paste("https://www.example.org/old-lamps".to_owned()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Old lamps (example.org)");
    let shortcut = desk.write(
        "lamp.url",
        "[InternetShortcut]\r\nURL=https://example.org/new\r\n",
    );
    desk.drop_files(&[shortcut], None);
    assert!(desk.outline().ends_with("New (example.org)"));
}

#[test]
fn attachments_are_offered_below_their_mail() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let mail = desk.write("lamps.eml", MAIL);
    desk.drop_files(&[mail], None);
    assert!(desk.shows("2 attachments came with the files"));
    assert_eq!(
        desk.outline(),
        "Letter",
        "nothing is added before the answer"
    );
    desk.click("Add with 2 attachments");
    assert_eq!(
        desk.outline(),
        "Letter Lamps on the bridge Survey of lamps What they cost"
    );
    let pack = desk.pack();
    let within = |index: usize| {
        let id = pack.documents().nth(index)?.source()?;
        pack.sources.get(id)?.origin.as_ref()?.within.clone()
    };
    assert_eq!(within(2).as_deref(), Some("survey.txt"));
    desk.press(crate::desk::CTRL, eframe::egui::Key::Z);
    assert_eq!(desk.outline(), "Letter", "one step");
}

#[test]
fn attachments_can_be_left_out() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let mail = desk.write("lamps.eml", MAIL);
    desk.drop_files(std::slice::from_ref(&mail), None);
    desk.click("survey.txt");
    desk.click("Add with 1 attachment");
    assert_eq!(desk.outline(), "Letter Lamps on the bridge What they cost");
    desk.drop_files(&[mail], None);
    desk.click("Add without them");
    assert_eq!(desk.pack().documents().count(), 4);
    assert_eq!(desk.outline().matches("Lamps on the bridge").count(), 2);
}

#[test]
fn taking_files_in_can_be_given_up_at_the_question() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let mail = desk.write("lamps.eml", MAIL);
    for gives_up in [
        |desk: &mut Desk| desk.press(Modifiers::NONE, Key::Escape),
        |desk: &mut Desk| desk.click("Cancel"),
    ] {
        desk.drop_files(std::slice::from_ref(&mail), None);
        assert!(desk.shows("2 attachments came with the files"));
        gives_up(&mut desk);
        assert!(!desk.shows("2 attachments came with the files"));
        assert_eq!(desk.outline(), "Letter");
    }
    desk.drop_files(&[mail], None);
    desk.click("Add with 2 attachments");
    assert_eq!(desk.pack().documents().count(), 4, "others can be added");
}

#[test]
fn the_path_of_a_file_is_pasted_as_the_file() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("lamps.txt", "Lamps of the quay\n\nThe lamps are old.\n");
    desk.click_row("Letter");
    let path = file.display().to_string();
    desk.harness.event(Event::Paste(path.clone()));
    desk.settle();
    assert_eq!(desk.outline(), "Letter Lamps of the quay");
    // With a second slash it would be on another computer: it stays a text.
    desk.harness.event(Event::Paste(format!("/{path}")));
    desk.settle();
    assert_eq!(desk.outline().matches("Lamps of the quay").count(), 1);
    assert_eq!(desk.pack().documents().count(), 3);
}

#[test]
fn comments_in_a_word_document_become_private_notes() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("report.docx", report_with_comment());
    desk.drop_files(std::slice::from_ref(&file), None);
    assert!(desk.shows("A comment was found"));
    desk.click("Add with 1 comment");
    let pack = desk.pack();
    let document = pack.documents().nth(1).unwrap();
    assert!(matches!(document.body, Body::Source { .. }));
    let note = document.annotations.first().unwrap();
    assert_eq!(note.audience, Audience::Private);
    assert_eq!(note.body, "How many?");
    assert!(matches!(&note.target, Target::Text(selector) if selector.exact == "forty lamps"));
    desk.drop_files(std::slice::from_ref(&file), None);
    desk.click("Add without them");
    let pack = desk.pack();
    assert!(pack.documents().nth(2).unwrap().annotations.is_empty());
    // What was chosen is proposed the next time.
    desk.drop_files(&[file], None);
    assert!(!desk.shows("Add with 1 comment"));
    desk.click("Add 1 comment as a private note");
    desk.click("Add with 1 comment");
    let pack = desk.pack();
    assert_eq!(pack.documents().nth(3).unwrap().annotations.len(), 1);
}

#[test]
fn all_or_nothing_of_one_mail_is_chosen_at_once() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let mail = desk.write("lamps.eml", MAIL);
    let other = desk.write("other.eml", MAIL.replace("Lamps on", "Lamps off"));
    desk.drop_files(&[mail, other], None);
    assert!(desk.shows("4 attachments came with the files"));
    desk.click("None of Lamps off the bridge");
    assert!(desk.shows("Add with 2 attachments"));
    desk.click("All of Lamps off the bridge");
    assert!(desk.shows("Add with 4 attachments"));
    desk.click("None of Lamps on the bridge");
    desk.click("Add with 2 attachments");
    assert_eq!(
        desk.outline(),
        "Letter Lamps on the bridge Lamps off the bridge Survey of lamps What they cost"
    );
}

#[test]
fn what_could_not_be_attached_is_told_apart_from_what_was_added() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let words = "Survey of lamps\r\n\r\nThere are forty lamps.";
    assert!(MAIL.contains(words));
    let mail = MAIL
        .replace("survey.txt", "survey.exe")
        .replace("text/plain; name", "application/octet-stream; name")
        .replace(words, "MZ\u{1}\u{2}\u{3}\u{4}");
    let mail = desk.write("lamps.eml", mail);
    let gone = desk.folder.path().join("gone.txt");
    desk.drop_files(&[mail, gone], None);
    desk.click("Add with 1 attachment");
    assert!(desk.shows("2 added, 2 left out"));
    assert!(desk.shows("Not added (2)"));
    assert!(desk.shows("gone.txt"));
    assert!(desk.shows("survey.exe, attached to lamps.eml"));
    desk.click("Copy list");
    desk.press(Modifiers::NONE, Key::Escape);
    assert!(!desk.shows("2 added, 2 left out"));
}

#[test]
fn a_paper_that_is_in_the_pack_already_is_told_and_can_be_taken_out() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let letter = desk.folder.path().join("Letter.txt");
    let message = "“Letter” was already in the pack and was added again.";
    desk.drop_files(std::slice::from_ref(&letter), None);
    assert_eq!(desk.outline(), "Letter Letter", "nothing is asked");
    assert!(desk.shows(message));
    desk.click("Remove it again");
    assert_eq!(desk.outline(), "Letter");
    assert!(!desk.shows(message));
    // The same by the clipboard; and two that are alike among what is added.
    desk.harness
        .event(Event::Paste(letter.display().to_string()));
    desk.settle();
    assert!(desk.shows(message));
    let one = desk.write("one.txt", "Same\n\nThe very same words.\n");
    let two = desk.write("two.txt", "Same\n\nThe very same words.\n");
    desk.drop_files(&[one, two], None);
    assert!(desk.shows("“Same” was already in the pack and was added again."));
    desk.click("Remove it again");
    assert_eq!(desk.outline(), "Letter Letter Same");
    let new = desk.write("new.txt", "New\n\nOther words.\n");
    desk.drop_files(&[new], None);
    assert!(!desk.shows_words("already in the pack"));
}

#[test]
fn a_report_tells_of_papers_that_are_in_the_pack_already() {
    let mut desk = Desk::with_documents(&["Letter"]);
    let letter = desk.folder.path().join("Letter.txt");
    let gone = desk.folder.path().join("gone.txt");
    desk.drop_files(&[letter, gone], None);
    assert!(desk.shows("1 added, 1 left out"));
    assert!(desk.shows("“Letter” was already in the pack and was added again."));
    desk.click("Remove it again");
    assert_eq!(desk.outline(), "Letter");
    assert!(desk.shows("Not added (1)"), "it is still to be read");
    assert!(!desk.shows("Remove it again"));
}

#[test]
fn a_document_keeps_its_layout_and_the_form_says_how_far_that_is() {
    if asked("LibreOffice", briefpack::layout_true::find_office()).is_none() {
        return;
    }
    let mut desk = Desk::with_documents(&["Letter"]);
    let file = desk.write("lamps.rtf", "{\\rtf1 Lamps\\page More lamps}");
    desk.drop_files(&[file], None);
    let is_kept = |desk: &Desk| {
        let pack = desk.pack();
        let source = pack
            .documents()
            .nth(1)
            .and_then(|document| document.source().cloned());
        let source = source.and_then(|id| pack.sources.get(&id).cloned());
        source.is_some_and(|source| source.laid_out_from.is_some())
    };
    for gives_up in [true, false] {
        desk.harness
            .get_by_label("Keep the layout")
            .click_accesskit();
        desk.draw();
        assert!(desk.shows("LibreOffice makes the pages…"));
        if gives_up {
            let cancel = desk.harness.get_by_label("Cancel making the pages");
            cancel.click_accesskit();
        }
        desk.settle();
        assert!(!desk.shows("LibreOffice makes the pages…"));
        assert_eq!(is_kept(&desk), !gives_up);
    }
    assert!(desk.shows_words("now keeps its layout"));
    desk.press(crate::desk::CTRL, Key::Z);
    assert!(!is_kept(&desk));
}

/// A Word document of one paragraph with a comment on two of its words.
fn report_with_comment() -> Vec<u8> {
    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document = format!(
        "<w:document {W}><w:body><w:p><w:r><w:t xml:space=\"preserve\">There are </w:t></w:r>\
         <w:commentRangeStart w:id=\"0\"/><w:r><w:t>forty lamps</w:t></w:r>\
         <w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>\
         <w:r><w:t xml:space=\"preserve\"> on the bridge.</w:t></w:r></w:p></w:body></w:document>"
    );
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"0\" w:author=\"Jo Smith\" w:date=\"2019-07-30T10:00:00Z\">\
         <w:p><w:r><w:t>How many?</w:t></w:r></w:p></w:comment></w:comments>"
    );
    const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const P: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relationship = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{P}\"><Relationship Id=\"rId1\" Type=\"{R}/{kind}\" \
             Target=\"{target}\"/></Relationships>"
        )
    };
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            relationship("officeDocument", "word/document.xml"),
        ),
        (
            "word/_rels/document.xml.rels",
            relationship("comments", "comments.xml"),
        ),
        ("word/document.xml", document),
        ("word/comments.xml", comments),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window asked_and_told -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn asked_and_told() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = std::path::Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for size in [vec2(1400.0, 900.0), vec2(1024.0, 700.0)] {
            let own = Arc::new(tempfile::tempdir().unwrap());
            let mut desk = Desk::sized(own, None, size, theme);
            desk.click("New pack");
            let save = |desk: &mut Desk, what: &str| {
                let file = folder.join(format!("{what}-{}-{name}.png", size.x));
                desk.harness.render().unwrap().save(file).unwrap();
            };
            let report = desk.write("report.docx", report_with_comment());
            let long = desk.write("A report with a very long name, of the kind that registries give to their files (final, revised, 2).docx", report_with_comment());
            let mut files = vec![report.clone(), long];
            for index in 1..=6 {
                let mail = MAIL
                    .replace("Lamps on the bridge", &format!("Lamps on bridge {index}"))
                    .replace(
                        "survey.txt",
                        &format!("survey of the lamps on bridge {index}.txt"),
                    )
                    .replace("forty", &index.to_string());
                files.push(desk.write(&format!("lamps {index}.eml"), mail));
                files.push(desk.write(&format!("broken {index}.pdf"), "%PDF-1.7\nno more"));
            }
            desk.drop_files(&files, None);
            save(&mut desk, "offers");
            desk.click("Add without them");
            save(&mut desk, "report");
            desk.press(Modifiers::NONE, Key::Enter);
            desk.drop_files(&[report], None);
            desk.click("Add without them");
            save(&mut desk, "again");
            let office = desk.write("lamps.rtf", "{\\rtf1 Lamps\\page More lamps}");
            desk.drop_files(&[office], None);
            desk.harness
                .get_by_label("Keep the layout")
                .click_accesskit();
            desk.draw();
            save(&mut desk, "layout");
            desk.settle();
            save(&mut desk, "layout-kept");
        }
    }
}
