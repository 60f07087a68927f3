//! OPML: lists of feeds, and other outlines.

use super::{
    findings::Findings,
    names::Ns,
    rules::{OPML, OPML_ADVICE, OPML_FEED_URL, OPML_OUTLINE_TYPE, OPML_OUTLINE_VERSION, OPML_VERSION},
    text::{is_blank, quote},
    values::{
        contact::is_address,
        date::{Rfc822, rfc822},
        language::is_language,
        number::{is_integer, is_non_negative},
        uri,
    },
    xml::{Attribute, Id, Reader, Step, Tree},
};
use crate::diagnostic::Rule;
use std::collections::HashSet;

/// The words for the version of a feed; the specification leaves those for Atom to others.
const VERSIONS: [&str; 6] = ["RSS", "RSS1", "RSS2", "scriptingNews", "ATOM", "ATOM1"];

/// Judges a list of feeds.
pub(super) fn judge(mut reader: Reader<'_>, findings: &mut Findings) {
    while reader.step(findings) != Step::End {}
    if reader.is_broken {
        return;
    }
    let tree = &reader.tree;
    let is_old = matches!(tree.value(Tree::ROOT, "version"), Some("1.0" | "1.1"));
    let mut list = List { tree, findings, is_old };
    list.root();
    if let Some(head) = list.only("head") {
        list.head(head);
    }
    if let Some(body) = list.only("body") {
        list.body(body);
    }
}

struct List<'j, 't> {
    tree: &'j Tree<'t>,
    findings: &'j mut Findings,
    /// Whether it is of a version that demands less.
    is_old: bool,
}

impl<'j, 't> List<'j, 't> {
    /// `body > outline[3] > outline[1]`
    fn path(&self, id: Id) -> String {
        let tree = self.tree;
        let mut names = Vec::new();
        let mut at = Some(id);
        while let Some(here) = at.filter(|_| names.len() < 12) {
            let parent = tree.parent(here);
            match parent.filter(|_| tree.name(here) == "outline") {
                Some(parent) => {
                    let number = tree.all(parent, Ns::NONE, "outline").position(|other| other == here);
                    names.push(format!("outline[{}]", number.map_or(1, |number| number + 1)));
                }
                None if parent.is_none() && here != id => {}
                None => names.push(tree.name(here).to_owned()),
            }
            at = parent;
        }
        names.reverse();
        names.join(" > ")
    }

    fn report(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.findings.add(rule, self.tree.at(id), self.path(id), message);
    }

    fn report_text(&mut self, rule: &'static Rule, id: Id, message: impl Into<String>) {
        self.findings.add(rule, self.tree.text_at(id), self.path(id), message);
    }

    fn report_attribute(&mut self, rule: &'static Rule, id: Id, attribute: &Attribute<'_>, message: impl Into<String>) {
        let path = format!("{}@{}", self.path(id), attribute.name);
        self.findings.add(rule, attribute.at, path, message);
    }

    fn root(&mut self) {
        let (tree, root) = (self.tree, Tree::ROOT);
        if tree.ns(root) != Ns::NONE {
            self.report(&OPML, root, "`<opml>` must be in no namespace");
        }
        match tree.attribute(root, "version") {
            Some(version) if matches!(&*version.value, "1.0" | "1.1" | "2.0") => {}
            Some(version) => {
                let message = format!("the version `{}` of OPML does not exist", quote(&version.value));
                self.report_attribute(&OPML_VERSION, root, version, message);
            }
            None => self.report(&OPML_VERSION, root, "`<opml>` has no `version`"),
        }
        for child in tree.children(root) {
            if !matches!(tree.name(child), "head" | "body") && tree.ns(child) == tree.ns(root) {
                let message = format!("`<{}>` must not stand inside `<opml>`", tree.name(child));
                self.report(&OPML, child, message);
            }
        }
    }

    /// The one child of the root that has this name.
    fn only(&mut self, name: &'static str) -> Option<Id> {
        let tree = self.tree;
        let mut all =
            tree.children(Tree::ROOT).filter(|&id| tree.name(id) == name && tree.ns(id) == tree.ns(Tree::ROOT));
        let first = all.next();
        if first.is_none() {
            self.report(&OPML, Tree::ROOT, format!("`<opml>` has no `<{name}>`"));
        }
        if let Some(second) = all.next() {
            self.report(&OPML, second, format!("`<{name}>` stands twice inside `<opml>`, where it may stand once"));
        }
        first
    }

    fn head(&mut self, head: Id) {
        let tree = self.tree;
        let mut seen = HashSet::new();
        for id in tree.children(head).filter(|&id| tree.ns(id) == tree.ns(head)) {
            let (name, value) = (tree.name(id), tree.text(id).trim());
            if !seen.insert(name) {
                self.report(&OPML, id, format!("`<{name}>` stands twice inside `<head>`, where it may stand once"));
            }
            if value.is_empty() && name != "expansionState" {
                self.report(&OPML_ADVICE, id, format!("`<{name}>` is empty"));
                continue;
            }
            let (is_fine, what) = match name {
                "title" | "ownerName" => continue,
                "dateCreated" | "dateModified" => (is_date(value), "no RFC 822 date"),
                "ownerEmail" => {
                    if !is_address(value) {
                        let message = format!("`{}` in `<ownerEmail>` is no e-mail address", quote(value));
                        self.report_text(&OPML_ADVICE, id, message);
                    }
                    continue;
                }
                "ownerId" | "docs" => (uri::is_web(value), "no Web address"),
                "expansionState" => {
                    let is_list = value.is_empty() || value.split(',').all(|number| is_non_negative(number.trim()));
                    (is_list, "no list of line numbers with commas between them")
                }
                "vertScrollState" | "windowTop" | "windowLeft" | "windowBottom" | "windowRight" => {
                    (is_integer(value), "no whole number")
                }
                _ => {
                    self.report(&OPML, id, format!("`<{name}>` is no element of `<head>`"));
                    continue;
                }
            };
            if !is_fine {
                self.report_text(&OPML, id, format!("`{}` in `<{name}>` is {what}", quote(value)));
            }
        }
    }

    fn body(&mut self, body: Id) {
        let tree = self.tree;
        let mut has_outline = false;
        for id in tree.descendants(body).skip(1) {
            if tree.ns(id) != tree.ns(body) {
                continue;
            }
            if tree.name(id) == "outline" {
                has_outline = true;
                self.outline(id);
            } else {
                let message = format!("`<{}>` must not stand inside `<body>`, only `<outline>`", quote(tree.name(id)));
                self.report(&OPML, id, message);
            }
        }
        if !has_outline {
            self.report(&OPML, body, "`<body>` has no `<outline>`");
        }
    }

    fn outline(&mut self, id: Id) {
        let tree = self.tree;
        if tree.attribute(id, "text").is_none() {
            let rule = if self.is_old { &OPML_ADVICE } else { &OPML };
            self.report(rule, id, "the outline has no `text`");
        }
        let kind = tree.attribute(id, "type");
        let named = kind.map(|kind| kind.value.trim().to_ascii_lowercase());
        let has_feed = tree.attribute(id, "xmlUrl").is_some();
        match named.as_deref() {
            Some("rss") => self.feed(id),
            Some("link" | "include") => self.link(id),
            Some(other) if has_feed || matches!(other, "atom" | "feed" | "json" | "rdf" | "rss2") => {
                if let Some(kind) = kind {
                    let message = format!("the outline is a feed of type `{}`, not of `rss`", quote(&kind.value));
                    self.report_attribute(&OPML_OUTLINE_TYPE, id, kind, message);
                }
                self.feed(id);
            }
            None if has_feed => {
                self.report(&OPML_OUTLINE_TYPE, id, "the outline has an `xmlUrl`, but no `type=\"rss\"`");
                self.feed(id);
            }
            _ => {}
        }
        for attribute in tree.attributes(id).iter().filter(|attribute| attribute.ns == Ns::NONE) {
            self.attribute(id, attribute);
        }
    }

    /// What any outline may say of itself.
    fn attribute(&mut self, id: Id, attribute: &Attribute<'t>) {
        let value = attribute.value.trim();
        let shown = quote(value);
        match attribute.name {
            "isComment" | "isBreakpoint" if !matches!(value, "true" | "false") => {
                let message = format!("`{}` is `{shown}`, not `true` or `false`", attribute.name);
                self.report_attribute(&OPML, id, attribute, message);
            }
            "created" if !is_date(value) => {
                self.report_attribute(&OPML, id, attribute, format!("`{shown}` in `created` is no RFC 822 date"));
            }
            "category" if value.split(',').any(|one| !is_category(one.trim())) => {
                let message = format!("`{shown}` is no list of categories such as `/Boston/Weather,Harvard`");
                self.report_attribute(&OPML_ADVICE, id, attribute, message);
            }
            name => {
                // XML tells capitals from small letters.
                for known in ["text", "type", "xmlUrl", "htmlUrl", "isComment", "isBreakpoint", "url", "title"] {
                    if name != known && name.eq_ignore_ascii_case(known) && self.tree.attribute(id, known).is_none() {
                        let message = format!("the attribute `{name}` is written `{known}`");
                        self.report_attribute(&OPML_ADVICE, id, attribute, message);
                    }
                }
            }
        }
    }

    /// An outline that is a subscription.
    fn feed(&mut self, id: Id) {
        let tree = self.tree;
        match tree.attribute(id, "xmlUrl") {
            None => self.report(&OPML_FEED_URL, id, "the outline is a feed, but has no `xmlUrl`"),
            Some(url) if is_blank(&url.value) => {
                self.report_attribute(&OPML_FEED_URL, id, url, "`xmlUrl` is empty");
            }
            Some(url) => self.address(id, url),
        }
        for name in ["text", "title"] {
            match tree.attribute(id, name) {
                Some(attribute) if is_blank(&attribute.value) => {
                    self.report_attribute(&OPML_ADVICE, id, attribute, format!("the feed's `{name}` is empty"));
                }
                None if name == "title" && !self.is_old => {
                    self.report(&OPML_ADVICE, id, "the feed has no `title`, by which some programs list it");
                }
                _ => {}
            }
        }
        if let Some(url) = tree.attribute(id, "htmlUrl").filter(|url| !is_blank(&url.value)) {
            self.address(id, url);
        }
        if let Some(language) = tree.attribute(id, "language").filter(|language| !is_language(&language.value)) {
            let message = format!("`{}` names no language", quote(&language.value));
            self.report_attribute(&OPML_ADVICE, id, language, message);
        }
        if let Some(version) = tree.attribute(id, "version").filter(|version| !VERSIONS.contains(&&*version.value)) {
            let message = format!("`{}` is no version of a feed in OPML", quote(&version.value));
            self.report_attribute(&OPML_OUTLINE_VERSION, id, version, message);
        }
    }

    /// An outline that leads to a page or to another list.
    fn link(&mut self, id: Id) {
        match self.tree.attribute(id, "url") {
            None => self.report(&OPML, id, "the outline is a link, but has no `url`"),
            Some(url) => self.address(id, url),
        }
    }

    fn address(&mut self, id: Id, attribute: &Attribute<'t>) {
        let value = attribute.value.trim();
        if !uri::is_web(value) {
            let message = format!("`{}` in `{}` is no Web address", quote(value), attribute.name);
            self.report_attribute(&OPML_ADVICE, id, attribute, message);
        } else if let Err((rule, message)) = uri::reference(value) {
            self.report_attribute(rule, id, attribute, message);
        }
    }
}

/// An RFC 822 date; years may have two digits.
fn is_date(text: &str) -> bool {
    !matches!(rfc822(text), Rfc822::Invalid | Rfc822::WrongWeekday(_))
}

/// `/Boston/Weather`, or a tag without slashes.
fn is_category(text: &str) -> bool {
    text.strip_prefix('/').unwrap_or(text).split('/').all(|part| !part.trim().is_empty())
}
