//! Where paragraphs stand between the margins.

use super::*;

#[test]
fn paragraphs_keep_to_their_side_and_tabs_keep_their_stops() {
    let style = |name: &str, inner: &str| {
        format!(
            "<style:style style:name='{name}'><style:paragraph-properties {inner}\
             </style:style>"
        )
    };
    let styles = [
        style("C", "fo:text-align='center'/>"),
        style("R", "fo:text-align='end'/>"),
        style("I", "fo:margin-left='1in' fo:text-indent='-0.5in'/>"),
        style(
            "T",
            "fo:margin-left='10pt'><style:tab-stops><style:tab-stop style:position='6in' \
             style:type='right'/></style:tab-stops></style:paragraph-properties>",
        ),
    ]
    .concat();
    let p =
        |style: &str, words: &str| format!("<text:p text:style-name='{style}'>{words}</text:p>");
    let text = [
        p("C", "Middle"),
        p("R", "12 May"),
        p("I", "1.<text:tab/>Hangs"),
        p("T", "Left<text:tab/>Right"),
        p("None", "<text:tab/><text:tab/><text:tab/>Signed"),
    ]
    .concat();
    let blocks = paper(&styles, &text).flow.blocks;
    assert_eq!(
        sketch(&blocks),
        [
            "<>Middle",
            ">>12 May",
            "36+36:1.\tHangs",
            "10+0:Left\tRight",
            "108+0:Signed",
        ]
    );
    let Block::Placed { place, .. } = &blocks[3] else {
        panic!("{blocks:?}")
    };
    assert!(place.stops[0].is_end && (place.stops[0].at_pt - 432.0).abs() < 0.01);
}
