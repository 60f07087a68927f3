//! Secrets: looked up when a request is made, and taken out of everything that is said about it.

use crate::config::{Address, Secret, Text};
use std::{cell::RefCell, fmt, path::PathBuf};

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
                // What is said of an address may name it as it is written out, or only where it leads on its host.
                if let Ok(url) = url::Url::parse(&found) {
                    self.hide(url.as_str(), secret);
                    self.hide(url.path(), secret);
                    self.hide(url.query().unwrap_or_default(), secret);
                }
                Ok(found)
            }
        }
    }

    fn hide(&self, found: &str, secret: &Secret) {
        // What is shorter is no secret, and would be found in every other word.
        if found.len() >= 4 {
            self.used.borrow_mut().push((found.to_owned(), format!("<{secret}>")));
        }
    }

    /// The text without what was looked up: a server may repeat what it was sent.
    pub(super) fn scrub(&self, text: &str) -> String {
        let mut used = self.used.borrow_mut();
        used.sort_by_key(|(found, _)| std::cmp::Reverse(found.len()));
        used.iter().fold(text.to_owned(), |text, (found, name)| text.replace(found, name))
    }
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
