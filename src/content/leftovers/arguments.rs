//! Arguments as the generators write them: `"a" key="b"`, `key=b, other='c'`, in backquotes.

/// The arguments of a directive.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Arguments {
    positional: Vec<String>,
    named: Vec<(String, String)>,
}

impl Arguments {
    /// Reads arguments that blanks or commas part.
    pub fn parse(text: &str) -> Self {
        let mut arguments = Self::default();
        let separator = |c: char| c.is_whitespace() || c == ',';
        let mut rest = text.trim_start_matches(separator);
        while !rest.is_empty() {
            if let Some((value, after)) = quoted(rest) {
                arguments.positional.push(value);
                rest = after;
            } else {
                let end = rest.find(|c: char| separator(c) || c == '=').unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                match after.strip_prefix('=') {
                    Some(value) => {
                        let value = value.trim_start();
                        let (value, after) = quoted(value).unwrap_or_else(|| {
                            let end = value.find(separator).unwrap_or(value.len());
                            (value[..end].to_owned(), &value[end..])
                        });
                        arguments.named.push((word.to_ascii_lowercase(), value));
                        rest = after;
                    }
                    None => {
                        arguments.positional.push(word.to_owned());
                        rest = after;
                    }
                }
            }
            rest = rest.trim_start_matches(separator);
        }
        arguments
    }

    /// The value under a name.
    pub fn named(&self, name: &str) -> Option<&str> {
        self.named.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The value under the first of these names that has one.
    pub fn any(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.named(name)).filter(|value| !value.trim().is_empty())
    }

    /// The value at a position, from 0.
    pub fn at(&self, position: usize) -> Option<&str> {
        self.positional.get(position).map(String::as_str)
    }

    /// Whether there are named ones.
    pub const fn has_names(&self) -> bool {
        !self.named.is_empty()
    }
}

/// A string in quotes, and what follows it.
pub(super) fn quoted(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`' | '“' | '”'))?;
    let (opening, closing) = (quote.len_utf8(), if quote == '“' { '”' } else { quote });
    let mut value = String::new();
    let mut chars = text[opening..].char_indices();
    while let Some((i, c)) = chars.next() {
        if c == closing {
            return Some((value, &text[opening + i + c.len_utf8()..]));
        }
        if c == '\\' && quote != '`' {
            if let Some((_, escaped)) = chars.next() {
                value.push(escaped);
            }
        } else {
            value.push(c);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Arguments;

    #[test]
    fn the_notations_of_the_generators() {
        let arguments = Arguments::parse("one \"two words\" src=\"a b.png\", Alt='it\\'s' n=3 `raw \\`");
        assert_eq!(
            (arguments.at(0), arguments.at(1), arguments.at(2)),
            (Some("one"), Some("two words"), Some("raw \\"))
        );
        assert_eq!(arguments.named("src"), Some("a b.png"));
        assert_eq!(arguments.any(&["none", "alt"]), Some("it's"));
        assert_eq!(arguments.named("n"), Some("3"));
        assert_eq!(Arguments::parse("=x \"open").named(""), Some("x"));
    }
}
