//! The cover of a pack.

use super::face::{Face, Run};
use super::page::{NodeId, Role};
use super::paginate::paginate;
use super::strip::{Frame, Strip, paragraph};
use super::style::{self, Style};
use super::text::{Typesetter, Wrap};
use super::{Cover, Typeset};
use crate::capitals::capitalised;

/// The space above the title.
const ABOVE_TITLE_PT: f32 = 96.0;
/// The width of the column of labels.
const LABELS_PT: f32 = 104.0;
/// The space between two fields.
const FIELD_SPACE_PT: f32 = 9.0;
/// The space between the lines of a field that holds several.
const LINE_SPACE_PT: f32 = 1.5;
/// The height kept free for the version at the foot.
const FOOT_PT: f32 = 40.0;
/// What is printed in place of an empty title.
const UNTITLED: &str = "Briefing pack";

/// Sets the cover. Long lists of attendees or objectives run on to further pages.
pub fn cover(cover: &Cover<'_>, style: &Style) -> Typeset {
    let mut setter = Typesetter::new(&style.language);
    let page = Frame::of(style);
    let frame = Frame {
        bottom: page.bottom - FOOT_PT,
        ..page
    };
    let title = if cover.title.trim().is_empty() {
        UNTITLED
    } else {
        cover.title
    };
    let mut strips = vec![Strip::blank(ABOVE_TITLE_PT)];
    let node = setter.node(Role::Heading(1), None);
    let face = Face::new(style::COVER_TITLE).semibold();
    let lines = setter.lines(
        &[Run::new(title, face, Some(node))],
        frame.width(),
        Wrap::Words,
    );
    strips.append(&mut paragraph(lines, 0.0, 0.0));
    strips.push(super::strip::rule(0.0, frame.width(), 20.0));
    strips.append(&mut fields(&mut setter, cover, title, &frame));
    let foot = foot(&mut setter, cover.version);
    let mut pages = paginate(strips, &frame);
    if let (Some(first), Some(foot)) = (pages.first_mut(), foot) {
        let y = page.bottom - foot.height;
        let ink = foot.ink.into_iter().map(|ink| ink.moved(page.left, y));
        first.ink.extend(ink);
    }
    setter.finish(pages)
}

/// What is known of the meeting, as labels and values.
fn fields(setter: &mut Typesetter, cover: &Cover<'_>, title: &str, frame: &Frame) -> Vec<Strip> {
    let meeting = cover.meeting;
    let name = meeting.title.trim();
    let name = if name == title.trim() { "" } else { name };
    let date = meeting
        .date
        .map(|date| date.strftime("%A %-d %B %Y").to_string());
    let time = meeting.time.map(|time| time.strftime("%H:%M").to_string());
    let single = [
        ("Meeting", Some(name)),
        ("Date", date.as_deref()),
        ("Time", time.as_deref()),
        ("Place", Some(meeting.place.as_str())),
        ("Chair", Some(meeting.chair.as_str())),
    ];
    let mut strips = Vec::new();
    for (label, value) in single {
        strips.append(&mut field(setter, label, value.as_slice(), false, frame));
    }
    let attendees: Vec<&str> = meeting.attendees.iter().map(String::as_str).collect();
    strips.append(&mut field(setter, "Attendees", &attendees, false, frame));
    let objectives: Vec<&str> = meeting.objectives.iter().map(String::as_str).collect();
    strips.append(&mut field(setter, "Objectives", &objectives, true, frame));
    strips.append(&mut field(
        setter,
        "Marking",
        cover.marking.as_slice(),
        false,
        frame,
    ));
    if let Some(first) = strips.first_mut() {
        first.space = 20.0;
    }
    strips
}

/// A label and its values, each on lines of its own; nothing if all values are empty.
fn field(
    setter: &mut Typesetter,
    label: &str,
    values: &[&str],
    bulleted: bool,
    frame: &Frame,
) -> Vec<Strip> {
    let values: Vec<&str> = values
        .iter()
        .map(|value| value.trim())
        .filter(|value| !value.is_empty())
        .collect();
    if values.is_empty() {
        return Vec::new();
    }
    let label_node = setter.node(Role::Paragraph, None);
    let label_face = Face::new(style::BODY).colored(style::MUTED);
    let label = setter.lines(
        &[Run::new(label, label_face, Some(label_node))],
        LABELS_PT,
        Wrap::Words,
    );
    let list =
        (values.len() > 1 || bulleted).then(|| setter.node(Role::List { numbered: false }, None));
    let mut strips: Vec<Strip> = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let space = if index == 0 {
            FIELD_SPACE_PT
        } else if bulleted {
            4.0
        } else {
            LINE_SPACE_PT
        };
        strips.append(&mut value_strips(
            setter, value, bulleted, list, frame, space,
        ));
    }
    if let Some(first) = strips.first_mut() {
        let mut labelled = Strip::default();
        for line in label {
            labelled.place(line, 0.0, 0.0);
        }
        first.ink.splice(0..0, labelled.ink);
    }
    strips
}

fn value_strips(
    setter: &mut Typesetter,
    value: &str,
    bulleted: bool,
    list: Option<NodeId>,
    frame: &Frame,
    space: f32,
) -> Vec<Strip> {
    let face = Face::new(style::BODY);
    let item = list.map(|list| setter.node(Role::Item, Some(list)));
    let indent = if bulleted { 16.0 } else { 0.0 };
    let x = LABELS_PT + indent;
    let width = frame.width() - x;
    let bullet = bulleted.then(|| {
        let node = setter.node(Role::Label, item);
        setter.single(&[Run::new("•", face, Some(node))])
    });
    let role = if item.is_some() {
        Role::ItemBody
    } else {
        Role::Paragraph
    };
    let node = setter.node(role, item);
    let lines = setter.lines(&[Run::new(value, face, Some(node))], width, Wrap::Words);
    let mut strips = paragraph(lines, x, space);
    if let (Some(first), Some(bullet)) = (strips.first_mut(), bullet) {
        let mut labelled = Strip::default();
        labelled.place(bullet, LABELS_PT + 2.0, 0.0);
        first.ink.splice(0..0, labelled.ink);
    }
    strips
}

/// The version, to stand at the foot.
fn foot(setter: &mut Typesetter, version: &str) -> Option<Strip> {
    let version = version.split_whitespace().collect::<Vec<_>>().join(" ");
    if version.is_empty() {
        return None;
    }
    let text = if version.starts_with(|first: char| first.is_ascii_digit()) {
        format!("Version {version}")
    } else {
        capitalised(&version)
    };
    let node = setter.node(Role::Paragraph, None);
    let face = Face::new(style::BODY).colored(style::MUTED);
    let line = setter.single(&[Run::new(&text, face, Some(node))]);
    Some(Strip::from_line(line, 0.0))
}

#[cfg(test)]
mod tests {
    use jiff::civil;

    use super::*;
    use crate::pack::Meeting;
    use crate::typeset::testing::{all_lines, lines};

    fn set(title: &str, version: &str, meeting: &Meeting) -> Typeset {
        let cover = Cover {
            title,
            version,
            marking: Some("OFFICIAL"),
            meeting,
        };
        super::cover(&cover, &Style::default())
    }

    #[test]
    fn the_cover_says_what_is_known_in_order() {
        let meeting = Meeting {
            title: "Security Council".to_owned(),
            date: Some(civil::date(2019, 7, 30)),
            time: Some(civil::time(9, 5, 0, 0)),
            place: "New York".to_owned(),
            chair: "Peru".to_owned(),
            attendees: vec!["A. Smith".to_owned(), "B. Jones".to_owned()],
            objectives: vec!["Agree a text".to_owned()],
        };
        let expected = [
            "Briefing on Syria",
            "MeetingSecurity Council",
            "DateTuesday 30 July 2019",
            "Time09:05",
            "PlaceNew York",
            "ChairPeru",
            "AttendeesA. Smith",
            "B. Jones",
            "Objectives•Agree a text",
            "MarkingOFFICIAL",
            "Version 2",
        ];
        assert_eq!(
            all_lines(&set("Briefing on Syria", "2", &meeting)),
            expected
        );
    }

    #[test]
    fn what_is_empty_is_left_out() {
        let meeting = Meeting {
            title: "Weekly pack".to_owned(),
            place: "  ".to_owned(),
            ..Meeting::default()
        };
        let expected = ["Weekly pack", "MarkingOFFICIAL", "Draft 3"];
        assert_eq!(
            all_lines(&set("Weekly pack", "draft 3", &meeting)),
            expected
        );
        assert_eq!(all_lines(&set("", "", &Meeting::default()))[0], UNTITLED);
    }

    #[test]
    fn a_long_list_of_attendees_runs_on_and_the_version_stays_on_the_first_page() {
        let meeting = Meeting {
            attendees: (0..120).map(|index| format!("Person {index}")).collect(),
            ..Meeting::default()
        };
        let set = set("Summit", "1", &meeting);
        assert!(set.pages.len() > 1);
        assert_eq!(
            lines(&set.pages[0]).last().map(String::as_str),
            Some("Version 1")
        );
        assert!(all_lines(&set).contains(&"Person 119".to_owned()));
    }
}
