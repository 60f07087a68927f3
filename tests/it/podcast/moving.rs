//! Shows that move: from another host to here, and within one's own house.

use super::{ITUNES, MEDIA, PODCAST, PSC, SPOTIFY, channel, everything, forms};
use crate::support::Publication;
use roxmltree::Document;

const HEAD: &str = "[publication]\ntitle = \"Salt & Rope\"\nlink = \"https://new.example/\"\ntag = \"new.example,2026\"\n\
    language = \"en\"\ndescription = \"Talks at the harbour\"\n[[source]]\nfiles = \"data/**/*.md\"\n[[feed]]\nname = \"talks\"\n";

/// What stands below a heading of the report, without its indent.
fn table(report: &str) -> String {
    let start = report.find("    [feed.podcast]").expect("a table");
    let lines = report[start..].lines().take_while(|line| line.is_empty() || line.starts_with("    "));
    lines.map(|line| line.strip_prefix("    ").unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_imported_show_is_published_again_with_every_tag() {
    let old = everything();
    old.build();
    let feed = old.read("feeds/show/rss.xml");
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n"));
    here.file("old.xml", &feed);
    let outcome = here.run(["import", "feed", "old.xml"]).expect_code(0);
    for part in [
        "https://a.example/feeds/show/rss.xml answers with a 301 to https://new.example/feeds/talks/rss.xml",
        "new_feed_url = \"self\" above",
    ] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    here.config(format!("{HEAD}{}\n", table(&outcome.stdout)));
    here.run(["build"]).expect_code(0);
    let new = here.read("feeds/talks/rss.xml");
    let (old, new) = (Document::parse(&feed).expect("whole"), Document::parse(&new).expect("whole"));
    let ((old_channel, old_item), (new_channel, new_item)) = (channel(&old), channel(&new));
    let all = [ITUNES, PODCAST, PSC, SPOTIFY, MEDIA];
    let address = |forms: Vec<String>| {
        forms.join("\n").replace("https://a.example/feeds/show/rss.xml", "https://new.example/feeds/talks/rss.xml")
    };
    let (came, was) = (forms(new_channel, &all).join("\n"), address(forms(old_channel, &all)));
    let lost: Vec<_> = was.lines().filter(|form| !came.lines().any(|new| new == *form)).collect();
    let changed: Vec<_> = came.lines().filter(|form| !was.lines().any(|old| old == *form)).collect();
    assert!(lost.is_empty() && changed.is_empty(), "lost {lost:#?}\nfor {changed:#?}");
    assert_eq!(came, was);
    // The picture for those who know no podcasts comes on top.
    let is_picture = |form: &String| form.contains("medium=\"image\"") || form.contains("thumbnail");
    let without = |forms: Vec<String>| forms.into_iter().filter(|form| !is_picture(form)).collect::<Vec<_>>();
    assert_eq!(without(forms(new_item, &all)).join("\n"), without(forms(old_item, &all)).join("\n"));
    let guid = |item: roxmltree::Node<'_, '_>| {
        item.children().find(|c| c.has_tag_name("guid")).and_then(|guid| guid.text().map(str::to_owned))
    };
    assert_eq!(guid(new_item).as_deref(), Some("Ep-1-ÄÖ"), "byte for byte");
}

#[test]
fn a_guid_is_computed_once_and_stays() {
    let here = Publication::empty();
    let config = include_str!("plain.toml");
    here.config(config).file("data/a.md", "---\ntitle: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\n---\nx\n");
    here.run(["build"]);
    let guid = |here: &Publication, path: &str| {
        let text = here.read(path);
        let start = text.find("<podcast:guid>").expect("a guid") + "<podcast:guid>".len();
        text[start..start + 36].to_owned()
    };
    // UUIDv5 over `a.example/feeds/show/rss.xml`, by the namespace's algorithm; computed with Python's `uuid`.
    let computed = guid(&here, "feeds/show/rss.xml");
    assert_eq!(computed, SHOW_GUID);
    // The feed moves: to another address, then to another path.
    here.config(config.replace("tag =", "feeds_url = \"https://cdn.example/f/\"\ntag ="));
    here.run(["build"]);
    assert_eq!(guid(&here, "feeds/show/rss.xml"), computed);
    here.config(config.replace("name = \"show\"", "name = \"show\"\npath = { rss = \"pod.xml\" }"));
    here.run(["build"]);
    assert_eq!(guid(&here, "feeds/pod.xml"), computed);
    // The state is lost: the documents know it.
    std::fs::remove_dir_all(here.root().join(".courant")).expect("state");
    here.run(["build"]);
    assert_eq!(guid(&here, "feeds/pod.xml"), computed);
    // What its owner states counts, and is kept.
    here.config(format!("{config}guid = \"917393e3-1b1e-5cef-ace4-edaa54e1f810\"\n"));
    here.run(["build"]);
    here.config(config);
    here.run(["build"]);
    assert_eq!(guid(&here, "feeds/show/rss.xml"), "917393e3-1b1e-5cef-ace4-edaa54e1f810");
}

/// A feed that is called otherwise is the same to those who subscribed to its address; elsewhere its owner is told.
#[test]
fn a_show_that_is_renamed_keeps_its_identity_or_its_owner_is_told() {
    let here = Publication::empty();
    let config = include_str!("plain.toml").replace("[\"rss\"]", "[\"rss\", \"atom\"]");
    let at = |name: &str, more: &str| config.replace("name = \"show\"", &format!("name = \"{name}\"{more}"));
    here.file("data/a.md", "---\ntitle: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\n---\nx\n");
    let path = "\npath = { rss = \"pod.xml\", atom = \"pod.atom\" }";
    here.config(at("show", path));
    here.run(["build"]);
    let ids = |here: &Publication| {
        let part = |text: &str, tag: &str| text.split(tag).nth(1).expect("one").split('<').next().map(str::to_owned);
        (part(&here.read("feeds/pod.xml"), "<podcast:guid>"), part(&here.read("feeds/pod.atom"), "<id>"))
    };
    let before = ids(&here);
    here.config(at("talk", path));
    let run = here.run(["build"]);
    assert_eq!(ids(&here), before);
    assert!(!run.stderr.contains("show-new"), "{}", run.stderr);
    here.config(at("third", path));
    here.run(["build"]);
    assert_eq!(ids(&here), before, "also the second time");
    // Elsewhere nobody can tell.
    here.config(at("fourth", ""));
    let guid = before.0.expect("a guid");
    let help = format!("write `guid = \"{guid}\"` into its [feed.podcast]");
    here.run(["build"]).expect_stderr(["show-new", "courant.toml", &help]);
    let run = here.run(["build"]);
    assert!(!run.stderr.contains("show-new"), "it is said once: {}", run.stderr);
}

const SHOW_GUID: &str = "103dab11-71b5-513d-9975-9f73d1e40406";

#[test]
fn adopting_a_feed_keeps_the_guid_of_the_show() {
    let old = everything();
    old.build();
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n")).file("old.xml", old.read("feeds/show/rss.xml"));
    here.file("data/one.md", include_str!("everything.md"));
    here.run(["adopt", "old.xml"]).expect_code(0);
    here.run(["build"]);
    assert!(here.read("feeds/talks/rss.xml").contains("<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810<"));
}

#[test]
fn a_retired_show_names_its_new_address() {
    let here = everything();
    here.build();
    here.run(["retire", "show", "--to", "https://new.example/talks/"]).expect_code(0);
    let text = here.read("feeds/show/rss.xml");
    assert!(text.contains("<itunes:new-feed-url>https://new.example/talks/rss.xml</itunes:new-feed-url>"), "{text}");
    assert!(text.contains("<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810<"));
}

#[test]
fn what_cannot_be_taken_over_of_a_show_is_said() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n"));
    here.file(
        "old.xml",
        "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><title>T</title>\n\
         <itunes:category text='Movies &amp; Television'/>\n<itunes:explicit>clean</itunes:explicit>\n\
         <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>\n\
         <enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item></channel></rss>",
    );
    let outcome = here.run(["import", "feed", "old.xml"]).expect_code(0);
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(
        said.contains("old.xml:2") && said.contains("`Movies & Television` is no category of Apple's list"),
        "{said}"
    );
    assert!(said.contains("explicit = false"), "{said}");
}

/// An episode that is called otherwise here, at another page, is known by its recording.
#[test]
fn adopting_a_feed_keeps_the_guids_of_episodes_by_their_recordings() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n"));
    here.file(
        "old.xml",
        "<rss version=\"2.0\"><channel><title>T</title><link>https://old.example/</link><description>d</description>\
         <item><title>Episode 3 &#8211; &#8220;Smart&#8221; &amp; more</title><link>https://old.example/3</link>\
         <guid isPermaLink=\"false\">Buzz-3</guid><pubDate>Tue, 17 Nov 2026 06:00:00 -0500</pubDate>\
         <enclosure url=\"https://cdn.example/3.mp3\" length=\"12\" type=\"audio/mpeg\"/></item>\
         <item><title>Trailer</title><link>https://old.example/0</link>\
         <guid isPermaLink=\"false\">Buzz-0</guid><pubDate>Mon, 16 Nov 2026 06:00:00 -0500</pubDate>\
         <enclosure url=\"https://cdn.example/0.mp3\" length=\"12\" type=\"audio/mpeg\"/></item></channel></rss>",
    );
    let record = |name: &str, title: &str, audio: &str| {
        here.file(
            format!("data/{name}.md"),
            format!("---\ntitle: {title}\ndate: 2026-11-18\naudio: {audio}\n---\nNotes.\n"),
        );
    };
    record("three", "Smart", "https://cdn.example/3.mp3");
    record("four", "New", "https://cdn.example/4.mp3");
    here.run(["adopt", "old.xml"]).expect_code(0);
    let report = here.run(["import", "feed", "old.xml", "--dry-run"]).expect_code(0).stdout;
    for line in ["title = \"T\"", "link = \"https://old.example/\"", "description = \"d\""] {
        assert!(report.contains(&format!("\n    {line}\n")), "{line}: {report}");
    }
    here.run(["build", "--now", "2026-11-20"]).expect_code(0);
    let feed = here.read("feeds/talks/rss.xml");
    assert!(feed.contains(">Buzz-3<") && !feed.contains(">Buzz-0<"), "{feed}");
    assert!(feed.contains("<pubDate>Tue, 17 Nov 2026 11:00:00 +0000</pubDate>"), "{feed}");
}

/// An episode is known however its number is written, and by its number where only that tells it from others.
#[test]
fn adopting_a_feed_knows_episodes_whose_titles_have_their_numbers_in_other_ways() {
    let words = ["Anchor", "Beacon", "Cutter", "Dinghy", "Ensign", "Fathom", "Galley", "Hawser"];
    let styles: [fn(usize, &str) -> String; 8] = [
        |n, t| format!("#{n} {t}"),
        |n, t| format!("{n:03} {t}"),
        |n, t| format!("[{n}] {t}"),
        |n, t| format!("Nr. {n}: {t}"),
        |n, t| format!("{t} (#{n})"),
        |n, t| format!("KM{n:03} {t}"),
        |n, t| format!("Episode {n} – {t}"),
        |_, t| t.to_owned(),
    ];
    for shift in [0, 1, 3, 7] {
        let here = Publication::empty();
        here.config(format!("{HEAD}podcast = true\n"));
        let mut old: Vec<(String, u32)> = Vec::new();
        let record = |name: &str, title: &str, day: u32, more: &str| {
            let text = format!(
                "---\ntitle: \"{title}\"\ndate: 2026-10-{day:02}\naudio: https://b.example/{name}/audio.mp3\n{more}---\nx\n"
            );
            here.file(format!("data/{name}.md"), text);
        };
        for (number, word) in (1_u32..).zip(words) {
            let n = number as usize;
            old.push((styles[(n - 1) % 8](n, word), number));
            record(&format!("r{n}"), &styles[(n - 1 + shift) % 8](n, word), number + 1, "");
        }
        old.extend([("#21 Mailbag".to_owned(), 21), ("#22 Mailbag".to_owned(), 21)]);
        record("mail", "Mailbag", 22, "episode: 22\n");
        old.extend([("#23 Letters".to_owned(), 23), ("#24 Letters".to_owned(), 23)]);
        record("letters", "Letters", 24, "");
        let items: String = old
            .iter()
            .enumerate()
            .map(|(n, (title, day))| {
                format!(
                    "<item><title>{title}</title><guid isPermaLink='false'>old-{}</guid><pubDate>{day:02} Oct 2026 09:00:00 +0000</pubDate>\
                     <enclosure url='https://a.example/{n}/audio.mp3' length='12' type='audio/mpeg'/></item>",
                    n + 1
                )
            })
            .collect();
        let head =
            "<rss version='2.0'><channel><title>T</title><link>https://a.example/</link><description>d</description>";
        here.file("old.xml", format!("{head}{items}</channel></rss>"));
        here.run(["adopt", "old.xml"]).expect_code(0).expect_stderr(["recognised as 9 of those"]);
        here.run(["build", "--now", "2026-11-20"]);
        let feed = here.read("feeds/talks/rss.xml");
        let known: Vec<usize> = (1..=12).filter(|n| feed.contains(&format!(">old-{n}<"))).collect();
        assert_eq!(known, [1, 2, 3, 4, 5, 6, 7, 8, 10], "shifted by {shift}: {feed}");
    }
}

/// What cannot be read of one vocabulary does not take the other one with it; subcategories and hubs come along.
#[test]
fn what_can_be_read_of_an_old_show_comes_along() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n"));
    here.file(
        "old.xml",
        "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom'
         xmlns:podcast='https://podcastindex.org/namespace/1.0'><channel><title>T</title>
         <atom:link rel='hub' href='https://hub.example/'/>
         <itunes:category text='Society &amp; Culture'><itunes:category text='Documentary'/><itunes:category text='Philosophy'/>
         </itunes:category><itunes:category text='Technology'><itunes:category text='Gadgets'/></itunes:category>
         <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>
         <podcast:season>two</podcast:season><itunes:season>2</itunes:season>
         <podcast:episode display='No. 7'>seven</podcast:episode><itunes:episode>7</itunes:episode>
         <enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item>
         <item><title>Two</title><guid isPermaLink='false'>2</guid><pubDate>Mon, 13 Jan 2025 05:00:00 +0000</pubDate>
         <podcast:season>3</podcast:season><itunes:season>x</itunes:season><podcast:episode>x</podcast:episode>
         <enclosure url='https://h.example/2.mp3' length='12' type='audio/mpeg'/></item></channel></rss>",
    );
    let outcome = here.run(["import", "feed", "old.xml"]).expect_code(0);
    for part in [
        "hubs = [\"https://hub.example/\"]",
        "\"Society & Culture > Documentary\"",
        "\"Society & Culture > Philosophy\"",
        "\"Technology\"",
    ] {
        assert!(outcome.stdout.contains(part), "{part}: {}", outcome.stdout);
    }
    for said in [
        "`two` is no number of a season: another one that is stated counts",
        "`seven` is no number of an episode: another one",
        "`x` is no number of a season: another one",
        "`x` is no number of an episode (write digits",
        "`Gadgets` is no subcategory of `Technology`",
        "old.xml:7",
    ] {
        assert!(outcome.stderr.contains(said), "{said}: {}", outcome.stderr);
    }
    let one = here.read("data/2025/01/one.md");
    assert!(one.contains("season: 2") && one.contains("number: \"7\"") && one.contains("display: No. 7"), "{one}");
    let two = here.read("data/2025/01/two.md");
    assert!(two.contains("season: 3") && !two.contains("number"), "{two}");
    here.config(format!("{HEAD}hubs = [\"https://hub.example/\"]\n{}\n", table(&outcome.stdout)));
    here.run(["build", "--now", "2025-02-01"]);
    let feed = here.read("feeds/talks/rss.xml");
    assert!(feed.contains("<itunes:category text=\"Philosophy\">") && feed.contains("https://hub.example/"), "{feed}");
}

const TWICE: &str = "<rss version='2.0'><channel><title>T</title><link>https://old.example/</link><description>d</description>\n\
    <item><title>One</title><guid isPermaLink='false'>g</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>\n\
    <enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item>\n\
    <item><title>One</title><guid isPermaLink='false'>g</guid><pubDate>Mon, 13 Jan 2025 05:00:00 +0000</pubDate>\n\
    <enclosure url='https://h.example/2.mp3' length='12' type='audio/mpeg'/></item>\n\
    <item><title>Bare</title><pubDate>Mon, 20 Jan 2025 05:00:00 +0000</pubDate>\n\
    <enclosure url='https://h.example/3.mp3' length='12' type='audio/mpeg'/></item>\n\
    <item><title>Read</title><link>https://old.example/read</link><pubDate>Mon, 27 Jan 2025 05:00:00 +0000</pubDate>\n\
    <enclosure url='https://h.example/read.mp3' length='12' type='audio/mpeg'/></item></channel></rss>";

/// Two episodes with one guid are two episodes; one without is known by its file, as Apple has it.
#[test]
fn guids_that_are_none_lose_no_episode() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n")).file("old.xml", TWICE);
    let said = here.run(["import", "feed", "old.xml"]).expect_code(0);
    assert!(said.stderr.contains("another entry of the export has the id `g` as well"), "{}", said.stderr);
    let again = here.run(["import", "feed", "old.xml"]).expect_code(0);
    assert!(again.stdout.contains("4  unchanged"), "{}", again.stdout);
    here.run(["build", "--now", "2025-02-01"]);
    let feed = here.read("feeds/talks/rss.xml");
    assert_eq!((feed.matches("<item>").count(), feed.matches(">g</guid>").count()), (4, 1), "{feed}");
    assert!(feed.contains("<guid isPermaLink=\"false\">https://h.example/3.mp3</guid>"), "{feed}");
}

#[test]
fn adopting_knows_episodes_without_a_guid_by_their_files() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n")).file("old.xml", TWICE);
    let record = "---\ntitle: Named anew\ndate: 2026-01-01\naudio: https://h.example/3.mp3\n---\nNotes.\n";
    here.file("data/three.md", record);
    here.file("data/read.md", "---\ntitle: Other\ndate: 2026-01-02\nurl: https://old.example/read\n---\nNotes.\n");
    here.run(["adopt", "old.xml"]).expect_code(0).expect_stderr([
        "1 item has no id: known by the address of the page, else of the file",
        "recognised as 2 of those",
    ]);
    here.run(["build", "--now", "2026-02-01"]);
    let feed = here.read("feeds/talks/rss.xml");
    assert!(feed.contains("<guid isPermaLink=\"false\">https://h.example/3.mp3</guid>"), "{feed}");
    assert!(feed.contains("<pubDate>Mon, 20 Jan 2025 05:00:00 +0000</pubDate>"), "{feed}");
    assert!(
        feed.contains(">https://old.example/read</guid>") && !feed.contains(">https://h.example/read.mp3</guid>"),
        "{feed}"
    );
}

const PODLOVE: &str = "<rss version='2.0' xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd' xmlns:atom='http://www.w3.org/2005/Atom'
    xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:podcast='https://podcastindex.org/namespace/1.0'
    xmlns:cc='http://backend.userland.com/creativeCommonsRssModule'>
    <channel><title>T</title><link>https://old.example/?page_id=7</link>
    <description>&lt;p>Knots and ropes.&lt;/p>&lt;p>Weekly&lt;br/>at noon.&lt;/p></description>
    <atom:link rel='self' href='https://old.example/feed/pod/'/><atom:link rel='next' href='https://old.example/feed/pod/?paged=2'/>
    <copyright>2026 Tim</copyright><cc:license>https://creativecommons.org/licenses/by-nc/4.0/</cc:license>
    <atom:contributor><atom:name>Linus</atom:name><atom:uri>https://linus.example/</atom:uri></atom:contributor>
    <itunes:author>Tim</itunes:author><itunes:explicit>false</itunes:explicit><itunes:category text='Arts'/>
    <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>
    <description>&lt;p>The notes.&lt;/p></description><itunes:subtitle>Short</itunes:subtitle><itunes:summary>Other</itunes:summary>
    <enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item>
    <item><title>Two</title><guid isPermaLink='false'>2</guid><pubDate>Tue, 07 Jan 2025 05:00:00 +0000</pubDate>
    <description>In brief</description><content:encoded>&lt;p>At length.&lt;/p></content:encoded><itunes:subtitle>Short</itunes:subtitle>
    <atom:contributor><atom:name>Ada</atom:name></atom:contributor><podcast:person role='guest'>Ada</podcast:person>
    <enclosure url='https://h.example/2.mp3' length='12' type='audio/mpeg'/></item></channel></rss>";

/// What an old show says of itself comes along as it was, in whatever words it says it.
#[test]
fn a_show_in_other_words_comes_along_as_it_was() {
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n")).file("old.xml", PODLOVE);
    let report = here.run(["import", "feed", "old.xml"]).expect_code(0).stdout;
    // UUIDv5 over `old.example/feed/pod`, by the namespace's algorithm; computed with Python's `uuid`.
    for line in [
        "    link = \"https://old.example/?page_id=7\"\n",
        "    description = \"\"\"\nKnots and ropes.\n\nWeekly\nat noon.\"\"\"\n",
        "the feed goes on at https://old.example/feed/pod/?paged=2",
        "    copyright = \"2026 Tim\"\n",
        "    guid = \"6ecd7afa-4686-54c4-8a0b-d590983caaee\"\n",
    ] {
        assert!(report.contains(line), "{line}: {report}");
    }
    here.config(format!("{HEAD}{}\n", table(&report)));
    here.run(["build", "--now", "2025-02-01"]);
    let feed = here.read("feeds/talks/rss.xml");
    for part in [
        "<podcast:license url=\"https://creativecommons.org/licenses/by-nc/4.0/\">cc-by-nc-4.0<",
        "<podcast:person href=\"https://linus.example/\">Linus<",
        "<copyright>2026 Tim<",
        "The notes.",
        "<description><![CDATA[In brief]]></description>",
        "<p>At length.</p>",
    ] {
        assert!(feed.contains(part), "{part}: {feed}");
    }
    let two = here.read("data/2025/01/two.md");
    let contributors =
        two.split("contributors:").nth(1).and_then(|rest| rest.split("enclosures:").next()).unwrap_or_default();
    assert_eq!(contributors.matches("Ada").count(), 1, "{two}");
    assert!(!feed.contains(">Short<") && !feed.contains(">Other<"), "{feed}");

    // Adopting keeps the identity as well, and the second page is no news where it is given.
    let there = Publication::empty();
    there.config(format!("{HEAD}podcast = true\n")).file("old.xml", PODLOVE);
    there.file("two.xml", PODLOVE.replace("feed/pod/'", "feed/pod/?paged=2'").replace("rel='next'", "rel='first'"));
    let report = there.run(["import", "feed", "old.xml", "two.xml"]).expect_code(0).stdout;
    assert!(!report.contains("goes on at"), "{report}");
    there.run(["adopt", "old.xml"]).expect_code(0);
    there.run(["build", "--now", "2025-02-01"]);
    assert!(there.read("feeds/talks/rss.xml").contains("<podcast:guid>6ecd7afa-4686-54c4-8a0b-d590983caaee<"));
}

/// Words that no list has stand in a configuration as in a record, and it is said.
#[test]
fn an_unknown_role_breaks_no_configuration() {
    let feed = format!(
        "<rss version='2.0' {}><channel><title>T</title><podcast:person role='Overlord'>Bad</podcast:person>\
         <podcast:person group='xx'>Cy</podcast:person><podcast:locked owner='o@h.example'> </podcast:locked><itunes:image href='https://h.example/a.jpg'/>\
         <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>\
         <podcast:person role='Special Host'>Di</podcast:person><podcast:chapters url='https://h.example/c.json' type='application/json'/><enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item>\
         </channel></rss>",
        super::NAMESPACES
    );
    let here = Publication::empty();
    here.config(format!("{HEAD}podcast = true\n")).file("old.xml", feed);
    let run = here.run(["import", "feed", "old.xml"]).expect_code(0);
    let said = format!("{}{}", run.stdout, run.stderr);
    for part in [
        "taken over as it is into [feed.podcast]: `overlord` is no role",
        "taken over as it is: `special host` is no role",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    here.config(format!("{HEAD}{}\n", table(&run.stdout)));
    here.run(["build"]).expect_code(0);
    let rss = here.read("feeds/talks/rss.xml");
    assert!(!rss.contains("podcast:locked") && rss.contains("type=\"application/json+chapters\""), "{rss}");
    assert!(rss.contains(">Cy<") && rss.contains("role=\"special host\">Di<"), "{rss}");
    assert!(rss.contains("role=\"overlord\">Bad<"), "{rss}");
}

/// Hosts write attributes that they have nothing for: an address that is empty is none, and least of all that of the feed.
#[test]
fn empty_addresses_are_none() {
    let item = "<itunes:image href=''/><podcast:transcript url='' type='text/vtt'/>\
        <podcast:chapters url=' ' type='application/json+chapters'/><podcast:person href='' img='' role='guest'>Gil</podcast:person>\
        <podcast:image href=''/><podcast:contentLink href=''>x</podcast:contentLink><podcast:license url=''>x</podcast:license>\
        <psc:chapters version='1.2'><psc:chapter start='0' title='A' href='' image=''/></psc:chapters><comments> </comments>\
        <media:thumbnail url=''/><source url=''>S</source>";
    let feed = format!(
        "<rss version='2.0' {} xmlns:atom='http://www.w3.org/2005/Atom'><channel><title>T</title>\
         <atom:link rel='self' href='https://feeds.old.example/show'/><podcast:funding url=''>Give</podcast:funding>\
         <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>{item}\
         <podcast:funding>Give</podcast:funding><enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item></channel></rss>",
        super::NAMESPACES
    );
    let imported = Publication::empty();
    imported.config(format!("{HEAD}podcast = true\n")).file("old.xml", &feed);
    imported.run(["import", "feed", "old.xml"]).expect_code(0);
    let source = Publication::empty();
    source.config(format!("{HEAD}podcast = true\n").replace("files = \"data/**/*.md\"", "files = \"old.xml\""));
    source.file("old.xml", &feed);
    for here in [imported, source] {
        here.run(["build"]).expect_code(0);
        let rss = here.read("feeds/talks/rss.xml");
        let items = &rss[rss.find("<item>").expect("an item")..];
        assert!(!items.replace("<source", "").contains("feeds.old.example"), "{items}");
        for kept in [">Gil<", "start=\"00:00:00.000\" title=\"A\"", "https://h.example/1.mp3"] {
            assert!(items.contains(kept), "{kept}: {items}");
        }
        for empty in ["transcript", "href=", "img=", "podcast:image", "podcast:contentLink", "localhost", "funding"] {
            assert!(!items.contains(empty), "{empty}: {items}");
        }
    }
}

/// What a show says of itself keeps its paragraphs and the addresses in it; Apple's summary counts where nothing else does.
#[test]
fn the_description_of_an_old_show_comes_along_readably() {
    for (description, expected) in [
        (
            "<description>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;See &lt;a href=\"https://h.example/x\"&gt;here&lt;/a&gt;.&lt;/p&gt;</description>",
            "One.\n\nSee here (https://h.example/x).",
        ),
        ("<description/><itunes:summary>Only Apple knows.</itunes:summary>", "Only Apple knows."),
    ] {
        let feed = format!(
            "<rss version='2.0' {}><channel><title>T</title>{description}<itunes:image href='https://h.example/a.jpg'/>\
             <item><title>One</title><guid isPermaLink='false'>1</guid><pubDate>Mon, 06 Jan 2025 05:00:00 +0000</pubDate>\
             <enclosure url='https://h.example/1.mp3' length='12' type='audio/mpeg'/></item></channel></rss>",
            super::NAMESPACES
        );
        let here = Publication::empty();
        here.config(format!("{HEAD}podcast = true\n")).file("old.xml", feed);
        let run = here.run(["import", "feed", "old.xml"]).expect_code(0);
        assert!(run.stdout.contains(expected), "{expected}: {}", run.stdout);
    }
}
