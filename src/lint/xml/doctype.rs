//! Document types: recognised, never followed.

use std::collections::BTreeSet;

/// What a document type says, as far as it matters to a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::lint) struct Doctype {
    pub public: Option<String>,
    pub system: Option<String>,
    /// Names of entities that the document defines itself.
    pub entities: BTreeSet<String>,
    /// Whether one of them, or a parameter entity, lies outside the document.
    pub has_external_entity: bool,
    /// Where it begins.
    pub at: usize,
}

/// The public identifier and the address of Netscape's RSS 0.91.
const NETSCAPE: (&str, &str) =
    ("-//Netscape Communications//DTD RSS 0.91//EN", "http://my.netscape.com/publish/formats/rss-0.91.dtd");

impl Doctype {
    /// Whether it is the one of RSS 0.91, which defines the letters of Latin 1 as entities.
    pub(in crate::lint) fn is_rss_091(&self) -> bool {
        self.public.as_deref().is_some_and(|public| public.contains("DTD RSS 0.91")) || self.is_withdrawn()
    }

    /// Whether it refers to the address that Netscape has withdrawn.
    pub(in crate::lint) fn is_withdrawn(&self) -> bool {
        self.system.as_deref() == Some(NETSCAPE.1) || self.public.as_deref() == Some(NETSCAPE.0)
    }

    /// Reads what follows `<!DOCTYPE`; gives back what was read and the length up to and with the closing `>`.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        let mut doctype = Self::default();
        let mut literals: Vec<&str> = Vec::new();
        let mut is_public = false;
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'>' => {
                    let mut literals = literals.into_iter().map(str::to_owned);
                    if is_public {
                        doctype.public = literals.next();
                    }
                    doctype.system = literals.next();
                    return Some((doctype, at + 1));
                }
                quote @ (b'"' | b'\'') => {
                    let end = at + 1 + memchr::memchr(quote, &bytes[at + 1..])?;
                    literals.push(&text[at + 1..end]);
                    at = end + 1;
                }
                b'[' => at += 1 + doctype.internal_subset(&text[at + 1..])?,
                b'<' => return None,
                _ => {
                    is_public |= text[at..].starts_with("PUBLIC");
                    at += 1;
                    while !text.is_char_boundary(at) {
                        at += 1;
                    }
                }
            }
        }
        None
    }

    /// Looks through `[ … ]` for entities; gives back its length with the bracket.
    fn internal_subset(&mut self, text: &str) -> Option<usize> {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b']' => return Some(at + 1),
                b'<' if text[at..].starts_with("<!--") => at += 4 + text[at + 4..].find("-->")? + 3,
                b'<' if text[at..].starts_with("<?") => at += 2 + text[at + 2..].find("?>")? + 2,
                b'<' => {
                    let length = declaration_length(&bytes[at..])?;
                    if let Some(entity) = text[at..at + length].strip_prefix("<!ENTITY") {
                        self.entity(entity);
                    }
                    at += length;
                }
                _ => at += 1,
            }
        }
        None
    }

    fn entity(&mut self, declaration: &str) {
        let mut words = declaration.split_ascii_whitespace();
        let mut name = words.next();
        if name == Some("%") {
            name = words.next();
        }
        if matches!(words.next(), Some("SYSTEM" | "PUBLIC")) {
            self.has_external_entity = true;
        }
        // A document with thousands of entities defines none that anybody needs.
        if let Some(name) = name
            && self.entities.len() < 1000
        {
            self.entities.insert(name.to_owned());
        }
    }
}

/// The length of `<! … >` with its `>`, which may stand quoted inside.
fn declaration_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return Some(at + 1),
            quote @ (b'"' | b'\'') => at += 2 + memchr::memchr(quote, &bytes[at + 1..])?,
            _ => at += 1,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Doctype;

    #[test]
    fn document_types_are_read_without_being_followed() {
        let read = |text: &str| Doctype::read(text).map(|(doctype, length)| (doctype, text[length..].to_owned()));
        let (doctype, rest) = read(" rss PUBLIC \"-//A//DTD RSS 0.91//EN\"\n'http://a.example/a.dtd'>x").expect("read");
        assert!(doctype.is_rss_091() && !doctype.is_withdrawn());
        assert_eq!((doctype.system.as_deref(), rest), (Some("http://a.example/a.dtd"), "x".to_owned()));
        let (doctype, rest) =
            read(" rss [ <!-- ]> --> <!ENTITY a ']>'> <!ENTITY % b SYSTEM \"c\"> <?d ]?> ]>").expect("read");
        assert_eq!(
            (doctype.entities, doctype.has_external_entity, rest),
            (["a".into(), "b".into()].into(), true, String::new())
        );
        for broken in [" rss", " rss [", " rss [ <!ENTITY a 'b> ]>", " rss 'a>", " rss <b>", " é"] {
            assert!(read(broken).is_none(), "{broken}");
        }
    }
}
