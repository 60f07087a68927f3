//! Outlines of small feeds in all formats.

use super::{Deleted, Link, Media, outline};
use crate::value::Format;

#[test]
fn the_three_formats_say_the_same_of_themselves() {
    let rss = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\
               <atom:link rel=\"self\" href=\"https://a.example/f\"/><atom:link rel=\"hub\" href=\"https://h.example/\"/>\
               <item><guid>1</guid></item>\n<item><guid>ä2</guid><enclosure url=\"https://a.example/2.mp3\" length=\"7\" type=\"audio/mpeg\"/></item>\
               </channel></rss>";
    let atom = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><link rel=\"self\" href=\"https://a.example/f\"/>\
                <link rel=\"hub\" href=\"https://h.example/\"/><entry><id>1</id></entry><entry><id>ä2</id>\
                <link rel=\"enclosure\" href=\"https://a.example/2.mp3\" length=\"7\" type=\"audio/mpeg\"/></entry></feed>";
    let json = "{\"feed_url\": \"https://a.example/f\", \"hubs\": [{\"type\": \"WebSub\", \"url\": \"https://h.example/\"}],\n\
                \"items\": [{\"id\": \"1\"}, {\"id\": \"ä2\", \"attachments\": [{\"url\": \"https://a.example/2.mp3\", \
                \"mime_type\": \"audio/mpeg\", \"size_in_bytes\": 7}]}]}";
    for (format, text, first, path) in [
        (Format::Rss, rss, "<item><guid>1</guid></item>", "channel > item[2] > enclosure"),
        (Format::Atom, atom, "<entry><id>1</id></entry>", "feed > entry[2] > link"),
        (Format::Json, json, "{\"id\": \"1\"}", "items[1].attachments[0]"),
    ] {
        let (found, read) = outline(text.as_bytes());
        assert_eq!(found.format, Some(format));
        let ids: Vec<&str> = found.items.iter().filter_map(|part| part.id.as_deref()).collect();
        assert_eq!(ids, ["1", "ä2"]);
        assert_eq!(&read[found.items[0].range.clone()], first);
        assert_eq!(found.hubs, ["https://h.example/"]);
        let Some(Link { url, at }) = found.self_link else { panic!("{format}: no self link") };
        assert_eq!(url, "https://a.example/f");
        assert!(text[at..].trim_start_matches('"').starts_with(&url), "{format}");
        let media = Media {
            path: path.to_owned(),
            url: "https://a.example/2.mp3".to_owned(),
            media_type: Some("audio/mpeg".to_owned()),
            length: Some(7),
            duration: None,
        };
        assert_eq!(found.media, [media]);
    }
}

#[test]
fn the_past_is_found_in_the_three_formats() {
    let rss = "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><channel>\
               <at:deleted-entry ref='a &amp; &quot;b&quot;' when='1970-01-01T00:01:00Z'><at:comment type='html'>&amp;lt;r></at:comment><atom:link href='https://a.example/p'/></at:deleted-entry>\
               <at:deleted-entry ref='2' when='x'/><at:deleted-entry when='1970-01-01T00:01:00Z'/>\
               <atom:link rel='prev-archive' href='https://a.example/1'/><item><guid>1</guid>\
               <at:deleted-entry ref='3' when='1970-01-01T00:01:00Z'/><atom:link rel='next' href='https://a.example/x'/></item>\
               <atom:link rel='next' href=' https://a.example/2 '/><atom:link rel='next' href='https://a.example/3'/></channel></rss>";
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:at='http://purl.org/atompub/tombstones/1.0'><entry><id>1</id></entry>\
                <at:deleted-entry ref='a &amp; &quot;b&quot;' when='1970-01-01T01:01:00+01:00'><at:comment>&lt;r></at:comment><link href='https://a.example/p'/></at:deleted-entry><at:deleted-entry ref='2'/>\
                <link rel='prev-archive' href='https://a.example/1'/><link rel='next' href='https://a.example/2'/></feed>";
    let json = r#"{"next_url": "https://a.example/2", "items": [], "_courant": {"x": 1, "deleted": [
               {"id": "a & \"b\"", "when": "1970-01-01T00:01:00Z", "reason": "<r>", "url": "https://a.example/p"}, {"id": "2"}]}}"#;
    for (format, text) in [(Format::Rss, rss), (Format::Atom, atom), (Format::Json, json)] {
        let (found, _) = outline(text.as_bytes());
        let deleted = |id: &str, when, reason: Option<&str>| Deleted {
            url: reason.map(|_| "https://a.example/p".to_owned()),
            id: id.to_owned(),
            when,
            reason: reason.map(Into::into),
        };
        let expected = [deleted("a & \"b\"", Some(60), Some("<r>")), deleted("2", None, None)];
        assert_eq!(found.deleted, expected, "{format}");
        assert_eq!(found.next.as_deref(), Some("https://a.example/2"), "{format}");
        let archive = (format != Format::Json).then_some("https://a.example/1");
        assert_eq!(found.prev_archive.as_deref(), archive, "{format}");
    }
}

#[test]
fn a_past_that_cannot_be_read_hides_nothing_else() {
    for rest in [
        r#""next_url": 7"#,
        r#""next_url": " ""#,
        r#""_courant": []"#,
        r#""_courant": {"deleted": [7]}"#,
        r#""_courant": null"#,
    ] {
        let (found, _) = outline(format!(r#"{{{rest}, "items": [{{"id": "1"}}]}}"#).as_bytes());
        assert_eq!((found.items.len(), found.deleted.len(), found.next), (1, 0, None), "{rest}");
    }
}

#[test]
fn what_is_no_feed_has_no_outline() {
    for text in ["", "{", "<", "<html/>", "{\"items\": 7}"] {
        assert_eq!(outline(text.as_bytes()).0.items.len(), 0, "{text}");
    }
}
