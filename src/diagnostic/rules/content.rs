//! Rules about bodies.

rules! {
    /// A body left empty once what no reader may see was taken out.
    BODY_EMPTY = "B001", "body-empty", Warning, w3c ["NotBlank"];
    /// Scripts, handlers, styles or forms were removed from a body.
    BODY_UNSAFE_REMOVED = "B002", "body-unsafe-removed", Note, w3c ["SecurityRisk"];
    /// A template directive that only the site's own generator understands was removed.
    BODY_TEMPLATE_LEFTOVER = "B003", "body-template-leftover", Warning;
    /// An embedded player became a link.
    BODY_EMBED_REPLACED = "B004", "body-embed-replaced", Note;
    /// A relative link cannot be made absolute, since the record has no URL of its own.
    BODY_LINK_UNRESOLVED = "B005", "body-link-unresolved", Warning, w3c ["ContainsRelRef"];
    /// A link that no reader can follow lost its address.
    BODY_LINK_INVALID = "B006", "body-link-invalid", Note;
    /// A body nested deeper than readers can show was flattened.
    BODY_TOO_DEEP = "B007", "body-too-deep", Warning;
    /// A body in reStructuredText uses a directive that has no equivalent in a feed.
    BODY_DIRECTIVE_DROPPED = "B008", "body-directive-dropped", Note;
    /// A part of a body that its system shows to members alone was left out.
    BODY_MEMBERS_ONLY = "B009", "body-members-only", Warning;
}
