//! Directives of reStructuredText (docutils, "reStructuredText Directives"; Sphinx, Pelican and Nikola add some).

use super::{Line, Writer, dedented, field, margin};
use crate::value::escape_html;

impl<'t> Writer<'t, '_> {
    /// Carries out the directive `.. name:: argument`.
    pub(super) fn directive(&mut self, name: &str, argument: &'t str, number: u32, body: &[Line<'t>], depth: usize) {
        let margin = margin(body);
        let mut body: Vec<Line<'t>> = body.iter().map(|line| line.dedent(margin)).collect();
        let options: Vec<(&str, &str)> = body.iter().map_while(|line| field(line.text)).collect();
        body.drain(..options.len());
        let option = |name: &str| options.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        match name.to_ascii_lowercase().as_str() {
            "code" | "code-block" | "sourcecode" | "parsed-literal" | "prompt" | "doctest" | "testcode" => {
                self.code(argument, &body);
            }
            "math" => {
                let with_argument = format!("{argument}\n{}", dedented(&body));
                self.out.push_str(&format!("<pre>{}</pre>\n", escape_html(with_argument.trim())));
            }
            "image" => {
                let image = self.image(argument, &options);
                self.out.push_str(&format!("<p>{image}</p>\n"));
            }
            "figure" => {
                let image = self.image(argument, &options);
                self.out.push_str(&format!("<figure>{image}"));
                if body.iter().any(|line| !line.is_blank()) {
                    self.out.push_str("<figcaption>");
                    self.item(trimmed(&body), depth);
                    self.out.push_str("</figcaption>");
                }
                self.out.push_str("</figure>\n");
            }
            "attention" | "caution" | "danger" | "error" | "hint" | "important" | "note" | "tip" | "warning"
            | "seealso" | "todo" => self.admonition(&capitalised(name), argument, number, &body, depth),
            "admonition" | "topic" | "sidebar" => self.admonition(argument, "", number, &body, depth),
            "versionadded" | "versionchanged" | "deprecated" => {
                let label = format!("{} {argument}", capitalised(name));
                self.admonition(&label, "", number, &body, depth);
            }
            "epigraph" | "highlights" | "pull-quote" => {
                self.out.push_str("<blockquote>");
                self.with_argument(argument, number, &body, depth);
                self.out.push_str("</blockquote>\n");
            }
            "compound" | "container" | "class" | "list-table" | "table" | "only" | "centered" => {
                let shown = if matches!(name, "compound" | "centered") { argument } else { "" };
                self.with_argument(shown, number, &body, depth);
            }
            "csv-table" => self.preformatted(&body),
            "rubric" => {
                self.out.push_str("<p><strong>");
                self.inline(argument);
                self.out.push_str("</strong></p>\n");
            }
            "raw" => {
                if argument.eq_ignore_ascii_case("html") {
                    self.out.push_str(&dedented(&body));
                    self.out.push('\n');
                }
            }
            "youtube" | "vimeo" if is_id(argument) => {
                let host = if name == "youtube" { "www.youtube.com/embed" } else { "player.vimeo.com/video" };
                let title =
                    option("title").map(|title| format!(" title=\"{}\"", escape_html(title))).unwrap_or_default();
                self.out.push_str(&format!("<iframe src=\"https://{host}/{argument}\"{title}></iframe>\n"));
            }
            "more" => self.out.push_str("<!--more-->"),
            // Layout, which a feed has none of.
            "contents" | "default-role" | "footer" | "header" | "highlight" | "index" | "meta" | "role"
            | "section-numbering" | "sectnum" | "tags" | "target-notes" | "title" | "toctree" => {}
            _ => self.findings.directive(name, Some(number)),
        }
    }

    fn code(&mut self, language: &str, body: &[Line<'t>]) {
        let language = language.split_whitespace().next().unwrap_or_default();
        let class = if language.is_empty() || language == "none" || language == "text" {
            String::new()
        } else {
            format!(" class=\"language-{}\"", escape_html(language))
        };
        self.out.push_str(&format!("<pre><code{class}>{}</code></pre>\n", escape_html(&dedented(body))));
    }

    fn image(&self, address: &str, options: &[(&str, &str)]) -> String {
        let option = |name: &str| options.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
        let mut image = format!(
            "<img src=\"{}\" alt=\"{}\"",
            escape_html(&address.split_whitespace().collect::<String>()),
            escape_html(option("alt").unwrap_or_default())
        );
        for side in ["width", "height"] {
            if let Some(length) = option(side) {
                image.push_str(&format!(" {side}=\"{}\"", escape_html(length)));
            }
        }
        image.push('>');
        match option("target") {
            Some(target) => {
                let named = target.strip_suffix('_').and_then(|name| self.names.target(name.trim_matches('`')));
                format!("<a href=\"{}\">{image}</a>", escape_html(named.unwrap_or(target)))
            }
            None => image,
        }
    }

    fn admonition(&mut self, label: &str, first: &'t str, number: u32, body: &[Line<'t>], depth: usize) {
        self.out.push_str("<blockquote>");
        if !label.trim().is_empty() {
            self.out.push_str("<p><strong>");
            self.inline(label.trim());
            self.out.push_str("</strong></p>\n");
        }
        self.with_argument(first, number, body, depth);
        self.out.push_str("</blockquote>\n");
    }

    /// Content whose first lines may stand behind the name of the directive.
    fn with_argument(&mut self, argument: &'t str, number: u32, body: &[Line<'t>], depth: usize) {
        if argument.is_empty() {
            self.blocks(body, depth + 1);
            return;
        }
        let mut lines = vec![Line { text: argument, number }];
        lines.extend_from_slice(body);
        self.blocks(&lines, depth + 1);
    }
}

fn trimmed<'a, 't>(lines: &'a [Line<'t>]) -> &'a [Line<'t>] {
    let first = lines.iter().position(|line| !line.is_blank()).unwrap_or(0);
    &lines[first..]
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn capitalised(name: &str) -> String {
    let label = match name {
        "seealso" => "see also",
        "versionadded" => "new in version",
        "versionchanged" => "changed in version",
        "deprecated" => "deprecated since version",
        other => other,
    };
    let mut chars = label.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
