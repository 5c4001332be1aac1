//! A folder to work in, and the program to work with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::exported::Exported;

/// A folder with files in it, gone when the test ends.
pub struct Desk {
    folder: TempDir,
}

/// What came of a run of the program.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Ran {
    /// The run, provided that it ended with this exit status.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{}{}", self.stdout, self.stderr);
        self
    }
}

impl Desk {
    pub fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// Puts a file on the desk.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// The names of the files in a folder of the desk, sorted.
    pub fn list(&self, folder: &str) -> Vec<String> {
        let names = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<_> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Runs the program in the folder, without a display.
    pub fn run<const N: usize>(&self, arguments: [&str; N]) -> Ran {
        self.run_by(Command::new(env!("CARGO_BIN_EXE_briefpack")).args(arguments))
    }

    /// The program with these arguments, to be run in the folder without a display.
    pub fn command<const N: usize>(&self, arguments: [&str; N]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_briefpack"));
        self.prepare(command.args(arguments));
        command
    }

    fn prepare(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env("BRIEFPACK_DATA_DIR", self.path(".data"))
            .env_remove("DISPLAY")
            .env_remove("WAYLAND_DISPLAY");
    }

    /// Runs a command that runs the program, in the same way.
    pub fn run_by(&self, command: &mut Command) -> Ran {
        self.prepare(command);
        let output = command.output().unwrap();
        Ran {
            status: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Changes a pack file as its owner might, in a text editor.
    pub fn edit(&self, name: &str, change: impl FnOnce(String) -> String) {
        let changed = change(self.text(name));
        fs::write(self.path(name), changed).unwrap();
    }

    /// Exports `P.ron` and reads what came out; the export must end with this exit status.
    #[track_caller]
    pub fn export(&self, status: i32) -> Exported {
        self.run(["export", "P.ron", "-o", "out.pdf", "--force"])
            .expect(status);
        Exported::open(&self.path("out.pdf"))
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
