//! Workflow commands of GitHub Actions: `::error file=a.md,line=3,title=rule::message`.

use super::{
    super::{Diagnostic, Level},
    visible,
};
use std::fmt::{self, Write};

/// Writes one finding with its line feed.
pub(super) fn write(f: &mut fmt::Formatter<'_>, diagnostic: &Diagnostic) -> fmt::Result {
    let Diagnostic { rule, level, message, help, place, excerpt: _ } = diagnostic;
    f.write_str(match level {
        Level::Error => "::error ",
        Level::Warning => "::warning ",
        Level::Note => "::notice ",
    })?;
    if let Some(file) = &place.file {
        f.write_str("file=")?;
        escaped(f, file, true)?;
        f.write_char(',')?;
        if let Some(line) = place.line {
            write!(f, "line={line},")?;
            if let Some(column) = place.column {
                write!(f, "col={column},")?;
            }
        }
    }
    f.write_str("title=")?;
    escaped(f, rule.name, true)?;
    f.write_str("::")?;
    escaped(f, message, false)?;
    if let Some(help) = help {
        f.write_str("%0A")?;
        escaped(f, help, false)?;
    }
    f.write_char('\n')
}

/// Writes a text so that it can end neither the command nor, in a `property`, its own value. The runner undoes the
/// percent signs; what acts on the terminal of the log is shown as its number.
fn escaped(f: &mut fmt::Formatter<'_>, text: &str, property: bool) -> fmt::Result {
    for c in text.chars() {
        match c {
            '%' => f.write_str("%25")?,
            '\r' => f.write_str("%0D")?,
            '\n' => f.write_str("%0A")?,
            ':' if property => f.write_str("%3A")?,
            ',' if property => f.write_str("%2C")?,
            _ if visible::is_active(c) => write!(f, "{}", c.escape_unicode())?,
            _ => f.write_char(c)?,
        }
    }
    Ok(())
}
