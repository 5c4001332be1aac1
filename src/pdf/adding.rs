//! What is learnt of a PDF as it is added.

use std::sync::Arc;

use super::comments::{FoundComments, read_comments};
use super::flaws::on_adding;
use super::inspect::describe_closely;
use super::open::open;
use super::worker::guarded;
use crate::import::Comment;
use crate::progress::Progress;

/// What is learnt of a PDF as it is added.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct LearntOnAdding {
    /// The comments on its pages, in their order.
    pub comments: Vec<Comment>,
    /// What the person should know, a sentence each.
    pub warnings: Vec<String>,
}

/// Reads the comments in a PDF and looks at its pages. Of a file that can't be read, nothing.
pub fn look(bytes: &Arc<[u8]>, password: Option<&str>, progress: &Progress) -> LearntOnAdding {
    let look = || {
        let Ok(pdf) = open(bytes, password) else {
            return LearntOnAdding::default();
        };
        let found = describe_closely(&pdf, &progress.stretch(0, 50));
        let rest = progress.stretch(50, 100);
        let FoundComments { comments, warning } = read_comments(&pdf, (bytes, password), &rest);
        let mut warnings = on_adding(&found);
        warnings.extend(warning);
        LearntOnAdding { comments, warnings }
    };
    guarded(look).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use lopdf::{Dictionary, Object, Stream, dictionary};

    use super::*;
    use crate::pdf::fixtures::{Fixture, texts};

    #[test]
    fn whoever_adds_a_file_learns_which_pages_are_damaged_or_say_nothing() {
        let mut fixture = Fixture::new();
        let mut unknown = Stream::new(Dictionary::new(), b"1 w".to_vec());
        unknown.dict.set("Filter", "NoSuchDecode");
        let unknown = fixture.document.add_object(unknown);
        fixture.text_page("sound");
        fixture.page("", dictionary! { "Contents" => unknown });
        fixture.page("", dictionary! { "MediaBox" => Object::Null });
        fixture.page("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI", Dictionary::new());
        let learnt = look(&fixture.bytes(), None, &Progress::default());
        let [damaged, size, text] = learnt.warnings.as_slice() else {
            panic!("{:?}", learnt.warnings);
        };
        assert!(
            damaged.starts_with("The PDF is damaged within page 2"),
            "{damaged}"
        );
        assert!(size.starts_with("Page 3 gives no size"), "{size}");
        assert!(text.starts_with("There is no text on page 4"), "{text}");
        let plain = look(&texts(&["Plain"]), None, &Progress::default());
        assert_eq!(plain, LearntOnAdding::default());
    }
}
