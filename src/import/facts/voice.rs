//! Whether a text is spoken by somebody rather than told of them.

/// How those who speak begin and end.
const GREETINGS: [&str; 8] = [
    "Good morning",
    "Good afternoon",
    "Good evening",
    "Ladies and gentlemen",
    "Your Excellenc",
    "Excellencies",
    "Thank you",
    "Friends",
];
const FIRST_PERSON: [&str; 8] = ["i", "me", "my", "we", "us", "our", "i'm", "i've"];

/// Whether these lines are spoken: they greet or thank, or one in so many is in the first person, but for
/// the words that they quote.
pub fn speaks(body: &[&str], one_in: usize) -> bool {
    let head = body.iter().take(3);
    let tail = body.iter().rev().take(3);
    let greets = |line: &&str| GREETINGS.iter().any(|greeting| line.starts_with(greeting));
    if head.chain(tail).any(greets) {
        return true;
    }
    let mut own = 0_usize;
    let mut in_first_person = 0_usize;
    let mut is_quoted = false;
    for line in body {
        let was_quoted = std::mem::replace(&mut is_quoted, line.ends_with(':'));
        if was_quoted || line.starts_with(['“', '"', '‘']) {
            continue;
        }
        own += 1;
        let words = unquoted(line).replace('’', "'").to_lowercase();
        let mut words = words.split(|c: char| !c.is_alphanumeric() && c != '\'');
        in_first_person += usize::from(words.any(|word| FIRST_PERSON.contains(&word)));
    }
    own > 0 && in_first_person * one_in >= own
}

/// A line without what stands between quotation marks.
fn unquoted(line: &str) -> String {
    let mut out = String::new();
    let mut is_within = false;
    for letter in line.chars() {
        match letter {
            '“' => is_within = true,
            '”' => is_within = false,
            '"' => is_within = !is_within,
            letter if !is_within => out.push(letter),
            _ => {}
        }
    }
    out
}
