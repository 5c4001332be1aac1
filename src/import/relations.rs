//! How the parts of an office document refer to each other (ECMA-376 part 2, 9.3).

use std::collections::HashMap;

use roxmltree::Node;

use super::Problem;
use super::office::{Package, parse};

/// What a part refers to.
#[derive(Debug, Default)]
pub struct Relations(HashMap<String, Relation>);

#[derive(Debug)]
struct Relation {
    kind: String,
    target: String,
    is_outside: bool,
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
        let nodes = document.root_element().children().filter(Node::is_element);
        let relation = |node: Node<'_, '_>| {
            let is_outside = node.attribute("TargetMode") == Some("External");
            let target = node.attribute("Target")?;
            let kind = node.attribute("Type")?.rsplit('/').next()?.to_owned();
            let target = if is_outside {
                target.to_owned()
            } else {
                resolved(folder, target)
            };
            Some((
                node.attribute("Id")?.to_owned(),
                Relation {
                    kind,
                    target,
                    is_outside,
                },
            ))
        };
        Ok(Self(nodes.filter_map(relation).collect()))
    }

    /// The part of this id.
    pub fn part(&self, id: &str) -> Option<&str> {
        let relation = self.0.get(id).filter(|relation| !relation.is_outside)?;
        Some(&relation.target)
    }

    /// The address outside the package of this id.
    pub fn address(&self, id: &str) -> Option<&str> {
        let relation = self.0.get(id).filter(|relation| relation.is_outside)?;
        Some(&relation.target)
    }

    /// The part of this kind.
    pub fn of_kind(&self, kind: &str) -> Option<&str> {
        let mut relations = self.0.values();
        let relation = relations.find(|relation| relation.kind == kind && !relation.is_outside)?;
        Some(&relation.target)
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

/// A path from the package's root. What leads out of the package stays in its root.
fn resolved(folder: &str, target: &str) -> String {
    let (folder, target) = match target.strip_prefix('/') {
        Some(target) => ("", target),
        None => (folder, target),
    };
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
