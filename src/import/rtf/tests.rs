//! Tests of reading RTF.

use std::time::Instant;

use super::*;
use crate::import::office::testing::sketch;
use crate::import::{Script, Text};

fn paper(body: &str) -> Paper {
    read(format!("{{\\rtf1\\ansi\\ansicpg1252\\deff0 {body}}}").as_bytes()).unwrap()
}

fn blocks(body: &str) -> Vec<Block> {
    paper(body).flow.blocks
}

fn words(body: &str) -> String {
    blocks(body).iter().map(Block::plain_text).collect()
}

#[test]
fn letters_of_every_kind_are_read() {
    for (rtf, text) in [
        (
            "Caf\\'e9 \\ldblquote x\\rdblquote\\~\\emdash",
            "Café “x”\u{a0}—\n",
        ),
        ("\\uc1\\u233?x", "éx\n"),
        ("\\uc0\\u233 x", "éx\n"),
        ("\\uc2\\u233\\'e9?x", "éx\n"),
        ("\\u-10179?\\u-8694?", "😊\n"),
        ("{\\uc0 a}\\u233?b", "aéb\n"),
        ("\\uc999999\\u233?all of this stays", "éall of this stays\n"),
        ("{\\fonttbl{\\f1\\fcharset204 A;}}\\f1 \\'d1\\'ee", "Со\n"),
        (
            "{\\fonttbl{\\f1\\fcharset128 A;}}\\f1 \\'93\\'fa\\'96\\'7b",
            "日本\n",
        ),
        ("a\\line b\\tab c", "a\nb\tc\n"),
        ("a\\{b\\}\\\\", "a{b}\\\n"),
    ] {
        assert_eq!(words(rtf), text, "{rtf}");
    }
}

#[test]
fn styles_and_links_are_kept_and_what_is_hidden_left_out() {
    let made = blocks(
        "{\\b b}{\\i i}{\\strike s}m{\\super 2}{\\sub 3}{\\v hidden}{\\field{\\*\\fldinst HYPERLINK \
         \"https://example.org/\"}{\\fldrslt l}}",
    );
    let Block::Paragraph(text) = &made[0] else {
        panic!("{made:?}");
    };
    let find = |word: &str| text.iter().find(|span| span.text == word).unwrap();
    assert!(find("b").bold && find("i").italic && find("s").strike);
    assert_eq!(
        (find("2").script, find("3").script),
        (Script::Raised, Script::Lowered)
    );
    assert_eq!(find("l").address(), Some("https://example.org/"));
    assert_eq!(plain(text), "bism23l");
}

#[test]
fn tables_lists_and_headings_are_read() {
    let made = blocks(
        "{\\stylesheet{\\s1 heading 1;}{\\s2\\outlinelevel1 Own;}}\\pard\\s1 Title\\par\\pard\\s2 Part\\par\\pard \
         {\\listtext 1.\\tab}one\\par{\\listtext 2.\\tab}two\\par\\ilvl1{\\listtext\\'b7}inner\\par\\pard \
         {\\pntext (a)\\tab}letter\\par\
         \\trowd\\trhdr\\cellx1\\cellx2\\pard\\intbl a\\cell b\\cell\\row\
         \\trowd\\cellx1\\cellx2\\pard\\intbl c\\par d\\cell\\pard\\intbl\\itap2 {n\\nestcell\
         {\\nonesttables\\par x}m\\nestcell{\\nonesttables\\par x}}\\pard\\intbl\\itap2 {{\\*\\nesttableprops\
         \\trowd\\trgaph108\\trhdr\\clvertalt\\cellx3\\cellx4\\nestrow}{\\nonesttables\\par }}\
         \\pard\\intbl e\\cell\\row\\pard after\\par",
    );
    assert!(
        matches!(&made[0], Block::Heading { level: 1, .. }),
        "{made:?}"
    );
    let Block::List {
        start: Some(1),
        items,
    } = &made[1]
    else {
        panic!("{made:?}");
    };
    assert!(items.len() == 2 && matches!(items[1][1], Block::List { start: None, .. }));
    assert_eq!(made[2].plain_text(), "(a)\tletter\n");
    let Block::Table(table) = &made[3] else {
        panic!("{made:?}");
    };
    let (head, rows) = &table.texts();
    let cells = |row: &[Text]| row.iter().map(plain).collect::<Vec<_>>();
    assert_eq!(cells(head), ["a", "b"]);
    assert_eq!(cells(&rows[0]), ["c\nd", "n · m\ne"]);
    assert_eq!(made[4].plain_text(), "after\n");
}

#[test]
fn words_of_a_table_within_a_table_are_kept_where_its_rows_do_not_end() {
    let row = "\\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell\\pard\\intbl\\itap2 ";
    for (nested, kept) in [
        (
            "n\\nestcell m\\nestcell\\pard\\intbl e\\cell\\row",
            "n · m\ne",
        ),
        ("n\\nestcell m\\par\\pard\\intbl\\cell\\row", "n · m"),
        ("n\\nestcell m\\par", "n · m"),
    ] {
        let made = blocks(&format!("{row}{nested}"));
        let [Block::Table(table)] = made.as_slice() else {
            panic!("{made:?}");
        };
        let (head, rows) = &table.texts();
        let cells: Vec<String> = head
            .iter()
            .chain(rows.iter().flatten())
            .map(plain)
            .collect();
        assert_eq!(cells, ["a", kept], "{nested}");
    }
}

#[test]
fn cells_reach_look_and_keep_their_empty_lines() {
    let made = blocks(
        "{\\colortbl;\\red255\\green192\\blue0;\\red0\\green0\\blue128;}\
         \\trowd\\trhdr\\clvmgf\\clvertalc\\clcbpat1\\clbrdrt\\brdrs\\brdrw20\\brdrcf2\\cellx1000\
         \\clmgf\\cellx2000\\clmrg\\cellx3000\\pard\\intbl a\\cell b\\cell\\cell\\row\
         \\trowd\\clvmrg\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl\\cell c\\par\\par d\\cell\
         \\qr 7\\cell\\row\\trowd\\cellx1000\\cellx2000\\cellx3000\\pard\\intbl e\\cell f\\cell g\\cell\\row\
         \\pard after\\par",
    );
    let Block::Table(table) = &made[0] else {
        panic!("{made:?}")
    };
    assert_eq!(table.widths_pt, [50.0, 50.0, 50.0]);
    let reach: Vec<(u16, u16)> = table
        .cells()
        .map(|cell| (cell.rows, cell.columns))
        .collect();
    assert_eq!(
        reach,
        [(2, 1), (1, 2), (1, 1), (1, 1), (1, 1), (1, 1), (1, 1)]
    );
    let first = &table.rows[0][0];
    assert_eq!(first.ground, Some(crate::import::Rgb(255, 192, 0)));
    assert_eq!(
        first.edges.top,
        crate::import::Edge::new(1.0, crate::import::Rgb(0, 0, 128))
    );
    assert_eq!(first.stands, crate::import::Stands::Middle);
    assert_eq!(table.head_rows, 2);
    assert_eq!(
        table.rows[1][0].blocks.len(),
        3,
        "an empty line between two"
    );
    assert!(matches!(&table.rows[1][1].blocks[0], Block::Placed { .. }));
    assert_eq!(made[1].plain_text(), "after\n");
}

#[test]
fn signs_of_fonts_of_symbols_are_told_by_their_font() {
    let fonts = "{\\fonttbl{\\f0 Arial;}{\\f1\\fcharset2 Symbol;}{\\f2\\fcharset2 Wingdings;}\
        {\\f3\\fcharset2 Wingdings 2;}}";
    let text = "{\\f2\\'fe} {\\f2\\'a8} {\\f1 a} {\\f3 R} {\\f2\\u-3842?} \
        {\\field{\\*\\fldinst SYMBOL 254 \\\\f \"Wingdings\"}{\\fldrslt}} tick\\par";
    assert_eq!(words(&format!("{fonts}{text}")), "☑ ☐ α ☑ ☑ ☑ tick\n");
}

#[test]
fn a_table_with_too_many_rows_is_refused() {
    let rows = |count: usize| {
        let row = "\\trowd\\cellx1\\cellx2\\pard\\intbl a\\cell b\\cell\\row ";
        read(format!("{{\\rtf1 {}}}", row.repeat(count)).as_bytes())
    };
    let made = rows(20_000).unwrap().flow.blocks;
    assert!(matches!(&made[0], Block::Table(table) if table.rows.len() == 20_000));
    let error = rows(20_001).unwrap_err();
    assert!(error.to_string().contains("20000 rows"), "{error}");
}

/// A shape as Word writes it: what it is like, what stands in it, and the same for programs of old.
fn shape(properties: &str, within: &str, of_old: &str) -> String {
    format!(
        "{{\\shp{{\\*\\shpinst\\shpleft2970\\shptop360\\shpright5000\\shpz0\\shplid1026\
         {{\\sp{{\\sn shapeType}}{{\\sv 202}}}}{{\\sp{{\\sn wzName}}{{\\sv Box 2}}}}{properties}{within}}}\
         {{\\shprslt{of_old}}}}}"
    )
}

#[test]
fn text_boxes_stand_after_the_paragraph_that_holds_them() {
    let text = "\\pard\\plain \\ltrpar\\ql\\fs24 {\\b Boxed }words\\par \\pard more\\par ";
    let boxed = shape(
        "",
        &format!("{{\\shptxt {text}}}"),
        &format!(
            "{{\\*\\do\\dobxcolumn\\dodhgt8192\\dptxbx\\dptxlrtb{{\\dptxbxtext {text}}}\\dpx2970}}"
        ),
    );
    assert_eq!(
        words(&format!("\\pard Be{boxed}fore\\par After\\par")),
        "Before\nBoxed words\nmore\nAfter\n"
    );
    let cell =
        format!("\\trowd\\cellx1\\cellx2\\pard\\intbl a{boxed}\\cell b\\cell\\row \\pard c\\par");
    assert_eq!(words(&cell), "a\nBoxed words\nmore\nb\nc\n");
    let group = format!(
        "\\pard Be{{\\shpgrp{{\\*\\shpinst\\shpleft1{boxed}{}}}{{\\shprslt{{\\*\\do\\dpgroup\\dptxbx{{\\dptxbxtext {text}}}\\dpendgroup}}}}}}fore\\par",
        shape("", "", "")
    );
    assert_eq!(words(&group), "Before\nBoxed words\nmore\n");
    let of_old =
        format!("\\pard Be{{\\*\\do\\dobxpage\\dptxbx{{\\dptxbxtext {text}}}\\dpx1}}fore\\par");
    assert_eq!(words(&of_old), "Before\nBoxed words\nmore\n");
}

#[test]
fn words_drawn_across_the_page_are_read() {
    let drawn = shape(
        "{\\sp{\\sn gtextUNICODE}{\\sv DRAFT}}{\\sp{\\sn gtextFont}{\\sv Calibri}}",
        "",
        "{\\pict\\wmetafile8 00}",
    );
    let paper = paper(&format!(
        "{{\\headerr \\pard OFFICIAL{drawn}\\par }}Text\\par"
    ));
    assert_eq!(paper.running, "OFFICIAL\nDRAFT\n");
    assert_eq!(paper.flow.blocks.len(), 1);
}

#[test]
fn of_two_forms_of_the_same_words_the_one_in_unicode_is_read() {
    assert_eq!(
        words("a {\\upr{L\\'3fd\\'3f}{\\*\\ud{\\u321 L\\'f3d\\u378 z}}} b\\par"),
        "a Łódź b\n"
    );
    let paper =
        paper("{\\info{\\upr{\\title L?d?}{\\*\\ud{\\title \\u321 L\\'f3d\\u378 z}}}}Text\\par");
    assert_eq!(paper.title, "Łódź");
}

#[test]
fn a_heading_at_the_top_is_the_title() {
    let paper = paper(
        "{\\info{\\title Template}{\\*\\company Office}}{\\pard\\outlinelevel0 Lamps\\par}Text\\par",
    );
    assert_eq!(
        (paper.title.as_str(), paper.publisher.as_str()),
        ("Lamps", "Office")
    );
    assert_eq!(paper.flow.blocks.len(), 1);
}

#[test]
fn notes_comments_and_running_heads_go_where_they_belong() {
    let paper = paper(
        "{\\header OFFICIAL\\par}{\\*\\generator x}Text{\\super\\chftn}{\\footnote\\pard{\\super\\chftn} A note.}\
         {\\*\\atnid AE}{\\*\\atnauthor Ann}{\\*\\annotation Why?} more{\\deleted gone}\\par",
    );
    let text: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(text, "Text[1] more\n[1] A note.\n");
    assert_eq!(paper.running, "OFFICIAL\n");
    assert_eq!(
        (
            paper.comments[0].body.as_str(),
            paper.comments[0].author.as_str()
        ),
        ("Why?", "Ann")
    );
    assert!(paper.warnings[0].contains("tracked"));
}

fn hex_png() -> String {
    let mut png = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(2, 3)
        .write_to(&mut png, image::ImageFormat::Png)
        .unwrap();
    let bytes = png.into_inner();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn pictures_are_shown_or_named() {
    let hex = hex_png();
    let made = blocks(&format!(
        "{{\\*\\shppict{{\\pict\\pngblip\\picw2 {hex}}}}}{{\\nonshppict{{\\pict\\wmetafile8 00}}}}Text\\par\
         {{\\pict\\emfblip 0102}}\\par"
    ));
    let figures: Vec<bool> = made
        .iter()
        .filter_map(|block| match block {
            Block::Figure { picture, .. } => Some(picture.is_ok()),
            _ => None,
        })
        .collect();
    assert_eq!(figures, [true, false], "{made:?}");
}

#[test]
fn a_picture_that_floats_is_shown_once() {
    let png = hex_png();
    let picture = shape(
        &format!(
            "{{\\sp{{\\sn fillBlip}}{{\\sv {{\\pict\\pngblip {png}}}}}}}\
             {{\\sp{{\\sn pib}}{{\\sv {{\\pict\\picw2\\pngblip {png}}}}}}}"
        ),
        "",
        "\\par\\pard{\\pict\\wmetafile8 00}\\par",
    );
    let made = blocks(&format!("\\pard Be{picture}fore\\par"));
    let [Block::Paragraph(text), Block::Figure { picture: Ok(_), .. }] = made.as_slice() else {
        panic!("{made:?}");
    };
    assert_eq!(plain(text), "Before");
    // Where the shape has nothing to show, the form for programs of old may have.
    let drawing = shape("", "", "{\\pict\\wmetafile8 00}");
    let made = blocks(&format!("\\pard Be{drawing}fore\\par"));
    assert!(
        matches!(
            &made[1],
            Block::Figure {
                picture: Err(_),
                ..
            }
        ),
        "{made:?}"
    );
}

#[test]
fn limits_hold() {
    let started = Instant::now();
    let error = read(format!("{{\\rtf1 {}", "{".repeat(10_000)).as_bytes()).unwrap_err();
    assert!(error.to_string().contains("at most 1000 levels"), "{error}");
    assert_eq!(words("a}}}}}}b"), "ab\n");
    assert_eq!(words("a\\bin4000000000 b"), "a\n");
    assert_eq!(words(&format!("a{}", "\\footnote".repeat(100_000))), "a\n");
    assert_eq!(read(b"{\\rtf1}"), Err(Problem::Empty));
    assert!(started.elapsed().as_secs() < 10);
}

#[test]
fn paragraphs_keep_to_their_side_until_they_are_reset() {
    let rtf = "\\pard\\qc Middle\\par More\\par\\pard\\qr 12 May\\par\\pard \\li720\\fi-720 \
               To:\\tab Minister\\par\\pard\\tqr\\tx9000 Left\\tab Right\\par\\pard Plain\\par";
    assert_eq!(
        sketch(&blocks(rtf)),
        [
            "<>Middle",
            "<>More",
            ">>12 May",
            "0+36:To:\tMinister",
            "0+0:Left\tRight",
            "Plain",
        ]
    );
}

#[test]
fn cells_stand_in_the_columns_whose_edges_they_share() {
    let rtf = "\\trowd\\cellx1000\\cellx3000\\cellx4000\\intbl Region\\cell Exports\\cell \
               Remarks\\cell\\row\\trowd\\cellx1000\\cellx2010\\cellx3000\\cellx4000\\intbl North\\cell \
               1\\cell 2\\cell Steel\\cell\\row\\pard After\\par";
    assert_eq!(
        sketch(&blocks(rtf)),
        [
            "table  / Region|Exports||Remarks / North|1|2|Steel",
            "After"
        ]
    );
}

#[test]
fn edges_drawn_by_hand_part_no_columns_and_narrow_cells_stay() {
    let row = |edges: &[u32], cells: &[&str]| {
        let edges: String = edges.iter().map(|edge| format!("\\cellx{edge}")).collect();
        let cells: String = cells.iter().map(|cell| format!("{cell}\\cell ")).collect();
        format!("\\trowd{edges}\\intbl {cells}\\row")
    };
    let by_hand = row(&[1000, 3000, 4000], &["a", "b", "c"])
        + &row(&[1120, 2900, 4090], &["d", "e", "f"])
        + &row(&[1050, 4000], &["g", "h"]);
    assert_eq!(sketch(&blocks(&by_hand)), ["table  / a|b|c / d|e|f / g|h|"]);
    let narrow = row(&[1000, 1100, 3000], &["a", "b", "c"])
        + &row(&[1010, 3000], &["d", "e"])
        + &row(&[1100, 3000], &["f", "g"]);
    assert_eq!(sketch(&blocks(&narrow)), ["table  / a|b|c / d|e| / f||g"]);
}

#[test]
fn contents_lose_their_pages() {
    let rtf = "{\\field{\\*\\fldinst TOC \\\\o}{\\fldrslt Aims\\tab 3\\par 2\\tab What follows\\tab 14}}\\par \
               Total\\tab 12\\par";
    let paper = paper(rtf);
    let said: String = paper.flow.blocks.iter().map(Block::plain_text).collect();
    assert_eq!(said, "Aims\n2\tWhat follows\nTotal\t12\n");
    assert_eq!(paper.warnings.len(), 1);
}

#[test]
fn a_picture_is_cut_and_as_wide_as_it_is_shown() {
    let picture = crate::typeset::testing::picture(8, 4, crate::pack::Media::Png, 1);
    let digits: String = picture
        .bytes
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let rtf = format!(
        "{{\\pict\\pngblip\\picwgoal2000\\pichgoal1000\\piccropl500\\piccropr500\\picscalex50 {digits}}}\\par"
    );
    let made = blocks(&rtf);
    let [
        Block::Figure {
            picture: Ok(picture),
            ..
        },
    ] = &made[..]
    else {
        panic!("{made:?}")
    };
    assert_eq!((picture.width_px, picture.height_px), (4, 4));
    assert_eq!(picture.shown_pt, Some(25.0));
}

#[test]
fn a_text_without_words_is_named_by_what_it_holds() {
    let made =
        paper(r"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 3}}}}{\object{\*\objdata 0105}}\par");
    let said: String = made.flow.blocks.iter().map(Block::plain_text).collect();
    let what = "a drawing without words and an object of another program";
    assert_eq!(said, format!("Not shown here: {what}.\n"));
    assert!(made.warnings[0].contains("Keep its layout"));
    assert_eq!(read(br"{\rtf1\par}"), Err(Problem::Empty));
}

#[test]
fn what_stands_beside_words_and_is_not_read_is_named_by_kind_and_count() {
    let shape = |kind: u8| format!(r"{{\shp{{\*\shpinst{{\sp{{\sn shapeType}}{{\sv {kind}}}}}}}}}");
    let (arrow, rectangle) = (shape(13), shape(1));
    let object = r"{\object{\*\objdata 0105}}";
    let paper = paper(&format!(r"words{arrow}{rectangle}{object}\par"));
    assert_eq!(sketch(&paper.flow.blocks), ["words"]);
    let what = "a drawing without words and an object of another program are left out.";
    assert_eq!(paper.flow.left_out, [what]);
    let shown = super::tests::paper(&format!(
        r"words{{\object{{\*\objdata 0105}}{{\result shown}}}}{rectangle}\par"
    ));
    assert_eq!(shown.flow.left_out, [""; 0]);
}

#[test]
fn fields_of_forms_show_what_is_ticked_and_chosen() {
    let field = |code: &str, data: &str, result: &str| {
        format!(
            r"{{\field{{\*\fldinst {{{code} }}{{\*\formfield{{{data}}}}}}}{{\fldrslt {result}}}}}"
        )
    };
    let list = r"\fftype2\ffres25\ffdefres1{\*\ffname where}{\*\ffl London}{\*\ffl Oslo}";
    assert_eq!(words(&field("FORMDROPDOWN", list, "")), "Oslo\n");
    let chosen = list.replace("ffres25", "ffres0");
    assert_eq!(words(&field("FORMDROPDOWN", &chosen, "")), "London\n");
    let ticked = field("FORMCHECKBOX", r"\fftype1\ffres1", "");
    assert_eq!(words(&(ticked + " yes")), "☒ yes\n");
    assert_eq!(words(&field("FORMTEXT", r"\fftype0", "7 May")), "7 May\n");
    let reading = r"{\field{\*\fldinst EQ \\* jc2 \\o\\ad(\\s\\up 9(kan),word)}{\fldrslt }}";
    assert_eq!(words(reading), "word (kan)\n");
}
