//! What PostgreSQL says, in words for people.

use crate::source::sql::{Error, Problem, Spec, driver::INSIDE};
use std::{error::Error as _, io};
use tokio_postgres::{
    Config,
    config::Host,
    error::{DbError, ErrorPosition, SqlState},
};

/// What is shorter is not hidden: it would be found in every other word.
const SHORT: usize = 3;

/// Which query it was about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stated<'a> {
    /// One that we have written.
    Ours,
    /// One of the configuration, as part of one of ours: its key and its text.
    Inside(&'static str, &'a str),
    /// One of the configuration, as it stands there.
    Query(&'static str, &'a str),
}

/// What is to be hoped of the next try to connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hope {
    /// It ends as this one did.
    None,
    /// It may do better.
    Some,
    /// There is a server, which is about to start, or full.
    Much,
}

/// What is to be hoped after this.
pub(super) fn hope(cause: &tokio_postgres::Error) -> Hope {
    let is_some = match cause.code() {
        Some(code) if [SqlState::CANNOT_CONNECT_NOW, SqlState::TOO_MANY_CONNECTIONS].contains(code) => {
            return Hope::Much;
        }
        Some(code) => *code == SqlState::ADMIN_SHUTDOWN,
        None => cause.is_closed() || io_error(cause).is_some_and(|cause| cause.kind() != io::ErrorKind::InvalidData),
    };
    if is_some { Hope::Some } else { Hope::None }
}

fn io_error(cause: &tokio_postgres::Error) -> Option<&io::Error> {
    cause.source().and_then(|source| source.downcast_ref())
}

/// Where the server is.
pub(super) fn address(config: &Config) -> String {
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let hosts = config.get_hosts().iter().map(|host| match host {
        Host::Tcp(name) => format!("{name}:{port}"),
        #[cfg(unix)]
        Host::Unix(path) => format!("{}/.s.PGSQL.{port}", path.display()),
    });
    let hosts: Vec<String> = hosts.collect();
    if hosts.is_empty() {
        return config.get_hostaddrs().iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    }
    hosts.join(", ")
}

/// An error of connecting.
pub(super) fn of_connecting(
    spec: &Spec,
    cause: &tokio_postgres::Error,
    config: &Config,
    password: Option<&str>,
) -> Error {
    if let Some(said) = cause.as_db_error() {
        return of_server(spec, said, Stated::Ours, password);
    }
    let address = address(config);
    let why = scrub(&chain(cause), password);
    if let Some(cause) = io_error(cause) {
        if let Some(tls) = cause.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            let message = format!("no encrypted connection to {address}: {tls}");
            return Error::new(spec, Problem::Access, message).help(
                "`sslrootcert=PATH` names the authority that has signed the server's certificate, and the host has to be the \
                 one in it; `sslmode=require` encrypts without knowing with whom",
            );
        }
        let help = match cause.kind() {
            io::ErrorKind::ConnectionRefused => {
                "see whether the server runs and listens there (`listen_addresses`, port)"
            }
            io::ErrorKind::NotFound => {
                "the socket is not there: see whether the server runs, and where its socket lies"
            }
            io::ErrorKind::PermissionDenied => "this user may not use the socket",
            _ => "see whether the name of the host is right and the network is there",
        };
        return Error::new(spec, Problem::Unreachable, format!("no connection to {address}: {why}")).help(help);
    }
    if cause.is_closed() {
        let message = format!("{address} has closed the connection at once");
        return Error::new(spec, Problem::Unreachable, message)
            .help("its log says why; it may be about to start or to stop");
    }
    let is_password = why.contains("password");
    let problem = if is_password { Problem::Access } else { Problem::Unreachable };
    let error = Error::new(spec, problem, format!("no connection to {address}: {why}"));
    if is_password {
        return error.help(
            "the server wants a password: put the whole connection string into a variable of the \
                           environment, and write `postgres = \"env:NAME\"`",
        );
    }
    if why.contains("TLS") {
        return error.help(
            "the server does not encrypt; `sslmode=prefer` and `sslmode=disable` do without, which is fine on \
                           one machine only",
        );
    }
    error
}

/// An error of a query.
pub(super) fn of(spec: &Spec, cause: &tokio_postgres::Error, stated: Stated<'_>, password: Option<&str>) -> Error {
    match cause.as_db_error() {
        Some(said) => of_server(spec, said, stated, password),
        None => {
            let message = format!("the connection was lost: {}", scrub(&chain(cause), password));
            Error::new(spec, Problem::Lost, message).help("see whether the server still runs, and run again")
        }
    }
}

fn of_server(spec: &Spec, said: &DbError, stated: Stated<'_>, password: Option<&str>) -> Error {
    let code = said.code();
    let is = |codes: &[SqlState]| codes.contains(code);
    let (problem, advice) = if is(&[SqlState::QUERY_CANCELED]) {
        let advice = "an index on the columns that are looked up may be missing; `statement_timeout` allows more time";
        (Problem::Timeout, Some(advice))
    } else if is(&[SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::T_R_SERIALIZATION_FAILURE]) {
        (Problem::Lost, Some("run again when the server is back"))
    } else if is(&[SqlState::CANNOT_CONNECT_NOW, SqlState::TOO_MANY_CONNECTIONS]) {
        (Problem::Unreachable, Some("run again when the server has started, or has connections left"))
    } else if is(&[SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION]) {
        let advice = "see whether user and password in the connection string are right, and whether pg_hba.conf lets this \
                      user in from here";
        (Problem::Access, Some(advice))
    } else if is(&[SqlState::INSUFFICIENT_PRIVILEGE]) {
        (Problem::Access, Some("let the user read: `GRANT USAGE ON SCHEMA … TO …; GRANT SELECT ON … TO …`"))
    } else if is(&[SqlState::INVALID_CATALOG_NAME]) {
        (Problem::Missing, Some("`psql -l` lists the databases of a server"))
    } else if is(&[SqlState::READ_ONLY_SQL_TRANSACTION]) {
        (Problem::Refused, Some("the transaction only reads: leave out of the query what changes something"))
    } else if is(&[SqlState::SYNTAX_ERROR, SqlState::FEATURE_NOT_SUPPORTED]) && matches!(stated, Stated::Inside(..)) {
        (Problem::Refused, Some(INSIDE))
    } else if is(&[SqlState::SYNTAX_ERROR]) && said.message().contains("multiple commands") {
        (Problem::Refused, Some("write one query, with nothing behind its semicolon"))
    } else if is(&[SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_COLUMN, SqlState::INVALID_SCHEMA_NAME]) {
        (Problem::Missing, None)
    } else {
        (Problem::Refused, None)
    };
    let message = match said.detail() {
        Some(detail) => format!("{} ({detail})", said.message()),
        None => said.message().to_owned(),
    };
    let error = Error::new(spec, problem, scrub(&message, password));
    let error = match (said.hint(), advice) {
        (Some(hint), _) => error.help(format!("{} (the server)", scrub(hint, password).trim_end_matches('.'))),
        (None, Some(advice)) => error.help(advice),
        (None, None) => error,
    };
    match stated {
        Stated::Query(key, text) => {
            let at = match said.position() {
                Some(ErrorPosition::Original(at)) => Some((*at as usize).saturating_sub(1)),
                _ => None,
            };
            error.query(key, text, at)
        }
        Stated::Inside(key, text) => error.query(key, text, None),
        Stated::Ours => error,
    }
}

/// An error and what caused it, in one line.
fn chain(cause: &tokio_postgres::Error) -> String {
    let mut out = cause.to_string();
    let mut source = cause.source();
    while let Some(next) = source {
        let words = next.to_string();
        if !out.contains(&words) {
            out = format!("{out}: {words}");
        }
        source = next.source();
    }
    out
}

/// What is said without the password, should anybody repeat it.
fn scrub(text: &str, password: Option<&str>) -> String {
    match password.filter(|password| password.len() >= SHORT) {
        Some(password) => text.replace(password, "…"),
        None => text.to_owned(),
    }
}
