//! Rules about the documents that are about to be published.

rules! {
    /// Too many items had to be withheld, so the whole document stays as it was.
    TOO_MANY_WITHHELD = "F003", "too-many-withheld", Error;
    /// A condition of a feed cannot be evaluated for a record.
    WHERE_FAILED = "F004", "where-failed", Error;
    /// A value of an `each` feed has disappeared; its last document stays.
    FEED_VALUE_GONE = "F005", "feed-value-gone", Note;
    /// An extension element of a feed cannot be written.
    EXTENSION_INVALID = "F006", "extension-invalid", Error;
    /// Articles that subscribers have would be shown to them as new.
    FLOOD_REFUSED = "F007", "flood-refused", Error;
}
