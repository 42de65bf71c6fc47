//! The source below `src` as modules: what each one imports, and the tokens of each of its functions.

use super::tokens::{Token, leaves, plain};
use proc_macro2::TokenStream;
use quote::ToTokens;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use syn::{Attribute, ImplItem, Item, TraitItem};

/// The segments of a path.
pub type Path = Vec<String>;

/// What is wrong, each with the files in which it is.
pub type Found = BTreeMap<String, BTreeSet<String>>;

/// The modules of the project, by their paths below the crate.
pub struct House(pub BTreeMap<Path, Module>);

/// A file.
#[derive(Default)]
pub struct Module {
    /// Its name.
    pub file: String,
    /// The names that imports bring, each with the path as it is written.
    pub imports: BTreeMap<String, Path>,
    /// The functions, and what is beside them.
    pub parts: Vec<Part>,
    /// The modules in it that are for tests.
    tests: Vec<String>,
}

/// A function, or all of an item that is none.
pub struct Part {
    /// The function's name, behind that of the type whose method it is; empty for other items.
    pub name: String,
    /// What is in it, attributes left out.
    pub tokens: Vec<Token>,
    /// What of it says what comes back from a call: the type that is returned, an alias, an import.
    pub returned: Vec<Token>,
}

impl House {
    /// What is below `src`, read once.
    pub fn of_project() -> &'static House {
        static PROJECT: LazyLock<House> = LazyLock::new(House::read);
        &PROJECT
    }

    fn read() -> House {
        let paths = walkdir::WalkDir::new("src").into_iter().map(|entry| entry.unwrap().into_path());
        let files = paths.filter(|path| path.extension().is_some_and(|end| end == "rs"));
        House::of(files.map(|path| (path.to_str().unwrap().to_string(), std::fs::read_to_string(&path).unwrap())))
    }

    /// Files by name, with their texts. What is for tests only is left out.
    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> House {
        let modules: BTreeMap<Path, Module> =
            files.into_iter().map(|(file, text)| (module_of(&file), Module::read(file, &text))).collect();
        let tests = modules.iter().flat_map(|(path, module)| module.tests.iter().map(|name| below(path, name)));
        let tests: Vec<Path> = tests.collect();
        House(modules.into_iter().filter(|(path, _)| !tests.iter().any(|tests| path.starts_with(tests))).collect())
    }
}

/// A path with one segment more.
pub fn below(path: &[String], name: &str) -> Path {
    path.iter().cloned().chain([name.to_string()]).collect()
}

/// `src/emit/flux/mod.rs` and `src/emit/flux.rs` are the module `emit::flux`.
fn module_of(file: &str) -> Path {
    let path = file.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod");
    path.split('/').filter(|part| *part != "lib").map(str::to_string).collect()
}

impl Module {
    fn read(file: String, text: &str) -> Module {
        let items = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}")).items;
        let mut module = Module { file, ..Module::default() };
        items.iter().for_each(|item| module.add(item));
        module
    }

    fn add(&mut self, item: &Item) {
        match item {
            Item::Mod(item) if is_test(&item.attrs) => self.tests.push(item.ident.to_string()),
            Item::Fn(item) if is_test(&item.attrs) => {}
            Item::Use(item) if is_test(&item.attrs) => {}
            Item::Impl(item) if is_test(&item.attrs) => {}
            Item::Mod(item) => item.content.iter().flat_map(|(_, items)| items).for_each(|item| self.add(item)),
            Item::Fn(item) => self.function("", &item.sig, item.to_token_stream()),
            Item::Use(item) => {
                let leaves = leaves(&[], item.tree.to_token_stream()).into_iter();
                self.imports.extend(leaves.map(|leaf| (leaf.name, leaf.path)));
                self.alias(item.tree.to_token_stream());
            }
            Item::Type(item) => self.alias(item.to_token_stream()),
            Item::Impl(item) => {
                let owner = item.self_ty.to_token_stream();
                for inner in &item.items {
                    match inner {
                        ImplItem::Fn(inner) => {
                            self.function(&owner.to_string(), &inner.sig, inner.to_token_stream());
                        }
                        ImplItem::Type(inner) => self.alias(inner.to_token_stream()),
                        other => self.other(other.to_token_stream()),
                    }
                }
                self.other(item.generics.to_token_stream());
                self.other(item.trait_.as_ref().map(|(path, _)| path).to_token_stream());
                self.other(owner);
            }
            Item::Trait(item) => {
                for inner in &item.items {
                    match inner {
                        TraitItem::Fn(inner) => {
                            self.function(&item.ident.to_string(), &inner.sig, inner.to_token_stream());
                        }
                        other => self.other(other.to_token_stream()),
                    }
                }
            }
            other => self.other(other.to_token_stream()),
        }
    }

    fn function(&mut self, owner: &str, signature: &syn::Signature, tokens: TokenStream) {
        let name = format!("{owner}::{}", signature.ident).trim_start_matches("::").to_string();
        self.parts.push(Part { name, tokens: plain(tokens), returned: plain(signature.output.to_token_stream()) });
    }

    fn alias(&mut self, tokens: TokenStream) {
        let tokens = plain(tokens);
        self.parts.push(Part { name: String::new(), returned: tokens.clone(), tokens });
    }

    fn other(&mut self, tokens: TokenStream) {
        self.parts.push(Part { name: String::new(), tokens: plain(tokens), returned: Vec::new() });
    }
}

fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| attribute.meta.to_token_stream().to_string().replace(' ', "") == "cfg(test)")
}
