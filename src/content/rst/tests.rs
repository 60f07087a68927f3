use super::to_html;
use crate::{content::findings::Findings, diagnostic::Place};

fn html(text: &str) -> String {
    to_html(text, &mut Findings::new(&Place::default(), 1)).trim().to_owned()
}

#[test]
fn blocks() {
    for (text, expected) in [
        ("Title\n=====\n\nText.\n\nSub\n---\n\nMore", "<h2>Title</h2>\n<p>Text.</p>\n<h3>Sub</h3>\n<p>More</p>"),
        ("=====\nTitle\n=====\n\nx\n\nTitle\n=====", "<h2>Title</h2>\n<p>x</p>\n<h3>Title</h3>"),
        ("a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>"),
        ("a\n\n----\n\nb", "<p>a</p>\n<hr>\n<p>b</p>"),
        ("* a\n* b\n  c\n\n  d", "<ul>\n<li>a</li>\n<li><p>b\nc</p>\n<p>d</p>\n</li>\n</ul>"),
        ("- a\n\n  - b\n\n- c", "<ul>\n<li><p>a</p>\n<ul>\n<li>b</li>\n</ul>\n</li>\n<li>c</li>\n</ul>"),
        ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("#. a\n#. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>"),
        ("A. Einstein wrote\nthis", "<p>A. Einstein wrote\nthis</p>"),
        (
            "term\n  meaning\nother\n  its",
            "<dl>\n<dt>term</dt>\n<dd><p>meaning</p>\n</dd>\n<dt>other</dt>\n<dd><p>its</p>\n</dd>\n</dl>",
        ),
        (
            ":name: value\n:two: more\n  of it",
            "<dl>\n<dt>name</dt>\n<dd>value</dd>\n<dt>two</dt>\n<dd>more\nof it</dd>\n</dl>",
        ),
        ("code::\n\n  <a>\n    b\n\n  c\n\nd", "<p>code:</p>\n<pre>&lt;a&gt;\n  b\n\nc</pre>\n<p>d</p>"),
        ("::\n\n  x", "<pre>x</pre>"),
        ("a\n\n  quoted\n\nb", "<p>a</p>\n<blockquote><p>quoted</p>\n</blockquote>\n<p>b</p>"),
        ("| one\n| two", "<p>one<br>\ntwo</p>"),
        ("+---+---+\n| a | b |\n+---+---+", "<pre>+---+---+\n| a | b |\n+---+---+</pre>"),
        (
            "=== ===\na   b\n=== ===\n1   2\n\n3   4\n=== ===\n\nx",
            "<pre>=== ===\na   b\n=== ===\n1   2\n\n3   4\n=== ===</pre>\n<p>x</p>",
        ),
        (".. a comment\n   of two lines\n\ntext", "<p>text</p>"),
        ("..\n  comment\n\ntext", "<p>text</p>"),
        ("a\n\n.. more\n\nb", "<p>a</p>\n<!--more--><p>b</p>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn inline_markup() {
    for (text, expected) in [
        ("*a* **b** ``c *d*`` `e`", "<p><em>a</em> <strong>b</strong> <code>c *d*</code> <cite>e</cite></p>"),
        ("2 * 3 * 4 and f(*args, **kw)", "<p>2 * 3 * 4 and f(*args, **kw)</p>"),
        (
            "`a b <https://a.example/x>`_ and `c <https://b.example>`__",
            "<p><a href=\"https://a.example/x\">a b</a> and <a href=\"https://b.example\">c</a></p>",
        ),
        (
            "`The Docs`_ or docs_.\n\n.. _the docs: https://a.example\n.. _docs: /docs",
            "<p><a href=\"https://a.example\">The Docs</a> or <a href=\"/docs\">docs</a>.</p>",
        ),
        (
            "one__ two__\n\n__ https://a.example\n__ https://b.example",
            "<p><a href=\"https://a.example\">one</a> <a href=\"https://b.example\">two</a></p>",
        ),
        ("snake_case and private_ stay", "<p>snake_case and private_ stay</p>"),
        (
            ":abbr:`TLA (three letters)` :code:`x` :ref:`text <x-y>` :py:func:`~f`",
            "<p><abbr title=\"three letters\">TLA</abbr> <code>x</code> text f</p>",
        ),
        ("12:30 and a: `b`", "<p>12:30 and a: <cite>b</cite></p>"),
        ("a\\*b \\\\ re\\ ``x``", "<p>a*b \\ re<code>x</code></p>"),
        ("see https://a.example/b_c.", "<p>see <a href=\"https://a.example/b_c\">https://a.example/b_c</a>.</p>"),
        ("|x| and |y|\n\n.. |x| replace:: *text*", "<p>*text* and |y|</p>"),
        ("|i|\n\n.. |i| image:: a.png", "<p><img src=\"a.png\" alt=\"\"></p>"),
        (
            "a [1]_ b [#n]_ [#]_ [x]\n\n.. [1] one\n.. [#n] two\n.. [#] three",
            "<p>a<sup><a href=\"#fn-1\">1</a></sup> b<sup><a href=\"#fn-2\">2</a></sup><sup><a href=\"#fn-3\">3</a></sup> [x]</p>\n<div id=\"fn-1\"><sup>1</sup> one</div>\n<div id=\"fn-2\"><sup>2</sup> two</div>\n<div id=\"fn-3\"><sup>3</sup> three</div>",
        ),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn directives() {
    for (text, expected) in [
        (
            ".. code-block:: python\n   :linenos:\n\n   if x:\n       y",
            "<pre><code class=\"language-python\">if x:\n    y</code></pre>",
        ),
        (
            ".. image:: {static}/x.png\n   :alt: an x\n   :width: 600 px",
            "<p><img src=\"{static}/x.png\" alt=\"an x\" width=\"600 px\"></p>",
        ),
        (
            ".. figure:: x.png\n   :alt: y\n\n   A *caption*.",
            "<figure><img src=\"x.png\" alt=\"y\"><figcaption>A <em>caption</em>.</figcaption></figure>",
        ),
        (".. note:: Mind\n   this.", "<blockquote><p><strong>Note</strong></p>\n<p>Mind\nthis.</p>\n</blockquote>"),
        (".. admonition:: Title\n\n   Text", "<blockquote><p><strong>Title</strong></p>\n<p>Text</p>\n</blockquote>"),
        (".. raw:: html\n\n   <b>x</b>", "<b>x</b>"),
        (".. contents::\n   :depth: 2\n\nx", "<p>x</p>"),
        (".. youtube:: aB3-_x", "<iframe src=\"https://www.youtube.com/embed/aB3-_x\"></iframe>"),
    ] {
        assert_eq!(html(text), expected, "{text}");
    }
}

#[test]
fn an_unknown_directive_is_left_out_and_reported_with_its_line() {
    let mut findings = Findings::new(&Place::default(), 10);
    let out = to_html("a\n\n.. soundtrack:: x\n   :y: z\n\n   content\n\nb", &mut findings);
    assert_eq!(out.trim(), "<p>a</p>\n<p>b</p>");
    let diagnostics = findings.into_diagnostics();
    assert_eq!(diagnostics.len(), 1);
    assert_eq!((diagnostics[0].rule.name, diagnostics[0].place.line), ("body-directive-dropped", Some(12)));
}

#[test]
fn hostile_input_takes_linear_time_and_bounded_stack() {
    for unit in [
        "*a ",
        "**",
        "``",
        "`",
        "` ",
        "[",
        "[1]_ ",
        "|a ",
        ":a ",
        ":a:`",
        "_",
        "a_ ",
        "\\",
        "* ",
        "* a\n",
        "..\n",
        ".. a::\n",
        "== =\na\n\n",
        "=\n",
        "a\n=\n",
        ":a: b\n",
        "a\n b\n",
        ".. [#] x\n",
        ".. _a: b_\n",
        "a__ ",
        "http://",
        "\u{e9}_ ",
    ] {
        let _ = html(&unit.repeat(20_000));
    }
    let nested: String = (0..400).map(|i| format!("{}* a\n\n", "  ".repeat(i))).collect();
    assert!(html(&nested).contains("<pre>"));
    let nested: String = (0..400).map(|i| format!("{}a\n", " ".repeat(i))).collect();
    let _ = html(&nested);
}
