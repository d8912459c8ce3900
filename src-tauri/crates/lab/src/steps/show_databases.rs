//! The proof: the client asks, the server answers, and a second way of asking agrees.

use std::net::IpAddr;

use async_trait::async_trait;
use engine::{ExposeSecret, Step, Stop};
use model::{Check, CommandLine, Evidence, Group, Lab, Place, Problem, ProblemCode, Said, State, StepInfo, Stream, ToSaid, text};

use super::{create_user, id, restart_service};
use crate::cloud::Cx;
use crate::glossary;
use crate::machines::{self, Role};
use crate::mysql_cli::{self, Refusal, Root, USER_PASSWORD, client_command};
use crate::ports::{DatabaseError, Login, Ports};
use crate::remote::Session;
use crate::{doors, sql, words};

pub(super) struct ShowDatabases;

const STATEMENT: &str = "SHOW DATABASES";

fn server_address(lab: &Lab) -> &str {
    lab.server.private_ip.as_deref().unwrap_or("SERVER-PRIVATE-ADDRESS")
}

#[async_trait]
impl Step<Ports> for ShowDatabases {
    fn info(&self, lab: &Lab) -> StepInfo {
        let address = server_address(lab);
        let (user, client) = (&lab.settings.db_user, &lab.settings.client_name);
        let command = client_command(user, address).unwrap_or_default();
        StepInfo {
            id: id::SHOW_DATABASES,
            group: Group::Proof,
            title: text!("show-title", "Show the databases"),
            button: text!("show-button", "Ask the server"),
            what: text!(
                "show-what",
                "On **{client}** the program mysql logs in to the server as **{user}** and asks which databases there are. The wizard then asks the same by a way of its own, and both answers must agree.",
                client = client,
                user = user
            ),
            why: text!(
                "show-why",
                "This is what all the steps were for: one machine asks, another answers, over the network, through the door, with the right name and password. If **{database}** is in the list, every one of them is proven.",
                database = lab.settings.database
            ),
            by_hand: vec![
                text!(
                    "show-hand-1",
                    "In the terminal of **{client}** type `sudo mysql -u {user} -h {address} -p`, and the user’s password.",
                    client = client,
                    user = user,
                    address = address
                ),
                text!("show-hand-2", "Ask: `SHOW DATABASES;`. You should see **{database}**.", database = lab.settings.database),
            ],
            commands: vec![
                CommandLine::new(Place::Client, command),
                CommandLine::new(Place::Client, format!("{STATEMENT};")),
                CommandLine::new(Place::Laptop, tunnel_command(lab)),
            ],
            terms: vec![glossary::client(), glossary::server(), glossary::database(), glossary::tunnel()],
            needs: vec![id::RESTART_SERVICE, id::INSTALL_CLIENT, id::SERVER_ADDRESS, id::MYSQL_RULE],
            goes_with: Some(id::LAUNCH_INSTANCES),
            settings: vec![],
            about_seconds: 2,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let session = Session::open(cx, Role::Client).await?;
        if cx.lab().server.private_ip.is_none() {
            machines::look(cx).await?;
        }
        let lab = cx.lab();
        let how = client_command(&lab.settings.db_user, server_address(&lab))?;
        let claim = || {
            text!(
                "show-client-logs-in",
                "The mysql program on {client} logs in to the server as {user}",
                client = lab.settings.client_name,
                user = lab.settings.db_user
            )
        };
        let by_client = match by_client(&session, &lab).await? {
            Ok(names) => names,
            Err(problem) => {
                let seen = answer_of(&problem);
                let evidence = vec![cx.evidence(claim(), how, seen, false)];
                return Ok(Check::absent(evidence).because(with_doors(cx, problem).await?));
            }
        };
        let mut evidence = vec![cx.evidence(claim(), how, by_client.join(", "), true)];
        let by_tunnel = match by_tunnel(cx, &session, &lab).await? {
            Ok(names) => names,
            Err(problem) => {
                let seen = answer_of(&problem);
                evidence.push(tunnel_evidence(cx, &lab, seen, false));
                return Ok(Check::partial(evidence).because(problem));
            }
        };
        let agree = sorted(&by_client) == sorted(&by_tunnel);
        evidence.push(tunnel_evidence(cx, &lab, by_tunnel.join(", "), agree));
        let database = &lab.settings.database;
        let there = by_client.contains(database);
        let listed = text!("show-lists-database", "{database} is among the databases", database = database);
        evidence.push(cx.evidence(listed, STATEMENT, by_client.join(", "), there));
        cx.record(|lab| lab.databases.clone_from(&by_client))?;
        let problem: Option<Problem> = if !agree {
            Some(ProblemCode::ProofsDisagree.with("client", by_client.join(", ")).with("tunnel", by_tunnel.join(", ")).into())
        } else if !there {
            Some(ProblemCode::DatabaseMissing.with("found", by_client.join(", ")).with("database", database).into())
        } else {
            None
        };
        let state = if problem.is_none() { State::Done } else { State::Partial };
        Ok(Check { state, evidence, problem })
    }

    async fn apply(&self, cx: &Cx) -> Result<(), Stop> {
        let client = Session::open(cx, Role::Client).await?;
        let lab = cx.lab();
        match by_client(&client, &lab).await? {
            Ok(_) => Ok(()),
            // Everything that this step needs was seen to hold: what is left is the account's password.
            Err(problem) if problem.code == ProblemCode::MysqlAccessDenied => {
                let server = Session::open(cx, Role::Server).await?;
                create_user::set_password(&Root::new(&server), cx).await?;
                // The guide's order stays true: the server was started after its accounts were made.
                restart_service::restart(&server).await
            }
            Err(problem) => Err(with_doors(cx, problem).await?.into()),
        }
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}

fn sorted(names: &[String]) -> Vec<&String> {
    let mut sorted: Vec<_> = names.iter().collect();
    sorted.sort();
    sorted
}

fn tunnel_command(lab: &Lab) -> String {
    let client = lab.client.public_ip.as_deref().unwrap_or("CLIENT-PUBLIC-ADDRESS");
    format!("ssh -L 13306:{}:3306 ubuntu@{client}", server_address(lab))
}

/// What the refusing side said, else what happened.
fn answer_of(problem: &Problem) -> Said {
    words::or(problem.detail.as_deref(), || problem.what_happened.clone())
}

fn tunnel_evidence(cx: &Cx, lab: &Lab, seen: impl ToSaid, holds: bool) -> Evidence {
    let claim = text!(
        "show-tunnel-agrees",
        "The wizard’s own MySQL client, through a tunnel by {client}, sees the same",
        client = lab.settings.client_name
    );
    cx.evidence(claim, tunnel_command(lab), seen, holds)
}

/// The databases as the `mysql` program on the client sees them.
async fn by_client(session: &Session<'_>, lab: &Lab) -> Result<Result<Vec<String>, Problem>, Stop> {
    let cx = session.cx();
    cx.note(text!("show-asking", "Asking from {client}", client = lab.settings.client_name));
    let statement = sql::show_databases();
    Ok(match mysql_cli::ask_from_client(session, server_address(lab), &statement).await? {
        Ok(rows) => Ok(rows.into_iter().filter_map(|row| row.into_iter().next()).collect()),
        Err(error) => Err(mysql_cli::problem_of(session, &error, &statement, &lab.settings.db_user)),
    })
}

/// The databases as this program sees them itself, through the client.
async fn by_tunnel(cx: &Cx, session: &Session<'_>, lab: &Lab) -> Result<Result<Vec<String>, Problem>, Stop> {
    cx.note(text!("show-tunnel", "Asking again, through a tunnel"));
    let Ok(address) = server_address(lab).parse::<IpAddr>() else {
        return Err(ProblemCode::StepNeeds.with("needs", words::servers_private_address()).into());
    };
    cx.line(Place::Laptop, Stream::Command, tunnel_command(lab));
    let tunnel =
        cx.wait(session.shell().tunnel(address, doors::MYSQL)).await?.map_err(|error| crate::reach::problem(cx, Role::Client, &error))?;
    let login = Login { socket: tunnel.socket, user: lab.settings.db_user.clone(), password: cx.vault().get(USER_PASSWORD)? };
    let answer = cx.wait(cx.ports().database.query(&login, sql::show_databases().sent().expose_secret())).await?;
    drop(tunnel.guard);
    Ok(match answer {
        Ok(rows) => {
            let names: Vec<String> = rows.into_iter().filter_map(|row| row.into_iter().next().flatten()).collect();
            for name in &names {
                cx.line(Place::Laptop, Stream::Out, name);
            }
            Ok(names)
        }
        Err(error) => {
            cx.line(Place::Laptop, Stream::Err, error.to_string());
            Err(tunnel_problem(session, &error, lab))
        }
    })
}

fn tunnel_problem(session: &Session<'_>, error: &DatabaseError, lab: &Lab) -> Problem {
    let refusal = match error {
        DatabaseError::Server { number, .. } => Refusal { number: *number, os_error: None },
        // What cannot be opened behind the tunnel is told as a cut connection.
        DatabaseError::Connection(_) => Refusal { number: 2003, os_error: Some(mysql_cli::REFUSED) },
        DatabaseError::TimedOut => Refusal { number: 2003, os_error: None },
    };
    mysql_cli::problem_of_refusal(session, refusal, STATEMENT, &lab.settings.db_user, error.to_string())
}

/// For a server that is silent or refuses: which doors there are.
async fn with_doors(cx: &Cx, mut problem: Problem) -> Result<Problem, Stop> {
    if !matches!(problem.code, ProblemCode::MysqlTimedOut | ProblemCode::MysqlRefused) {
        return Ok(problem);
    }
    if let Some(wall) = doors::look(cx).await? {
        let lab = cx.lab();
        let rules = wall.doors(doors::MYSQL);
        let range = lab.client.private_ip.as_deref().and_then(crate::settings::cidr);
        let open = range.is_some_and(|range| rules.iter().any(|rule| doors::range_of(rule).is_some_and(|open| open.contains(&range))));
        let claim = text!("show-door-open", "The door for 3306 lets in {client}", client = lab.settings.client_name);
        problem.evidence.push(cx.evidence(claim, &wall.how, doors::describe(&rules), open));
    }
    Ok(problem)
}
