//! What a program says in plain words, and what it may do beyond them: none is run.

use regex::Regex;
use std::sync::LazyLock;

/// What a function of data makes of a page's address.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Computed {
    /// A permalink with placeholders, as front matters have them.
    Pattern(String),
    /// What it was, unless the page is a draft.
    Kept,
    /// Nobody can tell.
    Unknown,
}

/// A program without its comments.
pub(super) fn uncommented(program: &str) -> String {
    let mut out = String::with_capacity(program.len());
    let mut rest = program;
    let mut before = '\n';
    while let Some(c) = rest.chars().next() {
        // Behind anything else it may be a part of a pattern: `/\/*$/`.
        let may_begin = before.is_whitespace() || "({[;,})]".contains(before);
        let end = match c {
            '/' if may_begin && rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if may_begin && rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' | '\'' | '`' => {
                let end = string(rest);
                out.push_str(&rest[..end]);
                end
            }
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        before = c;
        rest = &rest[end..];
    }
    out
}

/// The length of the string at the beginning of a text, with its quotes.
fn string(text: &str) -> usize {
    let Some(quote) = text.chars().next() else { return 0 };
    let mut is_escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return i + 1,
            // An end of line ends it: it was none.
            '\n' if quote != '`' => return i,
            _ => {}
        }
    }
    text.len()
}

/// The expression at the beginning of a text: what stands before the comma, or the bracket, that ends it.
fn expression(text: &str) -> &str {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(c) = text[at..].chars().next() {
        match c {
            '"' | '\'' | '`' => {
                at += string(&text[at..]);
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => break,
            _ => {}
        }
        at += c.len_utf8();
    }
    text[..at].trim()
}

/// What each call of a function is given, in parts.
pub(super) fn calls<'p>(program: &'p str, function: &str) -> Vec<Vec<&'p str>> {
    let Ok(pattern) = Regex::new(&format!(r"\b{function}\s*\(")) else { return Vec::new() };
    let arguments = |start: usize| {
        let mut rest = &program[start..];
        let mut found = Vec::new();
        loop {
            let argument = expression(rest);
            found.push(argument);
            let end = rest.len() - rest.trim_start().len() + argument.len();
            match rest[end..].trim_start().strip_prefix(',') {
                Some(after) if found.len() < 8 => rest = after,
                _ => break,
            }
        }
        found.retain(|argument| !argument.is_empty());
        found
    };
    pattern.find_iter(program).map(|call| arguments(call.end())).collect()
}

/// The value of a member of an object, wherever in a program that stands: `permalink: (data) => …`.
pub(super) fn member<'p>(program: &'p str, name: &str) -> Option<&'p str> {
    let pattern = Regex::new(&format!(r#"(?:^|[\s{{,;])["']?{name}["']?\s*(?P<sign>[:(])"#)).ok()?;
    let sign = pattern.captures(program)?.name("sign")?;
    // A method has its arguments and its body there.
    let start = if sign.as_str() == ":" { sign.end() } else { sign.start() };
    Some(expression(&program[start..]))
}

/// The text that an expression is, if it is no more than that.
pub(super) fn literal(expression: &str) -> Option<&str> {
    let quote = expression.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let inside = expression.strip_prefix(quote)?.strip_suffix(quote)?;
    let is_plain = string(expression) == expression.len() && !inside.contains('\\');
    (is_plain && !(quote == '`' && inside.contains("${"))).then_some(inside)
}

/// What a value for `permalink` means: a text, or a function of a page's data.
pub(super) fn permalink(value: &str) -> Computed {
    static FUNCTION: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"^(?:\(\s*\)\s*=>\s*)?\(?\s*(?P<data>\w+)\s*\)?\s*=>\s*(?P<text>`[^`]*`)$").ok());
    static PART: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\$\{\s*(\w+)\.([\w.]+)\s*\}").ok());
    if let Some(text) = literal(value) {
        return Computed::Pattern(text.to_owned());
    }
    let (Some(function), Some(part)) = (FUNCTION.as_ref(), PART.as_ref()) else { return Computed::Unknown };
    if let Some(found) = function.captures(value) {
        let is_data = |name: &str| name == &found["data"];
        let pattern = part.replace_all(found["text"].trim_matches('`'), |part: &regex::Captures<'_>| {
            if is_data(&part[1]) { format!("{{{{ {} }}}}", &part[2]) } else { part[0].to_owned() }
        });
        if !pattern.contains("${") && !pattern.contains('\\') {
            return Computed::Pattern(pattern.into_owned());
        }
    }
    if value.contains("permalink") && !value.contains(['`', '+', '"', '\'']) && is_of_drafts(value) {
        Computed::Kept
    } else {
        Computed::Unknown
    }
}

/// Whether a program that leaves something out asks for nothing but whether that is a draft, or for its day.
pub(super) fn is_of_drafts(program: &str) -> bool {
    static TEXTS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?s)`[^`]*`").ok());
    static READ: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"\b(?P<of>\w+)(?:\??\.(?P<name>\w+)|\??\.?\[)"#).ok());
    // A condition that takes its data apart is not followed.
    if program.contains("({") || program.contains("( {") {
        return false;
    }
    let (Some(texts), Some(read)) = (TEXTS.as_ref(), READ.as_ref()) else { return false };
    // What an address is made of decides nothing.
    let program = texts.replace_all(program, "''");
    read.captures_iter(&program).all(|found| {
        let name = found.name("name").map_or("", |name| name.as_str());
        let is_known =
            ["draft", "date", "page", "permalink", "title", "eleventyExcludeFromCollections"].contains(&name);
        is_known || matches!(&found["of"], "process" | "env" | "console" | "Date" | "page" | "date" | "module")
    })
}

/// Whether what a program says of files may keep some of them out of the site or of its lists.
pub(super) fn may_hide(program: &str) -> bool {
    let has = |word: &str| program.contains(word);
    let hides = has("eleventyExcludeFromCollections") || has("permalink") && has("false") || has("draft");
    hides && !is_of_drafts(program)
}

#[cfg(test)]
mod tests {
    use super::{Computed, calls, is_of_drafts, literal, may_hide, member, permalink, uncommented};

    #[test]
    fn comments_go_and_strings_stay() {
        let program = "a('x // y'); // b('z')\nc(`/* ${d} */`) /* e() */; f = /\\/*$/;\nurl = 'https://x.example' // g";
        let expected = "a('x // y'); \nc(`/* ${d} */`) ; f = /\\/*$/;\nurl = 'https://x.example' ";
        assert_eq!(uncommented(program), expected);
        for text in ["'", "\"\\", "`", "/*", "//", "ä'ö", "/", "`${"] {
            uncommented(text);
            calls(text, "a");
            member(text, "a");
        }
    }

    #[test]
    fn calls_are_taken_apart() {
        let program = "c.ignores.add('a/**');\nc.ignores . add(x + \",)\", [1, 2])";
        assert_eq!(calls(program, r"ignores\s*\.\s*add"), [vec!["'a/**'"], vec!["x + \",)\"", "[1, 2]"]]);
        assert_eq!(
            member("export default { a: 1, permalink: (d) => f(d, 1), b: 2 }", "permalink"),
            Some("(d) => f(d, 1)")
        );
        assert_eq!(literal("'a' + 'b'"), None);
        assert_eq!(literal("`a`"), Some("a"));
    }

    #[test]
    fn what_makes_addresses_is_understood_where_it_is_plain() {
        for (value, expected) in [
            ("'/{{ page.fileSlug }}/'", Computed::Pattern("/{{ page.fileSlug }}/".to_owned())),
            (
                "() => (data) => `${data.page.filePathStem}.html`",
                Computed::Pattern("{{ page.filePathStem }}.html".to_owned()),
            ),
            ("(d) => d.draft ? false : d.permalink", Computed::Kept),
            (
                "(data) => { if (data.draft && !process.env.DRAFTS) { return false; } return data.permalink; }",
                Computed::Kept,
            ),
            ("(d) => d.title ? `/x/${d.page.fileSlug}/` : d.permalink", Computed::Unknown),
            ("(d) => d.secret ? false : d.permalink", Computed::Unknown),
            ("(d) => `/${slug(d.title)}/`", Computed::Unknown),
        ] {
            assert_eq!(permalink(value), expected, "{value}");
        }
    }

    #[test]
    fn what_may_hide_more_than_drafts_is_told_apart() {
        for (program, expected) in [
            ("(data) => { if (data.draft && process.env.RUN === 'build') return false; }", true),
            ("(data) => data.page.date > new Date() ? false : undefined", true),
            ("(data) => { if (data.secret) return false; }", false),
            ("({ secret }) => { if (secret) return false; }", false),
            ("(data) => data['secret'] ? false : null", false),
        ] {
            assert_eq!(is_of_drafts(program), expected, "{program}");
        }
        assert!(may_hide("permalink: (d) => d.hide ? false : `/x/`"));
        assert!(!may_hide("permalink: (d) => d.draft ? false : `/${d.slug}/`"));
        assert!(!may_hide("layout: base(d.x)"));
    }
}
