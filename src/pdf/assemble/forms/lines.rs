//! Where the lines of a field's text stand.

/// How high letters reach above the baseline, and how far below it, as parts of the size.
const ASCENT: f64 = 0.75;
const DESCENT: f64 = 0.22;
/// The distance of baselines, as a part of the size.
const LEADING: f64 = 1.15;
/// The largest part of a line's height that its letters take where their size is free.
const MOST_OF_HEIGHT: f64 = 0.67;
/// The sizes between which that of several lines is chosen, in points.
const LARGEST: f64 = 12.0;
const SMALLEST: f64 = 4.0;

/// A line of text: its left end and baseline from the field's lower left corner, in points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub size: f64,
}

/// How a text fills its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filling {
    Line,
    /// On as many as it takes.
    Lines,
    /// A character in each of so many boxes.
    Boxes(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
}

/// The field that is filled, in points; `padding` is what its border takes on each side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Room {
    pub width: f64,
    pub height: f64,
    pub padding: f64,
}

/// Sets a text in a field; without a size it is made as large as there is room. `width_of` measures
/// a text as a part of its size.
pub(super) fn set(
    text: &str,
    room: Room,
    (filling, align): (Filling, Align),
    size: Option<f64>,
    width_of: &mut dyn FnMut(&str) -> f64,
) -> Vec<Line> {
    match filling {
        Filling::Line => one(text, room, align, size, width_of),
        Filling::Lines => several(text, room, align, size, width_of),
        Filling::Boxes(count) => boxed(text, room, count, size, width_of),
    }
}

/// The baseline of a line in the middle of this height.
pub(super) fn middle(height: f64, size: f64) -> f64 {
    height / 2.0 - size * (ASCENT - DESCENT) / 2.0
}

fn one(
    text: &str,
    room: Room,
    align: Align,
    size: Option<f64>,
    width_of: &mut dyn FnMut(&str) -> f64,
) -> Vec<Line> {
    let text = text.split(['\r', '\n']).collect::<Vec<_>>().join(" ");
    if text.trim().is_empty() {
        return Vec::new();
    }
    let width = width_of(&text);
    let within = (room.width - 2.0 * room.padding).max(1.0);
    let size = size.unwrap_or_else(|| {
        let by_height = (room.height - room.padding) * MOST_OF_HEIGHT;
        by_height.min(within / width.max(1e-3)).max(1.0)
    });
    vec![Line {
        x: start(align, room, width * size),
        y: middle(room.height, size),
        text,
        size,
    }]
}

/// Where a line of this width begins; one that is too wide begins at the left.
fn start(align: Align, room: Room, width: f64) -> f64 {
    let free = room.width - 2.0 * room.padding - width;
    let part = match align {
        Align::Left => 0.0,
        Align::Centre => 0.5,
        Align::Right => 1.0,
    };
    room.padding + (free * part).max(0.0)
}

fn several(
    text: &str,
    room: Room,
    align: Align,
    size: Option<f64>,
    width_of: &mut dyn FnMut(&str) -> f64,
) -> Vec<Line> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let within = (room.width - 2.0 * room.padding).max(1.0);
    let height = room.height - 2.0 * room.padding;
    let mut chosen = size.unwrap_or(LARGEST);
    let mut broken = wrapped(text, within / chosen, width_of);
    while size.is_none() && chosen > SMALLEST && broken.len() as f64 * LEADING * chosen > height {
        chosen -= 0.5;
        broken = wrapped(text, within / chosen, width_of);
    }
    let top = room.height - room.padding - ASCENT * chosen;
    let lines = (0..)
        .zip(broken)
        .filter(|(_, text)| !text.trim().is_empty());
    lines
        .map(|(index, text)| {
            let width = width_of(&text) * chosen;
            Line {
                x: start(align, room, width),
                y: top - f64::from(index) * LEADING * chosen,
                text,
                size: chosen,
            }
        })
        .collect()
}

/// A text in lines of at most this width, as a part of its size; longer words are broken.
fn wrapped(text: &str, width: f64, width_of: &mut dyn FnMut(&str) -> f64) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut taken = 0.0;
        for word in paragraph.split_inclusive(' ') {
            let own = width_of(word.trim_end());
            if taken + own > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                taken = 0.0;
            }
            if own <= width {
                line.push_str(word);
                taken += width_of(word);
                continue;
            }
            for character in word.chars() {
                let own = width_of(character.encode_utf8(&mut [0; 4]));
                if taken + own > width && !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                    taken = 0.0;
                }
                line.push(character);
                taken += own;
            }
        }
        lines.push(line);
    }
    lines
}

fn boxed(
    text: &str,
    room: Room,
    count: usize,
    size: Option<f64>,
    width_of: &mut dyn FnMut(&str) -> f64,
) -> Vec<Line> {
    let cell = room.width / count.max(1) as f64;
    let size = size.unwrap_or((room.height * MOST_OF_HEIGHT).min(cell * 1.3));
    let characters = text.chars().filter(|one| !one.is_control());
    (0..)
        .zip(characters)
        .filter(|(_, character)| !character.is_whitespace())
        .map(|(index, character)| {
            let text = character.to_string();
            let free = cell - width_of(&text) * size;
            Line {
                x: f64::from(index) * cell + free / 2.0,
                y: middle(room.height, size),
                text,
                size,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        width: 104.0,
        height: 20.0,
        padding: 2.0,
    };

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    fn half(text: &str) -> f64 {
        text.chars().count() as f64 / 2.0
    }

    #[test]
    fn a_line_is_as_large_as_there_is_room_and_stands_where_it_should() {
        let set = |text: &str, align, size| {
            let way = (Filling::Line, align);
            set(text, ROOM, way, size, &mut half).remove(0)
        };
        let short = set("ab", Align::Left, None);
        assert!((short.size - 18.0 * MOST_OF_HEIGHT).abs() < 1e-9);
        assert!(short.y > 2.0 && short.y < 10.0);
        let long = set(&"x".repeat(100), Align::Left, None);
        assert!((long.size - 2.0).abs() < 1e-9);
        assert_eq!(set("ab", Align::Right, Some(10.0)).x, 92.0);
        assert_eq!(set("ab", Align::Centre, Some(10.0)).x, 47.0);
        assert_eq!(set(&"x".repeat(99), Align::Right, Some(10.0)).x, 2.0);
    }

    #[test]
    fn several_lines_break_between_words_and_keep_the_breaks_of_the_text() {
        let way = (Filling::Lines, Align::Left);
        let set = |text: &str, size| set(text, ROOM, way, size, &mut half);
        let lines = set("one two\r\rabcdefghijklmnopqrstuvwxyz", Some(10.0));
        assert_eq!(texts(&lines), ["one two", "abcdefghijklmnopqrst", "uvwxyz"]);
        assert!(
            (lines[0].y - lines[1].y - 23.0).abs() < 1e-9,
            "a line is empty"
        );
        let shrunk = set(&"word ".repeat(40), None);
        assert_eq!(shrunk[0].size, SMALLEST);
    }

    #[test]
    fn each_box_has_its_character_in_the_middle() {
        let way = (Filling::Boxes(4), Align::Left);
        let lines = set("A B", ROOM, way, Some(10.0), &mut half);
        assert_eq!(texts(&lines), ["A", "B"]);
        assert_eq!((lines[0].x, lines[1].x), (10.5, 62.5));
    }
}
