//! What `courant.toml` may say, what it means, and what is said about mistakes.

mod pings;
mod sources;

use super::{AuthorRef, Content, Each, Element, Mapped, MaxWithheld, Order, Since, read};
use crate::value::Format;
use std::path::Path;

const HEAD: &str = "[publication]\ntitle = \"Harbour Notes\"\nlink = \"https://notes.example/\"\n";

fn publication(rest: &str) -> super::Publication {
    let read = read(&format!("{HEAD}{rest}"), "courant.toml", Path::new("/srv/notes"));
    read.publication.unwrap_or_else(|| panic!("{rest}: {:#?}", read.diagnostics))
}

/// Rule, line, column, and the message with its help.
fn mistakes(text: &str) -> Vec<(&'static str, u32, u32, String)> {
    let read = read(text, "courant.toml", Path::new("/srv/notes"));
    assert!(read.publication.is_none(), "{text}");
    read.diagnostics
        .into_iter()
        .map(|d| {
            let words = format!("{} {}", d.message, d.help.unwrap_or_default());
            (d.rule.name, d.place.line.unwrap_or_default(), d.place.column.unwrap_or_default(), words)
        })
        .collect()
}

#[test]
fn two_keys_make_a_publication() {
    let read = publication("");
    assert_eq!(read.feeds_url.as_str(), "https://notes.example/feeds/");
    assert_eq!((read.output.to_str(), read.state.to_str()), (Some("feeds"), Some(".courant")));
    assert_eq!(read.ledger_export, None);
    assert_eq!((read.flood_guard, read.remind.seconds()), (3, 86_400));
    assert!(!read.adopt_live, "a build touches the network only if it is told to");
    assert_eq!(read.sources.len(), 1);
    let [feed] = read.feeds.as_slice() else { panic!("one feed of everything") };
    assert_eq!((feed.name.as_str(), feed.limit, feed.formats.as_slice()), ("main", Some(50), &Format::ALL[..]));
    assert_eq!(feed.items.max_withheld, MaxWithheld::Percent(10));
}

#[test]
fn a_state_in_git_is_no_directory_of_that_name() {
    for (stated, state, export) in [
        ("state = \"git\"", ".courant", Some("courant-ledger.jsonl")),
        ("state = \"./git\"", "./git", None),
        ("state = \"git/\"", "git/", None),
    ] {
        let read = publication(stated);
        let export_read = read.ledger_export.as_deref().map(|file| file.to_str().expect("UTF-8"));
        assert_eq!((read.state.to_str(), export_read), (Some(state), export), "{stated}");
    }
}

#[test]
fn a_feed_inherits_what_it_does_not_state() {
    let read = publication(
        "language = \"en\"\nttl = 60\nauthors = [\"ada\"]\ncontent = \"summary\"\n\
         [[feed]]\nname = \"a\"\n[[feed]]\nname = \"b\"\nttl = 5\ncontent = \"full\"\nauthors = { name = \"Bo\" }\n",
    );
    let [a, b] = read.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!((a.channel.ttl, a.items.content), (Some(60), Content::Summary));
    assert_eq!(a.channel.authors, [AuthorRef::Named("ada".to_owned())]);
    assert_eq!((b.channel.ttl, b.items.content), (Some(5), Content::Full));
    assert!(matches!(b.channel.authors.as_slice(), [AuthorRef::Person(person)] if person.name == "Bo"));
    assert!(a.languages_filter.is_empty(), "the publication's language is no filter");
}

#[test]
fn a_feed_says_which_records_it_shows() {
    let read = publication(
        "[[feed]]\nname = \"x\"\ncategory = \"Sea\"\nauthor = [\"Ada\", \"Bo\"]\nlanguage = \"fr\"\nsince = 2026-05-01\n\
         where = \"true\"\norder = \"updated\"\nlimit = 7\nmax_bytes = 200_000\nformats = [\"json\", \"rss\"]\n\
         [[feed]]\neach = \"year\"\nsince = \"90d\"\npath = { rss = \"by/{value}.xml\" }\npodcast = true\n",
    );
    let [x, years] = read.feeds.as_slice() else { panic!("two feeds") };
    assert_eq!((x.categories_filter.len(), x.authors_filter.len(), x.languages_filter.len()), (1, 2, 1));
    assert_eq!((x.order, x.limit, x.max_bytes), (Order::Updated, Some(7), Some(200_000)));
    assert_eq!(x.since, Some(Since::Date("2026-05-01".to_owned())));
    assert_eq!(x.formats, [Format::Rss, Format::Json], "in canonical order");
    assert_eq!(x.title, "Harbour Notes: Sea, Ada, Bo");
    assert_eq!((years.each, years.since.clone()), (Some(Each::Year), Some(Since::Age(90 * 86_400))));
    assert_eq!(years.path.get(&Format::Rss).map(String::as_str), Some("by/{value}.xml"));
    assert_eq!(years.limit, None, "a podcast shows every episode");
    assert_eq!(years.title, "Harbour Notes: {value}");
}

#[test]
fn fields_are_mapped_by_name_by_list_and_by_constant() {
    let read = publication(
        "[[source]]\nfiles = \"x/*.md\"\nmap = { title = \"headline\", published = [\"meta.date\", \"date\"], language = { value = \"cy\" } }\n",
    );
    let map = &read.sources[0].map;
    assert!(map.contains(&("title".to_owned(), Mapped::Paths(vec!["headline".to_owned()]))), "{map:?}");
    assert!(map.iter().any(|(field, from)| field == "published" && matches!(from, Mapped::Paths(p) if p.len() == 2)));
    assert!(map.iter().any(|(field, from)| field == "language" && matches!(from, Mapped::Constant(_))));
}

#[test]
fn elements_are_fields_or_constants() {
    let read = publication(
        "[[feed]]\nname = \"x\"\n[feed.namespaces]\na = \"urn:a\"\n[feed.item_elements]\n\"a:one\" = \"section\"\n\
         \"a:two\" = { field = \"extra.two\" }\n\"a:three\" = { value = \"3\" }\n",
    );
    let elements = &read.feeds[0].items.elements;
    assert_eq!(
        elements,
        &[
            ("a:one".to_owned(), Element::Field("section".to_owned())),
            ("a:two".to_owned(), Element::Field("extra.two".to_owned())),
            ("a:three".to_owned(), Element::Constant("3".to_owned())),
        ]
    );
}

#[test]
fn a_mistake_is_named_with_its_place_and_what_was_probably_meant() {
    let cases = [
        ("[publication", "config-syntax", 1, ""),
        ("", "config-missing-key", 0, "begin with [publication]"),
        ("[publication]\nlink = \"https://x.example/\"", "config-missing-key", 1, "title"),
        ("[publication]\ntitle = \"\"\nlink = \"https://x.example/\"", "config-invalid-value", 2, "may not be empty"),
        ("[publication]\ntitle = \"T\"\nlink = \"notes\"", "config-invalid-value", 3, "https://"),
    ];
    for (text, rule, line, words) in cases {
        let found = mistakes(text);
        assert!(
            found.iter().any(|(r, l, _, w)| *r == rule && (line == 0 || *l == line) && w.contains(words)),
            "{text}: {found:?}"
        );
    }
    let in_feed = [
        ("limt = 3", "config-unknown-key", "did you mean `limit`?"),
        ("frobnicate = 3", "config-unknown-key", "the keys there are"),
        ("limit = 0", "config-invalid-value", "at least 1"),
        ("limit = \"many\"", "config-invalid-value", "not a text"),
        ("formats = [\"rdf\"]", "config-invalid-value", "`rss`, `atom` or `json`"),
        ("each = \"week\"", "config-invalid-value", "`category`"),
        ("path = { rss = \"../x.xml\" }", "feed-path-escapes", "inside the output directory"),
        ("path = { rss = \"/etc/passwd\" }", "feed-path-escapes", "inside the output directory"),
        ("each = \"year\"\npath = { rss = \"one.xml\" }", "config-invalid-value", "{value}"),
        ("since = true", "config-invalid-value", "a date such as"),
        ("schedule = \"fortnightly\"", "config-invalid-value", "hourly"),
        ("skip_hours = [24]", "config-invalid-value", "0 to 23"),
        ("skip_days = [\"Lundi\"]", "config-invalid-value", "English name"),
        ("max_withheld = \"many\"", "config-invalid-value", "10%"),
        ("language = \"english\"", "config-invalid-value", "language tag"),
        ("namespaces = { a = 1 }", "config-invalid-value", "absolute URI"),
        ("id = \"news\"", "config-invalid-value", "absolute IRI"),
    ];
    for (line, rule, words) in in_feed {
        let found = mistakes(&format!("{HEAD}[[feed]]\nname = \"x\"\n{line}\n"));
        let last = u32::try_from(5 + line.lines().count()).expect("few lines");
        assert!(
            found.iter().any(|(r, l, c, w)| *r == rule && *l == last && *c > 0 && w.contains(words)),
            "{line}: {found:?}"
        );
    }
}

#[test]
fn every_mistake_is_reported_at_once() {
    let found =
        mistakes(&format!("{HEAD}timezone = \"Mars\"\ntag = \"x\"\n[[feed]]\n[[source]]\n[[ping]]\nhttp = \"x\"\n"));
    assert_eq!(found.len(), 5, "{found:#?}");
}

#[test]
fn two_feeds_of_one_name_are_refused() {
    let found = mistakes(&format!("{HEAD}[[feed]]\nname = \"x\"\n[[feed]]\nname = \"x\"\n"));
    assert_eq!((found[0].0, found[0].1), ("feed-path-collision", 6));
}

#[test]
fn no_more_than_the_share_is_withheld() {
    let ten = MaxWithheld::Percent(10);
    assert!(!ten.exceeded(0, 0) && !ten.exceeded(1, 3) && !ten.exceeded(5, 50));
    assert!(ten.exceeded(2, 3) && ten.exceeded(6, 50));
    assert!(MaxWithheld::Count(0).exceeded(1, 50) && !MaxWithheld::Count(2).exceeded(2, 2));
}

/// What is not as it should be and is taken all the same is a warning, and said once.
#[test]
fn remarks_on_a_show_refuse_no_configuration() {
    let text = format!(
        "{HEAD}[[feed]]\nname = \"a\"\n[feed.podcast]\npublisher = [\"a94f5cc9-8c58-55fc-91fe-a324087a655b\", \"8f4d4b2c-1111-5222-9333-444455556666\"]\n\
         license = [\"cc-by-4.0\", \"cc0-1.0\"]\ntitle = [\"A\", \"B\"]\npersons = [{{ name = \"Bo\", role = \"overlord\" }}]\n\
         update_frequency = [{{ text = \"Mondays\", rrule = \"FREQ=WEEKLY;BYDAY=MO\", dtstart = 2026-01-05T00:30:00+01:00 }}, \"often\"]\n"
    );
    let read = read(&text, "courant.toml", Path::new("/srv/notes"));
    let said: Vec<String> = read
        .diagnostics
        .iter()
        .map(|said| format!("{:?} {}", said.level, said.message.split([' ', '.']).next().unwrap_or_default()))
        .collect();
    assert_eq!(
        said,
        [
            "Warning `overlord`",
            "Warning `title`",
            "Warning `license`",
            "Warning `publisher`",
            "Warning `update_frequency`"
        ]
    );
    let publication = read.publication.expect("it is taken");
    let show = &publication.feeds[0].podcast.as_ref().expect("a podcast").show;
    let frequency = show.update_frequency.as_ref().expect("how often");
    assert_eq!(frequency.start.as_deref(), Some("2026-01-05T00:30:00+01:00"));
    assert_eq!(show.persons[0].role.as_deref(), Some("overlord"));
}

#[test]
fn podcasts_and_live_items_that_go_by_one_guid_are_told() {
    let live = "{ guid = \"a\", title = \"L\", status = \"pending\", start = 2026-12-01T20:00:00Z, url = \"https://t.example/l.mp3\", content_links = { url = \"https://t.example\", label = \"x\" } }";
    let guid = "guid = \"917393e3-1b1e-5cef-ace4-edaa54e1f810\"";
    let text = format!(
        "{HEAD}[[feed]]\nname = \"one\"\n[feed.podcast]\n{guid}\n[[feed]]\nname = \"two\"\n[feed.podcast]\n{guid}\nlive = [{live}, {live}]\n\
         [[feed]]\neach = \"category\"\n[feed.podcast]\nimage = \"https://g.example/{{slug}}.jpg\"\n"
    );
    let read = read(&text, "courant.toml", Path::new("/srv/notes"));
    assert!(read.publication.is_some(), "{:?}", read.diagnostics);
    let said: Vec<_> = read.diagnostics.iter().filter_map(|said| said.place.field.clone()).collect();
    assert_eq!(said, ["feed.podcast.guid", "feed.podcast.live", "feed.podcast.image"], "{:?}", read.diagnostics);
}
