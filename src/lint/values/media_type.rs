//! Media types (RFC 6838 §4.2, with parameters as in RFC 2045 §5.1).

/// Whether the text is `type/subtype`, parameters allowed.
pub(in crate::lint) fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+*".contains(&b))
            && name.bytes().any(|b| b.is_ascii_alphanumeric())
    };
    let parameters = text
        .split(';')
        .skip(1)
        .all(|p| p.trim().is_empty() || p.split_once('=').is_some_and(|(name, _)| is_name(name.trim())));
    essence.split_once('/').is_some_and(|(kind, subtype)| is_name(kind) && is_name(subtype)) && parameters
}

/// The part before the parameters.
pub(in crate::lint) fn essence(text: &str) -> &str {
    text.split(';').next().unwrap_or_default().trim_end()
}

/// Whether what has this type is XML (RFC 7303 §8).
pub(in crate::lint) fn is_xml(text: &str) -> bool {
    let essence = essence(text).to_ascii_lowercase();
    essence.ends_with("+xml") || essence.ends_with("/xml")
}

/// Whether the type is made of parts (RFC 2046 §5), which Atom forbids.
pub(in crate::lint) fn is_composite(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("multipart/") || lower.starts_with("message/")
}

#[cfg(test)]
mod tests {
    use super::is_media_type;

    #[test]
    fn media_types() {
        for good in ["text/html", "audio/x-m4a", "application/atom+xml; charset=utf-8"] {
            assert!(is_media_type(good), "{good}");
        }
        for bad in ["", "text", "text/", "/html", "text/ht ml", "text/html/x", "html;charset=x", " text/html", "a/b;c"]
        {
            assert!(!is_media_type(bad), "{bad}");
        }
    }
}
