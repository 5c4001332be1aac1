//! Lists: which label a paragraph has.

use std::collections::{HashMap, HashSet};

use roxmltree::Node;

use super::super::office::{Stance, attribute, child, descendant, letters, ordinal, roman};
use super::styles::{self, Styles};
use super::value;

/// The levels of a list.
const LEVELS: usize = 9;
/// The longest label, in characters.
const LONGEST_LABEL: usize = 60;
/// How often a list may stand for another.
const LONGEST_CHAIN: usize = 8;

/// The lists of a document, and how far each has been counted.
#[derive(Debug, Default)]
pub struct Numbering {
    /// The lists that paragraphs name.
    lists: HashMap<String, List>,
    /// What each looks like. Lists of one look go on counting.
    looks: HashMap<String, Vec<Level>>,
    counts: HashMap<String, [Option<u64>; LEVELS]>,
    restarted: HashSet<(String, usize)>,
}

#[derive(Debug, Default, Clone)]
struct List {
    look: String,
    starts: [Option<u64>; LEVELS],
    levels: HashMap<usize, Level>,
}

#[derive(Debug, Clone)]
struct Level {
    format: Format,
    /// The label, in which `%1` stands for the number of the first level.
    label: String,
    start: u64,
    /// The style whose paragraphs are at this level.
    style: Option<String>,
    /// Whether numbers of other kinds are written in figures.
    in_figures: bool,
    /// After how many of the outermost levels it begins anew: after all that are around it, unless
    /// it says otherwise; after none if it never does.
    restarts_after: usize,
    stance: Stance,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Figures,
    TwoFigures,
    Ordinal,
    Letters { capital: bool },
    Roman { capital: bool },
    Bullet,
    Nothing,
}

/// What stands before a paragraph of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Label {
    /// Nothing.
    None,
    Bullet,
    /// A number as a list of ours prints it.
    Number(u64),
    /// A label of another kind, such as "(a)" or "3.2".
    Text(String),
}

impl Numbering {
    /// Reads the part that holds the lists.
    pub fn read(root: Node<'_, '_>, styles: &Styles) -> Self {
        let mut numbering = Self::default();
        let mut links = HashMap::new();
        for node in root.children() {
            match node.tag_name().name() {
                "abstractNum" => {
                    let Some(id) = attribute(node, "abstractNumId") else {
                        continue;
                    };
                    if let Some(style) = value(node, "numStyleLink") {
                        links.insert(id.to_owned(), style.to_owned());
                    }
                    numbering.looks.insert(id.to_owned(), levels(node));
                }
                "num" => {
                    if let Some((id, list)) = list(node) {
                        numbering.lists.insert(id, list);
                    }
                }
                _ => {}
            }
        }
        numbering.follow(&links, styles);
        numbering
    }

    /// Lets lists that are named by a style have the look of that style's list.
    fn follow(&mut self, links: &HashMap<String, String>, styles: &Styles) {
        let looks: HashMap<String, String> = self
            .lists
            .iter()
            .map(|(id, list)| (id.clone(), list.look.clone()))
            .collect();
        for list in self.lists.values_mut() {
            for _ in 0..LONGEST_CHAIN {
                let style = links.get(&list.look);
                let next = style.and_then(|style| looks.get(styles.list_of(style)?));
                match next {
                    Some(look) if *look != list.look => list.look.clone_from(look),
                    _ => break,
                }
            }
        }
    }

    /// The level of a list that paragraphs of a style are at.
    pub fn level_of_style(&self, list: &str, style: &str) -> Option<usize> {
        let levels = self.looks.get(&self.lists.get(list)?.look)?;
        levels
            .iter()
            .position(|level| level.style.as_deref() == Some(style))
    }

    /// Whether there is such a list.
    pub fn has(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    /// Where paragraphs at a level of a list stand.
    pub fn stance(&self, list: &str, level: usize) -> Option<&Stance> {
        let list = self.lists.get(list)?;
        let own = list.levels.get(&level);
        let look = own.or_else(|| self.looks.get(&list.look)?.get(level));
        look.map(|look| &look.stance)
    }

    /// The label of the next paragraph at a level of a list.
    pub fn next(&mut self, id: &str, level: usize) -> Label {
        let level = level.min(LEVELS - 1);
        let Some(list) = self.lists.get(id) else {
            return Label::None;
        };
        let Some(levels) = self.looks.get(&list.look) else {
            return Label::Bullet;
        };
        let look_of = |level: usize| list.levels.get(&level).or_else(|| levels.get(level));
        let Some(look) = look_of(level) else {
            return Label::Bullet;
        };
        let start_of = |level: usize| {
            list.starts[level].unwrap_or_else(|| look_of(level).map_or(1, |look| look.start))
        };
        let counts = self.counts.entry(list.look.clone()).or_default();
        let restarts =
            list.starts[level].is_some() && self.restarted.insert((id.to_owned(), level));
        let number = match counts[level] {
            Some(last) if !restarts => last.saturating_add(1),
            _ => start_of(level),
        };
        counts[level] = Some(number);
        for (inner, count) in counts.iter_mut().enumerate().skip(level + 1) {
            if look_of(inner).is_none_or(|look| level < look.restarts_after) {
                *count = None;
            }
        }
        for (outer, count) in counts.iter_mut().enumerate().take(level) {
            count.get_or_insert_with(|| start_of(outer));
        }
        match look.format {
            Format::Bullet => return Label::Bullet,
            Format::Nothing if !look.label.contains('%') && look.label.trim().is_empty() => {
                return Label::None;
            }
            _ => {}
        }
        let own = format!("%{}", level + 1);
        let rest = look.label.trim().strip_prefix(own.as_str());
        if look.format == Format::Figures && rest == Some(".") {
            return Label::Number(number);
        }
        let mut label = look.label.clone();
        for (index, count) in counts.iter().enumerate().take(level + 1) {
            let format = match look_of(index).map_or(Format::Figures, |look| look.format) {
                Format::Letters { .. } | Format::Roman { .. } if look.in_figures => Format::Figures,
                format => format,
            };
            let number = written(count.unwrap_or(1), format);
            label = label.replace(&format!("%{}", index + 1), &number);
        }
        match label.trim() {
            "" => Label::None,
            label => Label::Text(label.to_owned()),
        }
    }
}

fn list(node: Node<'_, '_>) -> Option<(String, List)> {
    let mut list = List {
        look: value(node, "abstractNumId")?.to_owned(),
        ..List::default()
    };
    let changes = node
        .children()
        .filter(|child| child.tag_name().name() == "lvlOverride");
    for change in changes {
        let level = attribute(change, "ilvl").and_then(|level| level.parse::<usize>().ok());
        let Some(level) = level.filter(|level| *level < LEVELS) else {
            continue;
        };
        list.starts[level] = value(change, "startOverride").and_then(|start| start.parse().ok());
        if let Some(look) = child(change, "lvl") {
            list.levels.insert(level, self::level(look));
        }
    }
    Some((attribute(node, "numId")?.to_owned(), list))
}

fn levels(node: Node<'_, '_>) -> Vec<Level> {
    let levels = node
        .children()
        .filter(|child| child.tag_name().name() == "lvl");
    levels.take(LEVELS).map(level).collect()
}

fn level(node: Node<'_, '_>) -> Level {
    let format = match value(node, "numFmt") {
        Some("bullet") => Format::Bullet,
        Some("none") => Format::Nothing,
        Some("decimalZero") => Format::TwoFigures,
        Some("ordinal") => Format::Ordinal,
        Some("lowerLetter") => Format::Letters { capital: false },
        Some("upperLetter") => Format::Letters { capital: true },
        Some("lowerRoman") => Format::Roman { capital: false },
        Some("upperRoman") => Format::Roman { capital: true },
        _ => Format::Figures,
    };
    Level {
        format: if descendant(node, "lvlPicBulletId").is_some() {
            Format::Bullet
        } else {
            format
        },
        label: value(node, "lvlText")
            .unwrap_or_default()
            .chars()
            .take(LONGEST_LABEL)
            .collect(),
        start: value(node, "start")
            .and_then(|start| start.parse().ok())
            .unwrap_or(1),
        style: value(node, "pStyle").map(str::to_owned),
        in_figures: child(node, "isLgl").is_some_and(super::is_on),
        restarts_after: value(node, "lvlRestart")
            .and_then(|levels| levels.parse().ok())
            .unwrap_or(LEVELS),
        stance: child(node, "pPr").map(styles::stance).unwrap_or_default(),
    }
}

fn written(number: u64, format: Format) -> String {
    match format {
        Format::Figures | Format::Bullet => number.to_string(),
        Format::TwoFigures => format!("{number:02}"),
        Format::Ordinal => ordinal(number),
        Format::Nothing => String::new(),
        Format::Letters { capital } => letters(number, capital),
        Format::Roman { capital } => roman(number, capital),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::office::parse;

    fn level(index: usize, format: &str, label: &str) -> String {
        format!(
            "<lvl ilvl='{index}'><start val='1'/><numFmt val='{format}'/><lvlText val='{label}'/></lvl>"
        )
    }

    fn numbering() -> Numbering {
        let xml = format!(
            "<numbering><abstractNum abstractNumId='0'>{}{}{}</abstractNum>\
             <abstractNum abstractNumId='1'>{}{}</abstractNum>\
             <num numId='1'><abstractNumId val='0'/></num>\
             <num numId='2'><abstractNumId val='0'/>\
             <lvlOverride ilvl='0'><startOverride val='5'/></lvlOverride></num>\
             <num numId='3'><abstractNumId val='1'/></num></numbering>",
            level(0, "decimal", "%1."),
            level(1, "lowerLetter", "(%2)"),
            level(2, "upperRoman", "%1.%3"),
            level(0, "bullet", "\u{f0b7}"),
            level(1, "none", ""),
        );
        let document = parse(&xml).unwrap();
        Numbering::read(document.root_element(), &Styles::default())
    }

    #[test]
    fn labels_are_counted_as_word_counts_them() {
        let mut numbering = numbering();
        let text = |text: &str| Label::Text(text.to_owned());
        for (list, level, label) in [
            ("1", 0, Label::Number(1)),
            ("1", 1, text("(a)")),
            ("1", 1, text("(b)")),
            ("1", 2, text("1.I")),
            ("1", 0, Label::Number(2)),
            ("1", 1, text("(a)")),
            ("2", 0, Label::Number(5)),
            ("2", 0, Label::Number(6)),
            ("1", 0, Label::Number(7)),
            ("3", 0, Label::Bullet),
            ("3", 1, Label::None),
            ("3", 7, Label::Bullet),
            ("9", 0, Label::None),
            ("1", 99, Label::Bullet),
        ] {
            assert_eq!(numbering.next(list, level), label, "{list} {level}");
        }
    }

    #[test]
    fn a_level_may_never_begin_anew_and_numbers_are_written_as_they_are() {
        let never =
            level(1, "decimal", "Item %2").replace("<numFmt", "<lvlRestart val='0'/><numFmt");
        let xml = format!(
            "<numbering><abstractNum abstractNumId='0'>{}{never}{}{}{}</abstractNum>\
             <num numId='1'><abstractNumId val='0'/></num></numbering>",
            level(0, "decimal", "%1."),
            level(2, "decimal", "%3)"),
            level(3, "ordinal", "%4"),
            level(4, "decimal", "%5"),
        );
        let document = parse(&xml).unwrap();
        let mut numbering = Numbering::read(document.root_element(), &Styles::default());
        let labels: Vec<Label> = [0, 1, 1, 0, 1, 2, 3, 3, 4]
            .map(|level| numbering.next("1", level))
            .into();
        let text = |text: &str| Label::Text(text.to_owned());
        assert_eq!(
            labels,
            [
                Label::Number(1),
                text("Item 1"),
                text("Item 2"),
                Label::Number(2),
                text("Item 3"),
                text("1)"),
                text("1st"),
                text("2nd"),
                text("1"),
            ]
        );
    }
}
