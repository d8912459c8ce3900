//! The world, shared by the front-ends: locked, brought up to the clock's moment before each use, and saved after each change.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::clock::Clock;
use super::store::Store;
use crate::world::World;

/// What all parts of a running practice cloud share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    pub(crate) clock: Clock,
    store: Store,
    /// How many changes there were.
    changes: watch::Sender<u64>,
    /// How many of them are on disk, and whether writing failed.
    saved: watch::Sender<(u64, Option<String>)>,
    /// The front-ends end.
    pub(super) stop: CancellationToken,
    /// Nobody changes the world any more.
    pub(super) finish: CancellationToken,
    pub(super) tasks: TaskTracker,
}

impl Shared {
    pub(super) fn new(world: World, clock: Clock, store: Store) -> Arc<Self> {
        Arc::new(Self {
            world: Mutex::new(world),
            clock,
            store,
            changes: watch::Sender::new(0),
            saved: watch::Sender::new((0, None)),
            stop: CancellationToken::new(),
            finish: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self, world: &World, now: Timestamp) {
        if let Some(moment) = world.busy_until(now) {
            self.clock.hurry_until(moment);
        }
        self.changes.send_modify(|count| *count += 1);
    }

    /// Changes the world; it is saved soon after, see [`Shared::saved`].
    pub(crate) fn change<T>(&self, act: impl FnOnce(&mut World, Timestamp) -> T) -> T {
        let mut world = self.lock();
        let now = self.clock.now();
        world.advance(now);
        let result = act(&mut world, now);
        self.changed(&world, now);
        result
    }

    /// Looks at the world.
    pub(crate) fn look<T>(&self, act: impl FnOnce(&World, Timestamp) -> T) -> T {
        let mut world = self.lock();
        let now = self.clock.now();
        if world.advance(now) {
            self.changed(&world, now);
        }
        act(&world, now)
    }

    /// Waits until all changes so far are on disk.
    ///
    /// # Errors
    /// Why they could not be written.
    pub(crate) async fn saved(&self) -> Result<(), String> {
        let wanted = *self.changes.borrow();
        let mut saved = self.saved.subscribe();
        match saved.wait_for(|(count, _)| *count >= wanted).await.as_deref() {
            Ok((_, Some(problem))) => Err(problem.clone()),
            // The sender lives as long as `self`.
            Ok((_, None)) | Err(_) => Ok(()),
        }
    }

    /// Resolves when a machine has gone down since it had counted `downs`, or is gone.
    pub(super) async fn down(&self, id: &str, downs: u32) {
        let mut changes = self.changes.subscribe();
        loop {
            let up = self.look(|world, _| world.instance(id).is_ok_and(|instance| instance.downs == downs));
            if !up || changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Wakes whenever the world changes.
    pub(super) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Saves the world whenever it has changed, until the cloud is finished; then once more.
    pub(super) async fn keep_saved(self: Arc<Self>) -> Result<(), super::PracticeError> {
        let mut changes = self.changes.subscribe();
        changes.mark_changed();
        let mut last = String::new();
        loop {
            let stopping = tokio::select! {
                biased;
                changed = changes.changed() => changed.is_err(),
                () = self.finish.cancelled() => true,
            };
            let (count, world, now) = {
                let world = self.lock();
                let count = *self.changes.borrow();
                (count, serde_json::to_string(&*world), self.clock.now())
            };
            let outcome = match world {
                Ok(world) if world == last && !stopping => Ok(()),
                Ok(world) => {
                    let this = Arc::clone(&self);
                    let written = tokio::task::spawn_blocking(move || this.store.write(&world, now).map(|()| world)).await;
                    match written.map_err(std::io::Error::other).flatten() {
                        Ok(world) => {
                            last = world;
                            Ok(())
                        }
                        Err(error) => Err(error),
                    }
                }
                Err(error) => Err(error.into()),
            };
            self.saved.send_replace((count, outcome.as_ref().err().map(ToString::to_string)));
            if stopping {
                return outcome.map_err(|source| super::PracticeError::Unwritable { path: self.store.path().to_owned(), source });
            }
        }
    }

    /// Lets the next cloud take the file: what still ends of this one writes nothing any more.
    pub(super) fn release(&self) {
        self.store.release();
    }

    /// Brings the world up to each moment at which something changes by itself.
    pub(super) async fn keep_time(self: Arc<Self>) {
        let mut changes = self.changes.subscribe();
        loop {
            let wait = self.look(|world, _| world.next_change()).map_or(Duration::MAX, |moment| self.clock.real_time_until(moment));
            tokio::select! {
                () = self.stop.cancelled() => return,
                changed = changes.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(wait.clamp(Duration::from_millis(1), Duration::from_secs(3600))) => {}
            }
        }
    }
}
