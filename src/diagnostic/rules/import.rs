//! Rules about other people's exports.

rules! {
    /// An export that is cut off, broken, or of another kind than was said.
    EXPORT_SYNTAX = "I001", "export-syntax", Error;
    /// An entry of an export that cannot be published as it is.
    EXPORT_ENTRY_UNUSABLE = "I002", "export-entry-unusable", Warning;
    /// A file that was imported and changed since is left as it is.
    IMPORT_LEFT_ALONE = "I003", "import-left-alone", Note;
    /// Records are written to where no source reads them.
    IMPORT_UNREAD = "I004", "import-unread", Warning;
    /// Something about a site that only its own generator or its templates know.
    SITE_INCOMPLETE = "I010", "site-incomplete", Warning;
}
