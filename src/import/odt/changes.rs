//! Tracked changes: the words that were deleted are kept apart from the text.

use roxmltree::Node;

use super::Reader;

impl Reader<'_> {
    /// Looks at the list of changes, which holds what was deleted. It is left out.
    pub fn changes(&mut self, node: Node<'_, '_>) {
        let mut changes = node.children();
        self.has_changes |= changes.any(|change| change.tag_name().name() == "changed-region");
    }
}
