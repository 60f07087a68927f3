//! Texts that mean no good, and texts put together at random.

use super::{base, body, html, rules};
use crate::{
    content::{Options, html_to_text, policy, render, shorten},
    diagnostic::Place,
    record::{SourceBody, raw::BodyFormat},
};

#[test]
fn hostile_html_takes_linear_time_and_bounded_stack() {
    for (unit, end) in [
        ("<div>", "</div>"),
        ("<b>", "</b>"),
        ("<ul><li>", "</li></ul>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<blockquote>", ""),
        ("<p>", ""),
        ("<a href=x>", ""),
        ("<table>", ""),
        ("<svg>", ""),
        ("<math>", ""),
        ("<object>", ""),
        ("<form>", ""),
        ("<noscript>", ""),
        ("<p><b id=x></p>", ""),
        ("<table><b>x</b>", ""),
        ("<i>a<p>", ""),
        ("<!--", ""),
        ("<", ""),
        ("&", ""),
        ("<a href=\"", ""),
        ("<select>", ""),
        ("<img src=a,>", ""),
        ("&amp;", ""),
        ("<b title='&&&&'>", ""),
        ("<iframe src=x>", ""),
        ("<template>", ""),
        ("<ruby><rt>", ""),
        ("</p>", ""),
        ("</div>", ""),
        ("<dd>", ""),
    ] {
        let text = format!("{}text{}", unit.repeat(20_000), end.repeat(20_000));
        let html = html(&text);
        assert!(html.len() < text.len() * 20, "{unit}: {}", html.len());
    }
    let wide = format!("<a {}>x</a>", (0..50_000).map(|i| format!("x{i}=y ")).collect::<String>());
    assert_eq!(html(&wide), "x");
    let (_, diagnostics) = body(&"<div>x".repeat(1_000), BodyFormat::Html);
    assert_eq!(rules(&diagnostics), ["body-too-deep"]);
}

#[test]
fn hostile_markdown_takes_linear_time_and_bounded_stack() {
    for unit in [
        "[",
        "![",
        "](",
        "[a](",
        "*a ",
        "_a ",
        "**a",
        "`",
        "`a``",
        "<",
        "<a ",
        "&",
        "~",
        "~~a ",
        "\\",
        "|",
        "- a\n",
        "> ",
        ">",
        "1. ",
        "# ",
        "a\n=\n",
        "[^1]",
        "[^1]: a\n",
        "[a]: b\n",
        "```\n",
        "    a\n",
        "<div>\n",
        "<!--\n",
        "http://",
        "{{< x >}}\n",
        "|-",
        "a|b\n",
        "[a][",
        "<?",
        "<!A ",
        "* * ",
        "$",
        "$$a",
        "{#a}",
        "\n",
    ] {
        let _ = body(&unit.repeat(20_000), BodyFormat::Markdown);
    }
    let nested: String = (0..500).map(|i| format!("{}- a\n", "  ".repeat(i))).collect();
    let (deep, diagnostics) = body(&nested, BodyFormat::Markdown);
    assert!(deep.html.matches('a').count() >= 500);
    assert!(rules(&diagnostics).contains(&"body-too-deep"));
}

/// Pieces that mean something to one of the readers, to be thrown together.
const PIECES: &[&str] = &[
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "{{",
    "}}",
    "{%",
    "%}",
    " raw ",
    " endraw ",
    " highlight x ",
    " endhighlight ",
    "figure src=\"a\" ",
    "youtube aB3 ",
    "/*",
    "*/",
    "{#",
    "#}",
    "{:",
    "{.a",
    "}",
    "[caption id=\"a\"]",
    "[/caption]",
    "[gallery]",
    "[embed]",
    "[[",
    "]]",
    "<Ab ",
    "</Ab>",
    "/>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<a href=\"",
    "\">",
    "<img src='",
    "'>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "<script>",
    "</script>",
    "<style>",
    "<svg>",
    "</svg>",
    "<math>",
    "<object>",
    "</object>",
    "<noscript>",
    "</noscript>",
    "<iframe src=//x>",
    "<form>",
    "<input>",
    "<pre>",
    "<code>",
    "</code>",
    "</pre>",
    "<!--",
    "-->",
    "<!--more-->",
    "<![CDATA[",
    "]]>",
    "javascript:",
    "https://é.example/ü",
    "//",
    "/x",
    "#y",
    "data:image/png,",
    "srcset=\"a 1x, b\"",
    " onload=x ",
    "&",
    "&amp;",
    "&#x92;",
    "&#0;",
    "é",
    "漢",
    "👨‍👩‍👧",
    "\u{301}",
    "\u{a0}",
    " ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    "\t",
    "*",
    "**",
    "_",
    "`",
    "``",
    "```\n",
    "~~",
    "#",
    "# ",
    "> ",
    "- ",
    "1. ",
    "|",
    "|-|\n",
    "[",
    "](",
    ")",
    "[^1]",
    "[^1]: ",
    "[a]: ",
    "!",
    "\\",
    "::",
    ".. ",
    ".. image:: ",
    ".. note:: ",
    ".. _a: ",
    "a_ ",
    "`a <b>`_",
    ":a:`",
    "=====\n",
    "-----\n",
    "== ==\n",
    "+--+\n",
    "| ",
    "[#]_",
    ".. [#] ",
    "<",
    ">",
    "\"",
    "'",
    "=",
    "a",
    "import a from 'b'\n",
    "http://",
    ".",
    "...",
    "。",
    "」",
];

fn mixture() -> impl proptest::strategy::Strategy<Value = String> {
    use proptest::prelude::*;
    proptest::collection::vec(proptest::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

/// Whether every element that begins also ends, in the right order.
fn is_well_nested(html: &str) -> bool {
    let mut open = Vec::new();
    for tag in html.split('<').skip(1) {
        let name = tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None if policy::is_void(name) => {}
            None => open.push(name),
        }
    }
    open.is_empty()
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn whatever_comes_in_what_goes_out_is_fit(text in mixture(), absolute in proptest::bool::ANY) {
        let base = Some(base()).filter(|_| absolute);
        for format in [BodyFormat::Markdown, BodyFormat::Html, BodyFormat::Rst, BodyFormat::Text] {
            let source = SourceBody { text: text.clone(), format, line: 1, plain: None };
            let (body, _) = render(&source, base.as_ref(), &Options::default(), &Place::default());
            for html in std::iter::once(&body.html).chain(&body.excerpt) {
                proptest::prop_assert!(is_well_nested(html), "{format:?} {html}");
                for tag in html.split('<').skip(1).filter_map(|tag| tag.split('>').next()) {
                    proptest::prop_assert!(policy::element(tag.split(' ').next().unwrap_or_default().trim_start_matches('/')).is_some(), "{format:?} {html}");
                    proptest::prop_assert!(!tag.contains(" onload=") && !tag.contains("courant-unknown"), "{format:?} {html}");
                    for attribute in [" href=\"", " src=\"", " srcset=\"", " cite=\"", " poster=\""] {
                        let fine = ["https://", "http://", "mailto:", "tel:", "data:image/"];
                        let absolute = tag.split(attribute).skip(1).all(|value| fine.iter().any(|scheme| value.starts_with(scheme)));
                        proptest::prop_assert!(absolute, "{format:?} {html}");
                    }
                }
                proptest::prop_assert!(!html.contains("<!--") && !html.contains("courant-unknown"), "{format:?} {html}");
                proptest::prop_assert!(html.chars().all(crate::value::is_xml_char));
            }
            let text = html_to_text(&body.html);
            proptest::prop_assert!(shorten(&text, 20, None).chars().count() <= 20 * 12);
        }
    }
}
