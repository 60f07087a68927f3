//! The names that site generators, exports and feeds give to the fields of an article.
//!
//! Names are compared without capitals, blanks, `_` and `-`, so that `pubDate`, `pub_date` and `Pub Date` are one.

use super::field::Field;
use foldhash::HashMap;
use std::{borrow::Cow, sync::LazyLock};

/// The names of each field in the order in which they count, squeezed by [`squeeze`]; the canonical one comes first
/// except where a structure names its generator beyond doubt. Names with a dot reach into a table.
const SYNONYMS: &[(Field, &[&str])] = &[
    (Field::Id, &["guid.rendered", "id", "guid", "uid", "uuid", "postid", "entryid", "identifier"]),
    (Field::Url, &["url", "link", "posturl", "pageurl", "postpageurl", "weburl", "articleurl", "alternateurl"]),
    (Field::Path, &["permalink", "path.alias", "path"]),
    (Field::CanonicalUrl, &["canonicalurl", "canonical", "canonicallink", "relcanonical"]),
    (Field::ExternalUrl, &["externalurl", "externallink", "linkurl"]),
    (
        Field::Title,
        &["title", "headline", "name", "webtitle", "subject", "posttitle", "linktitle", "metatitle", "nodename"],
    ),
    (Field::TitleHtml, &["titlehtml", "title.rendered", "title.html"]),
    (
        Field::Summary,
        &[
            "summary",
            "description",
            "customexcerpt",
            "excerpt",
            "postexcerpt",
            "postsummary",
            "deck",
            "dek",
            "abstract",
            "teaser",
            "lead",
            "standfirst",
            "subtitle",
            "websubtitle",
            "metadescription",
        ],
    ),
    (Field::SummaryHtml, &["summaryhtml", "excerpt.rendered", "summary.html", "dek.html", "descriptionhtml"]),
    (Field::SummaryMarkdown, &["summarymarkdown"]),
    (Field::ContentHtml, &["contenthtml", "html", "content.rendered", "bodyhtml", "content.html", "body.html"]),
    (
        Field::ContentMarkdown,
        &["contentmarkdown", "markdown", "bodymarkdown", "md", "content.markdown", "body.markdown"],
    ),
    (Field::ContentText, &["contenttext", "plaintext", "bodytext", "plaincontent", "content.text", "body.text"]),
    (Field::ContentRst, &["contentrst"]),
    (
        Field::Content,
        &[
            "content",
            "body",
            "text",
            "postcontent",
            "contentencoded",
            "content:encoded",
            "articlebody",
            "postbody",
            "content.body",
        ],
    ),
    (
        Field::Published,
        &[
            "published",
            "dategmt",
            "postdategmt",
            "publishedgmt",
            // Beside it `published_at` is when it was published last.
            "firstpublishedat",
            "firstpublished",
            "publishedat",
            "datepublished",
            "publishedon",
            "publishedtime",
            "publisheddate",
            "publishdate",
            "publicationdate",
            "pubdate",
            "dc:date",
            "date",
            "date.published",
            "postdate",
            "posted",
            "postedat",
            "postedon",
            "date.created",
            "created",
            "createdat",
            "createdon",
            "creationdate",
            "datecreated",
            "createdate",
            "createddate",
            "createdtime",
        ],
    ),
    (
        Field::Updated,
        &[
            "updated",
            "modifiedgmt",
            "postmodifiedgmt",
            "updatedat",
            "datemodified",
            "modified",
            "modifiedat",
            "modifieddate",
            "lastmod",
            "lastmodified",
            "lastmodifiedat",
            "lastmodifieddate",
            "lastupdated",
            "lastupdatedat",
            "lastpublisheddate",
            "dateupdated",
            "date.updated",
            "date.modified",
            "updateddate",
            "updatedate",
            "postmodifieddate",
            "modificationdate",
            "modifiedon",
            "update",
            "updatedon",
            "updatedtime",
            "postmodified",
            "revised",
        ],
    ),
    (
        Field::Expires,
        &[
            "expires",
            "expirydate",
            "expiry",
            "expiresat",
            "expiration",
            "expirationdate",
            "unpublishdate",
            "unpublishat",
            "unpublishedat",
            "unpublishedon",
            "unpublishon",
            "unpubdate",
            "publishdown",
            "publishuntil",
            "publishto",
            "publishend",
            "publishenddate",
            "publisheduntil",
            "expireat",
            "expireon",
            "expireson",
            "expiredate",
            "expiresdate",
            "expireafter",
            "onlineuntil",
            "visibleuntil",
            "showuntil",
            "displayuntil",
        ],
    ),
    (
        Field::Embargo,
        &[
            "embargountil",
            "embargoeduntil",
            "embargodate",
            "embargoenddate",
            "embargo",
            "notbefore",
            "goliveat",
            "golivedate",
            "publishup",
            "publishon",
            "publishfrom",
            "publishafter",
            "publishstart",
            "publishstartdate",
            "onlinefrom",
            "visiblefrom",
            "showfrom",
            "displayfrom",
        ],
    ),
    (
        Field::Authors,
        &[
            "embedded.author",
            "authors",
            "author",
            "by",
            "byline",
            "dc:creator",
            "creator",
            "creators",
            "writer",
            "writers",
            "authorname",
            "postauthor",
            "itunes:author",
            "itunesauthor",
            "itunes.author",
        ],
    ),
    (Field::AuthorEmail, &["authoremail", "email"]),
    (Field::AuthorUrl, &["authorurl", "authoruri", "authorlink", "authorwebsite"]),
    (Field::Contributors, &["contributors", "contributor", "dc:contributor"]),
    (Field::Editors, &["editors", "editor"]),
    (Field::Translators, &["translators", "translator"]),
    (Field::Photographers, &["photographers", "photographer"]),
    (Field::Guests, &["guests", "guest"]),
    (Field::Hosts, &["hosts", "host"]),
    (
        Field::Categories,
        &[
            "embedded.wp:term",
            "categories",
            "category",
            "tags",
            "tag",
            "topics",
            "topic",
            "keywords",
            "subjects",
            "labels",
            "contenttags",
            "taglist",
        ],
    ),
    (Field::Enclosures, &["enclosures", "enclosure", "attachments"]),
    (
        Field::MediaFile,
        &[
            "audio",
            "audiourl",
            "audiofile",
            "podcast",
            "podcast.file",
            "podcasturl",
            "podcastfile",
            "media",
            "mediaurl",
            "mp3",
            "mp3url",
            "episode.file",
            "episode.filename",
            "episode.audio",
            "episode.url",
            "video",
            "videourl",
            "videofile",
            "file",
        ],
    ),
    (Field::EnclosureType, &["mimetype", "enclosuretype", "audiotype", "mediatype"]),
    (
        Field::EnclosureLength,
        &[
            "length",
            "bytes",
            "filesize",
            "sizeinbytes",
            "enclosurelength",
            "audiolength",
            "audiosize",
            "mp3length",
            "mp3size",
            "episode.size",
            "episode.length",
            "episode.bytes",
            "episode.filesize",
            "podcast.size",
            "podcast.bytes",
            "podcast.length",
            "podcastbytes",
            "podcastsize",
        ],
    ),
    (
        Field::EnclosureDuration,
        &[
            "duration",
            "durationinseconds",
            "audioduration",
            "itunes:duration",
            "itunesduration",
            "episode.duration",
            "podcast.duration",
            "itunes.duration",
            "podcastduration",
        ],
    ),
    (
        Field::Image,
        &[
            "image",
            "images",
            "embedded.wp:featuredmedia",
            "cover",
            "coverimage",
            "featureimage",
            "featuredimage",
            "featuredimageurl",
            "mainimage",
            "jetpackfeaturedmediaurl",
            "hero",
            "heroimage",
            "header.image",
            "header.ogimage",
            "header.teaser",
            "banner",
            "bannerimage",
            "thumbnail",
            "thumbnailurl",
            "ogimage",
            "socialimage",
        ],
    ),
    (Field::ImageAlt, &["imagealt", "featureimagealt", "featuredimagealt", "coveralt", "heroalt", "thumbnailalt"]),
    (Field::Language, &["language", "lang", "locale", "dc:language", "postlanguage"]),
    (Field::Rights, &["rights", "copyright", "dc:rights"]),
    (Field::License, &["license", "licence", "licenseurl"]),
    (Field::Source, &["source"]),
    (Field::SourceUrl, &["sourceurl"]),
    (Field::SourceTitle, &["sourcetitle", "sourcename"]),
    (Field::Comments, &["comments", "commentsurl", "commenturl"]),
    (Field::Related, &["related", "relatedlinks"]),
    (Field::Via, &["via", "viaurl"]),
    (Field::Location, &["location", "geo", "place"]),
    (Field::Section, &["section"]),
    (Field::Slug, &["slug", "basename", "postname", "urlname", "pathsegment"]),
    (
        Field::Status,
        &[
            "status",
            "poststatus",
            "publicationstatus",
            "publishstatus",
            "publishedstatus",
            "publishingstatus",
            "articlestatus",
            "contentstatus",
            "entrystatus",
            "editorialstatus",
            "reviewstatus",
            "workflowstatus",
            "moderationstatus",
            "approvalstatus",
            "poststate",
            "publicationstate",
            "publishstate",
            "articlestate",
            "contentstate",
            "editorialstate",
            "reviewstate",
            "workflowstate",
            "moderationstate",
            "approvalstate",
        ],
    ),
    (Field::State, &["state", "stage", "workflow"]),
    (
        Field::Visibility,
        &["visibility", "access", "audience", "privacy", "privacystatus", "accesslevel", "contenttier", "accesstier"],
    ),
    (Field::Draft, &["draft", "isdraft"]),
    (
        Field::Hiding,
        &[
            "private",
            "isprivate",
            "hidden",
            "unlisted",
            "emailonly",
            "excludefromfeed",
            "feedexclude",
            "noindexfeed",
            "deleted",
            "deletedat",
            "trashed",
            "ishidden",
            "isunlisted",
            "isdeleted",
            "istrashed",
            "unpublished",
            "isunpublished",
            "archivedat",
            "archivedon",
            "archiveddate",
            "datearchived",
            "deletedon",
            "deleteddate",
            "datedeleted",
            "softdeleted",
            "softdeletedat",
            "discarded",
            "discardedat",
            "discardedon",
            "removed",
            "removedat",
            "removedon",
            "dateremoved",
            "trashedat",
            "trashedon",
            "withdrawn",
            "withdrawnat",
            "retracted",
            "retractedat",
            "hiddenat",
            "unlistedat",
            "takendown",
            "takendownat",
            "disabled",
            "disabledat",
            "inactive",
            "offline",
            "spam",
            "rejected",
            "rejectedat",
            "blocked",
            "banned",
            "suspended",
            "confidential",
            "internal",
            "internalonly",
            "staffonly",
            "embargoed",
            "needsreview",
            "hide",
            "hidefromfeed",
            "hidefromrss",
            "excludefromrss",
            "excludefromfeeds",
            "norss",
            "nofeed",
        ],
    ),
    (
        Field::Showing,
        &[
            "published",
            "ispublished",
            "public",
            "feed",
            "rss",
            "infeed",
            "render",
            "build.list",
            "build.render",
            "listed",
            "ispublic",
            "islisted",
            "publish",
            "online",
            "isonline",
            "inrss",
            "includeinrss",
            "includeinfeed",
            "showinrss",
            "showinfeed",
        ],
    ),
    (
        Field::Active,
        &[
            "active",
            "isactive",
            "enabled",
            "isenabled",
            "visible",
            "isvisible",
            "live",
            "islive",
            "approved",
            "isapproved",
        ],
    ),
    (Field::Retired, &["archived", "isarchived"]),
    (Field::Password, &["password", "postpassword"]),
    (Field::Protected, &["content.protected", "protected", "passwordprotected"]),
    (
        Field::Paid,
        &[
            "membersonly",
            "memberonly",
            "subscribersonly",
            "subscriberonly",
            "paid",
            "paidonly",
            "premium",
            "premiumonly",
            "paywall",
            "paywalled",
            "haspaywall",
            "metered",
            "subscriptionrequired",
            "requiressubscription",
            "locked",
            "premiumcontent",
            "paywallenabled",
            "formembers",
            "requireslogin",
            "loginrequired",
            "loggedinonly",
            "registeredonly",
            "requiresregistration",
            "registrationrequired",
        ],
    ),
    (Field::Free, &["isaccessibleforfree", "accessibleforfree"]),
];

/// Tables whose members are the author's own fields.
pub(super) const CORNERS: [&str; 5] = ["extra", "params", "meta", "taxonomies", "metadata"];
/// Those of them that exist to hold fields which the generator does not know.
pub(super) const FREE_CORNERS: [&str; 3] = ["extra", "params", "metadata"];

/// The fields of a squeezed name, each with the name's rank.
pub(super) static BY_NAME: LazyLock<HashMap<&'static str, Vec<(Field, u8)>>> = LazyLock::new(|| {
    let mut names: HashMap<&'static str, Vec<(Field, u8)>> = HashMap::default();
    for (field, synonyms) in SYNONYMS {
        for (rank, name) in (0_u8..).zip(synonyms.iter()) {
            names.entry(name).or_default().push((*field, rank));
        }
    }
    for (name, field, rank) in IS.iter() {
        let fields = names.entry(name).or_default();
        if fields.is_empty() {
            fields.push((*field, *rank));
        }
    }
    names
});

/// The names of a canonical field, squeezed, in the order in which they count. Of `categories` those that say so, and under
/// `tags` the others; under `content` those that do not tell the notation. Unknown fields have none.
pub fn names_of(field: &str) -> impl Iterator<Item = &'static str> {
    let fields: &[Field] = match field {
        "id" => &[Field::Id],
        "url" => &[Field::Url],
        "title" => &[Field::Title],
        "summary" => &[Field::Summary, Field::SummaryHtml],
        "slug" => &[Field::Slug],
        "published" => &[Field::Published],
        "updated" => &[Field::Updated],
        "expires" => &[Field::Expires],
        "authors" => &[Field::Authors],
        "categories" | "tags" => &[Field::Categories],
        "image" => &[Field::Image],
        "language" => &[Field::Language],
        "enclosures" => &[Field::Enclosures],
        "external_url" => &[Field::ExternalUrl],
        "rights" => &[Field::Rights],
        "license" => &[Field::License],
        "comments" => &[Field::Comments],
        "location" => &[Field::Location],
        "source" => &[Field::Source],
        "source_url" => &[Field::SourceUrl],
        "source_title" => &[Field::SourceTitle],
        "related" => &[Field::Related],
        "content_html" => &[Field::ContentHtml],
        "content_markdown" => &[Field::ContentMarkdown],
        "content_rst" => &[Field::ContentRst],
        "content_text" => &[Field::ContentText],
        "content" => &[Field::Content],
        _ => &[],
    };
    let is_category = |name: &str| matches!(name, "categories" | "category");
    let is_meant = move |name: &&str| match field {
        "categories" => is_category(name),
        "tags" => !is_category(name),
        _ => true,
    };
    let all = fields.iter().flat_map(|wanted| SYNONYMS.iter().filter(move |(field, _)| field == wanted));
    let names: Vec<&'static str> = all.flat_map(|(_, names)| names.iter().copied()).filter(is_meant).collect();
    names.into_iter()
}

/// Whether a record reads a name by itself, where nothing has to be known of the table that it stands in: people beside the
/// authors, media files and what is known of them, a section, further addresses.
#[must_use]
pub fn is_of_itself(name: &str) -> bool {
    let fields = [
        Field::Embargo,
        Field::Path,
        Field::CanonicalUrl,
        Field::AuthorUrl,
        Field::Contributors,
        Field::Editors,
        Field::Translators,
        Field::Photographers,
        Field::Guests,
        Field::Hosts,
        Field::MediaFile,
        Field::EnclosureType,
        Field::EnclosureLength,
        Field::EnclosureDuration,
        Field::ImageAlt,
        Field::Via,
        Field::Section,
    ];
    BY_NAME.get(&*squeeze(name)).is_some_and(|known| known.iter().any(|(field, _)| fields.contains(field)))
}

/// The names of flags with `is` before them.
static IS: LazyLock<Vec<(String, Field, u8)>> = LazyLock::new(|| {
    let flags = [Field::Hiding, Field::Showing, Field::Active, Field::Retired, Field::Protected, Field::Paid];
    let all = SYNONYMS.iter().filter(|(field, _)| flags.contains(field));
    let named = all.flat_map(|(field, names)| (0_u8..).zip(names.iter()).map(move |(rank, name)| (*field, rank, name)));
    let bare = named.filter(|(.., name)| !name.contains('.') && !name.starts_with("is"));
    bare.map(|(field, rank, name)| (format!("is{name}"), field, rank)).collect()
});

/// A name without capitals, blanks, `_` and `-`, and the question mark that tables put behind a flag.
pub(super) fn squeeze(name: &str) -> Cow<'_, str> {
    let is_left_out = |byte: u8| matches!(byte, b' ' | b'_' | b'-');
    if name.bytes().all(|byte| !byte.is_ascii_uppercase() && !is_left_out(byte)) && !name.ends_with('?') {
        return Cow::Borrowed(name);
    }
    let name = name.trim_end_matches(['?', ' ']);
    let squeezed = name.chars().filter(|c| !matches!(c, ' ' | '_' | '-')).map(|c| c.to_ascii_lowercase());
    Cow::Owned(squeezed.collect())
}

#[cfg(test)]
mod tests {
    use super::{BY_NAME, Field, SYNONYMS, squeeze};
    use std::collections::HashSet;

    #[test]
    fn every_synonym_is_squeezed_and_stands_in_one_field_once() {
        for (field, names) in SYNONYMS {
            for name in *names {
                assert_eq!(&squeeze(name), name, "{field:?}");
            }
        }
        for (name, fields) in BY_NAME.iter() {
            let distinct: HashSet<Field> = fields.iter().map(|(field, _)| *field).collect();
            assert_eq!(distinct.len(), fields.len(), "{name}");
        }
    }
}
