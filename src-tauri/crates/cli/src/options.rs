//! The command line's options.

use std::convert::Infallible;

use app::{DrillId, NewLab, ReportFormat};
use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{KeyChoice, PracticeMysql, Settings, SshFrom, Target};

use crate::adopt::AdoptOptions;
use crate::recipe::RecipeOptions;

/// Builds, checks and removes the client-server MySQL lab, on this computer for practice or in an AWS account.
#[derive(Debug, Parser)]
#[command(name = "mysql-lab", version, arg_required_else_help = true, after_help = HELP)]
pub struct Options {
    /// Write one JSON object a line; the last one has "kind":"finished".
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

const HELP: &str = "\
Begin with:  mysql-lab setup --practice
Labs are kept in the system's folder for data, or in MYSQL_LAB_HOME.
Exit codes:  0 as asked, 1 the lab is not as asked, 2 wrong usage, 130 cancelled.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set a new lab up, from nothing to SHOW DATABASES.
    Setup(SetupOptions),
    /// Adopt a lab that was made by hand: find it by its key, tag what it has as its own, and look at every step.
    Adopt(AdoptOptions),
    /// Go on with a lab where it stopped.
    Resume(ResumeOptions),
    /// List all labs.
    List,
    /// Show a lab's facts and what was last seen of each step.
    Show {
        /// The lab's name.
        name: String,
    },
    /// Show what `setup` would do, create and cost, without doing it.
    Plan(SetupOptions),
    /// Look at every step of a lab; the first that does not hold is the culprit.
    Verify {
        /// The lab's name.
        name: String,
        /// Make so what does not hold.
        #[arg(long)]
        repair: bool,
        /// Do not ask before repairing.
        #[arg(long)]
        yes: bool,
    },
    /// Stop a lab's machines; their disks are kept.
    Stop {
        /// The lab's name.
        name: String,
    },
    /// Start a lab's stopped machines.
    Start {
        /// The lab's name.
        name: String,
    },
    /// Remove all of a lab, and prove that nothing is left.
    Teardown {
        /// The lab's name.
        name: String,
        /// Do not ask for the lab's name first.
        #[arg(long)]
        yes: bool,
    },
    /// Break a practice lab that works, to find what is wrong and mend it. Without a drill: list them.
    Drill {
        /// The practice lab's name.
        name: String,
        /// The drill.
        #[arg(value_parser = drill, conflicts_with_all = ["surprise", "end"])]
        drill: Option<DrillId>,
        /// Let chance choose, and do not tell.
        #[arg(long, conflicts_with = "end")]
        surprise: bool,
        /// End the drill that goes on, say what was broken, and repair it.
        #[arg(long)]
        end: bool,
    },
    /// Write a lab's report: who, what and where, each step with its evidence, what went wrong and how it ended.
    Report {
        /// The lab's name; also that of one that was torn down.
        name: String,
        /// What it is written as.
        #[arg(long, value_enum, default_value_t)]
        format: ReportForm,
    },
    /// Keep a practice cloud running, for your own ssh, aws and mysql.
    Practice {
        /// The practice lab's name; none takes the only one, or an empty cloud.
        name: Option<String>,
    },
}

/// What a report is written as.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ReportForm {
    /// Markdown.
    #[default]
    Md,
    /// One page of HTML that needs nothing else.
    Html,
    /// All facts, for programs.
    Json,
}

impl From<ReportForm> for ReportFormat {
    fn from(form: ReportForm) -> Self {
        match form {
            ReportForm::Md => Self::Md,
            ReportForm::Html => Self::Html,
            ReportForm::Json => Self::Json,
        }
    }
}

/// A drill by its name.
fn drill(name: &str) -> Result<DrillId, String> {
    let known = || DrillId::ALL.map(DrillId::as_str).join(", ");
    DrillId::ALL.into_iter().find(|drill| drill.as_str() == name).ok_or_else(|| format!("the drills are: {}", known()))
}

/// The options of `resume`.
#[derive(Debug, Args)]
pub struct ResumeOptions {
    /// The lab's name.
    pub name: String,
    /// One step after another, asking before each.
    #[arg(long)]
    pub step_by_step: bool,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

/// The options of `setup`.
#[derive(Debug, Args)]
pub struct SetupOptions {
    #[command(flatten)]
    target: TargetOptions,
    /// The lab's name; none takes the first free one of practice-1, practice-2 … or lab-1, lab-2 ….
    #[arg(long)]
    name: Option<String>,
    /// Create a key pair of this name; without --new-key and --key it is named after the lab.
    #[arg(long, value_name = "NAME", conflicts_with = "key")]
    new_key: Option<String>,
    /// Use your own private key.
    #[arg(long, value_name = "FILE.pem")]
    key: Option<String>,
    /// The instance type; none picks one of the free tier.
    #[arg(long, value_name = "TYPE")]
    instance_type: Option<String>,
    /// Who may reach the machines by SSH: my-ip, anywhere, or an IPv4 range such as 198.51.100.7/32.
    #[arg(long, value_name = "my-ip|anywhere|CIDR", default_value = "my-ip", value_parser = ssh_from)]
    ssh_from: SshFrom,
    #[command(flatten)]
    answers: RecipeOptions,
    /// Read the password of root and of the MySQL user from standard input; without it strong ones are made.
    #[arg(long)]
    password_stdin: bool,
    /// One step after another, asking before each.
    #[arg(long)]
    pub step_by_step: bool,
    /// Do not ask.
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false, id = "where")]
struct Where {
    /// Stand the lab in a simulated cloud on this computer. It never reaches AWS.
    #[arg(long)]
    practice: bool,
    /// Stand the lab in an AWS account.
    #[arg(long)]
    aws: bool,
}

#[derive(Debug, Args)]
struct TargetOptions {
    #[command(flatten)]
    place: Where,
    /// The MySQL that the practice cloud's archive holds.
    #[arg(long, value_enum, requires = "practice", conflicts_with = "aws")]
    mysql: Option<MysqlVersion>,
    /// The profile of your AWS files.
    #[arg(long, requires = "aws", conflicts_with = "practice")]
    profile: Option<String>,
    /// The AWS Region's code; none takes the profile's own.
    #[arg(long, requires = "aws", conflicts_with = "practice")]
    region: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum MysqlVersion {
    /// 8.0, as Ubuntu 22.04 has it.
    #[value(name = "8.0", alias = "8")]
    V8_0,
    /// 9.x, where mysql_native_password is gone.
    #[value(name = "9")]
    V9,
}

/// Any other word is a range; whether it is one the lab's own rules say, as for the window.
fn ssh_from(word: &str) -> Result<SshFrom, Infallible> {
    Ok(match word {
        "my-ip" => SshFrom::MyIp,
        "anywhere" => SshFrom::Anywhere,
        range => SshFrom::Cidr(range.to_owned()),
    })
}

impl SetupOptions {
    /// Whether the password is read from standard input.
    pub fn reads_password(&self) -> bool {
        self.password_stdin
    }

    /// The lab that the options ask for.
    pub fn new_lab(&self, password: Option<app::Secret>) -> NewLab {
        let target = if self.target.place.practice {
            let mysql = match self.target.mysql {
                Some(MysqlVersion::V9) => PracticeMysql::V9,
                Some(MysqlVersion::V8_0) | None => PracticeMysql::V8_0,
            };
            Target::Practice { mysql }
        } else {
            Target::Aws { profile: self.target.profile.clone(), region: self.target.region.clone(), pasted: None }
        };
        let key = match &self.key {
            Some(path) => KeyChoice::Import { path: path.clone(), name: None },
            None => KeyChoice::Create { name: self.new_key.clone() },
        };
        let settings = Settings {
            key,
            instance_type: self.instance_type.clone(),
            ssh_from: self.ssh_from.clone(),
            recipe: self.answers.recipe.into(),
            db_user: self.answers.db_user.clone(),
            database: self.answers.database.clone(),
            ..Settings::default()
        };
        NewLab { name: self.name.clone(), target, settings, password }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;
    use model::Recipe;

    fn setup(args: &str) -> Result<NewLab, clap::error::ErrorKind> {
        let words = ["mysql-lab", "setup"].into_iter().chain(args.split_whitespace());
        match Options::try_parse_from(words).map_err(|error| error.kind())?.command {
            Command::Setup(options) => Ok(options.new_lab(None)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_options_are_consistent() {
        Options::command().debug_assert();
    }

    #[test]
    fn without_options_a_lab_has_the_guides_values() {
        let lab = setup("--practice").unwrap();
        assert_eq!(lab.target, Target::Practice { mysql: PracticeMysql::V8_0 });
        assert_eq!(lab.settings, Settings::default());
        assert_eq!(lab.name, None);
    }

    #[test]
    fn every_option_reaches_the_lab() {
        let lab = setup(
            "--aws --profile school --region eu-central-1 --name mine --key a.pem --instance-type t3.small \
             --ssh-from 198.51.100.0/24 --recipe safer --db-user daisy --database ducks",
        )
        .unwrap();
        assert_eq!(lab.name.as_deref(), Some("mine"));
        assert_eq!(lab.target, Target::Aws { profile: Some("school".into()), region: Some("eu-central-1".into()), pasted: None });
        let settings = Settings {
            key: KeyChoice::Import { path: "a.pem".into(), name: None },
            instance_type: Some("t3.small".into()),
            ssh_from: SshFrom::Cidr("198.51.100.0/24".into()),
            recipe: Recipe::Safer,
            db_user: "daisy".into(),
            database: "ducks".into(),
            ..Settings::default()
        };
        assert_eq!(lab.settings, settings);
        let lab = setup("--practice --mysql 9 --new-key mine --ssh-from anywhere").unwrap();
        assert_eq!(lab.target, Target::Practice { mysql: PracticeMysql::V9 });
        assert_eq!(lab.settings.key, KeyChoice::Create { name: Some("mine".into()) });
        assert_eq!(lab.settings.ssh_from, SshFrom::Anywhere);
    }

    #[test]
    fn options_that_contradict_each_other_are_refused() {
        use clap::error::ErrorKind;
        for (args, kind) in [
            ("", ErrorKind::MissingRequiredArgument),
            ("--practice --aws", ErrorKind::ArgumentConflict),
            ("--practice --profile p", ErrorKind::ArgumentConflict),
            ("--practice --region r", ErrorKind::ArgumentConflict),
            ("--aws --mysql 9", ErrorKind::ArgumentConflict),
            ("--practice --mysql 5", ErrorKind::InvalidValue),
            ("--practice --recipe lax", ErrorKind::InvalidValue),
            ("--practice --key a.pem --new-key b", ErrorKind::ArgumentConflict),
            ("--practice --frobnicate", ErrorKind::UnknownArgument),
        ] {
            assert_eq!(setup(args).unwrap_err(), kind, "{args}");
        }
    }
}
