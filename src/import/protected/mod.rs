//! Office files that are encrypted ([MS-OFFCRYPTO]).
//!
//! Excel encrypts a workbook that is only locked against changes with a password that everybody
//! knows. Those open here as they open there, without asking. The others are named as what they are.

mod cipher;
mod package;
#[cfg(test)]
pub mod testing;
mod xls;

use std::borrow::Cow;
use std::io::{Cursor, Write};

use super::compound::{Compound, OLE};
use super::{Problem, compound};

/// The password that Excel gives of its own accord.
const KNOWN_PASSWORD: &str = "VelvetSweatshop";

const WITHOUT_PASSWORD: &str = "Open it with its password in the program it was made with, save a \
    copy without the password and add the copy.";

/// Why an encrypted file does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    /// It opens with a password of its own.
    OwnPassword,
    /// It is encrypted in a way that is not known here.
    UnknownWay,
    /// What it says about its encryption is broken.
    Broken,
}

impl Closed {
    fn problem(self) -> Problem {
        match self {
            Self::OwnPassword => needs_password(),
            Self::UnknownWay => Problem::ProtectionUnknown(
                "only those whom its owner allows to can open it".to_owned(),
            ),
            Self::Broken => Problem::Damaged {
                reason: "it is encrypted in a way that cannot be read".to_owned(),
                hint: WITHOUT_PASSWORD.into(),
            },
        }
    }
}

/// An office file that opens with a password only.
pub fn needs_password() -> Problem {
    Problem::Protected {
        hint: WITHOUT_PASSWORD.into(),
    }
}

/// The package of an office document: of one that is encrypted with the password that everybody
/// knows, what is in it; any other file as it is.
///
/// # Errors
/// [`Problem::Protected`], [`Problem::ProtectionUnknown`] and [`Problem::Damaged`].
pub fn package(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Problem> {
    const PACKAGE: &str = "EncryptedPackage";
    if !bytes.starts_with(OLE) {
        return Ok(bytes.into());
    }
    let file = match Compound::open(bytes) {
        Ok(file) => file,
        Err(_) if compound::mentions(bytes, PACKAGE) => return Err(needs_password()),
        Err(problem) => return Err(problem),
    };
    let Some(package) = file.stream(PACKAGE) else {
        return Ok(bytes.into());
    };
    let info = file.stream("EncryptionInfo");
    let opened = info
        .ok_or(Closed::UnknownWay)
        .and_then(|info| package::open(&info, &package, KNOWN_PASSWORD));
    opened.map(Cow::Owned).map_err(Closed::problem)
}

/// A workbook of former Excel: of one that is encrypted with the password that everybody knows, a
/// file that holds the same workbook as if it were not; any other file as it is.
///
/// # Errors
/// [`Problem::Protected`], [`Problem::ProtectionUnknown`] and [`Problem::Damaged`].
pub fn workbook(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Problem> {
    const NAMES: [&str; 2] = ["Workbook", "Book"];
    let Ok(file) = Compound::open(bytes) else {
        return Ok(bytes.into());
    };
    let Some(stream) = NAMES.iter().find_map(|name| file.stream(name)) else {
        return Ok(bytes.into());
    };
    let Some(opened) = xls::open(&stream, KNOWN_PASSWORD) else {
        return Ok(bytes.into());
    };
    let stream = opened.map_err(Closed::problem)?;
    let written = (|| {
        let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
        file.create_stream("/Workbook")?.write_all(&stream)?;
        file.flush()?;
        Ok::<_, std::io::Error>(file.into_inner().into_inner())
    })();
    written
        .map(Cow::Owned)
        .map_err(|_| Closed::Broken.problem())
}

#[cfg(test)]
mod tests;
