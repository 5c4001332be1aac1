//! Turns the objects of the result into bytes.

use lopdf::{Object, StringFormat};
use sha2::{Digest, Sha256};

use super::target::Target;
use crate::pdf::error::AssembleError;

/// Stands in the file's identifier until its bytes are known.
const PLACEHOLDER: [u8; 16] = *b"\xbf\x00identifier!\x00\xfb\xff";

/// Writes the file. Its identifier is a hash of its bytes: the same content has the same one,
/// and nothing of the machine or the hour goes into it.
pub(super) fn save(mut target: Target) -> Result<Vec<u8>, AssembleError> {
    let document = &mut target.document;
    document.prune_objects();
    let placeholder = Object::String(PLACEHOLDER.to_vec(), StringFormat::Hexadecimal);
    document
        .trailer
        .set("ID", vec![placeholder.clone(), placeholder]);
    let mut bytes = Vec::new();
    document
        .save_modern(&mut bytes)
        .map_err(|error| AssembleError::Fault(error.to_string()))?;
    let digest = Sha256::digest(&bytes);
    let identifier = hex(digest.get(..16).unwrap_or_default());
    // The trailer stands last, so only the file's end is searched.
    let placeholder = hex(&PLACEHOLDER);
    for _ in 0..2 {
        let found = bytes
            .windows(placeholder.len())
            .rposition(|window| window.eq_ignore_ascii_case(&placeholder));
        let Some(start) = found else {
            return Err(AssembleError::Fault("its identifier got lost".to_owned()));
        };
        if let Some(slot) = bytes.get_mut(start..start + placeholder.len()) {
            slot.copy_from_slice(&identifier);
        }
    }
    Ok(bytes)
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().map(|byte| format!("{byte:02X}"));
    digits.collect::<String>().into_bytes()
}
