//! Tests of whole assemblies, on PDFs made in code.

mod comments;
mod excerpts;
mod forms;
mod layers;
mod links;
mod long;
mod marks;
mod outline;
mod own_annotations;
mod pages;
mod privacy;
mod stamps;
mod tags;
mod turns;

use std::process::Command;
use std::sync::Arc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use super::{Assembly, Maker, PagePlan, Part, assemble};
use crate::pack::SourceComments;
use crate::pdf::lookup::resolve;
use crate::progress::Progress;
use crate::tools::asked;

/// A foreign part with these pages, counted from 0.
fn part(bytes: &Arc<[u8]>, pages: &[u32]) -> Part {
    Part {
        bytes: Arc::clone(bytes).into(),
        password: None,
        maker: Maker::Foreign,
        comments: SourceComments::LeaveOut,
        pages: pages
            .iter()
            .map(|&source_page| PagePlan {
                source_page,
                ..PagePlan::default()
            })
            .collect(),
    }
}

fn assembly(parts: Vec<Part>) -> Assembly {
    Assembly {
        parts,
        title: "Pack".to_owned(),
        language: "en-GB".to_owned(),
        ..Assembly::default()
    }
}

/// The result of an assembly, read again.
struct Result {
    bytes: Arc<[u8]>,
    document: Document,
    pages: Vec<ObjectId>,
}

/// Assembles, and has the result checked by an independent reader where there is one.
fn run(assembly: &Assembly) -> Result {
    let bytes: Arc<[u8]> = assemble(assembly, &Progress::default()).unwrap().into();
    if let Some(text) = tool("qpdf", &["--check"], &bytes) {
        assert!(
            text.contains("No syntax or stream encoding errors"),
            "{text}"
        );
    }
    let document = Document::load_mem(&bytes).unwrap();
    let pages = document.page_iter().collect();
    Result {
        bytes,
        document,
        pages,
    }
}

/// What a program prints on a PDF; `None` where the program is missing.
fn tool(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), pdf).unwrap();
    let mut command = Command::new(program);
    command.args(arguments).arg(file.path());
    if program == "pdftotext" {
        command.arg("-");
    }
    let output = asked(program, command.output().ok())?;
    let error = String::from_utf8_lossy(&output.stderr);
    Some(String::from_utf8_lossy(&output.stdout).into_owned() + &error)
}

impl Result {
    fn page(&self, index: usize) -> &Dictionary {
        self.document.get_dictionary(self.pages[index]).unwrap()
    }

    fn get<'a>(&'a self, dictionary: &'a Dictionary, path: &[&str]) -> &'a Object {
        let (first, rest) = path.split_first().unwrap();
        let object = dictionary
            .get(first.as_bytes())
            .map_or(&Object::Null, |object| resolve(&self.document, object));
        match (rest, object) {
            ([], object) => object,
            (rest, Object::Dictionary(inner)) => self.get(inner, rest),
            (rest, Object::Stream(stream)) => self.get(&stream.dict, rest),
            _ => panic!("{path:?} leads to {object:?}"),
        }
    }

    fn catalog(&self, path: &[&str]) -> &Object {
        self.get(self.document.catalog().unwrap(), path)
    }

    fn annotations(&self, page: usize) -> Vec<&Dictionary> {
        match self.get(self.page(page), &["Annots"]) {
            Object::Array(items) => items
                .iter()
                .map(|item| resolve(&self.document, item).as_dict().unwrap())
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The index of the page that a destination array leads to.
    fn page_of(&self, destination: &Object) -> Option<usize> {
        let target = destination.as_array().ok()?.first()?.as_reference().ok()?;
        self.pages.iter().position(|page| *page == target)
    }
}
