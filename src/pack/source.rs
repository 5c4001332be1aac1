//! The bytes that documents are made from.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::SourceId;

/// What is remembered about a source. Its bytes lie beside the pack file, under
/// [`Source::file_name`], and never change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The name the file had when it was added, without its folder.
    pub name: String,
    /// What kind of file it is, found from its content.
    pub media: Media,
    /// Length in bytes.
    pub size_bytes: u64,
    /// Where it came from; `None` for pasted text. Never part of an export.
    #[serde(default)]
    pub origin: Option<Origin>,
    /// Pictures that a Markdown text refers to, by the reference as it stands in the text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub pictures: BTreeMap<String, SourceId>,
    /// The source whose layout it keeps: an office document that was turned into this PDF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub laid_out_from: Option<SourceId>,
}

/// Where a source came from. Never says in which folder: a pack goes to others. The machine where it
/// was added knows that by itself (`store::Places`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The name of the file on the disk. Empty for what was pasted; see [`Origin::file`].
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub file: String,
    /// What it was in that file, parted by `/`: the name of an attachment of an e-mail, or of a
    /// file in an archive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// When it was added. What came in one file has it to the nanosecond in common.
    pub added: Timestamp,
}

impl Origin {
    /// The name of the file; `None` for what was pasted.
    pub fn file(&self) -> Option<&str> {
        Some(self.file.as_str()).filter(|name| !name.is_empty())
    }

    /// The day it was added, by universal time: the same wherever the pack is opened.
    pub fn day_added(&self) -> jiff::civil::Date {
        self.added.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}

impl Source {
    /// The name of the file in the pack's documents folder: the hash and a plain extension.
    pub fn file_name(&self, id: &SourceId) -> String {
        format!("{id}.{}", self.media.extension())
    }

    /// The name it had and what it came in, without any folder: "scan.pdf, attached to letter.eml".
    pub fn wording(&self) -> String {
        let mut words = last_part(&self.name).to_owned();
        let Some(origin) = &self.origin else {
            return words;
        };
        let Some(within) = &origin.within else {
            return words;
        };
        let folders = within.rsplit('/').skip(1).filter(|part| is_container(part));
        for container in folders.chain([last_part(&origin.file)]) {
            let how = if is_mail(container) {
                "attached to"
            } else {
                "in"
            };
            words.push_str(&format!(", {how} {container}"));
        }
        words
    }
}

/// A path without its folders, whichever system it is of.
pub fn last_part(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|found| extensions.iter().any(|one| found.eq_ignore_ascii_case(one)))
}

fn is_mail(name: &str) -> bool {
    has_extension(name, &["eml", "msg"])
}

/// Whether a file of this name holds others, rather than being a folder.
fn is_container(name: &str) -> bool {
    is_mail(name) || has_extension(name, &["zip"])
}

/// The kinds of file that a document can be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Media {
    /// Plain text in any encoding.
    PlainText,
    /// Markdown (CommonMark with tables).
    Markdown,
    /// A web page.
    Html,
    /// Word's present format.
    Docx,
    /// OpenDocument text.
    Odt,
    /// Rich Text Format.
    Rtf,
    /// PowerPoint's present format.
    Pptx,
    /// Excel's present format.
    Xlsx,
    /// Excel's former format.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// Values parted by commas, semicolons or tabs.
    Csv,
    /// An e-mail as it was sent (RFC 5322).
    Eml,
    /// An e-mail as Outlook saves it.
    Msg,
    /// Entries of a calendar (RFC 5545).
    Ics,
    /// Contacts of an address book (RFC 6350).
    Vcf,
    /// PDF; its pages stay as they are.
    Pdf,
    /// A PNG picture.
    Png,
    /// A JPEG picture.
    Jpeg,
    /// TIFF: one picture or several, a page each.
    Tiff,
    /// A WebP picture.
    WebP,
    /// A GIF picture; of a moving one, the first picture.
    Gif,
    /// A Windows bitmap.
    Bmp,
    /// A drawing (SVG).
    Svg,
}

/// How a document comes to its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaClass {
    /// Flowing text, which is set on our own pages.
    Flow,
    /// Pages of its own, which stay as they are.
    Pages,
    /// One picture, on a page of its own.
    Picture,
}

impl Media {
    /// Every kind, as people list them.
    pub const ALL: [Self; 23] = [
        Self::PlainText,
        Self::Markdown,
        Self::Html,
        Self::Docx,
        Self::Odt,
        Self::Rtf,
        Self::Pptx,
        Self::Xlsx,
        Self::Xls,
        Self::Ods,
        Self::Csv,
        Self::Eml,
        Self::Msg,
        Self::Ics,
        Self::Vcf,
        Self::Pdf,
        Self::Png,
        Self::Jpeg,
        Self::Tiff,
        Self::WebP,
        Self::Gif,
        Self::Bmp,
        Self::Svg,
    ];

    /// The usual file name extension, without the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::PlainText => "txt",
            Self::Markdown => "md",
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Rtf => "rtf",
            Self::Pptx => "pptx",
            Self::Xlsx => "xlsx",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Csv => "csv",
            Self::Eml => "eml",
            Self::Msg => "msg",
            Self::Ics => "ics",
            Self::Vcf => "vcf",
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Tiff => "tiff",
            Self::WebP => "webp",
            Self::Gif => "gif",
            Self::Bmp => "bmp",
            Self::Svg => "svg",
        }
    }

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlainText => "Text",
            Self::Markdown => "Markdown",
            Self::Html => "Web page",
            Self::Docx => "Word document",
            Self::Odt => "OpenDocument text",
            Self::Rtf => "Rich text",
            Self::Pptx => "PowerPoint presentation",
            Self::Xlsx | Self::Xls => "Excel spreadsheet",
            Self::Ods => "OpenDocument spreadsheet",
            Self::Csv => "Table of values (CSV)",
            Self::Eml | Self::Msg => "E-mail",
            Self::Ics => "Calendar",
            Self::Vcf => "Contacts",
            Self::Pdf => "PDF",
            Self::Png => "PNG picture",
            Self::Jpeg => "JPEG picture",
            Self::Tiff => "TIFF picture",
            Self::WebP => "WebP picture",
            Self::Gif => "GIF picture",
            Self::Bmp => "Bitmap picture",
            Self::Svg => "SVG drawing",
        }
    }

    /// How a document of this kind comes to its pages.
    pub fn class(self) -> MediaClass {
        match self {
            Self::PlainText
            | Self::Markdown
            | Self::Html
            | Self::Docx
            | Self::Odt
            | Self::Rtf
            | Self::Pptx
            | Self::Xlsx
            | Self::Xls
            | Self::Ods
            | Self::Csv
            | Self::Eml
            | Self::Msg
            | Self::Ics
            | Self::Vcf => MediaClass::Flow,
            Self::Pdf => MediaClass::Pages,
            Self::Png
            | Self::Jpeg
            | Self::Tiff
            | Self::WebP
            | Self::Gif
            | Self::Bmp
            | Self::Svg => MediaClass::Picture,
        }
    }

    /// Whether LibreOffice can turn it into a PDF that keeps its layout.
    pub fn has_layout(self) -> bool {
        matches!(
            self,
            Self::Docx | Self::Odt | Self::Rtf | Self::Pptx | Self::Xlsx | Self::Xls | Self::Ods
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, file: &str, within: Option<&str>) -> String {
        let source = Source {
            name: name.to_owned(),
            media: Media::Pdf,
            size_bytes: 0,
            origin: Some(Origin {
                file: file.to_owned(),
                within: within.map(str::to_owned),
                added: Timestamp::UNIX_EPOCH,
            }),
            pictures: BTreeMap::new(),
            laid_out_from: None,
        };
        source.wording()
    }

    #[test]
    fn what_a_source_came_in_is_told_without_folders() {
        assert_eq!(named("a.pdf", "/home/x/a.pdf", None), "a.pdf");
        assert_eq!(
            named("scan.pdf", r"C:\Users\x\letter.eml", Some("scan.pdf")),
            "scan.pdf, attached to letter.eml"
        );
        assert_eq!(
            named("plan.pdf", "/x/papers.ZIP", Some("2019/july/plan.pdf")),
            "plan.pdf, in papers.ZIP"
        );
        assert_eq!(
            named("plan.pdf", "/x/papers.zip", Some("july/cover.msg/plan.pdf")),
            "plan.pdf, attached to cover.msg, in papers.zip"
        );
        assert_eq!(named("/etc/secret/a.pdf", "/x/a.pdf", None), "a.pdf");
    }
}
