//! Papers that are added though they are in the pack already.

use std::collections::HashSet;

use crate::app::message::request::Request;
use crate::app::view::dialog::Notice;
use crate::collect::Collected;
use crate::edit::Command;
use crate::pack::{DocumentId, Pack, SourceId};

/// The most titles that are named in a message.
const MOST_NAMED: usize = 3;

/// Papers that are about to be added though they are in the pack already.
#[derive(Debug, Default)]
pub struct AddedAgain {
    /// What they are called.
    titles: Vec<String>,
    /// For each document that is about to be added, in order, whether it is of such a paper.
    is_again: Vec<bool>,
}

impl AddedAgain {
    /// Compares files that are about to be added with the pack and with each other, by their bytes.
    pub fn among(pack: &Pack, taken: &[Collected]) -> Self {
        let used = pack.documents().filter_map(|document| document.source());
        let mut known: HashSet<&SourceId> = used
            .flat_map(|id| {
                let original = pack.sources.get(id);
                let original = original.and_then(|source| source.laid_out_from.as_ref());
                [Some(id), original].into_iter().flatten()
            })
            .collect();
        let mut again = Self::default();
        for file in taken {
            let is_again = !known.insert(&file.id);
            if is_again {
                again.titles.push(match file.proposals.as_slice() {
                    [only] => only.title.clone(),
                    _ => file.name.clone(),
                });
            }
            let documents = file.proposals.len();
            again.is_again.extend(vec![is_again; documents]);
        }
        again
    }

    /// What the person is told once they are added; `None` where there are none. `first` is the
    /// first id that was given to what was added.
    pub fn notice(&self, pack: &Pack, first: u64) -> Option<Notice> {
        let mut added: Vec<DocumentId> = pack.documents().map(|document| document.id).collect();
        added.retain(|id| id.0 >= first);
        // Ids are given in the order in which documents are added.
        added.sort_unstable();
        let again = added.iter().zip(&self.is_again);
        let again: Vec<_> = again
            .filter_map(|(id, is_again)| is_again.then_some((*id).into()))
            .collect();
        let (text, button) = match self.titles.as_slice() {
            [] => return None,
            [title] => {
                let text = format!("“{title}” was already in the pack and was added again.");
                (text, "Remove it again")
            }
            titles => {
                let text = format!(
                    "{} papers were already in the pack and were added again: {}.",
                    titles.len(),
                    listed(titles)
                );
                (text, "Remove them again")
            }
        };
        Some(Notice {
            text,
            button,
            request: Request::Edit(Command::Remove(again)),
        })
    }
}

/// "“A”, “B” and 4 more".
fn listed(titles: &[String]) -> String {
    let quoted = |title: &String| format!("“{title}”");
    let named = titles.iter().map(quoted);
    let more = titles.len().saturating_sub(MOST_NAMED);
    if more > 0 {
        let named: Vec<String> = named.take(MOST_NAMED).collect();
        return format!("{} and {more} more", named.join(", "));
    }
    let named: Vec<String> = named.collect();
    match named.split_last() {
        Some((last, others)) if !others.is_empty() => {
            format!("{} and {last}", others.join(", "))
        }
        _ => named.concat(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::edit;
    use crate::import::Proposal;
    use crate::pack::{Location, Media, Source};

    /// A text of several publications, as it is taken in.
    fn collection() -> Collected {
        let source = Source {
            name: "papers.txt".to_owned(),
            media: Media::PlainText,
            size_bytes: 1,
            origin: None,
            pictures: BTreeMap::new(),
            laid_out_from: None,
        };
        let proposals = ["One", "Two", "Three"].map(|title| Proposal {
            title: title.to_owned(),
            ..Proposal::default()
        });
        Collected {
            proposals: proposals.into(),
            ..Collected::of_source((SourceId::from_digest([1; 32]), source))
        }
    }

    fn add(pack: &mut Pack, file: &Collected) {
        let command = Command::AddDocuments {
            at: Location::top(0),
            documents: file.documents(),
            sources: file.sources.clone(),
        };
        edit::apply(pack, command).unwrap();
    }

    #[test]
    fn a_file_of_several_documents_is_told_as_one_and_removed_whole() {
        let (mut pack, file) = (Pack::new("Papers"), collection());
        add(&mut pack, &file);
        let first = pack.upcoming_id();
        let again = AddedAgain::among(&pack, std::slice::from_ref(&file));
        add(&mut pack, &file);
        assert_eq!(pack.documents().count(), 6);
        let notice = again.notice(&pack, first).unwrap();
        let message = "“papers.txt” was already in the pack and was added again.";
        assert_eq!(
            (notice.text.as_str(), notice.button),
            (message, "Remove it again")
        );
        let Request::Edit(command) = notice.request else {
            panic!("the button edits the pack");
        };
        edit::apply(&mut pack, command).unwrap();
        assert_eq!(pack.documents().count(), 3);
        assert!(pack.documents().all(|document| document.id.0 < first));
    }

    #[test]
    fn titles_are_listed_as_people_do() {
        let titles = |count: u8| -> Vec<String> {
            let letters = (b'A'..).take(count.into());
            letters
                .map(|letter| char::from(letter).to_string())
                .collect()
        };
        assert_eq!(listed(&titles(1)), "“A”");
        assert_eq!(listed(&titles(3)), "“A”, “B” and “C”");
        assert_eq!(listed(&titles(5)), "“A”, “B”, “C” and 2 more");
    }
}
