//! Workbooks of Excel (XLSX).

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{DataRef, Font, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxError};
use roxmltree::Node;

use super::grid::{Cell, Grid};
use super::hidden::Hidden;
use super::{MOST_CELLS, Sheet, damaged, format, paper, too_many_cells};
use crate::import::office::{Package, parse};
use crate::import::relations::{self, Relations, part_of};
use crate::import::{Paper, Problem};

/// Reads a workbook: what its cells show, not how it is reckoned.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Empty`] and [`Problem::BeyondLimit`].
pub fn read(bytes: &[u8]) -> Result<Paper, Problem> {
    check_parts(bytes)?;
    let mut package = Package::open(bytes)?;
    let parts = parts(&mut package)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| problem(&error))?;
    let mut left_cells = MOST_CELLS;
    let mut sheets = Vec::new();
    let mut charts = 0;
    for sheet in book.sheets_metadata().to_vec() {
        match sheet.typ {
            SheetType::WorkSheet => {}
            SheetType::ChartSheet => {
                charts += 1;
                continue;
            }
            _ => continue,
        }
        let part = parts.get(&sheet.name).map(String::as_str);
        let hidden = part_of(&mut package, part)?.map(|text| Hidden::new(&text));
        let hidden = hidden.unwrap_or_default();
        let (grid, hides_cells) = grid(&mut book, &sheet.name, &hidden, left_cells)?;
        left_cells -= grid.len();
        sheets.push(Sheet {
            name: sheet.name,
            is_hidden: sheet.visible != SheetVisible::Visible,
            hides_cells,
            grid,
        });
    }
    let mut paper = paper(sheets)?;
    if charts > 0 {
        paper
            .warnings
            .push("Sheets that hold a chart alone are left out.".to_owned());
    }
    Ok(paper)
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

/// The parts of the sheets, by their names.
fn parts(package: &mut Package<'_>) -> Result<HashMap<String, String>, Problem> {
    let main = Relations::read(package, "")?
        .of_kind("officeDocument")
        .map_or_else(|| "xl/workbook.xml".to_owned(), str::to_owned);
    let relations = Relations::read(package, &main)?;
    let Some(text) = package.text(&main)? else {
        return Ok(HashMap::new());
    };
    let document = parse(&text)?;
    let sheets = document.descendants();
    let sheets = sheets.filter(|node| node.tag_name().name() == "sheet");
    let part = |sheet: Node<'_, '_>| {
        let part = relations.part(relations::id(sheet, "id")?)?;
        Some((sheet.attribute("name")?.to_owned(), part.to_owned()))
    };
    Ok(sheets.filter_map(part).collect())
}

/// The cells that are shown, and whether there are others.
fn grid(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    hidden: &Hidden,
    most_cells: usize,
) -> Result<(Grid, bool), Problem> {
    let mut grid = Grid::default();
    let mut hides_cells = false;
    let mut cells = match book.worksheet_cells_reader(name) {
        // A sheet that a workbook names and does not hold is empty.
        Err(XlsxError::WorksheetNotFound(_)) => return Ok((grid, false)),
        cells => cells.map_err(|error| problem(&error))?,
    };
    let styles = cells.styles().to_vec();
    while let Some((cell, style)) = cells
        .next_cell_with_style_id()
        .map_err(|error| problem(&error))?
    {
        let (row, column) = cell.get_position();
        let shown = shown(cell.get_value(), styles.get(style));
        if hidden.holds(row, column) {
            hides_cells |= !shown.text.is_empty();
            continue;
        }
        grid.fill(row, column, shown);
        if grid.len() > most_cells {
            return Err(too_many_cells());
        }
    }
    Ok((grid, hides_cells))
}

/// A value as its cell shows it.
fn shown(value: &DataRef<'_>, style: Option<&Style>) -> Cell {
    let code = style.and_then(|style| style.number_format.as_ref());
    let code = code.map_or("General", |format| format.format_code.as_str());
    let font = style.and_then(|style| style.font.as_ref());
    let text = match value {
        DataRef::Int(value) => format::number(*value as f64, code),
        DataRef::Float(value) => format::number(*value, code),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(value) => format::date(value, code),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::Error(error) => format::error(error),
        DataRef::Empty => String::new(),
    };
    let is_words = matches!(
        value,
        DataRef::String(_) | DataRef::SharedString(_) | DataRef::Bool(_)
    );
    Cell {
        is_value: !is_words || format::is_value(&text),
        text: text.trim().to_owned(),
        is_bold: font.is_some_and(Font::is_bold),
    }
}

fn problem(error: &XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::ProtectionUnknown(error.to_string()),
        error => damaged(error),
    }
}
