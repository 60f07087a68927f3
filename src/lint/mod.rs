//! The linter: rules over bytes, blind to how they were made.
//!
//! Owns the judgement whether a document is a good feed. `encoding` makes characters of bytes; `xml` and `json` read them,
//! one item at a time and with the place of everything; `judge` walks through elements against the tables of `rss`, `atom`
//! and `extensions`, and against what `platforms` want; `values` and `html` know what stands inside. `rules` names what can be broken, one explanation each.
//!
//! There are three entries. [`document`] judges any file. [`item`] and [`envelope`] are for what is about to be published:
//! an item is judged once, where it was made; the envelope is judged with the facts of the items that it surrounds, and
//! their sum is the judgement of the whole document.
//!
//! Layer 2: imports `value` and `diagnostic` only, never `document`; shares no code with the writer.

mod atom;
mod delivery;
mod document;
mod doubt;
mod encoding;
mod extensions;
mod findings;
mod html;
mod json;
mod judge;
mod names;
mod neighbours;
mod outline;
mod outlines;
mod own_address;
mod platforms;
mod profile;
mod rss;
pub mod rules;
mod sitemap;
mod text;
mod values;
mod xhtml;
mod xml;

pub use delivery::{Delivery, Fields, Probe, Repeat, delivery};
pub use document::{Options, document, looks_like_feed};
pub use outline::{Deleted, Link, Media, Outline, Part, outline};
pub use profile::{Profile, Profiles};

use crate::{diagnostic::Diagnostic, value::Format};
use findings::Findings;
use judge::Judge;
use names::Ns;
use profile::Asked;
use rules::{FORMAT_UNKNOWN, NAMESPACE_ROOT, XML_PREFIX_UNDECLARED};
use std::collections::{BTreeMap, BTreeSet};
use values::date::Instant;
use xml::{Reader, Step, Tree};

/// What judging an item taught that only the whole document can use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The item's id, as the format compares it.
    pub id: Option<String>,
    /// Whether the item names an author of its own (Atom needs one somewhere).
    pub has_author: bool,
    /// The prefixes that it uses without declaring them, and what it takes them to stand for.
    pub namespaces: BTreeMap<String, String>,
    /// Where it begins in what was read.
    at: usize,
    /// How many bytes it has, where it was judged on its own.
    size: usize,
    published: Option<Instant>,
    updated: Option<Instant>,
    /// Whether its id says that it can be opened.
    is_permalink: bool,
    /// Where it leads, unless that is its id.
    link: Option<String>,
    has_language: bool,
    lacks_guid: bool,
    counts_comments: bool,
    is_podcast: bool,
    foreign_attribute: Option<usize>,
    enclosure: Option<String>,
    /// Its title, where an episode lacks something.
    title: Option<String>,
    episode: platforms::Episode,
    /// How many bytes it has (JSON Feed).
    length: usize,
    /// The extensions that it uses (JSON Feed).
    extensions: Vec<json::Extension>,
    /// Its first member that came with JSON Feed 1.1.
    new_member: Option<(usize, &'static str)>,
    /// Where it has an author as JSON Feed 1.0 had it.
    old_author: Option<usize>,
}

impl Facts {
    /// When the item changed last, as far as it says so itself: seconds since 1970.
    #[must_use]
    pub fn updated(&self) -> Option<i64> {
        self.updated.or(self.published).map(|at| at.timestamp())
    }
}

/// Judges one item on its own. `namespaces` are the prefixes that the document is to declare for it.
#[must_use]
pub fn item(format: Format, fragment: &str, namespaces: &BTreeMap<String, String>) -> (Vec<Diagnostic>, Facts) {
    judge_fragment(format, fragment, namespaces, Asked::default())
}

/// What judging an item taught, of an item whose very bytes this program has judged before and let pass.
#[must_use]
pub fn facts(format: Format, fragment: &str, namespaces: &BTreeMap<String, String>) -> Facts {
    judge_fragment(format, fragment, namespaces, Asked { only_facts: true, ..Asked::default() }).1
}

/// As [`item`], with what platforms ask for besides. That is told as a warning at most: it keeps nothing back.
#[must_use]
pub fn item_for(
    format: Format,
    fragment: &str,
    namespaces: &BTreeMap<String, String>,
    profiles: Profiles,
) -> (Vec<Diagnostic>, Facts) {
    if profiles.are_declined() {
        return judge_fragment(format, fragment, namespaces, Asked { profiles, ..Asked::default() });
    }
    let rest = Asked { profiles: profiles.rest(), ..Asked::default() };
    let (found, facts) = judge_fragment(format, fragment, namespaces, rest);
    if !profiles.any() || format != Format::Rss {
        return (found, facts);
    }
    let asked = Asked { profiles, ..Asked::default() };
    let (more, _) = judge_fragment(format, fragment, namespaces, asked);
    (profiles.mention(found, more), facts)
}

fn judge_fragment(
    format: Format,
    fragment: &str,
    namespaces: &BTreeMap<String, String>,
    asked: Asked,
) -> (Vec<Diagnostic>, Facts) {
    let mut findings = Findings::default();
    let facts = match format {
        Format::Rss => xml_item(fragment, namespaces, asked, true, &mut findings),
        Format::Atom => {
            let mut outer = namespaces.clone();
            // Feeds have Atom as their default namespace; `envelope` makes sure of it.
            outer.insert(String::new(), "http://www.w3.org/2005/Atom".to_owned());
            xml_item(fragment, &outer, asked, false, &mut findings)
        }
        Format::Json => json::item(fragment, &mut findings),
    };
    (findings.into_diagnostics(None, Some(fragment)), Facts { size: fragment.len(), ..facts })
}

fn xml_item(
    fragment: &str,
    outer: &BTreeMap<String, String>,
    asked: Asked,
    is_rss: bool,
    findings: &mut Findings,
) -> Facts {
    let mut reader = Reader::fragment(fragment, outer);
    if !asked.only_facts {
        reader.check_characters(findings);
    }
    while reader.step(findings) != Step::End {}
    if reader.is_broken {
        return Facts::default();
    }
    let root = Tree::ROOT;
    let (ns, name) = if is_rss { (Ns::NONE, "item") } else { (Ns::ATOM, "entry") };
    if !reader.tree.is(root, ns, name) {
        let message = format!("an item is an `<{name}>` of its format, not `<{}>`", reader.tree.name(root));
        findings.add(&FORMAT_UNKNOWN, 0, "", message);
        return Facts::default();
    }
    document::namespaces(&reader, findings);
    let namespaces = reader.borrowed();
    let facts = document::judge_item(&reader.tree, root, 0, is_rss, asked, findings);
    Facts { namespaces, ..facts }
}

/// Judges everything around the items, and what items have to be among each other.
#[must_use]
pub fn envelope(format: Format, head: &str, tail: &str, facts: &[Facts]) -> Vec<Diagnostic> {
    judge_envelope(format, head, tail, facts, Asked::default())
}

/// The same, with what platforms ask for besides; as with [`item_for`], that keeps nothing back.
#[must_use]
pub fn envelope_for(format: Format, head: &str, tail: &str, facts: &[Facts], profiles: Profiles) -> Vec<Diagnostic> {
    if profiles.are_declined() {
        return judge_envelope(format, head, tail, facts, Asked { profiles, ..Asked::default() });
    }
    let found = envelope(format, head, tail, facts);
    if !profiles.any() || format != Format::Rss {
        return found;
    }
    profiles.mention(found, judge_envelope(format, head, tail, facts, Asked { profiles, ..Asked::default() }))
}

fn judge_envelope(format: Format, head: &str, tail: &str, facts: &[Facts], asked: Asked) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    let joined = format!("{head}{tail}");
    if format == Format::Json {
        json::envelope(&joined, facts, &mut findings);
        return findings.into_diagnostics(None, None);
    }
    let mut reader = Reader::document(&joined);
    reader.check_characters(&mut findings);
    let is_read = reader.read_root(&mut findings);
    while reader.step(&mut findings) != Step::End {}
    let is_right = is_read
        && match format {
            Format::Rss => reader.tree.is(Tree::ROOT, Ns::NONE, "rss"),
            // Entries take Atom for the default namespace.
            _ => reader.tree.is(Tree::ROOT, Ns::ATOM, "feed") && reader.tree.prefix(Tree::ROOT).is_empty(),
        };
    if is_read && !is_right {
        findings.add(
            &NAMESPACE_ROOT,
            0,
            "",
            "the root is neither `<rss>` without a namespace nor `<feed>` with Atom's",
        );
    }
    if is_right && !reader.is_broken {
        check_namespaces(&reader, facts, &mut findings);
        document::namespaces(&reader, &mut findings);
        let first_item = (!facts.is_empty()).then_some(head.len());
        document::judge_head(&reader, first_item, facts, format == Format::Rss, asked, &mut findings);
        let size = joined.len() + facts.iter().map(|fact| fact.size).sum::<usize>();
        document::size(&reader, size, &mut findings);
    }
    findings.into_diagnostics(None, None)
}

/// Every prefix that an item uses must mean the same in the document that it is put into.
fn check_namespaces(reader: &Reader<'_>, facts: &[Facts], findings: &mut Findings) {
    let used: BTreeSet<(&str, &str)> =
        facts.iter().flat_map(|facts| &facts.namespaces).map(|(prefix, uri)| (prefix.as_str(), uri.as_str())).collect();
    for (prefix, uri) in used {
        let meant = reader.declared.iter().find(|(declared, ..)| *declared == prefix);
        let meant = meant.map(|(_, ns, _)| reader.tree.namespaces.uri(*ns));
        match meant {
            Some(meant) if meant == uri => {}
            Some(meant) => findings.add(
                &XML_PREFIX_UNDECLARED,
                0,
                prefix,
                format!("the document declares that `{prefix}` is `{meant}`, but an item uses it for `{uri}`"),
            ),
            None => findings.add(
                &XML_PREFIX_UNDECLARED,
                0,
                prefix,
                format!("an item uses the prefix `{prefix}`, which the document does not declare"),
            ),
        }
    }
}

#[cfg(test)]
mod cases;
#[cfg(test)]
mod examples;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod tests;
