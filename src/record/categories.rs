//! Categories, tags, topics: one list of terms, however they are written.
//!
//! A string is cut at commas and semicolons, never at blanks: Jekyll cuts there and Hugo does not, and one tag too few
//! ("New Jersey") is a smaller harm than two that nobody gave.

use super::{
    Category,
    html::read_line,
    raw::{Node, Table, Value},
    report::Report,
    wrapped::enclosed,
};
use crate::{
    diagnostic::rules::record::CATEGORY_INVALID,
    value::{collapse_blanks, fold},
};
use std::collections::HashSet;

/// Lists nest no deeper than this (`[[…]]` of WordPress's embedded terms, `{data: [{attributes: …}]}` of Strapi).
const DEEPEST: usize = 5;
/// Taxonomies of WordPress that say nothing about the subject.
const TECHNICAL: [&str; 5] = ["nav_menu", "post_format", "link_category", "wp_theme", "author"];

/// Gathers categories, each once.
#[derive(Default)]
pub(super) struct Categories {
    /// Whether numbers are those of a content system's tables and no terms (WordPress's REST interface).
    numbered: bool,
    list: Vec<Category>,
    seen: HashSet<(String, Option<String>)>,
}

impl Categories {
    /// No categories yet; `numbered` where numbers are keys of a content system's tables and no terms.
    pub(super) fn new(numbered: bool) -> Self {
        Self { numbered, ..Self::default() }
    }

    /// Reads one field.
    pub(super) fn read(&mut self, node: &Node, report: &mut Report) {
        self.collect(node, 0, report);
    }

    /// What was read, in the order of the record.
    pub(super) fn finish(self) -> Vec<Category> {
        self.list
    }

    fn collect(&mut self, node: &Node, depth: usize, report: &mut Report) {
        match &node.value {
            Value::Null => {}
            Value::Number(_) if self.numbered => {}
            Value::Number(term) => self.add(term, None, None),
            Value::Bool(_) => self.add(node.as_text().unwrap_or_default(), None, None),
            Value::Text(text) => self.string(text, node, depth, report),
            Value::List(items) if depth < DEEPEST => {
                for item in items {
                    self.collect(item, depth + 1, report);
                }
            }
            Value::List(_) => {}
            Value::Table(table) => match enclosed(table).filter(|_| depth < DEEPEST) {
                // A list in an envelope is cut already.
                Some(inner) => self.collect(inner, depth + 1, report),
                None => self.table(table, node, report),
            },
        }
    }

    fn string(&mut self, text: &str, node: &Node, depth: usize, report: &mut Report) {
        let text = text.trim();
        if text.is_empty() {
            // An empty cell or value is no category; an empty member of a list was meant to be one.
            if depth > 0 {
                empty(node, report);
            }
            return;
        }
        if let Some(terms) = json_list(text) {
            for term in &terms {
                self.add(term, None, None);
            }
            return;
        }
        // In a list the cutting has been done, and a comma belongs to the term.
        if depth > 0 {
            self.add(text, None, None);
            return;
        }
        for term in text.split([',', ';', '，', '；', '、', '\n']) {
            self.add(term, None, None);
        }
    }

    /// `{term, scheme, label}`, Ghost's and WordPress's `{slug, name}` and their like. WordPress gives names as HTML.
    fn table(&mut self, table: &Table, node: &Node, report: &mut Report) {
        let text =
            |keys: &[&str]| keys.iter().find_map(|key| table.get_ignore_case(key).and_then(Node::as_filled_text));
        let scheme = text(&["scheme", "domain", "taxonomy"]);
        // Ghost marks its tags for internal use (`#hidden`) so; WordPress keeps menus among its terms.
        if text(&["visibility"]) == Some("internal") || scheme.is_some_and(|scheme| TECHNICAL.contains(&scheme)) {
            return;
        }
        let scheme = scheme.filter(|scheme| !matches!(*scheme, "category" | "post_tag"));
        let label = text(&["label", "name", "title"]);
        let decoded = label.filter(|_| self.numbered).map(|label| read_line(label).text);
        let label = decoded.as_deref().or(label);
        match text(&["term", "slug", "code"]).or(label) {
            Some(term) => self.add(term, scheme, label),
            None => empty(node, report),
        }
    }

    fn add(&mut self, term: &str, scheme: Option<&str>, label: Option<&str>) {
        let term = collapse_blanks(term);
        if term.is_empty() {
            return;
        }
        if self.seen.insert((fold(&term), scheme.map(str::to_owned))) {
            self.list.push(Category {
                label: label.map(|label| collapse_blanks(label).into_owned()).filter(|label| *label != term),
                term: term.into_owned(),
                scheme: scheme.map(str::to_owned),
            });
        }
    }
}

fn empty(node: &Node, report: &mut Report) {
    report
        .at(&CATEGORY_INVALID, node, "categories", "a category without a name is left out")
        .help("name it, or remove it from the list");
}

/// A JSON array inside a cell: `["a", "b"]`.
fn json_list(text: &str) -> Option<Vec<String>> {
    if !text.starts_with('[') || !text.ends_with(']') {
        return None;
    }
    let values: Vec<serde_json::Value> = serde_json::from_str(text).ok()?;
    let term = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Some(text),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    values.into_iter().map(term).collect()
}

#[cfg(test)]
mod tests {
    use super::Categories;
    use crate::{
        diagnostic::Place,
        record::{
            raw::{Node, Table, Value},
            report::Report,
        },
    };

    fn read(nodes: &[Node]) -> (String, usize) {
        let (mut categories, mut report) = (Categories::default(), Report::new(Place::default()));
        for node in nodes {
            categories.read(node, &mut report);
        }
        let shown: Vec<String> = categories
            .finish()
            .into_iter()
            .map(|c| {
                let scheme = c.scheme.map(|s| format!("@{s}")).unwrap_or_default();
                let label = c.label.map(|l| format!("={l}")).unwrap_or_default();
                format!("{}{label}{scheme}", c.term)
            })
            .collect();
        (shown.join("|"), report.diagnostics.len())
    }

    fn text(text: &str) -> Node {
        Node::text(text, 1, 1)
    }

    fn list(items: Vec<Node>) -> Node {
        Node::new(Value::List(items), 1, 1)
    }

    fn table(members: &[(&str, &str)]) -> Node {
        Node::new(Value::Table(Table(members.iter().map(|(k, v)| ((*k).to_owned(), text(v))).collect())), 1, 1)
    }

    #[test]
    fn every_form() {
        let number = |n: &str| Node::new(Value::Number(n.to_owned()), 1, 1);
        for (node, expected, findings) in [
            (text("Politics"), "Politics", 0),
            (text("New Jersey"), "New Jersey", 0),
            (text("foo bar baz"), "foo bar baz", 0),
            (text("a, b ,c"), "a|b|c", 0),
            (text("a; b"), "a|b", 0),
            (text("a,,b,"), "a|b", 0),
            (text("パイソン、マック"), "パイソン|マック", 0),
            (text(""), "", 0),
            (text("  "), "", 0),
            (Node::new(Value::Null, 1, 1), "", 0),
            (list(vec![]), "", 0),
            (list(vec![text("a"), text("B"), text("A")]), "a|B", 0),
            (list(vec![text("Newark, NJ")]), "Newark, NJ", 0),
            (list(vec![text(" two  words ")]), "two words", 0),
            (list(vec![text("\"/><x>")]), "\"/><x>", 0),
            (list(vec![number("13.20"), number("2013")]), "13.20|2013", 0),
            (number("13.20"), "13.20", 0),
            (list(vec![Node::new(Value::Bool(true), 1, 1)]), "true", 0),
            (list(vec![text("a"), text(" ")]), "a", 1),
            (list(vec![text("a"), Node::new(Value::Null, 1, 1)]), "a", 0),
            (text("[\"a\", \"b, c\", 7]"), "a|b, c|7", 0),
            (text("[draft]"), "[draft]", 0),
            (table(&[("name", "News"), ("slug", "news")]), "news=News", 0),
            (table(&[("name", "News"), ("slug", "News")]), "News", 0),
            (table(&[("name", "News")]), "News", 0),
            (table(&[("term", "a"), ("scheme", "https://s.example/"), ("label", "A")]), "a=A@https://s.example/", 0),
            (table(&[("name", "N"), ("taxonomy", "post_tag")]), "N", 0),
            (table(&[("name", "N"), ("taxonomy", "genre")]), "N@genre", 0),
            (table(&[("name", "Top"), ("taxonomy", "nav_menu")]), "", 0),
            (table(&[("name", "#x"), ("visibility", "internal")]), "", 0),
            (table(&[("colour", "red")]), "", 1),
            (list(vec![list(vec![table(&[("name", "deep")])])]), "deep", 0),
        ] {
            assert_eq!(read(std::slice::from_ref(&node)), (expected.to_owned(), findings), "{node:?}");
        }
    }

    #[test]
    fn categories_and_tags_are_one_list_without_repetitions() {
        assert_eq!(read(&[text("News"), list(vec![text("news"), text("Port")])]).0, "News|Port");
    }
}
