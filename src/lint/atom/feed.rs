//! Feeds and entries as wholes (RFC 4287 §4.1).

use super::{ENTRY, FEED, link};
use crate::lint::{
    Facts,
    judge::{CHANNEL, ITEM, Judge},
    names::Ns,
    neighbours, own_address,
    rules::{
        ARCHIVE_CURRENT_MISSING, ARCHIVE_INCOMPLETE, ARCHIVE_IS_CURRENT, ARCHIVE_MARK_MISSING, ATOM_CONTENT_MISSING,
        ATOM_SELF_MISSING, ATOM_SUMMARY_MISSING, ATOM_TEXT_MISSING, COMPLETE_FEED_CURRENT, COMPLETE_FEED_LINK,
        DATE_ORDER, ELEMENT_MISSING, FEED_KINDS_MIXED, ID_REPEATED, ID_SAME_EVERYWHERE, LANGUAGE_MISSING,
        LINK_PAST_END, METADATA_AFTER_ENTRIES, PAGE_OF_ITSELF, SUMMARY_REPEATS, TOMBSTONE,
    },
    text::{is_blank, quote},
    values::{
        date::rfc3339,
        media_type::{is_media_type, is_xml},
    },
    xml::Id,
};
use std::collections::{HashMap, HashSet};

/// Judges one entry.
pub(in crate::lint) fn entry(judge: &mut Judge<'_, '_>, entry: Id) -> Facts {
    let tree = judge.tree;
    judge.common(entry);
    judge.known_attributes(entry, &[], true);
    judge.children(entry, Ns::ATOM, ENTRY, ITEM);
    for name in ["id", "title", "updated"] {
        judge.required_child(entry, Ns::ATOM, name);
    }
    link::alternates(judge, entry);
    let has_alternate = tree.all(entry, Ns::ATOM, "link").any(|link| link::relation(judge, link) == "alternate");
    let content = tree.first(entry, Ns::ATOM, "content");
    let summary = tree.first(entry, Ns::ATOM, "summary");
    if content.is_none() && !has_alternate {
        judge.report(
            &ATOM_CONTENT_MISSING,
            entry,
            "the entry has neither `<content>` nor a link with `rel=\"alternate\"`",
        );
    }
    if content.is_none() && summary.is_none() {
        judge.report(&ATOM_TEXT_MISSING, entry, "the entry has neither `<content>` nor `<summary>`");
    }
    if let Some(content) = content.filter(|_| summary.is_none()) {
        let is_binary = tree.value(content, "type").is_some_and(|kind| {
            is_media_type(kind) && !is_xml(kind) && !kind.to_ascii_lowercase().starts_with("text/")
        });
        if tree.attribute(content, "src").is_some() || is_binary {
            judge.report(
                &ATOM_SUMMARY_MISSING,
                entry,
                "the entry's content is elsewhere or no text, and there is no `<summary>`",
            );
        }
    }
    let instant = |name: &'static str| tree.first(entry, Ns::ATOM, name).and_then(|id| rfc3339(tree.text(id).trim()));
    let (updated, published) = (instant("updated"), instant("published"));
    if let (Some(updated_at), Some(published)) = (updated, published)
        && updated_at < published
        && let Some(id) = tree.first(entry, Ns::ATOM, "updated")
    {
        judge.report_text(&DATE_ORDER, id, "the entry was updated before it was published");
    }
    repeated_summary(judge, entry);
    let author = |parent: Id| tree.first(parent, Ns::ATOM, "author").is_some();
    let id = tree.first(entry, Ns::ATOM, "id").map(|id| tree.text(id).trim().to_owned());
    Facts {
        id: id.filter(|id| !is_blank(id)),
        has_author: author(entry) || tree.first(entry, Ns::ATOM, "source").is_some_and(author),
        at: tree.at(entry),
        updated,
        published: published.or(updated),
        ..Facts::default()
    }
}

/// A summary that says nothing of its own (§4.2.13).
fn repeated_summary(judge: &mut Judge<'_, '_>, entry: Id) {
    let tree = judge.tree;
    let Some(summary) = tree.first(entry, Ns::ATOM, "summary") else { return };
    let text = judge.value(summary);
    for name in ["title", "content"] {
        let same = |id: &Id| !text.is_empty() && judge.value(*id) == text;
        if tree.first(entry, Ns::ATOM, name).filter(same).is_some() {
            judge.report(&SUMMARY_REPEATS, summary, format!("the summary is the same as the {name}"));
        }
    }
}

/// Judges an entry that is a document of its own: it must name its author.
pub(in crate::lint) fn entry_document(judge: &mut Judge<'_, '_>, root: Id) {
    let facts = entry(judge, root);
    if !facts.has_author {
        judge.report(&ELEMENT_MISSING, root, "the entry has no `<author>`, which it needs");
    }
}

/// Judges what surrounds the entries, and the entries among each other.
pub(in crate::lint) fn feed(judge: &mut Judge<'_, '_>, feed: Id, first_item: Option<usize>, facts: &[Facts]) {
    let tree = judge.tree;
    judge.common(feed);
    judge.known_attributes(feed, &[], true);
    judge.children(feed, Ns::ATOM, FEED, CHANNEL);
    for name in ["id", "title", "updated"] {
        judge.required_child(feed, Ns::ATOM, name);
    }
    link::alternates(judge, feed);
    if let Some(first) = first_item {
        let own = |&id: &Id| tree.ns(id) == Ns::ATOM && tree.at(id) > first;
        for id in tree.children(feed).filter(own) {
            let message = format!("`<{}>` stands after an entry", judge.named(id));
            judge.report(&METADATA_AFTER_ENTRIES, id, message);
        }
    }
    let has_self = tree.all(feed, Ns::ATOM, "link").any(|id| link::relation(judge, id) == "self");
    if !has_self {
        judge.report(&ATOM_SELF_MISSING, feed, "the feed does not name its own address in a link with `rel=\"self\"`");
    }
    if tree.first(feed, Ns::ATOM, "author").is_none() {
        for (number, fact) in (1..).zip(facts).filter(|(_, fact)| !fact.has_author) {
            let message = "neither the entry nor the feed has an `<author>`";
            judge.findings.add(&ELEMENT_MISSING, fact.at, format!("feed > entry[{number}]"), message);
        }
    }
    if tree.inherited(feed, "lang").is_none() && facts.iter().all(|fact| !fact.has_language) {
        judge.report(&LANGUAGE_MISSING, feed, "nothing says which language the feed is in: `xml:lang`");
    }
    history(judge, feed);
    tombstones(judge, feed);
    among_entries(judge, facts);
    own_address::judge(judge, feed);
    neighbours::judge(judge, feed, facts);
}

fn among_entries(judge: &mut Judge<'_, '_>, facts: &[Facts]) {
    let ids: Vec<&str> = facts.iter().filter_map(|fact| fact.id.as_deref()).collect();
    if ids.len() >= 10 && ids.iter().all(|id| *id == ids[0]) {
        let message = format!("all {} entries have the id `{}`", ids.len(), quote(ids[0]));
        judge.findings.add(&ID_SAME_EVERYWHERE, facts[0].at, "feed > entry > id", message);
    } else {
        let mut seen = HashMap::new();
        for (number, fact) in (1..).zip(facts) {
            if let Some(id) = fact.id.as_deref()
                && let Some(first) = seen.insert(id, number)
            {
                let message = format!("entry {first} has the id `{}` already", quote(id));
                judge.findings.add(&ID_REPEATED, fact.at, format!("feed > entry[{number}] > id"), message);
            }
        }
    }
}

/// Complete, paged and archived feeds (RFC 5005), in Atom and in RSS.
pub(in crate::lint) fn history(judge: &mut Judge<'_, '_>, feed: Id) {
    let tree = judge.tree;
    let links: Vec<(&str, &str, Id)> = tree
        .all(feed, Ns::ATOM, "link")
        .map(|id| (link::relation(judge, id), tree.value(id, "href").unwrap_or_default(), id))
        .collect();
    let find = |relation: &str| links.iter().find(|(found, ..)| *found == relation).copied();
    let own = find("self").map(|(_, href, _)| href);
    let complete = tree.first(feed, Ns::FH, "complete");
    if complete.is_some() {
        for relation in ["first", "last", "previous", "next", "prev-archive", "next-archive"] {
            if let Some((_, _, id)) = find(relation) {
                let message = format!("the feed says that it is complete, but links to another page (`{relation}`)");
                judge.report(&COMPLETE_FEED_LINK, id, message);
            }
        }
        if let Some((_, href, id)) = find("current").filter(|(_, href, _)| own != Some(*href)) {
            let message = format!("the feed says that it is complete, but that `{}` is the current one", quote(href));
            judge.report(&COMPLETE_FEED_CURRENT, id, message);
        }
    }
    let archive = tree.first(feed, Ns::FH, "archive");
    let paged = ["first", "last", "previous", "next"].into_iter().find_map(find);
    if let (Some(complete), Some(_)) = (complete, archive) {
        judge.report(&FEED_KINDS_MIXED, complete, "the feed says that it is complete, and an archive");
    } else if let Some((relation, _, id)) = paged
        && complete.is_none()
        && (archive.is_some() || find("prev-archive").is_some() || find("next-archive").is_some())
    {
        let message =
            format!("the feed is archived, but has a link with `rel=\"{relation}\"`, which is of paged feeds");
        judge.report(&FEED_KINDS_MIXED, id, message);
    }
    for relation in ["previous", "next", "prev-archive", "next-archive"] {
        if let Some((_, href, id)) = find(relation).filter(|(_, href, _)| own == Some(*href)) {
            let message =
                format!("the link with `rel=\"{relation}\"` leads to this document itself, `{}`", quote(href));
            judge.report(&PAGE_OF_ITSELF, id, message);
        }
    }
    for (end, beyond) in [("first", "previous"), ("last", "next")] {
        if let (Some((_, edge, _)), Some((_, _, id))) = (find(end), find(beyond))
            && own == Some(edge)
        {
            judge.report(&LINK_PAST_END, id, format!("this is the {end} page, but it has a `{beyond}` one"));
        }
    }
    if let Some(archive) = archive {
        let current = find("current");
        if current.is_none() {
            judge.report(&ARCHIVE_CURRENT_MISSING, archive, "the archive does not link to the `current` document");
        }
        if let Some((_, href, id)) = current.filter(|(_, href, _)| own == Some(*href) && complete.is_none()) {
            let message = format!("the archive says that it is the current document itself, `{}`", quote(href));
            judge.report(&ARCHIVE_IS_CURRENT, id, message);
        }
        // With a way to the current document it may well be the only archive so far: there is no other to link to.
        let is_alone = find("prev-archive").is_none() && find("next-archive").is_none();
        if is_alone && current.is_none() && complete.is_none() {
            judge.report(
                &ARCHIVE_INCOMPLETE,
                archive,
                "the archive links to no other: neither `prev-archive` nor `next-archive`",
            );
        }
    } else if let Some((_, _, id)) = find("next-archive").filter(|_| complete.is_none()) {
        judge.report(
            &ARCHIVE_MARK_MISSING,
            id,
            "only archives link to a `next-archive`, but there is no `<fh:archive/>`",
        );
    }
}

/// RFC 6721 §3: the same entry cannot be deleted twice at the same instant. In Atom and in RSS.
pub(in crate::lint) fn tombstones(judge: &mut Judge<'_, '_>, feed: Id) {
    let tree = judge.tree;
    let mut seen = HashSet::new();
    for id in tree.all(feed, Ns::AT, "deleted-entry") {
        let (Some(of), Some(when)) = (tree.value(id, "ref"), tree.value(id, "when")) else { continue };
        // What is no date is compared as it is written.
        if !seen.insert((of, rfc3339(when).ok_or(when))) {
            judge.report(&TOMBSTONE, id, "the same deletion stands here twice");
        }
    }
}
