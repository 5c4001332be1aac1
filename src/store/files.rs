//! What is a file, and what only has a name in a folder as one does.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;

/// What is in the place of a file. Reading a pipe may wait for ever, and what is written in the
/// place of a device takes it away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is {}, not a file", self.what())]
pub enum NotAFile {
    /// A folder.
    Folder,
    /// A named pipe.
    Pipe,
    /// A socket.
    Socket,
    /// A device, such as a disk or a terminal.
    Device,
    /// A link to a file that is not there.
    DeadLink,
}

impl NotAFile {
    /// Its name, after "it is".
    pub fn what(self) -> &'static str {
        match self {
            Self::Folder => "a folder",
            Self::Pipe => "a pipe",
            Self::Socket => "a socket",
            Self::Device => "a device",
            Self::DeadLink => "a link to a file that is not there",
        }
    }

    /// What an error is about, if it is about this.
    pub fn of(error: &io::Error) -> Option<Self> {
        error.get_ref()?.downcast_ref::<Self>().copied()
    }

    /// What lies there in the place of a file, links followed.
    fn found(about: &Metadata) -> Option<Self> {
        let kind = about.file_type();
        if kind.is_file() {
            None
        } else if kind.is_dir() {
            Some(Self::Folder)
        } else {
            Some(special(kind))
        }
    }
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> NotAFile {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_fifo() {
        NotAFile::Pipe
    } else if kind.is_socket() {
        NotAFile::Socket
    } else {
        NotAFile::Device
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> NotAFile {
    NotAFile::Device
}

impl From<NotAFile> for io::Error {
    fn from(what: NotAFile) -> Self {
        let kind = match what {
            NotAFile::Folder => io::ErrorKind::IsADirectory,
            NotAFile::DeadLink => io::ErrorKind::NotFound,
            _ => io::ErrorKind::InvalidInput,
        };
        Self::new(kind, what)
    }
}

fn check(about: &Metadata) -> io::Result<()> {
    NotAFile::found(about).map_or(Ok(()), |what| Err(what.into()))
}

/// Opens a file to read it. The one way to open what others name: whatever is no file is refused,
/// without waiting for anybody at its other end.
///
/// # Errors
/// As [`File::open`]; with [`NotAFile`] for what is none.
pub fn open_file(path: &Path) -> io::Result<File> {
    // Opening a device may do something, so it is looked at first; and once more after, since
    // another may have taken its place.
    check(&fs::metadata(path)?)?;
    let mut options = File::options();
    options.read(true);
    without_waiting(&mut options);
    let file = options.open(path)?;
    check(&file.metadata()?)?;
    Ok(file)
}

#[cfg(unix)]
fn without_waiting(options: &mut fs::OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.custom_flags(libc::O_NONBLOCK | libc::O_NOCTTY);
}

#[cfg(not(unix))]
fn without_waiting(_: &mut fs::OpenOptions) {}

/// Learns whether a file may be written to `path`: whether there is a file, which it will replace,
/// or nothing. Gives what is known of that file.
///
/// # Errors
/// With [`NotAFile`] for all else; as [`fs::metadata`] where it can't be told.
pub fn check_target(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::metadata(path) {
        Ok(about) => check(&about).map(|()| Some(about)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Err(_) if fs::symlink_metadata(path).is_ok() => Err(NotAFile::DeadLink.into()),
        Err(_) => Ok(None),
    }
}

/// Creates a folder that only its owner may look into, and those above it that are not there.
///
/// # Errors
/// As [`fs::create_dir_all`].
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    use std::path::PathBuf;

    use super::*;
    use crate::store::test_support::make_pipe;

    /// Everything that is no file, and a link to each.
    fn oddities(folder: &Path) -> Vec<(PathBuf, NotAFile)> {
        let at = |name: &str| folder.join(name);
        make_pipe(&at("pipe"));
        let _listener = UnixListener::bind(at("socket")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        let mut odd = vec![
            (at("pipe"), NotAFile::Pipe),
            (at("socket"), NotAFile::Socket),
            (at("folder"), NotAFile::Folder),
            (PathBuf::from("/dev/null"), NotAFile::Device),
        ];
        for number in 0..odd.len() {
            let link = at(&format!("link{number}"));
            symlink(&odd[number].0, &link).unwrap();
            odd.push((link, odd[number].1));
        }
        odd
    }

    #[test]
    fn what_is_no_file_is_neither_opened_nor_replaced() {
        let folder = tempfile::tempdir().unwrap();
        for (path, what) in oddities(folder.path()) {
            let name = path.display();
            let error = open_file(&path).unwrap_err();
            assert_eq!(NotAFile::of(&error), Some(what), "{name}: {error}");
            let error = check_target(&path).unwrap_err();
            assert_eq!(NotAFile::of(&error), Some(what), "{name}: {error}");
        }
        let dead = folder.path().join("dead");
        symlink(folder.path().join("nothing"), &dead).unwrap();
        let error = check_target(&dead).unwrap_err();
        assert_eq!(NotAFile::of(&error), Some(NotAFile::DeadLink));
        assert_eq!(
            open_file(&dead).unwrap_err().kind(),
            io::ErrorKind::NotFound
        );
    }

    #[test]
    fn a_file_is_opened_and_nothing_may_be_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.txt");
        assert!(check_target(&file).unwrap().is_none());
        fs::write(&file, "words").unwrap();
        assert!(check_target(&file).unwrap().is_some());
        assert_eq!(
            io::read_to_string(open_file(&file).unwrap()).unwrap(),
            "words"
        );
    }
}
