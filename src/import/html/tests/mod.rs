//! Tests of reading HTML.

mod pictures;
mod tables;

use std::time::Instant;

use super::*;
use crate::import::Script;
use crate::import::{CellAlign, Rgb, Rules, Stands};

fn page(body: &str) -> Paper {
    read(format!("<!doctype html><meta charset=utf-8><body>{body}").as_bytes()).unwrap()
}

fn blocks(body: &str) -> Vec<Block> {
    page(body).flow.blocks
}

fn plain(blocks: &[Block]) -> String {
    blocks.iter().map(Block::plain_text).collect()
}

#[test]
fn a_publication_of_govuk_is_read_without_its_frame() {
    let html = "<!doctype html><html lang=en><head><title>Lamps - GOV.UK</title>\
        <meta property=\"article:published_time\" content=\"2019-07-30T10:00:00.000+01:00\">\
        </head><body><a href='#content' class='govuk-skip-link'>Skip to main content</a>\
        <div class='gem-c-cookie-banner'><p>Cookies</p></div>\
        <header role=banner>GOV.UK <nav>Menu</nav></header>\
        <div class='gem-c-breadcrumbs'>Home</div>\
        <main id=content role=main><span class='govuk-caption-xl gem-c-heading__context'>Press release</span>\
        <h1>New lamps for old</h1><p class='gem-c-lead-paragraph'>Lamps are to be replaced.</p>\
        <dl class='gem-c-metadata__list'><dt>From:</dt><dd><a href='/l'>Office of Lamps</a></dd>\
        <dt>Published</dt><dd>30 July 2019</dd><dt>Location:</dt><dd>Leith</dd></dl>\
        <div class='gem-c-contents-list'>Contents</div>\
        <div class=govspeak><h2>Why</h2><p>They are <strong>old</strong>.</p></div>\
        <div class='gem-c-share-links'>Share</div></main>\
        <div class='gem-c-feedback'>Is this page useful?</div>\
        <footer role=contentinfo>Crown copyright</footer></body></html>";
    let paper = read(html.as_bytes()).unwrap();
    assert_eq!(paper.title, "New lamps for old");
    assert_eq!(paper.date, Some(jiff::civil::date(2019, 7, 30)));
    assert_eq!(paper.publisher, "Office of Lamps");
    assert_eq!(paper.running, "Press release");
    let summary: Vec<String> = paper
        .flow
        .summary
        .iter()
        .map(crate::import::prose::plain)
        .collect();
    assert_eq!(summary, ["Lamps are to be replaced.", "Location: Leith"]);
    assert_eq!(plain(&paper.flow.blocks), "Why\nThey are old.\n");
    assert!(matches!(
        paper.flow.blocks[0],
        Block::Heading { level: 1, .. }
    ));
}

#[test]
fn files_on_a_page_of_govuk_are_named_without_the_notices_beside_them() {
    let help = "<summary><span>Request an accessible format.</span></summary><div>If you use \
        assistive technology, please email <a href='mailto:a@example.org'>a@example.org</a>.</div>";
    let made = read(
        format!(
            "<!doctype html><head><link rel=canonical href='https://www.gov.uk/x'></head><main>\
             <section class='gem-c-attachment'><div class='gem-c-attachment__thumbnail'><a href=/f.pdf>\
             <img src='https://example.org/t.png' alt='' class='thumb'></a></div>\
             <h3 class=gem-c-attachment__title><a href='/f.pdf'>Lamps: the report</a></h3>\
             <p><span><abbr title='Portable Document Format'>PDF</abbr></span>, <span>2.5 MB</span>, \
             <span>10 pages</span></p>\
             <p>This file may not be suitable for users of assistive technology.</p>\
             <details class=gem-c-details>{help}</details></section>\
             <section class='attachment embedded'><div class=attachment-details>\
             <h2 class=title>Old lamps</h2>\
             <p class=metadata>(<span class=type>MS Word</span>, <span class=file-size>5KB</span>)</p>\
             <div class=accessibility-warning><h2>This file may not be suitable for users of \
             assistive technology. <a href='#x'>Request an accessible format.</a></h2>\
             <p>If you use assistive technology …</p></div></div></section>\
             <details><summary>More</summary><p>Lamps are bright.</p></details></main>"
        )
        .as_bytes(),
    )
    .unwrap();
    assert_eq!(
        plain(&made.flow.blocks),
        "Lamps: the report\nPDF, 2.5 MB, 10 pages\nOld lamps\n(MS Word, 5KB)\nMore\nLamps are bright.\n"
    );
    let Block::Paragraph(text) = &made.flow.blocks[0] else {
        panic!("{made:?}");
    };
    assert_eq!(text[0].address(), Some("https://www.gov.uk/f.pdf"));
    let headings = made.flow.blocks.iter();
    assert_eq!(
        headings
            .filter(|block| matches!(block, Block::Heading { .. }))
            .count(),
        0
    );
}

#[test]
fn a_heading_without_words_leaves_nothing() {
    let made =
        blocks("<p>x</p><h3 class=gem-c-attachment__title><a href='/f.pdf'> </a></h3><h2></h2>");
    assert_eq!(made.len(), 1, "{made:?}");
}

#[test]
fn the_article_is_chosen_by_what_the_page_says() {
    for (body, text) in [
        ("<p>out</p><main><p>in</p></main>", "in\n"),
        ("<p>out</p><div role=main><p>in</p></div>", "in\n"),
        (
            "<p>out</p><article><header>by Ann</header><p>in</p></article>",
            "by Ann\nin\n",
        ),
        ("<article>one</article><article>two</article>", "one\ntwo\n"),
        (
            "<header>site</header><p>in</p><footer>site</footer>",
            "in\n",
        ),
        ("<main></main><p>in</p>", "in\n"),
    ] {
        assert_eq!(plain(&blocks(body)), text, "{body}");
    }
}

#[test]
fn words_that_only_a_style_sheet_parts_are_parted() {
    let made = blocks(
        "<p><span class=type>CSV</span><span class=file-size>1.74KB</span><span class=download>\
         <a href='https://example.org/'><strong>Download CSV</strong>1.74KB</a></span></p>\
         <p><strong>L</strong>amps</p>",
    );
    assert_eq!(plain(&made), "CSV 1.74KB Download CSV 1.74KB\nLamps\n");
}

#[test]
fn what_is_hidden_or_run_is_left_out() {
    let made = blocks(
        "<p>in</p><script>x</script><style>x</style><noscript>x</noscript><template>x</template>\
         <p hidden>x</p><p aria-hidden=true>x</p><p style='display: none'>x</p><button>x</button>\
         <p onclick='x()'>too</p>",
    );
    assert_eq!(plain(&made), "in\ntoo\n");
}

#[test]
fn blocks_of_every_kind_are_read() {
    let made = blocks(
        "<h2>Head</h2><p>a<br>b</p><ol start=3><li>three<ul><li>inner</ul><li>four</ol>\
         <blockquote><p>said</blockquote><pre>\n x\n  y</pre><hr>\
         <dl><dt>Term</dt><dd>Meaning</dd></dl><figure><figcaption>Words</figcaption></figure>",
    );
    assert!(matches!(&made[0], Block::Heading { level: 1, .. }));
    assert_eq!(made[1].plain_text(), "a\nb\n");
    let Block::List {
        start: Some(3),
        items,
    } = &made[2]
    else {
        panic!("{made:?}");
    };
    assert!(matches!(
        items[0].as_slice(),
        [Block::Paragraph(_), Block::List { start: None, .. }]
    ));
    assert!(matches!(&made[3], Block::Quotation(inner) if inner.len() == 1));
    assert_eq!(made[4], Block::Preformatted(" x\n  y".to_owned()));
    assert_eq!(made[5], Block::Rule);
    assert!(matches!(&made[6], Block::Paragraph(text) if text[0].bold));
    assert_eq!(plain(&made[7..]), "Meaning\nWords\n");
}

#[test]
fn text_keeps_its_styles_and_safe_links() {
    let made = blocks(
        "<p><b>b</b><i>i</i><code>c</code><del>d</del>m<sup>2</sup><sub>3</sub><q>q</q>\
         <span style='font-weight:700'>w</span><a href='https://example.org/'>l</a>\
         <a href='javascript:x()'>j</a><a href='/r'>r</a></p>",
    );
    let Block::Paragraph(text) = &made[0] else {
        panic!("{made:?}");
    };
    let find = |word: &str| text.iter().find(|span| span.text.contains(word)).unwrap();
    assert!(find("b").bold && find("i").italic && find("c").code && find("d").strike);
    assert_eq!(
        (find("2").script, find("3").script),
        (Script::Raised, Script::Lowered)
    );
    assert!(find("w").bold && crate::import::prose::plain(text).contains("“q”"));
    assert_eq!(find("l").address(), Some("https://example.org/"));
    assert_eq!(find("j").address(), None);
}

#[test]
fn a_line_parts_a_mail_from_the_one_it_answers() {
    let quoted =
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>From:</b> Bob</p></div>";
    let made = mail_body(&format!("<hr>{quoted}<p>Yes.</p>{quoted}<hr>"), &|_| None).unwrap();
    assert!(
        matches!(
            made.as_slice(),
            [
                Block::Paragraph(_),
                Block::Paragraph(_),
                Block::Rule,
                Block::Paragraph(_)
            ]
        ),
        "{made:?}"
    );
    assert!(!blocks(quoted).contains(&Block::Rule));
}

#[test]
fn the_encoding_is_the_one_declared_unless_the_bytes_say_otherwise() {
    let page = "<html><head><meta charset=\"LABEL\"><title>x</title><p>Łódź café</p>";
    let with = |label: &str| page.replace("LABEL", label);
    let source = with("iso-8859-2");
    let (polish, _, _) = encoding_rs::ISO_8859_2.encode(&source);
    let utf16: Vec<u8> = with("utf-8")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        with("utf-8").into_bytes(),
        with("windows-1252").into_bytes(),
        with("utf-16").into_bytes(),
        utf16,
    ] {
        assert_eq!(plain(&read(&bytes).unwrap().flow.blocks), "Łódź café\n");
    }
    let text = plain(&read(&polish).unwrap().flow.blocks);
    assert!(text.contains("dź"), "{text}");
}

#[test]
fn titles_and_dates_are_found_where_there_is_no_heading() {
    let paper = |head: &str| {
        read(format!("<html><head>{head}</head><body><p>Text</p></body></html>").as_bytes())
            .unwrap()
    };
    for (head, title) in [
        ("<title>Lamps - GOV.UK</title>", "Lamps"),
        ("<title>Lamps | The Office</title>", "Lamps"),
        ("<title>War - and peace</title>", "War - and peace"),
        (
            "<title>x</title><meta property='og:title' content='Lamps'>",
            "Lamps",
        ),
    ] {
        assert_eq!(paper(head).title, title);
    }
    for head in [
        "<meta name=DC.date content='30 July 2019'>",
        "<script type='application/ld+json'>{\"datePublished\" : \"2019-07-30T01:00\"}</script>",
    ] {
        assert_eq!(
            paper(head).date,
            Some(jiff::civil::date(2019, 7, 30)),
            "{head}"
        );
    }
    assert_eq!(
        paper("<meta name=author content='Ann Example'>").publisher,
        "Ann Example"
    );
}

#[test]
fn a_piece_of_a_page_is_read_as_one() {
    assert_eq!(
        plain(&read(b"<p>One</p>two <b>three</b>").unwrap().flow.blocks),
        "One\ntwo three\n"
    );
    assert_eq!(read(b"<html><body><p></p>"), Err(Problem::Empty));
}

#[test]
fn deep_nesting_is_refused_in_little_time() {
    let started = Instant::now();
    for tag in ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<svg><g>"] {
        let error = read(tag.repeat(200_000).as_bytes()).unwrap_err();
        assert!(
            error.to_string().contains("at most 512 levels"),
            "{tag}: {error}"
        );
    }
    let deep = format!("{}x", "<blockquote>".repeat(150));
    assert_eq!(plain(&blocks(&deep)), "x\n");
    assert!(started.elapsed().as_secs() < 10, "{:?}", started.elapsed());
}

#[test]
fn a_page_as_deep_as_allowed_is_read_on_the_stack_of_a_reader() {
    const STACK_BYTES: usize = 64 << 20;
    let read = || {
        for (open, close) in [
            ("<div>", "</div>"),
            ("<b>", "</b>"),
            ("<blockquote>", "</blockquote>"),
            ("<ul><li>", "</li></ul>"),
            ("<table><tr><td>", "</td></tr></table>"),
            ("<figure>", "</figure>"),
        ] {
            let levels = if open.starts_with("<table") {
                // The parser adds the body of the table.
                4
            } else {
                open.matches('<').count()
            };
            // The page and its body are levels too.
            let count = 505 / levels;
            let deep = format!("{}x{}", open.repeat(count), close.repeat(count));
            let made = blocks(&deep);
            assert!(plain(&made).trim().ends_with('x'), "{open}");
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    thread.spawn(read).unwrap().join().unwrap();
}

#[test]
fn a_page_without_words_is_named_by_what_it_holds() {
    let said = |body: &str| read(format!("<html><body>{body}").as_bytes()).unwrap_err();
    let picture = "<img src='a.png' alt=''>";
    for (body, what) in [
        (picture.to_owned(), "a picture that is not part of the file"),
        (
            picture.repeat(2),
            "2 pictures that are not part of the file",
        ),
        (
            "<script>draw()</script>".to_owned(),
            "a script that makes the page in a browser",
        ),
    ] {
        let problem = said(&body);
        let expected = format!("there are no words in it that can be read: it holds only {what}");
        assert_eq!(problem.to_string(), expected);
        assert!(problem.hint().contains("PDF"));
    }
    assert_eq!(said("<p> </p>"), Problem::Empty);
}

#[test]
fn a_page_that_a_browser_saved_with_its_pictures_is_a_page() {
    let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='80' height='80'>\
        <rect width='80' height='80'/></svg>";
    let saved = format!(
        "From: <Saved by Browser>\r\nSnapshot-Content-Location: https://town.example/notice\r\n\
         Subject: Town notice\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; \
         type=\"text/html\"; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\
         Content-Transfer-Encoding: quoted-printable\r\nContent-Location: \
         https://town.example/notice\r\n\r\n<html><body><main><h1>Town notice</h1><p>Words =E2=80=93 \
         kept.</p><img alt=3D'A map' src=3D'https://town.example/map.svg'></main></body></html>\r\n\
         --b\r\nContent-Type: image/svg+xml\r\nContent-Location: \
         https://town.example/map.svg\r\n\r\n{picture}\r\n--b--\r\n"
    );
    for name in ["notice.mht", "notice.mhtml", "notice"] {
        let media = crate::import::sniff(name, saved.as_bytes());
        assert_eq!(media, Ok(crate::pack::Media::Html), "{name}");
    }
    let paper = read(saved.as_bytes()).unwrap();
    assert_eq!(paper.title, "Town notice");
    assert_eq!(
        crate::import::office::testing::sketch(&paper.flow.blocks),
        ["Words – kept.", "picture A map "]
    );
}

#[test]
fn what_a_class_hides_is_left_out_and_told() {
    let page = |css: &str| {
        let html = format!(
            "<html><head><style>{css}</style></head><body><main><p>seen</p>\
             <p class='x gone'>hidden</p></main></body></html>"
        );
        read(html.as_bytes()).unwrap()
    };
    let hidden = page("/* a */ p{color:red} .gone, .b { display : none }");
    assert_eq!(plain(&hidden.flow.blocks), "seen\n");
    let told = "parts that the page itself hides are left out.";
    assert_eq!(hidden.flow.left_out, [told]);
    for css in [
        ".gone{display:none} .x.gone{display:block}",
        "@media print{.gone{display:none}}",
        "@media print{.b{color:red}.gone{display:none}} .c{color:red}",
        ".other{display:none}",
    ] {
        let shown = page(css);
        assert_eq!(plain(&shown.flow.blocks), "seen\nhidden\n", "{css}");
        assert_eq!(shown.flow.left_out, [""; 0], "{css}");
    }
}
