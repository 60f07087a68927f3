//! Reading XML for judgement: one pass over the text gives a tree, or says why it is not well-formed (XML 1.0 with
//! namespaces, UTF-8, without document types, which feeds must not have).
//!
//! `quick-xml` finds the tags; everything that it lets pass is checked: characters, names, references and attributes in
//! `syntax`, prefixes and what stands outside the root here. A property test compares the verdicts with those of another parser.
//! The tree is flat, so that depth costs no stack.

use super::syntax::{forbidden_character, is_nc_name, is_space, parse_attributes, reference};
use quick_xml::{Reader, events::Event};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    rc::Rc,
};

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// Why a text is not well-formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The reason, for people.
    pub message: String,
    /// The line in the text, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl Fault {
    fn at(text: &str, offset: usize, message: impl Into<String>) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self { message: message.into(), line: number(line), column: number(column) }
    }
}

/// The elements of a text, the root first.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// What the root declares: prefix to namespace, `""` for the default.
    pub declared: BTreeMap<String, String>,
    /// The prefixes that the text takes from outside.
    pub borrowed: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Node {
    namespace: Rc<str>,
    local: String,
    /// Namespace, local name, value.
    attributes: Vec<(Rc<str>, String, String)>,
    text: String,
    children: Vec<usize>,
}

/// An element of a [`Tree`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree,
    node: &'t Node,
}

impl Tree {
    pub(super) fn root(&self) -> Element<'_> {
        Element { tree: self, node: &self.nodes[0] }
    }
}

impl<'t> Element<'t> {
    pub(super) fn namespace(self) -> &'t str {
        &self.node.namespace
    }

    pub(super) fn local(self) -> &'t str {
        &self.node.local
    }

    pub(super) fn is(self, namespace: &str, local: &str) -> bool {
        &*self.node.namespace == namespace && self.node.local == local
    }

    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        self.node.children.iter().map(move |index| Self { tree: self.tree, node: &self.tree.nodes[*index] })
    }

    /// The children of this name.
    pub(super) fn all<'n>(self, namespace: &'n str, local: &'n str) -> impl Iterator<Item = Self> + use<'t, 'n> {
        self.children().filter(move |child| child.is(namespace, local))
    }

    /// The first child of this name.
    pub(super) fn first(self, namespace: &str, local: &str) -> Option<Self> {
        self.children().find(|child| child.is(namespace, local))
    }

    /// The value of an attribute without prefix.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let mut attributes = self.node.attributes.iter();
        attributes
            .find(|(namespace, local, _)| namespace.is_empty() && local == name)
            .map(|(_, _, value)| value.as_str())
    }

    /// The characters that stand directly in it.
    pub(super) fn text(self) -> &'t str {
        &self.node.text
    }
}

/// Reads one element that will stand inside a document which declares `outer` (`""` for the default namespace).
pub(super) fn read_fragment(text: &str, outer: &BTreeMap<String, String>) -> Result<Tree, Fault> {
    Builder::new(text, Some(outer)).read()
}

/// Reads a whole document.
pub(super) fn read_document(text: &str) -> Result<Tree, Fault> {
    Builder::new(text, None).read()
}

/// A prefix and where its meaning comes from.
struct Binding {
    namespace: Rc<str>,
    outer: bool,
}

struct Builder<'t> {
    text: &'t str,
    is_document: bool,
    nodes: Vec<Node>,
    /// The open elements, each with the prefixes that it declares.
    open: Vec<(usize, Vec<String>)>,
    bindings: HashMap<String, Vec<Binding>>,
    declared: BTreeMap<String, String>,
    borrowed: BTreeMap<String, String>,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, outer: Option<&BTreeMap<String, String>>) -> Self {
        let mut builder = Self {
            text,
            is_document: outer.is_none(),
            nodes: Vec::new(),
            open: Vec::new(),
            bindings: HashMap::new(),
            declared: BTreeMap::new(),
            borrowed: BTreeMap::new(),
        };
        builder.bind("xml", XML_NAMESPACE, false);
        for (prefix, uri) in outer.into_iter().flatten() {
            builder.bind(prefix, uri, true);
        }
        builder
    }

    fn bind(&mut self, prefix: &str, uri: &str, outer: bool) {
        self.bindings.entry(prefix.to_owned()).or_default().push(Binding { namespace: uri.into(), outer });
    }

    fn read(mut self) -> Result<Tree, Fault> {
        if let Some((offset, character)) = forbidden_character(self.text) {
            let message =
                format!("XML cannot carry the character U+{:04X}, not even as a reference", u32::from(character));
            return Err(Fault::at(self.text, offset, message));
        }
        let mut reader = Reader::from_str(self.text);
        reader.config_mut().check_comments = true;
        loop {
            let offset = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            let step = match reader.read_event() {
                Ok(Event::Eof) => break,
                Ok(event) => self.event(&event, offset),
                Err(error) => Err(error.to_string()),
            };
            step.map_err(|message| Fault::at(self.text, offset, message))?;
        }
        if let Some((index, _)) = self.open.last() {
            let message = format!("`<{}>` is never closed", self.nodes[*index].local);
            return Err(Fault::at(self.text, self.text.len(), message));
        }
        if self.nodes.is_empty() {
            return Err(Fault::at(self.text, 0, "there is no element at all"));
        }
        Ok(Tree { nodes: self.nodes, declared: self.declared, borrowed: self.borrowed })
    }

    fn event(&mut self, event: &Event<'_>, offset: usize) -> Result<(), String> {
        match event {
            Event::Start(tag) => self.open(tag.name().as_ref(), tag.attributes_raw()),
            Event::Empty(tag) => {
                self.open(tag.name().as_ref(), tag.attributes_raw())?;
                self.close();
                Ok(())
            }
            Event::End(_) => {
                self.close();
                Ok(())
            }
            Event::Text(text) => {
                if text.contains("]]>") {
                    return Err("`]]>` stands outside a CDATA section".to_owned());
                }
                self.characters(text)
            }
            Event::CData(text) if self.open.is_empty() => Err(format!("CDATA stands outside the root: {text:?}")),
            Event::CData(text) => self.characters(text),
            Event::GeneralRef(name) => {
                let character = reference(name)?;
                if self.open.is_empty() {
                    return Err(format!("`&{};` stands outside the root", &**name));
                }
                self.characters(character.encode_utf8(&mut [0; 4]))
            }
            Event::Comment(_) => Ok(()),
            Event::PI(instruction) => {
                let target = instruction.target();
                if is_nc_name(target) && !target.eq_ignore_ascii_case("xml") {
                    Ok(())
                } else {
                    Err(format!("`<?{target}` is no processing instruction"))
                }
            }
            Event::Decl(declaration) => {
                let encoding = declaration.encoding().transpose().map_err(|error| error.to_string())?;
                if !self.is_document || offset != 0 {
                    Err("an XML declaration stands elsewhere than at the beginning".to_owned())
                } else if declaration.version().is_ok_and(|version| version == "1.0")
                    && encoding.is_none_or(|encoding| encoding.eq_ignore_ascii_case("utf-8"))
                {
                    Ok(())
                } else {
                    Err("the XML declaration must say version 1.0 and UTF-8".to_owned())
                }
            }
            Event::DocType(_) => Err("a feed must not have a document type".to_owned()),
            Event::Eof => Ok(()),
        }
    }

    fn characters(&mut self, text: &str) -> Result<(), String> {
        match self.open.last() {
            Some((index, _)) => {
                self.nodes[*index].text.push_str(text);
                Ok(())
            }
            None if text.bytes().all(is_space) => Ok(()),
            None => {
                Err(format!("text stands outside the root: `{}`", text.trim().chars().take(40).collect::<String>()))
            }
        }
    }

    fn open(&mut self, name: &str, attributes: &str) -> Result<(), String> {
        if self.open.is_empty() && !self.nodes.is_empty() {
            return Err(format!("`<{name}>` stands outside the root"));
        }
        let attributes = parse_attributes(attributes)?;
        let mut prefixes = Vec::new();
        for (name, value) in &attributes {
            let prefix = match name.split_once(':') {
                None if *name == "xmlns" => "",
                Some(("xmlns", prefix)) => prefix,
                _ => continue,
            };
            check_declaration(prefix, value)?;
            if self.open.is_empty() {
                self.declared.insert(prefix.to_owned(), value.clone().into_owned());
            }
            if prefix != "xml" {
                self.bind(prefix, value, false);
                prefixes.push(prefix.to_owned());
            }
        }
        let (namespace, local) = self.resolve(name, true)?;
        let mut seen = HashSet::new();
        let mut resolved = Vec::new();
        for (name, value) in attributes {
            let (namespace, local) = if name == "xmlns" || name.starts_with("xmlns:") {
                (XMLNS_NAMESPACE.into(), name.to_owned())
            } else {
                self.resolve(name, false)?
            };
            if !seen.insert((namespace.clone(), local.clone())) {
                return Err(format!("the attribute `{name}` is given twice"));
            }
            resolved.push((namespace, local, value.into_owned()));
        }
        let index = self.nodes.len();
        if let Some((parent, _)) = self.open.last() {
            self.nodes[*parent].children.push(index);
        }
        self.nodes.push(Node { namespace, local, attributes: resolved, text: String::new(), children: Vec::new() });
        self.open.push((index, prefixes));
        Ok(())
    }

    /// Closes the innermost element; the parser has made sure that it is the right one.
    fn close(&mut self) {
        for prefix in self.open.pop().map(|(_, prefixes)| prefixes).unwrap_or_default() {
            if let Some(bindings) = self.bindings.get_mut(&prefix) {
                bindings.pop();
            }
        }
    }

    fn resolve(&mut self, name: &str, is_element: bool) -> Result<(Rc<str>, String), String> {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let prefix_is_fine = if name.contains(':') { is_nc_name(prefix) } else { true };
        if !prefix_is_fine || !is_nc_name(local) {
            return Err(format!("`{name}` is not a name"));
        }
        if prefix.is_empty() && !is_element {
            return Ok(("".into(), local.to_owned()));
        }
        match self.bindings.get(prefix).and_then(|bindings| bindings.last()) {
            Some(binding) => {
                if binding.outer && !prefix.is_empty() {
                    self.borrowed.entry(prefix.to_owned()).or_insert_with(|| binding.namespace.to_string());
                }
                Ok((binding.namespace.clone(), local.to_owned()))
            }
            None if prefix.is_empty() => Ok(("".into(), local.to_owned())),
            None => Err(format!("`{name}` uses the prefix `{prefix}`, which is not declared")),
        }
    }
}

/// What Namespaces in XML §3 says about declarations.
fn check_declaration(prefix: &str, uri: &str) -> Result<(), String> {
    let reserved = prefix == "xmlns"
        || (prefix == "xml") != (uri == XML_NAMESPACE)
        || uri == XMLNS_NAMESPACE
        || (!prefix.is_empty() && (uri.is_empty() || !is_nc_name(prefix)));
    if reserved { Err(format!("`{prefix}` cannot be declared as `{uri}`")) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::{read_document, read_fragment};
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn outer() -> BTreeMap<String, String> {
        BTreeMap::from([("x".to_owned(), "http://x.example/".to_owned())])
    }

    #[test]
    fn well_formed() {
        let good = [
            "<a/>",
            "<a b='1' x:c=\"&lt;&#38;\"> &amp; &#x26; <![CDATA[<b>]]]]><![CDATA[>]]><x:b/></a >",
            "<a xmlns:y='http://y.example/'><y:b xmlns='http://z.example/'/></a>",
            "<ä é='1'/>",
            "<!-- c --><a>\u{85}\u{fffd}\u{10000}</a>\n",
            "<a><?target x?></a>",
        ];
        for text in good {
            let tree = read_fragment(text, &outer());
            assert!(tree.is_ok(), "{text}: {tree:?}");
        }
    }

    #[test]
    fn not_well_formed() {
        let bad = [
            ("", "no element"),
            ("a", "outside the root"),
            ("<a>", "never closed"),
            ("</a>", "close tag"),
            ("<a></b>", "expected"),
            ("<a/><b/>", "outside the root"),
            ("<a/>x", "outside the root"),
            ("<a/>&amp;", "outside the root"),
            ("<a/><![CDATA[x]]>", "outside the root"),
            ("<a b='1' b='2'/>", "twice"),
            ("<a xmlns:y='http://x.example/' x:b='1' y:b='2'/>", "twice"),
            ("<a b=1/>", "not quoted"),
            ("<a b/>", "no value"),
            ("<a b='1'c='2'/>", "blank is missing"),
            ("<a b='<'/>", "`<`"),
            ("<a b='&'/>", "`&`"),
            ("<a b='&nbsp;'/>", "stands for nothing"),
            ("<a>&nbsp;</a>", "stands for nothing"),
            ("<a>&#1;</a>", "stands for nothing"),
            ("<a>&#xFFFE;</a>", "stands for nothing"),
            ("<a>&#X26;</a>", "stands for nothing"),
            ("<a>&#;</a>", "stands for nothing"),
            ("<a>&#+38;</a>", "stands for nothing"),
            ("<a>a & b</a>", ""),
            ("<a>\u{1}</a>", "U+0001"),
            ("<a b='\u{ffff}'/>", "U+FFFF"),
            ("<a>]]></a>", "`]]>`"),
            ("<a><![CDATA[x</a>", "CDATA"),
            ("<a><!-- -- --></a>", "--"),
            ("<z:a/>", "not declared"),
            ("<a z:b=''/>", "not declared"),
            ("<x:/>", "not a name"),
            ("<x:y:z/>", "not a name"),
            ("<1a/>", "not a name"),
            ("<a 1b=''/>", "not a name"),
            ("<a xmlns:y=''/>", "cannot be declared"),
            ("<a xmlns:xml='http://y.example/'/>", "cannot be declared"),
            ("<!DOCTYPE a><a/>", "document type"),
            ("<?xml version='1.0'?><a/>", "elsewhere"),
        ];
        for (text, why) in bad {
            let fault = read_fragment(text, &outer()).expect_err(text);
            assert!(fault.message.contains(why), "{text}: {}", fault.message);
        }
        assert!(read_document("<?xml version='1.0' encoding='UTF-8'?>\n<a/>").is_ok());
        assert!(read_document("<?xml version='1.1'?><a/>").is_err());
        assert!(read_document("<?xml version='1.0' encoding='latin1'?><a/>").is_err());
        assert!(read_document(" <?xml version='1.0'?><a/>").is_err());
        assert!(read_document("<x:a/>").is_err(), "nothing is declared around a document");
    }

    #[test]
    fn a_fault_has_a_place() {
        let fault = read_fragment("<a>\n<b>ü</b><c></d></a>", &outer()).expect_err("mismatch");
        assert_eq!((fault.line, fault.column), (2, 12));
    }

    #[test]
    fn the_tree_knows_names_values_and_what_is_borrowed() {
        let tree =
            read_fragment("<a b='1&#10;\n2'><x:c>t<d/>&lt;<![CDATA[<]]></x:c></a>", &outer()).expect("well-formed");
        let child = tree.root().first("http://x.example/", "c").expect("the child");
        assert_eq!((tree.root().attribute("b"), child.text()), (Some("1\n 2"), "t<<"));
        assert_eq!(tree.borrowed, outer());
        let tree = read_fragment("<x:a xmlns:x='http://own.example/'/>", &outer()).expect("well-formed");
        assert!(tree.borrowed.is_empty() && tree.root().is("http://own.example/", "a"));
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{}{}", "<a>".repeat(200_000), "</a>".repeat(200_000));
        assert!(read_fragment(&deep, &outer()).is_ok());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, ..ProptestConfig::default() })]

        /// Another parser comes to the same verdict.
        #[test]
        fn the_verdict_is_that_of_another_parser(pieces in prop::collection::vec(prop::sample::select(vec![
            "<a>", "</a>", "<b c='1'>", "</b>", "<x:d/>", "<y:e/>", "<a b='1' b=\"2\"/>", "&amp;", "&#10;", "&#0;", "&", "x", " ",
            "<![CDATA[", "]]>", "<!--", "-->", "--", "'", "\"", "<", ">", "/", "=", "<?p q?>", " xmlns='http://z.example/'",
            " xmlns:y='http://y.example/'", "<f xmlns:y='http://y.example/'>", "</f>", "ü", "\u{b}", "-", ".", ":", "1",
        ]), 1..10)) {
            let text = pieces.concat();
            let fragment = format!("<r>{text}</r>");
            let ours = read_fragment(&fragment, &outer());
            let theirs = roxmltree::Document::parse(&format!("<o xmlns:x='http://x.example/'>{fragment}</o>")).map(|_| ());
            // Only what is one element of its own can be compared with something inside a root.
            let closes_early = read_fragment(&fragment, &outer()).is_err_and(|fault| fault.message.contains("outside the root"));
            prop_assert!(closes_early || ours.is_ok() == theirs.is_ok(), "{fragment}: ours {ours:?}, theirs {theirs:?}");
        }
    }
}
