//! `STEM.toml` beside `STEM.*`: what an editor adds to a text that cannot say it itself.

use super::{Error, SourceFile, decode, limits, lines::Position, piece::Piece, toml};
use crate::{
    diagnostic::{Diagnostic, Place, rules::source as rules},
    record::raw::{Derived, Table},
};
use std::sync::Arc;

/// The fields of a sidecar.
#[derive(Debug, Clone)]
pub(super) struct Sidecar {
    /// The sidecar's name.
    pub name: Arc<str>,
    /// Its fields; their places are places in the sidecar.
    pub fields: Table,
}

impl Sidecar {
    /// How a record tells that some of its fields stand in another file.
    pub fn derived(&self) -> Derived {
        Derived { field: "sidecar", from: self.name.to_string(), line: 0 }
    }
}

/// Reads the sidecar of a file, if it has one. A sidecar that cannot be read withholds its record: it may have said
/// `draft = true`.
pub(super) fn read(
    file: &SourceFile,
    notes: &mut Vec<Diagnostic>,
) -> Result<Result<Option<Sidecar>, Box<Diagnostic>>, Error> {
    let Some((path, name)) = &file.sidecar else { return Ok(Ok(None)) };
    let withheld = |mut error: Box<Diagnostic>| {
        let help = error.help.take().map(|help| help + "; ").unwrap_or_default();
        error.help = Some(format!("{help}until then `{}` is left out", file.name));
        error
    };
    let bytes = match decode::read(path, name, limits::WHOLE_FILE)? {
        Ok(bytes) => bytes,
        Err(refused) => return Ok(Err(withheld(refused))),
    };
    let fields = decode::decode(bytes, name, notes).and_then(|decoded| {
        toml::table(Piece { file: name, text: decoded.text(), start: Position::START, syntax: &rules::TOML_SYNTAX })
    });
    let sidecar = fields.map(|mut fields| {
        fields.0.iter_mut().for_each(|(_, node)| node.set_aside());
        Some(Sidecar { name: name.clone(), fields })
    });
    Ok(sidecar.map_err(withheld))
}

/// The complaint about a sidecar beside a file of several records.
pub(super) fn beside_list(file: &SourceFile) -> Option<Diagnostic> {
    let (_, name) = file.sidecar.as_ref()?;
    let message = format!(
        "the sidecar stands beside `{}`, which holds a list of records: it can be about none of them",
        file.name
    );
    let help = "write its fields into the records, or give it another name if it is a record itself";
    Some(Diagnostic::new(&rules::SIDECAR_UNUSABLE, Place::file(name.clone()), message).help(help))
}
