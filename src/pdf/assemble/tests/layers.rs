//! Layers that a source hides stay hidden.

use std::sync::Arc;

use lopdf::{Object, dictionary};

use super::{assembly, part, run};
use crate::pdf::fixtures::{Fixture, readable};
use crate::pdf::lookup::resolve;
use crate::pdf::render::Renderer;

/// A page with a red layer and a blue one; `state` says how each is shown at first.
fn layered(state: impl Fn([Object; 2]) -> lopdf::Dictionary) -> Arc<[u8]> {
    let mut fixture = Fixture::new();
    let groups = ["Red", "Blue"].map(|name| {
        let group = dictionary! { "Type" => "OCG", "Name" => Object::string_literal(name) };
        Object::Reference(fixture.document.add_object(group))
    });
    let [red, blue] = groups.clone();
    let properties = dictionary! { "R" => red, "B" => blue };
    fixture.page(
        "/OC /R BDC 1 0 0 rg 0 0 100 100 re f EMC /OC /B BDC 0 0 1 rg 100 0 100 100 re f EMC",
        dictionary! { "Resources" => dictionary! { "Properties" => properties } },
    );
    let properties = dictionary! { "OCGs" => groups.to_vec(), "D" => state(groups) };
    fixture.catalog_mut().set("OCProperties", properties);
    fixture.bytes()
}

#[test]
fn hidden_layers_stay_hidden() {
    let red_off = layered(|[red, blue]| {
        dictionary! { "OFF" => vec![red.clone()], "Order" => vec![red, blue] }
    });
    let only_red_on = layered(|[red, _]| dictionary! { "BaseState" => "OFF", "ON" => vec![red] });
    let result = run(&assembly(vec![
        part(&red_off, &[0]),
        part(&only_red_on, &[0]),
    ]));
    let drawn = Renderer::open(Arc::clone(&result.bytes), None).unwrap();
    let draw = |source: Arc<[u8]>| {
        Renderer::open(source, None)
            .unwrap()
            .render(0, 0.5)
            .unwrap()
    };
    assert!(draw(red_off) == drawn.render(0, 0.5).unwrap());
    let second = drawn.render(1, 0.5).unwrap();
    assert!(draw(only_red_on) == second);
    let at = |x: u32, y: u32| &second.rgba[((y * second.width_px + x) * 4) as usize..][..3];
    assert_eq!(at(25, 190), [255, 0, 0]);
    assert_eq!(at(75, 190), [255, 255, 255]);

    let groups = result
        .catalog(&["OCProperties", "OCGs"])
        .as_array()
        .unwrap();
    assert_eq!(groups.len(), 4);
    let off = result
        .catalog(&["OCProperties", "D", "OFF"])
        .as_array()
        .unwrap();
    assert_eq!(off, &[groups[0].clone(), groups[3].clone()]);
    let order = result
        .catalog(&["OCProperties", "D", "Order"])
        .as_array()
        .unwrap();
    assert_eq!(order, &groups[..2]);
}

#[test]
fn layers_that_are_called_alike_differ() {
    let source = |off: bool| {
        layered(move |groups| {
            let hidden = if off { groups.to_vec() } else { Vec::new() };
            dictionary! { "OFF" => hidden }
        })
    };
    let result = run(&assembly(vec![
        part(&source(true), &[0]),
        part(&source(false), &[0]),
    ]));
    let groups = result.catalog(&["OCProperties", "OCGs"]);
    let groups = groups.as_array().unwrap().iter();
    let groups: Vec<_> = groups
        .map(|group| resolve(&result.document, group).as_dict().unwrap())
        .collect();
    assert_eq!(groups.len(), 4);
    for (index, group) in groups.iter().enumerate() {
        assert!(!groups[..index].contains(group), "{group:?}");
        let name = result.get(group, &["Name"]).as_str().unwrap();
        assert_eq!(
            name,
            [&b"Red"[..], b"Blue"][index % 2],
            "people see the same name"
        );
    }
    // MuPDF looks at what layers say, not at which object they are.
    let folder = tempfile::tempdir().unwrap();
    let (pdf, picture) = (folder.path().join("a.pdf"), folder.path().join("2.pam"));
    std::fs::write(&pdf, &result.bytes).unwrap();
    let drawn = std::process::Command::new("mutool")
        .args(["draw", "-q", "-r", "18", "-F", "pam", "-o"])
        .args([picture.as_os_str(), pdf.as_os_str(), "2".as_ref()])
        .status();
    if drawn.is_ok_and(|status| status.success()) {
        let bytes = std::fs::read(&picture).unwrap();
        assert!(
            bytes.windows(3).any(|pixel| pixel == [255, 0, 0]),
            "the second paper's layers are shown"
        );
    }
}

#[test]
fn a_layer_that_is_not_listed_is_shown_as_readers_show_it() {
    let mut fixture = Fixture::new();
    let group =
        |name: &str| dictionary! { "Type" => "OCG", "Name" => Object::string_literal(name) };
    let listed = fixture.document.add_object(group("Listed"));
    let other = fixture.document.add_object(group("Other"));
    let properties = dictionary! { "R" => listed, "B" => other };
    fixture.page(
        "/OC /R BDC 1 0 0 rg 0 0 9 9 re f EMC /OC /B BDC 0 0 1 rg 9 0 9 9 re f EMC",
        dictionary! { "Resources" => dictionary! { "Properties" => properties } },
    );
    let references = |ids: &[lopdf::ObjectId]| -> Vec<Object> {
        ids.iter().map(|id| Object::Reference(*id)).collect()
    };
    let state = dictionary! {
        "OFF" => references(&[listed, other]), "Order" => references(&[listed, other]),
    };
    let properties = dictionary! { "OCGs" => references(&[listed]), "D" => state };
    fixture.catalog_mut().set("OCProperties", properties);
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0])]));
    for path in [
        &["OCProperties", "OCGs"][..],
        &["OCProperties", "D", "OFF"],
        &["OCProperties", "D", "Order"],
    ] {
        assert_eq!(
            result.catalog(path).as_array().unwrap().len(),
            1,
            "{path:?}"
        );
    }
}

#[test]
fn a_label_of_layers_goes_when_some_of_them_do() {
    let mut fixture = Fixture::new();
    let layers: Vec<Object> = (0..3)
        .map(|number| {
            let name = Object::string_literal(format!("Layer {number}"));
            let group = dictionary! { "Type" => "OCG", "Name" => name };
            Object::Reference(fixture.document.add_object(group))
        })
        .collect();
    for layer in &layers {
        let properties = dictionary! { "L" => layer.clone() };
        let resources = dictionary! { "Properties" => properties };
        fixture.page("/OC /L BDC EMC", dictionary! { "Resources" => resources });
    }
    let [first, second, third] = <[Object; 3]>::try_from(layers.clone()).unwrap();
    let label = |words: &str| Object::string_literal(words);
    let order: Vec<Object> = vec![
        label("ALL"),
        vec![label("BOTH"), first, second].into(),
        vec![label("ONLY"), third].into(),
    ];
    let properties = dictionary! { "OCGs" => layers, "D" => dictionary! { "Order" => order } };
    fixture.catalog_mut().set("OCProperties", properties);
    let result = run(&assembly(vec![part(&fixture.bytes(), &[0, 2])]));
    let words = readable(&result.document);
    assert!(words.contains("ONLY") && !words.contains("BOTH") && !words.contains("ALL"));
    assert!(words.contains("Layer 0") && !words.contains("Layer 1"));
}
