//! The tree of a page, in one vector.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

use crate::import::Problem;

/// The most nodes in a page.
const MOST_NODES: usize = 2_000_000;
/// How deep elements may be nested.
const DEEPEST: u32 = 512;
/// How much of a page is parsed before the limits are looked at again, in bytes.
const STEP_BYTES: usize = 4096;

/// A node's place in the vector.
pub type Id = usize;

/// What stands at the root of every tree.
pub const DOCUMENT: Id = 0;

/// The tree of a page.
#[derive(Default)]
pub struct Tree {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    parent: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
    before: Option<Id>,
    after: Option<Id>,
    depth: u32,
    kind: Kind,
}

#[derive(Default)]
enum Kind {
    /// A document, comment or the like: nothing to be read of itself.
    #[default]
    Silent,
    Element(QualName, Vec<Attribute>),
    Text(String),
}

impl Tree {
    /// Parses a page or a piece of one.
    ///
    /// # Errors
    /// [`Problem::BeyondLimit`]: deep nesting makes the parser slow and what walks a tree run out
    /// of stack, and a short text can make it build very many nodes.
    pub fn parse(html: &str) -> Result<Self, Problem> {
        let mut parser = parse_document(Sink::new(), ParseOpts::default());
        let mut rest = html;
        while !rest.is_empty() {
            let step = (STEP_BYTES..rest.len())
                .find(|at| rest.is_char_boundary(*at))
                .unwrap_or(rest.len());
            let (now, later) = rest.split_at(step);
            parser.process(StrTendril::from_slice(now));
            rest = later;
            parser.tokenizer.sink.sink.check()?;
        }
        let sink = parser.finish();
        sink.check()?;
        Ok(sink.tree.into_inner())
    }

    /// A node's children, in order.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        let first = self.nodes.get(id).and_then(|node| node.first);
        std::iter::successors(first, |id| self.nodes.get(*id)?.after)
    }

    /// A node and all within it, in order; without what `is_left_out` says, and what is in it.
    pub fn within<'a>(
        &'a self,
        id: Id,
        is_left_out: impl Fn(Id) -> bool + 'a,
    ) -> impl Iterator<Item = Id> + 'a {
        let mut waiting = vec![id];
        std::iter::from_fn(move || {
            loop {
                let id = waiting.pop()?;
                if is_left_out(id) {
                    continue;
                }
                let node = self.nodes.get(id)?;
                let last = node.last;
                waiting.extend(std::iter::successors(last, |id| {
                    self.nodes.get(*id)?.before
                }));
                return Some(id);
            }
        })
    }

    /// The nodes that a node stands in, from the innermost.
    pub fn around(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |id| self.parent(*id))
    }

    fn parent(&self, id: Id) -> Option<Id> {
        self.nodes.get(id)?.parent
    }

    /// An element's name in small letters; empty for what is no element.
    pub fn name(&self, id: Id) -> &str {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element(name, _)) => &name.local,
            _ => "",
        }
    }

    /// The characters of a text.
    pub fn text(&self, id: Id) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// An attribute's value.
    pub fn attribute(&self, id: Id, name: &str) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.kind) {
            Some(Kind::Element(_, attributes)) => attributes
                .iter()
                .find(|attribute| &*attribute.name.local == name)
                .map(|attribute| &*attribute.value),
            _ => None,
        }
    }

    /// Whether one of an element's classes is one of these, or its id is.
    pub fn is_marked(&self, id: Id, marks: &[&str]) -> bool {
        let class = self.attribute(id, "class").unwrap_or_default();
        class
            .split_ascii_whitespace()
            .chain(self.attribute(id, "id"))
            .any(|mark| marks.iter().any(|known| mark.eq_ignore_ascii_case(known)))
    }

    /// The words in a node, parted by single spaces.
    pub fn words(&self, id: Id, is_left_out: impl Fn(Id) -> bool) -> String {
        let text: String =
            self.within(id, is_left_out)
                .filter_map(|id| match self.text(id) {
                    Some(text) => Some(text),
                    None => matches!(self.name(id), "br" | "p" | "div" | "li" | "td" | "dd")
                        .then_some(" "),
                })
                .collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push(Node {
            kind,
            ..Node::default()
        });
        self.nodes.len() - 1
    }

    fn detach(&mut self, id: Id) {
        let Some(node) = self.nodes.get_mut(id) else {
            return;
        };
        let (parent, before, after) = (node.parent.take(), node.before.take(), node.after.take());
        match before.and_then(|before| self.nodes.get_mut(before)) {
            Some(before) => before.after = after,
            None => {
                if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
                    parent.first = after;
                }
            }
        }
        match after.and_then(|after| self.nodes.get_mut(after)) {
            Some(after) => after.before = before,
            None => {
                if let Some(parent) = parent.and_then(|parent| self.nodes.get_mut(parent)) {
                    parent.last = before;
                }
            }
        }
    }

    /// Puts a detached node before another, or last where there is none.
    fn insert(&mut self, parent: Id, id: Id, next: Option<Id>) {
        let depth = self.nodes.get(parent).map_or(0, |node| node.depth) + 1;
        let before = match next.and_then(|next| self.nodes.get_mut(next)) {
            Some(next) => next.before.replace(id),
            None => self
                .nodes
                .get_mut(parent)
                .and_then(|parent| parent.last.replace(id)),
        };
        match before.and_then(|before| self.nodes.get_mut(before)) {
            Some(before) => before.after = Some(id),
            None => {
                if let Some(parent) = self.nodes.get_mut(parent) {
                    parent.first = Some(id);
                }
            }
        }
        if let Some(node) = self.nodes.get_mut(id) {
            node.parent = Some(parent);
            node.before = before;
            node.after = next;
            node.depth = depth;
        }
    }

    /// Puts a node or text before another node, or last.
    fn put(&mut self, parent: Id, child: NodeOrText<Id>, next: Option<Id>) -> u32 {
        let id = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(more) => {
                let before = match next {
                    Some(next) => self.nodes.get(next).and_then(|next| next.before),
                    None => self.nodes.get(parent).and_then(|parent| parent.last),
                };
                if let Some(Kind::Text(text)) = before
                    .and_then(|before| self.nodes.get_mut(before))
                    .map(|node| &mut node.kind)
                {
                    text.push_str(&more);
                    return 0;
                }
                self.add(Kind::Text(more.to_string()))
            }
        };
        self.insert(parent, id, next);
        self.nodes.get(id).map_or(0, |node| node.depth)
    }
}

/// What the parser builds the tree through.
struct Sink {
    tree: RefCell<Tree>,
    deepest: Cell<u32>,
}

impl Sink {
    fn new() -> Self {
        let mut tree = Tree::default();
        tree.add(Kind::Silent);
        Self {
            tree: RefCell::new(tree),
            deepest: Cell::new(0),
        }
    }

    fn check(&self) -> Result<(), Problem> {
        if self.deepest.get() > DEEPEST {
            return Err(Problem::BeyondLimit {
                what: "its parts are nested too deeply".to_owned(),
                limit: format!("{DEEPEST} levels"),
            });
        }
        if self.tree.borrow().nodes.len() > MOST_NODES {
            return Err(Problem::BeyondLimit {
                what: "it has too many elements".to_owned(),
                limit: format!("{MOST_NODES} elements"),
            });
        }
        Ok(())
    }

    fn put(&self, parent: Id, child: NodeOrText<Id>, next: Option<Id>) {
        let depth = self.tree.borrow_mut().put(parent, child, next);
        self.deepest.set(self.deepest.get().max(depth));
    }
}

/// An element's name, as the parser asks for it.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Self;
    type ElemName<'a> = Name;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        DOCUMENT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match self.tree.borrow().nodes.get(*target).map(|node| &node.kind) {
            Some(Kind::Element(name, _)) => Name(name.clone()),
            _ => Name(QualName::new(
                None,
                Namespace::default(),
                LocalName::default(),
            )),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.tree.borrow_mut().add(Kind::Element(name, attributes))
    }

    fn create_comment(&self, _text: StrTendril) -> Id {
        self.tree.borrow_mut().add(Kind::Silent)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Id {
        self.tree.borrow_mut().add(Kind::Silent)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.put(*parent, child, None);
    }

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.tree.borrow().parent(*sibling);
        if let Some(parent) = parent {
            self.put(parent, child, Some(*sibling));
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.tree.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// A template's content stands in the template itself, which is never read.
    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, one: &Id, other: &Id) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Id, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let kind = tree.nodes.get_mut(*target).map(|node| &mut node.kind);
        if let Some(Kind::Element(_, known)) = kind {
            for attribute in attributes {
                if known.iter().all(|known| known.name != attribute.name) {
                    known.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.tree.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let children: Vec<Id> = self.tree.borrow().children(*node).collect();
        for child in children {
            self.put(*new_parent, NodeOrText::AppendNode(child), None);
        }
    }
}
