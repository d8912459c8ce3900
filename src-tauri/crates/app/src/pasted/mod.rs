//! Keys that were pasted: they are kept in memory, by the account that they open, until the program ends.
//!
//! A lab's record names the account and never the keys. So a lab whose keys are not here is told to need them again, and keys of another
//! account cannot be taken for its own.

mod block;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use adapters::{AccessKey, AwsChoice};
use engine::Secret;
use lab::ports::Identity;
use model::{LabId, Problem, ProblemCode, Settings, Target, Timestamp, text};

use crate::api::SecretText;
use crate::{App, AwsIdentity, LabView, NewLab, PastedKey, aws, environment};

/// The keys that this program was given, by account.
#[derive(Default)]
pub(crate) struct PastedKeys(Mutex<BTreeMap<String, Kept>>);

/// An access key that is known to open its account.
#[derive(Clone)]
struct Kept {
    key: AccessKey,
    expires: Option<Timestamp>,
}

impl PastedKeys {
    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, account: &str) -> Option<Kept> {
        self.all().get(account).cloned()
    }

    /// What can be told of an account's key: nothing that it could be used with.
    pub fn shown(&self, account: &str) -> Option<PastedKey> {
        self.of(account).map(|kept| {
            let id = &kept.key.id;
            let end = id.char_indices().rev().nth(3).map_or(id.as_str(), |(at, _)| &id[at..]);
            PastedKey { end: end.to_owned(), expires: kept.expires.map(|at| at.to_string()) }
        })
    }
}

impl App {
    /// Takes keys from pasted text, asks AWS whose they are, and keeps them in memory under that account.
    ///
    /// # Errors
    /// `pasted_incomplete` and `credentials_expired` with field `pasted`, `no_region`, `unknown_region`, and why AWS does not know the keys.
    pub async fn paste_keys(&self, text: SecretText, region: Option<String>) -> Result<AwsIdentity, Problem> {
        self.keep(read(&text)?, region, None).await
    }

    /// Takes keys for a lab from pasted text; from then on the lab signs in with pasted keys.
    ///
    /// # Errors
    /// As [`App::paste_keys`]; `other_account` with field `pasted` for keys of another account than the lab's; `lab_busy`, `lab_not_found`,
    /// `disk_full`, `data_folder_unwritable`; `bad_setting` for a lab in practice.
    pub async fn paste_keys_for(&self, name: String, text: SecretText) -> Result<LabView, Problem> {
        let mut open = self.store().open(&name)?;
        let Target::Aws { profile, region, pasted } = open.lab.target.clone() else {
            let reason = text!("setting-practice-needs-no-keys", "{name} is a practice lab, which needs no keys.", name = name);
            return Err(ProblemCode::BadSetting.with("reason", reason).field("pasted").into());
        };
        let region = region.or_else(|| open.lab.cloud.region.clone());
        let account = pasted.or_else(|| open.lab.cloud.account.clone());
        let identity = self.keep(read(&text)?, region, account).await?;
        open.lab.target = Target::Aws { profile, region: Some(identity.region), pasted: Some(identity.account.clone()) };
        open.lab.cloud.account = Some(identity.account);
        open.folder.save(&open.lab)?;
        drop(open);
        self.lab(name).await
    }

    async fn keep(&self, kept: Kept, region: Option<String>, account: Option<String>) -> Result<AwsIdentity, Problem> {
        let choice = AwsChoice { profile: None, region: region.clone(), key: Some(kept.key.clone()) };
        let ports = aws::ports(&choice).await?;
        let used = ports.compute.region().to_owned();
        let Identity { account: found, arn } = match ports.compute.identity().await {
            Ok(identity) => identity,
            Err(error) => {
                let target = Target::Aws { profile: None, region, pasted: account };
                let lab =
                    self.draft(&NewLab { name: None, target, settings: Settings::default(), password: None }, LabId(String::new()))?;
                return Err(lab::problem_of_compute(&error, &lab, &used));
            }
        };
        if let Some(expected) = account.filter(|expected| *expected != found) {
            return Err(ProblemCode::OtherAccount.with("found", found).with("expected", expected).field("pasted").into());
        }
        self.pasted().all().insert(found.clone(), kept);
        let pasted = self.pasted().shown(&found);
        Ok(AwsIdentity { root: aws::is_root(&arn), account: found, arn, region: used, pasted })
    }

    /// The keys of an account that were pasted, or that the environment holds: so a terminal can go on with such a lab.
    ///
    /// # Errors
    /// `pasted_gone` where there are none, `other_account` for an environment that leads elsewhere, and why AWS does not know its keys.
    pub(crate) async fn keys_of(&self, account: &str, region: Option<&str>) -> Result<AccessKey, Problem> {
        let gone = || ProblemCode::PastedGone.with("account", account).field("profile").build();
        if let Some(kept) = self.pasted().of(account) {
            return Ok(kept.key);
        }
        let key = environment_key().ok_or_else(gone)?;
        self.keep(Kept { key, expires: None }, region.map(str::to_owned), Some(account.to_owned())).await?;
        self.pasted().of(account).map(|kept| kept.key).ok_or_else(gone)
    }
}

fn read(text: &SecretText) -> Result<Kept, Problem> {
    let block::Block { id, secret, token, expires } = block::read(&text.0)?;
    Ok(Kept { key: AccessKey { id, secret, token }, expires })
}

/// The access key of the environment's standard variables.
fn environment_key() -> Option<AccessKey> {
    let text = |name| environment::set(name).and_then(|value| value.into_string().ok());
    let token = text("AWS_SESSION_TOKEN").map(Secret::from);
    Some(AccessKey { id: text("AWS_ACCESS_KEY_ID")?, secret: Secret::from(text("AWS_SECRET_ACCESS_KEY")?), token })
}
