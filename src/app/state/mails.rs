//! Which documents are attached to which e-mails, known from frame to frame.

use std::collections::HashMap;

use crate::app::state::desk::Desk;
use crate::collect;
use crate::edit::Revision;
use crate::pack::DocumentId;

/// The e-mail of each attachment, found anew once the pack has changed; see [`collect::mails`].
#[derive(Debug, Default)]
pub struct Mails {
    /// What they were found for.
    of: Option<(u64, Revision)>,
    found: HashMap<DocumentId, DocumentId>,
}

impl Mails {
    /// The e-mail of each attachment in the open pack.
    pub fn of(&mut self, desk: &Desk) -> &HashMap<DocumentId, DocumentId> {
        let of = Some((desk.serial, desk.history.revision()));
        if self.of != of {
            self.found = collect::mails(desk.pack());
            self.of = of;
        }
        &self.found
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::collect::Collected;
    use crate::edit::{Command, History};
    use crate::pack::{Location, Media, Origin, Pack, Source, SourceId};
    use crate::store::Session;

    /// The command that adds an e-mail and what is attached to it.
    fn mail_and_attachment() -> Command {
        let source = |within: Option<&str>, media| Source {
            name: "m".to_owned(),
            media,
            size_bytes: 1,
            origin: Some(Origin {
                file: "m.eml".to_owned(),
                within: within.map(str::to_owned),
                added: Timestamp::UNIX_EPOCH,
            }),
            pictures: BTreeMap::new(),
            laid_out_from: None,
        };
        let collected = [
            (SourceId::from_digest([1; 32]), source(None, Media::Eml)),
            (
                SourceId::from_digest([2; 32]),
                source(Some("a.pdf"), Media::Pdf),
            ),
        ]
        .map(Collected::of_source);
        Command::AddDocuments {
            at: Location::top(0),
            documents: collected.iter().flat_map(Collected::documents).collect(),
            sources: collected
                .into_iter()
                .flat_map(|file| file.sources)
                .collect(),
        }
    }

    #[test]
    fn mails_are_found_anew_once_the_pack_has_changed_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::begin(folder.path(), None).unwrap();
        let mut desk = Desk::new(History::unsaved(Pack::new("Papers")), session);
        let mut mails = Mails::default();
        assert!(mails.of(&desk).is_empty());
        desk.run(mail_and_attachment(), Duration::ZERO).unwrap();
        assert_eq!(mails.of(&desk).len(), 1);
        // What was found is kept, whatever it is, as long as the pack stays the same.
        mails.found.clear();
        assert!(mails.of(&desk).is_empty());
        desk.undo();
        assert!(mails.of(&desk).is_empty());
        desk.redo();
        assert_eq!(mails.of(&desk).len(), 1);
        // Another pack may be in a state of the same name.
        mails.found.clear();
        desk.serial += 1;
        assert_eq!(mails.of(&desk).len(), 1);
    }
}
