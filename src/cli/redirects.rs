//! What a web server should answer at addresses that documents have left, in the words of the usual ones.
//!
//! Tried with nginx 1.22, Apache 2.4 and Caddy 2.6. All three compare decoded paths; Apache's `Redirect` compares only how
//! they begin, so that it is of no use here.

use super::args::Server;
use crate::value::WebUrl;
use std::{
    borrow::Cow,
    cmp::Reverse,
    io::{self, Write},
};

impl Server {
    pub(super) const ALL: [Self; 4] = [Self::Nginx, Self::Caddy, Self::Apache, Self::Netlify];
}

/// The server's lines for each old address: the new one, or that there is nothing any more.
pub(super) fn write(server: Server, moves: &[(WebUrl, Option<WebUrl>)], out: &mut dyn Write) -> io::Result<()> {
    let path = |url: &WebUrl| {
        let after = url.as_str().split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        after.find('/').map_or_else(|| "/".to_owned(), |slash| after[slash..].to_owned())
    };
    let head = match server {
        Server::Nginx => "# nginx",
        Server::Caddy => "# Caddy",
        Server::Apache => "# Apache",
        Server::Netlify => "# _redirects (Netlify, Cloudflare Pages)",
    };
    writeln!(out, "{head}")?;
    if matches!(server, Server::Apache) && moves.iter().any(|(old, new)| new.is_some() && old.as_str().contains('?')) {
        writeln!(out, "RewriteEngine On")?;
    }
    let mut moves: Vec<&(WebUrl, Option<WebUrl>)> = moves.iter().collect();
    // Where parameters may be any of several, those that name more of them go first.
    moves.sort_by_key(|(old, _)| Reverse(old.as_str().matches('&').count()));
    for (number, (old, new)) in moves.into_iter().enumerate() {
        let old = path(old);
        if let (Some((path, query)), Some(new)) = (old.split_once('?'), new) {
            by_query(server, (path, query), new, number, out)?;
            continue;
        }
        // Who had `/feed` in his reader was sent on to `/feed/` by the old site.
        let bare = old.strip_suffix('/').filter(|bare| !bare.is_empty());
        match server {
            Server::Apache => {
                let pattern = bare.map_or_else(|| exactly(&old), |bare| format!("{}/?", exactly(bare)));
                let pattern = quoted(&format!("^{pattern}$")).into_owned();
                match new {
                    Some(new) => writeln!(out, "RedirectMatch 301 {pattern} {new}")?,
                    None => writeln!(out, "RedirectMatch 410 {pattern}")?,
                }
            }
            _ => {
                for old in [Some(old.as_str()), bare].into_iter().flatten() {
                    exact(server, old, new.as_ref(), out)?;
                }
            }
        }
    }
    Ok(())
}

/// An address that has no query.
fn exact(server: Server, old: &str, new: Option<&WebUrl>, out: &mut dyn Write) -> io::Result<()> {
    match (server, new) {
        (Server::Caddy, Some(new)) => writeln!(out, "redir {} {new} 301", quoted(&decoded(old))),
        (Server::Caddy, None) => writeln!(out, "respond {} 410", quoted(&decoded(old))),
        (Server::Netlify, Some(new)) => writeln!(out, "{old} {new} 301"),
        (Server::Netlify, None) => writeln!(out, "# {old}: remove the file; these hosts have no 410"),
        (_, Some(new)) => writeln!(out, "location = {} {{ return 301 {new}; }}", quoted(&decoded(old))),
        (_, None) => writeln!(out, "location = {} {{ return 410; }}", quoted(&decoded(old))),
    }
}

/// An address that differs from others only behind its `?`, which the usual directives do not look at.
fn by_query(
    server: Server,
    (path, query): (&str, &str),
    new: &WebUrl,
    number: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    match server {
        Server::Nginx => writeln!(out, "if ($request_uri = \"{path}?{query}\") {{ return 301 {new}; }}"),
        // Of several parameters behind `query`, Caddy 2.6 is content with any.
        Server::Caddy => writeln!(
            out,
            "@feed{number} {{\n\tpath {}\n\texpression `{{query}} == \"{query}\"`\n}}\nredir @feed{number} {new} 301",
            quoted(&decoded(path))
        ),
        // `QSD`: the new address has no query.
        Server::Apache => {
            let path = exactly(path.trim_start_matches('/'));
            let (path, query) = (quoted(&format!("^/?{path}$")).into_owned(), regex::escape(query));
            writeln!(out, "RewriteCond %{{QUERY_STRING}} ^{query}$\nRewriteRule {path} {new} [R=301,L,QSD]")
        }
        Server::Netlify => {
            writeln!(out, "{path} {} {new} 301", query.replace('&', " "))
        }
    }
}

/// A path as servers compare it: without percent signs, where it is text.
fn decoded(path: &str) -> Cow<'_, str> {
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    decoded.ok().filter(|text| !text.contains(char::is_control)).unwrap_or(Cow::Borrowed(path))
}

/// A pattern that matches this path alone.
fn exactly(path: &str) -> String {
    regex::escape(&decoded(path))
}

/// One word of a configuration.
fn quoted(word: &str) -> Cow<'_, str> {
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '"' | '\'' | ';' | '{' | '}' | '#');
    if word.chars().all(is_plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("\"{}\"", word.replace('"', "\\\"")))
}
