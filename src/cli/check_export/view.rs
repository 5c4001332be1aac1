//! What qpdf and poppler make of a PDF.

use std::path::{Path, PathBuf};
use std::thread;

use super::ink::{Ink, parse_pictures};
use super::tool::{NoAnswer, ask, is_installed};

/// The programs that are asked, and where they come from.
pub const TOOLS: [(&str, &str); 4] = [
    ("qpdf", "qpdf"),
    ("pdfinfo", "poppler-utils"),
    ("pdftotext", "poppler-utils"),
    ("pdftoppm", "poppler-utils"),
];

/// Fine enough to see a line of small print, in dots per inch.
const DPI: f64 = 24.0;
/// No page is drawn larger than this, in dots a side.
const MOST_DOTS: f64 = 1200.0;
/// So many pages are drawn by one call, which has a limit of time.
const CHUNK: u32 = 100;

/// The tools that are not installed, each with the package that has it.
pub fn missing_tools() -> Vec<String> {
    let missing = TOOLS.iter().filter(|(tool, _)| !is_installed(tool));
    missing
        .map(|(tool, package)| format!("{tool} (package {package})"))
        .collect()
}

/// What `qpdf --check` says of a PDF, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Soundness {
    Sound,
    Warnings,
    Errors,
}

/// Some pages, both counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub first: u32,
    pub count: u32,
}

/// A PDF that others are asked about.
pub struct Asked {
    file: PathBuf,
    password: Option<String>,
}

/// What others say of a PDF as a whole.
#[derive(Debug, Clone)]
pub struct Facts {
    /// How many pages qpdf counts; `None` where it can't open the file.
    pub qpdf_pages: Option<u32>,
    /// How many pages poppler counts; `None` where it can't open the file.
    pub poppler_pages: Option<u32>,
    pub soundness: Soundness,
    /// The longest side of any page, in points.
    pub longest_pt: f64,
}

impl Facts {
    /// The resolution at which its pages are drawn.
    pub fn dpi(&self) -> f64 {
        DPI.min(MOST_DOTS * 72.0 / self.longest_pt.max(1.0))
    }
}

/// The words and the ink of some pages, as poppler sees them. Where poppler gives no answer on
/// them, why.
pub struct Shown {
    pub texts: Result<Vec<String>, NoAnswer>,
    pub pictures: Result<Vec<Ink>, NoAnswer>,
}

impl Asked {
    /// Asks about a file, with the first of the passwords that opens it for poppler, if one does.
    pub fn about(file: &Path, passwords: &[String]) -> Result<(Self, Facts), NoAnswer> {
        let file = std::path::absolute(file).unwrap_or_else(|_| file.to_owned());
        let mut asked = Self {
            file,
            password: None,
        };
        let mut info = asked.info()?;
        for password in passwords {
            if info.is_some() {
                break;
            }
            asked.password = Some(password.clone());
            info = asked.info()?;
        }
        if info.is_none() {
            asked.password = None;
        }
        let (poppler_pages, longest_pt) = info.unzip();
        let facts = Facts {
            qpdf_pages: asked.qpdf_pages()?,
            poppler_pages,
            soundness: asked.soundness()?,
            longest_pt: longest_pt.unwrap_or(1.0),
        };
        Ok((asked, facts))
    }

    /// The words and the ink of some pages, drawn at a resolution.
    pub fn shown(&self, pages: Span, dpi: f64) -> Shown {
        thread::scope(|scope| {
            let pictures = scope.spawn(|| self.pictures(pages, dpi, true));
            let texts = self.texts(pages, false);
            let pictures = pictures.join().unwrap_or_else(|_| Ok(Vec::new()));
            Shown { texts, pictures }
        })
    }

    /// The text of each page; in the order in which it was written into the file if `is_raw`, or
    /// else as poppler thinks it is read.
    pub fn texts(&self, pages: Span, is_raw: bool) -> Result<Vec<String>, NoAnswer> {
        if pages.count == 0 {
            return Ok(Vec::new());
        }
        let mut arguments = vec!["-q".to_owned(), "-enc".to_owned(), "UTF-8".to_owned()];
        if is_raw {
            arguments.push("-raw".to_owned());
        }
        arguments.extend(range(pages));
        arguments.extend(self.poppler_password());
        // pdftotext wants the name of its output last.
        let file = self.file.as_os_str().to_owned();
        let arguments = arguments.into_iter().map(Into::into).chain([file]);
        let answer = ask("pdftotext", arguments, Path::new("-"))?;
        let text = String::from_utf8_lossy(&answer.stdout);
        let mut texts: Vec<String> = text.split('\u{c}').map(str::to_owned).collect();
        texts.resize(pages.count as usize, String::new());
        Ok(texts)
    }

    /// Drawings of some pages, with or without what stands in annotations, such as comments and
    /// fields of forms.
    pub fn pictures(
        &self,
        pages: Span,
        dpi: f64,
        with_annotations: bool,
    ) -> Result<Vec<Ink>, NoAnswer> {
        let mut pictures = Vec::new();
        let mut rest = pages;
        while rest.count > 0 {
            let chunk = Span {
                count: rest.count.min(CHUNK),
                ..rest
            };
            let mut arguments: Vec<String> =
                ["-q", "-gray", "-cropbox", "-r"].map(str::to_owned).into();
            arguments.push(format!("{dpi:.3}"));
            if !with_annotations {
                arguments.push("-hide-annotations".to_owned());
            }
            arguments.extend(range(chunk));
            arguments.extend(self.poppler_password());
            let answer = ask("pdftoppm", arguments, &self.file)?;
            pictures.extend(parse_pictures(&answer.stdout));
            rest.first += chunk.count;
            rest.count -= chunk.count;
        }
        Ok(pictures)
    }

    /// How many pages poppler counts, and the longest side of any; `None` where it can't open the
    /// file.
    fn info(&self) -> Result<Option<(u32, f64)>, NoAnswer> {
        let all = ["-f", "1", "-l", "1000000"].map(str::to_owned);
        let arguments = all.into_iter().chain(self.poppler_password());
        let answer = ask("pdfinfo", arguments, &self.file)?;
        if answer.status != Some(0) {
            return Ok(None);
        }
        Ok(parse_info(&String::from_utf8_lossy(&answer.stdout)))
    }

    fn qpdf_pages(&self) -> Result<Option<u32>, NoAnswer> {
        let arguments = ["--show-npages".to_owned()];
        let arguments = arguments.into_iter().chain(self.qpdf_password());
        let answer = ask("qpdf", arguments, &self.file)?;
        let count = String::from_utf8_lossy(&answer.stdout);
        Ok(count.trim().parse().ok())
    }

    fn soundness(&self) -> Result<Soundness, NoAnswer> {
        let arguments = ["--check".to_owned()];
        let arguments = arguments.into_iter().chain(self.qpdf_password());
        let answer = ask("qpdf", arguments, &self.file)?;
        Ok(match answer.status {
            Some(0) => Soundness::Sound,
            Some(3) => Soundness::Warnings,
            _ => Soundness::Errors,
        })
    }

    fn poppler_password(&self) -> impl Iterator<Item = String> {
        let password = self.password.clone();
        password
            .into_iter()
            .flat_map(|password| ["-upw".to_owned(), password])
    }

    fn qpdf_password(&self) -> impl Iterator<Item = String> {
        let password = self.password.as_ref();
        password
            .into_iter()
            .map(|password| format!("--password={password}"))
    }
}

fn range(pages: Span) -> [String; 4] {
    let last = pages.first + pages.count.max(1) - 1;
    [
        "-f".to_owned(),
        pages.first.to_string(),
        "-l".to_owned(),
        last.to_string(),
    ]
}

/// The count of pages and the longest side of any, from what pdfinfo prints.
fn parse_info(info: &str) -> Option<(u32, f64)> {
    let value = |line: &str| Some(line.split_once(':')?.1.trim().to_owned());
    let count = info
        .lines()
        .find(|line| line.starts_with("Pages:"))
        .and_then(value)?
        .parse()
        .ok()?;
    let sizes = info
        .lines()
        .filter(|line| line.starts_with("Page") && line.contains(" size:"))
        .filter_map(value);
    let sides = sizes.flat_map(|size| {
        let numbers = size.split(' ').filter_map(|word| word.parse::<f64>().ok());
        numbers.take(2).collect::<Vec<_>>()
    });
    Some((count, sides.fold(1.0, f64::max)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_sizes_are_read_from_pdfinfo() {
        let info = "Title:          Page size: 9 x 9 pts\n\
                    Pages:           2\n\
                    Page    1 size:  595.276 x 841.89 pts (A4)\n\
                    Page    1 rot:   0\n\
                    Page    2 size:  7200 x 300 pts\n";
        assert_eq!(parse_info(info), Some((2, 7200.0)));
        assert_eq!(parse_info("Syntax Error"), None);
    }

    #[test]
    fn huge_pages_are_drawn_coarsely() {
        let facts = |longest_pt| Facts {
            qpdf_pages: Some(1),
            poppler_pages: Some(1),
            soundness: Soundness::Sound,
            longest_pt,
        };
        assert_eq!(facts(842.0).dpi(), DPI);
        assert!(facts(14400.0).dpi() * 14400.0 / 72.0 <= MOST_DOTS + 0.01);
    }
}
