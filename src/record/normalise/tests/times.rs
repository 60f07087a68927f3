//! When a record was published, changed and leaves.

use super::*;

#[test]
fn where_the_date_comes_from() {
    for (file, fields, published, derived) in [
        ("a.md", r#"{"date": "2016-11-14"}"#, Some("2016-11-14T05:00:00Z"), None),
        ("a.md", r#"{"Date": "2016-11-14 09:30"}"#, Some("2016-11-14T14:30:00Z"), None),
        ("a.md", r#"{"date": {"created": "2016-11-14", "updated": "2016-11-15"}}"#, Some("2016-11-14T05:00:00Z"), None),
        (
            "a.md",
            r#"{"created_at": {"date": "2016-11-14 09:30:00.000000", "timezone_type": 3, "timezone": "Europe/Berlin"}}"#,
            Some("2016-11-14T08:30:00Z"),
            None,
        ),
        (
            "a.md",
            r#"{"published": {"dateTime": "2016-06-14T09:30:00", "timeZone": "PDT"}}"#,
            Some("2016-06-14T16:30:00Z"),
            None,
        ),
        (
            "a.md",
            r#"{"published": {"date": "2016-06-14T09:30:00+02:00", "timezone": "UTC"}}"#,
            Some("2016-06-14T07:30:00Z"),
            None,
        ),
        ("a.md", r#"{"date": 1662120000212}"#, Some("2022-09-02T12:00:00Z"), None),
        ("a.md", r#"{"published": true, "date": "2016-11-14"}"#, Some("2016-11-14T05:00:00Z"), None),
        (
            "a.md",
            r#"{"date": "2016-11-14T09:30:00", "date_gmt": "2016-11-14T14:30:00"}"#,
            Some("2016-11-14T14:30:00Z"),
            None,
        ),
        (
            "a.md",
            r#"{"post_date_gmt": "0000-00-00 00:00:00", "post_date": "2016-11-14"}"#,
            Some("2016-11-14T05:00:00Z"),
            None,
        ),
        ("_posts/2015-1-2-a.md", r#"{"date": "2016-11-14"}"#, Some("2016-11-14T05:00:00Z"), None),
        ("_posts/2015-1-2-a.md", "{}", Some("2015-01-02T05:00:00Z"), Some("file name")),
        ("_posts/2015-1-2-a.md", r#"{"path": "news/2014/03/04/a"}"#, Some("2014-03-04T05:00:00Z"), Some("`path`")),
        ("a.md", r#"{"url": "https://site.example/2014/3/4/a/"}"#, Some("2014-03-04T05:00:00Z"), Some("`url`")),
        ("a/2014/03/04/b.md", "{}", Some("2014-03-04T05:00:00Z"), Some("file name")),
        ("a.md", r#"{"created_at": "2016-11-14"}"#, Some("2016-11-14T05:00:00Z"), None),
        ("a.md", "{}", None, None),
        ("a.md", r#"{"date": null}"#, None, None),
    ] {
        let record = record(file, fields);
        assert_eq!(record.published.map(|t| t.rfc3339()).as_deref(), published, "{file} {fields}");
        let told = record.derived.iter().find(|d| d.field == "published").map(|d| d.from.as_str());
        assert_eq!(told, derived, "{file} {fields}");
    }
}

#[test]
fn a_broken_date_is_never_replaced_by_the_file_name() {
    let broken = read("_posts/2015-01-02-a.md", r#"{"date": "2015-01-02 18:30:22 2015 -0800"}"#);
    assert!(broken.record.is_none());
    assert_eq!(rules(&broken), ["date-invalid:error"]);
    let place = &broken.diagnostics[0].place;
    assert_eq!(
        (place.file.as_deref(), place.line, place.field.as_deref()),
        (Some("_posts/2015-01-02-a.md"), Some(2), Some("published"))
    );
    assert!(broken.diagnostics[0].message.contains("18:30:22 2015"), "{}", broken.diagnostics[0].message);

    let nowhere = read("a.md", r#"{"published": {"date": "2016-11-14 09:30:00", "timezone": "Mars/Olympus"}}"#);
    assert!(nowhere.record.is_none());
    assert!(nowhere.diagnostics[0].message.contains("`Mars/Olympus` beside it is no time zone"));

    let second = read("a.md", r#"{"published_at": "soon", "date": "2016-11-14"}"#);
    assert_eq!(rules(&second), ["date-invalid:warning"], "another declared date stands in");
    assert!(second.record.is_some_and(|r| r.published.is_some()));

    let made = read("a.md", r#"{"date": "soon", "created_at": "2016-11-14"}"#);
    assert_eq!(rules(&made), ["date-invalid:error"], "but not the day on which it was made");
    assert!(made.record.is_none());
}

#[test]
fn the_last_change_is_never_before_the_publication() {
    for (fields, updated, findings) in [
        (r#"{"date": "2016-11-14", "updated": "2016-11-15"}"#, Some("2016-11-15T05:00:00Z"), 0),
        (r#"{"date": "2016-11-14", "lastmod": "2016-11-13"}"#, Some("2016-11-14T05:00:00Z"), 1),
        (r#"{"date": "2016-11-14 10:00", "modified": "2016-11-14"}"#, Some("2016-11-14T15:00:00Z"), 0),
        (r#"{"date": "2016-11-14", "updated": "some day"}"#, None, 1),
        (r#"{"date": "2016-11-14"}"#, None, 0),
    ] {
        let found = read("a.md", fields);
        assert_eq!(found.diagnostics.len(), findings, "{fields}: {:?}", found.diagnostics);
        let record = found.record.expect("a record");
        assert_eq!(record.updated.map(|t| t.rfc3339()).as_deref(), updated, "{fields}");
    }
}

#[test]
fn an_expiry_that_cannot_be_read_does_not_show_for_ever() {
    assert!(read("a.md", r#"{"expires": "end of term"}"#).record.is_none());
    assert!(record("a.md", r#"{"expires": "never"}"#).expires.is_none());
    assert!(record("a.md", r#"{"expiryDate": "2030-01-01"}"#).expires.is_some());
    let several = r#"{"date": "2020-01-01", "publish_on": "2023-01-01", "embargo_until": "2022-01-01", "expires": "2031-01-01", "unpublish_on": "2030-01-01"}"#;
    let several = record("a.md", several);
    let day = |at: Option<crate::value::Timestamp>| at.map(|at| at.rfc3339()[..10].to_owned());
    assert_eq!(
        (day(several.published).as_deref(), day(several.expires).as_deref()),
        (Some("2023-01-01"), Some("2030-01-01"))
    );
    let elsewhere = record("a.md", r#"{"date": "2020-01-01", "publish_on": "mastodon"}"#);
    assert_eq!(day(elsewhere.published).as_deref(), Some("2020-01-01"), "no date, and no embargo");
}

#[test]
fn the_zone_decides_about_days() {
    let mut options = options();
    options.zone = Zone::UTC;
    options.permalink = Some("/{day}/".to_owned());
    let record = normalise(raw("a.md", r#"{"date": "2016-11-14T23:30:00-05:00"}"#), &options).record.expect("a record");
    assert_eq!(record.url.as_ref().map(WebUrl::as_str), Some("https://site.example/15/"));
}
