//! The command line.

mod against;
mod check_export;
mod check_import;
mod plain;
mod waiting;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use self::plain::plain;
use self::waiting::waited_for;
use briefpack::collect::{CollectError, Collected, collect_files, collect_locked};
use briefpack::edit::{self, Command};
use briefpack::ending;
use briefpack::export::{
    self, Copy, ExportRequest, FindingKind, PartCache, Passwords, Place, Plan, SourceFacts,
};
use briefpack::foreign::{self, Memory};
use briefpack::library;
use briefpack::pack::{Location, NumberedItem, Pack};
use briefpack::store::{self, FileState, Places, SaveOutcome, Session, SourceStore, StoreError};
use check_export::{CheckExport, TRY_EXPORT, TryExport, check_export, try_export};
use check_import::{CheckImport, check_import};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Gather, order and annotate documents into one briefing pack for a meeting.
///
/// Without a subcommand, opens the window.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    task: Option<Task>,
    /// The pack to open in the window
    #[arg(value_name = "PACK.ron")]
    pack: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Task {
    /// Make a pack from files, in the order given
    New(New),
    /// Export a pack to one PDF
    Export(Export),
    /// Print the outline of a pack with its page numbers
    Show(Show),
    /// Read every file of some folders as an import would, each in a process of its own
    CheckImport(CheckImport),
    /// Export every PDF of some folders, alone and mixed, and ask qpdf and poppler what was lost
    CheckExport(CheckExport),
    /// Export files for a check, which is another process of this program
    #[command(hide = true, name = TRY_EXPORT)]
    TryExport(TryExport),
    /// Read foreign files for another process of this program
    #[command(hide = true, name = foreign::SUBCOMMAND)]
    ReadForeign,
}

/// A text file that holds several publications becomes as many documents.
#[derive(Args)]
struct New {
    /// The pack to write; its documents are copied into a folder beside it
    #[arg(value_name = "PACK.ron", value_parser = pack_name)]
    pack: PathBuf,
    /// Files of any kind that Briefpack reads
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// The title of the pack [default: the name of its file]
    #[arg(long)]
    title: Option<String>,
    /// Replace a pack of that name; it is kept as PACK.ron.bak
    #[arg(long)]
    force: bool,
}

/// Exit status 1 when a document had to be left out, although the PDF was written with a page
/// that says so in its place.
#[derive(Args)]
struct Export {
    /// The pack
    #[arg(value_name = "PACK.ron")]
    pack: PathBuf,
    /// The PDF to write
    #[arg(short, long, value_name = "OUT.pdf")]
    output: PathBuf,
    /// Overwrite the PDF if it is there
    #[arg(long)]
    force: bool,
    /// Which copy: for everybody, or with private notes and papers; "both" writes the speaking copy
    /// beside the other, as "OUT – speaking copy.pdf"
    #[arg(long, value_enum, default_value_t = CopyChoice::Circulation)]
    copy: CopyChoice,
    #[command(flatten)]
    unlock: Unlock,
}

#[derive(Clone, Copy, ValueEnum)]
enum CopyChoice {
    Circulation,
    Speaking,
    Both,
}

impl CopyChoice {
    fn copies(self) -> &'static [Copy] {
        match self {
            Self::Circulation => &[Copy::Circulation],
            Self::Speaking => &[Copy::Speaking],
            Self::Both => &Copy::ALL,
        }
    }
}

/// Exit status 1 when a document can't be shown, which is named on standard error.
#[derive(Args)]
struct Show {
    /// The pack
    #[arg(value_name = "PACK.ron")]
    pack: PathBuf,
    /// The copy whose page numbers are printed
    #[arg(long, value_enum, default_value_t = CopyChoice::Circulation)]
    copy: CopyChoice,
    #[command(flatten)]
    unlock: Unlock,
}

#[derive(Args, Default)]
struct Unlock {
    /// A password to try on protected PDFs; may be given more than once
    #[arg(long = "password", value_name = "PASSWORD")]
    passwords: Vec<String>,
}

/// What the person is told when a task fails; printed after "briefpack: ".
type CliError = Box<dyn std::error::Error>;

/// Carries out what the command line asks for. Exit status 0 when all went well, 1 when something
/// failed, 2 for wrong use.
pub fn run(memory: Memory) -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    if let Some(Task::ReadForeign) = arguments.task {
        return match foreign::serve(io::stdin(), io::stdout(), memory) {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        };
    }
    if let Err(error) = read_in_children() {
        complain(error);
        return ExitCode::FAILURE;
    }
    leave_nothing_behind();
    let result = match arguments.task {
        None | Some(Task::ReadForeign) => open_window(arguments.pack),
        Some(Task::CheckImport(task)) => check_import(&task),
        Some(Task::CheckExport(task)) => check_export(&task),
        Some(Task::TryExport(task)) => try_export(&task),
        Some(Task::New(new)) => make(&new),
        Some(Task::Export(export)) => write(&export),
        Some(Task::Show(show)) => print(&show),
    };
    match result {
        Ok(Success::Full) => ExitCode::SUCCESS,
        Ok(Success::Partial) => ExitCode::FAILURE,
        Ok(Success::Unable) => ExitCode::from(2),
        Err(error) => {
            complain(error);
            ExitCode::FAILURE
        }
    }
}

/// Prints what the command line lacks, or the help that it asks for.
fn refuse(error: &clap::Error) -> ExitCode {
    let status = u8::try_from(error.exit_code()).unwrap_or(2);
    // The same said of arguments that a terminal may print.
    let spelled_out = std::env::args_os().map(|argument| plain(&argument.to_string_lossy()));
    let printed = match Arguments::try_parse_from(spelled_out) {
        Err(same) if same.kind() == error.kind() => same.print(),
        _ => {
            let lines = error.render().to_string();
            let lines: Vec<String> = lines.lines().map(plain).collect();
            writeln!(io::stderr(), "{}", lines.join("\n"))
        }
    };
    // Where nobody listens there is nothing to be done.
    let _ = printed;
    ExitCode::from(status)
}

/// How well a task went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Success {
    Full,
    /// Something was left out, and was named on standard error.
    Partial,
    /// It could not be begun, for a reason that was told on standard error.
    Unable,
}

impl Success {
    fn of(all_well: bool) -> Self {
        if all_well { Self::Full } else { Self::Partial }
    }
}

/// From now on files from outside are read in processes of their own.
fn read_in_children() -> Result<(), CliError> {
    let exe = std::env::current_exe()
        .map_err(|error| format!("Briefpack can't find its own program file: {error}"))?;
    foreign::use_child_processes(exe);
    Ok(())
}

/// Clears away what earlier runs left that were killed, and sees to it that this one leaves nothing
/// when a signal ends it. Where that can't be done, the task itself still can.
fn leave_nothing_behind() {
    if let Err(error) = ending::watch_signals() {
        complain(format!("signals can't be watched for: {error}"));
    }
    // What can't be cleared away now can be another time.
    let _ = store::data_folder().and_then(|data| store::clear_sessions(&data));
}

fn open_window(pack: Option<PathBuf>) -> Result<Success, CliError> {
    if let Some(file) = &pack {
        is_there(file)?;
    }
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "linux") && !is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY") {
        return Err(
            "there is no display to open a window on; 'briefpack export PACK.ron -o OUT.pdf' \
             works without one"
                .into(),
        );
    }
    briefpack::app::run(pack)?;
    Ok(Success::Full)
}

/// Makes sure that there is a file to open: what was typed may as well be meant for a command.
fn is_there(file: &Path) -> Result<(), CliError> {
    match store::open_file(file) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let name = file.display();
            let hint = "'briefpack --help' lists the commands";
            Err(format!("there is no file or command '{name}'; {hint}").into())
        }
        Err(error) => Err(StoreError::Read {
            file: file.to_owned(),
            error,
        }
        .into()),
    }
}

fn make(new: &New) -> Result<Success, CliError> {
    let known = FileState::of(&new.pack)?;
    if known != FileState::Missing && !new.force {
        let file = new.pack.display();
        return Err(format!("{file} already exists; --force replaces it").into());
    }
    let session = Session::begin(&store::data_folder()?, None).map_err(|error| {
        format!("{error}. BRIEFPACK_DATA_DIR sets another folder for copies in between")
    })?;
    let made = make_in(&session, new, &known);
    session.close()?;
    // What it comes to is looked at again when the pack is exported.
    if made.is_ok()
        && let Ok(opened) = Opened::new(&new.pack, &Unlock::default())
    {
        let request = opened.request(Copy::default());
        let _ = waited_for("Looking at the pages", |progress| {
            export::prepare(&request, progress)
        });
    }
    made
}

fn make_in(session: &Session, new: &New, known: &FileState) -> Result<Success, CliError> {
    let sources = session.sources();
    let name = new.pack.file_stem().unwrap_or_default().to_string_lossy();
    let mut pack = Pack::new(new.title.clone().unwrap_or_else(|| name.into_owned()));
    let mut left_out = 0_usize;
    for file in &new.files {
        for collected in collect(file, sources) {
            match collected {
                Ok(collected) => {
                    for file in collected.with_annexes() {
                        add(&mut pack, file)?;
                    }
                }
                Err(error) => {
                    complain(error);
                    left_out += 1;
                }
            }
        }
    }
    if pack.outline.is_empty() {
        return Err("no pack was made, because none of the files could be added".into());
    }
    if let SaveOutcome::Conflict(_) = session.save_new(&new.pack, &pack, known)? {
        let file = new.pack.display();
        return Err(format!(
            "{file} was not written: somebody else changed it while the files were read. Check \
             it, then run this again"
        )
        .into());
    }
    if left_out > 0 {
        let file = new.pack.display();
        let files = match left_out {
            1 => "1 file that could not be added".to_owned(),
            many => format!("{many} files that could not be added"),
        };
        complain(format!("{file} was made without {files}"));
    }
    Ok(Success::of(left_out == 0))
}

/// Takes in a file, or the files in an archive. One that is locked gets its place in the pack;
/// exporting it takes a password.
fn collect(file: &Path, sources: &SourceStore) -> Vec<Result<Collected, CliError>> {
    let name = file.display();
    let collected = waited_for(&format!("Reading {name}"), |progress| {
        collect_files(file, None, sources, progress)
    });
    let settle = |result: Result<Collected, CollectError>| match result {
        Err(error) if error.wants_password() => {
            complain(format!(
                "{name} is protected: give --password when you export the pack"
            ));
            Ok(collect_locked(file, sources)?)
        }
        Err(error) => Err(error.with_hint().into()),
        Ok(collected) => Ok(collected),
    };
    collected.into_iter().map(settle).collect()
}

fn add(pack: &mut Pack, collected: Collected) -> Result<(), CliError> {
    for warning in &collected.warnings {
        complain(format!("{}: {warning}", collected.name));
    }
    for left_out in &collected.left_out {
        complain(left_out.wording());
    }
    let comments = collected.comment_count();
    if comments > 0 {
        let what = if comments == 1 {
            "1 comment or note for the speaker is not taken over".to_owned()
        } else {
            format!("{comments} comments or notes for the speaker are not taken over")
        };
        complain(format!(
            "{}: {what}. To keep them as private notes, add the file in the window.",
            collected.name
        ));
    }
    let command = Command::AddDocuments {
        at: Location::top(pack.outline.len()),
        documents: collected.documents(),
        sources: collected.sources,
    };
    edit::apply(pack, command)?;
    Ok(())
}

fn write(export: &Export) -> Result<Success, CliError> {
    let copies = export.copy.copies();
    let outputs: Vec<(Copy, PathBuf)> = match copies {
        [copy] => vec![(*copy, export.output.clone())],
        _ => export::both_files(&export.output).into(),
    };
    for (_, file) in &outputs {
        store::check_target(file)?;
    }
    if let Some((_, file)) = outputs
        .iter()
        .find(|(_, file)| file.exists() && !export.force)
    {
        let file = file.display();
        return Err(format!("{file} already exists; --force replaces it").into());
    }
    let opened = Opened::new(&export.pack, &export.unlock)?;
    for (copy, file) in &outputs {
        export::check_target(file, &opened.request(*copy))?;
    }
    let mut all_well = true;
    for (copy, file) in outputs {
        let request = opened.request(copy);
        let exported = waited_for(&format!("Writing {}", file.display()), |progress| {
            export::export_file(&request, &file, progress)
        })?;
        exported.report.findings.iter().for_each(complain);
        let left_out = exported.report.left_out();
        if left_out > 0 {
            let file = file.display();
            complain(format!(
                "{file} was written; {left_out} of its documents can't be shown, and pages in \
                 their place say so"
            ));
            all_well = false;
        }
    }
    Ok(Success::of(all_well))
}

fn print(show: &Show) -> Result<Success, CliError> {
    let opened = Opened::new(&show.pack, &show.unlock)?;
    let mut reported = Vec::new();
    for copy in show.copy.copies() {
        let request = opened.request(*copy);
        let plan = waited_for("Counting pages", |progress| {
            export::plan(&request, progress)
        })?;
        let findings = plan.report().findings.iter();
        for finding in findings.filter(|finding| finding.kind != FindingKind::Remark) {
            if !reported.contains(finding) {
                complain(finding);
                reported.push(finding.clone());
            }
        }
        match io::stdout().write_all(outline(&opened.pack, &plan).as_bytes()) {
            // Whoever reads the outline has read enough of it.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
            result => result?,
        }
    }
    Ok(Success::of(reported.is_empty()))
}

/// The outline: page, item number, title.
fn outline(pack: &Pack, plan: &Plan) -> String {
    let mut rows = vec![
        (Place::Cover, String::new(), "Cover".to_owned()),
        (Place::Contents, String::new(), "Contents".to_owned()),
    ];
    rows.extend(pack.numbered_items().iter().map(|item| {
        let title = match item {
            NumberedItem::Section(_, section) => &section.title,
            NumberedItem::Document(_, document) => &document.title,
        };
        (item.id().into(), item.number().to_string(), plain(title))
    }));
    if plan.own_pages(Place::Sources).is_some() {
        rows.push((Place::Sources, String::new(), "Sources".to_owned()));
    }
    let width = rows
        .iter()
        .map(|(_, number, _)| number.len())
        .max()
        .unwrap_or(0);
    let mut text = format!("{}, {}\n", plain(&pack.title), pages(plan.total()));
    for (place, number, title) in rows {
        let page = plan.span(place).map_or(0, |pages| pages.first);
        text.push_str(&format!("{page:>6}  {number:<width$}  {title}\n"));
    }
    text
}

fn pages(count: u32) -> String {
    if count == 1 {
        "1 page".to_owned()
    } else {
        format!("{count} pages")
    }
}

/// A pack that was opened to be exported or shown.
struct Opened {
    pack: Pack,
    sources: SourceStore,
    passwords: Passwords,
    cache: PartCache,
}

impl Opened {
    fn new(path: &Path, unlock: &Unlock) -> Result<Self, CliError> {
        let loaded = store::load(path)?;
        loaded.warnings.iter().for_each(complain);
        let mut sources = SourceStore::beside(path);
        // Without such a folder nothing is known of places, which no export needs.
        if let Ok(data) = store::data_folder() {
            let places = Places::in_folder(&data);
            places.carry_over(&loaded.places);
            sources = sources.with_places(places);
        }
        let folder = library::cache_folder();
        let facts = folder.map_or_else(SourceFacts::default, |folder| {
            SourceFacts::in_folder(&folder)
        });
        Ok(Self {
            pack: loaded.pack,
            sources,
            passwords: Passwords::for_any(unlock.passwords.clone()),
            cache: PartCache::default().with_facts(facts),
        })
    }

    fn request(&self, copy: Copy) -> ExportRequest<'_> {
        ExportRequest {
            pack: &self.pack,
            sources: &self.sources,
            passwords: &self.passwords,
            cache: &self.cache,
            copy,
        }
    }
}

/// Checks the name of a pack to be made.
fn pack_name(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("ron") => Ok(path),
        _ => Err("the name of a pack must end in .ron".to_owned()),
    }
}

fn complain(message: impl Display) {
    // Where nobody listens there is nothing to be done.
    let _ = writeln!(io::stderr(), "briefpack: {}", plain(&message.to_string()));
}
