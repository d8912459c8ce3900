//! moto, an EC2 that others wrote, on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use adapters::{Ec2, Endpoint, SystemClock};
use serde_json::{Value, json};
use tempfile::TempDir;
use whole_lab::binaries::in_venv;
use whole_lab::process::{Started, free_port};

/// A running moto, empty but for its images.
pub struct Moto {
    pub address: SocketAddr,
    _folder: TempDir,
    _running: Started,
}

impl Moto {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let images = folder.path().join("images.json");
        std::fs::write(&images, Value::from(images_of_the_region()).to_string()).unwrap();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port().unwrap()));
        let mut command = Command::new(in_venv("moto_server"));
        command.args(["-p", &address.port().to_string()]).env("MOTO_AMIS_PATH", &images).env("MOTO_EC2_LOAD_DEFAULT_AMIS", "true");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = Started::spawn(&mut command).unwrap();
        running.wait_for_port(address, Duration::from_secs(60)).unwrap();
        Self { address, _folder: folder, _running: running }
    }

    /// The adapter, in a Region.
    pub fn in_region(&self, region: &str) -> Ec2 {
        let endpoint =
            Endpoint { socket: self.address, access_key: "AKIAEXAMPLE".into(), secret_key: "secret".into(), region: region.into() };
        Ec2::of_endpoint(&endpoint, 100, Arc::new(SystemClock::new(100))).unwrap()
    }

    pub fn ec2(&self) -> Ec2 {
        self.in_region("us-east-1")
    }
}

/// The image that the lab is to find.
pub const NEWEST: &str = "ami-00000000000000002";

/// Canonical's images, with those that must not be taken for the newest of Ubuntu 22.04 on x86.
fn images_of_the_region() -> Vec<Value> {
    let image = |id: u32, name: &str, owner: &str, architecture: &str, created: &str| {
        json!({
            "ami_id": format!("ami-{id:017}"),
            "name": name,
            "description": name,
            "owner_id": owner,
            "public": true,
            "virtualization_type": "hvm",
            "architecture": architecture,
            "state": "available",
            "hypervisor": "xen",
            "root_device_name": "/dev/sda1",
            "root_device_type": "ebs",
            "creation_date": created,
        })
    };
    let canonical = "099720109477";
    let jammy = "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-";
    vec![
        image(1, &format!("{jammy}20240101"), canonical, "x86_64", "2024-01-01T00:00:00.000Z"),
        image(2, &format!("{jammy}20260901"), canonical, "x86_64", "2026-09-01T00:00:00.000Z"),
        image(3, &format!("{jammy}20250601"), canonical, "x86_64", "2025-06-01T00:00:00.000Z"),
        image(4, &format!("{jammy}20261001"), "123456789012", "x86_64", "2026-10-01T00:00:00.000Z"),
        image(5, "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20261001", canonical, "arm64", "2026-10-01T00:00:00.000Z"),
        image(6, "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20261001", canonical, "x86_64", "2026-10-01T00:00:00.000Z"),
        image(
            7,
            "ubuntu-minimal/images/hvm-ssd/ubuntu-jammy-22.04-amd64-minimal-20261001",
            canonical,
            "x86_64",
            "2026-10-01T00:00:00.000Z",
        ),
    ]
}
