//! What the controls of ActiveX say. Their part is XML that names the properties, or names a second
//! part that holds them in bytes ([MS-OFORMS] 2.2.5: text and list boxes, tick boxes, option and
//! toggle buttons).

use std::borrow::Cow;

use super::{attribute, child, parse};
use crate::import::relations::Relations;

use super::Package;

/// The identifier of a class, before the properties.
const CLASS_BYTES: usize = 16;

/// What a control shows, as one would write it: "☒ Agreed", "7 May"; `None` where that cannot be
/// told or is nothing.
pub fn words_of_control(package: &mut Package<'_>, part: &str) -> Option<String> {
    let text = package.text(part).ok()??;
    let document = parse(&text).ok()?;
    let root = document.root_element();
    let named = |name: &str| {
        let mut properties = root.children();
        let found = properties.find(|node| attribute(*node, "name") == Some(name))?;
        attribute(found, "value")
    };
    let of_xml = Control {
        caption: named("Caption").unwrap_or_default().to_owned(),
        value: named("Value").unwrap_or_default().to_owned(),
        style: None,
    };
    let class = attribute(root, "classid").unwrap_or_default();
    let is_tick = TICKED
        .iter()
        .any(|known| class.to_ascii_uppercase().contains(known));
    let control = if child(root, "ocxPr").is_some() {
        of_xml
    } else {
        let relations = Relations::read(package, part).ok()?;
        let binary = relations.part(attribute(root, "id")?)?.to_owned();
        Control::read(&package.part(&binary).ok()??)?
    };
    control.words(is_tick)
}

/// The classes of tick boxes, option buttons and toggle buttons.
const TICKED: [&str; 3] = [
    "8BD21D40-EC42-11CE-9E0D-00AA006002F3",
    "8BD21D50-EC42-11CE-9E0D-00AA006002F3",
    "8BD21D60-EC42-11CE-9E0D-00AA006002F3",
];

#[derive(Default)]
struct Control {
    caption: String,
    value: String,
    /// What kind of control it is, where its bytes say so.
    style: Option<u8>,
}

impl Control {
    fn words(&self, is_tick: bool) -> Option<String> {
        // Tick boxes, option buttons and toggle buttons.
        let is_tick = is_tick || self.style.is_some_and(|style| (4..=6).contains(&style));
        let (caption, value) = (self.caption.trim(), self.value.trim());
        let words = if is_tick {
            let is_on = !matches!(value, "" | "0" | "False" | "false");
            format!("{} {caption}", if is_on { "☒" } else { "☐" })
        } else if caption.is_empty() {
            value.to_owned()
        } else {
            format!("{caption} {value}")
        };
        let words = words.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.get(CLASS_BYTES..)?;
        let mut data = Data { bytes, at: 0 };
        if data.number::<2>()? != 0x0200 {
            return None;
        }
        let end = 4 + usize::try_from(data.number::<2>()?).ok()?;
        let mask = data.number::<8>()?;
        let mut control = Self::default();
        let (mut value, mut caption) = (0, 0);
        for bit in 0..=32 {
            if mask >> bit & 1 == 0 {
                continue;
            }
            match bit {
                4 | 5 | 7 | 16..=18 | 20 | 21 => drop(data.number::<1>()?),
                6 => control.style = u8::try_from(data.number::<1>()?).ok(),
                9 | 11..=15 | 27..=29 => drop(data.number::<2>()?),
                // The size stands behind; the others have no bytes.
                8 | 19 | 30 | 31 => {}
                22 => value = data.number::<4>()?,
                23 => caption = data.number::<4>()?,
                _ => drop(data.number::<4>()?),
            }
        }
        data.align(4);
        if mask >> 8 & 1 == 1 {
            data.at += 8;
        }
        control.value = data.string(value, end)?;
        control.caption = data.string(caption, end)?;
        Some(control)
    }
}

/// Bytes in which numbers stand at places that are multiples of their length.
struct Data<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Data<'_> {
    fn align(&mut self, length: usize) {
        self.at = self.at.next_multiple_of(length);
    }

    fn number<const LENGTH: usize>(&mut self) -> Option<u64> {
        self.align(LENGTH.min(4));
        let bytes = self.bytes.get(self.at..self.at + LENGTH)?;
        self.at += LENGTH;
        let number = bytes.iter().rev();
        Some(number.fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A text of so many bytes, which the highest bit says are one for each letter.
    fn string(&mut self, length: u64, end: usize) -> Option<String> {
        const PACKED: u64 = 1 << 31;
        let count = usize::try_from(length & (PACKED - 1)).ok()?;
        let to = self.at.checked_add(count).filter(|to| *to <= end)?;
        let bytes = self.bytes.get(self.at..to)?;
        self.at = to;
        self.align(4);
        let text: Cow<'_, str> = if length & PACKED == 0 {
            encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0
        } else {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        };
        Some(text.into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A control with a display style, a size, a value and a caption.
    fn control(style: u8, value: &str, caption: &str) -> Vec<u8> {
        let utf16: Vec<u8> = caption.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mask: u64 = 1 | 1 << 6 | 1 << 8 | 1 << 22 | 1 << 23;
        let mut own = mask.to_le_bytes().to_vec();
        own.extend(7_u32.to_le_bytes());
        own.extend([style, 0, 0, 0]);
        own.extend((value.len() as u32 | 1 << 31).to_le_bytes());
        own.extend((utf16.len() as u32).to_le_bytes());
        own.extend([0; 8]);
        own.extend(value.as_bytes());
        own.resize(own.len().next_multiple_of(4), 0);
        own.extend(utf16);
        let mut bytes = vec![9; CLASS_BYTES];
        bytes.extend([0, 2]);
        bytes.extend((own.len() as u16).to_le_bytes());
        bytes.extend(own);
        bytes
    }

    #[test]
    fn what_a_control_shows_is_read_from_its_bytes() {
        let words = |style, value, caption| {
            let control = Control::read(&control(style, value, caption));
            control.and_then(|control| control.words(false))
        };
        assert_eq!(words(1, "7 May", "").as_deref(), Some("7 May"));
        assert_eq!(words(4, "1", "Agreed").as_deref(), Some("☒ Agreed"));
        assert_eq!(words(4, "0", "Étage").as_deref(), Some("☐ Étage"));
        assert_eq!(words(1, "", ""), None);
        let whole = control(4, "1", "Agreed");
        for length in 0..whole.len() {
            let _ = Control::read(&whole[..length]);
        }
    }
}
