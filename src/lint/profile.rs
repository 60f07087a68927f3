//! Who is to accept a feed: platforms that ask for more than the specifications.

use super::rules;
use crate::diagnostic::{Diagnostic, Level, Rule};
use std::{fmt, str::FromStr};

/// A platform whose requirements are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Apple Podcasts (*A Podcaster's Guide to RSS*).
    Apple,
    /// Spotify for podcasters.
    Spotify,
    /// Apps of Podcasting 2.0.
    Podcasting2,
}

impl Profile {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Self; 3] = [Self::Apple, Self::Spotify, Self::Podcasting2];

    /// The word on the command line and in `courant.toml`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Apple => "apple",
            Self::Spotify => "spotify",
            Self::Podcasting2 => "podcasting2",
        }
    }

    /// The rules on which it insists: what others may overlook keeps a feed out of its directory.
    fn insists_on(self) -> &'static [&'static Rule] {
        match self {
            Self::Apple => APPLE,
            Self::Spotify => SPOTIFY,
            Self::Podcasting2 => PODCASTING2,
        }
    }
}

static APPLE: &[&Rule] = &[
    &rules::ENCLOSURE_MISSING,
    &rules::ITUNES_ELEMENT_MISSING,
    &rules::ITUNES_IMAGE_MISSING,
    &rules::ITUNES_IMAGE_FORMAT,
    &rules::ITUNES_CATEGORY_OLD,
    &rules::ITUNES_FORMAT,
    &rules::GUID_MISSING,
    &rules::ENCLOSURE_DUPLICATE,
    &rules::ENCLOSURE_SHARED,
    &rules::ENCLOSURE_TYPE,
    &rules::MEDIA_NOT_ASCII,
    &rules::EPISODE_TITLE_MISSING,
    &rules::EPISODE_NUMBER_MISSING,
    &rules::PODCAST_DESCRIPTION_TOO_LONG,
    &rules::MEDIA_UNREACHABLE,
    &rules::MEDIA_RANGES,
    &rules::HTTP_INSECURE,
];
static SPOTIFY: &[&Rule] = &[
    &rules::ENCLOSURE_MISSING,
    &rules::ITUNES_ELEMENT_MISSING,
    &rules::ITUNES_IMAGE_MISSING,
    &rules::ITUNES_EMAIL_MISSING,
    &rules::ENCLOSURE_DUPLICATE,
    &rules::EPISODE_TITLE_MISSING,
];
// What the Podcast Standards Project (PSP-1) requires.
static PODCASTING2: &[&Rule] = &[
    &rules::ENCLOSURE_MISSING,
    &rules::ITUNES_ELEMENT_MISSING,
    &rules::ITUNES_IMAGE_MISSING,
    &rules::EPISODE_TITLE_MISSING,
    &rules::GUID_MISSING,
    &rules::SELF_MISSING,
];

/// What every profile recommends, where others are content with advice: episodes are sorted by their dates.
static RECOMMENDED: &[&Rule] = &[&rules::DATE_MISSING];

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|profile| profile.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no profile: use `apple`, `spotify` or `podcasting2`"))
    }
}

/// A set of profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Profiles(u8);

impl Profiles {
    /// Whether one of them is asked for.
    #[must_use]
    pub const fn has(self, profile: Profile) -> bool {
        self.0 & (1 << profile as u8) != 0
    }

    /// Whether any of them is: all are about podcasts.
    #[must_use]
    pub const fn any(self) -> bool {
        self.0 & !(Self::STATED | Self::REST) != 0
    }

    /// These, as an owner has chosen them: nobody else's wishes are told.
    #[must_use]
    pub const fn stated(self) -> Self {
        Self(self.0 | Self::STATED)
    }

    /// What is left without any of them: it still matters whether Apple was not chosen.
    #[must_use]
    pub(super) const fn rest(self) -> Self {
        Self(if self.leaves_out(Profile::Apple) { Self::REST } else { 0 })
    }

    /// Whether an owner has chosen, and not this one.
    #[must_use]
    pub(super) const fn leaves_out(self, profile: Profile) -> bool {
        self.0 & (Self::STATED | Self::REST) != 0 && !self.has(profile)
    }

    /// Whether an owner wants to hear of no platform.
    #[must_use]
    pub(super) const fn are_declined(self) -> bool {
        self.0 == Self::STATED
    }

    const STATED: u8 = 0x80;
    const REST: u8 = 0x40;

    /// What was found without platforms, and as warnings what `more`, found with them, has besides.
    pub(super) fn mention(self, found: Vec<Diagnostic>, mut more: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut known = found;
        self.raise(&mut more);
        for mut finding in more {
            let is_it = |other: &&mut Diagnostic| other.rule == finding.rule && other.message == finding.message;
            match known.iter_mut().find(is_it) {
                // It is graver with a platform than without.
                Some(other) if other.level < Level::Warning && finding.level > other.level => {
                    other.level = Level::Warning;
                }
                Some(_) => {}
                None => {
                    finding.level = finding.level.min(Level::Warning);
                    known.push(finding);
                }
            }
        }
        known
    }

    /// Makes errors of the findings on which a profile insists, and warnings of what it recommends.
    pub(super) fn raise(self, diagnostics: &mut [Diagnostic]) {
        if !self.any() {
            return;
        }
        let insisted: Vec<&Rule> =
            Profile::ALL.into_iter().filter(|&one| self.has(one)).flat_map(Profile::insists_on).copied().collect();
        for finding in diagnostics {
            if insisted.contains(&finding.rule) {
                finding.level = Level::Error;
            } else if RECOMMENDED.contains(&finding.rule) {
                finding.level = finding.level.max(Level::Warning);
            }
        }
    }
}

impl FromIterator<Profile> for Profiles {
    fn from_iter<T: IntoIterator<Item = Profile>>(profiles: T) -> Self {
        Self(profiles.into_iter().fold(0, |set, profile| set | 1 << profile as u8))
    }
}

/// What the judgement of a document depends on beside its bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    /// The run's "now", if dates are to be held against it.
    pub now: Option<super::Instant>,
    /// For whom the feed is to be good enough.
    pub profiles: Profiles,
    /// Whether these very bytes were judged before: nothing but [`Facts`](super::Facts) is wanted, and what cannot be one is
    /// passed over.
    pub only_facts: bool,
}

impl Asked {
    pub(super) fn of(options: &super::Options) -> Self {
        let now = options.now.as_ref().and_then(|now| super::values::date::rfc3339(&now.rfc3339()));
        Self { now, profiles: options.profiles, only_facts: false }
    }
}
