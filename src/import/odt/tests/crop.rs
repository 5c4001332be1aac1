//! Pictures of which a part is shown.

use super::*;

#[test]
fn a_cropped_picture_is_cut_or_told() {
    let image = crate::typeset::testing::picture(4, 4, Media::Png, 1);
    let paper = |clip: &str, size: &str| {
        let styles = format!(
            "<style:style style:name='fr1'><style:graphic-properties fo:clip='{clip}'/></style:style>"
        );
        let frame = format!(
            "<text:p><draw:frame draw:style-name='fr1' {size}><draw:image \
             xlink:href='Pictures/a.png'/></draw:frame></text:p>"
        );
        let content = content(&styles, &frame);
        let parts = [
            ("content.xml", content.as_bytes()),
            ("Pictures/a.png", &image.bytes),
        ];
        read(&archive(&parts)).unwrap()
    };
    let size = "svg:width='10pt' svg:height='20pt'";
    for (clip, size, width_px, warnings) in [
        ("rect(0cm, 0cm, 0.00cm, 0cm)", "", 4, 0),
        ("rect(0cm, 1.5cm, 0cm, 0cm)", "", 4, 1),
        ("rect(0pt, 1.5pt, 0pt, 0pt)", size, 2, 0),
    ] {
        let paper = paper(clip, size);
        assert_eq!(paper.warnings.len(), warnings, "{clip}");
        let [
            Block::Figure {
                picture: Ok(picture),
                ..
            },
        ] = &paper.flow.blocks[..]
        else {
            panic!("{paper:?}")
        };
        assert_eq!(picture.width_px, width_px);
        let shown_pt = (!size.is_empty()).then_some(10.0);
        assert_eq!(picture.shown_pt, shown_pt);
    }
}
