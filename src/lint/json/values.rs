//! What is asked of the values of members: texts, HTML, addresses, dates, numbers, attachments.

use super::{
    judge::Judge,
    lexical::place,
    members::{Known, Wanted},
    read::Value,
};
use crate::lint::{
    html,
    judge::flaw_message,
    rules::{
        DATE_IMPLAUSIBLE, DATE_RFC3339, JSON_ATTACHMENT_TITLE, JSON_ATTACHMENT_TYPE, JSON_BLANK, JSON_DATE_FORM,
        JSON_HTML_ESCAPED, JSON_MARKUP, JSON_MEMBER_MISSING, JSON_NUMBER, JSON_URL_SCHEME, LANGUAGE, MEDIA_TYPE,
    },
    text::{is_blank, quote},
    values::{
        date::rfc3339,
        language::is_language,
        media_type::{essence, is_media_type},
        uri,
    },
};

/// The largest whole number that every reader holds exactly (RFC 8259 §6).
const MAX_NUMBER: u64 = 1 << 53;

impl Judge<'_, '_> {
    pub(super) fn text(&mut self, text: &str, at: usize, known: &Known) {
        if is_blank(text) {
            match known.wanted {
                _ if known.name == "id" => self.add(&JSON_MEMBER_MISSING, at, "the id is empty: readers drop the item"),
                _ if known.is_required => self.add(&JSON_MEMBER_MISSING, at, format!("`{}` is empty", known.name)),
                // Whether content may be empty depends on the rest of the item.
                Wanted::Html | Wanted::Content => {}
                _ => self.add(&JSON_BLANK, at, format!("`{}` is empty", known.name)),
            }
            return;
        }
        match known.wanted {
            Wanted::Text => self.plain(text, at),
            Wanted::Content => {
                if let Some((offset, piece)) = html::markup_in_text(text).filter(|(_, piece)| is_meant(piece, text)) {
                    let message = format!("`content_text` is plain text, but holds `{}`", quote(piece));
                    self.add(&JSON_MARKUP, place(self.source, at, offset), message);
                }
            }
            Wanted::Html => self.html(text, at),
            Wanted::Url | Wanted::AuthorUrl => self.address(text, at, known),
            Wanted::Date => self.date(text, at),
            Wanted::Language if !is_language(text) => {
                self.add(&LANGUAGE, at, format!("`{}` names no language", quote(text)));
            }
            Wanted::MediaType if !is_media_type(text) => {
                self.add(&MEDIA_TYPE, at, format!("`{}` is no media type", quote(text)));
            }
            _ => {}
        }
    }

    /// Plain text, in which `<` and `&` stand for themselves.
    pub(super) fn plain(&mut self, text: &str, at: usize) {
        if let Some((offset, piece)) = html::markup_in_text(text) {
            let message = format!("this is plain text, but holds `{}`", quote(piece));
            self.add(&JSON_MARKUP, place(self.source, at, offset), message);
        }
    }

    fn address(&mut self, text: &str, at: usize, known: &Known) {
        if let Err((rule, message)) = uri::absolute(text) {
            return self.add(rule, at, message);
        }
        let scheme = uri::scheme(text).unwrap_or_default();
        let is_right = match scheme.len() {
            4 => scheme.eq_ignore_ascii_case("http"),
            5 => scheme.eq_ignore_ascii_case("https"),
            6 => known.wanted == Wanted::AuthorUrl && scheme.eq_ignore_ascii_case("mailto"),
            _ => false,
        };
        if !is_right {
            let message = format!("`{}` begins with `{}:`, not with `https:`", quote(text), quote(scheme));
            self.add(&JSON_URL_SCHEME, at, message);
        }
    }

    fn date(&mut self, text: &str, at: usize) {
        let strict = rfc3339(text);
        let Some(instant) = strict.or_else(|| rfc3339(&text.to_ascii_uppercase())) else {
            let message = format!("`{}` is no RFC 3339 date with time and zone", quote(text));
            return self.add(&DATE_RFC3339, at, message);
        };
        if strict.is_none() {
            let message = format!("`{}` has a small `t` or `z`", quote(text));
            self.add(&JSON_DATE_FORM, at, message);
        }
        if self.asked.now.is_some_and(|now| instant > now + chrono::TimeDelta::minutes(10)) {
            self.add(&DATE_IMPLAUSIBLE, at, format!("`{}` is in the future", quote(text)));
        } else if chrono::Datelike::year(&instant) < 1990 {
            self.add(&DATE_IMPLAUSIBLE, at, format!("`{}` is before there were feeds", quote(text)));
        }
    }

    fn html(&mut self, text: &str, at: usize) {
        if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
            return;
        }
        if is_escaped_twice(text) {
            let message = "the HTML is escaped: readers show its tags as text";
            self.add(&JSON_HTML_ESCAPED, at, message);
        }
        let mut said: Vec<(&'static str, String)> = Vec::new();
        let (findings, source, path) = (&mut *self.findings, self.source, self.path.as_str());
        html::judge(text, |offset, flaw| {
            let Some((rule, message)) = flaw_message(&flaw, true) else { return };
            let message = message.replace("and RSS does not say to what", "and JSON Feed has no base for it");
            if said.len() < 20 && !said.iter().any(|(code, known)| *code == rule.code && *known == message) {
                findings.add(rule, place(source, at, offset), path, message.clone());
                said.push((rule.code, message));
            }
        });
    }

    /// A number of bytes, which is not negative.
    pub(super) fn size(&mut self, number: &str, at: usize) {
        let shown = quote(number);
        let message = match number.parse::<u64>() {
            Ok(0) => "a size of 0 says that the file is empty".to_owned(),
            Ok(size) if size > MAX_NUMBER => format!("`{shown}` is too large for readers to hold exactly"),
            Ok(_) => return,
            Err(_) => format!("`{shown}` is no whole number of bytes, written with digits alone"),
        };
        self.add(&JSON_NUMBER, at, message);
    }

    /// The type of an attachment against the name of its file.
    pub(super) fn attachment_type(&mut self, attachment: &Value<'_>) {
        let (Some(url), Some(media_type), Some(value)) =
            (attachment.string("url"), attachment.string("mime_type"), attachment.get("mime_type"))
        else {
            return;
        };
        let Some((kind, _)) = media_type.split_once('/') else { return };
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some((_, extension)) = path.rsplit('/').next().unwrap_or_default().rsplit_once('.') else { return };
        let expected = kinds(extension);
        if !expected.is_empty() && !expected.iter().any(|known| kind.eq_ignore_ascii_case(known)) {
            let message = format!(
                "the type is `{}`, but the name of the file ends in `.{}`",
                quote(media_type),
                quote(extension)
            );
            self.add_at(&JSON_ATTACHMENT_TYPE, value.at, "mime_type", message);
        }
    }

    /// Attachments of one title are taken for one thing: then they differ in type, and can stand for each other.
    pub(super) fn attachment_titles(&mut self, attachments: &[Value<'_>]) {
        let kind = |one: &Value<'_>| one.string("mime_type").map(|name| essence(name).to_ascii_lowercase());
        let mut first: Vec<(&str, Option<String>)> = Vec::new();
        for (number, attachment) in attachments.iter().enumerate().take(200) {
            let Some(title) = attachment.string("title").filter(|title| !is_blank(title)) else { continue };
            let kind = kind(attachment);
            let twin = first
                .iter()
                .find(|(other, other_kind)| *other == title && !can_replace(other_kind.as_deref(), kind.as_deref()));
            if twin.is_some() {
                let message =
                    format!("two attachments have the title `{}`: readers take them for one thing", quote(title));
                let path = format!("{}[{number}]", self.path);
                self.findings.add(&JSON_ATTACHMENT_TITLE, attachment.at, path, message);
            }
            first.push((title, kind));
        }
    }
}

/// Whether a file of one type can be played in place of one of another.
fn can_replace(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let top = |name: &str| name.split('/').next().unwrap_or_default().to_owned();
    let is_played = |name: &str| matches!(name, "audio" | "video");
    let (top_a, top_b) = (top(a), top(b));
    a != b && (top_a == top_b || (is_played(&top_a) && is_played(&top_b)))
}

/// The first parts that the type of a file with this extension may have.
fn kinds(extension: &str) -> &'static [&'static str] {
    match extension.to_ascii_lowercase().as_str() {
        "mp3" | "m4a" | "m4b" | "aac" | "oga" | "opus" | "flac" | "wav" => &["audio"],
        "mp4" | "webm" | "3gp" => &["audio", "video"],
        "ogg" => &["audio", "video", "application"],
        "m4v" | "mov" | "mkv" | "avi" | "ogv" => &["video"],
        "jpg" | "jpeg" | "png" | "gif" | "webp" | "avif" | "heic" | "svg" => &["image"],
        "pdf" | "epub" | "zip" => &["application"],
        _ => &[],
    }
}

/// Whether markup in the content of an item is meant as such, and is not what the text is about.
fn is_meant(piece: &str, text: &str) -> bool {
    match piece.strip_prefix('<') {
        None => piece.ends_with(';'),
        Some(name) => {
            text.trim_start().starts_with(piece)
                || text.contains("</")
                || matches!(name.to_ascii_lowercase().as_str(), "br" | "img" | "hr")
        }
    }
}

/// Whether HTML has no tags, but looks as if it had some that were escaped.
fn is_escaped_twice(text: &str) -> bool {
    if text.contains('<') || !text.contains("&lt;") {
        return false;
    }
    let decoded = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    html::markup_in_text(&decoded).is_some_and(|(_, piece)| piece.starts_with('<') && is_meant(piece, &decoded))
}
