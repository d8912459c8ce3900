//! The person's own AWS: profiles, Regions, who is signed in.

use adapters::AwsChoice;
use lab::ports::{ComputeError, ComputeErrorKind, Ports};
use model::{LabId, Problem, ProblemCode, Settings, Target, ToSaid, text};

use crate::{App, AwsIdentity, AwsProfile, NewLab, ProfileKind};

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
    /// Why nobody is; `unknown_profile`, `no_region`, `unknown_region`.
    pub async fn aws_identity(&self, profile: Option<String>, region: Option<String>) -> Result<AwsIdentity, Problem> {
        let ports = ports(profile.as_deref(), region.as_deref()).await?;
        let used = ports.compute.region();
        let identity = match ports.compute.identity().await {
            Ok(identity) => identity,
            Err(error) => {
                let target = Target::Aws { profile, region };
                let asked = NewLab { name: None, target, settings: Settings::default(), password: None };
                let lab = self.draft(&asked, LabId(String::new()))?;
                return Err(lab::problem_of_compute(&error, &lab, used));
            }
        };
        let root = identity.arn.ends_with(":root");
        Ok(AwsIdentity { account: identity.account, arn: identity.arn, region: used.to_owned(), root })
    }
}

/// All ports on AWS. Nothing is asked of AWS yet: only the person's own files and environment are looked at.
///
/// # Errors
/// `unknown_profile` with field `profile`, `no_region` and `unknown_region` with field `region`, `credentials_invalid` for files that cannot
/// be read.
pub(crate) async fn ports(profile: Option<&str>, region: Option<&str>) -> Result<Ports, Problem> {
    let choice = AwsChoice { profile: profile.map(str::to_owned), region: region.map(str::to_owned) };
    adapters::for_aws(&choice).await.map_err(|error| problem_of_choice(&error, profile, region))
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
