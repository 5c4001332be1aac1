//! Where links lead that are written without the site they are on.

use super::tree::{DOCUMENT, Tree};
use crate::import::links::is_safe;

/// The site that a page says it comes from, such as "https://www.gov.uk", if it says so.
pub fn site(tree: &Tree) -> Option<String> {
    let mut nodes = tree.within(DOCUMENT, |_| false);
    nodes.find_map(|id| {
        let address = match tree.name(id) {
            "base" => tree.attribute(id, "href"),
            "link" if tree.attribute(id, "rel") == Some("canonical") => tree.attribute(id, "href"),
            "meta" if tree.attribute(id, "property") == Some("og:url") => {
                tree.attribute(id, "content")
            }
            _ => None,
        };
        origin(address?.trim())
    })
}

/// The scheme and host of an address on the web.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_host = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte));
    (is_web && is_host).then(|| format!("{scheme}://{host}"))
}

/// Where a link leads, if a pack may lead there.
pub fn resolved(address: &str, site: Option<&str>) -> Option<String> {
    let address = address.trim();
    let whole = match (address.strip_prefix('/'), site) {
        (Some(rest), _) if rest.starts_with('/') => format!("https:{address}"),
        (Some(_), Some(site)) => format!("{site}{address}"),
        _ => address.to_owned(),
    };
    is_safe(&whole).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_tells_its_site() {
        for (head, site_of) in [
            (
                "<link rel=canonical href='https://www.gov.uk/a/b?c'>",
                Some("https://www.gov.uk"),
            ),
            (
                "<base href='http://example.org'>",
                Some("http://example.org"),
            ),
            (
                "<meta property='og:url' content='https://example.org:8080/'>",
                Some("https://example.org:8080"),
            ),
            ("<base href='file:///C:/Users/jane/'>", None),
            ("<base href='https://a b/'>", None),
            ("", None),
        ] {
            let tree = Tree::parse(&format!("<head>{head}</head><p>x")).unwrap();
            assert_eq!(site(&tree).as_deref(), site_of, "{head}");
        }
    }

    #[test]
    fn an_address_without_its_site_is_filled_up() {
        let site = Some("https://www.gov.uk");
        for (address, site, whole) in [
            ("/a?b", site, Some("https://www.gov.uk/a?b")),
            ("//example.org/a", None, Some("https://example.org/a")),
            (" https://example.org ", site, Some("https://example.org")),
            ("/a", None, None),
            ("a.html", site, None),
            ("#a", site, None),
            ("javascript:x()", site, None),
        ] {
            assert_eq!(resolved(address, site).as_deref(), whole, "{address}");
        }
    }
}
