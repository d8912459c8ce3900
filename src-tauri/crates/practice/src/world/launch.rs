//! RunInstances: everything that EC2 checks before it launches.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::instance::{Doors, Instance, Interface, State, Volume};
use super::{Refusal, Tags, World, catalogue};

/// What a caller asks to launch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Launch {
    pub(crate) image: String,
    pub(crate) instance_type: String,
    pub(crate) min: u32,
    pub(crate) max: u32,
    pub(crate) key_name: Option<String>,
    pub(crate) subnet: Option<String>,
    pub(crate) zone: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) group_names: Vec<String>,
    pub(crate) public_ip: Option<bool>,
    pub(crate) tokens_required: bool,
    pub(crate) volume_kind: Option<String>,
    pub(crate) volume_gib: Option<u32>,
    pub(crate) keep_volume: bool,
    /// Tags by kind of resource: `instance`, `volume`, `network-interface`.
    pub(crate) tags: Vec<(String, Vec<(String, String)>)>,
    pub(crate) client_token: Option<String>,
}

/// A client token, and what it was used for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UsedToken {
    token: String,
    launch: Launch,
    reservation: String,
}

/// How many vCPUs of running machines the account may have, as an account of a few weeks.
const VCPU_LIMIT: u32 = 16;

impl Launch {
    fn tags_of(&self, kind: &str) -> Result<Tags, Refusal> {
        let mut tags = Tags::default();
        for (resource, pairs) in &self.tags {
            if !["instance", "volume", "network-interface", "spot-instances-request", "elastic-gpu"].contains(&resource.as_str()) {
                return Err(Refusal::value(format!("'{resource}' is not a valid taggable resource type for this operation.")));
            }
            if resource == kind {
                tags.set(pairs)?;
            }
        }
        Ok(tags)
    }
}

impl World {
    /// Launches instances, or finds those that the same client token launched. The reservation's id.
    pub(crate) fn run(&mut self, launch: &Launch, now: Timestamp) -> Result<String, Refusal> {
        if let Some(token) = &launch.client_token {
            if token.len() > 64 || !token.is_ascii() {
                return Err(Refusal::value("Client token must be up to 64 ASCII characters."));
            }
            if let Some(used) = self.tokens.iter().find(|used| used.token == *token) {
                if used.launch == *launch {
                    return Ok(used.reservation.clone());
                }
                return Err(Refusal::new(
                    "IdempotentParameterMismatch",
                    "The client token you have provided is associated with a resource that has different parameters.",
                ));
            }
        }
        if launch.min == 0 || launch.max < launch.min {
            return Err(Refusal::value(format!("Value ({}) for parameter minCount is invalid.", launch.min)));
        }
        let image = catalogue::image(&launch.image).ok_or_else(|| unknown_image(&launch.image))?;
        let kind = catalogue::instance_type(&launch.instance_type)
            .ok_or_else(|| Refusal::value(format!("The following supplied instance types do not exist: [{}]", launch.instance_type)))?;
        if kind.architecture != image.architecture {
            return Err(Refusal::value(format!(
                "The architecture '{}' of the specified instance type does not match the architecture '{}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.",
                kind.architecture, image.architecture
            )));
        }
        if !kind.free_tier {
            return Err(Refusal::new(
                "InvalidParameterCombination",
                "The specified instance type is not eligible for Free Tier. For a list of Free Tier instance types, run 'describe-instance-types' with the filter 'free-tier-eligible=true'.",
            ));
        }
        let public_openssh = match &launch.key_name {
            Some(name) => Some(self.key_pair(name)?.public_openssh.clone()),
            None => None,
        };
        let (subnet, zone, vpc) = self.place(launch, kind)?;
        let groups = self.groups_of(launch, &vpc)?;
        let (tags, volume_tags, interface_tags) =
            (launch.tags_of("instance")?, launch.tags_of("volume")?, launch.tags_of("network-interface")?);
        let (volume_kind, gib) = check_volume(launch)?;
        let count = self.affordable(launch, kind)?;

        let reservation = self.mint("r-");
        let mut addresses = Vec::new();
        for launch_index in 0..count {
            let private_ip = self.free_private_address(&subnet)?;
            addresses.push(private_ip);
            let boot_seed = self.draw();
            let mac = self.draw().to_be_bytes();
            let instance = Instance {
                id: self.mint("i-"),
                reservation: reservation.clone(),
                launch_index,
                client_token: launch.client_token.clone().unwrap_or_default(),
                image: launch.image.clone(),
                instance_type: launch.instance_type.clone(),
                key_name: launch.key_name.clone(),
                public_openssh: public_openssh.clone(),
                vpc: vpc.clone(),
                subnet: subnet.clone(),
                zone: zone.clone(),
                wants_public_ip: launch.public_ip.unwrap_or(true),
                private_ip: Some(private_ip),
                public_ip: None,
                groups: groups.clone(),
                tags: tags.clone(),
                tokens_required: launch.tokens_required,
                volume: Volume {
                    id: self.mint("vol-"),
                    device: "/dev/sda1".into(),
                    kind: volume_kind.clone(),
                    gib,
                    delete_on_termination: !launch.keep_volume,
                    tags: volume_tags.clone(),
                },
                interface: Interface {
                    id: self.mint("eni-"),
                    mac: format!("0a:ff:{:02x}:{:02x}:{:02x}:{:02x}", mac[0], mac[1], mac[2], mac[3]),
                    tags: interface_tags.clone(),
                },
                state: State::Pending,
                since: now,
                reason: String::new(),
                launched_at: now,
                sshd_at: now,
                console_at: None,
                locked_until: None,
                downs: 0,
                boot_seed,
                doors: Doors::default(),
                guest: None,
            };
            self.instances.push(instance);
        }
        if let Some(token) = &launch.client_token {
            self.tokens.push(UsedToken { token: token.clone(), launch: launch.clone(), reservation: reservation.clone() });
        }
        Ok(reservation)
    }

    /// Subnet, zone and VPC of a launch.
    fn place(&self, launch: &Launch, kind: &catalogue::InstanceType) -> Result<(String, String, String), Refusal> {
        let subnet = match (&launch.subnet, &launch.zone) {
            (Some(id), _) => self.subnet(id)?,
            (None, Some(zone)) => self
                .subnets
                .iter()
                .find(|subnet| subnet.zone == *zone)
                .ok_or_else(|| Refusal::value(format!("Invalid availability zone: [{zone}]")))?,
            (None, None) => self
                .subnets
                .iter()
                .find(|subnet| kind.offered_in(&subnet.zone))
                .ok_or_else(|| Refusal::new("MissingInput", "No subnets found for the default VPC. Please specify a subnet."))?,
        };
        if !kind.offered_in(&subnet.zone) {
            return Err(Refusal::new(
                "Unsupported",
                format!(
                    "Your requested instance type ({}) is not supported in your requested Availability Zone ({}). Please retry your request by not specifying an Availability Zone or choosing another one.",
                    kind.name, subnet.zone
                ),
            ));
        }
        Ok((subnet.id.clone(), subnet.zone.clone(), subnet.vpc.clone()))
    }

    fn groups_of(&self, launch: &Launch, vpc: &str) -> Result<Vec<String>, Refusal> {
        if !launch.group_names.is_empty() && (launch.subnet.is_some() || !launch.groups.is_empty()) {
            return Err(Refusal::new("InvalidParameterCombination", "The parameter groupName cannot be used with the parameter subnet"));
        }
        let mut groups = Vec::new();
        for id in &launch.groups {
            groups.push(self.group(id)?.id.clone());
        }
        for name in &launch.group_names {
            groups.push(self.group_by_name(name)?.id.clone());
        }
        if groups.is_empty() {
            groups.extend(self.groups.iter().filter(|group| group.vpc == vpc && group.name == "default").map(|group| group.id.clone()));
        }
        groups.dedup();
        if groups.len() > 5 {
            return Err(Refusal::new(
                "SecurityGroupsPerInterfaceLimitExceeded",
                "The maximum number of security groups per interface has been reached.",
            ));
        }
        Ok(groups)
    }

    /// How many of the machines the account's vCPU limit allows, at least `min`.
    fn affordable(&self, launch: &Launch, kind: &catalogue::InstanceType) -> Result<u32, Refusal> {
        let used: u32 = self
            .instances
            .iter()
            .filter(|instance| matches!(instance.state, State::Pending | State::Running))
            .filter_map(|instance| catalogue::instance_type(&instance.instance_type))
            .map(|kind| kind.vcpus)
            .sum();
        let room = VCPU_LIMIT.saturating_sub(used) / kind.vcpus;
        if room < launch.min {
            return Err(Refusal::new(
                "VcpuLimitExceeded",
                format!(
                    "You have requested more vCPU capacity than your current vCPU limit of {VCPU_LIMIT} allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit."
                ),
            ));
        }
        Ok(launch.max.min(room))
    }
}

fn unknown_image(id: &str) -> Refusal {
    if id.is_empty() {
        Refusal::missing("ImageId")
    } else if id.strip_prefix("ami-").is_some_and(|rest| matches!(rest.len(), 8 | 17) && rest.chars().all(|c| c.is_ascii_hexdigit())) {
        Refusal::new("InvalidAMIID.NotFound", format!("The image id '[{id}]' does not exist"))
    } else {
        Refusal::new("InvalidAMIID.Malformed", format!("Invalid id: \"{id}\" (expecting \"ami-...\")"))
    }
}

fn check_volume(launch: &Launch) -> Result<(String, u32), Refusal> {
    let gib = launch.volume_gib.unwrap_or(8);
    if gib < 8 {
        return Err(Refusal::new(
            "InvalidBlockDeviceMapping",
            format!("Volume of size {gib}GB is smaller than snapshot 'snap-0a1b2c3d4e5f60718', expect size >= 8GB"),
        ));
    }
    let kind = launch.volume_kind.clone().unwrap_or_else(|| "gp2".into());
    if !["gp2", "gp3", "io1", "io2", "st1", "sc1", "standard"].contains(&kind.as_str()) {
        return Err(Refusal::value(format!("Value ({kind}) for parameter volumeType is invalid. Invalid volume type")));
    }
    Ok((kind, gib))
}
