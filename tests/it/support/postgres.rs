//! A real PostgreSQL, in a temporary directory: one server for all tests, with a database for each.
//!
//! Where the server is not installed, the test that asks for it says so and goes on without; in CI it fails.

use super::{in_ci, skipped};
use std::{
    fs,
    io::Write as _,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_secs(60);
/// As whom the server runs where the tests run as root, who may not.
const NOBODY: &str = "65534";

/// A server that ends with the test, at the latest with all of them.
pub struct Postgres {
    directory: PathBuf,
    port: u16,
    /// Ends the server and removes its directory as soon as nobody holds its input any more.
    guard: Child,
    databases: AtomicUsize,
}

/// The server of all tests; `None`, which was said, if there is none to be had.
#[track_caller]
pub fn server() -> Option<&'static Postgres> {
    static SERVER: OnceLock<Option<Postgres>> = OnceLock::new();
    let server = SERVER.get_or_init(|| binaries().map(|binaries| Postgres::start(&binaries)));
    if server.is_none() {
        absent();
    }
    server.as_ref()
}

/// A server for one test alone, that may do with it what it likes.
#[track_caller]
pub fn own_server() -> Option<Postgres> {
    let server = binaries().map(|binaries| Postgres::start(&binaries));
    if server.is_none() {
        absent();
    }
    server
}

#[track_caller]
fn absent() {
    assert!(!in_ci(), "PostgreSQL is not installed (on Debian: the package postgresql)");
    skipped("PostgreSQL is not installed (on Debian: the package postgresql)");
}

/// Where `initdb` and `postgres` are: Debian keeps them out of the way of `PATH`.
fn binaries() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .chain(std::env::var_os("PATH").iter().flat_map(std::env::split_paths))
        .filter(|directory| directory.join("initdb").exists() && directory.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// A command that runs as somebody who is not root.
fn command(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(program);
    command
}

impl Postgres {
    fn start(binaries: &Path) -> Self {
        // Not below the target directory: the path of a socket may have about a hundred bytes.
        let directory = TempDir::with_prefix("courant-pg-").expect("the test can make a directory").keep();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o700)).expect("a directory of one's own");
        if is_root() {
            std::os::unix::fs::chown(&directory, Some(65534), Some(65534)).expect("root may give away");
        }
        let data = directory.join("data");
        let made = command(&binaries.join("initdb"))
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .current_dir(&directory)
            .output()
            .expect("initdb can be run");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
        let own = |name: &str, text: &str, mode: u32| {
            let path = data.join(name);
            fs::write(&path, text).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("shut");
            if is_root() {
                std::os::unix::fs::chown(&path, Some(65534), Some(65534)).expect("root may give away");
            }
        };
        own("server.crt", &certificate.cert.pem(), 0o644);
        own("server.key", &certificate.signing_key.serialize_pem(), 0o600);
        // `writer` needs a password, and everybody else gets in.
        let access =
            "host all writer 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 trust\nlocal all all trust\n";
        own("pg_hba.conf", access, 0o600);
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port").port();
        let settings = [
            "listen_addresses=127.0.0.1".to_owned(),
            format!("port={port}"),
            format!("unix_socket_directories={}", directory.display()),
            "ssl=on".to_owned(),
            "fsync=off".to_owned(),
            "full_page_writes=off".to_owned(),
            "max_connections=50".to_owned(),
        ];
        let mut postgres = command(&binaries.join("postgres"));
        postgres.arg("-D").arg(&data);
        settings.iter().for_each(|setting| {
            postgres.arg("-c").arg(setting);
        });
        // The shell outlives the tests by the moment that it takes to clean up, however they end.
        let script = "exec 3<&0; \"$@\" > \"$LOG\" 2>&1 < /dev/null & server=$!; read -r _ <&3; kill -QUIT $server; \
                      wait $server; rm -rf \"$DIRECTORY\"";
        let guard = Command::new("sh")
            .args(["-c", script, "guard"])
            .arg(postgres.get_program())
            .args(postgres.get_args())
            .env("DIRECTORY", &directory)
            .env("LOG", directory.join("log"))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server can be started");
        let databases = AtomicUsize::new(0);
        let server = Self { directory, port, guard, databases };
        server.wait(PATIENCE);
        server
    }

    /// Waits until the server answers.
    #[track_caller]
    pub fn wait(&self, patience: Duration) {
        let begin = Instant::now();
        while self.psql("postgres", "select 1").is_err() {
            let log = || fs::read_to_string(self.directory.join("log")).unwrap_or_default();
            assert!(begin.elapsed() < patience, "PostgreSQL does not start: {}", log());
            thread::sleep(Duration::from_millis(50));
        }
    }

    /// A database of its own, with these statements done.
    pub fn database(&self, sql: &str) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.run("postgres", &format!("CREATE DATABASE {name}"));
        self.run(&name, sql);
        name
    }

    /// Runs statements in a database.
    #[track_caller]
    pub fn run(&self, database: &str, sql: &str) -> String {
        self.psql(database, sql).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    fn psql(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = Command::new("psql")
            .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h"])
            .arg(&self.directory)
            .args(["-p", &self.port.to_string(), "-U", "postgres", "-d", database])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| error.to_string())?;
        psql.stdin.take().expect("piped").write_all(sql.as_bytes()).map_err(|error| error.to_string())?;
        let output = psql.wait_with_output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    /// How a database is reached, as `postgres`.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost:{}/{database}?hostaddr=127.0.0.1", self.port)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The directory of the socket.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The server's certificate, which it has signed itself.
    pub fn certificate(&self) -> PathBuf {
        self.directory.join("data/server.crt")
    }

    /// Kills the server without a word to anybody.
    pub fn kill(&self) {
        let pid = fs::read_to_string(self.directory.join("data/postmaster.pid")).expect("the server runs");
        let pid = pid.lines().next().expect("its number").to_owned();
        assert!(Command::new("kill").args(["-KILL", &pid]).status().is_ok_and(|status| status.success()), "killed");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}
