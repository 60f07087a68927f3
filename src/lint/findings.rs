//! What was found: where in the text, and under which path; places are worked out once, at the end.

use super::{doubt::Doubts, text::Position};
use crate::diagnostic::{Diagnostic, Place, Rule};
use std::{collections::HashMap, sync::Arc};

/// How many findings of one rule are listed: enough to mend any feed by hand, little enough to keep in memory.
const LISTED: usize = 1000;
/// How many findings of one rule carry their line.
const WITH_EXCERPT: usize = 20;
/// Longer lines are not shown: a person finds nothing in them.
const LONGEST_EXCERPT: usize = 20_000;

/// One finding, at a byte of the text.
#[derive(Debug, Clone)]
pub(super) struct Finding {
    pub rule: &'static Rule,
    pub at: usize,
    /// `channel > item[3] > pubDate`, or `items[3].date_published`.
    pub path: String,
    pub message: String,
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    list: Vec<Finding>,
    /// Few rules are broken in one document: a list is searched faster than a table.
    counts: Vec<(&'static str, usize)>,
    /// What cannot be judged, because the document is damaged there.
    pub doubts: Doubts,
}

impl Findings {
    /// Adds a finding, unless it depends on how a damaged place is read, or its rule has been broken very often already.
    pub(super) fn add(&mut self, rule: &'static Rule, at: usize, path: impl Into<String>, message: impl Into<String>) {
        if self.wants(rule, at) {
            self.list.push(Finding { rule, at, path: path.into(), message: message.into() });
        }
    }

    /// Counts a finding, and says whether it is to be listed; whoever is about to make a path asks first.
    pub(super) fn wants(&mut self, rule: &'static Rule, at: usize) -> bool {
        !self.doubts.cover(at) && self.count(rule)
    }

    /// Adds what damages a document, and is always said.
    pub(super) fn fault(&mut self, rule: &'static Rule, at: usize, message: impl Into<String>) {
        if self.count(rule) {
            self.list.push(Finding { rule, at, path: String::new(), message: message.into() });
        }
    }

    /// Rules that have been broken very often already are only counted.
    fn count(&mut self, rule: &'static Rule) -> bool {
        let position = self.counts.iter().position(|(code, _)| *code == rule.code).unwrap_or_else(|| {
            self.counts.push((rule.code, 0));
            self.counts.len() - 1
        });
        let count = &mut self.counts[position].1;
        *count += 1;
        *count <= LISTED
    }

    /// Lists a finding that is [wanted](Self::wants).
    pub(super) fn list(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// The diagnostics in the order of their places. `file` and `text` are missing where the bytes are not a file's.
    pub(super) fn into_diagnostics(mut self, file: Option<&Arc<str>>, text: Option<&str>) -> Vec<Diagnostic> {
        for finding in &mut self.list {
            finding.message.shrink_to_fit();
        }
        self.list.sort_by(|a, b| (a.at, a.rule.name).cmp(&(b.at, b.rule.name)));
        let counts: HashMap<&'static str, usize> = self.counts.into_iter().collect();
        let mut position = text.map(Position::new);
        let mut excerpts: HashMap<&'static str, usize> = HashMap::new();
        let mut listed: HashMap<&'static str, usize> = HashMap::new();
        self.list
            .into_iter()
            .map(|finding| {
                let mut place = Place { file: file.cloned(), ..Place::default() };
                let mut excerpt = None;
                if let Some(position) = &mut position {
                    let (line, column) = position.advance(finding.at);
                    place = place.at(line, column);
                    let shown = excerpts.entry(finding.rule.code).or_default();
                    *shown += 1;
                    if *shown <= WITH_EXCERPT {
                        excerpt = Some(position.line()).filter(|line| line.len() <= LONGEST_EXCERPT);
                    }
                }
                if !finding.path.is_empty() {
                    place = place.field(finding.path);
                }
                let nth = listed.entry(finding.rule.code).or_default();
                *nth += 1;
                let total = counts.get(finding.rule.code).copied().unwrap_or_default();
                let message = if *nth == LISTED && total > LISTED {
                    format!("{} (and {} more of the same, which are not listed)", finding.message, total - LISTED)
                } else {
                    finding.message
                };
                let mut diagnostic = Diagnostic::new(finding.rule, place, message);
                diagnostic.excerpt = excerpt.map(str::to_owned);
                if !finding.rule.help.is_empty() {
                    diagnostic = diagnostic.help(finding.rule.help);
                }
                diagnostic
            })
            .collect()
    }
}
