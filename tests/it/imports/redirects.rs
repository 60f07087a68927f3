//! The maps for web servers, tried in the servers themselves where they are installed.

use super::wordpress::{export, post};
use crate::support::{Publication, in_ci, skipped};
use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// A site without pretty addresses, with slugs that servers and regular expressions take for something else.
fn site() -> Publication {
    let publication = Publication::new();
    let opened = publication.read("courant.toml").replace("https://gazette.example/", "https://pier.example/");
    publication.config(opened + "\n[[feed]]\neach = \"category\"\nformats = [\"rss\", \"atom\"]\n");
    let (mut terms, mut filed) = (String::new(), "<wp:status>publish</wp:status>".to_owned());
    for (number, (slug, name)) in
        [("harbour", "Harbour"), ("%e6%b8%af", "港"), ("a.b", "A. B"), ("a+c", "A + C")].iter().enumerate()
    {
        write!(
            terms,
            "<wp:category><wp:term_id>{}</wp:term_id><wp:category_nicename>{slug}</wp:category_nicename>\
             <wp:cat_name>{name}</wp:cat_name></wp:category>",
            number + 3
        )
        .expect("a text grows");
        write!(filed, "<category domain=\"category\" nicename=\"{slug}\">{name}</category>").expect("a text grows");
    }
    filed.push_str(
        "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>%e6%b8%af-1</wp:meta_value></wp:postmeta>",
    );
    let plain = "<link>https://pier.example/?p=2</link>";
    let second = post(2, "Two", "Text", "<wp:status>publish</wp:status>")
        .replace("<link>https://pier.example/2019/03/post-2/</link>", plain);
    let third = second.replace("?p=2", "?p=3").replace(">2<", ">3<");
    publication.file("old.xml", export(&(terms + &post(1, "One", "Text", &filed) + &second + &third)));
    publication
}

/// Old addresses, and where they have to lead.
const WANTED: &[(&str, &str)] = &[
    ("/feed/", "feeds/news/rss.xml"),
    ("/feed", "feeds/news/rss.xml"),
    ("/feed/atom/", "feeds/news/atom.xml"),
    ("/feed/rss2/", "feeds/news/rss.xml"),
    ("/?feed=rss2", "feeds/news/rss.xml"),
    ("/?feed=atom", "feeds/news/atom.xml"),
    ("/?feed=rss2&cat=3", "feeds/category/harbour/rss.xml"),
    ("/?cat=3&feed=atom", "feeds/category/harbour/atom.xml"),
    ("/category/harbour/feed/", "feeds/category/harbour/rss.xml"),
    ("/category/harbour/feed/atom", "feeds/category/harbour/atom.xml"),
    ("/category/%e6%b8%af/feed/", "feeds/category/e7a91be0/rss.xml"),
    ("/category/%E6%B8%AF/feed/atom/", "feeds/category/e7a91be0/atom.xml"),
    ("/category/a.b/feed/", "feeds/category/a-b-6dfcf49d/rss.xml"),
    ("/category/a+c/feed/atom/", "feeds/category/a--c-9dbd94d9/atom.xml"),
    ("/2019/03/%e6%b8%af-1/", "2019/03/post-1/"),
    // No address of the map, though some begin like one.
    ("/", ""),
    ("/feed/other/", ""),
    ("/category/axb/feed/", ""),
    ("/?feed=rss22", ""),
];

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Asked to, a server ends those that work for it, too.
        Command::new("kill").arg(self.0.id().to_string()).status().ok();
        self.0.wait().ok();
    }
}

fn is_there(program: &str) -> bool {
    let found = Command::new(program).arg("-v").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !found {
        assert!(!(in_ci() && program == "nginx"), "nginx is not installed");
        skipped(&format!("{program} is not installed"));
    }
    found
}

/// Status and `Location` of an answer.
fn ask(port: u16, path: &str) -> (u16, String) {
    let connect = || TcpStream::connect(("127.0.0.1", port));
    let mut stream = (0..100)
        .find_map(|_| {
            connect().ok().or_else(|| {
                thread::sleep(Duration::from_millis(100));
                None
            })
        })
        .expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").expect("it is sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
    let location = answer.lines().find_map(|line| line.strip_prefix("Location: ")).unwrap_or_default();
    (status, location.to_owned())
}

fn configuration(server: &str, map: &str, port: u16, home: &Path) -> String {
    let home = home.display();
    match server {
        "nginx" => format!(
            "daemon off;\npid {home}/pid;\nerror_log {home}/log;\nevents {{}}\nhttp {{\naccess_log off;\n\
             client_body_temp_path {home}/1;\nproxy_temp_path {home}/2;\nfastcgi_temp_path {home}/3;\nuwsgi_temp_path {home}/4;\n\
             scgi_temp_path {home}/5;\nserver {{\nlisten 127.0.0.1:{port};\nroot {home}/www;\n{map}\n}}\n}}\n"
        ),
        "caddy" => format!(
            "{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{port} {{\n{map}\nroot * {home}/www\nfile_server\n}}\n"
        ),
        _ => {
            let modules = ["mpm_event", "alias", "rewrite", "dir", "authz_core"];
            let modules =
                modules.map(|name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n"));
            format!(
                "{}ServerRoot {home}\nPidFile {home}/pid\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nErrorLog {home}/log\n\
                 DocumentRoot {home}/www\nDirectoryIndex index.html\n<Directory {home}/www>\nRequire all granted\n</Directory>\n{map}\n",
                modules.concat()
            )
        }
    }
}

#[test]
fn servers_send_on_whoever_asks_for_an_old_address() {
    let publication = site();
    for (server, program) in [("nginx", "nginx"), ("caddy", "caddy"), ("apache", "apache2")] {
        if !is_there(program) {
            continue;
        }
        let map = publication.run(["import", "wxr", "old.xml", "--redirects", server]).expect_code(0).stdout;
        let home = publication.root().join(server);
        publication.file(format!("{server}/www/index.html"), "home");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a free port").port();
        let file = home.join("configuration");
        publication.file(format!("{server}/configuration"), configuration(server, &map, port, &home));
        let mut command = Command::new(program);
        match server {
            "nginx" => command.arg("-c").arg(&file),
            "caddy" => command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file),
            _ => command.args(["-DFOREGROUND", "-f"]).arg(&file),
        };
        command.env("XDG_DATA_HOME", &home).env("XDG_CONFIG_HOME", &home).stdout(Stdio::null()).stderr(Stdio::null());
        let _running = Running(command.spawn().expect("the server starts"));
        for (old, new) in WANTED {
            let (status, location) = ask(port, old);
            let expected = if new.is_empty() { String::new() } else { format!("https://pier.example/{new}") };
            assert_eq!(location, expected, "{server} {old}: {status}\n{map}");
            assert_eq!(status == 301, !new.is_empty(), "{server} {old}");
        }
    }
}

/// Netlify and Cloudflare Pages: one line each, from, parameters, to, status; nothing that would need quoting.
#[test]
fn the_map_of_hosts_without_a_configuration_has_plain_lines() {
    let map = site().run(["import", "wxr", "old.xml", "--redirects", "netlify"]).expect_code(0).stdout;
    let lines: Vec<Vec<&str>> = map.lines().skip(1).map(|line| line.split(' ').collect()).collect();
    for line in &lines {
        let [from, parameters @ .., to, status] = &line[..] else { panic!("{line:?}") };
        assert!(from.starts_with('/') && !from.contains(['?', '*', ':']), "{line:?}");
        assert!(parameters.iter().all(|parameter| parameter.contains('=')), "{line:?}");
        assert!(to.starts_with("https://pier.example/") && *status == "301", "{line:?}");
    }
    let has = |line: &str| map.lines().any(|known| known == line);
    assert!(has("/ feed=rss2 cat=3 https://pier.example/feeds/category/harbour/rss.xml 301"), "{map}");
    assert!(has("/feed https://pier.example/feeds/news/rss.xml 301"), "{map}");
}
