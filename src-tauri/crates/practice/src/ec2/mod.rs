//! The EC2 Query API, and STS, over HTTP on loopback.

mod account;
mod filter;
mod groups;
mod images;
mod instances;
mod key_pairs;
mod listener;
mod network;
mod params;
mod storage;
mod tagging;
mod xml;

use std::sync::Arc;

use axum::extract::{ConnectInfo, Form, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use jiff::Timestamp;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use self::listener::{Cut, CuttableListener};
use self::params::Params;
use self::xml::Xml;
use crate::cloud::shared::Shared;
use crate::world::{ApiFault, REGION, Refusal, World};

/// The access key that the API knows: AWS's documented example.
pub(crate) const ACCESS_KEY: &str = "AKIAIOSFODNN7EXAMPLE";
/// Its secret.
pub(crate) const SECRET_KEY: &str = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

/// What a call does, and its answer.
enum Call {
    /// Looks at the world.
    Look(fn(&World, &Params, Timestamp) -> Result<Xml, Refusal>),
    /// Changes the world.
    Change(fn(&mut World, &Params, Timestamp) -> Result<Xml, Refusal>),
}

/// Answers calls until the cloud stops.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, stop: CancellationToken) {
    let router = Router::new().fallback(routing::any(answer)).with_state(shared);
    let service = router.into_make_service_with_connect_info::<Cut>();
    tokio::select! {
        // It ends only with an error of the listener, which axum retries itself.
        _ = async { axum::serve(CuttableListener(listener), service).await } => {}
        () = stop.cancelled() => {}
    }
}

/// Which service a call is for; they write errors differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Ec2,
    Sts,
}

/// What the call says about its sender.
struct Credential<'a> {
    key: &'a str,
    region: &'a str,
}

/// Reads `Authorization: AWS4-HMAC-SHA256 Credential=KEY/DATE/REGION/SERVICE/aws4_request, …`.
fn credential(headers: &HeaderMap) -> Option<Credential<'_>> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let scope = text.split_once("Credential=")?.1.split([',', ' ']).next()?;
    let mut parts = scope.split('/');
    let key = parts.next()?;
    let region = parts.nth(1)?;
    Some(Credential { key, region })
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(cut): ConnectInfo<Cut>,
    headers: HeaderMap,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Response {
    let params = Params::new(pairs);
    let action = params.get("Action").unwrap_or_default().to_owned();
    let service = if params.get("Version") == Some("2011-06-15") { Service::Sts } else { Service::Ec2 };
    let request_id = request_id();
    let (outcome, lost) = act(&shared, service, &action, &params, &headers);
    let outcome = match shared.saved().await {
        Ok(()) => outcome,
        Err(problem) => Err(Refusal::new("InternalError", format!("The practice cloud cannot save its state: {problem}"))),
    };
    if lost {
        cut.now();
    }
    let (status, body) = match outcome {
        Ok(inner) => (200, success(service, &action, &request_id, inner)),
        Err(refusal) => (refusal.status(), failure(service, &refusal, &request_id)),
    };
    let mut response = (StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), body.document()).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml;charset=UTF-8"));
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-amzn-requestid", value);
    }
    response
}

/// Does a call. Whether its answer gets lost.
fn act(shared: &Shared, service: Service, action: &str, params: &Params, headers: &HeaderMap) -> (Result<Xml, Refusal>, bool) {
    if let Err(refusal) = admit(service, headers) {
        return (Err(refusal), false);
    }
    let call = match service {
        Service::Ec2 => ec2_call(action),
        Service::Sts => sts_call(action),
    };
    let Some(call) = call else {
        return (Err(Refusal::new("InvalidAction", format!("The action {action} is not valid for this web service."))), false);
    };
    let faulty = shared.look(|world, _| !world.faults.is_empty());
    let dry = params.flag("DryRun");
    let fault = if faulty { shared.change(|world, _| world.meet_api(action, matches!(dry, Ok(Some(true))))) } else { None };
    if let Some(ApiFault::Code(code)) = fault {
        return (Err(Refusal::of_code(&code, action)), false);
    }
    let outcome = match (dry, call) {
        (Err(refusal), _) => Err(refusal),
        // On a copy of the world: whatever would be refused is refused.
        (Ok(Some(true)), call) => shared
            .look(|world, now| match call {
                Call::Look(look) => look(world, params, now),
                Call::Change(change) => change(&mut world.clone(), params, now),
            })
            .and_then(|_| Err(Refusal::new("DryRunOperation", "Request would have succeeded, but DryRun flag is set."))),
        (Ok(_), Call::Look(look)) => shared.look(|world, now| look(world, params, now)),
        (Ok(_), Call::Change(change)) => shared.change(|world, now| change(world, params, now)),
    };
    (outcome, fault == Some(ApiFault::AnswerLost))
}

fn admit(service: Service, headers: &HeaderMap) -> Result<(), Refusal> {
    let refusal = |message: &str| match service {
        Service::Ec2 => Refusal::new("AuthFailure", message),
        Service::Sts => Refusal::new("InvalidClientTokenId", message),
    };
    let Some(credential) = credential(headers) else {
        return Err(refusal("AWS was not able to validate the provided access credentials"));
    };
    if credential.key != ACCESS_KEY {
        return Err(match service {
            Service::Ec2 => refusal("AWS was not able to validate the provided access credentials"),
            Service::Sts => refusal("The security token included in the request is invalid."),
        });
    }
    if credential.region != REGION {
        return Err(Refusal::new(
            match service {
                Service::Ec2 => "AuthFailure",
                Service::Sts => "SignatureDoesNotMatch",
            },
            format!("Credential should be scoped to a valid Region, not '{}'.", credential.region),
        ));
    }
    Ok(())
}

fn ec2_call(action: &str) -> Option<Call> {
    use Call::{Change, Look};
    Some(match action {
        "DescribeRegions" => Look(account::describe_regions),
        "DescribeAvailabilityZones" => Look(account::describe_availability_zones),
        "DescribeAccountAttributes" => Look(account::describe_account_attributes),
        "DescribeVpcs" => Look(network::describe_vpcs),
        "CreateDefaultVpc" => Change(network::create_default_vpc),
        "DescribeSubnets" => Look(network::describe_subnets),
        "DescribeInternetGateways" => Look(network::describe_internet_gateways),
        "DescribeNetworkInterfaces" => Look(network::describe_network_interfaces),
        "DescribeInstanceTypes" => Look(images::describe_instance_types),
        "DescribeInstanceTypeOfferings" => Look(images::describe_instance_type_offerings),
        "DescribeImages" => Look(images::describe_images),
        "CreateKeyPair" => Change(key_pairs::create),
        "ImportKeyPair" => Change(key_pairs::import),
        "DescribeKeyPairs" => Look(key_pairs::describe),
        "DeleteKeyPair" => Change(key_pairs::delete),
        "CreateSecurityGroup" => Change(groups::create),
        "DescribeSecurityGroups" => Look(groups::describe),
        "DescribeSecurityGroupRules" => Look(groups::describe_rules),
        "AuthorizeSecurityGroupIngress" => Change(groups::authorize_ingress),
        "AuthorizeSecurityGroupEgress" => Change(groups::authorize_egress),
        "RevokeSecurityGroupIngress" => Change(groups::revoke_ingress),
        "RevokeSecurityGroupEgress" => Change(groups::revoke_egress),
        "DeleteSecurityGroup" => Change(groups::delete),
        "RunInstances" => Change(instances::run::run),
        "DescribeInstances" => Look(instances::describe::describe),
        "DescribeInstanceStatus" => Look(instances::describe::describe_status),
        "GetConsoleOutput" => Look(instances::describe::console_output),
        "StopInstances" => Change(instances::change::stop),
        "StartInstances" => Change(instances::change::start),
        "RebootInstances" => Change(instances::change::reboot),
        "TerminateInstances" => Change(instances::change::terminate),
        "CreateTags" => Change(tagging::create),
        "DeleteTags" => Change(tagging::delete),
        "DescribeTags" => Look(tagging::describe),
        "DescribeVolumes" => Look(storage::describe_volumes),
        _ => return None,
    })
}

fn sts_call(action: &str) -> Option<Call> {
    match action {
        "GetCallerIdentity" => Some(Call::Look(account::get_caller_identity)),
        _ => None,
    }
}

fn success(service: Service, action: &str, request_id: &str, inner: Xml) -> Xml {
    let mut xml = Xml::default();
    match service {
        Service::Ec2 => {
            xml.inside(&format!("{action}Response xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\""), |xml| {
                xml.text("requestId", request_id);
                xml.append(inner);
            });
        }
        Service::Sts => {
            xml.inside(&format!("{action}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\""), |xml| {
                xml.inside(&format!("{action}Result"), |xml| xml.append(inner));
                xml.inside("ResponseMetadata", |xml| {
                    xml.text("RequestId", request_id);
                });
            });
        }
    }
    xml
}

fn failure(service: Service, refusal: &Refusal, request_id: &str) -> Xml {
    let mut xml = Xml::default();
    match service {
        Service::Ec2 => xml.inside("Response", |xml| {
            xml.inside("Errors", |xml| {
                xml.inside("Error", |xml| {
                    xml.text("Code", &refusal.code).text("Message", &refusal.message);
                });
            });
            xml.text("RequestID", request_id);
        }),
        Service::Sts => xml.inside("ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"", |xml| {
            xml.inside("Error", |xml| {
                xml.text("Type", if refusal.status() < 500 { "Sender" } else { "Receiver" });
                xml.text("Code", &refusal.code).text("Message", &refusal.message);
            });
            xml.text("RequestId", request_id);
        }),
    };
    xml
}

/// A random UUID.
fn request_id() -> String {
    let mut bytes = [0; 16];
    // Without random numbers the ids are alike, which nobody relies on.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    let hex = |range: std::ops::Range<usize>| bytes[range].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{}-{}-4{}-8{}-{}", hex(0..4), hex(4..6), &hex(6..8)[1..], &hex(8..10)[1..], hex(10..16))
}

/// A moment as EC2 writes it.
fn time(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}
