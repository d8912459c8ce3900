//! The person's own AWS: profiles, Regions, who is signed in.

use adapters::AwsChoice;
use lab::ports::{ComputeError, ComputeErrorKind, Ports};
use model::{LabId, Problem, ProblemCode, Settings, Target, ToSaid, text};

use crate::{App, AwsIdentity, AwsProfile, NewLab, ProfileKind, TypeOffer, cost};

impl App {
    /// The profiles of the person's own AWS files.
    ///
    /// # Errors
    /// None: files that are not there hold no profiles.
    pub async fn aws_profiles(&self) -> Result<Vec<AwsProfile>, Problem> {
        let one = |profile: adapters::AwsProfile| AwsProfile {
            name: profile.name,
            region: profile.region,
            kind: match profile.kind {
                adapters::ProfileKind::Keys => ProfileKind::Keys,
                adapters::ProfileKind::Sso => ProfileKind::Sso,
                adapters::ProfileKind::Role => ProfileKind::Role,
                adapters::ProfileKind::Process => ProfileKind::Process,
                adapters::ProfileKind::None => ProfileKind::Other,
            },
        };
        Ok(adapters::aws_profiles().await.into_iter().map(one).collect())
    }

    /// Who is signed in to AWS.
    ///
    /// # Errors
    /// Why nobody is; `unknown_profile`, `no_region`, `unknown_region`; `pasted_gone` for an account whose keys were not pasted.
    pub async fn aws_identity(
        &self,
        profile: Option<String>,
        region: Option<String>,
        pasted: Option<String>,
    ) -> Result<AwsIdentity, Problem> {
        let ports = self.aws_ports(profile.as_deref(), region.as_deref(), pasted.as_deref()).await?;
        let used = ports.compute.region();
        let identity = match ports.compute.identity().await {
            Ok(identity) => identity,
            Err(error) => {
                let target = Target::Aws { profile, region, pasted };
                let asked = NewLab { name: None, target, settings: Settings::default(), password: None };
                let lab = self.draft(&asked, LabId(String::new()))?;
                return Err(lab::problem_of_compute(&error, &lab, used));
            }
        };
        let pasted = pasted.and_then(|account| self.pasted().shown(&account));
        Ok(AwsIdentity { root: is_root(&identity.arn), account: identity.account, arn: identity.arn, region: used.to_owned(), pasted })
    }

    /// The instance types to choose from, cheapest first, with what a lab of each costs in a Region.
    ///
    /// # Errors
    /// None.
    pub async fn instance_types(&self, region: Option<String>) -> Result<Vec<TypeOffer>, Problem> {
        Ok(cost::types(region.as_deref()))
    }

    /// The address that the internet sees of this computer.
    ///
    /// # Errors
    /// `laptop_address_unknown` with field `ssh_from` when no service tells it.
    pub async fn internet_address(&self) -> Result<String, Problem> {
        let address = adapters::internet_address().await.ok_or_else(|| ProblemCode::LaptopAddressUnknown.builder().field("ssh_from"))?;
        Ok(address.to_string())
    }

    /// All ports on AWS, with the keys of the account that were pasted, or as the person's own files and environment lead there.
    ///
    /// # Errors
    /// As [`ports`]; `pasted_gone` when the account's keys have to be pasted again.
    pub(crate) async fn aws_ports(&self, profile: Option<&str>, region: Option<&str>, pasted: Option<&str>) -> Result<Ports, Problem> {
        let key = match pasted {
            Some(account) => Some(self.keys_of(account, region).await?),
            None => None,
        };
        ports(&AwsChoice { profile: profile.map(str::to_owned), region: region.map(str::to_owned), key }).await
    }
}

/// Whether an ARN is the account's root user's.
pub(crate) fn is_root(arn: &str) -> bool {
    arn.ends_with(":root")
}

/// All ports on AWS. Nothing is asked of AWS yet: only the person's own files and environment are looked at.
///
/// # Errors
/// `unknown_profile` with field `profile`, `no_region` and `unknown_region` with field `region`, `credentials_invalid` for files that cannot
/// be read.
pub(crate) async fn ports(choice: &AwsChoice) -> Result<Ports, Problem> {
    let (profile, region) = (choice.profile.as_deref(), choice.region.as_deref());
    adapters::for_aws(choice).await.map_err(|error| problem_of_choice(&error, profile, region))
}

fn problem_of_choice(error: &ComputeError, profile: Option<&str>, region: Option<&str>) -> Problem {
    match error.kind {
        ComputeErrorKind::UnknownProfile => {
            let none = || text!("profiles-none", "none is there").to_said();
            let known = if error.message.is_empty() { none() } else { error.message.to_said() };
            let named = std::env::var("AWS_PROFILE").unwrap_or_default();
            ProblemCode::UnknownProfile.with("profile", profile.unwrap_or(&named)).with("known", known).field("profile").into()
        }
        ComputeErrorKind::NoRegion => ProblemCode::NoRegion.builder().field("region").into(),
        ComputeErrorKind::UnknownRegion => {
            ProblemCode::UnknownRegion.with("region", region.unwrap_or(&error.message)).field("region").into()
        }
        _ => ProblemCode::CredentialsInvalid.detail(&error.message).into(),
    }
}
