//! Reads every file of some folders as an import would, and tells what came of each.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use briefpack::foreign::{self, CheckError, Checked};
use briefpack::store::open_file;
use clap::Args;

use super::against::Reference;
use super::plain::plain;
use super::{CliError, Success, complain};

/// Exit status 1 when a file made the reader break down, or broke a limit. A damaged file is told
/// as such and is no failure.
#[derive(Args)]
pub struct CheckImport {
    /// Folders to read, with all folders in them, or files
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// The longest that a file may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 10.0)]
    most_seconds: f64,
    /// The most memory that a file may take, in MiB
    #[arg(long, value_name = "MIB", default_value_t = 1024)]
    most_memory: u64,
    /// Texts of an independent reader to compare the words with: a folder laid out as DIR is, whose
    /// files end in .txt
    #[arg(long, value_name = "REFERENCE")]
    against: Option<PathBuf>,
}

/// What came of all files together.
#[derive(Default)]
struct Total {
    files: usize,
    refused: usize,
    broken: usize,
    slowest: Option<(Duration, PathBuf)>,
    fattest: Option<(u64, PathBuf)>,
}

pub fn check_import(task: &CheckImport) -> Result<Success, CliError> {
    let exe = std::env::current_exe()?;
    let mut files = Vec::new();
    for folder in &task.folders {
        let mut found = Vec::new();
        list(folder, &mut found)?;
        let relative = |file: PathBuf| {
            let below = file.strip_prefix(folder).map(Path::to_owned);
            (file, below.unwrap_or_default())
        };
        files.extend(found.into_iter().map(relative));
    }
    if files.is_empty() {
        complain("there is no file to check: links and what is no file are passed over");
        return Ok(Success::of(false));
    }
    files.sort_by(|(a, _), (b, _)| natord::compare(&a.to_string_lossy(), &b.to_string_lossy()));
    let mut total = Total::default();
    let mut reference = task.against.clone().map(Reference::new);
    for (file, relative) in files {
        let mut bytes = Vec::new();
        let read = open_file(&file).and_then(|mut file| file.read_to_end(&mut bytes));
        let checked = match read {
            Ok(_) => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                foreign::check(&exe, &name, &bytes.into())
            }
            Err(error) => {
                complain(format!("{}: {error}", file.display()));
                total.broken += 1;
                continue;
            }
        };
        let mut line = task.judge(&file, &checked, &mut total);
        let compared = reference
            .as_mut()
            .and_then(|reference| reference.compare(&relative, &checked));
        line.extend(compared);
        if !say(&plain(&line))? {
            break;
        }
    }
    if let Some(reference) = reference {
        say(reference.to_string().trim_end())?;
    }
    say(&plain(&total.to_string()))?;
    Ok(Success::of(total.broken == 0))
}

impl CheckImport {
    /// The line on a file.
    fn judge(&self, file: &Path, checked: &Checked, total: &mut Total) -> String {
        let seconds = checked.time.as_secs_f64();
        let mib = checked.peak_bytes >> 20;
        let is_over = seconds > self.most_seconds || mib > self.most_memory;
        let outcome = match &checked.trouble {
            None | Some(CheckError::Refused(_)) if is_over => "over a limit",
            None => "ok",
            Some(CheckError::Refused(_)) => "refused",
            Some(CheckError::GivenUp(_) | CheckError::NoReader(_)) => "broken",
        };
        total.files += 1;
        match outcome {
            "ok" => {}
            "refused" => total.refused += 1,
            _ => total.broken += 1,
        }
        let longest = total.slowest.as_ref().map(|(time, _)| *time);
        if longest.is_none_or(|longest| longest < checked.time) {
            total.slowest = Some((checked.time, file.to_owned()));
        }
        let largest = total.fattest.as_ref().map(|(bytes, _)| *bytes);
        if largest.is_none_or(|largest| largest < checked.peak_bytes) {
            total.fattest = Some((checked.peak_bytes, file.to_owned()));
        }
        let trouble = match &checked.trouble {
            Some(trouble) => format!(": {trouble}"),
            None => String::new(),
        };
        format!(
            "{outcome:<8} {:>3} documents {seconds:>6.2} s {mib:>5} MiB  {}{trouble}",
            checked.documents.len(),
            file.display()
        )
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let read = self.files - self.refused - self.broken.min(self.files - self.refused);
        write!(
            to,
            "{} files: {read} read, {} refused, {} broken or over a limit",
            self.files, self.refused, self.broken
        )?;
        if let Some((time, file)) = &self.slowest {
            let seconds = time.as_secs_f64();
            write!(to, "; slowest {seconds:.2} s, {}", file.display())?;
        }
        if let Some((bytes, file)) = &self.fattest {
            write!(to, "; most memory {} MiB, {}", bytes >> 20, file.display())?;
        }
        Ok(())
    }
}

/// The files below a folder, or the file itself.
pub(super) fn list(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), CliError> {
    let with_path = |error: io::Error| format!("{}: {error}", path.display());
    let about = fs::symlink_metadata(path).map_err(with_path)?;
    if about.is_dir() {
        for entry in fs::read_dir(path).map_err(with_path)? {
            list(&entry.map_err(with_path)?.path(), files)?;
        }
    } else if about.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// Prints a line; whether somebody reads on.
pub(super) fn say(line: &str) -> Result<bool, CliError> {
    match writeln!(io::stdout(), "{line}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
        result => Ok(result.map(|()| true)?),
    }
}
