//! What tells that a document must not be laid out by another program as it is, or that it comes
//! out of it changed.
//!
//! Parts are looked through tag by tag, whether they are well-formed or not: all that the other
//! program may print counts, headers and notes too, and not only what we read ourselves.

use serde::{Deserialize, Serialize};

use super::office::Package;
use super::{Problem, protected, rtf};
use crate::pack::Media;

/// What was found in a document that is to be laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LayoutSigns {
    /// Changes to it are tracked, so that what was deleted may be printed.
    pub has_tracked_changes: bool,
    /// It names files that are to be put into it when it is opened.
    pub takes_in_files: bool,
    /// It has dates that become those of the day on which it is laid out.
    pub has_moving_dates: bool,
    /// It prints the folder that it lies in, which becomes the one where it is laid out.
    pub names_its_folder: bool,
}

/// Looks for what counts when another program lays a document out.
///
/// # Errors
/// [`Problem::Damaged`], [`Problem::Protected`] and [`Problem::BeyondLimit`].
pub fn layout_signs(media: Media, bytes: &[u8]) -> Result<LayoutSigns, Problem> {
    match media {
        Media::Docx => in_parts(bytes, in_word),
        Media::Odt => in_parts(bytes, in_odt),
        Media::Pptx => in_parts(bytes, in_slides),
        Media::Xlsx | Media::Ods => in_parts(bytes, in_sheets),
        Media::Rtf => Ok(rtf::layout_signs(bytes)),
        // Its formulas are binary; any of them may be of today.
        Media::Xls => Ok(LayoutSigns {
            has_moving_dates: true,
            ..LayoutSigns::default()
        }),
        _ => Ok(LayoutSigns::default()),
    }
}

fn in_parts(bytes: &[u8], look: fn(&str, &mut LayoutSigns)) -> Result<LayoutSigns, Problem> {
    let bytes = &*protected::package(bytes)?;
    let mut package = Package::open(bytes)?;
    let mut signs = LayoutSigns::default();
    for name in package.names().iter().filter(|name| may_be_printed(name)) {
        if let Some(text) = package.text(name)? {
            look(&text, &mut signs);
        }
    }
    Ok(signs)
}

/// Whether a part may be XML that is printed: neither a picture nor data for other programs.
fn may_be_printed(name: &str) -> bool {
    const OTHERS: [&str; 12] = [
        "png", "jpg", "jpeg", "gif", "emf", "wmf", "tif", "tiff", "bmp", "bin", "ttf", "odttf",
    ];
    let name = name.to_ascii_lowercase();
    let extension = name.rsplit('.').next().unwrap_or_default();
    !OTHERS.contains(&extension) && !name.starts_with("customxml/")
}

/// The tags that open an element: its name without a prefix, what stands in the tag behind the
/// name, and the text that follows the tag.
fn tags(text: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    text.split('<').skip(1).map(|piece| {
        let (tag, after) = piece.split_once('>').unwrap_or((piece, ""));
        let end = tag.find(|letter: char| letter.is_whitespace() || letter == '/');
        let (name, inner) = tag.split_at(end.unwrap_or(tag.len()));
        let name = name.rsplit(':').next().unwrap_or(name);
        (name, inner, after)
    })
}

/// ECMA-376 part 1, 17.13.5 (revisions) and 17.16 (fields).
fn in_word(text: &str, signs: &mut LayoutSigns) {
    // An instruction may be spread over several runs, up to the next mark of a field.
    let mut spread = String::new();
    for (name, inner, after) in tags(text) {
        match name {
            "ins" | "del" | "moveFrom" | "moveTo" | "cellIns" | "cellDel" | "cellMerge"
            | "delText" => signs.has_tracked_changes = true,
            "instrText" => {
                signs.has_moving_dates |= is_moving_date(after);
                spread.push_str(after);
                signs.names_its_folder |= names_folder(&spread);
            }
            "fldChar" => spread.clear(),
            "fldSimple" => {
                let instruction = inner.split("instr=").nth(1).unwrap_or_default();
                signs.has_moving_dates |= is_moving_date(instruction);
                signs.names_its_folder |= names_folder(instruction);
            }
            _ => {}
        }
    }
}

/// Whether a field's instruction gives the time at which it is updated.
pub(super) fn is_moving_date(instruction: &str) -> bool {
    let mut words = instruction.split(|letter: char| !letter.is_ascii_alphabetic());
    let name = words.find(|word| !word.is_empty()).unwrap_or_default();
    ["DATE", "TIME"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// Whether a field's instruction gives the document's file with its folder: `FILENAME \p`.
pub(super) fn names_folder(instruction: &str) -> bool {
    let words = instruction.split(|letter: char| !letter.is_ascii_alphabetic());
    let mut words = words.filter(|word| !word.is_empty());
    let name = words.next().unwrap_or_default();
    name.eq_ignore_ascii_case("FILENAME") && words.any(|word| word.eq_ignore_ascii_case("p"))
}

/// A field that gives the document's file, in OpenDocument: with its folder, unless it says that
/// the name will do (7.4.10).
fn names_folder_in_odf((name, inner, _): (&str, &str, &str)) -> bool {
    name == "file-name" && !inner.contains("display=\"name") && !inner.contains("display='name")
}

/// OpenDocument 1.3 part 3, 5.5 (tracked changes) and 7.3 (date and time fields).
fn in_odt(text: &str, signs: &mut LayoutSigns) {
    signs.names_its_folder |= tags(text).any(names_folder_in_odf);
    for (name, inner, _) in tags(text) {
        match name {
            "changed-region" => signs.has_tracked_changes = true,
            "date" | "time" => {
                let is_fixed = inner.contains("fixed=\"true\"") || inner.contains("fixed='true'");
                // The day a document was made is a `date` as well, of another kind.
                let is_field = inner.contains("data-style-name") || inner.contains("-value");
                signs.has_moving_dates |= is_field && !is_fixed;
            }
            _ => {}
        }
    }
}

fn in_slides(text: &str, signs: &mut LayoutSigns) {
    signs.has_moving_dates |= tags(text)
        .any(|(name, inner, _)| name == "fld" && inner.to_ascii_lowercase().contains("datetime"));
}

fn in_sheets(text: &str, signs: &mut LayoutSigns) {
    signs.has_moving_dates |= text.contains("TODAY(") || text.contains("NOW(");
    // In heads and feet of Excel, and by a formula.
    signs.names_its_folder |= text.contains("&amp;Z")
        || text.contains("CELL(\"filename")
        || text.contains("CELL(&quot;filename")
        || tags(text).any(names_folder_in_odf);
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    /// A package with this part.
    fn package(name: &str, text: &str) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
        writer.finish().unwrap().into_inner()
    }

    /// Whether there are tracked changes, files that are taken in, and moving dates.
    fn signs(media: Media, bytes: &[u8]) -> [bool; 3] {
        let found = layout_signs(media, bytes).unwrap();
        [
            found.has_tracked_changes,
            found.takes_in_files,
            found.has_moving_dates,
        ]
    }

    #[test]
    fn fields_with_the_folder_of_the_file_are_found() {
        let cases = [
            (Media::Docx, r"<w:instrText>FILENAME \p</w:instrText>", true),
            (
                Media::Docx,
                r"<w:instrText> FILE</w:instrText><w:instrText>NAME  \* Lower </w:instrText><w:instrText>\p</w:instrText>",
                true,
            ),
            (
                Media::Docx,
                r"<w:instrText>FILENAME</w:instrText><w:fldChar/><w:instrText>p</w:instrText>",
                false,
            ),
            (Media::Docx, r"<w:fldSimple w:instr=' FILENAME \p '/>", true),
            (Media::Docx, r"<w:instrText>FILENAME</w:instrText>", false),
            (Media::Odt, "<text:file-name text:display=\"full\"/>", true),
            (Media::Odt, "<text:file-name>a</text:file-name>", true),
            (
                Media::Odt,
                "<text:file-name text:display='name-and-extension'/>",
                false,
            ),
            (
                Media::Xlsx,
                "<oddFooter>&amp;L&amp;Z&amp;F</oddFooter>",
                true,
            ),
            (Media::Xlsx, "<f>CELL(\"filename\",A1)</f>", true),
            (Media::Xlsx, "<oddFooter>&amp;L&amp;F</oddFooter>", false),
        ];
        for (media, text, expected) in cases {
            let found = layout_signs(media, &package("content.xml", text)).unwrap();
            assert_eq!(found.names_its_folder, expected, "{text}");
        }
        let rtf = br"{\rtf1 {\field{\*\fldinst FILENAME \\p}{\fldrslt a}}}";
        assert!(layout_signs(Media::Rtf, rtf).unwrap().names_its_folder);
        let rtf = br"{\rtf1 {\field{\*\fldinst FILENAME}{\fldrslt a}}}";
        assert!(!layout_signs(Media::Rtf, rtf).unwrap().names_its_folder);
    }

    #[test]
    fn tracked_changes_are_found_wherever_they_are_printed() {
        let cases = [
            (Media::Docx, "word/header1.xml", "<w:del w:id='1'/>", true),
            (Media::Docx, "word/document.xml", "<x:ins>new</x:ins>", true),
            (Media::Docx, "word/document.xml", "<w:delimiter/>", false),
            (Media::Docx, "customXml/item1.xml", "<del/>", false),
            (Media::Odt, "content.xml", "<text:changed-region/>", true),
            (Media::Odt, "content.xml", "<text:tracked-changes/>", false),
        ];
        for (media, name, text, has_changes) in cases {
            let found = signs(media, &package(name, text));
            assert_eq!(found, [has_changes, false, false], "{name} {text}");
        }
        for (rtf, has_changes) in [
            (&br"{\rtf1 kept {\deleted gone}}"[..], true),
            (br"{\rtf1 {\revised new}}", true),
            (br"{\rtf1 {\deleted0 kept}}", false),
        ] {
            assert_eq!(signs(Media::Rtf, rtf), [has_changes, false, false]);
        }
    }

    #[test]
    fn dates_that_move_are_told_from_those_that_stay() {
        let cases = [
            (
                Media::Docx,
                "<w:instrText> DATE \\@ \"d\" </w:instrText>",
                true,
            ),
            (Media::Docx, "<w:fldSimple w:instr=' time '/>", true),
            (Media::Docx, "<w:instrText>CREATEDATE</w:instrText>", false),
            (Media::Odt, "<text:date text:date-value='2026-01-01'>", true),
            (
                Media::Odt,
                "<text:date text:date-value='2026-01-01' text:fixed=\"true\">",
                false,
            ),
            (Media::Odt, "<dc:date>2026-01-01</dc:date>", false),
            (Media::Pptx, "<a:fld id='{1}' type='datetime1'>", true),
            (Media::Pptx, "<a:fld id='{1}' type='slidenum'>", false),
            (Media::Xlsx, "<f>TODAY()+1</f>", true),
            (Media::Xlsx, "<f>A1+1</f>", false),
        ];
        for (media, text, has_dates) in cases {
            let found = signs(media, &package("part.xml", text));
            assert_eq!(found, [false, false, has_dates], "{text}");
        }
        let rtf = br"{\rtf1 {\field{\*\fldinst  DATE \\@ d}{\fldrslt 1 May}}}";
        assert_eq!(signs(Media::Rtf, rtf), [false, false, true]);
    }

    #[test]
    fn files_that_rtf_takes_in_are_found_however_they_are_written() {
        for (instruction, takes_in) in [
            (r#"INCLUDEPICTURE "file:///etc/a.png""#, true),
            (r#"{INCLUDE}{\b PICTURE} "a.png""#, true),
            (r#"\uc0\u73 NCLUDETEXT "a.txt""#, true),
            (r#"incl\'55detext "a.txt""#, true),
            (r#"HYPERLINK "https://example.org/INCLUDE""#, false),
            ("PAGE", false),
        ] {
            let rtf = format!(r"{{\rtf1 a{{\field{{\*\fldinst {instruction}}}{{\fldrslt b}}}}}}");
            let found = signs(Media::Rtf, rtf.as_bytes());
            assert_eq!(found, [false, takes_in, false], "{instruction}");
        }
        let words = br"{\rtf1 We include a picture: INCLUDEPICTURE is a field.}";
        assert_eq!(signs(Media::Rtf, words), [false; 3]);
    }
}
