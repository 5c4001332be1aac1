//! Briefpack: opens the window, or carries out a subcommand.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
