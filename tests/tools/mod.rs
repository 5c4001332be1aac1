//! Programs of others that tests ask: qpdf, poppler, LibreOffice.

/// What asking a program gave; `None` where the program is not installed. A test then passes over
/// what it wanted to know, but fails on CI (where `CI` is set), so that none passes there without
/// having looked.
#[track_caller]
pub fn asked<T>(program: &str, answer: Option<T>) -> Option<T> {
    if answer.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "{program} is not installed, and on CI every test must be able to ask it"
        );
        #[allow(
            clippy::print_stderr,
            reason = "the person who runs the tests reads it"
        )]
        {
            eprintln!("not checked: {program} is not installed");
        }
    }
    answer
}
