//! Lexical, in which Ghost keeps texts since 5.x, as HTML: for posts that the export has no HTML of.

use super::super::cards;
use crate::value::escape_html;
use serde_json::{Map, Value};

/// Levels of nodes that are followed.
const DEEPEST: usize = 50;

/// Renders a text; nothing if it cannot be read or is empty.
pub(super) fn to_html(text: &str) -> Option<String> {
    let value: Value = serde_json::from_str(text).ok()?;
    let mut out = String::new();
    children(&mut out, value.get("root")?, 0);
    (!out.trim().is_empty()).then_some(out)
}

fn children(out: &mut String, node: &Value, depth: usize) {
    if depth < DEEPEST {
        for child in node.get("children").and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(child) = child {
                render(out, child, depth + 1);
            }
        }
    }
}

fn render(out: &mut String, node: &Map<String, Value>, depth: usize) {
    let whole = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
    let inside = || {
        let mut inside = String::new();
        children(&mut inside, &Value::Object(node.clone()), depth);
        inside
    };
    let mut element = |tag: &str, end: &str| out.push_str(&format!("<{tag}>{}</{tag}>{end}", inside()));
    match whole("type") {
        "paragraph" => element("p", "\n"),
        "heading" | "extended-heading" => element(heading(whole("tag")), "\n"),
        "quote" | "extended-quote" | "aside" => element("blockquote", "\n"),
        "list" => element(if whole("tag") == "ol" || whole("listType") == "number" { "ol" } else { "ul" }, "\n"),
        "listitem" => element("li", ""),
        "link" | "autolink" => {
            let inside = inside();
            out.push_str(&format!("<a href=\"{}\">{inside}</a>", escape_html(whole("url"))));
        }
        "text" | "extended-text" => {
            let bits = node.get("format").and_then(Value::as_u64).unwrap_or_default();
            out.push_str(&formatted(whole("text"), bits));
        }
        "linebreak" => out.push_str("<br>"),
        "tab" => out.push('\t'),
        card => {
            if !cards::render(out, card, node) {
                out.push_str(&inside());
            }
        }
    }
}

fn heading(tag: &str) -> &str {
    if matches!(tag, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") { tag } else { "h2" }
}

/// Text with the marks that its bits stand for.
fn formatted(text: &str, bits: u64) -> String {
    let mut html = escape_html(text).into_owned();
    for (bit, tag) in
        [(1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"), (128, "mark")]
    {
        if bits & bit != 0 && !text.is_empty() {
            html = format!("<{tag}>{html}</{tag}>");
        }
    }
    html
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn nodes_and_cards_are_rendered() {
        let text = r#"{"root":{"type":"root","children":[
            {"type":"heading","tag":"h3","children":[{"type":"text","text":"A & B"}]},
            {"type":"paragraph","children":[{"type":"extended-text","format":3,"text":"x"},{"type":"linebreak"},
              {"type":"link","url":"https://a.example/?b&c","children":[{"type":"text","text":"y"}]}]},
            {"type":"image","src":"https://a.example/i.png","alt":"\"i\"","caption":"<b>c</b>"},
            {"type":"codeblock","language":"rust","code":"a < b"},
            {"type":"list","listType":"bullet","children":[{"type":"listitem","children":[{"type":"text","text":"1"}]}]},
            {"type":"markdown","markdown":"*so* and\n\n- a\n- <b>b</b>\n\n|c|\n|-|\n|d|"},
            {"type":"horizontalrule"}]}}"#;
        let html = to_html(text).expect("it is one");
        assert_eq!(
            html,
            "<h3>A &amp; B</h3>\n<p><em><strong>x</strong></em><br><a href=\"https://a.example/?b&amp;c\">y</a></p>\n\
             <figure><img src=\"https://a.example/i.png\" alt=\"&quot;i&quot;\"><figcaption><b>c</b></figcaption></figure>\n\
             <pre><code class=\"language-rust\">a &lt; b</code></pre>\n<ul><li>1</li></ul>\n<p><em>so</em> and</p>\n<ul>\n<li>a</li>\n<li><b>b</b></li>\n</ul>\n\
             <table><thead><tr><th>c</th></tr></thead><tbody>\n<tr><td>d</td></tr>\n</tbody></table>\n<hr>\n"
        );
        assert_eq!(to_html("{\"root\":{\"children\":[]}}"), None);
        assert_eq!(to_html("no JSON"), None);
    }
}
