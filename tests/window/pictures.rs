//! The pictures in README, and pictures of every screen for the eye.

use std::path::Path;
use std::sync::Arc;

use eframe::egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::{SnapshotOptions, SnapshotResults, try_image_snapshot_options};

use crate::desk::{CTRL, Desk};

fn sample(size: eframe::egui::Vec2, theme: Theme) -> Desk {
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let mut desk = Desk::sized(folder, None, size, theme);
    desk.click("Open the sample pack");
    desk.click_row("No harbour is an island");
    desk
}

fn save(desk: &mut Desk, path: impl AsRef<Path>) {
    desk.harness.render().unwrap().save(path).unwrap();
}

/// The main screens against the pictures of them in `tests/snapshots`. They are drawn here without a
/// graphics card and with our own fonts, so the pictures are the same on every machine but for
/// rounding. `UPDATE_SNAPSHOTS=1 cargo test --test window main_screens` takes new ones.
#[test]
fn the_main_screens_look_as_they_did() {
    // Rounding on another machine may change some; a word of the smallest type has more.
    let options = SnapshotOptions::new().max_failed_pixels(8_usize);
    let mut wrong = SnapshotResults::new();
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut look = |desk: &mut Desk, screen: &str| {
            let picture = desk.harness.render().unwrap();
            let screen = format!("{screen}-{name}");
            wrong.add(try_image_snapshot_options(&picture, screen, &options));
        };
        let size = vec2(1024.0, 700.0);
        let mut desk = Desk::sized(Arc::new(tempfile::tempdir().unwrap()), None, size, theme);
        look(&mut desk, "welcome");
        desk.click("New pack");
        look(&mut desk, "empty");
        let mut desk = sample(size, theme);
        look(&mut desk, "pack");
        desk.press(CTRL, Key::K);
        look(&mut desk, "palette");
        desk.press(Modifiers::NONE, Key::Escape);
        desk.press(CTRL, Key::G);
        look(&mut desk, "grid");
        desk.press(CTRL, Key::G);
        desk.press(CTRL, Key::T);
        look(&mut desk, "table");
    }
    wrong.unwrap();
}

/// `cargo test --test window pictures -- --ignored` makes README's pictures anew.
#[test]
#[ignore = "writes assets/pictures"]
fn pictures_for_the_readme() {
    let folder = Path::new("assets/pictures");
    std::fs::create_dir_all(folder).unwrap();
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        let mut desk = sample(vec2(1280.0, 800.0), theme);
        let papers = desk.folder.path().join("Straits Forum");
        std::fs::create_dir(&papers).unwrap();
        for paper in std::fs::read_dir("examples/papers").unwrap() {
            let paper = paper.unwrap();
            std::fs::copy(paper.path(), papers.join(paper.file_name())).unwrap();
        }
        desk.harness.state_mut().add_library_folder(papers);
        desk.settle();
        let paper = desk.library_row("press digest.txt");
        desk.click_at(paper);
        desk.click_row("Straits ministers agree");
        desk.press(CTRL.plus(Modifiers::ALT), Key::N);
        desk.settle();
        save(&mut desk, folder.join(format!("window-{name}.png")));
    }
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window every_screen -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn every_screen() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = Path::new(&folder);
    for (theme, name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (size, size_name) in [
            (vec2(1024.0, 700.0), "small"),
            (vec2(2560.0, 1440.0), "large"),
        ] {
            let mut desk = sample(size, theme);
            save(
                &mut desk,
                folder.join(format!("pack-{size_name}-{name}.png")),
            );
        }
        let mut desk = Desk::sized(
            Arc::new(tempfile::tempdir().unwrap()),
            None,
            vec2(1024.0, 700.0),
            theme,
        );
        save(&mut desk, folder.join(format!("welcome-{name}.png")));
        desk.click("New pack");
        save(&mut desk, folder.join(format!("empty-{name}.png")));
        let seed = std::fs::read_dir("../shared/seeds")
            .ok()
            .and_then(|mut files| {
                files.find_map(|file| {
                    file.ok()
                        .map(|file| file.path())
                        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
                })
            });
        if let Some(seed) = seed {
            desk.drop_files(&[seed], None);
            save(&mut desk, folder.join(format!("split-{name}.png")));
            desk.click("Add 3 documents");
        }
        desk.press(CTRL, Key::E);
        save(&mut desk, folder.join(format!("export-{name}.png")));
        desk.click("Cancel");
        desk.click_row("Cover");
        save(&mut desk, folder.join(format!("cover-{name}.png")));
        desk.click("File");
        save(&mut desk, folder.join(format!("menu-{name}.png")));
    }
}

/// `BRIEFPACK_PICTURES=FOLDER cargo test --test window screens_of_the_library -- --ignored`
#[test]
#[ignore = "writes pictures to look at"]
fn screens_of_the_library() {
    let folder = std::env::var_os("BRIEFPACK_PICTURES").expect("a folder for the pictures");
    let folder = Path::new(&folder);
    for (theme, theme_name) in [(Theme::Light, "light"), (Theme::Dark, "dark")] {
        for (size, size_name) in [
            (vec2(1024.0, 700.0), "small"),
            (vec2(1280.0, 800.0), "usual"),
        ] {
            let picture = |desk: &mut Desk, name: &str| {
                let file = format!("library-{name}-{size_name}-{theme_name}.png");
                save(desk, folder.join(file));
            };
            let mut desk = sample(size, theme);
            picture(&mut desk, "none");
            let papers = desk.folder.path().join("Straits Forum");
            std::fs::create_dir_all(papers.join("earlier")).unwrap();
            for paper in std::fs::read_dir("examples/papers").unwrap() {
                let paper = paper.unwrap();
                std::fs::copy(paper.path(), papers.join(paper.file_name())).unwrap();
                let earlier = papers.join("earlier").join(paper.file_name());
                std::fs::copy(paper.path(), earlier).unwrap();
            }
            std::fs::write(papers.join("broken.pdf"), "%PDF-1.7 and no more").unwrap();
            desk.harness.state_mut().add_library_folder(papers);
            desk.settle();
            picture(&mut desk, "all");
            desk.click("Group the library: Group");
            picture(&mut desk, "menu");
            desk.click("Month");
            picture(&mut desk, "groups");
            desk.click("Folders of the library");
            picture(&mut desk, "folders");
            desk.press(Modifiers::NONE, Key::Escape);
            desk.press(CTRL, Key::L);
            desk.type_into_focused("straits ministers");
            desk.press(Modifiers::NONE, Key::ArrowDown);
            desk.press(Modifiers::SHIFT, Key::ArrowDown);
            picture(&mut desk, "search");
            desk.press(Modifiers::NONE, Key::Space);
            picture(&mut desk, "large");
            desk.press(Modifiers::NONE, Key::Escape);
            desk.press(CTRL, Key::L);
            desk.type_into_focused("zebra date:soon");
            picture(&mut desk, "nothing");
        }
    }
}
