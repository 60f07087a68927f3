//! The cards of Ghost's editors, in either of its formats, as plain HTML.

use crate::value::escape_html;
use pulldown_cmark::{Options, Parser, html};
use serde_json::{Map, Value};

/// Renders a card; `false` if it is not known. One that visitors are not shown stands between the marks that Ghost itself
/// puts around it.
pub(super) fn render(out: &mut String, name: &str, card: &Map<String, Value>) -> bool {
    if !is_gated(card) {
        return plain(out, name, card);
    }
    out.push_str("<!--kg-gated-block:begin nonMember:false -->");
    let is_known = plain(out, name, card);
    out.push_str("<!--kg-gated-block:end-->\n");
    is_known
}

/// Whether a card is for members, or for mail alone. Fails closed.
fn is_gated(card: &Map<String, Value>) -> bool {
    let Some(visibility) = card.get("visibility").filter(|visibility| !visibility.is_null()) else { return false };
    let says = |name: &str, word: bool| visibility.get(name).and_then(Value::as_bool) == Some(word);
    match visibility.get("web") {
        Some(web) => web.get("nonMember").and_then(Value::as_bool) != Some(true),
        // As it was written before there were audiences on the web.
        None => says("showOnWeb", false) || says("emailOnly", true),
    }
}

fn plain(out: &mut String, name: &str, card: &Map<String, Value>) -> bool {
    let html = |names: &[&str]| names.iter().find_map(|name| card.get(*name)?.as_str()).unwrap_or_default();
    let text = |names: &[&str]| escape_html(html(names)).into_owned();
    let caption = || match html(&["caption"]) {
        "" => String::new(),
        caption => format!("<figcaption>{caption}</figcaption>"),
    };
    let link = |address: String, title: String| {
        let title = if title.is_empty() { address.clone() } else { title };
        format!("<a href=\"{address}\">{title}</a>")
    };
    let line = match name {
        "image" => format!("<figure><img src=\"{}\" alt=\"{}\">{}</figure>", text(&["src"]), text(&["alt"]), caption()),
        "gallery" => {
            let images = card.get("images").and_then(Value::as_array).into_iter().flatten();
            let images: String = images
                .filter_map(|image| {
                    let source = escape_html(image.get("src")?.as_str()?).into_owned();
                    let alt = escape_html(image.get("alt").and_then(Value::as_str).unwrap_or_default()).into_owned();
                    Some(format!("<img src=\"{source}\" alt=\"{alt}\">"))
                })
                .collect();
            format!("<figure>{images}{}</figure>", caption())
        }
        "html" => html(&["html"]).to_owned(),
        // Markdown inside of HTML is a text of its own.
        "markdown" | "card-markdown" => markdown(html(&["markdown"])),
        "code" | "codeblock" => {
            let language = text(&["language"]);
            let class = if language.is_empty() { language } else { format!(" class=\"language-{language}\"") };
            format!("<pre><code{class}>{}</code></pre>", text(&["code"]))
        }
        "hr" | "horizontalrule" => "<hr>".to_owned(),
        "embed" => match html(&["html"]) {
            "" => format!("<p>{}</p>", link(text(&["url"]), String::new())),
            player => format!("<figure>{player}{}</figure>", caption()),
        },
        "bookmark" => {
            let nested = card.get("metadata").and_then(|metadata| metadata.get("title")).and_then(Value::as_str);
            let title = nested.or_else(|| card.get("title")?.as_str()).unwrap_or_default();
            format!("<p>{}</p>", link(text(&["url"]), escape_html(title).into_owned()))
        }
        "audio" | "video" | "file" => {
            format!("<p>{}</p>", link(text(&["src"]), text(&["title", "fileTitle", "fileName"])))
        }
        "button" => format!("<p>{}</p>", link(text(&["buttonUrl"]), text(&["buttonText"]))),
        "callout" => format!("<blockquote>{} {}</blockquote>", text(&["calloutEmoji"]), html(&["calloutText"])),
        "toggle" => format!("<details><summary>{}</summary>{}</details>", html(&["heading"]), html(&["content"])),
        "product" => {
            let image = match text(&["productImageSrc"]) {
                source if source.is_empty() => source,
                source => format!("<img src=\"{source}\" alt=\"\">"),
            };
            let shop = match text(&["productUrl"]) {
                address if address.is_empty() => address,
                address => format!("<p>{}</p>", link(address, text(&["productButton"]))),
            };
            format!("{image}<h4>{}</h4>{}{shop}", html(&["productTitle"]), html(&["productDescription"]))
        }
        "header" => format!("<h2>{}</h2><p>{}</p>", html(&["header"]), html(&["subheader"])),
        "call-to-action" => {
            let image = match text(&["imageUrl"]) {
                source if source.is_empty() => source,
                source => format!("<img src=\"{source}\" alt=\"\">"),
            };
            let has_button = card.get("showButton").and_then(Value::as_bool) != Some(false);
            let button = match text(&["buttonUrl"]) {
                address if address.is_empty() || !has_button => String::new(),
                address => format!("<p>{}</p>", link(address, text(&["buttonText"]))),
            };
            format!("{image}{}{button}", html(&["textValue"]))
        }
        // What is meant for mail, or for signing up, is no part of the article.
        "email" | "email-cta" | "signup" | "paywall" => return true,
        _ => return false,
    };
    out.push_str(&line);
    out.push('\n');
    true
}

/// Markdown with what Ghost's own dialect has besides `CommonMark`.
fn markdown(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut out = String::with_capacity(text.len() + text.len() / 2);
    html::push_html(&mut out, Parser::new_ext(text, options));
    out.trim_end().to_owned()
}
