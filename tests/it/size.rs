//! Large packs.

use std::fmt::Write;

use crate::desk::Desk;
use crate::files::pdf;

#[test]
fn a_thousand_paragraphs_all_arrive() {
    let mut text = "Many paragraphs\n".to_owned();
    for number in 1..=1000 {
        write!(
            text,
            "\nThis is paragraph number {number}, and it ends here.\n"
        )
        .unwrap();
    }
    let desk = Desk::new().file("many.txt", text);
    desk.run(["new", "P.ron", "many.txt"]).expect(0);
    let exported = desk.export(0);
    exported.assert_numbered();
    let all: Option<Vec<String>> = (1..=exported.page_count())
        .map(|page| exported.words(page))
        .collect();
    let Some(all) = all else { return };
    let all = all.join(" ");
    for number in 1..=1000 {
        let wanted = format!("This is paragraph number {number}, and it ends here.");
        assert!(all.contains(&wanted), "{wanted}");
    }
}

#[test]
fn stamps_stay_with_their_pages_past_the_hundredth() {
    let texts: Vec<String> = (1..=205)
        .map(|number| format!("Sheet {number} here"))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let desk = Desk::new().file("sheets.pdf", pdf(&texts));
    desk.run(["new", "P.ron", "sheets.pdf"]).expect(0);
    let exported = desk.export(0);
    assert_eq!(exported.page_count(), 207);
    exported.assert_numbered();
    for page in [3, 102, 103, 207] {
        exported.assert_page_says(page, &format!("Sheet {} here", page - 2));
    }
}
