//! One child process, as the program sees it.

use std::collections::VecDeque;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::process::{Child as Process, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::task::{AnyTask, Blobs, Task};
use super::{SUBCOMMAND, wire};
use crate::import::GivenUp;
use crate::progress::Progress;

/// The most memory that reading a file may take besides the file itself, in bytes.
const MEMORY_BYTES: u64 = 1 << 30;

/// How many times its limit a task may take in all, even if it steps forward time and again.
const MOST_LIMITS: u32 = 10;

/// How often it is looked whether the person has stopped the work.
const LOOK: Duration = Duration::from_millis(50);

/// How much of what a child says on its way out is kept, in bytes.
const LAST_WORDS_BYTES: usize = 4096;

/// The most memory that any child has allocated at once, in bytes.
static MOST_PEAK_BYTES: AtomicU64 = AtomicU64::new(0);

/// How many PDFs a child keeps open.
const MOST_OPENED: usize = 3;
/// How many tasks a child answers before another takes its place, and how many more for each MiB of
/// the PDFs that it has open: another would have to open them again.
const MOST_ANSWERS: u64 = 300;
const ANSWERS_FOR_A_MIB: u64 = 300;

/// A child process could not be started.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct StartError(#[from] std::io::Error);

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum ChildError {
    /// The person asked to stop.
    Cancelled,
    /// The child broke a limit, or broke down.
    GivenUp(GivenUp),
    /// There is no child to read with.
    NoReader(String),
}

/// What a child sends.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) enum Reply {
    /// How much of the task is done, in thousandths.
    Step(u32),
    /// The task is done; its answer is the next frame.
    Done {
        /// The most memory that the child has taken at once so far, in bytes.
        peak_bytes: u64,
    },
}

/// What comes through a child's pipe.
enum Message {
    Step(u32),
    Answer { bytes: Vec<u8>, peak_bytes: u64 },
}

/// A child process that reads foreign bytes, one task after the other. It ends when this is
/// dropped.
pub(super) struct Child {
    process: Process,
    to_child: BufWriter<ChildStdin>,
    messages: Receiver<Message>,
    last_words: LastWords,
    opened: VecDeque<Opened>,
    forget: Vec<u64>,
    peak_bytes: u64,
    /// How many tasks it has answered.
    answered: u64,
}

/// A PDF that the child keeps open.
struct Opened {
    key: u64,
    bytes: u64,
}

/// When a task is given up: each step forward gives it as long again, up to a limit in all.
struct Deadline {
    limit: Duration,
    of_step: Instant,
    of_all: Instant,
}

impl Deadline {
    fn new(limit: Duration) -> Self {
        let now = Instant::now();
        Self {
            limit,
            of_step: now + limit,
            of_all: now + MOST_LIMITS * limit,
        }
    }

    fn step(&mut self) {
        self.of_step = Instant::now() + self.limit;
    }

    fn put_off(&mut self, time: Duration) {
        self.of_step += time;
        self.of_all += time;
    }

    /// The limit that was broken, if one was.
    fn passed(&self) -> Option<Duration> {
        let now = Instant::now();
        if now > self.of_all {
            Some(MOST_LIMITS * self.limit)
        } else {
            (now > self.of_step).then_some(self.limit)
        }
    }
}

type LastWords = Arc<Mutex<VecDeque<u8>>>;

impl Child {
    /// Starts a child: this program, or `exe`, with [`SUBCOMMAND`].
    ///
    /// # Errors
    /// [`StartError`] where the system starts no more processes or the program is gone.
    pub(super) fn start(exe: &Path) -> Result<Self, StartError> {
        let mut command = Command::new(exe);
        command
            .arg(SUBCOMMAND)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        without_console(&mut command);
        let mut process = command.spawn()?;
        let missing = || std::io::Error::other("a pipe is missing");
        let stdin = process.stdin.take().ok_or_else(missing)?;
        let stdout = process.stdout.take().ok_or_else(missing)?;
        let stderr = process.stderr.take().ok_or_else(missing)?;
        let (sender, messages) = channel();
        thread::Builder::new()
            .name("answers".to_owned())
            .spawn(move || listen(stdout, &sender))?;
        let last_words = LastWords::default();
        let kept = Arc::clone(&last_words);
        thread::Builder::new()
            .name("last words".to_owned())
            .spawn(move || keep_last_words(stderr, &kept))?;
        Ok(Self {
            process,
            to_child: BufWriter::new(stdin),
            messages,
            last_words,
            opened: VecDeque::new(),
            forget: Vec::new(),
            peak_bytes: 0,
            answered: 0,
        })
    }

    /// The most memory that the child has taken at once, in bytes: as the system counts it where
    /// that is to be had while the child lives, or else what it has allocated.
    pub(super) fn peak_bytes(&self) -> u64 {
        resident_peak_bytes(self.process.id()).unwrap_or(self.peak_bytes)
    }

    /// Whether the child has this PDF open.
    pub(super) fn has_opened(&self, key: u64) -> bool {
        self.opened.iter().any(|opened| opened.key == key)
    }

    /// Notes that the child has opened a PDF of this length; it will forget the oldest.
    pub(super) fn note_opened(&mut self, key: u64, bytes: &[u8]) {
        let bytes = bytes.len() as u64;
        self.opened.push_back(Opened { key, bytes });
        while self.opened.len() > MOST_OPENED {
            self.forget
                .extend(self.opened.pop_front().map(|opened| opened.key));
        }
    }

    /// Whether it should make room for a new one: what a process has once taken of the memory it
    /// hardly ever gives back.
    pub(super) fn is_worn(&self) -> bool {
        let opened: u64 = self.opened.iter().map(|opened| opened.bytes).sum();
        self.answered >= MOST_ANSWERS + (opened >> 20) * ANSWERS_FOR_A_MIB
    }

    /// Asks, and waits for the answer. After a failure the child is of no more use.
    pub(super) fn ask<T: Task>(
        &mut self,
        task: &T,
        blobs: Blobs<'_>,
        progress: &Progress,
    ) -> Result<T::Answer, ChildError> {
        let asked: u64 = blobs.iter().map(|blob| blob.len() as u64).sum();
        let opened: u64 = self.opened.iter().map(|opened| opened.bytes).sum();
        // A file is there once as it was read from the pipe and once as it is worked on.
        let memory_bytes = MEMORY_BYTES + 2 * (asked + opened);
        if self.send(task.clone().into(), memory_bytes, blobs).is_err() {
            return Err(self.failure(memory_bytes));
        }
        let limit = task.time_limit(blobs);
        let mut deadline = Deadline::new(limit);
        let mut last_look = Instant::now();
        loop {
            match self.messages.recv_timeout(LOOK) {
                Ok(Message::Step(permille)) => {
                    deadline.step();
                    let _ = progress.step(permille as usize, 1000);
                }
                Ok(Message::Answer { bytes, peak_bytes }) => {
                    self.peak_bytes = peak_bytes;
                    MOST_PEAK_BYTES.fetch_max(peak_bytes, Ordering::Relaxed);
                    self.answered += 1;
                    return wire::decode(&bytes).map_err(|_| ChildError::GivenUp(GivenUp::Crash));
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.failure(memory_bytes)),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if progress.is_cancelled() {
                self.end();
                return Err(ChildError::Cancelled);
            }
            // A machine that slept has not worked on the file.
            if last_look.elapsed() > 20 * LOOK {
                deadline.put_off(last_look.elapsed());
            }
            last_look = Instant::now();
            if let Some(limit) = deadline.passed() {
                self.end();
                let limit_s = limit.as_secs();
                return Err(ChildError::GivenUp(GivenUp::Time { limit_s }));
            }
        }
    }

    fn send(&mut self, task: AnyTask, memory_bytes: u64, blobs: Blobs<'_>) -> std::io::Result<()> {
        let question = wire::Question {
            task,
            memory_bytes,
            forget: std::mem::take(&mut self.forget),
            blobs: u32::try_from(blobs.len()).map_err(std::io::Error::other)?,
        };
        wire::write_message(&mut self.to_child, &question)?;
        for blob in blobs {
            wire::write_bytes(&mut self.to_child, blob)?;
        }
        self.to_child.flush()
    }

    /// What the end of the child means.
    fn failure(&mut self, memory_bytes: u64) -> ChildError {
        let status = self.end();
        // The thread that listens to its last words ends with the pipe, right after the process.
        let deadline = Instant::now() + Duration::from_secs(1);
        while Arc::strong_count(&self.last_words) > 1 && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(2));
        }
        let mut words = self
            .last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let words = String::from_utf8_lossy(words.make_contiguous()).into_owned();
        if words.contains("memory allocation of") {
            let limit_mib = memory_bytes >> 20;
            return ChildError::GivenUp(GivenUp::Memory { limit_mib });
        }
        if words.contains("overflowed its stack") || has_overflown(status) {
            return ChildError::GivenUp(GivenUp::Nesting);
        }
        ChildError::GivenUp(GivenUp::Crash)
    }

    /// Ends the process, whatever it is about, and waits until it is gone.
    fn end(&mut self) -> Option<ExitStatus> {
        // It may have ended by itself, which its exit status tells then.
        let _ = self.process.kill();
        self.process.wait().ok()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        self.end();
    }
}

fn listen(mut stdout: impl Read, sender: &std::sync::mpsc::Sender<Message>) {
    while let Ok(Some(reply)) = wire::read_message::<Reply>(&mut stdout) {
        let messages = match reply {
            Reply::Step(permille) => Message::Step(permille),
            Reply::Done { peak_bytes } => match wire::read_bytes(&mut stdout) {
                Ok(Some(bytes)) => Message::Answer { bytes, peak_bytes },
                _ => return,
            },
        };
        if sender.send(messages).is_err() {
            return;
        }
    }
}

fn keep_last_words(mut stderr: impl Read, kept: &LastWords) {
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = stderr.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend(buffer.iter().take(length));
        let excess = kept.len().saturating_sub(LAST_WORDS_BYTES);
        kept.drain(..excess);
    }
}

/// The most memory that any child of this process has allocated at once, in bytes.
pub(super) fn most_peak_bytes() -> u64 {
    MOST_PEAK_BYTES.load(Ordering::Relaxed)
}

/// The most memory that this process has had at once, in bytes, as the system counts it; `None`
/// where it does not tell.
pub(super) fn own_peak_bytes() -> Option<u64> {
    resident_peak_bytes(std::process::id())
}

/// Whether Windows ended the process because of its stack (`STATUS_STACK_OVERFLOW`).
fn has_overflown(status: Option<ExitStatus>) -> bool {
    const STACK_OVERFLOW: u32 = 0xC000_00FD;
    cfg!(windows)
        && status
            .and_then(|status| status.code())
            .is_some_and(|code| code.cast_unsigned() == STACK_OVERFLOW)
}

/// Keeps Windows from showing a console for the child.
#[cfg(windows)]
fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_console(_: &mut Command) {}

/// The most memory that a process had at once, as Linux counts it.
fn resident_peak_bytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_forward_put_the_end_off_but_not_for_ever() {
        let limit = Duration::from_millis(100);
        let mut deadline = Deadline::new(limit);
        assert_eq!(deadline.passed(), None);
        let begun = Instant::now();
        let mut passed = None;
        while passed.is_none() && begun.elapsed() < 20 * limit {
            deadline.step();
            thread::sleep(limit / 20);
            passed = deadline.passed();
        }
        assert_eq!(passed, Some(10 * limit));
        let deadline = Deadline::new(Duration::ZERO);
        thread::sleep(Duration::from_millis(1));
        assert!(deadline.passed().is_some());
    }
}
