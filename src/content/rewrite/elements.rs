//! Elements that pass through, and the attributes that they keep.

use super::{Attributes, State};
use crate::{
    content::{
        lazy,
        links::{self, Purpose},
        policy,
    },
    value::escape_html,
};

/// The longest value of an attribute, in bytes: room for the longest address with everything in it percent-encoded.
const LONGEST_VALUE: usize = 128 * 1024;

impl State<'_> {
    /// A check box of a task list shows its state; other controls are of no use outside their page.
    pub(super) fn input(&mut self, attributes: Attributes<'_>) {
        if self.forms == 0 && attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("checkbox")) {
            self.tree.text(if attributes.get("checked").is_some() { "☑ " } else { "☐ " });
        } else if !attributes.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")) {
            self.findings.unsafe_part("input");
        }
    }

    /// An element that passes through, if it is one that may.
    pub(super) fn element(&mut self, name: &str, attributes: Attributes<'_>, self_closing: bool) {
        let Some((name, allowed)) = policy::element(name) else { return };
        let mut out = String::new();
        let mut kept_empty = self.attributes(name, allowed, attributes, &mut out);
        let mut written = true;
        match name {
            "a" => written = !out.is_empty(),
            "video" | "audio" => {
                self.player(attributes, &mut out);
                if out.contains(" src=") {
                    kept_empty = true;
                    self.filled = true;
                }
            }
            "td" | "th" => {
                if let Some(side) = attributes.get("style").and_then(text_align) {
                    push(&mut out, "align", side);
                }
            }
            _ => {}
        }
        if policy::is_void(name) {
            self.tree.void(name, &out);
            return;
        }
        self.tree.begin(name, &out, written, kept_empty);
        if self_closing {
            self.tree.end(name);
        }
    }

    /// Appends the attributes that may stay; says whether one of them gives meaning to an empty element.
    pub(super) fn attributes(
        &mut self,
        name: &str,
        allowed: &[&str],
        attributes: Attributes<'_>,
        out: &mut String,
    ) -> bool {
        let mut anchor = false;
        for (attribute, value) in attributes.iter() {
            match attribute {
                "id" => {
                    if self.targets.contains(value) {
                        push(out, "id", value);
                        anchor = true;
                    }
                }
                "name" if name == "a" && attributes.get("id").is_none() => {
                    if self.targets.contains(value) {
                        push(out, "id", value);
                        anchor = true;
                    }
                }
                "dir" | "lang" | "title" => {
                    if !value.trim().is_empty() {
                        push(out, attribute, value);
                    }
                }
                _ if !allowed.contains(&attribute) => {}
                "href" => self.push_address(out, attribute, value, Purpose::Link),
                "src" | "poster" | "cite" => self.push_address(out, attribute, value, Purpose::Resource),
                "class" => {
                    if let Some(language) = language_class(value) {
                        push(out, "class", &language);
                    }
                }
                "width" | "height" => {
                    if let Some(pixels) = pixels(value) {
                        push(out, attribute, pixels);
                    }
                }
                _ => push(out, attribute, value),
            }
        }
        anchor
    }

    pub(super) fn push_address(&mut self, out: &mut String, attribute: &str, value: &str, purpose: Purpose) {
        if let Some(address) = links::absolute(value, purpose, self.base, self.findings) {
            push(out, attribute, &address);
        }
    }

    /// What a player needs beyond the attributes that it has: its lazy source, and controls to start it with.
    pub(super) fn player(&mut self, attributes: Attributes<'_>, out: &mut String) {
        if attributes.get("src").is_none()
            && let Some(src) = lazy::declared(&attributes).src
        {
            self.push_address(out, "src", src, Purpose::Resource);
        }
        if attributes.get("poster").is_none()
            && let Some(poster) = attributes.get("data-poster")
        {
            self.push_address(out, "poster", poster, Purpose::Resource);
        }
        if attributes.get("controls").is_none() {
            push(out, "controls", "");
        }
    }

    /// A `source` or `track`, which says nothing outside its player or without its address.
    pub(super) fn source(&mut self, name: &str, attributes: Attributes<'_>) {
        let Some((name, allowed)) = policy::element(name) else { return };
        if !self.tree.is_within(&["picture", "video", "audio"]) {
            return;
        }
        let declared = lazy::declared(&attributes);
        let set = declared.srcset.and_then(|set| links::absolute_set(set, self.base, self.findings));
        let src = declared.src.and_then(|src| links::absolute(src, Purpose::Resource, self.base, self.findings));
        if set.is_none() && src.is_none() {
            return;
        }
        let mut out = String::new();
        if let Some(src) = src {
            push(&mut out, "src", &src);
            self.filled |= name == "source";
        }
        if let Some(set) = set {
            push(&mut out, "srcset", &set);
        }
        for (attribute, value) in attributes.iter() {
            if allowed.contains(&attribute) && !matches!(attribute, "src" | "srcset") && value != "auto" {
                push(&mut out, attribute, value);
            }
        }
        self.tree.void(name, &out);
    }
}

pub(super) fn push(out: &mut String, name: &str, value: &str) {
    // No title is that long, and the sanitiser takes quadratic time over attributes full of ampersands.
    let value = if value.len() > LONGEST_VALUE { "" } else { value };
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&escape_html(value));
    out.push('"');
}

/// A length in pixels; percentages depend on a page that is not there.
pub(super) fn pixels(value: &str) -> Option<&str> {
    let value = value.trim();
    let value = value.strip_suffix("px").unwrap_or(value).trim_end();
    (!value.is_empty() && value.len() <= 5 && value.bytes().all(|b| b.is_ascii_digit())).then_some(value)
}

/// `language-rust` out of the classes of a code element.
fn language_class(classes: &str) -> Option<String> {
    classes.split_whitespace().find_map(|class| {
        let language = class.strip_prefix("language-").or_else(|| class.strip_prefix("lang-"))?;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
        (!language.is_empty() && language.chars().all(is_name)).then(|| format!("language-{language}"))
    })
}

/// The side that a style aligns text to: the one style that Markdown tables depend on.
fn text_align(style: &str) -> Option<&'static str> {
    let (_, value) = style
        .split(';')
        .filter_map(|rule| rule.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("text-align"))?;
    ["left", "center", "right"].into_iter().find(|side| value.trim().eq_ignore_ascii_case(side))
}
