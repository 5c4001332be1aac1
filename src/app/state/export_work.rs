//! What the export needs.

use std::sync::Arc;

use crate::app::state::desk::Desk;
use crate::export;

/// What the export needs, in a form that can go to another thread.
pub struct ExportWork {
    pack: Arc<crate::pack::Pack>,
    sources: crate::store::SourceStore,
    passwords: export::Passwords,
    cache: Arc<export::PartCache>,
    copy: export::Copy,
}

impl ExportWork {
    /// What it needs of the open pack as it is now.
    pub fn of(desk: &Desk) -> Self {
        Self {
            pack: Arc::clone(desk.pack()),
            sources: desk.session.sources().clone(),
            passwords: desk.passwords.clone(),
            cache: Arc::clone(&desk.cache),
            copy: desk.copy,
        }
    }

    /// The same, as the export takes it.
    pub fn request(&self) -> export::ExportRequest<'_> {
        export::ExportRequest {
            pack: &self.pack,
            sources: &self.sources,
            passwords: &self.passwords,
            cache: &self.cache,
            copy: self.copy,
        }
    }
}
