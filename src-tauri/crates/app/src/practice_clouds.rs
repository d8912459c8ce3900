//! The practice clouds: one for each practice lab, shared by its runs and by whoever looks at it, open until the program ends.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use model::{PracticeMysql, Problem, ProblemCode, Said, Target, text};
use practice::{MysqlFlavour, PracticeCloud, PracticeError};
use tokio::sync::Mutex;

use crate::{Access, App, PracticeView};

/// The name of the practice cloud that belongs to no lab.
pub const PLAYGROUND: &str = "playground";

/// The file that holds a practice cloud's state.
const STATE: &str = "practice.json";

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
    /// A practice lab's cloud, opened when it is not.
    pub(crate) async fn practice_cloud(&self, name: &str) -> Result<Arc<OpenCloud>, Problem> {
        let lab = self.store().read(name)?;
        let Target::Practice { mysql } = lab.target else {
            let reason = text!("setting-not-practice", "{name} stands in AWS; only practice labs have a practice cloud.", name = name);
            return Err(ProblemCode::BadSetting.with("reason", reason).field("name").into());
        };
        let folder = self.store().folder(name)?;
        self.session(name).practice.open(name, folder.path(), mysql, self.options().practice_speed).await
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
            let folder = self.store().home().join(PLAYGROUND);
            std::fs::create_dir_all(&folder)
                .map_err(|error| ProblemCode::DataFolderUnwritable.with("path", folder.display()).detail(error).build())?;
            // No lab's name begins with a dot.
            let session = self.session(".playground");
            let speed = self.options().practice_speed;
            let open = session.practice.open(PLAYGROUND, &folder, PracticeMysql::default(), speed).await?;
            return view(PLAYGROUND.to_owned(), None, &open);
        }
        let open = self.practice_cloud(&name).await?;
        let key = self.store().read(&name)?.cloud.key_path;
        view(name, key, &open)
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

    /// How ordinary ssh, aws and mysql clients reach a practice lab's machines.
    ///
    /// # Errors
    /// As [`App::practice`].
    pub async fn practice_access(&self, name: String) -> Result<Vec<Access>, Problem> {
        Ok(access(&*self.practice_cloud(&name).await?))
    }

    /// Plants a fault in a practice lab's cloud.
    ///
    /// # Errors
    /// `bad_setting` for a fault that does not exist, and as [`App::practice`].
    pub async fn plant_fault(&self, name: String, fault: serde_json::Value) -> Result<(), Problem> {
        let fault = serde_json::from_value(fault).map_err(|error| {
            ProblemCode::BadSetting
                .with("reason", text!("setting-no-such-fault", "There is no such fault in practice."))
                .detail(error)
                .field("fault")
                .build()
        })?;
        self.practice_cloud(&name).await?.cloud.plant(fault);
        Ok(())
    }

    /// Takes all faults of a practice lab's cloud away.
    ///
    /// # Errors
    /// As [`App::practice`].
    pub async fn mend_faults(&self, name: String) -> Result<(), Problem> {
        let open = self.practice_cloud(&name).await?;
        for fault in open.cloud.faults() {
            open.cloud.mend(&fault);
        }
        Ok(())
    }

    /// The faults that are planted in a practice lab's cloud.
    ///
    /// # Errors
    /// As [`App::practice`].
    pub async fn faults(&self, name: String) -> Result<Vec<serde_json::Value>, Problem> {
        let faults = self.practice_cloud(&name).await?.cloud.faults();
        faults.iter().map(|fault| serde_json::to_value(fault).map_err(|error| ProblemCode::Internal.detail(error).into())).collect()
    }
}

fn view(name: String, key: Option<String>, open: &OpenCloud) -> Result<PracticeView, Problem> {
    let (id, secret) = open.cloud.access_key();
    Ok(PracticeView {
        name,
        endpoint: format!("http://{}", open.endpoint()?),
        access_key_id: id.to_owned(),
        secret_access_key: secret.to_owned(),
        region: open.cloud.region().to_owned(),
        key,
        machines: access(open),
    })
}

fn access(open: &OpenCloud) -> Vec<Access> {
    let one = |machine: practice::Access| Access {
        name: machine.name.unwrap_or_default(),
        instance_id: machine.instance_id,
        state: machine.state,
        public_ip: machine.public_ip.map(|address| address.to_string()),
        private_ip: machine.private_ip.map(|address| address.to_string()),
        ssh: machine.ssh.map(|socket| socket.to_string()),
        mysql: machine.mysql.map(|socket| socket.to_string()),
    };
    open.cloud.access().into_iter().map(one).collect()
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
