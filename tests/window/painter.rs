//! Draws the window without a graphics card, so that its pictures are the same on every machine
//! and nothing need be built or installed for them.

use std::collections::HashMap;

use eframe::egui::{
    ClippedPrimitive, Color32, ColorImage, Context, FullOutput, ImageData, Pos2, TextureId,
    TexturesDelta,
    epaint::{Primitive, Vertex},
};
use egui_kittest::TestRenderer;
use image::{Rgba, RgbaImage};

/// The textures, and what draws with them.
#[derive(Default)]
pub struct Painter {
    textures: HashMap<TextureId, ColorImage>,
}

impl TestRenderer for Painter {
    fn handle_delta(&mut self, delta: &mut TexturesDelta) {
        for (id, changes) in delta.set.drain() {
            for change in changes {
                let ImageData::Color(image) = change.image;
                match (change.pos, self.textures.get_mut(&id)) {
                    (Some([left, top]), Some(texture)) => {
                        for y in 0..image.height() {
                            for x in 0..image.width() {
                                texture[(left + x, top + y)] = image[(x, y)];
                            }
                        }
                    }
                    _ => {
                        self.textures.insert(id, ColorImage::clone(&image));
                    }
                }
            }
        }
        for id in delta.free.drain() {
            self.textures.remove(&id);
        }
    }

    fn render(&mut self, ctx: &Context, output: &FullOutput) -> Result<RgbaImage, String> {
        let scale = ctx.pixels_per_point();
        let size = ctx.content_rect().size() * scale;
        let mut picture = RgbaImage::new(size.x.round() as u32, size.y.round() as u32);
        for ClippedPrimitive {
            clip_rect,
            primitive,
        } in ctx.tessellate(output.shapes.clone(), scale)
        {
            let Primitive::Mesh(mesh) = primitive else {
                return Err("only meshes can be drawn".to_owned());
            };
            let texture = self.textures.get(&mesh.texture_id);
            let texture = texture.ok_or_else(|| format!("no texture {:?}", mesh.texture_id))?;
            let edge = |at: Pos2| [at.x, at.y].map(|at| (at * scale).round().max(0.0) as u32);
            let clip = [edge(clip_rect.min), edge(clip_rect.max)];
            for corners in mesh.indices.as_chunks::<3>().0 {
                let corners = corners.map(|index| {
                    let mut corner = mesh.vertices[index as usize];
                    corner.pos = (corner.pos.to_vec2() * scale).to_pos2();
                    corner
                });
                draw(&mut picture, clip, corners, texture);
            }
        }
        Ok(picture)
    }
}

/// Draws the pixels whose middle lies in a triangle. Of the middles on an edge those belong to it
/// that lie at its left or top, so that two triangles never draw the same pixel.
fn draw(picture: &mut RgbaImage, clip: [[u32; 2]; 2], corners: [Vertex; 3], texture: &ColorImage) {
    let [a, b, c] = corners;
    let area = cross(a.pos, b.pos, c.pos);
    if area == 0.0 {
        return;
    }
    let [a, b, c] = if area > 0.0 { [a, b, c] } else { [a, c, b] };
    let area = area.abs();
    let owns_edge = |from: Pos2, to: Pos2| to.y < from.y || (to.y == from.y && to.x > from.x);
    let edges = [(b.pos, c.pos), (c.pos, a.pos), (a.pos, b.pos)];
    let [xs, ys] = [
        [a, b, c].map(|corner| corner.pos.x),
        [a, b, c].map(|corner| corner.pos.y),
    ];
    let least = |all: [f32; 3]| all.into_iter().fold(f32::MAX, f32::min).floor().max(0.0) as u32;
    let most = |all: [f32; 3]| all.into_iter().fold(0.0, f32::max).ceil() as u32;
    let right = clip[1][0].min(picture.width()).min(most(xs));
    let bottom = clip[1][1].min(picture.height()).min(most(ys));
    for y in clip[0][1].max(least(ys))..bottom {
        for x in clip[0][0].max(least(xs))..right {
            let middle = Pos2::new(x as f32 + 0.5, y as f32 + 0.5);
            let sides = edges.map(|(from, to)| cross(from, to, middle));
            let is_inside = std::iter::zip(sides, edges)
                .all(|(side, (from, to))| side > 0.0 || (side == 0.0 && owns_edge(from, to)));
            if !is_inside {
                continue;
            }
            let [of_a, of_b, of_c] = sides.map(|side| side / area);
            let mix = |of: fn(&Vertex) -> f32| of_a * of(&a) + of_b * of(&b) + of_c * of(&c);
            let tint = [
                mix(|corner| f32::from(corner.color.r())),
                mix(|corner| f32::from(corner.color.g())),
                mix(|corner| f32::from(corner.color.b())),
                mix(|corner| f32::from(corner.color.a())),
            ];
            let paint = sample(
                texture,
                mix(|corner| corner.uv.x),
                mix(|corner| corner.uv.y),
            );
            let paint: [f32; 4] = std::array::from_fn(|of| tint[of] * paint[of] / 255.0);
            let Rgba(under) = *picture.get_pixel(x, y);
            let left = 1.0 - paint[3] / 255.0;
            let mixed = std::array::from_fn(|of| {
                (f32::from(under[of]) * left + paint[of])
                    .round()
                    .clamp(0.0, 255.0) as u8
            });
            picture.put_pixel(x, y, Rgba(mixed));
        }
    }
}

/// Twice the area of a triangle; positive where it turns right on the screen.
fn cross(a: Pos2, b: Pos2, c: Pos2) -> f32 {
    (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
}

/// The colour of a texture at a place, between its four nearest pixels.
fn sample(texture: &ColorImage, u: f32, v: f32) -> [f32; 4] {
    let (width, height) = (texture.width(), texture.height());
    let along = |at: f32, size: usize| {
        let at = (at * size as f32 - 0.5).clamp(0.0, (size - 1) as f32);
        let first = at as usize;
        (first, (first + 1).min(size - 1), at.fract())
    };
    let (left, right, x) = along(u, width);
    let (top, bottom, y) = along(v, height);
    let at = |x: usize, y: usize| -> Color32 { texture.pixels[y * width + x] };
    let of = |colour: Color32| colour.to_array().map(f32::from);
    let (nw, ne) = (of(at(left, top)), of(at(right, top)));
    let (sw, se) = (of(at(left, bottom)), of(at(right, bottom)));
    std::array::from_fn(|of| {
        (nw[of] * (1.0 - x) + ne[of] * x) * (1.0 - y) + (sw[of] * (1.0 - x) + se[of] * x) * y
    })
}
