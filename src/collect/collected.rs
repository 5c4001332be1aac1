//! What a file is once it was taken in.

use super::{LeftOut, comments};
use crate::edit::NewDocument;
use crate::import::{self, DecodedText, Proposal};
use crate::pack::{MediaClass, Source, SourceId};

/// A file that was taken in: its bytes are kept, and the documents it would become are known.
#[derive(Debug, Clone)]
pub struct Collected {
    /// The name it had, without its folder.
    pub name: String,
    /// The key of its bytes.
    pub id: SourceId,
    /// What is remembered about it, and about the pictures that it refers to.
    pub sources: Vec<(SourceId, Source)>,
    /// The documents it is proposed to become, in the order in which they stand in it.
    pub proposals: Vec<Proposal>,
    /// The files that came with it and that can be documents themselves, such as those attached to
    /// an e-mail, in order.
    pub annexes: Vec<Self>,
    /// The text to show where the file holds several publications.
    pub text: Option<DecodedText>,
    /// What the person should know although the file could be taken in.
    pub warnings: Vec<String>,
    /// Files that came with it and could not be taken in.
    pub left_out: Vec<LeftOut>,
}

impl Collected {
    /// A source that is kept already, as if it had just been taken in as one document.
    pub fn of_source((id, source): (SourceId, Source)) -> Self {
        Self {
            name: source.name.clone(),
            id: id.clone(),
            proposals: vec![Proposal {
                title: import::title_from_file_name(&source.name),
                ..Proposal::default()
            }],
            sources: vec![(id, source)],
            annexes: Vec::new(),
            text: None,
            warnings: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// Whether it is text that flows on our own pages.
    pub fn is_flow(&self) -> bool {
        let mut sources = self.sources.iter().filter(|(id, _)| *id == self.id);
        sources.any(|(_, source)| source.media.class() == MediaClass::Flow)
    }

    /// Itself and, after it, the files that came with it, in order.
    pub fn with_annexes(self) -> Vec<Self> {
        let mut all = vec![self];
        if let Some(annexes) = all
            .first_mut()
            .map(|first| std::mem::take(&mut first.annexes))
        {
            all.extend(annexes.into_iter().flat_map(Self::with_annexes));
        }
        all
    }

    /// How many comments others wrote on it and on the files that came with it.
    pub fn comment_count(&self) -> usize {
        let own = self
            .proposals
            .iter()
            .map(|proposal| proposal.comments.len());
        let annexes = self.annexes.iter().map(Self::comment_count);
        own.chain(annexes).sum()
    }

    /// The documents as they are proposed, with what others wrote on them as private notes.
    pub fn documents_with_comments(&self) -> Vec<NewDocument> {
        let mut documents = self.documents();
        for (document, proposal) in documents.iter_mut().zip(&self.proposals) {
            document.annotations = proposal.comments.iter().map(comments::note).collect();
        }
        documents
    }

    /// The documents as they are proposed, without what others wrote on them.
    pub fn documents(&self) -> Vec<NewDocument> {
        self.proposals
            .iter()
            .map(|proposal| NewDocument {
                title: proposal.title.clone(),
                kind: proposal.kind,
                date: proposal.date,
                publisher: proposal.publisher.clone(),
                source: self.id.clone(),
                extent: proposal.extent.clone(),
                reference: proposal.reference.clone(),
                marking: proposal.marking.clone(),
                audience: None,
                annotations: Vec::new(),
            })
            .collect()
    }
}
