//! Lists that the namespace and the Podcast Taxonomy keep.

pub(super) const SOCIAL: &[&str] =
    &["disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"];
pub(super) const CHATS: &[&str] = &["irc", "xmpp", "nostr", "matrix"];
pub(super) const PLACES: &[&str] = &["subject", "creator"];
pub(super) const INTEGRITY: &[&str] = &["sri", "pgp-signature"];
pub(super) const TRANSCRIPTS: &[&str] =
    &["text/vtt", "application/x-subrip", "application/json", "text/html", "text/plain"];

const MEDIA: &[&str] = &["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course"];

/// A medium, a list of one, or a list of several.
pub(super) fn is_medium(text: &str) -> bool {
    text == "mixed" || MEDIA.contains(&text.strip_suffix('L').unwrap_or(text))
}

pub(super) fn media() -> String {
    format!("{}, each also with `L` for a list, or `mixed`", MEDIA.join(", "))
}

const GROUPS: &str = "creative direction|cast|writing|audio production|audio post-production|administration|visuals|\
    community|misc.|video production|video post-production";

const ROLES: &str = "announcer|assistant camera|assistant director|assistant editor|associate producer|audio editor|\
    audio engineer|author|booking coordinator|camera grip|camera operator|co-host|co-writer|composer|consultant|\
    content manager|cover art designer|creative director|development producer|director|editor|editorial director|\
    executive producer|fact checker|foley artist|graphic designer|guest|guest host|guest writer|host|intern|\
    lighting designer|logger|managing editor|marketing manager|music contributor|music production|narrator|\
    post production engineer|producer|production assistant|production coordinator|remote recording engineer|reporter|\
    researcher|sales manager|sales representative|script coordinator|script editor|senior producer|\
    social media manager|songwriter|sound designer|story editor|studio coordinator|technical director|\
    technical manager|theme music|transcriber|translator|voice actor|writer";

/// Whether a text is a role of the Podcast Taxonomy, in any case.
#[must_use]
pub fn is_role(text: &str) -> bool {
    ROLES.split('|').any(|role| role.eq_ignore_ascii_case(text))
}

/// The nearest role, where one is near.
pub(super) fn near_role(text: &str) -> Option<&'static str> {
    near(text, ROLES.split('|'))
}

/// A group of the Podcast Taxonomy, in any case.
pub(super) fn is_group(text: &str) -> bool {
    GROUPS.split('|').any(|group| group.eq_ignore_ascii_case(text)) || text.eq_ignore_ascii_case("misc")
}

/// The word that was probably meant.
pub(super) fn near<'w>(text: &str, words: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    let text = text.to_lowercase();
    words
        .map(|word| (strsim::damerau_levenshtein(&word.to_lowercase(), &text), word))
        .filter(|(distance, word)| *distance <= 1 + word.len() / 4)
        .min()
        .map(|(_, word)| word)
}
