//! The pack file's text.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use ron::extensions::Extensions;
use ron::ser::PrettyConfig;
use serde::Deserialize;

use super::pack_file::existing_backup;
use super::{FileState, OriginPath, StoreError, version_1, version_3};
use crate::pack::{
    AnnotationId, Document, DocumentId, FORMAT_VERSION, Item, Pack, SectionId, last_part,
};

/// A pack as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The pack.
    pub pack: Pack,
    /// What was mended while reading, in plain words; empty for a file that Briefpack wrote.
    pub warnings: Vec<String>,
    /// Where its sources came from, by a file of an earlier version; for [`super::Places`].
    pub places: Vec<OriginPath>,
    /// What the file held when it was read.
    pub state: FileState,
}

/// The only part of a pack file that every version shares.
#[derive(Deserialize)]
struct Version {
    format_version: u32,
}

/// A pack as text: stable in order, a line for each value, format version first.
///
/// # Errors
/// [`StoreError::Encode`] where RON cannot express a value.
pub fn to_ron(pack: &Pack) -> Result<String, StoreError> {
    // Escaping would turn every apostrophe into \' and every paragraph of a note into one line.
    let style = PrettyConfig::new().escape_strings(false).new_line("\n");
    let mut text = ron::Options::default().to_string_pretty(pack, style)?;
    text.push('\n');
    Ok(text)
}

/// Reads a pack from the text of `file`.
///
/// Two items with the same id, which a merge of two versions of a file may leave, are told apart
/// by giving the later one a new id. A document whose source is not listed stays, and shows as
/// missing its source.
///
/// # Errors
/// [`StoreError::NewerVersion`] for a file of a later Briefpack, whatever else is in it;
/// [`StoreError::Syntax`] for anything that is not a pack.
pub fn from_ron(text: &str, file: &Path) -> Result<Loaded, StoreError> {
    let state = FileState::holding(text.as_bytes());
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let version: Version = options
        .from_str(text)
        .map_err(|error| syntax(file, &error))?;
    if version.format_version > FORMAT_VERSION {
        return Err(StoreError::NewerVersion {
            file: file.to_owned(),
            found: version.format_version,
            known: FORMAT_VERSION,
        });
    }
    let read = match version.format_version {
        0 | 1 => options
            .from_str::<version_1::Pack>(text)
            .map(version_1::Pack::into_present),
        2 | 3 => options
            .from_str::<version_3::Pack>(text)
            .map(version_3::Pack::into_present),
        _ => options.from_str(text).map(|pack| (pack, Vec::new())),
    };
    let (mut pack, places): (Pack, _) = read.map_err(|error| syntax(file, &error))?;
    pack.format_version = FORMAT_VERSION;
    take_out_folders(&mut pack);
    let warnings = mend_ids(&mut pack);
    Ok(Loaded {
        pack,
        warnings,
        places,
        state,
    })
}

/// Names of files are names alone, whoever wrote them.
fn take_out_folders(pack: &mut Pack) {
    let shorten = |name: &mut String| *name = last_part(name).to_owned();
    for source in Arc::make_mut(&mut pack.sources).values_mut() {
        shorten(&mut source.name);
        source
            .origin
            .iter_mut()
            .for_each(|origin| shorten(&mut origin.file));
    }
}

fn syntax(file: &Path, error: &ron::error::SpannedError) -> StoreError {
    StoreError::Syntax {
        file: file.to_owned(),
        line: error.span.start.line,
        column: error.span.start.col,
        message: what_is_wrong(&error.code),
        backup: existing_backup(file),
    }
}

/// What is wrong in a pack file, in words for somebody who mends it in a text editor.
fn what_is_wrong(error: &ron::Error) -> String {
    match error {
        // Our own types say themselves what is wrong with a value.
        ron::Error::Message(words) => words.clone(),
        ron::Error::NoSuchStructField { found, .. }
        | ron::Error::NoSuchEnumVariant { found, .. } => {
            format!("Briefpack does not know the word '{found}' here")
        }
        ron::Error::MissingStructField { field, .. } => format!("'{field}' is missing"),
        ron::Error::DuplicateStructField { field, .. } => format!("'{field}' is there twice"),
        ron::Error::InvalidValueForType { .. }
        | ron::Error::IntegerOutOfBounds
        | ron::Error::ExpectedDifferentLength { .. } => {
            "the value here is of the wrong kind".to_owned()
        }
        ron::Error::Eof | ron::Error::ExpectedStringEnd | ron::Error::UnclosedBlockComment => {
            "the file ends too early".to_owned()
        }
        ron::Error::TrailingCharacters => "there is more text after the end of the pack".to_owned(),
        _ => "a comma, bracket, quotation mark or value is missing or wrong here".to_owned(),
    }
}

/// Makes every id unique, and the next one larger than all.
fn mend_ids(pack: &mut Pack) -> Vec<String> {
    let next_id = if pack.next_id > HIGHEST_ID {
        0
    } else {
        pack.next_id
    };
    let mut mender = Mender {
        next_id: highest_id(pack).saturating_add(1).max(next_id),
        ..Mender::default()
    };
    for item in &mut pack.outline {
        match item {
            Item::Document(document) => mender.document(Arc::make_mut(document)),
            Item::Section(section) => {
                if !mender.take(section.id.0) {
                    section.id = SectionId(mender.fresh(&format!("'{}'", section.title)));
                }
                section
                    .documents
                    .iter_mut()
                    .for_each(|document| mender.document(Arc::make_mut(document)));
            }
        }
    }
    pack.next_id = mender.next_id;
    mender.warnings
}

/// Ids above this leave too few to hand out, which no pack needs; what has one gets another.
const HIGHEST_ID: u64 = u64::MAX / 2;

fn highest_id(pack: &Pack) -> u64 {
    let documents = pack.documents().map(|document| document.id.0);
    let annotations = pack.annotations().map(|(_, note)| note.id.0);
    let sections = pack.sections().map(|section| section.id.0);
    let all = documents.chain(annotations).chain(sections);
    all.filter(|id| *id <= HIGHEST_ID).max().unwrap_or(0)
}

#[derive(Default)]
struct Mender {
    /// Sections, documents and annotations share one row of numbers: citations name a number.
    taken: BTreeSet<u64>,
    next_id: u64,
    warnings: Vec<String>,
}

impl Mender {
    fn document(&mut self, document: &mut Document) {
        if !self.take(document.id.0) {
            document.id = DocumentId(self.fresh(&format!("'{}'", document.title)));
        }
        for annotation in &mut document.annotations {
            if !self.take(annotation.id.0) {
                let what = format!("A note on '{}'", document.title);
                annotation.id = AnnotationId(self.fresh(&what));
            }
        }
    }

    /// Whether an id can be kept.
    fn take(&mut self, id: u64) -> bool {
        id <= HIGHEST_ID && self.taken.insert(id)
    }

    fn fresh(&mut self, what: &str) -> u64 {
        self.warnings.push(format!(
            "{what} shared its id with another and was given one of its own."
        ));
        let id = self.next_id;
        self.next_id = id.saturating_add(1);
        self.taken.insert(id);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::test_support::{document, pack_of_everything};

    fn read(text: &str) -> Result<Loaded, StoreError> {
        from_ron(text, Path::new("Summit.ron"))
    }

    #[test]
    fn a_pack_comes_back_as_it_was() {
        let pack = pack_of_everything();
        let text = to_ron(&pack).unwrap();
        assert_eq!(text, to_ron(&pack).unwrap());
        let loaded = read(&text).unwrap();
        assert_eq!(loaded.pack, pack);
        assert_eq!(loaded.warnings, Vec::<String>::new());
    }

    #[test]
    fn the_file_begins_with_its_version_and_reads_like_text() {
        let text = to_ron(&pack_of_everything()).unwrap();
        assert!(
            text.starts_with("(\n    format_version: 4,\n    title: "),
            "{text}"
        );
        assert!(
            text.contains("The Minister's \u{201c}pack\u{201d}"),
            "{text}"
        );
        assert!(text.ends_with(")\n"));
    }

    #[test]
    fn any_text_survives() {
        let odd = [
            "a \"quoted\" word",
            "back\\slash",
            "\"# and \"## ends raw strings",
            "line\nfeed, tab\t, return\r\n",
            "e\u{301} \u{202e}right to left\u{202c} \u{0} \u{feff}",
            "'",
            "",
        ];
        for title in odd {
            let pack = Pack::new(title);
            let text = to_ron(&pack).unwrap();
            assert_eq!(read(&text).unwrap().pack.title, title, "{text}");
        }
    }

    #[test]
    fn a_syntax_error_is_named_by_file_line_and_column() {
        let text = "(\n    format_version: 4,\n    title: \"A\",\n    outlin: [],\n)";
        let error = read(text).unwrap_err();
        let StoreError::Syntax { line, .. } = &error else {
            panic!("{error}");
        };
        assert_eq!(*line, 4, "{error}");
        let message = error.to_string();
        assert!(
            message.starts_with("Summit.ron, line 4, column 5: "),
            "{message}"
        );
        assert!(
            message.contains("Briefpack does not know the word 'outlin' here. Mend the file"),
            "{message}"
        );

        let error = read("(format_version: 4, title: \"never closed").unwrap_err();
        assert!(
            error.to_string().starts_with("Summit.ron, line 1, column"),
            "{error}"
        );
        assert!(
            error.to_string().contains(": the file ends too early. "),
            "{error}"
        );
        for (text, says) in [
            (
                "(format_version: 4 title: \"A\")",
                "a comma, bracket, quotation mark or value",
            ),
            (
                "(format_version: 4, title: 7)",
                "a comma, bracket, quotation mark or value",
            ),
            ("(format_version: 4)", "'title' is missing"),
        ] {
            let message = read(text).unwrap_err().to_string();
            assert!(message.contains(says), "{text}: {message}");
        }
        assert!(matches!(read(""), Err(StoreError::Syntax { .. })));
    }

    #[test]
    fn a_newer_version_is_refused_whatever_is_in_it() {
        let text = "(format_version: 5, papers: {\"x\": Fancy(1, [2])}, title: Some(3))";
        let error = read(text).unwrap_err();
        assert!(
            matches!(
                error,
                StoreError::NewerVersion {
                    found: 5,
                    known: 4,
                    ..
                }
            ),
            "{error}"
        );
    }

    #[test]
    fn a_path_in_the_place_of_a_hash_is_refused() {
        let text = to_ron(&pack_of_everything()).unwrap();
        let hash = "ab".repeat(32);
        assert!(text.contains(&hash));
        let error = read(&text.replace(&hash, "../../etc/passwd")).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("'../../etc/passwd' is not a SHA-256"),
            "{error}"
        );
    }

    #[test]
    fn ids_never_run_out() {
        let mut pack = Pack::new("Odd");
        for id in [u64::MAX, u64::MAX, 7, u64::MAX - 1] {
            pack.outline.push(document(id, "A").into());
        }
        pack.next_id = u64::MAX;
        let loaded = read(&to_ron(&pack).unwrap()).unwrap();
        let ids: Vec<_> = loaded
            .pack
            .documents()
            .map(|document| document.id.0)
            .collect();
        assert_eq!(ids, [8, 9, 7, 10]);
        assert_eq!(loaded.pack.next_id, 11);
    }

    #[test]
    fn twins_are_told_apart() {
        let mut pack = Pack::new("Merged");
        pack.outline.push(document(7, "First").into());
        pack.outline.push(document(7, "Second").into());
        pack.next_id = 3;
        let loaded = read(&to_ron(&pack).unwrap()).unwrap();
        let ids: Vec<_> = loaded
            .pack
            .documents()
            .map(|document| document.id.0)
            .collect();
        assert_eq!(ids, [7, 8]);
        assert_eq!(loaded.pack.next_id, 9);
        assert_eq!(loaded.warnings.len(), 1);
        assert!(
            loaded
                .warnings
                .iter()
                .all(|warning| warning.contains("'Second'"))
        );
    }
}
