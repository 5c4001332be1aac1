//! The icons: single characters of a subset of the Lucide font (`assets/icons`).

/// The font family that holds the icons.
#[allow(missing_docs)]
pub const FAMILY: &str = "icons";

#[allow(missing_docs)]
pub const ARROW_DOWN: &str = "\u{e042}";
#[allow(missing_docs)]
pub const ARROW_UP: &str = "\u{e04a}";
#[allow(missing_docs)]
pub const BOOK: &str = "\u{e05e}";
#[allow(missing_docs)]
pub const BOOK_OPEN: &str = "\u{e05f}";
#[allow(missing_docs)]
pub const CHECK: &str = "\u{e06c}";
#[allow(missing_docs)]
pub const CHEVRON_DOWN: &str = "\u{e06d}";
#[allow(missing_docs)]
pub const CHEVRON_LEFT: &str = "\u{e06e}";
#[allow(missing_docs)]
pub const CHEVRON_RIGHT: &str = "\u{e06f}";
#[allow(missing_docs)]
pub const CIRCLE_ALERT: &str = "\u{e077}";
#[allow(missing_docs)]
pub const CIRCLE_CHECK: &str = "\u{e226}";
#[allow(missing_docs)]
pub const CLIPBOARD_PASTE: &str = "\u{e3e8}";
#[allow(missing_docs)]
pub const COPY: &str = "\u{e09e}";
#[allow(missing_docs)]
pub const EXTERNAL_LINK: &str = "\u{e0b9}";
#[allow(missing_docs)]
pub const EYE: &str = "\u{e0ba}";
#[allow(missing_docs)]
pub const FILE: &str = "\u{e0c0}";
#[allow(missing_docs)]
pub const FILE_DOWN: &str = "\u{e318}";
#[allow(missing_docs)]
pub const FILE_PLUS: &str = "\u{e0c9}";
#[allow(missing_docs)]
pub const FILE_TEXT: &str = "\u{e0cc}";
#[allow(missing_docs)]
pub const FILES: &str = "\u{e0cf}";
#[allow(missing_docs)]
pub const FOLDER: &str = "\u{e0d7}";
#[allow(missing_docs)]
pub const FOLDER_OPEN: &str = "\u{e247}";
#[allow(missing_docs)]
pub const FOLDER_PLUS: &str = "\u{e0d9}";
#[allow(missing_docs)]
pub const IMAGE: &str = "\u{e0f6}";
#[allow(missing_docs)]
pub const INFO: &str = "\u{e0f9}";
#[allow(missing_docs)]
pub const LIBRARY: &str = "\u{e100}";
#[allow(missing_docs)]
pub const LIST: &str = "\u{e106}";
#[allow(missing_docs)]
pub const LIST_CHECKS: &str = "\u{e1d0}";
#[allow(missing_docs)]
pub const LOCK: &str = "\u{e10b}";
#[allow(missing_docs)]
pub const MAIL: &str = "\u{e10f}";
#[allow(missing_docs)]
pub const MESSAGE_SQUARE_TEXT: &str = "\u{e575}";
#[allow(missing_docs)]
pub const MIC: &str = "\u{e118}";
#[allow(missing_docs)]
pub const MINUS: &str = "\u{e11c}";
#[allow(missing_docs)]
pub const NEWSPAPER: &str = "\u{e348}";
#[allow(missing_docs)]
pub const PANEL_LEFT: &str = "\u{e12a}";
#[allow(missing_docs)]
pub const PANEL_RIGHT: &str = "\u{e431}";
#[allow(missing_docs)]
pub const PENCIL: &str = "\u{e1f9}";
#[allow(missing_docs)]
pub const PLUS: &str = "\u{e13d}";
#[allow(missing_docs)]
pub const REDO: &str = "\u{e2a0}";
#[allow(missing_docs)]
pub const REFRESH_CW: &str = "\u{e145}";
#[allow(missing_docs)]
pub const SAVE: &str = "\u{e14d}";
#[allow(missing_docs)]
pub const SCISSORS: &str = "\u{e14e}";
#[allow(missing_docs)]
pub const SEARCH: &str = "\u{e151}";
#[allow(missing_docs)]
pub const SPLIT: &str = "\u{e440}";
#[allow(missing_docs)]
pub const SUN_MOON: &str = "\u{e2b2}";
#[allow(missing_docs)]
pub const TABLE_OF_CONTENTS: &str = "\u{e61e}";
#[allow(missing_docs)]
pub const TRASH: &str = "\u{e18e}";
#[allow(missing_docs)]
pub const TRIANGLE_ALERT: &str = "\u{e193}";
#[allow(missing_docs)]
pub const UNDO: &str = "\u{e2a1}";
#[allow(missing_docs)]
pub const X: &str = "\u{e1b2}";
