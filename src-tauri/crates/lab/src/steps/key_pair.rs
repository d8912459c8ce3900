//! The key pair: made by EC2 and saved here, or the person's own.

use std::path::PathBuf;

use async_trait::async_trait;
use engine::{ExposeSecret, Step, Stop};
use model::{Check, CommandLine, Evidence, Group, KeyChoice, Lab, Place, Problem, ProblemCode, SettingId, StepInfo, ToSaid, text};

use super::{id, tag_by_hand};
use crate::cloud::{self, Cx, aws};
use crate::ports::{self, ComputeErrorKind, KeyFault, KeyIdentity, Ports, Protection};
use crate::{glossary, keys, machines};

pub(super) struct KeyPair;

/// Everything that is known of the key.
struct Found {
    name: String,
    path: PathBuf,
    imported: bool,
    in_ec2: Option<ports::KeyPair>,
    file: Result<(KeyIdentity, Protection), KeyFault>,
}

impl Found {
    async fn look(cx: &Cx) -> Result<Self, Stop> {
        let lab = cx.lab();
        let name = keys::name(&lab);
        let path = keys::path(&lab, cx.folder());
        let Ports { compute, key_files, .. } = cx.ports();
        let in_ec2 = cloud::ask(cx, aws::key_pair(&name), compute.key_pair(&name)).await?;
        let file = match key_files.inspect(&path).await {
            Ok(identity) => key_files.protection(&path).await.map(|protection| (identity, protection)),
            Err(fault) => Err(fault),
        };
        Ok(Self { name, path, imported: matches!(lab.settings.key, KeyChoice::Import { .. }), in_ec2, file })
    }

    fn is_ours(&self, lab: &Lab) -> bool {
        self.in_ec2.as_ref().is_some_and(|pair| pair.lab.as_ref() == Some(&lab.id))
    }

    /// Whether the file is the pair's private half.
    fn fits(&self) -> bool {
        match (&self.in_ec2, &self.file) {
            (Some(pair), Ok((identity, _))) => keys::fits(pair, identity),
            _ => false,
        }
    }

    fn is_protected(&self) -> bool {
        self.file.as_ref().is_ok_and(|(_, protection)| protection.owner_only)
    }

    fn evidence(&self, cx: &Cx) -> Vec<Evidence> {
        let path = self.path.display();
        let mut evidence = vec![cx.evidence(
            text!("key-in-ec2", "EC2 knows the key pair {name}", name = self.name),
            aws::key_pair(&self.name),
            match &self.in_ec2 {
                Some(pair) => format!("{} {}", pair.id, pair.fingerprint).to_said(),
                None => text!("seen-none-of-that-name", "none of that name").to_said(),
            },
            self.in_ec2.is_some(),
        )];
        let seen = match &self.file {
            Ok((identity, _)) => text!("seen-key", "{algorithm} key", algorithm = identity.algorithm),
            Err(fault) => keys::problem(fault, &self.path).title,
        };
        let how = format!("ssh-keygen -l -f {path}");
        evidence.push(cx.evidence(text!("key-on-laptop", "Its private half is on this computer"), how, seen, self.file.is_ok()));
        if let (Some(pair), Ok(_)) = (&self.in_ec2, &self.file) {
            let claim = text!("key-fits", "Both halves belong together");
            evidence.push(cx.evidence(claim, text!("how-fingerprint", "fingerprint of the file"), &pair.fingerprint, self.fits()));
        }
        if let Ok((_, protection)) = &self.file {
            let claim = text!("key-protected", "Nobody but you can read it");
            evidence.push(cx.evidence(
                claim,
                format!("ls -l {path}"),
                text!("seen-mode", "mode {mode}", mode = protection.shown),
                protection.owner_only,
            ));
        }
        evidence
    }

    fn problem(&self, code: ProblemCode) -> Problem {
        let mode = self.file.as_ref().map_or("", |(_, protection)| protection.shown.as_str());
        code.with("name", &self.name).with("path", self.path.display()).with("mode", mode).field("key").into()
    }
}

#[async_trait]
impl Step<Ports> for KeyPair {
    fn info(&self, lab: &Lab) -> StepInfo {
        let name = keys::name(lab);
        let imported = matches!(lab.settings.key, KeyChoice::Import { .. });
        let (title, button, what) = if imported {
            (
                text!("key-import-title", "Use your own key pair"),
                text!("key-import-button", "Use the key pair"),
                text!(
                    "key-import-what",
                    "Your .pem file stays where it is; its public half is given to AWS as **{name}**, if AWS does not have it yet. The file is made readable by you alone.",
                    name = name
                ),
            )
        } else {
            (
                text!("key-title", "Create the key pair"),
                text!("key-button", "Create the key pair"),
                text!(
                    "key-what",
                    "AWS makes a key pair named **{name}** and hands the private half out this once. It is saved in the lab’s folder, readable by you alone.",
                    name = name
                ),
            )
        };
        let by_hand = if imported {
            vec![
                text!("key-import-hand-1", "EC2 console: open [Key Pairs] and look whether **{name}** is there.", name = name),
                text!(
                    "key-import-hand-2",
                    "If it is not: [Actions], [Import key pair], and paste what `ssh-keygen -y -f {name}.pem` prints.",
                    name = name
                ),
                text!("key-import-hand-3", "Make the file readable by you alone: `sudo chmod 400 {name}.pem`.", name = name),
            ]
        } else {
            vec![
                text!("key-hand-1", "While launching, click on [Create new key pair]."),
                text!(
                    "key-hand-2",
                    "Give it the name **{name}**, select **RSA** as the key pair type and **.pem** as the file format, then click on [Create key pair].",
                    name = name
                ),
                tag_by_hand(lab),
                text!("key-hand-3", "The browser saves `{name}.pem` in your Downloads folder. There is no second download.", name = name),
                text!(
                    "key-hand-4",
                    "In your terminal go there, `cd Downloads`, and make the file readable by you alone: `sudo chmod 400 {name}.pem`.",
                    name = name
                ),
            ]
        };
        let make = if imported { aws::import_key_pair(&lab.id, &name) } else { aws::create_key_pair(&lab.id, &name) };
        StepInfo {
            id: id::KEY_PAIR,
            group: Group::Prepare,
            title,
            button,
            what,
            why: text!(
                "key-why",
                "The machines have no password. AWS puts the public half onto them, and whoever has the private half can sign in. That is why nobody else may read the file, and why SSH refuses to use it when others could."
            ),
            by_hand,
            commands: vec![CommandLine::new(Place::Cloud, make), CommandLine::new(Place::Laptop, format!("chmod 400 '{name}.pem'"))],
            terms: vec![glossary::key_pair(), glossary::pem(), glossary::fingerprint()],
            needs: vec![id::LOOK_BEFORE_CREATING],
            goes_with: None,
            settings: vec![SettingId::Key],
            about_seconds: 1,
        }
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let found = Found::look(cx).await?;
        let lab = cx.lab();
        let evidence = found.evidence(cx);
        if found.imported {
            return Ok(check_imported(&found, &lab, evidence));
        }
        if found.in_ec2.is_none() && matches!(found.file, Err(KeyFault::NotFound)) {
            return Ok(Check::absent(evidence));
        }
        if found.fits() {
            cx.record(|lab| keep(lab, &found))?;
            let check = Check::weigh(evidence);
            return Ok(if found.is_protected() { check } else { check.because(found.problem(ProblemCode::KeyModeOpen)) });
        }
        if found.in_ec2.is_some() && !found.is_ours(&lab) {
            // Another's pair is nothing of the lab's: it keeps the lab from being made, not from being torn down.
            let nothing_here = matches!(found.file, Err(KeyFault::NotFound));
            let check = if nothing_here { Check::absent(evidence) } else { Check::partial(evidence) };
            return Ok(check.because(found.problem(ProblemCode::KeyNameTaken)));
        }
        let instances = cloud::ask(cx, aws::instances(&lab.id), cx.ports().compute.instances(&lab.id)).await?;
        let in_use = instances.iter().any(machines::is_live);
        Ok(match (&found.file, in_use) {
            (Err(KeyFault::NotFound), true) => Check::blocked(found.problem(ProblemCode::KeyLost), evidence),
            (Err(fault), true) => Check::blocked(keys::problem(fault, &found.path), evidence),
            (Ok(_), true) if found.in_ec2.is_some() => Check::blocked(found.problem(ProblemCode::KeyNotTheMachines), evidence),
            _ => Check::partial(evidence),
        })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let found = Found::look(cx).await?;
        let lab = cx.lab();
        if !found.fits() {
            match &found.file {
                Ok(_) if found.imported && found.in_ec2.is_some() => return Err(found.problem(ProblemCode::KeyNotTheMachines).into()),
                Ok((identity, _)) if found.imported || found.in_ec2.is_none() => register(cx, &found, identity).await?,
                Err(fault) if found.imported => return Err(keys::problem(fault, &found.path).into()),
                _ => {
                    if let Some(pair) = found.in_ec2.as_ref().filter(|_| found.is_ours(&lab)) {
                        delete(cx, &pair.id).await?;
                    }
                    create(cx, &found).await?;
                }
            }
        }
        if found.file.is_ok() && !found.is_protected() {
            cx.effect(format!("protect {}", found.path.display()))?;
            cx.ports().key_files.protect(&found.path).await.map_err(|fault| keys::problem(&fault, &found.path))?;
        }
        cx.record(|lab| keep(lab, &found))
    }

    async fn undo(&self, cx: &Cx) -> Result<(), Stop> {
        let lab = cx.lab();
        let compute = &cx.ports().compute;
        let found = Found::look(cx).await?;
        let mut ours: Vec<String> = found.in_ec2.iter().filter(|_| found.is_ours(&lab)).map(|pair| pair.id.clone()).collect();
        // The name may have been another one when the pair was made: the tag finds it all the same.
        let tagged = cloud::ask(cx, aws::tagged(&lab.id), compute.tagged(&lab.id)).await?;
        ours.extend(tagged.into_iter().filter(|thing| thing.kind == "key pair").map(|thing| thing.id));
        ours.sort();
        ours.dedup();
        for id in ours {
            delete(cx, &id).await?;
        }
        // An imported file is the person's own and stays.
        if !found.imported && !matches!(found.file, Err(KeyFault::NotFound)) {
            cx.effect(format!("remove {}", found.path.display()))?;
            cx.ports().key_files.remove(&found.path).await.map_err(|fault| keys::problem(&fault, &found.path))?;
        }
        cx.record(|lab| {
            lab.cloud.key_name = None;
            lab.cloud.key_path = None;
        })
    }
}

/// An imported key is the lab's only while the lab says that it uses it: what was there before and stays after is not the lab's.
fn check_imported(found: &Found, lab: &Lab, evidence: Vec<Evidence>) -> Check {
    let used = lab.cloud.key_name.as_ref() == Some(&found.name);
    let problem = match &found.file {
        Err(fault) => Some(keys::problem(fault, &found.path)),
        Ok(_) if found.in_ec2.is_some() && !found.fits() => Some(found.problem(ProblemCode::KeyNotTheMachines)),
        Ok(_) if used && !found.is_protected() => Some(found.problem(ProblemCode::KeyModeOpen)),
        Ok(_) => None,
    };
    let check = match (used, found.is_ours(lab)) {
        (true, _) => Check::weigh(evidence),
        (false, true) => Check::partial(evidence),
        (false, false) => Check::absent(evidence),
    };
    Check { problem, ..check }
}

fn keep(lab: &mut Lab, found: &Found) {
    lab.cloud.key_name = Some(found.name.clone());
    lab.cloud.key_path = Some(found.path.display().to_string());
}

async fn delete(cx: &Cx, id: &str) -> Result<(), Stop> {
    cx.effect(format!("delete key pair {id}"))?;
    let call = cx.ports().compute.delete_key_pair(id);
    cloud::tell(cx, aws::delete_key_pair(id), call).await.map_err(|error| cloud::problem(cx, &error).into())
}

async fn create(cx: &Cx, found: &Found) -> Result<(), Stop> {
    let lab = cx.lab();
    let mut lost = false;
    let made = loop {
        cx.effect(format!("create key pair {}", found.name))?;
        let call = cx.ports().compute.create_key_pair(&lab.id, &found.name);
        match cloud::tell(cx, aws::create_key_pair(&lab.id, &found.name), call).await {
            Ok(made) => break made,
            // With the answer the private half is lost: a pair that was made opens nothing, and makes room for another.
            Err(error) if error.kind == ComputeErrorKind::Unreachable && !lost => {
                lost = true;
                let now = Found::look(cx).await?;
                if let Some(pair) = now.in_ec2.as_ref().filter(|_| now.is_ours(&lab)) {
                    delete(cx, &pair.id).await?;
                }
            }
            Err(error) if error.kind == ComputeErrorKind::Duplicate => return Err(found.problem(ProblemCode::KeyNameTaken).into()),
            Err(error) => return Err(cloud::problem(cx, &error).into()),
        }
    };
    // Told this once: nothing may stand between the answer and the file.
    if made.private_pem.expose_secret().is_empty() {
        return Err(ProblemCode::Internal.detail("EC2 handed out an empty key").into());
    }
    cx.ports().key_files.write(&found.path, &made.private_pem).await.map_err(|fault| keys::problem(&fault, &found.path).into())
}

async fn register(cx: &Cx, found: &Found, identity: &KeyIdentity) -> Result<(), Stop> {
    let lab = cx.lab();
    if !matches!(identity.algorithm.as_str(), "ssh-rsa" | "ssh-ed25519") {
        let reason = format!("EC2 takes RSA and ED25519 keys; {} is {}.", found.path.display(), identity.algorithm);
        return Err(ProblemCode::BadSetting.with("reason", reason).field("key").into());
    }
    cx.effect(format!("import key pair {}", found.name))?;
    let call = cx.ports().compute.import_key_pair(&lab.id, &found.name, &identity.public_openssh);
    cloud::tell(cx, aws::import_key_pair(&lab.id, &found.name), call).await.map_err(|error| match error.kind {
        ComputeErrorKind::Duplicate => found.problem(ProblemCode::KeyNameTaken).into(),
        _ => cloud::problem(cx, &error).into(),
    })
}
