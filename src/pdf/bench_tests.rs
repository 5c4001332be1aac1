//! How long a large assembly takes and how much memory it needs; run by hand, in release.

use std::sync::Arc;
use std::time::Instant;

use lopdf::{Dictionary, Object, Stream, dictionary};

use super::assemble::{Assembly, Bookmark, Maker, Overlay, PagePlan, Part, assemble};
use super::fixtures::{Fixture, rectangle};
use super::inspect::inspect;
use super::render::Renderer;
use crate::progress::Progress;

/// The peak of memory this process has had, in MiB, where the system tells.
fn peak_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}

/// A thousand pages of text, each with a picture of 100 KB of noise.
fn large() -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    let mut seed = 1_u32;
    for page in 0..1000 {
        let lines: String = (0..45)
            .map(|line| {
                format!(
                    "1 0 0 1 50 {} Tm (Page {page}, line {line}: lorem ipsum dolor sit amet) Tj\n",
                    780 - line * 15
                )
            })
            .collect();
        let noise: Vec<u8> = (0..100_000)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect();
        let picture = fixture.document.add_object(Stream::new(
            dictionary! {
                "Type" => "XObject", "Subtype" => "Image", "Width" => 250, "Height" => 400,
                "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
            },
            noise,
        ));
        fixture.page(
            &format!("BT /F1 10 Tf\n{lines}ET q 100 0 0 100 400 50 cm /P Do Q"),
            dictionary! { "MediaBox" => rectangle([0, 0, 595, 842]) },
        );
        let resources = fixture.page_mut(page).get_mut(b"Resources").unwrap();
        let names = dictionary! { "P" => Object::Reference(picture) };
        resources.as_dict_mut().unwrap().set("XObject", names);
    }
    fixture.bytes()
}

/// A stamp for each of a thousand pages.
fn stamps() -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    for page in 0..1000 {
        let content = format!("BT /F1 9 Tf 20 20 Td (Page {} of 1000) Tj ET", page + 1);
        fixture.page(&content, Dictionary::new());
    }
    fixture.bytes()
}

#[test]
#[ignore = "measures; run by hand in release"]
fn a_thousand_pages() {
    let (source, stamps) = (large(), stamps());
    println!(
        "source: {} MB, memory so far {} MiB",
        source.len() >> 20,
        peak_mib()
    );
    let start = Instant::now();
    assert_eq!(inspect(&source, None).unwrap().pages.len(), 1000);
    println!("inspect: {:?}, peak {} MiB", start.elapsed(), peak_mib());
    let pages = (0..1000).map(|page| PagePlan {
        source_page: page,
        extend_top_pt: 20.0,
        extend_bottom_pt: 0.0,
        overlays: vec![Overlay {
            pdf: 0,
            page,
            x_pt: 0.0,
            y_pt: 0.0,
        }],
    });
    let assembly = Assembly {
        parts: vec![Part {
            bytes: Arc::clone(&source),
            password: None,
            maker: Maker::Foreign,
            pages: pages.collect(),
        }],
        overlay_pdfs: vec![stamps],
        bookmarks: vec![Bookmark::default()],
        ..Assembly::default()
    };
    let start = Instant::now();
    let bytes = assemble(&assembly, &Progress::default()).unwrap();
    println!(
        "assemble: {:?}, {} MB, peak {} MiB",
        start.elapsed(),
        bytes.len() >> 20,
        peak_mib()
    );
    let renderer = Renderer::open(bytes.into(), None).unwrap();
    let start = Instant::now();
    for page in 0..20 {
        renderer.render(page * 50, 100.0 / 72.0).unwrap();
    }
    println!("render: {:?} a page at 100 dpi", start.elapsed() / 20);
    let start = Instant::now();
    for page in 0..20 {
        renderer.ink_margins(page * 50).unwrap();
    }
    println!("ink margins: {:?} a page", start.elapsed() / 20);
}
