//! mysql_secure_installation in its variants.

use std::sync::Arc;

use crate::guest::testing::Alone;
use crate::world::MysqlFlavour;

const VALIDATE: &str = "Press y|Y for Yes, any other key for No: ";
const LEVEL: &str = "Please enter 0 = LOW, 1 = MEDIUM and 2 = STRONG: ";
const CHANGE: &str = "Change the password for root ? ((Press y|Y for Yes, any other key for No) : ";
const ANONYMOUS: &str = "Remove anonymous users? (Press y|Y for Yes, any other key for No) : ";
const REMOTE: &str = "Disallow root login remotely? (Press y|Y for Yes, any other key for No) : ";
const TEST: &str = "Remove test database and access to it? (Press y|Y for Yes, any other key for No) : ";
const RELOAD: &str = "Reload privilege tables now? (Press y|Y for Yes, any other key for No) : ";
const CONTINUE: &str = "Do you wish to continue with the password provided?(Press y|Y for Yes, any other key for No) : ";

async fn with_root_password(flavour: MysqlFlavour) -> Arc<Alone> {
    let machine = Alone::with_server(flavour).await;
    let plugin = if flavour == MysqlFlavour::V8_0 { "mysql_native_password" } else { "caching_sha2_password" };
    let done = machine.run(&format!("sudo mysql -e \"ALTER USER 'root'@'localhost' IDENTIFIED WITH {plugin} BY 'PassWord.1'\"")).await;
    assert_eq!(done.status, 0, "{done:?}");
    machine
}

async fn policy(machine: &Arc<Alone>, password: &str) -> String {
    let line = format!("sudo MYSQL_PWD={password} mysql -u root -N -e 'SELECT @@global.validate_password.policy'");
    machine.run(&line).await.out
}

#[tokio::test]
async fn the_guides_answers_on_both_versions() {
    for flavour in [MysqlFlavour::V8_0, MysqlFlavour::V9] {
        let machine = with_root_password(flavour).await;
        let done = machine
            .converse(
                "sudo mysql_secure_installation",
                &[
                    ("Enter password for user root: ", "PassWord.1\r"),
                    (VALIDATE, "y\r"),
                    (LEVEL, "2\r"),
                    (CHANGE, "n\r"),
                    (ANONYMOUS, "n\r"),
                    (REMOTE, "n\r"),
                    (TEST, "y\r"),
                    (RELOAD, "y\r"),
                ],
            )
            .await;
        assert_eq!(done.status, 0, "{}", done.out);
        assert!(done.out.starts_with("\r\nSecuring the MySQL server deployment.\r\n"));
        assert!(done.out.contains("Using existing password for root.\r\n\r\nEstimated strength of the password: 100 \r\n"), "{}", done.out);
        assert!(done.out.contains(" - Dropping test database...\r\nSuccess.\r\n"), "{}", done.out);
        assert!(done.out.contains(" - Removing privileges on test database...\r\nSuccess.\r\n"), "{}", done.out);
        assert_eq!(done.out.matches(" ... skipping.").count(), 3);
        assert!(done.out.ends_with("Success.\r\n\r\nAll done! \r\n"), "{}", done.out);
        assert!(!done.out.contains("PassWord.1"));
        assert_eq!(policy(&machine, "PassWord.1").await, "STRONG\n");
        // SET GLOBAL does not outlive a restart.
        machine.run("sudo systemctl restart mysql").await;
        assert_eq!(policy(&machine, "PassWord.1").await, "MEDIUM\n");
    }
}

#[tokio::test]
async fn root_by_the_socket_is_asked_for_no_password() {
    let machine = Alone::with_server(MysqlFlavour::V8_0).await;
    let done = machine
        .converse(
            "sudo mysql_secure_installation",
            &[(VALIDATE, "y\r"), (LEVEL, "7\r"), (LEVEL, "0\r"), (ANONYMOUS, "y\r"), (REMOTE, "y\r"), (TEST, "n\r"), (RELOAD, "n\r")],
        )
        .await;
    assert_eq!(done.status, 0, "{}", done.out);
    assert!(done.out.contains("Connecting to MySQL using a blank password.\r\n"));
    assert!(done.out.contains("Invalid option provided.\r\n"));
    assert!(done.out.contains("Skipping password set for root as authentication with auth_socket is used by default.\r\n"));
    assert!(done.out.ends_with(" ... skipping.\r\nAll done! \r\n"));
    // The second time the component is there and not asked about.
    let done = machine.converse("sudo mysql_secure_installation", &[(ANONYMOUS, "\r"), (REMOTE, "\r"), (TEST, "\r"), (RELOAD, "\r")]).await;
    assert_eq!(done.status, 0, "{}", done.out);
    assert!(done.out.contains("The 'validate_password' component is installed on the server.\r\n"));
    assert!(!done.out.contains(VALIDATE));
}

#[tokio::test]
async fn a_wrong_password_ends_it() {
    let machine = with_root_password(MysqlFlavour::V8_0).await;
    let done = machine.converse("sudo mysql_secure_installation", &[("Enter password for user root: ", "wrong\r")]).await;
    assert_eq!(done.status, 1);
    assert!(done.out.ends_with("Error: Access denied for user 'root'@'localhost' (using password: YES)\r\n"), "{}", done.out);
}

#[tokio::test]
async fn a_new_password_is_asked_for_until_both_are_the_same_and_accepted() {
    let machine = with_root_password(MysqlFlavour::V8_0).await;
    let done = machine
        .converse(
            "sudo mysql_secure_installation",
            &[
                ("Enter password for user root: ", "PassWord.1\r"),
                (VALIDATE, "y\r"),
                (LEVEL, "1\r"),
                (CHANGE, "y\r"),
                ("New password: ", "one\r"),
                ("Re-enter new password: ", "two\r"),
                ("New password: ", "weak\r"),
                ("Re-enter new password: ", "weak\r"),
                (CONTINUE, "y\r"),
                ("New password: ", "Str0nger.Word\r"),
                ("Re-enter new password: ", "Str0nger.Word\r"),
                (CONTINUE, "y\r"),
                (ANONYMOUS, "y\r"),
                (REMOTE, "y\r"),
                (TEST, "y\r"),
                (RELOAD, "y\r"),
            ],
        )
        .await;
    assert_eq!(done.status, 0, "{}", done.out);
    assert!(done.out.contains("Sorry, passwords do not match.\r\n"));
    assert!(done.out.contains(" ... Failed! Error: Your password does not satisfy the current policy requirements\r\n"), "{}", done.out);
    assert_eq!(policy(&machine, "Str0nger.Word").await, "MEDIUM\n");
    assert_eq!(machine.run("sudo MYSQL_PWD=PassWord.1 mysql -u root -e 'SELECT 1'").await.status, 1);
}

#[tokio::test]
async fn without_the_validator_nothing_is_estimated() {
    let machine = with_root_password(MysqlFlavour::V8_0).await;
    let done = machine
        .converse(
            "sudo mysql_secure_installation",
            &[
                ("Enter password for user root: ", "PassWord.1\r"),
                (VALIDATE, "n\r"),
                (CHANGE, "n\r"),
                (ANONYMOUS, "n\r"),
                (REMOTE, "n\r"),
                (TEST, "n\r"),
                (RELOAD, "y\r"),
            ],
        )
        .await;
    assert_eq!(done.status, 0);
    assert!(!done.out.contains("Estimated strength"));
    assert_eq!(policy(&machine, "PassWord.1").await, "");
}

#[tokio::test]
async fn without_a_server_it_fails() {
    let machine = with_root_password(MysqlFlavour::V8_0).await;
    machine.run("sudo systemctl stop mysql").await;
    let done = machine.converse("sudo mysql_secure_installation", &[("Enter password for user root: ", "PassWord.1\r")]).await;
    assert_eq!(done.status, 1);
    assert!(
        done.out.contains("Error: Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"),
        "{}",
        done.out
    );
}
