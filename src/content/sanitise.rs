//! The sanitiser: whatever the passes before it do, nothing but the elements and attributes of [`policy`](super::policy)
//! leaves this module, every URL is absolute, and every tag is closed.

use super::policy::{ELEMENTS, GLOBAL_ATTRIBUTES};
use ammonia::{Builder, UrlRelative};
use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

static WITHOUT_FRAMES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(false));
static WITH_FRAMES: LazyLock<Builder<'static>> = LazyLock::new(|| builder(true));

/// The fragment as a reader may get it. `frames`: whether `iframe` may stay.
pub(super) fn sanitise(html: &str, frames: bool) -> String {
    let builder = if frames { &WITH_FRAMES } else { &WITHOUT_FRAMES };
    // The character travels better than its name, which XML does not know.
    builder.clean(&in_pieces(html)).to_string().replace("&nbsp;", "\u{a0}")
}

/// Bytes of text that may stand together.
const PIECE: usize = 4 << 10;

/// Long runs of text with comments in them, which the sanitiser drops: its writer looks through the rest of a run at each
/// `&` (html5ever 0.40, `write_escaped`), which takes minutes where there are a million of them.
fn in_pieces(html: &str) -> Cow<'_, str> {
    let is_long = |run: &str| run.len() > PIECE;
    if !html.split('<').any(is_long) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 256);
    for (number, run) in html.split('<').enumerate() {
        let (tag, mut text) = match run.find('>') {
            Some(end) if number > 0 => run.split_at(end + 1),
            _ if number > 0 => (run, ""),
            _ => ("", run),
        };
        if number > 0 {
            out.push('<');
        }
        out.push_str(tag);
        while is_long(text) {
            let at = text.floor_char_boundary(PIECE);
            // Not inside of a reference, as far as one reaches.
            let reference = text[..at].rfind('&').filter(|from| at - from < 64 && !text[*from..at].contains(';'));
            let at = reference.filter(|from| *from > 0).unwrap_or(at);
            out.push_str(&text[..at]);
            out.push_str("<!---->");
            text = &text[at..];
        }
        out.push_str(text);
    }
    Cow::Owned(out)
}

fn builder(frames: bool) -> Builder<'static> {
    let elements = || ELEMENTS.iter().filter(move |(name, _)| frames || *name != "iframe");
    let mut builder = Builder::empty();
    builder
        .tags(elements().map(|(name, _)| *name).collect())
        .clean_content_tags(HashSet::from(["script", "style"]))
        .generic_attributes(GLOBAL_ATTRIBUTES.iter().copied().collect())
        .tag_attributes(
            elements()
                .map(|(name, attributes)| (*name, attributes.iter().copied().collect()))
                .collect::<HashMap<_, HashSet<_>>>(),
        )
        .url_schemes(HashSet::from(["data", "http", "https", "mailto", "tel"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(None)
        .strip_comments(true)
        .attribute_filter(keep_attribute);
    builder
}

/// The conditions that the tables of the sanitiser cannot express.
fn keep_attribute<'v>(element: &str, attribute: &str, value: &'v str) -> Option<Cow<'v, str>> {
    let fits = match (element, attribute) {
        ("img", "src") => !value.starts_with("data:") || value.starts_with("data:image/"),
        (_, "href" | "src" | "poster" | "cite") => !value.starts_with("data:"),
        ("code", "class") => value.starts_with("language-"),
        _ => true,
    };
    fits.then_some(Cow::Borrowed(value))
}

#[cfg(test)]
mod tests {
    use super::sanitise;

    #[test]
    fn the_last_gate_holds_alone() {
        let cases = [
            ("<p onclick=x>a<script>b</script>", "<p>a</p>"),
            ("<a href='javascript:x'>a</a>", "<a>a</a>"),
            ("<a href='/x'>a</a>", "<a>a</a>"),
            ("<a href='data:text/html,x'>a</a>", "<a>a</a>"),
            ("<iframe src='https://a.example'></iframe>b", "b"),
            (
                "<code class='x'>a</code><code class='language-c'>b</code>",
                "<code>a</code><code class=\"language-c\">b</code>",
            ),
            ("a&nbsp;b &amp;nbsp;<!-- c -->", "a\u{a0}b &amp;nbsp;"),
        ];
        for (html, expected) in cases {
            assert_eq!(sanitise(html, false), expected, "{html}");
        }
    }

    #[test]
    fn long_runs_of_text_come_out_as_they_were() {
        for part in ["&amp;", "é ", "a&lt;b ", "&nbsp;", "x"] {
            let html =
                format!("{0}<p>{0}</p><img src=\"https://a.example/{1}\">{0}", part.repeat(5000), "y".repeat(5000));
            assert_eq!(sanitise(&html, false), html.replace("&nbsp;", "\u{a0}"), "{part}");
        }
    }

    #[test]
    fn every_allowed_element_passes() {
        for html in [
            "<video src=\"https://a.example/v\" controls=\"\"><track src=\"https://a.example/t\" kind=\"captions\"></video>",
            "<audio controls=\"\"><source src=\"https://a.example/v\" type=\"audio/ogg\"></audio>",
            "<picture><source srcset=\"https://a.example/x 2x\"><img src=\"https://a.example/x\" alt=\"\"></picture>",
            "<details open=\"\"><summary>a</summary>b</details>",
            "<ruby>a<rp>(</rp><rt>b</rt></ruby>",
            "<iframe src=\"https://a.example/v\" allowfullscreen=\"\"></iframe>",
        ] {
            assert_eq!(sanitise(html, true), html);
        }
    }
}
