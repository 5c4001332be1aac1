//! How the parts of an office document refer to each other (ECMA-376 part 2, 9.3).

use std::collections::HashMap;

use roxmltree::Node;

use super::Problem;
use super::office::{Package, attribute, parse};

/// What a part refers to.
#[derive(Debug, Default)]
pub struct Relations {
    /// In the order of the file.
    all: Vec<Relation>,
    by_id: HashMap<String, usize>,
}

/// Something that a part refers to.
#[derive(Debug)]
pub struct Relation {
    /// The last word of its kind, such as "styles": the rest differs by the edition of the standard.
    kind: String,
    /// The name of a part, or an address outside the package.
    pub target: String,
    /// Whether it is outside the package.
    pub is_outside: bool,
}

impl Relations {
    /// What a part refers to, with paths from the package's root; the package itself has no name.
    ///
    /// # Errors
    /// Those of [`Package::text`] and [`parse`].
    pub fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Problem> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let Some(text) = package.text(&format!("{folder}{slash}_rels/{name}.rels"))? else {
            return Ok(Self::default());
        };
        let document = parse(&text)?;
        let mut relations = Self::default();
        for node in document.root_element().children() {
            let get = |name: &str| attribute(node, name);
            let (Some(id), Some(kind), Some(target)) = (get("Id"), get("Type"), get("Target"))
            else {
                continue;
            };
            let is_outside = get("TargetMode") == Some("External");
            relations.by_id.insert(id.to_owned(), relations.all.len());
            relations.all.push(Relation {
                kind: kind.rsplit('/').next().unwrap_or(kind).to_owned(),
                target: if is_outside {
                    target.to_owned()
                } else {
                    resolved(folder, target)
                },
                is_outside,
            });
        }
        Ok(relations)
    }

    /// What an id refers to.
    pub fn get(&self, id: &str) -> Option<&Relation> {
        self.all.get(*self.by_id.get(id)?)
    }

    pub fn part(&self, id: &str) -> Option<&str> {
        let relation = self.get(id).filter(|relation| !relation.is_outside)?;
        Some(&relation.target)
    }

    /// The address outside the package of this id.
    pub fn address(&self, id: &str) -> Option<&str> {
        let relation = self.get(id).filter(|relation| relation.is_outside)?;
        Some(&relation.target)
    }

    /// The first part of this kind.
    pub fn of_kind(&self, kind: &str) -> Option<&str> {
        self.all_of_kind(kind).next()
    }

    /// The parts of this kind.
    pub fn all_of_kind(&self, kind: &str) -> impl Iterator<Item = &str> {
        self.all
            .iter()
            .filter(move |relation| relation.kind == kind && !relation.is_outside)
            .map(|relation| relation.target.as_str())
    }
}

/// The text of a part, if there is one.
///
/// # Errors
/// Those of [`Package::text`].
pub fn part_of(package: &mut Package<'_>, part: Option<&str>) -> Result<Option<String>, Problem> {
    part.map_or(Ok(None), |part| package.text(part))
}

/// An attribute by which a node refers to a relation, such as `r:id`.
pub fn id<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut attributes = node.attributes();
    let found = attributes.find(|it| {
        it.name() == name
            && it
                .namespace()
                .is_some_and(|namespace| namespace.ends_with("/relationships"))
    });
    found.map(|attribute| attribute.value())
}

/// A part's name from what a part in `folder` calls it. It is a name in the package only: what leads
/// out of the package stays in its root.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let folder = if target.starts_with('/') { "" } else { folder };
    let mut steps: Vec<&str> = Vec::new();
    for step in folder.split('/').chain(target.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_resolved_and_never_leave_the_package() {
        for (folder, target, name) in [
            ("word", "styles.xml", "word/styles.xml"),
            ("word", "/word/./styles.xml", "word/styles.xml"),
            ("word", "..\\media\\a.png", "media/a.png"),
            ("", "../../../etc/passwd", "etc/passwd"),
        ] {
            assert_eq!(resolved(folder, target), name);
        }
    }
}
