//! Rules about what was read out of plain text.

rules! {
    /// Characters that XML forbids were removed.
    TEXT_CONTROL_CHARACTER = "T001", "text-control-character", Warning, spec "https://www.w3.org/TR/xml/#charsets", w3c ["BadCharacters"];
    /// C1 control characters were read as the windows-1252 characters that they came from.
    TEXT_MOJIBAKE = "T002", "text-mojibake", Note, spec "https://www.w3.org/TR/xml/#charsets", w3c ["BadCharacters"];
    /// Half a surrogate pair is no character; U+FFFD stands in its place.
    TEXT_LONE_SURROGATE = "T003", "text-lone-surrogate", Warning, spec "https://www.rfc-editor.org/rfc/rfc8259#section-8.2", w3c ["BadCharacters"];
}
