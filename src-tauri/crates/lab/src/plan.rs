//! The lab as a plan: its steps, and how to see what it has in the world.

use std::sync::Arc;

use async_trait::async_trait;
use engine::{LabFolder, Plan, Step, Stop};
use model::{KeyChoice, Lab, Leftover};

use crate::cloud::{self, Cx, aws};
use crate::ports::{ComputeError, KeyFault, Ports};
use crate::{keys, steps};

/// The steps of the client–server MySQL lab.
#[derive(Debug, Clone, Copy, Default)]
pub struct LabPlan;

#[async_trait]
impl Plan<Ports> for LabPlan {
    fn steps(&self) -> Vec<Arc<dyn Step<Ports>>> {
        steps::all()
    }

    async fn remaining(&self, cx: &Cx) -> Result<Vec<Leftover>, Stop> {
        let lab = cx.lab();
        // What is left is asked for also, and above all, after the run was stopped: nothing ends this call early.
        let left = remaining(cx.ports(), &lab, cx.folder());
        Ok(cloud::tell(cx, aws::tagged(&lab.id), left).await.map_err(|error| cloud::problem(cx, &error))?)
    }
}

/// All that a lab has in the world at this moment: what carries its tag, and the key file that was made for it.
///
/// # Errors
/// When EC2 cannot be asked.
pub async fn remaining(ports: &Ports, lab: &Lab, folder: &LabFolder) -> Result<Vec<Leftover>, ComputeError> {
    let mut left = ports.compute.tagged(&lab.id).await?;
    if let KeyChoice::Create { .. } = lab.settings.key {
        let path = keys::path(lab, folder);
        if !matches!(ports.key_files.protection(&path).await, Err(KeyFault::NotFound)) {
            left.push(Leftover { kind: "file".to_owned(), id: path.display().to_string(), name: keys::name(lab), certain: true });
        }
    }
    Ok(left)
}
