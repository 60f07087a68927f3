//! What rendering one body brought to light, gathered so that each thing is said once.

use crate::diagnostic::{Diagnostic, Place, Rule, rules::content as rules};

/// How many kinds of leftovers are named one by one.
const NAMED_KINDS: usize = 20;

/// The findings of one body.
#[derive(Debug)]
pub(super) struct Findings {
    place: Place,
    /// Line of the file on which the body begins; 0 where it is not known.
    first_line: u32,
    /// Whether the body is an export's, which may lack what it refers to.
    is_export: bool,
    leftovers: Vec<Tally>,
    unsafe_parts: Vec<Tally>,
    embeds: Vec<Tally>,
    directives: Vec<Tally>,
    unresolved: Vec<Tally>,
    invalid: Vec<Tally>,
    too_deep: bool,
    empty: bool,
}

/// Something that occurred, where first, and how often.
#[derive(Debug)]
struct Tally {
    what: String,
    line: u32,
    count: usize,
}

fn count(tallies: &mut Vec<Tally>, what: &str, line: u32) {
    // Beyond the named ones a single entry counts the rest: the list stays short, however hostile the body.
    let full = tallies.len() >= NAMED_KINDS;
    let known = tallies.iter().position(|tally| tally.what == what);
    let rest = tallies.iter().position(|tally| tally.what.is_empty()).filter(|_| full);
    match known.or(rest) {
        Some(i) => tallies[i].count += 1,
        None => {
            let what = if full { String::new() } else { what.to_owned() };
            tallies.push(Tally { what, line, count: 1 });
        }
    }
}

fn total(tallies: &[Tally]) -> usize {
    tallies.iter().map(|tally| tally.count).sum()
}

impl Findings {
    /// Findings about a body at `place`, whose text begins on `first_line` (0: not known).
    pub fn new(place: &Place, first_line: u32) -> Self {
        Self {
            place: place.clone(),
            first_line,
            is_export: false,
            leftovers: Vec::new(),
            unsafe_parts: Vec::new(),
            embeds: Vec::new(),
            directives: Vec::new(),
            unresolved: Vec::new(),
            invalid: Vec::new(),
            too_deep: false,
            empty: false,
        }
    }

    /// Findings about a body in an export.
    pub fn of_export(place: &Place) -> Self {
        Self { is_export: true, ..Self::new(place, 0) }
    }

    /// A template directive was removed; `line` counts from 0 at the beginning of the body, `None` is not known.
    pub fn leftover(&mut self, directive: &str, line: Option<u32>) {
        let line = self.file_line(line);
        count(&mut self.leftovers, directive, line);
    }

    /// A directive of reStructuredText was dropped; `line` as for [`Findings::leftover`].
    pub fn directive(&mut self, name: &str, line: Option<u32>) {
        let line = self.file_line(line);
        count(&mut self.directives, name, line);
    }

    /// Something dangerous was removed.
    pub fn unsafe_part(&mut self, what: &str) {
        count(&mut self.unsafe_parts, what, 0);
    }

    /// A player of this host became a link.
    pub fn embed(&mut self, host: &str) {
        count(&mut self.embeds, host, 0);
    }

    /// A relative link has nothing to be resolved against.
    pub fn unresolved(&mut self, link: &str) {
        count(&mut self.unresolved, link, 0);
    }

    /// A link cannot be followed.
    pub fn invalid(&mut self, link: &str) {
        count(&mut self.invalid, link, 0);
    }

    /// The body is nested too deep.
    pub const fn too_deep(&mut self) {
        self.too_deep = true;
    }

    /// Nothing is left of the body.
    pub const fn empty(&mut self) {
        self.empty = true;
    }

    /// The findings, in a fixed order.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        let mut out = Vec::new();
        let finding = |rule: &'static Rule, message: String| Diagnostic::new(rule, self.place.clone(), message);
        if self.empty {
            out.push(
                finding(&rules::BODY_EMPTY, "nothing is left of the body that a reader could show".to_owned())
                    .help("give the record a text of its own, or a summary"),
            );
        }
        if !self.unsafe_parts.is_empty() {
            let message = format!("removed from the body: {}", enumerate(&self.unsafe_parts));
            out.push(finding(&rules::BODY_UNSAFE_REMOVED, message));
        }
        for tally in &self.leftovers {
            let is_lacking = self.is_export && matches!(tally.what.as_str(), "[gallery]" | "[playlist]" | "wp:block");
            let message = match tally.what.as_str() {
                "" => format!("{} more template directives were removed", tally.count),
                what if is_lacking => format!("what `{what}` shows is not in this export: {}", removed(tally)),
                what => format!("`{}` means something to the site's generator only: {}", shown(what), removed(tally)),
            };
            let mut leftover = finding(&rules::BODY_TEMPLATE_LEFTOVER, message).help(if is_lacking {
                "export \"All content\" (Tools > Export), and import all its files together"
            } else {
                "write it as Markdown or HTML, or show it as code if it is meant to be read"
            });
            if tally.line > 0 {
                leftover.place.line = Some(tally.line);
                leftover.place.column = None;
            }
            out.push(leftover);
        }
        for tally in &self.directives {
            let message = match tally.what.as_str() {
                "" => format!("{} more directives were left out", tally.count),
                what => format!("the directive `{}` has no equivalent in a feed and was left out", shown(what)),
            };
            let mut directive = finding(&rules::BODY_DIRECTIVE_DROPPED, message);
            if tally.line > 0 {
                directive.place.line = Some(tally.line);
                directive.place.column = None;
            }
            out.push(directive);
        }
        if !self.embeds.is_empty() {
            let message = format!("a link stands for what was embedded from {}", enumerate(&self.embeds));
            out.push(finding(&rules::BODY_EMBED_REPLACED, message));
        }
        if let Some(first) = self.unresolved.first() {
            let message = format!(
                "{} in the body cannot be made absolute, `{}` for one: the record has no URL",
                plural(total(&self.unresolved), "relative link", "relative links"),
                shown(&first.what)
            );
            let help = "give the record a `url` or its source a `permalink`, or write absolute links";
            out.push(finding(&rules::BODY_LINK_UNRESOLVED, message).help(help));
        }
        if let Some(first) = self.invalid.first() {
            let message = match total(&self.invalid) {
                1 => format!("`{}` is no address that a reader could follow", shown(&first.what)),
                n => {
                    format!("{n} links lead to no address that a reader could follow, `{}` for one", shown(&first.what))
                }
            };
            let help = "links may begin with https:, http:, mailto: or tel:; the text of the link was kept";
            out.push(finding(&rules::BODY_LINK_INVALID, message).help(help));
        }
        if self.too_deep {
            let message = "the body is nested deeper than readers can show; its innermost levels were flattened";
            out.push(finding(&rules::BODY_TOO_DEEP, message.to_owned()));
        }
        out
    }

    const fn file_line(&self, line: Option<u32>) -> u32 {
        match line {
            Some(line) if self.first_line > 0 => self.first_line.saturating_add(line),
            _ => 0,
        }
    }
}

fn removed(tally: &Tally) -> String {
    match tally.count {
        1 => "it was removed".to_owned(),
        n => format!("it was removed {n} times"),
    }
}

fn plural(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// `script (3), form`.
fn enumerate(tallies: &[Tally]) -> String {
    let names = tallies.iter().map(|tally| match (tally.what.as_str(), tally.count) {
        ("", n) => format!("{n} more"),
        (what, 1) => shown(what),
        (what, n) => format!("{} ({n})", shown(what)),
    });
    names.collect::<Vec<_>>().join(", ")
}

/// A value on one line, short enough for a message.
fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let line: String = value.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST {
        return line;
    }
    line.chars().take(LONGEST - 1).chain(['…']).collect()
}
