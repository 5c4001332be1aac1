//! Stars and underscores in the names of folders and files, such as `C:\_old\*.pdf`, where the
//! backslash before them is a letter. In none of these places do they begin bold or italic words.

/// Whether the backslashes that end `before`, if any, and the sign after them are letters of a path.
pub fn holds(before: &str, sign: char, rest: &str) -> bool {
    let before = before.trim_end_matches('\\');
    let after = rest.chars().next();
    if is_drive(before) {
        return after.is_none_or(char::is_whitespace) || begins_name(sign, rest);
    }
    let is_end = |c: char| c.is_whitespace() || c.is_ascii_punctuation();
    before.ends_with(is_letter)
        && (after.is_some_and(char::is_alphanumeric)
            || is_suffix(rest)
            || (after.is_none_or(is_end) && is_path(before)))
}

/// Whether a sign without a backslash begins a name right after a drive, as the backslash that may
/// stand there does not change what it means.
pub fn follows_drive(before: &str, sign: char, rest: &str) -> bool {
    is_drive(before) && begins_name(sign, rest)
}

/// A drive alone, such as `C:`.
fn is_drive(before: &str) -> bool {
    let mut letters = before.chars().rev();
    letters.next() == Some(':')
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && !letters.next().is_some_and(char::is_alphanumeric)
}

/// `_old` or `*.pdf`. A star before a word makes it italic, as in `Q:*Why?*`.
fn begins_name(sign: char, rest: &str) -> bool {
    match sign {
        '_' => rest.starts_with(char::is_alphanumeric),
        _ => is_suffix(rest),
    }
}

fn is_suffix(rest: &str) -> bool {
    rest.strip_prefix('.')
        .is_some_and(|suffix| suffix.starts_with(char::is_alphanumeric))
}

/// Whether the last word is a path from a drive or a server on.
fn is_path(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next();
    let word = word.unwrap_or_default();
    let server = word.strip_prefix("\\\\").unwrap_or_default();
    if server.starts_with(char::is_alphanumeric) {
        return true;
    }
    let word = word.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let Some((drive, path)) = word.split_once(":\\") else {
        return false;
    };
    let path = path.trim_start_matches('\\');
    let name = path.strip_prefix('_').unwrap_or(path);
    drive.len() == 1
        && !path.starts_with('*')
        && (name == path || name.starts_with(char::is_alphanumeric))
}

/// A letter or a figure that is no sign: a sign may stand before italic words.
pub fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, 'Ⓐ'..='ⓩ' | '\u{1f130}'..='\u{1f189}')
}
