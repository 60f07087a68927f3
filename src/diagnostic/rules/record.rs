//! Rules about records.

rules! {
    /// A record without any date is left out of every feed.
    RECORD_UNDATED = "R001", "record-undated", Error;
    /// A date that cannot be read, or that does not exist.
    DATE_INVALID = "R002", "date-invalid", Error;
    /// The weekday of a date is not the one that the calendar gives.
    DATE_WEEKDAY = "R003", "date-weekday", Warning, w3c ["IncorrectDOW"];
    /// A record needs a title, a summary or a body.
    RECORD_EMPTY = "R004", "record-empty", Error, spec "https://www.rssboard.org/rss-specification#hrelementsOfLtitemgt", w3c ["ItemMustContainTitleOrDescription"];
    /// Two records claim one id; neither is published, since readers would show only one of them.
    ID_DUPLICATE = "R005", "id-duplicate", Error, w3c ["DuplicateValue"];
    /// An id that no format can carry.
    ID_INVALID = "R006", "id-invalid", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6", w3c ["InvalidFullLink"];
    /// An id that is no IRI: RSS and JSON Feed carry it as it is, Atom a `urn:uuid:` made of it.
    ID_NOT_IRI = "R007", "id-not-iri", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.6";
    /// A URL that no reader can open.
    URL_INVALID = "R008", "url-invalid", Error, w3c ["InvalidLink"];
    /// A status that Courant does not know is not public.
    STATUS_UNKNOWN = "R009", "status-unknown", Warning;
    /// A visibility that Courant does not know is not public.
    VISIBILITY_UNKNOWN = "R010", "visibility-unknown", Warning;
    /// An author whom the people table does not know stands as the name that was given.
    AUTHOR_UNKNOWN = "R011", "author-unknown", Note;
    /// An e-mail address that cannot be one is left out.
    EMAIL_INVALID = "R012", "email-invalid", Warning, w3c ["InvalidContact"];
    /// A language tag that is none is left out.
    LANGUAGE_INVALID = "R013", "language-invalid", Warning, w3c ["InvalidLanguage"];
    /// An enclosure that lacks what its format demands is left out.
    ENCLOSURE_INVALID = "R014", "enclosure-invalid", Warning, w3c ["MissingAttribute"];
    /// A field has a value of a kind that it cannot have.
    FIELD_INVALID = "R015", "field-invalid", Warning;
    /// The last change lies before the publication.
    UPDATED_BEFORE_PUBLISHED = "R016", "updated-before-published", Note;
    /// A title with something that looks like markup is shown literally by some readers and not at all by others.
    TITLE_MARKUP = "R017", "title-markup", Note, w3c ["ContainsHTML"];
    /// A permalink pattern cannot be filled in for a record.
    PERMALINK_INCOMPLETE = "R018", "permalink-incomplete", Error;
    /// A record in a list has neither id nor url, so its id was made of its title and date.
    ID_DERIVED = "R019", "id-derived", Note;
    /// A category that is empty is left out.
    CATEGORY_INVALID = "R020", "category-invalid", Warning, w3c ["NotBlank"];
    /// An image that cannot be used is left out.
    IMAGE_INVALID = "R021", "image-invalid", Warning;
    /// Two records look like one that was published.
    IDENTITY_CONTESTED = "R022", "identity-contested", Error;
    /// A record keeps the id under which it was published, whatever it declares later.
    ID_PINNED = "R023", "id-pinned", Warning;
    /// A record keeps the date under which it was published.
    DATE_PINNED = "R024", "date-pinned", Note;
}
