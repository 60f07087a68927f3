use super::{blocks, head};
use crate::record::raw::Node;

fn html(text: &str) -> String {
    let mut out = String::new();
    blocks(&mut out, &text.lines().collect::<Vec<_>>(), 0);
    out
}

#[test]
fn a_head_is_read_as_hugo_does() {
    let table = head(
        "# a comment\n#+TITLE: Salt: a *history*\n#+date: <2021-03-04 Thu 10:30>\n#+lastmod: 2021-03-05T10:00:00Z\n\
         #+tags[]: salt  sea-water\n#+categories: One\n#+categories: Two words\n#+filetags: :x:y:\n#+draft: true\n\
         #+begin_src sh\n#+end_src\n* Headline\n#+title: Another\n",
    );
    let text = |name: &str| table.get(name).and_then(Node::as_text).unwrap_or_default();
    assert_eq!((text("title"), text("date")), ("Salt: a *history*", "2021-03-04"));
    assert_eq!((text("lastmod"), text("draft")), ("2021-03-05T10:00:00Z", "true"));
    let list = |name: &str| {
        let items = table.get(name).map(Node::items).unwrap_or_default();
        items.iter().filter_map(Node::as_text).collect::<Vec<_>>()
    };
    assert_eq!(list("categories"), ["One", "Two words"]);
    assert_eq!(list("tags"), ["salt", "sea-water", "x", "y"]);
    assert_eq!(table.0.len(), 6);
}

#[test]
fn a_body_becomes_html() {
    for (text, expected) in [
        (
            "#+title: x\nA *b* /c/ _d_ +e+ =f*= ~<g>~ 2*3*4 a/b/c\nmore",
            "<p>A <strong>b</strong> <em>c</em> <u>d</u> <del>e</del> <code>f*</code> <code>&lt;g&gt;</code> 2*3*4 a/b/c\nmore</p>\n",
        ),
        (
            "* TODO [#A] Top /one/ :tag:x:\n:PROPERTIES:\n:ID: 1\n:END:\n** Sub",
            "<h2>Top <em>one</em></h2>\n<h3>Sub</h3>\n",
        ),
        (
            "See [[https://a.example/?b&c][the *site*]], [[https://b.example/]] and\n[[file:boat.png]].",
            "<p>See <a href=\"https://a.example/?b&amp;c\">the <strong>site</strong></a>, <a href=\"https://b.example/\">https://b.example/</a> and\n<img src=\"boat.png\" alt=\"\">.</p>\n",
        ),
        (
            "#+BEGIN_SRC rust :results output\n  if a < b {\n\n    c()\n  }\n#+END_SRC\n#+begin_quote\nSaid *so*.\n#+end_quote\n#+begin_export html\n<b>raw</b>\n#+end_export\n#+begin_comment\nno\n#+end_comment",
            "<pre><code class=\"language-rust\">if a &lt; b {\n\n  c()\n}</code></pre>\n<blockquote>\n<p>Said <strong>so</strong>.</p>\n</blockquote>\n<b>raw</b>\n",
        ),
        (
            "Before\n- one\n  goes on\n  1. deep\n- two :: told\n\n-----\n# no\nAfter",
            "<p>Before</p>\n<ul>\n<li>one\ngoes on\n<ol>\n<li>deep</li>\n</ol>\n</li>\n<li><strong>two</strong> told</li>\n</ul>\n<hr>\n<p>After</p>\n",
        ),
        (
            "| a | b |\n|---+---|\n| 1 | =2= |\n: fixed <\n: lines",
            "<table>\n<tr><th>a</th><th>b</th></tr>\n<tr><td>1</td><td><code>2</code></td></tr>\n</table>\n<pre>fixed &lt;\nlines</pre>\n",
        ),
        (
            "A[fn:1] {{< ref \"x.md\" >}}\n\n[fn:1] Note",
            "<p>A<sup>[1]</sup> {{< ref \"x.md\" >}}</p>\n<p><sup>[1]</sup> Note</p>\n",
        ),
        ("#+begin_src\nnever closed", "<pre><code>never closed</code></pre>\n"),
        ("[[open *x é* [fn:", "<p>[[open <strong>x é</strong> [fn:</p>\n"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

/// Whatever somebody writes ends, and without a panic.
#[test]
fn odd_texts_end() {
    for text in [
        "*",
        "**",
        "* ",
        "|",
        ":",
        "- ",
        "  - é\n é\n   - ü",
        "#+",
        "#+begin_",
        "[[]]",
        "[[a][",
        "===",
        "@@html:",
        "-\n-\n-",
    ] {
        html(text);
        html(&text.repeat(50));
        html(&format!("{text}\n").repeat(50));
    }
    let deep: String = (0..200).map(|n| format!("{}- x\n", " ".repeat(n))).collect();
    html(&deep);
}
