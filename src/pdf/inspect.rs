//! What a PDF holds, for the outline, the page numbers and the report.

use lopdf::{Dictionary, Document, Object, decode_text_string};
use serde::{Deserialize, Serialize};

use super::assemble::{Cropped, find_cropped, is_public, look_at_pages};
use super::comments::{self, CommentCount};
use super::error::PdfError;
use super::lookup::{array_at, as_dictionary, dictionary_at, entry, name_at, resolve};
use super::open::{OpenPdf, SourcePage, open};
use super::page_flaws::PageFlaws;
use super::worker::guarded;
use crate::progress::Progress;

/// One page, as a reader sees it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    /// Width as displayed, in points: after rotation, within the crop box, times the user unit.
    pub width_pt: f32,
    /// Height as displayed, in points.
    pub height_pt: f32,
}

/// What a PDF holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// The pages, in order; never empty.
    pub pages: Vec<PageInfo>,
    /// How many pages it says it has, where that is not how many were read.
    pub claimed_pages: Option<u32>,
    /// The title in the document's own metadata; not blank.
    pub title: Option<String>,
    /// Whether it has bookmarks of its own.
    pub has_outline: bool,
    /// Whether it has a structure tree, which screen readers use.
    pub is_tagged: bool,
    /// Whether its bytes are encrypted, with or without a password to open it.
    pub is_encrypted: bool,
    /// Whether it is damaged, so that pages may be missing or incomplete.
    pub is_damaged: bool,
    /// Whether it has form fields.
    pub has_form: bool,
    /// Whether files are attached to it; they are not taken into a pack.
    pub has_attachments: bool,
    /// The comments on its pages, in the order of the pages.
    pub comments: Vec<CommentCount>,
    /// The pages, counted from 1, that have form fields which nobody sees, and how many.
    pub hidden_fields: Vec<(u32, u32)>,
    /// The pages, counted from 1, that have links to other files, or links that run something, and
    /// how many.
    pub links_out: Vec<(u32, u32)>,
    /// The pages with something outside their visible part; only where it was looked for.
    #[serde(default)]
    pub cropped: Cropped,
    /// Whether somebody signed it, or a part of it.
    pub is_signed: bool,
    /// Whether what its pages show stands in for a form that only some programs can draw.
    pub is_dynamic_form: bool,
    /// What its pages lack.
    pub flaws: PageFlaws,
}

/// Reads what a PDF holds. An empty user password is tried without asking.
///
/// # Errors
/// [`PdfError`] where the bytes are not a readable PDF or the password does not fit.
pub fn inspect(bytes: &[u8], password: Option<&str>) -> Result<Inspection, PdfError> {
    guarded(|| open(bytes, password).map(|pdf| describe(&pdf)))
        .unwrap_or_else(|reason| Err(PdfError::Fault(reason)))
}

/// The same, and looks besides for what lies outside the visible parts of pages and for pages that
/// are damaged, which takes as long as reading all their text.
///
/// # Errors
/// As [`inspect`].
pub fn inspect_closely(
    bytes: &[u8],
    password: Option<&str>,
    progress: &Progress,
) -> Result<Inspection, PdfError> {
    let closely = |pdf: &OpenPdf| {
        // What cannot be told is no reason to refuse the file.
        let cropped = guarded(|| find_cropped(pdf, &progress.stretch(0, 60))).unwrap_or_default();
        Inspection {
            cropped,
            ..describe_closely(pdf, &progress.stretch(60, 100))
        }
    };
    guarded(|| open(bytes, password).map(|pdf| closely(&pdf)))
        .unwrap_or_else(|reason| Err(PdfError::Fault(reason)))
}

/// What a PDF holds, and what the drawing operators of its pages lack.
pub(super) fn describe_closely(pdf: &OpenPdf, progress: &Progress) -> Inspection {
    let mut found = describe(pdf);
    let looked = guarded(|| look_at_pages(pdf, progress)).unwrap_or_default();
    found.flaws.damaged = looked.damaged;
    found.flaws.without_text = looked.without_text;
    found
}

fn describe(pdf: &OpenPdf) -> Inspection {
    let document = &pdf.document;
    let nothing = Dictionary::new();
    let catalog = document.catalog().unwrap_or(&nothing);
    let has = |parent: &[u8], child: &[u8]| {
        dictionary_at(document, catalog, parent)
            .is_some_and(|parent| entry(document, parent, child).is_some())
    };
    let (comments, hidden_fields) = comments::count(pdf);
    let without_size = (1..).zip(&pdf.pages).filter(|(_, page)| page.lacks_size);
    let without_size = without_size.map(|(number, _)| number).collect();
    Inspection {
        comments,
        hidden_fields,
        links_out: links_out(pdf),
        pages: pdf
            .pages
            .iter()
            .map(|page| {
                let (width, height) = page.boxes.displayed_pt();
                PageInfo {
                    width_pt: width as f32,
                    height_pt: height as f32,
                }
            })
            .collect(),
        claimed_pages: pdf.claimed_pages,
        title: title(document),
        has_outline: has(b"Outlines", b"First"),
        is_tagged: has(b"StructTreeRoot", b"K"),
        is_encrypted: pdf.is_encrypted,
        is_damaged: pdf.is_damaged,
        has_form: dictionary_at(document, catalog, b"AcroForm")
            .is_some_and(|form| !array_at(document, form, b"Fields").is_empty()),
        has_attachments: has(b"Names", b"EmbeddedFiles"),
        cropped: Cropped::default(),
        is_signed: is_signed(document),
        is_dynamic_form: is_dynamic_form(pdf),
        flaws: PageFlaws {
            without_size,
            ..PageFlaws::default()
        },
    }
}

/// Whether a field holds a signature, rather than a place for one.
fn is_signed(document: &Document) -> bool {
    let mut entries = document.objects.values().filter_map(as_dictionary);
    entries.any(|field| {
        name_at(document, field, b"FT") == Some(b"Sig")
            && dictionary_at(document, field, b"V").is_some()
    })
}

/// Whether the form is described for the programs of its maker alone (XFA), so that its pages only
/// ask to wait: it says so, or has no field on any page.
fn is_dynamic_form(pdf: &OpenPdf) -> bool {
    let document = &pdf.document;
    let Ok(catalog) = document.catalog() else {
        return false;
    };
    let form = dictionary_at(document, catalog, b"AcroForm");
    if form.is_none_or(|form| entry(document, form, b"XFA").is_none()) {
        return false;
    }
    let is_asked = entry(document, catalog, b"NeedsRendering") == Some(&Object::Boolean(true));
    let is_field = |annotation: &Object| {
        let annotation = as_dictionary(resolve(document, annotation));
        annotation.is_some_and(|it| name_at(document, it, b"Subtype") == Some(b"Widget"))
    };
    let mut pages = pdf.pages.iter();
    let has_field = |page: &SourcePage| {
        let annotations = array_at(document, &page.dictionary, b"Annots");
        annotations.iter().any(is_field)
    };
    is_asked || !pages.any(has_field)
}

fn links_out(pdf: &OpenPdf) -> Vec<(u32, u32)> {
    let document = &pdf.document;
    let catalog = document.catalog().ok();
    let base = catalog.and_then(|catalog| dictionary_at(document, catalog, b"URI"));
    let has_base = base.is_some_and(|base| entry(document, base, b"Base").is_some());
    let leads_out = |annotation: &&Object| {
        let link = as_dictionary(resolve(document, annotation));
        let link = link.filter(|link| name_at(document, link, b"Subtype") == Some(b"Link"));
        let Some(action) = link.and_then(|link| dictionary_at(document, link, b"A")) else {
            return false;
        };
        match name_at(document, action, b"S") {
            Some(b"GoTo" | b"Named") | None => false,
            Some(b"URI") => {
                let address = entry(document, action, b"URI");
                let address = address.and_then(|address| address.as_str().ok());
                // Where the file says what addresses are relative to, they are whole ones.
                let is_relative = |address: &[u8]| has_base && !address.contains(&b':');
                address.is_some_and(|address| !is_public(address) && !is_relative(address))
            }
            Some(_) => true,
        }
    };
    let counts = (1..).zip(&pdf.pages).map(|(number, page)| {
        let annotations = array_at(document, &page.dictionary, b"Annots").iter();
        let count = annotations.filter(leads_out).count();
        (number, u32::try_from(count).unwrap_or(u32::MAX))
    });
    counts.filter(|(_, count)| *count > 0).collect()
}

fn title(document: &Document) -> Option<String> {
    let info = resolve(document, document.trailer.get(b"Info").ok()?);
    let title = entry(document, info.as_dict().ok()?, b"Title")?;
    let title = decode_text_string(title).ok()?;
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use lopdf::{Object, dictionary};

    use super::*;
    use crate::pdf::fixtures::{Fixture, link, rectangle};

    #[test]
    fn a_pdf_tells_its_pages_and_features() {
        let mut fixture = Fixture::new();
        let page = fixture.text_page("One");
        let turned = dictionary! { "Rotate" => 90, "MediaBox" => rectangle([0, 0, 842, 595]) };
        fixture.page("", turned);
        let title = lopdf::text_string("  Über \n Grenzen ");
        let info = fixture
            .document
            .add_object(dictionary! { "Title" => title });
        fixture.document.trailer.set("Info", info);
        let first = dictionary! { "First" => page };
        let names = dictionary! { "Names" => Vec::<Object>::new() };
        let catalog = fixture.catalog_mut();
        catalog.set("Outlines", first);
        catalog.set(
            "AcroForm",
            dictionary! { "Fields" => vec![Object::Reference(page)] },
        );
        catalog.set("Names", dictionary! { "EmbeddedFiles" => names });
        catalog.set("StructTreeRoot", dictionary! { "K" => page });
        let found = inspect(&fixture.bytes(), None).unwrap();
        let sizes: Vec<_> = found
            .pages
            .iter()
            .map(|p| (p.width_pt, p.height_pt))
            .collect();
        assert_eq!(sizes, [(300.0, 400.0), (595.0, 842.0)]);
        assert!(found.has_outline && found.has_form && found.has_attachments && found.is_tagged);
        assert!(!found.is_encrypted);
        assert_eq!(found.title.as_deref(), Some("Über Grenzen"));
    }

    #[test]
    fn signatures_and_forms_that_only_their_maker_draws_are_known() {
        let found = |change: &dyn Fn(&mut Fixture)| {
            let mut fixture = Fixture::new();
            fixture.text_page("Please wait");
            change(&mut fixture);
            let found = inspect(&fixture.bytes(), None).unwrap();
            (found.is_signed, found.is_dynamic_form)
        };
        let field = |value: Option<Dictionary>| {
            let mut field = link("FT", "Sig");
            field.set("Subtype", "Widget");
            if let Some(value) = value {
                field.set("V", value);
            }
            field
        };
        let signature = dictionary! { "Type" => "Sig", "Contents" => "x" };
        assert_eq!(found(&|_| {}), (false, false));
        assert_eq!(
            found(&|fixture| _ = fixture.annotate(0, vec![field(None)])),
            (false, false),
            "a place for a signature is none"
        );
        assert_eq!(
            found(&|fixture| _ = fixture.annotate(0, vec![field(Some(signature.clone()))])),
            (true, false)
        );
        let form = || dictionary! { "XFA" => Object::string_literal("<x/>") };
        let has_form = |fixture: &mut Fixture| fixture.catalog_mut().set("AcroForm", form());
        assert_eq!(found(&has_form), (false, true));
        let with_fields = |fixture: &mut Fixture| {
            has_form(fixture);
            fixture.annotate(0, vec![field(None)]);
        };
        assert_eq!(found(&with_fields), (false, false), "it can be shown");
        let asked = |fixture: &mut Fixture| {
            with_fields(fixture);
            fixture.catalog_mut().set("NeedsRendering", true);
        };
        assert_eq!(found(&asked), (false, true));
    }

    #[test]
    fn a_page_without_a_size_that_a_page_can_have_is_kept_and_named() {
        let mut fixture = Fixture::new();
        let real = |value: f32| Object::Real(value);
        let boxes: [Vec<Object>; 6] = [
            [0, 0, 500, 700].map(Object::from).into(),
            [-1_000_000_000, -1_000_000_000, 1_000_000_000, 1_000_000_000]
                .map(Object::from)
                .into(),
            [500, 700, 0, 0].map(Object::from).into(),
            [0, 0, 0, 0].map(Object::from).into(),
            [0.0, 0.0, f32::MAX, 800.0].map(real).into(),
            [0, 0, 500].map(Object::from).into(),
        ];
        for media in boxes {
            fixture.page("", dictionary! { "MediaBox" => media });
        }
        fixture.page("", Dictionary::new());
        fixture.page_mut(6).remove(b"MediaBox");
        let found = inspect(&fixture.bytes(), None).unwrap();
        let sizes: Vec<_> = found
            .pages
            .iter()
            .map(|page| (page.width_pt, page.height_pt))
            .collect();
        let (own, usual) = ((500.0, 700.0), (595.0, 842.0));
        assert_eq!(sizes, [own, usual, own, usual, usual, usual, usual]);
        assert_eq!(found.flaws.without_size, [2, 4, 5, 6, 7]);
    }

    #[test]
    fn links_to_other_files_are_counted_unless_they_are_addresses_after_all() {
        let counted = |base: Option<&str>| {
            let mut fixture = Fixture::new();
            fixture.text_page("One");
            let address = Object::string_literal("../annex/2.html");
            fixture.annotate(
                0,
                vec![link("A", dictionary! { "S" => "URI", "URI" => address })],
            );
            if let Some(base) = base {
                let base = dictionary! { "Base" => Object::string_literal(base) };
                fixture.catalog_mut().set("URI", base);
            }
            inspect(&fixture.bytes(), None).unwrap().links_out
        };
        assert_eq!(counted(None), [(1, 1)]);
        assert_eq!(counted(Some("https://council.example/papers/")), []);
    }

    #[test]
    fn a_file_without_its_index_is_read_by_its_objects() {
        let mut fixture = Fixture::new();
        fixture.text_page("One");
        fixture.text_page("Two");
        let bytes = fixture.bytes();
        let cut = bytes.len() * 9 / 10;
        assert_eq!(inspect(&bytes[..cut], None).unwrap().pages.len(), 2);
    }

    #[test]
    fn what_is_no_pdf_says_so() {
        for bytes in [b"".as_slice(), b"%PDF-1.7\n", b"Dear colleague", &[0; 5000]] {
            let error = inspect(bytes, None).unwrap_err();
            assert!(matches!(error, PdfError::Broken(_)), "{error}");
        }
    }
}
