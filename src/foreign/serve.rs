//! The child's side: a process that answers what it is asked through its pipes, and does nothing
//! else. It opens no file and no connection.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use super::child::Reply;
use super::task::{AnyTask, Shelf};
use super::wire;
use crate::progress::Progress;

/// What the child asks of its allocator.
#[derive(Clone, Copy)]
pub struct Memory {
    /// Sets the most that may be allocated, in bytes.
    pub limit: fn(u64),
    /// The most that was allocated at once, in bytes.
    pub peak: fn() -> u64,
}

/// Pages and texts may be nested deeply, and the parsers follow them by recursion. What is never
/// touched of a stack costs nothing.
const STACK_BYTES: usize = 256 << 20;

/// How often the child says how far it is.
const STEP: Duration = Duration::from_millis(200);

/// A question as it was read.
type Asked = (wire::Question<AnyTask>, Vec<Arc<[u8]>>);

/// Answers what comes through `questions` until that is closed. Whoever asked is gone then, and
/// the process should end, even if it is still at work on an answer: this returns at once.
///
/// # Errors
/// Where a pipe breaks.
pub fn serve(
    mut questions: impl Read + Send + 'static,
    answers: impl Write + Send + 'static,
    memory: Memory,
) -> io::Result<()> {
    let (sender, asked) = channel();
    let (over, ended) = channel();
    let is_over = over.clone();
    thread::Builder::new().spawn(move || {
        // Whoever waits for this is gone only when the process is.
        let _ = is_over.send(hear(&mut questions, &sender, memory));
    })?;
    thread::Builder::new()
        .name("reader".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let worked = catch_unwind(AssertUnwindSafe(|| work(&asked, answers, memory)));
            let broken = |_| Err(io::Error::other("the reader broke down"));
            let _ = over.send(worked.unwrap_or_else(broken));
        })?;
    ended.recv().map_err(io::Error::other)?
}

/// Takes in what is asked until nobody asks any more.
fn hear(questions: &mut impl Read, sender: &Sender<Asked>, memory: Memory) -> io::Result<()> {
    while let Some(question) = wire::read_message::<wire::Question<AnyTask>>(questions)? {
        (memory.limit)(question.memory_bytes);
        let blobs = wire::read_blobs(questions, question.blobs)?;
        if sender.send((question, blobs)).is_err() {
            break;
        }
    }
    Ok(())
}

fn work(asked: &Receiver<Asked>, mut answers: impl Write + Send, memory: Memory) -> io::Result<()> {
    let mut shelf = Shelf::new();
    for (question, blobs) in asked {
        for key in &question.forget {
            shelf.remove(key);
        }
        let progress = Progress::default();
        let bytes = with_steps(&progress, &mut answers, || {
            let blobs: Vec<&Arc<[u8]>> = blobs.iter().collect();
            question.task.answer(&blobs, &mut shelf, &progress)
        })?;
        let peak_bytes = (memory.peak)();
        wire::write_message(&mut answers, &Reply::Done { peak_bytes })?;
        wire::write_bytes(&mut answers, &bytes)?;
        answers.flush()?;
    }
    Ok(())
}

/// Does some work, and says in between how far it is.
fn with_steps<R>(
    progress: &Progress,
    answers: &mut (impl Write + Send),
    work: impl FnOnce() -> io::Result<R>,
) -> io::Result<R> {
    let (done, waiting) = channel::<()>();
    thread::scope(|scope| {
        let teller = thread::Builder::new().spawn_scoped(scope, move || {
            let mut sent = 0;
            while waiting.recv_timeout(STEP) == Err(RecvTimeoutError::Timeout) {
                let permille = (progress.fraction() * 1000.0) as u32;
                if permille > sent {
                    sent = permille;
                    wire::write_message(answers, &Reply::Step(permille))?;
                    answers.flush()?;
                }
            }
            io::Result::Ok(())
        });
        let result = work();
        drop(done);
        // Without the teller nothing is told, and the answer is the same.
        if let Ok(teller) = teller {
            let _ = teller.join();
        }
        result
    })
}
