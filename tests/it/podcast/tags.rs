//! Every tag of Apple and of the Podcasting 2.0 namespace. What is expected was written from the specifications, whose
//! examples most values are.

use super::{ITUNES, MEDIA, PODCAST, PSC, SPOTIFY, channel, everything, expect_elements};
use crate::support::Publication;
use roxmltree::Document;

/// The channel, by the namespace's pages and by Apple's *A Podcaster's Guide to RSS*.
pub const SHOW: &str = r##"
<itunes:author>The Harbour &amp; Co.</itunes:author>
<itunes:category text="Society &amp; Culture"><itunes:category text="Documentary"/></itunes:category>
<itunes:category text="Technology"/>
<itunes:type>serial</itunes:type>
<itunes:owner><itunes:name>Ada Quay</itunes:name><itunes:email>ada@a.example</itunes:email></itunes:owner>
<itunes:explicit>false</itunes:explicit>
<itunes:image href="https://a.example/art.jpg"/>
<itunes:title>Salt</itunes:title>
<itunes:complete>Yes</itunes:complete>
<itunes:new-feed-url>https://a.example/feeds/show/rss.xml</itunes:new-feed-url>
<itunes:applepodcastsverify>a84a12d0-75f6-11ee</itunes:applepodcastsverify>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:locked owner="ada@a.example">yes</podcast:locked>
<podcast:medium>podcast</podcast:medium>
<podcast:license url="https://creativecommons.org/licenses/by/4.0/">cc-by-4.0</podcast:license>
<podcast:person role="host" group="cast" img="https://a.example/ada.jpg" href="https://a.example/ada">Ada Quay</podcast:person>
<podcast:funding url="https://example.com/donate">Support the show!</podcast:funding>
<podcast:location rel="creator" geo="geo:-27.86159,153.3169" osm="W43678282" country="AU">Dreamworld (Queensland)</podcast:location>
<podcast:trailer pubdate="Thu, 01 Apr 2021 08:00:00 +0000" url="https://example.org/trailers/teaser" length="12345678"
    type="audio/mp3" season="2">Coming April 1st, 2021</podcast:trailer>
<podcast:value type="lightning" method="keysend" suggested="0.00000005000">
  <podcast:valueRecipient name="podcaster" type="node" split="99"
    address="036557ea56b3b86f08be31bcd2557cae8021b0e3a9413f0c0e52625c6696972e57"/>
  <podcast:valueRecipient name="hosting company" type="node" split="1" fee="true"
    address="036557ea56b3b86f08be31bcd2557cae8021b0e3a9413f0c0e52625c6696972e57"/>
</podcast:value>
<podcast:podroll>
  <podcast:remoteItem feedGuid="29cdca4a-32d8-56ba-b48b-09a011c5daa9"/>
  <podcast:remoteItem feedGuid="396d9ae0-da7e-5557-b894-b606231fa3ea" feedUrl="https://example.org/feed.xml"
    itemGuid="https://example.org/favourite" medium="audiobook" title="A friend"/>
</podcast:podroll>
<podcast:remoteItem feedGuid="917393e3-1b1e-5cef-ace4-edaa54e1f810" feedUrl="https://feeds.example.org/917393e3.xml"
  itemGuid="asdf089j0-ep240-20230510" medium="music" title="Episode 240"/>
<podcast:publisher>
  <podcast:remoteItem medium="publisher" feedGuid="003af0a0-6a45-55cf-b765-68e3d349551a"
    feedUrl="https://agilesetmedia.example/feeds/publisher.xml" title="AgileSet Media"/>
</podcast:publisher>
<podcast:updateFrequency complete="true" dtstart="2026-11-02T00:00:00Z"
    rrule="FREQ=WEEKLY;BYDAY=MO;COUNT=10">Mondays</podcast:updateFrequency>
<podcast:socialInteract protocol="activitypub" uri="https://podcastindex.social/web/@dave/108013847520053258" accountId="@dave"
    accountUrl="https://podcastindex.social/web/@dave" priority="3"/>
<podcast:txt purpose="verify">S6lpp-7ZCn8-dZfGc-OoyaG</podcast:txt>
<podcast:chat server="jabber.example.com" protocol="xmpp" accountId="jsmith@jabber.example.org"
    space="myawesomepodcast@jabber.example.org"/>
<podcast:image href="https://a.example/wide.jpg" alt="Ropes &amp; knots" aspect-ratio="16/9" width="1920" height="1080"
    type="image/jpeg" purpose="banner social"/>
<podcast:block id="google">yes</podcast:block>
<podcast:block id="amazon">no</podcast:block>
<podcast:block>yes</podcast:block>
<spotify:limit recentCount="30"/>
<spotify:countryOfOrigin>us gb</spotify:countryOfOrigin>
<podcast:liveItem status="live" start="2021-09-26T07:30:00Z" end="2021-09-26T09:30:00Z">
  <title>Podcasting 2.0 Live Stream</title>
  <description>We talk.</description>
  <link>https://example.com/podcast/live</link>
  <guid isPermaLink="false">e32b4890-983b-4ce5-8b46-f2d6bc1d8819</guid>
  <enclosure url="https://example.com/pc20/livestream?format=.mp3" type="audio/mpeg" length="0"/>
  <itunes:explicit>true</itunes:explicit>
  <podcast:person role="host">Dave Jones</podcast:person>
  <podcast:chat server="irc.zeronode.net" protocol="irc" accountId="@jsmith" space="#myawesomepodcast"/>
  <podcast:contentLink href="https://youtube.com/pc20/livestream">YouTube!</podcast:contentLink>
</podcast:liveItem>
<podcast:liveItem status="pending" start="2026-12-01T20:00:00Z" end="2026-12-02T04:00:00Z">
  <title>The whole night</title>
  <guid isPermaLink="false">live-2</guid>
  <enclosure url="https://example.com/night.m3u8" type="application/vnd.apple.mpegurl" length="0"/>
  <itunes:season>4</itunes:season>
  <podcast:season name="Winter">4</podcast:season>
  <podcast:episode display="Ch. 12½">12.5</podcast:episode>
  <podcast:chapters url="https://example.com/live/chapters.json" type="application/json+chapters"/>
  <podcast:transcript url="https://example.com/live/captions.srt" type="application/x-subrip" language="fr" rel="captions"/>
  <podcast:soundbite startTime="33.25" duration="44">Fog horns</podcast:soundbite>
  <podcast:person role="host" group="cast" img="https://a.example/ada.jpg" href="https://a.example/ada">Ada Quay</podcast:person>
  <podcast:person role="guest" group="cast" img="https://example.com/eve.jpg" href="https://example.com/eve">Eve Buoy</podcast:person>
  <podcast:location rel="subject" geo="geo:43.2965,5.3698" osm="R76469" country="FR">Marseille</podcast:location>
  <podcast:license url="https://example.com/night-license">night-license</podcast:license>
  <podcast:txt purpose="release">live-2 goes out at dusk</podcast:txt>
  <podcast:funding url="https://example.com/coffee">Keep us awake</podcast:funding>
  <podcast:contentLink href="https://video.example/night">Watch</podcast:contentLink>
  <podcast:chat server="matrix.example.org" protocol="matrix" accountId="@eve:example.org" space="#night:example.org"/>
  <podcast:socialInteract protocol="nostr" uri="nostr:note1night" accountId="npub1eve" accountUrl="https://nostr.example/eve" priority="4"/>
  <podcast:image href="https://example.com/night.png" alt="A lighthouse" aspect-ratio="1/1" width="700" height="701"
    type="image/png" purpose="canvas"/>
  <podcast:alternateEnclosure type="audio/opus" length="31313131" bitrate="96000" height="360" lang="fr" title="Opus" rel="alt"
    codecs="opus" default="true">
    <podcast:source uri="https://example.com/night.opus" contentType="audio/opus"/>
    <podcast:integrity type="pgp-signature" value="iQIzBAEBCAAd"/>
  </podcast:alternateEnclosure>
  <podcast:value type="lightning" method="amp" suggested="0.00000015000">
    <podcast:valueRecipient name="Eve" type="lnaddress" address="eve@example.com" split="7"/>
  </podcast:value>
</podcast:liveItem>"##;

/// The tag of shows that send podpings.
pub const PODPING: &str = r#"<podcast:podping usesPodping="true"/>"#;

/// An item. Its persons replace those of the show, so that the host stands among them.
pub const EPISODE: &str = r##"
<itunes:title>The first rope</itunes:title>
<itunes:duration>3723</itunes:duration>
<itunes:image href="https://a.example/1.jpg"/>
<itunes:explicit>true</itunes:explicit>
<itunes:block>Yes</itunes:block>
<itunes:episode>100</itunes:episode>
<itunes:season>3</itunes:season>
<itunes:episodeType>bonus</itunes:episodeType>
<podcast:season name="Egyptology">3</podcast:season>
<podcast:episode display="Ch. 100">100</podcast:episode>
<podcast:person role="host" group="cast" img="https://a.example/ada.jpg" href="https://a.example/ada">Ada Quay</podcast:person>
<podcast:person href="https://www.imdb.example/name/nm0427852888/" img="http://example.com/images/janedoe.jpg" role="guest">Jane Doe</podcast:person>
<podcast:person group="visuals" role="cover art designer">Becky Smith</podcast:person>
<podcast:transcript url="https://example.com/episode1/transcript.vtt" type="text/vtt" language="es" rel="captions"/>
<podcast:transcript url="https://example.com/episode1/transcript.html" type="text/html"/>
<podcast:chapters url="https://example.com/episode1/chapters.json" type="application/json+chapters"/>
<podcast:soundbite startTime="73" duration="60"/>
<podcast:soundbite startTime="1234.5" duration="42.25">Why the Podcast Namespace Matters</podcast:soundbite>
<podcast:location rel="subject" geo="geo:30.2672,97.7431" osm="R113314" country="US">Austin</podcast:location>
<podcast:location>Vienna</podcast:location>
<podcast:license url="https://example.org/mypodcastlicense/full.pdf">my-podcast-license-v1</podcast:license>
<podcast:alternateEnclosure type="audio/mpeg" length="43200000" bitrate="128000" default="true" title="Standard">
  <podcast:source uri="https://example.com/file-0.mp3"/>
  <podcast:source uri="ipfs://someRandomMpegFile03"/>
</podcast:alternateEnclosure>
<podcast:alternateEnclosure type="video/mp4" length="7924786" bitrate="511276.52" height="720" lang="en" rel="low"
    codecs="avc1.42E01E, mp4a.40.2">
  <podcast:source uri="https://example.com/file-720.mp4"/>
  <podcast:source uri="https://example.com/file-720.torrent" contentType="application/x-bittorrent"/>
  <podcast:integrity type="sri" value="sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR/wtJNrNYTjIysUBo"/>
</podcast:alternateEnclosure>
<podcast:value type="lightning" method="keysend" suggested="0.00000020000">
  <podcast:valueRecipient name="Alice" type="node" split="85" customKey="112111100" customValue="wal_hrDHs0RBEM576" fee="true"
    address="02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52"/>
  <podcast:valueTimeSplit startTime="60" duration="237" remoteStartTime="174" remotePercentage="95">
    <podcast:remoteItem itemGuid="https://podcastindex.org/podcast/4148683#1" feedGuid="a94f5cc9-8c58-55fc-91fe-a324087a655b"
      feedUrl="https://example.com/album.xml" medium="music" title="A song"/>
  </podcast:valueTimeSplit>
  <podcast:valueTimeSplit startTime="330" duration="53">
    <podcast:valueRecipient name="Jimbob" type="lnaddress" address="jimbob@example.com" split="50" customKey="696969"
      customValue="eChoVKtO1KujpAA5HCoB" fee="true"/>
  </podcast:valueTimeSplit>
</podcast:value>
<podcast:socialInteract priority="1" uri="https://podcastindex.social/web/@dave/108013847520053258" protocol="activitypub"
    accountId="@dave" accountUrl="https://podcastindex.social/web/@dave"/>
<podcast:socialInteract priority="2" uri="https://twitter.com/PodcastindexOrg/status/1507120226361647115" protocol="twitter"/>
<podcast:txt purpose="ai-content">false</podcast:txt>
<podcast:txt purpose="release">Goes out at dusk</podcast:txt>
<podcast:funding url="https://www.example.com/members">Become a member!</podcast:funding>
<podcast:chat server="irc.zeronode.net" protocol="irc" accountId="@jsmith" space="#myawesomepodcast"/>
<podcast:contentLink href="https://youtube.com/pc20/1">YouTube!</podcast:contentLink>
<podcast:image href="https://a.example/1-wide.jpg" alt="A rope" aspect-ratio="16/9" width="600" height="338" type="image/jpeg" purpose="social"/>
"##;

/// Podlove Simple Chapters 1.2: times in Normal Play Time; what has no title has no place there.
const CHAPTERS: &str = r#"<psc:chapters version="1.2">
  <psc:chapter start="00:00:00.000" title="Intro"/>
  <psc:chapter start="01:02:03.250" title="Knots" href="https://a.example/knots" image="https://a.example/knots.png"/>
</psc:chapters>"#;

/// Media RSS 1.5.1, `media:group`: one content in several renditions.
const RENDITIONS: &str = r#"<media:group>
  <media:content url="https://example.com/file-0.mp3" type="audio/mpeg" medium="audio" fileSize="43200000" duration="3723" isDefault="true"/>
  <media:content url="https://example.com/file-720.mp4" type="video/mp4" fileSize="7924786" bitrate="511" height="720" lang="en"/>
</media:group>"#;

#[test]
fn a_show_and_an_episode_say_everything() {
    let here = everything();
    here.run(["build"]).expect_code(0);
    let text = here.read("feeds/show/rss.xml");
    let document = Document::parse(&text).expect("well-formed");
    let (channel, item) = channel(&document);
    expect_elements(channel, SHOW, &[ITUNES, PODCAST, SPOTIFY]);
    expect_elements(item, EPISODE, &[ITUNES, PODCAST]);
    expect_elements(item, CHAPTERS, &[PSC]);
    expect_elements(item, RENDITIONS, &[MEDIA]);
    assert!(text.contains(r#"<enclosure url="https://example.com/file-0.mp3" length="43200000" type="audio/mpeg"/>"#));
    assert!(text.contains("<guid isPermaLink=\"false\">Ep-1-ÄÖ</guid>"), "byte for byte");
    assert!(text.contains("<copyright>2026 The Harbour</copyright>"));

    // Atom has the chapters, and its links the file; JSON Feed has an attachment, and the episode as records state it.
    let text = here.read("feeds/show/atom.xml");
    let document = Document::parse(&text).expect("well-formed");
    let entry =
        document.root_element().children().find(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry")));
    expect_elements(entry.expect("an entry"), CHAPTERS, &[PSC]);
    assert!(text.contains(r#"rel="enclosure" type="audio/mpeg" length="43200000""#), "{text}");
    let json: serde_json::Value = serde_json::from_str(&here.read("feeds/show/feed.json")).expect("JSON");
    let item = &json["items"][0];
    assert_eq!(item["attachments"][0]["duration_in_seconds"], 3723.4);
    assert_eq!(item["_courant"]["episode"], here.records()[0]["episode"]);
    assert_eq!(json["_courant"]["podcast_guid"], "917393e3-1b1e-5cef-ace4-edaa54e1f810");
}

/// Every address that a recording is fetched at is counted, whichever of its forms an app chooses; nothing else is.
#[test]
fn who_counts_downloads_counts_every_form_of_an_episode() {
    let here = everything();
    here.config(
        include_str!("everything.toml")
            .replace("name = \"show\"", "name = \"show\"\nenclosure_prefix = \"https://op3.dev/e/\""),
    );
    here.run(["build"]).expect_code(0);
    let text = here.read("feeds/show/rss.xml");
    let document = Document::parse(&text).expect("well-formed");
    let (channel, item) = channel(&document);
    expect_elements(channel, SHOW, &[ITUNES, PODCAST, SPOTIFY]);
    let counted = |xml: &str| {
        let names = ["file-0.mp3", "file-720.mp4"];
        names.iter().fold(xml.to_owned(), |xml, name| {
            xml.replace(&format!("https://example.com/{name}"), &format!("https://op3.dev/e/example.com/{name}"))
        })
    };
    // `ipfs:` and the torrent stay what they are.
    expect_elements(item, &counted(EPISODE), &[ITUNES, PODCAST]);
    expect_elements(item, &counted(RENDITIONS), &[MEDIA]);
    assert!(text.contains(r#"<enclosure url="https://op3.dev/e/example.com/file-0.mp3" length="43200000""#));
}

#[test]
fn a_feed_that_is_no_podcast_says_nothing_of_episodes() {
    let here = everything();
    let config = include_str!("everything.toml");
    here.config(&config[..config.find("[feed.podcast]").expect("it is there")]);
    here.build();
    let text = here.read("feeds/show/rss.xml");
    assert!(!text.contains("podcast:") && !text.contains("itunes:") && !text.contains("psc:"), "{text}");
}

#[test]
fn numbers_that_apple_does_not_have_stand_in_the_namespace_alone() {
    for (number, expected) in [
        ("100.5", "<podcast:episode>100.5</podcast:episode>"),
        ("0", "<podcast:episode>0</podcast:episode>"),
        ("007", "<podcast:episode>7</podcast:episode><itunes:episode>7</itunes:episode>"),
    ] {
        let here = Publication::empty();
        here.config(include_str!("plain.toml"));
        here.file(
            "data/a.md",
            format!("---\ntitle: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\nepisode: \"{number}\"\n---\nx\n"),
        );
        here.run(["build"]);
        let text = here.read("feeds/show/rss.xml");
        let document = Document::parse(&text).expect("well-formed");
        expect_elements(channel(&document).1, expected, &[ITUNES, PODCAST]);
    }
}

#[test]
fn a_podping_is_announced_only_where_one_is_sent() {
    let here = everything();
    here.build();
    assert!(!here.read("feeds/show/rss.xml").contains("podping"));
    let config = include_str!("everything.toml");
    here.config(format!("{config}\n[[ping]]\npodping = \"https://podping.example/\"\ntoken = \"env:TOKEN\"\n"));
    here.run(["build"]).expect_code(0);
    let text = here.read("feeds/show/rss.xml");
    let document = Document::parse(&text).expect("well-formed");
    expect_elements(channel(&document).0, &format!("{SHOW}{PODPING}"), &[ITUNES, PODCAST, SPOTIFY]);
}

#[test]
fn what_only_some_may_hear_gives_nothing_away() {
    let here = everything();
    let record = include_str!("everything.md").replacen("---\n", "---\nvisibility: members\nsummary: Soon.\n", 1);
    here.file("data/one.md", record);
    here.config(include_str!("everything.toml").replace("name = \"show\"", "name = \"show\"\nrestricted = \"teaser\""));
    here.run(["build"]);
    let text = here.read("feeds/show/rss.xml");
    let document = Document::parse(&text).expect("well-formed");
    expect_elements(channel(&document).1, "", &[ITUNES, PODCAST, PSC, MEDIA]);
    for leak in ["file-0.mp3", "transcript.vtt", "chapters.json"] {
        let in_item = &text[text.find("<item>").expect("an item")..];
        assert!(!in_item.contains(leak), "{leak}: {in_item}");
    }
    assert!(!here.read("feeds/show/feed.json").contains("transcript.vtt"));
}

#[test]
fn mistakes_are_named_with_the_word_that_was_meant() {
    let here = Publication::empty();
    let plain = include_str!("plain.toml");
    for (line, said) in [
        ("categories = [\"Documentry\"]", "did you mean `Society & Culture > Documentary`?"),
        ("categorys = [\"News\"]", "did you mean `categories`?"),
        ("explicit = \"maybe\"", "`maybe` is neither `true` nor `false`"),
        ("type = \"weekly\"", "`weekly` is not one of episodic, serial"),
        ("guid = \"abc\"", "`abc` is no UUID"),
        ("owner = { name = \"Ada\" }", "an owner needs a `email`"),
        ("medium = \"radio\"", "`radio` is no medium"),
        ("funding = { url = \"ftp://a.example/\" }", "a feed needs https or http here"),
        ("locked = { ownr = \"a@a.example\" }", "did you mean `owner`?"),
        (
            "trailers = { url = \"https://a.example/t.mp3\", title = \"T\", published = 2026-01-01 }",
            "`2026-01-01` is no instant",
        ),
        ("profiles = [\"aple\"]", "`aple` is no profile"),
    ] {
        here.config(format!("{plain}{line}\n"));
        here.run(["build"]).expect_code(2).expect_stderr([said, "courant.toml:"]);
    }
}

#[test]
fn conditions_and_elements_of_ones_own_know_the_episode() {
    let here = everything();
    let own = "where = \"has(record.episode) && record.episode.season == 3\"\nitem_elements = { \"dcterms:isPartOf\" = \"episode.season_name\" }";
    here.config(include_str!("everything.toml").replace("name = \"show\"", &format!("name = \"show\"\n{own}")));
    here.run(["build"]).expect_code(0);
    assert!(here.read("feeds/show/rss.xml").contains("<dcterms:isPartOf>Egyptology</dcterms:isPartOf>"));
    here.config(
        include_str!("everything.toml")
            .replace("name = \"show\"", &format!("name = \"show\"\n{}", own.replace("== 3", "== 4"))),
    );
    here.run(["build"]);
    assert!(!here.read("feeds/show/rss.xml").contains("<item>"));
}

/// Who asks for no platform hears of none, in a build and in a check; what the tags may hold is judged all the same.
#[test]
fn no_platform_is_asked_where_none_is_wanted() {
    let here = Publication::empty();
    let config = include_str!("plain.toml").replace("image = \"https://a.example/art.jpg\"", "");
    let record =
        "---\ntitle: One\ndate: 2026-01-01\naudio: http://a.example/a.opus\nepisode: {season: 1}\n---\nNotes.\n";
    here.file("data/a.md", record);
    let said = |profiles: &str| {
        here.config(format!("{config}{profiles}\n"));
        let built = here.run(["build", "--now", "2026-06-01", "--no-cache"]).stderr;
        let checked = here.run(["check"]);
        built + &checked.stdout
    };
    let all = said("");
    for rule in ["itunes-image-missing", "itunes-format", "itunes-author-missing", "media-insecure"] {
        assert!(all.contains(rule), "{rule}: {all}");
    }
    let one = said("profiles = [\"podcasting2\"]");
    let of_apple = ["itunes-format", "itunes-author-missing"].iter().any(|rule| one.contains(rule));
    assert!(one.contains("podcasting2-element-missing") && !of_apple, "{one}");
    let none = said("profiles = []");
    assert!(!none.contains("itunes") && !none.contains("Apple") && !none.contains("podcasting2"), "{none}");
}

/// A mailbox beside a name is nobody's business where a person of a podcast has none, and `emails = "hide"` holds everywhere.
#[test]
fn mailboxes_of_people_stay_away() {
    let here = Publication::empty();
    let config = include_str!("plain.toml")
        .replace("formats = [\"rss\"]", "formats = [\"rss\", \"atom\", \"json\"]\nemails = \"hide\"");
    here.config(format!(
        "{config}hosts = [\"Cy <cy@p.example>\"]\nauthor = \"Me <me@p.example>\"\nowner = \"Own <own@p.example>\"\n"
    ));
    let head = "title: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\n";
    here.file("data/a.md", format!("---\n{head}id: a\nepisode: {{persons: [\"Pp <pp@p.example>\"]}}\n---\nx\n"));
    here.file("data/b.md", format!("---\n{head}id: b\npersons: \"Qq Q <qq@p.example>; Rr <rr@p.example>\"\n---\nx\n"));
    here.file(
        "data/c.md",
        format!("---\n{head}id: c\nhost: Ned Nu\nauthors: [{{name: \"Ada <ada@p.example>\"}}]\n---\nx\n"),
    );
    here.file("data/d.md", format!("---\n{head}id: d\nitunes_author: Edda Stern\n---\nx\n"));
    here.run(["build"]);
    let rss = here.read("feeds/show/rss.xml");
    for text in [&rss, &here.read("feeds/show/atom.xml"), &here.read("feeds/show/feed.json")] {
        assert!(!text.contains("@p.example"), "{text}");
    }
    for person in [
        "<podcast:person role=\"host\">Cy<",
        "<podcast:person>Pp<",
        "<podcast:person>Qq Q<",
        "<podcast:person>Rr<",
        "<podcast:person role=\"host\">Ned Nu<",
        "<itunes:author>Me<",
        "<dc:creator>Ada<",
        "<dc:creator>Edda Stern<",
    ] {
        assert!(rss.contains(person), "{person}: {rss}");
    }
    here.config(format!("{}owner = \"Own <own@p.example>\"\n", include_str!("plain.toml")));
    here.run(["build"]);
    let rss = here.read("feeds/show/rss.xml");
    assert!(rss.contains("<itunes:name>Own</itunes:name><itunes:email>own@p.example</itunes:email>"), "{rss}");
}

/// A list of pieces is known for one by its name.
#[test]
fn a_stream_in_pieces_is_no_mp3() {
    let here = Publication::empty();
    here.config(format!(
        "{}[[feed.podcast.live]]\nstatus = \"live\"\nstart = 2026-01-01T20:00:00Z\ntitle = \"Now\"\nguid = \"live-1\"\n\
         url = \"https://stream.example/live.m3u8?x=1\"\ncontent_links = \"https://a.example/live\"\n",
        include_str!("plain.toml")
    ));
    here.file("data/a.md", "---\ntitle: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\n---\nx\n");
    here.run(["build"]);
    let rss = here.read("feeds/show/rss.xml");
    assert!(rss.contains("type=\"application/x-mpegurl\""), "{rss}");
}

/// What belongs to one recording in several formats may stand beside it by format.
#[test]
fn sizes_and_times_by_format_are_those_of_each_file() {
    let here = Publication::empty();
    here.config(include_str!("plain.toml").replace("[\"rss\"]", "[\"rss\", \"json\"]"));
    here.file(
        "data/a.md",
        "---\ntitle: T\ndate: 2026-01-01\naudio:\n  mp3: https://a.example/a.mp3\n  m4a: https://a.example/a.m4a\n\
         filesize: {mp3: 222, m4a: 111}\nduration: {mp3: '1:00', m4a: '1:01'}\n---\nx\n",
    );
    here.run(["build"]);
    let json = here.read("feeds/show/feed.json").replace([' ', '\n'], "");
    for part in ["\"size_in_bytes\":222,\"duration_in_seconds\":60", "\"size_in_bytes\":111,\"duration_in_seconds\":61"]
    {
        assert!(json.contains(part), "{part}: {json}");
    }
}

/// The persons of a stream bring the hosts of the show along, as those of an episode do.
#[test]
fn hosts_come_along_to_streams() {
    let here = Publication::empty();
    here.config(format!(
        "{}hosts = [\"Ada Quay\"]\n[[feed.podcast.live]]\nstatus = \"live\"\nstart = 2026-01-01T20:00:00Z\ntitle = \"Now\"\n\
         guid = \"live-1\"\nurl = \"https://stream.example/live.mp3\"\ncontent_links = \"https://a.example/live\"\nguests = [\"Bo\"]\n",
        include_str!("plain.toml")
    ));
    here.file("data/a.md", "---\ntitle: T\ndate: 2026-01-01\naudio: https://a.example/a.mp3\n---\nx\n");
    here.run(["build"]);
    let rss = here.read("feeds/show/rss.xml");
    let stream =
        rss.split("<podcast:liveItem").nth(1).and_then(|rest| rest.split("</podcast:liveItem>").next()).expect("one");
    assert!(stream.contains("role=\"host\">Ada Quay<") && stream.contains("role=\"guest\">Bo<"), "{stream}");
}
