//! E-mail addresses: bare ones, and with the name as RSS writes it.

/// How an address is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lint) enum Contact {
    /// `mail@host (Name)`
    Fine,
    /// An address alone.
    NoName,
    /// An address and a name in another form.
    OtherForm,
    /// No address.
    Invalid,
}

/// Whether the text is an addr-spec (RFC 5322 §3.4.1) as it is used: no comments, no quoted local part.
pub(in crate::lint) fn is_address(text: &str) -> bool {
    let Some((local, host)) = text.rsplit_once('@') else { return false };
    let is_atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let is_local = !local.is_empty()
        && local.len() <= 64
        && local.split('.').all(|part| !part.is_empty() && part.bytes().all(is_atom));
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    is_local && !host.is_empty() && host.split('.').all(is_label)
}

/// Whether an address stands somewhere in the text.
pub(in crate::lint) fn holds_address(text: &str) -> bool {
    text.contains('@') && words(text).any(|word| is_address(word) && word.contains('.'))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | ',' | ';' | '"' | ':'))
}

/// Judges what stands in `<author>`, `<managingEditor>` and `<webMaster>` (RSS Best Practices Profile, data types).
pub(in crate::lint) fn contact(text: &str) -> Contact {
    let decoded;
    let mut text = text.trim();
    let is_mailto = text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("mailto:"));
    if is_mailto {
        decoded = percent_decode(&text[7..]);
        text = decoded.split('?').next().unwrap_or_default().trim();
    }
    if is_address(text) {
        return Contact::NoName;
    }
    if let Some((address, name)) = text.split_once(" (")
        && is_address(address.trim())
        && let Some(name) = name.strip_suffix(')')
        && !name.trim().is_empty()
        && balanced(name)
    {
        return Contact::Fine;
    }
    // `Name <mail>`, `Name, mail`, `mail Name`: the address must stand free, not in parentheses.
    let is_free = |word: &str| {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        !matches!(text[..at].chars().next_back(), Some('(' | ':' | '['))
    };
    if words(text).any(|word| is_address(word) && is_free(word)) { Contact::OtherForm } else { Contact::Invalid }
}

fn balanced(name: &str) -> bool {
    let mut depth = 0i32;
    for c in name.chars() {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

fn percent_decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escape = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match (bytes[at], escape) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Contact, contact, is_address};

    #[test]
    fn addresses() {
        for good in ["a@b.example", "a.b+c@b.example", "a@localhost", "o'neil@b-c.example"] {
            assert!(is_address(good), "{good}");
        }
        for bad in
            ["", "a", "@b", "a@", "a..b@c", "a@b..c", "a b@c", "a@-b", "a@b_c", "ä@b.example", "Ann <a@b.example>"]
        {
            assert!(!is_address(bad), "{bad}");
        }
    }

    #[test]
    fn contacts() {
        for (text, expected) in [
            ("a@b.example (Ann Quay)", Contact::Fine),
            ("a@b.example (Ann (Quay))", Contact::Fine),
            ("mailto:a%40b.example%20%28Ann%29", Contact::Fine),
            ("a@b.example", Contact::NoName),
            ("Ann Quay <a@b.example>", Contact::OtherForm),
            ("Ann Quay, a@b.example", Contact::OtherForm),
            ("a@b.example Ann", Contact::OtherForm),
            ("a@b.example ()", Contact::OtherForm),
            ("Ann Quay", Contact::Invalid),
            ("Ann (a@b.example)", Contact::Invalid),
            ("", Contact::Invalid),
        ] {
            assert_eq!(contact(text), expected, "{text}");
        }
    }
}
