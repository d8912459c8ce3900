//! Stopping, starting, restarting and terminating.

use jiff::Timestamp;

use super::super::params::Params;
use super::super::xml::Xml;
use super::write::state;
use crate::world::instance::Change;
use crate::world::{Refusal, World};

fn changes(changes: Vec<Change>) -> Xml {
    let mut xml = Xml::default();
    xml.list("instancesSet", changes, |xml, change| {
        xml.text("instanceId", &change.id);
        state(xml, "currentState", change.after);
        state(xml, "previousState", change.before);
    });
    xml
}

pub(in crate::ec2) fn terminate(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    world.terminate(&params.values("InstanceId"), now).map(changes)
}

pub(in crate::ec2) fn stop(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    world.stop(&params.values("InstanceId"), now).map(changes)
}

pub(in crate::ec2) fn start(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    world.start(&params.values("InstanceId"), now).map(changes)
}

pub(in crate::ec2) fn reboot(world: &mut World, params: &Params, now: Timestamp) -> Result<Xml, Refusal> {
    world.reboot(&params.values("InstanceId"), now)?;
    Ok(Xml::done())
}
