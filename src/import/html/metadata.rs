//! What a page says about itself: title, date, who issued it.

use jiff::civil::Date;

use super::furniture::Furniture;
use super::tree::{DOCUMENT, Id, Tree};
use crate::import::dates;

/// What a page says about itself.
#[derive(Debug, Default, PartialEq)]
pub struct Metadata {
    pub title: String,
    pub date: Option<Date>,
    pub publisher: String,
    pub reference: String,
    /// What GOV.UK prints below the title besides date and publisher.
    pub facts: Vec<String>,
}

/// Names of meta elements that give the day of issue, the surest first.
const DATES: &[&str] = &[
    "article:published_time",
    "govuk:first-published-at",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "datepublished",
    "citation_publication_date",
    "parsely-pub-date",
    "publish-date",
    "publication_date",
    "pubdate",
    "date",
    "govuk:public-updated-at",
];

const PUBLISHERS: &[&str] = &[
    "govuk:primary-publishing-organisation",
    "dcterms.publisher",
    "dc.publisher",
    "author",
    "dcterms.creator",
    "dc.creator",
    "article:author",
    "og:site_name",
    "publisher",
];

const REFERENCES: &[&str] = &[
    "dcterms.identifier",
    "dc.identifier",
    "reference",
    "citation_doi",
];

/// Reads what a page says about itself, and takes what of it stands in the article out of it.
pub fn read(tree: &Tree, article: Id, furniture: &mut Furniture<'_>) -> Metadata {
    let metas = Metas::of(tree);
    let mut metadata = Metadata::default();
    govuk_list(tree, article, furniture, &mut metadata);
    metadata.title = title(tree, article, furniture, &metas);
    metadata.date = metas
        .find(DATES, date)
        .filter(|_| metas.get("article:published_time").is_some() || metadata.date.is_none())
        .or(metadata.date)
        .or_else(|| date_in_data(tree))
        .or_else(|| date_in_article(tree, article, furniture));
    if metadata.publisher.is_empty() {
        let name =
            |value: &str| (!value.contains("://") && value != "GOV.UK").then(|| value.to_owned());
        metadata.publisher = metas.find(PUBLISHERS, name).unwrap_or_default();
    }
    metadata.reference = metas
        .find(REFERENCES, |value| {
            (!value.contains("://")).then(|| value.to_owned())
        })
        .unwrap_or_default();
    metadata
}

/// The meta elements: name or property in small letters, and content.
struct Metas(Vec<(String, String)>);

impl Metas {
    fn of(tree: &Tree) -> Self {
        let metas = tree
            .within(DOCUMENT, |_| false)
            .filter(|id| tree.name(*id) == "meta");
        Self(
            metas
                .filter_map(|id| {
                    let name = ["name", "property", "itemprop"]
                        .iter()
                        .find_map(|name| tree.attribute(id, name))?;
                    let content = tree.attribute(id, "content")?.trim();
                    (!content.is_empty())
                        .then(|| (name.trim().to_ascii_lowercase(), content.to_owned()))
                })
                .collect(),
        )
    }

    fn get(&self, wanted: &str) -> Option<&str> {
        let mut found = self.0.iter().filter(|(name, _)| name == wanted);
        found.next().map(|(_, content)| content.as_str())
    }

    fn find<T>(&self, wanted: &[&str], read: impl Fn(&str) -> Option<T>) -> Option<T> {
        wanted
            .iter()
            .find_map(|name| self.get(name).and_then(&read))
    }
}

/// The title: the first main heading of the article, else what the head of the page says.
fn title(tree: &Tree, article: Id, furniture: &mut Furniture<'_>, metas: &Metas) -> String {
    let left_out = |id: Id| furniture.is_left_out(id);
    let mut within = tree.within(article, left_out);
    let heading = within.find(|id| tree.name(*id) == "h1");
    drop(within);
    let heading = heading
        .map(|id| (id, tree.words(id, |id| furniture.is_left_out(id))))
        .filter(|(_, words)| !words.is_empty());
    if let Some((id, words)) = heading {
        furniture.take(id);
        return words;
    }
    let in_head = || {
        let id = tree
            .within(DOCUMENT, |_| false)
            .find(|id| tree.name(*id) == "title")?;
        let words = tree.words(id, |_| false);
        (!words.is_empty()).then(|| without_site(&words, metas.get("og:site_name")))
    };
    let of_the_site = || {
        let mut nodes = tree.within(DOCUMENT, |id| furniture.is_hidden(id));
        let id = nodes.find(|id| tree.name(*id) == "h1")?;
        Some(tree.words(id, |_| false))
    };
    metas
        .get("og:title")
        .map(|title| without_site(title, metas.get("og:site_name")))
        .or_else(in_head)
        .or_else(of_the_site)
        .unwrap_or_default()
}

/// A page's title without the name of the site behind it.
fn without_site(title: &str, site: Option<&str>) -> String {
    let title = title.trim();
    for (bar, is_sure) in [
        (" - GOV.UK", true),
        (" | ", false),
        (" — ", false),
        (" – ", false),
        (" - ", false),
    ] {
        let Some(at) = title.rfind(bar) else {
            continue;
        };
        let (head, tail) = (&title[..at], &title[at + bar.len()..]);
        let is_site = is_sure && tail.is_empty()
            || site.is_some_and(|site| site.eq_ignore_ascii_case(tail))
            || bar == " | " && !head.is_empty();
        if is_site {
            return head.trim().to_owned();
        }
    }
    title.to_owned()
}

/// The first day in a value: an ISO date and time, or a date in words.
fn date(value: &str) -> Option<Date> {
    let iso = value.get(..10).and_then(|head| head.parse().ok());
    iso.or_else(|| dates::find(value).map(|found| found.date))
}

/// The day of issue in the data for search engines (JSON-LD).
fn date_in_data(tree: &Tree) -> Option<Date> {
    let scripts = tree.within(DOCUMENT, |_| false).filter(|id| {
        tree.name(*id) == "script" && tree.attribute(*id, "type") == Some("application/ld+json")
    });
    let mut texts = scripts
        .flat_map(|id| tree.children(id))
        .filter_map(|id| tree.text(id));
    texts.find_map(|text| {
        let (_, after) = text.split_once("\"datePublished\"")?;
        let value = after
            .trim_start()
            .strip_prefix(':')?
            .trim_start()
            .strip_prefix('"')?;
        date(value.split('"').next()?)
    })
}

/// The day in a time element at the head of the article, or one that is said to be the day of
/// issue.
fn date_in_article(tree: &Tree, article: Id, furniture: &Furniture<'_>) -> Option<Date> {
    const HEAD_BYTES: usize = 300;
    let mut read_bytes = 0;
    for id in tree.within(article, |id| furniture.is_hidden(id)) {
        if let Some(text) = tree.text(id) {
            read_bytes += text.trim().len();
        }
        let says_so = || {
            tree.attribute(id, "pubdate").is_some()
                || tree.attribute(id, "itemprop") == Some("datePublished")
        };
        if tree.name(id) == "time" && (read_bytes <= HEAD_BYTES || says_so()) {
            let found = tree.attribute(id, "datetime").and_then(date);
            if found.is_some() {
                return found;
            }
        }
    }
    None
}

/// The list below the title of a publication on GOV.UK: "From: …", "Published …". What it says
/// besides is kept as facts.
fn govuk_list(tree: &Tree, article: Id, furniture: &mut Furniture<'_>, metadata: &mut Metadata) {
    let lists: Vec<Id> = tree
        .within(article, |id| furniture.is_hidden(id))
        .filter(|id| tree.name(*id) == "dl")
        .collect();
    for list in lists {
        let Some(pairs) = pairs_of_metadata(tree, list) else {
            continue;
        };
        for (label, value) in pairs {
            match label.as_str() {
                "from" if metadata.publisher.is_empty() => {
                    metadata.publisher.clone_from(&value);
                }
                "published" | "first published" => {
                    let found = date(&value);
                    metadata.date = metadata.date.or(found);
                    if found.is_none() && !value.is_empty() {
                        metadata.facts.push(format!("Published: {value}"));
                    }
                }
                "last updated"
                | "updated"
                | "get emails about this page"
                | "part of"
                | "history" => {}
                label if !value.is_empty() => {
                    let fact = format!("{}: {value}", crate::import::title_from_file_name(label));
                    if !metadata.facts.contains(&fact) {
                        metadata.facts.push(fact);
                    }
                }
                _ => {}
            }
        }
        furniture.take(list);
    }
}

/// The labels, in small letters, and values of a list that tells where a page comes from.
fn pairs_of_metadata(tree: &Tree, list: Id) -> Option<Vec<(String, String)>> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for id in tree.within(list, |_| false) {
        match tree.name(id) {
            "dt" => {
                let label = tree
                    .words(id, |_| false)
                    .trim_end_matches(':')
                    .to_lowercase();
                pairs.push((label, String::new()));
            }
            "dd" => {
                let (_, value) = pairs.last_mut()?;
                let words = tree.words(id, |id| tree.is_marked(id, &["govuk-visually-hidden"]));
                if !value.is_empty() && !words.is_empty() {
                    value.push_str("; ");
                }
                value.push_str(&words);
            }
            _ => {}
        }
    }
    let has = |wanted: &str| pairs.iter().any(|(label, _)| label == wanted);
    let is_marked = tree.is_marked(list, &["gem-c-metadata__list", "metadata"]);
    ((has("from") && (has("published") || has("last updated"))) || is_marked).then_some(pairs)
}
