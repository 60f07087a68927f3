//! The fields of an article: what the many names of [`synonyms`](super::synonyms) stand for.

/// A field of an article, as the model or its reader knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Field {
    Id,
    Url,
    /// A path below the publication's address: Zola's `path`, Jekyll's and Hugo's `permalink`, or a pattern for one.
    Path,
    CanonicalUrl,
    ExternalUrl,
    Title,
    TitleHtml,
    Summary,
    SummaryHtml,
    SummaryMarkdown,
    ContentHtml,
    ContentMarkdown,
    ContentText,
    ContentRst,
    /// A body in a field whose name does not tell how it is written.
    Content,
    Published,
    Updated,
    Expires,
    /// Until when it must not be out.
    Embargo,
    Authors,
    AuthorEmail,
    AuthorUrl,
    Contributors,
    Editors,
    Translators,
    Photographers,
    Guests,
    Hosts,
    Categories,
    Enclosures,
    /// A field that holds a media file on some sites and something else on others.
    MediaFile,
    EnclosureType,
    EnclosureLength,
    EnclosureDuration,
    Image,
    ImageAlt,
    Language,
    Rights,
    License,
    Source,
    SourceUrl,
    SourceTitle,
    Comments,
    Related,
    Via,
    Location,
    Section,
    Slug,
    Status,
    Visibility,
    Draft,
    /// A flag that hides the record when it is true: `private`, `hidden`.
    Hiding,
    /// A flag that hides the record when it is false: `published`, `in_feed`.
    Showing,
    /// A state of editing, under a name that may mean a part of a country as well: `state`, `stage`.
    State,
    /// A flag that hides the record when it is false, and else is the owner's own: `active`, `live`.
    Active,
    /// A flag that hides the record when it is true, and else is the owner's own: `archived`.
    Retired,
    Password,
    /// A flag that a password is needed.
    Protected,
    /// A flag that only some may read it.
    Paid,
    /// A flag that everybody may read it.
    Free,
    /// A part of an episode: [`super::episode`] knows their names.
    Episode,
}

impl Field {
    /// The canonical name, as messages and [`super::Record::places`] give it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url | Self::Path | Self::CanonicalUrl => "url",
            Self::ExternalUrl => "external_url",
            Self::Title | Self::TitleHtml => "title",
            Self::Summary | Self::SummaryHtml | Self::SummaryMarkdown => "summary",
            Self::ContentHtml => "content_html",
            Self::ContentMarkdown => "content_markdown",
            Self::ContentText => "content_text",
            Self::ContentRst => "content_rst",
            Self::Content => "content",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Expires => "expires",
            Self::Embargo => "embargo_until",
            Self::Authors | Self::AuthorEmail | Self::AuthorUrl => "authors",
            Self::Contributors
            | Self::Editors
            | Self::Translators
            | Self::Photographers
            | Self::Guests
            | Self::Hosts => "contributors",
            Self::Categories => "categories",
            Self::Enclosures
            | Self::MediaFile
            | Self::EnclosureType
            | Self::EnclosureLength
            | Self::EnclosureDuration => "enclosures",
            Self::Image | Self::ImageAlt => "image",
            Self::Language => "language",
            Self::Rights => "rights",
            Self::License => "license",
            Self::Source | Self::SourceUrl | Self::SourceTitle => "source",
            Self::Comments => "comments",
            Self::Related | Self::Via => "related",
            Self::Location => "location",
            Self::Section => "section",
            Self::Slug => "slug",
            Self::Status | Self::State => "status",
            Self::Visibility | Self::Protected | Self::Paid | Self::Free => "visibility",
            Self::Draft | Self::Hiding | Self::Showing | Self::Active | Self::Retired => "draft",
            Self::Password => "password",
            Self::Episode => "episode",
        }
    }

    /// Whether the field may also stand in a generator's own corner (`[extra]`, `params`, `meta`): what gives a record
    /// its identity or its text may not, since there it means something else as often as not.
    pub(super) const fn may_be_nested(self) -> bool {
        !matches!(
            self,
            Self::Id
                | Self::Url
                | Self::Path
                | Self::Title
                | Self::Content
                | Self::ContentHtml
                | Self::ContentText
                | Self::State
                | Self::Active
                | Self::Retired
                | Self::ContentMarkdown
                | Self::MediaFile
                | Self::EnclosureLength
                | Self::EnclosureType
                | Self::Location
                | Self::Section
        )
    }
}
