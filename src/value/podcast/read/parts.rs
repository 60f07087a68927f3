//! What episodes and shows both may say.

use super::{Given, Names, Part, all, flag, line, needed, needed_url, parsed, real, single, url, whole, word};
use crate::value::{
    collapse_blanks, guess_media_type,
    people::{Written, split_people},
    podcast::{
        Alternate, Chat, ContentLink, Credit, Funding, License, Picture, Place, Social, Source, Txt,
        lists::{self, is_group, is_medium, is_role},
    },
};

/// The text of an element that has attributes too.
const TEXT: Names = &["name", "text", "title", "label"];

pub(super) fn persons(given: &mut impl Given, names: Names, role: Option<&str>) -> Vec<Credit> {
    let mut credits: Vec<Credit> = Vec::new();
    for part in given.parts(names) {
        match part {
            Part::Text(text) => {
                let people = named(given, &text);
                credits.extend(people.into_iter().map(|credit| Credit { role: role.map(str::to_owned), ..credit }));
            }
            Part::Table(table) => credits.extend(person(table, role)),
        }
    }
    credits.dedup();
    credits
}

/// The people in a text, however they are written. Their mailboxes are nobody's business: a person of a podcast has none.
fn named(given: &impl Given, text: &str) -> Vec<Credit> {
    let one = |written: Written<'_>| {
        let name = written.called()?;
        let known = given.person(written.handle.unwrap_or(&name));
        let known = known.or_else(|| given.person(written.email?));
        let credit = known.unwrap_or_else(|| Credit { name, ..Credit::default() });
        Some(Credit { url: written.url.and_then(|url| given.address(url).ok()).or(credit.url), ..credit })
    };
    split_people(text, |slug| given.person(slug).is_some()).into_iter().filter_map(one).collect()
}

/// People of one table, who have all else in common.
fn person(mut table: impl Given, role: Option<&str>) -> Vec<Credit> {
    let Some(name) = needed(&mut table, TEXT, "a person") else { return Vec::new() };
    let people = match name.contains('@') && table.person(&name).is_none() {
        true => named(&table, &name),
        false => vec![table.person(&name).unwrap_or_else(|| Credit { name, ..Credit::default() })],
    };
    let said = line(&mut table, &["role"]).map(|role| role.to_lowercase());
    if let Some(role) = said.as_ref().filter(|role| !is_role(role)) {
        let help = lists::near_role(role).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
        table.remark(&["role"], format!("`{role}` is no role of the Podcast Taxonomy"), &help);
    }
    let group = line(&mut table, &["group"]).map(|group| group.to_lowercase());
    if let Some(group) = group.as_ref().filter(|group| !is_group(group)) {
        table.remark(&["group"], format!("`{group}` is no group of the Podcast Taxonomy"), "");
    }
    let role = said.or_else(|| role.map(str::to_owned));
    let image = url(&mut table, &["img", "image", "avatar", "photo", "picture"]);
    let page = url(&mut table, &["href", "url", "link", "web", "website"]);
    table.finish();
    let credit = |known: Credit| Credit {
        role: role.clone(),
        group: group.clone(),
        image: image.clone().or(known.image),
        url: page.clone().or(known.url),
        name: known.name,
    };
    people.into_iter().map(credit).collect()
}

pub(super) fn places(given: &mut impl Given, names: Names) -> Vec<Place> {
    all(given, names, |_, part| match part {
        Part::Text(text) => Some(Place { name: collapse_blanks(&text).into_owned(), ..Place::default() }),
        Part::Table(mut table) => {
            let name = needed(&mut table, TEXT, "a location")?;
            let point = point(&mut table);
            let place = Place {
                name,
                rel: word(&mut table, &["rel"], lists::PLACES).map(str::to_owned),
                geo: point,
                osm: line(&mut table, &["osm"]),
                country: line(&mut table, &["country"]).map(|country| country.to_uppercase()),
            };
            table.finish();
            Some(place)
        }
    })
}

/// `geo:48.2,16.4`, also without the scheme, or as `lat` and `lon`.
fn point(table: &mut impl Given) -> Option<String> {
    let lat = table.text(&["lat", "latitude"]).zip(table.text(&["lon", "lng", "longitude"]));
    let geo = line(table, &["geo"]).map(|geo| geo.trim_start_matches("geo:").replace(' ', ""));
    let text = geo.or_else(|| lat.map(|(lat, lon)| format!("{},{}", lat.trim(), lon.trim())))?;
    let coordinates = text.split(';').next().unwrap_or_default();
    let numbers: Vec<Option<f64>> = coordinates.split(',').map(|part| part.parse().ok()).collect();
    let is_fine = matches!(numbers.as_slice(), [Some(lat), Some(lon)] | [Some(lat), Some(lon), Some(_)]
        if lat.abs() <= 90.0 && lon.abs() <= 180.0);
    if !is_fine {
        table.flaw(&["geo"], format!("`{text}` is no point on earth"), "write `geo:48.2010,16.3695`: latitude first");
    }
    is_fine.then(|| format!("geo:{text}"))
}

pub(super) fn funding(given: &mut impl Given) -> Vec<Funding> {
    const FUNDING: Names = &["funding", "donate", "support"];
    all(given, FUNDING, |given, part| match part {
        Part::Text(text) => match given.address(&text) {
            Ok(url) => Some(Funding { url, label: String::new() }),
            Err(reason) => {
                given.flaw(FUNDING, reason, "write the address of a page");
                None
            }
        },
        Part::Table(mut table) => {
            let url = needed_url(&mut table, &["url", "href"], "funding")?;
            let label = line(&mut table, &["label", "text", "title", "name"]).unwrap_or_default();
            table.finish();
            Some(Funding { url, label })
        }
    })
}

pub(super) fn license(given: &mut impl Given, names: Names) -> Option<License> {
    let found = all(given, names, |given, part| match part {
        Part::Text(text) if text.contains("://") => {
            given.address(&text).ok().map(|url| License { name: url.to_string(), url: Some(url) })
        }
        Part::Text(text) => Some(License { name: of_spdx(collapse_blanks(&text).into_owned(), false), url: None }),
        Part::Table(mut table) => {
            let name = needed(&mut table, &["name", "text", "id", "identifier"], "a licence")?;
            let url = url(&mut table, &["url", "href"]);
            table.finish();
            Some(License { name: of_spdx(name, url.is_some()), url })
        }
    });
    single(given, names, found)
}

/// SPDX's identifiers are written in small letters in feeds; a name of one's own stays as it is.
fn of_spdx(name: String, has_url: bool) -> String {
    let small = name.to_ascii_lowercase();
    let is_known = small.starts_with("cc-") || small.starts_with("cc0");
    if (is_known || !has_url) && !name.contains(char::is_whitespace) { small } else { name }
}

pub(super) fn txt(given: &mut impl Given) -> Vec<Txt> {
    all(given, &["txt"], |_, part| match part {
        Part::Text(text) => Some(Txt { purpose: None, text: text.trim().to_owned() }),
        Part::Table(mut table) => {
            let purpose = line(&mut table, &["purpose"]);
            let text = needed(&mut table, &["text", "value"], "a `txt`");
            table.finish();
            Some(Txt { purpose, text: text? })
        }
    })
}

pub(super) fn chat(given: &mut impl Given) -> Option<Chat> {
    const CHAT: Names = &["chat"];
    let found = all(given, CHAT, |given, part| {
        let Part::Table(mut table) = part else {
            given.flaw(CHAT, "a chat is a table with `server` and `protocol`".to_owned(), "");
            return None;
        };
        let server = needed(&mut table, &["server"], "a chat")?;
        needed(&mut table, &["protocol"], "a chat")?;
        let protocol = word(&mut table, &["protocol"], lists::CHATS)?;
        let chat = Chat {
            server,
            protocol: protocol.to_owned(),
            account_id: line(&mut table, &["account_id"]),
            space: line(&mut table, &["space"]),
        };
        table.finish();
        Some(chat)
    });
    single(given, CHAT, found)
}

/// The protocol of a conversation by its address: those of the Fediverse are everywhere.
fn protocol_of(address: &str) -> &'static str {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default().to_ascii_lowercase();
    let host = ["www.", "mobile.", "m."].iter().find_map(|sub| host.strip_prefix(sub)).unwrap_or(&host);
    match host {
        _ if scheme.eq_ignore_ascii_case("at") => "atproto",
        "bsky.app" => "atproto",
        "x.com" | "twitter.com" => "twitter",
        _ => "activitypub",
    }
}

pub(super) fn social(given: &mut impl Given) -> Vec<Social> {
    const SOCIAL: Names = &["social", "social_interact", "comments_root"];
    let mut social = all(given, SOCIAL, |given, part| match part {
        Part::Text(text) if text.trim().eq_ignore_ascii_case("disabled") => {
            Some(Social { protocol: "disabled".to_owned(), ..Social::default() })
        }
        Part::Text(text) if text.contains("://") => {
            let uri = text.trim().to_owned();
            Some(Social { protocol: protocol_of(&uri).to_owned(), uri: Some(uri), ..Social::default() })
        }
        Part::Text(text) => {
            given.flaw(SOCIAL, format!("`{text}` is no address of a conversation"), "write its `protocol` and `uri`");
            None
        }
        Part::Table(mut table) => {
            needed(&mut table, &["protocol"], "a conversation")?;
            let protocol = word(&mut table, &["protocol"], lists::SOCIAL)?;
            let uri = line(&mut table, &["uri", "url"]);
            if protocol != "disabled" && uri.is_none() {
                table.flaw(&["uri"], "a conversation needs a `uri`; it is left out".to_owned(), "");
                return None;
            }
            let social = Social {
                protocol: protocol.to_owned(),
                uri: uri.filter(|_| protocol != "disabled"),
                account_id: line(&mut table, &["account_id"]),
                account_url: url(&mut table, &["account_url"]),
                priority: whole(&mut table, &["priority"], 0),
            };
            table.finish();
            Some(social)
        }
    });
    if let Some(at) = social.iter().position(|social| social.protocol == "disabled")
        && social.len() > 1
    {
        // It stands alone: whoever switches comments off means it.
        social = vec![social.swap_remove(at)];
    }
    social
}

pub(super) fn pictures(given: &mut impl Given, names: Names) -> Vec<Picture> {
    all(given, names, |given, part| match part {
        Part::Text(text) => given.address(&text).ok().map(|url| Picture {
            url,
            alt: None,
            aspect_ratio: None,
            width: None,
            height: None,
            media_type: None,
            purpose: Vec::new(),
        }),
        Part::Table(mut table) => {
            let url = needed_url(&mut table, &["url", "href", "src"], "an image")?;
            let purpose = all(&mut table, &["purpose"], |_, part| match part {
                Part::Text(text) => Some(text),
                Part::Table(_) => None,
            });
            let words = purpose.iter().flat_map(|text| text.split([' ', ',']));
            let picture = Picture {
                alt: line(&mut table, &["alt"]),
                aspect_ratio: line(&mut table, &["aspect_ratio"]).map(|ratio| ratio.replace(':', "/")),
                width: whole(&mut table, &["width"], 1),
                height: whole(&mut table, &["height"], 1),
                media_type: parsed(&mut table, &["type", "media_type"]),
                purpose: words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect(),
                url,
            };
            table.finish();
            Some(picture)
        }
    })
}

pub(super) fn content_links(given: &mut impl Given) -> Vec<ContentLink> {
    all(given, &["content_links", "content_link"], |given, part| match part {
        Part::Text(text) => given.address(&text).ok().map(|url| ContentLink { url, label: String::new() }),
        Part::Table(mut table) => {
            let url = needed_url(&mut table, &["url", "href"], "a content link")?;
            let label = line(&mut table, &["label", "text", "title", "name"]).unwrap_or_default();
            table.finish();
            Some(ContentLink { url, label })
        }
    })
}

pub(super) fn alternates(given: &mut impl Given) -> Vec<Alternate> {
    const NAMES: Names = &["alternate_enclosures", "alternate_enclosure", "alternates"];
    const SOURCES: Names = &["sources", "source"];
    all(given, NAMES, |given, part| {
        let Part::Table(mut table) = part else {
            given.flaw(NAMES, "an alternate enclosure is a table with `sources`".to_owned(), "");
            return None;
        };
        let mut sources: Vec<Source> = all(&mut table, SOURCES, |_, part| match part {
            Part::Text(uri) => Some(Source { uri, content_type: None }),
            Part::Table(mut table) => {
                let uri = needed(&mut table, &["uri", "url", "src"], "a source")?;
                let content_type = line(&mut table, &["content_type"]);
                table.finish();
                Some(Source { uri, content_type })
            }
        });
        if sources.is_empty() {
            let own = line(&mut table, &["url", "uri"]).map(|uri| Source { uri, content_type: None });
            sources.extend(own);
        }
        for source in &mut sources {
            // Other schemes stay as they are: what `ipfs:` means nobody resolves here.
            let is_other = source.uri.split_once(':').is_some_and(|(scheme, _)| {
                !scheme.is_empty()
                    && !scheme.contains('/')
                    && !scheme.eq_ignore_ascii_case("http")
                    && !scheme.eq_ignore_ascii_case("https")
            });
            if let Some(url) = (!is_other).then(|| table.address(&source.uri).ok()).flatten() {
                source.uri = url.to_string();
            }
        }
        let guess = || sources.first().and_then(|source| guess_media_type(&source.uri));
        let integrity = all(&mut table, &["integrity"], |_, part| match part {
            Part::Text(text) => Some(("sri".to_owned(), text)),
            Part::Table(mut table) => {
                let kind = word(&mut table, &["type"], lists::INTEGRITY)?;
                let value = needed(&mut table, &["value"], "an integrity")?;
                table.finish();
                Some((kind.to_owned(), value))
            }
        });
        let media_type = parsed(&mut table, &["type", "media_type"]).or_else(guess);
        let alternate = Alternate {
            media_type,
            length: whole(&mut table, &["length"], 0_u64).filter(|length| *length > 0),
            bitrate: real(&mut table, &["bitrate"]),
            height: whole(&mut table, &["height"], 1),
            language: parsed(&mut table, &["lang", "language"]),
            title: line(&mut table, &["title"]),
            rel: line(&mut table, &["rel"]),
            codecs: line(&mut table, &["codecs"]),
            is_default: flag(&mut table, &["default"]).unwrap_or(false),
            sources,
            integrity: single(&mut table, &["integrity"], integrity),
        };
        let lacks = match (alternate.sources.is_empty(), alternate.media_type.is_none()) {
            (true, _) => Some("`sources`"),
            (false, true) => Some("a `type`"),
            (false, false) => None,
        };
        if let Some(lacks) = lacks {
            table.flaw(SOURCES, format!("an alternate enclosure needs {lacks}; it is left out"), "");
        }
        table.finish();
        lacks.is_none().then_some(alternate)
    })
}

/// What a feed is made of.
pub(super) fn medium(given: &mut impl Given, names: Names) -> Option<String> {
    let medium = line(given, names)?;
    let known = is_medium(&medium);
    if !known {
        given.flaw(names, format!("`{medium}` is no medium"), &format!("use one of {}", lists::media()));
    }
    known.then_some(medium)
}
