//! What begins with `<!` or `<?`: comments, CDATA sections, the document type, processing instructions.

use super::Reader;
use crate::lint::{
    findings::Findings,
    rules::XML_MALFORMED,
    text::quote,
    xml::{characters::is_nc_name, doctype::Doctype},
};
use memchr::memmem;
use std::borrow::Cow;

impl<'t> Reader<'t> {
    pub(super) fn declaration(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            match memmem::find(comment.as_bytes(), b"--") {
                Some(end) if comment[end..].starts_with("-->") => self.at = start + 4 + end + 3,
                Some(end) => {
                    self.fault(start + 4 + end, "`--` stands inside a comment", findings);
                    match memmem::find(&comment.as_bytes()[end..], b"-->") {
                        Some(more) => self.at = start + 4 + end + more + 3,
                        None => self.stop(&XML_MALFORMED, start, "a comment is never closed", findings),
                    }
                }
                None => self.stop(&XML_MALFORMED, start, "a comment is never closed", findings),
            }
        } else if let Some(section) = rest.strip_prefix("<![CDATA[") {
            let Some(length) = memmem::find(section.as_bytes(), b"]]>") else {
                return self.stop(&XML_MALFORMED, start, "a CDATA section is never closed", findings);
            };
            let (from, to) = (start + 9, start + 9 + length);
            self.at = to + 3;
            let Some(&id) = self.open.last() else {
                return self.stop(&XML_MALFORMED, start, "a CDATA section stands outside the root", findings);
            };
            let raw = &self.text[from..to];
            let text = if self.has_returns && raw.contains('\r') {
                Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n"))
            } else {
                Cow::Borrowed(raw)
            };
            self.tree.add_text(id, text, (start, self.at), true);
        } else if let Some(doctype) = rest.strip_prefix("<!DOCTYPE") {
            if self.is_fragment {
                return self.stop(&XML_MALFORMED, start, "an item must not have a document type", findings);
            }
            if !self.tree.is_empty() || self.doctype.is_some() {
                return self.stop(
                    &XML_MALFORMED,
                    start,
                    "a document type stands elsewhere than before the root",
                    findings,
                );
            }
            match Doctype::read(doctype) {
                Some((read, length)) => {
                    self.doctype = Some(Doctype { at: start, ..read });
                    self.at = start + 9 + length;
                }
                None => self.stop(&XML_MALFORMED, start, "the document type cannot be read", findings),
            }
        } else {
            self.stop(&XML_MALFORMED, start, "`<!` begins neither a comment nor a CDATA section", findings);
        }
    }

    pub(super) fn instruction(&mut self, findings: &mut Findings) {
        let start = self.at;
        let rest = &self.text[start + 2..];
        let Some(length) = memmem::find(rest.as_bytes(), b"?>") else {
            return self.stop(&XML_MALFORMED, start, "a processing instruction is never closed", findings);
        };
        self.at = start + 2 + length + 2;
        let name = rest[..length].split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        if name.eq_ignore_ascii_case("xml") {
            // The declaration itself was read with the encoding.
            if start != 0 || self.is_fragment {
                self.fault(start, "an XML declaration stands elsewhere than at the very beginning", findings);
            }
        } else if !is_nc_name(name) {
            self.fault(start, format!("`{}` is no name for a processing instruction", quote(name)), findings);
        }
    }
}
