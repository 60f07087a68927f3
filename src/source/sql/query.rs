//! Queries of the configuration, as far as they have to be understood to be put into others.

/// A query as a table.
pub(super) fn wrapped(query: &str) -> String {
    // The line break ends a comment at the end.
    format!("({}\n)", bare(query))
}

/// The query without what ends it: a semicolon, and comments behind it.
fn bare(query: &str) -> &str {
    let (mut rest, mut end) = (query, 0);
    while let Some(first) = rest.chars().next() {
        let (length, counts) = match first {
            c if c.is_whitespace() || c == ';' => (c.len_utf8(), false),
            '-' if rest.starts_with("--") => (rest.find('\n').map_or(rest.len(), |at| at + 1), false),
            '/' if rest.starts_with("/*") => (comment(rest), false),
            '\'' | '"' | '`' => (quoted(rest, first), true),
            '$' => (dollars(rest), true),
            c => (c.len_utf8(), true),
        };
        rest = &rest[length..];
        if counts {
            end = query.len() - rest.len();
        }
    }
    &query[..end]
}

/// The length of a comment; in PostgreSQL they nest, and in SQLite nobody writes them so.
fn comment(text: &str) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(next) = text.get(at..) {
        if next.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if next.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            match next.chars().next() {
                Some(c) => at += c.len_utf8(),
                None => break,
            }
        }
    }
    text.len()
}

/// The length of what stands in quotes. A doubled quote ends one text and begins the next, which comes to the same.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |at| at + 2)
}

/// The length of what stands between `$tag$` and the next; of the dollar alone where that is no such tag.
fn dollars(text: &str) -> usize {
    let tag = text[1..].find('$').map(|at| &text[..at + 2]);
    let is_tag = |tag: &&str| {
        let name = &tag[1..tag.len() - 1];
        name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.starts_with(|c: char| c.is_ascii_digit())
    };
    let Some(tag) = tag.filter(is_tag) else { return 1 };
    text[tag.len()..].find(tag).map_or(text.len(), |at| at + 2 * tag.len())
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn a_query_is_a_table_whatever_it_ends_with() {
        for (query, bare) in [
            ("select 1; ", "select 1"),
            ("select 1 -- one", "select 1"),
            ("select 1; -- one; two\n /* and /* so */ on */;", "select 1"),
            ("select ';' -- x", "select ';'"),
            ("select '--;', \"a;\", 'it''s; -- '; ", "select '--;', \"a;\", 'it''s; -- '"),
            ("select $a$;--$a$, 1 ;", "select $a$;--$a$, 1"),
            ("select 1 /* in */ + 2;", "select 1 /* in */ + 2"),
            ("select 'open", "select 'open"),
            ("", ""),
        ] {
            assert_eq!(wrapped(query), format!("({bare}\n)"), "{query}");
        }
    }
}
