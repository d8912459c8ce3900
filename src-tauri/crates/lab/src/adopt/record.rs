//! What was found, as the lab's record, and the marks that make it the lab's.

use model::{KeyChoice, Lab, Machine, Settings};

use super::{Found, doors};
use crate::machines::{self, Role};
use crate::ports::Standing;
use crate::{price, settings};

/// One mark: things that get the lab's tag in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Their ids.
    pub ids: Vec<String>,
    /// What they are, in a few words for the journal.
    pub what: String,
}

impl Found {
    /// Writes into a record all that was found.
    pub fn record(&self, lab: &mut Lab) {
        let (ssh_from, range) = doors::ssh_from(&self.rules, self.laptop);
        let kind = &self.server.instance.instance_type;
        lab.settings.key = KeyChoice::Import { path: self.key_path.display().to_string(), name: Some(self.key.name.clone()) };
        lab.settings.ssh_from = ssh_from;
        lab.settings.instance_type = None;
        name(&mut lab.settings, &self.server, &self.client);
        let cloud = &mut lab.cloud;
        cloud.account = Some(self.identity.account.clone());
        cloud.identity = Some(self.identity.arn.clone());
        cloud.region = Some(self.region.clone());
        cloud.vpc = self.server.vpc.clone();
        cloud.vpc_cidr = self.vpc.as_ref().map(|vpc| vpc.cidr.clone());
        cloud.subnet = self.server.subnet.clone();
        cloud.zone = self.server.zone.clone();
        cloud.image = self.server.instance.image.clone();
        // An image that its owner has taken back has no name any more.
        cloud.image_name = self.image.as_ref().map(|image| image.name.clone()).or_else(|| cloud.image.clone());
        cloud.instance_type = Some(kind.clone());
        cloud.price_per_hour = price::machine_per_hour(&self.region, kind).map(|price| price.to_string());
        cloud.key_name = Some(self.key.name.clone());
        cloud.key_path = Some(self.key_path.display().to_string());
        cloud.security_group = Some(self.group.clone());
        cloud.laptop_cidr = range.map(|range| range.to_string());
        cloud.launched_at = [&self.server, &self.client].into_iter().filter_map(|machine| machine.instance.launched_at).min();
        lab.server = machines::facts(&self.server.instance, &Machine::default());
        lab.client = machines::facts(&self.client.instance, &Machine::default());
    }

    /// The marks, in their order. The machines and their disks come last: what could be terminated is the lab's only when all else is.
    pub fn marks(&self) -> Vec<Mark> {
        let key = Mark { ids: vec![self.key.id.clone()], what: format!("key pair {}", self.key.name) };
        let group = Mark { ids: vec![self.group.clone()], what: format!("security group {}", self.group) };
        let machine = |machine: &Standing| {
            let ids: Vec<_> = std::iter::once(&machine.instance.id).chain(machine.disks.iter().map(|disk| &disk.id)).cloned().collect();
            Mark { what: format!("machine {}", ids.join(" with disk ")), ids }
        };
        // A key pair that others use as well stays theirs: it is not the lab's to delete.
        let key = self.key_is_alone.then_some(key);
        key.into_iter().chain([group, machine(&self.client), machine(&self.server)]).collect()
    }
}

/// Takes the machines' own names into the settings, where the two can be told apart by them.
fn name(settings: &mut Settings, server: &Standing, client: &Standing) {
    let named =
        |role: Role, machine: &Standing| machine.instance.name.clone().unwrap_or_else(|| role.name(&Settings::default()).to_owned());
    let theirs = Settings { server_name: named(Role::Server, server), client_name: named(Role::Client, client), ..Settings::default() };
    let taken = if settings::validate(&theirs).is_empty() { theirs } else { Settings::default() };
    settings.server_name = taken.server_name;
    settings.client_name = taken.client_name;
}
