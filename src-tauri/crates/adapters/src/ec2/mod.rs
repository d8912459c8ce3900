//! EC2 by AWS's own SDK.

mod config;
mod describe;
mod elsewhere;
mod error;
mod groups;
mod instances;
mod keys;
#[cfg(test)]
mod replay;
mod sweep;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_ec2::config::timeout::TimeoutConfig;
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};
use lab::ports::{
    Clock, Compute, ComputeError, ComputeErrorKind, Identity, Image, Instance, InstanceType, KeyPair, LAB_TAG, Launch, NewKeyPair, Rule,
    SecurityGroup, Standing, Subnet, Trial, Vpc,
};
use model::{LabId, Leftover};

pub use config::{AccessKey, AwsChoice, Endpoint, NotLoopback};
use error::refusal;

/// For how long after its making a thing may be unknown to some of EC2's servers.
const SETTLING: Duration = Duration::from_secs(60);

/// How long the question who is signed in may take, with all its tries.
const SIGN_IN_PATIENCE: Duration = Duration::from_secs(20);

/// The EC2 API in one Region.
pub struct Ec2 {
    ec2: aws_sdk_ec2::Client,
    sts: aws_sdk_sts::Client,
    region: String,
    /// Whether the Region's own endpoints are called, not one that somebody set.
    regional: bool,
    clock: Arc<dyn Clock>,
    /// What was made a moment ago, by id or name, and when by the lab's clock.
    made: Mutex<HashMap<String, Duration>>,
}

impl Ec2 {
    /// EC2 as the person's AWS files and environment lead to it.
    ///
    /// # Errors
    /// [`ComputeErrorKind::UnknownProfile`], whose message names those that there are, [`ComputeErrorKind::NoRegion`],
    /// [`ComputeErrorKind::UnknownRegion`] for a word that is no Region's code, [`ComputeErrorKind::CredentialsInvalid`] for AWS files that
    /// cannot be read. Whether the credentials are any good shows only at the first call.
    pub async fn of_aws(choice: &AwsChoice, clock: Arc<dyn Clock>) -> Result<Self, ComputeError> {
        let config = config::of_aws(choice).await?;
        let set_elsewhere = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_EC2", "AWS_ENDPOINT_URL_STS"].map(std::env::var_os);
        let regional = config.endpoint_url().is_none() && set_elsewhere.iter().all(Option::is_none);
        Ok(Self::new(&config, regional, clock))
    }

    /// An EC2 API on this computer. `speed` is the clock's, for the pauses between tries.
    ///
    /// # Errors
    /// When the endpoint is on another computer.
    pub fn of_endpoint(endpoint: &Endpoint, speed: u32, clock: Arc<dyn Clock>) -> Result<Self, NotLoopback> {
        Ok(Self::new(&config::of_endpoint(endpoint, speed)?, false, clock))
    }

    fn new(config: &SdkConfig, regional: bool, clock: Arc<dyn Clock>) -> Self {
        // Somebody waits for this answer, and where there is no network no other call would do better.
        let patience = config.timeout_config().map_or(TimeoutConfig::builder(), TimeoutConfig::to_builder);
        let signing_in = aws_sdk_sts::config::Builder::from(config).timeout_config(patience.operation_timeout(SIGN_IN_PATIENCE).build());
        Self {
            ec2: aws_sdk_ec2::Client::new(config),
            sts: aws_sdk_sts::Client::from_conf(signing_in.build()),
            region: config.region().map(ToString::to_string).unwrap_or_default(),
            regional,
            clock,
            made: Mutex::default(),
        }
    }

    /// Remembers that something was made at this moment.
    fn remember(&self, id: &str) {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), self.clock.elapsed());
    }

    fn is_new(&self, id: &str) -> bool {
        let made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.get(id).is_some_and(|at| self.clock.elapsed().saturating_sub(*at) < SETTLING)
    }

    /// Makes a call that names things. EC2's servers learn of a new thing one after another: while one of these is new, a server that
    /// does not know it is asked again.
    async fn settled<T, F>(&self, ids: &[&str], call: impl Fn() -> F) -> Result<T, ComputeError>
    where
        F: Future<Output = Result<T, ComputeError>>,
    {
        let mut pause = Duration::from_millis(500);
        loop {
            match call().await {
                Err(error) if error.kind == ComputeErrorKind::NotFound && ids.iter().any(|id| self.is_new(id)) => {
                    self.clock.sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(8));
                }
                answer => return answer,
            }
        }
    }
}

/// Makes a filter of a describing call.
fn filter(name: &str, value: &str) -> Filter {
    Filter::builder().name(name).values(value).build()
}

/// The filter that finds what a lab made.
fn of_lab(lab: &LabId) -> Filter {
    filter(&format!("tag:{LAB_TAG}"), &lab.0)
}

/// The tags that everything of a lab is made with.
fn tags(lab: &LabId, name: &str, kind: ResourceType) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .tags(Tag::builder().key(LAB_TAG).value(&lab.0).build())
        .tags(Tag::builder().key("Name").value(name).build())
        .build()
}

/// The value of a tag.
fn tagged_as(tags: &[Tag], key: &str) -> Option<String> {
    tags.iter().find(|tag| tag.key() == Some(key)).and_then(Tag::value).map(str::to_owned)
}

/// Takes an answer that says the thing is not there for one that says it is gone.
fn or_gone(answer: Result<(), ComputeError>) -> Result<(), ComputeError> {
    match answer {
        Err(error) if error.kind == ComputeErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// An answer that lacks what EC2 documents that it holds.
fn incomplete(action: &'static str, what: &str) -> ComputeError {
    ComputeError { kind: ComputeErrorKind::Refused, action, aws_code: None, message: format!("the answer has no {what}") }
}

#[async_trait]
impl Compute for Ec2 {
    fn region(&self) -> &str {
        &self.region
    }

    async fn identity(&self) -> Result<Identity, ComputeError> {
        self.caller().await
    }

    async fn default_vpc(&self) -> Result<Option<Vpc>, ComputeError> {
        self.find_default_vpc().await
    }

    async fn subnets(&self, vpc: &str) -> Result<Vec<Subnet>, ComputeError> {
        self.list_subnets(vpc).await
    }

    async fn zones_offering(&self, instance_type: &str) -> Result<Vec<String>, ComputeError> {
        self.list_zones(instance_type).await
    }

    async fn free_tier_types(&self) -> Result<Vec<InstanceType>, ComputeError> {
        self.list_free_types().await
    }

    async fn instance_type(&self, name: &str) -> Result<Option<InstanceType>, ComputeError> {
        self.find_type(name).await
    }

    async fn ubuntu_image(&self) -> Result<Option<Image>, ComputeError> {
        self.find_ubuntu().await
    }

    async fn try_out(&self, trial: Trial, launch: &Launch) -> Result<(), ComputeError> {
        self.dry_run(trial, launch).await
    }

    async fn key_pair(&self, name: &str) -> Result<Option<KeyPair>, ComputeError> {
        self.find_key(name).await
    }

    async fn create_key_pair(&self, lab: &LabId, name: &str) -> Result<NewKeyPair, ComputeError> {
        self.make_key(lab, name).await
    }

    async fn import_key_pair(&self, lab: &LabId, name: &str, public_openssh: &str) -> Result<(), ComputeError> {
        self.import_key(lab, name, public_openssh).await
    }

    async fn delete_key_pair(&self, id: &str) -> Result<(), ComputeError> {
        self.delete_key(id).await
    }

    async fn security_group(&self, lab: &LabId) -> Result<Option<String>, ComputeError> {
        self.find_group(lab).await
    }

    async fn create_security_group(&self, lab: &LabId, name: &str, description: &str, vpc: &str) -> Result<String, ComputeError> {
        self.make_group(lab, name, description, vpc).await
    }

    async fn inbound_rules(&self, group: &str) -> Result<Vec<Rule>, ComputeError> {
        self.list_rules(group).await
    }

    async fn allow(&self, lab: &LabId, group: &str, port: u16, cidr: &str, description: &str) -> Result<(), ComputeError> {
        self.add_rule(lab, group, port, cidr, description).await
    }

    async fn revoke(&self, group: &str, rules: &[String]) -> Result<(), ComputeError> {
        self.remove_rules(group, rules).await
    }

    async fn delete_security_group(&self, id: &str) -> Result<(), ComputeError> {
        self.delete_group(id).await
    }

    async fn instances(&self, lab: &LabId) -> Result<Vec<Instance>, ComputeError> {
        self.list_instances(lab).await
    }

    async fn launch(&self, lab: &LabId, launch: &Launch) -> Result<Vec<Instance>, ComputeError> {
        self.run_instances(lab, launch).await
    }

    async fn rename(&self, instance: &str, name: &str) -> Result<(), ComputeError> {
        self.set_name(instance, name).await
    }

    async fn terminate(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.terminate_instances(instances).await
    }

    async fn stop(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.stop_instances(instances).await
    }

    async fn start(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.start_instances(instances).await
    }

    async fn console_output(&self, instance: &str) -> Result<Option<String>, ComputeError> {
        self.read_console(instance).await
    }

    async fn every_machine(&self) -> Result<Vec<Standing>, ComputeError> {
        self.list_every_machine().await
    }

    async fn group(&self, id: &str) -> Result<Option<SecurityGroup>, ComputeError> {
        self.find_any_group(id).await
    }

    async fn vpc(&self, id: &str) -> Result<Option<Vpc>, ComputeError> {
        self.find_vpc(id).await
    }

    async fn image(&self, id: &str) -> Result<Option<Image>, ComputeError> {
        self.find_image(id).await
    }

    async fn mark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        self.add_tag(lab, ids).await
    }

    async fn unmark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        self.remove_tag(lab, ids).await
    }

    async fn tagged(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        self.sweep(lab).await
    }
}
