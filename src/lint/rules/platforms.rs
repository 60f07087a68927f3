//! What platforms of podcasts ask for: Apple, Spotify, apps of Podcasting 2.0.

use crate::diagnostic::rules::rules;

rules! {
    /// A podcast should have artwork.
    ITUNES_IMAGE_MISSING = "L361", "itunes-image-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "add `<itunes:image href=\"https://…/cover.jpg\"/>` to the channel: a square of 1400 to 3000 pixels", explained super::why!("itunes-image-missing");
    /// Artwork is a JPEG or a PNG.
    ITUNES_IMAGE_FORMAT = "L362", "itunes-image-format", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "name a file that ends in `.jpg`, `.jpeg` or `.png`, and is what its name says", explained super::why!("itunes-image-format");
    /// Media and artwork should be fetched over https.
    MEDIA_INSECURE = "L363", "media-insecure", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write `https://`, if the server answers there", explained super::why!("media-insecure");
    /// Addresses of media and artwork are ASCII.
    MEDIA_NOT_ASCII = "L364", "media-not-ascii", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "rename the file, or write other letters percent-encoded: `%C3%A4` for `ä`", explained super::why!("media-not-ascii");
    /// An episode has an enclosure.
    ENCLOSURE_MISSING = "L365", "enclosure-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "add `<enclosure url=\"…\" length=\"…\" type=\"audio/mpeg\"/>`, or leave the item out of the podcast's feed", explained super::why!("enclosure-missing");
    /// Each episode should have a file of its own.
    ENCLOSURE_SHARED = "L366", "enclosure-shared", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "give each episode its own address, or leave one of both out", explained super::why!("enclosure-shared");
    /// The length of an enclosure is its size in bytes.
    ENCLOSURE_LENGTH = "L367", "enclosure-length", Warning, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "write the size of the file in bytes, and its duration in seconds", explained super::why!("enclosure-length");
    /// The length of an episode's file should be known.
    ENCLOSURE_LENGTH_ZERO = "L368", "enclosure-length-zero", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write the size of the file in bytes", explained super::why!("enclosure-length-zero");
    /// The type of an enclosure should be the one that belongs to its extension.
    ENCLOSURE_TYPE = "L369", "enclosure-type", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "if the file is what its type says, rename it; else write the type that belongs to its name: `audio/mpeg` for `.mp3`, `audio/x-m4a` for `.m4a`, `video/mp4` for `.mp4`", explained super::why!("enclosure-type");
    /// The episodes of a serial show are numbered.
    EPISODE_NUMBER_MISSING = "L370", "episode-number-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "add `<itunes:episode>`, or mark a trailer or a bonus in `<itunes:episodeType>`", explained super::why!("episode-number-missing");
    /// Two full episodes should not have the same number.
    EPISODE_NUMBER_DUPLICATE = "L371", "episode-number-duplicate", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "number them one after another, or mark a trailer or a bonus in `<itunes:episodeType>`", explained super::why!("episode-number-duplicate");
    /// A title should not repeat the number of the episode.
    EPISODE_NUMBER_IN_TITLE = "L372", "episode-number-in-title", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "put the numbers into `<itunes:season>` and `<itunes:episode>`", explained super::why!("episode-number-in-title");
    /// An episode has a title.
    EPISODE_TITLE_MISSING = "L373", "episode-title-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "add `<title>`", explained super::why!("episode-title-missing");
    /// A show has at least one episode.
    SHOW_WITHOUT_EPISODES = "L374", "show-without-episodes", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "publish an episode before you submit the show: a trailer will do", explained super::why!("show-without-episodes");
    /// Directories of podcasts read RSS 2.0 only.
    PODCAST_NOT_RSS = "L375", "podcast-not-rss", Error, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "submit the RSS 2.0 feed of the show", explained super::why!("podcast-not-rss");
    /// Apple no longer reads some of its elements.
    ITUNES_OBSOLETE = "L376", "itunes-obsolete", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "leave it out; what is to be read stands in `<title>` and `<description>`", explained super::why!("itunes-obsolete");
    /// The description of a podcast or an episode has at most 4000 bytes.
    PODCAST_DESCRIPTION_TOO_LONG = "L377", "podcast-description-too-long", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "shorten it, and put the full notes into `<content:encoded>`", explained super::why!("podcast-description-too-long");
    /// Apple shows but a few elements of HTML in descriptions.
    PODCAST_DESCRIPTION_MARKUP = "L378", "podcast-description-markup", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "keep to `p`, `ol`, `ul`, `li` and `a`; the full notes may stand in `<content:encoded>`", explained super::why!("podcast-description-markup");
    /// No blanks should surround a value.
    ITUNES_WHITE_SPACE = "L379", "itunes-white-space", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write the value directly between its tags", explained super::why!("itunes-white-space");
    /// The language of a podcast should be two letters, with a country if need be.
    PODCAST_LANGUAGE = "L380", "podcast-language", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write it like `en` or `en-gb`", explained super::why!("podcast-language");
    /// A podcast should name who makes it.
    ITUNES_AUTHOR_MISSING = "L381", "itunes-author-missing", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "add `<itunes:author>` with the company or the hosts", explained super::why!("itunes-author-missing");
    /// A new address that is not the feed's own takes its subscribers away.
    ITUNES_NEW_FEED_URL = "L382", "itunes-new-feed-url", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "in the new feed it equals the link with `rel=\"self\"`; in the old one redirect with status 301 if you can", explained super::why!("itunes-new-feed-url");
    /// A feed that is no podcast should say which medium it is.
    PODCAST_MEDIUM_MISSING = "L383", "podcast-medium-missing", Note, spec "https://podcastindex.org/namespace/1.0", help "add `<podcast:medium>podcast</podcast:medium>`, or `music`, `video`, `audiobook` …", explained super::why!("podcast-medium-missing");
    /// Only `Yes` has an effect here.
    ITUNES_NO_EFFECT = "L384", "itunes-no-effect", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write `Yes`, or leave the element out", explained super::why!("itunes-no-effect");
    /// Apple files a show under its first category only.
    ITUNES_CATEGORY_UNUSED = "L385", "itunes-category-unused", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "put the one that matters first; other directories may read the rest", explained super::why!("itunes-category-unused");
    /// A duration is safest as a number of seconds.
    ITUNES_DURATION_FORM = "L386", "itunes-duration-form", Note, spec "https://podcasters.apple.com/support/823-podcast-requirements", help "write the seconds: `5400` for an hour and a half", explained super::why!("itunes-duration-form");
    /// Spotify plays MP3 and MP4.
    SPOTIFY_FORMAT = "L387", "spotify-format", Error, spec "https://support.spotify.com/bh-en/podcasters/article/podcast-specification-doc/", help "publish the episode as `.mp3`, `.m4a` or `.mp4`", explained super::why!("spotify-format");
    /// Countries of origin are codes of ISO 3166.
    SPOTIFY_COUNTRY = "L388", "spotify-country", Warning, spec "https://support.spotify.com/bh-en/podcasters/article/podcast-specification-doc/", help "write two letters a country, the most important first: `se no`", explained super::why!("spotify-country");
    /// Apps of Podcasting 2.0 look for the identity of a show, and whether it may be moved.
    PODCASTING2_ELEMENT_MISSING = "L389", "podcasting2-element-missing", Warning, spec "https://podcastindex.org/namespace/1.0", help "add the element to the channel: `<podcast:guid>` with the UUID of the show, `<podcast:locked>yes</podcast:locked>`", explained super::why!("podcasting2-element-missing");
    /// Nobody reads the elements of Google Play any more.
    GOOGLEPLAY_DEAD = "L390", "googleplay-dead", Note, spec "https://support.google.com/podcast-publishers/answer/9889544", help "leave them out: what they said stands in `itunes:`", explained super::why!("googleplay-dead");
}
