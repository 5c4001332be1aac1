//! How much of a picture a frame shows.

use super::super::office::points;
use super::super::picture::Crop;

/// The resolutions that pictures are commonly taken to have where programs reckon their size, in
/// pixels to the inch.
const USUAL: [f32; 15] = [
    72.0, 75.0, 96.0, 100.0, 120.0, 144.0, 150.0, 192.0, 200.0, 220.0, 240.0, 300.0, 330.0, 400.0,
    600.0,
];
/// How near to one of them what is reckoned must come, as a part of it.
const NEAR: f32 = 0.02;
/// How far the shape of the frame must be from that of the picture, as a part of its width: nearer to
/// it, lengths that were rounded say nothing of the resolution.
const LEAST_CHANGE: f32 = 0.05;
/// All of a side, in the unit of [`Crop`].
const WHOLE: f32 = 100_000.0;

/// What a frame of this size, in points, cuts off a picture of this size, in pixels, by its
/// `fo:clip` (ISO 26300, `style:graphic-properties`). That is written in lengths, by a resolution
/// that each program reckons for itself: it is the one at which what is left has the shape of the
/// frame. `None` where that is no usual one, so that nothing is cut by a guess.
pub fn crop(clip: &str, picture_px: (u32, u32), frame_pt: (f32, f32)) -> Option<Crop> {
    let [top, right, bottom, left] = sides(clip)?;
    let (width, height) = (picture_px.0 as f32, picture_px.1 as f32);
    let shape = frame_pt.0 / frame_pt.1;
    let change = (width - shape * height).abs();
    if change.is_nan() || change <= LEAST_CHANGE * width {
        return None;
    }
    // (width * pixel_pt - left - right) / (height * pixel_pt - top - bottom) = shape
    let pixel_pt = (left + right - shape * (top + bottom)) / (width - shape * height);
    let by_inch = 72.0 / pixel_pt;
    let usual = USUAL
        .iter()
        .find(|usual| (by_inch / **usual - 1.0).abs() < NEAR)?;
    let pixel_pt = 72.0 / usual;
    let part = |cut: f32, side: f32| (cut.max(0.0) / (side * pixel_pt) * WHOLE).round() as u32;
    Some(Crop {
        left: part(left, width),
        top: part(top, height),
        right: part(right, width),
        bottom: part(bottom, height),
    })
}

/// What is cut off at the top, right, bottom and left, in points.
fn sides(clip: &str) -> Option<[f32; 4]> {
    let sides = clip.trim().strip_prefix("rect(")?.strip_suffix(')')?;
    let mut sides = sides.split([',', ' ']).filter(|side| !side.is_empty());
    let mut next = || match sides.next()? {
        "auto" => Some(0.0),
        side => points(side),
    };
    Some([next()?, next()?, next()?, next()?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_the_frame_tells_the_resolution() {
        // 960 by 480 pixels at 96 to the inch are 720 by 360 points.
        let clip = "rect(0pt, 180pt, 0pt, 180pt)";
        let half = crop(clip, (960, 480), (100.0, 100.0)).unwrap();
        assert_eq!((half.left, half.right), (25_000, 25_000));
        assert_eq!((half.top, half.bottom), (0, 0));
        let clip = "rect(auto 1in 0cm 0in)";
        let frame = (460.8 - 72.0, 230.4);
        let cut = crop(clip, (960, 480), frame).unwrap();
        assert_eq!((cut.left, cut.right), (0, 15_625));
    }

    #[test]
    fn nothing_is_cut_by_a_guess() {
        for (clip, frame) in [
            ("rect(0pt, 180pt, 0pt, 180pt)", (130.0, 100.0)),
            ("rect(10pt, 20pt, 10pt, 20pt)", (200.0, 100.0)),
            ("rect(0pt, 180pt)", (100.0, 100.0)),
            // At 96 pixels to the inch, but the rounding says 192.
            ("rect(36pt, 71.906pt, 36pt, 71.906pt)", (576.5, 288.0)),
            ("none", (100.0, 100.0)),
        ] {
            assert_eq!(crop(clip, (960, 480), frame), None, "{clip}");
        }
        assert_eq!(crop("rect(1pt,1pt,1pt,1pt)", (0, 0), (0.0, 0.0)), None);
    }
}
