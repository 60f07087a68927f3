//! What a head says besides what its generator understands: most of it means something to us.

use super::data::json_of;
use crate::record::raw::{Node, Table, Value as Raw};
use serde_json::{Map, Value};

/// Fields that are no concern of a feed: layout, menus, what the generator is to do with the page. And those that are
/// worked out, in any of their names.
const NOT: &[&str] = &[
    "_build",
    "abstract",
    "aliases",
    "alias",
    "asset",
    "assets",
    "author",
    "authors",
    "build",
    "cascade",
    "categories",
    "category",
    "canonifyurls",
    "changefreq",
    "cssclass",
    "css",
    "date",
    "deck",
    "description",
    "draft",
    "draft_of",
    "eleventycomputed",
    "eleventyexcludefromcollections",
    "eleventyimport",
    "eleventynavigation",
    "excerpt",
    "excerpt_separator",
    "expirydate",
    "ext",
    "feed",
    "headless",
    "hidden",
    "id",
    "in_search_index",
    "insert_anchor_links",
    "iscjklanguage",
    "js",
    "keywords",
    "lang",
    "language",
    "last_modified_at",
    "last-modified-at",
    "lastmod",
    "layout",
    "linktitle",
    "locale",
    "markup",
    "math",
    "mathjax",
    "menu",
    "menus",
    "modified",
    "modified_date",
    "nav",
    "nav_order",
    "next",
    "outputs",
    "override",
    "pagination",
    "parent",
    "path",
    "permalink",
    "pin",
    "previous",
    "priority",
    "private",
    "pubdate",
    "publishdate",
    "published",
    "published_at",
    "redirect_from",
    "redirect_to",
    "render",
    "render_with_liquid",
    "resources",
    "robots",
    "save_as",
    "scripts",
    "series_order",
    "sitemap",
    "slug",
    "status",
    "styles",
    "summary",
    "tag",
    "tags",
    "taxonomies",
    "template",
    "templateengineoverride",
    "timezone",
    "title",
    "title_html",
    "toc",
    "toc_label",
    "translationkey",
    "type",
    "unpublishdate",
    "updated",
    "uri",
    "url",
    "weight",
];

/// Puts the rest of a head into a record's fields, under the names that it has there.
pub(super) fn of(head: &Table, except: &[&str], fields: &mut Map<String, Value>) {
    for (name, node) in &head.0 {
        let lower = name.to_lowercase();
        let is_ours = NOT.contains(&lower.as_str()) || except.contains(&lower.as_str());
        // `comments: true` says that readers may write some, not where they are.
        let is_switch = lower == "comments" && matches!(node.value, Raw::Bool(_));
        if is_ours || is_switch || fields.contains_key(name) || is_nothing(node) || is_code(node) {
            continue;
        }
        fields.insert(name.clone(), json_of(node));
    }
}

fn is_nothing(node: &Node) -> bool {
    node.is_blank()
}

/// Whether a value is made by templates.
fn is_code(node: &Node) -> bool {
    node.as_text().is_some_and(|text| text.contains("{{") || text.contains("{%"))
}
