//! Adoption in practice: a lab made by hand stands in the cloud that belongs to no lab. That cloud becomes the adopted lab's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::OpenLab;
use lab::Ports;
use model::{Lab, PracticeMysql, Problem, ProblemCode};

use crate::practice_clouds::{OpenCloud, PLAYGROUND, STATE};
use crate::{App, adoption};

/// The session that the playground's cloud is open in. No lab's name begins with a dot.
pub(crate) const SESSION: &str = ".playground";

impl App {
    pub(crate) fn playground_folder(&self) -> PathBuf {
        self.store().home().join(PLAYGROUND)
    }

    /// Whether anything was ever made in the playground.
    pub(super) fn has_playground(&self) -> bool {
        self.playground_folder().join(STATE).exists()
    }

    /// The playground's cloud, opened when it is not.
    pub(crate) async fn playground(&self) -> Result<Arc<OpenCloud>, Problem> {
        let speed = self.options().practice_speed;
        self.session(SESSION).practice.open(PLAYGROUND, &self.playground_folder(), PracticeMysql::default(), speed).await
    }

    /// The ports to the cloud in which a practice lab was made by hand: the playground, or the lab's own once it has it.
    pub(super) async fn playground_ports(&self, lab: &Lab) -> Result<Ports, Problem> {
        if let Ok(folder) = self.store().folder(&lab.name)
            && folder.file(STATE).exists()
        {
            return self.ports(&self.session(&lab.name), lab, &folder).await;
        }
        if !self.has_playground() {
            return Err(ProblemCode::AdoptNoPractice.into());
        }
        self.ports_of_cloud(self.playground().await?)
    }

    /// Makes the playground's cloud a practice lab's own. From then on it is that lab's, and the playground begins empty.
    pub(super) async fn take_the_playground(&self, open: &OpenLab) -> Result<(), Problem> {
        let (from, to) = (self.playground_folder().join(STATE), open.folder.file(STATE));
        if !open.lab.target.is_practice() || to.exists() {
            return Ok(());
        }
        self.session(SESSION).practice.close(PLAYGROUND, &self.playground_folder()).await?;
        move_file(&from, &to)
    }

    /// The other way round, for a lab that is not adopted after all.
    pub(super) async fn give_the_playground_back(&self, open: &OpenLab) -> Result<(), Problem> {
        let (from, to) = (open.folder.file(STATE), self.playground_folder().join(STATE));
        if !open.lab.target.is_practice() || !from.exists() {
            return Ok(());
        }
        if to.exists() {
            // Somebody has begun anew there: the lab's machines have no other place to be.
            return adoption::is_whole(&open.lab);
        }
        self.session(&open.lab.name).practice.close(&open.lab.name, open.folder.path()).await?;
        move_file(&from, &to)
    }
}

fn move_file(from: &Path, to: &Path) -> Result<(), Problem> {
    fs::rename(from, to).map_err(|error| ProblemCode::DataFolderUnwritable.with("path", to.display()).detail(error).into())
}
