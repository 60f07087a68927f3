//! Shortcodes of Hugo (`{{< x >}}`, `{{% x %}}`) and Zola (`{{ x(a="b") }}`).

use super::{Action, Recognised, Scanner, arguments::Arguments};
use crate::{content::markdown, value::escape_html};
use std::ops::Range;

impl<'t> Scanner<'t, '_> {
    /// `{{< x >}}` or `{{% x %}}` at `i`.
    pub(super) fn hugo(&mut self, i: usize) -> Option<Recognised> {
        let close = if self.text[i..].starts_with("{{<") { ">}}" } else { "%}}" };
        let (inner, end) = self.enclosed(i, 3, "{{", close)?;
        let inner = inner.trim().trim_matches('-').trim();
        // Written to be shown.
        if let Some(shown) = inner.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            let mark = &close[..1];
            let open = if mark == ">" { "<" } else { "%" };
            let text = format!("{{{{{open}{shown}{mark}}}}}");
            return Some((end, Action::Inline(format!("<code>{}</code>", escape_html(&text)))));
        }
        if let Some(name) = inner.strip_prefix('/') {
            let action = if name.trim() == "details" { Action::Block("</details>".to_owned()) } else { Action::Vanish };
            return Some((end, action));
        }
        let inner = inner.trim_end_matches('/').trim_end();
        let split = inner.find(char::is_whitespace).unwrap_or(inner.len());
        let (name, arguments) = inner.split_at(split);
        let reported = if close == ">}}" { format!("{{{{< {name} >}}}}") } else { format!("{{{{% {name} %}}}}") };
        let parsed = Arguments::parse(arguments);
        match name {
            "highlight" | "code" | "codeblock" => {
                let (content, after) = self.hugo_content(end, name)?;
                let language = parsed.any(&["lang", "language"]).or_else(|| parsed.at(0));
                let block = self.code_block(i, language, content);
                self.look_again_from(after);
                return Some((after, Action::Block(block)));
            }
            "comment" => {
                if let Some((_, after)) = self.hugo_content(end, name) {
                    return Some((after, Action::Vanish));
                }
            }
            "details" => {
                let summary = parsed.any(&["summary", "title"]).or_else(|| parsed.at(0)).unwrap_or("…");
                return Some((end, Action::Block(format!("<details><summary>{}</summary>\n", escape_html(summary)))));
            }
            "ref" | "relref" => return Some((end, Action::Remove(reported))),
            _ => {}
        }
        Some((end, render(name, &parsed).unwrap_or(Action::Remove(reported))))
    }

    /// What stands between the tag that ends at `from` and its closing tag, and where the latter ends.
    fn hugo_content(&mut self, from: usize, name: &str) -> Option<(&'t str, usize)> {
        let find = |text: &str, from: usize| -> Option<Range<usize>> {
            text[from..].match_indices("{{").find_map(|(at, _)| {
                let start = from + at;
                let inner = text[start + 2..].strip_prefix(['<', '%'])?.trim_start().strip_prefix('/')?.trim_start();
                let rest = inner.strip_prefix(name)?.trim_start();
                let rest = rest.strip_prefix(">}}").or_else(|| rest.strip_prefix("%}}"))?;
                Some(start..text.len() - rest.len())
            })
        };
        let end = self.find_end(from, find, &format!("{{{{</{name}"))?;
        Some((&self.text[from..end.start], end.end))
    }
}

/// What a shortcode that many sites share is made into; `None` for others.
pub(super) fn render(name: &str, arguments: &Arguments) -> Option<Action> {
    let id = |names: &[&str]| {
        let id = arguments.any(names).or_else(|| arguments.at(0).filter(|_| !arguments.has_names()))?.trim();
        (!id.is_empty()).then(|| escape_html(id).into_owned())
    };
    let frame = |address: String, title: Option<&str>| {
        let title = title.map(|title| format!(" title=\"{}\"", escape_html(title))).unwrap_or_default();
        Action::Inline(format!("<iframe src=\"{address}\"{title}></iframe>"))
    };
    let link = |address: &str| Action::Inline(format!("<a href=\"{address}\">{address}</a>"));
    let title = arguments.any(&["title", "label"]);
    match name {
        "youtube" | "yt" | "youtubelite" => {
            let id = id(&["id", "v", "video", "videoid"])?;
            // Some themes take the whole address.
            let address = if id.contains("://") { id } else { format!("https://www.youtube.com/embed/{id}") };
            Some(frame(address, title))
        }
        "vimeo" => id(&["id"]).map(|id| frame(format!("https://player.vimeo.com/video/{id}"), title)),
        "bilibili" => id(&["id"]).map(|id| link(&format!("https://www.bilibili.com/video/{id}"))),
        "streamable" => id(&["id"]).map(|id| link(&format!("https://streamable.com/{id}"))),
        "spotify" | "soundcloud" | "iframe" | "codepen" => {
            let address =
                arguments.any(&["src", "url"]).or_else(|| arguments.at(0)).filter(|url| url.contains("://"))?;
            Some(frame(escape_html(address).into_owned(), title))
        }
        "tweet" | "twitter" | "x" | "x_simple" | "twitter_simple" | "tweet_simple" => {
            let user = arguments.any(&["user"]).or_else(|| arguments.at(1).and(arguments.at(0))).unwrap_or("i");
            let id = arguments.any(&["id"]).or_else(|| arguments.at(1)).or_else(|| arguments.at(0))?;
            let is_id = id.bytes().all(|b| b.is_ascii_digit());
            is_id.then(|| link(&format!("https://twitter.com/{}/status/{id}", escape_html(user))))
        }
        "instagram" => id(&["id"]).map(|id| link(&format!("https://www.instagram.com/p/{id}/"))),
        "gist" => {
            if let Some(address) = arguments.any(&["url"]).or_else(|| arguments.at(0)).filter(|url| url.contains("://"))
            {
                return Some(link(&escape_html(address)));
            }
            let path: Vec<&str> = [0, 1].into_iter().filter_map(|i| arguments.at(i)).collect();
            (!path.is_empty()).then(|| link(&escape_html(&format!("https://gist.github.com/{}", path.join("/")))))
        }
        "figure" | "image" | "img" | "picture" | "imgproc" | "blog/figure" => figure(arguments),
        "audio" | "video" => {
            let src = arguments.any(&["src", "url", "mp4", "mp3"]).or_else(|| arguments.at(0))?;
            Some(Action::Block(format!("<p><{name} controls src=\"{}\"></{name}></p>", escape_html(src))))
        }
        _ => None,
    }
}

fn figure(arguments: &Arguments) -> Option<Action> {
    let src = arguments.any(&["src", "url", "path"]).or_else(|| arguments.at(0).filter(|src| src.contains('.')))?;
    let caption = arguments.any(&["caption"]);
    let attribution = arguments.any(&["attr"]);
    let alt = arguments.named("alt").or(caption).or_else(|| arguments.any(&["title"])).unwrap_or_default();
    let mut image = format!("<img src=\"{}\" alt=\"{}\"", escape_html(src), escape_html(alt));
    for side in ["width", "height"] {
        if let Some(length) = arguments.any(&[side]) {
            image.push_str(&format!(" {side}=\"{}\"", escape_html(length)));
        }
    }
    image.push('>');
    if let Some(link) = arguments.any(&["link"]) {
        image = format!("<a href=\"{}\">{image}</a>", escape_html(link));
    }
    let mut text = Vec::new();
    if let Some(title) = arguments.any(&["title"]) {
        text.push(format!("<strong>{}</strong>", escape_html(title)));
    }
    text.extend(caption.map(markdown::inline));
    if let Some(attribution) = attribution {
        let attribution = markdown::inline(attribution);
        text.push(match arguments.any(&["attrlink"]) {
            Some(link) => format!("<a href=\"{}\">{attribution}</a>", escape_html(link)),
            None => attribution,
        });
    }
    let text = text.join(" ");
    let caption = if text.is_empty() { text } else { format!("<figcaption>{text}</figcaption>") };
    // A blank line would end the block in Markdown.
    Some(Action::Block(format!("<figure>{image}{caption}</figure>").replace('\n', " ")))
}
