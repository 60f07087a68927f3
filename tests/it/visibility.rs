//! What is not certainly public stays out of every feed.

use crate::support::{Publication, SITE, feeds};

/// The titles in the feed after a build at this time.
#[track_caller]
fn shown(publication: &Publication, now: &str) -> Vec<String> {
    let outcome = publication.run(["build", "--now", now]);
    assert!(outcome.code <= 1, "{}", outcome.stderr);
    let rss = feeds::rss(&publication.read("feeds/news/rss.xml"));
    let atom = feeds::atom(&publication.read("feeds/news/atom.xml"));
    let json = feeds::json(&publication.read("feeds/news/feed.json"));
    let titles = |items: Vec<feeds::Item>| items.into_iter().map(|item| item.title).collect::<Vec<_>>();
    let rss = titles(rss);
    assert_eq!(rss, titles(atom));
    assert_eq!(rss, titles(json));
    rss
}

const PUBLIC: &[&str] = &[
    r#""draft": false"#,
    r#""published": "2025-01-02""#,
    r#""status": "published""#,
    r#""status": "publish""#,
    r#""status": "Published""#,
    r#""visibility": "public""#,
    r#""status": null, "visibility": null"#,
    r#""password": """#,
    r#""state": "New Jersey""#,
    r#""state": 1, "is_active": "1""#,
    r#""published_at": null, "state": "published""#,
    r#""status": [{"value": true}], "published_at": [{"value": "2025-01-02"}]"#,
    r#""Published": "", "status": "published""#,
    r#""published": {"iso": "2025-01-02"}, "draft": [{"value": false}]"#,
    r#""isAccessibleForFree": true, "metered": false, "has_paywall": "0", "paywall": "none", "requires_subscription": "f""#,
    r#""paywall": "free", "contentTier": "free", "accessLevel": "PUBLIC", "_id": "abc-drafts.1""#,
    r#""embargoUntil": "2025-05-01", "unpublishedAt": null"#,
    r#""date": {"created": "2025-01-01", "published": "2025-01-02"}"#,
];

const HIDDEN: &[&str] = &[
    r#""draft": true"#,
    r#""draft": "yes""#,
    r#""status": "draft""#,
    r#""status": "DRAFT""#,
    r#""status": "private""#,
    r#""status": "pending""#,
    r#""status": "trash""#,
    r#""status": "hidden""#,
    r#""status": "nonsense""#,
    r#""status": 7"#,
    r#""status": ["published"]"#,
    r#""visibility": "private""#,
    r#""visibility": "nonsense""#,
    r#""visibility": {"a": "b"}"#,
    r#""draft": "nonsense""#,
    r#""state": "draft""#,
    r#""workflow_state": "sketch""#,
    r#""is_active": 0"#,
    r#""published": 0"#,
    r#""live": false"#,
    r#""is_deleted": true"#,
    r#""published_at": null, "date": null, "created_at": "2025-01-02""#,
    r#""published_at": "0000-00-00 00:00:00", "created_at": "2025-01-02""#,
    r#""published": "0000-00-00", "created_at": "2025-01-02""#,
    r#""published_at": "infinity", "created_at": "2025-01-02""#,
    r#""published_at": "0001-01-01T00:00:00Z", "created_at": "2025-01-02""#,
    r#""Published?": "unchecked", "date": "2025-01-02""#,
    r#""published_at": false, "created_at": "2025-01-02""#,
    r#""published_at": "on release", "created_at": "2025-01-02""#,
    r#""published_at": "04/05/2025", "created_at": "2025-01-02""#,
    r#""date": {"created": "2025-01-02", "published": "TBD"}"#,
    r#""date": "TBD", "status": "published", "created_at": "2025-01-02""#,
    r#""status": [{"value": false}]"#,
    r#""status": {"data": {"id": 2, "attributes": {"name": "x"}}}"#,
    r#""published_at": {"date": null}, "created_at": "2025-01-02""#,
    r#""published_at": {"iso": null}, "created_at": "2025-01-02""#,
    r#""published_at": [{"value": null}], "created": [{"value": "2025-01-02"}]"#,
    r#""date": {"created": "2025-01-02", "published": null}"#,
    r#""date": {"created": "2025-01-02", "published": {"iso": null}}"#,
    r#""posted": "", "created_at": "2025-01-02""#,
    r#""pubDate": null, "created_at": "2025-01-02""#,
    r#""draft": false, "published_at": "", "created_at": "2025-01-02""#,
    r#""draft": 0, "Published On": "", "created on": "2025-01-02""#,
    r#""Published?": """#,
    r#""Published": null"#,
    r#""is_published": "", "draft": false"#,
    r#""_id": "drafts.abc""#,
    r#""embargoUntil": "2025-07-01""#,
    r#""embargo_until": "some day""#,
    r#""unpublishedAt": "2025-03-01""#,
];

const RESTRICTED: &[&str] = &[
    r#""visibility": "members""#,
    r#""visibility": "paid""#,
    r#""visibility": "password""#,
    r#""password": "sesame""#,
    r#""isAccessibleForFree": false"#,
    r#""has_paywall": true"#,
    r#""requires_subscription": "yes""#,
    r#""accessLevel": "PAID""#,
    r#""contentTier": "locked""#,
    r#""metered": true"#,
    r#""paywall": "premium""#,
];

/// One record for each case; the body and the summary tell what got out.
fn publication(cases: &[&str]) -> Publication {
    let publication = Publication::new();
    publication.record("witness", "Witness", "2025-01-01", "");
    for (number, case) in cases.iter().enumerate() {
        let date = if case.contains("\"published\": \"") || case.contains("created") {
            ""
        } else {
            r#""date": "2025-01-02","#
        };
        publication.file(
            format!("data/r{number}.json"),
            format!(r#"{{"title": "R{number}", {date} "summary": "Summary{number}.", "content_text": "Secret{number}.", {case}}}"#),
        );
    }
    publication
}

#[test]
fn public_records_are_shown() {
    let titles = shown(&publication(PUBLIC), "2025-06-01");
    for (number, case) in PUBLIC.iter().enumerate() {
        assert!(titles.contains(&format!("R{number}")), "{case} is public: {titles:?}");
    }
}

#[test]
fn hidden_records_leave_no_trace() {
    for teaser in ["", "restricted = \"teaser\"\n"] {
        let publication = publication(HIDDEN);
        publication.config(format!("{SITE}{teaser}"));
        assert_eq!(shown(&publication, "2025-06-01"), ["Witness"]);
        for name in ["rss.xml", "atom.xml", "feed.json"] {
            let text = publication.read(format!("feeds/news/{name}"));
            assert!(!text.contains("Secret") && !text.contains("Summary"), "{text}");
        }
    }
}

#[test]
fn restricted_records_are_hidden_unless_the_feed_asks_for_teasers() {
    let publication = publication(RESTRICTED);
    assert_eq!(shown(&publication, "2025-06-01"), ["Witness"]);

    publication.config(format!("{SITE}restricted = \"teaser\"\n"));
    let titles = shown(&publication, "2025-06-01");
    assert_eq!(titles.len(), 1 + RESTRICTED.len(), "{titles:?}");
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        let text = publication.read(format!("feeds/news/{name}"));
        assert!(text.contains("Summary0.") && !text.contains("Secret"), "{name}: {text}");
    }
}

#[test]
fn a_teaser_is_never_made_of_the_secret_itself() {
    let publication = Publication::new();
    publication.config(format!("{SITE}restricted = \"teaser\"\n"));
    publication.record("witness", "Witness", "2025-01-01", "");
    publication.file(
        "data/members.json",
        r#"{"title": "Members", "date": "2025-01-02", "visibility": "members", "content_html": "<p>Secret text for members.</p>"}"#,
    );
    shown(&publication, "2025-06-01");
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!publication.read(format!("feeds/news/{name}")).contains("Secret"));
    }
}

#[test]
fn unknown_words_are_reported() {
    let publication = publication(&[r#""status": "nonsense""#, r#""visibility": "gibberish""#]);
    let outcome = publication.run(["build", "--format", "json", "--now", "2025-06-01"]);
    for (rule, word, file) in
        [("status-unknown", "nonsense", "data/r0.json"), ("visibility-unknown", "gibberish", "data/r1.json")]
    {
        let diagnostics = outcome.diagnostics();
        let found = diagnostics
            .iter()
            .find(|found| found["rule"] == rule)
            .unwrap_or_else(|| panic!("no {rule} in {}", outcome.stderr));
        assert!(found["message"].as_str().is_some_and(|message| message.contains(word)), "{found}");
        assert_eq!(found["file"], file);
    }
}

#[test]
fn the_future_waits_for_its_time() {
    let publication = Publication::new();
    publication.record("witness", "Witness", "2025-01-01", "");
    publication.record("later", "Later", "2025-06-01T12:00:00+02:00", "");
    assert_eq!(shown(&publication, "2025-06-01T09:59:59Z"), ["Witness"]);
    assert_eq!(shown(&publication, "2025-06-01T10:00:00Z"), ["Later", "Witness"]);
    assert_eq!(shown(&publication, "2025-06-02"), ["Later", "Witness"]);
}

#[test]
fn a_day_without_time_begins_in_the_publication_s_zone() {
    let publication = Publication::new();
    publication.config(SITE.replace("timezone = \"UTC\"", "timezone = \"America/New_York\""));
    publication.record("witness", "Witness", "2025-01-01", "");
    publication.record("day", "Day", "2025-06-01", "");
    // a date given as the time of the run is a day in that zone, too
    assert_eq!(shown(&publication, "2025-05-31"), ["Witness"]);
    assert_eq!(shown(&publication, "2025-06-01T03:59:59Z"), ["Witness"]);
    assert_eq!(shown(&publication, "2025-06-01T04:00:00Z"), ["Day", "Witness"]);
    assert_eq!(shown(&publication, "2025-06-01"), ["Day", "Witness"]);
}

#[test]
fn what_has_expired_leaves() {
    let publication = Publication::new();
    publication.record("witness", "Witness", "2025-01-01", "");
    publication.record("short", "Short", "2025-01-02", r#""expires": "2025-02-01T00:00:00Z""#);
    publication.file("data/hugo.md", "---\ntitle: Hugo\ndate: 2025-01-03\nexpiryDate: 2025-03-01\n---\nText\n");
    assert_eq!(shown(&publication, "2025-01-31T23:59:59Z"), ["Hugo", "Short", "Witness"]);
    assert_eq!(shown(&publication, "2025-02-01T00:00:00Z"), ["Hugo", "Witness"]);
    assert_eq!(shown(&publication, "2025-03-01"), ["Witness"]);
}

#[test]
fn private_addresses_stay_private() {
    let publication = Publication::new();
    publication.record(
        "one",
        "One",
        "2025-01-01",
        r#""authors": [{"name": "Ada Quay", "email_private": "ada@secret.example"}]"#,
    );
    publication.build();
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!publication.read(format!("feeds/news/{name}")).contains("secret.example"));
    }
}

#[test]
fn parts_of_a_text_that_are_for_members_stay_out() {
    let publication = Publication::new();
    let gated = "<!--kg-gated-block:begin nonMember:false memberSegment:\"status:free\" --><p>SECRET</p><!--kg-gated-block:end-->";
    let record = |id: u32, members: &str| {
        format!(
            "{{\"id\": \"https://pier.example/{id}\", \"title\": \"T{id}\", \"published\": \"2025-01-02\", {members}}}\n"
        )
    };
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let lines = [
        record(1, &format!("\"content_html\": {}", text(&format!("<p>OPEN1</p>{gated}<p>OPEN2</p>")))),
        // Ghost's table has the text without its marks as well.
        record(2, &format!("\"html\": {}, \"content_text\": \"OPEN SECRET\"", text(&format!("<p>OPEN3</p>{gated}")))),
        record(3, &format!("\"html\": {}", text("<p>OPEN4</p><!-- wp:jetpack/paywall /--><p>SECRET</p>"))),
        record(4, "\"content\": \"<p>OPEN5</p>[members_only]SECRET[/members_only] [visitor]OPEN6[/visitor]\""),
        record(5, &format!("\"summary\": {}", text(&format!("<p>OPEN7</p>{gated}<p>x</p>")))),
        record(6, &format!("\"content_html\": {}", text(&gated.replace(":false", ":true").replace("SECRET", "OPEN8")))),
    ];
    publication.file("data/rows.jsonl", lines.concat());
    publication.file(
        "data/page.md",
        format!("---\ntitle: T7\ndate: 2025-01-02\n---\n<p>OPEN9</p>{gated}\n\nWrite `[restrict]OPEN10[/restrict]`.\n"),
    );
    let outcome = publication.run(["build", "--now", "2025-06-01", "--format", "json"]).expect_code(0);
    let told = outcome.stderr.matches("body-members-only").count();
    assert_eq!(told, 6, "{}", outcome.stderr);
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = publication.read(format!("feeds/news/{name}"));
        assert!(!feed.contains("SECRET"), "{feed}");
        for number in 1..=10 {
            assert!(feed.contains(&format!("OPEN{number}")), "{number}: {feed}");
        }
    }
}
