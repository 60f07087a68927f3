//! A site moves here from another generator: other host, other permalinks, edited titles and texts. Readers who have its
//! articles must see none of them again.
//!
//! The old feeds are written as WordPress, Hugo, Jekyll, Eleventy and a podcast host write theirs, with what is peculiar to
//! each: typography, HTML in titles, ids that are no IRIs, relative links, one link for all items.

use crate::support::{
    Outcome, Publication,
    http::{Request, Response, Server},
    readers::{self, Newsboat},
};
use flate2::{Compression, write::GzEncoder};
use std::{collections::BTreeMap, fmt::Write as _, fs, io::Write as _, path::Path};

const ARTICLES: u32 = 48;

/// An article, as its author knows it.
struct Article {
    number: u32,
    slug: String,
    title: String,
    text: String,
    /// The day of 2023 and the minute of the day, in UTC.
    date: chrono::DateTime<chrono::Utc>,
}

/// Some titles have what generators change: quotation marks, dashes, ampersands. Two articles have one title, two others
/// appeared on one day.
fn articles() -> Vec<Article> {
    (1..=ARTICLES)
        .map(|number| {
            let title = match number % 8 {
                0 => format!("What's \"low tide\" no. {number}?"),
                1 => format!("Salt & sand, part {number}"),
                2 => format!("Harbour {number} -- the year in fog..."),
                3 => "Links of the week".to_owned(),
                _ => format!("Article {number}"),
            };
            let day = number - u32::from(number % 10 == 0);
            let seconds = i64::from(day) * 7 * 86_400 + i64::from(number) * 1_111;
            Article {
                number,
                slug: format!("piece-{number}"),
                title,
                text: format!(
                    "This is what article {number} says, at a length that tells it from all the others there are."
                ),
                date: chrono::DateTime::from_timestamp(1_672_531_200 + seconds, 0).expect("a date"),
            }
        })
        .rev()
        .collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// WordPress 6: `?p=` guids, curly quotation marks as character references, everything of a title as HTML.
fn wordpress(articles: &[Article]) -> String {
    let mut items = String::new();
    for Article { number, slug, title, text, date } in articles {
        let title = title.replace("'", "&#8217;").replace("--", "&#8211;").replace("...", "&#8230;");
        let title = title.replacen('"', "&#8220;", 1).replace('"', "&#8221;").replace(" & ", " &#038; ");
        write!(
            items,
            "\n\t<item>\n\t\t<title>{title}</title>\n\t\t<link>https://old.example/{}/{slug}/</link>\n\t\t\n\t\t<dc:creator><![CDATA[admin]]></dc:creator>\n\t\t\
             <pubDate>{}</pubDate>\n\t\t\t\t<category><![CDATA[News]]></category>\n\t\t<guid isPermaLink=\"false\">https://old.example/?p={}</guid>\n\n\t\t\t\t\t\
             <description><![CDATA[{text} [&#8230;]]]></description>\n\t\t\t\t\t\t\t\t\t\t<content:encoded><![CDATA[\n<p>{text}</p>\n]]></content:encoded>\n\t\t\t</item>",
            date.format("%Y/%m"),
            date.format("%a, %d %b %Y %H:%M:%S +0000"),
            number + 100,
        )
        .expect("a string");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"\n\txmlns:content=\"http://purl.org/rss/1.0/modules/content/\"\n\t\
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"\n\txmlns:atom=\"http://www.w3.org/2005/Atom\"\n\t>\n\n<channel>\n\t<title>The Harbour</title>\n\t\
         <atom:link href=\"https://old.example/feed/\" rel=\"self\" type=\"application/rss+xml\" />\n\t<link>https://old.example</link>\n\t\
         <description>Fog and tides</description>\n\t<generator>https://wordpress.org/?v=6.4.2</generator>\n{items}\n</channel>\n</rss>\n"
    )
}

/// Hugo's own template: the permalink is the guid, the text is in the description, times have the site's offset.
fn hugo(articles: &[Article]) -> String {
    let mut items = String::new();
    let zone = chrono::FixedOffset::east_opt(2 * 3600).expect("a zone");
    for Article { slug, title, text, date, .. } in articles {
        let (title, date) = (escape(title).replace('\'', "&#39;").replace('"', "&#34;"), date.with_timezone(&zone));
        write!(
            items,
            "\n    <item>\n      <title>{title}</title>\n      <link>https://old.example/posts/{slug}/</link>\n      <pubDate>{}</pubDate>\n      \
             <guid>https://old.example/posts/{slug}/</guid>\n      <description>&lt;p&gt;{text}&lt;/p&gt;</description>\n    </item>",
            date.format("%a, %d %b %Y %H:%M:%S %z"),
        )
        .expect("a string");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\n  <channel>\n    \
         <title>The Harbour</title>\n    <link>https://old.example/</link>\n    <description>Recent content on The Harbour</description>\n    \
         <generator>Hugo</generator>\n    <language>en</language>\n    <atom:link href=\"https://old.example/index.xml\" rel=\"self\" type=\"application/rss+xml\" />\
         {items}\n  </channel>\n</rss>\n"
    )
}

/// jekyll-feed: ids without `.html`, titles declared as HTML; the theme adds `xml:base` and relative links.
fn jekyll(articles: &[Article]) -> String {
    let mut entries = String::new();
    for Article { slug, title, text, date, .. } in articles {
        let title = escape(&title.replace('\'', "’").replacen('"', "“", 1).replace('"', "”").replace("--", "–"));
        let (path, date) = (format!("{}/{slug}", date.format("%Y/%m/%d")), date.format("%Y-%m-%dT%H:%M:%S+00:00"));
        write!(
            entries,
            "<entry><title type=\"html\">{title}</title><link href=\"/{path}.html\" rel=\"alternate\" type=\"text/html\" title=\"{title}\" />\
             <published>{date}</published><updated>{date}</updated><id>https://old.example/{path}</id>\
             <content type=\"html\" xml:base=\"/{path}.html\"><![CDATA[<p>{text}</p>]]></content><author><name>Ada Quay</name></author></entry>",
        )
        .expect("a string");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://old.example/\">\
         <generator uri=\"https://jekyllrb.com/\" version=\"4.3.2\">Jekyll</generator><link href=\"https://old.example/feed.xml\" rel=\"self\" type=\"application/atom+xml\" />\
         <updated>2024-01-01T00:00:00+00:00</updated><id>https://old.example/feed.xml</id><title type=\"html\">The Harbour</title>{entries}</feed>"
    )
}

/// Eleventy's plugin: an Atom feed that knows only the last change, here of some a week after publication.
fn eleventy_atom(articles: &[Article]) -> String {
    let mut entries = String::new();
    for Article { number, slug, title, text, date, .. } in articles {
        let changed = *date + chrono::Duration::days(if number % 6 == 0 { 7 } else { 0 });
        let (title, url) = (escape(title), format!("https://old.example/blog/{slug}/"));
        write!(
            entries,
            "\n  <entry>\n    <title>{title}</title>\n    <link href=\"{url}\" />\n    <updated>{}</updated>\n    <id>{url}</id>\n    \
             <content type=\"html\">&lt;p&gt;{text}&lt;/p&gt;</content>\n  </entry>",
            changed.format("%Y-%m-%dT%H:%M:%SZ"),
        )
        .expect("a string");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">\n  <title>The Harbour</title>\n  \
         <link href=\"https://old.example/feed.xml\" rel=\"self\" />\n  <link href=\"https://old.example/\" />\n  <updated>2024-01-01T00:00:00Z</updated>\n  \
         <id>https://old.example/</id>\n  <author>\n    <name>Ada Quay</name>\n  </author>{entries}\n</feed>\n"
    )
}

/// A hand-made template of the same site: ids of its own.
fn eleventy_json(articles: &[Article]) -> String {
    let items: Vec<serde_json::Value> = articles
        .iter()
        .map(|Article { number, slug, title, text, date }| {
            serde_json::json!({
                "id": format!("post-{number}"),
                "url": format!("https://old.example/blog/{slug}/"),
                "title": title,
                "content_html": format!("<p>{text}</p>"),
                "date_published": date.format("%Y-%m-%dT%H:%M:%SZ").to_string(),
            })
        })
        .collect();
    let feed = serde_json::json!({
        "version": "https://jsonfeed.org/version/1.1", "title": "The Harbour", "home_page_url": "https://old.example/",
        "feed_url": "https://old.example/feed.json", "items": items,
    });
    serde_json::to_string_pretty(&feed).expect("JSON")
}

/// A podcast host: opaque guids that are no IRIs, and the show's page as the link of every episode.
fn podcast(articles: &[Article]) -> String {
    let mut items = String::new();
    for Article { number, title, text, date, .. } in articles {
        write!(
            items,
            "<item><title><![CDATA[{title}]]></title><description><![CDATA[<p>{text}</p>]]></description><link>https://shows.example/harbour</link>\
             <guid isPermaLink=\"false\">Buzzsprout-{}</guid><pubDate>{}</pubDate><itunes:duration>1800</itunes:duration>\
             <enclosure url=\"https://cdn.shows.example/{number}.mp3\" length=\"1234567\" type=\"audio/mpeg\"/></item>",
            number * 7919,
            date.format("%a, %d %b %Y %H:%M:%S GMT"),
        )
        .expect("a string");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>\
         <title>The Harbour</title><link>https://shows.example/harbour</link><description>Fog</description><language>en</language>{items}</channel></rss>\n"
    )
}

/// What became of the site: a name for the feed's file and the feed's text for each format, and how records are written.
struct Move {
    name: &'static str,
    /// File and text, the format by its name.
    old: Vec<(&'static str, &'static str, String)>,
    /// Whether records say the time of day, or the day alone.
    has_times: bool,
}

fn moves() -> Vec<Move> {
    let articles = articles();
    vec![
        Move { name: "wordpress", old: vec![("rss", "feed.xml", wordpress(&articles))], has_times: true },
        Move { name: "hugo", old: vec![("rss", "index.xml", hugo(&articles))], has_times: true },
        Move { name: "jekyll", old: vec![("atom", "feed.xml", jekyll(&articles))], has_times: false },
        Move {
            name: "eleventy",
            old: vec![("atom", "feed.xml", eleventy_atom(&articles)), ("json", "feed.json", eleventy_json(&articles))],
            has_times: true,
        },
        Move { name: "podcast", old: vec![("rss", "podcast.xml", podcast(&articles))], has_times: true },
    ]
}

impl Move {
    /// The publication that the site has become. Its feeds have the addresses of the old ones, and the old documents lie
    /// there.
    fn publication(&self) -> Publication {
        let here = Publication::empty();
        let formats: Vec<String> = self.old.iter().map(|(format, ..)| format!("\"{format}\"")).collect();
        let paths: Vec<String> = self.old.iter().map(|(format, file, _)| format!("{format} = \"{file}\"")).collect();
        here.config(format!(
            "[publication]\ntitle = \"The Harbour\"\nlink = \"https://new.example/\"\nfeeds_url = \"https://new.example/\"\n\
             tag = \"new.example,2026\"\n[[source]]\nfiles = \"data/**/*.md\"\npermalink = \"/articles/{{slug}}/\"\n\
             [[feed]]\nname = \"main\"\nformats = [{}]\npath = {{ {} }}\nlimit = 100\n",
            formats.join(", "),
            paths.join(", ")
        ));
        for (_, file, text) in &self.old {
            here.file(format!("feeds/{file}"), text).file(format!("old/{file}"), text);
        }
        for article in articles() {
            here.file(format!("data/{}.md", article.slug), self.record(&article));
        }
        here
    }

    /// Every seventh has a new title, every fifth a new text. Who writes days only cannot have two changes at once: of two
    /// articles of one day with new titles nobody could say which is which, unless the permalink tells.
    fn record(&self, article: &Article) -> String {
        let Article { number, slug, title, text, date } = article;
        let title = if number % 7 == 0 { format!("{title} (edited)") } else { title.clone() };
        let text = if number % 5 == 0 { format!("A new beginning. {text}") } else { text.clone() };
        let date = if self.has_times { date.format("%Y-%m-%dT%H:%M:%SZ") } else { date.format("%Y-%m-%d") };
        format!("---\ntitle: '{}'\ndate: {date}\nslug: {slug}\n---\n\n{text}\n", title.replace('\'', "''"))
    }

    fn documents(&self, here: &Publication) -> Vec<String> {
        self.old.iter().map(|(_, file, _)| here.read(format!("feeds/{file}"))).collect()
    }
}

/// Nobody who reads the old document sees anything of the new one as new.
#[track_caller]
fn nobody_sees_anything_again(name: &str, old: &Path, new: &Path) {
    let all = usize::try_from(ARTICLES).expect("few");
    for sight in readers::notions(old, new) {
        let what = format!("{name}, {}: {}", sight.reader, new.display());
        assert_eq!((sight.before, sight.after), (all, all), "{what}");
        assert!(sight.new.is_empty(), "{what}: {} of {all} are new: {:#?}", sight.new.len(), sight.new);
    }
    let Some(newsboat) = Newsboat::new() else { return };
    newsboat.reload(old);
    assert_eq!(newsboat.articles().0, all, "{name}: newsboat reads the old feed");
    newsboat.read_all();
    newsboat.reload(new);
    assert_eq!(newsboat.articles(), (all, Vec::new()), "{name}: newsboat");
}

/// The opposite, which shows that the readers can tell.
#[track_caller]
fn everybody_sees_everything_again(name: &str, old: &Path, new: &Path) {
    let all = usize::try_from(ARTICLES).expect("few");
    for sight in readers::notions(old, new) {
        assert_eq!(sight.new.len(), all, "{name}, {}", sight.reader);
    }
    let Some(newsboat) = Newsboat::new() else { return };
    newsboat.reload(old);
    newsboat.read_all();
    newsboat.reload(new);
    let (count, unread) = newsboat.articles();
    assert_eq!((count, unread.len()), (2 * all, all), "{name}: newsboat");
}

#[test]
fn readers_of_an_adopted_feed_see_nothing_again() {
    for site in moves() {
        let here = site.publication();
        let files: Vec<String> = site.old.iter().map(|(_, file, _)| format!("old/{file}")).collect();
        let adopted = here.run(["adopt".to_owned()].into_iter().chain(files.clone())).expect_code(0);
        let said = format!("records were recognised as {ARTICLES} of those");
        assert!(adopted.stderr.contains(&said), "{}: {}", site.name, adopted.stderr);
        assert!(!adopted.stderr.contains("no record was recognised"), "{}: {}", site.name, adopted.stderr);
        here.run(["build"]).expect_code(0);
        for (document, (format, file, old)) in site.documents(&here).iter().zip(&site.old) {
            assert_ne!(document, old, "{}: the new document is in the old one's place", site.name);
            if *format == "json" {
                assert_eq!(json_ids(document), json_ids(old), "{}", site.name);
            } else {
                let root = here.root();
                nobody_sees_anything_again(site.name, &root.join("old").join(file), &root.join("feeds").join(file));
            }
        }
        let tree = here.tree();
        here.build();
        assert_eq!(here.tree().changes_since(&tree), [""; 0], "{}", site.name);
    }
}

fn json_ids(text: &str) -> Vec<String> {
    let feed: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let mut ids: Vec<String> =
        feed["items"].as_array().expect("items").iter().map(|item| item["id"].to_string()).collect();
    ids.sort();
    ids
}

#[test]
fn without_adopting_the_guard_stops_the_move() {
    for site in moves() {
        let here = site.publication();
        let tree = here.tree();
        let refused = here.run(["build"]).expect_code(1);
        assert!(refused.stderr.contains("error[flood-refused]"), "{}: {}", site.name, refused.stderr);
        assert!(refused.stderr.contains(&format!("of {ARTICLES} articles would be new")), "{}", refused.stderr);
        for help in ["courant adopt", "--allow-flood main"] {
            assert!(refused.stderr.contains(help), "{}: {}", site.name, refused.stderr);
        }
        assert_eq!(here.tree().without(["site/.courant"]).changes_since(&tree), [""; 0], "{}", site.name);
        here.run(["build", "--allow-flood", "main"]).expect_code(0);
        for (document, (.., old)) in site.documents(&here).iter().zip(&site.old) {
            assert_ne!(document, old, "{}", site.name);
        }
        here.build();
        // What the guard has kept from readers: they see everything again.
        for (_, file, _) in site.old.iter().filter(|(format, ..)| *format != "json") {
            let root = here.root();
            everybody_sees_everything_again(site.name, &root.join("old").join(file), &root.join("feeds").join(file));
        }
    }
}

#[test]
fn the_guard_sees_a_move_that_lost_every_id_link_and_date() {
    let site = Move { name: "imported", old: vec![("rss", "feed.xml", hugo(&articles()))], has_times: true };
    let here = site.publication();
    for mut article in articles() {
        article.date += chrono::Duration::days(400);
        let record = site.record(&article).replace("piece-", "neu-");
        here.file(format!("data/{}.md", article.slug), record);
    }
    let refused = here.run(["build"]).expect_code(1);
    assert!(refused.stderr.contains("error[flood-refused]"), "{}", refused.stderr);
    assert_eq!(here.read("feeds/feed.xml"), here.read("old/feed.xml"));
}

#[test]
fn new_articles_beside_old_ones_of_the_same_second_and_title_are_new() {
    let here = moves().remove(1).publication();
    here.run(["adopt", "old/index.xml"]).expect_code(0);
    here.build();
    for (number, old) in articles().iter().enumerate().take(7).skip(1) {
        // The second of an article that is there, and a title that recurs.
        let date = old.date.format("%Y-%m-%dT%H:%M:%SZ");
        let text = format!(
            "---\ntitle: Links of the week\ndate: {date}\nslug: new-{number}\n---\n\nAnother text, number {number}, for as long as it takes to be told from the others.\n"
        );
        here.file(format!("data/new-{number}.md"), text);
    }
    let outcome = here.run(["diff"]).expect_code(0);
    assert!(
        outcome.stderr.contains("6 new, 0 updated, 0 re-identified, 0 gone"),
        "{}\n{}",
        outcome.stderr,
        outcome.stdout
    );
    here.build();
}

/// What a server says: by path, whole answers.
fn serve(answers: impl Fn(&str, &str) -> Option<Response> + Send + Sync + 'static) -> Server {
    Server::start(move |request: &Request| {
        let host = format!("http://{}", request.header("host").unwrap_or_default());
        answers(&request.path, &host).unwrap_or_else(|| Response::new(404))
    })
}

fn adopted(here: &Publication, url: &str) -> Outcome {
    here.run(["adopt", url])
}

#[test]
fn a_feed_at_an_address_is_adopted_through_redirects_and_compression() {
    let site = moves().remove(0);
    let text = site.old[0].2.clone();
    let server = serve(move |path, _| match path {
        "/feed" => Some(Response::new(301).header("Location", "/feed/")),
        "/feed/" => {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(text.as_bytes()).expect("packing works");
            Some(Response::new(200).header("Content-Encoding", "gzip").body(packed.finish().expect("packing works")))
        }
        "/page" => Some(Response::new(200).header("Content-Type", "text/html").body("<!doctype html><p>Gone</p>")),
        _ => None,
    });
    let here = site.publication();
    let before = here.tree();
    for (path, why) in [("/nowhere", "answers with status 404"), ("/page", "is no feed that can be adopted")] {
        let outcome = adopted(&here, &server.url(path)).expect_code(2);
        assert!(outcome.stderr.contains(&format!("{} {why}", server.url(path))), "{}", outcome.stderr);
    }
    assert_eq!(here.tree().changes_since(&before), [""; 0]);
    let outcome = adopted(&here, &server.url("/feed")).expect_code(0);
    assert!(outcome.stderr.contains("48 items learnt, 48 of which"), "{}", outcome.stderr);
    here.build();
    nobody_sees_anything_again("by address", &here.root().join("old/feed.xml"), &here.root().join("feeds/feed.xml"));
    assert!(
        server.seen().iter().all(|request| request.header("user-agent").is_some_and(|it| it.starts_with("courant/")))
    );
}

/// The articles in pages of twelve, the newest first.
fn pages() -> Vec<Vec<Article>> {
    let mut pages: Vec<Vec<Article>> = Vec::new();
    for article in articles() {
        if pages.last().is_none_or(|page| page.len() == 12) {
            pages.push(Vec::new());
        }
        pages.last_mut().expect("there is one").push(article);
    }
    pages
}

#[test]
fn archives_and_further_pages_are_adopted_as_well() {
    // Each way of continuing a feed: RFC 5005 archives in RSS, pages of Atom with relative addresses, JSON Feed.
    type Write = fn(&[Article]) -> String;
    type Link = fn(usize, String) -> String;
    let ways: [(&str, Write, Link); 3] = [
        ("rss", hugo, |next, text| {
            text.replace("</language>", &format!("</language><atom:link rel=\"prev-archive\" href=\"/page/{next}\"/>"))
        }),
        ("atom", jekyll, |next, text| {
            let link = format!("<link rel=\"next\" href=\"{next}\"/><updated>2024");
            text.replace(" xml:base=\"https://old.example/\"", "").replacen("<updated>2024", &link, 1)
        }),
        ("json", eleventy_json, |next, text| {
            text.replacen("\"items\"", &format!("\"next_url\": \"/page/{next}\", \"items\""), 1)
        }),
    ];
    for (format, write, link) in ways {
        let texts: Vec<String> = pages()
            .iter()
            .enumerate()
            // The last page leads back to the first: a trap that must not be walked into.
            .map(|(number, page)| link((number + 1) % pages().len(), write(page)))
            .collect();
        let server = serve(move |path, _| {
            let number = path.strip_prefix("/page/")?.parse::<usize>().ok()?;
            Some(Response::new(200).body(texts.get(number)?))
        });
        let site = Move { name: format, old: vec![(format, "f", write(&articles()))], has_times: true };
        let here = site.publication();
        let outcome = adopted(&here, &server.url("/page/0")).expect_code(0);
        assert!(outcome.stderr.contains("the feed had 4 pages"), "{format}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("recognised as 48 of those"), "{format}: {}", outcome.stderr);
        assert_eq!(server.seen().len(), 4, "{format}: each page is asked for once");
        here.build();
        let mut count = BTreeMap::new();
        for name in ["old/f", "feeds/f"] {
            let text = here.read(name);
            for id in text
                .split(['<', '>', '"'])
                .filter(|id| id.starts_with("https://old.example/") || id.starts_with("post-"))
            {
                count.entry(id.to_owned()).or_insert_with(Vec::new).push(name);
            }
        }
        let kept = count.values().filter(|places| places.contains(&"old/f") && places.contains(&"feeds/f")).count();
        assert!(kept >= 48, "{format}: {kept} ids are kept");
    }
}

#[test]
fn a_page_that_is_missing_is_named_and_the_others_are_adopted() {
    let texts: Vec<String> = pages()
        .iter()
        .enumerate()
        .map(|(number, page)| {
            hugo(page).replace(
                "</language>",
                &format!("</language><atom:link rel=\"prev-archive\" href=\"/{}\"/>", number + 1),
            )
        })
        .take(2)
        .collect();
    let server = serve(move |path, _| {
        let number = path.strip_prefix('/')?.parse::<usize>().ok()?;
        Some(Response::new(200).body(texts.get(number)?))
    });
    let here = moves().remove(1).publication();
    let outcome = adopted(&here, &server.url("/0")).expect_code(2);
    assert!(outcome.stderr.contains("24 items learnt, 24 of which"), "{}", outcome.stderr);
    let said = format!("error: {} answers with status 404", server.url("/2"));
    assert!(
        outcome.stderr.contains(&said) && outcome.stderr.contains("run `courant adopt` once more"),
        "{}",
        outcome.stderr
    );

    // From a file nothing is fetched; where the feed goes on is said.
    fs::write(
        here.root().join("page.xml"),
        hugo(&articles()).replace("</language>", "</language><atom:link rel=\"prev-archive\" href=\"/1\"/>"),
    )
    .expect("the test can write a file");
    let outcome = here.run(["adopt", "page.xml"]).expect_code(0);
    assert!(outcome.stderr.contains("page.xml goes on at /1"), "{}", outcome.stderr);
}

#[test]
fn a_feed_without_end_is_left_after_a_while() {
    let page = |number: u64| {
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"next_url\": \"/{}\", \"items\": [\
             {{\"id\": \"{number}\", \"date_published\": \"2023-01-01T00:00:00Z\", \"content_text\": \"x\"}}]}}",
            number + 1
        )
    };
    let server = serve(move |path, _| {
        let number = path.strip_prefix('/')?.parse::<u64>().ok()?;
        Some(Response::new(200).body(page(number)))
    });
    let here = moves().remove(0).publication();
    let outcome = adopted(&here, &server.url("/0")).expect_code(2);
    assert!(outcome.stderr.contains("would be page 501 of the feed"), "{}", outcome.stderr);
    assert_eq!(server.seen().len(), 500);
}

/// A linkblog, whose items have no titles at all: the last part of the permalink and the day are enough.
#[test]
fn items_without_titles_are_adopted_by_their_permalinks() {
    let items: String = (1..=6)
        .map(|number| {
            format!(
                "<item><guid isPermaLink=\"false\">old-{number}</guid><link>https://old.example/notes/a-note-{number}</link>\
                 <pubDate>0{number} Jan 2024 10:00:00 +0000</pubDate><description>Note {number}</description></item>"
            )
        })
        .collect();
    let here = Publication::new();
    here.file(
        "old.xml",
        format!("<rss version=\"2.0\"><channel><title>O</title><link>https://old.example/</link><description>d</description>{items}</channel></rss>"),
    );
    for number in 1..=6 {
        let text = format!(
            "---\ndate: 2024-01-0{number}T12:00:00Z\nurl: /posts/a-note-{number}/\n---\nQuite another text {number}.\n"
        );
        here.file(format!("data/a-note-{number}.md"), text);
    }
    let adopted = here.run(["adopt", "old.xml"]).expect_code(0);
    assert!(adopted.stderr.contains("records were recognised as 6 of those"), "{}", adopted.stderr);
    // They are not new to anybody, though no document here shows them yet.
    let diff = here.run(["diff", "--format", "json"]).expect_code(0);
    assert!(!diff.stdout.contains("a-note-") && !diff.stdout.contains("\"new\""), "{}", diff.stdout);
    here.file("data/z.md", "---\ntitle: Fresh\ndate: 2024-02-01T12:00:00Z\n---\nNew to all.\n");
    let diff = here.run(["diff"]).expect_code(0);
    assert!(diff.stderr.contains("1 new, 0 updated, 0 re-identified, 0 gone"), "{}\n{}", diff.stdout, diff.stderr);
    here.build().expect_code(0);
    let rss = here.read("feeds/news/rss.xml");
    for number in 1..=6 {
        assert!(rss.contains(&format!(">old-{number}</guid>")), "{rss}");
    }
}

/// What WordPress makes of a title, and notes whose address ends in the time of day.
#[test]
fn titles_of_wordpress_and_numbers_of_notes_are_recognised() {
    const ITEMS: &[(&str, &str, &str)] = &[
        ("<title>A 2&#215;4 of oak</title>", "p/1", "title: A 2x4 of oak\nurl: /oak/"),
        ("<title>A 2&amp;#215;4 of ash</title>", "p/2", "title: A 2×4 of ash\nurl: /ash/"),
        ("<title>&lt;em&gt;Salt&lt;/em&gt; &amp;amp; sand</title>", "p/3", "title: Salt & sand\nurl: /salt/"),
        ("<title>Kelp and foam</title>", "p/4", "title_html: <em>Kelp</em> and foam\nurl: /kelp/"),
        ("<title>Tide tables</title>", "p/5", "title: <em>Tide</em> tables\nurl: /tide/"),
        ("", "2024/01/06/093012.html", "url: /notes/093012/"),
    ];
    let here = Publication::new();
    let mut items = String::new();
    for (n, (title, path, head)) in (1..).zip(ITEMS) {
        items += &format!(
            "<item>{title}<guid isPermaLink=\"false\">old-{n}</guid><link>https://old.example/{path}</link>\
             <pubDate>0{n} Jan 2024 10:00:00 +0000</pubDate><description>Text {n}</description></item>"
        );
        here.file(
            format!("data/n{n}.md"),
            format!("---\n{head}\ndate: 2024-01-0{n}T12:00:00Z\n---\nAnother text {n}.\n"),
        );
    }
    here.file(
        "old.xml",
        format!("<rss version=\"2.0\"><channel><title>O</title><link>https://old.example/</link><description>d</description>{items}</channel></rss>"),
    );
    let adopted = here.run(["adopt", "old.xml"]).expect_code(0);
    assert!(adopted.stderr.contains("records were recognised as 6 of those"), "{}", adopted.stderr);
}
