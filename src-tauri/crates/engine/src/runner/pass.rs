//! One pass over steps: each begins when all that it comes after have ended well.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use model::StepId;

use super::Item;
use crate::Stop;

/// How a pass over the steps ended.
pub(super) struct Pass {
    /// The first step that stopped, with why.
    pub stopped: Option<(StepId, Stop)>,
    /// All steps that stopped.
    pub failed: BTreeMap<StepId, Stop>,
    /// The steps that were never begun.
    pub not_run: Vec<StepId>,
}

type Doing<'a> = BoxFuture<'a, Result<(), Stop>>;

/// Runs each item when all it comes after have ended well, at most `limit` at once, in the given order. After a failure nothing more is begun.
pub(super) async fn in_order<'a, P: 'a>(
    items: &[Item<P>],
    after: impl Fn(&Item<P>) -> Vec<StepId>,
    limit: usize,
    act: impl Fn(Item<P>) -> Doing<'a>,
) -> Pass {
    pass(items, after, limit, true, act).await
}

/// The same without a limit, and a failure holds back only what comes after the failed one.
pub(super) async fn in_order_all<'a, P: 'a>(
    items: &[Item<P>],
    after: impl Fn(&Item<P>) -> Vec<StepId>,
    act: impl Fn(Item<P>) -> Doing<'a>,
) -> Pass {
    pass(items, after, usize::MAX, false, act).await
}

async fn pass<'a, P: 'a>(
    items: &[Item<P>],
    after: impl Fn(&Item<P>) -> Vec<StepId>,
    limit: usize,
    stop_at_first: bool,
    act: impl Fn(Item<P>) -> Doing<'a>,
) -> Pass {
    let mut waiting: Vec<_> = items.iter().map(|item| (item.clone(), after(item))).collect();
    let mut done: BTreeSet<StepId> = BTreeSet::new();
    let mut failed: BTreeMap<StepId, Stop> = BTreeMap::new();
    let mut first = None;
    let mut running = FuturesUnordered::new();
    loop {
        let held = stop_at_first && first.is_some();
        let mut index = 0;
        while !held && running.len() < limit && index < waiting.len() {
            if waiting[index].1.iter().all(|id| done.contains(id)) {
                let (item, _) = waiting.remove(index);
                let id = item.info.id.clone();
                let doing = act(item);
                running.push(async move { (id, doing.await) });
            } else {
                index += 1;
            }
        }
        match running.next().await {
            Some((id, Ok(()))) => {
                done.insert(id);
            }
            Some((id, Err(stop))) => {
                first.get_or_insert_with(|| id.clone());
                failed.insert(id, stop);
            }
            None => break,
        }
    }
    let stopped = if stop_at_first { first.and_then(|id| failed.remove(&id).map(|stop| (id, stop))) } else { None };
    Pass { stopped, failed, not_run: waiting.into_iter().map(|(item, _)| item.info.id).collect() }
}
