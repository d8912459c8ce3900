//! Key pairs.

use std::time::Duration;

use aws_sdk_ec2::config::retry::RetryConfig;
use aws_sdk_ec2::primitives::Blob;
use aws_sdk_ec2::types::{KeyFormat, KeyType, ResourceType};
use engine::Secret;
use lab::ports::{ComputeError, ComputeErrorKind, KeyPair, LAB_TAG, NewKeyPair};
use model::LabId;

use super::{Ec2, incomplete, or_gone, refusal, tagged_as, tags};

impl Ec2 {
    pub(super) async fn find_key(&self, name: &str) -> Result<Option<KeyPair>, ComputeError> {
        let call = self.ec2.describe_key_pairs().key_names(name).include_public_key(true);
        let answer = match call.send().await.map_err(|e| refusal("ec2:DescribeKeyPairs", e)) {
            Err(error) if error.kind == ComputeErrorKind::NotFound => return Ok(None),
            answer => answer?,
        };
        Ok(answer.key_pairs.unwrap_or_default().into_iter().next().and_then(|key| {
            Some(KeyPair {
                lab: tagged_as(key.tags(), LAB_TAG).map(LabId),
                id: key.key_pair_id?,
                name: key.key_name?,
                fingerprint: key.key_fingerprint.unwrap_or_default(),
                public_openssh: key.public_key.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()),
            })
        }))
    }

    /// The SDK must not repeat this call by itself: when an answer is lost, so is the private key, and a second call would only find the
    /// name taken. Throttling alone is waited out, since a call that was throttled made nothing.
    pub(super) async fn make_key(&self, lab: &LabId, name: &str) -> Result<NewKeyPair, ComputeError> {
        const ACTION: &str = "ec2:CreateKeyPair";
        let mut tries = 5;
        let mut pause = Duration::from_secs(1);
        let answer = loop {
            let call = self
                .ec2
                .create_key_pair()
                .key_name(name)
                .key_type(KeyType::Rsa)
                .key_format(KeyFormat::Pem)
                .tag_specifications(tags(lab, name, ResourceType::KeyPair))
                .customize()
                .config_override(aws_sdk_ec2::config::Builder::new().retry_config(RetryConfig::disabled()));
            tries -= 1;
            match call.send().await.map_err(|e| refusal(ACTION, e)) {
                Err(error) if error.kind == ComputeErrorKind::Throttled && tries > 0 => {
                    self.clock.sleep(pause).await;
                    pause *= 2;
                }
                answer => break answer?,
            }
        };
        let id = answer.key_pair_id.ok_or_else(|| incomplete(ACTION, "KeyPairId"))?;
        self.remember(&id);
        self.remember(name);
        let private_pem = Secret::from(answer.key_material.ok_or_else(|| incomplete(ACTION, "KeyMaterial"))?);
        Ok(NewKeyPair { id, private_pem })
    }

    pub(super) async fn import_key(&self, lab: &LabId, name: &str, public_openssh: &str) -> Result<(), ComputeError> {
        let call = self
            .ec2
            .import_key_pair()
            .key_name(name)
            .public_key_material(Blob::new(public_openssh.trim()))
            .tag_specifications(tags(lab, name, ResourceType::KeyPair));
        let answer = call.send().await.map(drop).map_err(|e| refusal("ec2:ImportKeyPair", e));
        match answer {
            // A repeated call finds what the first one made.
            Err(error) if error.kind == ComputeErrorKind::Duplicate => match self.find_key(name).await? {
                Some(key) if key.lab.as_ref() == Some(lab) && same_key(&key, public_openssh) => Ok(()),
                _ => Err(error),
            },
            Ok(()) => {
                self.remember(name);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// By name, once the name is seen to be that id's: moto, which this is tested against, deletes by nothing else and says nothing of it.
    pub(super) async fn delete_key(&self, id: &str) -> Result<(), ComputeError> {
        let delete = || async {
            let found = self.ec2.describe_key_pairs().key_pair_ids(id).send().await.map_err(|e| refusal("ec2:DescribeKeyPairs", e))?;
            let key = found.key_pairs.unwrap_or_default().into_iter().find(|key| key.key_pair_id() == Some(id));
            let Some(name) = key.and_then(|key| key.key_name) else { return Ok(()) };
            let answer = self.ec2.delete_key_pair().key_name(name).send().await;
            answer.map(drop).map_err(|e| refusal("ec2:DeleteKeyPair", e))
        };
        or_gone(self.settled(&[id], delete).await)
    }
}

/// Whether two lines hold one key, whatever their comments are.
fn same_key(key: &KeyPair, line: &str) -> bool {
    let words = |line: &str| line.split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>();
    key.public_openssh.as_deref().is_some_and(|known| words(known) == words(line))
}
