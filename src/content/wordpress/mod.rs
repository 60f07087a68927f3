//! What `WordPress` keeps of a body becomes the HTML that its own feeds had.
//!
//! `WordPress` stores neither HTML nor Markdown: paragraphs are blank lines, captions, galleries and players are shortcodes,
//! and blocks stand between comments. All of it is carried out when a page is shown, in an order that matters: shortcodes
//! that frame something first, then paragraphs.

mod autop;
mod raw;

use super::{
    findings::Findings,
    leftovers::{self, Syntax},
};
use crate::{
    diagnostic::{Diagnostic, Place},
    value::{clean, escape_html},
};
pub use raw::unpacked;
use regex::{Captures, Regex};
use std::{borrow::Cow, sync::LazyLock};

/// An image that galleries may show.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a> {
    /// Its number on the site.
    pub number: &'a str,
    /// Its address.
    pub url: &'a str,
    /// What it shows.
    pub alt: &'a str,
}

/// Patterns of the program's own: a test makes them all, so that none can fail when it is needed.
struct Patterns {
    shortcode: Regex,
    bare: Regex,
    blocks: Regex,
    empty: Regex,
    pages: Regex,
    gallery: Regex,
    ids: Regex,
    alone: Regex,
}

static PATTERNS: LazyLock<Result<Patterns, regex::Error>> = LazyLock::new(|| {
    Ok(Patterns {
        shortcode: Regex::new(r"(?s)<!--\s*wp:shortcode\b.*?<!--\s*/wp:shortcode\s*-->")?,
        bare: Regex::new(r"^(\s*(?:<p>)?\s*)\[([A-Za-z][\w-]*)\](\s*(?:</p>)?\s*)$")?,
        blocks: Regex::new(r"(?s)<!--\s*/?wp:.*?-->")?,
        empty: Regex::new(r"(?s)<!--\s*wp:(?:core/)?([a-z][a-z0-9/-]*)\s*(?:\{[^>]*\}\s*)?/-->")?,
        pages: Regex::new(r"<!--\s*(?:nextpage|noteaser)\s*-->")?,
        gallery: Regex::new(r"(\[?)\[gallery((?:\s[^\[\]]*)?)\]")?,
        ids: Regex::new(r#"(?:ids|include)\s*=\s*["']?([0-9, ]+)"#)?,
        alone: Regex::new(r#"(?m)^[ \t]*(https?://[^\s<>"\[\]]+)[ \t]*$"#)?,
    })
});

/// Makes HTML of a body as `WordPress` stores it; the findings say which of its shortcodes only `WordPress` can show.
///
/// Galleries show the images that they list by number, or else all of them.
#[must_use]
pub fn to_html(text: &str, images: &[Image<'_>], place: &Place) -> (String, Vec<Diagnostic>) {
    let mut findings = Findings::of_export(place);
    let text = clean(text).text;
    let Ok(patterns) = &*PATTERNS else { return (text.into_owned(), Vec::new()) };
    // A shared block that is not there says nothing of how the rest is written.
    let has_blocks = text.split("<!-- wp:").skip(1).any(|block| !block.starts_with("block "));
    // What its own block holds is one, even if nothing else shows it: `[powerpress]`.
    let text = patterns.shortcode.replace_all(&text, |found: &Captures<'_>| {
        let inner = patterns.blocks.replace_all(&found[0], "");
        format!("\n\n{}\n\n", patterns.bare.replace(&inner, "$1[$2 /]$3"))
    });
    for block in patterns.empty.captures_iter(&text) {
        let name = &block[1];
        // Blocks of templates, which repeat what the record has in its head, and mere space.
        let is_nothing = ["post-", "site-", "query", "comments"].iter().any(|stem| name.starts_with(stem))
            || matches!(name, "footnotes" | "more" | "nextpage" | "separator" | "spacer" | "pattern" | "template-part");
        if !is_nothing {
            findings.leftover(&format!("wp:{name}"), None);
        }
    }
    let text = patterns.blocks.replace_all(&text, "");
    // Players that are put in by hand.
    let text = with_players(&text);
    let text = patterns.pages.replace_all(&text, "\n\n");
    let text = patterns.gallery.replace_all(&text, |found: &Captures<'_>| gallery(found, images, patterns));
    // A line that is an address is what WordPress embeds.
    let text = patterns.alone.replace_all(&text, |found: &Captures<'_>| {
        let address = escape_html(&found[1].replace("&amp;", "&")).into_owned();
        format!("<a href=\"{address}\">{address}</a>")
    });
    let text = leftovers::replace(&text, Syntax::WordPress, None, &mut findings);
    // Whoever writes blocks has paragraphs already.
    let html = if has_blocks { text.into_owned() } else { autop::paragraphs(&text) };
    (html.trim().to_owned(), findings.into_diagnostics())
}

/// The text with `[powerpress]` as one that is complete in itself, but in code, which shows it.
fn with_players(text: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(text.len()), 0_usize);
    for (n, part) in text.split("[powerpress]").enumerate() {
        if n > 0 {
            out.push_str(if depth > 0 { "[powerpress]" } else { "[powerpress /]" });
        }
        let count = |tags: [&str; 2]| tags.into_iter().map(|tag| part.matches(tag).count()).sum::<usize>();
        depth = (depth + count(["<code", "<pre"])).saturating_sub(count(["</code", "</pre"]));
        out.push_str(part);
    }
    out
}

/// HTML in which nothing but blank lines parts the paragraphs gets them: there is no block in it.
#[must_use]
pub fn with_paragraphs(html: &str) -> Cow<'_, str> {
    if autop::is_bare(html) { Cow::Owned(autop::paragraphs(html).trim().to_owned()) } else { Cow::Borrowed(html) }
}

fn gallery(found: &Captures<'_>, images: &[Image<'_>], patterns: &Patterns) -> String {
    // Written to be shown, or nothing is known of the images: then it is reported with the others.
    if !found[1].is_empty() || images.is_empty() {
        return found[0].to_owned();
    }
    let listed: Vec<&str> = patterns
        .ids
        .captures(&found[2])
        .and_then(|ids| ids.get(1))
        .map(|ids| ids.as_str().split([',', ' ']).filter(|id| !id.is_empty()).collect())
        .unwrap_or_default();
    let shown: Vec<&Image<'_>> = if listed.is_empty() {
        images.iter().collect()
    } else {
        listed.iter().filter_map(|id| images.iter().find(|image| image.number == *id)).collect()
    };
    if shown.is_empty() {
        return found[0].to_owned();
    }
    let figure = |image: &&Image<'_>| {
        let (url, alt) = (escape_html(image.url), escape_html(image.alt));
        let (url, alt): (&Cow<'_, str>, &Cow<'_, str>) = (&url, &alt);
        format!("<figure><img src=\"{url}\" alt=\"{alt}\"></figure>")
    };
    format!("\n\n{}\n\n", shown.iter().map(figure).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::{Image, PATTERNS, to_html};
    use crate::diagnostic::Place;

    fn html(text: &str) -> String {
        to_html(text, &[], &Place::file("x.xml")).0
    }

    #[test]
    fn the_patterns_can_be_made() {
        assert!(PATTERNS.is_ok());
    }

    #[test]
    fn blocks_keep_their_html_and_lose_their_comments() {
        let text = "<!-- wp:paragraph -->\n<p>One</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n\n\
                    <!-- wp:paragraph {\"align\":\"center\"} -->\n<p>Two\nlines</p>\n<!-- /wp:paragraph -->";
        let found = html(text);
        assert!(found.starts_with("<p>One</p>") && found.contains("<!--more-->"), "{found}");
        assert!(!found.contains("wp:") && found.contains("<p>Two\nlines</p>"), "{found}");
    }

    #[test]
    fn captions_galleries_and_addresses_on_lines_of_their_own() {
        let found = html("[caption id=\"a\" width=\"3\"]<img src=\"/a.png\" /> A boat[/caption]\n\nText");
        assert!(found.starts_with("<figure><img src=\"/a.png\" /><figcaption>A boat</figcaption></figure>"), "{found}");
        assert!(found.ends_with("<p>Text</p>"), "{found}");
        let images = [
            Image { number: "7", url: "https://a.example/7.png", alt: "Seven" },
            Image { number: "8", url: "https://a.example/8.png", alt: "" },
        ];
        let place = Place::file("x.xml");
        let (found, findings) = to_html("a\n\n[gallery ids=\"8\"]\n\n[gallery]", &images, &place);
        assert_eq!(
            (found.matches("8.png").count(), found.matches("7.png").count(), findings.len()),
            (2, 1, 0),
            "{found}"
        );
        let (found, findings) = to_html("a [gallery ids=\"9\"] [[gallery]]", &[], &place);
        assert_eq!((found.as_str(), findings.len()), ("<p>a  [gallery]</p>", 1), "{findings:?}");
        assert_eq!(
            html("https://video.example/watch?v=1&amp;t=2"),
            "<p><a href=\"https://video.example/watch?v=1&amp;t=2\">https://video.example/watch?v=1&amp;t=2</a></p>"
        );
    }

    #[test]
    fn what_an_address_leads_to_stays_as_a_link() {
        let link = |address: &str| format!("<p><a href=\"{address}\">{address}</a></p>");
        for (text, address) in [
            ("[youtube=http://video.example/watch?v=aB3]", "http://video.example/watch?v=aB3"),
            (
                "[youtube=http://video.example/watch?v=aB3&amp;w=320&h=240]",
                "http://video.example/watch?v=aB3&amp;w=320&amp;h=240",
            ),
            ("[youtube \"https://video.example/watch?v=aB3\" width=\"4\"]", "https://video.example/watch?v=aB3"),
            ("[vimeo https://v.example/12 w=500]", "https://v.example/12"),
            ("[gist]https://gist.example/a/1[/gist]", "https://gist.example/a/1"),
            ("[gist https://gist.example/a/1 /]", "https://gist.example/a/1"),
            ("[soundcloud url=\"https://s.example/a\" params=\"color=1\"]", "https://s.example/a"),
            ("[wpvideo Ab1 w=400]", "https://videopress.com/v/Ab1"),
        ] {
            let (found, findings) = to_html(text, &[], &Place::file("x.xml"));
            assert_eq!((found, findings.len()), (link(address), 0), "{text}");
        }
        assert_eq!(html("[vimeo 12]"), "<iframe src=\"https://player.vimeo.com/video/12\"></iframe>");
        assert_eq!(
            html("[python]\nif a < b:\n\n    [x]\n[/python]"),
            "<pre><code class=\"language-python\">if a &lt; b:\n\n    [x]</code></pre>"
        );
        assert_eq!(html("in [python] and [html]"), "<p>in [python] and [html]</p>");
    }

    #[test]
    fn shortcodes_that_nobody_knows_show_by_their_form() {
        for (text, expected, findings) in [
            ("a\n\n[wpforms id=\"12\" title=\"false\"]\n\nb", "<p>a</p>\n<p>b</p>", 1),
            ("a [elementor-template id=5] b", "<p>a  b</p>", 1),
            ("[ngg src='x' /]", "", 1),
            ("[powerpress]", "", 1),
            ("<p>Write <code>[powerpress]</code></p>", "<p>Write <code>[powerpress]</code></p>", 0),
            ("[dropcap]A[/dropcap]bc [dropcap style=\"x\"]D[/dropcap]", "<p>Abc D</p>", 1),
            (
                "<!-- wp:shortcode -->\n[my_form]\n<!-- /wp:shortcode -->\n<!-- wp:paragraph -->\n<p>b [sic]</p>\n<!-- /wp:paragraph -->",
                "<p>b [sic]</p>",
                1,
            ),
            (
                "He [sic] said [1] [a b] [x=1] [Applause] [/end]",
                "<p>He [sic] said [1] [a b] [x=1] [Applause] [/end]</p>",
                0,
            ),
            (
                "[see note, page=\"3\"] [[wpforms id=\"1\"]]",
                "<p>[see note, page=\"3\"] [wpforms id=&quot;1&quot;]</p>",
                0,
            ),
            ("<code>[wpforms id=\"12\"]</code>", "<p><code>[wpforms id=\"12\"]</code></p>", 0),
        ] {
            let (found, told) = to_html(text, &[], &Place::file("x.xml"));
            assert_eq!((found.as_str(), told.len()), (expected, findings), "{text}: {told:?}");
        }
    }

    #[test]
    fn blocks_that_only_a_program_shows_are_told() {
        let text = "<p>a</p><!-- wp:acf/testimonial {\"data\":{\"quote\":\"Q\"}} /--><!-- wp:block {\"ref\":9} /-->\
                    <!-- wp:spacer /--><!-- wp:paragraph --><p>b</p><!-- /wp:paragraph -->\n\n[gallery ids=\"9\"]";
        let (found, told) = to_html(text, &[], &Place::file("x.xml"));
        let told: Vec<&str> = told.iter().map(|told| told.message.as_str()).collect();
        assert_eq!(found, "<p>a</p><p>b</p>");
        assert_eq!(
            told,
            [
                "`wp:acf/testimonial` means something to the site's generator only: it was removed",
                "what `wp:block` shows is not in this export: it was removed",
                "what `[gallery]` shows is not in this export: it was removed",
            ]
        );
    }

    #[test]
    fn braces_and_code_are_nobodys_template() {
        assert_eq!(html("use {{ x }} and {% y %}"), "<p>use {{ x }} and {% y %}</p>");
        assert_eq!(html("<pre>[gallery]\n\n[embed]</pre>"), "<pre>[gallery]\n\n[embed]</pre>");
    }
}
