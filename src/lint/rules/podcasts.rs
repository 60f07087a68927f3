//! Podcasts: Podcasting 2.0 and Podlove.

use crate::diagnostic::rules::rules;

rules! {
    /// Chapters have a start and a title, in order of time.
    CHAPTERS = "L305", "chapters", Error, spec "https://podlove.org/simple-chapters/", help "write `<psc:chapter start=\"00:35:12.250\" title=\"…\"/>`, the earliest first", explained super::why!("chapters");
    /// An element of the podcast namespace should be one that the namespace has.
    PODCAST_ELEMENT_UNKNOWN = "L306", "podcast-element-unknown", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "look at the letters; what is only proposed is read by few apps", explained super::why!("podcast-element-unknown");
    /// An attribute of the podcast namespace should be one that its element has.
    PODCAST_ATTRIBUTE_UNKNOWN = "L307", "podcast-attribute-unknown", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "remove it, or look up which one the element has", explained super::why!("podcast-attribute-unknown");
    /// The podcast namespace has an address of its own.
    PODCAST_NAMESPACE_OLD = "L308", "podcast-namespace-old", Note, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "declare `xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"`", explained super::why!("podcast-namespace-old");
    /// A text should not be longer than apps and indexes keep.
    PODCAST_TOO_LONG = "L309", "podcast-too-long", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "shorten it", explained super::why!("podcast-too-long");
    /// Pages and texts should be fetched over `https:`.
    PODCAST_NOT_HTTPS = "L310", "podcast-not-https", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "write `https:`, once the page can be fetched that way", explained super::why!("podcast-not-https");
    /// A person and a place have a name.
    PODCAST_NAME_MISSING = "L311", "podcast-name-missing", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/person.md", help "write the name between the tags", explained super::why!("podcast-name-missing");
    /// An attribute that the namespace recommends is there.
    PODCAST_RECOMMENDED = "L312", "podcast-recommended", Note, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", help "add it, if you know it", explained super::why!("podcast-recommended");
    /// A role and a group should be those of the Podcast Taxonomy.
    PODCAST_PERSON_ROLE = "L313", "podcast-person-role", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/person.md", help "take one of https://podcasttaxonomy.com/: `host`, `guest`, `audio editor` …", explained super::why!("podcast-person-role");
    /// A place is given as a geo URI, an object of OpenStreetMap, or both.
    PODCAST_LOCATION = "L314", "podcast-location", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/location.md", help "write `geo=\"geo:30.2672,-97.7431\"`, latitude first, and `osm=\"R113314\"`", explained super::why!("podcast-location");
    /// A podcast is known by a UUID.
    PODCAST_GUID = "L315", "podcast-guid", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md", help "make a UUID of version 5 from the feed's address once, and never change it", explained super::why!("podcast-guid");
    /// The UUID of a podcast should be of version 5.
    PODCAST_GUID_VERSION = "L316", "podcast-guid-version", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md", help "leave a published one as it is; make new ones from the feed's address", explained super::why!("podcast-guid-version");
    /// The medium is one that the namespace lists.
    PODCAST_MEDIUM = "L317", "podcast-medium", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/medium.md", help "write `podcast`, `music`, `video`, `film`, `audiobook`, `newsletter`, `blog`, `publisher` or `course`, with an `L` behind it for a list, or `mixed`", explained super::why!("podcast-medium");
    /// A feed whose medium is a list should have no items of its own.
    PODCAST_LIST_ITEMS = "L318", "podcast-list-items", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/medium.md", help "point to the items with `<podcast:remoteItem>`, or take the medium without its `L`", explained super::why!("podcast-list-items");
    /// A licence is one that everybody knows, or says where it can be read.
    PODCAST_LICENSE = "L319", "podcast-license", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/license.md", help "write its SPDX identifier, such as `cc-by-4.0`, or add `url`", explained super::why!("podcast-license");
    /// A service is called by the name that the namespace lists.
    PODCAST_SERVICE = "L320", "podcast-service", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/block.md", help "take one of https://github.com/Podcastindex-org/podcast-namespace/blob/main/serviceslugs.txt, letter by letter", explained super::why!("podcast-service");
    /// Transcripts and chapters should be of a type that apps read.
    PODCAST_FILE_TYPE = "L331", "podcast-file-type", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/transcript.md", help "transcripts: `text/vtt`, `application/x-subrip`, `application/json`, `text/html`, `text/plain`; chapters: `application/json+chapters`", explained super::why!("podcast-file-type");
    /// A time is a number of seconds.
    PODCAST_SECONDS = "L332", "podcast-seconds", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/soundbite.md", help "write `73.5`, not `1:13.5`", explained super::why!("podcast-seconds");
    /// A soundbite takes 15 seconds to 2 minutes.
    PODCAST_SOUNDBITE_LENGTH = "L333", "podcast-soundbite-length", Note, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/soundbite.md", help "choose a passage that stands for itself", explained super::why!("podcast-soundbite-length");
    /// Other versions of an enclosure should stand beside one.
    PODCAST_ENCLOSURE_MISSING = "L334", "podcast-enclosure-missing", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/alternate-enclosure.md", help "add `<enclosure>` with the file that every app can play", explained super::why!("podcast-enclosure-missing");
    /// A file is checked by a hash or by a signature.
    PODCAST_INTEGRITY = "L335", "podcast-integrity", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/integrity.md", help "write `type=\"sri\"` and `value=\"sha384-…\"`, the hash in Base64", explained super::why!("podcast-integrity");
    /// An aspect ratio is written as in CSS.
    PODCAST_ASPECT_RATIO = "L336", "podcast-aspect-ratio", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/image.md", help "write `16/9`", explained super::why!("podcast-aspect-ratio");
    /// The purposes of a picture should be words with blanks between them.
    PODCAST_IMAGE_PURPOSE = "L337", "podcast-image-purpose", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/image.md", help "write `artwork social`", explained super::why!("podcast-image-purpose");
    /// `podcast:images` was replaced.
    PODCAST_IMAGES_DEPRECATED = "L338", "podcast-images-deprecated", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/images.md", help "write one `<podcast:image href=\"…\"/>` for each picture", explained super::why!("podcast-images-deprecated");
    /// The way to pay should be one that apps know.
    PODCAST_PAYMENT = "L339", "podcast-payment", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/value.md", help "write `<podcast:value type=\"lightning\" method=\"keysend\">`, and recipients of the type `node` or `lnaddress`", explained super::why!("podcast-payment");
    /// Payments go to an address that exists.
    PODCAST_PAYMENT_ADDRESS = "L340", "podcast-payment-address", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/value-recipient.md", help "a `node` is a public key of 66 hexadecimal digits, an `lnaddress` looks like `ada@pay.example`", explained super::why!("podcast-payment-address");
    /// A share is a whole number, and together they are more than 0.
    PODCAST_SPLIT = "L341", "podcast-split", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/value-recipient.md", help "write `split=\"50\"`: shares are counted, they need not add up to 100", explained super::why!("podcast-split");
    /// For a time the money goes to one remote item, or to recipients.
    PODCAST_TIME_SPLIT = "L342", "podcast-time-split", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/value-time-split.md", help "keep one `<podcast:remoteItem>`, or `<podcast:valueRecipient>` elements without it", explained super::why!("podcast-time-split");
    /// A live item is `pending`, `live` or `ended`.
    PODCAST_LIVE_STATUS = "L343", "podcast-live-status", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/live-item.md", help "write one of the three, in small letters", explained super::why!("podcast-live-status");
    /// A live item should begin and end at times with a zone, in that order.
    PODCAST_LIVE_TIME = "L344", "podcast-live-time", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/live-item.md", help "write `2026-11-22T19:00:00+01:00`, or `Z` at the end for UTC", explained super::why!("podcast-live-time");
    /// A live item should have a title, a guid and an enclosure.
    PODCAST_LIVE_INCOMPLETE = "L345", "podcast-live-incomplete", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/live-item.md", help "add the element: what is an item's is a live item's, too", explained super::why!("podcast-live-incomplete");
    /// A protocol should be one that the namespace lists.
    PODCAST_PROTOCOL = "L346", "podcast-protocol", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/social-interact.md", help "comments: `activitypub`, `atproto`, `nostr`, `matrix`, `hive`, `lightning`, `twitter`; chats: `irc`, `xmpp`, `nostr`, `matrix`", explained super::why!("podcast-protocol");
    /// The server of a chat is the name of a host.
    PODCAST_CHAT_SERVER = "L347", "podcast-chat-server", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/chat.md", help "write `chat.example.org`, without scheme and path; the room goes into `space`", explained super::why!("podcast-chat-server");
    /// What says that there are no comments says nothing else.
    PODCAST_COMMENTS_DISABLED = "L348", "podcast-comments-disabled", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/social-interact.md", help "leave `<podcast:socialInteract protocol=\"disabled\"/>` alone, or remove it", explained super::why!("podcast-comments-disabled");
    /// A podcast names one feed of its publisher.
    PODCAST_PUBLISHER = "L349", "podcast-publisher", Error, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/publisher.md", help "write one `<podcast:remoteItem medium=\"publisher\" feedGuid=\"…\" feedUrl=\"…\"/>`", explained super::why!("podcast-publisher");
    /// A schedule is a recurrence rule of iCalendar.
    PODCAST_RRULE = "L350", "podcast-rrule", Error, spec "https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10", help "write it like `FREQ=WEEKLY;BYDAY=MO`", explained super::why!("podcast-rrule");
    /// Simple Chapters should say of which version they are.
    CHAPTERS_VERSION = "L351", "chapters-version", Warning, spec "https://podlove.org/simple-chapters/", help "write `<psc:chapters version=\"1.2\">`", explained super::why!("chapters-version");
    /// What is pointed to should be in the episode.
    PODCAST_PAST_END = "L502", "podcast-past-end", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/soundbite.md", help "correct the time, or `<itunes:duration>`", explained super::why!("podcast-past-end");
    /// The numbers of an episode should be the same in both vocabularies.
    PODCAST_NUMBERS_DIFFER = "L503", "podcast-numbers-differ", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/season.md", help "write the same season and number for both", explained super::why!("podcast-numbers-differ");
}
