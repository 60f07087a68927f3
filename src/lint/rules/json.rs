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
    JSON_MEMBER_TYPE = "L285", "json-member-type", Error, spec "https://www.jsonfeed.org/version/1.1/", help "write it as that type; what is unknown is left out, and never `null`", explained super::why!("json-member-type");
    /// Members of one's own begin with `_`.
    JSON_MEMBER_UNKNOWN = "L286", "json-member-unknown", Warning, spec "https://www.jsonfeed.org/version/1.1/#extensions", help "correct the name; what is your own goes into an object whose name begins with `_`", explained super::why!("json-member-unknown");
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
    /// Only `content_html` holds HTML.
    JSON_MARKUP = "L391", "json-markup", Warning, spec "https://www.jsonfeed.org/version/1.1/#items", w3c ["ContainsHTML"], help "leave tags and entities out, or write `content_html`: in plain text `<` and `&` stand for themselves", explained super::why!("json-markup");
    /// HTML in `content_html` should not be escaped.
    JSON_HTML_ESCAPED = "L392", "json-html-escaped", Warning, spec "https://www.jsonfeed.org/version/1.1/#items", help "write `<p>` as it is: JSON escapes quotation marks, not tags", explained super::why!("json-html-escaped");
    /// A feed should name the version whose members it has.
    JSON_NEWER_MEMBER = "L393", "json-newer-member", Note, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "write `\"version\": \"https://jsonfeed.org/version/1.1\"`", explained super::why!("json-newer-member");
    /// The version should be the first member.
    JSON_VERSION_FIRST = "L394", "json-version-first", Note, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "move it up: programs look for it in the first bytes", explained super::why!("json-version-first");
    /// Every tag is one word or name, and stands once.
    JSON_TAG = "L395", "json-tag", Note, spec "https://www.jsonfeed.org/version/1.1/#items", help "give each tag once, without `#`, as a string of its own", explained super::why!("json-tag");
    /// The type of an attachment should be that of its file.
    JSON_ATTACHMENT_TYPE = "L396", "json-attachment-type", Warning, spec "https://www.jsonfeed.org/version/1.1/#attachments", help "write the type of the file, such as `audio/mpeg`: players choose by it", explained super::why!("json-attachment-type");
    /// A size should be a whole number of bytes that readers can hold.
    JSON_NUMBER = "L397", "json-number", Warning, spec "https://www.jsonfeed.org/version/1.1/#attachments", help "leave out a size that is unknown; write a known one with digits alone", explained super::why!("json-number");
    /// A feed has a reasonable depth.
    JSON_LIMIT = "L398", "json-limit", Error, spec "https://www.rfc-editor.org/rfc/rfc8259#section-9", help "make it flatter: readers have limits too", explained super::why!("json-limit");
    /// A feed should be small enough to be fetched often.
    JSON_SIZE = "L399", "json-size", Note, spec "https://www.jsonfeed.org/version/1.1/#suggestions-for-publishers", help "keep the newest items, and give the others pages of their own behind `next_url`", explained super::why!("json-size");
    /// An extension should say once what it is about.
    JSON_EXTENSION_ABOUT = "L400", "json-extension-about", Note, spec "https://www.jsonfeed.org/version/1.1/#extensions", help "add `about`, the address of a page that explains it, to one of its objects", explained super::why!("json-extension-about");
    /// A feed should have an icon and a favicon.
    JSON_ICON_MISSING = "L401", "json-icon-missing", Note, spec "https://www.jsonfeed.org/version/1.1/#suggestions-for-publishers", help "add `icon`, square and about 512 pixels wide, and `favicon`, at least 64", explained super::why!("json-icon-missing");
    /// An item should have its `url`, even if its id is the same.
    JSON_ITEM_URL_MISSING = "L402", "json-item-url-missing", Warning, spec "https://www.jsonfeed.org/version/1.1/#items", help "add `url`: an id is never opened", explained super::why!("json-item-url-missing");
    /// A hub should be one that readers can use.
    JSON_HUB = "L403", "json-hub", Warning, spec "https://www.jsonfeed.org/version/1.1/#subscribing-to-real-time-notifications", help "write `\"type\": \"WebSub\"`, and give the feed its `feed_url`", explained super::why!("json-hub");
    /// Addresses should be addresses of the Web.
    JSON_URL_SCHEME = "L404", "json-url-scheme", Warning, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "begin with `https://`", explained super::why!("json-url-scheme");
    /// Dates should have `T` and `Z` in capitals.
    JSON_DATE_FORM = "L405", "json-date-form", Warning, spec "https://www.rfc-editor.org/rfc/rfc3339#section-5.6", help "write it like `2026-11-22T09:30:00Z`", explained super::why!("json-date-form");
    /// The home page should be a page for people.
    JSON_HOME_PAGE = "L406", "json-home-page", Warning, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "write the address of the site; that of the feed is `feed_url`", explained super::why!("json-home-page");
}
