//! Calls of foreign programs, which may hang or print without end on hostile files.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How long a call may take.
const LIMIT: Duration = Duration::from_secs(60);
/// The most that a call may print; no sound answer is longer.
const MOST_BYTES: u64 = 1 << 30;
const LOOK: Duration = Duration::from_millis(4);

/// What a program answered.
#[derive(Debug)]
pub struct Answer {
    /// Its exit status; `None` where a signal ended it.
    pub status: Option<i32>,
    pub stdout: Vec<u8>,
}

/// There is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoAnswer {
    /// It was ended after this time.
    TooLong { program: String, limit: Duration },
    /// It could not be run.
    NotRun { program: String, why: String },
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { program, limit } => {
                write!(to, "{program} took more than {} seconds", limit.as_secs())
            }
            Self::NotRun { program, why } => write!(to, "{program} could not be run: {why}"),
        }
    }
}

/// Whether a program of this name is found in the folders of `PATH`.
pub fn is_installed(program: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| {
        let file = folder.join(program);
        file.is_file() || file.with_extension("exe").is_file()
    })
}

/// Asks a program about a file, which is named last.
pub fn ask<S: AsRef<OsStr>>(
    program: &str,
    arguments: impl IntoIterator<Item = S>,
    file: &Path,
) -> Result<Answer, NoAnswer> {
    let mut command = Command::new(program);
    command.args(arguments).arg(file);
    run(program, command, LIMIT)
}

/// Runs a program to its end, or to the end of its time. What it says on standard error is
/// dropped.
pub fn run(name: &str, mut command: Command, limit: Duration) -> Result<Answer, NoAnswer> {
    let not_run = |error: io::Error| NoAnswer::NotRun {
        program: name.to_owned(),
        why: error.to_string(),
    };
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut process = command.spawn().map_err(not_run)?;
    let stdout = process.stdout.take();
    let read = move || {
        let mut bytes = Vec::new();
        if let Some(stdout) = stdout {
            // What was read before a pipe broke is all there is. With its end of the pipe closed,
            // a program that prints on and on ends.
            let _ = stdout.take(MOST_BYTES).read_to_end(&mut bytes);
        }
        bytes
    };
    let reader = thread::Builder::new().spawn(read).map_err(not_run)?;
    let status = wait(&mut process, limit).map_err(not_run)?;
    let stdout = reader.join().unwrap_or_default();
    match status {
        Some(status) => Ok(Answer {
            status: status.code(),
            stdout,
        }),
        None => Err(NoAnswer::TooLong {
            program: name.to_owned(),
            limit,
        }),
    }
}

/// Waits for the end of a process, and ends it when its time is over: `None` then.
fn wait(process: &mut Child, limit: Duration) -> io::Result<Option<std::process::ExitStatus>> {
    let begun = Instant::now();
    loop {
        if let Some(status) = process.try_wait()? {
            return Ok(Some(status));
        }
        if begun.elapsed() > limit {
            // It may have ended this very moment.
            let _ = process.kill();
            process.wait()?;
            return Ok(None);
        }
        thread::sleep(LOOK);
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_hangs_is_ended() {
        let mut sleep = Command::new("sleep");
        sleep.arg("600");
        let ended = run("sleep", sleep, Duration::from_millis(50)).unwrap_err();
        assert!(matches!(ended, NoAnswer::TooLong { .. }), "{ended}");
    }

    #[test]
    fn an_answer_has_status_and_words() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo heard; exit 3"]);
        let answer = run("sh", shell, LIMIT).unwrap();
        assert_eq!(
            (answer.status, answer.stdout),
            (Some(3), b"heard\n".to_vec())
        );
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        assert!(is_installed("sh") && !is_installed("no-such-program"));
        let nothing = Command::new("no-such-program");
        let error = run("no-such-program", nothing, LIMIT).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("no-such-program could not be run: ")
        );
    }
}
