//! The one security group of both machines, which must be theirs alone: the tear-down deletes it.

use model::{Problem, ProblemCode, Said, ToSaid};

use super::{Look, candidates};
use crate::ports::Standing;
use crate::words;

/// The name of the group that a VPC gives to whatever is launched without another.
const OF_THE_VPC: &str = "default";

/// The group's id.
pub(super) async fn of_both(look: &Look<'_>, machines: &[Standing], two: &[Standing; 2]) -> Result<String, Problem> {
    let [first, second] = two;
    let [id] = first.instance.groups.as_slice() else { return Err(differ(first, second)) };
    if first.instance.groups != second.instance.groups {
        return Err(differ(first, second));
    }
    let gone = || differ(first, second);
    let group = look.of(look.ports.compute.group(id).await)?.ok_or_else(gone)?;
    if group.name == OF_THE_VPC {
        return Err(ProblemCode::AdoptDefaultGroup.with("group", id).into());
    }
    if let Some(owner) = look.anothers(&group.lab) {
        return Err(ProblemCode::AdoptOtherLab.with("thing", id).with("lab", owner).into());
    }
    let is_of_the_two = |machine: &Standing| two.iter().any(|one| one.instance.id == machine.instance.id);
    let others: Vec<_> = machines.iter().filter(|m| m.is_live() && m.instance.groups.contains(id) && !is_of_the_two(m)).cloned().collect();
    if !others.is_empty() {
        return Err(ProblemCode::AdoptSharedGroup.with("group", id).with("others", candidates::list(&others)).into());
    }
    Ok(id.clone())
}

fn differ(first: &Standing, second: &Standing) -> Problem {
    let groups = |machine: &Standing| match machine.instance.groups.as_slice() {
        [] => words::none().to_said(),
        groups => Said::list(groups),
    };
    let problem = ProblemCode::AdoptGroupsDiffer.with("first", &first.instance.id).with("first_groups", groups(first));
    problem.with("second", &second.instance.id).with("second_groups", groups(second)).into()
}
