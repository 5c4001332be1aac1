//! Undo and redo: the states of a pack, with the names of the steps between them.

use std::sync::Arc;
use std::time::Duration;

use super::{Command, EditError, MergeKey, apply};
use crate::pack::{ItemId, Pack};

/// Typing that pauses for longer than this begins a new step of undo.
const TYPING_PAUSE: Duration = Duration::from_millis(1500);

/// A step of undo holds no more typing than this, so that a long note is not gone at one stroke.
const LONGEST_TYPING: Duration = Duration::from_secs(5);

/// How many steps can be undone; a pack holds no document bytes, so a step costs little.
const MOST_STEPS: usize = 500;

/// Names one state of a pack. Going back to a state goes back to its revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Revision(u64);

#[derive(Debug, Clone)]
struct State {
    pack: Arc<Pack>,
    revision: Revision,
}

#[derive(Debug, Clone)]
struct Step {
    name: String,
    /// The state on the other side of the step: before it for undo, after it for redo.
    state: State,
}

/// Typing that is one step of undo so far.
#[derive(Debug, Clone, Copy)]
struct Typing {
    key: MergeKey,
    since: Duration,
    last: Duration,
}

impl Typing {
    fn goes_on(&self, key: MergeKey, now: Duration) -> bool {
        key == self.key
            && now.saturating_sub(self.last) < TYPING_PAUSE
            && now.saturating_sub(self.since) < LONGEST_TYPING
    }
}

/// A pack with its past and its undone future.
#[derive(Debug)]
pub struct History {
    present: State,
    past: Vec<Step>,
    future: Vec<Step>,
    typing: Option<Typing>,
    latest: u64,
    saved: Option<Revision>,
}

impl History {
    /// Begins with a pack that is as it is on disk.
    pub fn saved(pack: Pack) -> Self {
        let mut history = Self::unsaved(pack);
        history.mark_saved(history.revision());
        history
    }

    /// Begins with a pack that is not on disk yet, such as a recovered one.
    pub fn unsaved(pack: Pack) -> Self {
        Self {
            present: State {
                pack: Arc::new(pack),
                revision: Revision(0),
            },
            past: Vec::new(),
            future: Vec::new(),
            typing: None,
            latest: 0,
            saved: None,
        }
    }

    /// The pack as it is now.
    pub fn pack(&self) -> &Arc<Pack> {
        &self.present.pack
    }

    /// The name of the present state.
    pub fn revision(&self) -> Revision {
        self.present.revision
    }

    /// Whether the present state differs from the one on disk.
    pub fn has_unsaved_changes(&self) -> bool {
        self.saved != Some(self.present.revision)
    }

    /// Says that the state named `revision` is on disk now.
    pub fn mark_saved(&mut self, revision: Revision) {
        self.saved = Some(revision);
        // What is typed after a save is a step of its own, so that undo can stop at the save.
        self.typing = None;
    }

    /// Says that no state is on disk any more: the file was changed by somebody else.
    pub fn mark_unsaved(&mut self) {
        self.saved = None;
    }

    /// Carries out a command at time `now`, counted from any start, as a new step or as part of the
    /// last one.
    ///
    /// # Errors
    /// See [`EditError`]; nothing has changed then.
    pub fn run(&mut self, command: Command, now: Duration) -> Result<Vec<ItemId>, EditError> {
        let name = command.name(&self.present.pack);
        let key = command.merge_key(&self.present.pack);
        let mut pack = Pack::clone(&self.present.pack);
        let touched = apply(&mut pack, command)?;
        if pack == *self.present.pack {
            return Ok(touched);
        }
        let typing = self
            .typing
            .filter(|typing| key.is_some_and(|key| typing.goes_on(key, now)));
        self.latest += 1;
        let next = State {
            pack: Arc::new(pack),
            revision: Revision(self.latest),
        };
        let before = std::mem::replace(&mut self.present, next);
        if typing.is_none() || self.past.is_empty() {
            self.past.push(Step {
                name,
                state: before,
            });
            if self.past.len() > MOST_STEPS {
                self.past.remove(0);
            }
        }
        self.future.clear();
        self.typing = key.map(|key| Typing {
            key,
            since: typing.map_or(now, |typing| typing.since),
            last: now,
        });
        Ok(touched)
    }

    /// What the next undo takes back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|step| step.name.as_str())
    }

    /// What the next redo brings back.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|step| step.name.as_str())
    }

    /// Takes back the last step; returns its name.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.past.pop()?;
        let after = self.go_to(step.state);
        self.future.push(Step {
            name: step.name.clone(),
            state: after,
        });
        Some(step.name)
    }

    /// Brings back the step that was last taken back; returns its name.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.future.pop()?;
        let before = self.go_to(step.state);
        self.past.push(Step {
            name: step.name.clone(),
            state: before,
        });
        Some(step.name)
    }

    fn go_to(&mut self, mut state: State) -> State {
        self.typing = None;
        // An id must never name two things, not even across an undo.
        if state.pack.next_id < self.present.pack.next_id {
            Arc::make_mut(&mut state.pack).next_id = self.present.pack.next_id;
        }
        std::mem::replace(&mut self.present, state)
    }
}
