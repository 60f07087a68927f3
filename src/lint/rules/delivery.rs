//! How a server hands a feed out.

use crate::diagnostic::rules::rules;

rules! {
    /// A feed is answered with status 200.
    HTTP_STATUS = "L461", "http-status", Error, spec "https://www.rfc-editor.org/rfc/rfc9110#section-15", w3c ["HttpError"], help "readers show nothing and, after 410 and many 404, stop asking: answer 200, or redirect to where the feed is now", explained super::why!("http-status");
    /// A feed reader is a program: it cannot solve a puzzle.
    HTTP_CHALLENGE = "L462", "http-challenge", Error, w3c ["CloudflareHttpError"], help "let requests for the feed's address pass the protection against robots", explained super::why!("http-challenge");
    /// A feed should not lie behind a temporary redirect.
    REDIRECT_TEMPORARY = "L463", "redirect-temporary", Note, spec "https://www.rfc-editor.org/rfc/rfc9110#section-15.4.3", w3c ["TempRedirect"], help "answer 301 or 308 if the feed has moved for good: readers then remember the new address", explained super::why!("redirect-temporary");
    /// A feed that has moved should be named by its new address.
    REDIRECT_PERMANENT = "L464", "redirect-permanent", Note, spec "https://www.rfc-editor.org/rfc/rfc9110#section-15.4.2", help "link to the new address, and keep the redirect for years", explained super::why!("redirect-permanent");
    /// A feed is served with the media type of its format.
    CONTENT_TYPE = "L465", "content-type", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-8.3", w3c ["UnexpectedContentType"], help "serve RSS as `application/rss+xml`, Atom as `application/atom+xml`, JSON Feed as `application/feed+json`", explained super::why!("content-type");
    /// A general media type should not be all that tells a feed from other documents.
    CONTENT_TYPE_GENERIC = "L466", "content-type-generic", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-8.3", w3c ["NonSpecificMediaType"], help "serve RSS as `application/rss+xml`, Atom as `application/atom+xml`, JSON Feed as `application/feed+json`", explained super::why!("content-type-generic");
    /// Server and document should name the same encoding.
    CHARSET_CONFLICT = "L467", "charset-conflict", Warning, spec "https://www.rfc-editor.org/rfc/rfc7303#section-3", w3c ["EncodingMismatch"], help "serve it with `charset=utf-8` and declare `encoding=\"UTF-8\"`, and let it be UTF-8", explained super::why!("charset-conflict");
    /// A text type should be served with its charset.
    CHARSET_MISSING = "L468", "charset-missing", Note, spec "https://www.rfc-editor.org/rfc/rfc7303#section-9.2", w3c ["TextXml"], help "serve it as `application/…` with `; charset=utf-8`", explained super::why!("charset-missing");
    /// A feed should be compressed for those who can undo it.
    UNCOMPRESSED = "L469", "uncompressed", Note, spec "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3", w3c ["Uncompressed"], help "switch compression on for the feed's media type: it is often off for `application/rss+xml`", explained super::why!("uncompressed");
    /// What depends on the request's `Accept-Encoding` says so.
    VARY_MISSING = "L470", "vary-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5", help "add `Vary: Accept-Encoding`", explained super::why!("vary-missing");
    /// A feed should carry an ETag or a date of its last change.
    VALIDATOR_MISSING = "L471", "validator-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-8.8", help "let the server send `ETag` or `Last-Modified`: for files every server does", explained super::why!("validator-missing");
    /// Who has the feed already is told so with status 304.
    CONDITIONAL_IGNORED = "L472", "conditional-ignored", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-13.1", help "answer `If-None-Match` and `If-Modified-Since` with 304 while nothing has changed", explained super::why!("conditional-ignored");
    /// ETag and Last-Modified have forms that clients can send back.
    VALIDATOR_MALFORMED = "L473", "validator-malformed", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3", help "write `ETag: \"abc\"` with its quotes, `Last-Modified: Sun, 22 Nov 2026 09:30:00 GMT`", explained super::why!("validator-malformed");
    /// A feed's own address is the one that it is fetched from.
    SELF_ELSEWHERE = "L474", "self-elsewhere", Warning, spec "https://www.w3.org/TR/websub/#discovery", w3c ["SelfDoesntMatchLocation"], help "write the address that subscribers use, letter by letter: hubs compare it", explained super::why!("self-elsewhere");
    /// A feed should be served over HTTPS.
    HTTP_INSECURE = "L475", "http-insecure", Note, spec "https://www.rfc-editor.org/rfc/rfc9110#section-4.2.2", help "serve it over https, and redirect there", explained super::why!("http-insecure");
    /// A server's certificate must be one that clients trust.
    CERTIFICATE = "L476", "certificate", Error, spec "https://www.rfc-editor.org/rfc/rfc9110#section-4.3.4", w3c ["HttpsProtocolError"], help "renew the certificate, for this very host, and serve the whole chain", explained super::why!("certificate");
    /// A feed should set no cookies.
    COOKIE_SET = "L477", "cookie-set", Note, spec "https://www.rfc-editor.org/rfc/rfc9111#section-3", help "leave the cookie out: caches keep no answer that has one", explained super::why!("cookie-set");
    /// HEAD gives what GET gives, but for the body.
    HEAD_DIFFERS = "L478", "head-differs", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2", help "let HEAD be answered like GET", explained super::why!("head-differs");
    /// Hub and self in the answer's head are those of the feed.
    LINK_HEADER = "L479", "link-header", Warning, spec "https://www.w3.org/TR/websub/#discovery", help "write the same addresses into both, or leave the `Link` fields out", explained super::why!("link-header");
    /// What a feed encloses can be fetched.
    MEDIA_UNREACHABLE = "L480", "media-unreachable", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "upload the file before the feed names it", explained super::why!("media-unreachable");
    /// The stated length is that of the file.
    MEDIA_LENGTH_SERVED = "L481", "media-length-served", Warning, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "write the number of bytes that the server sends", explained super::why!("media-length-served");
    /// The stated type is the one that the file is served with.
    MEDIA_TYPE_SERVED = "L482", "media-type-served", Warning, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "write the type that the server sends, or mend the server's", explained super::why!("media-type-served");
    /// Media should be served in ranges of bytes.
    MEDIA_RANGES = "L483", "media-ranges", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "let the server answer `Range` with 206: for files every server does", explained super::why!("media-ranges");
}
