//! The parts of the archive and how they refer to each other.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::Problem;
use super::super::office::{Package, attribute, descendant, parse};

/// The parts of the archive.
pub struct Parts<'a> {
    package: Package<'a>,
    /// The parts' names as they are in the archive, by what they are in lower case with slashes:
    /// programs differ in that.
    names: HashMap<String, String>,
    /// The name of the part that holds the text.
    main: String,
    /// The relations of the whole.
    relations: Relations,
}

/// What a part refers to.
#[derive(Debug, Default)]
pub struct Relations {
    all: Vec<Relation>,
    by_id: HashMap<String, usize>,
}

/// Something that a part refers to.
#[derive(Debug, Clone)]
pub struct Relation {
    /// The last word of its kind, such as "styles": the rest differs by the edition of the standard.
    kind: String,
    /// The name of a part, or an address outside the archive.
    pub target: String,
    /// Whether it is outside the archive.
    pub is_external: bool,
}

impl<'a> Parts<'a> {
    /// Opens the archive.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut package = Package::open(bytes)?;
        let relations = relations(&mut package, "").unwrap_or_default();
        let main = relations.of_kind("officeDocument").next();
        let main = main.map_or("word/document.xml", |relation| &relation.target);
        let names = package.names();
        Ok(Self {
            main: main.to_owned(),
            names: names.into_iter().map(|name| (plain(&name), name)).collect(),
            package,
            relations,
        })
    }

    /// The text of the part that holds the text.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn main(&mut self) -> Result<String, Problem> {
        let main = self.main.clone();
        self.text(&main)?.ok_or_else(|| Problem::Damaged {
            reason: "the part that holds its text is missing".to_owned(),
            hint: "Open it in the program it was made with and save it again.".into(),
        })
    }

    /// A part's text; `None` if there is no such part.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn text(&mut self, name: &str) -> Result<Option<String>, Problem> {
        let name = self.names.get(&plain(name)).map_or(name, String::as_str);
        self.package.text(name)
    }

    /// A part's bytes; `None` if there is no such part.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn bytes(&mut self, name: &str) -> Result<Option<Arc<[u8]>>, Problem> {
        let name = self.names.get(&plain(name)).map_or(name, String::as_str);
        Ok(self.package.part(name)?.map(Arc::from))
    }

    /// What the part that holds the text refers to.
    pub fn relations_of_main(&mut self, warnings: &mut Vec<String>) -> Relations {
        let main = self.main.clone();
        relations(&mut self.package, &main).unwrap_or_else(|_| {
            warnings.push(
                "The document's list of parts is damaged: pictures, links and notes are missing."
                    .to_owned(),
            );
            Relations::default()
        })
    }

    /// What a part refers to; nothing where that cannot be read.
    pub fn relations_of(&mut self, part: &str) -> Relations {
        relations(&mut self.package, part).unwrap_or_default()
    }

    /// The title in the properties; empty where there is none.
    pub fn core_title(&mut self) -> String {
        let core = self.relations.of_kind("core-properties").next();
        let Some(name) = core.map(|relation| relation.target.clone()) else {
            return String::new();
        };
        let text = self.text(&name).ok().flatten().unwrap_or_default();
        let title = parse(&text).ok().and_then(|document| {
            let title = descendant(document.root_element(), "title")?;
            title.text().map(|text| text.trim().to_owned())
        });
        title.unwrap_or_default()
    }
}

impl Relations {
    /// What an id refers to.
    pub fn get(&self, id: &str) -> Option<&Relation> {
        self.all.get(*self.by_id.get(id)?)
    }

    /// What is referred to as this.
    pub fn of_kind(&self, kind: &str) -> impl Iterator<Item = &Relation> {
        self.all
            .iter()
            .filter(move |relation| relation.kind == kind && !relation.is_external)
    }
}

fn relations(package: &mut Package<'_>, part: &str) -> Result<Relations, Problem> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() {
        format!("_rels/{file}.rels")
    } else {
        format!("{folder}/_rels/{file}.rels")
    };
    let Some(text) = package.text(&name)? else {
        return Ok(Relations::default());
    };
    let document = parse(&text)?;
    let mut relations = Relations::default();
    for node in document.root_element().children() {
        let get = |name: &str| attribute(node, name);
        let (Some(id), Some(kind), Some(target)) = (get("Id"), get("Type"), get("Target")) else {
            continue;
        };
        let is_external = get("TargetMode") == Some("External");
        relations.by_id.insert(id.to_owned(), relations.all.len());
        relations.all.push(Relation {
            kind: kind.rsplit('/').next().unwrap_or(kind).to_owned(),
            target: if is_external {
                target.to_owned()
            } else {
                resolved(folder, target)
            },
            is_external,
        });
    }
    Ok(relations)
}

/// A part's name as names are compared.
fn plain(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches('/').to_owned()
}

/// A part's name from what a part in `folder` calls it. It is a name in the archive only, and never
/// leaves it.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut names: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|name| !name.is_empty()).collect(),
    };
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()),
            name => names.push(name),
        }
    }
    names.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_resolved_and_never_leave_the_archive() {
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
