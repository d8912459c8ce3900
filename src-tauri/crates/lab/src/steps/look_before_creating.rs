//! Everything that must be right before the first thing is created, looked at together.

use async_trait::async_trait;
use engine::{Step, Stop};
use futures::future::join_all;
use model::{Check, CommandLine, Evidence, Group, KeyChoice, Lab, Place, Problem, SettingId, StepInfo, ToSaid, text};

use super::id;
use crate::cloud::{self, Cx, aws};
use crate::ports::{ComputeError, Launch, Ports, Trial};
use crate::price::{self, Dollars};
use crate::{glossary, keys, placement, words};

pub(super) struct LookBeforeCreating;

/// What the look chose.
struct Chosen {
    vpc: String,
    subnet: String,
    zone: String,
    image: String,
    image_name: String,
    instance_type: String,
}

impl Chosen {
    fn of(lab: &Lab) -> Option<Self> {
        let cloud = lab.cloud.clone();
        let instance_type = cloud.instance_type?;
        if lab.settings.instance_type.as_ref().is_some_and(|wanted| *wanted != instance_type) {
            return None;
        }
        Some(Self {
            vpc: cloud.vpc?,
            subnet: cloud.subnet?,
            zone: cloud.zone?,
            image: cloud.image?,
            image_name: cloud.image_name?,
            instance_type,
        })
    }
}

#[async_trait]
impl Step<Ports> for LookBeforeCreating {
    fn info(&self, lab: &Lab) -> StepInfo {
        let kind = aws::or_blank(&lab.settings.instance_type, "t3.micro");
        let vpc = aws::or_blank(&lab.cloud.vpc, "vpc-…");
        let command = |text: String| CommandLine::new(Place::Cloud, text);
        StepInfo {
            id: id::LOOK_BEFORE_CREATING,
            group: Group::Prepare,
            title: text!("look-title", "Look before creating"),
            button: text!("look-button", "Look"),
            what: text!(
                "look-what",
                "The wizard looks whether everything for the lab is there and allowed: the network, the size of machine, Ubuntu 22.04, your permissions, the price. It changes nothing and costs nothing."
            ),
            why: text!(
                "look-why",
                "A lab that stops half-way leaves machines behind that cost money. Most reasons to stop can be seen beforehand: AWS lets every call be tried without doing it."
            ),
            by_hand: vec![
                text!("look-hand-1", "In the EC2 console open [Instances], then [Launch instances], and look without launching:"),
                text!("look-hand-2", "Under **Application and OS Images** find **Ubuntu Server 22.04 LTS (HVM), SSD Volume Type**."),
                text!("look-hand-3", "Under **Instance type** look for one that is marked **Free tier eligible**."),
                text!("look-hand-4", "Under **Network settings** see that a **VPC** marked **(default)** is there."),
            ],
            commands: vec![
                command(aws::default_vpc()),
                command(aws::subnets(vpc)),
                command(aws::free_tier_types()),
                command(aws::zones_offering(kind)),
                command(aws::ubuntu_image()),
                command(aws::dry_run("run-instances …")),
            ],
            terms: vec![
                glossary::vpc(),
                glossary::subnet(),
                glossary::zone(),
                glossary::ami(),
                glossary::instance_type(),
                glossary::free_tier(),
            ],
            needs: vec![id::SIGN_IN],
            goes_with: None,
            settings: vec![SettingId::InstanceType],
            about_seconds: 3,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    fn is_seen_by_doing(&self) -> bool {
        true
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let Some(chosen) = Chosen::of(&cx.lab()) else {
            let claim = text!("look-nothing-chosen", "Network, zone, image and type are chosen");
            return Ok(Check::absent(vec![cx.evidence(claim, "lab.json", text!("seen-not-chosen", "not chosen yet"), false)]));
        };
        let (vpc, places) =
            futures::join!(placement::standing_vpc(cx, &chosen.vpc), placement::places(cx, &chosen.vpc, &chosen.instance_type));
        let (vpc, how) = vpc?;
        let places = places?;
        let claim = match cx.lab().adoption {
            None => text!("look-vpc", "The Region has a default VPC, {vpc}", vpc = chosen.vpc),
            Some(_) => text!("look-vpc-adopted", "The VPC in which the lab was made is there, {vpc}", vpc = chosen.vpc),
        };
        let mut evidence = vec![
            cx.evidence(
                claim,
                how,
                words::or(vpc.as_ref().map(|vpc| format!("{} {}", vpc.id, vpc.cidr)).as_deref(), words::none),
                vpc.as_ref().is_some_and(|vpc| vpc.id == chosen.vpc),
            ),
            cx.evidence(
                text!("look-zone", "Zone {zone} offers {type_name}", zone = chosen.zone, type_name = chosen.instance_type),
                aws::zones_offering(&chosen.instance_type),
                places.iter().map(|place| format!("{} {}", place.zone, place.id)).collect::<Vec<_>>().join(", "),
                places.iter().any(|place| place.id == chosen.subnet && place.zone == chosen.zone),
            ),
            cx.evidence(
                text!("look-image", "Ubuntu 22.04 of Canonical is there"),
                aws::ubuntu_image(),
                format!("{} {}", chosen.image, chosen.image_name),
                true,
            ),
            price_evidence(cx, &chosen.instance_type),
        ];
        // Once the machines are there the permission to make them is proven.
        let refused = if cx.lab().server.instance_id.is_none() { try_out(cx, &chosen, &mut evidence).await? } else { None };
        Ok(match refused {
            Some(problem) => Check::blocked(problem, evidence),
            None => Check::weigh(evidence),
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        cx.note(text!("look-looking", "Asking for network, types and images"));
        let compute = &cx.ports().compute;
        let (vpc, kind, image) =
            futures::join!(placement::vpc(cx), placement::instance_type(cx), cloud::ask(cx, aws::ubuntu_image(), compute.ubuntu_image()),);
        let (vpc, kind) = (vpc?, kind?);
        let image = image?.ok_or_else(|| Problem::from(model::ProblemCode::ImageNotFound.with("region", compute.region())))?;
        let places = placement::places(cx, &vpc.id, &kind.name).await?;
        // An earlier look's zone is kept where it still fits.
        let before = cx.lab().cloud.subnet;
        let Some(place) = places.iter().find(|place| before.as_ref() == Some(&place.id)).or(places.first()).cloned() else {
            return Err(model::ProblemCode::Internal.detail("no place").into());
        };
        let price = price::machine_per_hour(compute.region(), &kind.name).map(|price| price.to_string());
        cx.record(|lab| {
            let cloud = &mut lab.cloud;
            cloud.vpc = Some(vpc.id);
            cloud.vpc_cidr = Some(vpc.cidr);
            cloud.subnet = Some(place.id);
            cloud.zone = Some(place.zone);
            cloud.image = Some(image.id);
            cloud.image_name = Some(image.name);
            cloud.instance_type = Some(kind.name);
            cloud.price_per_hour = price;
        })
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}

fn price_evidence(cx: &Cx, instance_type: &str) -> Evidence {
    let claim = text!("look-price", "The price of the lab is known");
    let seen = match price::hourly(cx.ports().compute.region(), instance_type) {
        _ if cx.lab().target.is_practice() => text!("look-price-free", "free: nothing leaves this computer"),
        Some(hourly) => {
            let dollars = |amount: Dollars| amount.0 as f64 / 1e6;
            text!(
                "look-price-seen",
                "${hour} an hour for both machines; ${month} if forgotten for 30 days",
                hour = format_args!("{:.3}", dollars(hourly.running)),
                month = format_args!("{:.2}", dollars(hourly.running * (24 * 30)))
            )
        }
        None => text!(
            "look-price-unknown",
            "{type_name} is not in the wizard’s price list: see aws.amazon.com/ec2/pricing",
            type_name = instance_type
        ),
    };
    cx.evidence(claim, text!("how-price-list", "price list of 2025"), seen, true)
}

/// Tries every call that creates something with DryRun, all at once. The first refusal's problem; each is in the evidence.
async fn try_out(cx: &Cx, chosen: &Chosen, evidence: &mut Vec<Evidence>) -> Result<Option<Problem>, Stop> {
    let lab = cx.lab();
    let key = match lab.settings.key {
        KeyChoice::Create { .. } => (Trial::CreateKeyPair, "create-key-pair"),
        KeyChoice::Import { .. } => (Trial::ImportKeyPair, "import-key-pair"),
    };
    let trials = [
        key,
        (Trial::CreateSecurityGroup, "create-security-group"),
        (Trial::RunInstances, "run-instances"),
        (Trial::CreateTags, "create-tags"),
    ];
    let launch = Launch {
        count: 2,
        image: chosen.image.clone(),
        instance_type: chosen.instance_type.clone(),
        key_name: keys::name(&lab),
        subnet: chosen.subnet.clone(),
        group: String::new(),
        name: lab.settings.server_name.clone(),
        token: String::new(),
    };
    let launch = &launch;
    let tried = join_all(trials.map(|(trial, call)| async move {
        let answer = cx.wait(cloud::tell(cx, aws::dry_run(call), cx.ports().compute.try_out(trial, launch))).await;
        (call, answer)
    }));
    let mut first: Option<ComputeError> = None;
    for (call, answer) in tried.await {
        let answer = answer?;
        let seen = match &answer {
            Ok(()) => text!("seen-would-succeed", "DryRunOperation: the call would succeed").to_said(),
            Err(error) => words::or(error.aws_code.as_deref(), words::no_answer),
        };
        evidence.push(cx.evidence(text!("look-allowed", "You may {call}", call = call), aws::dry_run(call), seen, answer.is_ok()));
        first = first.or(answer.err());
    }
    Ok(first.map(|error| cloud::problem(cx, &error)))
}
