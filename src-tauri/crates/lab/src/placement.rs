//! Where the machines go: the instance type, the zones that offer it, and the subnets that lie in them.

use engine::Stop;
use model::{Problem, ProblemCode};

use crate::cloud::{self, Cx, aws};
use crate::ports::{InstanceType, Subnet, Vpc};
use crate::price;

/// The type that is taken where the account's free tier names none.
const USUAL: &str = "t3.micro";
/// How much memory MySQL 8 needs to start in, in MiB.
const LEAST_MEMORY: u64 = 900;

/// The Region's default VPC.
pub(crate) async fn default_vpc(cx: &Cx) -> Result<Vpc, Stop> {
    let found = cloud::ask(cx, aws::default_vpc(), cx.ports().compute.default_vpc()).await?;
    found.ok_or_else(|| ProblemCode::NoDefaultVpc.into())
}

/// The VPC that the record names, if it is there, with how it was looked for: the Region's default one, or that of an adopted lab.
pub(crate) async fn standing_vpc(cx: &Cx, recorded: &str) -> Result<(Option<Vpc>, String), Stop> {
    let compute = &cx.ports().compute;
    Ok(match cx.lab().adoption {
        None => (cloud::ask(cx, aws::default_vpc(), compute.default_vpc()).await?, aws::default_vpc()),
        Some(_) => (cloud::ask(cx, aws::vpc(recorded), compute.vpc(recorded)).await?, aws::vpc(recorded)),
    })
}

/// The VPC to stand in: the Region's default one; that of an adopted lab as long as it is there.
pub(crate) async fn vpc(cx: &Cx) -> Result<Vpc, Stop> {
    let lab = cx.lab();
    if let (Some(_), Some(recorded)) = (lab.adoption, lab.cloud.vpc)
        && let (Some(vpc), _) = standing_vpc(cx, &recorded).await?
    {
        return Ok(vpc);
    }
    default_vpc(cx).await
}

/// The instance type: the chosen one, or one of the account's free tier.
pub(crate) async fn instance_type(cx: &Cx) -> Result<InstanceType, Stop> {
    let compute = &cx.ports().compute;
    let free = cloud::ask(cx, aws::free_tier_types(), compute.free_tier_types()).await?;
    let name = match cx.lab().settings.instance_type {
        Some(chosen) => chosen,
        None => match pick(free, compute.region()) {
            Some(picked) => return Ok(picked),
            None => USUAL.to_owned(),
        },
    };
    let found = cloud::ask(cx, aws::instance_type(&name), compute.instance_type(&name)).await?;
    found.ok_or_else(|| {
        let problem = ProblemCode::TypeNotOffered.with("type", &name).with("region", compute.region());
        problem.field("instance_type").into()
    })
}

/// Of the free tier's types the usual ones, else the cheapest that MySQL fits in. Ubuntu's image here is for Intel and AMD alone.
fn pick(free: Vec<InstanceType>, region: &str) -> Option<InstanceType> {
    let rank = |kind: &InstanceType| match kind.name.as_str() {
        USUAL => 0,
        "t2.micro" => 1,
        _ => 2,
    };
    free.into_iter().filter(|kind| kind.memory_mib >= LEAST_MEMORY && !is_arm(&kind.name)).min_by_key(|kind| {
        let price = price::machine_per_hour(region, &kind.name);
        (rank(kind), price.is_none(), price, kind.memory_mib, kind.name.clone())
    })
}

/// Whether a type has AWS's own Arm processors: a `g` behind the family's number, as in `t4g`.
fn is_arm(name: &str) -> bool {
    let family = name.split('.').next().unwrap_or(name);
    let behind_number = family.trim_start_matches(|c: char| c.is_ascii_alphabetic()).trim_start_matches(|c: char| c.is_ascii_digit());
    family == "a1" || behind_number.starts_with('g')
}

/// The subnets of a VPC in zones that offer a type, by zone: those that give a public address by themselves, and that of an adopted lab,
/// whose machines have theirs.
pub(crate) async fn places(cx: &Cx, vpc: &str, instance_type: &str) -> Result<Vec<Subnet>, Stop> {
    let compute = &cx.ports().compute;
    let (subnets, zones) = futures::join!(
        cloud::ask(cx, aws::subnets(vpc), compute.subnets(vpc)),
        cloud::ask(cx, aws::zones_offering(instance_type), compute.zones_offering(instance_type)),
    );
    let zones = zones?;
    let lab = cx.lab();
    let adopted = lab.cloud.subnet.filter(|_| lab.adoption.is_some());
    let fits = |subnet: &Subnet| subnet.public || adopted.as_ref() == Some(&subnet.id);
    let mut places: Vec<_> = subnets?.into_iter().filter(|subnet| fits(subnet) && zones.contains(&subnet.zone)).collect();
    places.sort_by(|a, b| (&a.zone, &a.id).cmp(&(&b.zone, &b.id)));
    if places.is_empty() {
        return Err(no_subnet(vpc, instance_type, zones.first()).into());
    }
    Ok(places)
}

fn no_subnet(vpc: &str, instance_type: &str, zone: Option<&String>) -> Problem {
    let zone = zone.map_or("ZONE", String::as_str);
    ProblemCode::NoSubnet.with("vpc", vpc).with("type", instance_type).with("zone", zone).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, memory_mib: u64) -> InstanceType {
        InstanceType { name: name.to_owned(), vcpus: 2, memory_mib, free_tier: true }
    }

    fn picked(free: &[(&str, u64)]) -> Option<String> {
        pick(free.iter().map(|(name, memory)| kind(name, *memory)).collect(), "us-east-1").map(|kind| kind.name)
    }

    #[test]
    fn of_the_free_tier_the_usual_type_is_taken() {
        let newer = [("c7i-flex.large", 4096), ("t3.small", 2048), ("t4g.micro", 1024), ("t3.micro", 1024)];
        assert_eq!(picked(&newer).as_deref(), Some("t3.micro"));
        assert_eq!(picked(&[("t2.micro", 1024)]).as_deref(), Some("t2.micro"));
    }

    #[test]
    fn types_that_the_image_or_mysql_does_not_fit_are_passed_over() {
        assert_eq!(picked(&[("t4g.micro", 1024), ("t3.nano", 512), ("m7i-flex.large", 8192)]).as_deref(), Some("m7i-flex.large"));
        assert_eq!(picked(&[("t4g.small", 2048)]), None);
        assert_eq!(picked(&[]), None);
        for (name, arm) in [("t4g.micro", true), ("c7gn.large", true), ("a1.medium", true), ("g4dn.xlarge", false), ("t3.micro", false)] {
            assert_eq!(is_arm(name), arm, "{name}");
        }
    }
}
