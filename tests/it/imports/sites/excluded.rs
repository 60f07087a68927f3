//! What the configuration of a site keeps out of it.

use super::super::{counts, import};
use crate::support::{Publication, feeds};

#[test]
fn posts_that_jekyll_excludes_stay_out() {
    let publication = Publication::new();
    let configuration = "url: https://x.example\nplugins: [jekyll-feed]\ncollections: [recipes]\n\
                         exclude: [_posts/private, _posts/2023-01-09-ex.md, '*-wip.md', _recipes/old, _posts/2023-01-12-in.md]\n\
                         include: [_notes.md, _posts/2023-01-12-in.md]\n";
    publication.file("site/_config.yml", configuration);
    for path in [
        "_posts/2023-01-08-ok.md",
        "_posts/2023-01-09-ex.md",
        "_posts/private/2023-01-10-ex.md",
        "_posts/2023-01-11-wip.md",
        "_posts/2023-01-12-in.md",
        "_posts/_later/2023-01-13-x.md",
        "_recipes/old/2023-01-14-x.md",
        "_recipes/2023-01-15-soup.md",
    ] {
        publication.file(format!("site/{path}"), format!("---\ntitle: {path}\ndate: 2023-01-08\n---\nText\n"));
    }
    let (lines, sums) = import(&publication, &["jekyll", "site", "--type", "recipes"], 0);
    let mut titles: Vec<&str> =
        lines.iter().filter(|line| line["file"].is_string()).filter_map(|line| line["title"].as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["_posts/2023-01-08-ok.md", "_posts/2023-01-12-in.md", "_recipes/2023-01-15-soup.md"], "{sums}");
    assert_eq!(counts(&sums, "not_imported")["file that Jekyll leaves out, by `exclude` or its name"], 4, "{sums}");
}

#[test]
fn files_that_hugo_ignores_stay_out_and_mounts_are_where_they_are_put() {
    let publication = Publication::new();
    let configuration = "baseURL: https://x.example/\nignoreFiles: ['draftish.*', '\\\\.foo\\\\.md$', '[']\nmodule:\n  mounts:\n\
                         \x20   - {source: content, target: content, excludeFiles: ['posts/old/**']}\n\
                         \x20   - {source: notes, target: content/log}\n  imports:\n\
                         \x20   - {path: git.example/shared, mounts: [{source: content, target: content/shared}]}\n";
    publication.file("site/hugo.yaml", configuration);
    let page = |title: &str, more: &str| format!("---\ntitle: {title}\ndate: 2023-01-08\n{more}---\nText\n");
    publication.file("site/content/posts/ok.md", page("ok", ""));
    publication.file("site/content/posts/draftish-one.md", page("ignored", ""));
    publication.file("site/content/posts/old/x.md", page("excluded", ""));
    publication.file("site/notes/n.md", page("note", ""));
    publication.file("site/content/posts/tokens.md", page("A Token", "url: /custom/:year/:slug/\n"));
    publication.file("site/content/posts/plain.md", page("plain", "url: /wiki/Talk:x/\n"));
    let outcome = publication.run(["import", "hugo", "site", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["`ignoreFiles` has a pattern that cannot be read: `[`", "git.example/shared"]);
    let (lines, sums) = import(&publication, &["hugo", "site"], 0);
    assert_eq!(counts(&sums, "not_imported")["file that the configuration keeps out of the site"], 2, "{sums}");
    let mut urls: Vec<String> =
        publication.records().iter().filter_map(|record| record["url"].as_str().map(str::to_owned)).collect();
    urls.sort_unstable();
    let expected = ["custom/2023/a-token/", "log/n/", "posts/ok/", "wiki/Talk:x/"];
    let expected: Vec<String> = expected.iter().map(|path| format!("https://x.example/{path}")).collect();
    assert_eq!(urls, expected, "{lines:?}");
}

/// Files of a site with these paths, each titled by its path, after what stands in its head.
fn pages(publication: &Publication, pages: &[(&str, &str)]) {
    for (path, head) in pages {
        publication.file(format!("site/{path}"), format!("---\ntitle: '{path}'\ndate: 2023-01-08\n{head}---\nText\n"));
    }
}

/// The titles of what stands in the feed once all is built.
pub(super) fn shown(publication: &Publication) -> Vec<String> {
    publication.run(["build"]);
    let mut titles: Vec<String> =
        feeds::rss(&publication.read("feeds/news/rss.xml")).into_iter().map(|item| item.title).collect();
    titles.sort_unstable();
    titles
}

#[test]
fn what_hugo_does_not_build_is_not_published() {
    let publication = Publication::new();
    let configuration = "baseURL = 'https://x.example/'\ndisableLanguages = ['de']\n[languages.en]\n[languages.de]\n\
                         contentDir = 'content/deutsch'\n[languages.fr]\ndisabled = true\n[[module.mounts]]\nsource = 'content'\n\
                         target = 'content'\nfiles = ['! **/WIP/**', '! posts/tmp**']\n[[module.mounts]]\nsource = 'french'\n\
                         target = 'content'\nlang = 'fr'\n[[module.mounts]]\nsource = 'some'\ntarget = 'content/some'\n\
                         files = ['a/**', '! a/b.md']\n";
    publication.file("site/hugo.toml", configuration);
    pages(
        &publication,
        &[
            ("content/posts/a.md", ""),
            ("content/posts/a.de.md", ""),
            ("content/posts/a.fr.md", ""),
            ("content/deutsch/b.md", ""),
            ("french/c.md", ""),
            ("content/posts/unpublished.md", "published: false\n"),
            ("content/posts/published.md", "published: true\n"),
            ("content/posts/both.md", "published: false\ndraft: false\n"),
            ("content/posts/.hidden.md", ""),
            ("content/posts/._a.md", ""),
            ("content/.trash/y.md", ""),
            ("content/posts/#x.md", ""),
            ("content/posts/wip/w.md", ""),
            ("content/posts/tmp/x/y.md", ""),
            ("some/a/a.md", ""),
            ("some/other.md", ""),
        ],
    );
    publication.file("site/content/posts/_content.gotmpl", "{{ $.AddPage (dict) }}");
    let outcome = publication.run(["import", "hugo", "site", "--dry-run"]).expect_code(0);
    outcome.expect_stderr(["_content.gotmpl", "this program makes pages, and is not run"]);
    let (_, sums) = import(&publication, &["hugo", "site"], 0);
    let counts = counts(&sums, "not_imported");
    assert_eq!(counts["file of a language that the configuration turns off"], 4, "{sums}");
    assert_eq!(counts["file with a name that hides it"], 4, "{sums}");
    assert_eq!(counts["file that the configuration keeps out of the site"], 3, "{sums}");
    assert_eq!(counts["program that makes pages"], 1, "{sums}");
    let expected = ["content/posts/a.md", "content/posts/both.md", "content/posts/published.md", "some/a/a.md"];
    assert_eq!(shown(&publication), expected);
}

#[test]
fn what_zola_does_not_read_is_not_published() {
    let publication = Publication::new();
    publication.file("site/config.toml", "base_url = 'https://x.example'\n[languages.fr]\n");
    // A section that is a draft in one language is one in all.
    publication.file("site/content/later/_index.fr.md", "+++\ndraft = true\n+++\n");
    for path in ["a.md", ".hid.md", "._a.md", ".trash/b.md", "later/c.md", "later/in/d.fr.md"] {
        let text = format!("+++\ntitle = '{path}'\ndate = 2023-01-08\n+++\nText\n");
        publication.file(format!("site/content/{path}"), text);
    }
    let (_, sums) = import(&publication, &["zola", "site"], 0);
    assert_eq!(counts(&sums, "not_imported")["file with a name that hides it"], 3, "{sums}");
    assert_eq!(counts(&sums, "standings")["draft"], 2, "{sums}");
    assert_eq!(shown(&publication), ["a.md"]);
}

/// A Pelican site with this configuration and these articles.
fn pelican(configuration: &str, paths: &[&str]) -> Publication {
    let publication = Publication::new();
    publication.file("site/pelicanconf.py", format!("SITEURL = 'https://x.example'\n{configuration}"));
    pages(&publication, &paths.iter().map(|path| (*path, "")).collect::<Vec<_>>());
    publication
}

#[test]
fn what_pelican_ignores_is_not_published() {
    let configuration = "IGNORE_FILES = ['.#*', 'draft-*', '_*', 'private', '{x}', '[!a]1.md']\nREADERS = {'html': None}\n\
                         ARTICLE_PATHS = ['', '_posts']\n";
    let paths =
        ["ok.md", "a1.md", "draft-x.md", "_hid.md", "private/p.md", "{x}/y.md", "b1.md", ".hid.md", "_posts/in.md"];
    let publication =
        pelican(configuration, &paths.map(|path| format!("content/{path}")).each_ref().map(String::as_str));
    publication.file(
        "site/content/h.html",
        "<html><head><title>H</title><meta name='date' content='2023-01-01'></head><body>x</body></html>",
    );
    let (_, sums) = import(&publication, &["pelican", "site"], 0);
    let counts = counts(&sums, "not_imported");
    assert_eq!(counts["file that `IGNORE_FILES` names"], 5, "{sums}");
    assert_eq!(counts["file that `READERS` leaves alone"], 1, "{sums}");
    assert_eq!(counts["file with a name that hides it"], 1, "{sums}");
    assert_eq!(shown(&publication), ["content/_posts/in.md", "content/a1.md", "content/ok.md"]);
}

#[test]
fn what_pelican_takes_over_from_another_file_counts() {
    for (configuration, expected) in [
        ("from site_wide import *\n", vec!["content/b.md"]),
        ("from site_wide import *\nIGNORE_FILES = ['b*']\n", vec!["content/a.md"]),
        ("IGNORE_FILES = ['b*']\nfrom site_wide import *\n", vec!["content/b.md"]),
    ] {
        let publication = pelican("", &["content/a.md", "content/b.md"]);
        publication.file("site/pelicanconf.py", configuration);
        publication.file("site/site_wide.py", "SITEURL = 'https://x.example'\nIGNORE_FILES = ['a*']\n");
        import(&publication, &["pelican", "site"], 0);
        assert_eq!(shown(&publication), expected, "{configuration}");
    }
}

#[test]
fn what_pelican_works_out_to_ignore_is_published_only_once_it_is_written_out() {
    for configuration in [
        "IGNORE_FILES = [x for x in y]\n",
        "IGNORE_FILES = ['a']\nIGNORE_FILES.append(z)\n",
        "if True:\n    ARTICLE_EXCLUDES = ['drafts']\n",
        "DEFAULT_METADATA = dict(status=x)\n",
    ] {
        let publication = pelican(configuration, &["content/drafts/a.md"]);
        let outcome = publication.run(["import", "pelican", "site", "--dry-run"]).expect_code(0);
        outcome.expect_stderr([
            "is worked out by Python, which is not run: articles that it may be about are imported as drafts",
        ]);
        import(&publication, &["pelican", "site"], 0);
        assert!(shown(&publication).is_empty(), "{configuration}");
        publication.file("site/pelicanconf.py", "SITEURL = 'https://x.example'\n");
        import(&publication, &["pelican", "site"], 0);
        assert_eq!(shown(&publication), ["content/drafts/a.md"], "{configuration}");
    }
}

#[test]
fn addresses_of_hugo_are_those_of_each_language() {
    let publication = Publication::new();
    let configuration = "baseURL = 'https://x.example/'\ndefaultContentLanguage = 'de'\n[permalinks]\nposts = '/p/:slug/'\n\
                         notes = '/n/:sections[1:]/:slug.html'\n[languages.de]\ntimeZone = 'Europe/Berlin'\n[languages.fr]\n\
                         [languages.fr.permalinks]\nposts = '/f/:slug/'\n";
    publication.file("site/hugo.toml", configuration);
    pages(
        &publication,
        &[
            ("content/posts/a.md", "slug: a\n"),
            ("content/posts/a.fr.md", "slug: a\n"),
            ("content/notes/b.md", "slug: b+b\n"),
            ("content/notes/c.fr.md", ""),
            ("content/other/C# & D.md", ""),
        ],
    );
    import(&publication, &["hugo", "site"], 0);
    let mut found: Vec<(String, String)> = publication
        .records()
        .iter()
        .map(|record| (record["url"].as_str().unwrap_or_default().to_owned(), record["published"].to_string()))
        .collect();
    found.sort_unstable();
    let expected = [
        ("fr/f/a/", "2023-01-08T00:00:00Z"),
        ("fr/notes/c/", "2023-01-08T00:00:00Z"),
        ("n/b-b.html/", "2023-01-07T23:00:00Z"),
        ("other/c%23--d/", "2023-01-07T23:00:00Z"),
        ("p/a/", "2023-01-07T23:00:00Z"),
    ];
    let expected = expected.map(|(path, date)| (format!("https://x.example/{path}"), format!("\"{date}\"")));
    assert_eq!(found, expected);
}

#[test]
fn a_feed_whose_ids_only_its_template_knows_is_told() {
    let jekyll = ("_config.yml", "url: https://x.example\n");
    let hugo = ("hugo.toml", "baseURL = 'https://x.example/'\ntheme = 'plain'\n");
    for (generator, configuration, path, id) in [
        ("hugo", hugo, "layouts/_default/rss.xml", "{{ .File.UniqueID }}"),
        ("hugo", hugo, "themes/plain/layouts/index.rss.xml", "{{ .Params.guid }}"),
        ("zola", ("config.toml", "base_url = 'https://x.example'\n"), "templates/rss.xml", "tag:{{ page.slug }}"),
        ("jekyll", jekyll, "feed.xml", "{{ post.guid }}"),
        ("eleventy", ("_data/site.json", "{\"url\": \"https://x.example\"}"), "feed.njk", "{{ post.data.guid }}"),
    ] {
        let publication = Publication::new();
        publication.file(format!("site/{}", configuration.0), configuration.1);
        let text = format!("---\npermalink: /feed.xml\n---\n<rss><item><guid>{id}</guid></item></rss>\n");
        publication.file(format!("site/{path}"), text);
        let outcome = publication.run(["import", generator, "site", "--dry-run"]);
        outcome.expect_stderr([path, &format!("ids that only its template knows: `{id}`"), "courant adopt"]);
        let plain = [
            "{{ .Permalink }}",
            "{{ page.permalink | safe }}",
            "{{ post.url | absolute_url }}",
            "{{ absolutePostUrl }}",
        ];
        let at =
            ["hugo", "zola", "jekyll", "eleventy"].iter().position(|name| *name == generator).expect("one of them");
        let text = format!("---\npermalink: /feed.xml\n---\n<rss><item><guid>{}</guid></item></rss>\n", plain[at]);
        publication.file(format!("site/{path}"), text);
        let outcome = publication.run(["import", generator, "site", "--dry-run"]);
        assert!(!outcome.stderr.contains("only its template knows"), "{path}: {}", outcome.stderr);
    }
}
