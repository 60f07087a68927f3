//! HTML that is written out element by element, well-nested and of bounded depth by construction.
//!
//! The rules of HTML for omitted end tags are kept (a paragraph ends where a list begins, a list item where the next one
//! begins), those for elements closed in the wrong order are simpler than a browser's: what is inside ends with its
//! parent. Whoever parses the result meets no surprise in it: nothing is moved, duplicated or nested without limit.

use super::policy::{is_block, is_nothing_when_empty, is_table_part, is_void};
use crate::value::escape_html;

/// How deep elements may be nested: more than any article needs, less than any reader's stack.
const MAX_DEPTH: usize = 100;
/// The longest text in one piece, in bytes.
const LONGEST_TEXT: usize = 8 * 1024;
/// How far back an end tag is looked for among the elements that are too deep to be written.
const OVERFLOW_SEARCH: usize = 16;

/// An open element.
#[derive(Debug)]
struct Open {
    name: &'static str,
    /// Whether its tags are written; a link that lost its address stays open without them.
    written: bool,
    /// Whether it means something even with nothing in it.
    kept_empty: bool,
    /// Where its start tag begins in the output.
    start: usize,
    /// Where its content begins.
    content: usize,
}

/// The output so far and what is open in it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    out: String,
    open: Vec<Open>,
    /// Names of the elements inside those of `open` that are nested too deep to be written.
    overflow: Vec<&'static str>,
    too_deep: bool,
    /// The length of the text since the last tag, in bytes.
    run: usize,
}

impl Tree {
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), ..Self::default() }
    }

    /// Whether something was nested too deep.
    pub const fn is_too_deep(&self) -> bool {
        self.too_deep
    }

    /// The length of the output: a mark that [`Tree::cut_back`] can return to.
    pub const fn mark(&self) -> usize {
        self.out.len()
    }

    /// How many elements are open.
    pub const fn depth(&self) -> usize {
        self.open.len()
    }

    /// Takes back everything since `mark`, which must lie within the innermost open element.
    pub fn cut_back(&mut self, mark: usize) {
        if self.open.last().is_none_or(|top| top.content <= mark) {
            self.out.truncate(mark);
        }
    }

    /// Whether one of these elements is open.
    pub fn is_within(&self, names: &[&str]) -> bool {
        self.open.iter().any(|open| names.contains(&open.name))
    }

    /// The innermost open element.
    pub fn innermost(&self) -> Option<&'static str> {
        self.open.last().map(|open| open.name)
    }

    /// Text, escaped.
    pub fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.leave_table_structure();
        }
        let mut rest = text;
        // The sanitiser's serialiser takes quadratic time over one long text with many ampersands; the comments, which do
        // not outlive it, make several texts of it.
        while self.run + rest.len() > LONGEST_TEXT {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(LONGEST_TEXT.saturating_sub(self.run)));
            self.out.push_str(&escape_html(piece));
            self.out.push_str("<!---->");
            self.run = 0;
            rest = after;
        }
        self.run += rest.len();
        self.out.push_str(&escape_html(rest));
    }

    /// Markup of inline elements that is well-nested in itself.
    pub fn markup(&mut self, html: &str) {
        self.out.push_str(html);
    }

    /// An element without content; `attributes` begins with a blank or is empty.
    pub fn void(&mut self, name: &'static str, attributes: &str) {
        if !self.overflow.is_empty() || self.make_room(name) {
            self.tag(name, attributes);
        }
    }

    /// Begins an element. An unwritten one holds its place among the open ones and leaves no trace; `kept_empty`: it
    /// means something even if nothing is in it.
    pub fn begin(&mut self, name: &'static str, attributes: &str, written: bool, kept_empty: bool) {
        debug_assert!(!is_void(name), "{name} has no content");
        if self.overflow.is_empty() && !self.make_room(name) {
            return;
        }
        // A table needs room for its rows and cells, too: text directly in it would have to be moved out.
        let limit = if name == "table" { MAX_DEPTH - 4 } else { MAX_DEPTH };
        if !self.overflow.is_empty() || self.open.len() >= limit {
            self.too_deep = true;
            self.overflow.push(name);
            if is_block(name) {
                self.out.push(' ');
            }
            return;
        }
        let start = self.out.len();
        if written {
            self.tag(name, attributes);
        }
        let kept_empty = kept_empty || !is_nothing_when_empty(name);
        self.open.push(Open { name, written, kept_empty, start, content: self.out.len() });
    }

    /// Ends the innermost element of this name, with everything in it; an end without beginning is passed over.
    pub fn end(&mut self, name: &str) {
        if !self.overflow.is_empty() {
            let first = self.overflow.len().saturating_sub(OVERFLOW_SEARCH);
            if let Some(i) = self.overflow[first..].iter().rposition(|open| *open == name) {
                self.overflow.truncate(first + i);
                return;
            }
        }
        let inline = !is_block(name);
        let mut found = None;
        for (i, open) in self.open.iter().enumerate().rev() {
            if open.name == name {
                found = Some(i);
                break;
            }
            let beyond = match open.name {
                "table" => name != "table",
                "td" | "th" | "caption" => !is_table_part(name) && name != "table",
                "ul" | "ol" => name == "li" || inline,
                "dl" => matches!(name, "dt" | "dd") || inline,
                // The end of a link or of emphasis ends paragraphs in it, too, but never a list or a section.
                "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => false,
                other => inline && is_block(other),
            };
            if beyond {
                return;
            }
        }
        if let Some(i) = found {
            self.end_down_to(i);
        }
    }

    /// What was written so far, with everything closed that is open: a fragment of its own.
    pub fn snapshot(&self) -> String {
        let mut end = self.out.len();
        let mut open = self.open.as_slice();
        while let Some((top, rest)) = open.split_last() {
            if !self.out[top.content..end].trim().is_empty() {
                break;
            }
            (end, open) = (top.start, rest);
        }
        let mut html = self.out[..end].to_owned();
        for element in open.iter().rev().filter(|element| element.written) {
            end_tag(&mut html, element.name);
        }
        html
    }

    /// Closes what is open and gives out the whole.
    pub fn finish(mut self) -> String {
        self.end_down_to(0);
        self.out
    }

    fn tag(&mut self, name: &str, attributes: &str) {
        self.run = 0;
        self.out.push('<');
        self.out.push_str(name);
        self.out.push_str(attributes);
        self.out.push('>');
    }

    /// Closes the elements from the innermost down to the one at `depth`.
    fn end_down_to(&mut self, depth: usize) {
        self.overflow.clear();
        while self.open.len() > depth {
            let Some(element) = self.open.pop() else { return };
            if !element.written {
                continue;
            }
            let content = &self.out[element.content..];
            if !element.kept_empty && content.trim().is_empty() {
                // Blanks inside an empty inline element still part two words.
                let parts_words = !content.is_empty() && !is_block(element.name);
                self.out.truncate(element.start);
                if parts_words {
                    self.out.push(' ');
                }
            } else {
                end_tag(&mut self.out, element.name);
            }
        }
    }

    /// Closes what an element of this name cannot stand in, and says whether it can stand here at all.
    fn make_room(&mut self, name: &str) -> bool {
        if is_table_part(name) {
            return self.make_room_in_table(name);
        }
        self.leave_table_structure();
        match name {
            "li" => self.end_sibling(&["li"], |open| is_block(open) && !matches!(open, "p" | "div" | "address")),
            "dt" | "dd" => self.end_sibling(&["dt", "dd"], |open| is_block(open) && !matches!(open, "p" | "div")),
            "rt" | "rp" => self.end_sibling(&["rt", "rp"], |open| open == "ruby" || is_block(open)),
            "a" => self.end_sibling(&["a"], |open| matches!(open, "td" | "th" | "caption")),
            _ => {}
        }
        if is_block(name) {
            self.end_sibling(&["p"], |open| matches!(open, "td" | "th" | "caption"));
            if matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
                self.end_sibling(&["h1", "h2", "h3", "h4", "h5", "h6"], is_block);
            }
        }
        true
    }

    /// Ends the innermost of `names`, unless something in which it may stay open comes first.
    fn end_sibling(&mut self, names: &[&str], stops: impl Fn(&str) -> bool) {
        for (i, open) in self.open.iter().enumerate().rev() {
            if names.contains(&open.name) {
                self.end_down_to(i);
                return;
            }
            if stops(open.name) {
                return;
            }
        }
    }

    fn make_room_in_table(&mut self, name: &str) -> bool {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else { return false };
        // The elements of the table under which the new one may stand.
        let parents: &[&str] = match name {
            "caption" | "colgroup" | "tbody" | "tfoot" | "thead" => &["table"],
            "col" => &["table", "colgroup"],
            "tr" => &["table", "tbody", "tfoot", "thead"],
            _ => &["tr"],
        };
        match self.open[table..].iter().position(|open| parents.contains(&open.name) && open.name != "table") {
            Some(i) => self.end_down_to(table + i + 1),
            None if name == "td" || name == "th" => {
                self.make_room_in_table("tr");
                self.begin("tr", "", true, true);
            }
            None => self.end_down_to(table + 1),
        }
        true
    }

    /// Text and elements directly in a table or row get a cell: a parser would move them out of the table.
    fn leave_table_structure(&mut self) {
        if matches!(self.innermost(), Some("table" | "tbody" | "thead" | "tfoot" | "tr" | "colgroup"))
            && self.overflow.is_empty()
        {
            self.make_room_in_table("td");
            self.begin("td", "", true, true);
        }
    }
}

fn end_tag(out: &mut String, name: &str) {
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
