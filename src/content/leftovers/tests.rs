use super::{GAP, Syntax, replace};
use crate::{content::findings::Findings, diagnostic::Place, value::WebUrl};

/// The body without directives, and what was reported, as `line name`.
fn run(text: &str, syntax: Syntax) -> (String, Vec<String>) {
    let base = WebUrl::parse("https://a.example/post/").expect("valid");
    let mut findings = Findings::new(&Place::default(), 1);
    let out = replace(text, syntax, Some(&base), &mut findings).replace(GAP, "<!-- -->");
    let mut reported = Vec::new();
    for diagnostic in findings.into_diagnostics() {
        let name = diagnostic.message.split('`').nth(1).unwrap_or_default();
        reported.push(format!("{} {name}", diagnostic.place.line.unwrap_or(0)));
    }
    (out, reported)
}

fn check(syntax: Syntax, cases: &[(&str, &str, &[&str])]) {
    for (text, expected, reported) in cases {
        let (out, findings) = run(text, syntax);
        assert_eq!(out, *expected, "{text}");
        assert_eq!(findings, *reported, "{text}");
    }
}

#[test]
fn shortcodes_of_hugo() {
    check(
        Syntax::Markdown,
        &[
            ("a {{< param x >}} b", "a  b", &["1 {{< param >}}"]),
            ("a\n{{% note %}}\nb *c*\n{{% /note %}}\nd", "a\n<!-- -->\nb *c*\n<!-- -->\nd", &["2 {{% note %}}"]),
            ("{{<x>}}{{<x>}}", "", &["1 {{< x >}}"]),
            ("[a]({{< ref \"b.md#c\" >}}) d", "[a](courant-unknown:) d", &["1 {{< ref >}}"]),
            (
                "[a]: <{{% param u %}}x?{{% param v %}}>",
                "[a]: <courant-unknown:x?courant-unknown:>",
                &["1 {{% param %}}"],
            ),
            (
                "{{< figure src=\"/a.png\" alt=\"b\" caption=\"c *d*\" >}}\ne",
                "<figure><img src=\"/a.png\" alt=\"b\"><figcaption>c <em>d</em></figcaption></figure>\n\ne",
                &[],
            ),
            ("{{< youtube aB3 >}}", "<iframe src=\"https://www.youtube.com/embed/aB3\"></iframe>", &[]),
            (
                "{{< youtube id=\"aB3\" title=\"A film\" >}}",
                "<iframe src=\"https://www.youtube.com/embed/aB3\" title=\"A film\"></iframe>",
                &[],
            ),
            ("{{< vimeo 12 >}}", "<iframe src=\"https://player.vimeo.com/video/12\"></iframe>", &[]),
            (
                "{{< tweet user=\"ana\" id=\"12\" >}}",
                "<a href=\"https://twitter.com/ana/status/12\">https://twitter.com/ana/status/12</a>",
                &[],
            ),
            (
                "{{< gist ana 12 >}}",
                "<a href=\"https://gist.github.com/ana/12\">https://gist.github.com/ana/12</a>",
                &[],
            ),
            (
                "{{< highlight go \"linenos=1\" >}}\na <- {{ b }}\n\n    c\n{{< /highlight >}}\nd",
                "<pre><code class=\"language-go\">a &lt;- {{ b }}\n\n    c</code></pre>\n\nd",
                &[],
            ),
            ("a {{< comment >}}b{{< /comment >}} c", "a  c", &[]),
            ("shown: {{</* x */>}}", "shown: <code>{{&lt; x &gt;}}</code>", &[]),
            (
                "`{{< x >}}`\n\n```\n{{< y >}}\n```\n\n    {{< z >}}\n",
                "`{{< x >}}`\n\n```\n{{< y >}}\n```\n\n    {{< z >}}\n",
                &[],
            ),
            ("{{< open", "{{< open", &[]),
        ],
    );
}

#[test]
fn functions_of_zola() {
    check(
        Syntax::Markdown,
        &[
            (
                "{{ youtube(id=\"aB3\", autoplay=true) }}",
                "<iframe src=\"https://www.youtube.com/embed/aB3\"></iframe>",
                &[],
            ),
            ("a\n{% quote(author=\"b\") %}\nc\n{% end %}", "a\n<!-- -->\nc\n<!-- -->", &["2 {% quote %}"]),
            ("{{ basic() }} b", " b", &["1 {{ basic() }}"]),
        ],
    );
}

#[test]
fn liquid_and_jinja() {
    check(
        Syntax::Markdown,
        &[
            (
                "{% highlight ruby linenos %}\nputs \"```\"\n{{ x }}\n{% endhighlight %}\n{{ page.title }}",
                "<pre><code class=\"language-ruby\">puts &quot;```&quot;\n{{ x }}</code></pre>\n\n<!-- -->",
                &["5 {{ page.title }}"],
            ),
            ("{% raw %}{{ x }}{% endraw %} {{ y }}", "{{ x }} ", &["1 {{ y }}"]),
            ("{%- if a -%}b{% else %}c{%- endif -%}", "bc", &["1 {% if %}"]),
            ("{% include\n x.html a=\"{{ b }}\" %}c", "c", &["1 {% include %}"]),
            (
                "[a]({% post_url 2020-01-01-b %}) {% link c.md %}",
                "[a](courant-unknown:) ",
                &["1 {% post_url %}", "1 {% link %}"],
            ),
            (
                "[a]({{ site.url }}{{ site.baseurl }}/b) ![]({{ '/c.png' | relative_url }})",
                "[a](https://a.example/b) ![](/c.png)",
                &[],
            ),
            ("<a href=\"{{ site.baseurl }}/b\" title=\"{{ t }}\">", "<a href=\"/b\" title=\"\">", &["1 {{ t }}"]),
            ("[a]({{ page.other }}/b)", "[a](courant-unknown:/b)", &["1 {{ page.other }}"]),
            ("{{ \"{{\" }} {# no #} {% comment %} x {% endcomment %}c", "{{  c", &[]),
            ("$x_{{i}}$ and \\frac{{a}}{b}", "$x_{{i}}$ and \\frac{b}", &["1 {{ a }}"]),
            ("x\n\n{{ a }}\n    {{ a }}\ny", "x\n\n<!-- -->\ny", &["3 {{ a }}"]),
            (
                "`{% raw %}{{ x }}{% endraw %}` `{% raw %}` `{% raw %}{% raw %}{% endraw %}`",
                "`{{ x }}` `{% raw %}` `{% raw %}`",
                &[],
            ),
            ("```\n{% raw %}\n{{ x }}\n{% endraw %}\n{{ y }}\n```", "```\n{{ x }}\n{{ y }}\n```", &[]),
            (
                "{% highlight c %}\n{% raw %}\n{{ x }}\n{% endraw %}\n{% endhighlight %}",
                "<pre><code class=\"language-c\">{{ x }}</code></pre>\n",
                &[],
            ),
        ],
    );
}

#[test]
fn attribute_lists_and_contents() {
    check(
        Syntax::Markdown,
        &[
            ("para\n{: .lead}\n\n[a](/b){:target=\"_blank\"} ![](/c){width=50%}", "para\n\n\n[a](/b) ![](/c)", &[]),
            ("* TOC\n{:toc}\n\na", "\n\na", &[]),
            ("[TOC]\n\n[[_toc_]]\na", "<!-- -->\n\n<!-- -->\na", &[]),
            ("{.note #x}\na {.b} {c} {} fn() {\n}", "\na {.b} {c} {} fn() {\n}", &[]),
            ("# A {#b}", "# A {#b}", &[]),
            ("a\n{/* truncate */}\nb {/* c */}d", "a\n<!--more-->\nb d", &[]),
        ],
    );
}

#[test]
fn components_of_mdx() {
    check(
        Syntax::Markdown,
        &[
            (
                "import A from './a'\nimport {\n  B\n} from \"b\";\n\nexport const c = 1\n\n# T\n\n<A b={{c: '>'}} />\n<Note kind=\"x\">*d*</Note>",
                "<!-- -->\n\n# T\n\n<!-- -->\n*d*",
                &["1 import", "10 <A>", "11 <Note>"],
            ),
            (
                "import duties rose\n\nVec<String> and <T> <B>x</B> <Details>y</Details>",
                "import duties rose\n\nVec<String> and <T> <B>x</B> <Details>y</Details>",
                &[],
            ),
            ("a <String> b", "a <String> b", &[]),
            ("`<Foo />`", "`<Foo />`", &[]),
        ],
    );
}

#[test]
fn shortcodes_of_wordpress() {
    check(
        Syntax::Html,
        &[
            (
                "[caption id=\"a\" width=\"3\"]<a href=\"/b\"><img src=\"c\" /></a> A <em>d</em>[/caption]e",
                "<figure><a href=\"/b\"><img src=\"c\" /></a><figcaption>A <em>d</em></figcaption></figure>e",
                &[],
            ),
            (
                "[caption caption=\"x\"]<img src=\"c\">[/caption]",
                "<figure><img src=\"c\"><figcaption>x</figcaption></figure>",
                &[],
            ),
            ("a[gallery ids=\"1,2\"]b", "ab", &["1 [gallery]"]),
            (
                "[embed width=\"1\"]https://b.example/x[/embed]",
                "<a href=\"https://b.example/x\">https://b.example/x</a>",
                &[],
            ),
            ("[audio mp3=\"/a.mp3\"][/audio]", "<a href=\"/a.mp3\">/a.mp3</a>", &[]),
            ("[video src='/v.mp4']", "<a href=\"/v.mp4\">/v.mp4</a>", &[]),
            ("[vc_row a=\"b\"]<p>x</p>[/vc_row]", "<p>x</p>", &["1 [vc_row]"]),
            (
                "[[gallery]] [sic] [1] [not a code] array[video]",
                "[gallery] [sic] [1] [not a code] array",
                &["1 [video]"],
            ),
            ("[code lang=\"php\"]&lt;a>[/code]", "<pre><code class=\"language-php\">&lt;a&gt;</code></pre>", &[]),
            (
                "<pre>[gallery] {{ x }}</pre><code>{% y %}</code><!-- {{ z }} -->",
                "<pre>[gallery] {{ x }}</pre><code>{% y %}</code><!-- {{ z }} -->",
                &[],
            ),
        ],
    );
}

#[test]
fn brackets_in_markdown_are_links_but_for_captions() {
    check(
        Syntax::Markdown,
        &[
            ("[gallery] [caption] [video](/x)", "[gallery] [caption] [video](/x)", &[]),
            (
                "[caption id=\"a\"]<img src=\"c\"> d[/caption]\ne",
                "<figure><img src=\"c\"><figcaption>d</figcaption></figure>\n\ne",
                &[],
            ),
            ("[caption id=\"a\"]![b](c) d[/caption]", "![b](c) d", &[]),
        ],
    );
}

#[test]
fn the_line_is_that_of_the_first_of_its_kind() {
    let (_, findings) = run("a\n\nb {{ x }}\n{{< y >}} {{ x }}\n", Syntax::Markdown);
    assert_eq!(findings, ["3 {{ x }}", "4 {{< y >}}"]);
}

#[test]
fn hostile_input_takes_linear_time() {
    for unit in [
        "{{",
        "{%",
        "{{<",
        "{{< a >}}",
        "{% raw %}",
        "{% highlight x %}",
        "{{ a",
        "{{ \"",
        "[caption a=b]",
        "[video]",
        "[[",
        "{:",
        "{.a",
        "<A ",
        "<A>",
        "</A",
        "import ",
        "{/*",
        "{#",
        "{{ x }} ",
        "[a]({{ x }}",
        "import a from 'b'\n",
        "`{{",
        "<code>",
        "<!--",
        "    {{ x }}\n",
        "{% raw %}`{% endraw %}",
    ] {
        for syntax in [Syntax::Markdown, Syntax::Html] {
            let _ = run(&unit.repeat(10_000), syntax);
        }
    }
}
