//! Reading PDF objects without trusting them: what is missing or of the wrong type is `None`.

use lopdf::{Dictionary, Document, Object};

static NULL: Object = Object::Null;

/// The object itself, or what its chain of references ends at; null where that leads nowhere.
pub(crate) fn resolve<'a>(document: &'a Document, object: &'a Object) -> &'a Object {
    document
        .dereference(object)
        .map_or(&NULL, |(_, object)| object)
}

/// An entry of a dictionary, references followed; `None` where it is missing or null.
pub(crate) fn entry<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    let object = resolve(document, dictionary.get(key).ok()?);
    (!object.is_null()).then_some(object)
}

/// The entries of a dictionary or of a stream's dictionary.
pub(crate) fn as_dictionary(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dictionary) => Some(dictionary),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// An entry that is a dictionary or a stream.
pub(crate) fn dictionary_at<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    entry(document, dictionary, key).and_then(as_dictionary)
}

/// An entry that is an array; empty where it is not.
pub(crate) fn array_at<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> &'a [Object] {
    entry(document, dictionary, key)
        .and_then(|object| object.as_array().ok())
        .map_or(&[], Vec::as_slice)
}

/// An entry that is a name.
pub(crate) fn name_at<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a [u8]> {
    entry(document, dictionary, key)?.as_name().ok()
}

/// An entry that is a number.
pub(crate) fn number_at(document: &Document, dictionary: &Dictionary, key: &[u8]) -> Option<f64> {
    number(entry(document, dictionary, key)?)
}

/// The value of a number that can be computed with.
pub(crate) fn number(object: &Object) -> Option<f64> {
    let value = match object {
        Object::Integer(value) => *value as f64,
        Object::Real(value) => f64::from(*value),
        _ => return None,
    };
    value.is_finite().then_some(value)
}
