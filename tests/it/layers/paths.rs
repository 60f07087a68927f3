//! Every path that a Rust file names, found in its tokens: comments and texts are out of the way, and what stands inside
//! macros and attributes counts as well.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::HashSet;

/// What a path leads to.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// A top-level module of the library.
    Module(String),
    /// The root of the library, with everything in it.
    Root,
    /// Another crate, or something in scope.
    Outside(String),
}

/// A path as it stands in a file, groups of a `use` taken apart.
#[derive(Debug)]
pub struct Found {
    /// The module that it stands in.
    pub module: Vec<String>,
    /// The names, from left to right; `*` for everything.
    pub segments: Vec<String>,
    /// Whether it begins with `::`, so that nothing in scope is meant.
    pub leading: bool,
    /// The line of its last name.
    pub line: usize,
}

impl Found {
    /// Where the path leads; in `main.rs` only `courant` is the library.
    pub fn resolve(&self, in_main: bool) -> Target {
        let mut at: Vec<&str> = match self.segments[0].as_str() {
            "courant" => Vec::new(),
            own @ ("crate" | "self" | "super") if in_main => return Target::Outside(own.to_owned()),
            "crate" => Vec::new(),
            "self" | "super" => self.module.iter().map(String::as_str).collect(),
            outside => return Target::Outside(outside.to_owned()),
        };
        for (index, segment) in self.segments.iter().enumerate() {
            match segment.as_str() {
                "super" => drop(at.pop()),
                "self" | "*" => {}
                // The root, which is where we are.
                _ if index == 0 => {}
                name => at.push(name),
            }
        }
        at.first().map_or(Target::Root, |module| Target::Module((*module).to_owned()))
    }

    /// The last two names.
    pub fn last_two(&self) -> Option<(&str, &str)> {
        let [.., before, last] = self.segments.as_slice() else { return None };
        Some((before, last))
    }
}

/// Collects the paths and macro calls of a file.
#[derive(Debug, Default)]
pub struct Reader {
    /// The module that is being read.
    pub module: Vec<String>,
    /// Every path.
    pub paths: Vec<Found>,
    /// Every macro that is called, with its line.
    pub macros: Vec<(String, usize)>,
    /// Names of modules that the file declares or imports from our own crate: they hide crates of the same name.
    pub local: HashSet<String>,
}

impl Reader {
    /// Reads tokens; `importing` in the tree of a `use`, where single names are paths as well.
    pub fn read(&mut self, tokens: TokenStream, importing: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut importing = importing;
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                // `impl Trait + use<'a>` imports nothing.
                TokenTree::Ident(word) if word == "use" => importing = !is_punct(tokens.get(at + 1), '<'),
                TokenTree::Ident(word) if word == "mod" => {
                    if let Some(TokenTree::Ident(name)) = tokens.get(at + 1) {
                        let name = plain(name);
                        self.local.insert(name.clone());
                        at += 1;
                        if let Some(TokenTree::Group(body)) = tokens.get(at + 1) {
                            self.module.push(name);
                            self.read(body.stream(), false);
                            self.module.pop();
                            at += 1;
                        }
                    }
                }
                TokenTree::Ident(word) if word == "extern" && is_ident(tokens.get(at + 1), "crate") => {
                    at += 1;
                    importing = true;
                }
                TokenTree::Punct(mark) if mark.as_char() == ';' => importing = false,
                // What follows `as` in an import is a new name, not a path.
                TokenTree::Ident(word) if word == "as" && importing => at += 1,
                // A field or method, unless the dot is the second one of a range.
                TokenTree::Punct(mark) if mark.as_char() == '.' && !is_punct(tokens.get(at + 1), '.') => {
                    let range = at > 0 && is_punct(tokens.get(at - 1), '.');
                    if !range && matches!(tokens.get(at + 1), Some(TokenTree::Ident(_))) {
                        at += 1;
                    }
                }
                TokenTree::Ident(_) => {
                    at = self.path(&tokens, at, &[], false, importing);
                    continue;
                }
                _ if is_separator(&tokens, at) => {
                    at = self.path(&tokens, at + 2, &[], true, importing);
                    continue;
                }
                TokenTree::Group(group) => {
                    // Attributes and bodies begin afresh; only a bare group in a `use` goes on importing.
                    let tree = importing && group.delimiter() == Delimiter::Brace;
                    self.read(group.stream(), tree);
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }

    /// Reads the path that begins at `at` after `prefix`; returns where it ends.
    fn path(&mut self, tokens: &[TokenTree], at: usize, prefix: &[String], leading: bool, importing: bool) -> usize {
        let mut at = at;
        let mut segments = prefix.to_vec();
        let mut line = 0;
        loop {
            match tokens.get(at) {
                Some(TokenTree::Ident(word)) => {
                    line = word.span().start().line;
                    segments.push(plain(word));
                    at += 1;
                    if !is_separator(tokens, at) {
                        break;
                    }
                    at += 2;
                }
                Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                    self.group(group.stream(), &segments, leading);
                    return at + 1;
                }
                Some(TokenTree::Punct(star)) if star.as_char() == '*' => {
                    line = star.span().start().line;
                    segments.push("*".to_owned());
                    at += 1;
                    break;
                }
                // `Vec::<u8>` and the like: the path so far is all that matters.
                _ => break,
            }
        }
        if is_punct(tokens.get(at), '!') && !is_punct(tokens.get(at + 1), '=') {
            self.macros.extend(segments.last().map(|name| (name.clone(), line)));
        }
        let path = Found { module: self.module.clone(), segments, leading, line };
        let own = matches!(path.segments.first().map(String::as_str), Some("crate" | "self" | "super"));
        if importing && own {
            self.local.extend(path.segments.last().cloned());
        }
        // A lone word is a path only in an import: `pub(crate)`, `self.field` and variables name nothing.
        if path.segments.len() > 1 || importing && !path.segments.is_empty() {
            self.paths.push(path);
        }
        at
    }

    /// Reads the group at the end of an import: `prefix::{a, b::c, self}`.
    fn group(&mut self, tokens: TokenStream, prefix: &[String], leading: bool) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for item in tokens.split(|token| is_punct(Some(token), ',')) {
            if !item.is_empty() {
                self.path(item, 0, prefix, leading, true);
            }
        }
    }
}

/// A name without `r#`.
fn plain(name: &proc_macro2::Ident) -> String {
    let name = name.to_string();
    name.strip_prefix("r#").map_or(name.clone(), str::to_owned)
}

fn is_ident(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(name)) if name == word)
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// Whether `::` stands at `at`.
fn is_separator(tokens: &[TokenTree], at: usize) -> bool {
    let joint = matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.spacing() == Spacing::Joint);
    joint && is_punct(tokens.get(at), ':') && is_punct(tokens.get(at + 1), ':')
}
