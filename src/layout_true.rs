//! Turns an office document into a PDF that keeps its layout, by LibreOffice where it is installed.
//!
//! LibreOffice runs without a window, in a profile of its own that is thrown away afterwards: no
//! macro runs, no link is updated, and whatever it would fetch goes to a proxy that is not there.
//! It can read what its user can read: a field of RTF puts in a local file whatever the settings
//! say, so whoever calls this looks for such fields first ([`crate::import::layout_signs`]).
//! It has limits on time and on what it writes into the folder that all its files go to, and is
//! ended with all its processes.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use crate::ending::{Chore, on_signal};
use crate::pack::Media;
use crate::progress::{Cancelled, Progress};
use crate::store::open_file;

/// The longest that laying out a document may take.
const TIME: Duration = Duration::from_secs(60);

/// The longest PDF that is taken, in bytes.
const LARGEST_BYTES: u64 = 500 << 20;

/// The most that LibreOffice may have on the disk at once besides the document, in bytes: its
/// profile, its files in between, and the PDF.
const WRITTEN_BYTES: u64 = 2 << 30;

/// How often it is looked whether it is done, or is to stop.
const LOOK: Duration = Duration::from_millis(50);

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// The person asked to stop.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
    /// LibreOffice could not be run, or its files not be written or read.
    #[error(
        "LibreOffice could not be used; check that the disk is not full, start LibreOffice once \
         yourself and try again"
    )]
    Failed(#[from] io::Error),
    /// It took too long.
    #[error(
        "LibreOffice took longer than {limit_s} seconds; open the document there and export it \
         as PDF"
    )]
    Time {
        /// The most time it may take, in seconds.
        limit_s: u64,
    },
    /// It ended without a PDF.
    #[error("LibreOffice made no PDF of it; open the document there to see why")]
    Nothing,
    /// It wrote too much.
    #[error(
        "LibreOffice wrote more than {limit_mib} MiB while it laid the document out; open the \
         document there and export it as PDF"
    )]
    Writes {
        /// The most it may write, in MiB.
        limit_mib: u64,
    },
    /// The PDF is larger than what is taken.
    #[error("the PDF that LibreOffice made is larger than {limit_mib} MiB; split the document")]
    TooLarge {
        /// The most that is taken, in MiB.
        limit_mib: u64,
    },
}

/// Where LibreOffice is: among the programs that the system finds, or where it is usually
/// installed.
pub fn find_office() -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) {
        &["soffice.exe"]
    } else {
        &["soffice", "libreoffice"]
    };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let usual = [
        "/usr/lib/libreoffice/program",
        "/opt/libreoffice/program",
        "/snap/bin",
        "/Applications/LibreOffice.app/Contents/MacOS",
        r"C:\Program Files\LibreOffice\program",
        r"C:\Program Files (x86)\LibreOffice\program",
    ];
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .chain(usual.map(PathBuf::from))
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|program| program.is_file())
}

/// Whether LibreOffice is here; looked for once, since it is asked for each time that the window is
/// drawn.
pub fn is_office_here() -> bool {
    static IS_HERE: OnceLock<bool> = OnceLock::new();
    *IS_HERE.get_or_init(|| find_office().is_some())
}

/// Makes a PDF of a document, with the layout that it has in LibreOffice, which works in `folder`.
/// That must go afterwards: the document is written there.
///
/// # Errors
/// See [`LayoutError`].
pub fn lay_out(
    office: &Path,
    folder: &Path,
    (bytes, media): (&[u8], Media),
    progress: &Progress,
) -> Result<Vec<u8>, LayoutError> {
    lay_out_within(WRITTEN_BYTES, office, folder, (bytes, media), progress)
}

/// The same with this limit on what is written.
fn lay_out_within(
    written_bytes: u64,
    office: &Path,
    folder: &Path,
    (bytes, media): (&[u8], Media),
    progress: &Progress,
) -> Result<Vec<u8>, LayoutError> {
    let [profile, out, temporary] = ["profile", "out", "temporary"].map(|name| folder.join(name));
    fs::create_dir_all(profile.join("user"))?;
    fs::create_dir(&temporary)?;
    fs::write(profile.join("user/registrymodifications.xcu"), SETTINGS)?;
    let document = folder.join(format!("document.{}", media.extension()));
    fs::write(&document, bytes)?;

    let mut command = Command::new(office);
    command
        .args(["--headless", "--norestore", "--nologo", "--nodefault"])
        .arg(format!("-env:UserInstallation={}", address(&profile)))
        .args(["--convert-to", "pdf", "--outdir"])
        .args([&out, &document])
        .current_dir(folder)
        .envs(["TMPDIR", "TMP", "TEMP"].map(|name| (name, &temporary)))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    apart(&mut command);
    wait(
        Running::start(command)?,
        (folder, written_bytes + bytes.len() as u64),
        progress,
    )?;
    let pdf = match open_file(&out.join("document.pdf")) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(LayoutError::Nothing),
        pdf => pdf?,
    };
    let mut bytes = Vec::new();
    pdf.take(LARGEST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST_BYTES {
        let limit_mib = LARGEST_BYTES >> 20;
        return Err(LayoutError::TooLarge { limit_mib });
    }
    Ok(bytes)
}

/// Waits until LibreOffice has ended by itself, as long as it keeps to its limits: of time, and of
/// bytes in this folder.
fn wait(
    mut running: Running,
    (folder, limit_bytes): (&Path, u64),
    progress: &Progress,
) -> Result<(), LayoutError> {
    let begun = Instant::now();
    while running.process.try_wait()?.is_none() {
        progress.check()?;
        if begun.elapsed() > TIME {
            let limit_s = TIME.as_secs();
            return Err(LayoutError::Time { limit_s });
        }
        if size_of(folder) > limit_bytes {
            let limit_mib = limit_bytes >> 20;
            return Err(LayoutError::Writes { limit_mib });
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

/// The bytes of all files in a folder. What is gone again while this looks counts for nothing.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else {
        return 0;
    };
    entries
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(about) if about.is_dir() => size_of(&entry.path()),
            Ok(about) => about.len(),
            Err(_) => 0,
        })
        .sum()
}

/// LibreOffice at work; ended with all its processes when this is dropped.
struct Running {
    process: Child,
    _chore: Chore,
}

impl Running {
    fn start(mut command: Command) -> io::Result<Self> {
        let process = command.spawn()?;
        let id = process.id();
        Ok(Self {
            process,
            _chore: on_signal(move || end_group(id)),
        })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        end_group(self.process.id());
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Ends a process with all that it started.
fn end_group(id: u32) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &id.to_string()]);
        command
    } else {
        let mut command = Command::new("kill");
        command.args(["-KILL", "--", &format!("-{id}")]);
        command
    };
    // Where nothing is left to end, that is an error and as it should be.
    let _ = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

/// Its processes form a group, so that they can be ended together.
#[cfg(unix)]
fn apart(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn apart(_: &mut Command) {}

/// A folder as an address, as LibreOffice wants its profile's.
fn address(folder: &Path) -> String {
    let path = folder.to_string_lossy().replace('\\', "/");
    let mut address = "file://".to_owned();
    if !path.starts_with('/') {
        address.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

/// The profile: macros never run, links are never updated, and nothing can be fetched from other
/// machines, since the proxy is a port of this one where nobody answers. No setting keeps it from
/// files on the disk.
const SETTINGS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"#;

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::tools::asked;

    #[test]
    fn a_folder_becomes_an_address() {
        assert_eq!(address(Path::new("/tmp/a b/ü")), "file:///tmp/a%20b/%C3%BC");
        assert_eq!(address(Path::new(r"C:\Temp\x")), "file:///C:/Temp/x");
    }

    #[cfg(unix)]
    #[test]
    fn an_office_that_writes_without_end_is_ended() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        for target in ["out.tmp", "$TMPDIR/lu.tmp"] {
            let office = folder.path().join("office");
            let script =
                format!("#!/bin/sh\nexec dd if=/dev/zero of=\"{target}\" bs=64k count=4096\n");
            fs::write(&office, script).unwrap();
            fs::set_permissions(&office, fs::Permissions::from_mode(0o755)).unwrap();
            // What is written before the first look must not do: the script goes on to 256 MiB.
            let work = tempfile::tempdir().unwrap();
            let result = lay_out_within(
                1 << 20,
                &office,
                work.path(),
                (b"{}", Media::Rtf),
                &Progress::default(),
            );
            assert!(
                matches!(result, Err(LayoutError::Writes { limit_mib: 1 })),
                "{target}: {result:?}"
            );
        }
    }

    #[test]
    fn a_document_keeps_its_pages() {
        let Some(office) = asked("LibreOffice", find_office()) else {
            return;
        };
        let text: &[u8] = br"{\rtf1 One\page Two}";
        let progress = Progress::default();
        let lay_out = || {
            let work = tempfile::tempdir().unwrap();
            lay_out(&office, work.path(), (text, Media::Rtf), &progress)
        };
        let pdf = lay_out().unwrap();
        let pdf: Arc<[u8]> = pdf.into();
        assert_eq!(
            crate::pdf::inspect::inspect(&pdf, None)
                .unwrap()
                .pages
                .len(),
            2
        );
        progress.cancel();
        let stopped = lay_out();
        assert!(
            matches!(stopped, Err(LayoutError::Cancelled(_))),
            "{stopped:?}"
        );
    }
}
