//! Images and frames.

use super::{
    Attributes, State,
    elements::{pixels, push},
};
use crate::{
    content::{
        Embeds, embeds, lazy,
        links::{self, Purpose},
        policy,
    },
    value::WebUrl,
};

/// The image that was read last, as long as only blanks follow it.
#[derive(Debug)]
pub(super) struct LastImage {
    mark: usize,
    depth: usize,
    src: Option<String>,
    lazy: bool,
}

impl State<'_> {
    pub(super) fn image(&mut self, attributes: Attributes<'_>) {
        let is_counter = ["width", "height"]
            .iter()
            .all(|side| attributes.get(side).and_then(pixels).is_some_and(|pixels| matches!(pixels, "0" | "1")));
        if is_counter {
            return;
        }
        let declared = lazy::declared(&attributes);
        let set = declared.srcset.and_then(|set| links::absolute_set(set, self.base, self.findings));
        let src = declared
            .src
            .and_then(|src| links::absolute(src, Purpose::Image, self.base, self.findings))
            .or_else(|| set.as_deref().and_then(links::first_of_set).map(str::to_owned));
        if self.noscript {
            if let Some(last) = self.last_image.take() {
                if last.src.is_some() && last.src == src
                    || last.lazy && last.src.is_some() && last.depth != self.tree.depth()
                {
                    return;
                }
                if last.lazy && last.depth == self.tree.depth() {
                    self.tree.cut_back(last.mark);
                }
            }
        } else if let Some(shown) = self.noscript_image.take()
            && (declared.lazy || src.as_ref() == Some(&shown))
        {
            return;
        }
        let mark = self.tree.mark();
        let alt = attributes.get("alt");
        if let Some(src) = &src {
            let mut out = String::new();
            push(&mut out, "src", src);
            if let Some(set) = &set {
                push(&mut out, "srcset", set);
            }
            for (attribute, value) in attributes.iter() {
                match attribute {
                    "alt" => push(&mut out, "alt", value),
                    "width" | "height" => {
                        if let Some(pixels) = pixels(value) {
                            push(&mut out, attribute, pixels);
                        }
                    }
                    "sizes" if set.is_some() && value != "auto" => push(&mut out, "sizes", value),
                    "title" | "lang" | "dir" if !value.trim().is_empty() => push(&mut out, attribute, value),
                    "id" if self.targets.contains(value) => push(&mut out, "id", value),
                    _ => {}
                }
            }
            self.tree.void("img", &out);
            self.filled = true;
        } else if let Some(alt) = alt.filter(|alt| !alt.trim().is_empty()) {
            self.tree.text(alt.trim());
            self.filled = true;
        }
        if self.noscript {
            self.noscript_image = src;
        } else {
            self.last_image = Some(LastImage { mark, depth: self.tree.depth(), src, lazy: declared.lazy });
        }
    }

    pub(super) fn plain_image(&mut self, src: &str, alt: Option<&str>) {
        if let Some(src) = links::absolute(src, Purpose::Image, self.base, self.findings) {
            let mut out = String::new();
            push(&mut out, "src", &src);
            push(&mut out, "alt", alt.unwrap_or_default());
            self.tree.void("img", &out);
            self.filled = true;
        }
    }

    /// An `iframe` or `embed`.
    pub(super) fn frame(&mut self, attributes: Attributes<'_>) {
        let src = attributes.get("src").filter(|src| !src.is_empty() && !src.starts_with("about:"));
        let later = || ["data-src", "data-lazy-src", "data-litespeed-src"].iter().find_map(|name| attributes.get(name));
        let Some(src) = src.or_else(later) else { return };
        let unseen = ["width", "height"]
            .iter()
            .any(|side| attributes.get(side).and_then(pixels).is_some_and(|pixels| matches!(pixels, "0" | "1")));
        if !unseen {
            let src = src.to_owned();
            self.page(&src, attributes);
        }
    }

    pub(super) fn page(&mut self, frame: &str, attributes: Attributes<'_>) {
        let mut sizes = String::new();
        for side in ["width", "height"] {
            if let Some(pixels) = attributes.get(side).and_then(pixels) {
                push(&mut sizes, side, pixels);
            }
        }
        if attributes.get("allowfullscreen").is_some() {
            push(&mut sizes, "allowfullscreen", "");
        }
        self.linked_page(frame, attributes.get("title"), &sizes);
    }

    /// The link that stands for an embedded page, or the frame itself where it is wanted.
    pub(super) fn linked_page(&mut self, frame: &str, title: Option<&str>, sizes: &str) {
        if self.options.embeds == Embeds::Drop {
            return;
        }
        let Some(address) = links::absolute(frame, Purpose::Resource, self.base, self.findings) else { return };
        if self.last_frame.as_ref() == Some(&address) {
            return;
        }
        let Ok(url) = WebUrl::parse(&address) else { return };
        self.last_frame = Some(address);
        self.filled = true;
        if embeds::is_kept(&url, self.options) {
            let mut out = String::new();
            push(&mut out, "src", url.as_str());
            if let Some(title) = title.filter(|title| !title.trim().is_empty()) {
                push(&mut out, "title", title);
            }
            out.push_str(sizes);
            self.tree.begin("iframe", &out, true, true);
            self.tree.end("iframe");
            return;
        }
        let page = embeds::page(&url);
        self.findings.embed(url.host());
        let (link, inside) = embeds::link(&page, title);
        // A paragraph of its own, unless the frame stands in running text.
        let alone = self.tree.innermost().is_none_or(|name| policy::is_block(name) && !matches!(name, "p" | "summary"))
            && !self.tree.is_within(&["p", "pre", "a"]);
        if alone {
            self.tree.begin("p", "", true, false);
        }
        self.tree.begin("a", &link, true, false);
        self.tree.markup(&inside);
        self.tree.end("a");
        if alone {
            self.tree.end("p");
        }
    }
}
