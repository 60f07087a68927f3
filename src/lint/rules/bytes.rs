//! Bytes and XML.

use crate::diagnostic::rules::rules;

rules! {
    /// A document must be well-formed XML.
    XML_MALFORMED = "L001", "xml-malformed", Error, spec "https://www.w3.org/TR/xml/#sec-well-formed", w3c ["SAXError"], help "in text write `&lt;` for `<` and `&amp;` for `&`; quote every attribute, close every element; better, let a program that knows XML write it", explained super::why!("xml-malformed");
    /// Every prefix must be declared.
    XML_PREFIX_UNDECLARED = "L002", "xml-prefix-undeclared", Error, spec "https://www.w3.org/TR/xml-names/#ns-qualnames", w3c ["MissingNamespace"], help "declare it on the root: `xmlns:prefix=\"…\"`", explained super::why!("xml-prefix-undeclared");
    /// XML knows five named entities; `&nbsp;` is none of them.
    XML_ENTITY_UNDEFINED = "L003", "xml-entity-undefined", Error, spec "https://www.w3.org/TR/xml/#wf-entdeclared", w3c ["UndefinedNamedEntity"], help "write the character itself, or its number: `&#160;` for `&nbsp;`", explained super::why!("xml-entity-undefined");
    /// Entities that a document defines itself are not expanded.
    XML_ENTITY_REFUSED = "L004", "xml-entity-refused", Error, spec "https://www.w3.org/TR/xml/#sec-internal-ent", help "write what the entity stands for; readers refuse entities, since they can be used as weapons", explained super::why!("xml-entity-refused");
    /// A feed has a reasonable size and depth.
    XML_LIMIT = "L005", "xml-limit", Error, help "split the document; readers have limits too", explained super::why!("xml-limit");
    /// Feeds are XML 1.0.
    XML_VERSION = "L006", "xml-version", Error, spec "https://www.w3.org/TR/xml/#NT-VersionNum", w3c ["BadXmlVersion"], help "write `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`", explained super::why!("xml-version");
    /// The XML declaration is the very first thing in the document.
    XML_BLANK_START = "L007", "xml-blank-start", Error, spec "https://www.w3.org/TR/xml/#sec-prolog-dtd", w3c ["WPBlankLine"], help "remove what stands before `<?xml`: often a blank line of a template or plug-in", explained super::why!("xml-blank-start");
    /// A feed needs no document type.
    XML_DOCTYPE = "L008", "xml-doctype", Warning, spec "https://www.w3.org/TR/xml/#dtd", help "remove the `<!DOCTYPE …>`: many readers refuse documents that have one", explained super::why!("xml-doctype");
    /// A document should not refer to entities outside itself.
    XML_EXTERNAL_ENTITY = "L009", "xml-external-entity", Note, spec "https://www.w3.org/TR/xml/#sec-external-ent", w3c ["ContainsSystemEntity"], help "remove the entity; no reader fetches it", explained super::why!("xml-external-entity");
    /// The document type of RSS 0.91 lies at an address that is gone.
    RSS_DOCTYPE_WITHDRAWN = "L010", "rss-doctype-withdrawn", Error, spec "https://www.rssboard.org/rss-0-9-1-netscape", w3c ["DeprecatedDTD"], help "remove the `<!DOCTYPE …>`; or move to RSS 2.0, which has none", explained super::why!("rss-doctype-withdrawn");
    /// The document type of RSS 0.91 belongs to version 0.91.
    RSS_DOCTYPE_VERSION = "L011", "rss-doctype-version", Error, spec "https://www.rssboard.org/rss-0-9-1-netscape", w3c ["InvalidDoctype"], help "remove the `<!DOCTYPE …>`", explained super::why!("rss-doctype-version");
    /// The bytes must be in the encoding that the document says.
    ENCODING_INVALID = "L012", "encoding-invalid", Error, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["UnicodeError"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained super::why!("encoding-invalid");
    /// The declared encoding must be one that exists.
    ENCODING_UNKNOWN = "L013", "encoding-unknown", Error, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["UnknownEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained super::why!("encoding-unknown");
    /// A document should say which encoding it is in.
    ENCODING_MISSING = "L014", "encoding-missing", Note, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["MissingEncoding"], help "begin with `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`", explained super::why!("encoding-missing");
    /// Only UTF-8 and UTF-16 are known to every XML reader.
    ENCODING_NONSTANDARD = "L015", "encoding-nonstandard", Note, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["NonstdEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained super::why!("encoding-nonstandard");
    /// Rare encodings are unknown to many readers.
    ENCODING_OBSCURE = "L016", "encoding-obscure", Warning, spec "https://www.w3.org/TR/xml/#charencoding", w3c ["ObscureEncoding"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained super::why!("encoding-obscure");
    /// Text should hold no remains of a wrong decoding.
    TEXT_GARBLED = "L017", "text-garbled", Warning, spec "https://www.w3.org/TR/xml/#charsets", w3c ["BadCharacters"], help "somewhere text in one encoding was read as another; repair it at its source", explained super::why!("text-garbled");
}
