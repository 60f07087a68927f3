//! `courant explain`

use super::{Exit, args::ExplainArguments};
use crate::{
    diagnostic::{Rule, page, rules},
    lint,
};
use anyhow::bail;
use std::io::Write;

/// Every rule of the program.
pub(super) fn all() -> impl Iterator<Item = &'static Rule> {
    rules::all().chain(lint::rules::all())
}

/// A rule by its name or code; if there is none, the error names the nearest.
pub(super) fn find(name: &str) -> anyhow::Result<&'static Rule> {
    if let Some(rule) = all().find(|rule| rule.name == name || rule.code.eq_ignore_ascii_case(name)) {
        return Ok(rule);
    }
    let near = all().map(|rule| (strsim::damerau_levenshtein(rule.name, name), rule.name)).min();
    match near.filter(|(distance, _)| *distance <= 3) {
        Some((_, near)) => bail!("there is no rule `{name}`; do you mean `{near}`?"),
        None => bail!("there is no rule `{name}`\nhelp: `courant explain` lists them all"),
    }
}

pub(super) fn run(arguments: &ExplainArguments) -> anyhow::Result<Exit> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    match &arguments.rule {
        Some(name) => write!(out, "{}", page(find(name)?))?,
        None => {
            for rule in all() {
                writeln!(out, "{}  {:<7}  {:<32}  {}", rule.code, rule.level.as_str(), rule.name, rule.summary.trim())?;
            }
        }
    }
    out.flush()?;
    Ok(Exit::Done)
}
