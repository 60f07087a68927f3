//! People as feeds write them: Atom's persons, RSS's addresses, Dublin Core's names.

use super::{item::Pen, names::Space, prose::plain, xml::Element};
use crate::record::raw::{Node, Value};

/// A person's name and address.
#[derive(Debug, Default, PartialEq)]
struct Person {
    name: Option<String>,
    email: Option<String>,
}

/// The authors of an item: those of RSS and Atom, then Dublin Core's names that are not among them.
pub(super) fn authors(authors: &[&Element], creators: &[&Element], pen: &Pen<'_, '_>) -> Vec<Node> {
    let mut people: Vec<Node> = Vec::new();
    let creators: Vec<(Person, &Element)> = creators.iter().flat_map(|creator| of_creator(creator)).collect();
    let mut names: Vec<String> = creators.iter().filter_map(|(person, _)| person.name.clone()).collect();
    names.sort();
    names.dedup();
    for author in authors {
        if author.has_elements() {
            people.extend(of_atom(author, None, pen));
            continue;
        }
        let mut person = of_text(&plain(&author.text()));
        // An address alone, and beside it whose it is.
        if person.name.is_none() {
            let mailbox = person.email.as_deref().and_then(|email| email.split('@').next()).unwrap_or_default();
            let is_theirs = |name: &&String| {
                name.split_whitespace().any(|word| !mailbox.is_empty() && word.eq_ignore_ascii_case(mailbox))
            };
            person.name = match names.as_slice() {
                [name] => Some(name.clone()),
                names => names.iter().find(is_theirs).cloned(),
            };
        }
        people.extend(node(person, author, pen));
    }
    let mut known: Vec<String> = people.iter().filter_map(name_of).collect();
    for (person, creator) in creators {
        // Several vocabularies name the same people.
        if person.name.as_ref().is_some_and(|name| known.contains(name)) && person.email.is_none() {
            continue;
        }
        known.extend(person.name.clone());
        people.extend(node(person, creator, pen));
    }
    people
}

/// Those whom an element names: Apple's is one line for all of them.
fn of_creator(creator: &Element) -> Vec<(Person, &Element)> {
    let text = plain(&creator.text());
    if !matches!(creator.space.prefix(), Some("itunes" | "googleplay")) || !text.contains(';') {
        return vec![(of_text(&text), creator)];
    }
    text.split(';').map(|part| (of_text(part), creator)).filter(|(person, _)| *person != Person::default()).collect()
}

fn name_of(person: &Node) -> Option<String> {
    person.as_table()?.get("name").and_then(Node::as_text).map(str::to_owned)
}

/// Somebody who did something else.
pub(super) fn contributor(person: &Element, pen: &Pen<'_, '_>) -> Option<Node> {
    let role = person.attribute("role").map(str::to_lowercase);
    if person.has_elements() {
        return of_atom(person, role, pen);
    }
    let own = |name: &str| person.attribute(name).map(str::to_owned);
    let Person { name, email } = of_text(&plain(&person.text()));
    name.as_ref().or(email.as_ref())?;
    let members = [("name", name), ("email", email), ("url", own("href")), ("avatar", own("img")), ("role", role)];
    Some(pen.table(&members, person))
}

/// People without those who are named once more: two vocabularies may say who took part, of which one says as what.
pub(super) fn without_twins(people: Vec<Node>) -> Vec<Node> {
    let said = |person: &Node, name: &str| match &person.value {
        Value::Table(table) => table.get(name).and_then(Node::as_text).map(str::to_owned),
        _ => None,
    };
    let known: Vec<_> = people.iter().map(|person| (said(person, "name"), said(person, "role"))).collect();
    let is_twin = |number: usize| {
        let (name, role) = &known[number];
        let others = known.iter().enumerate().filter(|(other, (named, _))| *other != number && named == name);
        let mut others = others.map(|(other, (_, role))| (other, role));
        name.is_some()
            && others.any(|(other, other_role)| {
                (role.is_none() && other_role.is_some()) || (role == other_role && other < number)
            })
    };
    let twins: Vec<bool> = (0..known.len()).map(is_twin).collect();
    people.into_iter().zip(twins).filter(|(_, is_twin)| !is_twin).map(|(person, _)| person).collect()
}

/// A person of Atom 0.3 or 1.0.
pub(super) fn of_atom(person: &Element, role: Option<String>, pen: &Pen<'_, '_>) -> Option<Node> {
    let text = |names: &[&str]| {
        let found = person
            .children()
            .find(|child| names.contains(&child.local.as_str()) && matches!(child.space, Space::Atom | Space::Core));
        found.map(Element::text).filter(|text| !text.is_empty())
    };
    let (name, email) = (text(&["name"]), text(&["email"]).filter(|email| !is_nobody(email)));
    name.as_ref().or(email.as_ref())?;
    let url = text(&["uri", "url"]).filter(|url| url.contains("://"));
    Some(pen.table(&[("name", name), ("email", email), ("url", url), ("role", role)], person))
}

fn node(person: Person, element: &Element, pen: &Pen<'_, '_>) -> Option<Node> {
    person.name.as_ref().or(person.email.as_ref())?;
    Some(pen.table(&[("name", person.name), ("email", person.email)], element))
}

/// `mail@host (Name)`, `Name <mail@host>`, `Name (mail@host)`, an address, or a name, whatever is in it.
fn of_text(text: &str) -> Person {
    let text = text.trim();
    let is_address = |part: &str| part.contains('@') && !part.contains(char::is_whitespace) && part.len() > 2;
    let person = |name: &str, email: &str| Person {
        name: Some(name.trim().trim_matches('"').trim().to_owned()).filter(|name| !name.is_empty()),
        email: Some(email.trim().to_owned()).filter(|email| !is_nobody(email)),
    };
    for (open, close) in [('(', ')'), ('<', '>')] {
        let Some((before, rest)) = text.split_once(open) else { continue };
        let Some(inside) = rest.trim_end().strip_suffix(close) else { continue };
        if is_address(before.trim()) {
            return person(inside, before);
        }
        if is_address(inside.trim()) {
            return person(before, inside);
        }
    }
    match is_address(text) {
        true => person("", text.strip_prefix("mailto:").unwrap_or(text)),
        false => Person { name: Some(text.to_owned()).filter(|name| !name.is_empty()), email: None },
    }
}

/// An address that stands there because the format wants one.
fn is_nobody(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default().to_ascii_lowercase();
    matches!(local.as_str(), "noreply" | "no-reply" | "donotreply" | "do-not-reply" | "nobody" | "unknown")
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn people_in_every_form() {
        for (text, name, email) in [
            ("ana@x.example (Ana Q. Ray)", Some("Ana Q. Ray"), Some("ana@x.example")),
            ("Ana Ray <ana@x.example>", Some("Ana Ray"), Some("ana@x.example")),
            ("Ana Ray (ana@x.example)", Some("Ana Ray"), Some("ana@x.example")),
            ("ana@x.example", None, Some("ana@x.example")),
            ("noreply@blogger.com (Ana)", Some("Ana"), None),
            ("noreply@blogger.com", None, None),
            ("Ray, Ana and Co", Some("Ray, Ana and Co"), None),
            ("Ana (Newark)", Some("Ana (Newark)"), None),
            ("ana@x.example (A (B))", Some("A (B)"), Some("ana@x.example")),
            ("", None, None),
        ] {
            let person = of_text(text);
            assert_eq!((person.name.as_deref(), person.email.as_deref()), (name, email), "{text}");
        }
    }
}
