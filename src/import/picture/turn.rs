//! Pictures that the person has turned.

use crate::pack::Turn;

/// The EXIF orientation (tag 0x0112) of a picture that is turned by the person as well.
pub fn turned(orientation: u8, turn: Turn) -> u8 {
    let quarters = turn.degrees() / 90;
    (0..quarters).fold(orientation, |orientation, _| quarter_right(orientation))
}

/// A quarter further clockwise. The first four are plain turns; the others are mirrored.
fn quarter_right(orientation: u8) -> u8 {
    match orientation {
        6 => 3,
        3 => 8,
        8 => 1,
        2 => 7,
        7 => 4,
        4 => 5,
        5 => 2,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    use image::metadata::Orientation;
    use image::{DynamicImage, RgbImage};

    use super::*;

    #[test]
    fn turns_come_on_top_of_how_the_picture_stands() {
        let stored = RgbImage::from_fn(3, 2, |x, y| image::Rgb([x as u8, y as u8, 0]));
        let shown = |orientation: u8| {
            let mut image = DynamicImage::ImageRgb8(stored.clone());
            image.apply_orientation(Orientation::from_exif(orientation).unwrap());
            image
        };
        for orientation in 1..=8 {
            for turn in Turn::ALL {
                let expected = match turn {
                    Turn::None => shown(orientation),
                    Turn::Right => shown(orientation).rotate90(),
                    Turn::Half => shown(orientation).rotate180(),
                    Turn::Left => shown(orientation).rotate270(),
                };
                assert_eq!(shown(turned(orientation, turn)), expected);
            }
        }
    }
}
