//! Where EC2 is, and who asks.

use std::net::SocketAddr;
use std::time::Duration;

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_sdk_ec2::config::retry::RetryConfig;
use aws_sdk_ec2::config::timeout::TimeoutConfig;
use aws_sdk_ec2::config::{IdentityCache, SharedCredentialsProvider, SharedHttpClient};
use aws_types::os_shim_internal::{Env, Fs};
use engine::{ExposeSecret, Secret};
use lab::ports::{ComputeError, ComputeErrorKind};

use super::error::in_full;
use crate::profiles;

/// An access key with its secret half.
#[derive(Debug, Clone)]
pub struct AccessKey {
    /// Its id.
    pub id: String,
    /// The secret access key.
    pub secret: Secret,
    /// The session token of temporary credentials.
    pub token: Option<Secret>,
}

/// What a person chose of AWS; what is left open is found as the SDK finds it.
#[derive(Debug, Clone, Default)]
pub struct AwsChoice {
    /// A profile of the AWS files. It goes before credentials in the environment.
    pub profile: Option<String>,
    /// The Region's code.
    pub region: Option<String>,
    /// The access key itself; nothing else is then looked for.
    pub key: Option<AccessKey>,
}

/// An EC2 API on this computer, and what it lets in.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// Its socket; plain HTTP is spoken.
    pub socket: SocketAddr,
    /// The access key's id.
    pub access_key: String,
    /// The secret access key.
    pub secret_key: Secret,
    /// The Region's code.
    pub region: String,
}

/// The socket is not on loopback: practice must never reach another computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not on loopback")]
pub struct NotLoopback(pub SocketAddr);

const SIGNING_IN: &str = "sts:GetCallerIdentity";

/// The SDK's configuration for AWS itself.
pub(super) async fn of_aws(choice: &AwsChoice) -> Result<SdkConfig, ComputeError> {
    let region = region(choice, &Env::real(), &Fs::real()).await?;
    let mut loader =
        aws_config::defaults(BehaviorVersion::latest()).region(region.clone()).retry_config(retries(1)).timeout_config(timeouts());
    if let Some(AccessKey { id, secret, token }) = &choice.key {
        let token = token.as_ref().map(|token| token.expose_secret().to_owned());
        loader = loader.credentials_provider(Credentials::new(id, secret.expose_secret(), token, None, "given"));
    } else if let Some(profile) = &choice.profile {
        // The default chain would take the environment's credentials before the profile that the person named.
        let configured = ProviderConfig::default().with_region(Some(region));
        let provider = ProfileFileCredentialsProvider::builder().configure(&configured).profile_name(profile).build();
        loader = loader.profile_name(profile).credentials_provider(provider);
    }
    Ok(loader.load().await)
}

/// The Region, once it is sure that the profile exists.
async fn region(choice: &AwsChoice, env: &Env, fs: &Fs) -> Result<Region, ComputeError> {
    let refuse = |kind, message: String| ComputeError { kind, action: SIGNING_IN, aws_code: None, message };
    let set = profiles::load(choice.profile.clone(), env, fs)
        .await
        .map_err(|error| refuse(ComputeErrorKind::CredentialsInvalid, in_full(&error)))?;

    let selected = set.selected_profile();
    let profile = set.get_profile(selected);
    // `default` is selected where nothing is: it need not exist. Credentials of the environment go before a profile that it names.
    let chosen = choice.key.is_none() && (choice.profile.is_some() || (selected != "default" && env.get("AWS_ACCESS_KEY_ID").is_err()));
    if chosen && profile.is_none() {
        let known: Vec<_> = profiles::listed(&set).into_iter().map(|profile| profile.name).collect();
        return Err(refuse(ComputeErrorKind::UnknownProfile, known.join(", ")));
    }

    // The SDK's own chain, but for its last link: that asks the machine that it runs on, which on a laptop means waiting for nobody.
    let named = [
        choice.region.clone(),
        env.get("AWS_REGION").ok(),
        env.get("AWS_DEFAULT_REGION").ok(),
        profile.and_then(|profile| profile.get("region")).map(str::to_owned),
    ];
    let Some(code) = named.into_iter().flatten().find(|code| !code.is_empty()) else {
        return Err(refuse(ComputeErrorKind::NoRegion, String::new()));
    };
    if is_region_code(&code) { Ok(Region::new(code)) } else { Err(refuse(ComputeErrorKind::UnknownRegion, code)) }
}

/// The SDK's configuration for an API on loopback. Nothing in it comes from the environment or the person's files.
pub(super) fn of_endpoint(endpoint: &Endpoint, speed: u32) -> Result<SdkConfig, NotLoopback> {
    if !endpoint.socket.ip().is_loopback() {
        return Err(NotLoopback(endpoint.socket));
    }
    let credentials = Credentials::new(&endpoint.access_key, endpoint.secret_key.expose_secret(), None, None, "loopback");
    // It knows no TLS and no proxy: only plain HTTP to the socket itself leaves it.
    let client: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    Ok(SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(format!("http://{}", endpoint.socket))
        .region(Region::new(endpoint.region.clone()))
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .identity_cache(IdentityCache::lazy().build())
        .http_client(client)
        .retry_config(retries(speed))
        .timeout_config(timeouts())
        .build())
}

/// Tries five times in all, with pauses that grow from a second of the lab's clock to twenty.
fn retries(speed: u32) -> RetryConfig {
    RetryConfig::standard()
        .with_max_attempts(5)
        .with_initial_backoff(Duration::from_secs(1) / speed.max(1))
        .with_max_backoff(Duration::from_secs(20) / speed.max(1))
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(5))
        .operation_attempt_timeout(Duration::from_secs(20))
        .operation_timeout(Duration::from_secs(120))
        .build()
}

/// Whether a word has a Region code's form: `us-east-1`, `us-gov-west-1`. Whether there is such a Region, AWS alone knows.
fn is_region_code(code: &str) -> bool {
    let parts: Vec<_> = code.split('-').collect();
    let Some((number, names)) = parts.split_last() else { return false };
    let is_name = |name: &&str| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase());
    names.len() >= 2 && names.iter().all(is_name) && !number.is_empty() && number.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_known_by_its_form() {
        for code in ["us-east-1", "ap-southeast-4", "us-gov-west-1", "cn-north-1", "us-iso-east-1"] {
            assert!(is_region_code(code), "{code}");
        }
        for code in ["", "Ohio", "us-east", "us east 1", "us-east-1a", "US-EAST-1", "us-east-1.example.com", "-1", "a-1"] {
            assert!(!is_region_code(code), "{code}");
        }
    }

    const CONFIG: &str = "[default]\nregion = eu-west-1\n[profile school]\nregion = us-west-2\nsso_session = school\n[profile bare]\n";

    async fn found(profile: Option<&str>, region: Option<&str>, env: &[(&str, &str)]) -> Result<String, (ComputeErrorKind, String)> {
        let choice = AwsChoice { profile: profile.map(str::to_owned), region: region.map(str::to_owned), key: None };
        let env = Env::from_slice(&[env, &[("HOME", "/home/me")]].concat());
        let fs = Fs::from_slice(&[("/home/me/.aws/config", CONFIG)]);
        super::region(&choice, &env, &fs).await.map(|region| region.to_string()).map_err(|error| (error.kind, error.message))
    }

    #[tokio::test]
    async fn the_region_is_the_chosen_one_or_the_environments_or_the_profiles() {
        let environment = [("AWS_DEFAULT_REGION", "sa-east-1")];
        assert_eq!(found(Some("school"), Some("ap-east-1"), &environment).await.unwrap(), "ap-east-1");
        assert_eq!(found(Some("school"), None, &environment).await.unwrap(), "sa-east-1");
        assert_eq!(found(Some("school"), None, &[]).await.unwrap(), "us-west-2");
        assert_eq!(found(None, None, &[("AWS_PROFILE", "school")]).await.unwrap(), "us-west-2");
        assert_eq!(found(None, None, &[]).await.unwrap(), "eu-west-1");
    }

    #[tokio::test]
    async fn what_is_wrong_with_a_choice_is_told_by_its_kind() {
        use ComputeErrorKind as K;
        let unknown = Err((K::UnknownProfile, "bare, default, school".to_owned()));
        assert_eq!(found(Some("shcool"), None, &[]).await, unknown);
        assert_eq!(found(None, None, &[("AWS_PROFILE", "shcool")]).await, unknown);
        assert_eq!(found(Some("bare"), None, &[]).await, Err((K::NoRegion, String::new())));
        assert_eq!(found(None, Some("Ohio"), &[]).await, Err((K::UnknownRegion, "Ohio".to_owned())));
        let env = [("AWS_PROFILE", "gone"), ("AWS_ACCESS_KEY_ID", "AKIA"), ("AWS_REGION", "eu-west-3")];
        assert_eq!(found(None, None, &env).await.unwrap(), "eu-west-3", "credentials of the environment need no profile");
    }

    #[test]
    fn practice_reaches_no_other_computer() {
        let endpoint = |socket: &str| Endpoint {
            socket: socket.parse().unwrap(),
            access_key: "practice".into(),
            secret_key: "practice".into(),
            region: "us-east-1".into(),
        };
        for socket in ["203.0.113.1:80", "0.0.0.0:80", "[2001:db8::1]:80", "169.254.169.254:80"] {
            assert_eq!(of_endpoint(&endpoint(socket), 1).unwrap_err(), NotLoopback(socket.parse().unwrap()));
        }
        for socket in ["127.0.0.1:80", "[::1]:80"] {
            assert!(of_endpoint(&endpoint(socket), 1).is_ok(), "{socket}");
        }
    }
}
