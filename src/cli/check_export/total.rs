//! What came of each export, and of all together.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::super::plain::plain;
use super::loss::{Kind, Loss};

/// What came of an export.
#[derive(Debug, Default)]
pub struct Outcome {
    name: String,
    /// Whether it is one pack of many papers, or a paper in such a pack.
    is_mix: bool,
    is_in_mix: bool,
    /// Whether the paper was left out, as the person is told.
    pub is_refused: bool,
    /// Whether nobody else says what stands on its pages, so that no loss would be found.
    pub is_unseen: bool,
    pub pages: u32,
    pub time: Duration,
    pub peak_bytes: u64,
    pub losses: Vec<Loss>,
    /// What else there is to say.
    pub notes: Vec<String>,
}

impl Outcome {
    /// For a paper that is exported alone.
    pub fn of(file: &Path) -> Self {
        Self {
            name: plain(&file.display().to_string()),
            ..Self::default()
        }
    }

    /// For a mixed pack of so many papers.
    pub fn of_mix(name: &str, papers: usize) -> Self {
        Self {
            name: format!("{papers} papers in one pack, {}", plain(name)),
            is_mix: true,
            ..Self::default()
        }
    }

    /// For a paper in a mixed pack.
    pub fn in_mix(file: &Path) -> Self {
        Self {
            name: format!("{} (mixed)", plain(&file.display().to_string())),
            is_in_mix: true,
            ..Self::default()
        }
    }

    fn unsaid(&self) -> impl Iterator<Item = &Loss> {
        self.losses.iter().filter(|loss| loss.said.is_none())
    }

    fn wording(&self) -> &'static str {
        if self.unsaid().next().is_some() {
            "LOST"
        } else if self.is_refused {
            "refused"
        } else if !self.losses.is_empty() {
            "said"
        } else if self.is_unseen {
            "unseen"
        } else {
            "ok"
        }
    }
}

/// One line, with a line more for each loss.
impl fmt::Display for Outcome {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.time.as_secs_f64();
        let mib = self.peak_bytes >> 20;
        write!(to, "{:<8}", self.wording())?;
        if !self.is_in_mix {
            write!(to, " {:>4} pages {seconds:>6.2} s {mib:>5} MiB", self.pages)?;
        }
        write!(to, "  {}", self.name)?;
        for note in &self.notes {
            write!(to, ": {}", plain(note))?;
        }
        for loss in &self.losses {
            write!(to, "\n         {loss}")?;
        }
        Ok(())
    }
}

/// What came of all exports together.
#[derive(Debug, Default)]
pub struct Total {
    papers: usize,
    packs: usize,
    by_outcome: BTreeMap<&'static str, usize>,
    /// How many losses of a kind are told, and how many are not.
    by_kind: BTreeMap<Kind, (usize, usize)>,
    /// Names and losses.
    unsaid: Vec<String>,
    slowest: Option<(Duration, String)>,
    fattest: Option<(u64, String)>,
}

impl Total {
    /// Whether nothing was lost that was not told.
    pub fn is_clean(&self) -> bool {
        self.unsaid.is_empty()
    }

    /// Counts an outcome; its lines.
    pub fn add(&mut self, outcome: &Outcome) -> String {
        if outcome.is_mix {
            self.packs += 1;
        } else if !outcome.is_in_mix {
            self.papers += 1;
            *self.by_outcome.entry(outcome.wording()).or_default() += 1;
        }
        for loss in &outcome.losses {
            let (said, unsaid) = self.by_kind.entry(loss.kind).or_default();
            match loss.said {
                Some(_) => *said += 1,
                None => *unsaid += 1,
            }
        }
        let unsaid = outcome.unsaid();
        self.unsaid
            .extend(unsaid.map(|loss| format!("{}: {loss}", outcome.name)));
        let line = outcome.to_string();
        if !outcome.is_mix {
            keep_most(&mut self.slowest, outcome.time, &outcome.name);
            keep_most(&mut self.fattest, outcome.peak_bytes, &outcome.name);
        }
        line
    }
}

fn keep_most<T: PartialOrd>(most: &mut Option<(T, String)>, value: T, name: &str) {
    if most.as_ref().is_none_or(|(most, _)| *most < value) {
        *most = Some((value, name.to_owned()));
    }
}

impl fmt::Display for Total {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |outcome: &str| self.by_outcome.get(outcome).copied().unwrap_or(0);
        writeln!(
            to,
            "\n{} PDFs, also in {} mixed packs: {} ok, {} lost something that is reported, \
             {} rightly refused, {} unseen by others, {} LOST something that is not reported",
            self.papers,
            self.packs,
            count("ok"),
            count("said"),
            count("refused"),
            count("unseen"),
            count("LOST")
        )?;
        writeln!(to, "{:<10} {:>5} {:>7}", "loss", "reported", "not")?;
        for kind in Kind::ALL {
            let (said, unsaid) = self.by_kind.get(&kind).copied().unwrap_or_default();
            let (name, meaning) = kind.wording();
            writeln!(to, "{name:<10} {said:>5} {unsaid:>7}   {meaning}")?;
        }
        if let Some((time, name)) = &self.slowest {
            writeln!(to, "slowest {:.2} s, {name}", time.as_secs_f64())?;
        }
        if let Some((bytes, name)) = &self.fattest {
            writeln!(to, "most memory {} MiB, {name}", bytes >> 20)?;
        }
        if !self.unsaid.is_empty() {
            writeln!(to, "Losses that are not reported:")?;
        }
        for loss in &self.unsaid {
            writeln!(to, "  {loss}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_else_sees_is_not_called_whole() {
        let mut outcome = Outcome::of(Path::new("a\u{1b}.pdf"));
        outcome.is_unseen = true;
        outcome.notes.push("b\u{9b}".to_owned());
        let mut total = Total::default();
        let line = total.add(&outcome);
        assert!(line.starts_with("unseen "), "{line}");
        assert!(line.ends_with(r"a\u{1b}.pdf: b\u{9b}"), "{line}");
        let printed = total.to_string();
        assert!(
            printed.contains("0 ok") && printed.contains("1 unseen by others"),
            "{printed}"
        );
        outcome.losses.push(Loss::new(Kind::Pages, "1 lost"));
        assert!(total.add(&outcome).starts_with("LOST "));
    }
}
