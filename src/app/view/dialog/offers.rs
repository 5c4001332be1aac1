//! What came with files: attachments of e-mails, comments that others wrote.

use eframe::egui::{Align, Button, Checkbox, Layout, RichText, ScrollArea, Ui};

use crate::app::message::offers::{Answer, Chosen, OffersAnswer};
use crate::app::message::request::{Outbox, Request};
use crate::app::view::dialog::{Stay, buttons};
use crate::app::view::theme::{self, Palette};
use crate::app::view::widgets::{confirm_button, muted};
use crate::collect::Collected;
use crate::library::human_size;

/// How far an attachment of an attachment stands to the right, in points.
const INDENT: f32 = 20.0;

/// Asks what of that came with files is added.
pub struct Offers {
    /// Every file that was taken in, each followed by what is attached to it.
    offers: Vec<Offer>,
}

/// A file that was taken in, and what the person says to it.
struct Offer {
    title: String,
    /// What kind of file it is, and how large.
    about: String,
    /// How many files it lies in: none for one that was chosen itself, and so is added.
    depth: usize,
    is_chosen: bool,
    /// How many comments others wrote on it.
    comments: usize,
    with_comments: bool,
}

impl Offers {
    /// The question about these files; `None` if nothing came with them.
    pub fn of(taken: &[Collected], with_comments: bool) -> Option<Self> {
        let mut offers = Vec::new();
        for file in taken {
            add_offers(&mut offers, file, 0, with_comments);
        }
        let something = offers
            .iter()
            .any(|offer| offer.depth > 0 || offer.comments > 0);
        something.then_some(Self { offers })
    }

    pub(super) fn title(&self) -> String {
        let annexes = self.offers.iter().filter(|offer| offer.depth > 0).count();
        let comments: usize = self.offers.iter().map(|offer| offer.comments).sum();
        match (annexes, comments) {
            (0, 1) => "A comment was found".to_owned(),
            (0, many) => format!("{many} comments were found"),
            (1, 0) => "An attachment came with it".to_owned(),
            _ => format!("{} came with the files", wording(annexes, comments)),
        }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, outbox: &mut Outbox) -> Stay {
        if self.offers.iter().any(|offer| offer.depth > 0) {
            muted(
                ui,
                "Each attachment becomes a document, right below what it came with.",
            );
        }
        if self.offers.iter().any(|offer| offer.comments > 0) {
            muted(
                ui,
                "Comments and notes for the speaker become private notes, which are in the speaking copy only.",
            );
        }
        self.list(ui);
        let (annexes, comments) = self.chosen();
        let is_none = annexes + comments == 0;
        buttons(ui, |ui| {
            let words = if is_none {
                "Add without them".to_owned()
            } else {
                format!("Add with {}", wording(annexes, comments))
            };
            if confirm_button(ui, &words) {
                outbox.push(self.answer());
                return Stay::Closed;
            }
            if !is_none && ui.button("Add without them").clicked() {
                self.offers.iter_mut().for_each(|offer| offer.set(false));
                outbox.push(self.answer());
                return Stay::Closed;
            }
            if ui.button("Cancel").clicked() {
                outbox.push(Request::AnswerOffers(OffersAnswer::Cancel));
                return Stay::Closed;
            }
            Stay::Open
        })
    }

    /// How many attachments and comments are to be added.
    fn chosen(&self) -> (usize, usize) {
        let possible = self.offers.iter().zip(are_possible(&self.offers));
        let chosen = possible.filter(|(offer, is_possible)| *is_possible && offer.is_chosen);
        chosen.fold((0, 0), |(annexes, comments), (offer, _)| {
            let own = if offer.with_comments {
                offer.comments
            } else {
                0
            };
            (annexes + usize::from(offer.depth > 0), comments + own)
        })
    }

    fn answer(&self) -> Request {
        let answers = self.offers.iter().map(|offer| Answer {
            is_chosen: offer.is_chosen,
            with_comments: offer.with_comments,
        });
        let commented = self.offers.iter().filter(|offer| offer.comments > 0);
        let mut said = commented.map(|offer| offer.with_comments);
        let first = said.next();
        Request::AnswerOffers(OffersAnswer::Add(Chosen {
            answers: answers.collect(),
            all_comments: first.filter(|first| said.all(|comment| comment == *first)),
        }))
    }

    fn list(&mut self, ui: &mut Ui) {
        let height = (ui.available_height() - 100.0).clamp(80.0, 380.0);
        ScrollArea::vertical()
            .max_height(height)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                // Room for the scroll bar, which lies over the content.
                ui.set_max_width(ui.available_width() - 12.0);
                let groups = self
                    .offers
                    .chunk_by_mut(|_, next| next.depth > 0)
                    .filter(|group| group.len() > 1 || group.iter().any(|file| file.comments > 0));
                for group in groups {
                    group_ui(ui, group);
                }
            });
    }
}

impl Offer {
    /// Chooses all of it that can be chosen, or nothing.
    fn set(&mut self, is_chosen: bool) {
        self.is_chosen = is_chosen || self.depth == 0;
        self.with_comments = is_chosen;
    }
}

/// For each offer, whether the files that it lies in are added: without them there is nothing of it.
fn are_possible(offers: &[Offer]) -> Vec<bool> {
    let mut left_out_at = usize::MAX;
    let possible = offers.iter().map(|offer| {
        let is_possible = offer.depth <= left_out_at;
        if is_possible {
            left_out_at = if offer.is_chosen {
                usize::MAX
            } else {
                offer.depth
            };
        }
        is_possible
    });
    possible.collect()
}

/// A file and what came with it.
fn group_ui(ui: &mut Ui, group: &mut [Offer]) {
    let Some(title) = group.first().map(|file| file.title.clone()) else {
        return;
    };
    let annexes = group.len() - 1;
    let comments: usize = group.iter().map(|offer| offer.comments).sum();
    let rows = annexes + group.iter().filter(|offer| offer.comments > 0).count();
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (word, is_chosen) in [("None", false), ("All", true)] {
                if rows > 1 {
                    let button = ui.add(Button::new(RichText::new(word).small()));
                    let name = format!("{word} of {title}");
                    if button.accessible_name(name).clicked() {
                        group.iter_mut().for_each(|offer| offer.set(is_chosen));
                    }
                }
            }
            let muted_colour = Palette::of(ui).muted;
            let count = wording(annexes, comments);
            ui.label(RichText::new(count).small().color(muted_colour));
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(eframe::egui::Label::new(theme::strong(title.as_str())).truncate());
            });
        });
    });
    let possible = are_possible(group);
    for (offer, is_possible) in group.iter_mut().zip(possible) {
        offer_ui(ui, offer, is_possible);
    }
}

fn offer_ui(ui: &mut Ui, offer: &mut Offer, is_possible: bool) {
    let indent = INDENT * offer.depth as f32;
    if offer.depth > 0 {
        let muted_colour = Palette::of(ui).muted;
        ui.horizontal(|ui| {
            ui.add_space(indent);
            let label = Checkbox::new(&mut offer.is_chosen, &offer.title);
            ui.add_enabled(is_possible, label);
            ui.label(RichText::new(&offer.about).small().color(muted_colour));
        });
    }
    let words = match offer.comments {
        0 => return,
        1 => "Add 1 comment as a private note".to_owned(),
        many => format!("Add {many} comments as private notes"),
    };
    ui.horizontal(|ui| {
        ui.add_space(indent + INDENT);
        let label = Checkbox::new(&mut offer.with_comments, words);
        ui.add_enabled(is_possible && offer.is_chosen, label);
    });
}

/// "2 attachments and 1 comment".
fn wording(annexes: usize, comments: usize) -> String {
    let annexes = match annexes {
        0 => None,
        1 => Some("1 attachment".to_owned()),
        many => Some(format!("{many} attachments")),
    };
    let comments = match comments {
        0 => None,
        1 => Some("1 comment".to_owned()),
        many => Some(format!("{many} comments")),
    };
    let both: Vec<String> = annexes.into_iter().chain(comments).collect();
    both.join(" and ")
}

fn add_offers(offers: &mut Vec<Offer>, file: &Collected, depth: usize, with_comments: bool) {
    let source = file.sources.iter().find(|(id, _)| *id == file.id);
    let about = source.map(|(_, source)| {
        let size = human_size(source.size_bytes);
        format!("{} · {size}", source.media.name())
    });
    let title = match file.proposals.as_slice() {
        [only] if depth == 0 => only.title.clone(),
        _ => file.name.clone(),
    };
    let comments = file
        .proposals
        .iter()
        .map(|proposal| proposal.comments.len())
        .sum();
    offers.push(Offer {
        title,
        about: about.unwrap_or_default(),
        depth,
        is_chosen: true,
        comments,
        with_comments,
    });
    for annex in &file.annexes {
        add_offers(offers, annex, depth + 1, with_comments);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{Comment, Proposal};
    use crate::pack::SourceId;

    fn file(name: &str, comments: usize, annexes: Vec<Collected>) -> Collected {
        Collected {
            name: name.to_owned(),
            id: SourceId::from_digest([0; 32]),
            sources: Vec::new(),
            proposals: vec![Proposal {
                title: name.to_owned(),
                comments: vec![Comment::default(); comments],
                ..Proposal::default()
            }],
            annexes,
            text: None,
            warnings: Vec::new(),
            left_out: Vec::new(),
        }
    }

    /// "mail(1)[a b[c(2)]]": comments in round brackets, attachments in square ones.
    fn shape(files: &[Collected]) -> String {
        let one = |file: &Collected| {
            let comments: usize = file
                .proposals
                .iter()
                .map(|proposal| proposal.comments.len())
                .sum();
            let comments = match comments {
                0 => String::new(),
                some => format!("({some})"),
            };
            let annexes = match shape(&file.annexes) {
                none if none.is_empty() => none,
                some => format!("[{some}]"),
            };
            format!("{}{comments}{annexes}", file.name)
        };
        files.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    fn answered(offers: &Offers) -> Chosen {
        match offers.answer() {
            Request::AnswerOffers(OffersAnswer::Add(chosen)) => chosen,
            _ => panic!("it is an answer"),
        }
    }

    #[test]
    fn what_is_chosen_of_a_file_concerns_that_file() {
        let taken = || {
            let nested = file("b", 0, vec![file("c", 2, Vec::new())]);
            let mail = file("mail", 1, vec![file("a", 0, Vec::new()), nested]);
            vec![
                file("plain", 0, Vec::new()),
                mail,
                file("report", 3, Vec::new()),
            ]
        };
        let mut offers = Offers::of(&taken(), true).unwrap();
        assert_eq!(
            offers.title(),
            "3 attachments and 6 comments came with the files"
        );
        assert_eq!(offers.chosen(), (3, 6));
        let all = answered(&offers);
        assert_eq!(all.all_comments, Some(true));
        assert_eq!(
            shape(&all.of(taken())),
            "plain mail(1)[a b[c(2)]] report(3)"
        );

        for offer in &mut offers.offers {
            offer.is_chosen = offer.title != "b";
            offer.with_comments = offer.title != "report";
        }
        assert_eq!(offers.chosen(), (1, 1), "c goes with b");
        let some = answered(&offers);
        assert_eq!(some.all_comments, None, "not the same for all");
        assert_eq!(shape(&some.of(taken())), "plain mail(1)[a] report");

        offers.offers.iter_mut().for_each(|offer| offer.set(false));
        let none = answered(&offers);
        assert_eq!(none.all_comments, Some(false));
        assert_eq!(shape(&none.of(taken())), "plain mail report");
    }

    #[test]
    fn files_that_came_alone_raise_no_question() {
        assert!(Offers::of(&[file("plain", 0, Vec::new())], true).is_none());
    }
}
