//! Rules about the documents that are about to be published.

rules! {
    /// Too many items had to be withheld, so the whole document stays as it was.
    TOO_MANY_WITHHELD = "F003", "too-many-withheld", Error;
    /// A condition of a feed cannot be evaluated for a record.
    WHERE_FAILED = "F004", "where-failed", Error;
    /// A value of an `each` feed has disappeared; its last document stays.
    FEED_VALUE_GONE = "F005", "feed-value-gone", Note;
    /// An extension element of a feed cannot be written.
    EXTENSION_INVALID = "F006", "extension-invalid", Error;
    /// Articles that subscribers have would be shown to them as new.
    FLOOD_REFUSED = "F007", "flood-refused", Error;
    /// Much of what was published is gone from all sources at once, so nothing was taken down.
    DELETION_REFUSED = "F008", "deletion-refused", Error;
    /// Published articles are gone, and records that cannot be read may be the same ones.
    DELETION_DOUBTFUL = "F009", "deletion-doubtful", Warning;
    /// The clock stands before the last run.
    CLOCK_BEHIND = "F010", "clock-behind", Warning;
    /// Articles that are older than everything in a feed come into it for the first time, and readers show them as new.
    OLD_ARRIVALS = "F011", "old-arrivals", Warning;
    /// A feed of the configuration was retired.
    FEED_RETIRED = "F012", "feed-retired", Note;
    /// A feed says that an article is deleted, and its record is there: it stays down.
    DELETION_STANDS = "F013", "deletion-stands", Warning;
    /// A podcast whose document does not hold every episode: directories list what is in it, and nothing else.
    EPISODES_LEFT_OUT = "F014", "episodes-left-out", Warning, spec "https://help.apple.com/itc/podcasts_connect/#/itcb54353390";
    /// A file beside a feed is removed, since nothing in the feed leads to it any more.
    FILE_TAKEN_AWAY = "F015", "file-taken-away", Warning;
    /// More archived articles were edited than a feed shows again: subscribers keep the others as they have them.
    CORRECTIONS_LEFT_OUT = "F016", "corrections-left-out", Note, spec "https://www.rfc-editor.org/rfc/rfc5005#section-4";
    /// A podcast is a new show to apps and directories, and may be one that was published under another name.
    SHOW_NEW = "F017", "show-new", Warning, spec "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/tags/guid.md";
}
