//! Rules about sounds, films and images.

rules! {
    /// A record names a media file that is not there.
    MEDIA_MISSING = "M001", "media-missing", Warning;
    /// A media file cannot be read.
    MEDIA_UNREADABLE = "M002", "media-unreadable", Warning;
    /// A media file has another length than its record says; what is published is the right one.
    MEDIA_LENGTH_WRONG = "M003", "media-length-wrong", Warning, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt";
    /// A media file is of another type than its record says; what is published is the right one.
    MEDIA_TYPE_WRONG = "M004", "media-type-wrong", Warning, spec "https://www.rssboard.org/rss-specification#ltenclosuregtSubelementOfLtitemgt";
    /// A media file plays longer or shorter than its record says; what is published is the right duration.
    MEDIA_DURATION_WRONG = "M005", "media-duration-wrong", Warning;
    /// A media file is empty, or nothing in it can be played.
    MEDIA_UNPLAYABLE = "M006", "media-unplayable", Error;
    /// The end of a media file is missing.
    MEDIA_TRUNCATED = "M007", "media-truncated", Warning;
    /// The header of a recording says how long it plays, and is wrong.
    MEDIA_HEADER_WRONG = "M008", "media-header-wrong", Warning;
    /// A media file is something else than the extension of its name says.
    MEDIA_MISLABELLED = "M009", "media-mislabelled", Warning;
    /// The tags of a recording cannot be read.
    MEDIA_TAGS = "M010", "media-tags", Note;
    /// A media file has changed since it was published: who has it does not get it again.
    MEDIA_CHANGED = "M011", "media-changed", Warning;
    /// A media file could not be looked at where it is published; what is known of it stands.
    MEDIA_UNASKED = "M012", "media-unasked", Note;
    /// A record names a media file by a path that leads out of the publication and of the media directory.
    MEDIA_OUTSIDE = "M014", "media-outside", Error;
    /// A record names a file that lies beside it, and nothing says where that is published.
    MEDIA_BESIDE = "M015", "media-beside", Warning;
    /// The artwork of a podcast is not what directories take: a square of 1400 to 3000 pixels, JPEG or PNG, RGB, without transparency.
    ARTWORK_UNFIT = "M013", "artwork-unfit", Warning, spec "https://podcasters.apple.com/support/823-podcast-requirements";
}
