//! Exports every PDF of some folders, alone and mixed with others, and asks qpdf and poppler what
//! was lost.

mod ink;
mod leaks;
mod loss;
mod tool;
mod total;
mod trial;
mod view;
mod words;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use briefpack::store::{PassingFolder, open_file};
use clap::Args;

use self::loss::{Exported, Kind, Loss, Paper, Raw, losses, refusal, wants_raw};
use self::total::{Outcome, Total};
use self::trial::{Fate, Tried};
use self::view::{Asked, Facts, Shown, Soundness, Span};
use super::check_import::{list, say};
use super::{CliError, Success, Unlock, complain};

pub use self::trial::{SUBCOMMAND as TRY_EXPORT, TryExport, try_export};

/// Needs qpdf and poppler's tools. Exit status 1 when something is lost that the export's report
/// does not tell, or an export broke down or broke a limit; 2 when a tool is missing.
#[derive(Args)]
pub struct CheckExport {
    /// Folders with PDFs, in all folders in them, or PDFs
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// So many PDFs are mixed into one pack; with 0 there are no mixed packs
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    mix: usize,
    /// The longest that the export of a PDF may take, in seconds; a mixed pack may take as much for
    /// each ten of its PDFs
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    most_seconds: u64,
    /// The most memory that an export may take, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 2048)]
    most_memory: u64,
    /// Keep the exports in this folder, named as the PDFs are
    #[arg(long, value_name = "FOLDER")]
    keep: Option<PathBuf>,
    #[command(flatten)]
    unlock: Unlock,
}

pub fn check_export(task: &CheckExport) -> Result<Success, CliError> {
    let missing = view::missing_tools();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        complain(format!("install {missing}: exports are checked with them"));
        return Ok(Success::Unable);
    }
    let mut files = Vec::new();
    for folder in &task.folders {
        list(folder, &mut files)?;
    }
    files.retain(|file| is_pdf(file));
    if files.is_empty() {
        complain("there is no PDF to check: links and what is no file are passed over");
        return Ok(Success::of(false));
    }
    files.sort_by(|a, b| natord::compare(&a.to_string_lossy(), &b.to_string_lossy()));
    let checking = Checking {
        task,
        exe: std::env::current_exe()?,
        desk: PassingFolder::new_in(&std::env::temp_dir())?,
    };
    let mut total = Total::default();
    checking.all(&files, &mut total)?;
    say(total.to_string().trim_end())?;
    Ok(Success::of(total.is_clean()))
}

/// A file of this kind by its name, or by how it begins.
fn is_pdf(file: &Path) -> bool {
    let by_name = file
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("pdf"));
    by_name || {
        let mut head = Vec::new();
        let opened = open_file(file);
        let read = opened.and_then(|file| file.take(5).read_to_end(&mut head));
        read.is_ok() && head == b"%PDF-"
    }
}

/// A paper that was exported alone.
struct Alone<'a> {
    file: &'a Path,
    paper: Paper,
    losses: Vec<Loss>,
}

struct Checking<'a> {
    task: &'a CheckExport,
    exe: PathBuf,
    desk: PassingFolder,
}

impl Checking<'_> {
    /// Checks all files, alone and mixed, until nobody reads on.
    fn all(&self, files: &[PathBuf], total: &mut Total) -> Result<(), CliError> {
        let mut mixed = Vec::new();
        for (index, file) in files.iter().enumerate() {
            let (outcome, paper) = self.alone(file);
            // What is refused takes no place in a mixed pack.
            if let Some(paper) = paper.filter(|_| self.task.mix > 1 && !outcome.is_refused) {
                mixed.push(Alone {
                    file,
                    paper,
                    losses: outcome.losses.clone(),
                });
            }
            let mut lines = vec![total.add(&outcome)];
            let is_last = index + 1 == files.len();
            if mixed.len() > 1 && (is_last || mixed.len() >= self.task.mix) {
                let mixed = std::mem::take(&mut mixed);
                lines.extend(self.mixed(&mixed).iter().map(|line| total.add(line)));
            }
            for line in lines {
                if !say(&line)? {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn alone(&self, file: &Path) -> (Outcome, Option<Paper>) {
        let (paper, tried) = thread::scope(|scope| {
            let paper = scope.spawn(|| self.paper(file));
            let tried = self.export(&[file], "alone.pdf");
            (paper.join(), tried)
        });
        let mut outcome = Outcome::of(file);
        let paper = match paper {
            Ok(Ok(paper)) => Some(paper),
            Ok(Err(why)) => {
                outcome.notes.push(format!("no second opinion: {why}"));
                None
            }
            Err(_) => None,
        };
        let (output, tried) = match tried {
            Ok(tried) => tried,
            Err(loss) => {
                outcome.losses.push(loss);
                return (outcome, None);
            }
        };
        self.measure(&tried, 1, &mut outcome);
        outcome.is_unseen = !paper.as_ref().is_some_and(Paper::is_seen);
        match (tried.reply.fates.first(), &paper) {
            (Some(fate @ Fate::Shown { .. }), Some(paper)) => {
                let found = judge(&output, &tried, &[paper]);
                outcome.losses.extend(found.into_iter().flatten());
                outcome.pages = trial::span(fate).map_or(0, |span| span.count);
            }
            (Some(Fate::Locked(why) | Fate::Refused(why)), paper) => {
                outcome.is_refused = true;
                match paper.as_ref().and_then(|paper| refusal(paper, why)) {
                    Some(loss) => outcome.losses.push(loss),
                    None => outcome.notes.push(why.clone()),
                }
            }
            _ => {}
        }
        (outcome, paper)
    }

    /// Checks some papers as one pack: an outcome for the pack, and one for each paper that lost
    /// something more than alone.
    fn mixed(&self, papers: &[Alone<'_>]) -> Vec<Outcome> {
        let files: Vec<&Path> = papers.iter().map(|paper| paper.file).collect();
        let name = match (files.first(), files.last()) {
            (Some(first), Some(last)) => format!("{} … {}", first.display(), last.display()),
            _ => return Vec::new(),
        };
        let mut pack = Outcome::of_mix(&name, files.len());
        let (output, tried) = match self.export(&files, "mixed.pdf") {
            Ok(found) => found,
            Err(loss) => {
                pack.losses.push(loss);
                return vec![pack];
            }
        };
        self.measure(&tried, files.len(), &mut pack);
        pack.pages = tried.reply.pages;
        let seen: Vec<&Paper> = papers.iter().map(|alone| &alone.paper).collect();
        let mut found = judge(&output, &tried, &seen).into_iter();
        pack.losses.extend(found.next().into_iter().flatten());
        // What a paper lost alone has been told.
        let is_told = |loss: &Loss| papers.iter().any(|alone| alone.losses.contains(loss));
        pack.losses.retain(|loss| !is_told(loss));
        let mut outcomes = vec![pack];
        for ((alone, mut losses), fate) in papers.iter().zip(found).zip(&tried.reply.fates) {
            let mut outcome = Outcome::in_mix(alone.file);
            losses.retain(|loss| !alone.losses.contains(loss));
            outcome.losses = losses;
            outcome.pages = trial::span(fate).map_or(0, |span| span.count);
            if let Fate::Locked(why) | Fate::Refused(why) = fate {
                let what = format!("left out of a mixed pack, but not when exported alone: {why}");
                outcome.losses.push(Loss::new(Kind::Refused, what));
            }
            outcomes.extend((!outcome.losses.is_empty()).then_some(outcome));
        }
        outcomes
    }

    fn paper(&self, file: &Path) -> Result<Paper, tool::NoAnswer> {
        let (asked, facts) = Asked::about(file, &self.task.unlock.passwords)?;
        let pages = Span {
            first: 1,
            count: facts.poppler_pages.unwrap_or(0),
        };
        let shown = asked.shown(pages, facts.dpi());
        Ok(Paper {
            asked,
            facts,
            shown,
        })
    }

    /// Exports some files as one pack; an error is a loss.
    fn export(&self, files: &[&Path], name: &str) -> Result<(PathBuf, Tried), Loss> {
        let broken = |why: String| Loss::new(Kind::Broken, why);
        let work =
            tempfile::tempdir_in(self.desk.path()).map_err(|error| broken(error.to_string()))?;
        let output = self.desk.path().join(name);
        // What an earlier export left is not to be taken for this one's.
        let _ = std::fs::remove_file(&output);
        let tens = files.len().div_ceil(10) as u64;
        let limit = Duration::from_secs(self.task.most_seconds.saturating_mul(tens));
        let passwords = &self.task.unlock.passwords;
        let tried = trial::ask(&self.exe, work.path(), &output, passwords, files, limit)
            .map_err(|error| broken(error.to_string()))?;
        if let (Some(folder), Some(file), true) = (&self.task.keep, files.first(), output.exists())
        {
            let kept = folder.join(file.file_name().unwrap_or_default());
            let kept = if files.len() > 1 {
                kept.with_extension("mixed.pdf")
            } else {
                kept
            };
            let copied =
                std::fs::create_dir_all(folder).and_then(|()| std::fs::copy(&output, &kept));
            if let Err(error) = copied {
                complain(format!("{}: {error}", kept.display()));
            }
        }
        Ok((output, tried))
    }

    fn measure(&self, tried: &Tried, files: usize, outcome: &mut Outcome) {
        let leaks = tried.reply.leaks.iter();
        let leaks = leaks.map(|leak| Loss::new(Kind::Leaks, leak.as_str()));
        outcome.losses.extend(leaks);
        outcome.time = tried.time;
        outcome.peak_bytes = tried.reply.peak_bytes;
        let mib = tried.reply.peak_bytes >> 20;
        if mib > self.task.most_memory {
            let what = format!("the export of {files} files took {mib} MiB");
            outcome.losses.push(Loss::new(Kind::Broken, what));
        }
    }
}

/// What was lost in an export: first as a whole, then by each paper.
fn judge(output: &Path, tried: &Tried, papers: &[&Paper]) -> Vec<Vec<Loss>> {
    let worst = papers.iter().map(|paper| paper.facts.soundness).max();
    let (export, facts) = match Asked::about(output, &[]) {
        Ok(found) => found,
        Err(why) => return vec![vec![Loss::new(Kind::Soundness, why.to_string())]],
    };
    let worst = worst.unwrap_or(Soundness::Sound);
    let mut found = vec![loss::faults(worst, &facts, tried.reply.pages)];
    for ((index, fate), paper) in tried.reply.fates.iter().enumerate().zip(papers) {
        found.push(match fate {
            Fate::Shown { said, .. } => {
                let span = trial::span(fate).unwrap_or(Span { first: 1, count: 0 });
                judge_paper(&export, &facts, span, index, paper, said)
            }
            Fate::Locked(_) | Fate::Refused(_) => Vec::new(),
        });
    }
    found
}

fn judge_paper(
    export: &Asked,
    facts: &Facts,
    span: Span,
    index: usize,
    paper: &Paper,
    said: &[String],
) -> Vec<Loss> {
    let total = facts.poppler_pages.unwrap_or(0);
    let pages = span.first..span.first + span.count;
    let stamps: Vec<words::Stamp> = pages.map(|page| trial::stamp(page, total, index)).collect();
    let shown: Shown = export.shown(span, paper.facts.dpi());
    let mut exported = Exported {
        count: span.count,
        shown: &shown,
        raw: None,
        stamps: &stamps,
        said,
    };
    let own = Span {
        first: 1,
        count: paper.facts.poppler_pages.unwrap_or(0),
    };
    let mut raw = None;
    if wants_raw(paper, &exported)
        && let Ok(source) = paper.asked.texts(own, true)
        && let Ok(export) = export.texts(span, true)
    {
        raw = Some(Raw { source, export });
    }
    exported.raw = raw.as_ref();
    let mut found = losses(paper, &exported);
    // That comments were left out tells of no loss but theirs.
    if found.iter().any(Loss::is_of_annotations) {
        let dpi = paper.facts.dpi();
        let bare = |asked: &Asked, pages| asked.pictures(pages, dpi, false).unwrap_or_default();
        let (source, export) = (bare(&paper.asked, own), bare(export, span));
        found.extend(loss::bare_ink(&source, &export, said));
    }
    found
}
