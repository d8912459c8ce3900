//! mysqld as people call it by hand: its version, and a look at its configuration.

use super::Process;
use crate::mysql::Version as _;

pub(super) fn mysqld(p: &Process) -> i32 {
    let has = |name: &str| p.rest().iter().any(|arg| arg == name);
    let version = p.machine.look(|guest| guest.mysql_version());
    if has("--version") || has("-V") {
        let comment = p.machine.look(|guest| guest.spec.mysql.version_comment());
        p.print(format!("/usr/sbin/mysqld  Ver {version} for Linux on x86_64 ({})\n", comment.trim_matches(['(', ')'])));
        return 0;
    }
    if has("--validate-config") {
        let stamp = p.machine.now().strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string();
        if p.who.is_root() && !p.rest().iter().any(|arg| arg.starts_with("--user")) {
            p.complain(format!("{stamp} 0 [ERROR] [MY-010123] [Server] Fatal error: Please read \"Security\" section of the manual to find out how to run mysqld as root!"));
            p.complain(format!("{stamp} 0 [ERROR] [MY-010119] [Server] Aborting"));
            return 1;
        }
        return match p.machine.look(|guest| guest.mysqld_config()) {
            Ok(_) => 0,
            Err(error) => {
                p.complain(format!("{stamp} 0 [ERROR] [{}] [Server] {}", error.code, error.text));
                p.complain(format!("{stamp} 0 [ERROR] [MY-010119] [Server] Aborting"));
                1
            }
        };
    }
    if has("--print-defaults") {
        let options = p.machine.look(|guest| guest.mysqld_options()).unwrap_or_default();
        let shown: Vec<String> = options
            .into_iter()
            .map(|(name, value)| format!("--{name}{}", value.map(|value| format!("={value}")).unwrap_or_default()))
            .collect();
        p.print(format!("/usr/sbin/mysqld would have been started with the following arguments:\n{} \n", shown.join(" ")));
        return 0;
    }
    p.fail(1, "on this machine systemd starts the server: sudo systemctl start mysql")
}
