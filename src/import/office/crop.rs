//! How much of a picture an office document shows.

use roxmltree::Node;

use super::super::picture::Crop;
use super::{attribute, child};

/// What is cut off a picture, as the `srcRect` beside its `blip` says it (ECMA-376 part 1,
/// 20.1.8.55). Less than nothing is space around it, which is not kept.
pub fn crop_beside(blip: Node<'_, '_>) -> Crop {
    let Some(cut) = blip.parent().and_then(|fill| child(fill, "srcRect")) else {
        return Crop::default();
    };
    let side = |name: &str| attribute(cut, name).map_or(0, percentage);
    Crop {
        left: side("l"),
        top: side("t"),
        right: side("r"),
        bottom: side("b"),
    }
}

/// What is cut off a picture in VML: `cropleft` and so on (ECMA-376 part 4, 19.1.2.11).
pub fn crop_of_vml(image: Node<'_, '_>) -> Crop {
    let side = |name: &str| attribute(image, name).map_or(0, fraction);
    Crop {
        left: side("cropleft"),
        top: side("croptop"),
        right: side("cropright"),
        bottom: side("cropbottom"),
    }
}

/// `"50000"`, or `"50%"` in the strict edition of the standard, in thousandths of a percent.
fn percentage(value: &str) -> u32 {
    match value.trim().strip_suffix('%') {
        Some(percent) => rounded(number(percent) * 1_000.0),
        None => rounded(number(value)),
    }
}

/// `"0.5"`, or `"32768f"` in parts of 65,536, in thousandths of a percent.
fn fraction(value: &str) -> u32 {
    let part = match value.trim().strip_suffix('f') {
        Some(parts) => number(parts) / 65_536.0,
        None => number(value),
    };
    rounded(part * 100_000.0)
}

fn number(value: &str) -> f64 {
    value.trim().parse().unwrap_or(0.0)
}

/// A cast cuts off at both ends of what the type holds.
fn rounded(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::super::{descendant, parse};
    use super::*;

    #[test]
    fn crops_are_read_in_every_spelling() {
        for (sides, left, right) in [
            ("l='25000' r='50000'", 25_000, 50_000),
            ("l='25%' r='0.5%'", 25_000, 500),
            ("l='-5000' r='words'", 0, 0),
        ] {
            let xml = format!("<f><blip/><srcRect {sides}/></f>");
            let document = parse(&xml).unwrap();
            let crop = crop_beside(descendant(document.root_element(), "blip").unwrap());
            assert_eq!((crop.left, crop.right), (left, right), "{sides}");
            assert_eq!((crop.top, crop.bottom), (0, 0));
        }
        let document = parse("<i cropleft='16384f' croptop='.5' cropright='-9f'/>").unwrap();
        let crop = crop_of_vml(document.root_element());
        assert_eq!((crop.left, crop.top, crop.right), (25_000, 50_000, 0));
    }
}
