//! The structure tree: which ink belongs to which part of the document.

use std::collections::{BTreeMap, HashMap};

use lopdf::{Dictionary, Document, Object, ObjectId, dictionary};

use crate::typeset::{Heads, Link, LinkTarget, Node, NodeId, Page, Reach, Role, Tree};

/// A table of more cells is tagged row by row: an element for each cell would take more memory than
/// all else on its pages.
const MOST_TAGGED_CELLS: usize = 20_000;

/// Gathers what belongs to each part while pages are written, in the order in which it is read.
pub(super) struct Structure<'a> {
    tree: &'a Tree,
    page_count: usize,
    /// For the cells of very long tables, the first of their row, which holds the words of all.
    stand_ins: HashMap<NodeId, NodeId>,
    /// What is in each part, by its number.
    kids: Vec<Vec<Kid>>,
    top: Vec<NodeId>,
    attached: Vec<bool>,
    /// For each page, which part each piece of marked content belongs to.
    marks: Vec<Vec<NodeId>>,
    /// For each link annotation, the part it belongs to.
    links: Vec<NodeId>,
    figures: BTreeMap<NodeId, [f32; 4]>,
}

#[derive(Debug, Clone, Copy)]
enum Kid {
    Node(NodeId),
    Marked { page: usize, mcid: i64 },
    Annotation { page: ObjectId, id: ObjectId },
}

impl<'a> Structure<'a> {
    pub(super) fn new(tree: &'a Tree, page_count: usize) -> Self {
        Self {
            tree,
            page_count,
            stand_ins: stand_ins(tree),
            kids: vec![Vec::new(); tree.nodes.len()],
            top: Vec::new(),
            attached: vec![false; tree.nodes.len()],
            marks: vec![Vec::new(); page_count],
            links: Vec::new(),
            figures: BTreeMap::new(),
        }
    }

    /// The part that holds what belongs to a part.
    pub(super) fn holder(&self, node: NodeId) -> NodeId {
        self.stand_ins.get(&node).copied().unwrap_or(node)
    }

    /// Begins a piece of marked content on a page: its tag, and its number on the page.
    pub(super) fn mark(&mut self, node: NodeId, page: usize) -> (&'static str, i64) {
        let mut mcid = 0;
        if let Some(marks) = self.marks.get_mut(page) {
            mcid = i64::try_from(marks.len()).unwrap_or_default();
            marks.push(node);
        }
        self.add(node, Kid::Marked { page, mcid });
        let tag = self.tree.get(node).map_or("P", |node| tag(&node.role));
        (tag, mcid)
    }

    /// Says where a picture stands: left, bottom, width and height.
    pub(super) fn place_figure(&mut self, node: NodeId, place: [f32; 4]) {
        self.figures.insert(node, place);
    }

    /// Writes the annotations of a page's links.
    pub(super) fn links(
        &mut self,
        document: &mut Document,
        page: &Page,
        page_id: ObjectId,
    ) -> Vec<Object> {
        let mut annotations = Vec::with_capacity(page.links.len());
        for link in &page.links {
            let mut annotation = annotation(link, page, page_id);
            // Pages take the first keys of the parent tree; annotations follow.
            let key = self.page_count + self.links.len();
            annotation.set("StructParent", integer(key));
            let id = document.add_object(annotation);
            self.links.push(link.node);
            self.add(link.node, Kid::Annotation { page: page_id, id });
            annotations.push(id.into());
        }
        annotations
    }

    fn add(&mut self, node: NodeId, kid: Kid) {
        self.attach(node);
        if let Some(kids) = self.kids.get_mut(index(node)) {
            kids.push(kid);
        }
    }

    /// Puts a part where it is read: after all that has been read so far.
    fn attach(&mut self, node: NodeId) {
        match self.attached.get_mut(index(node)) {
            Some(attached) if !*attached => *attached = true,
            _ => return,
        }
        let parent = self.tree.get(node).and_then(|node| node.parent);
        match parent {
            Some(parent) => self.add(parent, Kid::Node(node)),
            None => self.top.push(node),
        }
    }

    /// Empty cells have no ink, but without them cells would slip into wrong columns.
    fn complete_tables(&mut self) {
        let nodes = (0..).map(NodeId).zip(&self.tree.nodes);
        for (id, node) in nodes {
            if matches!(node.role, Role::Cell(_) | Role::HeaderCell(..)) && self.holder(id) == id {
                self.attach(id);
            }
        }
        for (node, kids) in self.tree.nodes.iter().zip(&mut self.kids) {
            if matches!(node.role, Role::Row | Role::Table) {
                kids.sort_by_key(|kid| match kid {
                    Kid::Node(node) => node.0,
                    _ => u32::MAX,
                });
            }
        }
    }

    /// Writes the tree, and returns its root.
    pub(super) fn write(mut self, document: &mut Document, pages: &[ObjectId]) -> ObjectId {
        self.complete_tables();
        let root = document.new_object_id();
        let top = document.new_object_id();
        let ids: Vec<ObjectId> = self
            .attached
            .iter()
            .map(|attached| {
                if *attached {
                    document.new_object_id()
                } else {
                    top
                }
            })
            .collect();
        let reference =
            |node: &NodeId| Object::Reference(ids.get(index(*node)).copied().unwrap_or(top));
        for (node_index, node) in self.tree.nodes.iter().enumerate() {
            let (Some(true), Some(id)) = (self.attached.get(node_index), ids.get(node_index))
            else {
                continue;
            };
            let parent = node
                .parent
                .as_ref()
                .map_or(Object::Reference(top), reference);
            let kids = self.kids.get(node_index).map_or(&[][..], Vec::as_slice);
            let figure = self
                .figures
                .get(&NodeId(u32::try_from(node_index).unwrap_or(u32::MAX)));
            let mut element = element(node, figure);
            element.set("P", parent);
            set_kids(&mut element, kids, pages, &reference);
            document.set_object(*id, element);
        }
        document.set_object(
            top,
            dictionary! {
                "Type" => "StructElem",
                "S" => "Document",
                "P" => root,
                "K" => self.top.iter().map(reference).collect::<Vec<_>>(),
            },
        );
        let mut numbers: Vec<Object> = Vec::new();
        for (page, marks) in self.marks.iter().enumerate() {
            numbers.push(integer(page));
            numbers.push(marks.iter().map(reference).collect::<Vec<_>>().into());
        }
        for (link, node) in self.links.iter().enumerate() {
            numbers.push(integer(self.page_count + link));
            numbers.push(reference(node));
        }
        let parents = document.add_object(dictionary! { "Nums" => numbers });
        document.set_object(
            root,
            dictionary! {
                "Type" => "StructTreeRoot",
                "K" => top,
                "ParentTree" => parents,
                "ParentTreeNextKey" => integer(self.page_count + self.links.len()),
            },
        );
        root
    }
}

/// Who holds the words of the cells of very long tables.
fn stand_ins(tree: &Tree) -> HashMap<NodeId, NodeId> {
    let is_cell = |node: &Node| matches!(node.role, Role::Cell(_) | Role::HeaderCell(..));
    let table_of = |cell: &Node| tree.get(cell.parent?)?.parent;
    let mut counts: HashMap<NodeId, usize> = HashMap::new();
    for table in tree
        .nodes
        .iter()
        .filter(|node| is_cell(node))
        .filter_map(table_of)
    {
        *counts.entry(table).or_default() += 1;
    }
    counts.retain(|_, count| *count > MOST_TAGGED_CELLS);
    let mut firsts: HashMap<NodeId, NodeId> = HashMap::new();
    let mut stand_ins = HashMap::new();
    if counts.is_empty() {
        return stand_ins;
    }
    for (id, cell) in (0..).map(NodeId).zip(&tree.nodes) {
        if let Some(row) = cell.parent
            && is_cell(cell)
            && table_of(cell).is_some_and(|table| counts.contains_key(&table))
        {
            let first = *firsts.entry(row).or_insert(id);
            if first != id {
                stand_ins.insert(id, first);
            }
        }
    }
    stand_ins
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or_default())
}

fn index(node: NodeId) -> usize {
    usize::try_from(node.0).unwrap_or(usize::MAX)
}

fn set_kids(
    element: &mut Dictionary,
    kids: &[Kid],
    pages: &[ObjectId],
    reference: &dyn Fn(&NodeId) -> Object,
) {
    let first = kids.iter().find_map(|kid| match kid {
        Kid::Marked { page, .. } => Some(*page),
        _ => None,
    });
    if let Some(page) = first.and_then(|page| pages.get(page)) {
        element.set("Pg", *page);
    }
    let kids = kids.iter().map(|kid| match kid {
        Kid::Node(node) => reference(node),
        Kid::Marked { page, mcid } if first == Some(*page) => (*mcid).into(),
        Kid::Marked { page, mcid } => {
            let mut marked = dictionary! { "Type" => "MCR", "MCID" => *mcid };
            if let Some(page) = pages.get(*page) {
                marked.set("Pg", *page);
            }
            marked.into()
        }
        Kid::Annotation { page, id } => {
            dictionary! { "Type" => "OBJR", "Obj" => *id, "Pg" => *page }.into()
        }
    });
    element.set("K", kids.collect::<Vec<Object>>());
}

fn element(node: &Node, figure: Option<&[f32; 4]>) -> Dictionary {
    let mut element = dictionary! { "Type" => "StructElem", "S" => tag(&node.role) };
    match &node.role {
        Role::Figure { alt } => {
            element.set("Alt", lopdf::text_string(alt));
            if let Some([x, y, width, height]) = figure {
                let corners = [*x, *y, x + width, y + height];
                let corners: Vec<Object> = corners.into_iter().map(Object::from).collect();
                element.set(
                    "A",
                    dictionary! { "O" => "Layout", "BBox" => corners, "Placement" => "Block" },
                );
            }
        }
        Role::HeaderCell(heads, reach) => {
            let scope = match heads {
                Heads::Column => "Column",
                Heads::Row => "Row",
            };
            let mut attributes = reach_attributes(*reach).unwrap_or_else(table_attributes);
            attributes.set("Scope", scope);
            element.set("A", attributes);
        }
        Role::Cell(reach) => {
            if let Some(attributes) = reach_attributes(*reach) {
                element.set("A", attributes);
            }
        }
        Role::List { numbered } => {
            let numbering = if *numbered { "Decimal" } else { "Disc" };
            element.set(
                "A",
                dictionary! { "O" => "List", "ListNumbering" => numbering },
            );
        }
        _ => {}
    }
    element
}

fn table_attributes() -> Dictionary {
    dictionary! { "O" => "Table" }
}

/// How many rows and columns a cell takes up, where it is more than one (ISO 32000-1, 14.8.5.7).
fn reach_attributes(reach: Reach) -> Option<Dictionary> {
    if reach == Reach::default() {
        return None;
    }
    let mut attributes = table_attributes();
    for (name, count) in [("RowSpan", reach.rows), ("ColSpan", reach.columns)] {
        if count > 1 {
            attributes.set(name, i64::from(count));
        }
    }
    Some(attributes)
}

/// The standard structure type of a role (ISO 32000-1, 14.8.4).
fn tag(role: &Role) -> &'static str {
    match role {
        Role::Heading(1) => "H1",
        Role::Heading(2) => "H2",
        Role::Heading(3) => "H3",
        Role::Heading(4) => "H4",
        Role::Heading(5) => "H5",
        Role::Heading(_) => "H6",
        Role::Paragraph => "P",
        Role::List { .. } => "L",
        Role::Item => "LI",
        Role::Label => "Lbl",
        Role::ItemBody => "LBody",
        Role::Quotation => "BlockQuote",
        Role::Table => "Table",
        Role::Row => "TR",
        Role::HeaderCell(..) => "TH",
        Role::Cell(_) => "TD",
        Role::Figure { .. } => "Figure",
        Role::Caption => "Caption",
        Role::Link => "Link",
        // "Note" is for footnotes, and would need an identifier of its own.
        Role::Note => "Div",
        Role::Toc => "TOC",
        Role::TocItem => "TOCI",
    }
}

fn annotation(link: &Link, page: &Page, page_id: ObjectId) -> Dictionary {
    let top = page.height_pt - link.rect.y;
    let bottom = page.height_pt - link.rect.bottom();
    let mut annotation = dictionary! {
        "Type" => "Annot",
        "Subtype" => "Link",
        "Rect" => vec![link.rect.x.into(), bottom.into(), link.rect.right().into(), top.into()],
        "Border" => vec![0.into(), 0.into(), 0.into()],
        // Printed as well (PDF/A asks for it).
        "F" => 4,
        "P" => page_id,
    };
    match &link.target {
        LinkTarget::Uri(uri) => {
            annotation.set("Contents", lopdf::text_string(uri));
            annotation.set(
                "A",
                dictionary! {
                    "S" => "URI",
                    "URI" => Object::string_literal(uri.as_str()),
                },
            );
        }
        LinkTarget::Page(number) => {
            annotation.set("Contents", lopdf::text_string(&format!("Page {number}")));
            annotation.set("Dest", Object::string_literal(format!("page-{number}")));
        }
    }
    annotation
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cells_of_a_very_long_table_are_held_by_the_first_of_their_row() {
        let tree = |rows: usize| {
            let mut tree = Tree::default();
            let table = tree.add(Role::Table, None, true);
            for _ in 0..rows {
                let row = tree.add(Role::Row, Some(table), true);
                tree.add(Role::Cell(Reach::default()), Some(row), true);
                tree.add(Role::Cell(Reach::default()), Some(row), true);
            }
            tree
        };
        let short = tree(MOST_TAGGED_CELLS / 2);
        assert_eq!(Structure::new(&short, 1).holder(NodeId(3)), NodeId(3));
        let long = tree(MOST_TAGGED_CELLS / 2 + 1);
        let structure = Structure::new(&long, 1);
        assert_eq!(structure.holder(NodeId(2)), NodeId(2));
        assert_eq!(structure.holder(NodeId(3)), NodeId(2));
        assert_eq!(structure.holder(NodeId(6)), NodeId(5));
    }
}
