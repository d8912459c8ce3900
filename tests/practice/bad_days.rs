//! The table of bad days, brought about with the practice cloud's fault switch.

use std::net::Ipv4Addr;
use std::sync::Arc;

use engine::{Unwatched, Watch};
use futures::{StreamExt, stream};
use lab::LabPlan;
use model::{Finished, Goal, Outcome, Pace, PracticeMysql};
use practice::Fault;
use whole_lab::bad_days::{self, BadDay, End};

use crate::bench::Bench;

/// How many labs are set up at the same time.
const AT_ONCE: usize = 4;
const CONFIGURATION: &str = "/etc/mysql/mysql.conf.d/mysqld.cnf";

#[tokio::test(flavor = "multi_thread")]
async fn every_bad_day_ends_as_on_real_hosts() {
    let ends = stream::iter(bad_days::ALL).map(|day| async { (day.name, tokio::spawn(live(*day)).await) });
    let ends: Vec<_> = ends.buffer_unordered(AT_ONCE).collect().await;
    let others: Vec<_> = ends.into_iter().filter(|(_, end)| end.is_err()).map(|(name, _)| name).collect();
    assert!(others.is_empty(), "{others:?} ended otherwise, as is told above");
}

async fn live(day: BadDay) {
    let bench = Bench::new(PracticeMysql::V8_0).await;
    let watch = begin(day, &bench);
    let finished = run(&bench, Goal::SetUp, watch).await;
    match day.end {
        End::Completes => assert_stands(day, &bench, &finished),
        End::Fails(_) => {
            assert_met(day, &finished, Outcome::Failed);
            assert!(!finished.leftovers.is_empty(), "{}", day.name);
            bench.mend();
            assert_stands(day, &bench, &run(&bench, Goal::SetUp, Arc::new(Unwatched)).await);
        }
        End::Refuses(_) => assert_met(day, &finished, Outcome::Failed),
        End::Unhealthy(_) => {
            assert_stands(day, &bench, &finished);
            go_wrong(day, &bench).await;
            assert_met(day, &run(&bench, Goal::Verify, Arc::new(Unwatched)).await, Outcome::Unhealthy);
            assert_stands(day, &bench, &run(&bench, Goal::Repair, Arc::new(Unwatched)).await);
            let healthy = run(&bench, Goal::Verify, Arc::new(Unwatched)).await;
            assert_eq!(healthy.outcome, Outcome::Healthy, "{}: {:#?}", day.name, healthy.problem);
        }
    }
    bench.mend();
    assert_goes(day, &bench).await;
}

/// Plants a day's faults before the set-up, or has them planted at the step that they are meant for.
fn begin(day: BadDay, bench: &Bench) -> Arc<dyn Watch> {
    let server = || Some("mysql_server".to_owned());
    let install = || "install mysql-server".to_owned();
    // Before its name is given, a machine cannot be meant alone.
    let at_server = |fault| bench.plant_before("install_server", [fault]);
    let at_once = |faults: Vec<Fault>| -> Arc<dyn Watch> {
        faults.into_iter().for_each(|fault| bench.plant(fault));
        Arc::new(Unwatched)
    };
    match day {
        bad_days::LOCKS_AT_FIRST_BOOT => {
            at_once(vec![Fault::DpkgLockHeld { machine: None, seconds: 30 }, Fault::ListsLockHeld { machine: None, seconds: 30 }])
        }
        bad_days::SSHD_LATE => at_once(vec![Fault::SshdLate { machine: None, seconds: 40 }]),
        bad_days::SIGN_INS_CLOSED => at_once(vec![Fault::SignInsClosed { machine: None, times: 10 }]),
        bad_days::CONNECTION_CUT => at_server(Fault::ConnectionCut { machine: server(), command: install(), after_bytes: 3000, times: 1 }),
        bad_days::SERVER_REBOOTED => at_server(Fault::MachineRebooted { machine: server(), during: Some(install()) }),
        bad_days::API_THROTTLES => at_once(
            ["DescribeInstances", "RunInstances", "AuthorizeSecurityGroupIngress"]
                .map(|action| api_error(action, "RequestLimitExceeded", 2))
                .into(),
        ),
        bad_days::ANSWERS_LOST => at_once(
            ["RunInstances", "CreateSecurityGroup", "CreateTags", "AuthorizeSecurityGroupIngress", "CreateKeyPair"]
                .map(|action| Fault::AnswerLost { action: action.to_owned(), first: 1, times: 1 })
                .into(),
        ),
        // The look before creating asks whether the call would be allowed; it is refused later.
        bad_days::CALL_REFUSED => bench.plant_before("name_instances", [api_error("CreateTags", "UnauthorizedOperation", 1)]),
        bad_days::DISK_FULL => at_server(Fault::DiskFull { machine: server() }),
        bad_days::ARCHIVE_UNAVAILABLE => at_once(vec![Fault::ArchiveUnavailable { machine: None, tries: u32::MAX }]),
        bad_days::BIND_OVERRIDDEN => at_server(Fault::BindAddressOverridden {
            machine: server(),
            file: "/etc/mysql/mysql.conf.d/zz-local.cnf".to_owned(),
            address: Ipv4Addr::LOCALHOST,
        }),
        bad_days::MARIADB_INSTALLED => bench.plant_before("ssh_rule", [Fault::MariadbInstalled { machine: server() }]),
        bad_days::LAPTOP_MOVED | bad_days::CONFIGURATION_EDITED => Arc::new(Unwatched),
        unknown => panic!("{} is not brought about on practice", unknown.name),
    }
}

/// What happens to a lab that stands.
async fn go_wrong(day: BadDay, bench: &Bench) {
    match day {
        bad_days::LAPTOP_MOVED => bench.plant(Fault::LaptopAddressChanged { address: Ipv4Addr::new(198, 51, 100, 77) }),
        bad_days::CONFIGURATION_EDITED => {
            let edit = "s/^bind-address.*/  bind-address=127.0.0.1 # mine/";
            bench.on_server(&format!("sudo sed -i '{edit}' {CONFIGURATION}"), None).await;
            bench.on_server(&format!("sudo tee -a {CONFIGURATION}"), Some("max_connections = 77\n")).await;
            bench.on_server("sudo systemctl restart mysql", None).await;
        }
        unknown => panic!("{} is not brought about on practice", unknown.name),
    }
}

fn api_error(action: &str, code: &str, times: u32) -> Fault {
    Fault::ApiError { action: action.to_owned(), code: code.to_owned(), first: 1, times: Some(times) }
}

async fn run(bench: &Bench, goal: Goal, watch: Arc<dyn Watch>) -> Finished {
    bench.run(Arc::new(LabPlan), goal, Pace::AllAtOnce, watch).await.1
}

fn assert_met(day: BadDay, finished: &Finished, outcome: Outcome) {
    assert_eq!(finished.outcome, outcome, "{}: {:#?}", day.name, finished.problem);
    let code = finished.problem.as_ref().map(|problem| problem.code.as_str());
    day.assert_met(code, finished.culprit.as_ref().map(model::StepId::as_str));
}

fn assert_stands(day: BadDay, bench: &Bench, finished: &Finished) {
    assert_eq!(finished.outcome, Outcome::Done, "{}: {:#?}", day.name, finished.problem);
    assert!(finished.databases.iter().any(|database| database == "testing_123"), "{}: {:?}", day.name, finished.databases);
    assert_eq!(bench.count(), (2, 1, 1), "{}: something was made twice", day.name);
}

async fn assert_goes(day: BadDay, bench: &Bench) {
    let gone = run(bench, Goal::TearDown, Arc::new(Unwatched)).await;
    assert_eq!(gone.outcome, Outcome::Done, "{}: {:#?}", day.name, gone.problem);
    assert_eq!(gone.leftovers, [], "{}", day.name);
    for instance in bench.world()["instances"].as_array().unwrap() {
        assert_eq!(instance["state"], "terminated", "{}: {instance}", day.name);
    }
    let (_, key_pairs, groups) = bench.count();
    assert_eq!((key_pairs, groups), (0, 0), "{}", day.name);
}
