//! What the result says of itself: title and language, and nothing of who made it, when or where.

use lopdf::{ObjectId, dictionary, text_string};

use super::plan::Assembly;
use super::target::Target;

/// The program's name, the one thing that is said of how the file came to be.
const PRODUCER: &str = "Briefpack";

/// Writes the information dictionary.
pub(super) fn write_info(assembly: &Assembly, target: &mut Target) -> ObjectId {
    target.add(dictionary! {
        "Title" => text_string(&assembly.title),
        "Producer" => text_string(PRODUCER),
    })
}

/// Writes the same as XMP, which archives and screen readers look at.
pub(super) fn write_xmp(assembly: &Assembly, target: &mut Target) -> ObjectId {
    let title = escaped(&assembly.title);
    let language = match assembly.language.as_str() {
        "" => String::new(),
        language => format!(
            "<dc:language><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag></dc:language>\n",
            escaped(language)
        ),
    };
    let packet = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n\
         <x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n\
         <rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n\
         <dc:format>application/pdf</dc:format>\n\
         <dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{title}</rdf:li></rdf:Alt></dc:title>\n\
         {language}\
         <pdf:Producer>{PRODUCER}</pdf:Producer>\n\
         </rdf:Description>\n\
         </rdf:RDF>\n\
         </x:xmpmeta>\n\
         <?xpacket end=\"r\"?>"
    );
    // Left uncompressed, so that programs that know no PDF find it.
    target.add(lopdf::Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.into_bytes(),
    ))
}

/// Text as it stands in XML, without the characters that XML 1.0 does not allow.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_break_the_xml() {
        assert_eq!(
            escaped("Q&A </rdf:li>\u{0} – Größe\n2"),
            "Q&amp;A &lt;/rdf:li&gt; – Größe 2"
        );
    }
}
