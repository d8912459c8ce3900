//! Everything that carries a lab's tag.

use aws_sdk_ec2::types::VolumeState;
use lab::ports::ComputeError;
use model::{LabId, Leftover};

use super::{Ec2, of_lab, refusal, tagged_as};

impl Ec2 {
    pub(super) async fn sweep(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        let (instances, volumes, groups, keys) =
            tokio::try_join!(self.list_instances(lab), self.volumes(lab), self.groups(lab), self.key_pairs(lab))?;
        let instances = instances.into_iter().map(|instance| left("instance", Some(instance.id), instance.name));
        Ok(instances.flatten().chain(volumes).chain(groups).chain(keys).collect())
    }

    pub(super) async fn volumes(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        let call = self.ec2.describe_volumes().filters(of_lab(lab));
        let found = call.into_paginator().items().send().try_collect().await.map_err(|e| refusal("ec2:DescribeVolumes", e))?;
        let kept = found.into_iter().filter(|volume| !matches!(volume.state, Some(VolumeState::Deleting | VolumeState::Deleted)));
        Ok(kept.filter_map(|volume| left("volume", volume.volume_id.clone(), tagged_as(volume.tags(), "Name"))).collect())
    }

    async fn groups(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        let call = self.ec2.describe_security_groups().filters(of_lab(lab));
        let found = call.into_paginator().items().send().try_collect().await.map_err(|e| refusal("ec2:DescribeSecurityGroups", e))?;
        Ok(found.into_iter().filter_map(|group| left("security group", group.group_id, group.group_name)).collect())
    }

    async fn key_pairs(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        // This call is answered in one page.
        let answer = self.ec2.describe_key_pairs().filters(of_lab(lab)).send().await.map_err(|e| refusal("ec2:DescribeKeyPairs", e))?;
        Ok(answer.key_pairs.unwrap_or_default().into_iter().filter_map(|key| left("key pair", key.key_pair_id, key.key_name)).collect())
    }
}

fn left(kind: &str, id: Option<String>, name: Option<String>) -> Option<Leftover> {
    Some(Leftover { kind: kind.to_owned(), id: id?, name: name.unwrap_or_default(), certain: true })
}
