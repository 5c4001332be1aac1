//! Pages, their order and attributes; encryption; the same bytes; cancelling.

use std::sync::Arc;

use lopdf::{Object, dictionary};

use super::{assembly, part, run, tool};
use crate::pdf::assemble::{Assembly, assemble};
use crate::pdf::error::{AssembleError, PdfError};
use crate::pdf::fixtures::{Fixture, protected, rectangle, texts};
use crate::pdf::inspect::inspect;
use crate::pdf::render::Renderer;
use crate::progress::{Cancelled, Progress};

#[test]
fn pages_come_in_order_and_a_source_may_serve_twice() {
    let first = texts(&["Alpha", "Beta", "Gamma"]);
    let second = texts(&["Delta"]);
    // Equal bytes at another address are the same source too.
    let again: Arc<[u8]> = first.to_vec().into();
    let result = run(&assembly(vec![
        part(&first, &[2, 0]),
        part(&second, &[0]),
        part(&again, &[1, 2, 2]),
    ]));
    assert_eq!(result.pages.len(), 6);
    if let Some(text) = tool("pdftotext", &[], &result.bytes) {
        let words: Vec<&str> = text.split_whitespace().collect();
        assert_eq!(words, ["Gamma", "Alpha", "Delta", "Beta", "Gamma", "Gamma"]);
    }
    let fonts = result
        .document
        .objects
        .values()
        .filter(|object| object.as_stream().is_ok_and(|s| !s.dict.has(b"Type")))
        .count();
    assert_eq!(fonts, 4, "each page's content is stored once");
}

#[test]
fn the_same_assembly_gives_the_same_bytes_and_another_another_identifier() {
    let one = assembly(vec![part(&texts(&["Alpha", "Beta"]), &[0, 1])]);
    let (first, second) = (run(&one), run(&one));
    assert!(first.bytes == second.bytes);
    let mut other = one.clone();
    other.title = "Another".to_owned();
    let identifier = |result: &super::Result| result.document.trailer.get(b"ID").unwrap().clone();
    assert_eq!(identifier(&first), identifier(&second));
    assert_ne!(identifier(&first), identifier(&run(&other)));
}

#[test]
fn attributes_of_the_page_tree_are_pushed_down() {
    let mut fixture = Fixture::new();
    let page = fixture.text_page("Inherits");
    let tree = fixture.tree;
    let resources = fixture.page_mut(0).remove(b"Resources").unwrap();
    fixture.page_mut(0).remove(b"MediaBox");
    fixture.page_mut(0).remove(b"Parent");
    let middle = fixture.document.add_object(dictionary! {
        "Type" => "Pages", "Parent" => tree, "Count" => 1,
        "Kids" => vec![Object::Reference(page)],
        "MediaBox" => rectangle([0, 0, 300, 400]),
        "CropBox" => rectangle([0, 100, 300, 400]),
        "Rotate" => 90,
        "Resources" => resources,
    });
    fixture.pages = vec![middle];
    let source = fixture.bytes();
    let result = run(&assembly(vec![part(&source, &[0])]));
    let info = inspect(&result.bytes, None).unwrap().pages[0];
    assert_eq!((info.width_pt, info.height_pt), (300.0, 300.0));
    assert_eq!(result.get(result.page(0), &["Rotate"]), &90.into());
    let draw = |bytes| Renderer::open(bytes, None).unwrap().render(0, 1.0).unwrap();
    assert!(draw(source) == draw(result.bytes));
}

#[test]
fn the_result_says_its_title_and_language() {
    let mut assembly = assembly(vec![part(&texts(&["Alpha"]), &[0])]);
    assembly.title = "Größe & <Syria>".to_owned();
    let result = run(&assembly);
    assert_eq!(
        inspect(&result.bytes, None).unwrap().title,
        Some(assembly.title)
    );
    assert_eq!(result.catalog(&["Lang"]).as_str().unwrap(), b"en-GB");
    assert_eq!(
        result.catalog(&["ViewerPreferences", "DisplayDocTitle"]),
        &true.into()
    );
    let xmp = result.catalog(&["Metadata"]).as_stream().unwrap();
    let xmp = String::from_utf8(xmp.content.clone()).unwrap();
    assert!(xmp.contains(">Größe &amp; &lt;Syria&gt;<"), "{xmp}");
    assert!(xmp.contains("<rdf:li>en-GB</rdf:li>"), "{xmp}");
    assert!(result.bytes.starts_with(b"%PDF-1.7"));
}

#[test]
fn an_encrypted_source_needs_its_password_and_comes_out_open() {
    let bytes = protected("open sesame");
    assert_eq!(inspect(&bytes, None), Err(PdfError::PasswordNeeded));
    assert_eq!(inspect(&bytes, Some("wrong")), Err(PdfError::WrongPassword));
    assert_eq!(
        Renderer::open(Arc::clone(&bytes), None).err(),
        Some(PdfError::PasswordNeeded)
    );
    assert_eq!(
        Renderer::open(Arc::clone(&bytes), Some("wrong")).err(),
        Some(PdfError::WrongPassword)
    );
    assert!(inspect(&bytes, Some("open sesame")).unwrap().is_encrypted);
    assert!(Renderer::open(Arc::clone(&bytes), Some("open sesame")).is_ok());

    let mut assembly = assembly(vec![part(&texts(&["Open"]), &[0]), part(&bytes, &[0])]);
    assert_eq!(
        assemble(&assembly, &Progress::default()).err(),
        Some(AssembleError::Part {
            part: 1,
            error: PdfError::PasswordNeeded
        })
    );
    assembly.parts[1].password = Some("open sesame".to_owned());
    let result = run(&assembly);
    assert!(!inspect(&result.bytes, None).unwrap().is_encrypted);
    if let Some(text) = tool("pdftotext", &[], &result.bytes) {
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>(),
            ["Open", "Sealed"]
        );
    }
}

#[test]
fn an_empty_user_password_is_not_asked_for() {
    let bytes = protected("");
    assert!(inspect(&bytes, None).unwrap().is_encrypted);
    assert!(Renderer::open(Arc::clone(&bytes), None).is_ok());
    assert_eq!(run(&assembly(vec![part(&bytes, &[0])])).pages.len(), 1);
}

#[test]
fn what_cannot_be_put_together_says_why() {
    let run = |assembly: &Assembly| assemble(assembly, &Progress::default()).unwrap_err();
    assert_eq!(run(&assembly(Vec::new())), AssembleError::Empty);
    let one = texts(&["Alpha"]);
    assert_eq!(
        run(&assembly(vec![part(&one, &[0]), part(&one, &[3])])),
        AssembleError::Part {
            part: 1,
            error: PdfError::NoSuchPage { page: 3, count: 1 }
        }
    );
    let broken: Arc<[u8]> = b"no PDF at all".to_vec().into();
    let error = run(&assembly(vec![part(&broken, &[0])]));
    assert!(matches!(
        error,
        AssembleError::Part {
            part: 0,
            error: PdfError::Broken(_)
        }
    ));
}

#[test]
fn work_stops_when_it_is_cancelled() {
    let progress = Progress::default();
    progress.cancel();
    let assembly = assembly(vec![part(&texts(&["Alpha"]), &[0])]);
    assert_eq!(
        assemble(&assembly, &progress),
        Err(AssembleError::Cancelled(Cancelled))
    );
    let progress = Progress::default();
    assemble(&assembly, &progress).unwrap();
    assert_eq!(progress.fraction(), 1.0);
}
