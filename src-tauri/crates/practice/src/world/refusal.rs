//! How EC2 says no.

use std::fmt;

/// An EC2 error: its documented code, and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code: code.into(), message: message.into() }
    }

    /// `InvalidParameterValue`.
    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterValue", message)
    }

    /// `MissingParameter` in EC2's words.
    pub(crate) fn missing(parameter: &str) -> Self {
        Self::new("MissingParameter", format!("The request must contain the parameter {parameter}"))
    }

    /// A code alone, as a fault plants it, with the words that EC2 has for it.
    pub(crate) fn of_code(code: &str, action: &str) -> Self {
        let message = match code {
            "UnauthorizedOperation" => {
                format!("You are not authorized to perform this operation. User: {} is not authorized to perform: ec2:{action} because no identity-based policy allows the ec2:{action} action", super::USER_ARN)
            }
            "AccessDenied" => format!("User: {} is not authorized to perform: sts:{action}", super::USER_ARN),
            "VcpuLimitExceeded" => "You have requested more vCPU capacity than your current vCPU limit of 0 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.".into(),
            "InsufficientInstanceCapacity" => "We currently do not have sufficient capacity in the Availability Zone you requested. Our system will be working on provisioning additional capacity. You can currently get capacity by not specifying an Availability Zone in your request or choosing another one.".into(),
            "RequestLimitExceeded" => "Request limit exceeded.".into(),
            "PendingVerification" => "Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. We will notify you by email once your request has been validated.".into(),
            "Blocked" => "This account is currently blocked and not recognized as a valid account. Please contact AWS Support if you have questions.".into(),
            "OptInRequired" => "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.".into(),
            "ExpiredToken" => "The security token included in the request is expired".into(),
            "RequestExpired" => "Request has expired.".into(),
            "InvalidClientTokenId" => "The security token included in the request is invalid.".into(),
            "AuthFailure" => "AWS was not able to validate the provided access credentials".into(),
            "InternalError" => "An internal error has occurred".into(),
            "Unavailable" | "ServiceUnavailable" => "The service is unavailable. Please try again shortly.".into(),
            _ => format!("The request was refused: {code}."),
        };
        Self::new(code, message)
    }

    /// The HTTP status that carries the code.
    pub(crate) fn status(&self) -> u16 {
        match self.code.as_str() {
            "AuthFailure" | "OptInRequired" => 401,
            "UnauthorizedOperation" | "InvalidClientTokenId" | "AccessDenied" | "SignatureDoesNotMatch" => 403,
            "DryRunOperation" => 412,
            "InternalError" | "InternalFailure" | "InsufficientInstanceCapacity" => 500,
            "RequestLimitExceeded" | "Unavailable" | "ServiceUnavailable" => 503,
            _ => 400,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for Refusal {}
