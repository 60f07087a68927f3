//! Extensions of RSS and Atom.

use crate::diagnostic::rules::rules;

rules! {
    /// The category is one of Apple's.
    ITUNES_CATEGORY = "L241", "itunes-category", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesCategory"], help "take one of Apple's list, letter by letter: `Kids &amp; Family`", explained super::why!("itunes-category");
    /// The category was dropped from Apple's list.
    ITUNES_CATEGORY_OLD = "L242", "itunes-category-old", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["ObsoleteItunesCategory"], help "take one of the present list", explained super::why!("itunes-category-old");
    /// A show is `episodic` or `serial`.
    ITUNES_TYPE = "L243", "itunes-type", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesChannelType"], explained super::why!("itunes-type");
    /// An episode is `full`, a `trailer` or a `bonus`.
    ITUNES_EPISODE_TYPE = "L244", "itunes-episode-type", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidItunesEpisodeType"], explained super::why!("itunes-episode-type");
    /// A duration is seconds, or hours, minutes and seconds.
    ITUNES_DURATION = "L245", "itunes-duration", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidDuration"], help "write `3600` or `1:00:00`", explained super::why!("itunes-duration");
    /// itunes:block is `Yes` or is not there.
    ITUNES_BLOCK = "L246", "itunes-block", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidYesNoClean"], help "write `Yes`, or leave the element out", explained super::why!("itunes-block");
    /// The text is longer than Apple allows.
    ITUNES_TOO_LONG = "L247", "itunes-too-long", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["TooLong"], help "shorten it", explained super::why!("itunes-too-long");
    /// Keywords are separated by commas.
    ITUNES_KEYWORDS = "L248", "itunes-keywords", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["InvalidKeywords"], help "Apple no longer reads them: leave them out", explained super::why!("itunes-keywords");
    /// A podcast should have language, category and explicit.
    ITUNES_ELEMENT_MISSING = "L249", "itunes-element-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["MissingItunesElement"], help "add the element to the channel", explained super::why!("itunes-element-missing");
    /// A podcast's owner should be reachable.
    ITUNES_EMAIL_MISSING = "L250", "itunes-email-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["MissingItunesEmail"], help "add `<itunes:owner><itunes:email>…`, if the address may be public", explained super::why!("itunes-email-missing");
    /// Apple plays m4a, mp3, mov, mp4, m4v, pdf and epub files.
    ITUNES_FORMAT = "L251", "itunes-format", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["UnsupportedItunesFormat"], explained super::why!("itunes-format");
    /// media:adult was replaced.
    MEDIA_ADULT = "L253", "media-adult", Warning, spec "https://www.rssboard.org/media-rss#optional-elements", w3c ["DeprecatedMediaAdult"], help "use `<media:rating>adult</media:rating>`", explained super::why!("media-adult");
    /// The role is one of the European Broadcasting Union.
    MEDIA_CREDIT_ROLE = "L254", "media-credit-role", Error, spec "https://www.rssboard.org/media-rss#media-credit", w3c ["InvalidCreditRole"], help "write it in small letters: `producer`, `photographer`", explained super::why!("media-credit-role");
    /// The text of Media RSS is `plain` or `html`.
    MEDIA_TEXT_TYPE = "L255", "media-text-type", Error, spec "https://www.rssboard.org/media-rss#media-title", w3c ["InvalidMediaTextType"], explained super::why!("media-text-type");
    /// A hash is an MD5 or SHA-1 digest in hexadecimal digits.
    MEDIA_HASH = "L256", "media-hash", Error, spec "https://www.rssboard.org/media-rss#media-hash", w3c ["InvalidMediaHash"], explained super::why!("media-hash");
    /// The rating is one of its scheme.
    MEDIA_RATING = "L257", "media-rating", Error, spec "https://www.rssboard.org/media-rss#media-rating", w3c ["InvalidMediaRating"], help "write `adult` or `nonadult`, or say which `scheme` it is", explained super::why!("media-rating");
    /// A time is in normal play time.
    MEDIA_TIME = "L258", "media-time", Error, spec "https://www.rssboard.org/media-rss#media-thumbnails", w3c ["InvalidNPTTime"], help "write it like `12:05:01.123`", explained super::why!("media-time");
    /// A restriction without type is `all` or `none`.
    MEDIA_RESTRICTION = "L259", "media-restriction", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestriction"], explained super::why!("media-restriction");
    /// A restriction says `allow` or `deny`.
    MEDIA_RESTRICTION_RELATIONSHIP = "L260", "media-restriction-relationship", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestrictionRel"], explained super::why!("media-restriction-relationship");
    /// A restriction is one of country or uri.
    MEDIA_RESTRICTION_TYPE = "L261", "media-restriction-type", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidMediaRestrictionType"], explained super::why!("media-restriction-type");
    /// The medium is image, audio, video, document or executable.
    MEDIA_MEDIUM = "L262", "media-medium", Error, spec "https://www.rssboard.org/media-rss#media-content", w3c ["InvalidMediaMedium"], explained super::why!("media-medium");
    /// The expression is sample, full or nonstop.
    MEDIA_EXPRESSION = "L263", "media-expression", Error, spec "https://www.rssboard.org/media-rss#media-content", w3c ["InvalidMediaExpression"], explained super::why!("media-expression");
    /// A group holds the same thing in several forms.
    MEDIA_GROUP = "L264", "media-group", Error, spec "https://www.rssboard.org/media-rss#media-group", w3c ["MediaGroupWithoutAlternatives"], help "put a lone `<media:content>` into the item itself", explained super::why!("media-group");
    /// A country is an ISO 3166 code of two letters.
    COUNTRY = "L265", "country", Error, spec "https://www.rssboard.org/media-rss#media-restriction", w3c ["InvalidCountryCode"], explained super::why!("country");
    /// A latitude lies between -90 and 90.
    GEO_LATITUDE = "L266", "geo-latitude", Error, spec "https://www.w3.org/2003/01/geo/", w3c ["InvalidLatitude"], explained super::why!("geo-latitude");
    /// A longitude lies between -180 and 180.
    GEO_LONGITUDE = "L267", "geo-longitude", Error, spec "https://www.w3.org/2003/01/geo/", w3c ["InvalidLongitude"], explained super::why!("geo-longitude");
    /// A point is a latitude and a longitude.
    GEO_POINT = "L268", "geo-point", Error, spec "https://www.georss.org/simple.html", w3c ["InvalidCoord"], help "write them like `45.256 -71.92`, latitude first", explained super::why!("geo-point");
    /// A line or an area is a list of points.
    GEO_POINTS = "L269", "geo-points", Error, spec "https://www.georss.org/simple.html", w3c ["InvalidCoordList"], help "write pairs of latitude and longitude with blanks between all", explained super::why!("geo-points");
    /// Coordinates are separated by blanks.
    GEO_COMMA = "L270", "geo-comma", Warning, spec "https://www.georss.org/simple.html", w3c ["CoordComma"], help "write `45.256 -71.92`", explained super::why!("geo-comma");
    /// The period is hourly, daily, weekly, monthly or yearly.
    SY_PERIOD = "L271", "sy-period", Error, spec "http://purl.org/rss/1.0/modules/syndication/", w3c ["InvalidUpdatePeriod"], explained super::why!("sy-period");
    /// The relationship is allow or deny.
    ACCESS_RELATIONSHIP = "L272", "access-relationship", Error, spec "http://www.bloglines.com/about/specs/fac-1.0", w3c ["InvalidAccessRestrictionRel"], explained super::why!("access-relationship");
    /// thr:when was replaced by thr:updated.
    THR_WHEN = "L273", "thr-when", Error, spec "https://www.rfc-editor.org/rfc/rfc4685#section-4", w3c ["NoThrWhen"], help "write `thr:updated`", explained super::why!("thr-when");
    /// The only names of meta in a feed are those for robots.
    META_NAME = "L274", "meta-name", Error, spec "https://www.robotstxt.org/meta.html", w3c ["InvalidMetaName"], explained super::why!("meta-name");
    /// What robots are told is a list of known words.
    META_CONTENT = "L275", "meta-content", Error, spec "https://www.robotstxt.org/meta.html", w3c ["InvalidMetaContent"], help "write `noindex`, `nofollow` …", explained super::why!("meta-content");
    /// Elements of Media RSS have the attributes and words that it defines.
    MEDIA_VALUE = "L448", "media-value", Warning, spec "https://www.rssboard.org/media-rss#optional-elements", help "look the element up in the specification of Media RSS 1.5.1", explained super::why!("media-value");
    /// The border of an area ends where it began.
    GEO_POLYGON_OPEN = "L449", "geo-polygon-open", Warning, spec "https://www.georss.org/simple.html", help "repeat the first point at the end: four points at least", explained super::why!("geo-polygon-open");
    /// A podcast is in UTF-8.
    ITUNES_NOT_UTF8 = "L459", "itunes-not-utf8", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", w3c ["NotUTF8"], help "save the document as UTF-8 and declare `encoding=\"UTF-8\"`", explained super::why!("itunes-not-utf8");
}
