//! What counts when another program lays a text in RTF out.

use super::lexer::{Lexer, Token};
use crate::import::layout_signs::{LayoutSigns, is_moving_date, names_folder};

/// Looks for tracked changes, for fields that take in other files, and for dates that move.
pub fn layout_signs(bytes: &[u8]) -> LayoutSigns {
    let mut signs = LayoutSigns::default();
    let mut depth = 0_usize;
    // The instructions that are open, each with the depth of its group.
    let mut open: Vec<(usize, String)> = Vec::new();
    for token in Lexer::new(bytes) {
        match token {
            Token::Open => depth += 1,
            Token::Close => {
                if let Some((_, instruction)) = open.pop_if(|(group, _)| *group == depth) {
                    signs.takes_in_files |= takes_in_a_file(&instruction);
                    signs.has_moving_dates |= is_moving_date(&instruction);
                    signs.names_its_folder |= names_folder(&instruction);
                }
                depth = depth.saturating_sub(1);
            }
            Token::Word("deleted" | "revised" | "mvf" | "mvt", number) => {
                signs.has_tracked_changes |= number != Some(0);
            }
            Token::Word("chdate" | "chdpl" | "chdpa" | "chtime", _) => {
                signs.has_moving_dates = true;
            }
            Token::Word("fldinst", _) => open.push((depth, String::new())),
            token => {
                if let Some((_, instruction)) = open.last_mut() {
                    push(token, instruction);
                }
            }
        }
    }
    signs
}

fn push(token: Token<'_>, instruction: &mut String) {
    match token {
        Token::Text(bytes) => instruction.push_str(&String::from_utf8_lossy(bytes)),
        Token::Byte(byte) => instruction.push(char::from(byte)),
        Token::Word("u", Some(number)) => {
            let letter = u32::try_from(number).ok().and_then(char::from_u32);
            instruction.extend(letter);
        }
        _ => {}
    }
}

/// Whether a field puts something of another file into the text. `IMPORT` is an old name of
/// `INCLUDEPICTURE`.
fn takes_in_a_file(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    // Signs that stand for a letter where that can't be shown may stand between.
    let letters = name.chars().filter(char::is_ascii_alphabetic);
    let name: String = letters.map(|letter| letter.to_ascii_uppercase()).collect();
    name.starts_with("INCLUDE") || matches!(name.as_str(), "IMPORT" | "LINK" | "DDE" | "DDEAUTO")
}
