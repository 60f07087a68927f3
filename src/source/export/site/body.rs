//! Bodies as they are written down.

use super::super::{Body, Text};
use crate::record::raw::{BodyFormat, RawBody};

/// A body with this text.
pub(super) fn of(body: &RawBody, text: String) -> Body {
    let kind = match body.format {
        BodyFormat::Markdown => Text::Markdown,
        BodyFormat::Html => Text::Template,
        BodyFormat::Rst => Text::Rst,
        BodyFormat::Text => Text::Plain,
    };
    Body { text, kind, images: Vec::new() }
}
