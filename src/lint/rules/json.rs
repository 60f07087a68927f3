//! JSON Feed.

use crate::diagnostic::rules::rules;

rules! {
    /// A document must be valid JSON.
    JSON_MALFORMED = "L281", "json-malformed", Error, spec "https://www.rfc-editor.org/rfc/rfc8259", explained super::why!("json-malformed");
    /// A member may stand only once in an object.
    JSON_DUPLICATE_MEMBER = "L282", "json-duplicate-member", Error, spec "https://www.rfc-editor.org/rfc/rfc8259#section-4", help "readers keep the first or the last: keep one", explained super::why!("json-duplicate-member");
    /// The version is that of JSON Feed 1.1 or 1.0.
    JSON_VERSION = "L283", "json-version", Error, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "write `\"version\": \"https://jsonfeed.org/version/1.1\"`", explained super::why!("json-version");
    /// A required member must be there.
    JSON_MEMBER_MISSING = "L284", "json-member-missing", Error, spec "https://www.jsonfeed.org/version/1.1/", explained super::why!("json-member-missing");
    /// A member must have the type that the specification gives it.
    JSON_MEMBER_TYPE = "L285", "json-member-type", Error, spec "https://www.jsonfeed.org/version/1.1/", help "what is unknown is left out, not `null`", explained super::why!("json-member-type");
    /// Members of one's own begin with `_`.
    JSON_MEMBER_UNKNOWN = "L286", "json-member-unknown", Warning, spec "https://www.jsonfeed.org/version/1.1/#extensions", help "put it into an object whose name begins with `_`", explained super::why!("json-member-unknown");
    /// An extension is an object whose name is `_` and a letter, without dots.
    JSON_EXTENSION = "L287", "json-extension", Error, spec "https://www.jsonfeed.org/version/1.1/#extensions", explained super::why!("json-extension");
    /// A member must have a value that the specification allows.
    JSON_VALUE = "L288", "json-value", Error, spec "https://www.jsonfeed.org/version/1.1/", explained super::why!("json-value");
    /// A member should not be empty.
    JSON_BLANK = "L289", "json-blank", Warning, spec "https://www.jsonfeed.org/version/1.1/", help "fill it, or leave it out", explained super::why!("json-blank");
    /// `author` was replaced by `authors`.
    JSON_AUTHOR_DEPRECATED = "L290", "json-author-deprecated", Note, spec "https://www.jsonfeed.org/version/1.1/#authors", help "give `authors`, a list; `author` may stay for old readers", explained super::why!("json-author-deprecated");
    /// A public feed should have home_page_url and feed_url.
    JSON_URL_MISSING = "L291", "json-url-missing", Warning, spec "https://www.jsonfeed.org/version/1.1/#top-level", explained super::why!("json-url-missing");
    /// The next page is another document.
    JSON_NEXT_URL = "L292", "json-next-url", Error, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "leave `next_url` out on the last page", explained super::why!("json-next-url");
    /// Attachments of one title are the same thing in several forms.
    JSON_ATTACHMENT_TITLE = "L293", "json-attachment-title", Note, spec "https://www.jsonfeed.org/version/1.1/#attachments", explained super::why!("json-attachment-title");
}
