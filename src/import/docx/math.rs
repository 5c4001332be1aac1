//! Formulas, as plain letters.

use roxmltree::Node;

use super::super::office::child;

/// A formula in one line: "(a+b)/2", "x^2".
pub fn formula(node: Node<'_, '_>) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

fn write(node: Node<'_, '_>, out: &mut String) {
    for inner in node.children().filter(Node::is_element) {
        match inner.tag_name().name() {
            "t" => out.push_str(inner.text().unwrap_or_default()),
            "f" => {
                out.push_str(&grouped(inner, "num"));
                out.push('/');
                out.push_str(&grouped(inner, "den"));
            }
            "sSup" => {
                out.push_str(&grouped(inner, "e"));
                out.push('^');
                out.push_str(&grouped(inner, "sup"));
            }
            "sSub" => {
                out.push_str(&grouped(inner, "e"));
                out.push('_');
                out.push_str(&grouped(inner, "sub"));
            }
            "rad" => {
                out.push('√');
                out.push_str(&grouped(inner, "e"));
            }
            "d" => {
                out.push('(');
                write(inner, out);
                out.push(')');
            }
            name if name.ends_with("Pr") => {}
            _ => write(inner, out),
        }
    }
}

/// A part of a formula, in brackets if it is longer than a word or number.
fn grouped(node: Node<'_, '_>, name: &str) -> String {
    let part = child(node, name).map(formula).unwrap_or_default();
    if part.chars().all(char::is_alphanumeric) || part.starts_with('(') && part.ends_with(')') {
        part
    } else {
        format!("({part})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::office::parse;

    #[test]
    fn a_formula_is_written_in_one_line() {
        let xml = "<m><r><t>x=</t></r><f><fPr><t>no</t></fPr><num><r><t>a+b</t></r></num>\
             <den><sSup><e><r><t>c</t></r></e><sup><r><t>2</t></r></sup></sSup></den></f>\
             <rad><e><r><t>d</t></r></e></rad></m>";
        let document = parse(xml).unwrap();
        assert_eq!(formula(document.root_element()), "x=(a+b)/(c^2)√d");
    }
}
