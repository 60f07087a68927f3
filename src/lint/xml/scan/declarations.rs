//! What begins with `<!` or `<?`: comments, CDATA sections, the document type, processing instructions.

use super::Reader;
use crate::lint::{
    findings::Findings,
    text::quote,
    xml::{characters::is_nc_name, doctype::Doctype},
};
use memchr::{memchr2, memmem};
use std::borrow::Cow;

impl Reader<'_> {
    pub(super) fn declaration(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            self.comment(comment, findings);
        } else if rest.starts_with("<![") {
            self.section(findings);
        } else if let Some(doctype) = rest.strip_prefix("<!DOCTYPE") {
            self.document_type(doctype, findings);
        } else {
            self.fault(start, "`<!` begins neither a comment nor a CDATA section", findings);
            self.at = start + 2;
            match self.open.last() {
                Some(open) => self.tree.add_text(open.id, Cow::Borrowed("<!"), (start, start + 2), false),
                None => self.skip_to(start, b">"),
            }
        }
    }

    fn comment(&mut self, comment: &str, findings: &mut Findings) {
        let start = self.at;
        let Some(mut length) = memmem::find(comment.as_bytes(), b"--") else {
            return self.lose(start, "a comment is never closed", findings);
        };
        if !comment[length..].starts_with("-->") {
            let Some(more) = memmem::find(&comment.as_bytes()[length..], b"-->") else {
                return self.lose(start, "a comment is never closed", findings);
            };
            self.fault(start + 4 + length, "`--` stands inside a comment", findings);
            length += more;
        }
        self.at = start + 4 + length + 3;
    }

    /// A CDATA section, or what was meant for one.
    fn section(&mut self, findings: &mut Findings) {
        const OPENING: &str = "<![CDATA[";
        let start = self.at;
        let rest = &self.text[start..];
        let is_section = rest.starts_with(OPENING);
        let Some(length) = memmem::find(rest.as_bytes(), b"]]>") else {
            return self.lose(start, "a CDATA section is never closed", findings);
        };
        let (from, to) = (start + OPENING.len().min(length), start + length);
        self.at = to + 3;
        let Some(id) = self.open.last().map(|open| open.id) else {
            return self.fault(start, "a CDATA section stands outside the root", findings);
        };
        if !is_section {
            self.fault(start, "`<!` begins neither a comment nor a CDATA section", findings);
            findings.doubts.stretch(self.tree.at(id), self.at);
        }
        let raw = self.text.get(from..to).unwrap_or_default();
        let text = if self.has_returns && raw.contains('\r') {
            Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
        } else {
            Cow::Borrowed(raw)
        };
        self.tree.add_text(id, text, (start, self.at), true);
    }

    fn document_type(&mut self, text: &str, findings: &mut Findings) {
        let start = self.at;
        // To read more than two of them would take for ever where there are thousands.
        self.doctypes += 1;
        let read = if self.doctypes <= 2 { Doctype::read(text) } else { None };
        match &read {
            Some((_, length)) => self.at = start + "<!DOCTYPE".len() + length,
            None => {
                self.fault(start, "the document type cannot be read", findings);
                let has_subset = self.doctypes <= 2 && text.contains("]>");
                return self.skip_to(start, if has_subset { b"]>" } else { b">" });
            }
        }
        if self.is_fragment {
            self.fault(start, "an item must not have a document type", findings);
        } else if !self.tree.is_empty() || self.doctype.is_some() {
            self.fault(start, "a document type stands elsewhere than before the root", findings);
        } else if let Some((read, _)) = read {
            self.doctype = Some(Doctype { at: start, ..read });
        }
    }

    pub(super) fn instruction(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let name = rest.split(|c: char| c.is_ascii_whitespace() || matches!(c, '?' | '>')).next().unwrap_or_default();
        let is_declaration = name.eq_ignore_ascii_case("xml");
        let closed = self.instruction_end(start + 2).map(|end| end - start - 2);
        // `<?xml version="1.0">` is not closed by what another instruction ends with.
        let bracket =
            memchr2(b'>', b'<', rest.as_bytes()).filter(|&at| closed.is_none_or(|end| is_declaration && at < end));
        match (bracket, closed) {
            (Some(at), _) => {
                self.fault(start, format!("`<?{}` is not closed by `?>`", quote(name)), findings);
                self.at = start + 2 + at + usize::from(rest.as_bytes()[at] == b'>');
            }
            (None, Some(end)) => self.at = start + 2 + end + 2,
            (None, None) => return self.lose(start, "a processing instruction is never closed", findings),
        }
        if is_declaration {
            // The declaration itself was read with the encoding.
            if start != 0 || self.is_fragment {
                self.fault(start, "an XML declaration stands elsewhere than at the very beginning", findings);
            }
        } else if bracket.is_none() && !is_nc_name(name) {
            self.fault(start, format!("`{}` is no name for a processing instruction", quote(name)), findings);
        }
    }

    /// Where the next `?>` stands; looked for once, however many instructions stand before it.
    fn instruction_end(&mut self, from: usize) -> Option<usize> {
        if self.next_instruction_end.is_none_or(|known| known < from) {
            let found = memmem::find(&self.text.as_bytes()[from..], b"?>");
            self.next_instruction_end = Some(found.map_or(usize::MAX, |length| from + length));
        }
        self.next_instruction_end.filter(|&known| known < usize::MAX)
    }

    /// Reads on after what cannot be understood and ends with `end`.
    fn skip_to(&mut self, from: usize, end: &[u8]) {
        match memmem::find(&self.text.as_bytes()[from..], end) {
            Some(length) => self.at = from + length + end.len(),
            None => self.is_lost = true,
        }
    }
}
