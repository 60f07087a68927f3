//! Text and HTML.

use crate::diagnostic::rules::rules;

rules! {
    /// Plain text should hold no markup.
    MARKUP_IN_TEXT = "L181", "markup-in-text", Warning, spec "https://www.rssboard.org/rss-profile#data-types-characterdata", w3c ["ContainsHTML"], help "some readers show the tags, others obey them: leave them out; a literal `<` is safest as `&#x3C;`, a literal `&` as `&#x26;`", explained super::why!("markup-in-text");
    /// Text that says it is plain should hold no markup.
    MARKUP_UNDECLARED = "L182", "markup-undeclared", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.1", w3c ["ContainsUndeclaredHTML"], help "write `type=\"html\"`, or leave the tags out", explained super::why!("markup-undeclared");
    /// `<` and `&` in plain text should be hexadecimal references.
    CHARACTER_DATA = "L183", "character-data", Warning, spec "https://www.rssboard.org/rss-profile#data-types-characterdata", w3c ["CharacterData"], help "write `<` as `&#x3C;` and `&` as `&#x26;`: readers that decode twice then show the same", explained super::why!("character-data");
    /// HTML in a feed should be free of errors.
    HTML_BROKEN = "L184", "html-broken", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-description", w3c ["NotHtml"], help "readers guess what was meant, each in its own way", explained super::why!("html-broken");
    /// A piece of HTML is no HTML document.
    HTML_FRAGMENT = "L185", "html-fragment", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["HtmlFragment"], help "write `type=\"html\"`", explained super::why!("html-fragment");
    /// Readers strip elements that run or load things.
    HTML_RISKY_ELEMENT = "L186", "html-risky-element", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["SecurityRisk"], help "leave it out: an embedded player becomes a link or a picture", explained super::why!("html-risky-element");
    /// Readers strip attributes that run things.
    HTML_RISKY_ATTRIBUTE = "L187", "html-risky-attribute", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["SecurityRiskAttr"], help "leave it out", explained super::why!("html-risky-attribute");
    /// Readers strip all but simple styles.
    HTML_RISKY_STYLE = "L188", "html-risky-style", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-8.1", w3c ["DangerousStyleAttr"], help "leave the style out: the text must be readable without it", explained super::why!("html-risky-style");
    /// Content of type xhtml is one XHTML `div`.
    XHTML_DIV_MISSING = "L189", "xhtml-div-missing", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.3", w3c ["MissingXhtmlDiv"], help "wrap it: `<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>`", explained super::why!("xhtml-div-missing");
    /// Content of type xhtml should not be escaped.
    XHTML_ESCAPED = "L190", "xhtml-escaped", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1.3", w3c ["NotInline"], help "write `type=\"html\"`, or real elements", explained super::why!("xhtml-escaped");
    /// Content that says it is escaped must not have elements.
    HTML_NOT_ESCAPED = "L191", "html-not-escaped", Error, spec "http://www.atomenabled.org/developers/syndication/", w3c ["NotEscaped"], help "escape it and write `type=\"html\"`", explained super::why!("html-not-escaped");
    /// Content that is neither text nor XML is Base64.
    BASE64 = "L192", "base64", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.1.3.3", w3c ["NotBase64"], explained super::why!("base64");
    /// The type of a text is `text`, `html` or `xhtml`.
    TEXT_TYPE = "L193", "text-type", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.1.1", w3c ["InvalidTextType"], help "write `type=\"html\"` instead of a media type", explained super::why!("text-type");
    /// HTML should be escaped once.
    HTML_DOUBLE_ESCAPED = "L433", "html-double-escaped", Warning, spec "https://www.rssboard.org/rss-specification#ltdescriptiongtSubelementOfLtitemgt", help "take one level of escaping away: of `&amp;lt;p&amp;gt;` make `&lt;p&gt;`", explained super::why!("html-double-escaped");
    /// The marks of a CDATA section should not be escaped.
    CDATA_REMAINS = "L434", "cdata-remains", Warning, spec "https://www.w3.org/TR/xml/#sec-cdata-sect", help "remove them: text is either escaped or in CDATA", explained super::why!("cdata-remains");
    /// A summary should not repeat the title or the content.
    SUMMARY_REPEATS = "L438", "summary-repeats", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.13", help "leave the summary out, or write one", explained super::why!("summary-repeats");
}
