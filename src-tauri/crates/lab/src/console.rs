//! The pages of the AWS console on which steps are done by hand.

use std::collections::BTreeMap;

use model::{Lab, StepId, Target};

use crate::id;

/// The address of each step's page in the AWS console, for the steps that have one, in the lab's Region and as far as that is known.
/// Practice has no console.
pub fn pages(lab: &Lab) -> BTreeMap<StepId, String> {
    let Target::Aws { region: wanted, .. } = &lab.target else { return BTreeMap::new() };
    let region = lab.cloud.region.as_deref().or(wanted.as_deref());
    let mut pages = BTreeMap::from([(id::SIGN_IN, format!("https://{}/", host(region.unwrap_or_default())))]);
    let Some(region) = region else { return pages };
    let group = match &lab.cloud.security_group {
        Some(group) => format!("SecurityGroup:groupId={group}"),
        None => "SecurityGroups:".to_owned(),
    };
    let ec2 = |place: &str| format!("https://{region}.{}/ec2/home?region={region}#{place}", host(region));
    pages.extend([
        (id::LOOK_BEFORE_CREATING, ec2("LaunchInstances:")),
        (id::KEY_PAIR, ec2("KeyPairs:")),
        (id::SECURITY_GROUP, ec2("SecurityGroups:")),
        (id::LAUNCH_INSTANCES, ec2("LaunchInstances:")),
        (id::NAME_INSTANCES, ec2("Instances:")),
        (id::WAIT_UNTIL_RUNNING, ec2("Instances:")),
        (id::SSH_RULE, ec2(&group)),
        (id::MYSQL_RULE, ec2(&group)),
    ]);
    pages
}

/// Where the console of a Region's partition stands.
///
/// Source: <https://docs.aws.amazon.com/general/latest/gr/rande.html> and the pages of the partitions in China and of GovCloud.
fn host(region: &str) -> &'static str {
    match region {
        china if china.starts_with("cn-") => "console.amazonaws.cn",
        government if government.starts_with("us-gov-") => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::lab;
    use model::PracticeMysql;

    fn in_region(region: Option<&str>) -> Lab {
        Lab { target: Target::Aws { profile: None, region: region.map(str::to_owned), pasted: None }, ..lab() }
    }

    #[test]
    fn a_step_leads_to_its_page_in_the_labs_region() {
        let mut lab = in_region(Some("us-east-1"));
        lab.cloud.region = Some("eu-west-3".into());
        assert_eq!(pages(&lab)[&id::NAME_INSTANCES], "https://eu-west-3.console.aws.amazon.com/ec2/home?region=eu-west-3#Instances:");
        assert!(pages(&lab)[&id::SSH_RULE].ends_with("#SecurityGroups:"));
        lab.cloud.security_group = Some("sg-0123".into());
        assert!(pages(&lab)[&id::MYSQL_RULE].ends_with("#SecurityGroup:groupId=sg-0123"));
        assert_eq!(pages(&lab).get(&id::UPDATE_SERVER), None, "it is done in a terminal");
    }

    #[test]
    fn each_partition_has_a_console_of_its_own() {
        for (region, host) in [
            ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
            ("us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
            ("us-west-2", "https://us-west-2.console.aws.amazon.com/"),
        ] {
            assert!(pages(&in_region(Some(region)))[&id::KEY_PAIR].starts_with(host), "{region}");
        }
    }

    #[test]
    fn without_a_region_one_can_sign_in_and_no_more() {
        assert_eq!(pages(&in_region(None)), BTreeMap::from([(id::SIGN_IN, "https://console.aws.amazon.com/".to_owned())]));
    }

    #[test]
    fn practice_has_no_console() {
        assert_eq!(pages(&Lab { target: Target::Practice { mysql: PracticeMysql::V8_0 }, ..lab() }), BTreeMap::new());
    }
}
