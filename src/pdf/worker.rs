//! The door to foreign bytes: a thread with a deep stack, and a net for panics.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{Builder, scope};

/// Nesting in a hostile PDF can go deep before a parser gives up; pages of a stack that are never
/// touched cost nothing.
const STACK_BYTES: usize = 256 << 20;

/// Runs `work` on a thread with a deep stack and waits for it.
///
/// # Errors
/// What a panic said, or why no thread could be started. A stack overflow still ends the process.
pub(super) fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    scope(|scope| {
        let thread = Builder::new()
            .name("pdf".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, || catch_unwind(AssertUnwindSafe(work)))
            .map_err(|error| format!("no thread could be started: {error}"))?;
        match thread.join() {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(panic)) | Err(panic) => Err(message(panic.as_ref())),
        }
    })
}

fn message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error() {
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(
            guarded(|| panic!("bad {}", "offset")),
            Err::<(), _>("bad offset".to_owned())
        );
    }

    #[test]
    fn deep_nesting_does_not_overflow() {
        fn depth(left: u32) -> u32 {
            let padding = std::hint::black_box([0_u8; 1024]);
            if left == 0 {
                u32::from(padding[0])
            } else {
                1 + depth(left - 1)
            }
        }
        assert_eq!(guarded(|| depth(50_000)), Ok(50_000));
    }
}
