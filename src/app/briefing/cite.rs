//! Citing: what can be cited, how a citation reads, and what is dragged to be cited.

use eframe::egui::{
    self, CornerRadius, DragAndDrop, FontId, Id, Rect, Role, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, pos2, vec2,
};

use crate::app::annotating::Pen;
use crate::app::desk::Desk;
use crate::app::icons;
use crate::app::outline_drag::Dragged;
use crate::app::request::{Outbox, Request};
use crate::app::theme::{self, Palette};
use crate::app::widgets::{one_line, paint_icon};
use crate::edit::Command;
use crate::pack::{
    Annotation, AnnotationId, Audience, BriefingPage, Document, DocumentId, ItemId, NumberedItem,
    Pack, PagePart, Target, citation,
};

/// A note or mark that is dragged.
#[derive(Debug, Clone, Copy)]
pub struct DraggedNote(pub AnnotationId);

/// A passage or area that is dragged; it is not marked yet.
#[derive(Debug, Clone)]
pub struct DraggedPassage {
    /// The document that it is of.
    pub document: DocumentId,
    /// Where in it.
    pub target: Target,
}

/// What is to be cited.
#[derive(Debug, Clone)]
pub enum Cited {
    /// A document.
    Document(DocumentId),
    /// A note or mark.
    Note(AnnotationId),
    /// Something that is not marked yet: it is marked first.
    Passage(DocumentId, Target),
}

/// Where on a briefing page a citation goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CitePlace {
    /// At the end of its last text.
    End,
    /// Into a text.
    Text {
        /// Which part, counted from 0.
        part: usize,
        /// How many characters of the text stand before it.
        at: usize,
    },
}

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
        shortened(note.body.trim())
    } else if !quote.is_empty() {
        format!("“{}”", shortened(quote))
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
            format!("“{}”, {}", shortened(&passage.exact), document.title.trim())
        }
        Target::Text(_) | Target::Area(_) | Target::Document => document.title.trim().to_owned(),
    }
}

/// The first words of a text on one line.
fn shortened(text: &str) -> String {
    const MOST_CHARS: usize = 60;
    let mut out = String::new();
    for word in text.split_whitespace() {
        if !out.is_empty() && out.chars().count() + word.chars().count() >= MOST_CHARS {
            return format!("{}…", out.trim_end_matches(['.', ',', ';', ':']));
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().take(MOST_CHARS));
    }
    out
}

/// The command that cites things on a briefing page: one step, even where a passage has to be
/// marked first. `None` if the page or what is cited is not there.
pub fn command(
    pack: &Pack,
    pen: &Pen,
    page: DocumentId,
    cited: Vec<Cited>,
    place: CitePlace,
) -> Option<Command> {
    let document = pack.document(page)?;
    let mut commands = Vec::new();
    let mut citations = Vec::new();
    let mut next_id = pack.upcoming_id();
    for cited in cited {
        let (id, label) = match cited {
            Cited::Document(id) => (id.0, pack.document(id)?.title.clone()),
            Cited::Note(id) => {
                let (on, note) = pack.annotation(id)?;
                (id.0, label_of(on, &note.target))
            }
            Cited::Passage(id, target) => {
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
            *text = super::markdown::replace(text, &(at..at), &insert).text;
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
            let text = "1 citation leads to something that is no longer in the pack.";
            troubles.push(text.to_owned());
        }
        many => troubles.push(format!(
            "{many} citations lead to things that are no longer in the pack."
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

/// The passage or note that is dragged, if one is.
fn dragged_passage(ui: &Ui) -> Option<Cited> {
    let ctx = ui.ctx();
    if let Some(note) = DragAndDrop::payload::<DraggedNote>(ctx) {
        return Some(Cited::Note(note.0));
    }
    let passage = DragAndDrop::payload::<DraggedPassage>(ctx)?;
    Some(Cited::Passage(passage.document, passage.target.clone()))
}

/// What is dragged over a text of the briefing page `page` and can be cited there.
pub fn dragged_over_text(ui: &Ui, page: DocumentId) -> Vec<Cited> {
    if let Some(cited) = dragged_passage(ui) {
        return vec![cited];
    }
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else {
        return Vec::new();
    };
    let Dragged::Items(items) = &*dragged else {
        return Vec::new();
    };
    let documents = items.iter().filter_map(|item| match item {
        ItemId::Document(id) if *id != page => Some(Cited::Document(*id)),
        _ => None,
    });
    documents.collect()
}

/// The handle by which what is selected in the reader is dragged to be cited.
pub fn passage_handle(ui: &mut Ui, document: DocumentId, target: Target) {
    let palette = Palette::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(22.0, 28.0), Sense::click_and_drag());
    let name = "Drag to a briefing page to cite";
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let colour = if response.hovered() {
        palette.text
    } else {
        palette.muted
    };
    paint_icon(ui, icons::GRIP_VERTICAL, rect.center(), colour, 15.0);
    response.dnd_set_drag_payload(DraggedPassage { document, target });
    response.on_hover_text(name);
}

/// Takes a passage or note that is dropped on a row of the outline, if that shows a briefing page.
pub fn take_drop_on_row(ui: &Ui, desk: &Desk, id: DocumentId, rect: Rect, outbox: &mut Outbox) {
    let Some(cited) = dragged_passage(ui) else {
        return;
    };
    let is_over = ui
        .ctx()
        .pointer_latest_pos()
        .is_some_and(|pointer| rect.intersect(ui.clip_rect()).contains(pointer));
    let is_page = desk
        .pack()
        .document(id)
        .is_some_and(|one| one.page().is_some());
    if !is_page {
        return;
    }
    let palette = Palette::of(ui);
    let (width, colour) = if is_over {
        (2.0, palette.accent)
    } else {
        (1.0, palette.edge)
    };
    ui.painter().rect_stroke(
        rect.shrink2(vec2(4.0, 1.0)),
        CornerRadius::same(theme::RADIUS),
        Stroke::new(width, colour),
        StrokeKind::Inside,
    );
    if is_over && ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        outbox.push(Request::Cite(id, vec![cited], CitePlace::End));
    }
}

/// What is dragged, by the pointer, and where it can go.
pub fn drag_label(ui: &Ui, desk: &Desk) {
    let (Some(cited), Some(pointer)) = (dragged_passage(ui), ui.ctx().pointer_latest_pos()) else {
        return;
    };
    let pack = desk.pack();
    let words = match &cited {
        Cited::Note(id) => pack.annotation(*id).map(|(_, note)| first_words(note)),
        Cited::Passage(_, Target::Text(passage)) => {
            Some(format!("“{}”", shortened(&passage.exact)))
        }
        Cited::Passage(id, _) | Cited::Document(id) => {
            pack.document(*id).map(|document| document.title.clone())
        }
    };
    let has_page = pack.documents().any(|document| document.page().is_some());
    let hint = if has_page {
        "Drop on a briefing page to cite it there"
    } else {
        "There is no briefing page to cite it on"
    };
    let palette = Palette::of(ui);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(
        egui::Order::Tooltip,
        Id::unique("cite-label"),
    ));
    let body = FontId::proportional(13.0);
    let small = FontId::proportional(theme::SMALL_SIZE);
    let words = one_line(ui, &words.unwrap_or_default(), body, palette.text, 280.0);
    let hint = one_line(ui, hint, small, palette.muted, 280.0);
    let size = vec2(
        words.size().x.max(hint.size().x) + 16.0,
        words.size().y + hint.size().y + 12.0,
    );
    let rect = Rect::from_min_size(pointer + vec2(14.0, 10.0), size);
    painter.rect(
        rect,
        CornerRadius::same(theme::RADIUS),
        palette.panel,
        Stroke::new(1.0, palette.accent),
        StrokeKind::Outside,
    );
    let hint_at = pos2(rect.left() + 8.0, rect.bottom() - hint.size().y - 5.0);
    painter.galley(rect.min + vec2(8.0, 5.0), words, palette.text);
    painter.galley(hint_at, hint, palette.muted);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::apply;
    use crate::pack::{
        Body, DocumentKind, Extent, Item, Location, SourceId, Template, TextSelector,
    };

    /// A pack with a document (id 1) and a briefing page (id 2) that holds these parts.
    fn pack(parts: Vec<PagePart>) -> (Pack, DocumentId, DocumentId) {
        let mut pack = Pack::new("P");
        let document = DocumentId(pack.allocate_id());
        pack.outline.push(Item::Document(Document {
            id: document,
            title: "Statement on Syria".to_owned(),
            kind: DocumentKind::Other,
            date: None,
            publisher: String::new(),
            audience: Audience::Circulated,
            body: Body::Source {
                source: SourceId::from_digest([0; 32]),
                extent: Extent::Whole,
            },
            annotations: Vec::new(),
        }));
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
        let cited = vec![Cited::Passage(document, passage())];
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
            vec![Cited::Note(note)],
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
        let cited = vec![Cited::Document(document)];
        let cite = command(&pack, &Pen::default(), page, cited, place).unwrap();
        apply(&mut pack, cite).unwrap();
        let told = |pack: &Pack| troubles(pack, pack.document(page).unwrap());
        assert!(told(&pack).is_empty());
        apply(&mut pack, Command::SetAudience(document, Audience::Private)).unwrap();
        assert_eq!(
            told(&pack),
            ["1 citation names a document that only the speaking copy has."]
        );
        apply(&mut pack, Command::Remove(vec![document.into()])).unwrap();
        assert_eq!(
            told(&pack),
            ["1 citation leads to something that is no longer in the pack."]
        );
    }

    #[test]
    fn candidates_hold_every_word_or_have_the_number() {
        let (pack, document, page) = pack(vec![]);
        let ids = |query: &str| -> Vec<u64> {
            candidates(&pack, page, query)
                .iter()
                .map(|one| one.id)
                .collect()
        };
        assert_eq!(ids(""), [document.0], "a page does not cite itself");
        assert_eq!(ids("syr STATE"), [document.0]);
        assert_eq!(ids("1"), [document.0]);
        assert!(ids("syria iraq").is_empty());
    }
}
