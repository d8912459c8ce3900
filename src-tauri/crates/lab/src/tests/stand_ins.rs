//! Small stand-ins for the ports: an EC2 that keeps what it is given, and machines that answer as a test scripts them.

use std::collections::{BTreeMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use engine::{ExposeSecret, Secret};
use model::{LabId, Leftover};

use crate::ports::*;

/// A call that is to fail once.
pub struct Fault {
    pub action: &'static str,
    pub kind: ComputeErrorKind,
    /// Whether the call does its work before its answer is lost.
    pub after_effect: bool,
}

#[derive(Default)]
pub struct CloudState {
    pub account: String,
    pub key_pairs: Vec<KeyPair>,
    pub groups: BTreeMap<String, (LabId, Vec<Rule>)>,
    pub taken_group_names: Vec<String>,
    pub instances: Vec<Instance>,
    pub launches: Vec<Launch>,
    pub launched_by_token: BTreeMap<String, (Launch, Vec<String>)>,
    pub faults: VecDeque<Fault>,
    pub no_vpc: bool,
    pub console: Option<String>,
    pub group_busy_for: u32,
    pub free_types: Vec<&'static str>,
    /// What others made.
    pub standing: Vec<Standing>,
    pub any_groups: Vec<SecurityGroup>,
    pub images: Vec<Image>,
    pub marked: BTreeMap<String, LabId>,
    next: u32,
}

#[derive(Default)]
pub struct FakeCloud(Mutex<CloudState>);

fn error(action: &'static str, kind: ComputeErrorKind) -> ComputeError {
    ComputeError { kind, action, aws_code: Some(format!("{kind:?}")), message: String::new() }
}

impl FakeCloud {
    pub fn state(&self) -> MutexGuard<'_, CloudState> {
        self.0.lock().unwrap()
    }

    pub fn fail(&self, action: &'static str, kind: ComputeErrorKind, after_effect: bool) {
        self.state().faults.push_back(Fault { action, kind, after_effect });
    }

    fn call<T>(&self, action: &'static str, work: impl FnOnce(&mut CloudState) -> Result<T, ComputeErrorKind>) -> Result<T, ComputeError> {
        let mut state = self.state();
        let at = state.faults.iter().position(|fault| fault.action == action);
        let fault = at.and_then(|at| state.faults.remove(at));
        if let Some(fault) = fault.as_ref().filter(|fault| !fault.after_effect) {
            return Err(error(action, fault.kind));
        }
        let done = work(&mut state).map_err(|kind| error(action, kind));
        match fault {
            Some(fault) => Err(error(action, fault.kind)),
            None => done,
        }
    }
}

impl CloudState {
    fn id(&mut self, prefix: &str) -> String {
        self.next += 1;
        format!("{prefix}-{}", self.next)
    }
}

#[async_trait]
impl Compute for FakeCloud {
    fn region(&self) -> &str {
        "us-east-1"
    }

    async fn identity(&self) -> Result<Identity, ComputeError> {
        self.call("sts:GetCallerIdentity", |state| {
            Ok(Identity { account: state.account.clone(), arn: format!("arn:aws:iam::{}:root", state.account) })
        })
    }

    async fn default_vpc(&self) -> Result<Option<Vpc>, ComputeError> {
        self.call("ec2:DescribeVpcs", |state| Ok((!state.no_vpc).then(|| Vpc { id: "vpc-1".into(), cidr: "172.31.0.0/16".into() })))
    }

    async fn subnets(&self, _: &str) -> Result<Vec<Subnet>, ComputeError> {
        let subnet = |n: &str| Subnet { id: format!("subnet-{n}"), zone: format!("us-east-1{n}"), public: true };
        self.call("ec2:DescribeSubnets", |_| Ok(vec![subnet("b"), subnet("a"), subnet("c")]))
    }

    async fn zones_offering(&self, kind: &str) -> Result<Vec<String>, ComputeError> {
        let zones = if kind == "t3.micro" { vec!["us-east-1a".to_owned(), "us-east-1b".to_owned()] } else { Vec::new() };
        self.call("ec2:DescribeInstanceTypeOfferings", |_| Ok(zones))
    }

    async fn free_tier_types(&self) -> Result<Vec<InstanceType>, ComputeError> {
        self.call("ec2:DescribeInstanceTypes", |state| Ok(state.free_types.iter().map(|name| kind_of(name)).collect()))
    }

    async fn instance_type(&self, name: &str) -> Result<Option<InstanceType>, ComputeError> {
        self.call("ec2:DescribeInstanceTypes", |_| Ok(name.starts_with("t3.").then(|| kind_of(name))))
    }

    async fn ubuntu_image(&self) -> Result<Option<Image>, ComputeError> {
        self.call("ec2:DescribeImages", |_| Ok(Some(Image { id: "ami-1".into(), name: "ubuntu-jammy-22.04".into() })))
    }

    async fn try_out(&self, trial: Trial, _: &Launch) -> Result<(), ComputeError> {
        let action = match trial {
            Trial::CreateKeyPair => "ec2:CreateKeyPair",
            Trial::ImportKeyPair => "ec2:ImportKeyPair",
            Trial::CreateSecurityGroup => "ec2:CreateSecurityGroup",
            Trial::RunInstances => "ec2:RunInstances",
            Trial::CreateTags => "ec2:CreateTags",
        };
        self.call(action, |_| Ok(()))
    }

    async fn key_pair(&self, name: &str) -> Result<Option<KeyPair>, ComputeError> {
        self.call("ec2:DescribeKeyPairs", |state| Ok(state.key_pairs.iter().find(|pair| pair.name == name).cloned()))
    }

    async fn create_key_pair(&self, lab: &LabId, name: &str) -> Result<NewKeyPair, ComputeError> {
        self.call("ec2:CreateKeyPair", |state| {
            if state.key_pairs.iter().any(|pair| pair.name == name) {
                return Err(ComputeErrorKind::Duplicate);
            }
            let id = state.id("key");
            state.key_pairs.push(key_pair(&id, name, &id, Some(lab)));
            Ok(NewKeyPair { id: id.clone(), private_pem: Secret::from(id) })
        })
    }

    async fn import_key_pair(&self, lab: &LabId, name: &str, public_openssh: &str) -> Result<(), ComputeError> {
        self.call("ec2:ImportKeyPair", |state| {
            let id = state.id("key");
            let private = public_openssh.trim_start_matches("ssh-rsa public-of-").to_owned();
            state.key_pairs.push(key_pair(&id, name, &private, Some(lab)));
            Ok(())
        })
    }

    async fn delete_key_pair(&self, id: &str) -> Result<(), ComputeError> {
        self.call("ec2:DeleteKeyPair", |state| {
            state.key_pairs.retain(|pair| pair.id != id);
            Ok(())
        })
    }

    async fn security_group(&self, lab: &LabId) -> Result<Option<String>, ComputeError> {
        self.call("ec2:DescribeSecurityGroups", |state| {
            Ok(state.groups.iter().find(|(_, (owner, _))| owner == lab).map(|(id, _)| id.clone()))
        })
    }

    async fn create_security_group(&self, lab: &LabId, name: &str, _: &str, _: &str) -> Result<String, ComputeError> {
        self.call("ec2:CreateSecurityGroup", |state| {
            if state.taken_group_names.iter().any(|taken| taken == name) {
                return Err(ComputeErrorKind::Duplicate);
            }
            let id = state.id("sg");
            state.taken_group_names.push(name.to_owned());
            state.groups.insert(id.clone(), (lab.clone(), Vec::new()));
            Ok(id)
        })
    }

    async fn inbound_rules(&self, group: &str) -> Result<Vec<Rule>, ComputeError> {
        self.call("ec2:DescribeSecurityGroupRules", |state| {
            state.groups.get(group).map(|(_, rules)| rules.clone()).ok_or(ComputeErrorKind::NotFound)
        })
    }

    async fn allow(&self, _: &LabId, group: &str, port: u16, cidr: &str, _: &str) -> Result<(), ComputeError> {
        self.call("ec2:AuthorizeSecurityGroupIngress", |state| {
            let id = state.id("sgr");
            let rule = Rule { id, protocol: "tcp".into(), from_port: Some(port), to_port: Some(port), source: cidr.into() };
            state.groups.get_mut(group).ok_or(ComputeErrorKind::NotFound)?.1.push(rule);
            Ok(())
        })
    }

    async fn revoke(&self, group: &str, rules: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:RevokeSecurityGroupIngress", |state| {
            state.groups.get_mut(group).ok_or(ComputeErrorKind::NotFound)?.1.retain(|rule| !rules.contains(&rule.id));
            Ok(())
        })
    }

    async fn delete_security_group(&self, id: &str) -> Result<(), ComputeError> {
        self.call("ec2:DeleteSecurityGroup", |state| {
            if state.group_busy_for > 0 {
                state.group_busy_for -= 1;
                return Err(ComputeErrorKind::InUse);
            }
            state.groups.remove(id);
            Ok(())
        })
    }

    async fn instances(&self, _: &LabId) -> Result<Vec<Instance>, ComputeError> {
        self.call("ec2:DescribeInstances", |state| {
            let seen = state.instances.iter().filter(|i| i.state != "terminated").cloned().collect();
            // A look later, what was on its way has arrived.
            for instance in &mut state.instances {
                match instance.state.as_str() {
                    "shutting-down" => instance.state = "terminated".into(),
                    "stopping" => instance.state = "stopped".into(),
                    _ => {}
                }
            }
            Ok(seen)
        })
    }

    async fn launch(&self, _: &LabId, launch: &Launch) -> Result<Vec<Instance>, ComputeError> {
        self.call("ec2:RunInstances", |state| {
            if let Some((before, ids)) = state.launched_by_token.get(&launch.token) {
                if before != launch {
                    return Err(ComputeErrorKind::TokenReused);
                }
                return Ok(state.instances.iter().filter(|i| ids.contains(&i.id)).cloned().collect());
            }
            state.launches.push(launch.clone());
            let launched: Vec<Instance> = (0..launch.count)
                .map(|n| {
                    let id = state.id("i");
                    let mut instance = crate::testing::instance(&id, &launch.name, n);
                    instance.private_ip = Some(format!("172.31.0.{}", 10 + state.next));
                    instance.public_ip = Some(format!("203.0.113.{}", 10 + state.next));
                    instance.key_name = Some(launch.key_name.clone());
                    instance
                })
                .collect();
            let ids = launched.iter().map(|i| i.id.clone()).collect();
            state.launched_by_token.insert(launch.token.clone(), (launch.clone(), ids));
            state.instances.extend(launched.clone());
            Ok(launched)
        })
    }

    async fn rename(&self, instance: &str, name: &str) -> Result<(), ComputeError> {
        self.call("ec2:CreateTags", |state| {
            state.instances.iter_mut().filter(|i| i.id == instance).for_each(|i| i.name = Some(name.to_owned()));
            Ok(())
        })
    }

    async fn terminate(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:TerminateInstances", |state| state.set(instances, "shutting-down"))
    }

    async fn stop(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:StopInstances", |state| state.set(instances, "stopping"))
    }

    async fn start(&self, instances: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:StartInstances", |state| state.set(instances, "running"))
    }

    async fn console_output(&self, _: &str) -> Result<Option<String>, ComputeError> {
        self.call("ec2:GetConsoleOutput", |state| Ok(state.console.clone()))
    }

    async fn every_machine(&self) -> Result<Vec<Standing>, ComputeError> {
        self.call("ec2:DescribeInstances", |state| Ok(state.standing.clone()))
    }

    async fn group(&self, id: &str) -> Result<Option<SecurityGroup>, ComputeError> {
        self.call("ec2:DescribeSecurityGroups", |state| Ok(state.any_groups.iter().find(|group| group.id == id).cloned()))
    }

    async fn vpc(&self, id: &str) -> Result<Option<Vpc>, ComputeError> {
        self.call("ec2:DescribeVpcs", |_| Ok(Some(Vpc { id: id.to_owned(), cidr: "172.31.0.0/16".into() })))
    }

    async fn image(&self, id: &str) -> Result<Option<Image>, ComputeError> {
        self.call("ec2:DescribeImages", |state| Ok(state.images.iter().find(|image| image.id == id).cloned()))
    }

    async fn mark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:CreateTags", |state| {
            state.marked.extend(ids.iter().map(|id| (id.clone(), lab.clone())));
            Ok(())
        })
    }

    async fn unmark(&self, lab: &LabId, ids: &[String]) -> Result<(), ComputeError> {
        self.call("ec2:DeleteTags", |state| {
            state.marked.retain(|id, owner| !(ids.contains(id) && owner == lab));
            Ok(())
        })
    }

    async fn tagged(&self, lab: &LabId) -> Result<Vec<Leftover>, ComputeError> {
        self.call("ec2:DescribeTags", |state| {
            let pairs = state.key_pairs.iter().filter(|pair| pair.lab.as_ref() == Some(lab));
            Ok(pairs
                .map(|pair| Leftover { kind: "key pair".into(), id: pair.id.clone(), name: pair.name.clone(), certain: true })
                .collect())
        })
    }
}

impl CloudState {
    fn set(&mut self, ids: &[String], word: &str) -> Result<(), ComputeErrorKind> {
        self.instances.iter_mut().filter(|i| ids.contains(&i.id)).for_each(|i| i.state = word.to_owned());
        Ok(())
    }
}

fn kind_of(name: &str) -> InstanceType {
    InstanceType { name: name.to_owned(), vcpus: 2, memory_mib: 1024, free_tier: true }
}

/// A key pair whose halves are named after its private one.
pub fn key_pair(id: &str, name: &str, private: &str, lab: Option<&LabId>) -> KeyPair {
    let fingerprint = format!("fp-{private}");
    KeyPair { id: id.into(), name: name.into(), fingerprint, public_openssh: None, lab: lab.cloned() }
}

/// Time that passes only by being slept through.
#[derive(Default)]
pub struct FakeClock(Mutex<Duration>);

#[async_trait]
impl Clock for FakeClock {
    fn elapsed(&self) -> Duration {
        *self.0.lock().unwrap()
    }

    async fn sleep(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

/// This computer.
pub struct FakeLaptop {
    pub address: Mutex<Option<Ipv4Addr>>,
    pub probe: Mutex<Probe>,
}

#[async_trait]
impl Laptop for FakeLaptop {
    async fn internet_address(&self) -> Option<Ipv4Addr> {
        *self.address.lock().unwrap()
    }

    async fn probe(&self, _: IpAddr, _: u16, _: Duration) -> Probe {
        *self.probe.lock().unwrap()
    }
}

/// Key files by path: the private half's name, and whether others can read it.
#[derive(Default)]
pub struct FakeFiles(pub Mutex<BTreeMap<String, (String, bool)>>);

impl FakeFiles {
    fn find(&self, path: &Path) -> Result<(String, bool), KeyFault> {
        self.0.lock().unwrap().get(&path.display().to_string()).cloned().ok_or(KeyFault::NotFound)
    }
}

#[async_trait]
impl KeyFiles for FakeFiles {
    async fn inspect(&self, path: &Path) -> Result<KeyIdentity, KeyFault> {
        let (private, _) = self.find(path)?;
        Ok(KeyIdentity {
            algorithm: "ssh-rsa".into(),
            public_openssh: format!("ssh-rsa public-of-{private}"),
            ec2_fingerprints: vec![format!("fp-{private}")],
        })
    }

    async fn read(&self, path: &Path) -> Result<Secret, KeyFault> {
        Ok(Secret::from(self.find(path)?.0))
    }

    async fn write(&self, path: &Path, pem: &Secret) -> Result<(), KeyFault> {
        self.0.lock().unwrap().insert(path.display().to_string(), (pem.expose_secret().to_owned(), false));
        Ok(())
    }

    async fn protection(&self, path: &Path) -> Result<Protection, KeyFault> {
        let (_, open) = self.find(path)?;
        Ok(Protection { owner_only: !open, shown: if open { "0644" } else { "0400" }.to_owned() })
    }

    async fn protect(&self, path: &Path) -> Result<(), KeyFault> {
        self.0.lock().unwrap().entry(path.display().to_string()).and_modify(|(_, open)| *open = false);
        Ok(())
    }

    async fn remove(&self, path: &Path) -> Result<(), KeyFault> {
        self.0.lock().unwrap().remove(&path.display().to_string());
        Ok(())
    }
}

/// What a machine does with a command and its standard input.
pub type Script = Box<dyn FnMut(&str, &str) -> Output + Send>;

/// Both machines, as one script.
pub struct FakeHosts {
    pub script: Mutex<Script>,
    pub commands: Mutex<Vec<String>>,
    pub refusal: Mutex<Option<RemoteError>>,
    /// The connection is cut at the next command that is this one.
    pub cut_at: Mutex<Option<String>>,
    pub host_key: String,
}

struct FakeShell(Arc<FakeHosts>);

pub struct FakeRemote(pub Arc<FakeHosts>);

#[async_trait]
impl Remote for FakeRemote {
    async fn connect(&self, host: &Host, _: Duration) -> Result<Arc<dyn Shell>, RemoteError> {
        if let Some(refusal) = self.0.refusal.lock().unwrap().clone() {
            return Err(refusal);
        }
        if !host.host_keys.is_empty() && !host.host_keys.contains(&self.0.host_key) {
            return Err(RemoteError::HostKeyChanged { found: self.0.host_key.clone() });
        }
        Ok(Arc::new(FakeShell(self.0.clone())))
    }

    async fn close(&self) {}
}

#[async_trait]
impl Shell for FakeShell {
    fn host_key(&self) -> &str {
        &self.0.host_key
    }

    async fn exec(&self, exec: Exec, on_line: OnLine<'_>) -> Result<Output, RemoteError> {
        self.0.commands.lock().unwrap().push(exec.command.clone());
        if self.0.cut_at.lock().unwrap().take_if(|command| *command == exec.command).is_some() {
            return Err(RemoteError::Closed("reset by the test".into()));
        }
        let input = exec.input.map(|input| input.expose_secret().to_owned()).unwrap_or_default();
        let output = (self.0.script.lock().unwrap())(&exec.command, &input);
        for line in output.stdout.lines() {
            on_line(model::Stream::Out, line);
        }
        Ok(output)
    }

    async fn converse(&self, command: &str, prompter: &mut dyn Prompter, _: OnLine<'_>) -> Result<Output, RemoteError> {
        self.0.commands.lock().unwrap().push(command.to_owned());
        match prompter.reply("Switch to unix_socket authentication [Y/n] ", true) {
            Reply::Unknown => Err(RemoteError::UnknownQuestion("Switch to unix_socket authentication [Y/n]".into())),
            _ => Ok(Output::default()),
        }
    }

    async fn upload(&self, _: &str, _: &[u8], _: u32) -> Result<(), RemoteError> {
        Err(RemoteError::Protocol("no step uploads".into()))
    }

    async fn tunnel(&self, _: IpAddr, _: u16) -> Result<Tunnel, RemoteError> {
        Ok(Tunnel { socket: SocketAddr::from(([127, 0, 0, 1], 1)), guard: Box::new(()) })
    }
}

/// MySQL as it is seen through a tunnel.
pub struct FakeDatabase(pub Mutex<Result<Vec<&'static str>, DatabaseError>>);

#[async_trait]
impl Database for FakeDatabase {
    async fn query(&self, _: &Login, _: &str) -> Result<Vec<Vec<Option<String>>>, DatabaseError> {
        self.0.lock().unwrap().clone().map(|names| names.into_iter().map(|name| vec![Some(name.to_owned())]).collect())
    }
}
