//! Briefpack: opens the window, or carries out a subcommand.

mod cli;

use std::alloc::System;

use briefpack::foreign::Memory;
use cap::Cap;

/// Counts what is allocated, so that a child process which reads foreign files can be limited.
#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

fn main() -> std::process::ExitCode {
    cli::run(Memory {
        limit: |bytes| {
            // Below what is allocated already there is nothing to limit.
            let _ = ALLOCATOR.set_limit(usize::try_from(bytes).unwrap_or(usize::MAX));
        },
        peak: || ALLOCATOR.max_allocated() as u64,
    })
}
