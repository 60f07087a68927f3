//! Findings as people read them on a terminal or in a mail from cron.
//!
//! A finding takes two or three lines, and a few more where the offending line is at hand to be shown with a caret. One
//! mistake that was made a thousand times is one thing to repair: it is shown a few times and then counted.

use super::{
    super::{Diagnostic, Level},
    visible,
};
use annotate_snippets::{
    AnnotationKind, Group, Renderer, Snippet,
    renderer::{
        DEFAULT_EMPHASIS_STYLE, DEFAULT_ERROR_STYLE, DEFAULT_HELP_STYLE, DEFAULT_NOTE_STYLE, DEFAULT_WARNING_STYLE,
        Style,
    },
};
use std::{
    collections::{HashMap, HashSet},
    fmt,
    ops::Range,
};

/// How often a rule is shown before its findings are counted.
const SHOWN: usize = 5;

/// How many characters of a line are shown on each side of the caret.
const AROUND: usize = 60;

/// Writes all findings; a rule that is broken more than [`SHOWN`] times is counted unless `all` is wanted.
pub(super) fn write(f: &mut fmt::Formatter<'_>, diagnostics: &[Diagnostic], color: bool, all: bool) -> fmt::Result {
    let mut repeated: HashMap<(&str, Level), Repeated<'_>> = HashMap::new();
    if !all {
        for diagnostic in diagnostics {
            repeated.entry((diagnostic.rule.code, diagnostic.level)).or_default().count(diagnostic);
        }
    }
    let mut previous_airy = None;
    let mut explained: HashSet<&str> = HashSet::new();
    for diagnostic in diagnostics {
        let repeated = repeated.get_mut(&(diagnostic.rule.code, diagnostic.level));
        if let Some(repeated) = &repeated
            && repeated.shown == SHOWN
        {
            continue;
        }
        let excerpt = Excerpt::of(diagnostic);
        // A finding with its line needs air around it, a short one does not.
        let airy = excerpt.is_some();
        if previous_airy.is_some_and(|previous| previous || airy) {
            f.write_str("\n")?;
        }
        previous_airy = Some(airy);
        let is_first = explained.insert(diagnostic.rule.code);
        finding(f, diagnostic, excerpt, is_first, color)?;
        if let Some(repeated) = repeated {
            repeated.shown += 1;
            if repeated.shown == SHOWN && repeated.found > SHOWN {
                header(f, diagnostic, color)?;
                writeln!(f, " … and {repeated} (-v shows all)")?;
            }
        }
    }
    Ok(())
}

/// How often a rule was broken, and where.
#[derive(Default)]
struct Repeated<'a> {
    found: usize,
    shown: usize,
    /// The files of the findings that are not shown.
    files: HashSet<&'a str>,
}

impl<'a> Repeated<'a> {
    fn count(&mut self, diagnostic: &'a Diagnostic) {
        self.found += 1;
        if self.found > SHOWN {
            self.files.extend(diagnostic.place.file.as_deref());
        }
    }
}

impl fmt::Display for Repeated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} more of the same", self.found - self.shown)?;
        match self.files.len() {
            0 => Ok(()),
            1 => f.write_str(" in 1 file"),
            files => write!(f, " in {files} files"),
        }
    }
}

/// `error[record-undated]`
fn header(f: &mut fmt::Formatter<'_>, diagnostic: &Diagnostic, color: bool) -> fmt::Result {
    let style = match diagnostic.level {
        Level::Error => DEFAULT_ERROR_STYLE,
        Level::Warning => DEFAULT_WARNING_STYLE,
        Level::Note => DEFAULT_NOTE_STYLE,
    };
    styled(f, style, color, format_args!("{}[{}]", diagnostic.level, diagnostic.rule.name))
}

/// The rule and the place, then the message, the line with a caret if it is at hand, why it matters where the rule says so
/// and has not said it before, and the help.
fn finding(
    f: &mut fmt::Formatter<'_>,
    diagnostic: &Diagnostic,
    excerpt: Option<Excerpt>,
    is_first: bool,
    color: bool,
) -> fmt::Result {
    let Diagnostic { message, help, place, .. } = diagnostic;
    header(f, diagnostic, color)?;
    let shown = place.to_string();
    if !shown.is_empty() {
        f.write_str(" ")?;
        styled(f, DEFAULT_EMPHASIS_STYLE, color, format_args!("{}", visible::line(&shown)))?;
    }
    f.write_str("\n")?;
    // Every line of a message is indented, so that none can pass for a finding of its own.
    for line in visible::lines(message) {
        writeln!(f, "  {line}")?;
    }
    if let Some(excerpt) = excerpt {
        writeln!(f, "{}", excerpt.draw(diagnostic.level, place.line, color))?;
    }
    if is_first && let Some(why) = diagnostic.rule.why() {
        labelled(f, "why: ", DEFAULT_NOTE_STYLE, [why.as_str()].into_iter(), color)?;
    }
    let help = help.iter().flat_map(|help| visible::lines(help)).collect::<Vec<_>>();
    labelled(f, "help: ", DEFAULT_HELP_STYLE, help.iter().map(|line| line.as_ref()), color)
}

/// Lines with a word before the first.
fn labelled<'l>(
    f: &mut fmt::Formatter<'_>,
    label: &str,
    style: Style,
    lines: impl Iterator<Item = &'l str>,
    color: bool,
) -> fmt::Result {
    for (n, line) in lines.enumerate() {
        f.write_str("  ")?;
        if n == 0 {
            styled(f, style, color, format_args!("{label}"))?;
        } else {
            write!(f, "{:1$}", "", label.len())?;
        }
        writeln!(f, "{line}")?;
    }
    Ok(())
}

fn styled(f: &mut fmt::Formatter<'_>, style: Style, color: bool, text: fmt::Arguments<'_>) -> fmt::Result {
    if color { write!(f, "{style}{text}{style:#}") } else { f.write_fmt(text) }
}

/// The part of a line that is shown, and what the caret points at, in bytes of that part.
struct Excerpt {
    text: String,
    caret: Range<usize>,
}

impl Excerpt {
    /// Cuts the finding's line around its column; without a column the whole line is marked. A blank line shows nothing.
    fn of(diagnostic: &Diagnostic) -> Option<Self> {
        let line = diagnostic.excerpt.as_deref()?.lines().next()?.trim_end();
        if line.is_empty() {
            return None;
        }
        let target = diagnostic.place.column.map(|column| {
            let column = usize::try_from(column).unwrap_or(usize::MAX);
            // Past the end means that something is missing there.
            line.chars().take(column.saturating_sub(1)).count()
        });
        let start = target.unwrap_or_default().saturating_sub(AROUND);
        let mut text = String::new();
        if start > 0 {
            text.push('…');
        }
        let mut caret = None;
        let mut characters = line.chars().enumerate().skip(start);
        for (index, c) in characters.by_ref().take(2 * AROUND) {
            let from = text.len();
            // Tabs are widened when the line is drawn.
            if visible::is_active(c) {
                text.extend(c.escape_unicode());
            } else {
                text.push(c);
            }
            if target == Some(index) {
                caret = Some(from..text.len());
            }
        }
        let end = text.len();
        if characters.next().is_some() {
            text.push('…');
        }
        let caret = caret.unwrap_or_else(|| match target {
            Some(_) => end..end,
            None => end - text[..end].trim_start().len()..end,
        });
        Some(Self { text, caret })
    }

    fn draw(&self, level: Level, line: Option<u32>, color: bool) -> String {
        let level = match level {
            Level::Error => annotate_snippets::Level::ERROR,
            Level::Warning => annotate_snippets::Level::WARNING,
            Level::Note => annotate_snippets::Level::NOTE,
        };
        let number = line.and_then(|line| usize::try_from(line).ok());
        let snippet = Snippet::source(self.text.as_str())
            .line_start(number.unwrap_or(1))
            .line_numbering(number.is_some())
            .annotation(AnnotationKind::Primary.span(self.caret.clone()));
        let renderer = if color { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[Group::with_level(level).element(snippet)])
    }
}
