//! One `<item>`: an article, a page, or one of the many other things that `WordPress` keeps as posts.

use super::{
    super::{
        super::feed,
        Account, Article, Body, Entry, Image, Input, Item, Settings, Standing, Text, What,
        meta::{Fields, instant, line, reader_name},
        xml::{Element, Space},
    },
    footnotes,
    index::{Index, metas},
    own, paywall, podcast,
};
use crate::{
    diagnostic::Place,
    value::{Email, Timestamp, Zone},
};
use serde_json::{Map, Value, json};
use std::{borrow::Cow, collections::HashSet};

/// Reads an item, the `number`th of its file.
pub(super) fn read(
    element: &Element,
    number: u32,
    input: &Input,
    index: &Index,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) {
    let title = element.text_of(Space::None, "title").map(line).unwrap_or_default();
    let guid = element.text_of(Space::None, "guid").map(line);
    let kind = own(element, "post_type").unwrap_or("post");
    // Sites that were moved or merged have guids twice: the number tells their posts apart.
    let post = own(element, "post_id").map(|id| format!("{kind} {}", line(id)));
    let key = match (guid, post) {
        (Some(guid), Some(post)) => Some(format!("{post} {guid}")),
        (guid, post) => guid.or(post),
    };
    let place = Place::file(input.name.clone()).line(element.line);
    let read = || Box::new(article(element, index, settings));
    let what = match kind {
        "post" => What::Article(read()),
        _ if settings.types.iter().any(|known| known == kind) => What::Article(read()),
        "page" => What::Page(read()),
        other => What::Other(other_kind(other)),
    };
    if matches!(what, What::Article(_) | What::Page(_)) {
        podcast::further_channels(metas(element), &title, &place).map(&mut *sink);
    }
    let key = key.unwrap_or_else(|| format!("item {number} of {}", input.name));
    let comments = element.all(Space::WordPress, "comment").count();
    sink(Item::Entry(Box::new(Entry { place, title, key, comments, what })));
}

/// What an entry is that is neither article nor page.
fn other_kind(kind: &str) -> Cow<'static, str> {
    Cow::Borrowed(match kind {
        "attachment" => "attachment",
        "nav_menu_item" => "menu item",
        "revision" => "revision",
        "wp_block"
        | "wp_template"
        | "wp_template_part"
        | "wp_global_styles"
        | "wp_navigation"
        | "wp_font_family"
        | "wp_font_face"
        | "customize_changeset"
        | "custom_css"
        | "oembed_cache"
        | "user_request" => "part of the layout",
        other => return Cow::Owned(format!("entry of the type {}", line(other))),
    })
}

fn article(element: &Element, index: &Index, settings: &Settings) -> Article {
    let mut fields = Map::new();
    let standing = standing(element);
    let text = |name| element.text_of(Space::None, name);
    // Before CDATA came into use titles were escaped for XML, without tags.
    let escaped = element.child(Space::None, "title").is_some_and(|title| !title.cdata && !has_reference(&title.text));
    let title = text("title").map(line);
    fields.html("title", if escaped { "title" } else { "title_html" }, title.as_deref());
    fields.text("id", text("guid").map(line).as_deref());
    fields.text("url", text("link").map(|link| absolute(&line(link), index)).as_deref());
    let slug = own(element, "post_name").map(percent_decoded).unwrap_or_default();
    let slug = slug.strip_suffix(".html").map_or_else(|| slug.clone(), str::to_owned);
    fields.text("slug", Some(&slug));
    let published = published(element, &settings.zone);
    fields.text("published", published.map(Timestamp::rfc3339).as_deref());
    let updated = own(element, "post_modified_gmt").and_then(|text| instant(text, &Zone::UTC));
    let updated = updated.filter(|updated| published.is_some_and(|published| *updated > published));
    fields.text("updated", updated.map(Timestamp::rfc3339).as_deref());
    fields.text("expires", expires(element).map(Timestamp::rfc3339).as_deref());
    fields.list("authors", authors(element, index));
    terms(element, &mut fields);
    let excerpt = element.text_of(Space::Excerpt, "encoded");
    // A description for search engines may be a pattern: `%%title%%`.
    let described = metas(element).find(|(key, value)| *key == "_yoast_wpseo_metadesc" && !value.contains("%%"));
    fields.html("summary", "summary_html", excerpt.or(described.map(|(_, value)| value)));
    let canonical = metas(element).find(|(key, _)| *key == "_yoast_wpseo_canonical");
    fields.text("canonical_url", canonical.map(|(_, value)| value));
    if let Some(image) = image(element, index) {
        fields.insert("image".to_owned(), image);
    }
    let mut extra = Map::new();
    podcast::read(element, &mut fields, &mut extra);
    if own(element, "is_sticky") == Some("1") {
        extra.insert("sticky".to_owned(), Value::Bool(true));
    }
    if let Standing::Unknown(word) = &standing {
        extra.insert("old_status".to_owned(), Value::String(word.clone()));
    }
    if !extra.is_empty() {
        fields.insert("extra".to_owned(), Value::Object(extra));
    }
    let notes = metas(element).find(|(key, _)| *key == "footnotes").map(|(_, value)| value);
    let body = element.text_of(Space::Content, "encoded").map(|text| Body {
        text: {
            let text = index.with_blocks(text);
            footnotes::with_notes(&text, notes).unwrap_or_else(|| text.into_owned())
        },
        kind: if index.squarespace { Text::Html } else { Text::WordPress },
        images: gallery(element, index, text),
    });
    let day = published.map(|published| settings.zone.local(published).date());
    let former = former(element, fields.get("url").and_then(Value::as_str));
    Article { fields, body, standing, slug, former, day }
}

/// The addresses that the article had under earlier slugs: `WordPress` sends on from them.
fn former(element: &Element, url: Option<&str>) -> Vec<String> {
    let Some((url, slug)) = url.zip(own(element, "post_name")) else { return Vec::new() };
    let slashed = if url.ends_with('/') { "/" } else { "" };
    let Some(parent) = url.trim_end_matches('/').strip_suffix(slug).filter(|parent| parent.ends_with('/')) else {
        return Vec::new();
    };
    let old = metas(element).filter(|(key, value)| *key == "_wp_old_slug" && !value.trim().is_empty());
    old.map(|(_, value)| format!("{parent}{}{slashed}", value.trim())).collect()
}

/// Squarespace's links begin at the site's root.
fn absolute(link: &str, index: &Index) -> String {
    match index.channel.get("link").filter(|_| link.starts_with('/') && !link.starts_with("//")) {
        Some(site) => format!("{}{link}", site.trim_end_matches('/')),
        None => link.to_owned(),
    }
}

/// Whether a text has references of HTML in it: `&nbsp;`, `&#8217;`.
fn has_reference(text: &str) -> bool {
    text.match_indices('&').any(|(at, _)| {
        let rest = &text[at + 1..];
        let name = rest.strip_prefix('#').unwrap_or(rest);
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        (1..=31).contains(&end) && name[end..].starts_with(';')
    })
}

fn standing(element: &Element) -> Standing {
    let standing = match own(element, "status").unwrap_or("publish") {
        "publish" => Standing::Published,
        "future" => Standing::Scheduled,
        "draft" | "pending" | "auto-draft" | "inherit" => Standing::Draft,
        "private" => Standing::Private,
        "trash" => Standing::Trash,
        other => Standing::Unknown(line(other)),
    };
    if !matches!(standing, Standing::Published | Standing::Scheduled) {
        return standing;
    }
    if own(element, "post_password").is_some() {
        return Standing::Password;
    }
    let mut limited = metas(element).filter_map(|(key, value)| paywall::standing(key, value)).peekable();
    let first = limited.peek().cloned();
    limited.find(|standing| *standing == Standing::Paid).or(first).unwrap_or(standing)
}

/// `post_date_gmt`; for drafts, which have none yet, what else there is.
fn published(element: &Element, zone: &Zone) -> Option<Timestamp> {
    let gmt = own(element, "post_date_gmt").and_then(|text| instant(text, &Zone::UTC));
    let stated = || element.text_of(Space::None, "pubDate").and_then(|text| instant(text, &Zone::UTC));
    let local = || own(element, "post_date").and_then(|text| instant(text, zone));
    gmt.or_else(stated).or_else(local)
}

/// When PublishPress Future takes it down; it may do something else with it at that time, which is no end.
fn expires(element: &Element) -> Option<Timestamp> {
    const NO_END: [&str; 3] = ["stick", "unstick", "category"];
    let said = |key: &str| metas(element).find(|(known, _)| *known == key).map(|(_, value)| value.trim());
    let is_on = said("_expiration-date-status").is_none_or(|status| status == "saved");
    let kind = said("_expiration-date-type").map(str::to_owned).or_else(|| {
        let options = said("_expiration-date-options")?;
        let behind = options.split_once("\"expireType\";")?.1;
        Some(behind.split('"').nth(1)?.to_owned())
    });
    let is_end = kind.is_none_or(|kind| !NO_END.iter().any(|other| kind.starts_with(other)));
    let date = said("_expiration-date").filter(|_| is_on && is_end)?;
    Timestamp::from_unix(date.parse().ok().filter(|seconds| *seconds > 0)?)
}

/// The accounts of those who wrote it: of several, as plugins for co-authors keep them, else the one that entered it.
fn authors(element: &Element, index: &Index) -> Vec<Value> {
    let named = |login: &str, name: Option<&str>| match index.accounts.get(login).or_else(|| index.guests.get(login)) {
        Some(account) => Some(person(account)),
        None => {
            let name = name.map(line).filter(|name| !name.is_empty());
            let name = reader_name(name.as_deref().unwrap_or(login));
            (!name.is_empty()).then(|| json!({ "name": name }))
        }
    };
    let several = element.all(Space::None, "category").filter(|term| term.attribute("domain") == Some("author"));
    let mut people: Vec<Value> = Vec::new();
    for term in several {
        let nicename = term.attribute("nicename").unwrap_or_default();
        let login = nicename.strip_prefix("cap-").unwrap_or(nicename);
        if let Some(person) = named(login, Some(&feed::plain(&term.text))).filter(|person| !people.contains(person)) {
            people.push(person);
        }
    }
    let creator = element.text_of(Space::Dc, "creator").map(line);
    if people.is_empty()
        && let Some(person) = creator.and_then(|login| named(&login, None))
    {
        people.push(person);
    }
    people
}

/// An account as the author of a record. Some systems' logins are addresses: those are no names for readers.
fn person(account: &Account) -> Value {
    let mut person = Map::new();
    person.text("name", Some(&account.name));
    let is_address = |email: &&str| email.parse::<Email>().is_ok();
    person.text("email_private", account.email.as_deref().filter(is_address));
    person.text("url", account.url.as_deref());
    Value::Object(person)
}

/// Whether a taxonomy is the business of `WordPress` or a plugin, and none of readers: menus, who is told of a post, what a
/// template is for.
fn is_internal(domain: &str) -> bool {
    const INTERNAL: [&str; 22] = [
        "action-group",
        "author",
        "following_users",
        "layout_category",
        "layout_pack",
        "layout_type",
        "link_category",
        "module_width",
        "nav_menu",
        "post-status",
        "post_format",
        "post_status",
        "post_translations",
        "product_shipping_class",
        "product_type",
        "product_visibility",
        "scope",
        "term_language",
        "term_translations",
        "translation_priority",
        "newspack_popups_taxonomy",
        "following_usergroups",
    ];
    const FAMILIES: [&str; 9] = ["_", "amp_", "ef_", "elementor_", "fl-builder-", "pp_", "wp_", "yst_", "oceanwp_"];
    INTERNAL.contains(&domain) || FAMILIES.iter().any(|family| domain.starts_with(family))
}

/// Categories, tags, and the terms of other taxonomies.
fn terms(element: &Element, fields: &mut Map<String, Value>) {
    let (mut categories, mut tags, mut language): (Vec<Value>, Vec<Value>, _) = (Vec::new(), Vec::new(), None);
    let (mut names, mut seen) = (HashSet::new(), HashSet::new());
    for term in element.all(Space::None, "category") {
        let name = line(&feed::plain(&term.text));
        let nicename = term.attribute("nicename");
        // Before 1.1 each term stood there twice: once without a nicename.
        let value = match term.attribute("domain") {
            None | Some("category") => (&mut categories, Value::String(name.clone())),
            Some("post_tag" | "tag") => (&mut tags, Value::String(name.clone())),
            Some(domain) if is_internal(domain) => continue,
            Some("language") => {
                language = nicename.map(line);
                continue;
            }
            Some(domain) => (&mut categories, json!({ "term": name.clone(), "scheme": line(domain) })),
        };
        let is_tag = matches!(term.attribute("domain"), Some("post_tag" | "tag"));
        if !name.is_empty() && seen.insert((is_tag, value.1.to_string())) {
            if value.1.is_string() && !is_tag {
                names.insert(name);
            }
            value.0.push(value.1);
        }
    }
    tags.retain(|tag| tag.as_str().is_none_or(|tag| !names.contains(tag)));
    fields.list("categories", categories);
    fields.list("tags", tags);
    fields.text("language", language.as_deref());
}

/// The featured image.
fn image(element: &Element, index: &Index) -> Option<Value> {
    let number = metas(element).find(|(key, _)| *key == "_thumbnail_id").map(|(_, value)| value)?;
    let image = index.attachments.get(number)?;
    let mut fields = Map::new();
    fields.text("url", Some(&image.url));
    fields.text("alt", Some(&image.alt));
    Some(Value::Object(fields))
}

/// The images that galleries of this entry may show.
fn gallery(element: &Element, index: &Index, text: &str) -> Vec<Image> {
    if !text.contains("[gallery") && !text.contains("[playlist") {
        return Vec::new();
    }
    let own_images = own(element, "post_id").and_then(|number| index.attached.get(number)).into_iter().flatten();
    let mut numbers: Vec<&str> = own_images.map(String::as_str).collect();
    let listed = text.split(|c: char| !c.is_ascii_digit()).filter(|number| (1..=12).contains(&number.len()));
    numbers.extend(listed);
    let mut images: Vec<Image> = Vec::new();
    for image in numbers.into_iter().filter_map(|number| index.attachments.get(number)) {
        if !images.contains(image) {
            images.push(image.clone());
        }
    }
    images
}

/// Slugs of other scripts are kept as they stand in addresses.
fn percent_decoded(slug: &str) -> String {
    let bytes = slug.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        let escaped = (bytes[i] == b'%').then(|| slug.get(i + 1..i + 3)).flatten();
        match escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(bytes[i]);
                i += 1;
            }
        }
    }
    String::from_utf8(out).map_or_else(|_| slug.to_owned(), |decoded| line(&decoded))
}
