//! A page drawn as a sheet of paper.

use eframe::egui::{self, Color32, CornerRadius, Mesh, Pos2, Rect, Shadow, Shape, Ui, pos2};

use crate::app::state::pages::thumbnails::{ThumbnailPage, Thumbnails};
use crate::app::view::theme::Palette;
use crate::pack::Turn;

/// Draws a page as a sheet of paper that fills `rect`.
pub fn paint(thumbnails: &mut Thumbnails, ui: &Ui, rect: Rect, leaf: ThumbnailPage, tint: Color32) {
    paint_paper(ui, rect, tint);
    let width = match leaf.turn {
        Turn::None | Turn::Half => rect.width(),
        Turn::Right | Turn::Left => rect.height(),
    };
    if let Some(texture) = thumbnails.picture(ui, leaf, width) {
        let mesh = turned(rect, texture, leaf.turn, tint);
        ui.painter().add(Shape::mesh(mesh));
    }
}

/// Draws a blank sheet of paper.
fn paint_paper(ui: &Ui, rect: Rect, tint: Color32) {
    let shadow = Shadow {
        offset: [0, 1],
        blur: 6,
        spread: 0,
        color: Color32::from_black_alpha(50),
    };
    ui.painter().add(shadow.as_shape(rect, CornerRadius::ZERO));
    ui.painter().rect_filled(rect, CornerRadius::ZERO, tint);
    let line = egui::Stroke::new(1.0, Palette::of(ui).line);
    ui.painter()
        .rect_stroke(rect, CornerRadius::ZERO, line, egui::StrokeKind::Outside);
}

/// A picture in a rectangle, turned.
fn turned(rect: Rect, texture: egui::TextureId, turn: Turn, tint: Color32) -> Mesh {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
    ];
    let mut mesh = Mesh::with_texture(texture);
    for (corner, uv) in corners.into_iter().zip(picture_corners(turn)) {
        let vertex = egui::epaint::Vertex {
            pos: corner,
            uv,
            color: tint,
        };
        mesh.vertices.push(vertex);
    }
    mesh.indices.extend([0, 1, 2, 0, 2, 3]);
    mesh
}

/// Which corners of the upright picture come to lie at the upper left, upper right, lower right
/// and lower left.
fn picture_corners(turn: Turn) -> [Pos2; 4] {
    let mut corners = [
        pos2(0.0, 0.0),
        pos2(1.0, 0.0),
        pos2(1.0, 1.0),
        pos2(0.0, 1.0),
    ];
    corners.rotate_right(match turn {
        Turn::None => 0,
        Turn::Right => 1,
        Turn::Half => 2,
        Turn::Left => 3,
    });
    corners
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_turned_right_has_its_lower_left_corner_at_the_upper_left() {
        assert_eq!(picture_corners(Turn::None)[0], pos2(0.0, 0.0));
        assert_eq!(picture_corners(Turn::Right)[0], pos2(0.0, 1.0));
        assert_eq!(picture_corners(Turn::Half)[0], pos2(1.0, 1.0));
        assert_eq!(picture_corners(Turn::Left)[0], pos2(1.0, 0.0));
    }
}
