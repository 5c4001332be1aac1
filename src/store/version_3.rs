//! Pack files of format versions 1 to 3 told the absolute path of the file that a source came from.
//! Those of versions 2 and 3 are otherwise like those of today; 3 only added to 2.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;

use super::OriginPath;
use crate::pack::{
    self, FORMAT_VERSION, Item, Marking, Media, Meeting, Settings, SourceId, last_part,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    #[expect(
        dead_code,
        reason = "read to check that the file has nothing unknown in it"
    )]
    format_version: u32,
    title: String,
    #[serde(default)]
    version: String,
    #[serde(default)]
    marking: Marking,
    #[serde(default)]
    meeting: Meeting,
    #[serde(default)]
    settings: Settings,
    #[serde(default)]
    outline: Vec<Item>,
    #[serde(default)]
    sources: BTreeMap<SourceId, Source>,
    #[serde(default)]
    next_id: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Source {
    name: String,
    media: Media,
    size_bytes: u64,
    #[serde(default)]
    origin: Option<Origin>,
    #[serde(default)]
    pictures: BTreeMap<String, SourceId>,
    #[serde(default)]
    laid_out_from: Option<SourceId>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    path: String,
    #[serde(default)]
    within: Option<String>,
    added: Timestamp,
}

impl Pack {
    /// The same pack as it is written today, and the places that it told.
    pub(super) fn into_present(self) -> (pack::Pack, Vec<OriginPath>) {
        let (sources, places) = present_sources(self.sources);
        let pack = pack::Pack {
            format_version: FORMAT_VERSION,
            title: self.title,
            version: self.version,
            marking: self.marking,
            meeting: self.meeting,
            settings: self.settings,
            outline: self.outline,
            sources: Arc::new(sources),
            next_id: self.next_id.max(1),
        };
        (pack, places)
    }
}

/// The sources as they are written today, and the places that they told.
pub(super) fn present_sources(
    sources: BTreeMap<SourceId, Source>,
) -> (BTreeMap<SourceId, pack::Source>, Vec<OriginPath>) {
    let mut places = Vec::new();
    let sources = sources.into_iter().map(|(id, source)| {
        if let Some(origin) = source
            .origin
            .as_ref()
            .filter(|origin| !origin.path.is_empty())
        {
            places.push(OriginPath {
                source: source.laid_out_from.as_ref().unwrap_or(&id).clone(),
                added: origin.added,
                path: PathBuf::from(&origin.path),
            });
        }
        let present = pack::Source {
            name: source.name,
            media: source.media,
            size_bytes: source.size_bytes,
            origin: source.origin.map(|origin| pack::Origin {
                file: last_part(&origin.path).to_owned(),
                within: origin.within,
                added: origin.added,
            }),
            pictures: source.pictures,
            laid_out_from: source.laid_out_from,
        };
        (id, present)
    });
    (sources.collect(), places)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::store::format::{from_ron, to_ron};

    #[test]
    fn the_paths_of_an_older_file_are_told_apart_from_the_pack() {
        let (first, second) = ("ab".repeat(32), "cd".repeat(32));
        for version in [1, 2, 3] {
            let text = format!(
                r#"(format_version: {version}, title: "Old", sources: {{
                    "{first}": (name: "/pictures/map.png", media: Pdf, size_bytes: 3, origin: Some((
                        path: "/home/thylacine/papers/letter.eml", within: Some("map.png"),
                        added: "2026-11-20T10:00:00.5Z"))),
                    "{second}": (name: "a.txt", media: Pdf, size_bytes: 3, laid_out_from: Some("{first}"),
                        origin: Some((path: "C:\\thylacine\\a.txt", added: "2026-11-20T10:00:00Z"))),
                }}, next_id: 5)"#
            );
            let loaded = from_ron(&text, Path::new("Old.ron")).unwrap();
            let mut sources = loaded.pack.sources.values();
            let letter = sources.next().unwrap();
            let origin = letter.origin.as_ref().unwrap();
            assert_eq!(
                (origin.file.as_str(), origin.within.as_deref()),
                ("letter.eml", Some("map.png"))
            );
            assert_eq!(letter.wording(), "map.png, attached to letter.eml");
            let laid_out = sources.next().unwrap().origin.as_ref().unwrap();
            assert_eq!(laid_out.file, "a.txt");
            let [one, other] = loaded.places.as_slice() else {
                panic!("{:?}", loaded.places);
            };
            assert_eq!(one.path, Path::new("/home/thylacine/papers/letter.eml"));
            assert_eq!(one.added, origin.added);
            // Known by the file that was laid out.
            assert_eq!(other.source.as_str(), first);

            let text = to_ron(&loaded.pack).unwrap();
            assert!(text.contains("format_version: 4"), "{text}");
            for folder in ["thylacine", "/pictures", "/home"] {
                assert!(!text.contains(folder), "{folder} in {text}");
            }
            assert!(
                from_ron(&text, Path::new("New.ron"))
                    .unwrap()
                    .places
                    .is_empty()
            );
        }
    }
}
