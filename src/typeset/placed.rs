//! Lines of text at given places, on transparent pages: what forms are filled in with where their
//! own fonts lack a character.

use super::Typeset;
use super::face::{Face, Run};
use super::page::{Color, Page};
use super::strip::Strip;
use super::style::Size;
use super::text::Typesetter;

/// A line of text at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedLine {
    /// What it says.
    pub text: String,
    /// Its left end, in points from the left edge.
    pub x_pt: f32,
    /// Its baseline, in points from the top.
    pub baseline_pt: f32,
    /// Its type size in points.
    pub size_pt: f32,
    /// Its colour.
    pub color: Color,
}

/// A page with nothing but such lines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PlacedLines {
    /// Its width in points.
    pub width_pt: f32,
    /// Its height in points.
    pub height_pt: f32,
    /// The lines, in reading order.
    pub lines: Vec<PlacedLine>,
}

/// Measures text in the face that [`placed_lines`] sets it in.
pub struct Ruler(Typesetter);

impl Default for Ruler {
    fn default() -> Self {
        Self(Typesetter::new(""))
    }
}

impl Ruler {
    /// The width of a text of one line, as a part of its type size.
    pub fn width(&mut self, text: &str) -> f32 {
        const SIZE_PT: f32 = 100.0;
        // What stands at the end counts too, and is measured only before something else.
        let with_end = self
            .0
            .single(&[Run::new(&format!("{text}|"), face(SIZE_PT), None)]);
        let end = self.0.single(&[Run::new("|", face(SIZE_PT), None)]);
        (with_end.right - end.right) / SIZE_PT
    }
}

/// Sets a page for each of these.
pub fn placed_lines(all: &[PlacedLines]) -> Typeset {
    let mut setter = Typesetter::new("");
    let pages = all.iter().map(|placed| page(&mut setter, placed)).collect();
    setter.finish(pages)
}

fn page(setter: &mut Typesetter, placed: &PlacedLines) -> Page {
    let mut page = Page {
        width_pt: placed.width_pt,
        height_pt: placed.height_pt,
        ..Page::default()
    };
    for line in &placed.lines {
        let set = setter.single(&[Run::new(
            &line.text,
            face(line.size_pt).colored(line.color),
            None,
        )]);
        let top = line.baseline_pt - set.baseline;
        let mut strip = Strip::default();
        strip.place(set, line.x_pt, top);
        page.ink.append(&mut strip.ink);
    }
    page
}

fn face(size_pt: f32) -> Face {
    Face::new(Size {
        size_pt,
        leading_pt: size_pt * 1.2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typeset::page::Shape;

    #[test]
    fn lines_stand_on_their_baselines() {
        let line = PlacedLine {
            text: "Київ".to_owned(),
            x_pt: 10.0,
            baseline_pt: 15.0,
            size_pt: 9.0,
            color: Color(1, 2, 3),
        };
        let set = placed_lines(&[PlacedLines {
            width_pt: 100.0,
            height_pt: 20.0,
            lines: vec![line],
        }]);
        let Shape::Text(run) = &set.pages[0].ink[0].shape else {
            panic!("text")
        };
        assert!((run.x - 10.0).abs() < 0.01 && (run.y - 15.0).abs() < 0.01);
        assert_eq!((run.size_pt, run.color), (9.0, Color(1, 2, 3)));
        let wide = Ruler::default().width("Київ ");
        let measured = run.width() / 9.0;
        assert!(
            wide > measured && wide < measured + 0.4,
            "{wide} {measured}"
        );
    }
}
