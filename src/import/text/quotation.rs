//! Where somebody's words begin after "… said:", and how far they go.
//!
//! The end of such a quotation cannot be told for certain. It is style only: no word moves.

const VERBS: &[&str] = &[
    "said",
    "says",
    "added",
    "adds",
    "commented",
    "continued",
    "concluded",
    "explained",
    "stated",
    "wrote",
    "writes",
    "remarked",
    "warned",
    "replied",
    "declared",
    "noted",
    "argued",
    "insisted",
    "stressed",
    "told",
    "tweeted",
    "responded",
    "asked",
    "recalled",
    "emphasised",
];

/// Words that may follow the verb: "said in a statement:", "said today:".
const AFTER_VERB: &[&str] = &[
    "in",
    "at",
    "on",
    "to",
    "during",
    "after",
    "before",
    "following",
    "when",
    "while",
    "today",
    "yesterday",
    "earlier",
    "later",
    "this",
    "last",
    "about",
    "from",
    "ahead",
    "via",
    "tonight",
    "of",
    "as",
];

const FIRST_PERSON: &[&str] = &[
    "i",
    "we",
    "our",
    "us",
    "my",
    "me",
    "ourselves",
    "myself",
    "ours",
    "mine",
    "i'm",
    "i've",
    "i'll",
    "i'd",
    "we're",
    "we've",
    "we'll",
    "we'd",
    "let's",
];

/// Whether a paragraph ends by saying that somebody speaks next.
pub fn introduces(text: &str) -> bool {
    const LONGEST_BYTES: usize = 600;
    let text = text.trim_end();
    let Some(text) = text.strip_suffix(':') else {
        return false;
    };
    let from = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_BYTES));
    let text = &text[from..];
    let sentence = text
        .rsplit_once(". ")
        .map_or(text, |(_, sentence)| sentence);
    let words = words(sentence);
    let Some(at) = words
        .iter()
        .rposition(|word| VERBS.contains(&word.as_str()))
    else {
        return false;
    };
    let verb = words.get(at).map(String::as_str);
    words.get(at + 1).is_none_or(|next| {
        verb == Some("told") || words.len() - at <= 12 && AFTER_VERB.contains(&next.as_str())
    })
}

/// Whether a paragraph goes on in the words of the same speaker as the quoted ones.
pub fn speaks_on(quoted: &[String], text: &str) -> bool {
    if text.trim_end().ends_with(':') {
        return false;
    }
    let opens = |text: &str| text.starts_with(['“', '"', '‘']);
    let Some((first, last)) = quoted.first().zip(quoted.last()) else {
        return true;
    };
    if opens(first) {
        // Each paragraph of a longer quotation opens with a mark, only the last one closes.
        let closed = last.trim_end().ends_with(['”', '’'])
            || last.len() > 1 && last.trim_end().ends_with('"');
        return opens(text) && !closed;
    }
    words(&without_quotes(text))
        .iter()
        .any(|word| FIRST_PERSON.contains(&word.as_str()))
}

/// Whether most paragraphs speak in the first person, as a speech does.
pub fn is_in_first_person<'a>(paragraphs: impl Iterator<Item = &'a str>) -> bool {
    let (mut first, mut all) = (0_usize, 0_usize);
    for paragraph in paragraphs {
        all += 1;
        let speaks = words(&without_quotes(paragraph))
            .iter()
            .any(|word| FIRST_PERSON.contains(&word.as_str()));
        first += usize::from(speaks);
    }
    all >= 3 && first * 10 >= all * 6
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric())
                .to_lowercase()
                .replace('’', "'")
        })
        .filter(|word| !word.is_empty())
        .collect()
}

/// A text without what stands between quotation marks: "I" in there is not the speaker.
fn without_quotes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(['“', '"']) {
        out.push_str(before);
        rest = after.split_once(['”', '"']).map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_introduction_ends_in_a_verb_of_speech_and_a_colon() {
        for text in [
            "Home Secretary Ann Example said:",
            "Speaking after the talks, the Minister added:",
            "The Minister told the Council:",
            "She said in a statement today:",
            "The talks ended. The Chair, Bob Example, said at the close:",
        ] {
            assert!(introduces(text), "{text}");
        }
        for text in [
            "The following commitments were agreed by Ministers present:",
            "He said so. The list is this:",
            "The report said three things were needed:",
            "said",
            "",
        ] {
            assert!(!introduces(text), "{text}");
        }
    }

    #[test]
    fn a_quotation_goes_on_in_the_first_person() {
        let quoted = ["The partnership is vital.".to_owned()];
        assert!(speaks_on(&quoted, "We must act."));
        assert!(speaks_on(&quoted, "And that’s why I’m here."));
        assert!(!speaks_on(
            &quoted,
            "Industry agreed to work with governments."
        ));
        assert!(!speaks_on(
            &quoted,
            "The Chair called it “our finest hour”."
        ));
        assert!(!speaks_on(&quoted, "We then heard the Chair, who said:"));
    }

    #[test]
    fn quotation_marks_say_where_a_quotation_ends() {
        let open = ["“The partnership is vital.".to_owned()];
        assert!(speaks_on(&open, "“It will last.”"));
        assert!(!speaks_on(&open, "We then left."));
        assert!(!speaks_on(
            &["“It is vital.”".to_owned()],
            "“Another voice.”"
        ));
    }
}
