//! How each drill breaks a lab.

use std::net::Ipv4Addr;
use std::time::Duration;

use engine::{ExposeSecret, Secret};
use lab::ports::{Exec, Host, Ports};
use lab::sql;
use model::{HostKeys, Lab, Machine, Problem, ProblemCode, SshFrom};
use practice::{Fault, PracticeCloud};

use super::DrillId;

/// How long the server may take to let somebody in.
const PATIENCE: Duration = Duration::from_secs(15);
/// The file that overrides bind-address: MySQL reads a folder's files in the order of their names.
pub(super) const LATER_FILE: &str = "/etc/mysql/mysql.conf.d/zz-tuning.cnf";
/// Where the practice internet can see this computer, beside its first address.
const ELSEWHERE: [Ipv4Addr; 2] = [Ipv4Addr::new(198, 51, 100, 77), Ipv4Addr::new(192, 0, 2, 44)];

impl DrillId {
    /// The drills that break a lab with these settings.
    pub(super) fn fitting(lab: &Lab) -> Vec<Self> {
        // A door that lets in more than one address does not care where this computer is.
        Self::ALL.into_iter().filter(|drill| *drill != Self::LaptopMoved || lab.settings.ssh_from == SshFrom::MyIp).collect()
    }
}

/// Breaks a lab that holds.
pub(super) async fn bring_about(drill: DrillId, lab: &Lab, ports: &Ports, cloud: &PracticeCloud) -> Result<(), Problem> {
    let machine = Some(id_of(&lab.server)?);
    match drill {
        DrillId::MysqlStopped => cloud.plant(Fault::MysqldStopped { machine }),
        DrillId::DoorOutdated => cloud.plant(Fault::MysqlRuleOutdated { address: neighbour(lab) }),
        DrillId::LaptopMoved => {
            let address = if cloud.laptop_address() == ELSEWHERE[0] { ELSEWHERE[1] } else { ELSEWHERE[0] };
            cloud.plant(Fault::LaptopAddressChanged { address });
        }
        DrillId::BindOverridden => {
            cloud.plant(Fault::BindAddressOverridden { machine, file: LATER_FILE.to_owned(), address: Ipv4Addr::LOCALHOST });
            on_server(lab, ports, "sudo systemctl restart mysql", None).await?;
        }
        DrillId::ServerRebooted => {
            on_server(lab, ports, "sudo systemctl disable mysql", None).await?;
            cloud.plant(Fault::MachineRebooted { machine, during: None });
        }
        DrillId::HostKeyReplaced => cloud.plant(Fault::HostKeyReplaced { machine }),
        DrillId::ClientStopped => {
            let stopped = ports.compute.stop(&[id_of(&lab.client)?]).await;
            stopped.map_err(|error| lab::problem_of_compute(&error, lab, ports.compute.region()))?;
        }
        DrillId::DatabaseDropped => {
            let statement = format!("{};\n", sql::drop_database(&lab.settings.database).sent().expose_secret());
            on_server(lab, ports, "sudo mysql --defaults-file=/etc/mysql/debian.cnf", Some(statement)).await?;
        }
    }
    Ok(())
}

fn id_of(machine: &Machine) -> Result<String, Problem> {
    machine.instance_id.clone().ok_or_else(|| ProblemCode::Internal.detail("a lab that holds has no machines").into())
}

/// An address of the client's network that is not the client's.
fn neighbour(lab: &Lab) -> Ipv4Addr {
    let client = lab.client.private_ip.as_deref().and_then(|address| address.parse().ok()).unwrap_or(Ipv4Addr::new(172, 31, 0, 10));
    let [a, b, c, d] = client.octets();
    Ipv4Addr::new(a, b, c, if d < 128 { d + 100 } else { d - 100 })
}

/// Signs in to the server, as anybody with the key can, and runs a command that must end well.
async fn on_server(lab: &Lab, ports: &Ports, command: &str, input: Option<String>) -> Result<(), Problem> {
    let name = &lab.settings.server_name;
    let address = lab.server.public_ip.as_deref().unwrap_or_default();
    let failed = |why: &dyn std::fmt::Display| ProblemCode::SshFailed.with("machine", name).with("address", address).detail(why).build();
    let host = Host {
        instance_id: id_of(&lab.server)?,
        address: address.parse().map_err(|error| failed(&error))?,
        key: lab.cloud.key_path.clone().unwrap_or_default().into(),
        host_keys: match &lab.server.host_keys {
            Some(HostKeys::Console(printed)) => printed.clone(),
            Some(HostKeys::FirstUse(shown)) => vec![shown.clone()],
            None => Vec::new(),
        },
    };
    let shell = ports.remote.connect(&host, PATIENCE).await.map_err(|error| failed(&error))?;
    let exec = Exec { command: command.to_owned(), input: input.map(Secret::from) };
    let output = shell.exec(exec, &mut |_, _| ()).await.map_err(|error| failed(&error))?;
    if output.exit == 0 {
        return Ok(());
    }
    let problem = ProblemCode::RemoteCommandFailed.with("machine", name).with("command", command).with("exit", output.exit);
    Err(problem.detail(output.stderr.trim()).into())
}
