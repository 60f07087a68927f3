//! The connection string: what libpq understands, as far as the driver does not.

use super::tls::Tls;
use crate::source::sql::{Error, Problem, Spec};
use std::{path::Path, time::Duration};
use tokio_postgres::{
    Config,
    config::{Host, SslMode},
};

/// Where Debian's and most other servers have their socket.
const SOCKETS: &str = "/var/run/postgresql";
/// After how long without a sign a connection is asked whether it still stands.
const IDLE: Duration = Duration::from_secs(30);

/// How a server is reached.
pub(super) struct Setting {
    pub config: Config,
    pub tls: Option<Tls>,
    /// What must not be said.
    pub password: Option<String>,
}

/// How far the server's certificate is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trust {
    /// Whatever it is: the connection is encrypted, and nobody knows with whom it is.
    Anybody,
    /// It is signed by an authority that is trusted.
    Authority,
    /// Likewise, and for this host.
    Host,
}

impl Setting {
    /// Reads a connection string.
    pub(super) fn read(spec: &Spec, text: &str) -> Result<Self, Error> {
        let refuse = |message: String| {
            Error::new(spec, Problem::Setting, message).help(
                "write it as `postgres://user@host:5432/database?sslmode=verify-full` or `host=… dbname=… user=…`; a \
                 character such as `@` or `/` in a password of a URL is percent-encoded",
            )
        };
        let text = text.trim();
        let (mut mode, mut roots) = (None, None);
        let mut own = |key: &str, value: &str| {
            match key {
                "sslmode" => mode = Some(value.to_owned()),
                "sslrootcert" => roots = Some(value.to_owned()),
                // They are about things that we do not have, and change nothing.
                "gssencmode" | "client_encoding" | "fallback_application_name" | "sslcompression" => {}
                _ => return false,
            }
            true
        };
        let rest = if text.contains("://") {
            without_parameters(text, &mut own)
        } else {
            without_keywords(text, &mut own).ok_or_else(|| refuse("the connection string cannot be read".to_owned()))?
        };
        let mut config: Config = rest.parse().map_err(|cause: tokio_postgres::Error| {
            let why = std::error::Error::source(&cause).map(ToString::to_string).unwrap_or_default();
            // It names the option that is wrong; what does not look like one may be a piece of a password.
            let is_name = why.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b' ' | b'_' | b'`' | b'\'' | b'"'));
            let why = if is_name && !why.is_empty() { format!(": {why}") } else { String::new() };
            refuse(format!("the connection string cannot be read{why}"))
        })?;
        let is_host = |host: &Host| match host {
            Host::Tcp(name) => name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '%')),
            #[cfg(unix)]
            Host::Unix(_) => true,
        };
        if !config.get_hosts().iter().all(is_host) {
            return Err(refuse("what stands in the connection string for a host is none".to_owned()));
        }
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            config.host(if Path::new(SOCKETS).is_dir() { SOCKETS } else { "localhost" });
        }
        if config.get_application_name().is_none() {
            config.application_name("courant");
        }
        config.connect_timeout(spec.connect_timeout).keepalives_idle(IDLE);
        let roots_are_named = roots.as_ref().is_some_and(|roots| roots != "system");
        let (ssl, trust) = match mode.as_deref() {
            Some("disable") => (SslMode::Disable, None),
            // As in libpq: whoever names an authority wants to know.
            None | Some("prefer" | "allow") => (SslMode::Prefer, Some(Trust::Anybody)),
            Some("require") if roots_are_named => (SslMode::Require, Some(Trust::Authority)),
            Some("require") => (SslMode::Require, Some(Trust::Anybody)),
            Some("verify-ca") if roots_are_named => (SslMode::Require, Some(Trust::Authority)),
            Some("verify-ca") => {
                let message = "`sslmode=verify-ca` believes every certificate of the authorities, and none is named";
                return Err(refuse(message.to_owned()).help(
                    "add `sslrootcert=PATH`, or write `sslmode=verify-full` to trust the system's for this host",
                ));
            }
            Some("verify-full") => (SslMode::Require, Some(Trust::Host)),
            Some(other) => {
                let words = "disable, prefer, require, verify-ca, verify-full";
                return Err(refuse(format!("`sslmode={other}` is not one of {words}")));
            }
        };
        config.ssl_mode(ssl);
        let tls = trust.map(|trust| Tls::new(spec, trust, roots.as_deref())).transpose()?;
        let password = config.get_password().map(|password| String::from_utf8_lossy(password).into_owned());
        Ok(Self { config, tls, password })
    }
}

/// A URL without the parameters that `own` takes.
fn without_parameters(text: &str, own: &mut dyn FnMut(&str, &str) -> bool) -> String {
    let Some((start, parameters)) = text.split_once('?') else { return text.to_owned() };
    let kept: Vec<&str> = parameters
        .split('&')
        .filter(|pair| {
            !url::form_urlencoded::parse(pair.as_bytes()).next().is_some_and(|(key, value)| own(&key, &value))
        })
        .collect();
    if kept.is_empty() { start.to_owned() } else { format!("{start}?{}", kept.join("&")) }
}

/// Keywords without those that `own` takes; `None` if a quote is not closed or a value is missing.
fn without_keywords(text: &str, own: &mut dyn FnMut(&str, &str) -> bool) -> Option<String> {
    let mut out = String::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim();
        let after = after.trim_start();
        let is_quoted = after.starts_with('\'');
        let mut value = String::new();
        let mut characters = after.char_indices().skip(usize::from(is_quoted));
        let mut end = None;
        while let Some((at, c)) = characters.next() {
            match c {
                '\\' => value.push(characters.next()?.1),
                '\'' if is_quoted => {
                    end = Some(at + 1);
                    break;
                }
                c if !is_quoted && c.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                c => value.push(c),
            }
        }
        if is_quoted && end.is_none() {
            return None;
        }
        rest = after[end.unwrap_or(after.len())..].trim_start();
        if !own(key, &value) {
            let value = value.replace('\\', "\\\\").replace('\'', "\\'");
            out.push_str(&format!("{key}='{value}' "));
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{without_keywords, without_parameters};

    #[test]
    fn what_the_driver_does_not_know_is_taken_out() {
        let taken = std::cell::RefCell::new(Vec::new());
        let mut own = |key: &str, value: &str| {
            let is_own = key.starts_with("ssl");
            if is_own {
                taken.borrow_mut().push(format!("{key}={value}"));
            }
            is_own
        };
        let url = without_parameters(
            "postgres://u:p@h/d?sslmode=verify-full&application_name=x&sslrootcert=%2Fa%20b",
            &mut own,
        );
        assert_eq!(url, "postgres://u:p@h/d?application_name=x");
        assert_eq!(without_parameters("postgres://h/d?sslmode=disable", &mut own), "postgres://h/d");
        let keywords = without_keywords(r"host = a sslmode=require password='it\'s a \\' user=me", &mut own);
        assert_eq!(keywords.as_deref(), Some(r"host='a' password='it\'s a \\' user='me' "));
        assert_eq!(without_keywords("host='open", &mut own), None);
        assert_eq!(without_keywords("host", &mut own), None);
        let taken = taken.into_inner();
        assert_eq!(taken, ["sslmode=verify-full", "sslrootcert=/a b", "sslmode=disable", "sslmode=require"]);
    }
}
