//! How many bytes a cache holds. Several of its values may share some of them, as excerpts of one PDF
//! do, and a value takes more once its text was read: caches that take the weight of a value for
//! its own and for fixed (`quick_cache`, `clru`) can't count that.

use std::collections::HashMap;
use std::sync::Arc;

/// Something in memory: its address, which stays as long as it is held, and about how many bytes.
pub(super) type Holding = (usize, usize);

/// What lies in memory as one piece, about so many bytes of it.
pub(super) fn holding<T: ?Sized>(shared: &Arc<T>, bytes: usize) -> Holding {
    (Arc::as_ptr(shared).cast::<u8>() as usize, bytes)
}

/// What takes memory.
pub(super) trait Held {
    /// What it keeps in memory, but for little things.
    fn holdings(&self) -> Vec<Holding>;

    /// Whether its text was read, so that it keeps that as well.
    fn is_read(&self) -> bool;
}

/// A value in a cache, with what was counted for it.
pub(super) struct Counted<T> {
    pub value: Arc<T>,
    was_read: bool,
    holdings: Vec<Holding>,
}

/// Counts what is held at the same address once.
#[derive(Default)]
pub(super) struct HeldBytes {
    /// How many values share what lies at an address, and its bytes.
    shared: HashMap<usize, (usize, usize)>,
    total: usize,
}

impl HeldBytes {
    pub fn total(&self) -> usize {
        self.total
    }

    /// Counts a value that is put into the cache.
    pub fn count<T: Held>(&mut self, value: Arc<T>) -> Counted<T> {
        let counted = Counted {
            was_read: value.is_read(),
            holdings: value.holdings(),
            value,
        };
        self.hold(&counted.holdings);
        counted
    }

    /// Counts a value again if its text was read meanwhile.
    pub fn count_again<T: Held>(&mut self, counted: &mut Counted<T>) {
        if !counted.was_read && counted.value.is_read() {
            let now = self.count(Arc::clone(&counted.value));
            self.let_go(&std::mem::replace(counted, now));
        }
    }

    fn hold(&mut self, holdings: &[Holding]) {
        for (address, bytes) in holdings {
            let (sharing, _) = self.shared.entry(*address).or_insert((0, *bytes));
            *sharing += 1;
            if *sharing == 1 {
                self.total += bytes;
            }
        }
    }

    /// Takes back what was counted for a value that has left the cache.
    pub fn let_go<T>(&mut self, counted: &Counted<T>) {
        for (address, _) in &counted.holdings {
            if let Some((sharing, bytes)) = self.shared.get_mut(address) {
                *sharing -= 1;
                if *sharing == 0 {
                    self.total -= *bytes;
                    self.shared.remove(address);
                }
            }
        }
    }
}
