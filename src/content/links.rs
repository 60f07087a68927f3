//! Addresses in bodies: every one that a reader gets is absolute, against the record's own URL.
//!
//! `http`, `https`, `mailto` and `tel` are let through, and small raster images as `data:`. A link with any other
//! scheme, or one that is no URL at all, loses its address and keeps its text. So does one that only the site's generator
//! could have resolved (Pelican's `{filename}other.md`, Zola's `@/blog/other.md`): the page's address is not known here,
//! and a guess would be a dead link.

use super::findings::Findings;
use crate::value::WebUrl;

/// Stands in an address for what only the site's generator knows; an address with it in is dropped without a word,
/// since the directive was reported where it stood.
pub(super) const UNKNOWN: &str = "courant-unknown:";

/// The longest address, in bytes. A picture written out as `data:` may stay up to this size: an icon, not a photograph in
/// every copy of the feed.
const LONGEST_ADDRESS: usize = 32 * 1024;

/// What an address is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be followed by a person.
    Link,
    /// To be shown as an image.
    Image,
    /// To be fetched: audio, video, a frame, the source of a quotation.
    Resource,
}

/// The address as a reader may have it; `None` when there is none, which `findings` then says.
pub(super) fn absolute(
    address: &str,
    purpose: Purpose,
    base: Option<&WebUrl>,
    findings: &mut Findings,
) -> Option<String> {
    // What browsers do first: line breaks and tabs inside an address do not count (WHATWG URL §4.4).
    let address: String =
        address.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    if address.contains(UNKNOWN) {
        return None;
    }
    if address.is_empty() && purpose != Purpose::Link {
        return None;
    }
    if address.len() > LONGEST_ADDRESS {
        findings.invalid(&address);
        return None;
    }
    match scheme(&address) {
        Some(scheme) => with_scheme(&address, &scheme, purpose, findings),
        None => relative(&address, base, findings),
    }
}

/// The scheme in lower case, if there is one.
fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then(|| scheme.to_ascii_lowercase())
}

fn with_scheme(address: &str, scheme: &str, purpose: Purpose, findings: &mut Findings) -> Option<String> {
    match scheme {
        // Markdown's writer escapes the brackets around an IPv6 address.
        "http" | "https" => match WebUrl::parse(address)
            .or_else(|_| WebUrl::parse(&address.replacen("%5B", "[", 1).replacen("%5D", "]", 1)))
        {
            Ok(url) => Some(url.to_string()),
            Err(_) => {
                findings.invalid(address);
                None
            }
        },
        "mailto" | "tel" if purpose == Purpose::Link => Some(encode(address)),
        "data" if purpose == Purpose::Image => small_raster_image(address).then(|| encode(address)),
        "javascript" | "vbscript" | "data" => {
            findings.unsafe_part(&format!("{scheme}: link"));
            None
        }
        // A player that is filled in by a script.
        "about" => None,
        _ => {
            findings.invalid(address);
            None
        }
    }
}

fn relative(address: &str, base: Option<&WebUrl>, findings: &mut Findings) -> Option<String> {
    let address = match generators_own(address) {
        Some(Own::Path(path)) => path,
        Some(Own::Unknown) => {
            findings.invalid(address);
            return None;
        }
        None => address.to_owned(),
    };
    let resolved = match base {
        _ if address.starts_with("//") => WebUrl::parse(&format!("https:{address}")),
        Some(base) => base.join(&address),
        None => {
            findings.unresolved(&address);
            return None;
        }
    };
    match resolved {
        Ok(url) => Some(url.to_string()),
        Err(_) => {
            findings.invalid(&address);
            None
        }
    }
}

/// A reference in a notation of one generator.
enum Own {
    /// It names a file of the site.
    Path(String),
    /// It names a source file, whose page has an address that only the generator knows.
    Unknown,
}

fn generators_own(address: &str) -> Option<Own> {
    if address.starts_with("@/") {
        return Some(Own::Unknown);
    }
    let rest = address.strip_prefix(['{', '|']).or_else(|| address.strip_prefix("%7B"))?;
    let end = rest.find(['}', '|']).or_else(|| rest.find("%7D"))?;
    let path = rest[end..].trim_start_matches(['}', '|']);
    let path = path.strip_prefix("%7D").unwrap_or(path);
    match &rest[..end] {
        "static" | "attach" => Some(Own::Path(path.to_owned())),
        "filename" if !is_source_file(path) => Some(Own::Path(path.to_owned())),
        "filename" | "author" | "category" | "tag" | "index" => Some(Own::Unknown),
        _ => None,
    }
}

fn is_source_file(path: &str) -> bool {
    let path = path.split(['#', '?']).next().unwrap_or_default();
    let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|e| matches!(e.as_str(), "md" | "rst" | "markdown" | "mkd" | "mdown" | "html" | "ipynb"))
}

fn small_raster_image(address: &str) -> bool {
    let Some((kind, data)) = address.split_at_checked("data:".len()).and_then(|(_, rest)| rest.split_once(',')) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    !data.is_empty() && matches!(kind.as_str(), "image/png" | "image/gif" | "image/jpeg" | "image/webp" | "image/avif")
}

/// Percent-encodes what no URI may contain, and leaves escapes as they are.
fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}') {
            out.push(c);
        } else {
            let mut buffer = [0; 4];
            for byte in c.encode_utf8(&mut buffer).bytes() {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    out
}

/// The images of a `srcset`, each made absolute; `None` when none is left (HTML, "image candidate string").
pub(super) fn absolute_set(srcset: &str, base: Option<&WebUrl>, findings: &mut Findings) -> Option<String> {
    let mut out = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        let bare = address.trim_end_matches(',');
        let descriptor;
        if bare.len() < address.len() {
            (descriptor, rest) = ("", after);
        } else {
            let end = after.find(',').unwrap_or(after.len());
            (descriptor, rest) = (after[..end].trim(), &after[end..]);
        }
        // An inline picture in a list of sizes is a placeholder.
        if bare.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:")) {
            continue;
        }
        if let Some(url) = absolute(bare, Purpose::Image, base, findings) {
            // A comma at the end would be read as the separator.
            let url = url.replace(',', "%2C");
            out.push(if descriptor.is_empty() { url } else { format!("{url} {descriptor}") });
        }
    }
    let set = out.join(", ");
    (!set.is_empty() && set.len() <= LONGEST_ADDRESS).then_some(set)
}

/// The first image of a `srcset` that [`absolute_set`] made.
pub(super) fn first_of_set(srcset: &str) -> Option<&str> {
    srcset.split([' ', ',']).next().filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Purpose, absolute, absolute_set};
    use crate::{content::findings::Findings, diagnostic::Place, value::WebUrl};

    fn base() -> WebUrl {
        WebUrl::parse("https://a.example/2026/post/").expect("valid")
    }

    fn link(address: &str, purpose: Purpose) -> (Option<String>, Vec<&'static str>) {
        let mut findings = Findings::new(&Place::default(), 0);
        let url = absolute(address, purpose, Some(&base()), &mut findings);
        (url, findings.into_diagnostics().iter().map(|d| d.rule.name).collect())
    }

    #[test]
    fn every_kind_of_reference_becomes_absolute() {
        for (address, expected) in [
            ("../img/x.png", "https://a.example/2026/img/x.png"),
            ("/x?a=1&b=2", "https://a.example/x?a=1&b=2"),
            ("#frag", "https://a.example/2026/post/#frag"),
            ("?q", "https://a.example/2026/post/?q"),
            ("//cdn.example/x", "https://cdn.example/x"),
            ("HTTPS://B.example/x", "https://b.example/x"),
            ("ü b.html", "https://a.example/2026/post/%C3%BC%20b.html"),
            ("a%20b%2fc", "https://a.example/2026/post/a%20b%2fc"),
            (" ht\ntps://b.example/\t", "https://b.example/"),
            ("http://%5B2001:db8::%5D/x", "http://[2001:db8::]/x"),
            ("mailto:a@b.example?subject=x y", "mailto:a@b.example?subject=x%20y"),
            ("tel:+49-30-1", "tel:+49-30-1"),
            ("{static}/img/x.png", "https://a.example/img/x.png"),
            ("%7Battach%7Dx.png", "https://a.example/2026/post/x.png"),
            ("|filename|/img/x.jpg", "https://a.example/img/x.jpg"),
        ] {
            assert_eq!(link(address, Purpose::Link).0.as_deref(), Some(expected), "{address}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_dropped_and_said() {
        for (address, purpose, rule) in [
            ("javascript:alert(1)", Purpose::Link, Some("body-unsafe-removed")),
            ("JaVa\tscript:alert(1)", Purpose::Link, Some("body-unsafe-removed")),
            ("data:text/html,x", Purpose::Link, Some("body-unsafe-removed")),
            ("file:///etc/x", Purpose::Link, Some("body-link-invalid")),
            ("http://", Purpose::Link, Some("body-link-invalid")),
            ("https://[x", Purpose::Link, Some("body-link-invalid")),
            ("@/blog/x.md", Purpose::Link, Some("body-link-invalid")),
            ("{filename}x.md", Purpose::Link, Some("body-link-invalid")),
            ("mailto:a@b.example", Purpose::Image, Some("body-link-invalid")),
            ("about:blank", Purpose::Resource, None),
            ("data:image/svg+xml,x", Purpose::Image, None),
            ("", Purpose::Image, None),
        ] {
            assert_eq!(link(address, purpose), (None, rule.into_iter().collect()), "{address}");
        }
    }

    #[test]
    fn small_pictures_may_be_inline() {
        let inline = "data:image/png;base64,iVBORw0KGgo=";
        assert_eq!(link(inline, Purpose::Image).0.as_deref(), Some(inline));
        let large = format!("data:image/png;base64,{}", "A".repeat(40_000));
        assert_eq!(link(&large, Purpose::Image), (None, vec!["body-link-invalid"]));
    }

    #[test]
    fn a_set_of_sources_is_resolved_one_by_one() {
        for (set, expected) in [
            ("a.jpg 1x, /b.jpg 2x", Some("https://a.example/2026/post/a.jpg 1x, https://a.example/b.jpg 2x")),
            (
                "https://c.example/w_1,h_2/a.jpg 100w,b.jpg",
                Some("https://c.example/w_1%2Ch_2/a.jpg 100w, https://a.example/2026/post/b.jpg"),
            ),
            ("a.jpg, b.jpg", Some("https://a.example/2026/post/a.jpg, https://a.example/2026/post/b.jpg")),
            ("data:image/gif;base64,AA 1x, a.jpg 2x", Some("https://a.example/2026/post/a.jpg 2x")),
            ("javascript:x 1x", None),
            (" , ", None),
        ] {
            let mut findings = Findings::new(&Place::default(), 0);
            assert_eq!(absolute_set(set, Some(&base()), &mut findings).as_deref(), expected, "{set}");
        }
    }

    #[test]
    fn without_a_base_a_relative_link_is_counted() {
        let mut findings = Findings::new(&Place::default(), 0);
        assert_eq!(absolute("/a", Purpose::Link, None, &mut findings), None);
        assert_eq!(absolute("/b", Purpose::Link, None, &mut findings), None);
        assert!(absolute("//b.example/", Purpose::Link, None, &mut findings).is_some());
        let diagnostics = findings.into_diagnostics();
        assert_eq!(diagnostics.len(), 1);
        assert!(diagnostics[0].message.starts_with("2 relative links"), "{}", diagnostics[0].message);
    }
}
