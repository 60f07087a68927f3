//! XML exports: the elements below the root's container, one after the other, in bounded memory.
//!
//! Lenient where systems write what is no XML (a bare `&`, an undeclared prefix, a control character); strict where
//! something would be lost (an end that is missing). Document types are refused: no export has one, and entities are how
//! small files become large.

use super::{super::Error, Input, encoding, limits};
use crate::diagnostic::{Diagnostic, Place, rules::import as rules};
use quick_xml::{
    NsReader,
    events::{BytesRef, BytesStart, Event},
    name::{QName, ResolveResult},
};
use std::{
    cell::Cell,
    fs::File,
    io::{self, BufRead, BufReader, Read},
    rc::Rc,
};

/// An element with all that is in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Whose vocabulary it belongs to.
    pub space: Space,
    /// Its name without prefix.
    pub name: String,
    /// Attributes by their names as written.
    pub attributes: Vec<(String, String)>,
    /// All its own text.
    pub text: String,
    /// Whether any of that stood in a CDATA section: then it is HTML in most exports, and else it was escaped.
    pub cdata: bool,
    /// The elements in it.
    pub children: Vec<Self>,
    /// The line on which it begins, from 1.
    pub line: u32,
}

/// The vocabularies that exports use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS itself: no namespace.
    #[default]
    None,
    /// `WordPress`'s, of any version.
    WordPress,
    /// Bodies.
    Content,
    /// `WordPress`'s excerpts.
    Excerpt,
    /// Dublin Core.
    Dc,
    /// Atom.
    Atom,
    /// Anything else.
    Other,
}

impl Space {
    fn of_uri(uri: &[u8]) -> Self {
        match uri {
            b"" => Self::None,
            b"http://purl.org/rss/1.0/modules/content/" => Self::Content,
            b"http://purl.org/dc/elements/1.1/" => Self::Dc,
            b"http://www.w3.org/2005/Atom" => Self::Atom,
            _ if uri.starts_with(b"http://wordpress.org/export/") => {
                if uri.ends_with(b"/excerpt/") {
                    Self::Excerpt
                } else {
                    Self::WordPress
                }
            }
            _ => Self::Other,
        }
    }

    /// Exports are put together from strings: the usual prefix means the usual thing, declared or not.
    fn of_prefix(prefix: &[u8]) -> Self {
        match prefix {
            b"wp" => Self::WordPress,
            b"content" => Self::Content,
            b"excerpt" => Self::Excerpt,
            b"dc" => Self::Dc,
            _ => Self::Other,
        }
    }
}

impl Element {
    /// The first element of this name in it.
    pub fn child(&self, space: Space, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.space == space && child.name == name)
    }

    /// The text of the first element of this name in it, without blanks around it, if there is any.
    pub fn text_of(&self, space: Space, name: &str) -> Option<&str> {
        self.child(space, name).map(|child| child.text.trim()).filter(|text| !text.is_empty())
    }

    /// All elements of this name in it.
    pub fn all<'a>(&'a self, space: Space, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.space == space && child.name == name)
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Where the elements of an export are.
pub(super) struct Shape {
    /// The names from the root to the container: `rss`, `channel`.
    pub path: &'static [&'static str],
    /// Elements of whose content nothing is needed: they are kept empty.
    pub hollow: &'static [(Space, &'static str)],
    /// What the file is to be, for messages: `a WordPress export`.
    pub called: &'static str,
}

/// Reads the elements in the container one by one. Gives back the finding if the file ends too early or is broken, once
/// everything before that was handed over.
pub(super) fn elements(
    input: &Input,
    shape: &Shape,
    each: &mut dyn FnMut(Element),
) -> Result<Result<(), Box<Diagnostic>>, Error> {
    let failed = |cause| Error::Io { path: input.path.clone(), cause };
    let file = File::open(&input.path).map_err(failed)?;
    let progress = Rc::new(Progress::default());
    let text: Box<dyn Read> = Box::new(encoding::utf8(file).map_err(failed)?);
    let counted = Counted { inner: BufReader::with_capacity(64 << 10, text), progress: progress.clone() };
    let mut reader = NsReader::from_reader(counted);
    reader.config_mut().allow_dangling_amp = true;
    reader.config_mut().expand_empty_elements = true;
    let mut walk = Walk {
        reader,
        shape,
        input,
        progress,
        stack: Vec::new(),
        path: Vec::new(),
        hollow: 0,
        before_hollow: 0,
        depth: 0,
    };
    match walk.run(each) {
        Ok(()) => Ok(Ok(())),
        Err(Stop::Finding(finding)) => Ok(Err(finding)),
        Err(Stop::Io(cause)) => Err(failed(cause)),
    }
}

enum Stop {
    Finding(Box<Diagnostic>),
    Io(io::Error),
}

/// Lines and bytes that were read, shared with whoever builds elements of them.
#[derive(Default)]
struct Progress {
    lines: Cell<u32>,
    /// Bytes since the element began that is being read.
    bytes: Cell<u64>,
    too_large: Cell<bool>,
}

/// Counts, and stops at an element that is too large.
struct Counted<R> {
    inner: R,
    progress: Rc<Progress>,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let length = available.len().min(out.len());
        out[..length].copy_from_slice(&available[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.progress.bytes.get() > limits::ENTRY {
            self.progress.too_large.set(true);
            return Err(io::Error::other("an entry is too large"));
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(available) = self.inner.fill_buf() {
            let newlines = memchr::memchr_iter(b'\n', &available[..amount.min(available.len())]).count();
            self.progress.lines.set(self.progress.lines.get().saturating_add(u32::try_from(newlines).unwrap_or(0)));
        }
        self.progress.bytes.set(self.progress.bytes.get() + amount as u64);
        self.inner.consume(amount);
    }
}

struct Walk<'a> {
    reader: NsReader<Counted<BufReader<Box<dyn Read>>>>,
    shape: &'a Shape,
    input: &'a Input,
    progress: Rc<Progress>,
    /// The elements that are open inside the container.
    stack: Vec<Element>,
    /// The names of those that are open down to the container.
    path: Vec<String>,
    /// How many open elements are inside of one of which nothing is kept.
    hollow: usize,
    /// How much of the entry was read before that one: what is not kept takes no room.
    before_hollow: u64,
    /// All open elements.
    depth: usize,
}

impl Walk<'_> {
    fn run(&mut self, each: &mut dyn FnMut(Element)) -> Result<(), Stop> {
        let mut buffer = Vec::new();
        let mut was_inside = false;
        loop {
            buffer.clear();
            let event = match self.reader.read_event_into(&mut buffer) {
                Ok(event) => event,
                Err(error) => return Err(self.broken(&error)),
            };
            match event {
                Event::Start(start) => {
                    let start = start.into_owned();
                    self.open(&start)?;
                    was_inside |= self.is_inside();
                }
                // Empty elements come as a start and an end.
                Event::Empty(_) | Event::Comment(_) | Event::PI(_) => {}
                Event::Decl(declaration) => {
                    let encoding = declaration.encoding().and_then(Result::ok);
                    let encoding = encoding.map(|encoding| String::from_utf8_lossy(&encoding).to_ascii_lowercase());
                    if let Some(other) = encoding.filter(|label| !encoding::is_known(label)) {
                        let message = format!("the file says that it is {other}, which is not read");
                        let help =
                            format!("convert it: `iconv -f {other} -t UTF-8 FILE > NEW`, and correct its first line");
                        return Err(self.finding(message, &help));
                    }
                }
                Event::End(_) => {
                    if let Some(element) = self.close() {
                        self.progress.bytes.set(0);
                        each(element);
                    }
                }
                Event::Text(text) => {
                    let text = self.text(text.to_vec())?;
                    self.push(&text);
                }
                Event::CData(text) => {
                    if let Some(element) = self.stack.last_mut() {
                        element.cdata = true;
                    }
                    let text = self.text(text.to_vec())?;
                    self.push(&text);
                }
                Event::GeneralRef(reference) => {
                    let text = referenced(&reference);
                    self.push(&text);
                }
                Event::DocType(_) => {
                    let message = format!("{} has no document type, and this file has one", self.shape.called);
                    return Err(self.finding(message, "remove the line `<!DOCTYPE …>` if you trust the file"));
                }
                Event::Eof if self.depth > 0 => {
                    let open =
                        self.stack.last().map(|element| element.name.clone()).or_else(|| self.path.last().cloned());
                    let message =
                        format!("the file ends here, inside of <{}>: it was cut off", open.unwrap_or_default());
                    return Err(self.finding(message, "export it once more, or copy the whole file"));
                }
                Event::Eof if !was_inside => {
                    let wanted = self.shape.path.join("><");
                    let message = format!("this is not {}: it has no <{wanted}>", self.shape.called);
                    return Err(self.finding(message, "`courant import --help` lists the kinds of exports"));
                }
                Event::Eof => return Ok(()),
            }
            // Between the entries nothing grows.
            if self.stack.is_empty() && self.path.len() == self.shape.path.len() {
                self.progress.bytes.set(0);
            }
        }
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, Stop> {
        String::from_utf8(bytes).map_err(|_| {
            let help =
                "convert the file: `iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW` (or from the encoding that it has)";
            self.finding("the text that ends here is not UTF-8".to_owned(), help)
        })
    }

    fn is_inside(&self) -> bool {
        self.path.len() == self.shape.path.len()
    }

    fn line(&self) -> u32 {
        self.progress.lines.get().saturating_add(1)
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Stop> {
        self.depth += 1;
        if self.depth > limits::DEPTH {
            let message = format!("elements are nested deeper than {} levels here", limits::DEPTH);
            return Err(self.finding(message, "no export does that; look at the file"));
        }
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        if !self.is_inside() {
            if self.stack.is_empty() && self.path.len() + 1 == self.depth {
                if self.shape.path.get(self.path.len()) != Some(&name.as_str()) {
                    let wanted = self.shape.path.join("><");
                    let message =
                        format!("this is not {}: <{name}> stands where <{wanted}> is expected", self.shape.called);
                    return Err(self.finding(message, "`courant import --help` lists the kinds of exports"));
                }
                self.path.push(name);
            }
            return Ok(());
        }
        if self.hollow > 0 {
            self.hollow += 1;
            return Ok(());
        }
        let space = self.space(start.name());
        if self.shape.hollow.contains(&(space, name.as_str())) {
            self.hollow = 1;
            self.before_hollow = self.progress.bytes.get();
        }
        let attributes = start
            .attributes()
            .with_checks(false)
            .filter_map(Result::ok)
            .map(|attribute| {
                let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
                let written = String::from_utf8_lossy(&attribute.value).into_owned();
                let value = quick_xml::escape::unescape(&written).map_or_else(|_| written.clone(), Into::into);
                (key, value)
            })
            .collect();
        let line = self.line();
        self.stack.push(Element { space, name, attributes, line, ..Element::default() });
        Ok(())
    }

    /// Closes an element; gives it back if it stands in the container itself.
    fn close(&mut self) -> Option<Element> {
        self.depth -= 1;
        if self.hollow > 1 {
            self.hollow -= 1;
            return None;
        }
        if self.hollow == 1 {
            self.hollow = 0;
            self.progress.bytes.set(self.before_hollow);
        }
        match self.stack.pop() {
            Some(element) => match self.stack.last_mut() {
                Some(parent) => {
                    parent.children.push(element);
                    None
                }
                None => Some(element),
            },
            None => {
                if self.path.len() > self.depth {
                    self.path.pop();
                }
                None
            }
        }
    }

    fn push(&mut self, text: &str) {
        if self.hollow == 0
            && let Some(element) = self.stack.last_mut()
        {
            element.text.push_str(text);
        }
    }

    fn space(&self, name: QName<'_>) -> Space {
        let by_prefix = name.prefix().map(|prefix| Space::of_prefix(prefix.as_ref()));
        match self.reader.resolver().resolve_element(name).0 {
            ResolveResult::Bound(namespace) => match (Space::of_uri(namespace.as_ref()), by_prefix) {
                (Space::Other, Some(usual)) => usual,
                (space, _) => space,
            },
            ResolveResult::Unbound => Space::None,
            ResolveResult::Unknown(_) => by_prefix.unwrap_or_default(),
        }
    }

    fn finding(&self, message: String, help: &str) -> Stop {
        let place = Place::file(self.input.name.clone()).line(self.line());
        Stop::Finding(Box::new(Diagnostic::new(&rules::EXPORT_SYNTAX, place, message).help(help)))
    }

    fn broken(&self, error: &quick_xml::Error) -> Stop {
        if self.progress.too_large.get() {
            let message = format!("an entry is larger than {} MiB", limits::ENTRY >> 20);
            return self.finding(message, "no article is; look at the file");
        }
        match error {
            quick_xml::Error::Io(cause) => Stop::Io(io::Error::new(cause.kind(), cause.to_string())),
            other => self.finding(
                format!("this is no XML that could be read on: {other}"),
                "export it once more; if it stays so, correct the file here",
            ),
        }
    }
}

/// What `&name;` stands for; what XML does not know is HTML's, and stays as it is written.
fn referenced(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    let name = String::from_utf8_lossy(reference).into_owned();
    match name.as_str() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        _ => format!("&{name};"),
    }
}
