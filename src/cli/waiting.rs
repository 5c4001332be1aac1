//! What is shown on a terminal while work takes its time: one line that is written over again.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::plain::plain;
use briefpack::progress::Progress;

/// How long work may take before anything is shown, and how often it is shown anew.
const QUIET: Duration = Duration::from_millis(400);

/// Back to the start of the line, and clears it.
const CLEAR: &str = "\r\x1b[K";

/// The longest that what is done may be called, in characters, so that it fits into a line.
const LONGEST: usize = 60;

/// Does some work, called `what`. Where standard error is a terminal, it is told there how far it is.
pub fn waited_for<R>(what: &str, work: impl FnOnce(&Progress) -> R) -> R {
    let progress = Progress::default();
    if !io::stderr().is_terminal() {
        return work(&progress);
    }
    let (done, waiting) = channel::<()>();
    thread::scope(|scope| {
        let shown = &progress;
        // Without this thread nothing is shown, and the work is the same.
        let shower = thread::Builder::new().spawn_scoped(scope, move || {
            let mut is_shown = false;
            while waiting.recv_timeout(QUIET) == Err(RecvTimeoutError::Timeout) {
                is_shown = true;
                show(&line(what, shown.fraction()));
            }
            if is_shown {
                show(CLEAR);
            }
        });
        let result = work(&progress);
        drop(done);
        if let Ok(shower) = shower {
            let _ = shower.join();
        }
        result
    })
}

fn show(text: &str) {
    let mut terminal = io::stderr();
    // Where nobody looks there is nothing to be done.
    let _ = write!(terminal, "{text}").and_then(|()| terminal.flush());
}

fn line(what: &str, fraction: f32) -> String {
    let what = plain(what);
    let short: String = what.chars().take(LONGEST).collect();
    let dots = if short.len() < what.len() { "…" } else { "" };
    let percent = (fraction * 100.0) as u32;
    format!("{CLEAR}{short}{dots} {percent} %")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_over_and_holds_nothing_that_a_terminal_obeys() {
        assert_eq!(line("Reading a.pdf", 0.426), "\r\x1b[KReading a.pdf 42 %");
        let odd = line("Reading a\nb\x1b[31m.pdf", 0.0);
        assert_eq!(odd.matches(['\n', '\x1b']).count(), 1, "{odd:?}");
        let long = line(&"x".repeat(200), 1.0);
        assert_eq!(long, format!("{CLEAR}{}… 100 %", "x".repeat(LONGEST)));
    }

    #[test]
    fn the_work_is_done_either_way() {
        assert_eq!(waited_for("Counting", Progress::fraction), 0.0);
    }
}
