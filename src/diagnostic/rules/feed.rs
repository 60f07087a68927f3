//! Rules about the documents that are about to be published.

rules! {
    /// A document must be well-formed XML or valid JSON.
    DOCUMENT_MALFORMED = "F001", "document-malformed", Error, spec "https://www.w3.org/TR/xml/#sec-well-formed", w3c ["SAXError"];
    /// An element or member that the format requires is missing.
    DOCUMENT_INCOMPLETE = "F002", "document-incomplete", Error, w3c ["MissingElement"];
    /// Too many items had to be withheld, so the whole document stays as it was.
    TOO_MANY_WITHHELD = "F003", "too-many-withheld", Error;
    /// A condition of a feed cannot be evaluated for a record.
    WHERE_FAILED = "F004", "where-failed", Error;
    /// A value of an `each` feed has disappeared; its last document stays.
    FEED_VALUE_GONE = "F005", "feed-value-gone", Note;
    /// An extension element of a feed cannot be written.
    EXTENSION_INVALID = "F006", "extension-invalid", Error;
    /// An element, attribute or member has a value that its format does not allow there.
    DOCUMENT_INVALID = "F007", "document-invalid", Error, w3c ["InvalidValue", "DuplicateElement"];
    /// A document should name its own address, which readers subscribe to and hubs know it by.
    DOCUMENT_SELF_MISSING = "F008", "document-self-missing", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.1", w3c ["MissingSelf", "MissingAtomSelfLink"];
}
