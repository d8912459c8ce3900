//! One launch of two machines, both named as the server, as in the guide.

use std::time::Duration;

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Machine, Place, ProblemCode, SettingId, StepInfo, text};

use super::{id, tag_by_hand};
use crate::cloud::{self, Cx, aws};
use crate::machines::{self, Role};
use crate::ports::{ComputeError, ComputeErrorKind, Instance, Launch, Ports, Subnet};
use crate::{doors, glossary, keys, placement, words};

pub(super) struct LaunchInstances;

/// How long EC2 may take to show by its tag what it has launched.
const UNTIL_SEEN: Duration = Duration::from_secs(30);
/// How long machines may take to be terminated.
const UNTIL_GONE: Duration = Duration::from_secs(600);

/// What is to be launched. Its word begins the launch's token, so that a token tells what it was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Missing {
    Both,
    One(Role),
}

impl Missing {
    fn of(pair: &machines::Pair) -> Option<Self> {
        match (&pair.server, &pair.client) {
            (None, None) => Some(Self::Both),
            (None, Some(_)) => Some(Self::One(Role::Server)),
            (Some(_), None) => Some(Self::One(Role::Client)),
            (Some(_), Some(_)) => None,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::One(Role::Server) => "server",
            Self::One(Role::Client) => "client",
        }
    }

    fn new_token(self) -> String {
        format!("{}-{:032x}", self.word(), rand::random::<u128>())
    }

    fn is_for(self, token: &str) -> bool {
        token.strip_prefix(self.word()).is_some_and(|rest| rest.starts_with('-'))
    }

    fn launch(self, lab: &Lab, group: &str, place: &Subnet, token: &str) -> Launch {
        let unknown = |fact: &Option<String>, blank: &str| fact.clone().unwrap_or_else(|| blank.to_owned());
        let (count, role) = match self {
            // As in the guide: two of the same name, of which one is then renamed.
            Self::Both => (2, Role::Server),
            Self::One(role) => (1, role),
        };
        Launch {
            count,
            image: unknown(&lab.cloud.image, "ami-…"),
            instance_type: unknown(&lab.cloud.instance_type, "t3.micro"),
            key_name: keys::name(lab),
            subnet: place.id.clone(),
            group: group.to_owned(),
            name: role.name(&lab.settings).to_owned(),
            token: token.to_owned(),
        }
    }
}

#[async_trait]
impl Step<Ports> for LaunchInstances {
    fn info(&self, lab: &Lab) -> StepInfo {
        let place = Subnet { id: aws::or_blank(&lab.cloud.subnet, "subnet-…").to_owned(), zone: String::new(), public: true };
        let group = aws::or_blank(&lab.cloud.security_group, "sg-…");
        let launch = Missing::Both.launch(lab, group, &place, lab.cloud.launch_token.as_deref().unwrap_or("…"));
        let server = &lab.settings.server_name;
        let what = if lab.target.is_practice() {
            text!(
                "launch-practice-what",
                "Two machines of type **{kind}** with Ubuntu 22.04 are launched behind the wall, both named **{server}** at first. On AWS the lab would cost money from here on; here it is free.",
                kind = launch.instance_type,
                server = server
            )
        } else {
            text!(
                "launch-what",
                "Two machines of type **{kind}** with Ubuntu 22.04 are launched behind the wall, both named **{server}** at first. From here on the lab costs money, until it is torn down.",
                kind = launch.instance_type,
                server = server
            )
        };
        StepInfo {
            id: id::LAUNCH_INSTANCES,
            group: Group::Launch,
            title: text!("launch-title", "Launch two machines"),
            button: text!("launch-button", "Launch"),
            what,
            why: text!(
                "launch-why",
                "Client and server are two machines that talk over a network. One could play both parts, but then there would be no network between them, and nothing to understand."
            ),
            by_hand: vec![
                text!("launch-hand-1", "On the EC2 Dashboard click on [Launch instance]."),
                text!(
                    "launch-hand-2",
                    "Type **{server}** into the **Name** box, and select **2** as the **Number of instances**.",
                    server = server
                ),
                tag_by_hand(lab),
                text!("launch-hand-3", "Select **Ubuntu Server 22.04 LTS (HVM), SSD Volume Type** as the **Amazon Machine Image**."),
                text!(
                    "launch-hand-4",
                    "Choose the type **{kind}** and the key pair **{key}**.",
                    kind = launch.instance_type,
                    key = launch.key_name
                ),
                text!("launch-hand-5", "Click on [Launch instance]."),
            ],
            commands: vec![CommandLine::new(Place::Cloud, aws::launch(&lab.id, &launch))],
            terms: vec![glossary::instance(), glossary::ami(), glossary::instance_type(), glossary::client(), glossary::server()],
            needs: vec![id::KEY_PAIR, id::SECURITY_GROUP],
            goes_with: None,
            settings: vec![SettingId::InstanceType, SettingId::ServerName],
            about_seconds: 3,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let before = cx.lab();
        let pair = machines::look(cx).await?;
        let lab = cx.lab();
        let how = aws::instances(&lab.id);
        let evidence = Role::BOTH
            .into_iter()
            .map(|role| {
                let machine = pair.get(role);
                let seen = words::or(machine.map(|i| format!("{} {} {}", i.id, i.instance_type, i.state)).as_deref(), words::none);
                let claim = match role {
                    Role::Server => text!("launch-server-there", "There is a machine for the server"),
                    Role::Client => text!("launch-client-there", "There is a machine for the client"),
                };
                cx.evidence(claim, &how, seen, machine.is_some())
            })
            .collect();
        let check = Check::weigh(evidence);
        let gone = Role::BOTH.into_iter().find(|role| pair.get(*role).is_none() && role.machine(&before).instance_id.is_some());
        Ok(match gone.and_then(|role| machines::state_problem(&lab, role, None)) {
            Some(problem) => check.because(problem),
            None => check,
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let Some(missing) = Missing::of(&machines::look(cx).await?) else { return Ok(()) };
        let lab = cx.lab();
        let group = match doors::look(cx).await? {
            Some(wall) => wall.group,
            None => return Err(ProblemCode::StepNeeds.with("needs", words::the_wall()).into()),
        };
        let mut places = first_place(&lab).into_iter().collect::<Vec<_>>();
        let mut tried: Vec<String> = Vec::new();
        let mut refusal: Option<ComputeError> = None;
        let mut all_asked = false;
        loop {
            let Some(place) = places.iter().find(|place| !tried.contains(&place.id)).cloned() else {
                match refusal {
                    Some(error) if all_asked => return Err(explain(cx, &error).await),
                    _ if all_asked => return Err(ProblemCode::Internal.detail("no place to launch in").into()),
                    _ => {}
                }
                all_asked = true;
                places.extend(every_place(cx).await?);
                continue;
            };
            tried.push(place.id.clone());
            match launch(cx, missing, &group, &place).await? {
                Ok(launched) => return seen(cx, missing, &launched).await,
                // Another zone may have what this one lacks.
                Err(error) if matches!(error.kind, ComputeErrorKind::NoCapacity | ComputeErrorKind::TypeNotOffered) => {
                    cx.note(text!(
                        "launch-next-zone",
                        "Zone {zone} has no machine of this type left; trying the next zone",
                        zone = place.zone,
                    ));
                    refusal = Some(error);
                }
                Err(error) => return Err(explain(cx, &error).await),
            }
        }
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let lab = cx.lab();
        let compute = &cx.ports().compute;
        let clock = &cx.ports().clock;
        let found = cloud::ask(cx, aws::instances(&lab.id), compute.instances(&lab.id)).await?;
        let live: Vec<_> = found.iter().filter(|i| machines::is_live(i)).map(|i| i.id.clone()).collect();
        cx.ports().remote.close().await;
        if !live.is_empty() {
            cx.effect(format!("terminate {}", live.join(", ")))?;
            cloud::tell(cx, aws::terminate(&live), compute.terminate(&live)).await.map_err(|error| cloud::problem(cx, &error))?;
        }
        let began = clock.elapsed();
        loop {
            let left = cx.wait(compute.instances(&lab.id)).await?.map_err(|error| cloud::problem(cx, &error))?;
            let Some(instance) = left.first() else { break };
            let waited = clock.elapsed().saturating_sub(began);
            if waited > UNTIL_GONE {
                let problem =
                    ProblemCode::MachineNotReady.with("machine", words::or(instance.name.as_deref(), || text!("a-machine", "A machine")));
                let problem =
                    problem.with("instance", &instance.id).with("state", words::state(&instance.state)).with("waited", waited.as_secs());
                return Err(problem.into());
            }
            cx.note(text!(
                "launch-waiting-until-gone",
                "Waiting until {id} is terminated; it is {state}",
                id = instance.id,
                state = words::state(&instance.state)
            ));
            cx.wait(clock.sleep(machines::INTERVAL)).await?;
        }
        cx.record(|lab| {
            lab.server = Machine::default();
            lab.client = Machine::default();
            lab.mysql = Default::default();
            lab.databases.clear();
            lab.cloud.launch_token = None;
            lab.cloud.launched_at = None;
        })
    }
}

/// The place that the look chose.
fn first_place(lab: &Lab) -> Option<Subnet> {
    Some(Subnet { id: lab.cloud.subnet.clone()?, zone: lab.cloud.zone.clone()?, public: true })
}

/// Every place that offers the type.
async fn every_place(cx: &Cx) -> Result<Vec<Subnet>, Stop> {
    let lab = cx.lab();
    match (lab.cloud.vpc, lab.cloud.instance_type) {
        (Some(vpc), Some(kind)) => placement::places(cx, &vpc, &kind).await,
        _ => Ok(Vec::new()),
    }
}

/// Launches in one place. The token is on disk before the call is made, and is kept while the answer is not known.
async fn launch(cx: &Cx, missing: Missing, group: &str, place: &Subnet) -> Result<Result<Vec<Instance>, ComputeError>, Stop> {
    // A token is good for one request in all its parts. More than two new ones in a row would mean that something else is wrong.
    let mut new_tokens = 0;
    loop {
        let lab = cx.lab();
        let kept = lab.cloud.launch_token.clone().filter(|token| missing.is_for(token) && lab.cloud.subnet.as_ref() == Some(&place.id));
        let token = kept.unwrap_or_else(|| missing.new_token());
        cx.record(|lab| {
            lab.cloud.launch_token = Some(token.clone());
            lab.cloud.subnet = Some(place.id.clone());
            lab.cloud.zone = Some(place.zone.clone());
        })?;
        let request = missing.launch(&lab, group, place, &token);
        cx.note(text!("launch-asking", "Asking for {count} machines in zone {zone}", count = request.count, zone = place.zone));
        cx.effect(format!("launch {} machines with token {token}", request.count))?;
        let answer = cloud::tell(cx, aws::launch(&lab.id, &request), cx.ports().compute.launch(&lab.id, &request)).await;
        let stale = match &answer {
            // EC2 remembers a token for longer than machines live: these are gone.
            Ok(launched) => launched.iter().all(|instance| !machines::is_live(instance)),
            Err(error) => error.kind == ComputeErrorKind::TokenReused,
        };
        if stale && new_tokens < 2 {
            // The token was spent on another request. What that one launched may only now be seen.
            if Missing::of(&machines::look(cx).await?) != Some(missing) {
                return Ok(Ok(Vec::new()));
            }
            new_tokens += 1;
            cx.record(|lab| lab.cloud.launch_token = None)?;
            continue;
        }
        match &answer {
            Err(error) if error.kind == ComputeErrorKind::Unreachable => {
                // The answer was lost, and the machines may be there.
                if Missing::of(&machines::look(cx).await?) != Some(missing) {
                    return Ok(Ok(Vec::new()));
                }
            }
            Err(_) => cx.record(|lab| lab.cloud.launch_token = None)?,
            Ok(_) => {}
        }
        return Ok(answer);
    }
}

/// Waits until the lab's tag finds what was launched: EC2 may take some seconds to show it.
async fn seen(cx: &Cx, missing: Missing, launched: &[Instance]) -> Result<(), Stop> {
    if let Some(at) = launched.iter().filter_map(|instance| instance.launched_at).min() {
        cx.record(|lab| {
            lab.cloud.launched_at = Some(lab.cloud.launched_at.map_or(at, |before| if missing == Missing::Both { at } else { before }))
        })?;
    }
    let clock = &cx.ports().clock;
    let began = clock.elapsed();
    cx.note(text!("launch-until-seen", "Waiting until EC2 lists the machines"));
    while Missing::of(&machines::look_again(cx).await?).is_some() {
        if clock.elapsed().saturating_sub(began) > UNTIL_SEEN {
            break;
        }
        cx.wait(clock.sleep(machines::INTERVAL)).await?;
    }
    Ok(())
}

/// The problem of a refused launch; for the quota with how many vCPUs are needed.
async fn explain(cx: &Cx, error: &ComputeError) -> Stop {
    let mut problem = cloud::problem(cx, error);
    if error.kind == ComputeErrorKind::VcpuLimit {
        let name = cx.lab().cloud.instance_type.unwrap_or_default();
        let asked = cloud::ask(cx, aws::instance_type(&name), cx.ports().compute.instance_type(&name)).await;
        if let Ok(Some(kind)) = asked {
            problem = ProblemCode::VcpuLimit.with("needed", 2 * kind.vcpus).detail(&error.message).into();
        }
    }
    problem.into()
}
