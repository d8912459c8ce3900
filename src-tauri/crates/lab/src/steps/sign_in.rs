//! Who is signed in to AWS, and whether it is still the same account.

use async_trait::async_trait;
use engine::{Step, Stop};
use model::{Check, CommandLine, Group, Lab, Place, ProblemCode, StepInfo, text};

use super::id;
use crate::cloud::{self, Cx, aws};
use crate::glossary;
use crate::ports::Ports;

pub(super) struct SignIn;

#[async_trait]
impl Step<Ports> for SignIn {
    fn info(&self, lab: &Lab) -> StepInfo {
        let practice = lab.target.is_practice();
        let (title, button, what) = if practice {
            (
                text!("sign-in-practice-title", "Start the practice cloud"),
                text!("sign-in-practice-button", "Start practising"),
                text!(
                    "sign-in-practice-what",
                    "The practice cloud runs on this computer and answers as AWS does. It has an account of its own: nothing leaves this computer, and nothing costs."
                ),
            )
        } else {
            (
                text!("sign-in-title", "Sign in to AWS"),
                text!("sign-in-button", "Sign in"),
                text!(
                    "sign-in-what",
                    "The wizard asks AWS who you are, with the sign-in that this computer already has. It changes nothing and costs nothing."
                ),
            )
        };
        let by_hand = if practice {
            vec![
                text!(
                    "sign-in-practice-hand-1",
                    "Open a terminal and type `mysql-lab practice`: it prints how your own `aws` program reaches the practice cloud."
                ),
                text!("sign-in-practice-hand-2", "Ask who you are: `aws sts get-caller-identity`."),
            ]
        } else {
            vec![
                text!("sign-in-hand-1", "Open **console.aws.amazon.com** in your browser and choose [Sign in]."),
                text!("sign-in-hand-2", "At the top right, choose your **Region**; everything of the lab is made there."),
                text!("sign-in-hand-3", "Search for **EC2** and open it: this is the **EC2 Dashboard**."),
            ]
        };
        StepInfo {
            id: id::SIGN_IN,
            group: Group::Prepare,
            title,
            button,
            what,
            why: text!(
                "sign-in-why",
                "Machines are rented to somebody. AWS wants to know to whom, and you want to be sure that it is the account you mean: two people on one computer, or an old sign-in, are easily mixed up."
            ),
            by_hand,
            commands: vec![CommandLine::new(Place::Cloud, aws::identity())],
            terms: vec![glossary::account(), glossary::region(), glossary::arn()],
            needs: vec![],
            goes_with: None,
            settings: vec![],
            about_seconds: 1,
        }
    }

    fn changes_the_world(&self) -> bool {
        false
    }

    async fn check(&self, cx: &Cx) -> Result<Check, Stop> {
        let compute = &cx.ports().compute;
        let identity = cloud::ask(cx, aws::identity(), compute.identity()).await?;
        cx.line(Place::Cloud, model::Stream::Out, &identity.arn);
        let before = cx.lab().cloud.account.filter(|before| *before != identity.account);
        let signed_in = cx.evidence(
            text!("sign-in-known", "AWS knows you as {arn}", arn = identity.arn),
            aws::identity(),
            text!("sign-in-seen", "account {account}, Region {region}", account = identity.account, region = compute.region()),
            before.is_none(),
        );
        if let Some(before) = before {
            let problem = ProblemCode::OtherAccount.with("found", &identity.account).with("expected", before);
            return Ok(Check::blocked(problem.into(), vec![signed_in]));
        }
        let is_root = identity.arn.ends_with(":root");
        let region = compute.region().to_owned();
        cx.record(|lab| {
            lab.cloud.account = Some(identity.account);
            lab.cloud.identity = Some(identity.arn);
            lab.cloud.region = Some(region);
        })?;
        let check = Check::done(vec![signed_in]);
        Ok(if is_root { check.because(ProblemCode::RootIdentity.into()) } else { check })
    }

    async fn apply(&self, _: &Cx) -> Result<(), Stop> {
        // Signing in is the person's: the look says what is missing.
        Ok(())
    }

    async fn undo(&self, _: &Cx) -> Result<(), Stop> {
        Ok(())
    }
}
