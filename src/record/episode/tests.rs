use crate::{
    record::{
        FieldMap, Mapped, Normalised, Options, PeopleTable, normalise,
        raw::{Node, Origin, RawRecord, Table, Value},
    },
    value::{WebUrl, Zone},
};
use serde_json::{Value as Json, json};

fn node(value: &Json) -> Node {
    let value = match value {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(node).collect()),
        Json::Object(members) => {
            Value::Table(Table(members.iter().map(|(name, value)| (name.clone(), node(value))).collect()))
        }
    };
    Node::new(value, 7, 1)
}

fn read_with(fields: &Json, map: FieldMap) -> Normalised {
    let Value::Table(mut fields) = node(fields).value else { panic!("a table") };
    fields.0.push(("title".to_owned(), Node::text("T", 1, 1)));
    let raw = RawRecord {
        origin: Origin { file: "a.md".into(), line: 1, bytes: 0..1, listed: false, row: None },
        fields,
        body: None,
        found: Table::default(),
        derived: Vec::new(),
    };
    let mut people = PeopleTable::default();
    let ines = crate::record::Person {
        name: "Ines Vale".to_owned(),
        url: WebUrl::parse("https://a.example/ines").ok(),
        ..crate::record::Person::default()
    };
    people.by_slug.insert("ines".to_owned(), ines);
    let options = Options {
        zone: Zone::UTC,
        language: None,
        link: WebUrl::parse("https://a.example/").expect("a URL"),
        tag: None,
        permalink: None,
        map,
        people: people.into(),
        email_public: false,
        pins_first_sight: false,
        body_format: None,
    };
    normalise(raw, &options)
}

/// The episode in its canonical form, and what was said.
fn read(fields: &Json) -> (Json, Vec<String>) {
    let read = read_with(fields, FieldMap::default());
    let episode = read.record.expect("a record").episode;
    let said = read.diagnostics.iter().filter(|d| d.place.field.as_deref().is_some_and(|f| f.starts_with("episode")));
    let said = said.map(|d| format!("{}: {}", d.place.field.as_deref().unwrap_or_default(), d.message)).collect();
    (episode.map_or(Json::Null, |episode| episode.to_json()), said)
}

/// Everything that an episode can say, in its canonical form.
fn everything() -> Json {
    json!({
        "season": 3, "season_name": "Spring", "number": "100.5", "display": "Ch. 100", "type": "bonus",
        "explicit": false, "block": true, "title": "Salt", "image": "https://a.example/e.png",
        "images": [{"url": "https://a.example/w.png", "alt": "W", "aspect_ratio": "16/9", "width": 1600, "height": 900,
            "type": "image/png", "purpose": "social banner"}],
        "persons": [{"name": "Ana", "role": "guest", "group": "cast", "img": "https://a.example/a.png", "href": "https://ana.example/"}],
        "transcripts": [{"url": "https://a.example/t.vtt", "type": "text/vtt", "language": "es", "captions": true}],
        "chapters": [{"start": 0, "end": 60.5, "title": "Intro", "url": "https://a.example/c", "image": "https://a.example/c.png"},
            {"start": 61.25, "title": "Map", "toc": false}],
        "chapters_file": {"url": "https://a.example/c.json", "type": "application/json+chapters"},
        "soundbites": [{"start": 73, "duration": 60.5, "title": "Best"}],
        "locations": [{"name": "Vienna", "rel": "subject", "geo": "geo:48.2,16.37", "osm": "R109166", "country": "AT"}],
        "license": {"name": "cc-by-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        "alternate_enclosures": [{"type": "audio/opus", "length": 99, "bitrate": 96000, "height": 720, "lang": "en", "title": "Small",
            "rel": "low", "codecs": "opus", "default": true,
            "sources": [{"uri": "https://a.example/s.opus"}, {"uri": "ipfs://Qm", "content_type": "audio/opus"}],
            "integrity": {"type": "sri", "value": "sha384-x"}}],
        "value": [{"type": "lightning", "method": "keysend", "suggested": "0.00000005",
            "recipients": [{"name": "Ana", "type": "node", "address": "02d5", "split": 99, "custom_key": "1", "custom_value": "2"},
                {"type": "lnaddress", "address": "app@a.example", "split": 1, "fee": true}],
            "time_splits": [{"start": 60, "duration": 237, "remote_start": 1.5, "remote_percentage": 95,
                    "remote_item": {"feed_guid": "a94f5cc9-8c58-55fc-91fe-a324087a655b", "item_guid": "i", "medium": "music"}},
                {"start": 330, "duration": 53, "recipients": [{"type": "node", "address": "03", "split": 5}]}]}],
        "social": [{"protocol": "activitypub", "uri": "https://m.example/@a/1", "account_id": "@a", "account_url": "https://m.example/@a", "priority": 1}],
        "txt": [{"purpose": "verify", "text": "S6lpp"}, {"text": "plain"}],
        "funding": [{"url": "https://a.example/give", "label": "Give"}],
        "chat": {"server": "irc.example", "protocol": "irc", "account_id": "@a", "space": "#a"},
        "content_links": [{"url": "https://y.example/1", "label": "Watch"}],
    })
}

#[test]
fn the_canonical_form_is_read_back_as_it_is_written() {
    let all = everything();
    assert_eq!(read(&json!({ "episode": all })), (all, vec![]));
}

#[test]
fn names_that_people_and_programs_use() {
    let audio = "https://m.example/a.mp3";
    for (fields, expected) in [
        // Beside a media file, short names mean the episode's.
        (json!({"audio": audio, "season": 2, "episode": "07"}), json!({"season": 2, "number": "7"})),
        (json!({"audio": audio, "number": 1025}), json!({"number": "1025"})),
        // Apple's whole number stands beside one with a fraction, and is no other one beside a whole one.
        (json!({"podcast_episode": "12.5", "itunes_episode": "12"}), json!({"number": "12.5", "whole_number": 12})),
        (json!({"episode": {"number": "12.5", "whole_number": 12}}), json!({"number": "12.5", "whole_number": 12})),
        (json!({"podcast_episode": "13", "itunes_episode": "12"}), json!({"number": "13"})),
        // Without one they are the author's own.
        (json!({"season": 2, "number": 7}), Json::Null),
        (
            json!({"itunes_season": 2, "itunes:explicit": "yes", "podcast_transcript": "/t.srt"}),
            json!({"season": 2, "explicit": true, "transcripts": [{"url": "https://a.example/t.srt", "type": "application/x-subrip", "captions": true}]}),
        ),
        // Eleventy's podcast plugins
        (
            json!({"episode": {"filename": "/a.mp3", "seasonNumber": 1, "episodeNumber": 2, "episodeType": "full", "explicit": "clean"}}),
            json!({"season": 1, "number": "2", "type": "full", "explicit": false}),
        ),
        // Seriously Simple Podcasting: `episode_type` is the kind of file there.
        (
            json!({"audio_file": audio, "itunes_episode_number": "4", "itunes_season_number": "0", "episode_type": "audio", "block": "on"}),
            json!({"number": "4"}),
        ),
        // Castanet (Hugo)
        (
            json!({"podcast_file": audio, "episode": "10", "explicit": "no", "episode_image": "/e.jpg", "images": ["/x.jpg"]}),
            json!({"number": "10", "explicit": false, "image": "https://a.example/e.jpg"}),
        ),
        // jekyll-octopod, and Podlove's lines
        (
            json!({"audio": audio, "chapters": ["00:00:00.000 Intro.", "00:01:02.500 Salt <https://s.example/>"]}),
            json!({"chapters": [{"start": 0, "title": "Intro."}, {"start": 62.5, "title": "Salt", "url": "https://s.example/"}]}),
        ),
        (json!({"params": {"podcast_season": 4}}), json!({"season": 4})),
        // People are written as authors are, and their mailboxes go nowhere.
        (
            json!({"episode": {"persons": ["Pp <pp@p.example>; Rr (rr@p.example)", {"name": "Ss <ss@p.example>", "role": "guest"}]}}),
            json!({"persons": [{"name": "Pp"}, {"name": "Rr"}, {"name": "Ss", "role": "guest"}]}),
        ),
        (
            json!({"podcast": {"guest": "Bo Berg", "hosts": ["Ned Nu", "ana@p.example"]}}),
            json!({"persons": [{"name": "Ned Nu", "role": "host"}, {"name": "ana", "role": "host"}, {"name": "Bo Berg", "role": "guest"}]}),
        ),
        (
            json!({"episode": {"persons": ["ines", {"name": "Bo", "role": "Guest"}]}}),
            json!({"persons": [{"name": "Ines Vale", "href": "https://a.example/ines"}, {"name": "Bo", "role": "guest"}]}),
        ),
        (
            json!({"episode": {"locations": {"name": "Rome", "lat": 41.9, "lon": 12.5}, "social": "https://m.example/1"}}),
            json!({"locations": [{"name": "Rome", "geo": "geo:41.9,12.5"}], "social": [{"protocol": "activitypub", "uri": "https://m.example/1"}]}),
        ),
        // A cell of a table holds several.
        (
            json!({"audio": audio, "transcript": "https://a.example/a.srt, b.json"}),
            json!({"transcripts": [{"url": "https://a.example/a.srt", "type": "application/x-subrip", "captions": true},
                {"url": "https://a.example/b.json", "type": "application/json", "captions": false}]}),
        ),
        // The address of a conversation tells its protocol.
        (
            json!({"episode": {"social": ["https://bsky.app/profile/a/post/1", "at://did:plc:x/app.bsky.feed.post/3", "https://www.x.com/a/1"]}}),
            json!({"social": [{"protocol": "atproto", "uri": "https://bsky.app/profile/a/post/1"},
                {"protocol": "atproto", "uri": "at://did:plc:x/app.bsky.feed.post/3"}, {"protocol": "twitter", "uri": "https://www.x.com/a/1"}]}),
        ),
        (json!({"episode": {"license": "CC-BY-4.0"}}), json!({"license": {"name": "cc-by-4.0"}})),
        (json!({"episode": {"license": "Harbour Licence"}}), json!({"license": {"name": "Harbour Licence"}})),
        // What is said twice is said once; Apple's whole number stands beside another one.
        (json!({"episode": {"season": [2, "2"], "type": ["full", "full"]}}), json!({"season": 2, "type": "full"})),
        (json!({"episode": {"number": ["1.5", 2]}}), json!({"number": "1.5", "whole_number": 2})),
    ] {
        assert_eq!(read(&fields), (expected, vec![]), "{fields}");
    }
}

#[test]
fn what_cannot_be_read_is_left_out_with_a_word() {
    for (fields, expected, said) in [
        (json!({"episode": {"sesaon": 3}}), Json::Null, "episode.sesaon: `sesaon` is no part of an episode"),
        (
            json!({"episode": {"number": "ten", "season": 1}}),
            json!({"season": 1}),
            "episode.number: `ten` is no number of an episode",
        ),
        (
            json!({"episode": {"type": "teaser", "season": 1}}),
            json!({"season": 1}),
            "episode.type: `teaser` is not one of full, trailer, bonus",
        ),
        (
            json!({"episode": {"transcripts": "/t", "season": 1}}),
            json!({"season": 1}),
            "episode.transcripts: the name of https://a.example/t does not tell which kind of transcript it is",
        ),
        (
            json!({"episode": {"chapters": [{"title": "x"}], "season": 1}}),
            json!({"season": 1}),
            "episode.chapters.start: a chapter needs a `start`; it is left out",
        ),
        (
            json!({"episode": {"persons": {"name": "A", "role": "boss"}}}),
            json!({"persons": [{"name": "A", "role": "boss"}]}),
            "episode.persons.role: `boss` is no role of the Podcast Taxonomy",
        ),
        (
            json!({"episode": {"value": {"recipients": []}, "season": 1}}),
            json!({"season": 1}),
            "episode.value.recipients: a `value` without recipients is left out",
        ),
        (
            json!({"episode": {"locations": {"name": "X", "geo": "geo:95,0"}}}),
            json!({"locations": [{"name": "X"}]}),
            "episode.locations.geo: `95,0` is no point on earth",
        ),
        (
            json!({"episode": {"transcripts": {"url": "/t.vtt", "type": "text/html"}}}),
            json!({"transcripts": [{"url": "https://a.example/t.vtt", "type": "text/html", "captions": false}]}),
            "episode.transcripts.type: https://a.example/t.vtt looks like `text/vtt`, not `text/html`",
        ),
    ] {
        assert_eq!(read(&fields), (expected, vec![said.to_owned()]), "{fields}");
    }
}

#[test]
fn of_several_values_where_one_can_be_published_the_others_are_told() {
    let chat = |space: &str| json!({"server": "irc.example", "protocol": "irc", "space": space});
    for (name, several, first) in [
        ("license", json!(["cc-by-4.0", "cc0-1.0"]), json!({"name": "cc-by-4.0"})),
        ("chat", json!([chat("#a"), chat("#b")]), chat("#a")),
        ("season", json!([1, 2]), json!(1)),
        ("number", json!([1, 2]), json!("1")),
        ("type", json!(["full", "bonus"]), json!("full")),
        ("title", json!(["A", "B"]), json!("A")),
        ("image", json!(["/a.jpg", "/b.jpg"]), json!("https://a.example/a.jpg")),
    ] {
        let mut expected = serde_json::Map::new();
        expected.insert(name.to_owned(), first);
        let said = format!(
            "episode.{name}: `{name}` has several values, and feeds have one: the first counts, and the others are left out"
        );
        assert_eq!(read(&json!({ "episode": { name: several } })), (Json::Object(expected), vec![said]), "{name}");
    }
}

#[test]
fn the_field_map_can_name_a_part() {
    let map = FieldMap(vec![("episode.season".to_owned(), Mapped::Paths(vec!["staffel".to_owned()]))]);
    let record = read_with(&json!({"staffel": 5, "season": 1}), map).record.expect("a record");
    assert_eq!(record.episode.expect("an episode").season, Some(5));
    assert!(record.extra.get("staffel").is_none());
}
