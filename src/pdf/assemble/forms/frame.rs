//! The ground and border of a widget, and how it is turned (PDF 1.7, tables 166 and 189).

use lopdf::{Dictionary, Document, Object, dictionary};

use super::style::Colour;
use super::texts::decoded;
use crate::pdf::assemble::numbers::push_number;
use crate::pdf::boxes::to_number;
use crate::pdf::lookup::{array_at, dictionary_at, entry, name_at, number, number_at, resolve};

/// The shape of the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    Plain,
    Round,
}

/// How a border is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Border {
    Solid,
    Dashed,
    Underline,
}

/// A widget as it is drawn, before anything is written in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Frame {
    /// Width and height in points, before it is turned.
    pub width: f64,
    pub height: f64,
    /// The caption of a button.
    pub caption: String,
    /// How far it is turned against the clock, in degrees.
    turn: i64,
    thickness: f64,
    border: Border,
    line: Option<Colour>,
    ground: Option<Colour>,
    shape: Ground,
}

impl Frame {
    /// `None` where the widget has no area.
    pub(super) fn of(document: &Document, widget: &Dictionary, shape: Ground) -> Option<Self> {
        let corners = array_at(document, widget, b"Rect").iter();
        let corners = corners.map(|corner| number(resolve(document, corner)));
        let corners = corners.collect::<Option<Vec<f64>>>()?;
        let &[x0, y0, x1, y1] = corners.as_slice() else {
            return None;
        };
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        let is_area = |side: f64| (0.5..1e5).contains(&side);
        if !is_area(width) || !is_area(height) {
            return None;
        }
        let nothing = Dictionary::new();
        let look = dictionary_at(document, widget, b"MK").unwrap_or(&nothing);
        let turn = number_at(document, look, b"R").unwrap_or(0.0) as i64;
        let turn = turn.rem_euclid(360) / 90 * 90;
        let (width, height) = match turn {
            90 | 270 => (height, width),
            _ => (width, height),
        };
        let style = dictionary_at(document, widget, b"BS");
        let of_border = || {
            let border = array_at(document, widget, b"Border");
            border.get(2).and_then(|it| number(resolve(document, it)))
        };
        let thickness = match style {
            Some(style) => number_at(document, style, b"W"),
            None => of_border(),
        };
        let border = match style.and_then(|style| name_at(document, style, b"S")) {
            Some(b"D") => Border::Dashed,
            Some(b"U") => Border::Underline,
            _ => Border::Solid,
        };
        let caption = entry(document, look, b"CA");
        Some(Self {
            width,
            height,
            caption: caption.map_or_else(String::new, |caption| decoded(document, caption)),
            turn,
            thickness: thickness.unwrap_or(1.0).clamp(0.0, width.min(height) / 2.0),
            border,
            line: Colour::of(document, look.get(b"BC").ok()),
            ground: Colour::of(document, look.get(b"BG").ok()),
            shape,
        })
    }

    /// What the border takes on each side, in points.
    pub(super) fn thickness(&self) -> f64 {
        if self.line.is_some() {
            self.thickness
        } else {
            0.0
        }
    }

    /// The entries of its look.
    pub(super) fn form(&self) -> Dictionary {
        let sides = [0.0, 0.0, self.width, self.height].map(to_number);
        let mut form = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Form",
            "BBox" => Object::Array(sides.into()),
        };
        let matrix = match self.turn {
            90 => [0.0, 1.0, -1.0, 0.0, self.height, 0.0],
            180 => [-1.0, 0.0, 0.0, -1.0, self.width, self.height],
            270 => [0.0, -1.0, 1.0, 0.0, 0.0, self.width],
            _ => return form,
        };
        form.set("Matrix", Object::Array(matrix.map(to_number).into()));
        form
    }

    /// The operators that draw ground and border.
    pub(super) fn operators(&self) -> String {
        let mut operators = String::new();
        if let Some(ground) = &self.ground {
            operators.push_str("q ");
            ground.push(&mut operators, false);
            self.push_shape(&mut operators, 0.0);
            operators.push_str("f Q\n");
        }
        if let Some(line) = self.line.as_ref().filter(|_| self.thickness > 0.0) {
            operators.push_str("q ");
            line.push(&mut operators, true);
            push_number(&mut operators, self.thickness);
            operators.push_str("w ");
            match self.border {
                Border::Underline => {
                    push_number(&mut operators, 0.0);
                    push_number(&mut operators, self.thickness / 2.0);
                    operators.push_str("m ");
                    push_number(&mut operators, self.width);
                    push_number(&mut operators, self.thickness / 2.0);
                    operators.push_str("l ");
                }
                Border::Dashed | Border::Solid => {
                    if self.border == Border::Dashed {
                        operators.push_str("[3] 0 d ");
                    }
                    self.push_shape(&mut operators, self.thickness / 2.0);
                }
            }
            operators.push_str("S Q\n");
        }
        operators
    }

    fn push_shape(&self, operators: &mut String, inset: f64) {
        if self.shape == Ground::Plain {
            let sides = [
                inset,
                inset,
                self.width - 2.0 * inset,
                self.height - 2.0 * inset,
            ];
            for value in sides {
                push_number(operators, value);
            }
            operators.push_str("re ");
            return;
        }
        let (x, y) = (self.width / 2.0, self.height / 2.0);
        let radius = (x.min(y) - inset).max(0.1);
        // How far the handles of a quarter of a circle reach.
        let handle = radius * 0.552_284_75;
        let points = [
            (radius, handle, handle, radius, 0.0, radius),
            (-handle, radius, -radius, handle, -radius, 0.0),
            (-radius, -handle, -handle, -radius, 0.0, -radius),
            (handle, -radius, radius, -handle, radius, 0.0),
        ];
        push_number(operators, x + radius);
        push_number(operators, y);
        operators.push_str("m ");
        for (ax, ay, bx, by, cx, cy) in points {
            for value in [x + ax, y + ay, x + bx, y + by, x + cx, y + cy] {
                push_number(operators, value);
            }
            operators.push_str("c ");
        }
        operators.push_str("h ");
    }
}
