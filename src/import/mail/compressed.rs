//! RTF as Outlook compresses it (MS-OXRTFCP).

/// What the window is filled with at the start.
const START: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \
    \\fswiss \
\\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\
\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const WINDOW_BYTES: usize = 4096;
/// The most that a text is expanded to, in bytes. A reference of two bytes stands for 17 at most,
/// so that no mail within the limit on files comes near it by honest means.
const MOST_BYTES: usize = 64 << 20;

/// Expands a text.
///
/// # Errors
/// What is wrong with it. What its head says of its length is not relied on.
pub fn expand(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let (head, body) = bytes.split_at_checked(16).ok_or("its end is missing")?;
    match head.get(8..12) {
        Some(b"MELA") => Ok(body.to_vec()),
        Some(b"LZFu") => expand_body(body),
        _ => Err("it is compressed in an unknown way".to_owned()),
    }
}

fn expand_body(body: &[u8]) -> Result<Vec<u8>, String> {
    let mut window = [0_u8; WINDOW_BYTES];
    for (place, byte) in window.iter_mut().zip(START) {
        *place = *byte;
    }
    let mut at = START.len();
    let mut out = Vec::with_capacity(body.len() * 3);
    let mut rest = body.iter().copied();
    let mut write = |byte: u8, at: &mut usize, window: &mut [u8; WINDOW_BYTES]| {
        if let Some(place) = window.get_mut(*at) {
            *place = byte;
        }
        *at = (*at + 1) % WINDOW_BYTES;
        out.push(byte);
        out.len() <= MOST_BYTES
    };
    'runs: while let Some(control) = rest.next() {
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                let Some(byte) = rest.next() else {
                    break 'runs;
                };
                if !write(byte, &mut at, &mut window) {
                    return Err("it is too long".to_owned());
                }
                continue;
            }
            let (Some(high), Some(low)) = (rest.next(), rest.next()) else {
                break 'runs;
            };
            let reference = usize::from(u16::from_be_bytes([high, low]));
            let (from, length) = (reference >> 4, (reference & 0xf) + 2);
            if from == at {
                // A reference to the place of writing ends the text.
                break 'runs;
            }
            for offset in 0..length {
                let byte = window.get((from + offset) % WINDOW_BYTES).copied();
                if !write(byte.unwrap_or_default(), &mut at, &mut window) {
                    return Err("it is too long".to_owned());
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of MS-OXRTFCP, section 3.1.1.
    #[test]
    fn the_example_of_the_specification_is_expanded() {
        let bytes: Vec<u8> = [
            "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232",
            "0af32068656c090020627705b06c647d0a800fa0",
        ]
        .concat()
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect();
        let text = expand(&bytes).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
        );
    }

    #[test]
    fn what_is_broken_ends() {
        assert!(expand(b"LZFu").is_err());
        assert!(expand(&[0; 40]).is_err());
        let mut bytes = b"........LZFu....".to_vec();
        bytes.extend([0xff; 3]);
        assert_eq!(expand(&bytes).map(|text| text.len()), Ok(17));
        let mut plain = b"........MELA....".to_vec();
        plain.extend(b"{\\rtf1}");
        assert_eq!(expand(&plain), Ok(b"{\\rtf1}".to_vec()));
    }
}
