//! What the model has no name for: it stays under its qualified name, so that `[feed.item_elements]` can publish it.

use super::{draft::Draft, item::Hand, xml::Element};
use crate::record::raw::{Node, Table, Value};

impl Hand<'_, '_, '_> {
    /// What has no place in the model stays under its qualified name.
    pub(super) fn others(&mut self, draft: &Draft<'_>) {
        let mut extra: Vec<(String, Node)> = Vec::new();
        for element in &draft.others {
            let name = match element.space.prefix() {
                Some(prefix) => format!("{prefix}:{}", element.local),
                None if element.prefix.is_empty() => element.local.clone(),
                None => format!("{}:{}", element.prefix, element.local),
            };
            let node = self.free(element);
            if node.is_blank() {
                continue;
            }
            match extra.iter_mut().find(|(known, _)| *known == name) {
                Some((_, Node { value: Value::List(list), .. })) => list.push(node),
                Some((_, known)) => {
                    let (line, column) = (known.line, known.column);
                    let before = std::mem::replace(known, Node::new(Value::Null, line, column));
                    known.value = Value::List(vec![before, node]);
                }
                None => extra.push((name, node)),
            }
        }
        if !extra.is_empty() {
            let node = self.pen.node(Value::Table(Table(extra)), self.item);
            self.fields.push(("extra".to_owned(), node));
        }
    }

    /// An element as data: its text, or a table of its attributes, its elements and its text.
    fn free(&self, element: &Element) -> Node {
        let own: Vec<_> = element.attributes.iter().filter(|a| !a.name.starts_with("xml:")).collect();
        if own.is_empty() && !element.has_elements() {
            return self.pen.text(element.text(), element);
        }
        let mut members: Vec<(String, Node)> =
            own.into_iter().map(|a| (a.name.clone(), self.pen.text(a.value.as_str(), element))).collect();
        for child in element.children().take(1000) {
            let node = if child.has_elements() { self.pen.text(child.text(), child) } else { self.free(child) };
            members.push((child.local.clone(), node));
        }
        let text = if element.has_elements() { String::new() } else { element.text() };
        if !text.is_empty() {
            members.push(("text".to_owned(), self.pen.text(text, element)));
        }
        self.pen.node(Value::Table(Table(members)), element)
    }
}
