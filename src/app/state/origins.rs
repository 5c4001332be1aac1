//! How it stands with the files that sources came from.

use crate::app::message::entry::Entry;
use crate::app::state::desk::Desk;
use crate::origin::OriginState;
use crate::pack::{ItemId, SourceId};

/// The source of the document at the cursor.
pub fn source_at_cursor(desk: &Desk) -> Option<SourceId> {
    let document = desk.pack().document(desk.selection.document()?)?;
    document.source().cloned()
}

/// How it stands with the file that the source of an entry came from.
pub fn origin_of(desk: &Desk, entry: Entry) -> Option<OriginState> {
    let Entry::Item(ItemId::Document(id)) = entry else {
        return None;
    };
    let source = desk.pack().document(id)?.source()?;
    Some(desk.origins.get(source)?.state)
}
