//! `[[feed]]`: what a feed's table means, with what it inherits from the publication.

use super::{
    Channel, Condition, Content, Each, Element, Feed, History, Items, MaxWithheld, OnDelete, Order, Removal, Since,
    keys::{Keys, Source as Text, Stated, kind_of},
    podcast::podcast,
    read::channel,
};
use crate::{
    diagnostic::{Diagnostic, rules::config as rules},
    value::{Format, Language, TimeSpan, WebUrl, is_absolute_iri},
};
use std::collections::{BTreeMap, BTreeSet};
use toml::de::DeValue;

/// How many items a feed holds unless it says otherwise.
const DEFAULT_LIMIT: usize = 50;
/// For how long subscribers are told of deletions and corrections unless the feed says otherwise: 90 days.
const TOLD_FOR: u64 = 90 * 86_400;
/// How many items an archive document holds unless the feed says otherwise.
const ARCHIVE_SIZE: usize = 50;
/// What a redacted item says unless the feed says otherwise.
const NOTICE: &str = "This article has been removed.";
/// How long a made summary is unless the feed says otherwise; Flipboard and Google News ask for 300 and more.
const DEFAULT_SUMMARY: usize = 400;

/// What a feed takes over from the publication.
pub(super) struct Inherited<'a> {
    pub title: &'a str,
    pub link: &'a WebUrl,
    pub channel: &'a Channel,
    pub items: &'a Items,
    pub removal: &'a Removal,
}

/// All feeds; a configuration that states none has one of everything, called `main`.
pub(super) fn feeds(source: &Text<'_>, tables: Vec<Keys<'_, '_>>, from: &Inherited<'_>) -> Vec<Feed> {
    let mut out: Vec<Feed> = Vec::new();
    let mut names = BTreeSet::new();
    for keys in tables {
        let place = source.place(&keys.span());
        let Some(feed) = feed(keys, from) else { continue };
        if !names.insert(feed.name.clone()) {
            let message = format!("two feeds are called `{}`", feed.name);
            source.report(
                Diagnostic::new(&rules::FEED_PATH_COLLISION, place.field("feed.name"), message)
                    .help("give one of them another `name`: it is the directory that the feed is written to"),
            );
        }
        out.push(feed);
    }
    if out.is_empty() && names.is_empty() {
        out.push(Feed {
            place: (0, 0),
            name: "main".to_owned(),
            each: None,
            id: None,
            title: from.title.to_owned(),
            link: None,
            formats: Format::ALL.to_vec(),
            path: BTreeMap::new(),
            limit: Some(DEFAULT_LIMIT),
            max_bytes: None,
            order: Order::Newest,
            categories_filter: Vec::new(),
            authors_filter: Vec::new(),
            sections_filter: Vec::new(),
            languages_filter: Vec::new(),
            since: None,
            condition: None,
            podcast: None,
            history: History::None,
            removal: from.removal.clone(),
            channel: from.channel.clone(),
            items: from.items.clone(),
        });
    }
    out
}

fn feed(mut keys: Keys<'_, '_>, from: &Inherited<'_>) -> Option<Feed> {
    let each = keys.choice(
        "each",
        &[
            ("category", Each::Category),
            ("author", Each::Author),
            ("language", Each::Language),
            ("year", Each::Year),
            ("section", Each::Section),
        ],
    );
    let name = match (keys.text("name"), each) {
        (Some(stated), _) => directory_name(&keys, &stated),
        (None, Some(each)) => Some(each.as_str().to_owned()),
        (None, None) => {
            let place = keys.source().place(&keys.span()).field("feed.name");
            keys.source().report(
                Diagnostic::new(&rules::CONFIG_MISSING_KEY, place, "this feed has no `name`")
                    .help("add `name = \"news\"`: the feed is then written to feeds/news/"),
            );
            None
        }
    };
    let channel_language = keys.value("language").is_some();
    let list = |keys: &mut Keys<'_, '_>, key| -> Vec<String> {
        keys.texts(key).unwrap_or_default().into_iter().map(|s| s.value).collect()
    };
    let categories_filter = list(&mut keys, "category");
    let authors_filter = list(&mut keys, "author");
    let sections_filter = list(&mut keys, "section");
    let title = keys.text("title").map(|s| s.value).filter(|t| !t.trim().is_empty());
    let title =
        title.unwrap_or_else(|| default_title(from.title, each, &categories_filter, &authors_filter, &sections_filter));
    let podcast = podcast(&mut keys, from.link).map(Box::new);
    let limit = keys.number("limit", 1).and_then(|n| usize::try_from(n).ok());
    let channel = channel(&mut keys, from.link, from.channel);
    let languages_filter: Vec<Language> =
        if channel_language { channel.language.iter().cloned().collect() } else { Vec::new() };
    let mut items = items(&mut keys, Some(from.items));
    namespaces(&mut keys, &mut items);
    let place = keys.source().place(&keys.span());
    let feed = Feed {
        place: (place.line.unwrap_or_default(), place.column.unwrap_or_default()),
        each,
        id: id(&mut keys),
        title,
        link: keys.text("link").map(|s| s.value),
        formats: formats(&mut keys),
        path: paths(&mut keys, each.is_some()),
        limit: limit.or(podcast.is_none().then_some(DEFAULT_LIMIT)),
        max_bytes: keys.number("max_bytes", 1000),
        order: order(&mut keys),
        categories_filter,
        authors_filter,
        sections_filter,
        languages_filter,
        since: since(&mut keys),
        condition: condition(&mut keys),
        podcast,
        history: history(&mut keys),
        removal: removal(&mut keys, Some(from.removal)),
        channel,
        items,
        name: name.clone().unwrap_or_default(),
    };
    keys.finish();
    name.map(|_| feed)
}

fn default_title(
    publication: &str,
    each: Option<Each>,
    categories: &[String],
    authors: &[String],
    sections: &[String],
) -> String {
    if each.is_some() {
        return format!("{publication}: {{value}}");
    }
    let filters: Vec<&str> = categories.iter().chain(authors).chain(sections).map(String::as_str).collect();
    if filters.is_empty() { publication.to_owned() } else { format!("{publication}: {}", filters.join(", ")) }
}

/// Directories may be nested, `podcast/bonus`, but never leave the output.
fn directory_name(keys: &Keys<'_, '_>, stated: &Stated<String>) -> Option<String> {
    check_path(keys, stated).then(|| stated.value.clone())
}

fn check_path(keys: &Keys<'_, '_>, stated: &Stated<String>) -> bool {
    let path = stated.value.as_str();
    let fine = !path.is_empty()
        && !path.contains(['\\', '\0', ':'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && part.len() <= 255)
        && !path.split('/').any(|part| part.starts_with(".courant"));
    if !fine {
        let place = keys.source().place(&stated.span).field(stated.field.clone());
        let message = format!("`{path}` does not lie inside the output directory");
        keys.source().report(Diagnostic::new(&rules::FEED_PATH_ESCAPES, place, message).help(
            "use a relative path such as `news` or `tag/{value}/index.xml`, without `..` and without a leading `/`",
        ));
    }
    fine
}

fn id(keys: &mut Keys<'_, '_>) -> Option<String> {
    let stated = keys.text("id")?;
    if is_absolute_iri(&stated.value) {
        return Some(stated.value);
    }
    let message =
        format!("`{}` is no absolute IRI such as `tag:example.org,2026:feed/news` (RFC 4287 §4.2.6)", stated.value);
    keys.source().invalid(&stated.span, &stated.field, message);
    None
}

fn formats(keys: &mut Keys<'_, '_>) -> Vec<Format> {
    let Some(list) = keys.texts("formats") else { return Format::ALL.to_vec() };
    let mut formats: Vec<Format> = list.iter().filter_map(|stated| keys.parse(stated)).collect();
    formats.sort_unstable();
    formats.dedup();
    if formats.is_empty() { Format::ALL.to_vec() } else { formats }
}

fn paths(keys: &mut Keys<'_, '_>, each: bool) -> BTreeMap<Format, String> {
    let mut out = BTreeMap::new();
    let Some(mut table) = keys.table("path") else { return out };
    for format in Format::ALL {
        let Some(stated) = table.text(format.as_str()) else { continue };
        if !check_path(&table, &stated) {
            continue;
        }
        if each && !stated.value.contains("{value}") {
            let message = format!("`{}` is one path for many feeds; put `{{value}}` into it", stated.value);
            table.source().invalid(&stated.span, &stated.field, message);
        }
        out.insert(format, stated.value);
    }
    table.finish();
    out
}

fn order(keys: &mut Keys<'_, '_>) -> Order {
    let choices = [
        ("newest", Order::Newest),
        ("published", Order::Newest),
        ("updated", Order::Updated),
        ("oldest", Order::Oldest),
    ];
    keys.choice("order", &choices).unwrap_or_default()
}

/// A date, or an age such as `90d`.
fn since(keys: &mut Keys<'_, '_>) -> Option<Since> {
    let stated = keys.value("since")?;
    let text = match stated.value {
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        other => {
            let message =
                format!("a date such as 2026-01-31 or an age such as \"90d\" is needed here, not {}", kind_of(other));
            keys.source().invalid(&stated.span, &stated.field, message);
            return None;
        }
    };
    let age = text.parse::<TimeSpan>();
    Some(age.map_or(Since::Date(text), |age| Since::Age(age.seconds())))
}

/// `archive = true` or `"pages"`, with what belongs to it.
fn history(keys: &mut Keys<'_, '_>) -> History {
    let kept = match keys
        .value("archive")
        .map(|stated| (stated.value.as_bool(), stated.value.as_str(), stated.span.clone(), stated.field.clone()))
    {
        None | Some((Some(false), ..)) => History::None,
        Some((Some(true), ..)) => History::Archive { size: ARCHIVE_SIZE, correction_window: TOLD_FOR },
        Some((_, Some("pages"), ..)) => History::Pages,
        Some((_, _, span, field)) => {
            keys.source().invalid(&span, &field, "`true`, `false` or \"pages\" is needed here");
            History::None
        }
    };
    let size = keys.number("archive_size", 1).and_then(|n| usize::try_from(n).ok());
    let window = keys.parsed("correction_window").map(TimeSpan::seconds);
    match kept {
        History::Archive { size: usual, correction_window } => {
            History::Archive { size: size.unwrap_or(usual), correction_window: window.unwrap_or(correction_window) }
        }
        kept => kept,
    }
}

/// What is told of deletions, as far as `[publication]` and `[[feed]]` share it.
pub(super) fn removal(keys: &mut Keys<'_, '_>, from: Option<&Removal>) -> Removal {
    let usual = || Removal { rss: OnDelete::Drop, told_for: TOLD_FOR, notice: NOTICE.to_owned() };
    let mut removal = from.cloned().unwrap_or_else(usual);
    let choices = [("drop", OnDelete::Drop), ("redact", OnDelete::Redact), ("tombstone", OnDelete::Tombstone)];
    if let Some(rss) = keys.choice("on_delete", &choices) {
        removal.rss = rss;
    }
    if let Some(told_for) = keys.parsed("tombstones").map(TimeSpan::seconds) {
        removal.told_for = told_for;
    }
    if let Some(notice) = keys.text("removed_notice") {
        removal.notice = notice.value;
    }
    removal
}

fn condition(keys: &mut Keys<'_, '_>) -> Option<Condition> {
    let stated = keys.text("where")?;
    let place = keys.source().place(&stated.span);
    Some(Condition {
        expression: stated.value,
        line: place.line.unwrap_or_default(),
        column: place.column.unwrap_or_default(),
    })
}

/// How items are written, as far as `[publication]` and `[[feed]]` share it.
pub(super) fn items(keys: &mut Keys<'_, '_>, from: Option<&Items>) -> Items {
    let mut items = from.cloned().unwrap_or(Items {
        content: Content::Full,
        always_summary: false,
        summary_length: DEFAULT_SUMMARY,
        show_emails: true,
        footer: None,
        link_query: None,
        link_blog: false,
        teaser: false,
        max_withheld: MaxWithheld::Percent(10),
        namespaces: BTreeMap::new(),
        elements: Vec::new(),
        enclosure_prefix: None,
    });
    if let Some(content) = keys.choice("content", &[("full", Content::Full), ("summary", Content::Summary)]) {
        items.content = content;
    }
    if let Some(always) = keys.choice("summary", &[("always", true), ("declared", false)]) {
        items.always_summary = always;
    }
    if let Some(length) = keys.number("summary_length", 20).and_then(|n| usize::try_from(n).ok()) {
        items.summary_length = length;
    }
    if let Some(show) = keys.choice("emails", &[("show", true), ("hide", false)]) {
        items.show_emails = show;
    }
    if let Some(footer) = keys.text("item_footer") {
        items.footer = Some(footer.value).filter(|f| !f.trim().is_empty());
    }
    if let Some(query) = keys.text("link_query") {
        let query = query.value.trim_start_matches(['?', '&']).to_owned();
        items.link_query = Some(query).filter(|q| !q.is_empty());
    }
    if let Some(link_blog) = keys.flag("link_blog") {
        items.link_blog = link_blog;
    }
    if let Some(teaser) = keys.choice("restricted", &[("hide", false), ("teaser", true)]) {
        items.teaser = teaser;
    }
    if let Some(max) = share(keys, "max_withheld") {
        items.max_withheld = max;
    }
    if let Some(prefix) = super::media::prefix(keys) {
        items.enclosure_prefix = Some(prefix);
    }
    items
}

/// A number, or a share such as `10%`.
pub(super) fn share(keys: &mut Keys<'_, '_>, key: &'static str) -> Option<MaxWithheld> {
    let stated = keys.value(key)?;
    let read = match stated.value {
        DeValue::Integer(count) => count.as_str().parse().ok().map(MaxWithheld::Count),
        DeValue::String(text) => {
            let percent = text.trim().strip_suffix('%').map(str::trim);
            percent.and_then(|p| p.parse().ok()).filter(|p| *p <= 100).map(MaxWithheld::Percent)
        }
        _ => None,
    };
    if read.is_none() {
        keys.source().invalid(
            &stated.span,
            &stated.field,
            "a number of items, or a share such as \"10%\", is needed here",
        );
    }
    read
}

fn namespaces(keys: &mut Keys<'_, '_>, items: &mut Items) {
    for (prefix, stated) in keys.entries("namespaces") {
        match stated.value.as_str() {
            Some(uri) if is_absolute_iri(uri) => {
                items.namespaces.insert(prefix, uri.to_owned());
            }
            _ => keys.source().invalid(
                &stated.span,
                &stated.field,
                format!("the namespace of `{prefix}` must be an absolute URI in quotes, such as \"http://search.yahoo.com/mrss/\""),
            ),
        }
    }
    for (name, stated) in keys.entries("item_elements") {
        let element = match stated.value {
            DeValue::String(field) => Some(Element::Field(field.to_string())),
            DeValue::Table(table) if table.len() == 1 => {
                let text = |key| table.get(key).and_then(|v| v.get_ref().as_str()).map(str::to_owned);
                text("value").map(Element::Constant).or_else(|| text("field").map(Element::Field))
            }
            _ => None,
        };
        match element {
            Some(element) => items.elements.push((name, element)),
            None => keys.source().invalid(
                &stated.span,
                &stated.field,
                "write { field = \"…\" } (or the field's name alone), or { value = \"…\" } for a constant",
            ),
        }
    }
}
