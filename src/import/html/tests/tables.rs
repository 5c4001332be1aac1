//! Tables, lists and forms of web pages.

use super::*;

#[test]
fn tables_of_data_are_kept_and_those_for_layout_unwrapped() {
    let made = blocks(
        "<table><caption>Lamps</caption><thead><tr><th>Room<th colspan=2>Count</thead>\
         <tr><th rowspan=2>Hall<td>1<td><p>2</p><p>3</p><tr><td>4<td>5</table>",
    );
    let [Block::Paragraph(_), Block::Table(table)] = made.as_slice() else {
        panic!("{made:?}");
    };
    let (head, rows) = &table.texts();
    let words = |row: &[Text]| {
        row.iter()
            .map(crate::import::prose::plain)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(head), ["Room", "Count", ""]);
    assert_eq!(words(&rows[0]), ["Hall", "1", "2\n3"]);
    assert_eq!(words(&rows[1]), ["", "4", "5"]);
    for layout in [
        "<table><tr><td><p>a<td><table><tr><td>b<td>c</table></table>",
        "<table role=presentation><tr><td>a<td>b</table>",
        "<table><tr><td><h2>a</h2><td>b</table>",
        "<table><tr><td>&nbsp;<td>a<td></table>",
    ] {
        assert!(
            !matches!(blocks(layout)[0], Block::Table { .. }),
            "{layout}"
        );
    }
}

#[test]
fn lists_are_numbered_as_they_say() {
    for (list, expected) in [
        (
            "<ol start=4><li>fourth<li value=9>ninth<li>tenth</ol>",
            &["4[fourth]", "9[ninth, tenth]"][..],
        ),
        (
            "<ol type=a reversed><li>x<li>y<li>z</ol>",
            &["0+30:c.\tx", "0+30:b.\ty", "0+30:a.\tz"],
        ),
        (
            "<ol style='list-style-type: lower-roman' start=4><li>x<li>y</ol>",
            &["0+30:iv.\tx", "0+30:v.\ty"],
        ),
        ("<ul><li>x<li value=7>y</ul>", &["*[x, y]"]),
        ("<ol reversed><li>x<li>y</ol>", &["2[x]", "1[y]"]),
        ("<ol start=-1><li>x</ol>", &["0+30:-1.\tx"]),
    ] {
        assert_eq!(
            crate::import::office::testing::sketch(&blocks(list)),
            expected
        );
    }
}

#[test]
fn controls_of_forms_show_their_state() {
    let form = "<p><input type=checkbox checked> ticked <input type=checkbox> empty \
        <input type=radio checked> one <input value='typed'> <input type=hidden value=no>\
        <select><option>A<option selected>B</select> <textarea>area</textarea>\
        <input type=submit value=Send></p><p><span style='font-family:Wingdings'>þ</span> done</p>";
    assert_eq!(
        plain(&blocks(form)),
        "☑ ticked ☐ empty ● one typed B area\n☑ done\n"
    );
}

#[test]
fn cells_reach_and_look_as_they_say() {
    let made = blocks(
        "<table border=1><tr><th>Town<th>State<th>Note<tr bgcolor=#eeeeee><td rowspan=0>York\
         <td style='background:green;text-align:right'>open<td valign=middle>1<br><br>3\
         <tr><td bgcolor=red>shut<td><p>a</p><p>&nbsp;</p><p>b</p></table>",
    );
    let Block::Table(table) = &made[0] else {
        panic!("{made:?}")
    };
    assert_eq!((table.head_rows, table.rules), (1, Rules::OfCells));
    let [york, open, note] = table.rows[1].as_slice() else {
        panic!("{table:?}")
    };
    assert_eq!((york.rows, york.ground), (2, Some(Rgb(0xEE, 0xEE, 0xEE))));
    assert_eq!(
        (open.ground, open.align),
        (Some(Rgb(0, 128, 0)), Some(CellAlign::End))
    );
    assert_eq!(note.stands, Stands::Middle);
    assert_eq!(note.blocks[0].plain_text(), "1\n\n3\n");
    assert!(note.edges.top.is_drawn());
    let [shut, lines] = table.rows[2].as_slice() else {
        panic!("{table:?}")
    };
    assert_eq!(shut.ground, Some(Rgb(255, 0, 0)));
    assert_eq!(lines.blocks.len(), 3);
}

#[test]
fn lists_of_outlook_are_lists() {
    let item = |level: u8, label: &str, words: &str| {
        format!(
            "<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level{level} lfo1'>\
             <![if !supportLists]><span><span style='mso-list:Ignore'>{label}<span>&nbsp; </span>\
             </span></span><![endif]>{words}</p>\n"
        )
    };
    let html = format!(
        "<div><p>Points:</p>{}{}{}<p>Then</p>{}{}{}</div>",
        item(1, "·", "roses"),
        item(2, "o", "red"),
        item(1, "·", "violets"),
        item(1, "3.", "three"),
        item(1, "4.", "four"),
        item(1, "(a)", "other"),
    );
    let made = mail_body(&html, &|_| None).unwrap();
    let [
        _,
        Block::List { start: None, items },
        _,
        Block::List {
            start: Some(3),
            items: numbered,
        },
        last,
    ] = made.as_slice()
    else {
        panic!("{made:?}");
    };
    assert_eq!(plain(&items[0]), "roses\nred\n");
    assert_eq!(
        (plain(&items[1]), numbered.len()),
        ("violets\n".to_owned(), 2)
    );
    assert!(last.plain_text().starts_with("(a)"), "{last:?}");
}

#[test]
fn cells_that_reach_absurdly_far_are_cut_back() {
    let started = Instant::now();
    let made = blocks(
        "<table><tr><th>a<th>b<tr><td colspan=4000000000 rowspan=4000000000>c<td>d<tr><td>e<td>f</table>",
    );
    let Block::Table(table) = &made[0] else {
        panic!("{made:?}");
    };
    let (_, rows) = table.texts();
    assert!(rows.iter().all(|row| row.len() <= 64));
    for word in ["c", "d", "e", "f"] {
        assert!(plain(&made).contains(word), "{word}");
    }
    let wide = format!("<table><tr><th>h{}</table>", "<td>x".repeat(10_000));
    assert_eq!(plain(&blocks(&wide)).matches('x').count(), 10_000);
    assert!(started.elapsed().as_secs() < 10);
}
