//! Texts in other notations than Markdown, and data that are worked out: they are read, kept as they are, or at least named.

use super::super::{build_and_check, counts, file_of, import};
use crate::support::{Publication, feeds, text};

#[test]
fn org_mode_of_hugo_is_read() {
    let publication = Publication::new();
    publication
        .file("site/hugo.toml", "baseURL = 'https://old.example/'\ntitle = 'Old'\n")
        .file(
            "site/content/posts/salt.org",
            "#+title: Salt & tar\n#+date: [2021-03-04 Thu]\n#+tags[]: boats salt\n#+author: Ada Quay\n\n* How\nWith *care*, see [[https://a.example/][there]].\n",
        )
        .file("site/content/posts/draft.org", "#+title: Later\n#+date: 2021-03-05\n#+draft: true\n\nText\n")
        .file("site/content/posts/yaml.org", "---\ntitle: Mixed\ndate: 2021-03-06\nslug: mix\n---\n- /one/\n")
        .file("site/content/about.org", "#+title: About\n\nA page.\n")
        .file("site/content/posts/a.adoc", "---\ntitle: Ascii\ndate: 2021-03-07\n---\n== Part\n\nText of it.\n")
        .file("site/content/posts/b.rst", "---\ntitle: Restructured\ndate: 2021-03-08\n---\nA *word*.\n")
        .file("site/content/posts/c.pandoc", "---\ntitle: Pan\ndate: 2021-03-09\n---\nA ^[note].\n");
    let run = publication.run(["import", "hugo", "site", "--format", "json"]).expect_code(0);
    let mut lines = run.json_lines();
    let sums = lines.pop().expect("sums");
    assert_eq!(counts(&sums, "standings"), [("draft".to_owned(), 1), ("published".to_owned(), 5)].into());
    assert_eq!(counts(&sums, "not_imported"), [("page".to_owned(), 1)].into());
    // What is kept as it is written is said, file by file.
    let said: Vec<String> = run.diagnostics().iter().map(|found| text(&found["file"]).to_owned()).collect();
    assert_eq!(said, ["site/content/posts/a.adoc", "site/content/posts/c.pandoc"]);
    build_and_check(&publication, "site".as_ref());
    let items = feeds::atom(&publication.read("feeds/news/atom.xml"));
    let of =
        |title: &str| items.iter().find(|item| item.title == title).unwrap_or_else(|| panic!("{title}: {items:#?}"));
    let salt = of("Salt & tar");
    assert_eq!(salt.link.as_deref(), Some("https://old.example/posts/salt/"));
    assert!(salt.body.contains("<h2>How</h2>") && salt.body.contains("<strong>care</strong>"), "{}", salt.body);
    assert!(salt.body.contains("<a href=\"https://a.example/\">there</a>"), "{}", salt.body);
    let records = publication.records();
    let record = records.iter().find(|record| record["title"] == "Salt & tar").expect("it is there");
    assert_eq!((text(&record["published"]), text(&record["authors"][0]["name"])), ("2021-03-04T00:00:00Z", "Ada Quay"));
    assert_eq!(record["categories"].as_array().map(Vec::len), Some(2));
    assert_eq!(of("Mixed").link.as_deref(), Some("https://old.example/posts/mix/"));
    assert!(of("Mixed").body.contains("<em>one</em>") && of("Restructured").body.contains("<em>word</em>"));
    assert!(of("Ascii").body.contains("Text of it."));
}

#[test]
fn texts_that_are_not_read_are_named() {
    let publication = Publication::new();
    publication
        .file(
            "pelican/pelicanconf.py",
            "SITENAME = 'P'\nSITEURL = 'https://p.example'\nPATH = 'content'\nTIMEZONE = 'UTC'\n",
        )
        .file("pelican/content/a.rst", "Title A\n#######\n\n:date: 2021-01-02\n\nText *a*.\n")
        .file("pelican/content/b.org", "#+title: B\n#+date: 2021-01-02\n")
        .file("pelican/content/c.adoc", "= C\n:date: 2021-01-02\n")
        .file("pelican/content/d.txt", "Title: D\n");
    let (lines, sums) = import(&publication, &["pelican", "pelican"], 0);
    assert_eq!(counts(&sums, "not_imported"), [("file that Pelican does not read".to_owned(), 3)].into());
    assert!(publication.read(file_of(&lines, "Title A")).contains("content_rst"));

    let publication = Publication::new();
    publication
        .file("eleventy/.eleventy.js", "module.exports = function () {};\n")
        .file("eleventy/_data/site.json", "{\"url\": \"https://e.example\"}")
        .file("eleventy/posts/posts.json", "{\"tags\": \"posts\"}");
    for name in ["a.md", "b.njk", "c.liquid", "d.html", "e.webc", "f.hbs"] {
        let head = "---\ntitle: T\ndate: 2021-01-02\n---\n<p>Text</p>\n";
        publication.file(format!("eleventy/posts/{name}"), head.replacen('T', &name[..1].to_uppercase(), 1));
    }
    publication.file("eleventy/posts/g.11ty.js", "exports.data = { title: 'G', date: '2021-01-02' };\n");
    let (lines, sums) = import(&publication, &["eleventy", "eleventy"], 0);
    let unread = "template that is a program, or in a language that is not read";
    assert_eq!(counts(&sums, "standings"), [("published".to_owned(), 4)].into(), "{lines:#?}");
    assert_eq!(counts(&sums, "not_imported"), [(unread.to_owned(), 3)].into(), "{lines:#?}");
}

#[test]
fn textile_of_jekyll_is_no_html() {
    let publication = Publication::new();
    publication
        .file("site/_config.yml", "url: https://j.example\n")
        .file("site/_posts/2020-07-02-old.textile", "---\ntitle: Old\n---\nh1. Hi\n\nA _word_.\n");
    let run = publication.run(["import", "jekyll", "site", "--format", "json"]).expect_code(0);
    let said = run.diagnostics();
    assert!(said.len() == 1 && text(&said[0]["message"]).contains("notation"), "{said:?}");
    let file = publication.read(file_of(&run.json_lines(), "Old"));
    assert!(file.contains("content_text:") && file.contains("https://j.example/2020/07/02/old.html"), "{file}");
}

#[test]
fn what_eleventy_computes_goes_first() {
    let publication = Publication::new();
    publication
        .file("site/.eleventy.js", "module.exports = function () {};\n")
        .file("site/_data/site.json", "{\"url\": \"https://e.example\"}")
        .file(
            "site/posts/posts.json",
            "{\"permalink\": \"/blog/{{ page.fileSlug }}/\", \"eleventyComputed\": {\"permalink\": \"/c/{{ title | slugify }}/\"}}",
        )
        .file("site/posts/a.md", "---\ntitle: Raw\ndate: 2020-03-01\neleventyComputed:\n  title: \"Made {{ page.fileSlug }}\"\n---\nx\n")
        .file("site/posts/b.md", "---\ntitle: Two\ndate: 2020-03-02\neleventyComputed:\n  description: \"{{ page.inputPath | magic }}\"\n---\nx\n");
    publication.file("site/c.md", "---\ntitle: C\ndate: 2020-03-03\npermalink:\n  build: /built/\n---\nx\n");
    let run = publication.run(["import", "eleventy", "site", "--format", "json"]).expect_code(0);
    let said = run.diagnostics();
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!((text(&said[0]["file"]), text(&said[0]["field"])), ("site/posts/b.md", "eleventyComputed.description"));
    let lines = run.json_lines();
    assert!(publication.read(file_of(&lines, "Made a")).contains("url: https://e.example/c/made-a/\n"));
    assert!(publication.read(file_of(&lines, "Two")).contains("url: https://e.example/c/two/\n"));
    assert!(publication.read(file_of(&lines, "C")).contains("url: https://e.example/built/\n"));
}
