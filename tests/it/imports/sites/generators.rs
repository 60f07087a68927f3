//! The generators themselves, where they are installed: on the corpora, their feeds and ours say the same.

use super::{by_link, copy, import, ours};
use crate::support::{Publication, feeds, shared, skipped};
use regex::Regex;
use std::{fs, path::Path, process::Command};

/// Whether a program is there; its absence is said aloud.
fn is_there(program: &str, version: &str) -> bool {
    let found = Command::new(program).arg(version).output().is_ok_and(|output| output.status.success());
    if !found {
        skipped(&format!("{program} is not installed"));
    }
    found
}

fn generate(program: &str, args: &[&str], site: &Path) {
    let output = Command::new(program).args(args).current_dir(site).env("LANG", "C.UTF-8").output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Takes directives out of all texts: themes and plugins that would know them are not part of the corpora.
fn without(directives: &str, site: &Path) {
    let directives = Regex::new(directives).expect("a pattern");
    for entry in
        walkdir::WalkDir::new(site).into_iter().filter_map(Result::ok).filter(|entry| entry.file_type().is_file())
    {
        if let Ok(text) = fs::read_to_string(entry.path()) {
            fs::write(entry.path(), directives.replace_all(&text, "").as_bytes()).expect("the copy can be changed");
        }
    }
}

/// A publication whose feed has all articles.
fn whole() -> Publication {
    let publication = Publication::new();
    let config = publication.read("courant.toml") + "limit = 1000\n";
    publication.config(config);
    publication
}

#[test]
fn hugo_gives_the_corpus_the_same_addresses_ids_and_instants() {
    let Some(corpus) = shared("corpora/hugo-otel-multilang") else { return };
    if !is_there("hugo", "version") {
        return;
    }
    let publication = whole();
    let site = publication.root().join("site");
    copy(&corpus, &site);
    let keys = ["en", "es", "ja", "pt", "uk", "zh"];
    let languages: String = keys.map(|key| format!("[languages.{key}]\ncontentDir = \"content/{key}\"\n")).concat();
    publication.file("site/hugo.toml", format!("baseURL = \"https://opentelemetry.io\"\ntitle = \"T\"\n{languages}"));
    without(r"(?s)\{\{[<%].*?[>%]\}\}", &site.join("content"));
    generate("hugo", &["--quiet", "--destination", "../out"], &site);
    let mut theirs = by_link(feeds::rss(&publication.read("out/index.xml")));
    for key in &keys[1..] {
        theirs.extend(by_link(feeds::rss(&publication.read(format!("out/{key}/index.xml")))));
    }
    assert_eq!(theirs.len(), 97);
    import(&publication, &["hugo", "site"], 0);
    super::assert_same(&ours(&publication), &theirs);
}

#[test]
fn jekyll_gives_the_corpus_the_same_addresses_ids_and_instants() {
    let Some(corpus) = shared("corpora/ssg-edge-fixtures") else { return };
    if !is_there("jekyll", "--version") {
        return;
    }
    for (directory, style, count) in [
        ("jekyll/test/source", "date", 55),
        ("jekyll/docs", "pretty", 20),
        ("jekyll-feed/spec/fixtures", "ordinal", 10),
    ] {
        let publication = whole();
        let site = publication.root().join("site");
        copy(&corpus.join(directory), &site);
        publication.file(
            "site/_config.yml",
            format!(
                "url: https://j.example\ntimezone: America/New_York\nplugins: [jekyll-feed]\nfeed: {{ posts_limit: 1000 }}\npermalink: {style}\n"
            ),
        );
        without(r"(?s)\{%.*?%\}|\{\{.*?\}\}|(?-s)(?m)^layout:.*\n", &site.join("_posts"));
        generate("jekyll", &["build", "--quiet", "--destination", "../out"], &site);
        let mut theirs = by_link(feeds::atom(&publication.read("out/feed.xml")));
        assert_eq!(theirs.len(), count, "{directory}");
        // `2023-01-29 18:30:22 2023 -0800`: Ruby overlooks the zone behind the second year, and takes the site's.
        if let Some(post) = theirs.get_mut("https://j.example/release/2023/01/29/jekyll-3-9-3-released/") {
            assert_eq!(
                post.published.replace("2023-01-30T02:30:22Z".to_owned()).as_deref(),
                Some("2023-01-29T23:30:22Z")
            );
        }
        import(&publication, &["jekyll", "site"], 0);
        let ours = ours(&publication);
        super::assert_same(&ours, &theirs);
        for (link, theirs) in &theirs {
            let mut categories: Vec<&String> = Vec::new();
            // Ours name a category that is a tag as well once, whatever its capitals.
            for category in &theirs.categories {
                if !categories.iter().any(|known| known.to_lowercase() == category.to_lowercase()) {
                    categories.push(category);
                }
            }
            assert_eq!(ours[link].categories.iter().collect::<Vec<_>>(), categories, "{link}");
        }
    }
}
