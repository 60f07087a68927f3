//! Parts of a fragment that do not simply pass through: skipped elements, drawings, formulas, objects.

use super::{Attributes, State};
use html5ever::{
    Attribute, LocalName,
    tokenizer::{Tag, TokenSinkResult, states::RawKind},
};

/// What is being read.
#[derive(Debug)]
pub(super) enum Mode {
    /// Text and elements that pass through.
    Flow,
    /// Something that goes with all it holds, up to its own end tag.
    Skip { name: LocalName, depth: u32 },
    /// An inline drawing; `html` counts the places inside it where HTML is allowed again.
    Drawing { depth: u32, html: u32 },
    /// A formula.
    Formula { tex: Option<String>, in_annotation: bool, text: String },
    /// An `<object>`: its own address, that of a parameter or of what is inside.
    Object { frame: Option<String>, title: Option<String>, is_image: bool, image: Option<Vec<Attribute>>, depth: u32 },
}

impl Mode {
    /// Takes note of an end tag; says whether it ends the mode.
    pub(super) fn ends_with(&mut self, name: &LocalName) -> bool {
        match self {
            Self::Flow => false,
            Self::Skip { name: skipped, depth } => {
                *depth -= u32::from(*skipped == *name);
                *depth == 0
            }
            Self::Drawing { depth, html } => match &**name {
                "svg" => {
                    *depth -= 1;
                    *depth == 0
                }
                "foreignobject" | "desc" | "title" => {
                    *html = html.saturating_sub(1);
                    false
                }
                _ => false,
            },
            Self::Formula { in_annotation, .. } => {
                if name.starts_with("annotation") {
                    *in_annotation = false;
                }
                &**name == "math"
            }
            Self::Object { depth, .. } => {
                *depth -= u32::from(&**name == "object");
                *depth == 0
            }
        }
    }
}

impl State<'_> {
    /// Handles a start tag inside something that does not simply pass through.
    pub(super) fn start_within_mode(&mut self, tag: &Tag, attributes: Attributes<'_>) -> Option<TokenSinkResult<()>> {
        let name: &str = &tag.name;
        match &mut self.mode {
            Mode::Flow => {
                // Of what is shown without scripts only pictures add anything: the rest begs for scripts.
                let passes = !self.noscript || matches!(name, "img" | "amp-img" | "noscript");
                return (!passes).then_some(TokenSinkResult::Continue);
            }
            Mode::Skip { name: skipped, depth } => {
                if **skipped == *name && !tag.self_closing {
                    *depth += 1;
                }
            }
            Mode::Drawing { depth, html } => match name {
                "svg" if !tag.self_closing => *depth += 1,
                "foreignobject" | "desc" | "title" if !tag.self_closing => *html += 1,
                // These end a drawing that nobody closed (HTML, "the rules for parsing tokens in foreign content").
                "p" | "div" | "img" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                | "blockquote" | "pre"
                    if *html == 0 =>
                {
                    self.mode = Mode::Flow;
                    return None;
                }
                _ => {}
            },
            Mode::Formula { tex, in_annotation, .. } => {
                if name == "annotation" || name == "annotation-xml" {
                    *in_annotation = true;
                    let is_tex = attributes.get("encoding").is_some_and(|encoding| encoding.ends_with("tex"));
                    if is_tex && tex.is_none() {
                        *tex = Some(String::new());
                    }
                }
            }
            Mode::Object { frame, title, image, depth, .. } => match name {
                "object" => *depth += 1,
                "param" => {
                    let names_it = attributes
                        .get("name")
                        .is_some_and(|name| matches!(name.to_ascii_lowercase().as_str(), "movie" | "src" | "url"));
                    if names_it && frame.is_none() {
                        *frame = attributes.get("value").map(str::to_owned);
                    }
                }
                "embed" | "iframe" => {
                    if frame.is_none() {
                        *frame = attributes.get("src").map(str::to_owned);
                    }
                    *title = title.take().or_else(|| attributes.get("title").map(str::to_owned));
                }
                "img" => *image = image.take().or_else(|| Some(tag.attrs.clone())),
                _ => {}
            },
        }
        Some(TokenSinkResult::Continue)
    }

    /// Ends a mode, with what it left to be written.
    pub(super) fn leave_mode(&mut self) {
        match std::mem::replace(&mut self.mode, Mode::Flow) {
            Mode::Flow | Mode::Skip { .. } | Mode::Drawing { .. } => {}
            Mode::Formula { tex, text, .. } => match tex.filter(|tex| !tex.trim().is_empty()) {
                Some(tex) => {
                    self.tree.begin("code", "", true, false);
                    self.tree.text(tex.trim());
                    self.tree.end("code");
                    self.filled = true;
                }
                None => {
                    self.text.push_str(&text);
                    self.flush_text();
                }
            },
            Mode::Object { frame, title, is_image, image, .. } => match (image, frame) {
                (Some(image), _) => self.image(Attributes(&image)),
                (None, Some(frame)) if is_image => self.plain_image(&frame, title.as_deref()),
                (None, Some(frame)) => self.linked_page(&frame, title.as_deref(), ""),
                (None, None) => {}
            },
        }
    }

    pub(super) fn skip(&mut self, tag: &Tag, raw: Option<RawKind>) -> TokenSinkResult<()> {
        if tag.self_closing {
            return TokenSinkResult::Continue;
        }
        self.mode = Mode::Skip { name: tag.name.clone(), depth: 1 };
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }

    pub(super) fn start_object(&mut self, attributes: Attributes<'_>) {
        self.mode = Mode::Object {
            frame: attributes.get("data").map(str::to_owned),
            title: attributes.get("title").map(str::to_owned),
            is_image: attributes.get("type").is_some_and(|kind| kind.starts_with("image/")),
            image: None,
            depth: 1,
        };
    }
}
