//! The questions of `mysql_secure_installation`, answered by what is asked and not by their order.

use engine::Secret;
use model::Recipe;

use crate::ports::{Prompter, Reply};
use crate::sql::MASK;

/// The script.
pub(crate) const SCRIPT: &str = "sudo mysql_secure_installation";
/// How often one question may be asked before it is a loop: passwords that differ are asked for again.
const MOST: u32 = 3;

/// What the script can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Question {
    /// root's password, to log in.
    RootPassword,
    /// Whether to install the component that validates passwords.
    Validate,
    /// How strong passwords must be.
    Policy,
    /// Whether to give root another password.
    ChangeRoot,
    /// That password.
    NewPassword,
    /// That password again.
    NewPasswordAgain,
    /// Whether to take the password although its strength is only so much.
    ContinueWithPassword,
    /// Whether to drop the accounts without a name.
    Anonymous,
    /// Whether to keep root from logging in from elsewhere.
    RemoteRoot,
    /// Whether to drop the database `test`.
    TestDatabase,
    /// Whether to make all that take effect.
    Reload,
}

/// Marks of a question in its last lines; the first that fits counts.
const MARKS: [(&str, Question); 11] = [
    ("enter password for user root", Question::RootPassword),
    ("re-enter new password", Question::NewPasswordAgain),
    ("new password:", Question::NewPassword),
    ("0 = low, 1 = medium and 2 = strong", Question::Policy),
    ("change the password for root", Question::ChangeRoot),
    ("continue with the password provided", Question::ContinueWithPassword),
    ("remove anonymous users?", Question::Anonymous),
    ("disallow root login remotely?", Question::RemoteRoot),
    ("remove test database", Question::TestDatabase),
    ("reload privilege tables now?", Question::Reload),
    ("validate password component", Question::Validate),
];

/// The question that the script waits with; none while it is still writing, or when it is unknown.
pub(crate) fn question(output: &str) -> Option<Question> {
    let text = output.trim_end_matches([' ', '\r']);
    // A prompt ends in a colon and not in a line end.
    if !text.ends_with(':') {
        return None;
    }
    let lines: Vec<_> = text.lines().map(|line| line.trim().to_lowercase()).collect();
    let prompt = lines.last()?;
    let found = |text: &str| MARKS.iter().find(|(mark, _)| text.contains(mark)).map(|(_, question)| *question);
    // The first question's text stands some lines above its "Press y|Y for Yes, any other key for No:".
    found(prompt).or_else(|| if prompt.starts_with("press y|y for yes") { found(&lines.join(" ")) } else { None })
}

/// What a recipe answers; none where the answer is root's password.
pub(crate) fn answer(question: Question, recipe: Recipe) -> Option<&'static str> {
    let guide = recipe == Recipe::Guide;
    match question {
        Question::RootPassword | Question::NewPassword | Question::NewPasswordAgain => None,
        Question::Policy => Some("2"),
        Question::ChangeRoot | Question::Anonymous | Question::RemoteRoot if guide => Some("n"),
        Question::ChangeRoot | Question::Anonymous | Question::RemoteRoot => Some("y"),
        Question::Validate | Question::ContinueWithPassword | Question::TestDatabase | Question::Reload => Some("y"),
    }
}

/// Answers the script's questions.
pub(crate) struct Answers {
    recipe: Recipe,
    root_password: Secret,
    asked: Vec<Question>,
}

impl Answers {
    /// The answers of a recipe.
    pub(crate) fn new(recipe: Recipe, root_password: Secret) -> Self {
        Self { recipe, root_password, asked: Vec::new() }
    }
}

impl Prompter for Answers {
    fn reply(&mut self, since_last_answer: &str, idle: bool) -> Reply {
        let Some(question) = question(since_last_answer) else {
            let waits = !since_last_answer.trim().is_empty() && !since_last_answer.ends_with('\n');
            return if idle && waits { Reply::Unknown } else { Reply::Wait };
        };
        self.asked.push(question);
        if self.asked.iter().filter(|asked| **asked == question).count() > MOST as usize {
            return Reply::Unknown;
        }
        match answer(question, self.recipe) {
            Some(line) => Reply::Type { line: Secret::from(line), shown: line.to_owned() },
            None => Reply::Type { line: self.root_password.clone(), shown: MASK.to_owned() },
        }
    }
}

#[cfg(test)]
mod tests {
    use engine::ExposeSecret;

    use super::*;

    const VALIDATE: &str = "\r\nSecuring the MySQL server deployment.\r\n\r\nConnecting to MySQL using a blank password.\r\n\r\n\
        VALIDATE PASSWORD COMPONENT can be used to test passwords\r\nand improve security. It checks the strength of password\r\n\
        and allows the users to set only those passwords which are\r\nsecure enough. Would you like to setup VALIDATE PASSWORD component?\r\n\r\n\
        Press y|Y for Yes, any other key for No: ";
    const POLICY: &str = "y\r\n\r\nThere are three levels of password validation policy:\r\n\r\nLOW    Length >= 8\r\n\r\n\
        Please enter 0 = LOW, 1 = MEDIUM and 2 = STRONG: ";
    const CHANGE: &str = "2\r\nUsing existing password for root.\r\n\r\nEstimated strength of the password: 100 \r\n\
        Change the password for root ? ((Press y|Y for Yes, any other key for No) : ";
    const ANONYMOUS: &str = "n\r\n\r\n ... skipping.\r\nBy default, a MySQL installation has an anonymous user,\r\n\
        Remove anonymous users? (Press y|Y for Yes, any other key for No) : ";
    const REMOTE: &str = "n\r\n\r\n ... skipping.\r\n\r\nDisallow root login remotely? (Press y|Y for Yes, any other key for No) : ";
    const TEST: &str = "n\r\n\r\n ... skipping.\r\nBy default, MySQL comes with a database named 'test' that\r\n\
        Remove test database and access to it? (Press y|Y for Yes, any other key for No) : ";
    const RELOAD: &str = "y\r\n - Dropping test database...\r\nSuccess.\r\n\r\n\
        Reload privilege tables now? (Press y|Y for Yes, any other key for No) : ";

    fn typed(answers: &mut Answers, prompt: &str) -> String {
        // It comes in pieces: none but the last may be answered.
        for end in 1..prompt.len() {
            if prompt.is_char_boundary(end) && question(&prompt[..end]).is_none() {
                assert!(matches!(answers.reply(&prompt[..end], false), Reply::Wait), "{:?}", &prompt[..end]);
            }
        }
        match answers.reply(prompt, false) {
            Reply::Type { line, .. } => line.expose_secret().to_owned(),
            other => panic!("{prompt:?}: {other:?}"),
        }
    }

    fn conversation(recipe: Recipe, prompts: &[&str]) -> Vec<String> {
        let mut answers = Answers::new(recipe, Secret::from("PassWord.1"));
        prompts.iter().map(|prompt| typed(&mut answers, prompt)).collect()
    }

    #[test]
    fn the_guides_seven_answers() {
        let prompts = [VALIDATE, POLICY, CHANGE, ANONYMOUS, REMOTE, TEST, RELOAD];
        assert_eq!(conversation(Recipe::Guide, &prompts), ["y", "2", "n", "n", "n", "y", "y"]);
    }

    #[test]
    fn the_safer_recipe_says_yes_to_everything() {
        let prompts = [
            "Enter password for user root: ",
            VALIDATE,
            POLICY,
            CHANGE,
            "y\r\n\r\nNew password: ",
            "\r\n\r\nRe-enter new password: ",
            "\r\n\r\nEstimated strength of the password: 100 \r\n\
             Do you wish to continue with the password provided?(Press y|Y for Yes, any other key for No) : ",
            ANONYMOUS,
            REMOTE,
            TEST,
            RELOAD,
        ];
        let said = ["PassWord.1", "y", "2", "y", "PassWord.1", "PassWord.1", "y", "y", "y", "y", "y"];
        assert_eq!(conversation(Recipe::Safer, &prompts), said);
    }

    #[test]
    fn passwords_are_not_shown() {
        let mut answers = Answers::new(Recipe::Guide, Secret::from("PassWord.1"));
        let reply = answers.reply("Enter password for user root: ", false);
        assert!(matches!(&reply, Reply::Type { shown, .. } if shown == MASK));
        assert!(!format!("{reply:?}").contains("PassWord.1"));
    }

    #[test]
    fn an_unknown_question_ends_it_once_nothing_more_comes() {
        let mut answers = Answers::new(Recipe::Guide, Secret::from("x"));
        let strange = "Switch to unix_socket authentication [Y/n] ";
        assert!(matches!(answers.reply(strange, false), Reply::Wait));
        assert!(matches!(answers.reply(strange, true), Reply::Unknown));
        assert!(matches!(answers.reply(" ... working\r\n", true), Reply::Wait));
    }

    #[test]
    fn a_question_that_comes_again_and_again_ends_it() {
        let mut answers = Answers::new(Recipe::Guide, Secret::from("x"));
        let replies: Vec<_> = (0..5).map(|_| matches!(answers.reply("New password: ", false), Reply::Type { .. })).collect();
        assert_eq!(replies, [true, true, true, false, false]);
    }
}
