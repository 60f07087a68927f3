//! The text of an HTML fragment, on one line: for summaries, titles and everything else that shows no markup.

use super::policy;
use crate::value::{clean, collapse_blanks};
use html5ever::{
    LocalName,
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind::{Rawtext, Rcdata, ScriptData},
    },
};
use std::cell::RefCell;

/// The text of a fragment.
pub(super) fn html_to_text(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return clean(&collapse_blanks(html)).text.into_owned();
    }
    let html = super::guard::limit_attributes(html);
    let sink = Sink(RefCell::new(Gathered { text: String::with_capacity(html.len()), skipping: None }));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(&html));
    // The sink never asks for a script to be run, so one call reads everything.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let gathered = tokenizer.sink.0.into_inner();
    clean(&collapse_blanks(&gathered.text)).text.into_owned()
}

struct Gathered {
    text: String,
    /// The element whose content is passed over, and how many of its name are open.
    skipping: Option<(LocalName, u32)>,
}

struct Sink(RefCell<Gathered>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut gathered = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) if gathered.skipping.is_none() => gathered.text.push_str(&text),
            Token::TagToken(tag) => return gathered.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Gathered {
    fn tag(&mut self, tag: &Tag) -> TokenSinkResult<()> {
        let starts = tag.kind == TagKind::StartTag;
        if let Some((name, depth)) = &mut self.skipping {
            if *name == tag.name {
                match starts {
                    true if !tag.self_closing => *depth += 1,
                    true => {}
                    false => *depth -= 1,
                }
                if *depth == 0 {
                    self.skipping = None;
                }
            }
            return TokenSinkResult::Continue;
        }
        let name: &str = &tag.name;
        if policy::is_block(policy::modern_name(name)) || name == "br" {
            self.text.push(' ');
        }
        if !starts || tag.self_closing {
            return TokenSinkResult::Continue;
        }
        let raw = match name {
            "script" => Some(ScriptData),
            "style" | "iframe" | "noembed" | "noframes" => Some(Rawtext),
            "textarea" => Some(Rcdata),
            "template" | "svg" | "noscript" | "object" | "select" | "button" => None,
            // The number of a footnote says nothing without the note.
            "a" if leads_to_footnote(tag) => None,
            _ => return TokenSinkResult::Continue,
        };
        self.skipping = Some((tag.name.clone(), 1));
        raw.map_or(TokenSinkResult::Continue, TokenSinkResult::RawData)
    }
}

fn leads_to_footnote(tag: &Tag) -> bool {
    tag.attrs.iter().any(|attribute| {
        &*attribute.name.local == "href"
            && attribute.value.rsplit_once('#').is_some_and(|(_, fragment)| {
                fragment.strip_prefix("fn").is_some_and(|rest| {
                    rest.trim_start_matches("ref")
                        .trim_start_matches([':', '-', '_'])
                        .starts_with(|c: char| c.is_ascii_digit())
                })
            })
    })
}

#[cfg(test)]
mod tests {
    use super::html_to_text;

    #[test]
    fn markup_becomes_one_line_of_text() {
        for (html, expected) in [
            ("a  b\n c", "a b c"),
            ("<p>a</p><p>b &amp; c</p>", "a b & c"),
            ("a<br>b<b>c</b>d", "a bcd"),
            ("<ul><li>a<li>b</ul>", "a b"),
            ("<table><tr><td>a<td>b</table>", "a b"),
            ("<script>x</script>a<style>y</style><!-- z -->b", "ab"),
            ("<template>x<template>y</template></template>a", "a"),
            ("<img alt=x>a &lt;b&gt; &#8217; &nbsp;c", "a <b> ’ \u{a0}c"),
            ("5 < 6 & 7", "5 < 6 & 7"),
            ("a&#1;b&#x92;c", "ab’c"),
            ("a<sup><a href='https://a.example/#fn-1'>1</a></sup> b", "a b"),
            ("<a href='#fnord'>a</a>", "a"),
            ("", ""),
        ] {
            assert_eq!(html_to_text(html), expected, "{html}");
        }
    }

    #[test]
    fn hostile_input_takes_linear_time() {
        for unit in ["<b>", "<", "&", "<a href='#fn1'>", "<!--", "<script>"] {
            let text = html_to_text(&unit.repeat(100_000));
            assert!(text.len() <= unit.len() * 100_000);
        }
    }
}
