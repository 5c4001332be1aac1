//! What the person says to what came with files.

use crate::collect::Collected;

/// What the person said to the question.
pub enum OffersAnswer {
    /// The files are added with what was chosen.
    Add(Chosen),
    /// Nothing is added, not even the files.
    Cancel,
}

/// What of that came with files is added.
pub struct Chosen {
    /// For each file, each followed by what is attached to it.
    pub answers: Vec<Answer>,
    /// Whether comments become notes, where the person said the same for all.
    pub all_comments: Option<bool>,
}

impl Chosen {
    /// The files with those alone that were chosen of what came with them.
    pub fn of(&self, taken: Vec<Collected>) -> Vec<Collected> {
        let mut answers = self.answers.iter().copied();
        let mut keep = |file: Collected| with_chosen(file, &mut answers).1;
        taken.into_iter().map(&mut keep).collect()
    }
}

/// What the person says to one file.
#[derive(Clone, Copy)]
pub struct Answer {
    /// Whether it is added.
    pub is_chosen: bool,
    /// Whether the comments on it become notes.
    pub with_comments: bool,
}

/// Takes the answers to a file and to what is attached to it. Says whether it is added itself.
fn with_chosen(
    mut file: Collected,
    answers: &mut dyn Iterator<Item = Answer>,
) -> (bool, Collected) {
    let answer = answers.next().unwrap_or(Answer {
        is_chosen: true,
        with_comments: true,
    });
    if !answer.with_comments {
        for proposal in &mut file.proposals {
            proposal.comments.clear();
        }
    }
    // What lies in an attachment has answers too, though they do not count without it.
    let annexes = std::mem::take(&mut file.annexes).into_iter();
    let answered = annexes.map(|annex| with_chosen(annex, answers));
    file.annexes = answered
        .filter_map(|(is_chosen, annex)| is_chosen.then_some(annex))
        .collect();
    (answer.is_chosen, file)
}
