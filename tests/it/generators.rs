//! Records as the common site generators have them are understood without any configuration.

use crate::support::{Publication, SITE, feeds, text};
use serde_json::{Value, json};

/// Puts one file into a publication and gives back the record that comes of it.
#[track_caller]
fn read(path: &str, bytes: &str) -> Value {
    let publication = Publication::new();
    publication.config(
        SITE.replace("txt}", "txt,html,rst,markdown}").replace("permalink = \"/{year}/{month}/{slug}/\"\n", ""),
    );
    publication.file(path, bytes);
    let outcome = publication.run(["records", "--format", "json"]).expect_code(0);
    let mut records = outcome.json_lines();
    assert_eq!(records.len(), 1, "{path}: {}\n{}", outcome.stdout, outcome.stderr);
    records.remove(0)
}

/// Compares the members that are expected; instants by their value, people and categories by what readers see of them.
#[track_caller]
fn check(path: &str, bytes: &str, expected: &Value) {
    let record = read(path, bytes);
    for (field, expected) in expected.as_object().expect("members are expected") {
        let found = &record[field];
        let found = match field.as_str() {
            "published" | "updated" | "expires" if found.is_string() => feeds::instant(text(found)).into(),
            "categories" => names(found, "term"),
            "authors" => names(found, "name"),
            "summary" => {
                let names = ["summary", "summary_markdown", "summary_html"];
                names.iter().map(|name| record[*name].clone()).find(|value| !value.is_null()).unwrap_or_default()
            }
            "image" => found["url"].clone(),
            "enclosures" => names(found, "url"),
            _ => found.clone(),
        };
        assert_eq!(found, *expected, "{field} of {path}: {record:#}");
    }
}

fn names(list: &Value, member: &str) -> Value {
    let name = |each: &Value| if each.is_string() { each.clone() } else { each[member].clone() };
    list.as_array().into_iter().flatten().map(name).collect::<Vec<_>>().into()
}

#[test]
fn jekyll() {
    check(
        "data/_posts/2017-2-5-salt-and-rope.markdown",
        "---\nlayout: post\ntitle:  \"Salt &amp; rope\"\ncategories: [sea, land]\ntags:\n  - knots\nauthor: ada\nlast_modified_at: 2018-03-05 14:10:07 -0500\nexcerpt: Short.\nimage: /img/salt.jpg\n---\nText.\n",
        &json!({"title": "Salt &amp; rope", "published": "2017-02-05T00:00:00Z", "updated": "2018-03-05T19:10:07Z",
            "categories": ["sea", "land", "knots"], "authors": ["ada"], "summary": "Short.", "image": "https://gazette.example/img/salt.jpg"}),
    );
    // the key wins over the file name, and a permalink is one
    check(
        "data/_posts/2017-02-05-salt.md",
        "---\ntitle: Salt\ndate: 2017-02-06 9:10:07 +0530\npermalink: /salt/rope/\ncategory: sea\n---\nText.\n",
        &json!({"published": "2017-02-06T03:40:07Z", "url": "https://gazette.example/salt/rope/", "categories": ["sea"]}),
    );
}

#[test]
fn hugo() {
    check(
        "data/content/posts/salt/index.md",
        "---\ntitle: Salt\nlinkTitle: S\ndate: 2025-01-02\nlastmod: 2025-01-05\nexpiryDate: 2030-01-01\nurl: /salt/\naliases: [/old/]\ndescription: Short.\nauthor: '[Ada Quay](https://ada.example/) (Quay Ltd)'\ntags: [knots, 2013, 13.20]\ncategories: [sea]\n---\nText.\n",
        &json!({"title": "Salt", "published": "2025-01-02T00:00:00Z", "updated": "2025-01-05T00:00:00Z", "expires": "2030-01-01T00:00:00Z",
            "url": "https://gazette.example/salt/", "summary": "Short.", "authors": ["Ada Quay"]}),
    );
    let record = read("data/x.md", "---\ntitle: T\ndate: 2025-01-02\ntags: [knots, 2013, 13.20]\n---\nText.\n");
    assert_eq!(
        names(&record["categories"], "term"),
        json!(["knots", "2013", "13.20"]),
        "numbers stay as they were written"
    );
}

#[test]
fn zola() {
    check(
        "data/content/salt.md",
        "+++\npath = \"2025/02/13/salt\"\ntitle = \"Salt\"\nauthors = [\"Ada Quay\", \"The Rope Team\"]\nupdated = 2025-02-14\naliases = [\"salt.html\"]\n[taxonomies]\ncategories = [\"sea\"]\ntags = [\"knots\"]\n[extra]\nteam = \"rope\"\n+++\nText.\n",
        &json!({"title": "Salt", "published": "2025-02-13T00:00:00Z", "updated": "2025-02-14T00:00:00Z", "authors": ["Ada Quay", "The Rope Team"],
            "categories": ["sea", "knots"]}),
    );
}

#[test]
fn eleventy() {
    check(
        "data/posts/salt.md",
        "---json\n{\"title\": \"Salt\", \"date\": \"2025-01-02T10:00:00.000Z\", \"permalink\": \"/salt/\", \"tags\": [\"knots\"]}\n---\nText.\n",
        &json!({"title": "Salt", "published": "2025-01-02T10:00:00Z", "url": "https://gazette.example/salt/", "categories": ["knots"]}),
    );
}

#[test]
fn pelican() {
    check(
        "data/salt.md",
        "Title: Salt: a tale\nDate: 2010-10-20 10:14\nModified: 2010-10-21\nCategory: sea\nTags: knots, rope\nSlug: old-salt\nAuthors: Quay, Ada; Mole, Bo\nSummary: Short.\nLang: fr\n\nText.\n",
        &json!({"title": "Salt: a tale", "published": "2010-10-20T10:14:00Z", "updated": "2010-10-21T00:00:00Z", "categories": ["sea", "knots", "rope"],
            "authors": ["Quay, Ada", "Mole, Bo"], "summary": "Short.", "language": "fr"}),
    );
    check(
        "data/rest.rst",
        "Salt\n####\n\n:date: 2010-10-20 10:14\n:tags: knots, rope\n:author: Ada Quay\n\nText.\n",
        &json!({"title": "Salt", "published": "2010-10-20T10:14:00Z", "categories": ["knots", "rope"], "authors": ["Ada Quay"]}),
    );
}

#[test]
fn ghost() {
    check(
        "data/post.json",
        r#"{"id": "5ba38dcb", "uuid": "d1f2", "title": "Salt", "slug": "salt", "html": "<p>Text.</p>", "plaintext": "Text.", "status": "published", "visibility": "public",
        "published_at": "2025-01-02T10:00:00.000Z", "updated_at": "2025-01-03T10:00:00.000+00:00", "created_at": "2024-01-01T10:00:00.000Z", "custom_excerpt": "Short.",
        "feature_image": "https://gazette.example/salt.jpg", "canonical_url": null, "authors": [{"name": "Ada Quay", "slug": "ada"}], "tags": [{"name": "Knots", "slug": "knots"}]}"#,
        &json!({"title": "Salt", "published": "2025-01-02T10:00:00Z", "updated": "2025-01-03T10:00:00Z", "summary": "Short.", "image": "https://gazette.example/salt.jpg", "authors": ["Ada Quay"]}),
    );
    let record = read(
        "data/p.json",
        r#"{"title": "T", "published_at": "2025-01-02", "html": "<p>x</p>", "tags": [{"name": "Knots & bends", "slug": "knots"}]}"#,
    );
    let category = &record["categories"][0];
    let shown = if category.is_string() {
        category
    } else if category["label"].is_string() {
        &category["label"]
    } else {
        &category["term"]
    };
    assert_eq!(*shown, "Knots & bends", "readers see the name");
}

#[test]
fn wordpress_rest() {
    check(
        "data/posts.json",
        r#"[{"id": 7, "date": "2025-01-02T12:00:00", "date_gmt": "2025-01-02T10:00:00", "modified_gmt": "2025-01-03T10:00:00", "slug": "salt", "status": "publish", "link": "https://gazette.example/salt/",
        "guid": {"rendered": "https://gazette.example/?p=7"}, "title": {"rendered": "Salt &#8217;n&#8217; <em>rope</em>"}, "content": {"rendered": "<p>Text.</p>", "protected": false}, "excerpt": {"rendered": "<p>Short.</p>\n"}}]"#,
        &json!({"id": "https://gazette.example/?p=7", "url": "https://gazette.example/salt/", "title": "Salt ’n’ rope", "published": "2025-01-02T10:00:00Z", "updated": "2025-01-03T10:00:00Z"}),
    );
}

#[test]
fn json_feed_items() {
    check(
        "data/items.json",
        r#"[{"id": "tag:gazette.example,2020:7", "url": "https://gazette.example/salt/", "external_url": "https://other.example/", "title": "Salt", "content_html": "<p>Text.</p>", "summary": "Short.",
        "date_published": "2025-01-02T12:00:00+02:00", "date_modified": "2025-01-03T10:00:00Z", "authors": [{"name": "Ada Quay", "url": "https://ada.example/"}], "tags": ["knots"], "attachments": [{"url": "https://gazette.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 7, "duration_in_seconds": 9}]}]"#,
        &json!({"id": "tag:gazette.example,2020:7", "url": "https://gazette.example/salt/", "external_url": "https://other.example/", "title": "Salt", "summary": "Short.",
            "published": "2025-01-02T10:00:00Z", "updated": "2025-01-03T10:00:00Z", "authors": ["Ada Quay"], "categories": ["knots"], "enclosures": ["https://gazette.example/a.mp3"]}),
    );
}

#[test]
fn a_podcast_with_milliseconds() {
    check(
        "data/show.md",
        "---\nnumber: 12\ntitle: Ropes\ndate: 1662120000212\nenclosure: https://cdn.gazette.example/12.mp3\n---\nText.\n",
        &json!({"title": "Ropes", "published": "2022-09-02T12:00:00Z", "enclosures": ["https://cdn.gazette.example/12.mp3"]}),
    );
}

#[test]
fn newsroom_text_gives_what_it_says_and_no_more() {
    check(
        "data/2025-01-02-harbour.txt",
        "HARBOURTOWN — The harbour is closed, Mayor Ada Quay said on Thursday. Ships wait.\n\n“We are sorry,” she said.\n\nBo Mole is a reporter for the Gazette. He can be reached at bo.mole@gazette.example.\n\nSend tips to tips@gazette.example.\n\nMore from the Gazette:\n",
        &json!({"published": "2025-01-02T00:00:00Z", "authors": ["Bo Mole"]}),
    );
    check(
        "data/agency.txt",
        "Harbour closed\n\nFriday, January 4, 2019\n\nThe harbour is closed.\n",
        &json!({"title": "Harbour closed", "published": "2019-01-04T00:00:00Z", "authors": []}),
    );
    check(
        "data/item.en.txt",
        "Title: Rope 3 is stable\nAuthor: Ada Quay <ada@gazette.example>\nAuthor: Bo Mole <bo@gazette.example>\nPosted: 2021-05-14\nRevision: 1\n\nText of\nthe item.\n",
        &json!({"title": "Rope 3 is stable", "published": "2021-05-14T00:00:00Z", "authors": ["Ada Quay", "Bo Mole"]}),
    );
}
