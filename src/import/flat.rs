//! Blocks as one text, for places that hold no blocks: headings, and tables too narrow for one.

use super::{Block, Cell, Span, Table, Text};

/// The words of blocks as one text, a line for each paragraph. Pictures go beside it.
pub fn flatten(blocks: Vec<Block>, mark: &str, text: &mut Text, figures: &mut Vec<Block>) {
    let mut mark = mark;
    for block in blocks {
        let spans = match block {
            Block::Heading { text, .. } | Block::Paragraph(text) | Block::Placed { text, .. } => {
                text
            }
            Block::Preformatted(code) => vec![Span {
                text: code,
                code: true,
                ..Span::default()
            }],
            Block::Quotation(blocks) => {
                flatten(blocks, mark, text, figures);
                continue;
            }
            Block::List { start, items } => {
                for (number, item) in items.into_iter().enumerate() {
                    let mark = match start {
                        Some(start) => format!("{}. ", start.saturating_add(number as u64)),
                        None => "• ".to_owned(),
                    };
                    flatten(item, &mark, text, figures);
                }
                continue;
            }
            Block::Table(table) => {
                for row in table.rows {
                    flatten(
                        vec![Block::Paragraph(line(row, figures))],
                        "",
                        text,
                        figures,
                    );
                }
                continue;
            }
            figure @ Block::Figure { .. } => {
                figures.push(figure);
                continue;
            }
            Block::Rule => continue,
        };
        if spans.iter().all(|span| span.text.is_empty()) {
            continue;
        }
        if !text.is_empty() {
            text.push(Span::plain("\n"));
        }
        if !mark.is_empty() {
            text.push(Span::plain(mark));
            mark = "";
        }
        text.extend(spans);
    }
}

/// A row as one line, its cells set apart by dots.
fn line(row: Vec<Cell>, figures: &mut Vec<Block>) -> Text {
    let mut line = Text::new();
    for cell in row {
        let mut text = Text::new();
        flatten(cell.blocks, "", &mut text, figures);
        if !text.is_empty() && !line.is_empty() {
            line.push(Span::plain(" · "));
        }
        line.append(&mut text);
    }
    line
}

impl Table {
    /// What stands in it as paragraphs, a row each, with its pictures after them.
    pub fn as_lines(&self) -> Vec<Block> {
        let mut figures = Vec::new();
        let mut lines: Vec<Block> = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let text = line(row.clone(), &mut figures);
            if !text.is_empty() {
                lines.push(Block::Paragraph(text));
            }
        }
        lines.append(&mut figures);
        lines
    }

    /// The head and the rows as texts, with nothing at places that cells reach over.
    #[cfg(test)]
    pub fn texts(&self) -> (Vec<Text>, Vec<Vec<Text>>) {
        let places = self.places();
        let count = places
            .iter()
            .map(|place| place.column + place.columns)
            .max();
        let mut rows = vec![vec![Text::new(); count.unwrap_or(0)]; self.rows.len()];
        for place in places {
            let mut text = Text::new();
            flatten(place.cell.blocks.clone(), "", &mut text, &mut Vec::new());
            rows[place.row][place.column] = text;
        }
        let body = rows.split_off(self.head_rows.min(rows.len()));
        let head = rows.into_iter().reduce(|mut above, below| {
            for (above, below) in above.iter_mut().zip(below) {
                if !above.is_empty() && !below.is_empty() {
                    above.push(Span::plain("\n"));
                }
                above.extend(below);
            }
            above
        });
        (head.unwrap_or_default(), body)
    }
}
