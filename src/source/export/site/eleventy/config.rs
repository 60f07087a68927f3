//! What a site's configuration and global data say in plain words: literals in programs, and JSON.

use super::{
    super::{
        data::{self, Ask, Read},
        files::{self, Root},
        page,
        people::People,
        template,
    },
    global::Global,
    ignores::Ignores,
    program,
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table},
    value::Format,
};
use regex::Regex;
use std::sync::Arc;

/// What is known of a site.
pub(super) struct Config {
    pub place: Place,
    /// The directory of templates, relative to the site's; nothing for the top.
    pub input: String,
    /// `https://example.org`, or nothing.
    pub base: String,
    /// `/blog/`
    pub prefix: String,
    /// What `_data/metadata.json`, or its like, says.
    pub site: Table,
    pub people: People,
    /// Paths of feeds.
    pub feeds: Vec<(String, Format)>,
    /// What holds for every file.
    pub global: Global,
    /// What a template of a feed puts into ids that are no addresses, with its place.
    pub odd_id: Option<(Arc<str>, u32, String)>,
    /// The collection that the plugin makes a feed of.
    pub collection: Option<String>,
    /// The name that a directory's data files have, where it is not the directory's.
    pub base_name: Option<String>,
    pub ignores: Ignores,
    output: String,
}

/// Files of global data that describe the site.
const SITE: [&str; 6] = ["metadata", "site", "meta", "siteConfig", "config", "siteInfo"];

/// Templates that are programs, or of languages beside those.
const UNREAD: [&str; 14] = [
    ".11ty.js",
    ".11ty.cjs",
    ".11ty.mjs",
    ".11ty.ts",
    ".11ty.jsx",
    ".11ty.tsx",
    ".mdx",
    ".webc",
    ".hbs",
    ".mustache",
    ".ejs",
    ".haml",
    ".pug",
    ".vto",
];

/// Whether a path is that of a template.
pub(super) fn is_source(path: &str) -> bool {
    [".md", ".njk", ".liquid", ".html", ".markdown"].iter().any(|end| path.ends_with(end))
}

impl Config {
    pub(super) fn read(root: &Root<'_>) -> Read<Self> {
        let names =
            [".eleventy.js", "eleventy.config.js", "eleventy.config.mjs", "eleventy.config.cjs", "eleventy.config.ts"];
        let name = root.first(&names);
        let program = match name.map(|name| data::text(root, name)).transpose()? {
            Some(Ok(text)) => program::uncommented(&text),
            Some(Err(refused)) => return Ok(Err(refused)),
            None => String::new(),
        };
        let input = literal(&program, r#"\binput\s*:\s*"#).unwrap_or_default();
        let input = input.trim_start_matches("./").trim_matches(['.', '/']).to_owned();
        let output = literal(&program, r#"\boutput\s*:\s*"#).unwrap_or_else(|| "_site".to_owned());
        let prefix = literal(&program, r#"\bpathPrefix\s*:\s*"#).unwrap_or_default();
        let directory = literal(&program, r#"\bdata\s*:\s*"#).unwrap_or_else(|| "_data".to_owned());
        let directory = files::resolved(&input, &directory).unwrap_or(directory);
        let mut config = Self {
            place: Place::file(root.name_of(name.unwrap_or("eleventy.config.js"))),
            base: String::new(),
            prefix: files::joined("/", &prefix),
            site: Table::default(),
            people: People::default(),
            feeds: Vec::new(),
            output: output.trim_matches(['.', '/']).to_owned(),
            ignores: Ignores::read(root, &input, &program),
            collection: literal(&program, r#"\bcollection\s*:\s*\{[^}]*?\bname\s*:\s*"#),
            base_name: literal(&program, r#"\bsetDataFileBaseName\s*\(\s*"#),
            global: Global::default(),
            odd_id: None,
            input,
        };
        for name in SITE {
            if let Err(refused) = config.global(root, &format!("{directory}/{name}"))? {
                return Ok(Err(refused));
            }
        }
        for name in ["authors", "people"] {
            let path = format!("{directory}/{name}.json");
            if root.at(&path).is_file() {
                match data::node(root, &path)? {
                    Ok(node) => config.people.add(&node),
                    Err(refused) => return Ok(Err(refused)),
                }
            }
        }
        let base = ["url", "siteUrl", "siteURL", "baseUrl", "base"].iter().find_map(|name| config.site.filled(name));
        // The plugin for feeds is told the site's address, too.
        let told = || literal(&program, r#"\bbase\s*:\s*"#);
        let base = base.map(str::to_owned).or_else(told).filter(|base| base.contains("://"));
        config.base = base.unwrap_or_default().trim_end_matches('/').to_owned();
        config.global = match Global::read(root, &directory, name.unwrap_or_default(), &program)? {
            Ok(global) => global,
            Err(refused) => return Ok(Err(refused)),
        };
        config.feeds(root, &program)
    }

    /// A path relative to the directory of templates.
    pub(super) fn below<'p>(&self, path: &'p str) -> &'p str {
        let below = path.strip_prefix(self.input.as_str()).filter(|_| !self.input.is_empty());
        below.map_or(path, |rest| rest.trim_start_matches('/'))
    }

    /// Whether Eleventy makes a page of a file.
    pub(super) fn is_template(&self, path: &str) -> bool {
        is_source(path) && self.is_seen(path)
    }

    /// Whether Eleventy makes a page of a file, maybe with a plugin, and nobody here can tell what stands on it.
    pub(super) fn is_unread_template(&self, path: &str) -> bool {
        UNREAD.iter().any(|end| path.ends_with(end)) && self.is_seen(path)
    }

    fn is_seen(&self, path: &str) -> bool {
        let below = self.below(path);
        let is_hidden = below.split('/').any(|part| part.starts_with(['_', '.']));
        let is_output = !self.output.is_empty() && path.starts_with(&format!("{}/", self.output));
        !is_hidden && !is_output && !self.ignores.has(path)
    }

    /// Whether Eleventy would make a page of a file, were it not told to pass over it.
    pub(super) fn is_ignored(&self, path: &str) -> bool {
        let is_hidden = self.below(path).split('/').any(|part| part.starts_with(['_', '.']));
        is_source(path) && !is_hidden && self.ignores.has(path)
    }

    /// Takes up what a file of global data says of the site.
    fn global(&mut self, root: &Root<'_>, stem: &str) -> Read<()> {
        let json = format!("{stem}.json");
        if root.at(&json).is_file() {
            match data::table(root, &json)? {
                Ok(table) => data::merge(&mut self.site, &table),
                Err(refused) => return Ok(Err(refused)),
            }
            return Ok(Ok(()));
        }
        for extension in ["js", "mjs", "cjs", "ts"] {
            let path = format!("{stem}.{extension}");
            if !root.at(&path).is_file() {
                continue;
            }
            let program = match data::text(root, &path)? {
                Ok(program) => program,
                Err(refused) => return Ok(Err(refused)),
            };
            // What is beyond a literal is not known.
            for key in ["url", "title", "description", "language", "lang"] {
                if let Some(value) = literal(&program, &format!(r#"(?m)^\s*["']?{key}["']?\s*:\s*"#)) {
                    self.site.0.push((key.to_owned(), Node::text(value, 0, 0)));
                }
            }
            let author = program.split_once("author").map(|(_, rest)| rest);
            if let Some(author) =
                author.and_then(|rest| rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':'))
            {
                self.author(author);
            }
        }
        Ok(Ok(()))
    }

    fn author(&mut self, text: &str) {
        let text = text.trim_start();
        let value = match text.strip_prefix('{') {
            Some(inside) => {
                let inside = inside.split('}').next().unwrap_or_default();
                let fields = ["name", "email", "url"].iter().filter_map(|key| {
                    let value = literal(inside, &format!(r#"["']?\b{key}["']?\s*:\s*"#))?;
                    Some(((*key).to_owned(), Node::text(value, 0, 0)))
                });
                Node::new(crate::record::raw::Value::Table(Table(fields.collect())), 0, 0)
            }
            None => match literal(text, "^") {
                Some(name) => Node::text(name, 0, 0),
                None => return,
            },
        };
        self.site.0.push(("author".to_owned(), value));
    }

    /// Where feeds are: told to the plugin, or templates of the site.
    fn feeds(mut self, root: &Root<'_>, program: &str) -> Read<Self> {
        let format = |path: &str, text: &str| {
            let has = |word: &str| path.contains(word) || text.contains(word);
            if has("json") {
                Format::Json
            } else if text.contains("<rss") || path.contains("rss") {
                Format::Rss
            } else {
                Format::Atom
            }
        };
        let has_plugin = program.contains("plugin-rss") || program.contains("feedPlugin");
        if let Some(path) = literal(program, r#"\boutputPath\s*:\s*"#).filter(|_| has_plugin) {
            let kind = literal(program, r#"\btype\s*:\s*"#).unwrap_or_default();
            self.feeds.push((path, format(&kind, "")));
        }
        for path in root.files(&self.input)? {
            let is_feed = ["feed", "atom", "rss"].iter().any(|word| path.to_lowercase().contains(word));
            if !is_feed || !self.is_template(&path) {
                continue;
            }
            let Ok(page) = page::fenced(root, &path, false)? else { continue };
            let permalink = page.head.filled("permalink").filter(|path| !path.contains("{{"));
            if let Some(permalink) = permalink.filter(|path| path.ends_with(".xml") || path.ends_with(".json")) {
                self.feeds.push((permalink.to_owned(), format(permalink, &page.text)));
                let is_address = |value: &str| value.to_lowercase().ends_with("url");
                if let Some((line, id)) = template::odd_id(&page.text, &is_address) {
                    self.odd_id = Some((page.name.clone(), line, id.to_owned()));
                }
            }
        }
        Ok(Ok(self))
    }
}

/// The string behind what a pattern finds, if one stands there.
fn literal(program: &str, before: &str) -> Option<String> {
    let pattern = Regex::new(&format!(r#"{before}(?:"([^"\\\n]*)"|'([^'\\\n]*)'|`([^`\\$\n]*)`)"#)).ok()?;
    let found = pattern.captures(program)?;
    (1..=3).find_map(|group| found.get(group)).map(|value| value.as_str().to_owned())
}
