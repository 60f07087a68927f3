//! The arguments as they were typed; what they mean is [`super::session::Session`].

use crate::{lint::Profile, value::TimeSpan};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// After how long a run gives up, unless something else is asked for.
pub(super) const DEADLINE: TimeSpan = TimeSpan::from_seconds(15 * 60);

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "courant",
    version,
    about = "Turns stored article records into valid RSS, Atom and JSON feeds",
    long_about = "Turns stored article records (Markdown, HTML, reStructuredText, JSON, JSON Lines, CSV, YAML, TOML, plain \
                  text) into valid RSS 2.0, Atom 1.0 and JSON Feed 1.1.\n\nA publication is a directory with a \
                  `courant.toml`, records below `data/`, and the feeds that are made of them below `feeds/`.",
    after_help = "First steps:\n  courant init my-feed       a new publication with one example record\n  cd my-feed\n  \
                  courant build              data/ -> feeds/\n  courant records --explain  what was understood, and from \
                  where\n\nExit codes: 0 done, or nothing to do; 1 something was refused or withheld, the rest is \
                  published; 2 could not run, or gave up; 3 published, but somebody could not be told.",
    max_term_width = 100
)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every subcommand knows.
#[derive(Debug, Args)]
pub(super) struct Globals {
    /// Run as if started in DIR
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true, help_heading = "Global options")]
    pub directory: Option<PathBuf>,
    /// The configuration [default: courant.toml here or in a directory above]
    #[arg(long, value_name = "FILE", global = true, help_heading = "Global options")]
    pub config: Option<PathBuf>,
    /// Read records from this file, directory or pattern instead of the sources' files
    #[arg(long, value_name = "PATH", global = true, help_heading = "Global options")]
    pub data: Option<String>,
    /// Publish into DIR instead of the configured output directory
    #[arg(long, value_name = "DIR", global = true, help_heading = "Global options")]
    pub out: Option<PathBuf>,
    /// Keep state in DIR instead of where the configuration says, and none of it in the tree
    #[arg(long, value_name = "DIR", global = true, help_heading = "Global options")]
    pub state: Option<PathBuf>,
    /// Threads to work with [default: one per core]
    #[arg(short = 'j', long = "jobs", value_name = "N", global = true, help_heading = "Global options")]
    pub jobs: Option<usize>,
    /// Take TIME for the present: RFC 3339, or a date in the publication's zone
    #[arg(long, value_name = "TIME", global = true, help_heading = "Global options")]
    pub now: Option<String>,
    /// Give up after this time, whatever hangs: 90s, 15m, 2h, 1h30m [default: 15m; for pings 10s of it]
    #[arg(
        long,
        value_name = "DURATION",
        value_parser = deadline,
        global = true,
        help_heading = "Global options"
    )]
    pub deadline: Option<TimeSpan>,
    /// Treat warnings as errors
    #[arg(long, global = true, help_heading = "Global options")]
    pub strict: bool,
    /// How findings are printed
    #[arg(long, value_enum, value_name = "FORMAT", global = true, help_heading = "Global options")]
    pub format: Option<Style>,
    /// No summary, no warnings, no notes: only errors, and those of `build` only while they are new
    #[arg(short, long, global = true, conflicts_with = "verbose", help_heading = "Global options")]
    pub quiet: bool,
    /// Say more: every repeated finding, every document
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub verbose: bool,
    /// Colour in messages
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto, global = true, help_heading = "Global options")]
    pub color: Colour,
}

/// A length of time in which something can be done.
fn deadline(text: &str) -> Result<TimeSpan, String> {
    match text.parse::<TimeSpan>()? {
        none if none.seconds() == 0 => Err("a run needs some time".to_owned()),
        some => Ok(some),
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Style {
    /// For people
    Human,
    /// One JSON object a line
    Json,
    /// GitHub Actions annotations
    Github,
    /// SARIF 2.1.0
    Sarif,
}

/// When messages have colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What is to be done.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Start a new publication, with one example record
    Init(InitArguments),
    /// Publish: records -> feeds
    Build(BuildArguments),
    /// Judge feeds: RSS, Atom, JSON Feed, OPML, sitemaps
    Check(CheckArguments),
    /// Say what subscribers would see: what is new, updated, re-identified, gone
    Diff(DiffArguments),
    /// Learn ids and dates from the feeds that subscribers have, so that nobody sees an article twice
    Adopt(AdoptArguments),
    /// Make records of what another system exported: WordPress and others
    Import(ImportExportArguments),
    /// Take a published article down, at once and everywhere
    Retract(RetractArguments),
    /// End a feed: leave a last word, and say how the server sends its subscribers on
    Retire(RetireArguments),
    /// Say what a rule is about: why it matters, what breaks it, what to write instead
    Explain(ExplainArguments),
    /// List what the sources hold, as it was understood: one JSON record a line
    Records(RecordsArguments),
    /// Save, restore or correct what the publication remembers: ids and dates of what it has published
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Say how things stand: feeds, what is due next, the last run and what it found, who waits to be told
    Status(StatusArguments),
    /// Tell hubs and services what is new: everything that is due
    Ping(PingArguments),
    /// Build and ping: the one line for cron
    Publish(BuildArguments),
    /// List what waits to be told or was given up; try it again, or forget it
    Outbox(OutboxArguments),
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Where [default: here]
    #[arg(value_name = "DIR")]
    pub target: Option<PathBuf>,
    /// The publication's title [default: the directory's name]
    #[arg(long)]
    pub title: Option<String>,
    /// The address of its site
    #[arg(long, value_name = "URL", default_value = "https://example.org/")]
    pub link: String,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Equal bytes are never written: a second build with nothing changed touches no file.\nA record that \
                        cannot be published is named with its file, line and field; the others are published."
)]
pub(super) struct BuildArguments {
    /// Only these feeds: `news`, `category`, `category/politics` [default: all]
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Say of each feed that is built why it is
    #[arg(long)]
    pub explain: bool,
    /// Let this feed show its subscribers again what they have; may be given several times
    #[arg(long, value_name = "FEED")]
    pub allow_flood: Vec<String>,
    /// Take everything that is gone from the sources for deleted, however much it is
    #[arg(long)]
    pub allow_deletions: bool,
    /// Read everything again, whatever is known of earlier runs
    #[arg(long)]
    pub no_cache: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Findings are the result, on standard output, in --format. `courant explain RULE` says more about a rule.\n\
                        Exit codes: 0 no errors; 1 errors (with --strict: or warnings); 2 a file or address could not be read."
)]
pub(super) struct CheckArguments {
    /// What to judge: files, addresses, `-` for standard input, directories (every file below that looks like a feed)
    /// [default: this publication's configuration, records and feeds]
    #[arg(value_name = "FILE|URL|DIR|-")]
    pub inputs: Vec<String>,
    /// Leave out the findings of this rule; may be given several times
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<String>,
    /// Make the findings of this rule errors; may be given several times
    #[arg(long, value_name = "RULE")]
    pub deny: Vec<String>,
    /// Ask for what a platform asks for; may be given several times
    #[arg(long, value_name = "apple|spotify|podcasting2")]
    pub profile: Vec<Profile>,
    /// Leave out findings below this level
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = Least::Note)]
    pub level: Least,
}

#[derive(Debug, Args)]
#[command(after_help = "Nothing is written. With `--format json` each article that differs is one object a line.")]
pub(super) struct DiffArguments {
    /// Only these feeds: `news`, `category`, `category/politics` [default: all]
    #[arg(value_name = "FEED")]
    pub feeds: Vec<String>,
    /// End with 1 if anything differs
    #[arg(long)]
    pub exit_code: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Give the feeds of one site together: an article that stands in them under different ids keeps each in its format.\n\
                        Nothing is published; the next `courant build` uses what was learnt."
)]
pub(super) struct AdoptArguments {
    /// Feeds, as files or addresses: RSS, Atom, JSON Feed
    #[arg(value_name = "FILE|URL", required = true)]
    pub feeds: Vec<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Each article becomes one file, by default data/YEAR/MONTH/NAME.md, with the id under which its subscribers know it. \
                        A later export of the same site updates the files that nobody changed.\nExit codes: 0 done; 1 the export is broken, \
                        and nothing was written (unless --partial); 2 a file could not be read or written."
)]
pub(super) struct ImportExportArguments {
    /// Whose export it is; `list` lists them
    #[arg(value_name = "KIND")]
    pub kind: Option<String>,
    /// Its files or directories
    #[arg(value_name = "FILE")]
    pub files: Vec<String>,
    /// Import pages as well
    #[arg(long)]
    pub pages: bool,
    /// Leave out what is not public; otherwise its records say that it is not, and stay out of all feeds
    #[arg(long)]
    pub without_drafts: bool,
    /// Import entries of this type of the system's own as well: `podcast`; may be given several times
    #[arg(long = "type", value_name = "TYPE")]
    pub types: Vec<String>,
    /// Of `csv` and `json`: the column or the path of the member that holds a field, `published="Posted on"`; may be given
    /// several times
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    pub map: Vec<(String, String)>,
    /// Of `json`: the path of the list of articles, `rss.channel.item`
    #[arg(long, value_name = "PATH")]
    pub list: Option<String>,
    /// Of `mail`: import replies as well
    #[arg(long)]
    pub replies: bool,
    /// How records are written
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = RecordForm::Markdown)]
    pub form: RecordForm,
    /// The directory for them [default: that of the first source]
    #[arg(long, value_name = "DIR")]
    pub into: Option<String>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Import what stands before the place where an export is broken
    #[arg(long)]
    pub partial: bool,
    /// Bring back files that were removed since they were imported
    #[arg(long)]
    pub restore: bool,
    /// Print what the server has to answer at the addresses of the old site's feeds, and the report to standard error
    #[arg(long, value_enum, value_name = "SERVER")]
    pub redirects: Option<Server>,
}

/// `field=column`
fn mapping(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, column)) if !field.trim().is_empty() && !column.trim().is_empty() => {
            Ok((field.trim().to_owned(), column.trim().to_owned()))
        }
        _ => Err("write it as FIELD=COLUMN: title=Headline".to_owned()),
    }
}

/// A web server, or a host of static sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Server {
    Nginx,
    Caddy,
    Apache,
    /// Netlify, Cloudflare Pages: the file `_redirects`
    Netlify,
}

/// How records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RecordForm {
    /// A head in YAML, the body below
    Markdown,
    /// One JSON object a file
    Json,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// The rule by its name or code; without one, all of them are listed
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
}

/// The least level that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Least {
    /// Errors alone
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Note,
}

#[derive(Debug, Args)]
pub(super) struct RecordsArguments {
    /// Say of each field where it comes from: declared at which line, or derived from what
    #[arg(long)]
    pub explain: bool,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The article stays down, whatever its record says, until `--undo`. Atom and JSON feeds tell subscribers of it, RSS \
                        feeds do what `on_delete` says."
)]
pub(super) struct RetractArguments {
    /// The article: its id, its permalink, or its record's file
    #[arg(value_name = "ID|URL|FILE")]
    pub target: String,
    /// Rewrite archive documents as well, which readers do not fetch a second time
    #[arg(long)]
    pub purge: bool,
    /// Why; subscribers are told
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Let it be published again
    #[arg(long, conflicts_with_all = ["purge", "reason"])]
    pub undo: bool,
}

#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("end").required(true))]
pub(super) struct RetireArguments {
    /// The feed: `news`, `category/politics`
    #[arg(value_name = "FEED")]
    pub feed: String,
    /// Send its subscribers to this feed; with a slash at the end, to the directory that has it in each format
    #[arg(long, value_name = "URL", group = "end")]
    pub to: Option<String>,
    /// There is nothing to read instead
    #[arg(long, group = "end")]
    pub gone: bool,
    /// Let it go on
    #[arg(long, group = "end")]
    pub undo: bool,
    /// The last word [default: that the feed has moved, or ended]
    #[arg(long, value_name = "TEXT", conflicts_with = "undo")]
    pub message: Option<String>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is written, and no run is kept waiting. With `--format json` the first line is about the run, and each \
                        feed is a line of its own.\nExit codes: 0; 1 with --max-age, if no build has finished since; 2 the \
                        configuration or the ledger cannot be read."
)]
pub(super) struct StatusArguments {
    /// Only these feeds: `news`, `category`, `category/politics` [default: all]
    #[arg(value_name = "FEED", conflicts_with_all = ["next", "max_age"])]
    pub feeds: Vec<String>,
    /// Print only the time at which something changes by the clock alone or a delivery is tried again, for schedulers; nothing
    /// if nothing does
    #[arg(long, conflicts_with = "max_age")]
    pub next: bool,
    /// Print nothing and end with 0 if a build has finished within this time, else say so and end with 1, for monitors
    #[arg(long, value_name = "DURATION")]
    pub max_age: Option<TimeSpan>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Whom to tell stands in courant.toml as [[ping]]. What fails is tried again, in this run as long as it lasts \
                        (--deadline) and in later ones, for three days.\nExit codes: 0 delivered, or still waiting; 2 the \
                        configuration or the ledger cannot be used; 3 something was refused or given up."
)]
pub(super) struct PingArguments {
    /// Only news of this feed: `news`, `category`, `category/politics`; may be given several times
    #[arg(long, value_name = "FEED")]
    pub feed: Vec<String>,
    /// Wait for nothing: try at once what waits or was given up, and with --feed tell of that feed even if nothing is new
    #[arg(long)]
    pub force: bool,
    /// Print the requests that would be sent, and send nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct OutboxArguments {
    #[command(subcommand)]
    pub command: Option<OutboxCommand>,
}

/// What is to be done with the outbox.
#[derive(Debug, Subcommand)]
pub(super) enum OutboxCommand {
    /// List what waits and what was given up; what `courant outbox` alone does
    List {
        /// Only deliveries to this endpoint
        #[arg(value_name = "ENDPOINT")]
        endpoint: Option<String>,
        /// Only those about this topic
        #[arg(value_name = "TOPIC")]
        topic: Option<String>,
    },
    /// Try deliveries anew at the next ping, also those that were given up
    Retry(ChosenArguments),
    /// Forget deliveries: nobody is told
    Drop(ChosenArguments),
}

/// Which deliveries are meant.
#[derive(Debug, Args)]
#[command(group = clap::ArgGroup::new("which").required(true).args(["endpoint", "all"]))]
pub(super) struct ChosenArguments {
    /// Those to this endpoint, by its name
    #[arg(value_name = "ENDPOINT")]
    pub endpoint: Option<String>,
    /// Only the one about this topic
    #[arg(value_name = "TOPIC", requires = "endpoint")]
    pub topic: Option<String>,
    /// All of them
    #[arg(long)]
    pub all: bool,
}

/// What is to be done with the ledger.
#[derive(Debug, Subcommand)]
pub(super) enum LedgerCommand {
    /// Write all of it as JSON Lines: the same ledger gives the same bytes
    Export(ExportArguments),
    /// Take over what an export says
    Import(ImportArguments),
    /// Give a published record another id; feed readers will take it for a new article
    Rekey(RekeyArguments),
}

#[derive(Debug, Args)]
pub(super) struct ExportArguments {
    /// Where to [default: standard output]
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// An export; `-` for standard input
    #[arg(value_name = "FILE|-")]
    pub file: PathBuf,
    /// Forget everything that the ledger has now
    #[arg(long)]
    pub replace: bool,
}

#[derive(Debug, Args)]
pub(super) struct RekeyArguments {
    /// The id under which the record was published
    #[arg(value_name = "OLD")]
    pub old: String,
    /// The id that it is to have from now on
    #[arg(value_name = "NEW")]
    pub new: String,
}
