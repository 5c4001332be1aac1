//! How elements look: by their names, and by their style attributes.

/// The declarations of a style attribute, in small letters.
pub fn declarations(css: &str) -> impl Iterator<Item = (String, String)> + '_ {
    css.split(';').filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim_end().to_owned();
        Some((property.trim().to_ascii_lowercase(), value))
    })
}

/// Whether a weight is bold. `before` is what it is around the element.
pub fn is_bold(value: &str, before: bool) -> bool {
    match value {
        "bold" | "bolder" => true,
        "normal" | "lighter" => false,
        number => number.parse::<u32>().map_or(before, |weight| weight >= 600),
    }
}

/// Whether an element stands on lines of its own.
pub fn is_block(name: &str) -> bool {
    [
        "address",
        "article",
        "aside",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "footer",
        "form",
        "header",
        "hgroup",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "optgroup",
        "option",
        "p",
        "search",
        "section",
        "summary",
        "tbody",
        "tfoot",
        "thead",
        "tr",
    ]
    .contains(&name)
}
