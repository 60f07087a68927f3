//! A connection: made with patience, watched by a clock, ended politely.

use super::{
    failure::{self, Hope, Stated},
    setting::Setting,
};
use crate::source::sql::{Connection, Error, Problem, Spec};
use futures_util::TryStreamExt;
use std::{
    fmt,
    future::Future,
    pin::pin,
    thread,
    time::{Duration, Instant},
};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
    time::timeout,
};
use tokio_postgres::{Client, NoTls, Row, Statement, types::ToSql};

/// How long we wait before each further try.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_secs(1)];
/// How much longer than the server we wait for its word that a query takes too long.
const GRACE: Duration = Duration::from_secs(5);
/// How long a server may take to hear that we are done.
const FAREWELL: Duration = Duration::from_secs(1);

/// A connection to a server.
pub(super) struct Session {
    runtime: Runtime,
    client: Option<Client>,
    task: Option<JoinHandle<()>>,
    password: Option<String>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").finish_non_exhaustive()
    }
}

/// Connects, begins a transaction that only reads, all of one instant, and does with it what comes first. If the connection
/// does not stand, or is lost meanwhile, all of that is tried again: nobody has been given anything yet.
pub(super) fn open<T>(
    spec: &Spec,
    connection: &Connection,
    begin: &dyn Fn(Session) -> Result<T, Error>,
) -> Result<T, Error> {
    let setting = Setting::read(spec, &connection.0)?;
    let end = Instant::now() + spec.connect_timeout;
    let mut pauses = PAUSES.into_iter();
    loop {
        let (error, hope) = match Session::once(spec, &setting) {
            Ok(session) => match begin(session) {
                Err(error) if error.problem() == Problem::Lost => (error, Hope::Some),
                done => return done,
            },
            Err(failed) => failed,
        };
        let pause = pauses.next().or((hope == Hope::Much && Instant::now() < end).then_some(PAUSES[1]));
        match pause.filter(|_| hope != Hope::None) {
            Some(pause) => thread::sleep(pause),
            None => return Err(error),
        }
    }
}

impl Session {
    /// One try; an error with the hope that the next one does better.
    fn once(spec: &Spec, setting: &Setting) -> Result<Self, (Error, Hope)> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(|cause| {
            (Error::new(spec, Problem::System, format!("the system gives no means to connect: {cause}")), Hope::None)
        })?;
        let password = setting.password.clone();
        let connect = async {
            match &setting.tls {
                Some(tls) => {
                    let (client, connection) = setting.config.connect(tls.connector()).await?;
                    Ok((client, tokio::spawn(async { drop(connection.await) })))
                }
                None => {
                    let (client, connection) = setting.config.connect(NoTls).await?;
                    Ok((client, tokio::spawn(async { drop(connection.await) })))
                }
            }
        };
        let connected = runtime.block_on(async { timeout(spec.connect_timeout, connect).await });
        let (client, task) = match connected {
            Ok(Ok(connected)) => connected,
            Ok(Err(cause)) => {
                let hope = failure::hope(&cause);
                return Err((failure::of_connecting(spec, &cause, &setting.config, password.as_deref()), hope));
            }
            Err(_) => {
                let seconds = spec.connect_timeout.as_secs();
                let message = format!("no connection after {seconds} seconds to {}", failure::address(&setting.config));
                let error = Error::new(spec, Problem::Timeout, message)
                    .help("a firewall may be in between, or the address is wrong; `connect_timeout` allows more time");
                return Err((error, Hope::None));
            }
        };
        let session = Self { runtime, client: Some(client), task: Some(task), password };
        let milliseconds = spec.statement_timeout.as_millis();
        // What is written as text is to mean the same for everybody.
        let begin = format!(
            "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET statement_timeout = {milliseconds}; \
             SET idle_in_transaction_session_timeout = 0; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
        );
        match session.of(spec).batch(&begin) {
            Ok(()) => Ok(session),
            Err(error) if error.problem() == Problem::Lost => Err((error, Hope::Some)),
            Err(error) => Err((error, Hope::None)),
        }
    }

    /// The connection as a source uses it.
    pub(super) const fn of<'a>(&'a self, spec: &'a Spec) -> Asking<'a> {
        Asking { session: self, spec }
    }
}

/// A connection in the hands of a source.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    session: &'a Session,
    spec: &'a Spec,
}

impl<'a> Asking<'a> {
    /// Waits for an answer, and not for ever: a server that has gone without a word says nothing of its timeouts.
    fn wait<T>(
        &self,
        stated: Stated<'_>,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Error> {
        match self.session.runtime.block_on(async { timeout(self.spec.statement_timeout + GRACE, answer).await }) {
            Ok(answer) => answer.map_err(|cause| self.failed(&cause, stated)),
            Err(_) => {
                let seconds = (self.spec.statement_timeout + GRACE).as_secs();
                let message = format!("the server has not said anything for {seconds} seconds");
                Err(Error::new(self.spec, Problem::Timeout, message).help("see whether it still runs, and run again"))
            }
        }
    }

    pub(super) fn failed(&self, cause: &tokio_postgres::Error, stated: Stated<'_>) -> Error {
        failure::of(self.spec, cause, stated, self.session.password.as_deref())
    }

    fn client(&self) -> Result<&'a Client, Error> {
        self.session
            .client
            .as_ref()
            .ok_or_else(|| Error::new(self.spec, Problem::Lost, "the connection has been closed"))
    }

    /// Runs statements that give no rows.
    pub(super) fn batch(&self, sql: &str) -> Result<(), Error> {
        self.wait(Stated::Ours, self.client()?.batch_execute(sql))
    }

    /// Makes a cursor.
    pub(super) fn declare(&self, sql: &str, stated: Stated<'_>) -> Result<(), Error> {
        self.wait(stated, self.client()?.batch_execute(sql))
    }

    /// Lets the server understand a query.
    pub(super) fn prepare(&self, sql: &str, stated: Stated<'_>) -> Result<Statement, Error> {
        self.wait(stated, self.client()?.prepare(sql))
    }

    /// All rows of an answer that is small.
    pub(super) fn query(&self, sql: &str, parameters: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, Error> {
        self.wait(Stated::Ours, self.client()?.query(sql, parameters))
    }

    /// Hands on every row of a query, one at a time; says how many there were.
    pub(super) fn stream(
        &self,
        statement: &Statement,
        parameters: &[Vec<String>],
        stated: Stated<'_>,
        sink: &mut dyn FnMut(&Row),
    ) -> Result<usize, Error> {
        let client = self.client()?;
        let answer = self.wait(stated, client.query_raw(statement, parameters))?;
        let mut answer = pin!(answer);
        let mut count = 0;
        while let Some(row) = self.wait(stated, answer.try_next())? {
            sink(&row);
            count += 1;
        }
        Ok(count)
    }
}

impl Drop for Session {
    /// The server is told, so that it does not take the end for a failure of the network.
    fn drop(&mut self) {
        self.client = None;
        if let Some(task) = self.task.take() {
            drop(self.runtime.block_on(async { timeout(FAREWELL, task).await }));
        }
    }
}
