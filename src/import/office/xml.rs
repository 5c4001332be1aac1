//! XML from foreign files.

use roxmltree::{Document, Node, ParsingOptions};

use super::super::Problem;

/// The most elements, attributes and texts in one part.
const MOST_NODES: u32 = 5_000_000;
/// How deep elements may be nested.
const DEEPEST: usize = 256;

/// Reads XML. Entities that a document defines itself are not expanded: it is refused.
///
/// # Errors
/// [`Problem::Damaged`] and [`Problem::BeyondLimit`].
pub fn parse(text: &str) -> Result<Document<'_>, Problem> {
    if is_nested_deeper(text, DEEPEST) {
        return Err(Problem::BeyondLimit {
            what: "its parts are nested too deeply".to_owned(),
            limit: format!("{DEEPEST} levels"),
        });
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::NodesLimitReached => Problem::BeyondLimit {
            what: "it has too many elements".to_owned(),
            limit: format!("{MOST_NODES} elements"),
        },
        _ => Problem::Damaged {
            reason: "a part of it is not valid".to_owned(),
            hint: "Open it in the program it was made with and save it again.".into(),
        },
    })
}

/// Whether elements may be nested deeper than this. Looks at tags alone, before anything is built:
/// what follows nested elements does so by recursion.
fn is_nested_deeper(text: &str, deepest: usize) -> bool {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(start) = bytes
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'<'))
    {
        let tag = at + start;
        let rest = text.get(tag..).unwrap_or_default();
        let end = if rest.starts_with("<!--") {
            rest.find("-->")
        } else if rest.starts_with("<![CDATA[") {
            rest.find("]]>")
        } else {
            end_of_tag(rest)
        };
        let Some(end) = end else {
            return false;
        };
        let is_element = !rest.starts_with("<!") && !rest.starts_with("<?");
        if rest.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if is_element && !rest.get(..end).unwrap_or_default().ends_with('/') {
            depth += 1;
            if depth > deepest {
                return true;
            }
        }
        at = tag + end + 1;
    }
    false
}

/// Where a tag ends: a `>` within quotation marks does not end it.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut quote = None;
    tag.bytes().position(|byte| match (quote, byte) {
        (None, b'>') => true,
        (None, b'"' | b'\'') => {
            quote = Some(byte);
            false
        }
        (Some(open), byte) => {
            if open == byte {
                quote = None;
            }
            false
        }
        _ => false,
    })
}

/// The first child element of this name, in any namespace.
pub fn child<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.children()
        .find(|child| child.is_element() && child.tag_name().name() == name)
}

/// The first element of this name within another, in any namespace.
pub fn descendant<'a, 'input>(node: Node<'a, 'input>, name: &str) -> Option<Node<'a, 'input>> {
    node.descendants()
        .find(|inner| inner.is_element() && inner.tag_name().name() == name)
}

/// An attribute by its local name, in any namespace.
pub fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    node.attributes()
        .find(|attribute| attribute.name() == name)
        .map(|attribute| attribute.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        assert!(matches!(parse(bomb), Err(Problem::Damaged { .. })));
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        let nested =
            |depth: usize| format!("{}{}", "<a b='>'>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(&nested(DEEPEST)).is_ok());
        let error = parse(&nested(DEEPEST + 1)).unwrap_err();
        assert!(error.to_string().contains("at most 256 levels"), "{error}");
        let flat = format!("<a>{}</a>", "<b/><!-- <c> --><![CDATA[<d>]]>".repeat(1000));
        assert!(parse(&flat).is_ok());
    }

    #[test]
    fn elements_are_found_by_their_local_names() {
        let document = parse("<w:a xmlns:w='x' w:d='1'><w:b><w:c/></w:b></w:a>").unwrap();
        let root = document.root_element();
        assert_eq!(
            (attribute(root, "d"), attribute(root, "e")),
            (Some("1"), None)
        );
        assert!(child(root, "b").is_some() && child(root, "c").is_none());
        assert!(descendant(root, "c").is_some());
    }
}
