//! Addresses and ids.

use crate::diagnostic::rules::rules;

rules! {
    /// An address must be a URI.
    URI_INVALID = "L101", "uri-invalid", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-4.1", w3c ["InvalidLink", "InvalidIRI"], explained super::why!("uri-invalid");
    /// Some characters must be percent-encoded in addresses.
    URI_CHARACTER = "L102", "uri-character", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-2", w3c ["InvalidUriChar"], help "write a blank inside of an address as `%20`, and so on; what is no address does not belong here", explained super::why!("uri-character");
    /// An address must be absolute.
    URI_NOT_ABSOLUTE = "L103", "uri-not-absolute", Error, spec "https://www.rfc-editor.org/rfc/rfc3986#section-4.3", w3c ["InvalidFullLink"], help "write the whole address, with `https://` and the host; an id may be a `tag:` or `urn:` URI instead", explained super::why!("uri-not-absolute");
    /// Addresses in RSS are in ASCII.
    URI_NOT_ASCII = "L104", "uri-not-ascii", Error, spec "https://www.rssboard.org/rss-profile#data-types-url", w3c ["UriNotIri"], help "write the host with `xn--` and everything else percent-encoded", explained super::why!("uri-not-ascii");
    /// The scheme of an address should be a registered one.
    URI_SCHEME_UNREGISTERED = "L105", "uri-scheme", Warning, spec "https://www.rssboard.org/rss-specification#comments", w3c ["SchemeNotIANARegistered"], help "readers open `https:` addresses; others only if a program for them is there", explained super::why!("uri-scheme");
    /// This attribute holds a full Web address.
    URL_ATTRIBUTE = "L106", "url-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidURLAttribute"], help "begin with `https://` and the host", explained super::why!("url-attribute");
    /// A tag URI names who minted it and when.
    TAG_URI_INVALID = "L108", "tag-uri", Error, spec "https://www.rfc-editor.org/rfc/rfc4151#section-2.1", w3c ["InvalidTAG"], help "write it like `tag:example.org,2026:anything`", explained super::why!("tag-uri");
    /// A URN has a name space and something in it.
    URN_INVALID = "L109", "urn", Error, spec "https://www.rfc-editor.org/rfc/rfc8141#section-2", w3c ["InvalidURN"], help "write it like `urn:isbn:0451450523`", explained super::why!("urn");
    /// A UUID has 32 hexadecimal digits in five groups.
    UUID_INVALID = "L110", "uuid", Error, spec "https://www.rfc-editor.org/rfc/rfc9562#section-4", w3c ["InvalidUUID"], help "write it like `urn:uuid:60a76c80-d399-41d9-b93c-0003939e0af6`", explained super::why!("uuid");
    /// An id should be in canonical form.
    ID_NOT_CANONICAL = "L111", "id-not-canonical", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6.1", w3c ["NonCanonicalURI"], help "ids are compared letter by letter; a program that tidies one up makes another of it. Once published, leave it as it is", explained super::why!("id-not-canonical");
    /// No two items may have one id.
    ID_NOT_UNIQUE = "L112", "id-not-unique", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["DuplicateValue"], help "give each article an id of its own; of one article keep the newest", explained super::why!("id-not-unique");
    /// Two entries with one id are two versions of the same.
    ID_REPEATED = "L113", "id-repeated", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["DuplicateEntries"], help "give each article an id of its own; of one article keep the newest", explained super::why!("id-repeated");
    /// All entries have the same id.
    ID_SAME_EVERYWHERE = "L114", "id-same-everywhere", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6", w3c ["DuplicateIds"], help "give each entry its own id: readers show one of them only", explained super::why!("id-same-everywhere");
    /// A value that must be unique is repeated.
    VALUE_NOT_UNIQUE = "L115", "value-not-unique", Error, spec "https://www.rssboard.org/rss-specification", w3c ["DuplicateValue"], help "keep one of them", explained super::why!("value-not-unique");
    /// An item should have a guid.
    GUID_MISSING = "L116", "guid-missing", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-guid", w3c ["MissingGuid"], help "add one that never changes; without it readers take an edited item for a new one", explained super::why!("guid-missing");
    /// A guid is a permanent address unless it says otherwise.
    GUID_NOT_PERMALINK = "L117", "guid-not-permalink", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidHttpGUID"], help "add `isPermaLink=\"false\"`: without it the guid must be a full address", explained super::why!("guid-not-permalink");
    /// A `tag:` or `urn:` guid is no address that can be opened.
    GUID_IS_URN = "L118", "guid-is-urn", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidPermalink"], help "add `isPermaLink=\"false\"`", explained super::why!("guid-is-urn");
    /// isPermaLink is `true` or `false`.
    GUID_FLAG = "L119", "guid-flag", Error, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", w3c ["InvalidBooleanAttribute"], help "write `isPermaLink=\"false\"`", explained super::why!("guid-flag");
    /// A guid should be unique beyond its own feed.
    GUID_TOO_SHORT = "L120", "guid-too-short", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-guid", w3c ["NotSufficientlyUnique"], help "put the address of the site before it, in new items; published ones stay", explained super::why!("guid-too-short");
    /// An RSS channel should name its own address.
    SELF_MISSING = "L121", "self-missing", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-atom-link", w3c ["MissingAtomSelfLink"], help "add `<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"…\"/>`: readers subscribe to it and hubs know the feed by it", explained super::why!("self-missing");
    /// An Atom feed should name its own address.
    ATOM_SELF_MISSING = "L122", "atom-self-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["MissingSelf"], help "add `<link rel=\"self\" type=\"application/atom+xml\" href=\"…\"/>`", explained super::why!("atom-self-missing");
    /// A feed should name its own address in full.
    SELF_RELATIVE = "L123", "self-relative", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["RelativeSelf"], help "begin with `https://` and the host", explained super::why!("self-relative");
    /// The type of the self link should be a feed's.
    SELF_TYPE = "L124", "self-type", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["SelfNotAtom"], help "write `type=\"application/rss+xml\"` or `application/atom+xml`", explained super::why!("self-type");
    /// A link should not resolve to the document's own base.
    SAME_DOCUMENT = "L125", "same-document", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-2", w3c ["SameDocumentReference"], help "write the address in full", explained super::why!("same-document");
    /// References inside content should be absolute.
    LINK_RELATIVE_HTML = "L126", "link-relative-html", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-description", w3c ["ContainsRelRef"], help "write the address in full: readers show the item far from your site", explained super::why!("link-relative-html");
    /// The link of a feed leads to its site, not to the feed itself.
    LINK_IS_FEED = "L421", "link-is-feed", Warning, spec "https://www.rssboard.org/rss-specification#requiredChannelElements", help "write the address of the HTML page that people open", explained super::why!("link-is-feed");
    /// References inside the content of Atom should be absolute.
    LINK_RELATIVE_ATOM = "L427", "link-relative-atom", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-2", help "write the address in full; `xml:base` helps in part of the readers only", explained super::why!("link-relative-atom");
    /// A guid that is an address should not be that of another item.
    GUID_OF_OTHER = "L430", "guid-of-other", Warning, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", help "give the item its own address, or say `isPermaLink=\"false\"`; a guid that was published stays as it is", explained super::why!("guid-of-other");
    /// An id should hold no session and no campaign.
    ID_TRACKING = "L431", "id-tracking", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6", help "leave the parameter out of the ids of new items; published ones stay as they are", explained super::why!("id-tracking");
    /// A guid should be made of something that never changes.
    GUID_IS_TITLE = "L432", "guid-is-title", Warning, spec "https://www.rssboard.org/rss-specification#ltguidgtSubelementOfLtitemgt", help "take the address of the article or a `tag:` URI; a guid that was published stays as it is", explained super::why!("guid-is-title");
    /// A feed that has a hub should name its own address.
    HUB_WITHOUT_SELF = "L441", "hub-without-self", Warning, spec "https://www.w3.org/TR/websub/#discovery", help "add a link with `rel=\"self\"` that is letter by letter the address which is pinged", explained super::why!("hub-without-self");
    /// An entry should not have the id of its feed.
    ID_OF_FEED = "L444", "id-of-feed", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6", help "give the entry an id of its own", explained super::why!("id-of-feed");
    /// The address of a feed should be one to which everybody can subscribe.
    SELF_ADDRESS = "L445", "self-address", Warning, spec "https://www.w3.org/TR/websub/#discovery", help "write the public address of the feed, without fragment and without parameters of campaigns", explained super::why!("self-address");
    /// A feed has one address of its own.
    SELF_REPEATED = "L446", "self-repeated", Warning, spec "https://www.w3.org/TR/websub/#discovery", help "keep the one from which the feed is fetched and which is pinged", explained super::why!("self-repeated");
    /// The feed and its site should be reached in the same way.
    SCHEME_MIXED = "L447", "scheme-mixed", Note, spec "https://www.w3.org/TR/websub/#discovery", help "write `https://` in both, if the server answers there; ids stay as they are", explained super::why!("scheme-mixed");
    /// A tag URI should be one that its owner could mint, in its plain form.
    TAG_MINTING = "L451", "tag-minting", Warning, spec "https://www.rfc-editor.org/rfc/rfc4151#section-2.2", help "name a day on which you held the domain, and write letters as they are; an id that was published stays as it is", explained super::why!("tag-minting");
}
