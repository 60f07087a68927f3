//! Secrets: looked up when a request is made, and taken out of everything that is said about it.

use super::draft::percent;
use crate::config::{Address, Secret, Text};
use std::{cell::RefCell, fmt, path::PathBuf};

/// What is shorter is not hidden.
const SHORT: usize = 4;
/// What is shorter is not hidden if it is only a part of an address: most of its parts are words.
const LONG: usize = 8;

/// Answers with the value of a variable of the environment.
pub type Environment = Box<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// Where secrets are.
pub(super) struct Safe {
    pub(super) root: PathBuf,
    pub(super) environment: Environment,
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Safe").field("root", &self.root).finish_non_exhaustive()
    }
}

impl Safe {
    /// What a secret is, or why it cannot be had and what to do.
    fn open(&self, secret: &Secret) -> Result<String, String> {
        let found = match secret {
            Secret::Env(name) => (self.environment)(name).ok_or_else(|| {
                format!("the variable `{name}` is not set in the environment; set it where Courant is run")
            })?,
            Secret::File(path) => {
                let path = self.root.join(path);
                std::fs::read_to_string(&path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?
            }
        };
        let found = found.trim_end();
        if found.is_empty() {
            return Err(format!("there is nothing in {secret}"));
        }
        // Anything else would have to be encoded, and nobody could say how.
        if !found.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err(format!("{secret} holds something else than one line of ASCII"));
        }
        Ok(found.to_owned())
    }
}

/// The secrets of one delivery: really looked up, or their names in their places.
pub(super) struct Keys<'a> {
    safe: Option<&'a Safe>,
    /// What was looked up, with what is said in its place.
    used: RefCell<Vec<(String, String)>>,
}

impl<'a> Keys<'a> {
    pub(super) const fn of(safe: &'a Safe) -> Self {
        Self { safe: Some(safe), used: RefCell::new(Vec::new()) }
    }

    /// Nothing is looked up: requests show `<env:NAME>`.
    pub(super) const fn masked() -> Self {
        Self { safe: None, used: RefCell::new(Vec::new()) }
    }

    /// Whether requests are only to be shown.
    pub(super) const fn are_masked(&self) -> bool {
        self.safe.is_none()
    }

    pub(super) fn secret(&self, secret: &Secret) -> Result<String, String> {
        let Some(safe) = self.safe else { return Ok(format!("<{secret}>")) };
        let found = safe.open(secret)?;
        self.hide(&found, secret);
        Ok(found)
    }

    pub(super) fn text(&self, text: &Text) -> Result<String, String> {
        match text {
            Text::Plain(text) => Ok(text.clone()),
            Text::Hidden(secret) => self.secret(secret),
        }
    }

    pub(super) fn address(&self, address: &Address) -> Result<String, String> {
        match address {
            Address::Plain(url) => Ok(url.as_str().to_owned()),
            Address::Hidden(secret) => {
                let found = self.secret(secret)?;
                self.hide_parts(&found, secret);
                Ok(found)
            }
        }
    }

    /// An address with places that are filled in: what stands between them is hidden too, since it is said with them filled.
    pub(super) fn template(&self, text: &Text) -> Result<String, String> {
        let found = self.text(text)?;
        if let (Text::Hidden(secret), false) = (text, self.are_masked()) {
            self.hide_parts(&found, secret);
            for piece in found.split(['{', '}']).filter(|piece| piece.contains("://") || piece.len() >= LONG) {
                self.hide(piece, secret);
            }
        }
        Ok(found)
    }

    /// Hides the parts of an address: what is said of it may name it as it is written out, or only where it leads on its
    /// host, and who redirects it may keep what is secret in it.
    fn hide_parts(&self, found: &str, secret: &Secret) {
        let Ok(url) = url::Url::parse(found) else { return };
        let query = url.query().unwrap_or_default();
        for part in [url.as_str(), url.path(), query] {
            self.hide(part, secret);
        }
        let values = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value);
        let parts = url.path().split('/').chain(values).chain([url.username(), url.password().unwrap_or_default()]);
        for part in parts.filter(|part| part.len() >= LONG && !part.contains(['{', '}'])) {
            self.hide(part, secret);
            // What stands there by its own name, however it has to be written in an address.
            for (plain, _) in url::form_urlencoded::parse(part.replace('=', "%3D").as_bytes()) {
                self.hide(&plain, secret);
            }
        }
    }

    /// From now on `found` is said by its name, however a server may write it.
    fn hide(&self, found: &str, secret: &Secret) {
        // What is shorter is no secret, and would be found in every other word.
        if found.len() < SHORT {
            return;
        }
        let json = serde_json::to_string(found).unwrap_or_default();
        let html = found.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let written = [
            found.to_owned(),
            // Servers are quoted with single blanks.
            found.split_whitespace().collect::<Vec<_>>().join(" "),
            percent(found),
            url::form_urlencoded::byte_serialize(found.as_bytes()).collect(),
            json.trim_matches('"').to_owned(),
            html.replace('"', "&quot;"),
            html.replace('"', "&#34;").replace('\'', "&#39;"),
            html.replace("&gt;", ">"),
            html.replace("&gt;", ">").replace('"', "&quot;"),
            html,
        ];
        let mut used = self.used.borrow_mut();
        for written in written {
            if used.iter().all(|(known, _)| *known != written) {
                used.push((written, format!("<{secret}>")));
            }
        }
    }

    /// The text without what was looked up: a server may repeat what it was sent.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut used = self.used.borrow_mut();
        used.sort_by_key(|(found, _)| std::cmp::Reverse(found.len()));
        let text = used.iter().fold(text.to_owned(), |text, (found, name)| text.replace(found, name));
        used.iter().fold(text, |text, (found, name)| without_beginning(&text, found, name))
    }
}

/// The text with a name for the beginning of a secret that was cut off: `abc…` of `abcdef`.
fn without_beginning(text: &str, found: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('…') {
        let trimmed = before.trim_end();
        let beginnings = found.char_indices().map(|(end, _)| &found[..end]).rev();
        let cut =
            beginnings.filter(|part| part.trim_end().len() >= SHORT).find(|part| trimmed.ends_with(part.trim_end()));
        match cut {
            Some(part) => {
                out.push_str(&trimmed[..trimmed.len() - part.trim_end().len()]);
                out.push_str(name);
            }
            None => out.push_str(before),
        }
        out.push('…');
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{Keys, Safe};
    use crate::config::{Address, Secret, Text};

    fn safe() -> Safe {
        let environment = |name: &str| {
            let value = match name {
                "TOKEN" => "5f2a9c0d\n",
                "HOOK" => "https://chat.example/in/5f2a9c0d?x=longer",
                "PING" => "https://rpc.example:443/in/5f2a9c0d?key=a1b2c3d4&name={title}&feed={feed}&room=e5f6a7b8",
                "ODD" => "5f\"2a&9<c> 0d/x",
                "EMPTY" => " \n",
                "LINES" => "5f2a\n9c0d",
                _ => return None,
            };
            Some(value.to_owned())
        };
        Safe { root: "/nowhere".into(), environment: Box::new(environment) }
    }

    fn env(name: &str) -> Secret {
        Secret::Env(name.to_owned())
    }

    #[test]
    fn what_was_looked_up_is_never_said() {
        let safe = safe();
        let keys = Keys::of(&safe);
        assert_eq!(keys.text(&Text::Hidden(env("TOKEN"))).as_deref(), Ok("5f2a9c0d"));
        keys.address(&Address::Hidden(env("HOOK"))).expect("set");
        let said = keys.scrub("https://chat.example/in/5f2a9c0d?x=longer: bad 5f2a9c0d; see /in/5f2a9c0d, x=longer");
        assert_eq!(said, "<env:HOOK>: bad <env:TOKEN>; see <env:HOOK>, <env:HOOK>");
    }

    #[test]
    fn an_address_with_places_is_hidden_once_they_are_filled() {
        let safe = safe();
        let keys = Keys::of(&safe);
        let template = keys.template(&Text::Hidden(env("PING"))).expect("set");
        let filled = template.replace("{title}", "Salt").replace("{feed}", "F");
        let normalised = url::Url::parse(&filled).expect("an address");
        for said in
            [&filled, normalised.as_str(), normalised.path(), "https://new.example/5f2a9c0d?k=e5f6a7b8", "no a1b2c3d4"]
        {
            let said = keys.scrub(&format!("{said} cannot be reached"));
            let told = ["5f2a9c0d", "a1b2c3d4", "e5f6a7b8"].into_iter().find(|part| said.contains(part));
            assert_eq!(told, None, "{said}");
            assert!(said.contains("<env:PING>") && said.contains("cannot be reached"), "{said}");
        }
    }

    #[test]
    fn what_was_looked_up_is_not_said_in_other_words() {
        let safe = safe();
        let keys = Keys::of(&safe);
        keys.secret(&env("ODD")).expect("set");
        for said in [
            r#"5f"2a&9<c> 0d/x"#,
            r#"{"bad":"5f\"2a&9<c> 0d/x"}"#,
            "5f&quot;2a&amp;9&lt;c&gt; 0d/x",
            "5f&#34;2a&amp;9&lt;c&gt; 0d/x",
            "5f%222a%269%3Cc%3E%200d%2Fx",
            "5f%222a%269%3Cc%3E+0d%2Fx",
            r#"no 5f"2a&9<c> 0d…"#,
            r#"no 5f"2a&9<c> …; ask"#,
        ] {
            let said = keys.scrub(said);
            assert!(said.contains("<env:ODD>") && !said.contains("2a"), "{said}");
        }
        assert_eq!(keys.scrub("x… and 5f… are nothing"), "x… and 5f… are nothing");
    }

    #[test]
    fn what_cannot_be_looked_up_is_named() {
        let safe = safe();
        let keys = Keys::of(&safe);
        for (secret, words) in [
            (env("NONE"), "`NONE` is not set"),
            (env("EMPTY"), "nothing in env:EMPTY"),
            (env("LINES"), "one line of ASCII"),
            (Secret::File("hook.secret".into()), "/nowhere/hook.secret cannot be read"),
        ] {
            let said = keys.secret(&secret).expect_err("not there");
            assert!(said.contains(words) && !said.contains("5f2a"), "{said}");
        }
        assert_eq!(Keys::masked().secret(&env("TOKEN")).as_deref(), Ok("<env:TOKEN>"));
    }
}
