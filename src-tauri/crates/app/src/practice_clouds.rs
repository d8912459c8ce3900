//! The practice clouds: one for each practice lab, shared by its runs and by whoever looks at it, open until the program ends.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use engine::LabFolder;
use model::{Lab, PracticeMysql, Problem, ProblemCode, Said, Settings, Target, text};
use practice::{MysqlFlavour, PracticeCloud, PracticeError};
use tokio::sync::Mutex;

use crate::{Access, App, PracticeView, clients};

/// The name of the practice cloud that belongs to no lab.
pub const PLAYGROUND: &str = "playground";

/// The file that holds a practice cloud's state.
pub(crate) const STATE: &str = "practice.json";

/// A lab's practice cloud, when it is open.
#[derive(Default)]
pub(crate) struct PracticeSlot(Mutex<Option<Arc<OpenCloud>>>);

/// An open practice cloud.
pub(crate) struct OpenCloud {
    pub cloud: PracticeCloud,
}

impl PracticeSlot {
    /// The open cloud, or the one whose state lies in the folder.
    pub async fn open(&self, name: &str, folder: &Path, mysql: PracticeMysql, speed: u32) -> Result<Arc<OpenCloud>, Problem> {
        let mut slot = self.0.lock().await;
        if let Some(open) = slot.as_ref() {
            return Ok(open.clone());
        }
        let state = folder.join(STATE);
        let options = practice::Options { mysql: flavour(mysql), speed: f64::from(speed), ..practice::Options::default() };
        let cloud = PracticeCloud::open(&state, options).await.map_err(|error| problem_of(name, &state, &error))?;
        let open = Arc::new(OpenCloud { cloud });
        *slot = Some(open.clone());
        Ok(open)
    }

    /// Whether it is open.
    pub async fn is_open(&self) -> bool {
        self.0.lock().await.is_some()
    }

    /// Saves and closes it, if it is open.
    ///
    /// # Errors
    /// `disk_full` or `data_folder_unwritable` when it could not be saved.
    pub async fn close(&self, name: &str, folder: &Path) -> Result<(), Problem> {
        match self.0.lock().await.take().and_then(Arc::into_inner) {
            Some(open) => open.cloud.close().await.map_err(|error| problem_of(name, &folder.join(STATE), &error)),
            None => Ok(()),
        }
    }
}

impl OpenCloud {
    /// The endpoint for EC2 calls, which is on this computer: practice cannot reach AWS.
    pub fn endpoint(&self) -> Result<SocketAddr, Problem> {
        let endpoint = self.cloud.ec2_endpoint();
        let socket = endpoint.strip_prefix("http://").and_then(|rest| rest.trim_end_matches('/').parse::<SocketAddr>().ok());
        socket
            .filter(|socket| socket.ip().is_loopback())
            .ok_or_else(|| ProblemCode::Internal.detail(format!("The practice endpoint {endpoint} is not on this computer.")).into())
    }
}

impl App {
    /// A practice lab's record.
    ///
    /// # Errors
    /// `lab_not_found`, `lab_newer`, `lab_damaged`; `bad_setting` for a lab in AWS.
    pub(crate) fn practice_record(&self, name: &str) -> Result<Lab, Problem> {
        let lab = self.store().read(name)?;
        if lab.target.is_practice() {
            return Ok(lab);
        }
        let reason = text!("setting-not-practice", "{name} stands in AWS; only practice labs have a practice cloud.", name = name);
        Err(ProblemCode::BadSetting.with("reason", reason).field("name").into())
    }

    /// A practice lab's cloud, opened when it is not.
    pub(crate) async fn practice_cloud(&self, name: &str) -> Result<Arc<OpenCloud>, Problem> {
        let lab = self.practice_record(name)?;
        let Target::Practice { mysql } = lab.target else {
            return Err(ProblemCode::Internal.detail("a practice lab in AWS").into());
        };
        let folder = self.store().folder(name)?;
        self.practice_is_there(&lab, &folder).await?;
        self.session(name).practice.open(name, folder.path(), mysql, self.options().practice_speed).await
    }

    /// Whether the cloud that a practice lab's record speaks of is there.
    ///
    /// # Errors
    /// `practice_lost` when its file is gone, and with it all that the lab had.
    pub(crate) async fn practice_is_there(&self, lab: &Lab, folder: &LabFolder) -> Result<(), Problem> {
        let had_something = lab.server.instance_id.is_some() || lab.cloud.security_group.is_some() || lab.cloud.key_name.is_some();
        let state = folder.file(STATE);
        if !lab.target.is_practice() || !had_something || state.exists() || self.session(&lab.name).practice.is_open().await {
            return Ok(());
        }
        Err(ProblemCode::PracticeLost.with("path", state.display()).with("name", &lab.name).into())
    }

    /// Keeps a practice cloud running: the named lab's, the only practice lab's, or an empty playground's.
    ///
    /// # Errors
    /// `lab_not_found`; `bad_setting` for a lab in AWS, or when there are several practice labs to choose from; `lab_busy` when another
    /// process has it open.
    pub async fn practice(&self, name: Option<String>) -> Result<PracticeView, Problem> {
        let name = match name {
            Some(name) => name,
            None => self.only_practice_lab()?,
        };
        if name == PLAYGROUND && self.store().folder(PLAYGROUND).is_err() {
            let folder = self.playground_folder();
            std::fs::create_dir_all(&folder)
                .map_err(|error| ProblemCode::DataFolderUnwritable.with("path", folder.display()).detail(error).build())?;
            let open = self.playground().await?;
            return view(PLAYGROUND.to_owned(), None, &Settings::default().db_user, &open);
        }
        let open = self.practice_cloud(&name).await?;
        let lab = self.store().read(&name)?;
        let key = clients::key(&lab, &self.store().folder(&name)?);
        view(name, Some(key), &lab.settings.db_user, &open)
    }

    fn only_practice_lab(&self) -> Result<String, Problem> {
        let labs = self.store().list()?.into_iter();
        let names: Vec<_> = labs.filter(|(_, lab)| lab.as_ref().is_ok_and(|lab| lab.target.is_practice())).map(|(name, _)| name).collect();
        match names.as_slice() {
            [] => Ok(PLAYGROUND.to_owned()),
            [name] => Ok(name.clone()),
            several => {
                let reason = text!(
                    "setting-several-practice-labs",
                    "There are several practice labs: {labs}. Name one, or {playground} for an empty cloud.",
                    labs = Said::list(several),
                    playground = PLAYGROUND
                );
                Err(ProblemCode::BadSetting.with("reason", reason).field("name").into())
            }
        }
    }
}

fn view(name: String, key: Option<String>, user: &str, open: &OpenCloud) -> Result<PracticeView, Problem> {
    let (id, secret) = open.cloud.access_key();
    let (endpoint, region) = (format!("http://{}", open.endpoint()?), open.cloud.region().to_owned());
    Ok(PracticeView {
        aws: clients::aws(&endpoint, (id, secret), &region),
        machines: open.cloud.access().into_iter().map(|machine| clients::with_clients(access(machine), key.as_deref(), user)).collect(),
        name,
        endpoint,
        access_key_id: id.to_owned(),
        secret_access_key: secret.to_owned(),
        region,
        key,
    })
}

fn access(machine: practice::Access) -> Access {
    Access {
        name: machine.name.unwrap_or_default(),
        instance_id: machine.instance_id,
        state: machine.state,
        public_ip: machine.public_ip.map(|address| address.to_string()),
        private_ip: machine.private_ip.map(|address| address.to_string()),
        ssh: machine.ssh.map(|socket| socket.to_string()),
        mysql: machine.mysql.map(|socket| socket.to_string()),
        ssh_command: None,
        mysql_command: None,
    }
}

fn flavour(mysql: PracticeMysql) -> MysqlFlavour {
    match mysql {
        PracticeMysql::V8_0 => MysqlFlavour::V8_0,
        PracticeMysql::V9 => MysqlFlavour::V9,
    }
}

fn problem_of(name: &str, state: &Path, error: &PracticeError) -> Problem {
    use std::error::Error;
    let detail = error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"));
    let of_io = |code: ProblemCode| code.with("path", state.display()).detail(&detail).build();
    match error {
        PracticeError::InUse { .. } => ProblemCode::LabBusy.with("name", name).into(),
        PracticeError::Damaged { .. } => of_io(ProblemCode::LabDamaged),
        PracticeError::Newer { format, known, .. } => {
            ProblemCode::LabNewer.with("path", state.display()).with("found", format).with("known", known).into()
        }
        PracticeError::Unwritable { source, .. } if source.kind() == std::io::ErrorKind::StorageFull => of_io(ProblemCode::DiskFull),
        PracticeError::Unreadable { .. } | PracticeError::Unwritable { .. } => of_io(ProblemCode::DataFolderUnwritable),
        PracticeError::Listen(_) => ProblemCode::Internal.detail(&detail).into(),
    }
}

/// Where the adapters' connections to a lab's machines go.
impl adapters::RouteTo for OpenCloud {
    fn route(&self, to: IpAddr, port: u16) -> adapters::Route {
        match self.cloud.route(to, port) {
            practice::Route::Socket(socket) => adapters::Route::Socket(socket),
            practice::Route::Refused => adapters::Route::Refused,
            practice::Route::TimedOut => adapters::Route::TimedOut,
        }
    }
}
