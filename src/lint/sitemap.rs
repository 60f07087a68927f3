//! Sitemaps: addresses of pages, and sitemaps of sitemaps.

mod google;

use super::{
    findings::Findings,
    names::Ns,
    rules::{SITEMAP, SITEMAP_ADVICE, SITEMAP_HOSTS, SITEMAP_NEWS},
    text::quote,
    values::{
        date::{Instant, is_w3cdtf, rfc3339},
        uri,
    },
    xml::{Id, Reader, Step, Tree},
};
use crate::diagnostic::Rule;
use std::{
    collections::HashSet,
    hash::{BuildHasher, RandomState},
};

/// How many addresses and bytes a sitemap may have, and how many articles a news sitemap.
const MAX_URLS: usize = 50_000;
const MAX_BYTES: usize = 52_428_800;
const MAX_NEWS: usize = 1_000;
/// An address has fewer characters than this.
const MAX_ADDRESS: usize = 2_048;
/// How many other hosts are named.
const MAX_HOSTS: usize = 10;

/// Judges a sitemap, or an index of sitemaps.
pub(super) fn judge(mut reader: Reader<'_>, now: Option<Instant>, findings: &mut Findings) {
    if reader.tree.ns(Tree::ROOT) != Ns::SITEMAP {
        let message = "the root is not in the namespace `http://www.sitemaps.org/schemas/sitemap/0.9`";
        findings.add(&SITEMAP, reader.tree.at(Tree::ROOT), "", message);
        reader.take_root_for(Ns::SITEMAP);
    }
    let source = reader.tree.source;
    encoding(source, findings);
    if source.len() > MAX_BYTES {
        findings.add(&SITEMAP, 0, "", "the sitemap has more than 50 MB (52,428,800 bytes)");
    }
    let is_index = reader.tree.name(Tree::ROOT) == "sitemapindex";
    let (mut urls, mut news) = (0usize, 0usize);
    let mut pages = Pages { findings, now, hosts: Vec::new(), seen: HashSet::new(), hasher: RandomState::new() };
    while let Step::Item(id) = reader.step(pages.findings) {
        urls += 1;
        let tree = &reader.tree;
        let path = format!("url[{urls}]");
        if is_index {
            pages.findings.add(&SITEMAP, tree.at(id), path.as_str(), "`<url>` must not stand inside `<sitemapindex>`");
        }
        pages.address(tree, id, &path, &["loc", "lastmod", "changefreq", "priority"]);
        news += google::extensions(tree, id, &path, now, pages.findings);
    }
    let findings = pages.findings;
    if urls > MAX_URLS {
        findings.add(&SITEMAP, 0, "", format!("there are {urls} addresses, but a sitemap may have {MAX_URLS}"));
    }
    if news > MAX_NEWS {
        findings.add(
            &SITEMAP_NEWS,
            0,
            "",
            format!("there are {news} articles, but a news sitemap may have {MAX_NEWS}"),
        );
    }
    if reader.is_broken {
        return;
    }
    let tree = &reader.tree;
    let mut pages = Pages { findings, now, hosts: pages.hosts, seen: pages.seen, hasher: pages.hasher };
    let mut count = 0usize;
    for id in tree.children(Tree::ROOT) {
        let name = tree.name(id);
        if tree.ns(id) == Ns::SITEMAP && name == "sitemap" && is_index {
            count += 1;
            pages.address(tree, id, &format!("sitemap[{count}]"), &["loc", "lastmod"]);
        } else if matches!(tree.ns(id), Ns::SITEMAP | Ns::NONE) {
            let message = format!("`<{name}>` must not stand inside `<{}>`", tree.name(Tree::ROOT));
            pages.findings.add(&SITEMAP, tree.at(id), name, message);
        }
    }
    if count > MAX_URLS {
        let message = format!("there are {count} sitemaps, but an index may have {MAX_URLS}");
        pages.findings.add(&SITEMAP, 0, "", message);
    }
}

/// A sitemap is UTF-8.
fn encoding(source: &str, findings: &mut Findings) {
    let Some((declaration, _)) = source.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) else { return };
    let Some((_, value)) = declaration.split_once("encoding") else { return };
    let value = value.trim_start_matches([' ', '=', '"', '\'']);
    let name = value.split(['"', '\'']).next().unwrap_or_default();
    if !matches!(name.to_ascii_lowercase().as_str(), "utf-8" | "utf8" | "us-ascii" | "") {
        let at = value.as_ptr() as usize - source.as_ptr() as usize;
        findings.add(&SITEMAP, at, "", format!("the sitemap is in `{}`, but must be in UTF-8", quote(name)));
    }
}

/// The pages that were listed so far.
struct Pages<'f> {
    findings: &'f mut Findings,
    now: Option<Instant>,
    /// Scheme and host of the first address, and the others that were named already.
    hosts: Vec<String>,
    /// The addresses, each as a number: there are many, and a reader needs them no more.
    seen: HashSet<u64>,
    hasher: RandomState,
}

impl Pages<'_> {
    /// Judges a `<url>` or a `<sitemap>`, which may have these children of its own.
    fn address(&mut self, tree: &Tree<'_>, id: Id, path: &str, known: &[&str]) {
        let mut found = HashSet::new();
        for child in tree.children(id) {
            let name = tree.name(child);
            match tree.ns(child) {
                Ns::SITEMAP if !known.contains(&name) => {
                    let message = format!("`<{name}>` must not stand inside `<{}>`", tree.name(id));
                    self.findings.add(&SITEMAP, tree.at(child), format!("{path} > {name}"), message);
                    continue;
                }
                Ns::SITEMAP => {}
                Ns::NONE => {
                    let message = format!("`<{name}>` is in no namespace");
                    self.findings.add(&SITEMAP, tree.at(child), format!("{path} > {name}"), message);
                    continue;
                }
                _ => continue,
            }
            if !found.insert(name) {
                let message = format!("`<{name}>` stands twice inside `<{}>`", tree.name(id));
                self.findings.add(&SITEMAP, tree.at(child), format!("{path} > {name}"), message);
            }
            let value = tree.text(child).trim();
            let shown = quote(value);
            let mut say = |rule: &'static Rule, message: String| {
                self.findings.add(rule, tree.text_at(child), format!("{path} > {name}"), message);
            };
            match name {
                "loc" => self.location(tree, child, value, path),
                "lastmod" if !is_w3cdtf(value) => say(&SITEMAP, format!("`{shown}` in `<lastmod>` is no W3C date")),
                "lastmod" => {
                    if let (Some(now), Some(begin)) = (self.now, begins(value))
                        && begin > now + chrono::TimeDelta::days(1)
                    {
                        say(&SITEMAP_ADVICE, format!("`{shown}` in `<lastmod>` is in the future"));
                    }
                }
                "changefreq" => {
                    let words = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];
                    if !words.contains(&value) {
                        say(&SITEMAP, format!("`{shown}` is no frequency: it is one of {}", words.join(", ")));
                    }
                }
                _ => {
                    let number = super::values::number::decimal(value);
                    if !number.is_some_and(|number| (0.0..=1.0).contains(&number)) {
                        say(&SITEMAP, format!("`{shown}` in `<priority>` is no number from 0.0 to 1.0"));
                    }
                }
            }
        }
        if !found.contains("loc") {
            self.findings.add(&SITEMAP, tree.at(id), path, format!("`<{}>` has no `<loc>`", tree.name(id)));
        }
    }

    fn location(&mut self, tree: &Tree<'_>, id: Id, value: &str, path: &str) {
        let path = || format!("{path} > loc");
        let at = tree.text_at(id);
        let shown = || quote(value);
        if value.is_empty() {
            return self.findings.add(&SITEMAP, at, path(), "`<loc>` is empty");
        }
        if !uri::is_web(value) {
            let message = format!("`{}` is no full Web address", shown());
            return self.findings.add(&SITEMAP, at, path(), message);
        }
        if let Err((_, message)) = uri::reference(value) {
            return self.findings.add(&SITEMAP, at, path(), message);
        }
        let length = value.chars().count();
        if length >= MAX_ADDRESS {
            let message = format!("`{}` has {length} characters, but must have fewer than 2,048", shown());
            self.findings.add(&SITEMAP, at, path(), message);
        }
        if !value.is_ascii() {
            let message = format!("`{}` has letters beyond ASCII: percent-encode them as UTF-8", shown());
            self.findings.add(&SITEMAP_ADVICE, at, path(), message);
        }
        if value.contains('#') {
            let message = format!("`{}` has a `#`: search engines know whole pages only", shown());
            self.findings.add(&SITEMAP_ADVICE, at, path(), message);
        }
        if !self.seen.insert(self.hasher.hash_one(value)) {
            self.findings.add(&SITEMAP_ADVICE, at, path(), format!("`{}` stands here twice", shown()));
        }
        let rest = value.find("://").map_or(0, |end| end + 3);
        let end = value[rest..].find(['/', '?', '#']).map_or(value.len(), |end| rest + end);
        let host = &value[..end];
        if !self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host)) && self.hosts.len() <= MAX_HOSTS {
            if let Some(first) = self.hosts.first() {
                let message = format!("`{}` is on another host than `{}`", shown(), quote(first));
                self.findings.add(&SITEMAP_HOSTS, at, path(), message);
            }
            self.hosts.push(host.to_owned());
        }
    }
}

/// The first instant of a W3C date, so far as it names a day.
fn begins(date: &str) -> Option<Instant> {
    instant(date, "T00:00:00Z")
}

/// The instant of a W3C date; the time of one without time is given.
fn instant(date: &str, time: &str) -> Option<Instant> {
    match date.len() {
        10 => rfc3339(&format!("{date}{time}")),
        // `2026-11-22T09:30Z` has no seconds.
        17 | 22 => rfc3339(&format!("{}:00{}", date.get(..16)?, date.get(16..)?)).or_else(|| rfc3339(date)),
        _ => rfc3339(date),
    }
}

#[cfg(test)]
mod tests {
    use crate::lint::{Options, document};

    const HEAD: &str = "<?xml version='1.0' encoding='UTF-8'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
                        xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>";

    fn found(urls: usize, inner: &str) -> Vec<&'static str> {
        let mut text = HEAD.to_owned();
        for number in 0..urls {
            text.push_str(&format!("<url><loc>https://a.example/{number}</loc>{inner}</url>"));
        }
        text.push_str("</urlset>");
        document(text.as_bytes(), &Options::default()).iter().map(|finding| finding.rule.name).collect()
    }

    #[test]
    fn lists_are_bounded() {
        assert_eq!(found(50_000, ""), [""; 0]);
        assert_eq!(found(50_001, ""), ["sitemap"]);
        let news = "<news:news><news:publication><news:name>N</news:name><news:language>en</news:language>\
                    </news:publication><news:publication_date>2015-11-22</news:publication_date><news:title>T</news:title>\
                    </news:news>";
        assert_eq!(found(1_000, news), [""; 0]);
        assert_eq!(found(1_001, news), ["sitemap-news"]);
    }
}
