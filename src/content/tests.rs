use super::{Embeds, Options, render, sanitise};
use crate::{
    diagnostic::{Diagnostic, Place},
    record::{Body, SourceBody, raw::BodyFormat},
    value::WebUrl,
};

mod hostile;

fn base() -> WebUrl {
    WebUrl::parse("https://a.example/2026/post/").expect("valid")
}

fn body(text: &str, format: BodyFormat) -> (Body, Vec<Diagnostic>) {
    let source = SourceBody { text: text.to_owned(), format, line: 5, plain: None };
    render(&source, Some(&base()), &Options::default(), &Place::file("a.md").line(1))
}

fn html(text: &str) -> String {
    body(text, BodyFormat::Html).0.html
}

fn rules(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|diagnostic| diagnostic.rule.name).collect()
}

#[test]
fn html_whose_paragraphs_are_blank_lines_gets_them() {
    check(&[
        ("Line one\nline two\n\nSecond <em>para</em>", "<p>Line one<br>\nline two</p>\n<p>Second <em>para</em></p>"),
        ("Line one\nSecond <em>para</em>", "Line one\nSecond <em>para</em>"),
        ("<p>a\n\nb</p>\n\nc", "<p>a\n\nb</p>\n\nc"),
    ]);
}

fn check(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(html(text), *expected, "{text}");
    }
}

#[test]
fn nothing_dangerous_reaches_a_reader() {
    for (text, expected, rule) in [
        ("a<script>alert(1)</script>b", "ab", Some("body-unsafe-removed")),
        ("<p onclick=\"x()\">a</p>", "<p>a</p>", Some("body-unsafe-removed")),
        ("<a href=\"javascript:x\">a</a>", "a", Some("body-unsafe-removed")),
        ("<a href=\"&#x6A;avascript&colon;x\">a</a>", "a", Some("body-unsafe-removed")),
        (
            "<form action=/x>a <input name=b> <label>c</label><button>d</button></form>",
            "<div>a  </div>",
            Some("body-unsafe-removed"),
        ),
        ("<svg onload=alert(1)><script>x</script></svg>a", "a", Some("body-unsafe-removed")),
        (
            "<svg><style><img src=x onerror=y></style></svg>a",
            "<img src=\"https://a.example/2026/post/x\">a",
            Some("body-unsafe-removed"),
        ),
        ("<base href=//evil.example>a", "a", Some("body-unsafe-removed")),
        ("<meta http-equiv=refresh content=0>a", "a", Some("body-unsafe-removed")),
        ("<p style=\"color:red\" class=x data-y=z>a</p>", "<p>a</p>", None),
        ("<style>p{}</style>a<link rel=stylesheet href=x>", "a", None),
        ("<script type=\"application/ld+json\">{}</script>a", "a", None),
        ("<!-- <script>x</script> -->a", "a", None),
        ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">a</noscript>b", "b", None),
        (
            "<math><mtext><table><mglyph><style><img src onerror=x></style></table></mtext></math>a",
            "a",
            Some("body-unsafe-removed"),
        ),
        ("<textarea><script>x</script></textarea>a", "a", None),
        ("<title>x</title><template><b>y</b></template>a", "a", None),
        ("a<select><option>b</select>c<plaintext>d", "acd", Some("body-unsafe-removed")),
        (
            "<img src=\"x\" onerror=\"y\" alt=\"z\">",
            "<img src=\"https://a.example/2026/post/x\" alt=\"z\">",
            Some("body-unsafe-removed"),
        ),
        ("<scr<script>ipt>alert(1)</script>a", "ipt&gt;alert(1)a", None),
    ] {
        let (body, diagnostics) = body(text, BodyFormat::Html);
        assert_eq!(body.html, expected, "{text}");
        assert_eq!(rules(&diagnostics), rule.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn what_was_dangerous_is_said_once() {
    let (_, diagnostics) = body("<script>a</script><script>b</script><p onclick=c>d<form></form>", BodyFormat::Html);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].message, "removed from the body: script (2), onclick, form");
}

#[test]
fn what_articles_are_made_of_survives() {
    for text in [
        "<figure><picture><source srcset=\"https://a.example/a.webp 2x\" type=\"image/webp\"><img src=\"https://a.example/a.png\" alt=\"b\" width=\"3\" height=\"4\"></picture><figcaption>c</figcaption></figure>",
        "<video controls=\"\" poster=\"https://a.example/p.png\"><source src=\"https://a.example/v.mp4\" type=\"video/mp4\"><track src=\"https://a.example/t.vtt\" kind=\"captions\" srclang=\"en\"></video>",
        "<audio src=\"https://a.example/a.mp3\" controls=\"\"></audio>",
        "<details open=\"\"><summary>a</summary><p>b</p></details>",
        "<table><caption>a</caption><colgroup><col span=\"2\"></colgroup><thead><tr><th scope=\"col\">b</th></tr></thead><tbody><tr><td colspan=\"2\" align=\"right\">c</td></tr></tbody></table>",
        "<dl><dt>a</dt><dd>b</dd></dl><p><abbr title=\"x\">a</abbr><kbd>b</kbd><sub>c</sub><sup>d</sup><mark>e</mark><ins datetime=\"2026-01-01\">f</ins><del>g</del><s>h</s><small>i</small></p>",
        "<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby><time datetime=\"2026-01-01\">a</time>",
        "<blockquote cite=\"https://b.example/x\"><p>a</p></blockquote>",
        "<pre><code class=\"language-rust\">a\n  b</code></pre>",
        "<ol start=\"3\"><li value=\"4\">a</li></ol>",
        "<p dir=\"rtl\" lang=\"ar\">a</p>",
    ] {
        assert_eq!(html(text), text);
    }
}

#[test]
fn tags_are_closed_and_stay_in_order() {
    check(&[
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>d", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>d"),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b>c"),
        ("<div><b><ul><li>a</b></li></ul></div>b", "<div><b><ul><li>a</li></ul></b></div>b"),
        (
            "<table><tr><td>a<td>b<tr><td>c</table>",
            "<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>",
        ),
        (
            "<table>a<tr>b<td>c</table>",
            "<table><tbody><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></tbody></table>",
        ),
        ("<td>a</td></div></p>b", "ab"),
        ("<a href=/x>a<a href=/y>b</a>", "<a href=\"https://a.example/x\">a</a><a href=\"https://a.example/y\">b</a>"),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"),
        ("<p>a<span> </span>b<em></em></p><p>&nbsp;</p><div><p></p></div>", "<p>a b</p>"),
        ("<center>a</center><font color=red>b</font><x-y>c</x-y>", "<div>a</div>bc"),
        ("<br/><hr/>a</br>b<div/>c", "<br><hr>a<br>bc"),
        ("a &amp; b &lt; c &copy; &nbsp;&#1;&#x92;&#0;", "a &amp; b &lt; c © \u{a0}’\u{fffd}"),
    ]);
}

#[test]
fn addresses_are_absolute() {
    check(&[
        ("<a href=\"/b?c=1&amp;d\">a</a>", "<a href=\"https://a.example/b?c=1&amp;d\">a</a>"),
        (
            "<a href=\"#n\">a</a><p id=\"n\">b<p id=\"m\">c",
            "<a href=\"https://a.example/2026/post/#n\">a</a><p id=\"n\">b</p><p>c</p>",
        ),
        ("<a name=\"n\"></a><a href='#n'>a</a>", "<a id=\"n\"></a><a href=\"https://a.example/2026/post/#n\">a</a>"),
        (
            "<img src=a.png srcset='a.png 1x, b.png 2x'>",
            "<img src=\"https://a.example/2026/post/a.png\" srcset=\"https://a.example/2026/post/a.png 1x, https://a.example/2026/post/b.png 2x\">",
        ),
        (
            "<img srcset='a.png 1x'>",
            "<img src=\"https://a.example/2026/post/a.png\" srcset=\"https://a.example/2026/post/a.png 1x\">",
        ),
        ("<q cite=/x>a</q>", "<q cite=\"https://a.example/x\">a</q>"),
        ("<a href=\"http://[x\">a</a>", "a"),
        (
            "<a>a</a><a href=\"x\" rel=\"nofollow\" target=\"_blank\">b</a>",
            "a<a href=\"https://a.example/2026/post/x\" rel=\"nofollow\">b</a>",
        ),
        ("<img alt=\"only words\"><img>b", "only wordsb"),
        (
            "<p>https://b.example/x</p><p>https://b.example and</p>",
            "<p><a href=\"https://b.example/x\">https://b.example/x</a></p><p>https://b.example and</p>",
        ),
    ]);
}

#[test]
fn without_a_base_no_relative_address_survives() {
    let source = SourceBody {
        text: "[a](/b) ![c](d.png) [e](https://f.example/) <video src=g></video>".to_owned(),
        format: BodyFormat::Markdown,
        line: 1,
        plain: None,
    };
    let (body, diagnostics) = render(&source, None, &Options::default(), &Place::default());
    assert_eq!(body.html, "<p>a c <a href=\"https://f.example/\">e</a> </p>");
    assert_eq!(rules(&diagnostics), ["body-link-unresolved"]);
    assert!(diagnostics[0].message.starts_with("3 relative links"), "{}", diagnostics[0].message);
}

#[test]
fn lazy_images_get_their_source() {
    let shown = "<img src=\"https://a.example/b.png\" alt=\"x\">";
    check(&[
        ("<img data-src=/b.png alt=x>", shown),
        ("<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\" data-original=/b.png alt=x>", shown),
        ("<img src=/img/blank.gif data-lazy-src=/b.png alt=x>", shown),
        ("<img src=/b.png data-src=/large.png alt=x>", shown),
        (
            "<img src=/spacer.gif data-srcset='/b.png 2x' alt=x>",
            "<img src=\"https://a.example/b.png\" srcset=\"https://a.example/b.png 2x\" alt=\"x\">",
        ),
        ("<img data-src=/b.png alt=x class=lazy><noscript><img src=/b.png alt=x></noscript>", shown),
        ("<img src=/lazy.svg alt=x>\n<noscript><img src=/b.png alt=x></noscript>", shown),
        ("<noscript><img src=/b.png alt=x></noscript><img src=/placeholder.png data-src=/b.png alt=x>", shown),
        ("<img src=/b.png alt=x><noscript><img src=/b.png alt=y></noscript>", shown),
        ("a<noscript>Please enable scripts.<img src=/p width=1 height=1></noscript>", "a"),
        ("a<img src=\"https://count.example/x\" width=\"1\" height=\"1px\">", "a"),
    ]);
}

#[test]
fn embeds_become_links() {
    let video = "<p><a href=\"https://www.youtube.com/watch?v=aB3\"><img src=\"https://i.ytimg.com/vi/aB3/hqdefault.jpg\" alt=\"\"><br>A film</a></p>";
    check(&[
        ("<iframe src=\"https://www.youtube.com/embed/aB3\" title=\"A film\">x</iframe>", video),
        (
            "<object><param name=movie value=\"https://www.youtube.com/v/aB3\"><embed src=\"https://www.youtube.com/v/aB3\" title=\"A film\"></object>",
            video,
        ),
        ("<amp-youtube data-videoid=aB3 title=\"A film\"></amp-youtube>", video),
        (
            "<p>a <iframe src=//player.vimeo.com/video/12></iframe></p>",
            "<p>a <a href=\"https://vimeo.com/12\">Vimeo</a></p>",
        ),
        (
            "<iframe data-src=\"https://maps.example/x\" src=\"about:blank\"></iframe>",
            "<p><a href=\"https://maps.example/x\">maps.example</a></p>",
        ),
        (
            "a<iframe src=\"https://t.example/ns.html\" height=0 width=0></iframe><iframe src=\"javascript:x\"></iframe>",
            "a",
        ),
        ("<object data=/x.png type=image/png></object>", "<img src=\"https://a.example/x.png\" alt=\"\">"),
        (
            "<blockquote class=\"twitter-tweet\"><p>a</p>b</blockquote><script src=//platform.example/w.js></script>",
            "<blockquote><p>a</p>b</blockquote>",
        ),
        (
            "<figure><iframe src=\"https://b.example/\" title=\"x\"></iframe></figure>",
            "<figure><p><a href=\"https://b.example/\">x</a></p></figure>",
        ),
    ]);
    let (_, diagnostics) = body("<iframe src=https://b.example/></iframe>", BodyFormat::Html);
    assert_eq!(rules(&diagnostics), ["body-embed-replaced"]);
    assert!(diagnostics[0].message.contains("b.example"));
}

#[test]
fn embeds_as_the_options_say() {
    let text = "a<iframe src=\"https://v.b.example/x\" width=\"3\" allowfullscreen onload=y>z</iframe><iframe src=https://c.example/></iframe>";
    let run = |options: &Options| sanitise(text, None, options, &Place::default()).0;
    let keep = Options { embeds: Embeds::Keep, embed_hosts: vec!["b.example".into()] };
    assert_eq!(
        run(&keep),
        "a<iframe src=\"https://v.b.example/x\" width=\"3\" allowfullscreen=\"\"></iframe><p><a href=\"https://c.example/\">c.example</a></p>"
    );
    assert_eq!(run(&Options { embeds: Embeds::Drop, embed_hosts: Vec::new() }), "a");
}

#[test]
fn foreign_content_leaves_what_can_be_read() {
    check(&[
        ("a<svg><title>icon</title><path/></svg>b", "ab"),
        ("<svg><g><p>a</p>", "<p>a</p>"),
        ("<math alttext=\"x^2\"><mi>x</mi></math>", "<code>x^2</code>"),
        (
            "<math><semantics><mi>x</mi><annotation encoding=\"application/x-tex\">x_1</annotation></semantics></math>",
            "<code>x_1</code>",
        ),
        ("<math><mi>x</mi><mo>=</mo></math>", "x="),
    ]);
}

#[test]
fn the_excerpt_is_what_stands_before_the_mark() {
    for (text, format, excerpt, whole) in [
        ("a\n\n<!--more-->\n\nb", BodyFormat::Markdown, Some("<p>a</p>"), "<p>a</p>\n\n<p>b</p>"),
        ("a <!-- more --> b", BodyFormat::Markdown, Some("<p>a </p>"), "<p>a  b</p>"),
        (
            "<div><p>a</p><p><!--more Read on--></p><p>b</p></div>",
            BodyFormat::Html,
            Some("<div><p>a</p></div>"),
            "<div><p>a</p><p>b</p></div>",
        ),
        ("a<!-- excerpt -->b", BodyFormat::Html, Some("a"), "ab"),
        ("a<!-- more or less -->b<!--moreover-->", BodyFormat::Html, None, "ab"),
        ("<!--more-->b", BodyFormat::Html, None, "b"),
        ("`<!--more-->`", BodyFormat::Markdown, None, "<p><code>&lt;!--more--&gt;</code></p>"),
        ("a\n\n.. more\n\nb", BodyFormat::Rst, Some("<p>a</p>"), "<p>a</p>\n<p>b</p>"),
        (
            "<!-- wp:paragraph {\"a\":1} --><p>a</p><!-- /wp:paragraph --><!--nextpage-->b",
            BodyFormat::Html,
            None,
            "<p>a</p>b",
        ),
    ] {
        let (body, _) = body(text, format);
        assert_eq!((body.excerpt.as_deref(), body.html.as_str()), (excerpt, whole), "{text}");
    }
}

#[test]
fn an_empty_result_is_reported_where_there_was_something() {
    for (text, format, empty) in [
        ("<script>x</script>", BodyFormat::Html, true),
        ("<!-- x --><p>&nbsp;</p><hr>", BodyFormat::Html, true),
        ("{{< x >}}", BodyFormat::Markdown, true),
        ("<img src=https://a.example/x.png>", BodyFormat::Html, false),
        ("", BodyFormat::Markdown, false),
        (" \n", BodyFormat::Text, false),
    ] {
        let (body, diagnostics) = body(text, format);
        assert_eq!(rules(&diagnostics).contains(&"body-empty"), empty, "{text}");
        assert_eq!(body.html.is_empty(), empty || text.trim().is_empty(), "{text}");
    }
}

#[test]
fn findings_have_the_place_of_the_body_and_the_line_of_the_directive() {
    let (_, diagnostics) = body("a\n\n{{< x >}}\n\n<script></script>b", BodyFormat::Markdown);
    let places: Vec<_> = diagnostics.iter().map(|d| (d.rule.name, d.place.to_string())).collect();
    assert_eq!(places, [("body-unsafe-removed", "a.md:1".to_owned()), ("body-template-leftover", "a.md:7".to_owned())]);
}

#[test]
fn plain_text_is_carried_beside_its_rendering() {
    let (text, _) = body("\n  a < b\r\n\r\nc  \n", BodyFormat::Text);
    assert_eq!(text.text.as_deref(), Some("  a < b\n\nc"));
    assert!(text.text_only);
    assert_eq!(text.html, "<pre>a &lt; b</pre>\n<p>c</p>");
    let source =
        SourceBody { text: "<p>a</p>".into(), format: BodyFormat::Html, line: 0, plain: Some(" plain\u{1}\n".into()) };
    let (both, _) = render(&source, None, &Options::default(), &Place::default());
    assert_eq!((both.html.as_str(), both.text.as_deref(), both.text_only), ("<p>a</p>", Some(" plain"), false));
}

#[test]
fn markdown_as_a_whole() {
    for (text, expected) in [
        (
            "| a |\n|--:|\n| b |",
            "<table><thead><tr><th align=\"right\">a</th></tr></thead><tbody>\n<tr><td align=\"right\">b</td></tr>\n</tbody></table>",
        ),
        ("[a](@/b.md) [c](d \"e\")", "<p>a <a href=\"https://a.example/2026/post/d\" title=\"e\">c</a></p>"),
        ("[a]({{< ref \"b\" >}}) ![c]({{ x }}/d.png)", "<p>a c</p>"),
        (
            "a[^1]\n\n[^1]: b",
            "<p>a<sup><a href=\"https://a.example/2026/post/#fn-1\" id=\"fnref-1\">1</a></sup></p>\n<hr>\n<ol>\n<li id=\"fn-1\"><p>b <a href=\"https://a.example/2026/post/#fnref-1\">↩</a></p></li>\n</ol>",
        ),
        (
            "{{< youtube aB3 >}}",
            "<p><a href=\"https://www.youtube.com/watch?v=aB3\"><img src=\"https://i.ytimg.com/vi/aB3/hqdefault.jpg\" alt=\"\"><br>YouTube</a></p>",
        ),
        ("<div>\n{{< x >}}\n    <p>a</p>\n</div>", "<div>\n\n    <p>a</p>\n</div>"),
        ("{% if a %}\n    b\n    {% endif %}", "<pre><code>b\n</code></pre>"),
        ("- [ ] a", "<ul>\n<li>☐ a</li>\n</ul>"),
        ("```\n<script>{{ x }}</script>\n```", "<pre><code>&lt;script&gt;{{ x }}&lt;/script&gt;\n</code></pre>"),
    ] {
        assert_eq!(body(text, BodyFormat::Markdown).0.html, expected, "{text}");
    }
}

#[test]
fn rendering_twice_gives_the_same_bytes() {
    let text = "a[^z][^y]\n\n[^y]: b\n[^z]: c\n\n<script>x</script>{{ a }}{{ b }}<p onclick=x onload=y>";
    let (first, second) = (body(text, BodyFormat::Markdown), body(text, BodyFormat::Markdown));
    assert_eq!(first.0, second.0);
    assert_eq!(rules(&first.1), rules(&second.1));
}

#[test]
fn what_was_sanitised_once_is_not_changed_again() {
    for text in ["<p>a<b>c</p>d<table>e</table><img src=x alt='\"'>&amp;lt;", "<pre>\na</pre><a href='x y'>b</a>"] {
        let once = html(text);
        assert_eq!(html(&once), once, "{text}");
    }
}
