//! The gate: rules over bytes, blind to how they were made.
//!
//! Owns the judgement whether a document may be published: `xml` reads (the only user of the XML parser, strict with the help of `syntax`), one file a format
//! holds what that format demands, `date` knows its two date forms. An item is judged once, where it was made; the envelope
//! is judged with the facts of the items that it surrounds. Their sum is the judgement of the whole document.
//!
//! Layer 2: imports `value` and `diagnostic` only, never `document`; shares no code with the writer.

mod atom;
mod date;
mod json;
mod rss;
mod syntax;
mod xml;

use crate::{
    diagnostic::{
        Diagnostic, Place, Rule,
        rules::{
            feed::{DOCUMENT_INCOMPLETE, DOCUMENT_INVALID, DOCUMENT_MALFORMED, DOCUMENT_SELF_MISSING},
            record::ID_DUPLICATE,
        },
    },
    value::Format,
};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What judging an item taught that only the whole document can use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The item's id, as the format compares it.
    pub id: Option<String>,
    /// Whether the item names an author of its own (Atom needs one somewhere).
    pub has_author: bool,
    /// The prefixes that it uses without declaring them, and what it takes them to stand for.
    pub namespaces: BTreeMap<String, String>,
}

/// Judges one item on its own. `namespaces` are the prefixes that the document is to declare for it.
#[must_use]
pub fn item(format: Format, fragment: &str, namespaces: &BTreeMap<String, String>) -> (Vec<Diagnostic>, Facts) {
    let mut findings = Findings::default();
    let facts = match format {
        Format::Rss => rss::item(fragment, namespaces, &mut findings),
        Format::Atom => atom::item(fragment, namespaces, &mut findings),
        Format::Json => json::item(fragment, &mut findings),
    };
    (findings.0, facts)
}

/// Judges everything around the items, and what items have to be among each other.
#[must_use]
pub fn envelope(format: Format, head: &str, tail: &str, facts: &[Facts]) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    let joined = format!("{head}{tail}");
    match format {
        Format::Rss => rss::envelope(&joined, facts, &mut findings),
        Format::Atom => atom::envelope(&joined, facts, &mut findings),
        Format::Json => json::envelope(&joined, &mut findings),
    }
    let mut seen = HashSet::new();
    for id in facts.iter().filter_map(|facts| facts.id.as_deref()) {
        if !seen.insert(id) {
            findings.add(
                &ID_DUPLICATE,
                "id",
                format!("two items have the id `{id}`: readers would show only one of them"),
            );
        }
    }
    findings.0
}

/// What was found so far.
#[derive(Debug, Default)]
struct Findings(Vec<Diagnostic>);

impl Findings {
    fn add(&mut self, rule: &'static Rule, field: &str, message: impl Into<String>) {
        self.0.push(Diagnostic::new(rule, Place::default().field(field), message));
    }

    /// The bytes cannot be read at all.
    fn malformed(&mut self, fault: &xml::Fault) {
        let place = Place::default().at(fault.line, fault.column);
        self.0.push(Diagnostic::new(&DOCUMENT_MALFORMED, place, fault.message.clone()));
    }

    /// Something that must be there is not.
    fn incomplete(&mut self, field: &str, message: impl Into<String>) {
        self.add(&DOCUMENT_INCOMPLETE, field, message);
    }

    /// Something is there that must not be, or not like this.
    fn invalid(&mut self, field: &str, message: impl Into<String>) {
        self.add(&DOCUMENT_INVALID, field, message);
    }

    /// The document does not say where it is.
    fn self_missing(&mut self, what: &str) {
        self.add(&DOCUMENT_SELF_MISSING, what, format!("the feed does not name its own address in `{what}`"));
    }
}

/// Whether there is nothing to read.
fn is_blank(text: &str) -> bool {
    text.trim().is_empty()
}

/// Every prefix that an item uses must mean the same in the document that it is put into.
fn check_namespaces(declared: &BTreeMap<String, String>, facts: &[Facts], findings: &mut Findings) {
    let mut used = BTreeSet::new();
    for (prefix, uri) in facts.iter().flat_map(|facts| &facts.namespaces) {
        used.insert((prefix, uri));
    }
    for (prefix, uri) in used {
        match declared.get(prefix) {
            Some(meant) if meant == uri => {}
            Some(meant) => findings.add(
                &DOCUMENT_MALFORMED,
                prefix,
                format!("the document declares that `{prefix}` is `{meant}`, but an item uses it for `{uri}`"),
            ),
            None => findings.add(
                &DOCUMENT_MALFORMED,
                prefix,
                format!("an item uses the prefix `{prefix}`, which the document does not declare"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, envelope};
    use crate::value::Format;
    use std::collections::BTreeMap;

    pub(super) const ATOM: &str = "http://www.w3.org/2005/Atom";

    /// The rules that were broken, by name.
    pub(super) fn rules(findings: &[crate::diagnostic::Diagnostic]) -> Vec<&'static str> {
        findings.iter().map(|finding| finding.rule.name).collect()
    }

    const HEAD: &str = "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>T</title>\
                        <link>https://a.example/</link><description>D</description>\
                        <atom:link rel=\"self\" href=\"https://a.example/rss.xml\"/>";

    #[test]
    fn ids_are_compared_among_the_items_of_a_document() {
        let facts = |id: &str| Facts { id: Some(id.to_owned()), ..Facts::default() };
        let judge = |facts: &[Facts]| rules(&envelope(Format::Rss, HEAD, "</channel></rss>", facts));
        assert_eq!(judge(&[facts("a"), facts("b"), Facts::default(), Facts::default()]), [""; 0]);
        assert_eq!(judge(&[facts("a"), facts("b"), facts("a")]), ["id-duplicate"]);
    }

    #[test]
    fn what_an_item_uses_must_be_declared_and_mean_the_same() {
        let facts = |prefix: &str, uri: &str| Facts {
            namespaces: BTreeMap::from([(prefix.to_owned(), uri.to_owned())]),
            ..Facts::default()
        };
        let judge = |facts: Facts| rules(&envelope(Format::Rss, HEAD, "</channel></rss>", &[facts]));
        assert_eq!(judge(facts("atom", ATOM)), [""; 0]);
        assert_eq!(judge(facts("atom", "http://a.example/")), ["document-malformed"]);
        assert_eq!(judge(facts("dc", "http://purl.org/dc/elements/1.1/")), ["document-malformed"]);
    }
}
