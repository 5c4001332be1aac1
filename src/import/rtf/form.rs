//! Fields of forms, and words with their reading.

/// A field of a form.
#[derive(Debug, Default)]
pub struct FormField {
    kind: Kind,
    /// What is chosen, if the person chose, and what is chosen from the first.
    chosen: Option<usize>,
    preset: usize,
    entries: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    Text,
    Box,
    List,
}

/// Stands for "as it is from the first".
const NOT_CHOSEN: i32 = 25;

impl FormField {
    /// Takes a control word.
    pub fn word(&mut self, word: &str, number: Option<i32>) {
        let index = number.and_then(|number| usize::try_from(number).ok());
        match word {
            "fftype" => {
                self.kind = match number {
                    Some(1) => Kind::Box,
                    Some(2) => Kind::List,
                    _ => Kind::Text,
                }
            }
            "ffres" => self.chosen = index.filter(|_| number != Some(NOT_CHOSEN)),
            "ffdefres" => self.preset = index.unwrap_or_default(),
            _ => {}
        }
    }

    /// Begins an entry of a list.
    pub fn begin_entry(&mut self) {
        self.entries.push(String::new());
    }

    /// Takes letters of it.
    pub fn push_to_entry(&mut self, text: &str) {
        if let Some(entry) = self.entries.last_mut() {
            entry.push_str(text);
        }
    }

    /// What it shows where the text does not say so: a box, or what is chosen in a list.
    pub fn shown(&self) -> Option<String> {
        let chosen = self.chosen.unwrap_or(self.preset);
        match self.kind {
            Kind::Text => None,
            Kind::Box if chosen == 0 => Some("☐".to_owned()),
            Kind::Box => Some("☒".to_owned()),
            Kind::List => {
                let entry = self.entries.get(chosen)?.trim();
                (!entry.is_empty()).then(|| entry.to_owned())
            }
        }
    }
}

/// Words with their reading, which stands above them, by the field that sets it there: `EQ \\o(\\s\\up
/// 9(reading),words)`.
pub fn reading_of(code: &str) -> Option<String> {
    let code = code.trim();
    let rest = code
        .strip_prefix("EQ")
        .filter(|rest| rest.contains("\\o"))?;
    let (_, rest) = rest.split_once("\\up")?;
    let (_, rest) = rest.split_once('(')?;
    let (reading, rest) = rest.split_once(')')?;
    let words = rest.trim_start_matches([',', ';']);
    let words = words.strip_suffix(')').unwrap_or(words);
    Some(format!("{} ({})", words.trim(), reading.trim()))
}
