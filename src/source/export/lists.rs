//! Where in JSON that nobody gave a name the articles are: the list of objects that has the most of them.

use super::{
    Settings,
    json::{Document, Members},
    objects::cells,
};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use serde_json::{Value, value::RawValue};

/// Levels of objects in which the list of articles is looked for.
const DEEPEST: usize = 5;
/// Objects of a list that are looked at to see whether they are articles.
const LOOKED_AT: usize = 20;
/// Lists that are looked at.
const MOST_LISTS: usize = 1000;

/// The list that somebody named: `rss.channel.item`; of lists on the way, those of all their objects.
pub(super) fn named<'t>(
    document: &Document,
    root: &'t RawValue,
    settings: &Settings,
    path: &str,
) -> Result<Vec<&'t RawValue>, Box<Diagnostic>> {
    let mut values = vec![root];
    for part in path.split('.') {
        let spread = values.into_iter().flat_map(|value| match value.get().as_bytes().first() {
            Some(b'[') => document.list(value),
            _ => vec![value],
        });
        values = spread.filter_map(|value| document.members(value)?.get(part).copied()).collect();
        if values.is_empty() {
            let why = format!("there is no `{part}` on the way to the list `{path}`");
            return Err(none(document, root, settings, &why));
        }
    }
    let mut items = Vec::new();
    for value in values {
        match value.get().as_bytes().first() {
            Some(b'[') => items.extend(document.list(value)),
            Some(b'{') => items.push(value),
            _ => return Err(none(document, root, settings, &format!("`{path}` is no list"))),
        }
    }
    Ok(items)
}

/// A list, where it stands, and how many of the objects that were looked at are articles.
struct Candidate<'t> {
    path: String,
    items: Vec<&'t RawValue>,
    looked_at: usize,
    articles: usize,
    /// Whether one of them has a text or a date.
    is_whole: bool,
    /// Whether it is put together of the lists of several objects.
    is_spread: bool,
}

impl Candidate<'_> {
    fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or_default()
    }
}

/// The list with the most articles, with those that are not read; of equal ones the outermost. An object that is an article
/// stands for a list of one. Where objects of a list have a list each, of one name, that is one list, and goes before a list
/// of this name which stands outside of them: what is in no blog of an account is not published there.
pub(super) fn found<'t>(
    document: &Document,
    root: &'t RawValue,
    settings: &Settings,
) -> Result<(Vec<&'t RawValue>, Vec<String>), Box<Diagnostic>> {
    if look(document, root, settings) != Look::Other {
        return Ok((vec![root], Vec::new()));
    }
    let mut lists = Vec::new();
    lists_in(document, root, ("", false), 0, settings, &mut lists);
    if root.get().starts_with('[') && document.list(root).is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    lists.retain(|list| list.articles > 0);
    let is_outside = |list: &Candidate<'_>| {
        let is_of_name = |other: &&Candidate<'_>| other.is_spread && !list.is_spread && other.name() == list.name();
        lists.iter().any(|other| is_of_name(&other))
    };
    // Of two that were not looked at to the end the longer one.
    let rank = |list: &Candidate<'_>| match list.looked_at < list.items.len() {
        true => list.items.len() * list.articles / list.looked_at.max(1),
        false => list.articles,
    };
    let ranks: Vec<Option<usize>> = lists.iter().map(|list| (!is_outside(list)).then(|| rank(list))).collect();
    let best = ranks.iter().flatten().max().copied();
    let Some(best) = best.and_then(|best| ranks.iter().position(|rank| *rank == Some(best))) else {
        return Err(none(
            document,
            root,
            settings,
            "no list of objects with a title and a text, an address or a date is in it",
        ));
    };
    let chosen = lists.remove(best);
    let unread =
        lists.iter().filter(|list| list.is_whole).map(|list| format!("{} ({})", list.path, list.items.len())).collect();
    Ok((chosen.items, unread))
}

fn lists_in<'t>(
    document: &Document,
    value: &'t RawValue,
    (path, is_spread): (&str, bool),
    depth: usize,
    settings: &Settings,
    lists: &mut Vec<Candidate<'t>>,
) {
    if value.get().starts_with('[') {
        if lists.len() >= MOST_LISTS {
            return;
        }
        let items = document.list(value);
        let at = lists.iter().position(|list| list.path == path).unwrap_or_else(|| {
            let path = path.to_owned();
            lists.push(Candidate { path, items: Vec::new(), looked_at: 0, articles: 0, is_whole: false, is_spread });
            lists.len() - 1
        });
        for item in &items {
            let is_looked_at = lists[at].looked_at < LOOKED_AT;
            let look = if is_looked_at { look(document, item, settings) } else { Look::Other };
            let known = lists.iter().map(|list| list.articles).sum::<usize>();
            // An article may have lists: of what is related, of comments.
            let may_hold = depth < DEEPEST && look != Look::Whole && (is_looked_at || lists[at].articles == 0);
            for (name, member) in may_hold.then(|| document.members(item)).flatten().into_iter().flatten() {
                lists_in(document, member, (&below(path, &name), true), depth + 1, settings, lists);
            }
            let holds = lists.iter().map(|list| list.articles).sum::<usize>() > known;
            let list = &mut lists[at];
            list.articles += usize::from(look != Look::Other && !holds);
            list.is_whole |= look == Look::Whole;
            list.looked_at += usize::from(is_looked_at);
        }
        lists[at].items.extend(items);
        return;
    }
    let members: Members<'t> = match document.members(value) {
        Some(members) if depth < DEEPEST => members,
        _ => return,
    };
    for (name, member) in members {
        lists_in(document, member, (&below(path, &name), is_spread), depth + 1, settings, lists);
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// What an object is, as far as it can be told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Other,
    /// It has a title and a few words, as a blog may have, too.
    Slight,
    /// It has a text or a date.
    Whole,
}

/// Whether an object has a title, and something besides that articles have.
fn look(document: &Document, raw: &RawValue, settings: &Settings) -> Look {
    if !raw.get().starts_with('{') {
        return Look::Other;
    }
    let Ok(Value::Object(object)) = document.read(raw) else { return Look::Other };
    let cells = cells(&object, settings);
    let has = |names: &[&str]| names.iter().any(|name| cells.contains_key(*name));
    let texts = ["content_html", "content_markdown", "content_text", "content"];
    let is_dated = has(&["published"]);
    match has(&["title"]) {
        true if has(&texts) || is_dated => Look::Whole,
        true if has(&["summary"]) => Look::Slight,
        false if has(&texts) && is_dated => Look::Whole,
        _ => Look::Other,
    }
}

fn none(document: &Document, root: &RawValue, settings: &Settings, why: &str) -> Box<Diagnostic> {
    let mut lists = Vec::new();
    lists_in(document, root, ("", false), 0, settings, &mut lists);
    let named =
        lists.iter().filter(|list| !list.path.is_empty() && list.items.iter().any(|item| item.get().starts_with('{')));
    let named: Vec<String> = named.map(|list| format!("{} ({})", list.path, list.items.len())).take(10).collect();
    let help = if named.is_empty() {
        "`--list PATH` names the list of articles, and `--map FIELD=PATH` what is called otherwise".to_owned()
    } else {
        format!("`--list PATH` names the list of articles; there are {}", named.join(", "))
    };
    let message = format!("no articles were found in this JSON: {why}");
    let place: Place = document.place(root);
    Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))
}
