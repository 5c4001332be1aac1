//! What stands on a page beside the article: navigation, banners, what is hidden.

use std::collections::HashSet;

use super::attachment::notices;
use super::hidden::hidden_classes;
use super::style::declarations;
use super::tree::{DOCUMENT, Id, Tree};

/// Elements that are never read.
const UNREAD: &[&str] = &[
    "script", "style", "noscript", "template", "head", "title", "meta", "link", "base", "iframe",
    "object", "embed", "applet", "audio", "video", "canvas", "svg", "map", "area", "button",
    "select", "input", "textarea", "datalist", "dialog", "frameset", "noframes", "noembed",
];

/// Elements for finding one's way about the site.
const NAVIGATION: &[&str] = &["nav", "search"];

const ROLES: &[&str] = &[
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "dialog",
    "alertdialog",
    "menu",
    "menubar",
    "toolbar",
];

/// Classes and ids of what stands beside the article, on GOV.UK and elsewhere.
const MARKS: &[&str] = &[
    // GOV.UK: its design system and the components of its publications.
    "gem-c-back-to-top-link",
    "gem-c-breadcrumbs",
    "gem-c-contents-list",
    "gem-c-contextual-breadcrumbs",
    "gem-c-contextual-footer",
    "gem-c-contextual-sidebar",
    "gem-c-cookie-banner",
    "gem-c-emergency-banner",
    "gem-c-feedback",
    "gem-c-intervention",
    "gem-c-layout-footer",
    "gem-c-layout-super-navigation-header",
    "gem-c-metadata",
    "gem-c-print-link",
    "gem-c-published-dates",
    "gem-c-related-navigation",
    "gem-c-share-links",
    "gem-c-signup-link",
    "gem-c-single-page-notification-button",
    "gem-c-skip-link",
    "gem-c-step-nav-header",
    "gem-c-step-nav-related",
    "gem-c-subscription-links",
    "gem-c-translation-nav",
    "app-c-back-to-top",
    "app-c-contents-list",
    "app-c-published-dates",
    "govuk-back-link",
    "govuk-breadcrumbs",
    "govuk-cookie-banner",
    "govuk-footer",
    "govuk-header",
    "govuk-pagination",
    "govuk-phase-banner",
    "govuk-skip-link",
    "govuk-visually-hidden",
    "metadata-logo-wrapper",
    // GOV.UK, beside the files on a page.
    "accessibility-warning",
    "attachment-thumb",
    "gem-c-attachment__thumbnail",
    "opendocument-help",
    // Elsewhere.
    "breadcrumb",
    "breadcrumbs",
    "cookie-banner",
    "cookie-consent",
    "cookie-notice",
    "onetrust-consent-sdk",
    "related-content",
    "related-links",
    "screen-reader-text",
    "share-buttons",
    "sharedaddy",
    "skip-link",
    "skip-links",
    "skip-to-content",
    "skiplink",
    "social-share",
    "sr-only",
    "visually-hidden",
    "visuallyhidden",
    // Wikis.
    "catlinks",
    "mw-editsection",
    "mw-jump-link",
    "navbox",
    "printfooter",
    "toc",
];

/// Tells the article from what stands beside it.
pub struct Furniture<'a> {
    tree: &'a Tree,
    /// Whether the page is a mail's, which has no furniture: only what is hidden is left out.
    is_mail: bool,
    /// What is read elsewhere: the title, the line of dates. Besides what says nothing.
    taken: HashSet<Id>,
    /// The classes that the page's own style sheet hides.
    hidden: HashSet<String>,
}

impl<'a> Furniture<'a> {
    pub fn new(tree: &'a Tree, is_mail: bool) -> Self {
        let taken = if is_mail {
            HashSet::new()
        } else {
            notices(tree).collect()
        };
        Self {
            tree,
            is_mail,
            taken,
            hidden: hidden_classes(tree),
        }
    }

    /// How many parts with words are left out because of their class.
    pub fn hidden_parts(&self) -> usize {
        let nodes = self.tree.within(DOCUMENT, |_| false);
        let nodes = nodes.filter(|id| self.is_of_hidden_class(*id));
        let has_words = |id: &Id| !self.tree.words(*id, |_| false).trim().is_empty();
        nodes.filter(has_words).count()
    }

    fn is_of_hidden_class(&self, id: Id) -> bool {
        !self.hidden.is_empty()
            && self.tree.attribute(id, "class").is_some_and(|classes| {
                let mut classes = classes.split_ascii_whitespace();
                classes.any(|class| self.hidden.contains(class))
            })
    }

    /// Whether the page is a mail's.
    pub fn is_mail(&self) -> bool {
        self.is_mail
    }

    /// Leaves out a node from now on.
    pub fn take(&mut self, id: Id) {
        self.taken.insert(id);
    }

    /// The node that holds the article.
    pub fn article(&self) -> Id {
        let find = |is_it: &dyn Fn(Id) -> bool| {
            let mut nodes = self.tree.within(DOCUMENT, |id| self.is_hidden(id));
            nodes.find(|id| is_it(*id) && self.has_words(*id))
        };
        let named = |name: &'static str| move |id: Id| self.tree.name(id) == name;
        if self.is_mail {
            return find(&named("body")).unwrap_or(DOCUMENT);
        }
        find(&named("main"))
            .or_else(|| find(&|id| self.tree.attribute(id, "role") == Some("main")))
            .or_else(|| self.only_article())
            .or_else(|| find(&named("body")))
            .unwrap_or(DOCUMENT)
    }

    /// The article, if there is but one: several are the items of a list.
    fn only_article(&self) -> Option<Id> {
        let nodes = self.tree.within(DOCUMENT, |id| self.is_left_out(id));
        let mut articles = nodes.filter(|id| {
            self.tree.name(*id) == "article"
                && !self
                    .tree
                    .around(*id)
                    .any(|outer| self.tree.name(outer) == "article")
        });
        let only = articles.next()?;
        (articles.next().is_none() && self.has_words(only)).then_some(only)
    }

    fn has_words(&self, id: Id) -> bool {
        let mut nodes = self.tree.within(id, |id| self.is_left_out(id));
        nodes.any(|id| {
            self.tree
                .text(id)
                .is_some_and(|text| text.contains(char::is_alphanumeric))
                || self.tree.name(id) == "img"
        })
    }

    /// Whether a node is not part of the article.
    pub fn is_left_out(&self, id: Id) -> bool {
        self.is_hidden(id) || self.taken.contains(&id) || (!self.is_mail && self.is_beside(id))
    }

    /// Whether a node is not there for a reader of the page.
    pub fn is_hidden(&self, id: Id) -> bool {
        let name = self.tree.name(id);
        if name.is_empty() {
            return false;
        }
        UNREAD.contains(&name)
            || self
                .tree
                .attribute(id, "hidden")
                .is_some_and(|value| value != "until-found")
            || self.is_of_hidden_class(id)
            || self.tree.attribute(id, "aria-hidden") == Some("true") && !self.is_mail
            || self.tree.attribute(id, "style").is_some_and(|css| {
                declarations(css).any(|(property, value)| {
                    matches!(
                        (property.as_str(), value.as_str()),
                        ("display", "none") | ("visibility", "hidden") | ("mso-hide", "all")
                    )
                })
            })
    }

    fn is_beside(&self, id: Id) -> bool {
        let name = self.tree.name(id);
        if name.is_empty() || matches!(name, "body" | "html" | "main") {
            return false;
        }
        NAVIGATION.contains(&name)
            || (matches!(name, "header" | "footer") && !self.is_of_an_article(id))
            || self
                .tree
                .attribute(id, "role")
                .is_some_and(|role| ROLES.contains(&role))
            || self.tree.is_marked(id, MARKS)
            || self.is_skip_link(id)
    }

    /// Whether a header or footer belongs to an article or section, not to the site.
    fn is_of_an_article(&self, id: Id) -> bool {
        self.tree
            .around(id)
            .any(|outer| matches!(self.tree.name(outer), "article" | "main" | "section"))
    }

    fn is_skip_link(&self, id: Id) -> bool {
        const LONGEST_BYTES: usize = 40;
        self.tree.name(id) == "a"
            && self
                .tree
                .attribute(id, "href")
                .is_some_and(|href| href.starts_with('#'))
            && {
                let words = self.tree.words(id, |_| false).to_lowercase();
                words.len() <= LONGEST_BYTES
                    && (words.starts_with("skip to ") || words.starts_with("jump to "))
            }
    }
}
