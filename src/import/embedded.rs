//! Pictures that stand within other files.

use super::{Picture, Problem, picture};

/// A picture within a text, from its bytes.
///
/// # Errors
/// Why it cannot be shown, as an addition to a sentence.
pub fn embedded_picture(bytes: &[u8], alt: &str) -> Result<Picture, String> {
    let picture = picture::to_embedded(bytes).map_err(|problem| why(&problem))?;
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
        let error = embedded_picture(b"words", "").unwrap_err();
        assert_eq!(error, "it is a file of the kind Text, not a picture");
    }
}
