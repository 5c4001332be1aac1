//! All files of the library in memory, without their texts: sorted and grouped in no time.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::alike;
use super::entry::Entry;
use super::typo::Vocabulary;

/// In which order files are listed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Order {
    /// The best hits first; without words, the newest.
    #[default]
    Relevance,
    /// By title, 2 before 10.
    Name,
    /// The newest first.
    Date,
    /// By kind, then by title.
    Kind,
    /// By folder, then by title.
    Folder,
}

impl Order {
    /// Every order.
    pub const ALL: [Self; 5] = [
        Self::Relevance,
        Self::Name,
        Self::Date,
        Self::Kind,
        Self::Folder,
    ];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relevance => "Most relevant first",
            Self::Name => "By title",
            Self::Date => "Newest first",
            Self::Kind => "By kind",
            Self::Folder => "By folder",
        }
    }
}

/// How files are put together under headings.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
pub enum Grouping {
    /// Not at all.
    #[default]
    None,
    /// By kind.
    Kind,
    /// By month, the newest first.
    Month,
    /// By folder.
    Folder,
}

impl Grouping {
    /// Every grouping.
    pub const ALL: [Self; 4] = [Self::None, Self::Kind, Self::Month, Self::Folder];

    /// The name the person knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "No groups",
            Self::Kind => "Kind",
            Self::Month => "Month",
            Self::Folder => "Folder",
        }
    }
}

/// A heading and the rows below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading; empty where there are no groups.
    pub name: String,
    /// The rows.
    pub rows: Range<usize>,
}

/// The places of the files in one order.
type Ranks = Vec<u32>;

/// All files, with their places in every order.
#[derive(Debug, Default)]
pub struct Catalogue {
    entries: Vec<Arc<Entry>>,
    by_id: HashMap<i64, usize>,
    by_name: Ranks,
    by_date: Ranks,
    by_kind: Ranks,
    by_folder: Ranks,
    kinds: Groups,
    months: Groups,
    folders: Groups,
    vocabulary: Vocabulary,
}

/// Which group each file is in, and the headings of the groups in order.
#[derive(Debug, Default)]
struct Groups {
    of: Ranks,
    names: Vec<String>,
}

impl Catalogue {
    /// A catalogue of these files.
    pub fn new(mut entries: Vec<Entry>) -> Self {
        alike::mark(&mut entries);
        let entries: Vec<Arc<Entry>> = entries.into_iter().map(Arc::new).collect();
        let by_name = ranks(&entries, |entry, other| {
            natord::compare_ignore_case(&entry.title, &other.title)
                .then_with(|| entry.path.cmp(&other.path))
        });
        let kinds = groups(&entries, Entry::kind_name, |name| (*name).to_owned());
        let folders = groups(&entries, Entry::place, Clone::clone);
        let month = |entry: &Entry| Reverse(entry.day.map(Date::first_of_month));
        let months = groups(&entries, month, |month| month_name(month.0));
        let name_of = |index: usize| by_name.get(index).copied();
        let newest = |index: usize| Reverse(entries.get(index).and_then(|entry| entry.day));
        let group_of = |groups: &Groups, index: usize| groups.of.get(index).copied();
        let by_date = ranked(&entries, |index| (newest(index), name_of(index)));
        let by_kind = ranked(&entries, |index| (group_of(&kinds, index), name_of(index)));
        let by_folder = ranked(&entries, |index| {
            (group_of(&folders, index), name_of(index))
        });
        Self {
            by_id: entries
                .iter()
                .enumerate()
                .map(|(index, entry)| (entry.id, index))
                .collect(),
            vocabulary: Vocabulary::of(&entries),
            entries,
            by_name,
            by_date,
            by_kind,
            by_folder,
            kinds,
            months,
            folders,
        }
    }

    /// The files.
    pub fn entries(&self) -> &[Arc<Entry>] {
        &self.entries
    }

    /// The words of the titles and names.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Where a row of the index is among the files.
    pub fn position(&self, id: i64) -> Option<usize> {
        self.by_id.get(&id).copied()
    }

    /// Sorts files, given as their positions with a score each (the least is best), and puts them
    /// into groups.
    pub fn arrange(
        &self,
        files: &mut [(usize, i64)],
        order: Order,
        grouping: Grouping,
    ) -> Vec<Group> {
        let ranks = match order {
            Order::Relevance | Order::Date => &self.by_date,
            Order::Name => &self.by_name,
            Order::Kind => &self.by_kind,
            Order::Folder => &self.by_folder,
        };
        let groups = match grouping {
            Grouping::None => None,
            Grouping::Kind => Some(&self.kinds),
            Grouping::Month => Some(&self.months),
            Grouping::Folder => Some(&self.folders),
        };
        let group_of = |file: usize| groups.and_then(|groups| groups.of.get(file).copied());
        files.sort_by_cached_key(|(file, score)| {
            let score = if order == Order::Relevance { *score } else { 0 };
            (group_of(*file), score, ranks.get(*file).copied())
        });
        let mut found: Vec<Group> = Vec::new();
        let mut last = None;
        for (row, (file, _)) in files.iter().enumerate() {
            let group = group_of(*file);
            match found.last_mut().filter(|_| last == Some(group)) {
                Some(open) => open.rows.end = row + 1,
                None => {
                    let names = groups.map(|groups| &groups.names);
                    let name = names.zip(group).and_then(|(names, group)| {
                        names.get(usize::try_from(group).ok()?).cloned()
                    });
                    found.push(Group {
                        name: name.unwrap_or_default(),
                        rows: row..row + 1,
                    });
                }
            }
            last = Some(group);
        }
        found
    }
}

fn ranks(entries: &[Arc<Entry>], compare: impl Fn(&Entry, &Entry) -> std::cmp::Ordering) -> Ranks {
    let mut all: Vec<(usize, &Arc<Entry>)> = entries.iter().enumerate().collect();
    all.sort_by(|one, other| compare(one.1, other.1));
    let order: Vec<usize> = all.into_iter().map(|(index, _)| index).collect();
    places(&order)
}

/// From positions in order to the place of each position.
fn places(order: &[usize]) -> Ranks {
    let mut places = vec![0; order.len()];
    for (place, index) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*index) {
            *slot = u32::try_from(place).unwrap_or(u32::MAX);
        }
    }
    places
}

/// The places of the files in the order of a key of their positions.
fn ranked<Key: Ord>(entries: &[Arc<Entry>], key: impl Fn(usize) -> Key) -> Ranks {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_cached_key(|index| key(*index));
    places(&order)
}

/// Puts files with the same key into one group, in the order of the keys.
fn groups<'a, Key: Ord>(
    entries: &'a [Arc<Entry>],
    key: impl Fn(&'a Entry) -> Key,
    name: impl Fn(&Key) -> String,
) -> Groups {
    let mut members: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (index, entry) in entries.iter().enumerate() {
        members.entry(key(entry)).or_default().push(index);
    }
    let mut of = vec![0; entries.len()];
    for (number, index) in (0..)
        .zip(members.values())
        .flat_map(|(number, all)| all.iter().map(move |index| (number, index)))
    {
        if let Some(slot) = of.get_mut(*index) {
            *slot = number;
        }
    }
    Groups {
        of,
        names: members.keys().map(name).collect(),
    }
}

fn month_name(month: Option<Date>) -> String {
    month.map_or_else(
        || "No date".to_owned(),
        |month| month.strftime("%B %Y").to_string(),
    )
}
