//! RSS.

use crate::diagnostic::rules::rules;

rules! {
    /// An item should have one enclosure.
    ENCLOSURE_DUPLICATE = "L201", "enclosure-duplicate", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-item-enclosure", w3c ["DuplicateEnclosure"], help "readers keep the first or the last: put further ones into `<media:content>`", explained super::why!("enclosure-duplicate");
    /// A channel's image is 1 to 144 pixels wide.
    IMAGE_WIDTH = "L202", "image-width", Error, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["InvalidWidth"], help "leave width and height out: readers scale it anyway", explained super::why!("image-width");
    /// A channel's image is 1 to 400 pixels high.
    IMAGE_HEIGHT = "L203", "image-height", Error, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["InvalidHeight"], help "leave width and height out: readers scale it anyway", explained super::why!("image-height");
    /// A channel's image should link to where the channel does.
    IMAGE_LINK = "L204", "image-link", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-image-link", w3c ["ImageLinkDoesntMatch"], help "write the same address as in the channel's `<link>`", explained super::why!("image-link");
    /// A channel's image should have the channel's title.
    IMAGE_TITLE = "L205", "image-title", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-image-title", w3c ["ImageTitleDoesntMatch"], help "write the same as in the channel's `<title>`", explained super::why!("image-title");
    /// A channel's image is a GIF, JPEG or PNG.
    IMAGE_FORMAT = "L206", "image-format", Warning, spec "https://www.rssboard.org/rss-specification#ltimagegtSubelementOfLtchannelgt", w3c ["ImageUrlFormat"], explained super::why!("image-format");
    /// Readers ignore text inputs.
    TEXT_INPUT = "L207", "text-input", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-textinput", w3c ["AvoidTextInput"], help "remove it", explained super::why!("text-input");
    /// The name of a text input is the name of a form field.
    TEXT_INPUT_NAME = "L208", "text-input-name", Error, spec "https://www.rssboard.org/rss-specification#lttextinputgtSubelementOfLtchannelgt", w3c ["InvalidFormComponentName"], explained super::why!("text-input-name");
    /// A week has seven days.
    SKIP_DAYS_TOO_MANY = "L209", "skip-days-too-many", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["EightDaysAWeek"], explained super::why!("skip-days-too-many");
    /// A day is written Monday, Tuesday …
    SKIP_DAY = "L210", "skip-day", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["InvalidDay"], explained super::why!("skip-day");
    /// A day has 24 hours.
    SKIP_HOURS_TOO_MANY = "L211", "skip-hours-too-many", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["NotEnoughHoursInTheDay"], explained super::why!("skip-hours-too-many");
    /// An hour is a number from 0 to 23.
    SKIP_HOUR = "L212", "skip-hour", Error, spec "https://www.rssboard.org/rss-specification#optionalChannelElements", w3c ["InvalidHour"], explained super::why!("skip-hour");
    /// Midnight is hour 0.
    SKIP_HOUR_MIDNIGHT = "L213", "skip-hour-midnight", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-skiphours", w3c ["UseZeroForMidnight"], help "write 0", explained super::why!("skip-hour-midnight");
    /// The description should stand before the full content.
    CONTENT_BEFORE_DESCRIPTION = "L214", "content-before-description", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-content-encoded", w3c ["NeedDescriptionBeforeContent"], help "put `<description>` with a summary before `<content:encoded>`; without a summary put all into `<description>`", explained super::why!("content-before-description");
    /// A feed with counts of comments should say when it was built.
    SLASH_DATE = "L215", "slash-date", Warning, spec "https://www.rssboard.org/rss-profile#namespace-elements-slash", w3c ["SlashDate"], help "add `<lastBuildDate>` to the channel", explained super::why!("slash-date");
    /// One thing should not be said twice in a channel.
    MEANING_DUPLICATE = "L216", "meaning-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateSemantics"], help "keep the element of RSS", explained super::why!("meaning-duplicate");
    /// One thing should not be said twice in an item.
    ITEM_MEANING_DUPLICATE = "L217", "item-meaning-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateItemSemantics"], help "keep one of both, the element of RSS where it can say it", explained super::why!("item-meaning-duplicate");
    /// An item should not carry its text twice in different vocabularies.
    DESCRIPTION_DUPLICATE = "L218", "description-duplicate", Warning, spec "https://www.rssboard.org/rss-profile", w3c ["DuplicateDescriptionSemantics"], help "keep `<description>`, and the full text in `<content:encoded>`", explained super::why!("description-duplicate");
    /// A cloud says where and how a reader asks to be told of changes.
    CLOUD = "L423", "cloud", Warning, spec "https://www.rssboard.org/rss-specification#ltcloudgtSubelementOfLtchannelgt", help "`domain` is a host, `port` 1 to 65535, `path` begins with `/`, `protocol` is `http-post`, `xml-rpc` or `soap`; the last two need the name of a procedure", explained super::why!("cloud");
    /// The time to live of a feed is counted in minutes.
    TTL_IMPLAUSIBLE = "L424", "ttl-implausible", Note, spec "https://www.rssboard.org/rss-specification#ltttlgtSubelementOfLtchannelgt", help "write minutes: `60` is an hour", explained super::why!("ttl-implausible");
    /// A feed should leave readers an hour and a day at which they may ask.
    SKIP_EVERYTHING = "L425", "skip-everything", Warning, spec "https://www.rssboard.org/rss-profile#element-channel-skiphours", help "list only those at which nothing is ever published, or leave the element out", explained super::why!("skip-everything");
    /// An item should lead somewhere.
    ITEM_LINK_MISSING = "L426", "item-link-missing", Note, spec "https://www.rssboard.org/rss-profile#element-channel-item-link", help "add `<link>` with the address of the article", explained super::why!("item-link-missing");
    /// The length of an enclosure should be its real one.
    LENGTH_ZERO = "L429", "length-zero", Note, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt", help "write the size of the file in bytes", explained super::why!("length-zero");
    /// A document of RSS 0.91 has what that version asks for.
    RSS_VERSION_REQUIRES = "L457", "rss-version-requires", Note, spec "https://www.rssboard.org/rss-0-9-1", help "write `<rss version=\"2.0\">`, which asks for less: every such document is one of RSS 2.0", explained super::why!("rss-version-requires");
    /// An element should not be younger than the version of the document.
    RSS_VERSION_LOW = "L458", "rss-version-low", Note, spec "https://www.rssboard.org/rss-specification#whatIsRss", help "write `<rss version=\"2.0\">`", explained super::why!("rss-version-low");
}
