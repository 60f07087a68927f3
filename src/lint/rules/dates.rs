//! Dates.

use crate::diagnostic::rules::rules;

rules! {
    /// Dates of RSS are RFC 822 dates.
    DATE_RFC822 = "L081", "date-rfc822", Error, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["InvalidRFC2822Date"], help "write it like `Sun, 22 Nov 2026 09:30:00 +0000`", explained super::why!("date-rfc822");
    /// The day of the week must be that of the date.
    WEEKDAY_WRONG = "L082", "weekday-wrong", Error, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["IncorrectDOW"], help "correct it, or leave the day of the week out", explained super::why!("weekday-wrong");
    /// A date should be in a form that every reader understands.
    DATE_FRAGILE = "L083", "date-fragile", Warning, spec "https://www.rssboard.org/rss-profile#data-types-datetime", w3c ["ProblematicalRFC822Date"], help "write it like `Sun, 22 Nov 2026 09:30:00 +0000`", explained super::why!("date-fragile");
    /// Dates of Atom and JSON Feed are RFC 3339 dates with time and zone.
    DATE_RFC3339 = "L084", "date-rfc3339", Error, spec "https://www.rfc-editor.org/rfc/rfc4287#section-3.3", w3c ["InvalidRFC3339Date"], help "write it like `2026-11-22T09:30:00Z`", explained super::why!("date-rfc3339");
    /// Dates of Dublin Core and of sitemaps are W3C dates.
    DATE_W3CDTF = "L085", "date-w3cdtf", Error, spec "https://www.w3.org/TR/NOTE-datetime", w3c ["InvalidW3CDTFDate"], help "write it like `2026-11-22T09:30:00Z` or `2026-11-22`", explained super::why!("date-w3cdtf");
    /// The dates of events are ISO 8601 dates.
    DATE_ISO8601 = "L086", "date-iso8601", Error, spec "https://www.w3.org/TR/NOTE-datetime", w3c ["InvalidISO8601DateTime", "InvalidISO8601Date"], help "write it like `2026-11-22T09:30:00`", explained super::why!("date-iso8601");
    /// A date should be neither in the future nor before the Web.
    DATE_IMPLAUSIBLE = "L087", "date-implausible", Warning, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", w3c ["ImplausibleDate"], help "items of the future are hidden by some readers and pinned to the top by others: publish them when they are due", explained super::why!("date-implausible");
    /// Two entries should not have been updated at the same instant.
    DATE_SHARED = "L088", "date-shared", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15", w3c ["DuplicateUpdated"], help "give each its own time, if it is known; never invent one", explained super::why!("date-shared");
    /// An item is not updated before it is published.
    DATE_ORDER = "L089", "date-order", Note, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15", help "look which of both is wrong", explained super::why!("date-order");
    /// An item should have a date.
    DATE_MISSING = "L090", "date-missing", Note, spec "https://slack.com/help/articles/218688467", help "some readers leave out items without a date, others show them as new each time", explained super::why!("date-missing");
    /// The date of a feed is not before that of its newest item.
    FEED_DATE_OLD = "L422", "feed-date-old", Warning, spec "https://www.rfc-editor.org/rfc/rfc4287#section-4.2.15", help "take the newest date among the items: neither that of the build nor a fixed one", explained super::why!("feed-date-old");
    /// The newest item should stand first.
    ITEM_ORDER = "L435", "item-order", Note, spec "https://slack.com/help/articles/218688467", help "sort the items by date, newest first", explained super::why!("item-order");
    /// Items should have dates of their own.
    DATE_SAME_EVERYWHERE = "L436", "date-same-everywhere", Warning, spec "https://www.rssboard.org/rss-specification#ltpubdategtSubelementOfLtitemgt", help "give each the time at which it was published: what is here is most likely that of the build", explained super::why!("date-same-everywhere");
    /// A date is best written in full, with a numeric zone.
    DATE_LOOSE = "L450", "date-loose", Note, spec "https://www.rssboard.org/rss-profile#data-types-datetime", help "write it like `Sun, 22 Nov 2026 09:30:00 +0000`", explained super::why!("date-loose");
}
