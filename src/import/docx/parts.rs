//! The parts of the archive and how they refer to each other.

use std::sync::Arc;

use super::super::Problem;
use super::super::office::{Package, attribute, descendant, parse};

/// The parts of the archive.
pub struct Parts<'a> {
    package: Package<'a>,
    /// The name of the part that holds the text.
    main: String,
    /// The relations of the whole.
    relations: Relations,
}

/// What a part refers to.
#[derive(Debug, Default)]
pub struct Relations {
    all: Vec<Relation>,
}

/// Something that a part refers to.
#[derive(Debug, Clone)]
pub struct Relation {
    id: String,
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
        Ok(Self {
            main: main.to_owned(),
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
        match self.package.text(name)? {
            None => match self.likely_name(name) {
                Some(name) => self.package.text(&name),
                None => Ok(None),
            },
            text => Ok(text),
        }
    }

    /// A part's bytes; `None` if there is no such part.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn bytes(&mut self, name: &str) -> Result<Option<Arc<[u8]>>, Problem> {
        let name = self.likely_name(name).unwrap_or_else(|| name.to_owned());
        Ok(self.package.part(&name)?.map(Arc::from))
    }

    /// The part's name as it is in the archive: programs differ in case and slashes.
    fn likely_name(&self, name: &str) -> Option<String> {
        let plain = |name: &str| name.replace('\\', "/").to_ascii_lowercase();
        let wanted = plain(name.trim_start_matches('/'));
        let mut names = self.package.names().into_iter();
        names.find(|known| plain(known.trim_start_matches('/')) == wanted)
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
        self.all.iter().find(|relation| relation.id == id)
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
    let relation = |node: roxmltree::Node<'_, '_>| {
        let target = attribute(node, "Target")?;
        let is_external = attribute(node, "TargetMode") == Some("External");
        let kind = attribute(node, "Type")?.rsplit('/').next()?;
        Some(Relation {
            id: attribute(node, "Id")?.to_owned(),
            kind: kind.to_owned(),
            target: if is_external {
                target.to_owned()
            } else {
                resolved(folder, target)
            },
            is_external,
        })
    };
    Ok(Relations {
        all: document
            .root_element()
            .children()
            .filter_map(relation)
            .collect(),
    })
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
