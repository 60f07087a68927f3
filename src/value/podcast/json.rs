//! An episode as data, under the names that a record declares it by: nothing that is not filled.

use super::{
    Alternate, Chapter, Chat, Credit, Episode, Funding, Payment, Picture, Place, Recipient, Remote, Show, Social,
    Soundbite, Takers, TimeSplit, Transcript, Txt,
};
use serde_json::{Map, Value};
use std::fmt::Display;

impl Episode {
    /// As a record states it. The ledger keeps digests of it, so that names and forms never change.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut out = Object::default();
        out.number("season", self.season);
        out.text("season_name", self.season_name.as_ref());
        out.text("number", self.number.as_ref());
        out.number("whole_number", self.whole);
        out.text("display", self.display.as_ref());
        out.text("type", self.kind.map(super::EpisodeKind::as_str));
        out.flag("explicit", self.explicit);
        out.flag("block", self.is_blocked.then_some(true));
        out.text("title", self.title.as_ref());
        out.text("image", self.image.as_ref());
        out.list("images", &self.images, picture);
        out.list("persons", &self.persons, credit);
        let is_chapters = |file: &&super::EpisodeFile| file.path.to_ascii_lowercase().ends_with(".chapters");
        out.list("transcripts", &self.transcripts, transcript);
        for file in self.files.iter().filter(|file| !is_chapters(file)) {
            let mut inner = Object::default();
            inner.text("file", Some(&file.path));
            inner.text("language", file.language.as_ref());
            match out.0.get_mut("transcripts") {
                Some(Value::Array(all)) => all.push(Value::Object(inner.0)),
                _ => drop(out.0.insert("transcripts".to_owned(), Value::Array(vec![Value::Object(inner.0)]))),
            }
        }
        out.list("chapters", &self.chapters, chapter);
        if let Some(file) = &self.chapters_file {
            out.object("chapters_file", |out| {
                out.text("url", Some(&file.url));
                out.text("type", Some(&file.media_type));
            });
        }
        if let Some(file) = self.files.iter().find(is_chapters) {
            out.object("chapters_file", |out| out.text("file", Some(&file.path)));
        }
        out.list("soundbites", &self.soundbites, soundbite);
        out.list("locations", &self.places, place);
        if let Some(license) = &self.license {
            out.object("license", |out| {
                out.text("name", Some(&license.name));
                out.text("url", license.url.as_ref());
            });
        }
        out.list("alternate_enclosures", &self.alternates, alternate);
        out.list("value", &self.payments, payment);
        out.list("social", &self.social, social);
        out.list("txt", &self.txt, txt);
        out.list("funding", &self.funding, funding);
        if let Some(chat) = &self.chat {
            out.object("chat", |out| chat_of(chat, out));
        }
        out.list("content_links", &self.content_links, |link, out| {
            out.text("url", Some(&link.url));
            out.text("label", Some(&link.label));
        });
        Value::Object(out.0)
    }
}

impl Show {
    /// As `[feed.podcast]` states it.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let mut out = Object::default();
        out.text("guid", self.guid.as_ref());
        out.texts(
            "categories",
            self.categories.iter().map(|found| match found.sub {
                Some(sub) => format!("{} > {sub}", found.name),
                None => found.name.to_owned(),
            }),
        );
        out.text("type", self.kind.map(super::ShowKind::as_str));
        out.text("author", self.author.as_ref());
        out.flag("explicit", self.explicit);
        out.text("image", self.image.as_ref());
        out.text("title", self.title.as_ref());
        out.flag("complete", self.is_complete.then_some(true));
        let own = self.names_itself.then(|| "self".to_owned());
        out.text("new_feed_url", own.or_else(|| self.new_feed_url.as_ref().map(ToString::to_string)));
        out.text("applepodcastsverify", self.apple_verify.as_ref());
        out.text("copyright", self.copyright.as_ref());
        out.text("medium", self.medium.as_ref());
        out.number("spotify_limit", self.spotify_limit);
        out.texts("countries", self.countries.iter().cloned());
        out.flag("podping", self.podping);
        out.list("block", &self.blocks, |block, out| {
            out.text("id", block.id.as_ref());
            out.flag("block", Some(block.is_blocked));
        });
        if self.is_blocked {
            let mut all = vec![Value::Bool(true)];
            if let Some(Value::Array(services)) = out.0.remove("block") {
                all.extend(services);
            }
            out.0.insert("block".to_owned(), Value::Array(all));
        }
        match (&self.locked_owner, self.locked) {
            (None, locked) => out.flag("locked", locked),
            (Some(owner), locked) => out.object("locked", |out| {
                out.flag("locked", locked);
                out.text("owner", Some(owner));
            }),
        }
        if let Some(owner) = &self.owner {
            out.object("owner", |out| {
                out.text("name", owner.name.as_ref());
                out.text("email", Some(&owner.email));
            });
        }
        if let Some(license) = &self.license {
            out.object("license", |out| {
                out.text("name", Some(&license.name));
                out.text("url", license.url.as_ref());
            });
        }
        if let Some(frequency) = &self.update_frequency {
            out.object("update_frequency", |out| {
                out.text("text", Some(&frequency.text));
                out.flag("complete", frequency.is_complete.then_some(true));
                out.text("dtstart", frequency.start.as_ref());
                out.text("rrule", frequency.rrule.as_ref());
            });
        }
        if let Some(item) = &self.publisher {
            out.object("publisher", |out| remote(item, out));
        }
        if let Some(chat) = &self.chat {
            out.object("chat", |out| chat_of(chat, out));
        }
        out.list("persons", &self.persons, credit);
        out.list("funding", &self.funding, funding);
        out.list("value", &self.payments, payment);
        out.list("locations", &self.places, place);
        out.list("trailers", &self.trailers, |trailer, out| {
            out.text("title", Some(&trailer.title));
            out.text("url", Some(&trailer.url));
            out.text("published", Some(trailer.published));
            out.number("length", trailer.length);
            out.text("type", trailer.media_type.as_ref());
            out.number("season", trailer.season);
        });
        out.list("podroll", &self.podroll, remote);
        out.list("remote_items", &self.remote_items, remote);
        out.list("social", &self.social, social);
        out.list("txt", &self.txt, txt);
        out.list("images", &self.images, picture);
        out.list("live", &self.live, |live, out| {
            out.text("title", Some(&live.title));
            out.text("status", Some(live.status.as_str()));
            out.text("start", Some(live.start));
            out.text("end", live.end);
            out.text("guid", Some(&live.guid));
            out.text("url", Some(&live.enclosure));
            out.text("media_type", Some(&live.media_type));
            out.text("link", live.link.as_ref());
            out.text("description", live.description.as_ref());
            if let Value::Object(episode) = live.episode.to_json() {
                out.0.extend(episode);
            }
        });
        Value::Object(out.0)
    }
}

#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn text(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Value::String(value.to_string()));
        }
    }

    fn texts(&mut self, name: &str, values: impl Iterator<Item = String>) {
        let values: Vec<Value> = values.map(Value::String).collect();
        if !values.is_empty() {
            self.0.insert(name.to_owned(), Value::Array(values));
        }
    }

    fn number(&mut self, name: &str, value: Option<impl Into<u64>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Value::from(value.into()));
        }
    }

    /// Seconds and other decimal numbers, whole ones without a fraction.
    fn real(&mut self, name: &str, value: Option<f64>) {
        if let Some(number) = value.and_then(|value| super::seconds(value).parse::<serde_json::Number>().ok()) {
            self.0.insert(name.to_owned(), Value::Number(number));
        }
    }

    fn flag(&mut self, name: &str, value: Option<bool>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Value::Bool(value));
        }
    }

    fn object(&mut self, name: &str, fill: impl FnOnce(&mut Self)) {
        let mut inner = Self::default();
        fill(&mut inner);
        self.0.insert(name.to_owned(), Value::Object(inner.0));
    }

    fn list<T>(&mut self, name: &str, items: &[T], fill: impl Fn(&T, &mut Self)) {
        let object = |item| {
            let mut inner = Self::default();
            fill(item, &mut inner);
            Value::Object(inner.0)
        };
        if !items.is_empty() {
            self.0.insert(name.to_owned(), Value::Array(items.iter().map(object).collect()));
        }
    }
}

fn txt(txt: &Txt, out: &mut Object) {
    out.text("purpose", txt.purpose.as_ref());
    out.text("text", Some(&txt.text));
}

fn funding(funding: &Funding, out: &mut Object) {
    out.text("url", Some(&funding.url));
    out.text("label", Some(&funding.label));
}

fn chat_of(chat: &Chat, out: &mut Object) {
    out.text("server", Some(&chat.server));
    out.text("protocol", Some(&chat.protocol));
    out.text("account_id", chat.account_id.as_ref());
    out.text("space", chat.space.as_ref());
}

fn picture(picture: &Picture, out: &mut Object) {
    out.text("url", Some(&picture.url));
    out.text("alt", picture.alt.as_ref());
    out.text("aspect_ratio", picture.aspect_ratio.as_ref());
    out.number("width", picture.width);
    out.number("height", picture.height);
    out.text("type", picture.media_type.as_ref());
    out.text("purpose", (!picture.purpose.is_empty()).then(|| picture.purpose.join(" ")));
}

fn credit(credit: &Credit, out: &mut Object) {
    out.text("name", Some(&credit.name));
    out.text("role", credit.role.as_ref());
    out.text("group", credit.group.as_ref());
    out.text("img", credit.image.as_ref());
    out.text("href", credit.url.as_ref());
}

fn transcript(transcript: &Transcript, out: &mut Object) {
    out.text("url", Some(&transcript.url));
    out.text("type", Some(&transcript.media_type));
    out.text("language", transcript.language.as_ref());
    out.flag("captions", Some(transcript.is_captions));
}

fn chapter(chapter: &Chapter, out: &mut Object) {
    out.real("start", Some(chapter.start));
    out.real("end", chapter.end);
    out.text("title", chapter.title.as_ref());
    out.text("url", chapter.url.as_ref());
    out.text("image", chapter.image.as_ref());
    out.flag("toc", (!chapter.toc).then_some(false));
}

fn soundbite(bite: &Soundbite, out: &mut Object) {
    out.real("start", Some(bite.start));
    out.real("duration", Some(bite.duration));
    out.text("title", (!bite.title.is_empty()).then_some(&bite.title));
}

fn place(place: &Place, out: &mut Object) {
    out.text("name", Some(&place.name));
    out.text("rel", place.rel.as_ref());
    out.text("geo", place.geo.as_ref());
    out.text("osm", place.osm.as_ref());
    out.text("country", place.country.as_ref());
}

fn alternate(file: &Alternate, out: &mut Object) {
    out.text("type", file.media_type.as_ref());
    out.number("length", file.length);
    out.real("bitrate", file.bitrate);
    out.number("height", file.height);
    out.text("lang", file.language.as_ref());
    out.text("title", file.title.as_ref());
    out.text("rel", file.rel.as_ref());
    out.text("codecs", file.codecs.as_ref());
    out.flag("default", file.is_default.then_some(true));
    out.list("sources", &file.sources, |source, out| {
        out.text("uri", Some(&source.uri));
        out.text("content_type", source.content_type.as_ref());
    });
    if let Some((kind, value)) = &file.integrity {
        out.object("integrity", |out| {
            out.text("type", Some(kind));
            out.text("value", Some(value));
        });
    }
}

fn payment(payment: &Payment, out: &mut Object) {
    out.text("type", Some(&payment.kind));
    out.text("method", Some(&payment.method));
    out.text("suggested", payment.suggested.as_ref());
    out.list("recipients", &payment.recipients, recipient);
    out.list("time_splits", &payment.splits, time_split);
}

fn recipient(recipient: &Recipient, out: &mut Object) {
    out.text("name", recipient.name.as_ref());
    out.text("type", Some(&recipient.kind));
    out.text("address", Some(&recipient.address));
    out.number("split", Some(recipient.split));
    out.text("custom_key", recipient.custom_key.as_ref());
    out.text("custom_value", recipient.custom_value.as_ref());
    out.flag("fee", recipient.is_fee.then_some(true));
}

fn time_split(split: &TimeSplit, out: &mut Object) {
    out.real("start", Some(split.start));
    out.real("duration", Some(split.duration));
    out.real("remote_start", split.remote_start);
    out.real("remote_percentage", split.remote_percentage);
    match &split.to {
        Takers::Remote(item) => out.object("remote_item", |out| remote(item, out)),
        Takers::Recipients(recipients) => out.list("recipients", recipients, recipient),
    }
}

fn remote(item: &Remote, out: &mut Object) {
    out.text("feed_guid", Some(&item.feed_guid));
    out.text("feed_url", item.feed_url.as_ref());
    out.text("item_guid", item.item_guid.as_ref());
    out.text("medium", item.medium.as_ref());
    out.text("title", item.title.as_ref());
}

fn social(social: &Social, out: &mut Object) {
    out.text("protocol", Some(&social.protocol));
    out.text("uri", social.uri.as_ref());
    out.text("account_id", social.account_id.as_ref());
    out.text("account_url", social.account_url.as_ref());
    out.number("priority", social.priority);
}
