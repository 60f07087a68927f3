//! Mail: mailboxes (mbox, RFC 4155), Maildirs, files of one message (`.eml`), and texts with such a head.
//!
//! Who wrote an article to a list wrote the address into its head as well, so that it is public. Nothing is said of those to
//! whom it went.

mod flowed;
mod keeper;
mod mbox;
mod message;

use message::Lies;
pub(super) use message::has_head;

use super::{
    super::Error,
    Entry, Input, Item, Settings, Standing, What,
    folder::{Folder, is_archive},
    limits, movable_type,
};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use std::{
    fs::File,
    io::{BufReader, Read},
};

/// Bytes in which a file shows what it is.
const MARGIN: usize = 64 << 10;

/// Reads files, and those of directories and archives.
pub(super) fn read(inputs: &[Input], settings: &Settings, sink: &mut dyn FnMut(Item)) -> Result<(), Error> {
    for input in inputs {
        if input.path.is_file() && !is_archive(input) {
            let name = input.path.file_name().map(|name| name.to_string_lossy().into_owned());
            let folder = name.and_then(|name| keeper::of_folder(&name));
            file(input, true, folder.as_ref(), settings, sink)?;
            continue;
        }
        let folder = match Folder::open(input)? {
            Ok(folder) => folder,
            Err(finding) => {
                sink(Item::Broken(finding));
                continue;
            }
        };
        let names = messages(folder.names("")?);
        if names.is_empty() {
            let place = Place::file(input.name.clone());
            let message = "there is no mail in this directory";
            let help = "name a Maildir (with cur and new in it), a directory of .eml files, or mailboxes";
            sink(Item::Broken(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help))));
        }
        // Whoever names the folder itself still names what lies in it.
        let own = input.path.file_name().and_then(|name| keeper::of_folder(&name.to_string_lossy()));
        for name in names {
            let said = keeper::of_folder(&name).or_else(|| own.clone());
            match folder.file(&name)? {
                Ok(Some(opened)) => file(&opened.input, false, said.as_ref(), settings, sink)?,
                Ok(None) => {}
                Err(finding) => sink(Item::Broken(finding)),
            }
        }
    }
    Ok(())
}

/// The files that hold messages: those of `cur` and `new` of a Maildir and of its folders, else whatever is called so.
fn messages(names: Vec<String>) -> Vec<String> {
    let delivered = |name: &String| {
        let mut parts = name.rsplit('/');
        let file = parts.next().unwrap_or_default();
        matches!(parts.next(), Some("cur" | "new")) && !file.starts_with('.')
    };
    if names.iter().any(delivered) {
        return names.into_iter().filter(delivered).collect();
    }
    let is_mail = |name: &String| {
        let file = name.rsplit('/').next().unwrap_or_default().to_lowercase();
        let extension = file.rsplit_once('.').map(|(_, extension)| extension);
        !file.starts_with('.') && matches!(extension, None | Some("eml" | "mbox" | "mbx" | "mail" | "msg" | "txt"))
    };
    names.into_iter().filter(is_mail).collect()
}

/// Reads a mailbox or a message. A file that was named has to be one; in a directory, others may lie beside them.
fn file(
    input: &Input,
    is_named: bool,
    folder: Option<&Standing>,
    settings: &Settings,
    sink: &mut dyn FnMut(Item),
) -> Result<(), Error> {
    let failed = |cause| Error::Io { path: input.path.clone(), cause };
    let place = |line| Place::file(input.name.clone()).line(line);
    let mut start = [0; 5];
    let mut reader = BufReader::new(File::open(&input.path).map_err(failed)?);
    let length = reader.by_ref().take(5).read(&mut start).map_err(failed)?;
    let reader = start[..length].chain(reader);
    if &start == b"From " {
        let read = mbox::messages(reader, &mut |line, raw| match raw {
            Some(raw) => message::entry(raw, place(line), Lies { flags: "", folder }, settings, sink),
            None => sink(too_large(place(line))),
        });
        return read.map_err(failed);
    }
    let mut raw = Vec::new();
    reader.take(limits::ENTRY + 1).read_to_end(&mut raw).map_err(failed)?;
    if raw.len() as u64 > limits::ENTRY {
        sink(too_large(place(1)));
    } else if movable_type::looks_like(&String::from_utf8_lossy(&raw[..raw.len().min(MARGIN)])) {
        let message = "this is no mail, but entries of Movable Type, with what readers wrote among them";
        let help = format!("`courant import movabletype {}`", input.name);
        let finding = Diagnostic::new(&rules::EXPORT_SYNTAX, place(1), message).help(help);
        sink(Item::Broken(Box::new(finding)));
    } else if message::has_head(&raw) {
        // Where a colon cannot stand in a name, another mark does.
        let flags = [":2,", ";2,", "!2,"].iter().find_map(|mark| Some(input.name.rsplit_once(mark)?.1));
        let lies = Lies { flags: flags.unwrap_or_default(), folder };
        message::entry(&raw, place(1), lies, settings, sink);
    } else if message::is_headed_text(&raw) {
        super::pages::texts(input, settings, sink)?;
    } else if is_named {
        let message =
            "this is no mail: it begins neither with `From ` nor with a head as in `Subject: …` or `Title: …`";
        let help = "name a mailbox (mbox), a Maildir, or files of one message each";
        sink(Item::Broken(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place(1), message).help(help))));
    } else {
        sink(other(place(1), "file that is no mail"));
    }
    Ok(())
}

fn too_large(place: Place) -> Item {
    other(place, "message of more than 32 MiB")
}

fn other(place: Place, what: &'static str) -> Item {
    let key = format!("{} {}", place.file.as_deref().unwrap_or_default(), place.line.unwrap_or_default());
    Item::Entry(Box::new(Entry { place, title: String::new(), key, comments: 0, what: What::Other(what.into()) }))
}
