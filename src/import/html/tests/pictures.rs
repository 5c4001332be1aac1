//! Pictures of web pages.

use super::*;

#[test]
fn pictures_that_only_adorn_leave_nothing_and_figures_their_address() {
    let count = |html: &str| {
        let made = mail_body(html, &|_| None).unwrap();
        let page = blocks(&format!("<p>x</p>{html}"));
        let figures = |blocks: &[Block]| {
            let is_figure = |block: &&Block| matches!(block, Block::Figure { .. });
            blocks.iter().filter(is_figure).count()
        };
        assert_eq!(figures(&made), figures(&page), "{html}");
        figures(&made)
    };
    for ornament in [
        "width=1 height=1",
        "style='width:1px;height:1px'",
        "width=26 height=26",
        "width=600 height=2",
        "width='24px'",
        "alt=''",
        "alt='' width=300 height=90",
        "role=presentation width=300 height=300",
        "height=1 style='width:100%'",
        "aria-hidden=true",
    ] {
        let html = format!("<img src='https://example.org/a.png' {ornament}>");
        assert_eq!(count(&html), 0, "{ornament}");
    }
    for figure in [
        "",
        "alt='A map' width=300 height=90",
        "alt='' width=600 height=400",
        "alt='' width=133 height=123",
        "width='100%'",
        "width=0 height=0 style='width:100%;height:auto'",
        "width=1 height=1 style='width:100%'",
    ] {
        let html = format!("<img src='https://example.org/a.png' {figure}>");
        assert_eq!(count(&html), 1, "{figure}");
    }
    let in_figure = "<figure><img src='https://example.org/a.png' alt=''></figure>";
    assert_eq!(count(in_figure), 1);
    let said = blocks("<p>Done <img src='https://example.org/t.png' alt='yes' width=16> now</p>");
    assert_eq!(plain(&said), "Done yes now\n");
}

#[test]
fn pictures_that_may_be_more_than_ornaments_are_counted() {
    let undescribed = "<img src='https://example.org/a.png' alt=''>";
    let sized = "<img src='https://example.org/a.png' alt='' width=60>";
    for (html, warning) in [
        (sized.to_owned(), None),
        (
            format!("{sized}{undescribed}"),
            Some("A picture without a description is not part of the file and was left out."),
        ),
        (
            undescribed.repeat(3),
            Some("3 pictures without a description are not part of the file and were left out."),
        ),
    ] {
        let paper = page(&format!("<p>x</p>{html}"));
        assert_eq!(paper.flow.blocks.len(), 1, "{html}");
        let warnings: Vec<&str> = paper.warnings.iter().map(String::as_str).collect();
        assert_eq!(warnings, warning.into_iter().collect::<Vec<_>>(), "{html}");
    }
}

#[test]
fn pictures_are_in_the_page_or_named() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 3)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let escaped: String = png
        .into_inner()
        .iter()
        .map(|byte| format!("%{byte:02x}"))
        .collect();
    let made = blocks(&format!(
        "<figure><img alt='A map' src='data:image/png,{escaped}'><figcaption>Map</figcaption></figure>\
         <img src='https://example.org/a.png' alt='Seal'><img src=dot.gif width=1 height=1>\
         <img src='data:image/png;base64,AAAA'>"
    ));
    let Block::Figure {
        picture: Ok(picture),
        caption,
    } = &made[0]
    else {
        panic!("{made:?}");
    };
    assert_eq!(
        (picture.width_px, picture.height_px, picture.alt.as_str()),
        (2, 3, "A map")
    );
    assert_eq!(caption[0].text, "Map");
    let reasons = made.iter().filter_map(|block| match block {
        Block::Figure { picture, .. } => picture.as_ref().err(),
        _ => None,
    });
    let reasons: Vec<_> = reasons.collect();
    assert_eq!(reasons.len(), 2);
    assert_eq!(
        reasons[0],
        "it is at https://example.org/a.png and is not part of the file"
    );
}

#[test]
fn folders_of_the_sender_are_not_told() {
    let made = blocks(
        "<img src='file:///C:/Users/jane.doe/Secret/a.png'><img src='C:\\Users\\jane.doe\\a.png'>\
         <img src='Lamps_files/jane.doe.png'><img src='cid:jane.doe@example.org'>\
         <img src='//server/jane.doe/a.png'>",
    );
    assert_eq!(made.len(), 5);
    for block in &made {
        let Block::Figure {
            picture: Err(reason),
            ..
        } = block
        else {
            panic!("{block:?}");
        };
        assert_eq!(reason, "it is in a file outside the document");
    }
    let page = "<img src='file:///C:/Users/jane.doe/a.png'>";
    let made = mail_body(page, &|_| Some(b"no picture".to_vec())).unwrap();
    assert!(
        matches!(&made[0], Block::Figure { picture: Err(reason), .. } if !reason.contains("jane")),
        "{made:?}"
    );
}

#[test]
fn a_picture_is_as_wide_as_its_page_says() {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(120, 60)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let png = png.into_inner();
    let shown = |look: &str| {
        let html = format!("<p>x</p><img src='cid:a' alt='Logo' {look}>");
        let made = mail_body(&html, &|_| Some(png.clone())).unwrap();
        made.iter().find_map(|block| match block {
            Block::Figure { picture, .. } => picture.as_ref().unwrap().shown_pt,
            _ => None,
        })
    };
    assert_eq!(shown("width=80"), Some(60.0));
    assert_eq!(shown("style='width:80px'"), Some(60.0));
    assert_eq!(shown("height=40"), Some(60.0));
    assert_eq!(shown("style='width:50%'"), None);
    assert_eq!(shown(""), None);
}
