//! What is shown of pictures, and which are not.

use super::*;
use crate::pack::Media;

fn inline(inner: &str) -> String {
    format!("<w:p><w:r><w:drawing><wp:inline>{inner}</wp:inline></w:drawing></w:r></w:p>")
}

#[test]
fn what_is_cropped_away_is_not_in_the_pack() {
    let image = crate::typeset::testing::picture(8, 4, Media::Png, 1);
    let blip = "<pic:pic><pic:blipFill><a:blip r:embed='map'/><a:srcRect r='50000'/>\
                </pic:blipFill></pic:pic>";
    let all_cut = blip.replace("50000", "100000");
    let vml = "<w:p><w:r><w:pict><v:shape><v:imagedata r:id='map' cropbottom='32768f'/></v:shape>\
               </w:pict></w:r></w:p>";
    let whole = blip.replace("r='50000'", "");
    let xml = [
        inline(blip),
        vml.to_owned(),
        inline(&whole),
        inline(&all_cut),
    ]
    .concat();
    let paper = docx(&xml)
        .file("map", "image", "map.png", &image.bytes)
        .read();
    let sizes: Vec<_> = paper
        .flow
        .blocks
        .iter()
        .map(|block| match block {
            Block::Figure { picture, .. } => {
                let picture = picture.as_ref().map_err(String::as_str)?;
                let held = image::load_from_memory(&picture.bytes).unwrap();
                assert_eq!(held.width(), picture.width_px);
                Ok((picture.width_px, picture.height_px))
            }
            other => panic!("a picture: {other:?}"),
        })
        .collect();
    assert_eq!(
        sizes,
        [
            Ok((4, 4)),
            Ok((8, 2)),
            Ok((8, 4)),
            Err("it is completely cropped")
        ]
    );
}

#[test]
fn hidden_shapes_are_left_out_and_told() {
    let words = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(words));
    let shape = |hidden: &str, inner: &str| {
        format!(
            "<wps:wsp><wps:cNvPr hidden='{hidden}'/>{}</wps:wsp>",
            words(inner)
        )
    };
    let group = format!(
        "<wps:wgp>{}{}</wps:wgp>",
        shape("1", "unseen"),
        shape("0", "seen")
    );
    let picture = "<pic:pic><pic:nvPicPr><pic:cNvPr hidden='true'/></pic:nvPicPr>\
                   <a:blip r:embed='none'/></pic:pic>";
    let paper = docx(&(inline(&group) + &inline(picture))).read();
    assert_eq!(sketch(&paper.flow.blocks), ["seen"]);
    assert_eq!(paper.warnings, ["Hidden pictures and shapes are left out."]);
}

#[test]
fn pictures_are_as_wide_as_the_document_shows_them() {
    let image = crate::typeset::testing::picture(8, 4, Media::Png, 1);
    let blip = "<a:blip r:embed='map'/>";
    let extent = "<wp:extent cx='914400' cy='1'/>";
    let own = "<pic:spPr><a:xfrm><a:ext cx='457200' cy='1'/></a:xfrm></pic:spPr>";
    let xml = [
        inline(&format!("{extent}<pic:pic>{blip}</pic:pic>")),
        inline(&format!("{extent}<pic:pic>{blip}{own}</pic:pic>")),
        inline(&format!("<pic:pic>{blip}</pic:pic>")),
        inline(&format!(
            "{extent}<wps:wgp><pic:pic>{blip}{own}</pic:pic></wps:wgp>"
        )),
        inline(&format!(
            "{extent}<wps:wgp><wps:grpSp><pic:pic>{blip}</pic:pic></wps:grpSp></wps:wgp>"
        )),
        "<w:p><w:r><w:pict><v:shape style='height:1pt; width:50pt'><v:imagedata r:id='map'/>\
         </v:shape></w:pict></w:r></w:p>"
            .to_owned(),
    ]
    .concat();
    let paper = docx(&xml)
        .file("map", "image", "map.png", &image.bytes)
        .read();
    let widths = paper.flow.blocks.iter().map(|block| match block {
        Block::Figure {
            picture: Ok(picture),
            ..
        } => picture.shown_pt,
        other => panic!("a picture: {other:?}"),
    });
    let rounded = |width: Option<f32>| width.map(|width| width.round() as u32);
    let widths: Vec<_> = widths.map(rounded).collect();
    assert_eq!(widths, [Some(72), Some(36), None, None, None, Some(50)]);
}
