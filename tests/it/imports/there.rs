//! Imports beside records that are there already, and what becomes of the directories that they make.

use super::{build_and_check, counts, import};
use crate::support::{Publication, text};
use serde_json::json;

#[test]
fn an_article_that_is_there_is_not_imported_beside_itself() {
    let publication = Publication::new();
    publication.file("data/old/by-hand.md", "---\ntitle: By hand\nid: a1\npublished: 2020-01-01\n---\n\nText\n");
    publication.file(
        "data/list.json",
        json!([{ "title": "Listed", "url": "https://gazette.example/listed", "published": "2020-01-02" }]).to_string(),
    );
    let rows = "id,url,title,published,body\na1,,By hand,2020-01-01,x\n,https://gazette.example/listed,Listed,2020-01-02,x\na3,,New,2020-01-03,x\n";
    publication.file("old.csv", rows);
    let before = publication.read("data/old/by-hand.md");
    let (lines, sums) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!(
        (counts(&sums, "outcomes")["left alone: already there"], counts(&sums, "outcomes")["added"]),
        (2, 1),
        "{sums}"
    );
    assert_eq!((text(&lines[0]["file"]), text(&lines[1]["file"])), ("data/old/by-hand.md", "data/list.json"));
    assert_eq!(publication.read("data/old/by-hand.md"), before);
    build_and_check(&publication, "old.csv".as_ref());
    assert_eq!(publication.records().len(), 3);

    // What was imported, moved and forgotten is found again.
    std::fs::create_dir_all(publication.root().join("data/kept")).expect("a directory");
    std::fs::rename(publication.root().join("data/2020/01/new.md"), publication.root().join("data/kept/x.md"))
        .expect("moved");
    std::fs::remove_dir_all(publication.root().join(".courant")).expect("the state is lost");
    let (lines, _) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!((text(&lines[2]["file"]), text(&lines[2]["outcome"])), ("data/kept/x.md", "unchanged"));
}

#[test]
fn an_article_with_an_id_is_there_under_its_address() {
    let publication = Publication::new();
    publication
        .file("data/mine.md", "---\ntitle: One\nurl: https://gazette.example/1/\ndate: 2025-01-01\n---\n\nText\n");
    publication.file(
        "data/other.md",
        "---\ntitle: Two\nid: b0\nurl: https://gazette.example/2/\ndate: 2025-01-01\n---\n\nText\n",
    );
    publication.file(
        "old.csv",
        "id,title,html,date,url\na1,One,<p>x</p>,2025-01-01,https://gazette.example/1/\na2,Another,<p>x</p>,2025-01-02,https://gazette.example/2/\n",
    );
    let (lines, _) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!((text(&lines[0]["file"]), text(&lines[0]["outcome"])), ("data/mine.md", "left alone: already there"));
    assert_eq!(text(&lines[1]["outcome"]), "added", "the other record has an id and a title of its own");
}

#[test]
fn an_address_may_be_written_otherwise() {
    let publication = Publication::new();
    for (n, url) in ["/1/", "/2", "/?p=3", "/?p=4"].iter().enumerate() {
        let url = format!("https://gazette.example{url}");
        publication.file(
            format!("data/{n}.json"),
            json!({ "title": n.to_string(), "url": url, "date": "2025-01-01" }).to_string(),
        );
    }
    let urls = [
        ("", "http://gazette.example/1", "data/0.json"),
        ("a2", "https://gazette.example/2/?utm_source=rss&utm_medium=feed", "data/1.json"),
        ("", "https://gazette.example/?utm_source=x&p=3#more", "data/2.json"),
        ("", "https://gazette.example/?p=5", ""),
        ("a6", "http://gazette.example", ""),
    ];
    let rows: Vec<String> = urls.iter().map(|(id, url, _)| format!("{id},T {url},x,2025-01-01,{url}")).collect();
    publication.file("old.csv", format!("id,title,html,date,url\n{}\n", rows.join("\n")));
    let (lines, _) = import(&publication, &["csv", "old.csv", "--dry-run"], 0);
    for ((_, url, file), line) in urls.iter().zip(&lines) {
        let expected = if file.is_empty() { "added" } else { "left alone: already there" };
        assert_eq!(text(&line["outcome"]), expected, "{url}");
        assert!(file.is_empty() || text(&line["file"]) == *file, "{url}: {line}");
    }
    let wxr = r#"<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>G</title><link>http://gazette.example</link><wp:wxr_version>1.2</wp:wxr_version>
        <item><title>One</title><link>http://gazette.example/1</link><guid isPermaLink="false">http://gazette.example/?p=1</guid><content:encoded><![CDATA[x]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date>2025-01-01 10:00:00</wp:post_date><wp:post_date_gmt>2025-01-01 10:00:00</wp:post_date_gmt><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>"#;
    publication.file("old.xml", wxr);
    let (lines, _) = import(&publication, &["wordpress", "old.xml", "--dry-run"], 0);
    assert_eq!((text(&lines[0]["file"]), text(&lines[0]["outcome"])), ("data/0.json", "left alone: already there"));
}

#[test]
fn what_was_imported_as_json_stays_json() {
    let publication = Publication::new();
    let table = |body: &str| format!("id,title,html,date\na1,One,<p>{body}</p>,2025-01-01\n");
    publication.file("old.csv", table("x"));
    import(&publication, &["csv", "old.csv", "--as", "json"], 0);
    publication.file("old.csv", table("y"));
    let (lines, _) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!((text(&lines[0]["file"]), text(&lines[0]["outcome"])), ("data/2025/01/one.json", "updated"));
    let record: serde_json::Value = serde_json::from_str(&publication.read("data/2025/01/one.json")).expect("JSON");
    assert_eq!(record["content_html"], "<p>y</p>");
}

#[test]
fn what_a_later_export_lacks_is_named_and_stays() {
    let publication = Publication::new();
    let row = |n: u32| format!("a{n},Title {n},<p>x</p>,2025-01-0{n}\n");
    publication.file("old.csv", format!("id,title,html,date\n{}{}", row(1), row(2)));
    let (_, sums) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!(sums["gone"], json!([]));
    publication.file("other.csv", format!("id,title,html,date\n{}", row(3)));
    let (_, sums) = import(&publication, &["csv", "other.csv"], 0);
    assert_eq!(sums["gone"], json!([]), "another export says nothing of the first");
    publication.file("old.csv", format!("id,title,html,date\n{}{}", row(1), row(3)));
    let (_, sums) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!(sums["gone"], json!(["data/2025/01/title-2.md"]));
    assert!(publication.has("data/2025/01/title-2.md"));
}

#[test]
fn articles_with_one_title_and_one_slug_are_told_apart_by_their_days() {
    let publication = Publication::new();
    publication.file(
        "old.csv",
        "title,html,date,slug\nLetters,<p>x</p>,2025-01-01,letters\nLetters,<p>y</p>,2025-02-01,letters\n",
    );
    for outcome in ["added", "unchanged"] {
        let (lines, _) = import(&publication, &["csv", "old.csv"], 0);
        let told: Vec<_> = lines.iter().map(|line| (text(&line["file"]), text(&line["outcome"]))).collect();
        assert_eq!(told, [("data/2025/01/letters.md", outcome), ("data/2025/02/letters.md", outcome)]);
    }
}

#[test]
fn directories_of_years_are_no_sections() {
    let publication = Publication::new();
    publication.file("old.csv", "id,title,published,body\n1,One,2019-03-05,x\n2,Two,2020-04-05,x\n");
    import(&publication, &["csv", "old.csv"], 0);
    assert!(publication.has("data/2019/03/one.md"));
    assert!(publication.records().iter().all(|record| record["section"].is_null()), "{:?}", publication.records());
}

#[test]
fn whoever_names_no_kind_or_a_wrong_one_is_told_what_it_looks_like() {
    let publication = Publication::new();
    publication.file("ghost.json", r#"{"db":[{"data":{"posts":[],"posts_tags":[]}}]}"#);
    publication.file("any.bin", b"\x00\x01\x02");
    publication.file("wix.csv", "Title,Plain Content,Rich Content,ID\na,b,c,d\n");
    publication.file("inbox", "From a@mail.example Mon Jan  1 10:00:00 2024\nSubject: x\n\ny\n");
    for (args, words) in [
        (vec!["import"], "wordpress, wxr"),
        (vec!["import", "ghost.json"], "ghost.json looks like a Ghost export: `courant import ghost ghost.json`"),
        (vec!["import", "inbox"], "`courant import mail inbox`"),
        (vec!["import", "frobnicate", "wix.csv"], "wix.csv looks like a Wix export: `courant import wix wix.csv`"),
        (vec!["import", "any.bin"], "looks like none"),
        (vec!["import", "ghost"], "help: give Ghost: the JSON file"),
        (vec!["import", "mail", "inbox", "--list", "x"], "--list is for `json`"),
    ] {
        publication.run(args).expect_code(2).expect_stderr([words]);
    }
    for (kind, file, words) in [
        ("wix", "ghost.json", "this looks like a Ghost export: `courant import ghost ghost.json`"),
        ("ghost", "inbox", "this looks like mail: `courant import mail inbox`"),
        ("wordpress", "wix.csv", "this looks like a Wix export: `courant import wix wix.csv`"),
    ] {
        publication.run(["import", kind, file]).expect_code(1).expect_stderr([words]);
    }
    assert!(!publication.has("data"));
}

#[test]
fn records_never_lie_among_documents_or_the_state() {
    let publication = Publication::new();
    publication.file("old.csv", "id,title,published,body\n1,One,2020-01-03,x\n");
    for (into, words) in [
        ("feeds", "documents are published"),
        ("./feeds/old", "documents are published"),
        (".courant/x", "no source looks"),
    ] {
        let run = publication.run(["import", "csv", "old.csv", "--into", into]).expect_code(2);
        run.expect_stderr([into, words, "data/old"]);
    }
    assert!(!publication.has("feeds") && !publication.has("data"));
    publication.run(["import", "csv", "old.csv", "--into", "feeds-of-old"]).expect_code(0);
}

/// Whoever moves or renames an imported file keeps the article: it never comes back beside itself, and what the export says
/// anew goes to where it is.
#[test]
fn what_was_moved_is_followed_and_not_brought_back() {
    let publication = Publication::new();
    let version = |text: &str| {
        let rows = (1..=4).map(|n| format!("a{n},T {n},2020-01-0{n},{text}\n")).collect::<String>();
        format!("id,title,published,body\n{rows}")
    };
    publication.file("old.csv", version("one"));
    import(&publication, &["csv", "old.csv"], 0);
    let at = |path: &str| publication.root().join("data").join(path);
    std::fs::create_dir_all(at("kept/deep")).expect("a directory");
    std::fs::rename(at("2020/01/t-1.md"), at("kept/deep/first.md")).expect("moved");
    std::fs::rename(at("2020/01/t-2.md"), at("2020/01/second.md")).expect("renamed");
    publication.file("data/2020/01/second.md", publication.read("data/2020/01/second.md").replace("one", "mine"));
    std::fs::remove_file(at("2020/01/t-3.md")).expect("removed");
    let before = publication.tree();
    let paths = |lines: &[serde_json::Value]| {
        lines.iter().map(|line| (text(&line["file"]).to_owned(), text(&line["outcome"]).to_owned())).collect::<Vec<_>>()
    };
    let line = |path: &str, outcome: &str| (path.to_owned(), outcome.to_owned());
    let changed = "left alone: changed since it was imported";
    let (lines, _) = import(&publication, &["csv", "old.csv", "--restore", "--dry-run"], 0);
    assert_eq!(
        paths(&lines),
        [
            line("data/kept/deep/first.md", "unchanged"),
            line("data/2020/01/second.md", changed),
            line("data/2020/01/t-3.md", "added"),
            line("data/2020/01/t-4.md", "unchanged"),
        ]
    );
    assert_eq!(publication.tree().changes_since(&before), [""; 0]);
    publication.file("old.csv", version("two"));
    let (lines, _) = import(&publication, &["csv", "old.csv", "--restore"], 0);
    assert_eq!(paths(&lines)[0], line("data/kept/deep/first.md", "updated"));
    assert!(publication.read("data/kept/deep/first.md").contains("two"));
    assert!(publication.read("data/2020/01/second.md").contains("mine"));
    assert!(publication.has("data/2020/01/t-3.md") && !publication.has("data/2020/01/t-1.md"));
    let mut ids: Vec<String> = publication.records().iter().map(|record| text(&record["id"]).to_owned()).collect();
    ids.sort();
    assert_eq!(ids.len(), 4, "{ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), 4, "{ids:?}");
    // From then on it is at home there.
    let (lines, _) = import(&publication, &["csv", "old.csv"], 0);
    assert_eq!(paths(&lines)[0], line("data/kept/deep/first.md", "unchanged"));
}
