//! What a PDF claims of itself: the information dictionary, and the metadata stream, which newer
//! programs keep in step (XMP, ISO 16684-1).

use jiff::civil::Date;
use lopdf::{Document, Object, decode_text_string};

use crate::import::markdown::unescaped;
use crate::pdf_file::MAX_STREAM_BYTES;

/// The most authors that are named.
const MOST_AUTHORS: usize = 4;

/// What a PDF claims of itself; of each the surest first.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Claims {
    pub titles: Vec<String>,
    pub authors: Vec<String>,
    /// When it was made.
    pub created: Vec<Date>,
}

impl Claims {
    /// Reads what stands in the file.
    pub fn read(document: &Document) -> Self {
        let xmp = xmp(document).unwrap_or_default();
        let info = |name: &[u8]| info(document, name);
        let one_line = |text: String| {
            let text = text.replace(char::is_control, " ");
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let titles = items(&xmp, "dc:title").into_iter().take(1);
        let mut authors = items(&xmp, "dc:creator");
        authors.truncate(MOST_AUTHORS);
        let authors = (!authors.is_empty()).then(|| authors.join(", "));
        let dates = [property(&xmp, "xmp:CreateDate"), info(b"CreationDate")];
        Self {
            titles: titles.chain(info(b"Title")).map(one_line).collect(),
            authors: authors
                .into_iter()
                .chain(info(b"Author"))
                .map(one_line)
                .collect(),
            created: dates
                .into_iter()
                .flatten()
                .filter_map(|date| day(&date))
                .collect(),
        }
    }
}

fn info(document: &Document, name: &[u8]) -> Option<String> {
    let info = document.trailer.get_deref(b"Info", document).ok()?;
    let value = info.as_dict().ok()?.get_deref(name, document).ok()?;
    decode_text_string(value).ok()
}

/// The metadata stream. It is read by its tags: it is small, flat and written by programs.
fn xmp(document: &Document) -> Option<String> {
    let catalog = document.catalog().ok()?;
    let Object::Stream(stream) = catalog.get_deref(b"Metadata", document).ok()? else {
        return None;
    };
    let bytes = stream
        .decompressed_content_with_limit(MAX_STREAM_BYTES)
        .unwrap_or_else(|_| stream.content.clone());
    String::from_utf8(bytes).ok()
}

/// The entries of a property that is a list; the default one of a text in several languages is the
/// first.
fn items(xmp: &str, name: &str) -> Vec<String> {
    let Some(list) = element(xmp, name) else {
        return Vec::new();
    };
    let mut items = Vec::new();
    let mut rest = list;
    while let Some((_, after)) = rest.split_once("<rdf:li") {
        let item = after
            .split_once('>')
            .and_then(|(_, text)| text.split_once("</rdf:li>"));
        let Some((text, after)) = item else {
            break;
        };
        items.push(unescaped(text));
        rest = after;
    }
    items
}

/// A property that is one value, which may stand as an element or as an attribute.
fn property(xmp: &str, name: &str) -> Option<String> {
    let attribute = || {
        let (_, after) = xmp.split_once(&format!(" {name}=\""))?;
        Some(after.split_once('"')?.0)
    };
    element(xmp, name).or_else(attribute).map(unescaped)
}

fn element<'a>(xmp: &'a str, name: &str) -> Option<&'a str> {
    let (_, after) = xmp.split_once(&format!("<{name}>"))?;
    Some(after.split_once(&format!("</{name}>"))?.0)
}

/// The day in a date of a PDF, "D:20190730101500+01'00'" (ISO 32000-1, section 7.9.4), or of the
/// metadata stream, "2019-07-30T10:15:00+01:00".
fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let text = text.strip_prefix("D:").unwrap_or(text);
    let digits: String = match text.get(..10) {
        Some(iso) if iso.as_bytes().get(4) == Some(&b'-') => iso.replace('-', ""),
        _ => text.get(..8)?.to_owned(),
    };
    let number = |from: usize, to: usize| -> Option<i16> {
        let part = digits.get(from..to)?;
        part.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| part.parse().ok())?
    };
    let small = |from, to| i8::try_from(number(from, to)?).ok();
    Date::new(number(0, 4)?, small(4, 6)?, small(6, 8)?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_are_read_in_both_forms() {
        for text in [
            "D:20190730101500+01'00'",
            "D:20190730",
            "20190730101500Z",
            "2019-07-30T10:15:00+01:00",
            "2019-07-30",
        ] {
            assert_eq!(day(text), Some(date(2019, 7, 30)), "{text}");
        }
        for text in [
            "",
            "D:2019",
            "2019",
            "D:20191340",
            "Tuesday 30 July",
            "2019-7-3 x",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn the_metadata_stream_is_read_by_its_tags() {
        let xmp = "<rdf:Description xmp:CreateDate=\"2019-07-30\"><dc:creator><rdf:Seq>\
            <rdf:li>Ann &amp; Bob</rdf:li><rdf:li xml:lang=\"en\">Cleo</rdf:li></rdf:Seq></dc:creator>\
            <xmp:ModifyDate>2020-01-01</xmp:ModifyDate><dc:title>broken<rdf:li>";
        assert_eq!(items(xmp, "dc:creator"), ["Ann & Bob", "Cleo"]);
        assert_eq!(items(xmp, "dc:title"), [""; 0]);
        assert_eq!(
            property(xmp, "xmp:CreateDate").as_deref(),
            Some("2019-07-30")
        );
        assert_eq!(
            property(xmp, "xmp:ModifyDate").as_deref(),
            Some("2020-01-01")
        );
        assert_eq!(property(xmp, "xmp:MetadataDate"), None);
    }
}
