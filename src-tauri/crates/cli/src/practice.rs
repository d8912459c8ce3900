//! `practice`: keeps a practice cloud running, and says how ordinary clients reach it.

use std::time::Duration;

use app::{Access, App, PracticeView};
use console::style;
use model::Problem;
use serde_json::json;

use crate::ask::Person;
use crate::ending::Ending;
use crate::screen::Screen;

/// How often is looked for machines that were launched meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Keeps it running until Ctrl-C.
pub async fn keep(app: &App, screen: &Screen, person: &mut Person, name: Option<String>) -> Result<Ending, Problem> {
    let view = app.practice(name).await?;
    let user = app.lab(view.name.clone()).await.map_or_else(|_| "donald".to_owned(), |view| view.lab.settings.db_user);
    screen.practice_mark();
    screen.say(format!("The practice cloud of {} runs until Ctrl-C. Use a second terminal for:\n", style(&view.name).bold()));
    screen.say(aws(&view));
    screen.line(&json!({
        "kind": "practice", "name": view.name, "endpoint": view.endpoint, "access_key_id": view.access_key_id,
        "secret_access_key": view.secret_access_key, "region": view.region, "key": view.key,
    }));
    let mut told = Vec::new();
    loop {
        let now = app.practice(Some(view.name.clone())).await?;
        for machine in now.machines.iter().filter(|machine| !told.contains(*machine)) {
            screen.say(format!("\n{}", clients(machine, now.key.as_deref(), &user)));
            let mut line = json!(machine);
            line["kind"] = "access".into();
            screen.line(&line);
        }
        told = now.machines;
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = person.interrupted() => break,
        }
    }
    screen.say("\nThe practice cloud is closed; its state is saved.");
    Ok(Ending::done(Some(&view.name)))
}

/// How ordinary clients reach a practice cloud at this moment.
pub fn reach(view: &PracticeView, user: &str) -> String {
    let machines = view.machines.iter().map(|machine| clients(machine, view.key.as_deref(), user));
    std::iter::once(aws(view)).chain(machines).collect::<Vec<_>>().join("\n")
}

/// How the `aws` program reaches the cloud.
fn aws(view: &PracticeView) -> String {
    let variables = [
        ("AWS_ENDPOINT_URL", &view.endpoint),
        ("AWS_ACCESS_KEY_ID", &view.access_key_id),
        ("AWS_SECRET_ACCESS_KEY", &view.secret_access_key),
        ("AWS_DEFAULT_REGION", &view.region),
    ];
    let set = |(name, value): (&str, &String)| {
        if cfg!(windows) { format!("  $env:{name} = \"{value}\"") } else { format!("  export {name}={value}") }
    };
    let mut lines: Vec<_> = variables.into_iter().map(set).collect();
    lines.push("  aws ec2 describe-instances".to_owned());
    lines.join("\n")
}

/// How `ssh` and `mysql` reach a machine.
fn clients(machine: &Access, key: Option<&str>, user: &str) -> String {
    let Access { name, instance_id, state, .. } = machine;
    let mut text = format!("{} ({instance_id}, {state})", style(name).bold());
    let host_and_port =
        |socket: &Option<String>| socket.as_deref().and_then(|socket| socket.rsplit_once(':').map(|(h, p)| (h.to_owned(), p.to_owned())));
    if let Some((host, port)) = host_and_port(&machine.ssh) {
        let key = quoted(key.unwrap_or("YOUR-KEY.pem"));
        // The host key is kept under the instance's id: the next machine at this port is another one.
        text.push_str(&format!("\n  ssh -i {key} -o HostKeyAlias={instance_id} -p {port} ubuntu@{host}"));
    }
    if let Some((host, port)) = host_and_port(&machine.mysql) {
        text.push_str(&format!("\n  mysql --protocol=tcp --host={host} --port={port} --user={} --password", quoted(user)));
    }
    text
}

/// A word as a shell reads it back.
fn quoted(word: &str) -> String {
    if cfg!(windows) {
        return format!("\"{word}\"");
    }
    shlex::try_quote(word).map_or_else(|_| word.to_owned(), std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn the_commands_can_be_copied_as_they_stand() {
        console::set_colors_enabled(false);
        let machine = Access {
            name: "mysql_server".into(),
            instance_id: "i-0abc".into(),
            state: "running".into(),
            public_ip: Some("203.0.113.41".into()),
            private_ip: Some("172.31.18.52".into()),
            ssh: Some("127.0.0.1:40001".into()),
            mysql: Some("127.0.0.1:40002".into()),
        };
        insta::assert_snapshot!(clients(&machine, Some("/home/a person/lab.pem"), "donald"), @r#"
        mysql_server (i-0abc, running)
          ssh -i '/home/a person/lab.pem' -o HostKeyAlias=i-0abc -p 40001 ubuntu@127.0.0.1
          mysql --protocol=tcp --host=127.0.0.1 --port=40002 --user=donald --password
        "#);
        let view = PracticeView {
            name: "practice-1".into(),
            endpoint: "http://127.0.0.1:40000".into(),
            access_key_id: "AKIAPRACTICE".into(),
            secret_access_key: "practice".into(),
            region: "us-east-1".into(),
            key: None,
            machines: Vec::new(),
        };
        insta::assert_snapshot!(aws(&view), @r#"
          export AWS_ENDPOINT_URL=http://127.0.0.1:40000
          export AWS_ACCESS_KEY_ID=AKIAPRACTICE
          export AWS_SECRET_ACCESS_KEY=practice
          export AWS_DEFAULT_REGION=us-east-1
          aws ec2 describe-instances
        "#);
    }
}
