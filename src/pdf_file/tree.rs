//! The page tree, as readers walk it: what a node has counts more than what it is called.

use std::collections::HashSet;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::lookup::{
    array_at, as_dictionary, dictionary_at, entry, name_at, number, number_at, resolve,
};

/// The attributes that a page takes from the nodes above it (PDF 1.7, table 30).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];

/// How often nodes or pages are taken that were met before: each may be meant, but a small file
/// could have endless pages.
const MOST_REPEATS: usize = 1000;

/// The shortest and the longest that a side of a page may be, and how far from its origin it may lie,
/// in units of the page. A number beyond them says nothing of a page: 70 metres, where a unit is a
/// point.
pub(crate) const LEAST_UNITS: f64 = 1.0;
pub(crate) const LARGEST_UNITS: f64 = 200_000.0;

/// The pages of a document.
#[derive(Default)]
pub(super) struct Tree {
    pub pages: Vec<TreePage>,
    /// How many pages the root says there are.
    pub claimed_pages: Option<u32>,
    /// Whether there is no tree, so that pages were looked for among all objects.
    pub is_lost: bool,
}

/// A page with what it inherits.
pub(crate) struct TreePage {
    /// Its object, where it is one of its own. A page that is listed twice has one for both.
    pub id: Option<ObjectId>,
    /// Its entries, inherited ones included.
    pub dictionary: Dictionary,
    /// Whether it gives no size that a page can have.
    pub lacks_size: bool,
}

impl Tree {
    pub(super) fn read(document: &Document) -> Self {
        let tree = root(document).map(|root| Self {
            pages: pages_below(document, root),
            claimed_pages: as_dictionary(resolve(document, root))
                .and_then(|root| number_at(document, root, b"Count"))
                .filter(|count| (0.0..f64::from(u32::MAX)).contains(count))
                .map(|count| count as u32),
            is_lost: false,
        });
        let mut tree = tree.unwrap_or_default();
        if tree.pages.is_empty() {
            tree.pages = find_pages(document);
            tree.is_lost = true;
        }
        tree
    }

    /// How many things the pages need that are not in the file: content, fonts, pictures.
    pub(super) fn count_gaps(&self, document: &Document) -> usize {
        let is_gap =
            |object: &Object| object.as_reference().is_ok() && resolve(document, object).is_null();
        let gaps_of = |page: &TreePage| {
            let contents = page.dictionary.get(b"Contents").into_iter();
            let contents = contents.chain(array_at(document, &page.dictionary, b"Contents"));
            let resources = dictionary_at(document, &page.dictionary, b"Resources");
            let named = [b"Font".as_slice(), b"XObject"]
                .into_iter()
                .filter_map(|key| dictionary_at(document, resources?, key))
                .flat_map(|names| names.iter().map(|(_, object)| object));
            let resources = page.dictionary.get(b"Resources").into_iter();
            contents
                .chain(resources)
                .chain(named)
                .filter(|object| is_gap(object))
                .count()
        };
        self.pages.iter().map(gaps_of).sum()
    }
}

/// The root of the page tree. Some catalogs name a node or a page further down.
fn root(document: &Document) -> Option<&Object> {
    let mut root = document.catalog().ok()?.get(b"Pages").ok()?;
    let mut seen = HashSet::new();
    while let Some(node) = as_dictionary(resolve(document, root))
        && let Ok(parent) = node.get(b"Parent")
        && dictionary_at(document, node, b"Parent").is_some_and(|parent| parent.has(b"Kids"))
        && parent.as_reference().is_ok_and(|id| seen.insert(id))
    {
        root = parent;
    }
    let node = as_dictionary(resolve(document, root))?;
    (node.has(b"Kids") || node.has_type(b"Page")).then_some(root)
}

/// A node of the page tree whose kids are being visited.
struct Node<'a> {
    id: Option<ObjectId>,
    kids: &'a [Object],
    inherited: Dictionary,
}

fn pages_below<'a>(document: &'a Document, root: &'a Object) -> Vec<TreePage> {
    let mut pages = Vec::new();
    let mut stack: Vec<Node<'_>> = Vec::new();
    let mut above = HashSet::new();
    let mut seen = HashSet::new();
    let mut repeats = 0;
    let mut next = Some(root);
    loop {
        let kid = match (next.take(), stack.last_mut()) {
            (Some(root), _) => root,
            (None, None) => return pages,
            (None, Some(node)) => match node.kids.split_first() {
                Some((kid, rest)) => {
                    node.kids = rest;
                    kid
                }
                None => {
                    if let Some(id) = stack.pop().and_then(|node| node.id) {
                        above.remove(&id);
                    }
                    continue;
                }
            },
        };
        let Some(dictionary) = as_dictionary(resolve(document, kid)) else {
            continue;
        };
        let id = kid.as_reference().ok();
        if id.is_some_and(|id| above.contains(&id)) {
            continue;
        }
        if id.is_some_and(|id| !seen.insert(id)) {
            repeats += 1;
            if repeats > MOST_REPEATS {
                continue;
            }
        }
        let nothing = Dictionary::new();
        let inherited = stack.last().map_or(&nothing, |node| &node.inherited);
        if is_node(document, dictionary) {
            let inherited = with_inherited(document, dictionary, inherited);
            above.extend(id);
            stack.push(Node {
                id,
                kids: array_at(document, dictionary, b"Kids"),
                inherited,
            });
        } else {
            pages.push(page(document, id, dictionary, inherited));
        }
    }
}

/// Whether an entry of the tree has pages below it, rather than being one.
fn is_node(document: &Document, dictionary: &Dictionary) -> bool {
    let is_page =
        name_at(document, dictionary, b"Type") == Some(b"Page") && dictionary.has(b"Contents");
    entry(document, dictionary, b"Kids").is_some() && !is_page
}

/// The inheritable entries of a node, its own first.
fn with_inherited(document: &Document, node: &Dictionary, above: &Dictionary) -> Dictionary {
    let mut inherited = above.clone();
    for key in INHERITED {
        // A size that no page can have hides none above it.
        let is_said = match key {
            b"MediaBox" => page_medium(document, node).is_some() || !above.has(key),
            _ => true,
        };
        if is_said
            && entry(document, node, key).is_some()
            && let Ok(object) = node.get(key)
        {
            inherited.set(key, object.clone());
        }
    }
    inherited
}

fn page(
    document: &Document,
    id: Option<ObjectId>,
    page: &Dictionary,
    above: &Dictionary,
) -> TreePage {
    let mut dictionary = page.clone();
    for (key, object) in &with_inherited(document, page, above) {
        dictionary.set(key.clone(), object.clone());
    }
    let is_own_absurd = page.has(b"MediaBox") && page_medium(document, page).is_none();
    TreePage {
        id,
        lacks_size: is_own_absurd || page_medium(document, &dictionary).is_none(),
        dictionary,
    }
}

/// The corners of a page's medium, the lower left one first; `None` where it gives none that a page
/// can have.
pub(crate) fn page_medium(document: &Document, page: &Dictionary) -> Option<[f64; 4]> {
    let media = corners(document, page, b"MediaBox")?;
    if is_usable(media) {
        return Some(media);
    }
    // Where the medium is too large, what is shown of it may make sense.
    let crop = corners(document, page, b"CropBox").filter(|crop| is_usable(*crop))?;
    let ([ax, ay, bx, by], [x0, y0, x1, y1]) = (media, crop);
    (ax <= x0 && ay <= y0 && bx >= x1 && by >= y1).then_some(crop)
}

fn corners(document: &Document, page: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
    let items = array_at(document, page, key).get(..4)?;
    let mut corners = [0.0; 4];
    for (corner, item) in corners.iter_mut().zip(items) {
        *corner = number(resolve(document, item))?;
    }
    let [ax, ay, bx, by] = corners;
    Some([ax.min(bx), ay.min(by), ax.max(bx), ay.max(by)])
}

fn is_usable(corners: [f64; 4]) -> bool {
    let [x0, y0, x1, y1] = corners;
    let is_near = corners.iter().all(|corner| corner.abs() <= LARGEST_UNITS);
    is_near && x1 - x0 >= LEAST_UNITS && y1 - y0 >= LEAST_UNITS
}

/// The pages of a file whose page tree is lost, in the order in which they stand in the file:
/// that is the reading order more often than the order of their numbers.
fn find_pages(document: &Document) -> Vec<TreePage> {
    let mut found: Vec<(ObjectId, &Dictionary)> = document
        .objects
        .iter()
        .filter_map(|(id, object)| match object {
            Object::Dictionary(page) if page.has_type(b"Page") => Some((*id, page)),
            _ => None,
        })
        .collect();
    found.sort_by_key(|(id, _)| position(document, id.0));
    found
        .into_iter()
        .map(|(id, entries)| {
            page(
                document,
                Some(id),
                entries,
                &from_parents(document, entries),
            )
        })
        .collect()
}

/// Where an object stands in the file: the byte, and its place within a stream of objects.
fn position(document: &Document, number: u32) -> (u32, u16) {
    let offset = |number| match document.reference_table.get(number) {
        Some(XrefEntry::Normal { offset, .. }) => *offset,
        _ => u32::MAX,
    };
    match document.reference_table.get(number) {
        Some(XrefEntry::Compressed { container, index }) => (offset(*container), *index),
        _ => (offset(number), 0),
    }
}

/// What a page inherits from the nodes that it names as its parents.
fn from_parents(document: &Document, page: &Dictionary) -> Dictionary {
    let mut chain = Vec::new();
    let mut node = page;
    while let Some(parent) = dictionary_at(document, node, b"Parent")
        && chain.len() < 32
    {
        chain.push(parent);
        node = parent;
    }
    chain
        .into_iter()
        .rev()
        .fold(Dictionary::new(), |above, node| {
            with_inherited(document, node, &above)
        })
}

/// Makes the resources that page tree nodes hand down objects of their own, so that the pages
/// share them rather than each having a copy.
pub(super) fn share_inherited_resources(document: &mut Document) {
    let mut found = Vec::new();
    for (id, object) in &mut document.objects {
        if let Object::Dictionary(node) = object
            && node.has_type(b"Pages")
            && matches!(node.get(b"Resources"), Ok(Object::Dictionary(_)))
        {
            found.extend(node.remove(b"Resources").map(|resources| (*id, resources)));
        }
    }
    for (id, resources) in found {
        let shared = document.add_object(resources);
        if let Ok(node) = document.get_dictionary_mut(id) {
            node.set("Resources", shared);
        }
    }
}
