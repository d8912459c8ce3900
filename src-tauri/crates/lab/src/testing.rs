//! Small things that several tests need.

use model::{Lab, LabId, Settings, Target};

use crate::ports::Instance;

/// A lab with the guide's settings, of which nothing is known yet.
pub(crate) fn lab() -> Lab {
    let target = Target::Aws { profile: None, region: Some("us-east-1".into()), pasted: None };
    Lab::new(LabId("lab-1".into()), "first-lab".into(), jiff::Timestamp::UNIX_EPOCH, target, Settings::default())
}

/// A running machine.
pub(crate) fn instance(id: &str, name: &str, launch_index: u32) -> Instance {
    Instance {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        state: "running".to_owned(),
        private_ip: Some(format!("172.31.0.{}", 10 + launch_index)),
        public_ip: Some(format!("203.0.113.{}", 10 + launch_index)),
        key_name: Some("first-lab-key".to_owned()),
        groups: vec!["sg-1".to_owned()],
        instance_type: "t3.micro".to_owned(),
        launch_index,
        launched_at: None,
        image: Some("ami-1".to_owned()),
    }
}
