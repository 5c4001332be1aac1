//! Citing: what can be cited, and how a citation reads.

use crate::app::message::annotating::Pen;
use crate::app::message::cite::{CitePlace, ToCite};
use crate::app::state::notes::words::{self, cut};
use crate::edit::Command;
use crate::pack::{
    Annotation, AnnotationId, Audience, BriefingPage, Document, DocumentId, NumberedItem, Pack,
    PagePart, Target, TextSelector, citation,
};

/// How many characters of a text or quote a citation takes.
const MOST_CHARS: usize = 60;

/// Something that can be cited, as it stands in the list to choose from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What the citation reads, without its page.
    pub label: String,
    /// The id of the document or annotation.
    pub id: u64,
    /// The item number of a document.
    pub number: String,
    /// What the list says first.
    pub title: String,
    /// What it says after that.
    pub detail: String,
    /// Whether it is a note or mark.
    pub is_note: bool,
}

/// What `page` can cite and holds every word of `query`: documents first, then notes.
pub fn candidates(pack: &Pack, page: DocumentId, query: &str) -> Vec<Candidate> {
    let query = query.to_lowercase();
    let words: Vec<&str> = query.split_whitespace().collect();
    let is_meant = |candidate: &Candidate| {
        let text = format!("{} {}", candidate.title, candidate.detail).to_lowercase();
        words.iter().all(|word| text.contains(word)) || candidate.number == query.trim()
    };
    let items = pack.numbered_items();
    let documents = items.iter().filter_map(|item| match item {
        NumberedItem::Document(number, document) if document.id != page => Some(Candidate {
            label: document.title.clone(),
            id: document.id.0,
            number: number.to_string(),
            title: document.title.clone(),
            detail: String::new(),
            is_note: false,
        }),
        _ => None,
    });
    let notes = pack.annotations().map(|(document, note)| Candidate {
        label: label_of(document, &note.target),
        id: note.id.0,
        number: String::new(),
        title: first_words(note),
        detail: document.title.clone(),
        is_note: true,
    });
    documents.chain(notes).filter(is_meant).collect()
}

/// The words that tell a note from others: its text, else what it is on.
pub fn first_words(note: &Annotation) -> String {
    let quote = note.quote().trim();
    if note.has_words() {
        words::first_words(&note.body, MOST_CHARS)
    } else if !quote.is_empty() {
        format!("“{}”", cut(quote, MOST_CHARS))
    } else {
        match &note.target {
            Target::Area(area) => format!("Part of page {}", area.page),
            Target::Text(_) | Target::Document => "The whole document".to_owned(),
        }
    }
}

/// What the citation of something in `document` reads. Never a note's own words: the note may be
/// private and the page circulated.
fn label_of(document: &Document, target: &Target) -> String {
    match target {
        Target::Text(passage) if !passage.exact.trim().is_empty() => {
            format!("{}, {}", quoted(passage), document.title.trim())
        }
        Target::Text(_) | Target::Area(_) | Target::Document => document.title.trim().to_owned(),
    }
}

/// The first words of a passage, in quotation marks.
pub fn quoted(passage: &TextSelector) -> String {
    format!("“{}”", cut(&passage.exact, MOST_CHARS))
}

/// The command that cites things on a briefing page: one step, even where a passage has to be
/// marked first. `None` if the page or what is cited is not there.
pub fn command(
    pack: &Pack,
    pen: &Pen,
    page: DocumentId,
    cited: Vec<ToCite>,
    place: CitePlace,
) -> Option<Command> {
    let document = pack.document(page)?;
    let mut commands = Vec::new();
    let mut citations = Vec::new();
    let mut next_id = pack.upcoming_id();
    for cited in cited {
        let (id, label) = match cited {
            ToCite::Document(id) => (id.0, pack.document(id)?.title.clone()),
            ToCite::Note(id) => {
                let (on, note) = pack.annotation(id)?;
                (id.0, label_of(on, &note.target))
            }
            ToCite::Passage(id, target) => {
                let label = label_of(pack.document(id)?, &target);
                commands.push(Command::Annotate(id, pen.mark(target, pen.mark)));
                let id = next_id;
                next_id = next_id.saturating_add(1);
                (id, label)
            }
        };
        citations.push(citation(&label, id));
    }
    let written = with_citation(document.page()?, &citations.join(", "), place);
    commands.push(Command::SetPage(page, written));
    Some(Command::All {
        name: format!("Cite on “{}”", document.title.trim()),
        commands,
    })
}

fn with_citation(page: &BriefingPage, citation: &str, place: CitePlace) -> BriefingPage {
    let mut page = page.clone();
    let last_text = page
        .parts
        .iter()
        .rposition(|part| matches!(part, PagePart::Text(_)));
    let (part, at) = match place {
        CitePlace::Text { part, at } => (Some(part), at),
        CitePlace::End => (last_text, usize::MAX),
    };
    match part.and_then(|part| page.parts.get_mut(part)) {
        Some(PagePart::Text(text)) => {
            let at = at.min(text.chars().count());
            let before = text.chars().take(at).last();
            let gap = match before {
                Some(letter) if !letter.is_whitespace() && place == CitePlace::End => "\n",
                Some(letter) if !letter.is_whitespace() && letter != '(' => " ",
                _ => "",
            };
            let insert = format!("{gap}{citation}");
            *text = crate::app::state::markdown::replace(text, &(at..at), &insert).text;
        }
        _ => page.parts.push(PagePart::Text(citation.to_owned())),
    }
    page
}

/// What is wrong with the citations of a page, in words for who writes it.
pub fn troubles(pack: &Pack, document: &Document) -> Vec<String> {
    let Some(page) = document.page() else {
        return Vec::new();
    };
    let found: Vec<Option<&Document>> = page
        .citations()
        .into_iter()
        .map(|id| {
            let noted = pack.annotation(AnnotationId(id)).map(|(on, _)| on);
            pack.document(DocumentId(id)).or(noted)
        })
        .collect();
    let lost = found.iter().filter(|found| found.is_none()).count();
    let private = found
        .iter()
        .flatten()
        .filter(|cited| cited.audience == Audience::Private)
        .count();
    let mut troubles = Vec::new();
    match lost {
        0 => {}
        1 => {
            let text = "1 citation is to something that is no longer in the pack.";
            troubles.push(text.to_owned());
        }
        many => troubles.push(format!(
            "{many} citations are to things that are no longer in the pack."
        )),
    }
    if document.audience == Audience::Circulated && private > 0 {
        troubles.push(match private {
            1 => "1 citation names a document that only the speaking copy has.".to_owned(),
            many => format!("{many} citations name documents that only the speaking copy has."),
        });
    }
    troubles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use crate::pack::{Body, Location, SourceId, Template};

    /// A pack with a document (id 1) and a briefing page (id 2) that holds these parts.
    fn pack(parts: Vec<PagePart>) -> (Pack, DocumentId, DocumentId) {
        let mut pack = Pack::new("P");
        let document = DocumentId(pack.allocate_id());
        let body = Body::whole(SourceId::from_digest([0; 32]));
        let paper = Document::new(document, "Statement on Syria", body);
        pack.outline.push(paper.into());
        let page = DocumentId(pack.upcoming_id());
        let add = Command::AddPage {
            at: Location::top(1),
            title: Template::Blank.name().to_owned(),
            page: BriefingPage { parts },
        };
        apply(&mut pack, add).unwrap();
        (pack, document, page)
    }

    fn passage() -> Target {
        Target::Text(TextSelector {
            exact:
                "We call on all parties to let aid through, now and without conditions of any kind."
                    .to_owned(),
            ..TextSelector::default()
        })
    }

    fn text_of(pack: &Pack, page: DocumentId, part: usize) -> String {
        let document = pack.document(page).unwrap();
        match &document.page().unwrap().parts[part] {
            PagePart::Text(text) => text.clone(),
            other => panic!("{other:?} is not a text"),
        }
    }

    #[test]
    fn an_unmarked_passage_is_marked_and_cited_in_one_step() {
        let (mut pack, document, page) =
            pack(vec![PagePart::Text("See".to_owned()), PagePart::Agenda]);
        let cited = vec![ToCite::Passage(document, passage())];
        let command = command(&pack, &Pen::default(), page, cited, CitePlace::End).unwrap();
        apply(&mut pack, command).unwrap();
        let (on, mark) = pack.annotations().next().unwrap();
        assert_eq!(on.id, document);
        assert_eq!(mark.target, passage());
        assert_eq!(
            text_of(&pack, page, 0),
            format!(
                "See\n[“We call on all parties to let aid through, now and without…”, Statement on \
                 Syria](@{})",
                mark.id.0
            )
        );
        assert!(troubles(&pack, pack.document(page).unwrap()).is_empty());
    }

    #[test]
    fn a_citation_never_tells_the_words_of_a_note() {
        let (mut pack, document, page) = pack(vec![PagePart::Agenda]);
        apply(
            &mut pack,
            Command::SetNote(document, "Sell at once".to_owned()),
        )
        .unwrap();
        let note = pack.annotations().next().unwrap().1.id;
        let found = candidates(&pack, page, "sell");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].title, "Sell at once");
        assert_eq!(found[0].label, "Statement on Syria");
        let cite = command(
            &pack,
            &Pen::default(),
            page,
            vec![ToCite::Note(note)],
            CitePlace::End,
        );
        apply(&mut pack, cite.unwrap()).unwrap();
        assert_eq!(
            text_of(&pack, page, 1),
            format!("[Statement on Syria](@{})", note.0)
        );
    }

    #[test]
    fn a_citation_of_what_is_gone_or_private_is_told() {
        let (mut pack, document, page) = pack(vec![PagePart::Text(String::new())]);
        let place = CitePlace::Text { part: 0, at: 0 };
        let cited = vec![ToCite::Document(document)];
        let cite = command(&pack, &Pen::default(), page, cited, place).unwrap();
        apply(&mut pack, cite).unwrap();
        let troubles_of = |pack: &Pack| troubles(pack, pack.document(page).unwrap());
        assert!(troubles_of(&pack).is_empty());
        apply(&mut pack, Command::SetAudience(document, Audience::Private)).unwrap();
        assert_eq!(
            troubles_of(&pack),
            ["1 citation names a document that only the speaking copy has."]
        );
        apply(&mut pack, Command::Remove(vec![document.into()])).unwrap();
        assert_eq!(
            troubles_of(&pack),
            ["1 citation is to something that is no longer in the pack."]
        );
    }

    #[test]
    fn candidates_hold_every_word_or_have_the_number() {
        let (pack, document, page) = pack(vec![]);
        let ids = |query: &str| -> Vec<u64> {
            candidates(&pack, page, query)
                .iter()
                .map(|candidate| candidate.id)
                .collect()
        };
        assert_eq!(ids(""), [document.0], "a page does not cite itself");
        assert_eq!(ids("syr STATE"), [document.0]);
        assert_eq!(ids("1"), [document.0]);
        assert!(ids("syria iraq").is_empty());
    }
}
