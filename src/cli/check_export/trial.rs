//! An export for a trial, in a process of its own: the hidden subcommand, and how it is asked.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command as Program;
use std::time::{Duration, Instant};

use briefpack::collect::{Collected, collect_files, collect_locked};
use briefpack::edit::{self, Command};
use briefpack::export::{self, Copy, ExportRequest, FindingKind, PartCache, Passwords, Place};
use briefpack::foreign;
use briefpack::pack::{Document, Location, Marking, Pack};
use briefpack::progress::Progress;
use briefpack::store::SourceStore;
use clap::Args;
use serde::{Deserialize, Serialize};

use super::super::{CliError, Success, Unlock};
use super::leaks::leaks;
use super::tool::{self, NoAnswer};
use super::view::Span;
use super::words::Stamp;

/// The hidden subcommand.
pub const SUBCOMMAND: &str = "try-export";

/// No paper has this word, so that every one that is found is ours.
const MARKING: &str = "BRIEFPACKTRIAL";
const TITLE: &str = "Trial";

#[derive(Args)]
pub struct TryExport {
    /// A folder for what is needed meanwhile
    #[arg(long)]
    work: PathBuf,
    /// The PDF to write
    #[arg(long)]
    output: PathBuf,
    #[command(flatten)]
    unlock: Unlock,
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

/// What came of a trial, as it is printed.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Reply {
    /// How many pages were planned.
    pub pages: u32,
    /// What came of each file, in the order in which they were named.
    pub fates: Vec<Fate>,
    /// What leaves with the PDF though it should not.
    pub leaks: Vec<String>,
    /// The most memory that the export, or a process that read for it, had at once, in bytes.
    pub peak_bytes: u64,
}

/// What came of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Fate {
    /// It is in the PDF.
    Shown {
        /// Its first page, counted from 1, and how many it has.
        first: u32,
        count: u32,
        /// What the person is told about it.
        said: Vec<String>,
    },
    /// It is not, for want of a password.
    Locked(String),
    /// It is not, for this reason.
    Refused(String),
}

/// A finished trial.
pub struct Tried {
    pub reply: Reply,
    pub time: Duration,
}

/// Tries the export of some files as one pack in a process of its own.
pub fn ask(
    exe: &Path,
    work: &Path,
    output: &Path,
    passwords: &[String],
    files: &[&Path],
    limit: Duration,
) -> Result<Tried, NoAnswer> {
    let mut program = Program::new(exe);
    program.arg(SUBCOMMAND).arg("--work").arg(work);
    program.arg("--output").arg(output);
    for password in passwords {
        program.arg("--password").arg(password);
    }
    program.arg("--").args(files);
    let begun = Instant::now();
    let answer = tool::run("the export", program, limit)?;
    let text = String::from_utf8_lossy(&answer.stdout);
    let broken = |why: String| NoAnswer::NotRun {
        program: "the export".to_owned(),
        why,
    };
    match answer.status {
        Some(0) => Ok(Tried {
            reply: ron::from_str(&text).map_err(|error| broken(error.to_string()))?,
            time: begun.elapsed(),
        }),
        Some(_) => Err(broken(text.trim().to_owned())),
        None => Err(broken("the program crashed".to_owned())),
    }
}

/// What is laid over a page of a trial.
pub fn stamp(page: u32, pages: u32, file: usize) -> Stamp {
    Stamp {
        page,
        pages,
        marking: MARKING.to_owned(),
        footer: format!("{TITLE} · {}", title(file)),
    }
}

/// Where a file stands in a trial's PDF.
pub fn span(fate: &Fate) -> Option<Span> {
    match *fate {
        Fate::Shown { first, count, .. } => Some(Span { first, count }),
        Fate::Locked(_) | Fate::Refused(_) => None,
    }
}

fn title(file: usize) -> String {
    format!("Paper {}", file + 1)
}

/// Makes the PDF, and prints what came of each file.
pub fn try_export(task: &TryExport) -> Result<Success, CliError> {
    let reply = trial(task).inspect_err(|error| {
        // Whoever asked reads this from standard output.
        let _ = writeln!(io::stdout(), "{error}");
    })?;
    writeln!(io::stdout(), "{}", ron::to_string(&reply)?)?;
    Ok(Success::Full)
}

fn trial(task: &TryExport) -> Result<Reply, CliError> {
    let sources = SourceStore::staged(&task.work, None);
    let mut pack = Pack::new(TITLE);
    pack.marking = Marking(MARKING.to_owned());
    // For each file its documents' places among all, and what was said when it was taken in.
    let mut taken = Vec::new();
    for (index, file) in task.files.iter().enumerate() {
        taken.push(match collect(file, &sources) {
            Ok(collected) => {
                let warnings = collected.warnings.clone();
                let before = pack.documents().count();
                add(&mut pack, &collected, index)?;
                Ok((before..pack.documents().count(), warnings))
            }
            Err(why) => Err(why),
        });
    }
    let mut reply = Reply::default();
    if pack.outline.is_empty() {
        reply.fates = taken
            .into_iter()
            .map(|file| Fate::Refused(file.err().unwrap_or_default()))
            .collect();
        reply.peak_bytes = foreign::peak_bytes();
        return Ok(reply);
    }
    let request = ExportRequest {
        pack: &pack,
        sources: &sources,
        passwords: &Passwords::for_any(task.unlock.passwords.clone()),
        cache: &PartCache::default(),
        copy: Copy::Circulation,
    };
    let exported = export::export(&request, &Progress::default())?;
    std::fs::write(&task.output, &exported.bytes)?;
    reply.leaks = match leaks(&exported.bytes) {
        Ok(found) => found.into_iter().collect(),
        Err(error) => vec![format!("the export can't be looked through: {error}")],
    };
    let plan = export::plan(&request, &Progress::default())?;
    let documents: Vec<&Document> = pack.documents().collect();
    reply.pages = exported.pages;
    for file in taken {
        reply.fates.push(match file {
            Err(why) => Fate::Refused(why),
            Ok((places, warnings)) => {
                let own = documents.get(places).unwrap_or_default();
                fate(own, warnings, &plan, &exported.report)
            }
        });
    }
    reply.peak_bytes = foreign::peak_bytes();
    Ok(reply)
}

fn collect(file: &Path, sources: &SourceStore) -> Result<Collected, String> {
    let mut found = collect_files(file, None, sources, &Progress::default());
    match found.pop() {
        Some(Err(error)) if error.wants_password() => {
            collect_locked(file, sources).map_err(|error| error.to_string())
        }
        Some(result) => result.map_err(|error| error.with_hint()),
        None => Err("there is no file in it".to_owned()),
    }
}

fn add(pack: &mut Pack, collected: &Collected, file: usize) -> Result<(), CliError> {
    let mut documents = collected.documents();
    for document in &mut documents {
        // Short, and known to whoever looks for what is laid over the pages.
        document.title = title(file);
    }
    let command = Command::AddDocuments {
        at: Location::top(pack.outline.len()),
        documents,
        sources: collected.sources.clone(),
    };
    edit::apply(pack, command)?;
    Ok(())
}

/// What came of a file that became these documents.
fn fate(
    documents: &[&Document],
    warnings: Vec<String>,
    plan: &export::Plan,
    report: &export::Report,
) -> Fate {
    let findings = report.findings.iter().filter(|finding| {
        let is_it = |document: &&Document| finding.document == Some(document.id);
        documents.iter().any(is_it)
    });
    let mut said = warnings;
    for finding in findings {
        match finding.kind {
            FindingKind::LeftOut => return Fate::Refused(finding.message.clone()),
            FindingKind::Locked => return Fate::Locked(finding.message.clone()),
            // It is in the PDF.
            _ => said.push(finding.message.clone()),
        }
    }
    let pages = documents
        .iter()
        .filter_map(|document| plan.own_pages(Place::Document(document.id)));
    let pages: Vec<export::Pages> = pages.collect();
    Fate::Shown {
        first: pages.first().map_or(0, |pages| pages.first),
        count: pages.iter().map(|pages| pages.count).sum(),
        said,
    }
}
