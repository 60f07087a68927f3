//! Whole documents of any kind: which format it is, then item by item, then what surrounds them.

use super::{
    Facts, Judge, atom, encoding, extensions,
    findings::Findings,
    json,
    judge::Version,
    names::Ns,
    outlines, platforms,
    profile::{Asked, Profiles},
    rss,
    rules::{
        ATOM_PREFIXED, FEED_SIZE, FORMAT_UNKNOWN, GOOGLEPLAY_DEAD, ITUNES_NOT_UTF8, MEDIA_NAMESPACE, NAMESPACE_MISSING,
        NAMESPACE_OBSOLETE, NAMESPACE_ROOT, NAMESPACE_UNCHECKED, NAMESPACE_UNKNOWN, PODCAST_NAMESPACE_OLD,
        PREFIX_RESERVED, PREFIX_UNUSUAL, RSS_1_UNCHECKED, RSS_DOCTYPE_VERSION, RSS_DOCTYPE_WITHDRAWN, TEXT_GARBLED,
        WIKI_NAMESPACE_OLD, XML_DOCTYPE, XML_EXTERNAL_ENTITY,
    },
    sitemap,
    text::quote,
    values::uri,
    xml::{Id, Reader, Step, Tree},
};
use crate::{diagnostic::Diagnostic, value::Timestamp};
use memchr::memmem;
use std::sync::Arc;

/// How a document is judged.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What its findings call it.
    pub file: Option<Arc<str>>,
    /// The present, to know dates of the future by; without it no date is held against it.
    pub now: Option<Timestamp>,
    /// Whose requirements are asked for beside those of the specifications.
    pub profiles: Profiles,
}

/// Judges a document: RSS, Atom, JSON Feed, OPML or a sitemap, in whatever encoding.
#[must_use]
pub fn document(bytes: &[u8], options: &Options) -> Vec<Diagnostic> {
    let mut findings = Findings::default();
    let asked = Asked::of(options);
    let text = if is_json(bytes) {
        let text = encoding::decode_json(bytes, &mut findings);
        platforms::refuse(asked.profiles, "JSON", 0, &mut findings);
        json::document(&text, asked, &mut findings);
        text
    } else {
        let text = encoding::decode_xml(bytes, &mut findings);
        if let Some(text) = &text {
            xml(text, asked, &mut findings);
        }
        text.unwrap_or_default()
    };
    let mut diagnostics = findings.into_diagnostics(options.file.as_ref(), Some(&text));
    options.profiles.raise(&mut diagnostics);
    diagnostics
}

/// Whether the beginning of a file, 4 kB say, looks like something that [`document`] can judge.
#[must_use]
pub fn looks_like_feed(beginning: &[u8]) -> bool {
    let text: Vec<u8> = beginning.iter().copied().filter(|byte| *byte != 0).collect();
    let has = |word: &str| memmem::find(&text, word.as_bytes()).is_some();
    if is_json(beginning) {
        return has("jsonfeed.org/version/");
    }
    let roots = ["<rss", "<feed", "<entry", "<rdf:RDF", "<opml", "<urlset", "<sitemapindex", ":feed ", ":entry "];
    text.iter().find(|byte| !byte.is_ascii_whitespace() && byte.is_ascii()) == Some(&b'<')
        && roots.iter().any(|root| has(root))
}

pub(super) fn is_json(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|b| !b.is_ascii_whitespace() && **b != 0 && b.is_ascii());
    matches!(first, Some(b'{' | b'['))
}

/// What Google News reads of a feed, and what servers of rssCloud do.
const FOR_NEWS: usize = 2_000_000;
const FOR_CLOUDS: usize = 256_000;

/// What the root says that a document is.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Rss,
    Feed,
    Entry,
}

fn xml(text: &str, asked: Asked, findings: &mut Findings) {
    garbled(text, findings);
    let mut reader = Reader::document(text);
    reader.check_characters(findings);
    if !reader.read_root(findings) {
        // Why there is none was said.
        let _ = reader.step(findings);
        return;
    }
    let (ns, name) = (reader.tree.ns(Tree::ROOT), reader.tree.name(Tree::ROOT));
    let root_at = reader.tree.at(Tree::ROOT);
    document_type(&reader, findings);
    let kind = match (name, ns) {
        ("rss", Ns::NONE) => Kind::Rss,
        ("rss", _) => {
            findings.add(&NAMESPACE_ROOT, root_at, "", "`<rss>` must be in no namespace");
            reader.take_root_for(Ns::NONE);
            Kind::Rss
        }
        ("feed" | "entry", _) => {
            match ns {
                Ns::ATOM => {}
                Ns::ATOM03 => findings.add(&NAMESPACE_OBSOLETE, root_at, "", "this is Atom 0.3, a draft of 2003"),
                Ns::NONE => findings.add(&NAMESPACE_MISSING, root_at, "", format!("`<{name}>` is in no namespace")),
                other => {
                    let uri = quote(reader.tree.namespaces.uri(other));
                    let message = format!("`<{name}>` is in the namespace `{uri}`, which is not Atom's");
                    findings.add(&NAMESPACE_ROOT, root_at, "", message);
                }
            }
            if ns != Ns::ATOM {
                reader.take_root_for(Ns::ATOM);
            }
            if name == "feed" { Kind::Feed } else { Kind::Entry }
        }
        ("RDF", Ns::RDF) => {
            platforms::refuse(asked.profiles, "RSS 1.0 or 0.90", root_at, findings);
            findings.add(&RSS_1_UNCHECKED, root_at, "", "this is RSS 1.0 or 0.90, of which only the XML was judged");
            while reader.step(findings) != Step::End {}
            return;
        }
        ("deleted-entry", Ns::AT) => {
            while reader.step(findings) != Step::End {}
            namespaces(&reader, findings);
            if !reader.is_broken {
                let mut judge = judge(&reader.tree, None, false, asked, findings);
                extensions::deletion_document(&mut judge, Tree::ROOT);
            }
            return;
        }
        ("opml", _) => return outlines::judge(reader, findings),
        ("urlset" | "sitemapindex", _) => return sitemap::judge(reader, asked.now, findings),
        _ => {
            let message = format!("`<{name}>` is the root of no kind of feed");
            findings.add(&FORMAT_UNKNOWN, root_at, "", message);
            return;
        }
    };
    let is_rss = kind == Kind::Rss;
    let version = reader.tree.value(Tree::ROOT, "version");
    match version {
        _ if !is_rss => platforms::refuse(asked.profiles, "Atom", root_at, findings),
        Some(version) if !version.starts_with('2') => {
            platforms::refuse(asked.profiles, &format!("RSS {}", quote(version)), root_at, findings);
        }
        _ => {}
    }
    let mut facts = Vec::new();
    while let Step::Item(id) = reader.step(findings) {
        let number = facts.len() + 1;
        facts.push(judge_item(&reader.tree, id, number, is_rss, asked, findings));
    }
    namespaces(&reader, findings);
    if reader.is_broken {
        return;
    }
    if kind == Kind::Entry {
        let mut judge = judge(&reader.tree, None, false, asked, findings);
        prefixed(&mut judge, Tree::ROOT);
        atom::entry_document(&mut judge, Tree::ROOT);
        return;
    }
    judge_head(&reader, reader.first_item, &facts, is_rss, asked, findings);
    size(&reader, text.len(), findings);
    if reader.declared.iter().any(|(_, ns, _)| *ns == Ns::ITUNES) {
        not_utf_8(text, findings);
    }
}

/// A feed that some who are asked to fetch it will not.
pub(super) fn size(reader: &Reader<'_>, bytes: usize, findings: &mut Findings) {
    let tree = &reader.tree;
    let has_cloud = bytes > FOR_CLOUDS
        && tree.all(Tree::ROOT, Ns::NONE, "channel").any(|channel| tree.first(channel, Ns::NONE, "cloud").is_some());
    if bytes > FOR_NEWS {
        findings.add(
            &FEED_SIZE,
            tree.at(Tree::ROOT),
            "",
            format!("the feed has {bytes} bytes, Google News reads 2 MB"),
        );
    } else if has_cloud {
        let message = format!("the feed has {bytes} bytes, servers of rssCloud read {FOR_CLOUDS}");
        findings.add(&FEED_SIZE, tree.at(Tree::ROOT), "", message);
    }
}

/// Apple reads podcasts in UTF-8.
fn not_utf_8(text: &str, findings: &mut Findings) {
    let declaration = text.trim_start_matches('\u{feff}').strip_prefix("<?xml").and_then(|rest| rest.split_once("?>"));
    let Some((_, label)) = declaration.and_then(|(declaration, _)| declaration.split_once("encoding")) else { return };
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''));
    let label = label.split(['"', '\'']).next().unwrap_or_default();
    if !label.eq_ignore_ascii_case("utf-8") && !label.eq_ignore_ascii_case("utf8") {
        findings.add(&ITUNES_NOT_UTF8, 0, "", format!("the podcast is in `{}`", quote(label)));
    }
}

fn judge<'j, 't>(
    tree: &'j Tree<'t>,
    item: Option<(Id, usize)>,
    is_rss: bool,
    asked: Asked,
    findings: &'j mut Findings,
) -> Judge<'j, 't> {
    // Only documents of that version say so; what is made here is 2.0.
    let root = (is_rss && !tree.is_empty() && tree.is(Tree::ROOT, Ns::NONE, "rss")).then_some(Tree::ROOT);
    let version = match root.and_then(|root| tree.value(root, "version")) {
        Some("0.91") => Version::Rss091,
        Some("0.92" | "0.93" | "0.94") => Version::Rss092,
        _ => Version::Rss2,
    };
    Judge { tree, findings, item, is_rss, asked, version, foreign_attribute: None }
}

/// Judges one item; `number` is its place among the items, from 1.
pub(super) fn judge_item(
    tree: &Tree<'_>,
    id: Id,
    number: usize,
    is_rss: bool,
    asked: Asked,
    findings: &mut Findings,
) -> Facts {
    let mut judge = judge(tree, Some((id, number)), is_rss, asked, findings);
    if !is_rss {
        prefixed(&mut judge, id);
    }
    let facts = if is_rss { rss::item(&mut judge, id) } else { atom::entry(&mut judge, id) };
    let facts = Facts {
        foreign_attribute: judge.foreign_attribute,
        has_language: tree.attribute_ns(id, Ns::XML, "lang").is_some(),
        ..facts
    };
    if findings.doubts.is_incomplete(tree.at(id)) {
        // Nobody knows what it lacks, nor where its id ends.
        Facts { id: None, has_author: true, has_language: true, lacks_guid: false, ..facts }
    } else {
        facts
    }
}

/// Judges what surrounds the items.
pub(super) fn judge_head(
    reader: &Reader<'_>,
    first_item: Option<usize>,
    facts: &[Facts],
    is_rss: bool,
    asked: Asked,
    findings: &mut Findings,
) {
    let doubtful: Vec<Facts>;
    let mut facts = facts;
    if !findings.doubts.is_empty() {
        // What items need of the feed may stand where the feed is damaged.
        let without = |facts: &Facts| Facts {
            has_author: true,
            has_language: true,
            counts_comments: false,
            foreign_attribute: None,
            ..facts.clone()
        };
        doubtful = facts.iter().map(without).collect();
        facts = &doubtful;
    }
    let mut judge = judge(&reader.tree, None, is_rss, asked, findings);
    if is_rss {
        if let Some(channel) = rss::root(&mut judge) {
            rss::channel(&mut judge, channel, first_item, facts);
        }
    } else {
        prefixed(&mut judge, Tree::ROOT);
        atom::feed(&mut judge, Tree::ROOT, first_item, facts);
    }
}

/// Atom and XHTML with a prefix are legal, and lost on readers that look for letters.
fn prefixed(judge: &mut Judge<'_, '_>, top: Id) {
    let tree = judge.tree;
    let found =
        tree.descendants(top).find(|&id| !tree.prefix(id).is_empty() && matches!(tree.ns(id), Ns::ATOM | Ns::XHTML));
    if let Some(id) = found {
        let message = format!("`<{}>` has a prefix", judge.named(id));
        judge.report(&ATOM_PREFIXED, id, message);
    }
}

fn document_type(reader: &Reader<'_>, findings: &mut Findings) {
    let Some(doctype) = &reader.doctype else { return };
    let version = reader.tree.value(Tree::ROOT, "version");
    if doctype.has_external_entity {
        findings.add(
            &XML_EXTERNAL_ENTITY,
            doctype.at,
            "",
            "the document type refers to something outside the document",
        );
    }
    if doctype.is_rss_091() {
        if doctype.is_withdrawn() {
            findings.add(&RSS_DOCTYPE_WITHDRAWN, doctype.at, "", "the document type refers to an address that is gone");
        }
        if version.is_some_and(|version| version != "0.91") {
            let message = format!(
                "the document type is that of RSS 0.91, but the version is `{}`",
                quote(version.unwrap_or_default())
            );
            findings.add(&RSS_DOCTYPE_VERSION, doctype.at, "", message);
        }
    } else {
        findings.add(&XML_DOCTYPE, doctype.at, "", "the document has a document type");
    }
}

/// Where the specification of `podcast:` stood before it had an address; readers take it for the same.
const PODCAST_NAMESPACE_GITHUB: &str = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md";

/// The name of a namespace as the file spells it: some are known by several.
fn declared<'r>(reader: &'r Reader<'_>, at: usize, prefix: &str) -> Option<&'r str> {
    let tag = reader.tree.source.get(at..)?.split('>').next()?;
    let (_, rest) = tag.split_once(&format!("xmlns:{prefix}"))?;
    let rest = rest.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split(quote).next()
}

/// The namespaces that are declared.
pub(super) fn namespaces(reader: &Reader<'_>, findings: &mut Findings) {
    for &(prefix, ns, at) in reader.declared.iter().chain(&reader.declared_inside) {
        let address = reader.tree.namespaces.uri(ns);
        match ns {
            Ns::MEDIA_OLD => {
                findings.add(
                    &MEDIA_NAMESPACE,
                    at,
                    "",
                    "the namespace of Media RSS is written without its slash, or in another way",
                );
            }
            Ns::WIKI_OLD => findings.add(&WIKI_NAMESPACE_OLD, at, "", "this is a former namespace of ModWiki"),
            Ns::PODCAST => {
                let tag = reader.tree.source.get(at..).and_then(|rest| rest.split('>').next()).unwrap_or_default();
                if tag.contains(PODCAST_NAMESPACE_GITHUB) {
                    let message = format!("`{PODCAST_NAMESPACE_GITHUB}` is a former name of `{address}`");
                    findings.add(&PODCAST_NAMESPACE_OLD, at, "", message);
                }
            }
            _ if !ns.is_known() => {
                let message = format!("nobody else uses the namespace `{}`", quote(address));
                findings.add(&NAMESPACE_UNKNOWN, at, "", message);
                if let Err((rule, message)) = uri::reference(address) {
                    findings.add(rule, at, "", format!("as the name of a namespace, {message}"));
                }
            }
            Ns::GOOGLEPLAY => {
                findings.add(&GOOGLEPLAY_DEAD, at, "", "the directory for which `googleplay:` was made is closed");
            }
            Ns::RAWVOICE | Ns::SCHEMA_ORG | Ns::GDATA => {
                let stated = declared(reader, at, prefix).unwrap_or(address);
                let message = format!("elements of the namespace `{}` were not judged", quote(stated));
                findings.add(&NAMESPACE_UNCHECKED, at, "", message);
            }
            _ => {}
        }
        if prefix.is_empty() {
            continue;
        }
        if let Some(meant) =
            Ns::of_prefix(prefix).filter(|meant| *meant != ns && meant.usual_prefix() != ns.usual_prefix())
        {
            let message = format!(
                "the prefix `{prefix}` stands for `{}` everywhere else",
                quote(reader.tree.namespaces.uri(meant))
            );
            findings.add(&PREFIX_RESERVED, at, "", message);
        } else if ns.is_known() && !ns.usual_prefix().is_empty() && ns.usual_prefix() != prefix {
            let message =
                format!("the namespace `{}` has the prefix `{}` everywhere else", quote(address), ns.usual_prefix());
            findings.add(&PREFIX_UNUSUAL, at, "", message);
        }
    }
}

/// Traces of wrong decoding: controls of windows-1252, U+FFFD, UTF-8 that was decoded as Latin 1 and encoded again.
fn garbled(text: &str, findings: &mut Findings) {
    let bytes = text.as_bytes();
    let mut say = |at: usize, what: &str| findings.add(&TEXT_GARBLED, at, "", what);
    if let Some(at) =
        memmem::find_iter(bytes, b"\xc2").find(|at| bytes.get(at + 1).is_some_and(|b| (0x80..0xa0).contains(b)))
    {
        say(at, "there are control characters (U+0080 to U+009F), which windows-1252 has letters for");
    }
    if let Some(at) = memmem::find(bytes, "\u{fffd}".as_bytes()) {
        say(at, "U+FFFD stands where a character could not be decoded");
    }
    let non_character = memmem::find_iter(bytes, b"\xef\xb7").find(|at| (0x90..=0xaf).contains(&bytes[at + 2]));
    if let Some(at) = non_character {
        say(at, "there are code points (U+FDD0 to U+FDEF) that Unicode keeps free of characters");
    }
    for trace in [
        "\u{c3}\u{a4}",
        "\u{c3}\u{a9}",
        "\u{c3}\u{b6}",
        "\u{c3}\u{bc}",
        "\u{c3}\u{178}",
        "\u{c3}\u{a8}",
        "\u{e2}\u{20ac}\u{2122}",
        "\u{e2}\u{20ac}\u{153}",
        "\u{e2}\u{20ac}\u{201c}",
    ] {
        if let Some(at) = memmem::find(bytes, trace.as_bytes()) {
            say(at, &format!("`{trace}` is what UTF-8 looks like when it was taken for windows-1252"));
            break;
        }
    }
    for reference in memmem::find_iter(bytes, b"&#1") {
        let digits = text.get(reference + 2..reference + 6).unwrap_or_default();
        if let Some(code) = digits.strip_suffix(';').and_then(|code| code.parse::<u8>().ok())
            && (128..160).contains(&code)
        {
            say(
                reference,
                "there are references to control characters (128 to 159), which windows-1252 has letters for",
            );
            break;
        }
    }
}
