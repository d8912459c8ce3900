//! The steps of the lab in the order in which the guide takes them, one file each.

mod bind_address;
mod connect;
mod connect_client;
mod connect_server;
mod create_database;
mod create_user;
mod enable_service;
mod grant_privileges;
mod install_client;
mod install_server;
mod key_pair;
mod launch_instances;
mod look_before_creating;
mod mysql_rule;
mod name_instances;
mod restart_service;
mod root_password;
mod secure_installation;
mod security_group;
mod server_address;
mod show_databases;
mod sign_in;
mod ssh_rule;
mod test_wall;
mod update;
mod update_client;
mod update_server;
mod wait_until_running;

use std::sync::Arc;

use engine::Step;
use model::{Lab, StepId, Text, text};

use crate::ports::Ports;

pub use security_group::name as security_group_name;

macro_rules! ids {
    ($($name:ident $id:literal)+) => {
        $(
            #[doc = concat!("`", $id, "`")]
            pub const $name: StepId = StepId::new($id);
        )+
    };
}

/// The steps' stable names.
pub mod id {
    use super::StepId;

    ids! {
        SIGN_IN "sign_in"
        LOOK_BEFORE_CREATING "look_before_creating"
        KEY_PAIR "key_pair"
        SECURITY_GROUP "security_group"
        LAUNCH_INSTANCES "launch_instances"
        NAME_INSTANCES "name_instances"
        WAIT_UNTIL_RUNNING "wait_until_running"
        SSH_RULE "ssh_rule"
        MYSQL_RULE "mysql_rule"
        CONNECT_SERVER "connect_server"
        UPDATE_SERVER "update_server"
        INSTALL_SERVER "install_server"
        BIND_ADDRESS "bind_address"
        ROOT_PASSWORD "root_password"
        ENABLE_SERVICE "enable_service"
        SECURE_INSTALLATION "secure_installation"
        CREATE_USER "create_user"
        CREATE_DATABASE "create_database"
        GRANT_PRIVILEGES "grant_privileges"
        RESTART_SERVICE "restart_service"
        CONNECT_CLIENT "connect_client"
        UPDATE_CLIENT "update_client"
        INSTALL_CLIENT "install_client"
        SERVER_ADDRESS "server_address"
        SHOW_DATABASES "show_databases"
        TEST_WALL "test_wall"
    }
}

/// What marks a thing that is made by hand as the lab's: by it the thing is found, and by it alone.
fn tag_by_hand(lab: &Lab) -> Text {
    text!("hand-tag", "Give it a tag: the key `mysql-lab` with the value `{id}`. By it the wizard knows what is this lab’s.", id = lab.id)
}

/// All steps; each stands after all that it needs.
pub(crate) fn all() -> Vec<Arc<dyn Step<Ports>>> {
    vec![
        Arc::new(sign_in::SignIn),
        Arc::new(look_before_creating::LookBeforeCreating),
        Arc::new(key_pair::KeyPair),
        Arc::new(security_group::SecurityGroup),
        Arc::new(launch_instances::LaunchInstances),
        Arc::new(name_instances::NameInstances),
        Arc::new(wait_until_running::WaitUntilRunning),
        Arc::new(ssh_rule::SshRule),
        Arc::new(mysql_rule::MysqlRule),
        Arc::new(connect_server::ConnectServer),
        Arc::new(update_server::UpdateServer),
        Arc::new(install_server::InstallServer),
        Arc::new(bind_address::BindAddress),
        Arc::new(root_password::RootPassword),
        Arc::new(enable_service::EnableService),
        Arc::new(secure_installation::SecureInstallation),
        Arc::new(create_user::CreateUser),
        Arc::new(create_database::CreateDatabase),
        Arc::new(grant_privileges::GrantPrivileges),
        Arc::new(restart_service::RestartService),
        Arc::new(connect_client::ConnectClient),
        Arc::new(update_client::UpdateClient),
        Arc::new(install_client::InstallClient),
        Arc::new(server_address::ServerAddress),
        Arc::new(show_databases::ShowDatabases),
        Arc::new(test_wall::TestWall),
    ]
}
