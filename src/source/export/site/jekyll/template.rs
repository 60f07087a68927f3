//! The ids that a site's own template of a feed gives its entries, as far as it is plain which ones.

use super::super::files;
use regex::Regex;
use std::sync::LazyLock;

/// What stands between `<guid>` and `</guid>`, or between the `<id>` tags of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// A value, and the filters behind it, each with its argument.
    Value(String, Vec<(String, String)>),
}

/// What a template can be filled with.
pub(super) struct Values<'a> {
    pub url: &'a str,
    pub baseurl: &'a str,
    /// The post's address below `baseurl`.
    pub address: &'a str,
    /// `/2019/03/05/salt`
    pub id: &'a str,
}

static IDS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?s)<guid[^>]*>(?P<guid>.*?)</guid>|<entry.*?<id>(?P<id>.*?)</id>").ok());

impl Template {
    /// The ids of a feed's template; nothing if it has none, or does more to them than is understood.
    pub(super) fn of(text: &str) -> Option<Self> {
        let found = IDS.as_ref()?.captures(text)?;
        let mut rest = found.name("guid").or_else(|| found.name("id"))?.as_str().trim();
        let mut pieces = Vec::new();
        while let Some((before, after)) = rest.split_once("{{") {
            let (inner, after) = after.split_once("}}")?;
            pieces.push(Piece::Text(before.to_owned()));
            let mut parts = inner.trim_matches('-').split('|').map(str::trim);
            let value = parts.next()?.to_owned();
            let filters = parts.map(|filter| {
                let (name, argument) = filter.split_once(':').unwrap_or((filter, ""));
                (name.trim().to_owned(), argument.trim().to_owned())
            });
            pieces.push(Piece::Value(value, filters.collect()));
            rest = after;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        let template = Self(pieces);
        let probe = Values { url: "", baseurl: "", address: "", id: "" };
        template.fill(&probe).is_some().then_some(template)
    }

    /// The id of a post.
    pub(super) fn fill(&self, values: &Values<'_>) -> Option<String> {
        let named = |name: &str| {
            Some(match name {
                "site.url" => values.url.to_owned(),
                "site.baseurl" => values.baseurl.to_owned(),
                "post.url" => values.address.to_owned(),
                "post.id" => values.id.to_owned(),
                text if text.starts_with(['"', '\'']) => text.trim_matches(['"', '\'']).to_owned(),
                _ => return None,
            })
        };
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) if text.contains("{%") => return None,
                Piece::Text(text) => out.push_str(text),
                Piece::Value(name, filters) => {
                    let mut value = named(name)?;
                    for (filter, argument) in filters {
                        value = match filter.as_str() {
                            "prepend" => named(argument)? + &value,
                            "append" => value + &named(argument)?,
                            "relative_url" => format!("{}{value}", values.baseurl),
                            "absolute_url" => format!("{}{}{value}", values.url, values.baseurl),
                            "xml_escape" | "escape" | "uri_escape" | "strip" => value,
                            _ => return None,
                        };
                    }
                    out.push_str(&value);
                }
            }
        }
        Some(out)
    }
}

/// `post.id`: the directory of its address, and its slug.
pub(super) fn id(address: &str, slug: &str) -> String {
    format!("{}/{slug}", files::split(address.trim_end_matches('/')).0)
}

#[cfg(test)]
mod tests {
    use super::{Template, Values, id};

    #[test]
    fn ids_are_those_of_the_template() {
        let values = Values { url: "https://x.example", baseurl: "/b", address: "/2020/a.html", id: "/2020/a" };
        for (text, expected) in [
            (
                "<guid isPermaLink=\"true\">{{ post.url | prepend: site.baseurl | prepend: site.url }}</guid>",
                "https://x.example/b/2020/a.html",
            ),
            ("<id>{{ site.url }}</id><entry>\n<id>{{ site.url }}{{ post.id }}</id>", "https://x.example/2020/a"),
            ("<guid>{{ post.id | absolute_url | xml_escape }}</guid>", "https://x.example/b/2020/a"),
            ("<guid>tag:x.example,2020:{{ post.id }}</guid>", "tag:x.example,2020:/2020/a"),
        ] {
            assert_eq!(Template::of(text).and_then(|ids| ids.fill(&values)).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "<guid>{{ post.guid }}</guid>",
            "<guid>{{ post.url | shout }}</guid>",
            "<guid>{% x %}</guid>",
            "<feed><id>x</id></feed>",
        ] {
            assert_eq!(Template::of(text), None, "{text}");
        }
        assert_eq!(id("/2020/a/", "b"), "/2020/b");
    }
}
