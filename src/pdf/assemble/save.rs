//! Turns the objects of the result into bytes.

use lopdf::Object;

use super::output::{Sink, for_each_reference};
use super::target::Target;
use crate::pdf::error::AssembleError;
use crate::progress::Progress;

/// How many objects are written between two looks at whether the person has stopped the work.
const STEP: usize = 500;

/// Writes the rest of the file: each object leaves the memory as it is written, and what nothing refers to is
/// left out.
pub(super) fn save(mut target: Target, progress: &Progress) -> Result<Sink, AssembleError> {
    let needed = needed(&target);
    let objects = std::mem::take(&mut target.document.objects);
    let total = objects.len();
    for (done, (id, object)) in objects.into_iter().enumerate() {
        if done % STEP == 0 {
            progress.step(done, total)?;
        }
        if needed.get(id.0 as usize) == Some(&true) {
            target.write(id, object)?;
        }
    }
    target.finish()
}

/// Which numbers the file's trailer, or what is written already, leads to.
fn needed(target: &Target) -> Vec<bool> {
    let document = &target.document;
    let mut needed = vec![false; document.max_id as usize + 1];
    let mut queue: Vec<u32> = target.named().collect();
    let add_all = |object: &Object, queue: &mut Vec<u32>| {
        for_each_reference(object, &mut |(number, _)| queue.push(number));
    };
    for (_, object) in &document.trailer {
        add_all(object, &mut queue);
    }
    while let Some(number) = queue.pop() {
        let Some(slot @ false) = needed.get_mut(number as usize) else {
            continue;
        };
        *slot = true;
        if let Some(object) = document.objects.get(&(number, 0)) {
            add_all(object, &mut queue);
        }
    }
    needed
}
