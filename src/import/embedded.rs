//! Pictures that stand within other files.

use super::{Picture, Problem, picture};

/// A picture within a text, from its bytes.
///
/// # Errors
/// A sentence on why it cannot be shown; `name` names it.
pub fn embedded_picture(bytes: &[u8], name: &str, alt: &str) -> Result<Picture, String> {
    let picture = picture::to_embedded(bytes)
        .map_err(|problem| format!("{name} cannot be shown: {}.", why(&problem)))?;
    Ok(Picture {
        alt: alt.to_owned(),
        ..picture
    })
}

/// Why a picture cannot be shown. It need not be one that a pack takes by itself.
fn why(problem: &Problem) -> String {
    match problem {
        Problem::Unsupported { what, .. } => format!("it is {what}"),
        problem => problem.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_says_so() {
        let error = embedded_picture(b"words", "logo.png", "").unwrap_err();
        assert_eq!(
            error,
            "logo.png cannot be shown: it is a file of the kind Text, not a picture."
        );
    }
}
