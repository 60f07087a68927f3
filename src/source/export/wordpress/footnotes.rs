//! Footnotes of the block editor (6.3 and later): the text has their marks, a field beside the post has what they say.

use crate::{record::open_part, value::escape_html};
use serde_json::Value;

/// The text with its footnotes as the list that `WordPress` makes of them; `None` where there are none.
///
/// Those whose marks stand in what is for members are theirs as well.
pub(super) fn with_notes(text: &str, field: Option<&str>) -> Option<String> {
    let notes: Vec<Value> = serde_json::from_str(field?).ok()?;
    let open = open_part(text, None);
    let open = open.as_deref().unwrap_or(text);
    let mut list = String::new();
    for note in &notes {
        let (Some(id), Some(content)) = (note["id"].as_str(), note["content"].as_str()) else { continue };
        if !open.contains(&format!("\"{id}\"")) && !open.contains(&format!("#{id}\"")) {
            continue;
        }
        let id = escape_html(id);
        list.push_str(&format!("<li id=\"{id}\">{content} <a href=\"#{id}-link\">↩</a></li>"));
    }
    if list.is_empty() {
        return None;
    }
    let list = format!("<ol class=\"wp-block-footnotes\">{list}</ol>");
    let block = text.find("<!-- wp:footnotes").filter(|_| open.contains("<!-- wp:footnotes"));
    let place = block.and_then(|at| Some((at, at + text[at..].find("-->")? + "-->".len())));
    Some(match place {
        Some((start, end)) => format!("{}{list}{}", &text[..start], &text[end..]),
        // Before whatever hides what follows.
        None => {
            let same = text.bytes().zip(open.bytes()).take_while(|(ours, theirs)| ours == theirs).count();
            let at = (0..=same).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
            format!("{}\n\n{list}{}", &text[..at], &text[at..])
        }
    })
}

#[cfg(test)]
mod tests {
    use super::with_notes;

    #[test]
    fn notes_stand_where_their_block_is() {
        let mark =
            |id: &str| format!("<sup data-fn=\"{id}\" class=\"fn\"><a href=\"#{id}\" id=\"{id}-link\">1</a></sup>");
        let field = r#"[{"content":"One <em>x</em>","id":"a"},{"content":"Two","id":"b"}]"#;
        let one = "<ol class=\"wp-block-footnotes\"><li id=\"a\">One <em>x</em> <a href=\"#a-link\">↩</a></li></ol>";
        let text = format!("<p>T{}</p><!-- wp:footnotes /--><p>End</p>", mark("a"));
        let expected = format!("<p>T{}</p>{one}<p>End</p>", mark("a"));
        assert_eq!(with_notes(&text, Some(field)).as_deref(), Some(expected.as_str()));
        let text = format!("<p>T{}</p>[restrict]{}[/restrict]", mark("a"), mark("b"));
        let found = with_notes(&text, Some(field)).unwrap_or_default();
        assert!(found.contains(&format!("{one}[restrict]")) && !found.contains("Two"), "{found}");
        assert_eq!(with_notes("<p>T</p>", Some(field)), None);
        assert_eq!(with_notes(&text, Some("[]")), None);
        assert_eq!(with_notes(&text, None), None);
    }
}
