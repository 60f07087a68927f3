//! Lists that the namespace, the Podcast Taxonomy and SPDX keep.

/// Types of transcripts; those of SubRip in three spellings, of which the namespace had two before and Apple reads one.
pub(super) const TRANSCRIPTS: &[&str] =
    &["text/vtt", "text/html", "text/plain", "application/json", "application/x-subrip", "application/srt", "text/srt"];

/// The type of JSON chapters, and the one that the namespace's own example gives them.
pub(super) const CHAPTERS: &[&str] = &["application/json+chapters", "application/json"];

pub(super) const SOCIAL: &[&str] =
    &["disabled", "activitypub", "twitter", "lightning", "atproto", "hive", "matrix", "nostr"];

pub(super) const CHATS: &[&str] = &["irc", "xmpp", "nostr", "matrix"];

const MEDIA: &[&str] = &["podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course"];

/// A medium, a list of one, or a list of several.
pub(super) fn is_medium(text: &str) -> bool {
    MEDIA.contains(&text) || is_list(text)
}

/// A medium whose feed is a list of things elsewhere.
pub(super) fn is_list(text: &str) -> bool {
    text == "mixed" || text.strip_suffix('L').is_some_and(|medium| MEDIA.contains(&medium))
}

const GROUPS: &[&str] = &[
    "creative direction",
    "cast",
    "writing",
    "audio production",
    "audio post-production",
    "administration",
    "visuals",
    "community",
    "misc.",
    "video production",
    "video post-production",
];

const ROLES: &[&str] = &[
    "announcer",
    "assistant camera",
    "assistant director",
    "assistant editor",
    "associate producer",
    "audio editor",
    "audio engineer",
    "author",
    "booking coordinator",
    "camera grip",
    "camera operator",
    "co-host",
    "co-writer",
    "composer",
    "consultant",
    "content manager",
    "cover art designer",
    "creative director",
    "development producer",
    "director",
    "editor",
    "editorial director",
    "executive producer",
    "fact checker",
    "foley artist",
    "graphic designer",
    "guest",
    "guest host",
    "guest writer",
    "host",
    "intern",
    "lighting designer",
    "logger",
    "managing editor",
    "marketing manager",
    "music contributor",
    "music production",
    "narrator",
    "post production engineer",
    "producer",
    "production assistant",
    "production coordinator",
    "remote recording engineer",
    "reporter",
    "researcher",
    "sales manager",
    "sales representative",
    "script coordinator",
    "script editor",
    "senior producer",
    "social media manager",
    "songwriter",
    "sound designer",
    "story editor",
    "studio coordinator",
    "technical director",
    "technical manager",
    "theme music",
    "transcriber",
    "translator",
    "voice actor",
    "writer",
];

fn has(list: &[&str], text: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(text))
}

/// A role of the Podcast Taxonomy, in any case.
pub(super) fn is_role(text: &str) -> bool {
    has(ROLES, text)
}

/// A group of the Podcast Taxonomy, in any case.
pub(super) fn is_group(text: &str) -> bool {
    has(GROUPS, text) || text.eq_ignore_ascii_case("misc")
}

const SERVICES: &str = "acast amazon anchor apple audible audioboom backtracks bitcoin blubrry buzzsprout captivate castos \
    castopod facebook fireside fyyd google gpodder hypercatcher kasts libsyn mastodon megafono megaphone omnystudio \
    overcast paypal pinecast podbean podcastaddict podcastguru podcastindex podcasts podchaser podcloud podfriend podiant \
    podigee podnews podomatic podserve podverse redcircle relay resonaterecordings rss shoutengine simplecast slack \
    soundcloud spotify spreaker tiktok transistor twitter whooshkaa youtube zencast";

/// The name of a service that the namespace lists.
pub(super) fn is_service(text: &str) -> bool {
    SERVICES.split_ascii_whitespace().any(|known| known == text)
}

/// Licences that need no address: those that the namespace lists, and of the SPDX list all but the rarest.
const LICENSES: &str = "arr pod-v4v-1.0 0bsd afl-1.1 afl-1.2 afl-2.0 afl-2.1 afl-3.0 agpl-1.0-only agpl-1.0-or-later agpl-3.0 \
    agpl-3.0-only agpl-3.0-or-later apache-1.0 apache-1.1 apache-2.0 apsl-1.0 apsl-1.1 apsl-1.2 apsl-2.0 artistic-1.0 \
    artistic-1.0-perl artistic-2.0 beerware blueoak-1.0.0 bsd-1-clause bsd-2-clause bsd-2-clause-patent bsd-3-clause \
    bsd-3-clause-clear bsd-4-clause bsl-1.0 busl-1.1 c-uda-1.0 catosl-1.1 cc cc-pddc cc-pdm-1.0 cc-sa-1.0 cc0-1.0 cdla-permissive-1.0 \
    cdla-permissive-2.0 cdla-sharing-1.0 cecill-1.0 cecill-2.0 cecill-2.1 cecill-b cecill-c cern-ohl-1.1 cern-ohl-1.2 \
    cern-ohl-p-2.0 cern-ohl-s-2.0 cern-ohl-w-2.0 cddl-1.0 cddl-1.1 cpal-1.0 cpl-1.0 d-fsl-1.0 dl-de-by-2.0 dl-de-zero-2.0 \
    ecl-1.0 ecl-2.0 efl-1.0 efl-2.0 elastic-2.0 epl-1.0 epl-2.0 etalab-2.0 eupl-1.0 eupl-1.1 eupl-1.2 fal fsfap gfdl-1.1 \
    gfdl-1.1-only gfdl-1.1-or-later gfdl-1.2 gfdl-1.2-only gfdl-1.2-or-later gfdl-1.3 gfdl-1.3-only gfdl-1.3-or-later gpl \
    gpl-1.0 gpl-1.0-only gpl-1.0-or-later gpl-2.0 gpl-2.0-only gpl-2.0-or-later gpl-3.0 gpl-3.0-only gpl-3.0-or-later hippocratic-2.1 \
    hpnd isc jpl-image lal-1.2 lal-1.3 lgpl lgpl-2.0 lgpl-2.0-only lgpl-2.0-or-later lgpl-2.1 lgpl-2.1-only \
    lgpl-2.1-or-later lgpl-3.0 lgpl-3.0-only lgpl-3.0-or-later lgpllr liliq-p-1.1 liliq-r-1.1 liliq-rplus-1.1 lpl-1.02 lppl-1.3c mit \
    mit-0 mit-modern-variant mpl-1.0 mpl-1.1 mpl-2.0 ms-pl ms-rl mulanpsl-2.0 ncgl-uk-2.0 ncsa nlod-1.0 nlod-2.0 nposl-3.0 o-uda-1.0 \
    odbl-1.0 odc-by-1.0 ofl-1.0 ofl-1.1 ogl-canada-2.0 ogl-uk-1.0 ogl-uk-2.0 ogl-uk-3.0 opl-1.0 opubl-1.0 osl-1.0 osl-2.0 \
    osl-2.1 osl-3.0 pddl-1.0 polyform-noncommercial-1.0.0 polyform-small-business-1.0.0 postgresql psf-2.0 python-2.0 ruby sspl-1.0 \
    tapr-ohl-1.0 unicode-3.0 unlicense upl-1.0 vim w3c w3c-19980720 w3c-20150513 wtfpl x11 zlib zpl-2.1";

/// A licence that everybody knows by its identifier.
pub(super) fn is_license(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    LICENSES.split_ascii_whitespace().any(|known| known == lower) || is_creative_commons(&lower)
}

/// `cc-by-nc-sa-4.0`, `cc-by-3.0-de`: a ported licence names its country.
fn is_creative_commons(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("cc-by-") else { return false };
    let rest = rest.strip_prefix("nc-").unwrap_or(rest);
    let rest = rest.strip_prefix("nd-").or_else(|| rest.strip_prefix("sa-")).unwrap_or(rest);
    let (version, country) = rest.split_once('-').map_or((rest, "de"), |(version, country)| (version, country));
    matches!(version, "1.0" | "2.0" | "2.5" | "3.0" | "4.0")
        && matches!(country.len(), 2 | 3)
        && country.bytes().all(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{is_license, is_list, is_medium, is_role, is_service};

    #[test]
    fn lists() {
        assert!(is_license("CC-BY-NC-ND-4.0") && is_license("cc-by-3.0-igo") && is_license("arr") && is_license("mit"));
        assert!(!is_license("cc-by") && !is_license("cc-by-nd-nc-4.0") && !is_license("my-licence"));
        assert!(is_medium("blog") && is_medium("courseL") && is_list("mixed") && !is_list("podcast"));
        assert!(!is_medium("Podcast") && !is_medium("mixedL") && !is_medium("podcastl"));
        assert!(is_role("Cover Art Designer") && !is_role("hosts") && is_service("fyyd") && !is_service("Apple"));
    }
}
