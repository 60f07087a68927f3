//! Records and rows of content systems.

use super::*;

#[test]
fn records_of_a_content_system() {
    let wordpress = r#"{"id": 7, "date": "2019-11-07T10:36:54", "date_gmt": "2019-11-07T15:36:54",
        "guid": {"rendered": "https://site.example/?p=7"}, "modified_gmt": "2019-11-08T15:00:00", "slug": "a-post",
        "status": "publish", "link": "https://site.example/a-post", "title": {"rendered": "A &#8216;post&#8217;"},
        "content": {"rendered": "<p>x</p>", "protected": false}, "author": 29, "categories": [34], "tags": [8],
        "_embedded": {"author": [{"id": 29, "name": "Ana", "slug": "ana", "link": "https://site.example/author/ana"}],
            "wp:term": [[{"id": 34, "name": "Port &amp; News", "slug": "port-news", "taxonomy": "category"}], []],
            "wp:featuredmedia": [{"source_url": "https://site.example/i.jpg", "alt_text": "A port"}]}}"#;
    let mut raw_record = raw("data/posts.json", wordpress);
    raw_record.body = None;
    let record = normalise(raw_record, &options()).record.expect("a record");
    assert_eq!(record.id.as_str(), "https://site.example/?p=7");
    assert_eq!(record.title.as_deref(), Some("A ‘post’"));
    assert_eq!(record.authors[0].name, "Ana");
    assert_eq!(
        (record.categories.len(), record.categories[0].term.as_str(), record.categories[0].display()),
        (1, "port-news", "Port & News")
    );
    assert_eq!(record.image.as_ref().and_then(|i| i.alt.as_deref()), Some("A port"));
    assert_eq!(record.updated.map(|t| t.rfc3339()).as_deref(), Some("2019-11-08T15:00:00Z"));
    assert_eq!(record.visibility, Visibility::Public);

    let ghost = r#"{"id": "5c7e", "uuid": "3a03", "title": "W", "html": "<p>x</p>", "plaintext": "x", "status": "published",
        "visibility": "paid", "published_at": "2012-11-27T15:30:00.000+00:00", "custom_excerpt": "E", "canonical_url": null,
        "tags": [{"name": "hidden", "slug": "hash-hidden", "visibility": "internal"}, {"name": "News", "slug": "news"}]}"#;
    let mut raw_record = raw("data/posts.json", ghost);
    raw_record.body = None;
    let record = normalise(raw_record, &options()).record.expect("a record");
    assert_eq!((record.id.as_str(), record.categories.len()), ("5c7e", 1));
    assert_eq!(record.visibility, Visibility::Restricted("paid".to_owned()));
    assert_eq!(record.body.and_then(|b| b.plain).as_deref(), Some("x"));
}

#[test]
fn the_number_of_a_row_in_its_permalink() {
    let url = |columns: &[&str], pattern: &str| {
        let columns = columns.iter().map(|&column| column.to_owned()).collect();
        let mut raw = raw("art/en-7", r#"{"lang": "en", "id": "7", "title": "T"}"#);
        raw.origin.row = Some(RowKey { key: "art/en-7".into(), start: 4, columns });
        let options = Options { permalink: Some(pattern.to_owned()), ..options() };
        normalise(raw, &options).record.and_then(|record| record.url).map(|url| url.to_string())
    };
    for (columns, pattern, path) in [
        (&["lang", "id"][..], "/{lang}/{id}/", "en/7/"),
        (&["lang", "id"], "/a/{id}/", "a/en-7/"),
        (&["site", "id"], "/{lang}/{id}/", "en/en-7/"),
    ] {
        assert_eq!(url(columns, pattern), Some(format!("https://site.example/{path}")), "{columns:?} {pattern}");
    }
}

#[test]
fn rows_of_other_systems() {
    let row = |column: &str, fields: &str| {
        let columns = vec![column.to_owned()].into();
        let row = RowKey { key: "node/7".into(), start: 5, columns };
        let mut raw = raw("node/7", fields);
        raw.body = None;
        raw.origin.row = Some(row);
        normalise(raw, &options()).record.expect("a record")
    };
    let of_drupal = r#"{"nid": "7", "uid": "3", "title": "T", "body": "x", "created": "1600000000"}"#;
    assert_eq!(row("nid", of_drupal).id_kind, IdKind::Minted, "the number of an author");
    let stated = of_drupal.replace(r#""3""#, r#""f81d4fae-7dec-11d0-a765-00a0c91e6bf6""#);
    assert_eq!(row("nid", &stated).id_kind, IdKind::Declared);

    let of_ghost = r#"{"id": "7", "title": "T", "published_at": "2020-01-05", "html": "<p><a href='__GHOST_URL__/a/'>a</a></p>",
        "feature_image": "__GHOST_URL__/content/images/i.png"}"#;
    let record = row("id", of_ghost);
    let link = options().link;
    let link = link.as_str().trim_end_matches('/');
    assert_eq!(record.body.as_ref().map(|body| body.text.clone()), Some(format!("<p><a href='{link}/a/'>a</a></p>")));
    assert_eq!(record.image.as_ref().map(|image| image.url.to_string()), Some(format!("{link}/content/images/i.png")));
}
