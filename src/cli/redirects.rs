//! What a web server should answer at addresses that documents have left, in the words of the usual ones.

use super::args::Server;
use crate::value::WebUrl;
use std::io::{self, Write};

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
    for (number, (old, new)) in moves.iter().enumerate() {
        let old = path(old);
        if let (Some((path, query)), Some(new)) = (old.split_once('?'), new) {
            by_query(server, (path, query), new, number, out)?;
            continue;
        }
        match (server, new) {
            (Server::Nginx, Some(new)) => writeln!(out, "location = {old} {{ return 301 {new}; }}")?,
            (Server::Nginx, None) => writeln!(out, "location = {old} {{ return 410; }}")?,
            (Server::Caddy, Some(new)) => writeln!(out, "redir {old} {new} 301")?,
            (Server::Caddy, None) => writeln!(out, "respond {old} 410")?,
            (Server::Apache, Some(new)) => writeln!(out, "Redirect 301 {old} {new}")?,
            (Server::Apache, None) => writeln!(out, "Redirect gone {old}")?,
            (Server::Netlify, Some(new)) => writeln!(out, "{old} {new} 301")?,
            (Server::Netlify, None) => writeln!(out, "# {old}: remove the file; these hosts have no 410")?,
        }
    }
    Ok(())
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
        Server::Caddy => {
            writeln!(out, "@feed{number} {{\n\tpath {path}\n\tquery {query}\n}}\nredir @feed{number} {new} 301")
        }
        // `QSD`: the new address has no query.
        Server::Apache => {
            let (path, query) = (regex::escape(path.trim_start_matches('/')), regex::escape(query));
            writeln!(
                out,
                "RewriteEngine On\nRewriteCond %{{QUERY_STRING}} ^{query}$\nRewriteRule ^/?{path}$ {new} [R=301,L,QSD]"
            )
        }
        Server::Netlify => {
            writeln!(out, "{path} {} {new} 301", query.replace('&', " "))
        }
    }
}
