//! Plain values: media types, numbers, languages, people.

use crate::diagnostic::rules::rules;

rules! {
    /// A language tag begins with a language.
    LANGUAGE = "L141", "language", Error, spec "https://www.rfc-editor.org/rfc/rfc5646#section-2.1", w3c ["InvalidLanguage"], help "write it like `en-us` or `de`", explained super::why!("language");
    /// A feed should say its language.
    LANGUAGE_MISSING = "L142", "language-missing", Note, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["MissingDCLanguage"], help "add `<language>en-us</language>`, in Atom `xml:lang`", explained super::why!("language-missing");
    /// An e-mail address is expected here.
    CONTACT = "L143", "contact", Error, spec "https://www.rssboard.org/rss-specification#ltauthorgtSubelementOfLtitemgt", w3c ["InvalidContact"], help "write it like `ann@example.org (Ann Quay)`; for a name alone use `<dc:creator>`", explained super::why!("contact");
    /// An e-mail address should be followed by a name.
    CONTACT_NAME_MISSING = "L144", "contact-name-missing", Warning, spec "https://www.rssboard.org/rss-profile#data-types-email", w3c ["MissingRealName"], help "write it like `ann@example.org (Ann Quay)`", explained super::why!("contact-name-missing");
    /// Address and name should be written in the form of RSS.
    CONTACT_FORM = "L145", "contact-form", Warning, spec "https://www.rssboard.org/rss-profile#data-types-email", w3c ["EmailFormat"], help "write it like `ann@example.org (Ann Quay)`", explained super::why!("contact-form");
    /// An e-mail address is expected here, and nothing else.
    EMAIL = "L146", "email", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.2.3", w3c ["InvalidAddrSpec"], help "write it like `ann@example.org`; a name has an element of its own", explained super::why!("email");
    /// A name should not hold an e-mail address.
    NAME_HOLDS_EMAIL = "L147", "name-holds-email", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.2.1", w3c ["ContainsEmail"], help "put the address into `<email>`", explained super::why!("name-holds-email");
    /// A media type is expected here.
    MEDIA_TYPE = "L148", "media-type", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.7.3", w3c ["InvalidMIMEType"], help "write it like `text/html`", explained super::why!("media-type");
    /// A media type is expected here.
    MEDIA_TYPE_ATTRIBUTE = "L149", "media-type-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidMIMEAttribute"], help "write it like `audio/mpeg`", explained super::why!("media-type-attribute");
    /// The type of an enclosure should be that of its file.
    MEDIA_TYPE_MISMATCH = "L150", "media-type-mismatch", Note, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "podcast players decide by the type whether they can play it", explained super::why!("media-type-mismatch");
    /// A whole number is expected here.
    NUMBER_ATTRIBUTE = "L151", "number-attribute", Error, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", w3c ["InvalidIntegerAttribute"], explained super::why!("number-attribute");
    /// A whole number is expected here.
    NUMBER_INTEGER = "L152", "number-integer", Error, w3c ["InvalidInteger"], explained super::why!("number-integer");
    /// A whole number above 0 is expected here.
    NUMBER_POSITIVE = "L153", "number-positive", Error, w3c ["InvalidPositiveInteger"], explained super::why!("number-positive");
    /// A whole number of 0 or more is expected here.
    NUMBER_NON_NEGATIVE = "L154", "number-non-negative", Error, w3c ["InvalidNonNegativeInteger"], explained super::why!("number-non-negative");
    /// A decimal number is expected here.
    NUMBER_DECIMAL = "L155", "number-decimal", Error, w3c ["InvalidFloat"], explained super::why!("number-decimal");
    /// Whole numbers with commas between them are expected here.
    NUMBER_LIST = "L157", "number-list", Error, spec "http://purl.org/rss/1.0/modules/slash/", w3c ["InvalidCommaSeparatedIntegers"], explained super::why!("number-list");
    /// An unknown length is written 0.
    LENGTH_UNKNOWN = "L158", "length-unknown", Error, spec "https://www.rssboard.org/rss-profile#element-channel-item-enclosure", w3c ["UseZeroForUnknown"], help "write `length=\"0\"`, or better the real one", explained super::why!("length-unknown");
    /// `true` or `false` is expected here.
    TRUE_FALSE = "L159", "true-false", Error, w3c ["InvalidTrueFalse"], explained super::why!("true-false");
    /// `yes` or `no` is expected here.
    YES_NO = "L160", "yes-no", Error, w3c ["InvalidYesNo"], explained super::why!("yes-no");
}
