//! What travels comes out as it went in.

use std::io::Cursor;
use std::sync::Arc;

use super::{archive, wire};
use crate::import::{Content, Picture};
use crate::pack::{BlockRun, Extent, Media, PageSelection};

#[test]
fn every_extent_travels() {
    let pages: PageSelection = "1-3, 7 right".parse().unwrap();
    for extent in [
        Extent::Whole,
        Extent::Lines { first: 2, last: 9 },
        Extent::Pages(pages),
        Extent::Blocks {
            lines: None,
            blocks: vec![BlockRun(1, 2)],
        },
        Extent::Blocks {
            lines: Some((3, 4)),
            blocks: vec![BlockRun(1, 2), BlockRun(5, 5)],
        },
    ] {
        let bytes = wire::encode(&(&extent, 7_u8)).unwrap();
        assert_eq!(wire::decode::<(Extent, u8)>(&bytes).unwrap(), (extent, 7));
    }
}

#[test]
fn bytes_travel_as_one_piece() {
    let content = Content::Pictures(vec![Picture {
        bytes: Arc::from([200_u8; 1000]),
        media: Media::Png,
        width_px: 1,
        height_px: 2,
        orientation: 1,
        alt: String::new(),
        shown_pt: None,
    }]);
    let bytes = wire::encode(&content).unwrap();
    assert!(bytes.len() < 1020, "{}", bytes.len());
    assert_eq!(wire::decode::<Content>(&bytes).unwrap(), content);
}

#[test]
fn a_frame_that_is_cut_off_or_lies_is_an_error() {
    let mut frame = Vec::new();
    wire::write_bytes(&mut frame, b"words").unwrap();
    assert_eq!(
        wire::read_bytes(&mut Cursor::new(&frame)).unwrap().unwrap(),
        b"words"
    );
    frame.pop();
    assert!(wire::read_bytes(&mut Cursor::new(&frame)).is_err());
    assert!(wire::read_bytes(&mut Cursor::new([0xff; 9])).is_err());
    assert!(wire::read_bytes(&mut Cursor::new([])).unwrap().is_none());
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write;
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, bytes) in files {
        writer.start_file(*name, plain).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn archives_within_archives_end_at_a_level() {
    let mut archive = zipped(&[("a.txt", b"words")]);
    for _ in 0..4 {
        archive = zipped(&[("inner.zip", &archive), ("b.txt", b"words")]);
    }
    let found = archive::unpack("outer.zip", &archive).unwrap();
    let refused: Vec<String> = found
        .iter()
        .filter_map(|file| file.as_ref().err())
        .map(ToString::to_string)
        .collect();
    assert_eq!(found.len() - refused.len(), 3);
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].contains("at most 3 levels"), "{refused:?}");
}

#[test]
fn an_archive_in_which_there_is_nothing_says_so() {
    let error = archive::unpack("a.zip", &zipped(&[("a/", b""), (".DS_Store", b"1")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "a.zip: there are no files in the archive"
    );
    assert!(error.hint().contains("to the end"));
}

#[test]
fn files_of_the_same_path_in_an_archive_are_told() {
    let mut archive = zipped(&[("a/minutes.txt", b"first"), ("a/minutez.txt", b"second")]);
    let places: Vec<usize> = (0..archive.len())
        .filter(|at| archive[*at..].starts_with(b"minutez"))
        .collect();
    assert_eq!(places.len(), 2, "before the file, and in the directory");
    for at in places {
        archive[at + 6] = b's';
    }
    let found = archive::unpack("papers.zip", &archive).unwrap();
    let (files, errors): (Vec<_>, Vec<_>) = found.into_iter().partition(Result::is_ok);
    assert_eq!(files.len(), 1);
    let error = errors[0].as_ref().unwrap_err().to_string();
    assert!(error.starts_with("papers.zip: "), "{error}");
    assert!(error.ends_with("a/minutes.txt"), "{error}");
    let found = archive::unpack("papers.zip", &zipped(&[("a", b"1"), ("b", b"1")])).unwrap();
    assert!(found.len() == 2 && found.iter().all(Result::is_ok));
}

#[test]
fn an_archive_that_swells_is_refused_by_its_limit() {
    let part = vec![b' '; 60 << 20];
    let names = ["a", "b", "c", "d", "e"];
    let archive = zipped(&names.map(|name| (name, part.as_slice())));
    let error = archive::unpack("large.zip", &archive).unwrap_err();
    assert!(error.to_string().starts_with("large.zip: "), "{error}");
    assert!(error.to_string().contains("at most 256 MiB"), "{error}");
}
