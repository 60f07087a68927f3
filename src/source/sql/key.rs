//! Keys of rows: the label and the primary key, as one text that tells every row from every other.

use std::fmt::Write;

/// The values of a primary key, as the database writes them as text.
pub(super) type Primary = Vec<String>;

/// What stands in the place of the primary key for all the rows that have none: no value is written so.
const NONE: &str = "%";

/// The text of a key: `articles/123`, `articles/en/123`.
pub(super) fn encode(label: &str, primary: &[String]) -> String {
    let mut out = String::with_capacity(label.len() + 1 + primary.iter().map(|value| value.len() + 1).sum::<usize>());
    out.push_str(label);
    let is_lone = primary.len() == 1;
    for value in primary {
        out.push('/');
        for c in value.chars() {
            if c.is_control() || c == '%' || (c == '/' && !is_lone) {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(out, "%{byte:02X}");
                }
            } else {
                out.push(c);
            }
        }
    }
    out
}

/// The key of the rows without a primary key.
pub(super) fn of_none(label: &str) -> String {
    format!("{label}/{NONE}")
}

/// The values that [`encode`] was given; `None` if the key is not of this label or has not so many columns.
pub(super) fn decode(label: &str, columns: usize, key: &str) -> Option<Primary> {
    let rest = key.strip_prefix(label)?.strip_prefix('/')?;
    let parts: Vec<&str> = if columns == 1 { vec![rest] } else { rest.split('/').collect() };
    if parts.len() != columns {
        return None;
    }
    parts.into_iter().map(plain).collect()
}

fn plain(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = if *first == b'%' {
            let hex = std::str::from_utf8(tail.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(hex, 16).ok()?);
            tail.get(2..)?
        } else {
            bytes.push(*first);
            tail
        };
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, of_none};
    use proptest::prelude::*;

    #[test]
    fn keys_can_be_read_by_people() {
        let key = |values: &[&str]| encode("articles", &values.iter().map(|v| (*v).to_owned()).collect::<Vec<_>>());
        assert_eq!(key(&["123"]), "articles/123");
        assert_eq!(key(&["2024/hello world"]), "articles/2024/hello world");
        assert_eq!(key(&["a/b", "c"]), "articles/a%2Fb/c");
        assert_eq!(key(&["a\nb%"]), "articles/a%0Ab%25");
        assert_eq!(decode("articles", 1, &of_none("articles")), None, "nothing has no value");
        assert_eq!(decode("articles", 1, "pages/1"), None);
        assert_eq!(decode("articles", 2, "articles/1"), None);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_decoded(values in proptest::collection::vec("(?s).{0,12}|[/%\u{0}-\u{20}\u{85}]{0,4}", 1..4)) {
            let key = encode("t", &values);
            prop_assert!(!key.chars().any(char::is_control));
            prop_assert_ne!(&key, &of_none("t"));
            prop_assert_eq!(decode("t", values.len(), &key), Some(values));
        }
    }
}
