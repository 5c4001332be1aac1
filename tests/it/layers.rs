//! The map in ARCHITECTURE.md against the code: no arrow between modules runs up its list of layers,
//! and no files go round in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, UseTree};

/// A module by its path below the crate: `["app", "view", "menu"]`.
type Module = Vec<String>;

/// The files of the tree by the module that each is.
fn files() -> BTreeMap<Module, PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.insert(module_of(path.strip_prefix(&root).unwrap()), path);
            }
        }
    }
    files
}

fn module_of(file: &Path) -> Module {
    let file = file.with_extension("");
    let mut module: Module = file
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}

/// The layers from the top down, out of the table in ARCHITECTURE.md.
fn layers() -> Vec<Module> {
    let map = include_str!("../../ARCHITECTURE.md");
    let table = map.split("## The layers").nth(1).unwrap();
    let table = table.split("\n## ").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `"));
    let names = rows.filter_map(|row| row.split('`').next());
    names
        .map(|name| name.split('/').map(str::to_owned).collect())
        .collect()
}

/// The place of a module's layer in the list, counted from the top.
fn layer(layers: &[Module], module: &Module) -> Option<usize> {
    let holding = layers.iter().enumerate();
    let holding = holding.filter(|(_, layer)| module.starts_with(layer));
    holding
        .max_by_key(|(_, layer)| layer.len())
        .map(|(at, _)| at)
}

/// The paths that a file names outside its tests.
struct Paths {
    /// The inline modules that are being read.
    within: Module,
    found: Vec<(Module, Vec<String>)>,
    /// The names that `use` brings into the file, with the paths that they stand for.
    brought: Vec<(String, Vec<String>)>,
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let mut is_test = attribute.path().is_ident("test");
        if attribute.path().is_ident("cfg") {
            let _ = attribute.parse_nested_meta(|meta| {
                is_test |= meta.path.is_ident("test");
                Ok(())
            });
        }
        is_test
    })
}

impl Paths {
    fn take(&mut self, path: Vec<String>) {
        self.found.push((self.within.clone(), path));
    }

    fn bring(&mut self, name: &syn::Ident, path: Vec<String>) {
        if self.within.is_empty() {
            self.brought.push((name.to_string(), path.clone()));
        }
        self.take(path);
    }

    fn take_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: &syn::Ident| {
            let mut path = before.to_vec();
            path.push(name.to_string());
            path
        };
        match tree {
            UseTree::Path(path) => self.take_tree(&with(&path.ident), &path.tree),
            UseTree::Name(name) => self.bring(&name.ident, with(&name.ident)),
            UseTree::Rename(rename) => self.bring(&rename.rename, with(&rename.ident)),
            UseTree::Glob(_) => self.take(before.to_vec()),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take_tree(before, tree);
                }
            }
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if is_for_tests(&module.attrs) {
            return;
        }
        self.within.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.within.pop();
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if !is_for_tests(&item.attrs) {
            self.take_tree(&[], &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names = path.segments.iter().map(|part| part.ident.to_string());
        self.take(names.collect());
        visit::visit_path(self, path);
    }

    // `pub(in crate::app)` says who may see, not what is used.
    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}
}

/// The crate's files, and what each brings into its own names from others.
struct Tree {
    files: BTreeMap<Module, PathBuf>,
    brought: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Tree {
    /// The module file that a path leads into, if it is one of the crate's: the one that holds the
    /// name, not one that passes it on.
    fn resolve(&self, here: &[String], path: &[String]) -> Option<Module> {
        let mut target: Module = here.to_vec();
        let mut rest = path;
        match path.first()?.as_str() {
            "crate" | "briefpack" => {
                target.clear();
                rest = &path[1..];
            }
            "self" => rest = &path[1..],
            "super" => {
                while rest.first().is_some_and(|name| name == "super") {
                    target.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                target.push(first.to_owned());
                if !self.files.contains_key(&target) {
                    return None;
                }
                rest = &path[1..];
            }
        }
        for (at, name) in rest.iter().enumerate() {
            target.push(name.clone());
            if !self.files.contains_key(&target) {
                target.pop();
                let passed_on = self.brought.get(&target).and_then(|names| names.get(name));
                if let Some(passed_on) = passed_on {
                    let path: Vec<String> =
                        passed_on.iter().chain(&rest[at + 1..]).cloned().collect();
                    return self.resolve(&target, &path);
                }
                break;
            }
        }
        self.files.contains_key(&target).then_some(target)
    }
}

/// Which files each file takes names from.
fn arrows(files: BTreeMap<Module, PathBuf>) -> BTreeMap<Module, BTreeSet<Module>> {
    let mut named = BTreeMap::new();
    let mut brought = BTreeMap::new();
    for (module, file) in &files {
        let name = module.last().map_or("", String::as_str);
        if name == "tests" || name.ends_with("_tests") {
            continue;
        }
        let source = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
        if is_for_tests(&source.attrs) || is_declared_for_tests(&files, module) {
            continue;
        }
        let mut paths = Paths {
            within: Vec::new(),
            found: Vec::new(),
            brought: Vec::new(),
        };
        paths.visit_file(&source);
        named.insert(module.clone(), paths.found);
        brought.insert(module.clone(), paths.brought.into_iter().collect());
    }
    let tree = Tree { files, brought };
    let mut arrows = BTreeMap::new();
    for (module, paths) in named {
        let mut to = BTreeSet::new();
        for (within, path) in paths {
            let here: Module = module.iter().chain(&within).cloned().collect();
            to.extend(tree.resolve(&here, &path).filter(|to| *to != module));
        }
        arrows.insert(module, to);
    }
    arrows
}

/// Whether a file, or one that it lies in, is declared for tests alone.
fn is_declared_for_tests(files: &BTreeMap<Module, PathBuf>, module: &Module) -> bool {
    let Some((name, parent)) = module.split_last() else {
        return false;
    };
    let parent = parent.to_vec();
    let Some(file) = files.get(&parent) else {
        return false;
    };
    let source = syn::parse_file(&std::fs::read_to_string(file).unwrap()).unwrap();
    let is_it = |item: &syn::Item| matches!(item, syn::Item::Mod(of) if of.ident == name && is_for_tests(&of.attrs));
    source.items.iter().any(is_it) || is_declared_for_tests(files, &parent)
}

/// Every file that one leads to.
fn reached_from<'a>(
    arrows: &'a BTreeMap<Module, BTreeSet<Module>>,
    from: &Module,
) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&Module> = arrows.get(from).into_iter().flatten().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(arrows.get(next).into_iter().flatten());
        }
    }
    reached
}

fn named(module: &Module) -> String {
    module.join("/")
}

#[test]
fn no_arrow_runs_up_the_layers() {
    let layers = layers();
    assert!(layers.len() > 20, "the table of layers is read");
    let mut wrong = Vec::new();
    for (from, targets) in arrows(files()) {
        // The root declares the modules and the binary calls them.
        if from.is_empty() || from == ["main"] {
            continue;
        }
        let Some(here) = layer(&layers, &from) else {
            wrong.push(format!("{} stands in no layer of the table", named(&from)));
            continue;
        };
        for to in targets.iter().filter(|to| !to.is_empty()) {
            if layer(&layers, to).is_some_and(|there| there < here) {
                wrong.push(format!("{} uses {}", named(&from), named(to)));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that run up:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_files_go_round_in_a_circle() {
    let mut arrows = arrows(files());
    for (from, targets) in &mut arrows {
        // A module and its own children belong together.
        targets.retain(|to| !to.starts_with(from) && !from.starts_with(to));
    }
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = arrows
        .keys()
        .map(|from| (from, reached_from(&arrows, from)))
        .collect();
    let mut ties = Vec::new();
    for (from, targets) in &arrows {
        let is_back = |to: &&Module| {
            reached
                .get(to)
                .is_some_and(|from_to| from_to.contains(from))
        };
        let back: Vec<String> = targets.iter().filter(is_back).map(named).collect();
        if !back.is_empty() {
            ties.push(format!("{} uses {}", named(from), back.join(", ")));
        }
    }
    assert!(ties.is_empty(), "files in circles:\n{}", ties.join("\n"));
}
