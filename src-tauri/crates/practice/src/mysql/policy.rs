//! The component validate_password: which passwords are good enough.

/// The policy's levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The length only.
    Low,
    /// Digits, lower and upper case, special characters too.
    Medium,
    /// A dictionary file too; the practice server, like a fresh MySQL, has none.
    Strong,
}

impl Level {
    /// From the variable's value: a name or a number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "LOW" | "0" => Some(Self::Low),
            "MEDIUM" | "1" => Some(Self::Medium),
            "STRONG" | "2" => Some(Self::Strong),
            _ => None,
        }
    }

    /// As SHOW VARIABLES shows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Low => "LOW",
            Self::Medium => "MEDIUM",
            Self::Strong => "STRONG",
        }
    }
}

/// The component's variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) level: Level,
    /// Characters.
    pub(crate) length: usize,
    /// Lower case, and as many upper case.
    pub(crate) mixed_case: usize,
    pub(crate) numbers: usize,
    pub(crate) special: usize,
    /// Whether the user's own name, or its reverse, is refused.
    pub(crate) check_user_name: bool,
}

impl Policy {
    /// The length that counts: never less than the other rules need together.
    fn least_length(&self) -> usize {
        self.length.max(self.numbers + self.special + 2 * self.mixed_case)
    }

    /// Whether a password satisfies the policy for the users that it concerns: the one who sets it and the one it is for.
    pub(crate) fn accepts(&self, password: &str, users: &[&str]) -> bool {
        !self.is_a_user_name(password, users)
            && password.chars().count() >= self.least_length()
            && (self.level == Level::Low || self.is_mixed(password))
    }

    /// VALIDATE_PASSWORD_STRENGTH(): 0, 25, 50, 75 or 100.
    pub(crate) fn strength(&self, password: &str, users: &[&str]) -> u8 {
        let length = password.chars().count();
        if length < 4 || self.is_a_user_name(password, users) {
            0
        } else if length < self.least_length() {
            25
        } else if !self.is_mixed(password) {
            50
        } else {
            100
        }
    }

    fn is_mixed(&self, password: &str) -> bool {
        let count = |of: fn(char) -> bool| password.chars().filter(|c| of(*c)).count();
        count(char::is_lowercase) >= self.mixed_case
            && count(char::is_uppercase) >= self.mixed_case
            && count(|c| c.is_ascii_digit()) >= self.numbers
            && count(|c| !c.is_alphanumeric()) >= self.special
    }

    fn is_a_user_name(&self, password: &str, users: &[&str]) -> bool {
        let same = |user: &str| {
            let user = user.to_lowercase();
            let password = password.to_lowercase();
            !user.is_empty() && (password == user || password.chars().rev().collect::<String>() == user)
        };
        self.check_user_name && users.iter().any(|user| same(user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(level: Level) -> Policy {
        Policy { level, length: 8, mixed_case: 1, numbers: 1, special: 1, check_user_name: true }
    }

    #[test]
    fn the_guides_password_satisfies_every_level() {
        for level in [Level::Low, Level::Medium, Level::Strong] {
            assert!(policy(level).accepts("PassWord.1", &["donald"]), "{level:?}");
        }
    }

    #[test]
    fn from_medium_on_every_kind_of_character_is_needed() {
        for password in ["PassWord1", "password.1", "PASSWORD.1", "PassWord.x"] {
            assert!(policy(Level::Low).accepts(password, &[]), "{password}");
            assert!(!policy(Level::Medium).accepts(password, &[]), "{password}");
        }
    }

    #[test]
    fn short_passwords_and_the_users_own_name_always_fail() {
        for level in [Level::Low, Level::Medium, Level::Strong] {
            assert!(!policy(level).accepts("Pass.w1", &["donald"]), "{level:?}");
            assert!(!policy(level).accepts("Donald.123", &["donald.123"]), "{level:?}");
            assert!(!policy(level).accepts("321.dlanoD", &["donald.123"]), "{level:?}");
        }
        let careless = Policy { check_user_name: false, ..policy(Level::Medium) };
        assert!(careless.accepts("Donald.123", &["donald.123"]));
    }

    #[test]
    fn strength_is_given_in_steps() {
        let policy = policy(Level::Strong);
        let strengths = ["abc", "abcd", "abcdefgh", "PassWord.1", "root"].map(|password| policy.strength(password, &["root"]));
        assert_eq!(strengths, [0, 25, 50, 100, 0]);
    }

    #[test]
    fn the_length_is_at_least_what_the_other_rules_need() {
        let policy = Policy { length: 0, ..policy(Level::Medium) };
        assert!(!policy.accepts("a1.", &[]));
        assert!(policy.accepts("aA1.", &[]));
    }
}
