//! The shell by what it does.

use proptest::prelude::*;

use crate::guest::testing::Alone;

async fn out(line: &str) -> String {
    let done = Alone::new().run(line).await;
    assert_eq!(done.err, "", "{line}");
    done.out
}

#[tokio::test]
async fn words_are_split_and_quotes_keep_them_together() {
    assert_eq!(out("printf '<%s>' a 'b c' \"d e\" f\\ g").await, "<a><b c><d e><f g>");
    assert_eq!(out("x='a  b'; printf '<%s>' $x \"$x\" '$x'").await, "<a><b><a  b><$x>");
    assert_eq!(out("printf '<%s>' '' \"\" $nothing").await, "<><>");
    assert_eq!(out("echo \"a\\\"b\\$c\\\\d\\e\"").await, "a\"b$c\\d\\e\n");
    assert_eq!(out("echo $'tab\\tend'").await, "tab\tend\n");
}

#[tokio::test]
async fn and_or_and_the_status_decide_what_runs() {
    assert_eq!(out("true && echo yes || echo no; false && echo yes || echo no").await, "yes\nno\n");
    assert_eq!(out("false; echo $?; ! false; echo $?; (exit 3); echo $?").await, "1\n0\n3\n");
    assert_eq!(Alone::new().run("exit 7; echo never").await.status, 7);
    assert_eq!(out("if [ -d /etc ]; then echo there; else echo gone; fi").await, "there\n");
    assert_eq!(out("for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done").await, "1\n3\n");
    assert_eq!(out("i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i").await, "3\n");
    assert_eq!(Alone::new().run("set -e; false; echo never").await.out, "");
    assert_eq!(Alone::new().run("set -e; if false; then :; fi; false || true; echo still").await.out, "still\n");
}

#[tokio::test]
async fn pipes_and_redirections_join_programs_and_files() {
    assert_eq!(out("printf 'b\\na\\n' | sort | head -n 1").await, "a\n");
    assert_eq!(out("echo one > f; echo two >> f; cat f; cat < f | wc -l").await, "one\ntwo\n2\n");
    assert_eq!(out("cat /nowhere 2>&1 | grep -c 'No such file'").await, "1\n");
    assert_eq!(out("cat /nowhere 2> /dev/null; echo $?").await, "1\n");
    assert_eq!(out("{ echo a; cat /nowhere; } > f 2>&1; wc -l < f").await, "2\n");
    assert_eq!(out("cat <<< 'here it is'").await, "here it is\n");
    assert_eq!(out("x=5; cat <<END\nx is $x\nEND\ncat <<'END'\nx is $x\nEND").await, "x is 5\nx is $x\n");
    assert_eq!(out("ls /etc/hostname &> both; cat both").await, "/etc/hostname\n");
}

#[tokio::test]
async fn parameters_are_expanded_with_their_operators() {
    assert_eq!(out("unset a; echo ${a:-none} ${a-unset} ${a:+set}; a=b; echo ${a:-none} ${a:+set} ${#a}").await, "none unset\nb set 1\n");
    assert_eq!(
        out("f=/etc/mysql/mysqld.cnf; echo ${f##*/} ${f%.cnf} ${f#/etc/} ${f%%/*}").await,
        "mysqld.cnf /etc/mysql/mysqld mysql/mysqld.cnf\n"
    );
    assert_eq!(out("echo $(echo a; echo b) `echo c` \"$(echo 'd  e')\" $((2 + 3 * 4))").await, "a b c d  e 14\n");
    assert_eq!(out("echo a{b,c}d {1,2}").await, "abd acd 1 2\n");
    assert_eq!(out("cd /etc/apt; echo *.list /etc/host* 'q*' none*").await, "sources.list /etc/hostname /etc/hosts q* none*\n");
    assert_eq!(out("echo ~ ~/x '~'").await, "/home/ubuntu /home/ubuntu/x ~\n");
}

#[tokio::test]
async fn bash_c_gives_its_arguments_as_positional_parameters() {
    assert_eq!(out("bash -c 'echo \"$0|$1|$2|$#\"' name 'a b' \"c'd\"").await, "name|a b|c'd|2\n");
    assert_eq!(out("bash -c 'printf \"<%s>\" \"$@\"' name 'a b' c").await, "<a b><c>");
    assert_eq!(out("bash -c 'printf \"<%s>\" \"$@\"' name").await, "<>");
}

#[tokio::test]
async fn read_takes_a_line_and_the_next_program_the_rest() {
    let machine = Alone::new();
    let done = machine
        .run_with("bash -c 'IFS= read -r SECRET && export SECRET && exec env bash -c \"echo \\$SECRET; cat\"'", " p a\\ss \nrest\nof it\n")
        .await;
    assert_eq!(done.out, "p a\\ss\nrest\nof it\n");
    let done =
        machine.run_with("IFS= read -r a; printf '<%s>' \"$a\"; read b c; printf '<%s>' \"$b\" \"$c\"", "  x \none two three\n").await;
    assert_eq!(done.out, "<  x ><one><two three>");
    assert_eq!(machine.run_with("read a", "no line feed").await.status, 1);
}

#[tokio::test]
async fn exec_ends_the_shell_with_the_programs_status() {
    assert_eq!(Alone::new().run("exec bash -c 'exit 4'; echo never").await.status, 4);
}

#[tokio::test]
async fn what_is_not_there_is_127_and_what_may_not_run_126() {
    let machine = Alone::new();
    let done = machine.run("frobnicate --now").await;
    assert_eq!((done.status, done.err.as_str()), (127, "bash: frobnicate: command not found\n"));
    let done = machine.run("/etc/hostname").await;
    assert_eq!((done.status, done.err.as_str()), (126, "bash: /etc/hostname: Permission denied\n"));
    let done = machine.run("echo 'echo script $1' > s; chmod +x s; ./s arg").await;
    assert_eq!(done.out, "script arg\n");
    assert_eq!(machine.run("sudo frobnicate").await.err, "sudo: frobnicate: command not found\n");
    assert_eq!(machine.run("env frobnicate").await.status, 127);
}

#[tokio::test]
async fn a_line_that_is_no_command_is_refused() {
    for line in ["echo (", "if true", "| cat", "echo 'open", "a && ;", "done"] {
        let done = Alone::new().run(line).await;
        assert_eq!((done.status, done.out.as_str()), (2, ""), "{line}");
        assert!(done.err.starts_with("bash: syntax error"), "{line}: {}", done.err);
    }
}

#[tokio::test]
async fn sudo_is_root_with_a_clean_environment() {
    let machine = Alone::new();
    assert_eq!(machine.run("whoami; sudo whoami; sudo -u www-data whoami; sudo id -u").await.out, "ubuntu\nroot\nwww-data\n0\n");
    assert_eq!(
        machine.run("A=1 sudo bash -c 'echo \"<$A>\"'; sudo A=2 bash -c 'echo \"<$A>\"'; sudo env A=3 bash -c 'echo \"<$A>\"'").await.out,
        "<>\n<2>\n<3>\n"
    );
    let done = machine.run("echo x > /etc/new").await;
    assert_eq!((done.status, done.err.as_str()), (1, "bash: /etc/new: Permission denied\n"));
    assert_eq!(machine.run("echo x | sudo tee /etc/new > /dev/null; cat /etc/new; stat -c '%U %a' /etc/new").await.out, "x\nroot 644\n");
    assert_eq!(machine.run("sudo -i pwd; sudo bash -c 'cd /root && pwd'").await.out, "/root\n/root\n");
    assert_eq!(machine.run("ls /root").await.status, 2);
}

#[tokio::test]
async fn the_shell_at_a_terminal_has_a_prompt_a_history_and_ctrl_c() {
    let prompt = "ubuntu@ip-172-31-18-52:~$ ";
    let done = Alone::new()
        .converse(
            "bash",
            &[
                (prompt, "cd /tmp\r"),
                ("ubuntu@ip-172-31-18-52:/tmp$ ", "echo 'one\r"),
                ("> ", "two'\r"),
                (":/tmp$ ", "cat\r"),
                ("cat\r\n", "back\r"),
                ("back\r\nback\r\n", "\x03"),
                (":/tmp$ ", "echo $?\r"),
                (":/tmp$ ", "sudo -i\r"),
                ("root@ip-172-31-18-52:~# ", "whoami\r"),
                (":~# ", "exit\r"),
                (":/tmp$ ", "\x04"),
            ],
        )
        .await;
    assert!(done.out.contains("\r\none\r\ntwo\r\n"), "{}", done.out);
    assert!(done.out.contains("^C\r\nubuntu@ip-172-31-18-52:/tmp$ echo $?\r\n130\r\n"), "{}", done.out);
    assert!(done.out.contains("\r\nroot\r\n"), "{}", done.out);
}

/// A word that the shell reads as itself.
fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_quoted_text_arrives_as_it_is(words in prop::collection::vec("[^\0]{0,12}", 1..4)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let line = format!("printf '%s\\n.\\n' {}", words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" "));
        let done = runtime.block_on(async { MACHINE.with(Clone::clone).run(&line).await });
        let expected: String = words.iter().map(|word| format!("{word}\n.\n")).collect();
        prop_assert_eq!(done.out, expected);
    }

    #[test]
    fn any_text_survives_a_variable_in_double_quotes(word in "[^\0\n]{0,16}") {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let done = runtime.block_on(async { MACHINE.with(Clone::clone).run_with("IFS= read -r x; printf %s \"$x\"", &format!("{word}\n")).await });
        prop_assert_eq!(done.out, word);
    }

    #[test]
    fn any_line_is_parsed_or_refused(line in "[a-z'\"$(){}|&;<>\\\\ \n`#*=!]{0,24}") {
        // No panic, no endless loop.
        let _ = super::parser::parse(&line);
    }
}

thread_local! {
    /// One machine for all cases: its keys take time to make.
    static MACHINE: std::sync::Arc<Alone> = Alone::new();
}
