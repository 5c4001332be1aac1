//! Opens a PDF with lopdf.
