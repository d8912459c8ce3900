//! `adopt`: a lab that was made by hand becomes one of the program's.

use app::{App, LabByHand, Secret};
use clap::Args;
use console::style;
use model::{Goal, Outcome, PracticeMysql, Problem, ProblemCode, Target};

use crate::ask::{Answer, Person};
use crate::card;
use crate::ending::Ending;
use crate::follow::{Steps, follow_run};
use crate::recipe::RecipeOptions;
use crate::screen::Screen;

/// The options of `adopt`.
#[derive(Debug, Args)]
pub struct AdoptOptions {
    /// The name that the lab is to have; that of an adoption which was cut off takes it up again.
    pub name: String,
    /// The AWS Region's code, as the EC2 console shows it.
    #[arg(long, required_unless_present = "practice")]
    region: Option<String>,
    /// The private key that the machines were launched with.
    #[arg(long, value_name = "FILE.pem")]
    key: String,
    /// The server's instance id; without it, the machine is found by the key.
    #[arg(long, value_name = "ID")]
    server: Option<String>,
    /// The client's instance id; without it, the machine is found by the key.
    #[arg(long, value_name = "ID")]
    client: Option<String>,
    /// The profile of your AWS files.
    #[arg(long, conflicts_with = "practice")]
    profile: Option<String>,
    /// Adopt what was made by hand in the practice cloud that belongs to no lab: the one of `mysql-lab practice playground`.
    #[arg(long, conflicts_with = "region")]
    practice: bool,
    #[command(flatten)]
    answers: RecipeOptions,
    /// Read root's password and the MySQL user's from standard input, a line each; one line alone is both. Without it they are asked for.
    #[arg(long)]
    password_stdin: bool,
}

impl AdoptOptions {
    fn by_hand(&self, root_password: Option<Secret>, user_password: Option<Secret>) -> LabByHand {
        let target = if self.practice {
            Target::Practice { mysql: PracticeMysql::default() }
        } else {
            Target::Aws { profile: self.profile.clone(), region: self.region.clone(), pasted: None }
        };
        LabByHand {
            name: self.name.clone(),
            target,
            key: self.key.clone(),
            server: self.server.clone(),
            client: self.client.clone(),
            recipe: self.answers.recipe.into(),
            db_user: self.answers.db_user.clone(),
            database: self.answers.database.clone(),
            root_password,
            user_password,
        }
    }
}

/// `mysql-lab adopt`.
///
/// # Errors
/// What speaks against it.
pub async fn adopt(app: &App, screen: &Screen, person: &mut Person, options: &AdoptOptions) -> Result<Ending, Problem> {
    if options.practice {
        screen.practice_mark();
    }
    let passwords = if options.password_stdin { Some(given(person).await?) } else { asked(screen, person, &options.answers.db_user).await };
    let Some((root, user)) = passwords else {
        screen.say("Nothing was adopted.");
        return Ok(Ending::cancelled(None));
    };
    let run = app.adopt_lab(options.by_hand(Some(root), user)).await?;
    let view = app.lab(options.name.clone()).await?;
    let id = |machine: &model::Machine| machine.instance_id.clone().unwrap_or_default();
    let (lab, settings) = (&view.lab, &view.lab.settings);
    screen.say(format!("Lab {} ({}) is adopted:", style(&lab.name).bold(), lab.id));
    screen.say(format!("  - server {} {}", id(&lab.server), settings.server_name));
    screen.say(format!("  - client {} {}", id(&lab.client), settings.client_name));
    screen.say("Each thing that it has carries the tag mysql-lab now. All of it is looked at:\n");
    let finished = follow_run(app, screen, person, &lab.name, run, Steps::of(&view, Goal::Verify)).await?;
    if finished.outcome == Outcome::Healthy {
        screen.say(format!("\n{} {} is healthy: all {} steps hold.", style("✓").green(), lab.name, finished.checks.len()));
    } else {
        screen.say(format!("\nMake so what does not hold:  mysql-lab verify {} --repair", lab.name));
    }
    Ok(Ending::of_run(&finished))
}

/// Gives up an adoption that was cut off: what was made by hand stays, without the lab's tag.
///
/// # Errors
/// Why the tags cannot be taken off.
pub async fn give_up(app: &App, screen: &Screen, person: &mut Person, name: &str, yes: bool) -> Result<Ending, Problem> {
    let tagged = app.remaining(name.to_owned()).await?;
    screen.say(format!("The adoption of {name} was not finished, so nothing is removed: what was made by hand stays as it is."));
    if !tagged.is_empty() {
        screen.say("The lab's tag is taken off:");
        for thing in &tagged {
            screen.say(format!("  - {}", card::thing(thing)));
        }
    }
    if !yes {
        match person.ask(screen, &format!("\nType the lab's name ({name}) to give the adoption up: ")).await {
            Answer::Line(line) if line.trim() == name => {}
            _ => {
                screen.say("Nothing was changed.");
                return Ok(Ending::cancelled(Some(name)));
            }
        }
    }
    app.forget_lab(name.to_owned()).await?;
    screen.say(format!("\n{} {name} is adopted no more. Its machines cost what they did before.", style("✓").green()));
    Ok(Ending::done(Some(name)).with("released", tagged))
}

/// The passwords from standard input.
async fn given(person: &mut Person) -> Result<(Secret, Option<Secret>), Problem> {
    match line(person).await {
        Some(root) => Ok((root, line(person).await.filter(|line| !app::ExposeSecret::expose_secret(line).is_empty()))),
        None => {
            let reason = "--password-stdin was given, and standard input has no line.";
            Err(ProblemCode::BadSetting.with("reason", reason).field("root_password").into())
        }
    }
}

async fn line(person: &mut Person) -> Option<Secret> {
    match person.line().await {
        // Windows ends lines with CR LF.
        Answer::Line(line) => Some(Secret::from(line.trim_end_matches('\r'))),
        Answer::End | Answer::Interrupted => None,
    }
}

/// The passwords from the person; none when they would rather not.
async fn asked(screen: &Screen, person: &mut Person, user: &str) -> Option<(Secret, Option<Secret>)> {
    let Answer::Line(root) = person.secret(screen, "The password of MySQL's root on the server: ").await else { return None };
    let question = format!("The password of {user} (empty if it is the same): ");
    let Answer::Line(user) = person.secret(screen, &question).await else { return None };
    Some((Secret::from(root), Some(user).filter(|user| !user.is_empty()).map(Secret::from)))
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use clap::error::ErrorKind;
    use model::Recipe;

    use super::*;
    use crate::options::{Command, Options};

    fn parse(args: &str) -> Result<LabByHand, ErrorKind> {
        let words = ["mysql-lab", "adopt"].into_iter().chain(args.split_whitespace());
        match Options::try_parse_from(words).map_err(|error| error.kind())?.command {
            Command::Adopt(options) => Ok(options.by_hand(None, None)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_option_reaches_the_lab() {
        let lab = parse("mine --region eu-west-1 --key a.pem").unwrap();
        assert_eq!(lab.target, Target::Aws { profile: None, region: Some("eu-west-1".into()), pasted: None });
        assert_eq!((lab.name.as_str(), lab.key.as_str(), lab.server, lab.client), ("mine", "a.pem", None, None));
        assert_eq!((lab.recipe, lab.db_user.as_str(), lab.database.as_str()), (Recipe::Guide, "donald", "testing_123"));
        let more = "--profile school --server i-1 --client i-2 --recipe safer --db-user daisy --database ducks";
        let lab = parse(&format!("mine --region eu-west-1 --key a.pem {more}")).unwrap();
        assert_eq!(lab.target, Target::Aws { profile: Some("school".into()), region: Some("eu-west-1".into()), pasted: None });
        assert_eq!((lab.server.as_deref(), lab.client.as_deref()), (Some("i-1"), Some("i-2")));
        assert_eq!((lab.recipe, lab.db_user.as_str(), lab.database.as_str()), (Recipe::Safer, "daisy", "ducks"));
        assert!(parse("mine --practice --key a.pem").unwrap().target.is_practice());
    }

    #[test]
    fn options_that_are_missing_or_contradict_each_other_are_refused() {
        for (args, kind) in [
            ("", ErrorKind::MissingRequiredArgument),
            ("mine --key a.pem", ErrorKind::MissingRequiredArgument),
            ("mine --region eu-west-1", ErrorKind::MissingRequiredArgument),
            ("mine --practice --region r --key a.pem", ErrorKind::ArgumentConflict),
            ("mine --practice --profile p --key a.pem", ErrorKind::ArgumentConflict),
            ("mine --region r --key a.pem --password Secret.12", ErrorKind::UnknownArgument),
        ] {
            assert_eq!(parse(args).unwrap_err(), kind, "{args}");
        }
    }
}
