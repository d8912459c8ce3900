//! The one line of `mysqld.cnf` that the lab changes: `bind-address`.
//!
//! Everything else stays as it is, byte by byte: comments, spacing, line ends, and `mysqlx-bind-address`, which is another option.

/// MySQL's configuration file on Ubuntu and Debian.
pub(crate) const MYSQLD_CNF: &str = "/etc/mysql/mysql.conf.d/mysqld.cnf";
/// The guide's value: listen on every address of the machine.
pub(crate) const EVERYWHERE: &str = "0.0.0.0";
/// The package's value: listen only for programs on the machine itself.
pub(crate) const LOOPBACK: &str = "127.0.0.1";

/// Where in a text the option's value stands.
struct Setting {
    value: std::ops::Range<usize>,
    server_section: bool,
}

/// The value of `bind-address` that the server takes from a file: the last one in a section that it reads.
pub(crate) fn bind_address(text: &str) -> Option<&str> {
    settings(text).into_iter().rfind(|setting| setting.server_section).map(|setting| &text[setting.value])
}

/// The text with every `bind-address` of the server set to a value; where there is none, one is added to `[mysqld]`.
pub(crate) fn set_bind_address(text: &str, value: &str) -> String {
    let places: Vec<_> = settings(text).into_iter().filter(|setting| setting.server_section).collect();
    if places.is_empty() {
        return add(text, value);
    }
    let mut changed = String::with_capacity(text.len() + value.len());
    let mut copied = 0;
    for place in places {
        changed.push_str(&text[copied..place.value.start]);
        changed.push_str(value);
        copied = place.value.end;
    }
    changed.push_str(&text[copied..]);
    changed
}

fn add(text: &str, value: &str) -> String {
    let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let line = format!("bind-address = {value}{line_end}");
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        at += whole.len();
        if section(whole) == Some("mysqld") {
            let missing_end = if whole.ends_with('\n') { "" } else { line_end };
            return format!("{}{missing_end}{line}{}", &text[..at], &text[at..]);
        }
    }
    let missing_end = if text.is_empty() || text.ends_with('\n') { "" } else { line_end };
    format!("{text}{missing_end}[mysqld]{line_end}{line}")
}

fn settings(text: &str) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut server_section = false;
    let mut start = 0;
    for whole in text.split_inclusive('\n') {
        if let Some(name) = section(whole) {
            server_section = name == "mysqld" || name == "server" || name.starts_with("mysqld-");
        } else if let Some(value) = value_range(whole) {
            found.push(Setting { value: start + value.start..start + value.end, server_section });
        }
        start += whole.len();
    }
    found
}

/// The section that a line begins.
fn section(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(name, _)| name.trim())
}

/// Where in a line the value of `bind-address` stands: behind the `=`, without the space around it and a comment behind it.
fn value_range(line: &str) -> Option<std::ops::Range<usize>> {
    let (name, rest) = line.split_once('=')?;
    // MySQL takes `-` and `_` in an option's name for the same.
    if !matches!(name.trim(), "bind-address" | "bind_address") {
        return None;
    }
    let before = name.len() + 1;
    let code = rest.split('#').next().unwrap_or(rest);
    let leading = code.len() - code.trim_start().len();
    let value = code.trim();
    // `bind-address =` without a value: the value goes right behind the space, before the line's end.
    if value.is_empty() {
        let at = before + code.trim_end_matches(['\r', '\n']).len();
        return Some(at..at);
    }
    Some(before + leading..before + leading + value.len())
}

/// A line of `grep -rn` that sets `bind-address` in a file that MySQL reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// The file.
    pub path: String,
    /// The value.
    pub value: String,
}

/// What `grep -rnE '^[[:space:]]*bind[-_]address' /etc/mysql/` found in files that MySQL reads after `mysqld.cnf`.
///
/// MySQL reads `/etc/mysql/conf.d/` and then `/etc/mysql/mysql.conf.d/`, each in order of file names, and only files named `*.cnf`.
pub(crate) fn read_later(grep: &str) -> Vec<Found> {
    grep.lines()
        .filter_map(|line| {
            let (path, rest) = line.split_once(':')?;
            let (_, content) = rest.split_once(':')?;
            let range = value_range(content)?;
            let later = path.ends_with(".cnf") && path.starts_with("/etc/mysql/mysql.conf.d/") && path > MYSQLD_CNF;
            later.then(|| Found { path: path.to_owned(), value: unquoted(&content[range]).to_owned() })
        })
        .collect()
}

/// A value without the quotes that an option file allows around it.
pub(crate) fn unquoted(value: &str) -> &str {
    let value = value.trim();
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote))).unwrap_or(value)
}

/// Whether a server bound to this value can be reached from the network at all its addresses.
pub(crate) fn is_everywhere(value: &str) -> bool {
    matches!(unquoted(value), "0.0.0.0" | "*" | "::" | "[::]")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PACKAGED: &str = "#\n# The MySQL database server configuration file.\n#\n[mysqld]\n#\n# * Basic Settings\n#\nuser\t\t= mysql\n\
        # If MySQL is running as a replication slave, this should be\n# bind-address = 10.0.0.1\n\
        bind-address\t\t= 127.0.0.1\nmysqlx-bind-address\t= 127.0.0.1\nkey_buffer_size\t\t= 16M\n";

    #[test]
    fn only_the_guides_line_changes_in_the_packaged_file() {
        let changed = set_bind_address(PACKAGED, EVERYWHERE);
        assert_eq!(changed, PACKAGED.replace("bind-address\t\t= 127.0.0.1", "bind-address\t\t= 0.0.0.0"));
        assert!(changed.contains("mysqlx-bind-address\t= 127.0.0.1"));
        assert_eq!(bind_address(PACKAGED), Some(LOOPBACK));
        assert_eq!(bind_address(&changed), Some(EVERYWHERE));
    }

    #[test]
    fn comments_quotes_and_line_ends_stay() {
        for (before, after) in [
            ("[mysqld]\r\nbind-address=127.0.0.1\r\n", "[mysqld]\r\nbind-address=0.0.0.0\r\n"),
            ("[mysqld]\n  bind_address = 127.0.0.1  # local", "[mysqld]\n  bind_address = 0.0.0.0  # local"),
            ("[mysqld]\nbind-address = \"127.0.0.1\"\n", "[mysqld]\nbind-address = 0.0.0.0\n"),
            ("[mysqld]\nbind-address =\nport=3306\n", "[mysqld]\nbind-address =0.0.0.0\nport=3306\n"),
            ("[mysqld]\nport = 3306\n", "[mysqld]\nbind-address = 0.0.0.0\nport = 3306\n"),
            ("[mysqld]", "[mysqld]\nbind-address = 0.0.0.0\n"),
            ("", "[mysqld]\nbind-address = 0.0.0.0\n"),
            ("[client]\nbind-address = 1.2.3.4\n", "[client]\nbind-address = 1.2.3.4\n[mysqld]\nbind-address = 0.0.0.0\n"),
        ] {
            assert_eq!(set_bind_address(before, EVERYWHERE), after);
        }
    }

    #[test]
    fn the_last_of_several_lines_is_the_one_that_counts() {
        let text = "[mysqld]\nbind-address = 0.0.0.0\n[mysqld-8.0]\nbind-address = 127.0.0.1\n";
        assert_eq!(bind_address(text), Some("127.0.0.1"));
        assert_eq!(bind_address(&set_bind_address(text, EVERYWHERE)), Some(EVERYWHERE));
    }

    #[test]
    fn of_other_files_only_those_read_later_override() {
        let grep = "/etc/mysql/mysql.conf.d/mysqld.cnf:31:bind-address\t\t= 127.0.0.1\n\
            /etc/mysql/mysql.conf.d/mysqld.cnf.before-mysql-lab:31:bind-address\t\t= 127.0.0.1\n\
            /etc/mysql/conf.d/zz.cnf:2:bind-address = 10.0.0.1\n\
            /etc/mysql/mysql.conf.d/zz-local.cnf:2:bind-address = \"127.0.0.1\" # mine\n";
        let found = Found { path: "/etc/mysql/mysql.conf.d/zz-local.cnf".into(), value: "127.0.0.1".into() };
        assert_eq!(read_later(grep), [found]);
        assert_eq!(read_later(""), []);
    }

    fn line() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("[mysqld]".to_owned()),
            Just("[client]".to_owned()),
            Just("[server]".to_owned()),
            Just("mysqlx-bind-address = 127.0.0.1".to_owned()),
            Just("# bind-address = 10.0.0.1".to_owned()),
            Just("skip-name-resolve".to_owned()),
            "[ \t]{0,2}bind[-_]address[ \t]{0,2}=[ \t]{0,2}[0-9.*:]{0,9}[ \t]{0,2}(#.{0,8})?",
            "[ -~\t]{0,20}",
        ]
    }

    proptest! {
        #[test]
        fn what_is_set_is_read_back_and_setting_it_again_changes_nothing(lines in proptest::collection::vec(line(), 0..12), end in "\n|\r\n|") {
            let text = lines.join("\n") + &end;
            let once = set_bind_address(&text, EVERYWHERE);
            prop_assert_eq!(bind_address(&once), Some(EVERYWHERE));
            prop_assert_eq!(&set_bind_address(&once, EVERYWHERE), &once);
        }

        #[test]
        fn no_other_line_changes(lines in proptest::collection::vec(line(), 0..12)) {
            let text = lines.join("\n") + "\n";
            let changed = set_bind_address(&text, EVERYWHERE);
            let others = |text: &str| -> Vec<String> {
                text.lines().filter(|line| value_range(line).is_none() && section(line).is_none()).map(str::to_owned).collect()
            };
            prop_assert_eq!(others(&text), others(&changed));
        }
    }
}
