//! Rules about `courant.toml` and the people table.

rules! {
    /// The configuration file must be valid TOML.
    CONFIG_SYNTAX = "C001", "config-syntax", Error, spec "https://toml.io/en/v1.0.0";
    /// A key that Courant does not know is refused, so that a misspelt one cannot pass unnoticed.
    CONFIG_UNKNOWN_KEY = "C002", "config-unknown-key", Error;
    /// A value of the configuration cannot mean what it says.
    CONFIG_INVALID_VALUE = "C003", "config-invalid-value", Error;
    /// A key that every publication needs is missing.
    CONFIG_MISSING_KEY = "C004", "config-missing-key", Error;
    /// Two feeds would be written to one place.
    FEED_PATH_COLLISION = "C005", "feed-path-collision", Error;
    /// A feed's directory or path would lie outside the output directory.
    FEED_PATH_ESCAPES = "C006", "feed-path-escapes", Error;
    /// An entry of the people table cannot be used.
    PEOPLE_INVALID = "C007", "people-invalid", Error;
    /// Something is configured that this version does not do yet.
    CONFIG_NOT_YET = "C008", "config-not-yet", Note;
    /// The key by which search engines know a site covers only the folder that it lies in.
    PING_KEY_SCOPE = "C009", "ping-key-scope", Warning, spec "https://www.indexnow.org/documentation";
}
