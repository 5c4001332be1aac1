//! Kinds of files that are not read: what they are called, and the way out.

use file_format::{FileFormat, Kind};

use super::has_extension;
use crate::import::Problem;

/// A kind of file that is known and not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The kind, with its article.
    what: &'static str,
    /// What the person can do.
    hint: &'static str,
}

impl Named {
    const fn new(what: &'static str, hint: &'static str) -> Self {
        Self { what, hint }
    }

    pub fn problem(self) -> Problem {
        Problem::Unsupported {
            what: self.what.to_owned(),
            hint: self.hint.into(),
        }
    }
}

pub const TAKES: &str = "Briefpack takes PDF, Word, OpenDocument, PowerPoint, Excel, RTF, e-mail, \
    calendar, contact, HTML, Markdown and text files, and pictures.";
const SAVE_AS_PDF: &str = "Open it in the program it was made with, save it as PDF and add that.";
const SAVE_AS_DOCX: &str = "Open it in Word or LibreOffice, save it as a Word document (DOCX) or as \
    PDF, and add that.";
const SAVE_AS_PPTX: &str = "Open it in PowerPoint or LibreOffice, save it as a PowerPoint \
    presentation (PPTX) or as PDF, and add that.";
const SAVE_AS_XLSX: &str = "Open it in Excel or LibreOffice, save it as an Excel workbook (XLSX) or \
    as PDF, and add that.";
const SAVE_AS_PICTURE: &str = "Open it in a picture viewer, save it as PNG or JPEG and add that.";
const EXPORT_FROM_IWORK: &str = "Open it in the program it was made with, choose File, Export To, \
    PDF, and add that.";
const SAY_WHAT_IS_IN_IT: &str = "A pack has pages only: add a paper that says what is in it.";
const UNPACK: &str = "Unpack it and add the files in it.";

pub const ARCHIVE_WITHIN: Named = Named::new("an archive (ZIP) within another file", UNPACK);
pub const XLSB: Named = Named::new("a binary Excel workbook (XLSB)", SAVE_AS_XLSX);
pub const VISIO: Named = Named::new("a drawing of Visio (VSDX)", SAVE_AS_PDF);
pub const XPS: Named = Named::new(
    "a document in the XPS format",
    "Open it in an XPS viewer, print it as PDF and add that.",
);
pub const OFFICE: Named = Named::new(
    "an office file of a kind that Briefpack does not know",
    SAVE_AS_PDF,
);
pub const EPUB: Named = Named::new(
    "an e-book (EPUB)",
    "Open it in an e-book reader, print the pages that you need as PDF and add that.",
);
pub const ODP: Named = Named::new("an OpenDocument presentation (ODP)", SAVE_AS_PPTX);
pub const ODG: Named = Named::new("an OpenDocument drawing (ODG)", SAVE_AS_PDF);
pub const OPEN_DOCUMENT: Named = Named::new(
    "an OpenDocument file that is neither a text nor a spreadsheet",
    SAVE_AS_PDF,
);
pub const STAR_OFFICE: Named = Named::new(
    "a document of OpenOffice before version 2",
    "Open it in LibreOffice, save it as PDF and add that.",
);
const EXE: Named = Named::new("a program (EXE)", TAKES);
const PROGRAM: Named = Named::new("a program", TAKES);
pub const PACKED: Named = Named::new(
    "a file of another program, which is packed like an archive (ZIP)",
    SAVE_AS_PDF,
);

/// What an archive in the ZIP format is that has all of these in it: names, or with a dot or a slash
/// before them ends of names.
pub const IN_ZIP: &[(&[&str], Named)] = &[
    (&["META-INF/container.xml", ".opf"], EPUB),
    (&["META-INF/container.xml"], PACKED),
    (
        &["META-INF/MANIFEST.MF"],
        Named::new("a program (JAR)", TAKES),
    ),
    (&["AndroidManifest.xml"], PROGRAM),
    (&["classes.dex"], PROGRAM),
    (&["META-INF/mozilla.rsa"], PROGRAM),
    (&[".dist-info/WHEEL"], PROGRAM),
    (&["/Info.plist", ".app/PkgInfo"], PROGRAM),
    (
        &["doc.kml"],
        Named::new(
            "a map for Google Earth (KMZ)",
            "Open it in Google Earth, print the view as PDF and add that.",
        ),
    ),
    (
        &["geogebra.xml"],
        Named::new("a worksheet of GeoGebra (GGB)", SAVE_AS_PDF),
    ),
    (
        &["document.json", "meta.json", "user.json"],
        Named::new("a drawing of Sketch", SAVE_AS_PDF),
    ),
    (
        &["designmap.xml"],
        Named::new("a layout of InDesign (IDML)", SAVE_AS_PDF),
    ),
];
pub const OLE_OF_UNKNOWN_KIND: Named = Named::new(
    "a file of an older program that Briefpack does not know",
    SAVE_AS_PDF,
);
const DOC: Named = Named::new("a Word document of the older kind (DOC)", SAVE_AS_DOCX);
const VSD: Named = Named::new("a drawing of Visio (VSD)", SAVE_AS_PDF);
const PUB: Named = Named::new("a publication of Publisher (PUB)", SAVE_AS_PDF);
const MPP: Named = Named::new("a plan of Microsoft Project (MPP)", SAVE_AS_PDF);
const WORKS: Named = Named::new("a document of Microsoft Works (WPS)", SAVE_AS_PDF);

/// What a compound file is that has this at its top.
pub const IN_OLE: &[(&str, Named)] = &[
    ("WordDocument", DOC),
    (
        "PowerPoint Document",
        Named::new(
            "a PowerPoint presentation of the older kind (PPT)",
            SAVE_AS_PPTX,
        ),
    ),
    ("Quill", PUB),
    ("VisioDocument", VSD),
    ("Props9", MPP),
    ("Props12", MPP),
    ("Props14", MPP),
    ("MatOST", WORKS),
    ("SPELLING", WORKS),
    (
        "PerfectOffice_MAIN",
        Named::new("a document of WordPerfect (WPD)", SAVE_AS_DOCX),
    ),
    (
        "BodyText",
        Named::new("a document of Hangul (HWP)", SAVE_AS_PDF),
    ),
    (
        "Catalog",
        Named::new(
            "a store of small previews that Windows makes by itself",
            "Leave it out.",
        ),
    ),
];

/// A document of Pages, Numbers or Keynote, which its name tells apart.
pub fn iwork(name: &str) -> Named {
    let what = match has_extension(name, &["pages", "numbers", "key"]) {
        Some("pages") => "a document of Pages",
        Some("numbers") => "a spreadsheet of Numbers",
        Some("key") => "a presentation of Keynote",
        _ => "a document of Pages, Numbers or Keynote",
    };
    Named::new(what, EXPORT_FROM_IWORK)
}

/// Kinds that are known by how they begin and that the register of formats does not know, or tells
/// less exactly.
pub fn by_start(name: &str, bytes: &[u8], is_text: bool) -> Option<Named> {
    const ONE_NOTE: &[u8] = &[
        0xe4, 0x52, 0x5c, 0x7b, 0x8c, 0xd8, 0xa7, 0x4d, 0xae, 0xb1, 0x53, 0x78, 0xd0, 0x29, 0x96,
        0xd3,
    ];
    const PEM: [&[u8]; 2] = [b"-----BEGIN PKCS7-----", b"-----BEGIN CMS-----"];
    const SIGNED: Named = Named::new(
        "a signed or encrypted message (P7M)",
        "Open it in your mail program, save what is in it and add that.",
    );
    /// What stands first in signed and in encrypted messages (RFC 5652, section 3).
    const MESSAGE: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07];
    let head = bytes.get(..32).unwrap_or(bytes);
    if bytes.starts_with(ONE_NOTE) {
        Some(Named::new(
            "a section of OneNote (ONE)",
            "Open it in OneNote, export the pages as PDF and add that.",
        ))
    } else if bytes.starts_with(b"MZ") && !is_text {
        Some(EXE)
    } else if bytes.starts_with(b"\xffWPC") {
        Some(Named::new("a document of WordPerfect (WPD)", SAVE_AS_DOCX))
    } else if PEM.iter().any(|pem| bytes.starts_with(pem))
        || bytes.starts_with(b"\x30") && head.windows(MESSAGE.len()).any(|part| part == MESSAGE)
    {
        Some(SIGNED)
    } else if bytes.starts_with(b"bplist00") && has_extension(name, &["webarchive"]).is_some() {
        Some(Named::new(
            "a web page that Safari saved (WEBARCHIVE)",
            "Open it in Safari, export it as PDF and add that.",
        ))
    } else {
        None
    }
}

/// Texts that are known by their first words and would read as gibberish.
pub fn by_words(text: &str) -> Option<Named> {
    let head = text.get(..text.floor_char_boundary(4096)).unwrap_or(text);
    if !head
        .trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
    {
        return None;
    }
    if head.contains("progid=\"Word.Document\"") || head.contains("<w:wordDocument") {
        Some(Named::new("a Word document in XML (2003)", SAVE_AS_DOCX))
    } else if head.contains("progid=\"Excel.Sheet\"") {
        Some(Named::new("an Excel workbook in XML (2003)", SAVE_AS_XLSX))
    } else if head.contains("<pkg:package") {
        Some(Named::new(
            "an office document in one XML file",
            SAVE_AS_DOCX,
        ))
    } else if head.contains("<office:document") {
        Some(Named::new(
            "an OpenDocument file in one XML file",
            "Open it in LibreOffice, save it as OpenDocument (ODT or ODS) or as PDF, and add that.",
        ))
    } else {
        None
    }
}

/// What a file of this format is called.
pub fn of_format(format: FileFormat) -> Problem {
    if let Some(named) = by_format(format) {
        return named.problem();
    }
    let name = match format.short_name() {
        Some(short) if !format.name().contains(short) => format!("{} ({short})", format.name()),
        _ => format.name().to_owned(),
    };
    let (kind, hint) = match format.kind() {
        Kind::Image => ("a picture of the kind ", SAVE_AS_PICTURE),
        Kind::Document | Kind::Presentation | Kind::Spreadsheet | Kind::Diagram | Kind::Ebook => {
            ("a file of the kind ", SAVE_AS_PDF)
        }
        Kind::Archive | Kind::Compressed => ("an archive of the kind ", UNPACK),
        Kind::Video => ("a film of the kind ", SAY_WHAT_IS_IN_IT),
        Kind::Audio => ("a sound recording of the kind ", SAY_WHAT_IS_IN_IT),
        Kind::Executable | Kind::Package => ("a program of the kind ", TAKES),
        Kind::Font => ("a font of the kind ", TAKES),
        Kind::Model => ("a drawing or model of the kind ", SAVE_AS_PDF),
        Kind::Database => (
            "a database of the kind ",
            "Export what is needed as a table (CSV or XLSX) or as PDF, and add that.",
        ),
        _ => ("a file of the kind ", TAKES),
    };
    Problem::Unsupported {
        what: format!("{kind}{name}"),
        hint: hint.into(),
    }
}

fn by_format(format: FileFormat) -> Option<Named> {
    const SAVE_PHOTO: &str = "Save it as JPEG or PNG, which the phone or computer it came from can \
        do, and add that.";
    Some(match format {
        // The register takes a file for text by its first lines alone.
        FileFormat::ArbitraryBinaryData | FileFormat::PlainText => {
            Named::new("a kind of file that Briefpack does not know", TAKES)
        }
        FileFormat::HighEfficiencyImageCoding
        | FileFormat::HighEfficiencyImageCodingSequence
        | FileFormat::HighEfficiencyImageFileFormat
        | FileFormat::HighEfficiencyImageFileFormatSequence => {
            Named::new("a photo in the HEIC format", SAVE_PHOTO)
        }
        FileFormat::Av1ImageFileFormat | FileFormat::Av1ImageFileFormatSequence => {
            Named::new("a picture in the AVIF format", SAVE_PHOTO)
        }
        FileFormat::JpegXl => Named::new("a picture in the JPEG XL format", SAVE_PHOTO),
        FileFormat::Jpeg2000Codestream | FileFormat::Jpeg2000Part1 => {
            Named::new("a picture in the JPEG 2000 format", SAVE_PHOTO)
        }
        FileFormat::AutocadDrawing => Named::new(
            "a drawing of AutoCAD (DWG)",
            "Open it in the program it was made with, plot it as PDF and add that.",
        ),
        FileFormat::PortableExecutable => EXE,
        FileFormat::Mpeg4Part14 | FileFormat::Mpeg4Part14Video => {
            Named::new("a film (MP4)", SAY_WHAT_IS_IN_IT)
        }
        FileFormat::Postscript | FileFormat::EncapsulatedPostscript => Named::new(
            "a print file in PostScript",
            "Turn it into PDF with a PostScript viewer and add that.",
        ),
        FileFormat::WindowsShortcut => Named::new(
            "a shortcut that leads to a file (LNK)",
            "Add the file that it leads to.",
        ),
        FileFormat::ExtensibleMarkupLanguage => Named::new(
            "data in XML, which only programs read",
            "Open it in the program that uses it, print it as PDF and add that.",
        ),
        _ => return None,
    })
}
