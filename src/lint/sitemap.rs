//! Sitemaps, and news in them.

use super::{
    findings::Findings,
    names::Ns,
    rules::{SITEMAP, SITEMAP_NEWS},
    text::{is_blank, quote},
    values::{
        date::{Instant, is_w3cdtf, rfc3339},
        language::is_language,
        uri,
    },
    xml::{Id, Reader, Step, Tree},
};

/// How many addresses a sitemap may have, and how many articles a news sitemap.
const MAX_URLS: usize = 50_000;
const MAX_NEWS: usize = 1_000;

/// Judges a sitemap, or an index of sitemaps.
pub(super) fn judge(mut reader: Reader<'_>, now: Option<Instant>, findings: &mut Findings) {
    if reader.tree.ns(Tree::ROOT) != Ns::SITEMAP {
        let message = "the root is not in the namespace `http://www.sitemaps.org/schemas/sitemap/0.9`";
        findings.add(&SITEMAP, reader.tree.at(Tree::ROOT), "", message);
        reader.take_root_for(Ns::SITEMAP);
    }
    let (mut urls, mut news) = (0usize, 0usize);
    while let Step::Item(id) = reader.step(findings) {
        urls += 1;
        let path = format!("url[{urls}]");
        address(&reader.tree, id, &path, findings);
        let articles: Vec<Id> = reader.tree.all(id, Ns::NEWS, "news").collect();
        news += articles.len();
        if articles.len() > 1 {
            findings.add(
                &SITEMAP_NEWS,
                reader.tree.at(articles[1]),
                path.clone(),
                "an address has one `<news:news>` at most",
            );
        }
        for article in articles {
            judge_news(&reader.tree, article, &path, now, findings);
        }
    }
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
    for (number, id) in tree.all(Tree::ROOT, Ns::SITEMAP, "sitemap").enumerate() {
        address(tree, id, &format!("sitemap[{}]", number + 1), findings);
    }
}

fn address(tree: &Tree<'_>, id: Id, path: &str, findings: &mut Findings) {
    match tree.first(id, Ns::SITEMAP, "loc") {
        None => findings.add(&SITEMAP, tree.at(id), path, "there is no `<loc>`"),
        Some(loc) => {
            let value = tree.text(loc).trim();
            if !uri::is_web(value) || uri::reference(value).is_err() || value.chars().count() > 2048 {
                let message = format!("`{}` is no full Web address of 2,048 characters at most", quote(value));
                findings.add(&SITEMAP, tree.text_at(loc), format!("{path} > loc"), message);
            }
        }
    }
    if let Some(date) = tree.first(id, Ns::SITEMAP, "lastmod").filter(|&date| !is_w3cdtf(tree.text(date).trim())) {
        let message = format!("`{}` is no W3C date", quote(tree.text(date)));
        findings.add(&SITEMAP, tree.text_at(date), format!("{path} > lastmod"), message);
    }
    if let Some(often) = tree.first(id, Ns::SITEMAP, "changefreq") {
        let known = ["always", "hourly", "daily", "weekly", "monthly", "yearly", "never"];
        if !known.contains(&tree.text(often).trim()) {
            let message = format!("`{}` is no frequency", quote(tree.text(often)));
            findings.add(&SITEMAP, tree.text_at(often), format!("{path} > changefreq"), message);
        }
    }
    if let Some(priority) = tree.first(id, Ns::SITEMAP, "priority")
        && !super::values::number::decimal(tree.text(priority).trim())
            .is_some_and(|number| (0.0..=1.0).contains(&number))
    {
        let message = format!("`{}` is no number from 0.0 to 1.0", quote(tree.text(priority)));
        findings.add(&SITEMAP, tree.text_at(priority), format!("{path} > priority"), message);
    }
}

fn judge_news(tree: &Tree<'_>, news: Id, path: &str, now: Option<Instant>, findings: &mut Findings) {
    let path = format!("{path} > news:news");
    let filled = |parent: Id, name: &'static str| {
        tree.first(parent, Ns::NEWS, name).filter(|&id| tree.has_children(id) || !is_blank(tree.text(id)))
    };
    for name in ["publication", "publication_date", "title"] {
        if filled(news, name).is_none() {
            findings.add(&SITEMAP_NEWS, tree.at(news), path.clone(), format!("the article has no `<news:{name}>`"));
        }
    }
    if let Some(publication) = filled(news, "publication") {
        for name in ["name", "language"] {
            if filled(publication, name).is_none() {
                let message = format!("the publication has no `<news:{name}>`");
                findings.add(&SITEMAP_NEWS, tree.at(publication), path.clone(), message);
            }
        }
        if let Some(language) = filled(publication, "language").filter(|&id| !is_language(tree.text(id).trim())) {
            let message = format!("`{}` names no language", quote(tree.text(language)));
            findings.add(&SITEMAP_NEWS, tree.text_at(language), path.clone(), message);
        }
    }
    if let Some(date) = filled(news, "publication_date") {
        let value = tree.text(date).trim();
        if !is_w3cdtf(value) {
            let message = format!("`{}` is no W3C date", quote(value));
            findings.add(&SITEMAP_NEWS, tree.text_at(date), path, message);
        } else if let (Some(now), Some(published)) = (now, rfc3339(value))
            && now - published > chrono::TimeDelta::days(2)
        {
            let message =
                format!("the article of {value} is older than two days, and belongs in no news sitemap any more");
            findings.add(&SITEMAP_NEWS, tree.text_at(date), path, message);
        }
    }
}
