//! Mobiledoc, in which Ghost kept texts from 1.0 to 4.x, as HTML: for posts that the export has no HTML of.
//!
//! <https://github.com/bustle/mobiledoc-kit/blob/master/MOBILEDOC.md>

use super::super::cards;
use crate::value::escape_html;
use serde_json::{Map, Value};

/// Renders a text; nothing if it cannot be read or is empty.
pub(super) fn to_html(text: &str) -> Option<String> {
    let document: Value = serde_json::from_str(text).ok()?;
    let list = |name: &str| document.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let parts = Parts { markups: list("markups"), atoms: list("atoms"), cards: list("cards") };
    let mut out = String::new();
    for section in list("sections") {
        parts.section(&mut out, &section);
    }
    (!out.trim().is_empty()).then_some(out)
}

struct Parts {
    markups: Vec<Value>,
    atoms: Vec<Value>,
    cards: Vec<Value>,
}

impl Parts {
    fn section(&self, out: &mut String, section: &Value) {
        let tag = |tag: Option<&str>| match tag.unwrap_or("p").to_ascii_lowercase().as_str() {
            known @ ("p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "ul" | "ol") => known.to_owned(),
            "aside" | "pull-quote" => "blockquote".to_owned(),
            _ => "p".to_owned(),
        };
        match section[0].as_u64() {
            Some(1) => {
                let tag = tag(section[1].as_str());
                out.push_str(&format!("<{tag}>{}</{tag}>\n", self.markers(&section[2])));
            }
            Some(2) => {
                let source = escape_html(section[1].as_str().unwrap_or_default()).into_owned();
                out.push_str(&format!("<figure><img src=\"{source}\" alt=\"\"></figure>\n"));
            }
            Some(3) => {
                let tag = tag(section[1].as_str());
                let items = section[2].as_array().into_iter().flatten();
                let items: String = items.map(|item| format!("<li>{}</li>", self.markers(item))).collect();
                out.push_str(&format!("<{tag}>{items}</{tag}>\n"));
            }
            Some(10) => {
                let card = section[1].as_u64().and_then(|number| self.cards.get(usize::try_from(number).ok()?));
                if let Some(card) = card {
                    let none = Map::new();
                    let payload = card[1].as_object().unwrap_or(&none);
                    cards::render(out, card[0].as_str().unwrap_or_default(), payload);
                }
            }
            _ => {}
        }
    }

    /// `[type, [opened markups], closed markups, text or atom]`
    fn markers(&self, markers: &Value) -> String {
        let mut out = String::new();
        let mut open: Vec<String> = Vec::new();
        for marker in markers.as_array().into_iter().flatten() {
            for number in marker[1].as_array().into_iter().flatten().filter_map(Value::as_u64) {
                let markup = usize::try_from(number).ok().and_then(|number| self.markups.get(number));
                let name = markup.and_then(|markup| markup[0].as_str()).unwrap_or("span").to_ascii_lowercase();
                let name = if name.bytes().all(|b| b.is_ascii_alphanumeric()) { name } else { "span".to_owned() };
                let href = markup.and_then(|markup| markup[1].as_array()).and_then(|pairs| {
                    pairs.iter().position(|key| key == "href").and_then(|at| pairs.get(at + 1)?.as_str())
                });
                match href {
                    Some(href) => out.push_str(&format!("<{name} href=\"{}\">", escape_html(href))),
                    None => out.push_str(&format!("<{name}>")),
                }
                open.push(name);
            }
            match marker[0].as_u64() {
                Some(0) => out.push_str(&escape_html(marker[3].as_str().unwrap_or_default())),
                Some(1) => {
                    let atom = marker[3].as_u64().and_then(|number| self.atoms.get(usize::try_from(number).ok()?));
                    match atom.and_then(|atom| atom[0].as_str()) {
                        Some("soft-return") => out.push_str("<br>"),
                        _ => out.push_str(&escape_html(atom.and_then(|atom| atom[1].as_str()).unwrap_or_default())),
                    }
                }
                _ => {}
            }
            for _ in 0..marker[2].as_u64().unwrap_or_default() {
                let Some(name) = open.pop() else { break };
                out.push_str(&format!("</{name}>"));
            }
        }
        for name in open.into_iter().rev() {
            out.push_str(&format!("</{name}>"));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn sections_markups_atoms_and_cards_are_rendered() {
        let text = r#"{"version":"0.3.1","atoms":[["soft-return","",{}]],"cards":[["image",{"src":"/i.png"}],["html",{"html":"<i>x</i>"}]],
            "markups":[["strong"],["a",["href","https://a.example/"]]],
            "sections":[[1,"h2",[[0,[],0,"A < B"]]],[1,"p",[[0,[0,1],1,"x"],[1,[],0,0],[0,[],1,"y"]]],[3,"ol",[[[0,[],0,"1"]]]],[10,0],[10,1],[10,99]]}"#;
        assert_eq!(
            to_html(text).expect("it is one"),
            "<h2>A &lt; B</h2>\n<p><strong><a href=\"https://a.example/\">x</a><br>y</strong></p>\n<ol><li>1</li></ol>\n\
             <figure><img src=\"/i.png\" alt=\"\"></figure>\n<i>x</i>\n"
        );
    }
}
