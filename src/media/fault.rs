//! What is wrong with a media file.

use super::Kind;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Fault {
    /// It has no byte.
    Empty,
    /// Its end is missing.
    Truncated {
        /// Seconds that are there, where that can be told.
        there: Option<f64>,
        /// Seconds that its header says.
        said: Option<f64>,
    },
    /// Its header cannot be true; the duration was counted.
    HeaderWrong {
        /// Seconds that it says.
        said: f64,
        /// Seconds that were counted.
        counted: f64,
    },
    /// It is something else than its name says.
    Mislabelled {
        /// The extension, in lower case.
        extension: String,
        /// What it is.
        kind: Kind,
    },
    /// By its name it is sound, film or image, but by its content nothing of the kind, or a picture in the place of sound.
    NotMedia {
        /// The extension, in lower case.
        extension: String,
    },
    /// It has the right beginning, but nothing in it that can be played.
    Unplayable(String),
    /// Its tags cannot be read; the text says why.
    Tags(String),
    /// It has the beginning of an image, and no image.
    NoPicture,
}

impl Fault {
    /// Whether listeners, or those who look at it, get nothing at all.
    #[must_use]
    pub const fn is_hopeless(&self) -> bool {
        matches!(self, Self::Empty | Self::NotMedia { .. } | Self::Unplayable(_) | Self::NoPicture)
    }
}

impl Fault {
    /// Whether its content is right and its name is not.
    #[must_use]
    pub const fn is_of_name(&self) -> bool {
        matches!(self, Self::Mislabelled { .. })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("is empty"),
            Self::Truncated { there: Some(there), said: Some(said) } => {
                write!(f, "is cut off: {there:.1} of {said:.1} seconds are there")
            }
            Self::Truncated { there: Some(there), said: None } => {
                write!(f, "is cut off: its end is missing, and {there:.1} seconds are there")
            }
            Self::Truncated { said: Some(said), .. } => {
                write!(f, "is cut off: its end is missing, though it says that it has {said:.1} seconds")
            }
            Self::Truncated { .. } => f.write_str("is cut off: its end is missing"),
            Self::HeaderWrong { said, counted } => {
                write!(f, "says in its header that it has {said:.1} seconds, but has {counted:.1}")
            }
            Self::Mislabelled { extension, kind } => write!(f, "is {kind}, though its name ends in `.{extension}`"),
            Self::NotMedia { extension } => write!(f, "is no media file, though its name ends in `.{extension}`"),
            Self::Unplayable(why) => write!(f, "cannot be played: {why}"),
            Self::NoPicture => f.write_str("has the beginning of an image, and no image that can be shown"),
            Self::Tags(why) => write!(f, "has tags that cannot be read: {why}"),
        }
    }
}
