//! The profiles in this person's own AWS files.

use std::borrow::Cow;

use aws_config::profile::{Profile, ProfileFileLoadError, ProfileSet};
use aws_runtime::env_config::file::EnvConfigFiles;
use aws_types::os_shim_internal::{Env, Fs};

/// How a profile signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileKind {
    /// An access key in the file.
    Keys,
    /// IAM Identity Center: `aws sso login`.
    Sso,
    /// A role, taken by another profile's right.
    Role,
    /// Another program hands the credentials out.
    Process,
    /// It says nothing of credentials.
    None,
}

/// A profile of `~/.aws/config` or `~/.aws/credentials`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsProfile {
    /// Its name.
    pub name: String,
    /// Its Region's code, where it names one.
    pub region: Option<String>,
    /// How it signs in.
    pub kind: ProfileKind,
}

/// The profiles in this person's AWS files, by name; none when there are no files, or none that can be read.
pub async fn aws_profiles() -> Vec<AwsProfile> {
    load(None, &Env::real(), &Fs::real()).await.map(|set| listed(&set)).unwrap_or_default()
}

/// Reads the AWS files, as the SDK does; `selected` goes before `AWS_PROFILE`.
pub(crate) async fn load(selected: Option<String>, env: &Env, fs: &Fs) -> Result<ProfileSet, ProfileFileLoadError> {
    aws_config::profile::load(fs, env, &EnvConfigFiles::default(), selected.map(Cow::Owned)).await
}

pub(crate) fn listed(set: &ProfileSet) -> Vec<AwsProfile> {
    let mut profiles: Vec<_> = set
        .profiles()
        .filter_map(|name| set.get_profile(name))
        .map(|profile| AwsProfile {
            name: profile.name().to_owned(),
            region: profile.get("region").filter(|region| !region.is_empty()).map(str::to_owned),
            kind: kind(profile),
        })
        .collect();
    profiles.sort_by(|a, b| a.name.cmp(&b.name));
    profiles
}

// In the order in which the SDK looks at them.
fn kind(profile: &Profile) -> ProfileKind {
    let has = |key: &str| profile.get(key).is_some();
    if has("role_arn") {
        ProfileKind::Role
    } else if has("sso_session") || has("sso_start_url") {
        ProfileKind::Sso
    } else if has("credential_process") {
        ProfileKind::Process
    } else if has("aws_access_key_id") {
        ProfileKind::Keys
    } else {
        ProfileKind::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn profiles_are_listed_from_both_files() {
        let env = Env::from_slice(&[("HOME", "/home/me")]);
        let fs = Fs::from_slice(&[
            (
                "/home/me/.aws/config",
                "[default]\nregion = eu-west-1\n[profile school]\nsso_session = s\n[sso-session s]\nsso_region = us-east-1\n\
                 [profile work]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = default\n[profile vault]\ncredential_process = pass\n\
                 [profile empty]\n",
            ),
            ("/home/me/.aws/credentials", "[default]\naws_access_key_id = A\naws_secret_access_key = S\n[old]\naws_access_key_id = B\n"),
        ]);
        let found = listed(&load(None, &env, &fs).await.unwrap());
        let found: Vec<_> = found.iter().map(|profile| (profile.name.as_str(), profile.region.as_deref(), profile.kind)).collect();
        assert_eq!(
            found,
            [
                ("default", Some("eu-west-1"), ProfileKind::Keys),
                ("empty", None, ProfileKind::None),
                ("old", None, ProfileKind::Keys),
                ("school", None, ProfileKind::Sso),
                ("vault", None, ProfileKind::Process),
                ("work", None, ProfileKind::Role),
            ]
        );
    }

    #[tokio::test]
    async fn no_files_are_no_profiles() {
        let env = Env::from_slice(&[("HOME", "/home/me")]);
        assert_eq!(listed(&load(None, &env, &Fs::from_slice(&[])).await.unwrap()), []);
    }
}
