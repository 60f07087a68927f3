//! OPML: lists of feeds.

use super::{
    findings::Findings,
    names::Ns,
    rules::{OPML, OPML_ADVICE},
    text::quote,
    values::{
        date::{Rfc822, rfc822},
        uri,
    },
    xml::{Reader, Step, Tree},
};

/// Judges a list of feeds.
pub(super) fn judge(mut reader: Reader<'_>, findings: &mut Findings) {
    while reader.step(findings) != Step::End {}
    if reader.is_broken {
        return;
    }
    let tree = &reader.tree;
    let root = Tree::ROOT;
    let mut error = |at: usize, path: &str, message: String| findings.add(&OPML, at, path, message);
    match tree.value(root, "version") {
        Some("1.0" | "1.1" | "2.0") => {}
        Some(other) => {
            error(tree.at(root), "opml@version", format!("the version `{}` of OPML does not exist", quote(other)))
        }
        None => error(tree.at(root), "opml", "`<opml>` has no `version`".to_owned()),
    }
    match tree.first(root, Ns::NONE, "head") {
        None => error(tree.at(root), "opml", "`<opml>` has no `<head>`".to_owned()),
        Some(head) => {
            for id in tree.children(head) {
                let value = tree.text(id).trim();
                let is_date = matches!(tree.name(id), "dateCreated" | "dateModified");
                if is_date && matches!(rfc822(value), Rfc822::Invalid | Rfc822::WrongWeekday(_)) {
                    error(
                        tree.text_at(id),
                        &format!("head > {}", tree.name(id)),
                        format!("`{}` is no RFC 822 date", quote(value)),
                    );
                }
                if tree.name(id) == "ownerId" && !uri::is_web(value) {
                    error(tree.text_at(id), "head > ownerId", format!("`{}` is no Web address", quote(value)));
                }
            }
        }
    }
    let Some(body) = tree.first(root, Ns::NONE, "body") else {
        return error(tree.at(root), "opml", "`<opml>` has no `<body>`".to_owned());
    };
    if tree.first(body, Ns::NONE, "outline").is_none() {
        error(tree.at(body), "body", "`<body>` has no `<outline>`".to_owned());
    }
    for id in tree.descendants(body).filter(|&id| tree.is(id, Ns::NONE, "outline")) {
        if tree.attribute(id, "text").is_none() {
            findings.add(&OPML, tree.at(id), "outline", "the outline has no `text`");
        }
        match tree.value(id, "type") {
            Some("rss" | "atom") if tree.attribute(id, "xmlUrl").is_none() => {
                findings.add(&OPML, tree.at(id), "outline", "the outline is a feed, but has no `xmlUrl`");
            }
            Some("link" | "include") if tree.attribute(id, "url").is_none() => {
                findings.add(&OPML, tree.at(id), "outline", "the outline is a link, but has no `url`");
            }
            None if tree.attribute(id, "xmlUrl").is_some() => {
                findings.add(
                    &OPML_ADVICE,
                    tree.at(id),
                    "outline",
                    "the outline has an `xmlUrl`, but no `type=\"rss\"`",
                );
            }
            _ => {}
        }
        for name in ["xmlUrl", "htmlUrl", "url"] {
            if let Some(attribute) = tree.attribute(id, name).filter(|attribute| !uri::is_web(&attribute.value)) {
                let message = format!("`{}` is no Web address", quote(&attribute.value));
                findings.add(&OPML_ADVICE, attribute.at, format!("outline@{name}"), message);
            }
        }
    }
}
