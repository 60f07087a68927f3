//! `hugo.toml` and its kin, or the directory `config/`.

use super::super::{
    data::{self, Ask, Read},
    files::{self, Root},
    people::People,
};
use crate::{
    diagnostic::Place,
    record::raw::{Node, Table, Value as Raw},
};

/// What a site's configuration says. All keys are without capitals.
pub(super) struct Config {
    pub table: Table,
    /// Its file.
    pub place: Place,
    /// `https://example.org/blog`, or nothing.
    pub base: String,
    pub languages: Vec<Language>,
    /// Keys of languages that are not built, without capitals.
    pub disabled: Vec<String>,
    /// Plural names of taxonomies, as front matters have them.
    pub taxonomies: Vec<String>,
    pub people: People,
}

/// A language of a site.
pub(super) struct Language {
    /// `pt-br`
    pub key: String,
    /// `pt-BR`
    pub tag: Option<String>,
    /// The directory of its articles, if it has one of its own.
    pub directory: Option<String>,
    /// What its addresses begin with: `/fr`, or nothing.
    pub prefix: String,
    /// Its own base address.
    pub base: Option<String>,
    /// What its part of the configuration says.
    pub table: Table,
}

impl Config {
    pub(super) fn read(root: &Root<'_>) -> Read<Self> {
        let mut table = Table::default();
        let names = [
            "hugo.toml",
            "hugo.yaml",
            "hugo.yml",
            "hugo.json",
            "config.toml",
            "config.yaml",
            "config.yml",
            "config.json",
        ];
        let name = root.first(&names);
        if let Some(name) = name {
            match data::table(root, name)? {
                Ok(read) => table = data::lower(read),
                Err(refused) => return Ok(Err(refused)),
            }
        }
        let mut place = name.unwrap_or("hugo.toml").to_owned();
        for directory in ["config/_default", "config/production"] {
            for path in root.files(directory)? {
                match part(root, &path)? {
                    Ok(Some(read)) => data::merge(&mut table, &read),
                    Ok(None) => continue,
                    Err(refused) => return Ok(Err(refused)),
                }
                if name.is_none() && matches!(files::stem(files::split(&path).1).0, "hugo" | "config") {
                    place = path;
                }
            }
        }
        let mut people = People::default();
        for path in root.files(table.filled("datadir").unwrap_or("data"))? {
            if let Err(refused) = person(root, &path, &mut people)? {
                return Ok(Err(refused));
            }
        }
        let taxonomies = table.sub("taxonomies").map(|taxonomies| {
            taxonomies.0.iter().filter_map(|(_, node)| node.as_filled_text().map(str::to_lowercase)).collect()
        });
        Ok(Ok(Self {
            base: table
                .filled("baseurl")
                .filter(|base| base.contains("://"))
                .unwrap_or_default()
                .trim_end_matches('/')
                .to_owned(),
            languages: languages(&table),
            disabled: disabled(&table),
            taxonomies: taxonomies.unwrap_or_else(|| vec!["categories".to_owned(), "tags".to_owned()]),
            place: Place::file(root.name_of(&place)),
            people,
            table,
        }))
    }

    /// The number of a language.
    pub(super) fn language(&self, key: &str) -> Option<usize> {
        self.languages.iter().position(|language| language.key.eq_ignore_ascii_case(key))
    }

    /// The number of the main language.
    pub(super) fn main(&self) -> usize {
        self.language(self.table.filled("defaultcontentlanguage").unwrap_or("en")).unwrap_or(0)
    }

    /// A flag of the configuration.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.table.flag(name).unwrap_or(false)
    }

    /// What is set for a language: its own part of the configuration goes before the whole.
    pub(super) fn of(&self, language: usize, name: &str) -> Option<&Node> {
        let own = self.languages.get(language).and_then(|language| language.table.get(name));
        own.filter(|node| !node.is_blank()).or_else(|| self.table.get(name))
    }

    /// Whether a key is that of a language that is not built.
    pub(super) fn is_disabled(&self, key: &str) -> bool {
        self.disabled.iter().any(|disabled| disabled.eq_ignore_ascii_case(key))
    }
}

/// One file of `config/`: its name says which part of the configuration it is.
fn part(root: &Root<'_>, path: &str) -> Read<Option<Table>> {
    let (stem, extension) = files::stem(files::split(path).1);
    if !matches!(extension, "toml" | "yaml" | "yml" | "json") {
        return Ok(Ok(None));
    }
    let read = match data::table(root, path)? {
        Ok(read) => data::lower(read),
        Err(refused) => return Ok(Err(refused)),
    };
    let wrap = |name: &str, table: Table| Table(vec![(name.to_lowercase(), Node::new(Raw::Table(table), 0, 0))]);
    Ok(Ok(Some(match stem.split_once('.') {
        // `params.fr.toml`
        Some((name, language)) => wrap("languages", wrap(language, wrap(name, read))),
        None if matches!(stem, "hugo" | "config") => read,
        None => wrap(stem, read),
    })))
}

/// People in `data/authors.yaml`, or one each in `data/authors/ada.yaml`.
fn person(root: &Root<'_>, path: &str, people: &mut People) -> Read<()> {
    let (directory, name) = files::split(path);
    let (stem, extension) = files::stem(name);
    let is_data = matches!(extension, "toml" | "yaml" | "yml" | "json");
    let is_table = matches!(stem, "authors" | "author" | "people");
    let is_person = matches!(files::split(directory).1, "authors" | "author" | "people");
    if !is_data || !is_table && !is_person {
        return Ok(Ok(()));
    }
    Ok(data::node(root, path)?.map(|node| if is_table { people.add(&node) } else { people.one(stem, &node) }))
}

/// The keys of languages that the configuration turns off.
fn disabled(table: &Table) -> Vec<String> {
    let mut keys: Vec<String> = table.texts("disablelanguages").iter().map(|key| key.to_lowercase()).collect();
    let languages = table.sub("languages").map_or(&[][..], |languages| &languages.0);
    let is_off = |node: &Node| node.as_table().and_then(|own| own.flag("disabled")) == Some(true);
    keys.extend(languages.iter().filter(|(_, node)| is_off(node)).map(|(key, _)| key.to_lowercase()));
    keys
}

fn languages(table: &Table) -> Vec<Language> {
    let main = table.filled("defaultcontentlanguage").unwrap_or("en").to_lowercase();
    let in_directory = table.flag("defaultcontentlanguageinsubdir").unwrap_or(false);
    let hidden = disabled(table);
    let mut languages: Vec<Language> = Vec::new();
    let several = table.sub("languages").filter(|languages| !languages.is_empty());
    for (key, node) in several.iter().flat_map(|languages| &languages.0) {
        let Some(own) = node.as_table() else { continue };
        if hidden.contains(&key.to_lowercase()) {
            continue;
        }
        let base = own.filled("baseurl").map(|base| base.trim_end_matches('/').to_owned());
        let is_first = *key == main && !in_directory || base.is_some();
        languages.push(Language {
            key: key.clone(),
            tag: own
                .filled("languagecode")
                .or_else(|| own.filled("locale"))
                .or_else(|| table.filled("languagecode").filter(|_| *key == main))
                .or(Some(key))
                .map(str::to_owned),
            directory: own.filled("contentdir").map(|directory| directory.trim_matches('/').to_owned()),
            prefix: if is_first { String::new() } else { format!("/{key}") },
            base,
            table: own.clone(),
        });
    }
    if languages.is_empty() {
        let tag = table.filled("languagecode").or_else(|| table.filled("defaultcontentlanguage"));
        languages.push(Language {
            tag: tag.map(str::to_owned),
            prefix: if in_directory { format!("/{main}") } else { String::new() },
            key: main,
            directory: None,
            base: None,
            table: Table::default(),
        });
    }
    languages
}
