//! A second window of the program, for another pack beside the open one.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

/// Opens packs in windows of their own.
pub trait NewWindow: Send + Sync {
    /// Opens a pack in a new window, and does not wait for it.
    ///
    /// # Errors
    /// Whatever keeps the system from starting the program.
    fn open(&self, pack: &Path) -> io::Result<()>;
}

/// Starts the program once more: a pack that goes wrong there does no harm here.
#[derive(Debug, Default)]
pub struct NewProcess;

impl NewWindow for NewProcess {
    fn open(&self, pack: &Path) -> io::Result<()> {
        let mut window = Command::new(std::env::current_exe()?)
            .arg(pack)
            .stdin(Stdio::null())
            .spawn()?;
        // Until its end is taken note of, a process that ended stays in the system's list.
        std::thread::spawn(move || window.wait());
        Ok(())
    }
}
