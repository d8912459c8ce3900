//! The EC2 API, as far as the lab needs it.
//!
//! Whatever is created carries two tags from its first moment, in the call that creates it: `mysql-lab` with the lab's id, and `Name`.

use async_trait::async_trait;
use engine::Secret;
use model::{LabId, Leftover, Timestamp};

/// The tag that everything of a lab carries.
pub const LAB_TAG: &str = "mysql-lab";

/// What kind of refusal a call met. From the error code that EC2 documents, never from a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ComputeErrorKind {
    /// No credentials were found.
    CredentialsMissing,
    /// `AuthFailure`, `InvalidClientTokenId`, `SignatureDoesNotMatch` …
    CredentialsInvalid,
    /// `ExpiredToken`, `RequestExpired` with a right clock, an SSO session that ended.
    CredentialsExpired,
    /// The profile is in no file.
    UnknownProfile,
    /// No Region is set anywhere.
    NoRegion,
    /// The Region does not exist.
    UnknownRegion,
    /// `UnauthorizedOperation`, `AccessDenied`.
    Unauthorized,
    /// `RequestTimeTooSkewed` and the like.
    ClockSkew,
    /// `OptInRequired`.
    OptInRequired,
    /// `PendingVerification`.
    PendingVerification,
    /// `Blocked`.
    AccountBlocked,
    /// `VcpuLimitExceeded`, `InstanceLimitExceeded`, `MaxSpotInstanceCountExceeded`.
    VcpuLimit,
    /// `InsufficientInstanceCapacity`.
    NoCapacity,
    /// `RequestLimitExceeded`, `Throttling`, after the SDK's own tries.
    Throttled,
    /// `Unsupported` for a type in a zone, `InvalidParameterValue` for an unknown type.
    TypeNotOffered,
    /// The type is not eligible for the account's free plan.
    TypeNotFree,
    /// `InvalidGroup.Duplicate`, `InvalidKeyPair.Duplicate`, `InvalidPermission.Duplicate`.
    Duplicate,
    /// `…NotFound`.
    NotFound,
    /// `DependencyViolation`, `InvalidGroup.InUse`.
    InUse,
    /// `IdempotentParameterMismatch`: the token was used for another request.
    TokenReused,
    /// No answer: offline, a proxy, a name that does not resolve.
    Unreachable,
    /// Any other refusal; its code is in [`ComputeError::aws_code`].
    Refused,
}

/// A call that was not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{action}: {}", .aws_code.as_deref().unwrap_or("no answer"))]
pub struct ComputeError {
    /// What kind of refusal.
    pub kind: ComputeErrorKind,
    /// The call, as IAM names it: `ec2:RunInstances`.
    pub action: &'static str,
    /// EC2's own error code.
    pub aws_code: Option<String>,
    /// EC2's own words and the request's id. Never a secret.
    pub message: String,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The account's number.
    pub account: String,
    /// The identity's ARN.
    pub arn: String,
}

/// A virtual network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vpc {
    /// `vpc-…`.
    pub id: String,
    /// Its addresses in CIDR notation.
    pub cidr: String,
}

/// A part of a VPC in one Availability Zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subnet {
    /// `subnet-…`.
    pub id: String,
    /// The zone's name: `us-east-1a`.
    pub zone: String,
    /// Whether machines launched in it get a public address.
    pub public: bool,
}

/// A machine image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// `ami-…`.
    pub id: String,
    /// Its name, with the date it was built.
    pub name: String,
}

/// A size of machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceType {
    /// `t3.micro`.
    pub name: String,
    /// How many vCPUs.
    pub vcpus: u32,
    /// How much memory, in MiB.
    pub memory_mib: u64,
    /// Whether the account's free tier covers it.
    pub free_tier: bool,
}

/// A key pair as EC2 knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyPair {
    /// `key-…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// EC2's fingerprint.
    pub fingerprint: String,
    /// The public half as OpenSSH writes it, where EC2 tells it.
    pub public_openssh: Option<String>,
    /// The lab that its tag names.
    pub lab: Option<LabId>,
}

/// A key pair that EC2 has just made.
#[derive(Debug)]
pub struct NewKeyPair {
    /// `key-…`.
    pub id: String,
    /// The private half, told this once.
    pub private_pem: Secret,
}

/// An inbound rule of a security group: one port, one range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// `sgr-…`.
    pub id: String,
    /// `tcp`, `udp`, `-1` for all …
    pub protocol: String,
    /// The first port; none where the protocol has none.
    pub from_port: Option<u16>,
    /// The last port.
    pub to_port: Option<u16>,
    /// Who is let in: an IPv4 or IPv6 range, or another group's id.
    pub source: String,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance {
    /// `i-…`.
    pub id: String,
    /// Its Name tag.
    pub name: Option<String>,
    /// `pending`, `running`, `stopping`, `stopped`, `shutting-down`, `terminated`.
    pub state: String,
    /// The address inside the VPC.
    pub private_ip: Option<String>,
    /// The address on the internet.
    pub public_ip: Option<String>,
    /// The key pair that it was launched with.
    pub key_name: Option<String>,
    /// The ids of its security groups.
    pub groups: Vec<String>,
    /// Its type.
    pub instance_type: String,
    /// Its place in the launch, from 0: tells the first machine from the second while both have the same name.
    pub launch_index: u32,
    /// When it was launched.
    pub launched_at: Option<Timestamp>,
    /// The image that it started from.
    pub image: Option<String>,
}

/// A disk at a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disk {
    /// `vol-…`.
    pub id: String,
    /// Whether it goes when its machine is terminated.
    pub goes_with_machine: bool,
}

/// A machine with its surroundings, whoever it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The machine.
    pub instance: Instance,
    /// The lab that its tag names.
    pub lab: Option<LabId>,
    /// The VPC that it stands in; none once it is gone.
    pub vpc: Option<String>,
    /// The subnet.
    pub subnet: Option<String>,
    /// The subnet's zone.
    pub zone: Option<String>,
    /// Its disks.
    pub disks: Vec<Disk>,
    /// The address on the internet that the account itself holds (an Elastic IP address): it stays when the machine goes.
    pub held_address: Option<String>,
}

/// A security group, whoever it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecurityGroup {
    /// `sg-…`.
    pub id: String,
    /// Its name. Each VPC has one named `default`, which cannot be deleted.
    pub name: String,
    /// The lab that its tag names.
    pub lab: Option<LabId>,
}

/// A launch of machines alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// How many.
    pub count: u32,
    /// The image.
    pub image: String,
    /// The type.
    pub instance_type: String,
    /// The key pair's name.
    pub key_name: String,
    /// The subnet.
    pub subnet: String,
    /// The security group's id.
    pub group: String,
    /// The Name tag of each machine and its disk.
    pub name: String,
    /// Makes the call repeatable: a second one with the same token launches nothing more.
    pub token: String,
}

/// A call to try with EC2's DryRun, which changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trial {
    /// `ec2:CreateKeyPair`.
    CreateKeyPair,
    /// `ec2:ImportKeyPair`.
    ImportKeyPair,
    /// `ec2:CreateSecurityGroup`.
    CreateSecurityGroup,
    /// `ec2:RunInstances`, with the launch's own image, type and subnet.
    RunInstances,
    /// `ec2:CreateTags`.
    CreateTags,
}

/// The EC2 API in one Region, for one identity.
#[async_trait]
pub trait Compute: Send + Sync {
    /// The Region's code.
    fn region(&self) -> &str;

    /// Who is signed in (STS).
    ///
    /// # Errors
    /// Why nobody is.
    async fn identity(&self) -> Result<Identity, ComputeError>;

    /// The Region's default VPC.
    ///
    /// # Errors
    /// When the call is refused.
    async fn default_vpc(&self) -> Result<Option<Vpc>, ComputeError>;

    /// The subnets of a VPC, by zone.
    ///
    /// # Errors
    /// When the call is refused.
    async fn subnets(&self, vpc: &str) -> Result<Vec<Subnet>, ComputeError>;

    /// The zones that offer a type; none of them when the Region does not know it.
    ///
    /// # Errors
    /// When the call is refused.
    async fn zones_offering(&self, instance_type: &str) -> Result<Vec<String>, ComputeError>;

    /// The types that this account's free tier covers in this Region.
    ///
    /// # Errors
    /// When the call is refused.
    async fn free_tier_types(&self) -> Result<Vec<InstanceType>, ComputeError>;

    /// One type; none when the Region does not know it.
    ///
    /// # Errors
    /// When the call is refused.
    async fn instance_type(&self, name: &str) -> Result<Option<InstanceType>, ComputeError>;

    /// Canonical's newest image of Ubuntu 22.04 (owner 099720109477, jammy, amd64, hvm, ssd).
    ///
    /// # Errors
    /// When the call is refused.
    async fn ubuntu_image(&self) -> Result<Option<Image>, ComputeError>;

    /// Tries a call with DryRun.
    ///
    /// # Errors
    /// When the call itself would be refused.
    async fn try_out(&self, trial: Trial, launch: &Launch) -> Result<(), ComputeError>;

    /// The key pair of a name.
    ///
    /// # Errors
    /// When the call is refused; a name that is not there is none.
    async fn key_pair(&self, name: &str) -> Result<Option<KeyPair>, ComputeError>;

    /// Makes an RSA key pair in PEM form.
    ///
    /// # Errors
    /// [`ComputeErrorKind::Duplicate`] when the name is taken.
    async fn create_key_pair(&self, lab: &LabId, name: &str) -> Result<NewKeyPair, ComputeError>;

    /// Gives EC2 the public half of a key, as a line of OpenSSH.
    ///
    /// # Errors
    /// [`ComputeErrorKind::Duplicate`] when the name is taken.
    async fn import_key_pair(&self, lab: &LabId, name: &str, public_openssh: &str) -> Result<(), ComputeError>;

    /// Deletes a key pair; one that is not there is as good.
    ///
    /// # Errors
    /// When the call is refused.
    async fn delete_key_pair(&self, id: &str) -> Result<(), ComputeError>;

    /// The lab's security group's id, by its tag.
    ///
    /// # Errors
    /// When the call is refused.
    async fn security_group(&self, lab: &LabId) -> Result<Option<String>, ComputeError>;

    /// Makes a security group without inbound rules.
    ///
    /// # Errors
    /// [`ComputeErrorKind::Duplicate`] when the name is taken in that VPC.
    async fn create_security_group(&self, lab: &LabId, name: &str, description: &str, vpc: &str) -> Result<String, ComputeError>;

    /// The inbound rules of a group.
    ///
    /// # Errors
    /// [`ComputeErrorKind::NotFound`] when the group is gone.
    async fn inbound_rules(&self, group: &str) -> Result<Vec<Rule>, ComputeError>;

    /// Adds an inbound TCP rule; one that is there already is as good.
    ///
    /// # Errors
    /// When the call is refused.
    async fn allow(&self, lab: &LabId, group: &str, port: u16, cidr: &str, description: &str) -> Result<(), ComputeError>;

    /// Takes inbound rules away by id; those that are not there are as good.
    ///
    /// # Errors
    /// When the call is refused.
    async fn revoke(&self, group: &str, rules: &[String]) -> Result<(), ComputeError>;

    /// Deletes a group; one that is not there is as good.
    ///
    /// # Errors
    /// [`ComputeErrorKind::InUse`] while a network interface holds it.
    async fn delete_security_group(&self, id: &str) -> Result<(), ComputeError>;

    /// The lab's machines by its tag, terminated ones left out.
    ///
    /// # Errors
    /// When the call is refused.
    async fn instances(&self, lab: &LabId) -> Result<Vec<Instance>, ComputeError>;

    /// Launches machines: IMDSv2 required, an 8 GiB gp3 disk that goes with the machine, tags on machine and disk.
    ///
    /// # Errors
    /// When the call is refused.
    async fn launch(&self, lab: &LabId, launch: &Launch) -> Result<Vec<Instance>, ComputeError>;

    /// Sets a machine's Name tag, and its disk's.
    ///
    /// # Errors
    /// When the call is refused.
    async fn rename(&self, instance: &str, name: &str) -> Result<(), ComputeError>;

    /// Terminates machines; those that are gone are as good.
    ///
    /// # Errors
    /// When the call is refused.
    async fn terminate(&self, instances: &[String]) -> Result<(), ComputeError>;

    /// Stops machines.
    ///
    /// # Errors
    /// When the call is refused.
    async fn stop(&self, instances: &[String]) -> Result<(), ComputeError>;

    /// Starts stopped machines.
    ///
    /// # Errors
    /// When the call is refused.
    async fn start(&self, instances: &[String]) -> Result<(), ComputeError>;

    /// A machine's console output, decoded; none while there is none yet.
    ///
    /// # Errors
    /// When the call is refused.
    async fn console_output(&self, instance: &str) -> Result<Option<String>, ComputeError>;

    /// Every machine of the Region, whoever it belongs to and whatever its state.
    ///
    /// # Errors
    /// When the call is refused.
    async fn every_machine(&self) -> Result<Vec<Standing>, ComputeError>;

    /// The security group of an id; one that is not there is none.
    ///
    /// # Errors
    /// When the call is refused.
    async fn group(&self, id: &str) -> Result<Option<SecurityGroup>, ComputeError>;

    /// The VPC of an id; one that is not there is none.
    ///
    /// # Errors
    /// When the call is refused.
    async fn vpc(&self, id: &str) -> Result<Option<Vpc>, ComputeError>;

    /// The image of an id; none when its owner has taken it back since.
    ///
    /// # Errors
    /// When the call is refused.
    async fn image(&self, id: &str) -> Result<Option<Image>, ComputeError>;

    /// Marks things that are there already as the lab's: gives them its tag. Their other tags stay as they are.
    ///
    /// # Errors
    /// When the call is refused; then none of them is marked.
    async fn mark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError>;

    /// Takes the lab's tag off things; another lab's tag stays.
    ///
    /// # Errors
    /// When the call is refused.
    async fn unmark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError>;

    /// Everything in the Region that carries the lab's tag: machines that are not terminated, disks, groups, key pairs.
    ///
    /// # Errors
    /// When a call is refused.
    async fn tagged(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError>;
}
