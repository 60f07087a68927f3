//! Names that a body defines anywhere and uses everywhere: targets, substitutions, footnotes.

use super::{Line, directive};
use std::collections::HashMap;

/// What names stand for.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    /// Addresses by the normalised name of their reference.
    targets: HashMap<String, String>,
    /// Addresses of anonymous references, in order.
    anonymous: Vec<&'t str>,
    anonymous_used: usize,
    /// The directive that a substitution stands for, and its argument.
    substitutions: HashMap<&'t str, (&'t str, &'t str)>,
    /// The numbers of footnotes by label.
    numbers: HashMap<String, String>,
    /// The numbers of footnotes without label by the line of their definition, and in order.
    unlabelled: HashMap<u32, String>,
    unlabelled_order: Vec<String>,
    unlabelled_used: usize,
}

impl<'t> Names<'t> {
    /// Reads the definitions of a body.
    pub fn collect(lines: &[Line<'t>]) -> Self {
        let mut names = Self::default();
        let mut automatic = 0;
        let mut symbols = 0;
        let taken: Vec<&str> = lines
            .iter()
            .filter_map(|line| footnote(line.text.trim_start().strip_prefix(".. ")?).map(|(label, _)| label))
            .filter(|label| label.bytes().all(|b| b.is_ascii_digit()))
            .collect();
        let taken: std::collections::HashSet<&str> = taken.into_iter().collect();
        for (i, line) in lines.iter().enumerate() {
            let text = line.text.trim_start();
            if let Some(address) = text.strip_prefix("__ ").or_else(|| text.strip_prefix(".. __: ")) {
                names.anonymous.push(address.trim());
                continue;
            }
            let Some(text) = text.strip_prefix(".. ").map(str::trim_start) else { continue };
            if let Some(target) = text.strip_prefix('_') {
                if let Some((name, address)) = split_target(target) {
                    let next = lines.get(i + 1).map_or("", |next| next.text);
                    let indented = next.len() - next.trim_start().len() > line.indentation();
                    let address = if address.is_empty() && indented { next.trim() } else { address };
                    names.targets.entry(normalised(name)).or_insert_with(|| address.to_owned());
                }
            } else if let Some(rest) = text.strip_prefix('|') {
                if let Some((name, rest)) = rest.split_once("| ")
                    && let Some(meaning) = directive(rest)
                {
                    names.substitutions.entry(name).or_insert(meaning);
                }
            } else if let Some((label, _)) = footnote(text) {
                let number = if label.starts_with('#') {
                    automatic += 1;
                    while taken.contains(automatic.to_string().as_str()) {
                        automatic += 1;
                    }
                    automatic.to_string()
                } else if label == "*" {
                    symbols += 1;
                    "*".repeat(symbols.min(4))
                } else {
                    label.to_owned()
                };
                if label == "#" || label == "*" {
                    names.unlabelled_order.push(number.clone());
                    names.unlabelled.insert(line.number, number);
                } else {
                    names.numbers.entry(normalised(label.trim_start_matches('#'))).or_insert(number);
                }
            }
        }
        names
    }

    /// The address behind a name, through other names if need be.
    pub fn target(&self, name: &str) -> Option<&str> {
        let mut address = self.targets.get(&normalised(name))?;
        // A name may stand for another one; a circle ends here.
        for _ in 0..5 {
            let Some(next) =
                address.strip_suffix('_').and_then(|name| self.targets.get(&normalised(name.trim_matches('`'))))
            else {
                break;
            };
            address = next;
        }
        Some(address.as_str()).filter(|address| !address.is_empty())
    }

    /// Whether the body defines the name at all, as an address or a place.
    pub fn is_defined(&self, name: &str) -> bool {
        self.targets.contains_key(&normalised(name))
    }

    /// The address of the next anonymous reference.
    pub fn next_anonymous(&mut self) -> Option<&'t str> {
        self.anonymous_used += 1;
        self.anonymous.get(self.anonymous_used - 1).copied()
    }

    /// What a substitution stands for.
    pub fn substitution(&self, name: &str) -> Option<(&'t str, &'t str)> {
        self.substitutions.get(name).copied()
    }

    /// The number of the footnote that is defined on this line.
    pub fn note_number(&self, label: &str, line: u32) -> String {
        let known = if label == "#" || label == "*" {
            self.unlabelled.get(&line)
        } else {
            self.numbers.get(&normalised(label.trim_start_matches('#')))
        };
        known.cloned().unwrap_or_else(|| label.trim_start_matches('#').to_owned())
    }

    /// The number that a reference to a footnote shows.
    pub fn reference_number(&mut self, label: &str) -> Option<String> {
        if label == "#" || label == "*" {
            self.unlabelled_used += 1;
            return self.unlabelled_order.get(self.unlabelled_used - 1).cloned();
        }
        self.numbers.get(&normalised(label.trim_start_matches('#'))).cloned()
    }
}

/// `[label] text`.
pub(super) fn footnote(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once(']')?;
    let is_label = label == "#" || label == "*" || is_note_label(label);
    (is_label && (rest.is_empty() || rest.starts_with(' '))).then(|| (label, rest.trim()))
}

/// Whether this can name a footnote or citation.
pub(super) fn is_note_label(label: &str) -> bool {
    let name = label.strip_prefix('#').unwrap_or(label);
    !name.is_empty() && name.len() < 60 && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// `name: address` or `` `name`: address ``.
fn split_target(target: &str) -> Option<(&str, &str)> {
    if let Some(quoted) = target.strip_prefix('`') {
        let (name, rest) = quoted.split_once('`')?;
        return rest.strip_prefix(':').map(|address| (name, address.trim()));
    }
    let end = target.match_indices(':').map(|(at, _)| at).find(|at| !target[..*at].ends_with('\\'))?;
    let address = &target[end + 1..];
    (address.is_empty() || address.starts_with(' ')).then(|| (&target[..end], address.trim()))
}

/// Names are the same whatever their capitals and blanks.
fn normalised(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").replace('\\', "").to_lowercase()
}
