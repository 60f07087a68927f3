//! Queries of the configuration, as far as they have to be understood to be put into others.

/// A query as a table.
pub(super) fn wrapped(query: &str) -> String {
    // The line break ends a comment at the end.
    format!("({}\n)", bare(query))
}

/// What a query ends with that gives a few of its rows only: `limit 10`, `fetch first 10 rows only`.
pub(super) fn window(query: &str) -> Option<String> {
    let words: Vec<&str> = bare(query).split_whitespace().collect();
    let is = |at: usize, words_of: &[&str]| words_of.iter().any(|word| words[at].eq_ignore_ascii_case(word));
    // What closes a bracket behind it is of a query within.
    let start = (0..words.len()).rev().find(|&at| is(at, &["limit", "fetch"]))?;
    let rest = &words[start + 1..];
    let is_number = |word: &str| word.split(',').all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let is_part = |word: &&str| {
        let of_both = ["offset", "first", "next", "row", "rows", "only", ","];
        is_number(word) || of_both.iter().any(|part| word.eq_ignore_ascii_case(part))
    };
    let has_number = rest.iter().any(|word| is_number(word)) || is(start, &["fetch"]);
    (!rest.is_empty() && has_number && rest.iter().all(is_part)).then(|| words[start..].join(" "))
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
    use super::{window, wrapped};

    #[test]
    fn a_query_that_gives_a_few_rows_only() {
        for (query, expected) in [
            ("select * from p order by d desc limit 10;", Some("limit 10")),
            ("select * from p\nLIMIT 5, 10 -- the last", Some("LIMIT 5, 10")),
            ("select * from p limit 10 offset 5", Some("limit 10 offset 5")),
            ("select * from p FETCH FIRST 10 ROWS ONLY", Some("FETCH FIRST 10 ROWS ONLY")),
            ("select * from p fetch first row only", Some("fetch first row only")),
            ("select * from p limit all", None),
            ("select * from p where id in (select id from q limit 10)", None),
            ("select * from p where id = (select max(id) from q limit 1 ) and open", None),
            ("select p.limit from p", None),
            ("select id, limit", None),
        ] {
            assert_eq!(window(query).as_deref(), expected, "{query}");
        }
    }

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
