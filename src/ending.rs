//! What is cleared away when a signal ends the program: no destructor runs then.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

type Work = Box<dyn FnOnce() + Send>;

#[derive(Default)]
struct Chores {
    /// In the order in which they were asked for.
    waiting: BTreeMap<u64, Work>,
    next: u64,
    /// How many things are being made that will have a chore.
    making: u32,
    is_ending: bool,
}

static CHORES: Mutex<Chores> = Mutex::new(Chores {
    waiting: BTreeMap::new(),
    next: 0,
    making: 0,
    is_ending: false,
});
static MADE: Condvar = Condvar::new();
/// So long what is being made is waited for, as on a slow disk, when a signal ends the program.
const PATIENCE: Duration = Duration::from_secs(2);

fn chores() -> MutexGuard<'static, Chores> {
    CHORES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that is to be done if a signal ends the program; not any more once this is dropped.
#[derive(Debug)]
#[must_use = "nothing is done once this is dropped"]
pub struct Chore(u64);

impl Drop for Chore {
    fn drop(&mut self) {
        let forgotten = chores().waiting.remove(&self.0);
        // What it holds may have chores of its own.
        drop(forgotten);
    }
}

impl Chores {
    fn add(&mut self, work: Work) -> Chore {
        let number = self.next;
        self.next += 1;
        self.waiting.insert(number, work);
        Chore(number)
    }
}

/// Has `work` done if a signal ends the program while the chore lives. It must not ask for chores
/// itself, nor drop any.
pub fn on_signal(work: impl FnOnce() + Send + 'static) -> Chore {
    chores().add(Box::new(work))
}

/// Makes something that is to be cleared away if a signal ends the program. No signal comes between
/// the making and the chore, and nothing is made any more once the program is ending.
///
/// # Errors
/// Those of `make`.
pub fn make_with_chore<T, E, W: FnOnce() + Send + 'static>(
    make: impl FnOnce() -> Result<T, E>,
    clear_away: impl FnOnce(&T) -> W,
) -> Result<(T, Chore), E> {
    unless_ending(|| {
        let made = make()?;
        let chore = on_signal(clear_away(&made));
        Ok((made, chore))
    })
}

/// Does something that is not begun any more once the program is ending.
pub fn unless_ending<T>(work: impl FnOnce() -> T) -> T {
    let mut state = chores();
    while state.is_ending {
        // The program is gone before this comes to an end.
        state = MADE.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
    state.making += 1;
    drop(state);
    let _making = Making;
    work()
}

/// Something is being made, until this is dropped.
struct Making;

impl Drop for Making {
    fn drop(&mut self) {
        chores().making -= 1;
        MADE.notify_all();
    }
}

/// From now on SIGINT, SIGTERM and SIGHUP end the program only after what is to be cleared away
/// was; a second one ends it at once. A signal that the program was started to ignore, as by
/// `nohup`, stays ignored.
///
/// # Errors
/// Where the system takes no handler or starts no thread; signals then end the program as before.
#[cfg(unix)]
pub fn watch_signals() -> std::io::Result<()> {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::{flag, low_level};

    let ignored = ignored_signals();
    let watched = [SIGHUP, SIGINT, SIGTERM].into_iter();
    let watched: Vec<i32> = watched
        .filter(|signal| ignored & (1 << (signal - 1)) == 0)
        .collect();
    let is_ending = Arc::new(AtomicBool::new(false));
    for signal in &watched {
        flag::register_conditional_default(*signal, Arc::clone(&is_ending))?;
    }
    let mut signals = Signals::new(&watched)?;
    let clear_away = move || {
        for signal in signals.forever() {
            is_ending.store(true, Ordering::SeqCst);
            let mut chores = chores();
            chores.is_ending = true;
            let waited = MADE.wait_timeout_while(chores, PATIENCE, |chores| chores.making > 0);
            let (mut chores, _) = waited.unwrap_or_else(PoisonError::into_inner);
            // The last first: a file before the folder that it lies in.
            while let Some((_, work)) = chores.waiting.pop_last() {
                work();
            }
            // Ends the program, with the chores still locked so that no work goes on meanwhile.
            let _ = low_level::emulate_default_handler(signal);
        }
    };
    std::thread::Builder::new()
        .name("signals".to_owned())
        .spawn(clear_away)?;
    Ok(())
}

/// Windows ends programs otherwise; what is left is cleared away at the next start.
#[cfg(not(unix))]
pub fn watch_signals() -> std::io::Result<()> {
    Ok(())
}

/// The signals that the program was started to ignore, a bit for each, as Linux tells them.
#[cfg(unix)]
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chore_is_forgotten_when_it_is_dropped() {
        let chore = on_signal(|| {});
        let number = chore.0;
        assert!(chores().waiting.contains_key(&number));
        drop(chore);
        assert!(!chores().waiting.contains_key(&number));
    }
}
