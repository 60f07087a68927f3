//! From what `courant.toml` says to what it means.

use super::{
    Channel, Embeds, MaxWithheld, Media, Person, PersonEntry, Publication, endpoints,
    feed::{self, Inherited},
    keys::{Keys, Source as Text, Stated, kind_of},
    publication::{AuthorRef, Image},
    settle, source as sources,
};
use crate::{
    diagnostic::{Diagnostic, Level, Place, rules::config as rules},
    value::{Email, Language, TimeSpan, WebUrl, Zone},
};
use std::{
    path::{Component, Path, PathBuf},
    sync::Arc,
};
use toml::de::{DeTable, DeValue};

/// The state directory, unless another one is stated.
const STATE: &str = ".courant";
/// The export of the ledger that `state = "git"` keeps in the tree.
const LEDGER_EXPORT: &str = "courant-ledger.jsonl";
/// How many articles may be shown again by default: an article that was moved by hand is no flood.
const FLOOD_GUARD: usize = 3;
/// An error that stays is told once a day by default.
const REMIND: TimeSpan = TimeSpan::from_seconds(24 * 60 * 60);
const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// What reading a configuration gave.
#[derive(Debug)]
pub struct Read {
    /// The publication; `None` if anything is wrong that makes it impossible to know what is meant.
    pub publication: Option<Publication>,
    /// Everything that is wrong, and notes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a configuration that stands in `root` and is called `name` in messages.
///
/// Every mistake is reported at once, not only the first.
#[must_use]
pub fn read(text: &str, name: &str, root: &Path) -> Read {
    let name: Arc<str> = name.into();
    let source = Text::new(name.clone(), text);
    let document = match DeTable::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let span = error.span().unwrap_or_default();
            let line = text[..text.floor_char_boundary(span.start)].lines().count().max(1) - 1;
            let excerpt = text.lines().nth(line).unwrap_or_default();
            let diagnostic = Diagnostic::new(&rules::CONFIG_SYNTAX, source.place(&span), error.message().to_owned())
                .excerpt(excerpt)
                .help("the file must be valid TOML");
            return Read { publication: None, diagnostics: vec![diagnostic] };
        }
    };
    let publication = publication(&source, document.get_ref(), document.span(), name, root);
    let diagnostics = source.into_problems();
    let failed = diagnostics.iter().any(|d| d.level == Level::Error);
    Read { publication: publication.filter(|_| !failed), diagnostics }
}

fn publication(
    source: &Text<'_>,
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
    file: Arc<str>,
    root: &Path,
) -> Option<Publication> {
    let mut top = Keys::new(source, table, span, "");
    let head = top.table("publication");
    let source_tables = top.tables("source");
    let feed_tables = top.tables("feed");
    let ping_tables = top.tables("ping");
    let media = top.table("media");
    let people = people(source, top.entries("people"));
    top.finish();
    let Some(mut keys) = head else {
        let diagnostic = Diagnostic::new(&rules::CONFIG_MISSING_KEY, Place::file(file), "there is no [publication]")
            .help("begin with [publication], title = \"…\" and link = \"https://…\"");
        source.report(diagnostic);
        return None;
    };

    let title = keys.required_text("title", "every feed needs the name of the publication").map(|t| t.value);
    let link = keys
        .required_text("link", "every feed names the site that it belongs to")
        .and_then(|stated| web_url(&keys, &stated, None));
    let zone = keys.parsed::<Zone>("timezone");
    let tag = keys.parsed("tag");
    let feeds_url = keys.text("feeds_url");
    let people_file = keys.text("people").map(|p| p.value);
    let output = directory(&mut keys, "output", "feeds");
    let state = directory(&mut keys, "state", STATE);
    // A directory of that name is `./git`.
    let is_in_git = state.as_os_str() == "git";
    let (state, ledger_export) = if is_in_git { (STATE.into(), Some(LEDGER_EXPORT.into())) } else { (state, None) };
    let adopt_live = keys.flag("adopt_live").unwrap_or(false);
    let email_public = keys.flag("email_public").unwrap_or(false);
    let flood_guard = keys.number("flood_guard", 0).and_then(|most| usize::try_from(most).ok()).unwrap_or(FLOOD_GUARD);
    let deletion_guard = feed::share(&mut keys, "deletion_guard").unwrap_or(MaxWithheld::Percent(10));
    let remind = keys.parsed("remind").unwrap_or(REMIND);
    let embeds = keys.choice("embeds", &[("link", Embeds::Link), ("drop", Embeds::Drop), ("keep", Embeds::Keep)]);
    let embed_hosts = keys.texts("embed_hosts").unwrap_or_default();
    // Without one, the rest is read all the same: whoever mends this file wants to know everything.
    let stated_link = link;
    let link = stated_link.clone().or_else(|| WebUrl::parse("https://example.org/").ok())?;
    let feeds_url = feeds_url.and_then(|stated| web_url(&keys, &stated, Some(&link)));
    let feeds_url = feeds_url.map_or_else(|| link.join("feeds/"), |url| with_slash(&url)).ok()?;
    let channel = channel(&mut keys, &link, &Channel::default());
    let verify_live = keys.flag("verify_live").unwrap_or(false);
    let ca_file = keys.filled_text("ca_file").map(|stated| PathBuf::from(stated.value));
    let pings = endpoints::endpoints(ping_tables, &link);
    let (media, prefix) = Media::read(media, &link, &feeds_url);
    let mut items = feed::items(&mut keys, None);
    items.enclosure_prefix = items.enclosure_prefix.or(prefix);
    let removal = feed::removal(&mut keys, None);
    keys.finish();

    let stated_title = title;
    let title = stated_title.clone().unwrap_or_default();
    let inherited = Inherited { title: &title, link: &link, channel: &channel, items: &items, removal: &removal };
    let mut feeds = feed::feeds(source, feed_tables, &inherited);
    let mut endpoints = settle::settle(source, pings, &mut feeds, &link);
    let transports = endpoints.iter_mut().map(|endpoint| &mut endpoint.transport);
    transports.filter(|by| by.ca_file.is_none()).for_each(|by| by.ca_file.clone_from(&ca_file));
    let sources = sources::sources(source, source_tables);
    media.check(source, &sources);
    super::podcast::compare(source, &feeds);
    stated_link.and(stated_title)?;
    Some(Publication {
        root: root.to_path_buf(),
        file,
        zone: zone.unwrap_or(Zone::UTC),
        language: channel.language.clone(),
        feeds_url,
        tag,
        people,
        people_file,
        output,
        state,
        copies: None,
        ledger_export,
        adopt_live,
        email_public,
        flood_guard,
        deletion_guard,
        remind,
        embeds: embeds.unwrap_or_default(),
        embed_hosts: embed_hosts.into_iter().map(|h| h.value.to_ascii_lowercase()).collect(),
        sources,
        feeds,
        endpoints,
        media,
        ca_file,
        verify_live,
        title,
        link,
    })
}

/// An address, absolute or relative to the publication's.
pub(super) fn web_url(keys: &Keys<'_, '_>, stated: &Stated<String>, base: Option<&WebUrl>) -> Option<WebUrl> {
    let read = match base {
        Some(base) => base.join(&stated.value),
        None => WebUrl::parse(&stated.value),
    };
    read.map_err(|message| keys.source().invalid(&stated.span, &stated.field, message)).ok()
}

fn url_key(keys: &mut Keys<'_, '_>, key: &'static str, base: &WebUrl) -> Option<WebUrl> {
    let stated = keys.text(key)?;
    web_url(keys, &stated, Some(base))
}

pub(super) fn with_slash(url: &WebUrl) -> Result<WebUrl, String> {
    if url.as_str().ends_with('/') { Ok(url.clone()) } else { WebUrl::parse(&format!("{url}/")) }
}

/// A directory of the publication. It may lie elsewhere: the owner wrote it down.
pub(super) fn directory(keys: &mut Keys<'_, '_>, key: &'static str, default: &str) -> PathBuf {
    let Some(stated) = keys.text(key) else { return PathBuf::from(default) };
    let path = PathBuf::from(&stated.value);
    let names_something = path.components().any(|c| matches!(c, Component::Normal(_)));
    if !names_something {
        keys.source().invalid(&stated.span, &stated.field, format!("`{}` names no directory", stated.value));
    }
    path
}

/// What `[publication]` and `[[feed]]` say about a channel; what is not said is inherited.
pub(super) fn channel(keys: &mut Keys<'_, '_>, link: &WebUrl, from: &Channel) -> Channel {
    let text =
        |keys: &mut Keys<'_, '_>, key, from: &Option<String>| keys.text(key).map(|s| s.value).or_else(|| from.clone());
    Channel {
        description: text(keys, "description", &from.description),
        language: keys.parsed::<Language>("language").or_else(|| from.language.clone()),
        rights: text(keys, "rights", &from.rights),
        license: url_key(keys, "license", link).or_else(|| from.license.clone()),
        authors: authors(keys, link).unwrap_or_else(|| from.authors.clone()),
        webmaster: keys.table("webmaster").and_then(|t| person(t, link)).or_else(|| from.webmaster.clone()),
        image: image(keys, link).or_else(|| from.image.clone()),
        icon: url_key(keys, "icon", link).or_else(|| from.icon.clone()),
        favicon: url_key(keys, "favicon", link).or_else(|| from.favicon.clone()),
        logo: url_key(keys, "logo", link).or_else(|| from.logo.clone()),
        ttl: keys.number("ttl", 1).and_then(|n| u32::try_from(n).ok()).or(from.ttl),
        skip_hours: skip_hours(keys).unwrap_or_else(|| from.skip_hours.clone()),
        skip_days: skip_days(keys).unwrap_or_else(|| from.skip_days.clone()),
        schedule: schedule(keys).or_else(|| from.schedule.clone()),
        hubs: url_list(keys, "hubs", link).unwrap_or_else(|| from.hubs.clone()),
        cloud: None,
        categories: keys
            .texts("categories")
            .map_or_else(|| from.categories.clone(), |list| list.into_iter().map(|s| s.value).collect()),
    }
}

fn url_list(keys: &mut Keys<'_, '_>, key: &'static str, link: &WebUrl) -> Option<Vec<WebUrl>> {
    let list = keys.texts(key)?;
    Some(list.iter().filter_map(|stated| web_url(keys, stated, Some(link))).collect())
}

fn skip_hours(keys: &mut Keys<'_, '_>) -> Option<Vec<u8>> {
    let stated = keys.value("skip_hours")?;
    let numbers: Option<Vec<u8>> = stated.value.as_array().and_then(|list| {
        list.iter().map(|v| v.get_ref().as_integer()?.as_str().parse().ok().filter(|hour| *hour < 24)).collect()
    });
    let Some(mut hours) = numbers else {
        keys.source().invalid(&stated.span, &stated.field, "a list of hours from 0 to 23 (GMT) is needed here");
        return None;
    };
    hours.sort_unstable();
    hours.dedup();
    Some(hours)
}

fn skip_days(keys: &mut Keys<'_, '_>) -> Option<Vec<String>> {
    let list = keys.texts("skip_days")?;
    let mut days = Vec::new();
    for stated in &list {
        match DAYS.iter().find(|day| day.eq_ignore_ascii_case(&stated.value)) {
            Some(day) if !days.iter().any(|d| d == day) => days.push((*day).to_owned()),
            Some(_) => {}
            None => keys.source().invalid(
                &stated.span,
                &stated.field,
                format!("`{}` is no English name of a day such as `Sunday`", stated.value),
            ),
        }
    }
    Some(days)
}

/// `"daily"`, or `"hourly 4"` for four times an hour.
fn schedule(keys: &mut Keys<'_, '_>) -> Option<(String, u32)> {
    let stated = keys.text("schedule")?;
    let mut words = stated.value.split_whitespace();
    let period = words.next().unwrap_or_default();
    let frequency = words.next().map_or(Some(1), |n| n.parse().ok().filter(|n| *n > 0));
    let known = ["hourly", "daily", "weekly", "monthly", "yearly"].contains(&period);
    match (known, frequency, words.next()) {
        (true, Some(frequency), None) => Some((period.to_owned(), frequency)),
        _ => {
            let message = format!(
                "`{}` is no schedule: write hourly, daily, weekly, monthly or yearly, and how often if more than once \
                 (`hourly 4`)",
                stated.value
            );
            keys.source().invalid(&stated.span, &stated.field, message);
            None
        }
    }
}

fn image(keys: &mut Keys<'_, '_>, link: &WebUrl) -> Option<Image> {
    let stated = keys.value("image")?;
    if let Some(text) = stated.value.as_str() {
        let stated = Stated { value: text.to_owned(), span: stated.span, field: stated.field };
        let url = web_url(keys, &stated, Some(link))?;
        return Some(Image { url, alt: None, width: None, height: None });
    }
    let mut table = keys.table("image")?;
    let url = table.required_text("url", "an image needs an address").and_then(|s| web_url(&table, &s, Some(link)));
    let alt = table.text("alt").map(|s| s.value);
    let size = |n: Option<u64>| n.and_then(|n| u32::try_from(n).ok());
    let (width, height) = (size(table.number("width", 1)), size(table.number("height", 1)));
    table.finish();
    Some(Image { url: url?, alt, width, height })
}

fn authors(keys: &mut Keys<'_, '_>, link: &WebUrl) -> Option<Vec<AuthorRef>> {
    let stated = keys.value("authors")?;
    let lone = std::slice::from_ref(stated.value);
    let list: Vec<(&DeValue<'_>, std::ops::Range<usize>)> = match stated.value.as_array() {
        Some(list) => list.iter().map(|v| (v.get_ref(), v.span())).collect(),
        None => lone.iter().map(|v| (v, stated.span.clone())).collect(),
    };
    let mut out = Vec::new();
    for (value, span) in list {
        match value {
            DeValue::String(name) => out.push(AuthorRef::Named(name.to_string())),
            DeValue::Table(table) => {
                let table = Keys::new(keys.source(), table, span, stated.field.clone());
                out.extend(person(table, link).map(AuthorRef::Person));
            }
            other => {
                let message = format!("an author is a name, or {{ name, email, url }}, not {}", kind_of(other));
                keys.source().invalid(&span, &stated.field, message);
            }
        }
    }
    Some(out)
}

/// A person of the configuration. Without a name the address stands for it.
fn person(mut keys: Keys<'_, '_>, link: &WebUrl) -> Option<Person> {
    let name = keys.text("name");
    let email = keys.parsed::<Email>("email");
    let uri = url_key(&mut keys, "uri", link);
    let url = url_key(&mut keys, "url", link).or(uri);
    let avatar = url_key(&mut keys, "avatar", link);
    let name = name.map(|n| n.value.trim().to_owned()).filter(|n| !n.is_empty());
    let name = name.or_else(|| email.as_ref().map(|e| e.as_str().split('@').next().unwrap_or_default().to_owned()));
    if name.is_none() {
        keys.source().invalid(&keys.span(), "name", "a person needs a name or an e-mail address");
    }
    keys.finish();
    Some(Person { name: name?, email, url, avatar })
}

fn people(source: &Text<'_>, entries: Vec<(String, Stated<&DeValue<'_>>)>) -> Vec<PersonEntry> {
    let mut out = Vec::new();
    for (slug, stated) in entries {
        let Some(table) = stated.value.as_table() else {
            source.invalid(&stated.span, &stated.field, format!("write [people.{slug}] and below it name, email, url"));
            continue;
        };
        let mut keys = Keys::new(source, table, stated.span, stated.field);
        // A person's page may only be absolute here: nothing says what it would be relative to.
        let name = keys.text("name").map_or_else(|| slug.clone(), |n| n.value);
        let email = keys.parsed("email");
        let mut address = |key| keys.text(key).and_then(|stated| web_url(&keys, &stated, None));
        let (url, uri, avatar) = (address("url"), address("uri"), address("avatar"));
        keys.finish();
        out.push(PersonEntry { slug, person: Person { name, email, url: url.or(uri), avatar } });
    }
    out
}
