//! Rules about files, before anything in them has a meaning.

rules! {
    /// Text must be UTF-8 (or UTF-16 with a byte order mark).
    FILE_ENCODING = "S001", "file-encoding", Error, spec "https://www.rfc-editor.org/rfc/rfc3629";
    /// A file or a single record is larger than Courant reads.
    FILE_TOO_LARGE = "S002", "file-too-large", Error;
    /// A file that is named or matched cannot be read.
    FILE_UNREADABLE = "S003", "file-unreadable", Error;
    /// The front matter cannot be parsed.
    FRONT_MATTER_SYNTAX = "S004", "front-matter-syntax", Error;
    /// The opening fence of a front matter has no closing one.
    FRONT_MATTER_UNCLOSED = "S005", "front-matter-unclosed", Error;
    /// JSON that cannot be parsed.
    JSON_SYNTAX = "S006", "json-syntax", Error, spec "https://www.rfc-editor.org/rfc/rfc8259";
    /// YAML that cannot be parsed.
    YAML_SYNTAX = "S007", "yaml-syntax", Error, spec "https://yaml.org/spec/1.2.2/";
    /// TOML that cannot be parsed.
    TOML_SYNTAX = "S008", "toml-syntax", Error, spec "https://toml.io/en/v1.0.0";
    /// A CSV row that does not fit its head.
    CSV_SYNTAX = "S009", "csv-syntax", Error, spec "https://www.rfc-editor.org/rfc/rfc4180";
    /// A record must be a table of fields.
    RECORD_NOT_A_TABLE = "S010", "record-not-a-table", Error;
    /// A file holds no record at all.
    FILE_EMPTY = "S011", "file-empty", Note;
    /// A sidecar stands beside no record.
    SIDECAR_UNUSABLE = "S012", "sidecar-unusable", Error;
    /// Data is nested deeper, or expands further, than any record needs.
    DATA_TOO_DEEP = "S013", "data-too-deep", Error;
    /// A key occurs twice; the last one counts.
    KEY_DUPLICATE = "S014", "key-duplicate", Warning;
    /// A file whose kind Courant does not read is matched by a source.
    FILE_KIND_UNKNOWN = "S015", "file-kind-unknown", Warning;
    /// A symbolic link leads in a circle or nowhere.
    LINK_LOOP = "S016", "link-loop", Warning;
    /// A column of a database holds bytes that are no text.
    COLUMN_BINARY = "S017", "column-binary", Warning;
    /// A row of a database has no key, several have the same, or what a further query gives belongs to none.
    ROW_KEY = "S018", "row-key", Warning;
    /// A row of a database says something else than before, and nothing tells that it has changed.
    ROW_UNSTEADY = "S019", "row-unsteady", Error;
    /// No record of a table has a text, and a column with long texts is read as nothing.
    COLUMN_UNREAD = "S020", "column-unread", Warning;
    /// A table has no column of the name that the map of its source states.
    COLUMN_MISSING = "S021", "column-missing", Error;
    /// A query gives a part of its rows only, and what falls out of that part is taken for deleted.
    QUERY_LIMITED = "S022", "query-limited", Warning;
    /// A feed that is a source is not well-formed; what can be read of it is used.
    FEED_SYNTAX = "S030", "feed-syntax", Error, spec "https://www.w3.org/TR/xml/";
    /// A file that should be a feed is none.
    FEED_UNKNOWN = "S031", "feed-unknown", Error;
    /// A feed that is a source cannot be fetched; its last good copy stays in use.
    FEED_UNREACHABLE = "S032", "feed-unreachable", Warning;
    /// A feed that is a source has moved for good.
    FEED_MOVED = "S033", "feed-moved", Warning, spec "https://www.rfc-editor.org/rfc/rfc9110#section-15.4";
}
