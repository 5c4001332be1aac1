//! Workbooks of Excel (XLSX).

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use calamine::{
    Border, BorderStyle, Borders, Color, Fill, FillPattern, Font, HorizontalAlignment, Reader,
    SheetType, SheetVisible, Style, VerticalAlignment, Xlsx, XlsxError,
};
use roxmltree::Node;

use super::beside::{self, Beside};
use super::cells::{Cells, shown};
use super::grid::{Cell, CellLook};
use super::part::SheetPart;
use super::print_area::PrintArea;
use super::protected::needs_password;
use super::{Drawn, MOST_CELLS, Sheet, drawings, format, paper, unreadable};
use crate::import::holdings::Thing;
use crate::import::office::{Package, parse};
use crate::import::relations::{self, Relations, part_of};
use crate::import::{CellAlign, Edge, Edges, Paper, Problem, Rgb, Stands};

/// Reads a workbook: what its cells show, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Protected`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    let bytes = &*super::protected::package(bytes)?;
    check_parts(bytes)?;
    let mut package = Package::open(bytes)?;
    let Book {
        parts,
        is_stale,
        mut areas,
    } = Book::read(&mut package)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| problem(&error))?;
    let mut found = Vec::new();
    for (number, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if !matches!(sheet.typ, SheetType::WorkSheet | SheetType::ChartSheet) {
            continue;
        }
        let part = parts.get(&sheet.name).map(String::as_str);
        let text = part_of(&mut package, part)?.unwrap_or_default();
        let beside = match part {
            Some(part) => beside::of_xlsx(&mut package, part, &text, &sheet.name),
            None => Beside::default(),
        };
        let area = areas.remove(&number).unwrap_or_default();
        found.push((sheet, SheetPart::new(&text), beside, area));
    }
    // A formula may well give nought; where none gives anything else, none was calculated.
    let has_results = found.iter().any(|(_, part, ..)| part.has_results);
    let mut left_cells = MOST_CELLS;
    let mut sheets = Vec::new();
    for (sheet, mut part, beside, area) in found {
        let has_formulas = part.has_results || !part.nought.is_empty();
        if is_stale && !has_results {
            part.uncalculated.extend(part.nought.drain());
        }
        let mut cells = Cells::new(std::mem::take(&mut part.hidden), left_cells);
        cells.area = area;
        cells.has_old_results = is_stale && has_results && has_formulas;
        if sheet.typ == SheetType::WorkSheet {
            fill(&mut cells, &mut book, &sheet.name, &part)?;
        }
        left_cells -= cells.grid.len();
        let mut drawn = Drawn::default();
        let things = usize::from(part.has_drawings);
        drawn.held.add(Thing::Drawing, things);
        sheets.push(Sheet {
            name: sheet.name,
            is_hidden: sheet.visible != SheetVisible::Visible,
            drawn,
            cells,
            beside,
        });
    }
    draw(&mut sheets, &mut package, &parts)?;
    paper(sheets)
}

/// Reads what stands over the cells.
fn draw(
    sheets: &mut [Sheet],
    package: &mut Package<'_>,
    parts: &HashMap<String, String>,
) -> Result<(), Problem> {
    // What is left out of a sheet may be what a chart shows.
    let is_whole = |cells: &Cells| !cells.hides_cells && !cells.lies_outside;
    let is_shown =
        |sheet: &&Sheet| !sheet.is_hidden && !sheet.cells.grid.is_empty() && is_whole(&sheet.cells);
    let shown: HashSet<String> = sheets
        .iter()
        .filter(is_shown)
        .map(|sheet| sheet.name.clone())
        .collect();
    for sheet in sheets.iter_mut() {
        let Some(part) = parts.get(&sheet.name) else {
            continue;
        };
        let first_row = sheet.cells.grid.first_row();
        let has_figures = |cells: &str| {
            let name = cells.trim_start_matches('(').rsplit_once('!');
            let name = name.map(|(name, _)| name.trim_matches('\'').replace("\'\'", "\'"));
            // A chart that stands alone is what its sheet is for.
            first_row.is_some() && name.is_some_and(|name| shown.contains(&name))
        };
        let drawn = drawings::read(package, part, first_row, &has_figures)?;
        if drawn.is_something() {
            sheet.drawn = drawn;
        }
    }
    Ok(())
}

/// Counts what the parts grow to before they are read: the reader does not.
fn check_parts(bytes: &[u8]) -> Result<(), Problem> {
    let mut package = Package::open(bytes)?;
    let is_read = |name: &String| name.ends_with(".xml") || name.ends_with(".rels");
    for name in package.names().iter().filter(|name| is_read(name)) {
        package.part(name)?;
    }
    Ok(())
}

/// What the main part says.
#[derive(Default)]
struct Book {
    /// The parts of the sheets, by their names.
    parts: HashMap<String, String>,
    /// Whether the results of formulas are to be calculated anew when it is opened: programs that
    /// cannot calculate write that.
    is_stale: bool,
    /// The areas that are printed, by the numbers of the sheets.
    areas: HashMap<usize, PrintArea>,
}

impl Book {
    fn read(package: &mut Package<'_>) -> Result<Self, Problem> {
        let main = Relations::read(package, "")?
            .of_kind("officeDocument")
            .map_or_else(|| "xl/workbook.xml".to_owned(), str::to_owned);
        let relations = Relations::read(package, &main)?;
        let Some(text) = package.text(&main)? else {
            return Ok(Self::default());
        };
        let document = parse(&text)?;
        let named = |name| {
            let nodes = document.descendants();
            nodes.filter(move |node: &Node<'_, '_>| node.tag_name().name() == name)
        };
        let part = |sheet: Node<'_, '_>| {
            let part = relations.part(relations::id(sheet, "id")?)?;
            Some((sheet.attribute("name")?.to_owned(), part.to_owned()))
        };
        let is_stale =
            |node: Node<'_, '_>| matches!(node.attribute("fullCalcOnLoad"), Some("1" | "true"));
        Ok(Self {
            parts: named("sheet").filter_map(part).collect(),
            is_stale: named("calcPr").any(is_stale),
            areas: PrintArea::of_book(document.root_element()),
        })
    }
}

fn fill(
    cells: &mut Cells,
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    part: &SheetPart,
) -> Result<(), Problem> {
    let mut reader = match book.worksheet_cells_reader(name) {
        // A sheet that a workbook names and does not hold is empty.
        Err(XlsxError::WorksheetNotFound(_)) => return Ok(()),
        reader => reader.map_err(|error| problem(&error))?,
    };
    let styles = reader.styles().to_vec();
    while let Some((cell, style)) = reader
        .next_cell_with_style_id()
        .map_err(|error| problem(&error))?
    {
        let (row, column) = cell.get_position();
        if part.uncalculated.contains(&(row, column)) {
            cells.fill(row, column, Cell::not_calculated())?;
            continue;
        }
        let style = styles.get(style);
        let is_bold = style
            .and_then(|style| style.font.as_ref())
            .is_some_and(Font::is_bold);
        let value = cell.get_value().clone().into();
        let mut cell = shown(value, code(style), is_bold);
        let look = style.map(look).unwrap_or_default();
        cell.look = CellLook {
            align: look.align.or(cell.look.align),
            ..look
        };
        cells.fill(row, column, cell)?;
    }
    drop(reader);
    // Where they cannot be read, every cell stands by itself.
    for merged in book.merge_cells_by_sheet_name(name).unwrap_or_default() {
        cells.grid.merge(merged.start, merged.end);
    }
    Ok(())
}

/// How cells of a style look.
fn look(style: &Style) -> CellLook {
    let align = style.alignment.as_ref();
    let borders = style.borders.as_ref();
    let edge =
        |side: fn(&Borders) -> &Border| borders.map(|all| edge(side(all))).unwrap_or_default();
    CellLook {
        align: align.and_then(|align| match align.horizontal {
            HorizontalAlignment::Left => Some(CellAlign::Start),
            HorizontalAlignment::Center | HorizontalAlignment::CenterContinuous => {
                Some(CellAlign::Centre)
            }
            HorizontalAlignment::Right => Some(CellAlign::End),
            _ => None,
        }),
        // The bottom is where cells stand that do not say where.
        stands: match align.map(|align| align.vertical) {
            Some(VerticalAlignment::Center) => Stands::Middle,
            _ => Stands::Top,
        },
        ground: style.fill.as_ref().and_then(ground),
        edges: Edges {
            top: edge(|all| &all.top),
            bottom: edge(|all| &all.bottom),
            start: edge(|all| &all.left),
            end: edge(|all| &all.right),
        },
    }
}

fn edge(border: &Border) -> Edge {
    let width_pt = match border.style {
        BorderStyle::None => return Edge::default(),
        BorderStyle::Hair | BorderStyle::Dotted => 0.3,
        BorderStyle::Medium
        | BorderStyle::MediumDashed
        | BorderStyle::MediumDashDot
        | BorderStyle::MediumDashDotDot
        | BorderStyle::SlantDashDot => 1.2,
        BorderStyle::Thick | BorderStyle::Double => 2.0,
        _ => 0.6,
    };
    Edge::new(width_pt, border.color.map(rgb).unwrap_or_default())
}

/// The colour of a plain ground; patterns are left out.
fn ground(fill: &Fill) -> Option<Rgb> {
    let color = match fill.pattern {
        FillPattern::Solid => fill.foreground_color?,
        _ => return None,
    };
    (!color.is_white()).then_some(rgb(color))
}

fn rgb(color: Color) -> Rgb {
    Rgb(color.red, color.green, color.blue)
}

/// The format code of a style.
fn code(style: Option<&Style>) -> &str {
    let Some(format) = style.and_then(|style| style.number_format.as_ref()) else {
        return "General";
    };
    let code = format.format_code.as_str();
    match format.format_id {
        // Currencies that the file leaves to the reader's computer.
        Some(number @ (5..=8)) if code == "General" => format::builtin(number),
        Some(number @ (42 | 44)) if code.starts_with("_($*") => format::builtin(number),
        _ => None,
    }
    .unwrap_or(code)
}

fn problem(error: &XlsxError) -> Problem {
    match error {
        XlsxError::Password => needs_password(),
        _ => unreadable(),
    }
}
