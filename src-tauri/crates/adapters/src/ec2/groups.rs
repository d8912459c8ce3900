//! Security groups.

use aws_sdk_ec2::types::{IpPermission, IpRange, ResourceType, SecurityGroupRule};
use lab::ports::{ComputeError, ComputeErrorKind, Rule};
use model::LabId;

use super::{Ec2, filter, incomplete, of_lab, or_gone, refusal, tags};

impl Ec2 {
    pub(super) async fn find_group(&self, lab: &LabId) -> Result<Option<String>, ComputeError> {
        let mut groups = self.ec2.describe_security_groups().filters(of_lab(lab)).into_paginator().items().send();
        let group = groups.next().await.transpose().map_err(|e| refusal("ec2:DescribeSecurityGroups", e))?;
        Ok(group.and_then(|group| group.group_id))
    }

    pub(super) async fn make_group(&self, lab: &LabId, name: &str, description: &str, vpc: &str) -> Result<String, ComputeError> {
        const ACTION: &str = "ec2:CreateSecurityGroup";
        let call = self.ec2.create_security_group().group_name(name).description(description).vpc_id(vpc).tag_specifications(tags(
            lab,
            name,
            ResourceType::SecurityGroup,
        ));
        match call.send().await.map_err(|e| refusal(ACTION, e)) {
            Ok(answer) => {
                let id = answer.group_id.ok_or_else(|| incomplete(ACTION, "GroupId"))?;
                self.remember(&id);
                Ok(id)
            }
            // A repeated call finds what the first one made.
            Err(error) if error.kind == ComputeErrorKind::Duplicate => self.own_group(lab, name, vpc).await?.ok_or(error),
            Err(error) => Err(error),
        }
    }

    /// The group of this name in a VPC, if it is the lab's own.
    async fn own_group(&self, lab: &LabId, name: &str, vpc: &str) -> Result<Option<String>, ComputeError> {
        let call = self.ec2.describe_security_groups().filters(of_lab(lab)).filters(filter("vpc-id", vpc));
        let groups = call.into_paginator().items().send().try_collect().await.map_err(|e| refusal("ec2:DescribeSecurityGroups", e))?;
        Ok(groups.into_iter().find(|group| group.group_name() == Some(name)).and_then(|group| group.group_id))
    }

    pub(super) async fn list_rules(&self, group: &str) -> Result<Vec<Rule>, ComputeError> {
        let call = self.ec2.describe_security_group_rules().filters(filter("group-id", group));
        let found = call.into_paginator().items().send().try_collect().await;
        let found = found.map_err(|e| refusal("ec2:DescribeSecurityGroupRules", e))?;
        if found.is_empty() {
            // A group that is gone and one that lets nobody in or out look the same above.
            let look = || async {
                let answer = self.ec2.describe_security_groups().group_ids(group).send().await;
                answer.map(drop).map_err(|e| refusal("ec2:DescribeSecurityGroups", e))
            };
            self.settled(&[group], look).await?;
        }
        Ok(found.into_iter().filter(|rule| rule.is_egress() != Some(true)).filter_map(inbound).collect())
    }

    pub(super) async fn add_rule(&self, lab: &LabId, group: &str, port: u16, cidr: &str, description: &str) -> Result<(), ComputeError> {
        let range = IpRange::builder().cidr_ip(cidr).description(description).build();
        let permission = IpPermission::builder().ip_protocol("tcp").from_port(port.into()).to_port(port.into()).ip_ranges(range).build();
        let allow = || async {
            let call = self
                .ec2
                .authorize_security_group_ingress()
                .group_id(group)
                .ip_permissions(permission.clone())
                .tag_specifications(tags(lab, description, ResourceType::SecurityGroupRule));
            call.send().await.map(drop).map_err(|e| refusal("ec2:AuthorizeSecurityGroupIngress", e))
        };
        match self.settled(&[group], allow).await {
            Err(error) if error.kind == ComputeErrorKind::Duplicate => Ok(()),
            other => other,
        }
    }

    pub(super) async fn remove_rules(&self, group: &str, rules: &[String]) -> Result<(), ComputeError> {
        if rules.is_empty() {
            return Ok(());
        }
        match self.remove_together(group, rules).await {
            // One that is not there stops the whole call.
            Err(error) if error.kind == ComputeErrorKind::NotFound && rules.len() > 1 => {
                for rule in rules {
                    or_gone(self.remove_together(group, std::slice::from_ref(rule)).await)?;
                }
                Ok(())
            }
            answer => or_gone(answer),
        }
    }

    async fn remove_together(&self, group: &str, rules: &[String]) -> Result<(), ComputeError> {
        let call = self.ec2.revoke_security_group_ingress().group_id(group).set_security_group_rule_ids(Some(rules.to_vec()));
        call.send().await.map(drop).map_err(|e| refusal("ec2:RevokeSecurityGroupIngress", e))
    }

    pub(super) async fn delete_group(&self, id: &str) -> Result<(), ComputeError> {
        let delete = || async {
            let answer = self.ec2.delete_security_group().group_id(id).send().await;
            answer.map(drop).map_err(|e| refusal("ec2:DeleteSecurityGroup", e))
        };
        or_gone(self.settled(&[id], delete).await)
    }
}

fn inbound(rule: SecurityGroupRule) -> Option<Rule> {
    // -1 stands for all ports.
    let port = |port: Option<i32>| port.and_then(|port| u16::try_from(port).ok());
    let other_group = rule.referenced_group_info.and_then(|group| group.group_id);
    Some(Rule {
        id: rule.security_group_rule_id?,
        protocol: rule.ip_protocol.unwrap_or_default(),
        from_port: port(rule.from_port),
        to_port: port(rule.to_port),
        source: rule.cidr_ipv4.or(rule.cidr_ipv6).or(rule.prefix_list_id).or(other_group).unwrap_or_default(),
    })
}
