//! A rule as a page of the documentation.

use super::Rule;

/// Everything about a rule as Markdown: what it is about, its level, its references, why it matters, examples.
#[must_use]
pub fn page(rule: &Rule) -> String {
    let mut out = format!("# {}\n\n{}\n\n", rule.name, rule.summary.trim());
    out.push_str(&format!("- code: {}\n- level: {}\n", rule.code, rule.level));
    if !rule.spec.is_empty() {
        out.push_str(&format!("- specification: <{}>\n", rule.spec));
    }
    if !rule.w3c.is_empty() {
        out.push_str(&format!("- in the W3C validator: {}\n", rule.w3c.join(", ")));
    }
    if !rule.help.is_empty() {
        out.push_str(&format!("- what to do: {}\n", rule.help));
    }
    let explanation = rule.explanation.trim();
    if !explanation.is_empty() {
        out.push_str(&format!("\n{explanation}\n"));
    }
    out
}
