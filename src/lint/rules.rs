//! The rules that feeds can break. Each has its explanation, whose examples run as its tests, in `rules/NAME.md`.
//!
//! Names and codes are permanent: a rule that is no longer needed leaves its code unused.

use crate::diagnostic::rules::rules;

/// The explanation of a rule.
macro_rules! why {
    ($name:literal) => {
        include_str!(concat!("rules/", $name, ".md"))
    };
}

rules! {
    // Bytes and XML.
    /// A document must be well-formed XML.
    XML_MALFORMED = "L001", "xml-malformed", Error, spec "https://www.w3.org/TR/xml/#sec-well-formed", w3c ["SAXError"], help "a reader that meets this shows nothing of the feed; let a program that knows XML write it", explained why!("xml-malformed");
    /// Every prefix must be declared.
    XML_PREFIX_UNDECLARED = "L002", "xml-prefix-undeclared", Error, spec "https://www.w3.org/TR/xml-names/#ns-qualnames", w3c ["MissingNamespace"], help "declare it on the root: `xmlns:prefix=\"…\"`", explained why!("xml-prefix-undeclared");
    /// XML knows five named entities; `&nbsp;` is none of them.
    XML_ENTITY_UNDEFINED = "L003", "xml-entity-undefined", Error, spec "https://www.w3.org/TR/xml/#wf-entdeclared", w3c ["UndefinedNamedEntity"], help "write the character itself, or its number: `&#160;` for `&nbsp;`", explained why!("xml-entity-undefined");
    /// Entities that a document defines itself are not expanded.
    XML_ENTITY_REFUSED = "L004", "xml-entity-refused", Error, spec "https://www.w3.org/TR/xml/#sec-internal-ent", help "write what the entity stands for; readers refuse entities, since they can be used as weapons", explained why!("xml-entity-refused");
    /// A feed has a reasonable size and depth.
    XML_LIMIT = "L005", "xml-limit", Error, help "split the document; readers have limits too", explained why!("xml-limit");
    /// Feeds are XML 1.0.
    XML_VERSION = "L006", "xml-version", Error, spec "https://www.w3.org/TR/xml/#NT-VersionNum", w3c ["BadXmlVersion"], help "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`", explained why!("xml-version");
    /// The XML declaration is the very first thing in the document.
    XML_BLANK_START = "L007", "xml-blank-start", Error, spec "https://www.w3.org/TR/xml/#sec-prolog-dtd", w3c ["WPBlankLine"], help "remove what stands before `<?xml`: often a blank line of a template or plug-in", explained why!("xml-blank-start");
    /// A feed needs no document type.
    XML_DOCTYPE = "L008", "xml-doctype", Warning, spec "https://www.w3.org/TR/xml/#dtd", help "remove the `<!DOCTYPE …>`: many readers refuse documents that have one", explained why!("xml-doctype");
    /// A document should not refer to entities outside itself.
    XML_EXTERNAL_ENTITY = "L009", "xml-external-entity", Note, spec "https://www.w3.org/TR/xml/#sec-external-ent", w3c ["ContainsSystemEntity"], help "remove the entity; no reader fetches it", explained why!("xml-external-entity");
    /// The document type of RSS 0.91 lies at an address that is gone.
    RSS_DOCTYPE_WITHDRAWN = "L010", "rss-doctype-withdrawn", Error, spec "https://www.rssboard.org/rss-0-9-1-netscape", w3c ["DeprecatedDTD"], help "remove the `<!DOCTYPE …>`; or move to RSS 2.0, which has none", explained why!("rss-doctype-withdrawn");
    /// The document type of RSS 0.91 belongs to version 0.91.
    RSS_DOCTYPE_VERSION = "L011", "rss-doctype-version", Error, spec "https://www.rssboard.org/rss-0-9-1-netscape", w3c ["InvalidDoctype"], help "remove the `<!DOCTYPE …>`", explained why!("rss-doctype-version");
    /// The bytes must be in the encoding that the document says.
    ENCODING_INVALID = "L012", "encoding-invalid", Error, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["UnicodeError"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained why!("encoding-invalid");
    /// The declared encoding must be one that exists.
    ENCODING_UNKNOWN = "L013", "encoding-unknown", Error, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["UnknownEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained why!("encoding-unknown");
    /// A document should say which encoding it is in.
    ENCODING_MISSING = "L014", "encoding-missing", Note, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["MissingEncoding"], help "begin with `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`", explained why!("encoding-missing");
    /// Only UTF-8 and UTF-16 are known to every XML reader.
    ENCODING_NONSTANDARD = "L015", "encoding-nonstandard", Note, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["NonstdEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained why!("encoding-nonstandard");
    /// Rare encodings are unknown to many readers.
    ENCODING_OBSCURE = "L016", "encoding-obscure", Warning, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["ObscureEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained why!("encoding-obscure");
    /// Text should hold no remains of a wrong decoding.
    TEXT_GARBLED = "L017", "text-garbled", Warning, spec "https://www.w3.org/TR/xml/#charsets", w3c ["BadCharacters"], help "somewhere text in one encoding was read as another; repair it at its source", explained why!("text-garbled");
    // Namespaces.
    /// The root element must be in the namespace of its format.
    NAMESPACE_ROOT = "L021", "namespace-root", Error, spec "https://www.w3.org/TR/xml-names/", w3c ["InvalidNamespace"], help "RSS 2.0 has no namespace: `<rss version=\"2.0\">`; Atom is `<feed xmlns=\"http://www.w3.org/2005/Atom\">`", explained why!("namespace-root");
    /// A feed or entry of Atom must be in the namespace of Atom.
    NAMESPACE_MISSING = "L033", "namespace-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["MissingNamespace"], help "write `<feed xmlns=\"http://www.w3.org/2005/Atom\">`", explained why!("namespace-missing");
    /// Atom 0.3 was replaced by Atom 1.0 in 2005.
    NAMESPACE_OBSOLETE = "L022", "namespace-obsolete", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["ObsoleteNamespace"], help "write Atom 1.0: `xmlns=\"http://www.w3.org/2005/Atom\"`", explained why!("namespace-obsolete");
    /// What a namespace means that nobody else uses is unknown to readers.
    NAMESPACE_UNKNOWN = "L023", "namespace-unknown", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6", w3c ["UnknownNamespace"], help "look for a spelling mistake in its address; if it is your own, readers ignore it", explained why!("namespace-unknown");
    /// Elements of some namespaces are not looked at.
    NAMESPACE_UNCHECKED = "L024", "namespace-unchecked", Note, w3c ["UnsupportedNamespace"], explained why!("namespace-unchecked");
    /// A prefix that everybody knows should stand for what everybody expects.
    PREFIX_RESERVED = "L025", "prefix-reserved", Warning, spec "https://www.w3.org/TR/xml-names/", w3c ["ReservedPrefix"], help "declare the usual namespace for it, or take another prefix", explained why!("prefix-reserved");
    /// A namespace should have its usual prefix.
    PREFIX_UNUSUAL = "L026", "prefix-unusual", Note, spec "https://www.w3.org/TR/xml-names/", w3c ["NonstdPrefix"], help "some readers know the prefix, not the namespace", explained why!("prefix-unusual");
    /// Atom and XHTML should be default namespaces, without a prefix.
    ATOM_PREFIXED = "L027", "atom-prefixed", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-1.2", w3c ["AvoidNamespacePrefix"], help "declare `xmlns=\"…\"` on the element itself: some readers look for `<entry>` by its letters", explained why!("atom-prefixed");
    /// The namespace of Media RSS ends with a slash.
    MEDIA_NAMESPACE = "L028", "media-namespace", Error, spec "https://www.rssboard.org/media-rss", w3c ["MediaRssNamespace"], help "declare `xmlns:media=\"http://search.yahoo.com/mrss/\"`", explained why!("media-namespace");
    /// The namespace of ModWiki has moved.
    WIKI_NAMESPACE_OLD = "L029", "wiki-namespace-old", Warning, spec "http://purl.org/rss/1.0/modules/wiki/", w3c ["ObsoleteWikiNamespace"], help "declare `xmlns:wiki=\"http://purl.org/rss/1.0/modules/wiki/\"`", explained why!("wiki-namespace-old");
    /// In RSS, elements that are not RSS must be in a namespace.
    ELEMENT_WITHOUT_NAMESPACE = "L030", "element-without-namespace", Error, spec "https://www.rssboard.org/rss-specification#extendingRss", w3c ["NotInANamespace"], help "give the element the prefix of what surrounds it", explained why!("element-without-namespace");
    /// In Atom, every element should be in a namespace.
    VOCABULARY_UNCLEAR = "L031", "vocabulary-unclear", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6.1", w3c ["UndeterminableVocabulary"], help "declare a namespace for the element", explained why!("vocabulary-unclear");
    // Structure.
    /// A feed is RSS, Atom or JSON Feed.
    FORMAT_UNKNOWN = "L041", "format-unknown", Error, w3c ["UndefinedElement"], help "a feed begins with `<rss version=\"2.0\">`, `<feed xmlns=\"http://www.w3.org/2005/Atom\">` or `{\"version\": \"https://jsonfeed.org/version/1.1\"`", explained why!("format-unknown");
    /// RSS 1.0 is recognised, but not judged.
    RSS_1_UNCHECKED = "L042", "rss-1-unchecked", Note, spec "https://web.resource.org/rss/1.0/spec", help "publish RSS 2.0 or Atom beside it", explained why!("rss-1-unchecked");
    /// The version of RSS is 2.0, 0.92 or 0.91.
    RSS_VERSION = "L043", "rss-version", Error, spec "https://www.rssboard.org/rss-specification#whatIsRss", w3c ["InvalidRSSVersion"], help "write `<rss version=\"2.0\">`", explained why!("rss-version");
    /// Only known elements may stand at a place.
    ELEMENT_UNKNOWN = "L044", "element-unknown", Error, w3c ["UndefinedElement"], help "look at the letters, capitals too; or put it into a namespace of your own", explained why!("element-unknown");
    /// Most elements may stand only once.
    ELEMENT_DUPLICATE = "L045", "element-duplicate", Error, w3c ["DuplicateElement"], help "keep one of them", explained why!("element-duplicate");
    /// A required element must be there.
    ELEMENT_MISSING = "L046", "element-missing", Error, w3c ["MissingElement"], explained why!("element-missing");
    /// A channel, its image and its text input need a title.
    TITLE_MISSING = "L047", "title-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingTitle"], help "add `<title>`", explained why!("title-missing");
    /// A channel, its image and its text input need a link.
    LINK_MISSING = "L048", "link-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingLink"], help "add `<link>` with the address of the site", explained why!("link-missing");
    /// A channel and its text input need a description.
    DESCRIPTION_MISSING = "L049", "description-missing", Error, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", w3c ["MissingDescription"], help "add `<description>`; the title again is better than nothing", explained why!("description-missing");
    /// An item needs a title or a description.
    ITEM_EMPTY = "L050", "item-empty", Error, spec "https://www.rssboard.org/rss-specification#hrelementsOfLtitemgt", w3c ["ItemMustContainTitleOrDescription"], help "add `<title>` or `<description>`", explained why!("item-empty");
    /// A required attribute must be there.
    ATTRIBUTE_MISSING = "L051", "attribute-missing", Error, w3c ["MissingAttribute"], explained why!("attribute-missing");
    /// Only known attributes may stand at an element.
    ATTRIBUTE_UNKNOWN = "L052", "attribute-unknown", Error, w3c ["UnexpectedAttribute"], help "remove it; attributes of other vocabularies need a namespace", explained why!("attribute-unknown");
    /// The elements of RSS should have no attributes of other namespaces.
    ATTRIBUTE_FOREIGN = "L053", "attribute-foreign", Warning, spec "https://www.rssboard.org/rss-specification#extendingRss", w3c ["UseOfExtensionAttr"], help "use an element of that namespace instead", explained why!("attribute-foreign");
    /// Where elements are expected, text must not stand.
    TEXT_UNEXPECTED = "L054", "text-unexpected", Error, w3c ["UnexpectedText"], help "put the text into an element, or remove it", explained why!("text-unexpected");
    /// An element should not be empty.
    ELEMENT_BLANK = "L055", "element-blank", Warning, w3c ["NotBlank"], help "fill it, or leave it out", explained why!("element-blank");
    /// An attribute should not be empty.
    ATTRIBUTE_BLANK = "L056", "attribute-blank", Warning, w3c ["AttrNotBlank"], help "fill it, or leave it out", explained why!("attribute-blank");
    /// XHTML should stand only where content belongs.
    XHTML_MISPLACED = "L057", "xhtml-misplaced", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["MisplacedXHTMLContent"], help "put it into `<content type=\"xhtml\">` or, escaped, into a description", explained why!("xhtml-misplaced");
    /// An element should stand where a specification puts it.
    ELEMENT_QUESTIONABLE = "L058", "element-questionable", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-6", w3c ["QuestionableUsage"], explained why!("element-questionable");
    /// An element is commonly misspelt.
    ELEMENT_SPELLING = "L059", "element-spelling", Warning, spec "http://wellformedweb.org/CommentAPI/", w3c ["CommentRSS"], help "write `<wfw:commentRss>`", explained why!("element-spelling");
    /// There is no blink in RSS.
    RSS_BLINK = "L060", "rss-blink", Error, spec "https://www.rssboard.org/rss-specification", w3c ["NoBlink"], help "remove it", explained why!("rss-blink");
    /// What describes an Atom feed stands before its entries.
    METADATA_AFTER_ENTRIES = "L061", "metadata-after-entries", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["MisplacedMetadata"], help "move it before the first `<entry>`", explained why!("metadata-after-entries");
    /// What describes an RSS channel should stand before its items.
    ITEM_BEFORE_METADATA = "L062", "item-before-metadata", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item", w3c ["MisplacedItem"], help "move it before the first `<item>`: readers that stream have shown the items by then", explained why!("item-before-metadata");
    // Dates.
    /// Dates of RSS are RFC 822 dates.
    DATE_RFC822 = "L081", "date-rfc822", Error, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["InvalidRFC2822Date"], help "write it like `Sun, 22 Nov 2026 09:30:00 +0000`", explained why!("date-rfc822");
    /// The day of the week must be that of the date.
    WEEKDAY_WRONG = "L082", "weekday-wrong", Error, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["IncorrectDOW"], help "correct it, or leave the day of the week out", explained why!("weekday-wrong");
    /// A date should be in a form that every reader understands.
    DATE_FRAGILE = "L083", "date-fragile", Warning, spec "https://www.rssboard.org/rss-profile#data-types-datetime", w3c ["ProblematicalRFC822Date"], help "write it like `Sun, 22 Nov 2026 09:30:00 +0000`", explained why!("date-fragile");
    /// Dates of Atom and JSON Feed are RFC 3339 dates with time and zone.
    DATE_RFC3339 = "L084", "date-rfc3339", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.3", w3c ["InvalidRFC3339Date"], help "write it like `2026-11-22T09:30:00Z`", explained why!("date-rfc3339");
    /// Dates of Dublin Core and of sitemaps are W3C dates.
    DATE_W3CDTF = "L085", "date-w3cdtf", Error, spec "https://www.w3.org/TR/NOTE-datetime", w3c ["InvalidW3CDTFDate"], help "write it like `2026-11-22T09:30:00Z` or `2026-11-22`", explained why!("date-w3cdtf");
    /// The dates of events are ISO 8601 dates.
    DATE_ISO8601 = "L086", "date-iso8601", Error, spec "https://www.w3.org/TR/NOTE-datetime", w3c ["InvalidISO8601DateTime"], help "write it like `2026-11-22T09:30:00`", explained why!("date-iso8601");
    /// A date should be neither in the future nor before the Web.
    DATE_IMPLAUSIBLE = "L087", "date-implausible", Warning, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["ImplausibleDate"], help "items of the future are hidden by some readers and pinned to the top by others: publish them when they are due", explained why!("date-implausible");
    /// Two entries should not have been updated at the same instant.
    DATE_SHARED = "L088", "date-shared", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15", w3c ["DuplicateUpdated"], help "give each its own time, if it is known; never invent one", explained why!("date-shared");
    /// An item is not updated before it is published.
    DATE_ORDER = "L089", "date-order", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15", help "look which of both is wrong", explained why!("date-order");
    /// An item should have a date.
    DATE_MISSING = "L090", "date-missing", Note, spec "https://slack.com/help/articles/218688467", help "some readers leave out items without a date, others show them as new each time", explained why!("date-missing");
    // Addresses and ids.
    /// An address must be a URI.
    URI_INVALID = "L101", "uri-invalid", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-4.1", w3c ["InvalidLink"], explained why!("uri-invalid");
    /// Some characters must be percent-encoded in addresses.
    URI_CHARACTER = "L102", "uri-character", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-2", w3c ["InvalidUriChar"], help "write a blank as `%20`, and so on", explained why!("uri-character");
    /// An address must be absolute.
    URI_NOT_ABSOLUTE = "L103", "uri-not-absolute", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-4.3", w3c ["InvalidFullLink"], help "begin with `https://` and the host", explained why!("uri-not-absolute");
    /// Addresses in RSS are in ASCII.
    URI_NOT_ASCII = "L104", "uri-not-ascii", Error, spec "https://www.rssboard.org/rss-profile#data-types-url", w3c ["UriNotIri"], help "write the host with `xn--` and everything else percent-encoded", explained why!("uri-not-ascii");
    /// The scheme of an address should be a registered one.
    URI_SCHEME_UNREGISTERED = "L105", "uri-scheme", Warning, spec "https://www.rssboard.org/rss-specification#comments", w3c ["SchemeNotIANARegistered"], help "readers open `https:` addresses; others only if a program for them is there", explained why!("uri-scheme");
    /// This attribute holds a full Web address.
    URL_ATTRIBUTE = "L106", "url-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidURLAttribute"], help "begin with `https://` and the host", explained why!("url-attribute");
    /// A tag URI names who minted it and when.
    TAG_URI_INVALID = "L108", "tag-uri", Error, spec "https://www.rfc-editor.org/rfc/rfc4151#section-2.1", w3c ["InvalidTAG"], help "write it like `tag:example.org,2026:anything`", explained why!("tag-uri");
    /// A URN has a name space and something in it.
    URN_INVALID = "L109", "urn", Error, spec "https://www.rfc-editor.org/rfc/rfc8141#section-2", w3c ["InvalidURN"], help "write it like `urn:isbn:0451450523`", explained why!("urn");
    /// A UUID has 32 hexadecimal digits in five groups.
    UUID_INVALID = "L110", "uuid", Error, spec "https://www.rfc-editor.org/rfc/rfc9562#section-4", w3c ["InvalidUUID"], help "write it like `urn:uuid:60a76c80-d399-41d9-b93c-0003939e0af6`", explained why!("uuid");
    /// An id should be in canonical form.
    ID_NOT_CANONICAL = "L111", "id-not-canonical", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6.1", w3c ["NonCanonicalURI"], help "ids are compared letter by letter; a program that tidies one up makes another of it. Once published, leave it as it is", explained why!("id-not-canonical");
    /// No two items may have one id.
    ID_NOT_UNIQUE = "L112", "id-not-unique", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["DuplicateValue"], help "readers show only one of them: give each its own", explained why!("id-not-unique");
    /// Two entries with one id are two versions of the same.
    ID_REPEATED = "L113", "id-repeated", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["DuplicateEntries"], help "keep the newest, or give each its own", explained why!("id-repeated");
    /// All entries have the same id.
    ID_SAME_EVERYWHERE = "L114", "id-same-everywhere", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6", w3c ["DuplicateIds"], help "give each entry its own id: readers show one of them only", explained why!("id-same-everywhere");
    /// A value that must be unique is repeated.
    VALUE_NOT_UNIQUE = "L115", "value-not-unique", Error, spec "https://www.rssboard.org/rss-specification", w3c ["DuplicateValue"], help "keep one of them", explained why!("value-not-unique");
    /// An item should have a guid.
    GUID_MISSING = "L116", "guid-missing", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-guid", w3c ["MissingGuid"], help "add one that never changes; without it readers take an edited item for a new one", explained why!("guid-missing");
    /// A guid is a permanent address unless it says otherwise.
    GUID_NOT_PERMALINK = "L117", "guid-not-permalink", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidHttpGUID"], help "add `isPermaLink=\"false\"`: without it the guid must be a full address", explained why!("guid-not-permalink");
    /// A `tag:` or `urn:` guid is no address that can be opened.
    GUID_IS_URN = "L118", "guid-is-urn", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidPermalink"], help "add `isPermaLink=\"false\"`", explained why!("guid-is-urn");
    /// isPermaLink is `true` or `false`.
    GUID_FLAG = "L119", "guid-flag", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidBooleanAttribute"], help "write `isPermaLink=\"false\"`", explained why!("guid-flag");
    /// A guid should be unique beyond its own feed.
    GUID_TOO_SHORT = "L120", "guid-too-short", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-guid", w3c ["NotSufficientlyUnique"], help "put the address of the site before it, in new items; published ones stay", explained why!("guid-too-short");
    /// An RSS channel should name its own address.
    SELF_MISSING = "L121", "self-missing", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-atom-link", w3c ["MissingAtomSelfLink"], help "add `<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/>`: readers subscribe to it and hubs know the feed by it", explained why!("self-missing");
    /// An Atom feed should name its own address.
    ATOM_SELF_MISSING = "L122", "atom-self-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["MissingSelf"], help "add `<link rel=\"self\" type=\"application/atom+xml\" href=\"…\"/>`", explained why!("atom-self-missing");
    /// A feed should name its own address in full.
    SELF_RELATIVE = "L123", "self-relative", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["RelativeSelf"], help "begin with `https://` and the host", explained why!("self-relative");
    /// The type of the self link should be a feed's.
    SELF_TYPE = "L124", "self-type", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["SelfNotAtom"], help "write `type=\"application/rss+xml\"` or `application/atom+xml`", explained why!("self-type");
    /// A link should not resolve to the document's own base.
    SAME_DOCUMENT = "L125", "same-document", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-2", w3c ["SameDocumentReference"], help "write the address in full", explained why!("same-document");
    /// References inside content should be absolute.
    LINK_RELATIVE_HTML = "L126", "link-relative-html", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-description", w3c ["ContainsRelRef"], help "write the address in full: readers show the item far from your site", explained why!("link-relative-html");
    // Values.
    /// A language tag begins with a language.
    LANGUAGE = "L141", "language", Error, spec "https://www.rfc-editor.org/rfc/rfc5646#section-2.1", w3c ["InvalidLanguage"], help "write it like `en-us` or `de`", explained why!("language");
    /// A feed should say its language.
    LANGUAGE_MISSING = "L142", "language-missing", Note, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["MissingDCLanguage"], help "add `<language>en-us</language>`, in Atom `xml:lang`", explained why!("language-missing");
    /// An e-mail address is expected here.
    CONTACT = "L143", "contact", Error, spec "https://www.rssboard.org/rss-specification#ltauthorgtSubelementOfLtitemgt", w3c ["InvalidContact"], help "write it like `ann@example.org (Ann Quay)`; for a name alone use `<dc:creator>`", explained why!("contact");
    /// An e-mail address should be followed by a name.
    CONTACT_NAME_MISSING = "L144", "contact-name-missing", Warning, spec "https://www.rssboard.org/rss-profile#data-types-email", w3c ["MissingRealName"], help "write it like `ann@example.org (Ann Quay)`", explained why!("contact-name-missing");
    /// Address and name should be written in the form of RSS.
    CONTACT_FORM = "L145", "contact-form", Warning, spec "https://www.rssboard.org/rss-profile#data-types-email", w3c ["EmailFormat"], help "write it like `ann@example.org (Ann Quay)`", explained why!("contact-form");
    /// An e-mail address is expected here, and nothing else.
    EMAIL = "L146", "email", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.2.3", w3c ["InvalidAddrSpec"], help "write it like `ann@example.org`: the name goes into `<name>`", explained why!("email");
    /// A name should not hold an e-mail address.
    NAME_HOLDS_EMAIL = "L147", "name-holds-email", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.2.1", w3c ["ContainsEmail"], help "put the address into `<email>`", explained why!("name-holds-email");
    /// A media type is expected here.
    MEDIA_TYPE = "L148", "media-type", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.3", w3c ["InvalidMIMEType"], help "write it like `text/html`", explained why!("media-type");
    /// A media type is expected here.
    MEDIA_TYPE_ATTRIBUTE = "L149", "media-type-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidMIMEAttribute"], help "write it like `audio/mpeg`", explained why!("media-type-attribute");
    /// The type of an enclosure should be that of its file.
    MEDIA_TYPE_MISMATCH = "L150", "media-type-mismatch", Note, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "podcast players decide by the type whether they can play it", explained why!("media-type-mismatch");
    /// A whole number is expected here.
    NUMBER_ATTRIBUTE = "L151", "number-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidIntegerAttribute"], explained why!("number-attribute");
    /// A whole number is expected here.
    NUMBER_INTEGER = "L152", "number-integer", Error, w3c ["InvalidInteger"], explained why!("number-integer");
    /// A whole number above 0 is expected here.
    NUMBER_POSITIVE = "L153", "number-positive", Error, w3c ["InvalidPositiveInteger"], explained why!("number-positive");
    /// A whole number of 0 or more is expected here.
    NUMBER_NON_NEGATIVE = "L154", "number-non-negative", Error, w3c ["InvalidNonNegativeInteger"], explained why!("number-non-negative");
    /// A decimal number is expected here.
    NUMBER_DECIMAL = "L155", "number-decimal", Error, w3c ["InvalidFloat"], explained why!("number-decimal");
    /// Whole numbers with commas between them are expected here.
    NUMBER_LIST = "L157", "number-list", Error, spec "http://purl.org/rss/1.0/modules/slash/", w3c ["InvalidCommaSeparatedIntegers"], explained why!("number-list");
    /// An unknown length is written 0.
    LENGTH_UNKNOWN = "L158", "length-unknown", Error, spec "https://www.rssboard.org/rss-profile#element-channel-item-enclosure", w3c ["UseZeroForUnknown"], help "write `length=\"0\"`, or better the real one", explained why!("length-unknown");
    /// `true` or `false` is expected here.
    TRUE_FALSE = "L159", "true-false", Error, w3c ["InvalidTrueFalse"], explained why!("true-false");
    /// `yes` or `no` is expected here.
    YES_NO = "L160", "yes-no", Error, w3c ["InvalidYesNo"], explained why!("yes-no");
    // Text and HTML.
    /// Plain text should hold no markup.
    MARKUP_IN_TEXT = "L181", "markup-in-text", Warning, spec "https://www.rssboard.org/rss-profile#data-types-characterdata", w3c ["ContainsHTML"], help "some readers show the tags, others obey them: leave them out; a literal `<` is safest as `&#x3C;`, a literal `&` as `&#x26;`", explained why!("markup-in-text");
    /// Text that says it is plain should hold no markup.
    MARKUP_UNDECLARED = "L182", "markup-undeclared", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.1", w3c ["ContainsUndeclaredHTML"], help "write `type=\"html\"`, or leave the tags out", explained why!("markup-undeclared");
    /// `<` and `&` in plain text should be hexadecimal references.
    CHARACTER_DATA = "L183", "character-data", Warning, spec "https://www.rssboard.org/rss-profile#data-types-characterdata", w3c ["CharacterData"], help "write `<` as `&#x3C;` and `&` as `&#x26;`: readers that decode twice then show the same", explained why!("character-data");
    /// HTML in a feed should be free of errors.
    HTML_BROKEN = "L184", "html-broken", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-description", w3c ["NotHtml"], help "readers guess what was meant, each in its own way", explained why!("html-broken");
    /// A piece of HTML is no HTML document.
    HTML_FRAGMENT = "L185", "html-fragment", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["HtmlFragment"], help "write `type=\"html\"`", explained why!("html-fragment");
    /// Readers strip elements that run or load things.
    HTML_RISKY_ELEMENT = "L186", "html-risky-element", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["SecurityRisk"], help "leave it out: an embedded player becomes a link or a picture", explained why!("html-risky-element");
    /// Readers strip attributes that run things.
    HTML_RISKY_ATTRIBUTE = "L187", "html-risky-attribute", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["SecurityRiskAttr"], help "leave it out", explained why!("html-risky-attribute");
    /// Readers strip all but simple styles.
    HTML_RISKY_STYLE = "L188", "html-risky-style", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["DangerousStyleAttr"], help "leave the style out: the text must be readable without it", explained why!("html-risky-style");
    /// Content of type xhtml is one XHTML `div`.
    XHTML_DIV_MISSING = "L189", "xhtml-div-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.3", w3c ["MissingXhtmlDiv"], help "wrap it: `<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>`", explained why!("xhtml-div-missing");
    /// Content of type xhtml should not be escaped.
    XHTML_ESCAPED = "L190", "xhtml-escaped", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.3", w3c ["NotInline"], help "write `type=\"html\"`, or real elements", explained why!("xhtml-escaped");
    /// Content that says it is escaped must not have elements.
    HTML_NOT_ESCAPED = "L191", "html-not-escaped", Error, spec "http://www.atomenabled.org/developers/syndication/", w3c ["NotEscaped"], help "escape it and write `type=\"html\"`", explained why!("html-not-escaped");
    /// Content that is neither text nor XML is Base64.
    BASE64 = "L192", "base64", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.3", w3c ["NotBase64"], explained why!("base64");
    /// The type of a text is `text`, `html` or `xhtml`.
    TEXT_TYPE = "L193", "text-type", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["InvalidTextType"], help "write `type=\"html\"` instead of a media type", explained why!("text-type");
    // RSS.
    /// An item should have one enclosure.
    ENCLOSURE_DUPLICATE = "L201", "enclosure-duplicate", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-enclosure", w3c ["DuplicateEnclosure"], help "readers keep the first or the last: put further ones into `<media:content>`", explained why!("enclosure-duplicate");
    /// A channel's image is 1 to 144 pixels wide.
    IMAGE_WIDTH = "L202", "image-width", Error, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["InvalidWidth"], help "leave width and height out: readers scale it anyway", explained why!("image-width");
    /// A channel's image is 1 to 400 pixels high.
    IMAGE_HEIGHT = "L203", "image-height", Error, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["InvalidHeight"], help "leave width and height out: readers scale it anyway", explained why!("image-height");
    /// A channel's image should link to where the channel does.
    IMAGE_LINK = "L204", "image-link", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-image-link", w3c ["ImageLinkDoesntMatch"], help "write the same address as in the channel's `<link>`", explained why!("image-link");
    /// A channel's image should have the channel's title.
    IMAGE_TITLE = "L205", "image-title", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-image-title", w3c ["ImageTitleDoesntMatch"], help "write the same as in the channel's `<title>`", explained why!("image-title");
    /// A channel's image is a GIF, JPEG or PNG.
    IMAGE_FORMAT = "L206", "image-format", Warning, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["ImageUrlFormat"], explained why!("image-format");
    /// Readers ignore text inputs.
    TEXT_INPUT = "L207", "text-input", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-textinput", w3c ["AvoidTextInput"], help "remove it", explained why!("text-input");
    /// The name of a text input is the name of a form field.
    TEXT_INPUT_NAME = "L208", "text-input-name", Error, spec "https://www.rssboard.org/rss-specification#lttextinputgtSubelementOfLtchannelgt", w3c ["InvalidFormComponentName"], explained why!("text-input-name");
    /// A week has seven days.
    SKIP_DAYS_TOO_MANY = "L209", "skip-days-too-many", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["EightDaysAWeek"], explained why!("skip-days-too-many");
    /// A day is written Monday, Tuesday …
    SKIP_DAY = "L210", "skip-day", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["InvalidDay"], explained why!("skip-day");
    /// A day has 24 hours.
    SKIP_HOURS_TOO_MANY = "L211", "skip-hours-too-many", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["NotEnoughHoursInTheDay"], explained why!("skip-hours-too-many");
    /// An hour is a number from 0 to 23.
    SKIP_HOUR = "L212", "skip-hour", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["InvalidHour"], explained why!("skip-hour");
    /// Midnight is hour 0.
    SKIP_HOUR_MIDNIGHT = "L213", "skip-hour-midnight", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-skiphours", w3c ["UseZeroForMidnight"], help "write 0", explained why!("skip-hour-midnight");
    /// The description should stand before the full content.
    CONTENT_BEFORE_DESCRIPTION = "L214", "content-before-description", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-content-encoded", w3c ["NeedDescriptionBeforeContent"], help "put `<description>` with a summary before `<content:encoded>`; without a summary put all into `<description>`", explained why!("content-before-description");
    /// A feed with counts of comments should say when it was built.
    SLASH_DATE = "L215", "slash-date", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-slash", w3c ["SlashDate"], help "add `<lastBuildDate>` to the channel", explained why!("slash-date");
    /// One thing should not be said twice in a channel.
    MEANING_DUPLICATE = "L216", "meaning-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateSemantics"], help "keep the element of RSS", explained why!("meaning-duplicate");
    /// One thing should not be said twice in an item.
    ITEM_MEANING_DUPLICATE = "L217", "item-meaning-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateItemSemantics"], help "keep one of both, the element of RSS where it can say it", explained why!("item-meaning-duplicate");
    /// An item should not carry its text twice in different vocabularies.
    DESCRIPTION_DUPLICATE = "L218", "description-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateDescriptionSemantics"], help "keep `<description>`, and the full text in `<content:encoded>`", explained why!("description-duplicate");
    // Atom.
    /// Alternate links differ in type or language.
    ATOM_LINK_DUPLICATE = "L221", "atom-link-duplicate", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["DuplicateAtomLink"], help "keep one, or give each its own `type` or `hreflang`", explained why!("atom-link-duplicate");
    /// A link needs an address.
    ATOM_LINK_HREF = "L222", "atom-link-href", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.1", w3c ["MissingHref"], help "add `href=\"…\"`", explained why!("atom-link-href");
    /// A link of Atom is an empty element.
    ATOM_LINK_NOT_EMPTY = "L223", "atom-link-not-empty", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7", w3c ["AtomLinkNotEmpty"], help "put the address into `href`, and no text between the tags", explained why!("atom-link-not-empty");
    /// A link relation is registered, or a full address.
    LINK_RELATION = "L224", "link-relation", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["UnregisteredAtomLinkRel"], help "look for a spelling mistake; one relation a link; a relation of your own is a full address", explained why!("link-relation");
    /// An entry needs content or an alternate link.
    ATOM_CONTENT_MISSING = "L225", "atom-content-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.2", w3c ["MissingContentOrAlternate"], help "add `<link rel=\"alternate\" href=\"…\"/>` or `<content>`", explained why!("atom-content-missing");
    /// An entry should have a summary or content.
    ATOM_TEXT_MISSING = "L226", "atom-text-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1.1", w3c ["MissingTextualContent"], help "add `<summary>`", explained why!("atom-text-missing");
    /// An entry needs a summary if its content is elsewhere or no text.
    ATOM_SUMMARY_MISSING = "L227", "atom-summary-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.2", w3c ["MissingSummary"], help "add `<summary>`", explained why!("atom-summary-missing");
    /// Content that is elsewhere should say its type.
    ATOM_CONTENT_TYPE_MISSING = "L228", "atom-content-type-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.2", w3c ["MissingTypeAttr"], help "add `type=\"…\"`", explained why!("atom-content-type-missing");
    /// A source should have id, title and updated.
    ATOM_SOURCE_INCOMPLETE = "L229", "atom-source-incomplete", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.11", w3c ["MissingSourceElement"], help "copy them from the feed that the entry comes from", explained why!("atom-source-incomplete");
    /// Ids, addresses and dates must not be surrounded by white space.
    WHITE_SPACE = "L230", "white-space", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3", w3c ["UnexpectedWhitespace"], help "put the tags right beside the value", explained why!("white-space");
    /// Links to archives and pages belong to the feed.
    ARCHIVE_LINK_IN_ENTRY = "L231", "archive-link-in-entry", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-3", w3c ["FeedHistoryRelInEntry"], help "move it to the feed", explained why!("archive-link-in-entry");
    /// A complete feed has no other pages.
    COMPLETE_FEED_LINK = "L232", "complete-feed-link", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-2", w3c ["FeedRelInCompleteFeed"], help "remove the link, or `<fh:complete>`", explained why!("complete-feed-link");
    /// A complete feed is its own current document.
    COMPLETE_FEED_CURRENT = "L233", "complete-feed-current", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-2", w3c ["CurrentNotSelfInCompleteFeed"], help "remove the link, or give it the address of the self link", explained why!("complete-feed-current");
    /// The first page has no previous one, the last no next.
    LINK_PAST_END = "L234", "link-past-end", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-3", w3c ["LinkPastEnd"], help "remove the link", explained why!("link-past-end");
    /// An archive should link to the current document.
    ARCHIVE_CURRENT_MISSING = "L235", "archive-current-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", w3c ["MissingCurrentInArchive"], help "add `<link rel=\"current\" href=\"…\"/>`", explained why!("archive-current-missing");
    /// An archive should link to its neighbours.
    ARCHIVE_INCOMPLETE = "L236", "archive-incomplete", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", w3c ["ArchiveIncomplete"], help "add `<link rel=\"prev-archive\" href=\"…\"/>`", explained why!("archive-incomplete");
    /// A tombstone names what was deleted, and when, once.
    TOMBSTONE = "L237", "tombstone", Error, spec "https://www.rfc-editor.org/rfc/rfc6721#section-3", explained why!("tombstone");
    // Extensions.
    /// The category is one of Apple's.
    ITUNES_CATEGORY = "L241", "itunes-category", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesCategory"], help "take one of Apple's list, letter by letter: `Kids &amp; Family`", explained why!("itunes-category");
    /// The category was dropped from Apple's list.
    ITUNES_CATEGORY_OLD = "L242", "itunes-category-old", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["ObsoleteItunesCategory"], help "take one of the present list", explained why!("itunes-category-old");
    /// A show is `episodic` or `serial`.
    ITUNES_TYPE = "L243", "itunes-type", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesChannelType"], explained why!("itunes-type");
    /// An episode is `full`, a `trailer` or a `bonus`.
    ITUNES_EPISODE_TYPE = "L244", "itunes-episode-type", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesEpisodeType"], explained why!("itunes-episode-type");
    /// A duration is seconds, or hours, minutes and seconds.
    ITUNES_DURATION = "L245", "itunes-duration", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidDuration"], help "write `3600` or `1:00:00`", explained why!("itunes-duration");
    /// itunes:block is `Yes` or is not there.
    ITUNES_BLOCK = "L246", "itunes-block", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidYesNoClean"], help "write `Yes`, or leave the element out", explained why!("itunes-block");
    /// The text is longer than Apple allows.
    ITUNES_TOO_LONG = "L247", "itunes-too-long", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["TooLong"], help "shorten it", explained why!("itunes-too-long");
    /// Keywords are separated by commas.
    ITUNES_KEYWORDS = "L248", "itunes-keywords", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidKeywords"], help "Apple no longer reads them: leave them out", explained why!("itunes-keywords");
    /// A podcast should have language, category and explicit.
    ITUNES_ELEMENT_MISSING = "L249", "itunes-element-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["MissingItunesElement"], help "add the element to the channel", explained why!("itunes-element-missing");
    /// A podcast's owner should be reachable.
    ITUNES_EMAIL_MISSING = "L250", "itunes-email-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["MissingItunesEmail"], help "add `<itunes:owner><itunes:email>…`, if the address may be public", explained why!("itunes-email-missing");
    /// Apple plays m4a, mp3, mov, mp4, m4v, pdf and epub files.
    ITUNES_FORMAT = "L251", "itunes-format", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["UnsupportedItunesFormat"], explained why!("itunes-format");
    /// media:adult was replaced.
    MEDIA_ADULT = "L253", "media-adult", Warning, spec "https://www.rssboard.org/media-rss#optional-elements", w3c ["DeprecatedMediaAdult"], help "use `<media:rating>adult</media:rating>`", explained why!("media-adult");
    /// The role is one of the European Broadcasting Union.
    MEDIA_CREDIT_ROLE = "L254", "media-credit-role", Error, spec "https://www.rssboard.org/media-rss#media-credit", w3c ["InvalidCreditRole"], help "write it in small letters: `producer`, `photographer`", explained why!("media-credit-role");
    /// The text of Media RSS is `plain` or `html`.
    MEDIA_TEXT_TYPE = "L255", "media-text-type", Error, spec "https://www.rssboard.org/media-rss#media-title", w3c ["InvalidMediaTextType"], explained why!("media-text-type");
    /// A hash is an MD5 or SHA-1 digest in hexadecimal digits.
    MEDIA_HASH = "L256", "media-hash", Error, spec "https://www.rssboard.org/media-rss#media-hash", w3c ["InvalidMediaHash"], explained why!("media-hash");
    /// The rating is one of its scheme.
    MEDIA_RATING = "L257", "media-rating", Error, spec "https://www.rssboard.org/media-rss#media-rating", w3c ["InvalidMediaRating"], help "write `adult` or `nonadult`, or say which `scheme` it is", explained why!("media-rating");
    /// A time is in normal play time.
    MEDIA_TIME = "L258", "media-time", Error, spec "https://www.rssboard.org/media-rss#media-thumbnails", w3c ["InvalidNPTTime"], help "write it like `12:05:01.123`", explained why!("media-time");
    /// A restriction without type is `all` or `none`.
    MEDIA_RESTRICTION = "L259", "media-restriction", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestriction"], explained why!("media-restriction");
    /// A restriction says `allow` or `deny`.
    MEDIA_RESTRICTION_RELATIONSHIP = "L260", "media-restriction-relationship", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestrictionRel"], explained why!("media-restriction-relationship");
    /// A restriction is one of country or uri.
    MEDIA_RESTRICTION_TYPE = "L261", "media-restriction-type", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestrictionType"], explained why!("media-restriction-type");
    /// The medium is image, audio, video, document or executable.
    MEDIA_MEDIUM = "L262", "media-medium", Error, spec "https://www.rssboard.org/media-rss#media-content", w3c ["InvalidMediaMedium"], explained why!("media-medium");
    /// The expression is sample, full or nonstop.
    MEDIA_EXPRESSION = "L263", "media-expression", Error, spec "https://www.rssboard.org/media-rss#media-content", w3c ["InvalidMediaExpression"], explained why!("media-expression");
    /// A group holds the same thing in several forms.
    MEDIA_GROUP = "L264", "media-group", Error, spec "https://www.rssboard.org/media-rss#media-group", w3c ["MediaGroupWithoutAlternatives"], help "put a lone `<media:content>` into the item itself", explained why!("media-group");
    /// A country is an ISO 3166 code of two letters.
    COUNTRY = "L265", "country", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidCountryCode"], explained why!("country");
    /// A latitude lies between -90 and 90.
    GEO_LATITUDE = "L266", "geo-latitude", Error, spec "https://www.w3.org/2003/01/geo/", w3c ["InvalidLatitude"], explained why!("geo-latitude");
    /// A longitude lies between -180 and 180.
    GEO_LONGITUDE = "L267", "geo-longitude", Error, spec "https://www.w3.org/2003/01/geo/", w3c ["InvalidLongitude"], explained why!("geo-longitude");
    /// A point is a latitude and a longitude.
    GEO_POINT = "L268", "geo-point", Error, spec "https://www.georss.org/simple.html", w3c ["InvalidCoord"], help "write them like `45.256 -71.92`, latitude first", explained why!("geo-point");
    /// A line or an area is a list of points.
    GEO_POINTS = "L269", "geo-points", Error, spec "https://www.georss.org/simple.html", w3c ["InvalidCoordList"], help "write pairs of latitude and longitude with blanks between all", explained why!("geo-points");
    /// Coordinates are separated by blanks.
    GEO_COMMA = "L270", "geo-comma", Warning, spec "https://www.georss.org/simple.html", w3c ["CoordComma"], help "write `45.256 -71.92`", explained why!("geo-comma");
    /// The period is hourly, daily, weekly, monthly or yearly.
    SY_PERIOD = "L271", "sy-period", Error, spec "http://purl.org/rss/1.0/modules/syndication/", w3c ["InvalidUpdatePeriod"], explained why!("sy-period");
    /// The relationship is allow or deny.
    ACCESS_RELATIONSHIP = "L272", "access-relationship", Error, spec "http://www.bloglines.com/about/specs/fac-1.0", w3c ["InvalidAccessRestrictionRel"], explained why!("access-relationship");
    /// thr:when was replaced by thr:updated.
    THR_WHEN = "L273", "thr-when", Error, spec "https://www.rfc-editor.org/rfc/rfc4685#section-4", w3c ["NoThrWhen"], help "write `thr:updated`", explained why!("thr-when");
    /// The only names of meta in a feed are those for robots.
    META_NAME = "L274", "meta-name", Error, spec "https://www.robotstxt.org/meta.html", w3c ["InvalidMetaName"], explained why!("meta-name");
    /// What robots are told is a list of known words.
    META_CONTENT = "L275", "meta-content", Error, spec "https://www.robotstxt.org/meta.html", w3c ["InvalidMetaContent"], help "write `noindex`, `nofollow` …", explained why!("meta-content");
    // JSON Feed.
    /// A document must be valid JSON.
    JSON_MALFORMED = "L281", "json-malformed", Error, spec "https://www.rfc-editor.org/rfc/rfc8259", explained why!("json-malformed");
    /// A member may stand only once in an object.
    JSON_DUPLICATE_MEMBER = "L282", "json-duplicate-member", Error, spec "https://www.rfc-editor.org/rfc/rfc8259#section-4", help "readers keep the first or the last: keep one", explained why!("json-duplicate-member");
    /// The version is that of JSON Feed 1.1 or 1.0.
    JSON_VERSION = "L283", "json-version", Error, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "write `\"version\": \"https://jsonfeed.org/version/1.1\"`", explained why!("json-version");
    /// A required member must be there.
    JSON_MEMBER_MISSING = "L284", "json-member-missing", Error, spec "https://www.jsonfeed.org/version/1.1/", explained why!("json-member-missing");
    /// A member must have the type that the specification gives it.
    JSON_MEMBER_TYPE = "L285", "json-member-type", Error, spec "https://www.jsonfeed.org/version/1.1/", help "what is unknown is left out, not `null`", explained why!("json-member-type");
    /// Members of one's own begin with `_`.
    JSON_MEMBER_UNKNOWN = "L286", "json-member-unknown", Warning, spec "https://www.jsonfeed.org/version/1.1/#extensions", help "put it into an object whose name begins with `_`", explained why!("json-member-unknown");
    /// An extension is an object whose name is `_` and a letter, without dots.
    JSON_EXTENSION = "L287", "json-extension", Error, spec "https://www.jsonfeed.org/version/1.1/#extensions", explained why!("json-extension");
    /// A member must have a value that the specification allows.
    JSON_VALUE = "L288", "json-value", Error, spec "https://www.jsonfeed.org/version/1.1/", explained why!("json-value");
    /// A member should not be empty.
    JSON_BLANK = "L289", "json-blank", Warning, spec "https://www.jsonfeed.org/version/1.1/", help "fill it, or leave it out", explained why!("json-blank");
    /// `author` was replaced by `authors`.
    JSON_AUTHOR_DEPRECATED = "L290", "json-author-deprecated", Note, spec "https://www.jsonfeed.org/version/1.1/#authors", help "give `authors`, a list; `author` may stay for old readers", explained why!("json-author-deprecated");
    /// A public feed should have home_page_url and feed_url.
    JSON_URL_MISSING = "L291", "json-url-missing", Warning, spec "https://www.jsonfeed.org/version/1.1/#top-level", explained why!("json-url-missing");
    /// The next page is another document.
    JSON_NEXT_URL = "L292", "json-next-url", Error, spec "https://www.jsonfeed.org/version/1.1/#top-level", help "leave `next_url` out on the last page", explained why!("json-next-url");
    /// Attachments of one title are the same thing in several forms.
    JSON_ATTACHMENT_TITLE = "L293", "json-attachment-title", Note, spec "https://www.jsonfeed.org/version/1.1/#attachments", explained why!("json-attachment-title");
    // Podcasts.
    /// Chapters have a start and a title, in order of time.
    CHAPTERS = "L305", "chapters", Error, spec "https://podlove.org/simple-chapters/", explained why!("chapters");
    // Other documents.
    /// An OPML document has head, body and outlines with their attributes.
    OPML = "L321", "opml", Error, spec "https://opml.org/spec2.opml", explained why!("opml");
    /// An outline for a feed says where it is.
    OPML_ADVICE = "L322", "opml-advice", Warning, spec "https://opml.org/spec2.opml", explained why!("opml-advice");
    /// A sitemap lists addresses in the form of the protocol.
    SITEMAP = "L323", "sitemap", Error, spec "https://www.sitemaps.org/protocol.html", explained why!("sitemap");
    /// An article in a news sitemap has publication, date and title.
    SITEMAP_NEWS = "L324", "sitemap-news", Error, spec "https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap", explained why!("sitemap-news");
}
