//! What JSON Feed demands of an item.

use super::{
    judge::Judge,
    members::ITEM,
    read::{Kind, Value},
};
use crate::lint::{
    Facts,
    rules::{DATE_MISSING, DATE_ORDER, JSON_BLANK, JSON_ITEM_URL_MISSING, JSON_MEMBER_MISSING},
    text::{is_blank, quote},
    values::{date::rfc3339, uri},
};

/// Judges an item whose path is the judge's.
pub(super) fn judge_item(item: &Value<'_>, judge: &mut Judge<'_, '_>) -> Facts {
    if !judge.object(item, &ITEM) {
        return Facts { at: item.at, ..Facts::default() };
    }
    content(item, judge);
    dates(item, judge);
    let id = item.string("id").filter(|id| !is_blank(id));
    if let Some(id) = id.filter(|id| uri::is_web(id) && item.get("url").is_none()) {
        let message = format!("the item has no `url`, only the id `{}`", quote(id));
        judge.add_at(&JSON_ITEM_URL_MISSING, item.at, "url", message);
    }
    let author = item.members().iter().find(|member| member.name == "author");
    if let Some(author) = author.filter(|_| item.get("authors").is_none()) {
        judge.old_author.get_or_insert(author.at);
    }
    let date = |name: &str| item.string(name).and_then(|text| rfc3339(&text.to_ascii_uppercase()));
    Facts {
        published: date("date_published"),
        updated: date("date_modified"),
        id: id.map(str::to_owned),
        has_author: item.get("authors").is_some(),
        at: item.at,
        extensions: std::mem::take(&mut judge.extensions),
        new_member: judge.new_member,
        old_author: judge.old_author,
        ..Facts::default()
    }
}

fn content(item: &Value<'_>, judge: &mut Judge<'_, '_>) {
    let (html, text) = (item.get("content_html"), item.get("content_text"));
    if html.is_none() && text.is_none() {
        let message = "the item has neither `content_html` nor `content_text`";
        judge.add_at(&JSON_MEMBER_MISSING, item.at, "content_html", message);
        return;
    }
    // The specification asks for content also where there is nothing but a picture or a recording.
    let stands_for_itself =
        ["attachments", "image", "banner_image", "external_url"].iter().any(|name| item.get(name).is_some());
    let is_empty = |value: &Value<'_>| matches!(&value.kind, Kind::String(text) if is_blank(text));
    for (name, value, other) in [("content_html", html, text), ("content_text", text, html)] {
        if let Some(value) = value.filter(|value| is_empty(value))
            && (!stands_for_itself || other.is_some_and(|other| !is_empty(other)))
        {
            judge.add_at(&JSON_BLANK, value.at, name, format!("`{name}` is empty"));
        }
    }
}

fn dates(item: &Value<'_>, judge: &mut Judge<'_, '_>) {
    if item.get("date_published").is_none() {
        judge.add_at(&DATE_MISSING, item.at, "date_published", "the item has no date");
    }
    let date = |name: &str| item.string(name).and_then(|text| rfc3339(&text.to_ascii_uppercase()));
    if let (Some(published), Some(modified), Some(value)) =
        (date("date_published"), date("date_modified"), item.get("date_modified"))
        && modified < published
    {
        judge.add_at(&DATE_ORDER, value.at, "date_modified", "the item was modified before it was published");
    }
}
