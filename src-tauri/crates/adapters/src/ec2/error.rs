//! What EC2 and STS refuse, told by the SDK's typed errors and the services' documented codes.

use std::error::Error;
use std::time::{Duration, SystemTime};

use aws_config::imds::client::error::ImdsError;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_ec2::config::http::HttpResponse;
use aws_sdk_ec2::error::{ProvideErrorMetadata, SdkError};
use aws_smithy_types::date_time::Format;
use aws_types::request_id::RequestId;
use lab::ports::{ComputeError, ComputeErrorKind};

/// How far this computer's clock may be off before AWS refuses its signatures: five minutes.
const SKEW_ALLOWED: Duration = Duration::from_secs(5 * 60);

/// What a failed call means.
pub(crate) fn refusal<E>(action: &'static str, error: SdkError<E, HttpResponse>) -> ComputeError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    if let Some(credentials) = credentials_error(&error) {
        let message = in_full(credentials);
        return ComputeError { kind: credentials_kind(credentials), action, aws_code: None, message };
    }
    let SdkError::ServiceError(refused) = &error else {
        let kind = match &error {
            SdkError::ConstructionFailure(_) => ComputeErrorKind::Refused,
            _ => ComputeErrorKind::Unreachable,
        };
        return ComputeError { kind, action, aws_code: None, message: in_full(&error) };
    };
    let meta = refused.err().meta();
    let Some(code) = meta.code() else {
        // EC2 and STS name a code with every refusal: what answers without one is something on the way, as a proxy's page is.
        let message = format!("HTTP status {}", refused.raw().status());
        return ComputeError { kind: ComputeErrorKind::Unreachable, action, aws_code: None, message };
    };
    let request = meta.request_id().map(|id| format!(" (request {id})")).unwrap_or_default();
    ComputeError {
        kind: kind(action, code, refused.raw()),
        action,
        aws_code: Some(code.to_owned()),
        message: format!("{}{request}", meta.message().unwrap_or_default()),
    }
}

/// The kind of a refusal by its code, as in "Error codes for the Amazon EC2 API" and the common errors of STS.
fn kind(action: &'static str, code: &str, answer: &HttpResponse) -> ComputeErrorKind {
    use ComputeErrorKind as K;
    match code {
        "RequestTimeTooSkewed" | "RequestInTheFuture" => K::ClockSkew,
        // Each of these is also what a wrong clock leads to.
        "AuthFailure" | "SignatureDoesNotMatch" | "RequestExpired" | "InvalidSignatureException" if skewed(answer) => K::ClockSkew,
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => K::CredentialsExpired,
        "MissingAuthenticationToken" | "MissingAuthenticationTokenException" => K::CredentialsMissing,
        "AuthFailure"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "InvalidAccessKeyId"
        | "InvalidSecurity" => K::CredentialsInvalid,
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" => K::Unauthorized,
        "OptInRequired" => K::OptInRequired,
        "PendingVerification" => K::PendingVerification,
        "Blocked" => K::AccountBlocked,
        "VcpuLimitExceeded" | "InstanceLimitExceeded" | "MaxSpotInstanceCountExceeded" => K::VcpuLimit,
        "InsufficientInstanceCapacity" | "InsufficientHostCapacity" | "InsufficientCapacity" => K::NoCapacity,
        "RequestLimitExceeded"
        | "Throttling"
        | "ThrottlingException"
        | "EC2ThrottledException"
        | "TooManyRequestsException"
        | "Unavailable"
        | "ServiceUnavailable" => K::Throttled,
        "InvalidInstanceType" => K::TypeNotOffered,
        // All else that the lab's launch is made of is checked before: of these two, the type is what is left to be wrong.
        "Unsupported" | "InvalidParameterValue" if action == "ec2:RunInstances" => K::TypeNotOffered,
        // Accounts on the free plan are answered so for a type that the plan does not cover.
        "InvalidParameterCombination" if action == "ec2:RunInstances" => K::TypeNotFree,
        "DependencyViolation" | "InvalidGroup.InUse" => K::InUse,
        "IdempotentParameterMismatch" => K::TokenReused,
        _ if code.ends_with(".Duplicate") => K::Duplicate,
        _ if code.ends_with(".NotFound") => K::NotFound,
        _ => K::Refused,
    }
}

/// Whether this computer's clock differs from the answer's `Date` by more than AWS allows.
fn skewed(answer: &HttpResponse) -> bool {
    let Some(date) = answer.headers().get("date") else { return false };
    let Ok(there) = aws_smithy_types::DateTime::from_str(date, Format::HttpDate) else { return false };
    let Ok(there) = SystemTime::try_from(there) else { return false };
    let here = SystemTime::now();
    let difference = here.duration_since(there).unwrap_or_else(|early| early.duration());
    difference > SKEW_ALLOWED
}

/// The credentials provider's error, where it is what a call failed by.
fn credentials_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a CredentialsError> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

/// An error's words with those of all its causes.
pub(super) fn in_full(error: &(dyn Error + 'static)) -> String {
    causes(error).map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error: &&'a (dyn Error + 'static)| (*error).source())
}

fn credentials_kind(error: &CredentialsError) -> ComputeErrorKind {
    match error {
        CredentialsError::CredentialsNotLoaded(_) => ComputeErrorKind::CredentialsMissing,
        CredentialsError::InvalidConfiguration(_) => ComputeErrorKind::CredentialsInvalid,
        CredentialsError::ProviderTimedOut(_) => ComputeErrorKind::Unreachable,
        // The last that is asked is the metadata service of a machine in EC2. Elsewhere something else may answer at its address, and no:
        // there were no credentials before it either.
        _ if causes(error).any(<dyn Error>::is::<ImdsError>) => ComputeErrorKind::CredentialsMissing,
        // The source of credentials is there and gives none: an SSO session that has ended, or a program that wants a new sign-in.
        // Which of them it is has no public type; unless the network is what failed, signing in again is what helps.
        _ if causes(error).any(is_network) => ComputeErrorKind::Unreachable,
        _ => ComputeErrorKind::CredentialsExpired,
    }
}

fn is_network(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<aws_smithy_runtime_api::client::result::ConnectorError>().is_some_and(|error| error.is_io() || error.is_timeout())
}
