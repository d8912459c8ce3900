//! A problem as a card of text.

use console::style;
use model::{Action, Evidence, Leftover, Problem, Remedy, Severity};
use textwrap::Options;

/// A problem's card: title, what happened, evidence, causes, remedies, and what is left behind.
pub fn of(problem: &Problem, lab: Option<&str>, width: usize) -> String {
    let mut card = Card { text: String::new(), width };
    let title = format!("{} {}", glyph(problem.severity), problem.title.english);
    card.text.push_str(&format!("{}  {}\n", style(title).bold(), style(problem.code.as_str()).dim()));
    card.paragraph("  ", "  ", &problem.what_happened.english);
    card.list("What was seen", &problem.evidence, |card, evidence| card.evidence(evidence));
    card.list("Likely causes", &problem.causes, |card, cause| card.paragraph("  - ", "    ", &cause.english));
    card.list("What to do", &problem.remedies, |card, remedy| card.remedy(remedy, lab));
    card.list("Left behind", &problem.leftovers, |card, leftover| card.paragraph("  - ", "    ", &thing(leftover)));
    if let Some(detail) = &problem.detail {
        card.heading("Details");
        for line in detail.lines() {
            card.paragraph("  ", "    ", line);
        }
    }
    card.text.truncate(card.text.trim_end().len());
    card.text
}

/// A thing in the world, in one line.
pub fn thing(thing: &Leftover) -> String {
    let doubt = if thing.certain { "" } else { " (perhaps: it could not be asked for)" };
    if thing.name == thing.id || thing.name.is_empty() {
        format!("{} {}{doubt}", thing.kind, thing.id)
    } else {
        format!("{} {} ({}){doubt}", thing.kind, thing.id, thing.name)
    }
}

fn glyph(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "!",
        Severity::Error => "✗",
    }
}

/// The command that does what a remedy's button does in the window.
fn command(action: Action, lab: Option<&str>) -> Option<String> {
    Some(match action {
        Action::Retry => format!("mysql-lab resume {}", lab?),
        Action::Repair | Action::AllowMyAddress => format!("mysql-lab verify {} --repair", lab?),
        Action::StartMachines => format!("mysql-lab start {}", lab?),
        Action::TearDown => format!("mysql-lab teardown {}", lab?),
        Action::Adopt => format!("mysql-lab adopt {} --region REGION --key FILE.pem", lab?),
        Action::ShowLabs => "mysql-lab list".to_owned(),
        Action::Practise => "mysql-lab setup --practice".to_owned(),
        Action::ChangeSettings | Action::SignIn | Action::PasteKeys | Action::ChooseRegion | Action::ChooseType | Action::ChooseKey => {
            return None;
        }
    })
}

struct Card {
    text: String,
    width: usize,
}

impl Card {
    fn heading(&mut self, heading: &str) {
        self.text.push_str(&format!("\n  {}\n", style(heading).bold()));
    }

    fn list<T>(&mut self, heading: &str, items: &[T], each: impl Fn(&mut Self, &T)) {
        if !items.is_empty() {
            self.heading(heading);
            for item in items {
                each(self, item);
            }
        }
    }

    fn paragraph(&mut self, first: &str, then: &str, text: &str) {
        let options = Options::new(self.width).initial_indent(first).subsequent_indent(then).break_words(false);
        self.text.push_str(&textwrap::fill(text, options));
        self.text.push('\n');
    }

    fn evidence(&mut self, evidence: &Evidence) {
        let glyph = if evidence.holds { "✓" } else { "✗" };
        self.paragraph(&format!("  {glyph} "), "    ", &evidence.claim.english);
        self.paragraph("    $ ", "      ", &evidence.how.english());
        for line in evidence.seen.english().lines() {
            self.paragraph("      ", "      ", line);
        }
    }

    fn remedy(&mut self, remedy: &Remedy, lab: Option<&str>) {
        self.paragraph("  - ", "    ", &remedy.text.english);
        if let Some(command) = remedy.action.and_then(|action| command(action, lab)) {
            self.text.push_str(&format!("    {}\n", style(command).cyan()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{ProblemCode, ToSaid, text};

    #[test]
    fn a_card_says_what_happened_what_was_seen_why_what_to_do_and_what_is_left() {
        console::set_colors_enabled(false);
        let evidence = Evidence {
            claim: text!("port-answers", "Port 22 answers"),
            how: "connect 203.0.113.41:22".to_said(),
            seen: "timed out after 20 s".to_said(),
            holds: false,
            at: model::Timestamp::UNIX_EPOCH,
        };
        let mut problem = ProblemCode::SshTimedOut
            .with("machine", "mysql_server")
            .with("address", "203.0.113.41")
            .evidence([evidence])
            .detail("timed out")
            .build();
        let left = |certain| Leftover { kind: "instance".into(), id: "i-0abc".into(), name: "mysql_server".into(), certain };
        problem.leftovers = vec![left(true), left(false)];
        insta::assert_snapshot!(of(&problem, Some("lab-1"), 80), @r#"
        ✗ No answer on the SSH port  ssh_timed_out
          mysql_server at 203.0.113.41 did not answer on port 22. Silence means that
          something on the way drops the question.

          What was seen
          ✗ Port 22 answers
            $ connect 203.0.113.41:22
              timed out after 20 s

          Likely causes
          - The door for SSH names another address: yours may have changed.
          - A network in a school or office may block port 22.

          What to do
          - Allow this computer's present address.
            mysql-lab verify lab-1 --repair
          - Try from another network, for example a phone's hotspot.
            mysql-lab resume lab-1

          Left behind
          - instance i-0abc (mysql_server)
          - instance i-0abc (mysql_server) (perhaps: it could not be asked for)

          Details
          timed out
        "#);
    }

    #[test]
    fn without_a_lab_no_command_names_one() {
        let card = of(&ProblemCode::LabExists.with("name", "mine").field("name").build(), None, 80);
        assert!(card.contains("mysql-lab list"), "{card}");
        let card = of(&ProblemCode::Throttled.into(), None, 80);
        assert!(!card.contains("resume"), "{card}");
    }
}
