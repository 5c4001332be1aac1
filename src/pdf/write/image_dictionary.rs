//! The dictionary of a picture.

use std::collections::BTreeMap;

use printpdf::DictItem;

pub(super) fn image(
    width: u32,
    height: u32,
    bits: u8,
    space: DictItem,
) -> BTreeMap<String, DictItem> {
    BTreeMap::from([
        ("Type".to_owned(), named("XObject")),
        ("Subtype".to_owned(), named("Image")),
        ("Width".to_owned(), DictItem::Int(width.into())),
        ("Height".to_owned(), DictItem::Int(height.into())),
        ("BitsPerComponent".to_owned(), DictItem::Int(bits.into())),
        ("ColorSpace".to_owned(), space),
    ])
}

pub(super) fn named(name: &str) -> DictItem {
    DictItem::Name(name.as_bytes().to_vec())
}
