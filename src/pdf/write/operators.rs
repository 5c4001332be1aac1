//! The operators of a page's content stream (ISO 32000-1, annex A), written as bytes.

use std::io::Write;

/// A content stream while it is written: operands before their operator, an operator a line.
#[derive(Default)]
pub(super) struct Operators {
    bytes: Vec<u8>,
}

impl Operators {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// An operator that takes numbers, or nothing.
    pub(super) fn numbers(&mut self, numbers: &[f32], operator: &str) {
        self.begin();
        for number in numbers {
            self.write(format_args!("{number} "));
        }
        self.push(operator);
    }

    /// An operator that takes a name: one of our own, of letters and figures alone.
    pub(super) fn name(&mut self, name: &str, operator: &str) {
        self.begin();
        self.write(format_args!("/{name} {operator}"));
    }

    /// Selects a font by its name among the page's resources, in points.
    pub(super) fn font(&mut self, name: &str, size_pt: f32) {
        self.begin();
        self.write(format_args!("/{name} {size_pt} Tf"));
    }

    /// Begins marked content that belongs to a part of the document.
    pub(super) fn begin_marked(&mut self, tag: &str, mcid: i64) {
        self.begin();
        self.write(format_args!("/{tag} <</MCID {mcid}>> BDC"));
    }

    /// Begins glyphs that stand for a text which their font does not know of.
    pub(super) fn begin_said(&mut self, text: &str) {
        self.begin();
        self.push("/Span <</ActualText<FEFF");
        for unit in text.encode_utf16() {
            self.write(format_args!("{unit:04X}"));
        }
        self.push(">>> BDC");
    }

    /// Draws lines in dashes of this length with gaps of that one, in points.
    pub(super) fn dashes(&mut self, length: f32, gap: f32) {
        self.begin();
        self.write(format_args!("[{length} {gap}] 0 d"));
    }

    /// Begins to show glyphs.
    pub(super) fn begin_glyphs(&mut self) {
        self.begin();
        self.push("[");
    }

    /// A glyph, by its number in the font.
    pub(super) fn glyph(&mut self, id: u16) {
        self.write(format_args!("<{id:04X}>"));
    }

    /// Moves the pen back between glyphs, by thousandths of the type size.
    pub(super) fn back(&mut self, thousandths: f32) {
        if !self.bytes.ends_with(b"[") {
            self.push(" ");
        }
        self.write(format_args!("{thousandths}"));
    }

    pub(super) fn end_glyphs(&mut self) {
        self.push("] TJ");
    }

    fn begin(&mut self) {
        if !self.bytes.is_empty() {
            self.push("\n");
        }
    }

    fn push(&mut self, text: &str) {
        self.bytes.extend_from_slice(text.as_bytes());
    }

    fn write(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to memory does not fail.
        let _ = self.bytes.write_fmt(text);
    }
}

#[cfg(test)]
mod tests {
    use lopdf::Object;
    use lopdf::content::Content;

    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut operators = Operators::default();
        operators.begin_marked("P", 3);
        operators.numbers(&[], "BT");
        operators.font("T1", 12.0);
        operators.begin_said("ﬁ𝄞");
        operators.begin_glyphs();
        operators.back(-1.5);
        operators.glyph(0x12);
        operators.back(20.0);
        operators.glyph(0xABC);
        operators.end_glyphs();
        operators.dashes(0.0, 5.0);
        operators.name("X1", "Do");
        let bytes = operators.into_bytes();
        let read = Content::decode(&bytes).unwrap().operations;
        let names: Vec<&str> = read.iter().map(|one| one.operator.as_str()).collect();
        assert_eq!(names, ["BDC", "BT", "Tf", "BDC", "TJ", "d", "Do"]);
        let said = read[3].operands[1].as_dict().unwrap().get(b"ActualText");
        assert_eq!(
            said.unwrap().as_str().unwrap(),
            [0xFE, 0xFF, 0xFB, 0x01, 0xD8, 0x34, 0xDD, 0x1E]
        );
        let shown = read[4].operands[0].as_array().unwrap();
        assert_eq!(shown[0], Object::Real(-1.5));
        assert_eq!(shown[1].as_str().unwrap(), [0, 0x12]);
        assert_eq!(shown[3].as_str().unwrap(), [0x0A, 0xBC]);
    }
}
