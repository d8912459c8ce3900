//! SSH by russh.

mod connection;
mod error;
mod lines;
mod running;
mod shell;
mod terminal;
mod tunnel;

use std::collections::HashMap;
use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use futures::FutureExt;
use futures::future::{BoxFuture, Shared, WeakShared};
use lab::ports::{Clock, Host, Remote, RemoteError, Shell};

use crate::clock::Deadline;
use crate::key_files;
use crate::route::RouteTo;
use connection::Connection;

/// The user of Ubuntu's images.
const USER: &str = "ubuntu";

/// SSH to the lab's machines. Connections are kept open, one to each machine, and shared by all steps.
pub struct Ssh {
    clock: Arc<dyn Clock>,
    route: Arc<dyn RouteTo>,
    user: String,
    machines: std::sync::Mutex<HashMap<String, Machine>>,
}

/// What is open to one machine.
#[derive(Default)]
struct Machine {
    connection: Option<Arc<Connection>>,
    attempt: Option<Attempt>,
}

/// A sign-in under way. It ends when nobody waits for it any more.
struct Attempt {
    host: Host,
    result: WeakShared<BoxFuture<'static, Opened>>,
}

type Opened = Result<Arc<Connection>, RemoteError>;

impl Ssh {
    /// SSH as `ubuntu`, whose connections take a route.
    pub fn new(clock: Arc<dyn Clock>, route: Arc<dyn RouteTo>) -> Self {
        Self { clock, route, user: USER.to_owned(), machines: std::sync::Mutex::default() }
    }

    /// The same, as another user.
    #[must_use]
    pub fn with_user(self, user: &str) -> Self {
        Self { user: user.to_owned(), ..self }
    }

    fn with_machine<T>(&self, id: &str, work: impl FnOnce(&mut Machine) -> T) -> T {
        let mut machines = self.machines.lock().unwrap_or_else(PoisonError::into_inner);
        work(machines.entry(id.to_owned()).or_default())
    }

    /// The open connection to a machine, if it still leads there.
    async fn reuse(&self, host: &Host) -> Option<Arc<Connection>> {
        let connection = self.with_machine(&host.instance_id, |machine| machine.connection.clone())?;
        if connection.serves(host) && connection.is_alive().await {
            return Some(connection);
        }
        self.with_machine(&host.instance_id, |machine| {
            if machine.connection.as_ref().is_some_and(|kept| Arc::ptr_eq(kept, &connection)) {
                machine.connection = None;
            }
        });
        None
    }

    /// The sign-in to a machine that is under way, or a new one; and whether it is new.
    fn attempt(&self, host: &Host, patience: Duration) -> (Shared<BoxFuture<'static, Opened>>, bool) {
        self.with_machine(&host.instance_id, |machine| {
            let under_way =
                machine.attempt.as_ref().filter(|attempt| same(&attempt.host, host)).and_then(|attempt| attempt.result.upgrade());
            if let Some(result) = under_way.filter(|result| result.peek().is_none()) {
                return (result, false);
            }
            let (clock, route) = (Arc::clone(&self.clock), Arc::clone(&self.route));
            let (user, to) = (self.user.clone(), host.clone());
            let result = async move { sign_in(to, user, clock, route, patience).await.map(Arc::new) }.boxed().shared();
            machine.attempt = result.downgrade().map(|result| Attempt { host: host.clone(), result });
            (result, true)
        })
    }
}

#[async_trait]
impl Remote for Ssh {
    async fn connect(&self, host: &Host, patience: Duration) -> Result<Arc<dyn Shell>, RemoteError> {
        let deadline = Deadline::after(&*self.clock, patience);
        loop {
            if let Some(connection) = self.reuse(host).await {
                return Ok(connection);
            }
            let (attempt, own) = self.attempt(host, deadline.left(&*self.clock));
            match attempt.await {
                Ok(connection) => {
                    self.with_machine(&host.instance_id, |machine| machine.connection = Some(Arc::clone(&connection)));
                    return Ok(connection);
                }
                // Another caller's attempt may have had less patience than this one has.
                Err(error) if !own && may_pass(&error) && !deadline.is_over(&*self.clock, Duration::ZERO) => {}
                Err(error) => return Err(error),
            }
        }
    }

    async fn close(&self) {
        let machines: Vec<_> = self.machines.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        for connection in machines.into_iter().filter_map(|(_, machine)| machine.connection) {
            connection.close().await;
        }
    }
}

fn same(a: &Host, b: &Host) -> bool {
    let parts = |host: &Host| -> (IpAddr, PathBuf, Vec<String>) { (host.address, host.key.clone(), host.host_keys.clone()) };
    parts(a) == parts(b)
}

/// How long a machine that closes connections is tried at least. It is there, and boots (pam_nologin), or it holds failed sign-ins against
/// this computer's address, which OpenSSH (`PerSourcePenalties`) does for 15 seconds and more.
const CLOSING: Duration = Duration::from_secs(40);
/// How many sign-ins may be closed before a longer pause, and that pause. Each counts 5 seconds with OpenSSH, and from 15 on it shuts us out.
const CLOSED_QUICKLY: u32 = 1;
const AFTER_CLOSED: Duration = Duration::from_secs(5);

/// Signs in, trying again while the machine refuses or is silent, until the patience is over.
async fn sign_in(
    host: Host,
    user: String,
    clock: Arc<dyn Clock>,
    route: Arc<dyn RouteTo>,
    patience: Duration,
) -> Result<Connection, RemoteError> {
    let key = Arc::new(key_files::apart(&host.key, key_files::load).await?);
    let (deadline, while_closing) = (Deadline::after(&*clock, patience), Deadline::after(&*clock, patience.max(CLOSING)));
    let mut pause = Duration::from_millis(300);
    let mut closed = 0;
    loop {
        let left = deadline.left(&*clock);
        let error = match connection::open(&host, &user, Arc::clone(&key), &*route, &clock, left).await {
            Err(error) if may_pass(&error) => error,
            result => return result,
        };
        let (until, wait) = match error {
            RemoteError::Closed(_) => {
                closed += 1;
                (&while_closing, if closed > CLOSED_QUICKLY { AFTER_CLOSED } else { pause })
            }
            _ => (&deadline, pause),
        };
        if until.is_over(&*clock, wait) {
            return Err(error);
        }
        clock.sleep(wait).await;
        pause = (pause * 3 / 2).min(Duration::from_secs(2));
    }
}

/// Whether a machine that is starting may answer otherwise in a moment.
fn may_pass(error: &RemoteError) -> bool {
    matches!(error, RemoteError::TimedOut | RemoteError::Refused | RemoteError::Closed(_))
}
