//! Sites of generators: what comes of them is what their own generators publish.
//!
//! The feeds under `tests/sites` were made by Jekyll 4.3.1 with jekyll-feed 0.17.0, Hugo 0.111.3, Pelican 4.8.0 with
//! feedgenerator 2.0.0, and Eleventy 3.1.8 with its RSS plugin 3.0.0, of the sites beside them. No Zola was at hand:
//! what is expected of its site was worked out from its documentation.

mod eleventy;
mod excluded;
mod generators;
mod notations;

use super::{build_and_check, counts, file_of, import};
use crate::support::{
    Publication,
    feeds::{self, Item},
    repository, shared, text,
};
use serde_json::{Value, json};
use std::{collections::BTreeMap, fs, path::Path};

/// A publication with the site that is under `tests/sites` in `site/`.
fn publication(site: &str) -> Publication {
    let publication = Publication::new();
    copy(&repository().join("tests/sites").join(site), &publication.root().join("site"));
    publication
}

pub(super) fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("the site can be read");
        let target = to.join(entry.path().strip_prefix(from).expect("below it"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).expect("a directory can be made");
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

fn reference(name: &str) -> String {
    fs::read_to_string(repository().join("tests/sites").join(name)).expect("the generator's feed is there")
}

fn by_link(items: Vec<Item>) -> BTreeMap<String, Item> {
    let count = items.len();
    let items: BTreeMap<_, _> = items.into_iter().map(|item| (item.link.clone().unwrap_or_default(), item)).collect();
    assert_eq!(items.len(), count, "each has a link of its own");
    items
}

/// What the publication's feed says, by link.
#[track_caller]
fn ours(publication: &Publication) -> BTreeMap<String, Item> {
    build_and_check(publication, "site".as_ref());
    by_link(feeds::atom(&publication.read("feeds/news/atom.xml")))
}

/// The same items as the generator's feed has, under the same ids, with the same titles and categories.
#[track_caller]
fn assert_same(ours: &BTreeMap<String, Item>, theirs: &BTreeMap<String, Item>) {
    let links = |items: &BTreeMap<String, Item>| items.keys().cloned().collect::<Vec<_>>();
    assert_eq!(links(ours), links(theirs));
    for (link, theirs) in theirs {
        let ours = &ours[link];
        assert_eq!(ours.id, theirs.id, "{link}");
        if theirs.published.is_some() {
            assert_eq!(ours.published, theirs.published, "{link}");
        }
    }
}

/// A title without the markup that our Atom keeps and others take off.
fn plain(title: &str) -> String {
    let parts = title.split('<').enumerate();
    let text = parts.map(|(i, part)| if i == 0 { part } else { part.split_once('>').map_or(part, |(_, text)| text) });
    text.collect::<String>().replace("&amp;", "&")
}

/// The paths of the feeds that the site had, with where their subscribers go.
fn old_feeds(sums: &Value) -> BTreeMap<&str, Option<&str>> {
    let feeds = sums["feeds"].as_array().into_iter().flatten();
    feeds.map(|feed| (text(&feed["old"]), feed["new"].as_str())).collect()
}

/// The body of the record in a file.
fn below(publication: &Publication, file: &str) -> String {
    let whole = publication.read(file);
    whole.splitn(3, "---\n").nth(2).unwrap_or_default().trim().to_owned()
}

#[test]
fn jekyll() {
    let publication = publication("jekyll");
    let (lines, sums) = import(&publication, &["jekyll", "site"], 0);
    assert_eq!(counts(&sums, "standings"), [("draft".to_owned(), 3), ("published".to_owned(), 11)].into());
    assert_eq!(sums["not_imported"].as_object().map(serde_json::Map::len), Some(3), "{sums}");
    let old = old_feeds(&sums);
    let expected = [
        "/blog/feed.xml",
        "/blog/feed/by_tag/knots.xml",
        "/blog/feed/by_tag/rope.xml",
        "/blog/feed/recipes.xml",
        "/blog/feed/sea.xml",
    ];
    assert_eq!(old.keys().copied().collect::<Vec<_>>(), expected);
    assert_eq!(old["/blog/feed.xml"], Some("https://gazette.example/feeds/news/atom.xml"));

    let mut ours = ours(&publication);
    let recipe =
        ours.remove("https://pier.example/blog/recipes/soup.html").expect("a collection with a feed of its own");
    assert_eq!(recipe.id, "https://pier.example/blog/recipes/soup");
    let mut theirs = by_link(feeds::atom(&reference("jekyll.atom.xml")));
    assert_same(&ours, &theirs);
    // A file's own list of authors says more than a default for all of them.
    let both = theirs.get_mut("https://pier.example/blog/2019/07/09/given-slug.html").expect("it is there");
    both.authors.push(("Bo Mole".to_owned(), None));
    for (link, theirs) in &theirs {
        assert_eq!(ours[link].authors, theirs.authors, "{link}");
        assert_eq!(ours[link].categories, theirs.categories, "{link}");
        assert_eq!(plain(&ours[link].title), plain(&theirs.title), "{link}");
    }
    let salt = file_of(&lines, "Salt &amp; rope <em>now</em>");
    assert_eq!(
        below(&publication, &salt),
        "See [the next](/blog/night%20life/2019/03/06/Caf%C3%A9-Nights.html) and ![x](/blog/img/a.png)."
    );
    let salt = &ours["https://pier.example/blog/land/sea/2019/03/05/salt-and-rope.html"];
    assert!(salt.body.contains("src=\"https://pier.example/blog/img/a.png\""), "{}", salt.body);
    let plain = &ours["https://pier.example/blog/plain/2019/"];
    assert_eq!(plain.body.trim(), "<p>One.</p>\n\n<p>Two.</p>");
    let record = publication.records().into_iter().find(|record| record["title"] == "Hola").expect("it is there");
    assert_eq!(record["language"], "es");
}

#[test]
fn a_jekyll_site_with_a_feed_of_its_own_keeps_the_ids_of_that() {
    let publication = Publication::new();
    publication.file("site/_config.yml", "url: https://x.example\nbaseurl: b\n");
    publication.file("site/_posts/2020-01-02-a.md", "---\ntitle: A\n---\nText.\n");
    publication.file(
        "site/feed.xml",
        "---\nlayout: null\n---\n<rss><channel>{% for post in site.posts %}<item><guid isPermaLink=\"false\">{{ site.url }}{{ post.id }}</guid></item>{% endfor %}</channel></rss>\n",
    );
    let (_, sums) = import(&publication, &["jekyll", "site"], 0);
    assert_eq!(old_feeds(&sums).into_keys().collect::<Vec<_>>(), ["/b/feed.xml"]);
    let ours = ours(&publication);
    assert_eq!(ours["https://x.example/b/2020/01/02/a.html"].id, "https://x.example/2020/01/02/a");
}

/// `jekyll new` leaves `url` empty, and many leave it so: who hosts the site tells the generator where it is.
#[test]
fn a_jekyll_site_without_an_address_has_the_ids_of_its_feed_at_the_publications() {
    let publication = Publication::new();
    publication.file("site/_config.yml", "title: T\nbaseurl: \"\"\nurl: \"\"\nplugins:\n  - jekyll-feed\n");
    publication.file("site/_posts/2020-01-02-a.markdown", "---\nlayout: post\ntitle: A\ncategories: sea\n---\nText.\n");
    import(&publication, &["jekyll", "site"], 0);
    let ours = ours(&publication);
    assert_eq!(ours["https://gazette.example/sea/2020/01/02/a.html"].id, "https://gazette.example/sea/2020/01/02/a");
}

#[test]
fn hugo() {
    let publication = publication("hugo");
    let (lines, sums) = import(&publication, &["hugo", "site"], 0);
    let standings =
        [("draft".to_owned(), 1), ("expired".to_owned(), 1), ("published".to_owned(), 7), ("unlisted".to_owned(), 2)];
    assert_eq!(counts(&sums, "standings"), standings.into());
    let not = [("file of another article".to_owned(), 1), ("page".to_owned(), 1), ("section".to_owned(), 2)];
    assert_eq!(counts(&sums, "not_imported"), not.into());
    let old = old_feeds(&sums);
    for path in [
        "index.xml",
        "fr/index.xml",
        "posts/index.xml",
        "notes/index.xml",
        "tags/rd/index.xml",
        "categories/sea-side/index.xml",
    ] {
        assert!(old.contains_key(format!("/site/{path}").as_str()), "{path} is not among {old:?}");
    }
    let ours = ours(&publication);
    let mut theirs = by_link(feeds::rss(&reference("hugo.rss.xml")));
    theirs.extend(by_link(feeds::rss(&reference("hugo-fr.rss.xml"))));
    // Hugo gives a page without a date one in the year 1.
    theirs.remove("https://quay.example/site/about/").expect("Hugo has it");
    assert_same(&ours, &theirs);
    for (link, theirs) in &theirs {
        assert_eq!(ours[link].title, theirs.title);
    }
    let salt = &ours["https://quay.example/site/posts/salt_and-rope/"];
    assert_eq!(salt.authors, [("Ada Quay".to_owned(), Some("ada@quay.example".to_owned()))]);
    assert_eq!(salt.categories, ["Sea Side", "harbour", "Knots", "R&D"]);
    for address in [
        "href=\"https://quay.example/site/2020/12/the-first-last-note/\"",
        "href=\"https://quay.example/site/posts/deep/my-own-slug/#part\"",
        "href=\"https://quay.example/site/Old/Page.html\"",
        "src=\"https://quay.example/site/posts/salt_and-rope/pic.png\"",
    ] {
        assert!(salt.body.contains(address), "{address} is not in {}", salt.body);
    }
    let bundle = &ours["https://quay.example/site/posts/deep/my-own-slug/"];
    let names: Vec<&str> = bundle.authors.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["Ada Quay", "Bo Mole"]);
    assert_eq!(ours["https://quay.example/site/fr/posts/plain/"].authors[0].0, "The Quay Office");
    let page = &ours["https://quay.example/site/posts/page/"];
    assert!(page.body.contains("<code") && !page.body.contains("{{"), "{}", page.body);
    assert!(publication.read(file_of(&lines, "Expired")).contains("expires: 2020-01-31T23:00:00Z"));
}

#[test]
fn zola() {
    let publication = publication("zola");
    // No file of such a name can be kept where every system has to check it out.
    publication
        .file("site/content/posts/2021-03-08T23:30:00-05:00_zoned/index.md", "+++\ntitle = \"Zoned\"\n+++\nText.\n");
    let (lines, sums) = import(&publication, &["zola", "site"], 0);
    let standings = [("draft".to_owned(), 2), ("published".to_owned(), 6), ("unlisted".to_owned(), 1)];
    assert_eq!(counts(&sums, "standings"), standings.into());
    assert_eq!(counts(&sums, "not_imported").values().sum::<u64>(), 6, "{sums}");
    let old: Vec<String> = old_feeds(&sums).into_keys().map(|path| path.replacen("/log/", "", 1)).collect();
    let mut expected: Vec<&str> =
        ["atom.xml", "rss.xml", "fr/atom.xml", "fr/rss.xml", "posts/atom.xml", "posts/rss.xml"].into();
    expected.extend(["tags/knots/atom.xml", "tags/knots/rss.xml", "tags/rope-co/atom.xml", "tags/rope-co/rss.xml"]);
    expected.sort_unstable();
    assert_eq!(old, expected);
    let ours = ours(&publication);
    let expected = [
        ("2021/03/07/by-address/", "2021-03-07T00:00:00Z"),
        ("Old/Path/", "2021-03-06T00:00:00Z"),
        ("fr/posts/bundle2/", "2021-03-09T00:00:00Z"),
        ("posts/own-slug/", "2021-03-05T10:30:00Z"),
        ("posts/salt-rope/", "2021-03-04T00:00:00Z"),
        ("posts/zoned/", "2021-03-09T04:30:00Z"),
    ];
    let found: Vec<(&str, &str)> = ours
        .iter()
        .map(|(link, item)| {
            assert_eq!(item.id, *link, "Zola's ids are addresses");
            let path = link.strip_prefix("https://keel.example/log/").expect("the site's");
            (path, item.published.as_deref().unwrap_or_default())
        })
        .collect();
    assert_eq!(found, expected);
    let salt = &ours["https://keel.example/log/posts/salt-rope/"];
    assert_eq!(salt.authors, [("Ada Quay".to_owned(), None), ("Bo Mole".to_owned(), None)]);
    assert_eq!(salt.categories, ["sea", "Knots", "Rope & Co"]);
    let file = file_of(&lines, "Salt & rope");
    assert_eq!(
        below(&publication, &file),
        "See [the bundle](https://keel.example/log/posts/own-slug/#part), [it](https://keel.example/log/posts/own-slug/) and [none](@/none.md)."
    );
    let pathed = &ours["https://keel.example/log/Old/Path/"];
    assert_eq!(pathed.authors[0].0, "The Keel Office");
}

#[test]
fn pelican() {
    let publication = publication("pelican");
    let (_, sums) = import(&publication, &["pelican", "site"], 0);
    let standings = [("draft".to_owned(), 1), ("published".to_owned(), 5), ("unlisted".to_owned(), 1)];
    assert_eq!(counts(&sums, "standings"), standings.into());
    assert_eq!(counts(&sums, "not_imported").values().sum::<u64>(), 3, "{sums}");
    let old = old_feeds(&sums);
    for path in [
        "feeds/all.atom.xml",
        "feeds/all.rss.xml",
        "feeds/sea.atom.xml",
        "feeds/quay-ada.rss.xml",
        "feeds/tag/rope-co.atom.xml",
        "feeds/all-fr.atom.xml",
    ] {
        assert!(old.contains_key(format!("/blog/{path}").as_str()), "{path} is not among {old:?}");
    }
    let ours = ours(&publication);
    let theirs = by_link(feeds::atom(&reference("pelican.atom.xml")));
    assert_same(&ours, &theirs);
    for (link, theirs) in &theirs {
        assert_eq!(ours[link].categories, theirs.categories, "{link}");
        // Pelican's feeds name the first author alone.
        assert_eq!(ours[link].authors[0].0, theirs.authors[0].0, "{link}");
        assert_eq!(plain(&ours[link].title), plain(&theirs.title), "{link}");
    }
    let salt = &ours["https://mole.example/blog/2010/Dec/salt-rope-a-tale/"];
    assert_eq!(salt.authors[1].0, "Mole, Bo");
    for address in [
        "href=\"https://mole.example/blog/2011/Feb/under-the-other/\"",
        "src=\"https://mole.example/blog/images/p.png\"",
    ] {
        assert!(salt.body.contains(address), "{address} is not in {}", salt.body);
    }
    let other = &ours["https://mole.example/blog/2011/Feb/under-the-other/"];
    assert!(
        other.body.contains("<li>two</li>") && other.body.contains("href=\"https://mole.example/blog/2010/Dec/"),
        "{}",
        other.body
    );
}

#[test]
fn eleventy() {
    let publication = publication("eleventy");
    let (_, sums) = import(&publication, &["11ty", "site"], 0);
    let standings = [("draft".to_owned(), 1), ("published".to_owned(), 4), ("unlisted".to_owned(), 2)];
    assert_eq!(counts(&sums, "standings"), standings.into());
    assert_eq!(counts(&sums, "not_imported").values().sum::<u64>(), 2, "{sums}");
    assert_eq!(old_feeds(&sums).into_keys().collect::<Vec<_>>(), ["/feed/feed.xml"]);
    let ours = ours(&publication);
    let theirs = by_link(feeds::atom(&reference("eleventy.atom.xml")));
    assert_same(&ours, &theirs);
    // The plugin says when an entry was published as if it had been changed then.
    let updated = reference("eleventy.atom.xml");
    for item in ours.values() {
        let published = item.published.as_deref().expect("a date");
        assert!(updated.contains(&format!("<updated>{published}</updated>")), "{published}");
    }
    let salt = &ours["https://buoy.example/blog/2020-05-01-Salt_Rope/"];
    assert_eq!(salt.categories, ["knots"]);
    assert_eq!(salt.authors, [("Ada Quay".to_owned(), Some("ada@buoy.example".to_owned()))]);
    assert!(salt.body.contains("href=\"https://buoy.example/2020/05/plain/\""), "{}", salt.body);
    assert_eq!(ours["https://buoy.example/z/zoned.html"].authors[0].0, "Bo Mole");
}

#[test]
fn what_only_the_sites_own_program_knows_is_said_to_be_missing() {
    let publication = Publication::new();
    publication.file("p/pelicanconf.py", "import os\nSITEURL = os.environ['URL']\nARTICLE_URL = '{nothing}/{slug}/'\n");
    publication.file("p/content/a.md", "Title: A\nDate: 2020-01-02\n\nText.\n");
    let run = publication.run(["import", "pelican", "p"]).expect_code(0);
    run.expect_stderr(["p/pelicanconf.py:2", "`SITEURL` is worked out by Python", "p/content/a.md:1", "`{nothing}`"]);

    publication.file("p/pelicanconf.py", "SITEURL = 'https://p.example'\nDEFAULT_DATE = (2012, 3, 2, 14, 1, 1)\n");
    publication.file("p/content/a.md", "Title: Undated\n\nText.\n");
    let (lines, _) = import(&publication, &["pelican", "p"], 0);
    let record = publication.read(file_of(&lines, "Undated"));
    assert!(record.contains("published: 2012-03-02T14:01:01Z"), "the configuration has a date for it: {record}");
    assert!(record.contains("id: tag:p.example,2012-03-02:/undated.html"), "{record}");

    publication.file(
        "e/content/posts/a.md",
        "---\ntitle: B\ndate: 2020-01-02\npermalink: \"/{{ title | shout }}/\"\n---\nText.\n",
    );
    publication.file("e/content/posts/posts.11tydata.js", "export default { tags: [tag()] };\n");
    publication.file("e/.eleventy.js", "module.exports = () => ({ dir: { input: 'content' } });\n");
    let run = publication.run(["import", "eleventy", "e"]).expect_code(0);
    run.expect_stderr(["posts.11tydata.js", "is a program", "{{ title | shout }}", "what its address is"]);
    // What is written out is no program.
    publication.file(
        "e/content/notes/notes.11tydata.js",
        "export default {\n  tags: ['notes', \"salt\"],\n  permalink: \"/p/{{ page.fileSlug }}/\",\n};\n",
    );
    publication.file("e/content/notes/n.md", "---\ntitle: N\ndate: 2020-01-02\n---\nText.\n");
    let (lines, _) = import(&publication, &["eleventy", "e"], 0);
    let note = publication.read(file_of(&lines, "N"));
    assert!(note.contains("/p/n/"), "{note}");
    std::fs::remove_dir_all(publication.root().join("e/content/notes")).expect("removed");
    // What nobody here can read is counted, and named.
    publication.file("e/content/posts/b.md", "---js\n{ title: \"C\", date: \"2020-01-02\" }\n---\nText.\n");
    publication.file("e/content/posts/c.webc", "<p>D</p>").file("e/content/d.11ty.js", "export default () => 'E'\n");
    let (lines, sums) = import(&publication, &["eleventy", "e"], 0);
    let unread = "template that is a program, or in a language that is not read".to_owned();
    assert_eq!(
        counts(&sums, "not_imported"),
        [("file whose head is a program".to_owned(), 1), (unread, 2)].into(),
        "{lines:?}"
    );
    publication.run(["import", "eleventy", "e"]).expect_stderr(["e/content/posts/b.md:1", "`---js`"]);

    publication
        .file("j/_posts/2020-01-02-c.md", "---\ntitle: C\ndate: yesterday\npermalink: /:oops/:title/\n---\nText.\n");
    let run = publication.run(["import", "jekyll", "j"]).expect_code(0);
    run.expect_stderr(["has no `url`", "2020-01-02-c.md:3", "`yesterday` is not a date", "`:oops`"]);
}

#[test]
fn a_broken_configuration_writes_nothing_and_a_broken_head_loses_no_other_article() {
    for (kind, config, broken, article, head) in [
        ("jekyll", "_config.yml", "url: [\n", "_posts/2020-01-02-x.md", "---\ntitle: \"a\" b\n---\n"),
        ("hugo", "hugo.toml", "baseURL = \n", "content/x.md", "+++\ntitle = \n+++\n"),
        ("zola", "config.toml", "base_url = 'x\n", "content/x.md", "+++\ntitle = \"\n+++\n"),
        ("eleventy", "_data/site.json", "{\"url\": \n", "x.md", "---\ndate: [\n---\n"),
        ("pelican", "content/ignored", "", "content/x.md", "---\ntitle: \"a\" b\ndate: 2020-01-01\n---\n"),
    ] {
        let publication = Publication::new();
        let whole = article.replace("x.md", "whole.md");
        publication.file(format!("site/{whole}"), "---\ntitle: Whole\ndate: 2020-01-02\n---\nText.\n");
        publication.file(format!("site/{article}"), format!("{head}Text.\n"));
        let (_, sums) = import(&publication, &[kind, "site"], 1);
        assert_eq!(sums["records"].as_u64(), Some(1), "{kind}: {sums}");
        assert_eq!(counts(&sums, "not_imported"), [("file that cannot be read".to_owned(), 1)].into(), "{kind}");
        publication.run(["import", kind, "site"]).expect_code(1).expect_stderr([&format!("site/{article}:")]);
        if broken.is_empty() {
            continue;
        }
        let publication = Publication::new();
        publication.file(format!("site/{whole}"), "---\ntitle: Whole\ndate: 2020-01-02\n---\nText.\n");
        publication.file(format!("site/{config}"), broken);
        let run = publication.run(["import", kind, "site"]).expect_code(1);
        let run = run.expect_stderr([&format!("site/{config}:")]);
        assert!(run.stdout.contains("nothing was written"), "{kind}: {}", run.stdout);
        assert!(!publication.has("data"), "{kind}");
    }
    let publication = Publication::new();
    publication.file("site.md", "x");
    publication.run(["import", "hugo", "site.md"]).expect_code(1).expect_stderr(["is no directory"]);
}

#[test]
fn a_file_outside_of_the_site_is_not_read() {
    let publication = Publication::new();
    publication.file("secret.md", "---\ntitle: Secret\ndate: 2020-01-02\n---\nSecret.\n");
    publication.file("site/content/a.md", "---\ntitle: A\ndate: 2020-01-02\n---\nText.\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(publication.root().join("secret.md"), publication.root().join("site/content/b.md"))
        .expect("a link can be made");
    let (lines, _) = import(&publication, &["hugo", "site"], 0);
    assert_eq!(lines.len(), 1, "{lines:?}");
}

#[test]
fn the_sites_of_the_corpus_are_imported_whole() {
    let Some(corpus) = shared("corpora/zola-rust-blog") else { return };
    let publication = Publication::new();
    let (_, sums) = import(&publication, &["zola", &corpus.to_string_lossy()], 0);
    assert_eq!(counts(&sums, "standings"), [("published".to_owned(), 67)].into());
    assert_eq!(counts(&sums, "not_imported"), [("section".to_owned(), 2)].into(), "{sums}");
    build_and_check(&publication, &corpus);
    let records = publication.records();
    assert_eq!(records.len(), 67);
    for record in records {
        let (url, day) = (text(&record["url"]), &text(&record["published"])[..10]);
        assert!(url.starts_with("https://blog.rust-lang.org/") && url.contains(&day.replace('-', "/")), "{url}");
    }

    let Some(corpus) = shared("corpora/hugo-otel-multilang") else { return };
    let publication = Publication::new();
    copy(&corpus, &publication.root().join("site"));
    let languages = ["en", "es", "ja", "pt", "uk", "zh"];
    let languages: String =
        languages.iter().map(|key| format!("[languages.{key}]\ncontentDir = \"content/{key}\"\n")).collect();
    publication.file("site/hugo.toml", format!("baseURL = \"https://opentelemetry.io\"\n{languages}"));
    let (_, sums) = import(&publication, &["hugo", "site"], 0);
    assert_eq!(sums["records"].as_u64(), Some(97), "{sums}");
    build_and_check(&publication, &corpus);
    let records = publication.records();
    let of = |tag: &str| records.iter().filter(|record| record["language"] == tag).count();
    assert!(of("en") > of("ja") && of("ja") > 0 && languages.len() > 6);
    let prefixed = |record: &Value| {
        let language = text(&record["language"]);
        let prefix = if language == "en" { String::new() } else { format!("/{language}") };
        text(&record["url"]).starts_with(&format!("https://opentelemetry.io{prefix}/blog/"))
    };
    assert!(records.iter().all(prefixed));
}

#[test]
fn every_entry_of_the_edge_cases_is_accounted_for() {
    let Some(corpus) = shared("corpora/ssg-edge-fixtures") else { return };
    for (kind, directory, config, published, hidden, others) in [
        ("jekyll", "jekyll/test/source", "", 55, 1, 4),
        ("jekyll", "jekyll/docs", "", 20, 0, 0),
        ("jekyll", "jekyll-feed/spec/fixtures", "", 10, 1, 0),
        ("pelican", "pelican/pelican/tests/content", "", 19, 24, 11),
        ("pelican", "pelican/samples", "", 12, 2, 7),
        ("zola", "zola/test_site", "base_url = \"https://replace-this-with-your-url.example\"\n", 17, 2, 37),
        (
            "zola",
            "zola/test_site_i18n",
            "base_url = \"https://example.com\"\n[languages.fr]\n[languages.it]\n",
            9,
            0,
            7,
        ),
    ] {
        let publication = Publication::new();
        let site = publication.root().join("site");
        copy(&corpus.join(directory), &site);
        // The corpus has no configuration of these: what matters of it is made here.
        if !config.is_empty() {
            publication.file("site/config.toml", config);
        }
        let (_, sums) = import(&publication, &[kind, "site"], 0);
        let standings = counts(&sums, "standings");
        let public = standings.get("published").copied().unwrap_or_default();
        let rest = standings.values().sum::<u64>() - public;
        let not = counts(&sums, "not_imported").values().sum::<u64>();
        assert_eq!((public, rest, not), (published, hidden, others), "{directory}: {sums}");
        build_and_check(&publication, &site);
    }
}

/// Readers of old addresses that the site itself sent on are sent on by the map.
#[test]
fn addresses_that_the_site_had_left_before_are_in_the_map() {
    for (kind, files, expected) in [
        (
            "hugo",
            [
                ("site/hugo.toml", "baseURL = \"https://quay.example/blog/\"\n"),
                (
                    "site/content/posts/salt.md",
                    "---\ntitle: Salt\ndate: 2020-01-02\naliases: [/old/salt, beside, /salt.html, 'https://else.example/x']\n---\nText\n",
                ),
            ],
            &["/blog/old/salt/", "/blog/posts/beside/", "/blog/salt.html"][..],
        ),
        (
            "zola",
            [
                ("site/config.toml", "base_url = \"https://quay.example/blog\"\n"),
                (
                    "site/content/posts/salt.md",
                    "+++\ntitle = \"Salt\"\ndate = 2020-01-02\naliases = [\"old/salt\"]\n+++\nText\n",
                ),
            ],
            &["/blog/old/salt"],
        ),
        (
            "jekyll",
            [
                ("site/_config.yml", "url: https://quay.example\nbaseurl: /blog\n"),
                ("site/_posts/2020-01-02-salt.md", "---\ntitle: Salt\nredirect_from: /old/salt/\n---\nText\n"),
            ],
            &["/blog/old/salt/"],
        ),
    ] {
        let publication = Publication::new();
        for (path, text) in files {
            publication.file(path, text);
        }
        let map = publication.run(["import", kind, "site", "--redirects", "netlify"]).expect_code(0);
        let url = text(&publication.records()[0]["url"]).to_owned();
        assert!(url.starts_with("https://quay.example/blog/"), "{url}");
        for old in expected {
            assert!(map.stdout.lines().any(|line| line == format!("{old} {url} 301")), "{kind} {old}: {}", map.stdout);
        }
        assert!(!map.stdout.contains("else.example"), "{}", map.stdout);
    }
}

/// What a section says of some pages below it counts for these alone; a draft is one wherever that is said.
#[test]
fn a_cascade_of_hugo_is_for_its_targets() {
    let publication = Publication::new();
    let section = "---\ncascade:\n- target: {path: '/posts/{inner,secret}/**'}\n  tags: [Deep]\n- target: {path: /posts/secret/**}\n  \
                   draft: true\n- _target: {kind: section}\n  draft: true\n- params: {author: Bo}\n---\n";
    publication
        .file("site/hugo.toml", "baseURL = \"https://quay.example/\"\n")
        .file("site/content/posts/_index.md", section);
    for (path, more) in [("top", ""), ("inner/Deep", ""), ("secret/hidden", ""), ("own", "params:\n  author: Dee\n")] {
        let text = format!("---\ntitle: {path}\ndate: 2024-01-02\n{more}---\nText\n");
        publication.file(format!("site/content/posts/{path}.md"), text);
    }
    let (_, sums) = import(&publication, &["hugo", "site"], 0);
    let standings = counts(&sums, "standings");
    assert_eq!(standings, [("draft".to_owned(), 1), ("published".to_owned(), 3)].into());
    let records = publication.records();
    let of = |title: &str| records.iter().find(|record| record["title"] == title).expect("it is there");
    assert_eq!((&of("top")["authors"][0]["name"], &of("own")["authors"][0]["name"]), (&json!("Bo"), &json!("Dee")));
    assert_eq!(of("inner/Deep")["categories"][0]["term"], "Deep");
    assert!(of("top")["categories"].as_array().is_none_or(Vec::is_empty));
    assert_eq!(of("secret/hidden")["status"], "draft");
}

#[test]
fn pictures_and_recordings_have_the_addresses_that_their_generators_give_them() {
    let publication = Publication::new();
    let head = |more: &str| format!("---\ntitle: T\ndate: 2024-01-02\n{more}---\nText\n");
    publication.file("site/hugo.toml", "baseURL = \"https://gazette.example/\"\n[permalinks]\nposts = \"/p/:slug/\"\n");
    publication.file("site/content/posts/one/index.md", head("slug: one\nimages: [a.jpg]\naudio: talks/a.mp3\n"));
    publication.file("site/content/posts/two.md", head("slug: two\nimages: [a.jpg]\n"));
    publication.file("data/three/index.md", head("url: /p/three/\nimage: a.jpg\nenclosure: /x/a.mp3\n"));
    publication.file("data/four.md", head("url: /p/four/\nimage: a.jpg\nenclosure: a.mp3\n"));
    publication.file(
        "data/five.json",
        json!([{ "title": "T", "date": "2024-01-02", "url": "/p/five/", "image": "/a.jpg" }]).to_string(),
    );
    import(&publication, &["hugo", "site"], 0);
    let records = publication.records();
    let home = "https://gazette.example/";
    for (path, image, file) in [
        ("one", "p/one/a.jpg", Some("p/one/talks/a.mp3")),
        ("two", "a.jpg", None),
        ("three", "p/three/a.jpg", Some("x/a.mp3")),
        ("four", "a.jpg", Some("a.mp3")),
        ("five", "a.jpg", None),
    ] {
        let url = format!("{home}p/{path}/");
        let record =
            records.iter().find(|record| record["url"] == *url).unwrap_or_else(|| panic!("{url}: {records:?}"));
        assert_eq!(record["image"]["url"], format!("{home}{image}"), "{path}");
        assert_eq!(
            record["enclosures"][0]["url"].as_str(),
            file.map(|file| format!("{home}{file}")).as_deref(),
            "{path}"
        );
    }
}
