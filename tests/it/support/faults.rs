//! Faults: disks that are full, files that nobody may read, and runs that end between two system calls.

use super::{Publication, judges, skipped};
use std::{
    env, fs, io,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, chown},
        process::ExitStatusExt as _,
    },
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

/// The system calls at which a run can be killed, as strace names them, each with how many of them a small build makes.
/// The first few files that are opened are the program's own libraries.
const CALLS: [(&str, u32); 7] = [
    ("openat", 30),
    ("pwrite64", 32),
    ("/^f(data)?sync$", 13),
    ("write", 13),
    ("/^rename", 4),
    ("/^unlink", 2),
    ("/^fchmod$", 3),
];

/// How many places there are at which [`killed_at_syscall`] can end a run.
pub fn places() -> u32 {
    CALLS.iter().map(|(_, count)| count).sum()
}

/// Runs a command and kills it at its `n`th place, before the system call is carried out: the places are the calls of
/// [`CALLS`], first all of the first kind, then all of the second. Beyond the last they begin again.
///
/// Gives back whether it was killed: it was not if it makes fewer calls of that kind. Nothing, said aloud, where strace is
/// not there or nobody may trace.
///
/// The same place is the same moment each time, as long as one thread makes those calls, as the one does that publishes.
#[track_caller]
pub fn killed_at_syscall(command: &Command, n: u32) -> Option<bool> {
    let mut place = n % places();
    let (call, nth) = CALLS
        .iter()
        .find_map(|(call, count)| {
            let found = (place < *count).then_some((*call, place + 1));
            place = place.saturating_sub(*count);
            found
        })
        .expect("the place is one of them");
    let words = injected(&[format!("inject={call}:signal=KILL:when={nth}")])?;
    let mut traced = Command::new(&words[0]);
    traced.args(&words[1..]).arg(command.get_program()).args(command.get_args()).env_clear();
    traced.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(directory) = command.get_current_dir() {
        traced.current_dir(directory);
    }
    let status = traced.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    // strace ends in the way in which its command has ended.
    Some(status.expect("strace starts").signal() == Some(9))
}

/// What to put before a command, so that its system calls are tampered with (`inject=write:error=ENOSPC:when=2`). `-P PATH`
/// limits that to calls on a path.
#[track_caller]
pub fn injected(options: &[String]) -> Option<Vec<String>> {
    static WORKS: OnceLock<bool> = OnceLock::new();
    let path = env::var_os("PATH")?;
    if !env::split_paths(&path).any(|directory| directory.join("strace").is_file()) {
        judges::missing("strace");
        return None;
    }
    let works = *WORKS.get_or_init(|| {
        let mut trial = Command::new("strace");
        trial.args(["-f", "-o", "/dev/null", "-e", "inject=getpid:error=EPERM", "true"]);
        trial.stdin(Stdio::null()).output().is_ok_and(|output| output.status.success())
    });
    if !works {
        skipped("strace is there, but may not trace here");
        return None;
    }
    let mut words = ["strace", "-f", "-qq", "-o", "/dev/null"].map(str::to_owned).to_vec();
    let mut of = options.iter();
    while let Some(option) = of.next() {
        if option == "-P" {
            words.extend([option.clone(), of.next().expect("-P has a path").clone()]);
        } else {
            words.extend(["-e".to_owned(), option.clone()]);
        }
    }
    Some(words)
}

/// Gives a publication to a user without any privilege, and gives back what to put before a command that is to be run as
/// that user. Nothing, said aloud, where that user could not even start the program.
pub fn unprivileged(here: &Publication) -> Option<Vec<String>> {
    const NOBODY: u32 = 65_534;
    let world = here.root().parent().expect("a publication lies in a world").to_owned();
    if fs::metadata(&world).expect("it is there").uid() != 0 {
        return Some(Vec::new());
    }
    for entry in walkdir::WalkDir::new(&world) {
        let entry = entry.expect("the test can read its own directory");
        chown(entry.path(), Some(NOBODY), Some(NOBODY)).expect("root gives away what it has");
    }
    let words = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"].map(str::to_owned);
    let mut trial = Command::new(&words[0]);
    trial.args(&words[1..]).arg(env!("CARGO_BIN_EXE_courant")).arg("--version");
    if !trial.output().is_ok_and(|output| output.status.success()) {
        skipped("there is no other user who could start the program");
        return None;
    }
    Some(words.to_vec())
}

/// A mode that is taken back at the end, so that the directory can be removed.
pub struct Mode {
    path: PathBuf,
    old: fs::Permissions,
}

impl Mode {
    pub fn set(path: &Path, mode: u32) -> Self {
        let old = fs::metadata(path).expect("it is there").permissions();
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the test's own file");
        Self { path: path.to_owned(), old }
    }
}

impl Drop for Mode {
    fn drop(&mut self) {
        fs::set_permissions(&self.path, self.old.clone()).ok();
    }
}

/// A file that not even root may change, until this is dropped; nothing, said aloud, where the file system has none.
pub struct Immutable(PathBuf);

impl Immutable {
    pub fn make(path: &Path) -> Option<Self> {
        let done = chattr("+i", path).is_ok_and(|done| done);
        if !done {
            skipped("files cannot be made immutable here");
        }
        done.then(|| Self(path.to_owned()))
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        chattr("-i", &self.0).ok();
    }
}

fn chattr(flag: &str, path: &Path) -> io::Result<bool> {
    Ok(Command::new("chattr").arg(flag).arg(path).output()?.status.success())
}
