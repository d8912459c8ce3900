//! `mysql-lab adopt`, as in a real account: the standard AWS variables lead to EC2's API of a practice cloud, and the machines' addresses
//! lead nowhere.

use std::process::Command;

use app::{PLAYGROUND, PracticeView};
use serde_json::Value;
use whole_lab::home::{Home, Ran, with_input};

use whole_lab::hand::{Hand, Launched, PASSWORD};

struct Terminal {
    home: Home,
    cloud: PracticeView,
}

impl Terminal {
    fn command(&self, words: &str) -> Command {
        let mut command = self.home.mysql_lab(words.split_whitespace());
        let nothing = self.home.path().join("no-such-file");
        command.arg("--json").env("AWS_ENDPOINT_URL", &self.cloud.endpoint).env("AWS_ACCESS_KEY_ID", &self.cloud.access_key_id);
        command.env("AWS_SECRET_ACCESS_KEY", &self.cloud.secret_access_key).env("AWS_EC2_METADATA_DISABLED", "true");
        command.env("AWS_CONFIG_FILE", &nothing).env("AWS_SHARED_CREDENTIALS_FILE", nothing);
        command
    }

    fn adopt(&self, launched: &Launched, more: &str) -> Ran {
        let mut command = self.command(&format!("adopt mine --key {} --password-stdin {more}", launched.key.display()));
        with_input(&mut command, &format!("{PASSWORD}\n")).unwrap()
    }
}

fn refused(ran: &Ran, code: &str, field: &str) {
    let last = ran.last_event();
    assert_eq!((ran.code, &last["problem"]["code"], &last["problem"]["field"]), (Some(2), &code.into(), &field.into()), "{last:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lab_of_an_account_is_adopted_listed_by_its_ids_and_removed() {
    let hand = Hand::new().await;
    let launched = hand.launch_the_guides_machines().await;
    let cloud = hand.app.practice(Some(PLAYGROUND.to_owned())).await.unwrap();
    let terminal = Terminal { home: Home::new().unwrap(), cloud };
    let region = format!("--region {}", terminal.cloud.region);

    refused(&terminal.adopt(&launched, "--region nowhere"), "unknown_region", "region");
    refused(&terminal.adopt(&launched, &format!("{region} --server i-0a")), "adopt_unknown_machine", "server");
    refused(&terminal.adopt(&launched, &format!("{region} --server {0} --client {0}", launched.server)), "adopt_same_machine", "client");
    let without = terminal.command(&format!("adopt mine {region} --key {} --password-stdin", launched.key.display())).output().unwrap();
    refused(&Ran::from(without), "bad_setting", "root_password");
    assert_eq!(hand.tagged(PLAYGROUND).await, [].into());
    assert!(!terminal.home.path().join("labs").exists());

    // Adopted it is; the machines cannot be signed in to at their addresses, which is what the look then says.
    let adopted = terminal.adopt(&launched, &region);
    let last = adopted.last_event();
    assert_eq!((adopted.code, &last["outcome"]), (Some(1), &Value::from("unhealthy")), "{last:#}");
    let state = |step: &str| last["checks"].as_array().unwrap().iter().find(|check| check["step"] == step).unwrap()["state"].clone();
    for step in ["sign_in", "look_before_creating", "key_pair", "security_group", "launch_instances", "name_instances", "mysql_rule"] {
        assert_eq!(state(step), "done", "{step}: {last:#}");
    }
    assert!(!adopted.out.contains(PASSWORD) && !adopted.err.contains(PASSWORD));
    refused(&terminal.adopt(&launched, &region), "lab_exists", "name");

    let everything = hand.adoptable(PLAYGROUND, &launched).await;
    assert_eq!(hand.tagged(PLAYGROUND).await.into_iter().map(|(id, _)| id).collect::<std::collections::BTreeSet<_>>(), everything);

    // As if it had been cut off before its end: nothing is done with it but to finish it or to give it up.
    let record = terminal.home.path().join("labs/mine/lab.json");
    let whole = std::fs::read_to_string(&record).unwrap();
    std::fs::write(&record, whole.replace("\"adoption\": \"whole\"", "\"adoption\": \"pending\"")).unwrap();
    let listed = terminal.home.run(["list"]).unwrap();
    assert!(listed.out.contains("adopting"), "{}", listed.out);
    let verified = Ran::from(terminal.command("verify mine").output().unwrap());
    assert_eq!((verified.code, &verified.last_event()["problem"]["code"]), (Some(1), &Value::from("adoption_pending")));
    let given_up = Ran::from(terminal.command("teardown mine --yes").output().unwrap());
    let last = given_up.last_event();
    assert_eq!((given_up.code, last["released"].as_array().map(Vec::len)), (Some(0), Some(everything.len())), "{last:#}");
    assert_eq!((hand.standing(PLAYGROUND).await, hand.tagged(PLAYGROUND).await), (2, [].into()));
    assert!(!record.exists());
    assert_eq!(terminal.adopt(&launched, &region).code, Some(1));

    let asked = with_input(&mut terminal.command("teardown mine"), "no\n").unwrap();
    assert_eq!(asked.code, Some(130), "{asked:?}");
    assert_eq!(hand.standing(PLAYGROUND).await, 2);
    let gone = Ran::from(terminal.command("teardown mine --yes").output().unwrap());
    let last = gone.last_event();
    assert_eq!((gone.code, &last["outcome"]), (Some(0), &Value::from("done")), "{last:#}");
    let removed: std::collections::BTreeSet<_> =
        last["removed"].as_array().unwrap().iter().map(|thing| thing["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(removed, everything);
    assert_eq!(hand.standing(PLAYGROUND).await, 0);
    // EC2 shows terminated machines for a while, with their tags.
    assert!(hand.tagged(PLAYGROUND).await.iter().all(|(id, _)| launched.machines().contains(&id.as_str())));
    assert!(launched.key.exists(), "the person's own key file stays");
    hand.app.close().await;
}
