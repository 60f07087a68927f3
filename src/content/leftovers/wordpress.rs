//! Shortcodes of WordPress and of the page builders that grew on it: `[caption]…[/caption]`, `[gallery]`.

use super::{Action, Recognised, Scanner, Syntax, arguments::Arguments, shortcode};
use crate::value::escape_html;

/// The shortcodes that come with WordPress or with what runs on half of its sites. Brackets around other words are text.
const KNOWN: [&str; 22] = [
    "audio",
    "button",
    "caption",
    "code",
    "contact-form",
    "contact-form-7",
    "contact-field",
    "embed",
    "gallery",
    "googlemaps",
    "instagram",
    "playlist",
    "sourcecode",
    "toc",
    "tweet",
    "twitter",
    "video",
    "videopress",
    "vimeo",
    "wp_caption",
    "wpvideo",
    "youtube",
];
/// Shortcodes of WordPress.com and Jetpack that show what an address leads to.
const EMBEDS: [&str; 13] = [
    "bandcamp",
    "dailymotion",
    "facebook",
    "flickr",
    "gist",
    "googlevideo",
    "pinterest",
    "polldaddy",
    "scribd",
    "slideshare",
    "soundcloud",
    "spotify",
    "ted",
];
/// Shortcodes of its syntax highlighter: the language is the name. Without their end they are text.
const LANGUAGES: [&str; 22] = [
    "bash",
    "cpp",
    "csharp",
    "css",
    "diff",
    "html",
    "java",
    "javascript",
    "js",
    "perl",
    "php",
    "plain",
    "powershell",
    "ps",
    "python",
    "py",
    "ruby",
    "scala",
    "shell",
    "sql",
    "vb",
    "xml",
];
/// Page builders name theirs with these.
const BUILDERS: [&str; 6] = ["av_", "et_pb_", "fusion_", "fl_", "su_", "vc_"];

impl<'t> Scanner<'t, '_> {
    /// A shortcode at `i`.
    pub(super) fn wordpress(&mut self, i: usize) -> Option<Recognised> {
        let text = self.text;
        let escaped = text[i..].starts_with("[[");
        let start = i + 1 + usize::from(escaped);
        let closing = text[start..].starts_with('/');
        let start = start + usize::from(closing);
        let rest = &text[start..];
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let name = &rest[..length];
        let is_code = LANGUAGES.contains(&name);
        let known = is_code
            || KNOWN.contains(&name)
            || EMBEDS.contains(&name)
            || BUILDERS.iter().any(|builder| name.starts_with(builder));
        if !known && self.syntax == Syntax::WordPress {
            return if escaped { self.escaped(i, start + length) } else { self.foreign(start, name, closing) };
        }
        if !known || !rest[length..].starts_with([' ', ']', '=', '/', '\n', '\u{a0}']) {
            return None;
        }
        let end = start + closing_bracket(rest)? + 1;
        if escaped {
            // Written to be shown.
            return text[end..]
                .starts_with(']')
                .then(|| (end + 1, Action::Inline(escape_html(&text[i + 1..end]).into_owned())));
        }
        if closing {
            return (!is_code).then_some((end, Action::Vanish));
        }
        let inside = rest[length..end - start - 1].trim_end_matches('/').trim_start_matches('=');
        let arguments = Arguments::parse(inside);
        // `[youtube=https://…?v=aB3]`, `[youtube https://…?v=aB3]`: the address itself has an equals sign.
        let bare = inside.split_whitespace().next().map(|word| word.trim_matches(['"', '\'']));
        let bare = bare.filter(|word| word.starts_with("http://") || word.starts_with("https://"));
        let named = || arguments.any(&["src", "url", "mp3", "mp4", "ogg", "m4a", "webm"]);
        let address = || bare.or_else(named).or_else(|| arguments.at(0));
        let reported = || Action::Remove(format!("[{name}]"));
        match name {
            "caption" | "wp_caption" => {
                let (content, after) = self.content(end, name)?;
                let caption = arguments.any(&["caption"]);
                Some((after, figure(content, caption, self.syntax)))
            }
            "embed" => {
                let (content, after) = self.content(end, name)?;
                Some((after, link(content.trim())))
            }
            "audio" | "video" => Some(match (address(), self.content(end, name)) {
                (Some(address), Some((content, after))) if content.trim().is_empty() => (after, link(address)),
                (Some(address), _) => (end, link(address)),
                (None, Some((content, after))) if content.trim().starts_with("http") => (after, link(content.trim())),
                (None, _) => (end, reported()),
            }),
            _ if is_code || matches!(name, "code" | "sourcecode") => {
                let (content, after) = self.content(end, name)?;
                let language = arguments.any(&["language", "lang"]).or(is_code.then_some(name)).map(str::to_owned);
                // WordPress stores it escaped or not, depending on the editor.
                let content =
                    content.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
                Some((after, Action::Block(self.code_block(i, language.as_deref(), &content))))
            }
            "contact-form" | "contact-form-7" => match self.content(end, name) {
                Some((_, after)) => Some((after, reported())),
                None => Some((end, reported())),
            },
            "youtube" | "vimeo" | "tweet" | "twitter" | "instagram" => {
                // Its players take an id; what is no player is a page, which no frame shows.
                let action = match address().filter(|address| address.contains("://")) {
                    Some(address) if address.contains("/embed/") || address.contains("//player.") => {
                        Some(frame(address))
                    }
                    Some(address) => Some(link(&address.replace("&amp;", "&"))),
                    None => shortcode::render(name, &arguments),
                };
                Some((end, action.unwrap_or_else(reported)))
            }
            "videopress" | "wpvideo" => Some((
                end,
                match arguments.at(0).filter(|id| !id.is_empty()) {
                    Some(id) => link(&format!("https://videopress.com/v/{id}")),
                    None => reported(),
                },
            )),
            _ if EMBEDS.contains(&name) => {
                Some(match (address().filter(|a| a.contains("://")), self.content(end, name)) {
                    (Some(address), Some((content, after))) if content.trim().is_empty() => (after, link(address)),
                    (Some(address), _) => (end, link(&address.replace("&amp;", "&"))),
                    (None, Some((content, after))) if content.trim().starts_with("http") => {
                        (after, link(content.trim()))
                    }
                    (None, _) => (end, shortcode::render(name, &arguments).unwrap_or_else(reported)),
                })
            }
            _ => Some((end, reported())),
        }
    }

    /// `[[form id="1"]]`, written to be shown, with its name up to `end_of_name`.
    fn escaped(&self, i: usize, end_of_name: usize) -> Option<Recognised> {
        let after = &self.text[end_of_name..];
        let inside = &after[..closing_bracket(after)?];
        let end = end_of_name + inside.len() + 1;
        let is_meant = is_arguments(inside) && self.text[end..].starts_with(']');
        is_meant.then(|| (end + 1, Action::Inline(escape_html(&self.text[i + 1..end]).into_owned())))
    }

    /// A shortcode of who knows which plugin, by its form: it has an end tag (then what stands between stays), or arguments
    /// with names, or a slash before its bracket. `[sic]` and `[1]` have none of this. `start` is where its name begins.
    fn foreign(&mut self, start: usize, name: &str, closing: bool) -> Option<Recognised> {
        let rest = &self.text[start..];
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let end_tag = format!("[/{name}]");
        if closing {
            // Only behind its beginning, which looked for this end.
            let is_ours =
                self.ends.get(&end_tag).is_some_and(|found| found.as_ref().is_some_and(|end| end.start + 2 == start));
            return is_ours.then(|| (start + name.len() + 1, Action::Vanish));
        }
        let after = &rest[name.len()..];
        if !after.starts_with([' ', ']', '/', '\n', '\u{a0}']) {
            return None;
        }
        let inside = &after[..closing_bracket(after)?];
        let end = start + name.len() + inside.len() + 1;
        let is_shortcode = is_arguments(inside) || self.content(end, name).is_some();
        if is_shortcode {
            // An end that belongs to it is known from here on.
            self.content(end, name);
        }
        is_shortcode.then(|| (end, Action::Remove(format!("[{name}]"))))
    }

    /// `[caption id="…"]…[/caption]` in a body that came from WordPress by way of Markdown.
    pub(super) fn caption_in_markdown(&mut self, i: usize) -> Option<Recognised> {
        let rest = &self.text[i..];
        let name = ["caption", "wp_caption"].into_iter().find(|name| rest[1..].starts_with(name))?;
        let inside = rest[1 + name.len()..].strip_prefix(' ')?;
        let end = closing_bracket(inside)?;
        let arguments = Arguments::parse(&inside[..end]);
        if !arguments.has_names() {
            return None;
        }
        let end = self.text.len() - inside.len() + end + 1;
        let (content, after) = self.content(end, name)?;
        let caption = arguments.any(&["caption"]);
        Some((after, figure(content, caption, self.syntax)))
    }

    /// What stands between the tag that ends at `from` and its closing tag, and where the latter ends.
    fn content(&mut self, from: usize, name: &str) -> Option<(&'t str, usize)> {
        let close = format!("[/{name}]");
        let text = self.text;
        let found = self.find_end(
            from,
            |text, from| text[from..].find(&close).map(|at| from + at..from + at + close.len()),
            &close,
        )?;
        Some((&text[from..found.start], found.end))
    }
}

/// Whether a text is nothing but arguments with names, or ends with a slash: ` id="12" title='x'`.
fn is_arguments(text: &str) -> bool {
    let text = text.trim();
    let (mut rest, is_closed) = text.strip_suffix('/').map_or((text, false), |rest| (rest.trim_end(), true));
    let is_empty = rest.is_empty();
    while !rest.is_empty() {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let Some(value) = rest[length..].strip_prefix('=').filter(|_| length > 0) else { return false };
        let end = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].find(quote).map(|end| end + 2),
            _ => Some(value.find(char::is_whitespace).unwrap_or(value.len())).filter(|end| *end > 0),
        };
        let Some(end) = end else { return false };
        rest = value[end..].trim_start();
    }
    is_closed || !is_empty
}

/// The bracket that closes a shortcode, outside of quotes.
fn closing_bracket(text: &str) -> Option<usize> {
    const LONGEST: usize = 4 * 1024;
    let mut quote = None;
    for (at, c) in text.char_indices().take_while(|(at, _)| *at < LONGEST) {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, ']') => return Some(at),
            (None, '[') => return None,
            _ => {}
        }
    }
    None
}

fn figure(content: &str, caption: Option<&str>, syntax: Syntax) -> Action {
    let content = content.trim();
    let lower = content.to_ascii_lowercase();
    let image_end = lower.find("<img").and_then(|image| lower[image..].find('>').map(|end| image + end + 1));
    let (image, text) = match image_end {
        Some(end) if lower[end..].trim_start().starts_with("</a>") => {
            let end = end + lower[end..].find("</a>").unwrap_or_default() + "</a>".len();
            content.split_at(end)
        }
        Some(end) => content.split_at(end),
        // An image in Markdown: its caption cannot be told from it.
        None if syntax == Syntax::Markdown => return Action::Inline(content.to_owned()),
        None => (content, ""),
    };
    let caption = match text.trim() {
        "" => caption.map(|caption| escape_html(caption).into_owned()).unwrap_or_default(),
        text => text.to_owned(),
    };
    let caption = if caption.is_empty() { caption } else { format!("<figcaption>{caption}</figcaption>") };
    let html = format!("<figure>{image}{caption}</figure>");
    Action::Block(if syntax == Syntax::Markdown { html.replace('\n', " ") } else { html })
}

fn link(address: &str) -> Action {
    let address = escape_html(address);
    Action::Inline(format!("<a href=\"{address}\">{address}</a>"))
}

fn frame(address: &str) -> Action {
    Action::Inline(format!("<iframe src=\"{}\"></iframe>", escape_html(address)))
}
