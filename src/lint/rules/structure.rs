//! Structure: elements, attributes, text between them.

use crate::diagnostic::rules::rules;

rules! {
    /// A feed is RSS, Atom or JSON Feed.
    FORMAT_UNKNOWN = "L041", "format-unknown", Error, w3c ["UndefinedElement"], help "a feed begins with `<rss version=\"2.0\">`, `<feed xmlns=\"http://www.w3.org/2005/Atom\">` or `{\"version\": \"https://jsonfeed.org/version/1.1\"`", explained super::why!("format-unknown");
    /// RSS 1.0 is recognised, but not judged.
    RSS_1_UNCHECKED = "L042", "rss-1-unchecked", Note, spec "https://web.resource.org/rss/1.0/spec", help "publish RSS 2.0 or Atom beside it", explained super::why!("rss-1-unchecked");
    /// The version of RSS is 2.0, 0.92 or 0.91.
    RSS_VERSION = "L043", "rss-version", Error, spec "https://www.rssboard.org/rss-specification#whatIsRss", w3c ["InvalidRSSVersion"], help "write `<rss version=\"2.0\">`", explained super::why!("rss-version");
    /// Only known elements may stand at a place.
    ELEMENT_UNKNOWN = "L044", "element-unknown", Error, w3c ["UndefinedElement"], help "look at the letters, capitals too; or put it into a namespace of your own", explained super::why!("element-unknown");
    /// Most elements may stand only once.
    ELEMENT_DUPLICATE = "L045", "element-duplicate", Error, w3c ["DuplicateElement"], help "keep one of them", explained super::why!("element-duplicate");
    /// A required element must be there.
    ELEMENT_MISSING = "L046", "element-missing", Error, w3c ["MissingElement"], explained super::why!("element-missing");
    /// A channel, its image and its text input need a title.
    TITLE_MISSING = "L047", "title-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingTitle"], help "add `<title>`", explained super::why!("title-missing");
    /// A channel, its image and its text input need a link.
    LINK_MISSING = "L048", "link-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingLink"], help "add `<link>` with the address of the site", explained super::why!("link-missing");
    /// A channel and its text input need a description.
    DESCRIPTION_MISSING = "L049", "description-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingDescription"], help "add `<description>`; the title again is better than nothing", explained super::why!("description-missing");
    /// An item needs a title or a description.
    ITEM_EMPTY = "L050", "item-empty", Error, spec "https://www.rssboard.org/rss-specification#hrelementsOfLtitemgt", w3c ["ItemMustContainTitleOrDescription"], help "add `<title>` or `<description>`", explained super::why!("item-empty");
    /// A required attribute must be there.
    ATTRIBUTE_MISSING = "L051", "attribute-missing", Error, w3c ["MissingAttribute"], explained super::why!("attribute-missing");
    /// Only known attributes may stand at an element.
    ATTRIBUTE_UNKNOWN = "L052", "attribute-unknown", Error, w3c ["UnexpectedAttribute"], help "remove it; attributes of other vocabularies need a namespace", explained super::why!("attribute-unknown");
    /// The elements of RSS should have no attributes of other namespaces.
    ATTRIBUTE_FOREIGN = "L053", "attribute-foreign", Warning, spec "https://www.rssboard.org/rss-specification#extendingRss", w3c ["UseOfExtensionAttr"], help "use an element of that namespace instead", explained super::why!("attribute-foreign");
    /// Where elements are expected, text must not stand.
    TEXT_UNEXPECTED = "L054", "text-unexpected", Error, w3c ["UnexpectedText"], help "put the text into an element, or remove it", explained super::why!("text-unexpected");
    /// An element should not be empty.
    ELEMENT_BLANK = "L055", "element-blank", Warning, w3c ["NotBlank"], help "fill it, or leave it out", explained super::why!("element-blank");
    /// An attribute should not be empty.
    ATTRIBUTE_BLANK = "L056", "attribute-blank", Warning, w3c ["AttrNotBlank"], help "fill it, or leave it out", explained super::why!("attribute-blank");
    /// XHTML should stand only where content belongs.
    XHTML_MISPLACED = "L057", "xhtml-misplaced", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["MisplacedXHTMLContent"], help "put it into `<content type=\"xhtml\">` or, escaped, into a description", explained super::why!("xhtml-misplaced");
    /// An element should stand where a specification puts it.
    ELEMENT_QUESTIONABLE = "L058", "element-questionable", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6", w3c ["QuestionableUsage"], explained super::why!("element-questionable");
    /// An element is commonly misspelt.
    ELEMENT_SPELLING = "L059", "element-spelling", Warning, spec "http://wellformedweb.org/CommentAPI/", w3c ["CommentRSS"], help "write `<wfw:commentRss>`", explained super::why!("element-spelling");
    /// There is no blink in RSS.
    RSS_BLINK = "L060", "rss-blink", Error, spec "https://www.rssboard.org/rss-specification", w3c ["NoBlink"], help "remove it", explained super::why!("rss-blink");
    /// What describes an Atom feed stands before its entries.
    METADATA_AFTER_ENTRIES = "L061", "metadata-after-entries", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["MisplacedMetadata"], help "move it before the first `<entry>`", explained super::why!("metadata-after-entries");
    /// What describes an RSS channel should stand before its items.
    ITEM_BEFORE_METADATA = "L062", "item-before-metadata", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item", w3c ["MisplacedItem"], help "move it before the first `<item>`: readers that stream have shown the items by then", explained super::why!("item-before-metadata");
    /// Elements that say all in their attributes, or by being there, are empty.
    TEXT_IGNORED = "L428", "text-ignored", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-2", help "remove the text, or put it into the attribute that is meant for it", explained super::why!("text-ignored");
    /// A feed should be small enough for those who are to fetch it.
    FEED_SIZE = "L455", "feed-size", Note, spec "https://support.google.com/news/publisher-center/answer/9545420", help "show fewer items, or summaries; put older items into archives (RFC 5005)", explained super::why!("feed-size");
    /// A feed should show its newest items only.
    ITEMS_TOO_MANY = "L456", "items-too-many", Note, spec "https://www.rfc-editor.org/rfc/rfc5005#section-1", help "show 20 to 50 items, and put older ones into archives that the feed links to", explained super::why!("items-too-many");
}
