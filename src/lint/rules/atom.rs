//! Atom.

use crate::diagnostic::rules::rules;

rules! {
    /// Alternate links differ in type or language.
    ATOM_LINK_DUPLICATE = "L221", "atom-link-duplicate", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["DuplicateAtomLink"], help "keep one, or give each its own `type` or `hreflang`", explained super::why!("atom-link-duplicate");
    /// A link needs an address.
    ATOM_LINK_HREF = "L222", "atom-link-href", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.1", w3c ["MissingHref"], help "add `href=\"…\"`", explained super::why!("atom-link-href");
    /// A link of Atom is an empty element.
    ATOM_LINK_NOT_EMPTY = "L223", "atom-link-not-empty", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7", w3c ["AtomLinkNotEmpty"], help "put the address into `href`, and no text between the tags", explained super::why!("atom-link-not-empty");
    /// A link relation is registered, or a full address.
    LINK_RELATION = "L224", "link-relation", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", w3c ["UnregisteredAtomLinkRel"], help "look for a spelling mistake; one relation a link; a relation of your own is a full address", explained super::why!("link-relation");
    /// An entry needs content or an alternate link.
    ATOM_CONTENT_MISSING = "L225", "atom-content-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.2", w3c ["MissingContentOrAlternate"], help "add `<link rel=\"alternate\" href=\"…\"/>` or `<content>`", explained super::why!("atom-content-missing");
    /// An entry should have a summary or content.
    ATOM_TEXT_MISSING = "L226", "atom-text-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1.1", w3c ["MissingTextualContent"], help "add `<summary>`", explained super::why!("atom-text-missing");
    /// An entry needs a summary if its content is elsewhere or no text.
    ATOM_SUMMARY_MISSING = "L227", "atom-summary-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.2", w3c ["MissingSummary"], help "add `<summary>`", explained super::why!("atom-summary-missing");
    /// Content that is elsewhere should say its type.
    ATOM_CONTENT_TYPE_MISSING = "L228", "atom-content-type-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.2", w3c ["MissingTypeAttr"], help "add `type=\"…\"`", explained super::why!("atom-content-type-missing");
    /// A source should have id, title and updated.
    ATOM_SOURCE_INCOMPLETE = "L229", "atom-source-incomplete", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.11", w3c ["MissingSourceElement"], help "copy them from the feed that the entry comes from", explained super::why!("atom-source-incomplete");
    /// Ids, addresses and dates must not be surrounded by white space.
    WHITE_SPACE = "L230", "white-space", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3", w3c ["UnexpectedWhitespace"], help "put the tags right beside the value", explained super::why!("white-space");
    /// Links to archives and pages belong to the feed.
    ARCHIVE_LINK_IN_ENTRY = "L231", "archive-link-in-entry", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-3", w3c ["FeedHistoryRelInEntry"], help "move it to the feed", explained super::why!("archive-link-in-entry");
    /// A complete feed has no other pages.
    COMPLETE_FEED_LINK = "L232", "complete-feed-link", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-2", w3c ["FeedRelInCompleteFeed"], help "remove the link, or `<fh:complete>`", explained super::why!("complete-feed-link");
    /// A complete feed is its own current document.
    COMPLETE_FEED_CURRENT = "L233", "complete-feed-current", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-2", w3c ["CurrentNotSelfInCompleteFeed"], help "remove the link, or give it the address of the self link", explained super::why!("complete-feed-current");
    /// The first page has no previous one, the last no next.
    LINK_PAST_END = "L234", "link-past-end", Error, spec "https://www.rfc-editor.org/rfc/rfc5005#section-3", w3c ["LinkPastEnd"], help "remove the link", explained super::why!("link-past-end");
    /// An archive should link to the current document.
    ARCHIVE_CURRENT_MISSING = "L235", "archive-current-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", w3c ["MissingCurrentInArchive"], help "add `<link rel=\"current\" href=\"…\"/>`", explained super::why!("archive-current-missing");
    /// An archive should link to its neighbours.
    ARCHIVE_INCOMPLETE = "L236", "archive-incomplete", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", w3c ["ArchiveIncomplete"], help "add `<link rel=\"prev-archive\" href=\"…\"/>`", explained super::why!("archive-incomplete");
    /// A tombstone names what was deleted, and when, once.
    TOMBSTONE = "L237", "tombstone", Error, spec "https://www.rfc-editor.org/rfc/rfc6721#section-3", explained super::why!("tombstone");
    /// A feed should link to the site that it belongs to.
    ATOM_ALTERNATE_MISSING = "L437", "atom-alternate-missing", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", help "add `<link rel=\"alternate\" type=\"text/html\" href=\"…\"/>` to the feed", explained super::why!("atom-alternate-missing");
    /// Content of an XML type is one element.
    CONTENT_XML_ROOT = "L439", "content-xml-root", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.3", help "put one root element into `<content>`, neither escaped nor beside text", explained super::why!("content-xml-root");
    /// The link to an enclosure should say how long it is.
    ATOM_ENCLOSURE_LENGTH = "L440", "atom-enclosure-length", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.2", help "add `length=\"…\"` with the size in bytes", explained super::why!("atom-enclosure-length");
    /// A link that says that there is no licence stands alone.
    LICENSE_ALONE = "L442", "license-alone", Error, spec "https://www.rfc-editor.org/rfc/rfc4946#section-2.1", help "keep either the licences or `#unspecified`", explained super::why!("license-alone");
    /// Several licences should each have a title.
    LICENSE_TITLE = "L443", "license-title", Warning, spec "https://www.rfc-editor.org/rfc/rfc4946#section-2", help "add `title=\"…\"` to each link", explained super::why!("license-title");
    /// A feed is complete, paged or archived, and not two of these.
    FEED_KINDS_MIXED = "L452", "feed-kinds-mixed", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-1", help "keep the links and marks of one kind: `prev-archive` for what is to be kept, `next` for what may shift", explained super::why!("feed-kinds-mixed");
    /// Another page is another document.
    PAGE_OF_ITSELF = "L453", "page-of-itself", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-3", help "leave the link out where there is no further page", explained super::why!("page-of-itself");
    /// An entry that was deleted should not be there.
    TOMBSTONE_ENTRY = "L454", "tombstone-entry", Warning, spec "https://www.rfc-editor.org/rfc/rfc6721#section-3", help "remove the entry; if it was published again, give it an `<updated>` after the deletion, or remove the tombstone", explained super::why!("tombstone-entry");
    /// An archive should be marked as one.
    ARCHIVE_MARK_MISSING = "L500", "archive-mark-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", help "add `<fh:archive/>`; the document that readers poll links to no `next-archive`", explained super::why!("archive-mark-missing");
    /// An archive is not the current document.
    ARCHIVE_IS_CURRENT = "L501", "archive-is-current", Warning, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4", help "link to the document that readers poll, or remove `<fh:archive/>` from it", explained super::why!("archive-is-current");
    /// The address of content that is elsewhere is a reference.
    CONTENT_SRC = "L460", "atom-content-src", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.2", w3c ["InvalidURIAttribute"], help "write the address in full, with its host", explained super::why!("atom-content-src");
}
