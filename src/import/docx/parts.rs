//! The parts of the archive.

use std::collections::HashMap;
use std::sync::Arc;

use super::super::Problem;
use super::super::office::{Package, Warnings, core_title, words_of_control};
use super::super::relations::Relations;

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

impl<'a> Parts<'a> {
    /// Opens the archive.
    ///
    /// # Errors
    /// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
    pub fn open(bytes: &'a [u8]) -> Result<Self, Problem> {
        let mut package = Package::open(bytes)?;
        let relations = Relations::read(&mut package, "").unwrap_or_default();
        let main = relations.of_kind("officeDocument");
        let main = main.unwrap_or("word/document.xml");
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
    pub fn relations_of_main(&mut self, warnings: &mut Warnings) -> Relations {
        let main = self.main.clone();
        Relations::read(&mut self.package, &main).unwrap_or_else(|_| {
            warnings.add(
                "The document's list of parts is damaged: pictures, links and notes are missing.",
            );
            Relations::default()
        })
    }

    /// What a part refers to; nothing where that cannot be read.
    pub fn relations_of(&mut self, part: &str) -> Relations {
        Relations::read(&mut self.package, part).unwrap_or_default()
    }

    /// What a control of ActiveX shows, by its part.
    pub fn words_of_control(&mut self, part: &str) -> Option<String> {
        words_of_control(&mut self.package, part)
    }

    /// The title in the properties; empty where there is none.
    pub fn core_title(&mut self) -> String {
        let core = self.relations.of_kind("core-properties").map(str::to_owned);
        let text = core.and_then(|name| self.text(&name).ok().flatten());
        text.as_deref().map(core_title).unwrap_or_default()
    }
}

/// A part's name as names are compared.
fn plain(name: &str) -> String {
    let name = name.replace('\\', "/").to_ascii_lowercase();
    name.trim_start_matches('/').to_owned()
}
