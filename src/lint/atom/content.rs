//! Texts and content (RFC 4287 §3.1, §4.1.3).

use super::attribute_text;
use crate::lint::{
    html,
    judge::Judge,
    names::Ns,
    rules::{
        ATOM_CONTENT_TYPE_MISSING, BASE64, CONTENT_SRC, CONTENT_XML_ROOT, ELEMENT_UNKNOWN, HTML_FRAGMENT,
        HTML_NOT_ESCAPED, MARKUP_UNDECLARED, MEDIA_TYPE, TEXT_TYPE, TEXT_UNEXPECTED, URI_CHARACTER, XHTML_DIV_MISSING,
        XHTML_ESCAPED,
    },
    text::{is_blank, is_space, quote},
    values::{
        media_type::{essence, is_composite, is_media_type, is_xml},
        uri,
    },
    xhtml,
    xml::Id,
};

/// Judges a text construct.
pub(in crate::lint) fn text(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    judge.not_blank(id);
    match tree.value(id, "type") {
        None | Some("text" | "html" | "xhtml") => construct(judge, id, tree.value(id, "type").unwrap_or("text")),
        Some("") => {
            judge.attribute_not_blank(id, "type");
            construct(judge, id, "text");
        }
        Some(other) if is_media_type(other) => {
            judge.expect_attribute(id, "type", &TEXT_TYPE, |_| false);
            media(judge, id, other);
        }
        Some(_) => judge.expect_attribute(id, "type", &MEDIA_TYPE, |_| false),
    }
}

/// Judges the content of an entry.
pub(in crate::lint) fn content(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let media_type = tree.value(id, "type");
    if tree.attribute(id, "src").is_some() {
        return elsewhere(judge, id, media_type);
    }
    match media_type {
        None | Some("text" | "html" | "xhtml") => {
            judge.not_blank(id);
            construct(judge, id, media_type.unwrap_or("text"));
        }
        Some("") => {
            judge.attribute_not_blank(id, "type");
            construct(judge, id, "text");
        }
        Some(other) if is_media_type(other) && !is_composite(other) => {
            judge.not_blank(id);
            media(judge, id, other);
            let essence = essence(other).to_ascii_lowercase();
            if !is_xml(other) && !essence.starts_with("text/") {
                binary(judge, id, &essence);
            }
        }
        Some(_) => judge.expect_attribute(id, "type", &MEDIA_TYPE, |_| false),
    }
}

/// Content with a `src` (§4.1.3.2).
fn elsewhere(judge: &mut Judge<'_, '_>, id: Id, media_type: Option<&str>) {
    let tree = judge.tree;
    if let Some(source) = tree.attribute(id, "src")
        && let Err((rule, message)) = uri::reference(&source.value)
    {
        // A character that is to be escaped is one in any address.
        let rule = if rule.code == URI_CHARACTER.code { rule } else { &CONTENT_SRC };
        judge.report_attribute(rule, id, "src", source.at, message);
    }
    match media_type {
        None => judge.report(
            &ATOM_CONTENT_TYPE_MISSING,
            id,
            "the content is elsewhere, and does not say of which type it is",
        ),
        Some(_) => {
            judge.expect_attribute(id, "type", &MEDIA_TYPE, |value| is_media_type(value) && !is_composite(value))
        }
    }
    if tree.has_children(id) || !is_blank(tree.text(id)) {
        judge.report(&ELEMENT_UNKNOWN, id, "content that is elsewhere (`src`) must be empty here");
    }
}

/// Content of a media type, as far as its type is one of markup.
fn media(judge: &mut Judge<'_, '_>, id: Id, media_type: &str) {
    let tree = judge.tree;
    let essence = essence(media_type).to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" if !is_document(judge, id) => {
            let message = format!("`{essence}` is a whole document, but this is a fragment");
            judge.report(&HTML_FRAGMENT, id, message);
        }
        _ => {}
    }
    if tree.value(id, "mode") == Some("escaped") && tree.has_children(id) {
        judge.report(&HTML_NOT_ESCAPED, id, "the content says that it is escaped, but has elements");
    }
    if is_xml(&essence) && (tree.children(id).nth(1).is_some() || !tree.has_children(id) || !is_blank(tree.text(id))) {
        let message = format!("content of type `{essence}` is one element, without text beside it");
        judge.report(&CONTENT_XML_ROOT, id, message);
    }
    if essence == "text/html" {
        judge.no_children(id);
        judge.html(id);
    } else if essence.starts_with("text/") && !is_xml(&essence) {
        judge.no_children(id);
    }
}

fn is_document(judge: &Judge<'_, '_>, id: Id) -> bool {
    let tree = judge.tree;
    let text = tree.text(id).trim_start().to_ascii_lowercase();
    text.starts_with("<html")
        || text.starts_with("<!doctype")
        || tree.children(id).any(|child| tree.name(child) == "html")
}

fn construct(judge: &mut Judge<'_, '_>, id: Id, kind: &str) {
    let tree = judge.tree;
    match kind {
        "xhtml" => inline(judge, id),
        "html" => {
            no_elements(judge, id);
            judge.html(id);
        }
        _ => {
            no_elements(judge, id);
            if let Some((_, piece)) = html::markup_in_text(tree.text(id)) {
                let message =
                    format!("`<{}>` says that it is plain text, but holds `{}`", judge.named(id), quote(piece));
                judge.report_text(&MARKUP_UNDECLARED, id, message);
            }
        }
    }
    if tree.value(id, "mode") == Some("escaped") && tree.has_children(id) {
        judge.report(&HTML_NOT_ESCAPED, id, "the content says that it is escaped, but has elements");
    }
}

/// Text and HTML must have no child elements (§3.1.1.1, §3.1.1.2).
fn no_elements(judge: &mut Judge<'_, '_>, id: Id) {
    if let Some(child) = judge.tree.children(id).next() {
        let (name, inside) = (judge.named(child), judge.named(id));
        let message = format!(
            "`<{name}>` stands inside `<{inside}>`, whose type allows no elements; write `type=\"xhtml\"` or escape it"
        );
        judge.report(&ELEMENT_UNKNOWN, child, message);
    }
}

/// One `div` of XHTML (§3.1.1.3).
fn inline(judge: &mut Judge<'_, '_>, id: Id) {
    let tree = judge.tree;
    let mut children = tree.children(id);
    let (first, second) = (children.next(), children.next());
    let div = first.filter(|&child| tree.is(child, Ns::XHTML, "div"));
    let own = tree.text(id);
    let text_outside = !is_blank(own);
    if div.is_none() || second.is_some() {
        let message = format!("`<{}>` of type xhtml is not one `<div>` of XHTML", judge.named(id));
        judge.report(&XHTML_DIV_MISSING, id, message);
    } else if text_outside {
        let message = format!("the text `{}` stands outside the `<div>`", quote(own));
        judge.report_text(&TEXT_UNEXPECTED, id, message);
    }
    let escaped = |text: &str| html::markup_in_text(text).is_some();
    let only_text = div.is_some_and(|div| !tree.has_children(div) && escaped(tree.text(div)));
    if (first.is_none() && escaped(own)) || only_text {
        judge.report_text(&XHTML_ESCAPED, id, "the content says that it is XHTML, but is escaped HTML");
    }
    for child in tree.children(id) {
        xhtml::judge(judge, child);
    }
}

/// Everything else is Base64 (§4.1.3.3).
fn binary(judge: &mut Judge<'_, '_>, id: Id, essence: &str) {
    judge.no_children(id);
    match decode(judge.tree.text(id)) {
        None => {
            let message = format!("content of type `{essence}` must be Base64");
            judge.report_text(&BASE64, id, message);
        }
        Some(bytes) if essence.contains("html") => {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let at = judge.tree.text_at(id);
            judge.html_text(id, &text, at);
        }
        Some(_) => {}
    }
    attribute_text(judge, id, "title");
}

/// RFC 4648 §4, white space ignored.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count, mut padding, mut length) = (0u32, 0u32, 0usize, 0usize);
    for byte in text.bytes().filter(|b| !is_space(*b)) {
        length += 1;
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => {
                padding += 1;
                continue;
            }
            _ => return None,
        };
        if padding > 0 {
            return None;
        }
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    (length.is_multiple_of(4) && padding <= 2).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn base64() {
        assert_eq!(decode("aGk="), Some(b"hi".to_vec()));
        assert_eq!(decode(" aG\nk= "), Some(b"hi".to_vec()));
        assert_eq!(decode(""), Some(Vec::new()));
        for bad in ["aGk", "a=Gk", "a*==", "===="] {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }
}
