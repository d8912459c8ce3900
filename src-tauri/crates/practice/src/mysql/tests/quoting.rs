//! Names and passwords survive quoting, whatever they hold, and nothing in them becomes SQL.

use proptest::prelude::*;

use super::*;

/// Mostly what has a meaning in SQL.
fn hostile() -> impl Strategy<Value = String> {
    let chars = prop_oneof![
        Just('\''),
        Just('"'),
        Just('`'),
        Just('\\'),
        Just('%'),
        Just('_'),
        Just(';'),
        Just('-'),
        Just('#'),
        Just('\n'),
        Just('\r'),
        Just('\u{1a}'),
        Just('漢'),
        any::<char>()
    ];
    proptest::collection::vec(chars, 1..12).prop_map(|chars| chars.into_iter().filter(|c| *c != '\0').collect())
}

fn string(value: &str) -> String {
    let mut quoted = String::from("'");
    for c in value.chars() {
        match c {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted + "'"
}

fn identifier(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn accounts_and_passwords(user in hostile(), password in hostile()) {
        let mut talk = Talk::v8();
        let account = format!("{}@'%'", string(&user));
        talk.run(&format!("CREATE USER {account} IDENTIFIED WITH mysql_native_password BY {}", string(&password)));
        prop_assert_eq!(talk.rows(&format!("SELECT user FROM mysql.user WHERE host = '%' AND user = {}", string(&user))), vec![vec![user.clone()]]);
        talk.log_in(&user, CLIENT, &password).expect("the very password");
        prop_assert_eq!(talk.value("SELECT CURRENT_USER()"), format!("{user}@%"));
    }

    #[test]
    fn databases(name in hostile()) {
        let name = name.trim_end_matches(' ').to_owned();
        prop_assume!(!name.is_empty());
        let mut talk = Talk::v8();
        talk.run(&format!("CREATE DATABASE {}", identifier(&name)));
        talk.run(&format!("USE {}", identifier(&name)));
        prop_assert_eq!(talk.value("SELECT DATABASE()"), name);
    }

    #[test]
    fn values(value in hostile()) {
        let mut talk = Talk::v8();
        prop_assert_eq!(talk.value(&format!("SELECT {}", string(&value))), value);
    }

    #[test]
    fn no_statement_panics(sql in "[a-z0-9 '\"`\\\\;(),.*=@%_<>!-]{0,60}") {
        let mut talk = Talk::v8();
        for start in ["", "SELECT ", "CREATE USER ", "GRANT ", "SET ", "SHOW ", "CREATE TABLE t (", "INSERT INTO t VALUES ("] {
            let _ = talk.try_run(&format!("{start}{sql}"));
        }
    }
}
