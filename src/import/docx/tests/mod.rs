//! Word documents built here, a feature each.

mod body;
mod held;
mod limits;
mod lists;
mod look;
mod pictures;
mod places;
mod side;
mod tables;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::read;
use crate::import::office::testing::{sketch, words};
use crate::import::{Block, Paper, Script, Text};

const NAMES: &str = "xmlns:w='w' xmlns:r='r' xmlns:a='a' xmlns:wp='wp' xmlns:mc='mc' \
    xmlns:v='v' xmlns:o='o' xmlns:m='m' xmlns:pic='pic' xmlns:wps='wps'";

/// A document's parts while it is built.
struct Docx {
    body: String,
    parts: Vec<(String, Vec<u8>)>,
    relations: String,
}

/// A document with this body.
fn docx(body: &str) -> Docx {
    Docx {
        body: body.to_owned(),
        parts: Vec::new(),
        relations: String::new(),
    }
}

impl Docx {
    /// Adds a part that the text refers to, as an element with the names in scope.
    fn part(self, kind: &str, root: &str, inner: &str) -> Self {
        let xml = format!("<w:{root} {NAMES}>{inner}</w:{root}>");
        self.file(kind, kind, &format!("{kind}.xml"), xml.as_bytes())
    }

    /// Adds a file that the text refers to by an id.
    fn file(mut self, id: &str, kind: &str, name: &str, bytes: &[u8]) -> Self {
        self.relations.push_str(&format!(
            "<Relationship Id='{id}' Type='http://x/relationships/{kind}' Target='{name}'/>"
        ));
        self.parts.push((format!("text/{name}"), bytes.to_vec()));
        self
    }

    /// Adds an address that the text refers to by an id.
    fn address(mut self, id: &str, kind: &str, address: &str) -> Self {
        self.relations.push_str(&format!(
            "<Relationship Id='{id}' Type='http://x/relationships/{kind}' Target='{address}' \
             TargetMode='External'/>"
        ));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let document = format!(
            "<w:document {NAMES}><w:body>{}<w:sectPr/></w:body></w:document>",
            self.body
        );
        let main = "<Relationships><Relationship Id='1' Type='http://x/officeDocument' \
                    Target='text/main.xml'/><Relationship Id='2' Type='http://x/core-properties' \
                    Target='core.xml'/></Relationships>";
        let relations = format!("<Relationships>{}</Relationships>", self.relations);
        let own: [(&str, &[u8]); 3] = [
            ("_rels/.rels", main.as_bytes()),
            ("text/main.xml", document.as_bytes()),
            ("text/_rels/main.xml.rels", relations.as_bytes()),
        ];
        let more = self
            .parts
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        for (name, bytes) in own.into_iter().chain(more) {
            writer
                .start_file(
                    name.trim_start_matches("text/../"),
                    SimpleFileOptions::default(),
                )
                .unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn read(&self) -> Paper {
        read(&self.bytes()).unwrap()
    }
}

/// A paragraph of one run.
fn p(words: &str) -> String {
    format!("<w:p>{}</w:p>", r(words))
}

/// A paragraph of one run with properties.
fn p_with(properties: &str, words: &str) -> String {
    format!("<w:p><w:pPr>{properties}</w:pPr>{}</w:p>", r(words))
}

/// A paragraph in a style.
fn styled(style: &str, words: &str) -> String {
    p_with(&format!("<w:pStyle w:val='{style}'/>"), words)
}

fn r(words: &str) -> String {
    format!("<w:r><w:t xml:space='preserve'>{words}</w:t></w:r>")
}

/// A run with properties.
fn r_with(properties: &str, words: &str) -> String {
    format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>")
}

/// The blocks of a document with this body.
fn body(xml: &str) -> Vec<String> {
    sketch(&docx(xml).read().flow.blocks)
}

/// A paragraph's spans with their styles: `b`, `i`, `s`, `^`, `_`.
fn styles(text: &Text) -> Vec<(String, String)> {
    text.iter()
        .map(|span| {
            let mut style = String::new();
            for (is_on, sign) in [
                (span.bold, 'b'),
                (span.italic, 'i'),
                (span.strike, 's'),
                (span.script == Script::Raised, '^'),
                (span.script == Script::Lowered, '_'),
            ] {
                if is_on {
                    style.push(sign);
                }
            }
            (style, span.text.clone())
        })
        .collect()
}
