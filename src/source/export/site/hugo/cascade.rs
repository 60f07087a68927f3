//! `cascade`: what a section, or the configuration, says of the pages below it.

use super::super::data::{self, Ask as _};
use crate::record::raw::{Node, Table, Value as Raw};
use globset::{GlobBuilder, GlobMatcher};

/// The parts of one `cascade`, in its order.
#[derive(Default)]
pub(super) struct Cascade(Vec<Part>);

struct Part {
    targets: Vec<Target>,
    values: Table,
}

/// Which pages a part is for; what is not named may be anything.
struct Target {
    path: Option<GlobMatcher>,
    language: Option<String>,
    /// Whether any article can be one.
    is_possible: bool,
}

/// A page as targets name it.
pub(super) struct Named<'a> {
    /// `/posts/salt`, without capitals and extension; of a bundle, its directory.
    pub path: &'a str,
    /// The key of its language.
    pub language: &'a str,
}

impl Cascade {
    /// Reads one.
    pub(super) fn read(node: &Node) -> Self {
        let parts = node.items().iter().filter_map(Node::as_table).map(|part| {
            let mut values = flat(data::lower(part.clone()));
            let mut targets = Vec::new();
            values.0.retain(|(name, node)| {
                let is_target = matches!(name.as_str(), "target" | "_target");
                if is_target {
                    targets.extend(node.items().iter().filter_map(Node::as_table).filter_map(Target::read));
                }
                !is_target
            });
            Part { targets, values }
        });
        Self(parts.collect())
    }

    /// What it says of a page: of several parts that say something, the first counts.
    pub(super) fn of(&self, page: &Named<'_>) -> Table {
        let fits = |part: &&Part| part.targets.is_empty() || part.targets.iter().any(|target| target.has(page));
        self.0.iter().filter(fits).rev().fold(Table::default(), |mut all, part| {
            data::merge(&mut all, &part.values);
            all
        })
    }
}

impl Target {
    fn read(table: &Table) -> Option<Self> {
        let path = match table.filled("path").map(str::to_lowercase) {
            None => None,
            // What is no pattern is for nobody.
            Some(path) => {
                let glob = GlobBuilder::new(&path).literal_separator(true).build().ok();
                Some(glob.map(|glob| glob.compile_matcher()))
            }
        };
        let is_glob = path.as_ref().is_none_or(Option::is_some);
        let may_be = |name: &str, word: &str| {
            table.filled(name).is_none_or(|given| given.eq_ignore_ascii_case(word) || given.contains(['*', '{']))
        };
        let is_possible = is_glob && may_be("kind", "page") && may_be("environment", "production");
        Some(Self { path: path.flatten(), language: table.filled("lang").map(str::to_owned), is_possible })
    }

    fn has(&self, page: &Named<'_>) -> bool {
        let is_language = |wanted: &String| wanted.eq_ignore_ascii_case(page.language) || wanted.contains(['*', '{']);
        self.is_possible
            && self.path.as_ref().is_none_or(|path| path.is_match(page.path))
            && self.language.as_ref().is_none_or(is_language)
    }
}

/// A head with its `params` among the other names, as templates see them (Hugo 0.123 and later).
pub(super) fn flat(mut table: Table) -> Table {
    let Some(at) = table.0.iter().position(|(name, node)| name == "params" && matches!(node.value, Raw::Table(_)))
    else {
        return table;
    };
    if let (_, Node { value: Raw::Table(params), .. }) = table.0.remove(at) {
        for (name, node) in params.0 {
            if table.get(&name).is_none() {
                table.0.push((name, node));
            }
        }
    }
    table
}
