//! What Google reads in sitemaps: news, pictures, films.

use super::instant;
use crate::{
    diagnostic::Rule,
    lint::{
        findings::Findings,
        names::Ns,
        rules::{SITEMAP_ADVICE, SITEMAP_MEDIA, SITEMAP_NEWS},
        text::{is_blank, quote},
        values::{
            date::{Instant, is_w3cdtf},
            language::is_language,
            number::{decimal, is_non_negative},
            uri,
        },
        xml::{Id, Tree},
    },
};
use std::collections::HashSet;

/// How many pictures an address may have.
const MAX_IMAGES: usize = 1_000;
/// How long a film may be, in seconds, how long its description, and how many tags it may have.
const MAX_DURATION: u32 = 28_800;
const MAX_DESCRIPTION: usize = 2_048;
const MAX_TAGS: usize = 32;

/// Judges what stands in a `<url>` for Google; gives back how many articles there are.
pub(super) fn extensions(tree: &Tree<'_>, url: Id, path: &str, now: Option<Instant>, findings: &mut Findings) -> usize {
    let (mut articles, mut images) = (0, 0);
    for child in tree.children(url) {
        let (ns, name) = (tree.ns(child), tree.name(child));
        if !matches!(ns, Ns::NEWS | Ns::SITEMAP_IMAGE | Ns::SITEMAP_VIDEO) {
            continue;
        }
        let path = format!("{path} > {}:{name}", ns.usual_prefix());
        let mut part = Part { tree, findings, ns, path, rule: &SITEMAP_MEDIA };
        match (ns, name) {
            (Ns::NEWS, "news") => {
                articles += 1;
                part.rule = &SITEMAP_NEWS;
                if articles == 2 {
                    part.say(child, "an address has one `<news:news>` at most");
                }
                part.article(child, now);
            }
            (Ns::SITEMAP_IMAGE, "image") => {
                images += 1;
                if images == MAX_IMAGES + 1 {
                    part.say(child, "an address has 1,000 pictures at most");
                }
                part.image(child);
            }
            (Ns::SITEMAP_VIDEO, "video") => part.video(child),
            _ => part.unknown(child, tree.name(url)),
        }
    }
    articles
}

/// An article, a picture or a film.
struct Part<'j, 't> {
    tree: &'j Tree<'t>,
    findings: &'j mut Findings,
    ns: Ns,
    path: String,
    rule: &'static Rule,
}

impl Part<'_, '_> {
    fn say(&mut self, id: Id, message: impl Into<String>) {
        self.findings.add(self.rule, self.tree.text_at(id), self.path.as_str(), message);
    }

    fn advise(&mut self, id: Id, message: impl Into<String>) {
        self.findings.add(&SITEMAP_ADVICE, self.tree.text_at(id), self.path.as_str(), message);
    }

    fn unknown(&mut self, id: Id, inside: &str) {
        let message =
            format!("`<{}>` is no element that Google knows inside `<{inside}>`", self.named(self.tree.name(id)));
        self.advise(id, message);
    }

    fn named(&self, name: &str) -> String {
        format!("{}:{name}", self.ns.usual_prefix())
    }

    /// The children against their names; some of them may stand several times.
    fn children(&mut self, parent: Id, known: &[&'static str], many: &[&str]) {
        let (tree, ns) = (self.tree, self.ns);
        let mut seen = HashSet::new();
        for child in tree.children(parent).filter(|&child| tree.ns(child) == ns) {
            let name = tree.name(child);
            if !known.contains(&name) && !many.contains(&name) {
                let inside = self.named(tree.name(parent));
                self.unknown(child, &inside);
            } else if !many.contains(&name) && !seen.insert(name) {
                let message = format!("`<{}>` stands twice, where it may stand once", self.named(name));
                self.say(child, message);
            }
        }
    }

    /// A child that must be there, and be filled.
    fn needed(&mut self, parent: Id, name: &'static str) -> Option<Id> {
        let tree = self.tree;
        let found = tree.first(parent, self.ns, name).filter(|&id| tree.has_children(id) || !is_blank(tree.text(id)));
        if found.is_none() {
            let message = format!("`<{}>` has no `<{}>`", self.named(tree.name(parent)), self.named(name));
            self.findings.add(self.rule, tree.at(parent), self.path.as_str(), message);
        }
        found
    }

    /// The value of a child that is filled, against a check.
    fn value(&mut self, parent: Id, name: &'static str, what: &str, is_fine: impl Fn(&str) -> bool) {
        let tree = self.tree;
        for id in tree.all(parent, self.ns, name) {
            let value = tree.text(id).trim();
            if !value.is_empty() && !is_fine(value) {
                let message = format!("`{}` in `<{}>` is {what}", quote(value), self.named(name));
                self.say(id, message);
            }
        }
    }

    fn article(&mut self, news: Id, now: Option<Instant>) {
        let tree = self.tree;
        // Google took these until it let them go; they do no harm.
        let former = ["access", "genres", "keywords", "stock_tickers", "geo_locations"];
        self.children(news, &["publication", "publication_date", "title"], &former);
        self.needed(news, "title");
        if let Some(publication) = self.needed(news, "publication") {
            self.children(publication, &["name", "language"], &[]);
            if let Some(name) = self.needed(publication, "name")
                && tree.text(name).trim().ends_with(')')
            {
                let message =
                    format!("`{}`: what stands in parentheses is no part of the name", quote(tree.text(name)));
                self.advise(name, message);
            }
            self.needed(publication, "language");
            let is_code =
                |text: &str| matches!(text, "zh-cn" | "zh-tw") || (matches!(text.len(), 2 | 3) && is_language(text));
            self.value(publication, "language", "no code of ISO 639 such as `en`, nor `zh-cn` or `zh-tw`", is_code);
        }
        let Some(date) = self.needed(news, "publication_date") else { return };
        let value = tree.text(date).trim();
        let end = instant(value, "T23:59:59Z").filter(|_| is_w3cdtf(value));
        match (end, now) {
            (None, _) => {
                let message = format!(
                    "`{}` in `<news:publication_date>` is no W3C date with a day, or with time and zone",
                    quote(value)
                );
                self.say(date, message);
            }
            (Some(end), Some(now)) if now - end > chrono::TimeDelta::days(2) => {
                let message =
                    format!("the article of {value} is older than two days, and belongs in no news sitemap any more");
                self.say(date, message);
            }
            (Some(end), Some(now)) if end > now + chrono::TimeDelta::days(1) => {
                self.advise(date, format!("the article of {value} is of the future"));
            }
            _ => {}
        }
    }

    fn image(&mut self, image: Id) {
        self.children(image, &["loc", "caption", "geo_location", "title", "license"], &[]);
        self.needed(image, "loc");
        for name in ["loc", "license"] {
            self.value(image, name, "no full Web address", is_address);
        }
    }

    fn video(&mut self, video: Id) {
        let tree = self.tree;
        let known = [
            "thumbnail_loc",
            "title",
            "description",
            "content_loc",
            "player_loc",
            "duration",
            "expiration_date",
            "rating",
            "view_count",
            "publication_date",
            "family_friendly",
            "restriction",
            "platform",
            "requires_subscription",
            "uploader",
            "live",
            "category",
            "gallery_loc",
        ];
        self.children(video, &known, &["tag", "price", "content_segment_loc"]);
        for name in ["thumbnail_loc", "title", "description"] {
            self.needed(video, name);
        }
        if ["content_loc", "player_loc"].iter().all(|name| tree.first(video, self.ns, name).is_none()) {
            let message = "`<video:video>` has neither `<video:content_loc>` nor `<video:player_loc>`";
            self.findings.add(self.rule, tree.at(video), self.path.as_str(), message);
        }
        for name in ["thumbnail_loc", "content_loc", "player_loc"] {
            self.value(video, name, "no full Web address", is_address);
        }
        self.value(video, "description", "longer than 2,048 characters", |text| {
            text.chars().count() <= MAX_DESCRIPTION
        });
        self.value(video, "duration", "no number of seconds from 1 to 28,800", |text| {
            text.parse().is_ok_and(|seconds: u32| (1..=MAX_DURATION).contains(&seconds))
        });
        for name in ["expiration_date", "publication_date"] {
            self.value(video, name, "no W3C date", is_w3cdtf);
        }
        self.value(video, "rating", "no number from 0.0 to 5.0", |text| {
            decimal(text).is_some_and(|rating| (0.0..=5.0).contains(&rating))
        });
        self.value(video, "view_count", "no whole number", is_non_negative);
        for name in ["family_friendly", "requires_subscription", "live"] {
            self.value(video, name, "neither `yes` nor `no`", |text| matches!(text, "yes" | "no"));
        }
        for name in ["restriction", "platform"] {
            for id in tree.all(video, self.ns, name) {
                if !matches!(tree.value(id, "relationship"), Some("allow" | "deny")) {
                    let message = format!("`<{}>` has no `relationship` of `allow` or `deny`", self.named(name));
                    self.say(id, message);
                }
            }
        }
        let tags = tree.all(video, self.ns, "tag").count();
        if tags > MAX_TAGS {
            self.say(video, format!("the film has {tags} tags, but may have {MAX_TAGS}"));
        }
    }
}

fn is_address(text: &str) -> bool {
    uri::is_web(text) && uri::reference(text).is_ok()
}
