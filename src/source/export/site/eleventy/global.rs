//! What a site says of all its files at once, in its configuration or in global data.

use super::{
    super::{
        data::{self, Read},
        files::Root,
    },
    program::{self, Computed},
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table, Value as Raw},
};

/// What holds for every file that says nothing else, and what goes before all of them.
#[derive(Default)]
pub(super) struct Global {
    /// Below everything else.
    pub data: Table,
    /// The address of files that give none is not known.
    pub hides_address: bool,
    /// No address is known.
    pub hides_addresses: bool,
    /// Articles may be drafts that do not say so.
    pub hides_files: bool,
    /// What is not known, and where it stands.
    pub unknown: Vec<(Place, String)>,
}

/// What of all data matters to a feed.
const NAMES: [&str; 5] = ["permalink", "date", "tags", "draft", "eleventyExcludeFromCollections"];

/// What computes them all.
const COMPUTED: &str = "eleventyComputed";

impl Global {
    /// Reads what the configuration adds to all data, and the files of global data that are named after what matters.
    pub(super) fn read(root: &Root<'_>, directory: &str, configuration: &str, program: &str) -> Read<Self> {
        let mut global = Self::default();
        let place = Place::file(root.name_of(configuration));
        for call in program::calls(program, "addGlobalData") {
            let [name, value] = call.as_slice() else { continue };
            let Some(name) = program::literal(name) else { continue };
            match name.split_once('.') {
                Some((COMPUTED, name)) => global.computed(name, value, &place),
                _ if name == COMPUTED => global.all_computed(value, &place),
                _ => global.value(name, value, &place),
            }
        }
        for call in program::calls(program, "addPreprocessor") {
            let hides = |text: &&str| text.contains("false") && !program::is_of_drafts(text);
            if call.last().is_some_and(hides) {
                global.hides_files = true;
                global.unknown.push((place.clone(), "addPreprocessor".to_owned()));
            }
        }
        for name in NAMES.into_iter().chain([COMPUTED]) {
            for extension in ["json", "js", "cjs", "mjs", "ts"] {
                let path = format!("{directory}/{name}.{extension}");
                if !root.at(&path).is_file() {
                    continue;
                }
                let text = match data::text(root, &path)? {
                    Ok(text) => program::uncommented(&text),
                    Err(refused) => return Ok(Err(refused)),
                };
                let place = Place::file(root.name_of(&path));
                if extension == "json" {
                    match data::node(root, &path)? {
                        Ok(node) => global.data.0.push((name.to_owned(), node)),
                        Err(refused) => return Ok(Err(refused)),
                    }
                    continue;
                }
                let written =
                    data::exported(&text).and_then(|object| data::parse(object, &root.name_of(&path), "yaml").ok());
                let exported = ["export default", "module.exports"];
                let value =
                    exported.iter().find_map(|start| text.split_once(start)).map_or(text.as_str(), |(_, rest)| rest);
                let value = value.trim_start().trim_start_matches('=').trim().trim_end_matches(';').trim_end();
                match written {
                    Some(node) => global.data.0.push((name.to_owned(), node)),
                    None if name == COMPUTED => global.all_computed(value, &place),
                    None => global.value(name, value, &place),
                }
            }
        }
        Ok(Ok(global))
    }

    /// `eleventyComputed` as a program.
    fn all_computed(&mut self, text: &str, place: &Place) {
        for name in NAMES {
            if let Some(value) = program::member(text, name) {
                self.computed(name, value, place);
            }
        }
    }

    /// What one name of `eleventyComputed` is worked out to be.
    fn computed(&mut self, name: &str, value: &str, place: &Place) {
        match (name, program::permalink(value)) {
            ("permalink", Computed::Pattern(pattern)) => {
                let permalink = Table(vec![(name.to_owned(), Node::text(pattern, 0, 0))]);
                self.data.0.push((COMPUTED.to_owned(), Node::new(Raw::Table(permalink), 0, 0)));
                return;
            }
            ("permalink", Computed::Kept) => return,
            ("permalink", Computed::Unknown) => {
                self.hides_addresses = true;
                self.hides_files |= program::may_hide(&format!("permalink: {value}"));
            }
            ("draft" | "eleventyExcludeFromCollections", _) if program::is_of_drafts(value) => return,
            ("draft" | "eleventyExcludeFromCollections", _) => self.hides_files = true,
            ("date" | "tags", _) => {}
            _ => return,
        }
        self.unknown.push((place.clone(), format!("{COMPUTED}.{name}")));
    }

    /// What one name of global data is.
    fn value(&mut self, name: &str, value: &str, place: &Place) {
        let node = match value {
            "true" => Some(Node::new(Raw::Bool(true), 0, 0)),
            "false" => Some(Node::new(Raw::Bool(false), 0, 0)),
            _ => match program::permalink(value) {
                Computed::Pattern(text) => Some(Node::text(text, 0, 0)),
                Computed::Kept | Computed::Unknown => None,
            },
        };
        match node {
            _ if !NAMES.contains(&name) => return,
            Some(node) => {
                self.data.0.push((name.to_owned(), node));
                return;
            }
            None if name == "permalink" => {
                self.hides_address = true;
                self.hides_files |= program::may_hide(&format!("permalink: {value}"));
            }
            None => self.hides_files |= matches!(name, "draft" | "eleventyExcludeFromCollections"),
        }
        self.unknown.push((place.clone(), name.to_owned()));
    }
}
