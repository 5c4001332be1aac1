//! The forms of an English word, so that "meetings" finds "meeting" and "agreed" finds "agree".
//!
//! The forms are put into the question rather than stems into the index: then what is indexed is
//! what was written, and the beginning of a word finds it at every letter.

/// A word has at least this many letters before it is bent.
const FEWEST_LETTERS: usize = 4;

/// The forms of a word besides itself, in lower case. Some may not exist; no text holds them.
pub fn forms(word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    if word.len() < FEWEST_LETTERS || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Vec::new();
    }
    let mut all: Vec<String> = bases(&word).iter().flat_map(|base| bent(base)).collect();
    all.retain(|form| *form != word);
    all.sort();
    all.dedup();
    all
}

/// What a word may be a form of.
fn bases(word: &str) -> Vec<String> {
    let mut bases = vec![word.to_owned()];
    let mut add = |base: String| {
        if base.len() >= 3 && base.bytes().any(|byte| b"aeiouy".contains(&byte)) {
            bases.push(base);
        }
    };
    if let Some(rest) = word
        .strip_suffix("ies")
        .or_else(|| word.strip_suffix("ied"))
    {
        add(format!("{rest}y"));
    } else if let Some(rest) = word.strip_suffix("es").filter(|rest| has_hiss(rest)) {
        add(rest.to_owned());
        add(format!("{rest}e"));
    } else if let Some(rest) = word.strip_suffix('s') {
        if !rest.ends_with(['s', 'u', 'i']) {
            add(rest.to_owned());
        }
    } else if let Some(rest) = word.strip_suffix("ing").or_else(|| word.strip_suffix("ed")) {
        add(format!("{rest}e"));
        match undoubled(rest) {
            Some(single) => add(single.to_owned()),
            None => add(rest.to_owned()),
        }
    }
    bases
}

/// The forms of a base.
fn bent(base: &str) -> Vec<String> {
    let mut forms = vec![base.to_owned()];
    let mut add = |stem: &str, ends: &[&str]| {
        forms.extend(ends.iter().map(|end| format!("{stem}{end}")));
    };
    match base.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'i', 'o', 'u']) => {
            add(stem, &["ies", "ied"]);
            add(base, &["ing"]);
        }
        _ => match base.strip_suffix('e') {
            Some(stem) => {
                add(base, &["s", "d"]);
                add(stem, &["ing"]);
            }
            None => {
                add(
                    base,
                    &[if has_hiss(base) { "es" } else { "s" }, "ed", "ing"],
                );
                if let Some(last) = base.chars().next_back().filter(|last| doubles(base, *last)) {
                    add(&format!("{base}{last}"), &["ed", "ing"]);
                }
            }
        },
    }
    forms
}

fn has_hiss(word: &str) -> bool {
    ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
}

/// Whether the last letter may be doubled, as in "planned": one vowel before it.
fn doubles(word: &str, last: char) -> bool {
    let is_vowel = |letter: char| "aeiou".contains(letter);
    let mut before = word.chars().rev().skip(1);
    !is_vowel(last)
        && !"wxy".contains(last)
        && before.next().is_some_and(is_vowel)
        && before.next().is_some_and(|letter| !is_vowel(letter))
}

/// A stem without its doubled last letter: "plann" is "plan"; "press" stays.
fn undoubled(stem: &str) -> Option<&str> {
    let mut letters = stem.chars().rev();
    let last = letters.next()?;
    (letters.next() == Some(last) && !"aeiouls".contains(last))
        .then(|| stem.get(..stem.len() - last.len_utf8()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_find_their_forms_both_ways() {
        for family in [
            &["meeting", "meetings"][..],
            &["agree", "agreed", "agrees"],
            &["ministry", "ministries"],
            &["plan", "plans", "planned", "planning"],
            &["press", "presses", "pressed"],
            &["house", "houses", "housing"],
            &["watch", "watches"],
            &["call", "called", "calling"],
        ] {
            for one in family {
                for other in family.iter().filter(|other| *other != one) {
                    assert!(
                        forms(one).iter().any(|form| form == other),
                        "{one} does not find {other}: {:?}",
                        forms(one)
                    );
                }
            }
        }
    }

    #[test]
    fn words_are_not_mistaken_for_others() {
        for (word, other) in [
            ("planet", "plan"),
            ("thing", "th"),
            ("this", "thi"),
            ("form", "formula"),
        ] {
            assert!(!forms(word).iter().any(|form| form == other), "{word}");
        }
        assert!(forms("Überflug").is_empty());
        assert!(forms("sea").is_empty());
    }
}
