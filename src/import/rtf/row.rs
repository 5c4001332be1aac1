//! What RTF says of a row before its cells: where they end, which are merged, their lines and grounds.

use crate::import::{Edge, Edges, Rgb, Stands};

/// The most cells of a row.
const MOST_CELLS: usize = 64;

/// Whether a cell begins or goes on one that reaches further.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merge {
    #[default]
    None,
    First,
    GoesOn,
}

/// How a cell looks.
#[derive(Debug, Clone, Copy, Default)]
pub struct CellLook {
    /// Where it ends, in twips.
    edge: i32,
    /// Whether it goes on the cell above, and the one before it.
    pub below: Merge,
    pub beside: Merge,
    pub ground: Option<Rgb>,
    pub edges: Edges,
    pub stands: Stands,
}

/// Which line is described now.
#[derive(Debug, Clone, Copy)]
enum Side {
    Top,
    Bottom,
    Start,
    End,
}

/// What is said of a row.
#[derive(Debug, Clone, Default)]
pub struct RowLook {
    cells: Vec<CellLook>,
    next: CellLook,
    side: Option<Side>,
    line: Option<(f32, Rgb)>,
    /// Where it begins, in twips.
    pub left: i32,
    pub is_head: bool,
    pub is_mirrored: bool,
    /// Whether it says which lines its cells have, if none.
    pub says_lines: bool,
}

impl RowLook {
    /// Where each cell ends, in twips.
    pub fn edges(&self) -> Vec<i32> {
        self.cells.iter().map(|cell| cell.edge).collect()
    }

    pub fn cells(&self) -> impl Iterator<Item = CellLook> + '_ {
        self.cells.iter().copied()
    }

    /// Whether a cell has a line or a ground.
    pub fn is_drawn(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|cell| cell.ground.is_some() || cell.edges != Edges::default())
    }

    /// Carries out a control word that says something of a row. Tells whether it was one.
    pub fn word(&mut self, word: &str, number: Option<i32>, colors: &[Option<Rgb>]) -> bool {
        let number = number.unwrap_or_default();
        let color = usize::try_from(number)
            .ok()
            .and_then(|number| *colors.get(number)?);
        match word {
            "trowd" => *self = Self::default(),
            "trhdr" => self.is_head = true,
            "trleft" => self.left = number,
            "rtlrow" => self.is_mirrored = true,
            "clvmgf" => self.next.below = Merge::First,
            "clvmrg" => self.next.below = Merge::GoesOn,
            "clmgf" => self.next.beside = Merge::First,
            "clmrg" => self.next.beside = Merge::GoesOn,
            "clvertalc" => self.next.stands = Stands::Middle,
            "clvertalb" => self.next.stands = Stands::Bottom,
            "clcbpat" => self.next.ground = color.filter(|color| *color != Rgb(255, 255, 255)),
            "clbrdrt" => self.begin_line(Side::Top),
            "clbrdrb" => self.begin_line(Side::Bottom),
            "clbrdrl" => self.begin_line(Side::Start),
            "clbrdrr" => self.begin_line(Side::End),
            "brdrs" | "brdrth" | "brdrdot" | "brdrdash" | "brdrdb" | "brdrhair" => {
                if self.side.is_some() {
                    self.line = Some((0.5, Rgb::default()));
                }
            }
            "brdrw" => {
                if let Some((width_pt, _)) = &mut self.line {
                    *width_pt = number as f32 / 20.0;
                }
            }
            "brdrcf" => {
                if let (Some((_, own)), Some(color)) = (&mut self.line, color) {
                    *own = color;
                }
            }
            "brdrnone" | "brdrnil" => self.line = None,
            "cellx" => {
                self.end_line();
                self.side = None;
                let cell = CellLook {
                    edge: number,
                    ..std::mem::take(&mut self.next)
                };
                if self.cells.len() < MOST_CELLS {
                    self.cells.push(cell);
                }
            }
            _ => return false,
        }
        true
    }

    fn begin_line(&mut self, side: Side) {
        self.end_line();
        self.side = Some(side);
        self.says_lines = true;
    }

    fn end_line(&mut self) {
        let edge = self
            .line
            .take()
            .map(|(width_pt, color)| Edge::new(width_pt, color));
        let (Some(edge), Some(side)) = (edge, self.side) else {
            return;
        };
        let edges = &mut self.next.edges;
        match side {
            Side::Top => edges.top = edge,
            Side::Bottom => edges.bottom = edge,
            Side::Start => edges.start = edge,
            Side::End => edges.end = edge,
        }
    }
}
