//! A machine's SSH host keys: where they are known from, and whether they are confirmed.

use model::{HostKeys, Machine};

/// The fingerprints (`SHA256:…`) that a machine's console output names, from its last complete block.
///
/// cloud-init prints them between two marks, each line after its own name or `ec2:`, behind whatever the console puts before a line.
pub(crate) fn fingerprints(console: &str) -> Vec<String> {
    let mut last = Vec::new();
    let mut block: Option<Vec<String>> = None;
    for line in console.lines() {
        if line.contains("-----BEGIN SSH HOST KEY FINGERPRINTS-----") {
            block = Some(Vec::new());
        } else if line.contains("-----END SSH HOST KEY FINGERPRINTS-----") {
            if let Some(found) = block.take().filter(|found| !found.is_empty()) {
                last = found;
            }
        } else if let Some(found) = block.as_mut() {
            found.extend(line.split_whitespace().filter(|word| is_fingerprint(word)).map(str::to_owned));
        }
    }
    last
}

/// `SHA256:` and 43 characters of base64 without padding, as OpenSSH writes it.
fn is_fingerprint(word: &str) -> bool {
    word.strip_prefix("SHA256:")
        .is_some_and(|hash| hash.len() == 43 && hash.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/'))
}

/// The fingerprints that a machine may show; none when it was never connected to.
pub(crate) fn known(machine: &Machine) -> Vec<String> {
    match &machine.host_keys {
        Some(HostKeys::Console(fingerprints)) => fingerprints.clone(),
        Some(HostKeys::FirstUse(fingerprint)) => vec![fingerprint.clone()],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(n: usize) -> String {
        format!("SHA256:{:A<43}", format!("abc+/{n}"))
    }

    #[test]
    fn both_forms_of_cloud_init_are_read() {
        let (a, b, c) = (hash(1), hash(2), hash(3));
        let console = format!(
            "[   21.4] cloud-init[1]: Cloud-init v. 23\r\n\
             <14>Nov 22 14:29:00 ec2: \r\n\
             <14>Nov 22 14:29:00 ec2: #############################################################\r\n\
             <14>Nov 22 14:29:00 ec2: -----BEGIN SSH HOST KEY FINGERPRINTS-----\r\n\
             <14>Nov 22 14:29:00 ec2: 1024 {a} root@ip-172-31-24-118 (DSA)\r\n\
             <14>Nov 22 14:29:00 ec2: 256 {b} root@ip-172-31-24-118 (ED25519)\r\n\
             <14>Nov 22 14:29:00 ec2: -----END SSH HOST KEY FINGERPRINTS-----\r\n\
             -----BEGIN SSH HOST KEY KEYS-----\r\n\
             ssh-ed25519 AAAA root@ip\r\n"
        );
        assert_eq!(fingerprints(&console), [a, b]);
        let console = format!(
            "cloud-init: -----BEGIN SSH HOST KEY FINGERPRINTS-----\n\
             cloud-init: 256 {c} root@ip (ED25519)\n\
             cloud-init: -----END SSH HOST KEY FINGERPRINTS-----\n"
        );
        assert_eq!(fingerprints(&console), [c]);
    }

    #[test]
    fn a_block_that_is_not_complete_yet_names_nothing() {
        assert!(fingerprints(&format!("-----BEGIN SSH HOST KEY FINGERPRINTS-----\nec2: 256 {} root@ip (ED25519)\n", hash(1))).is_empty());
        assert!(fingerprints("").is_empty());
    }

    #[test]
    fn of_several_blocks_the_last_complete_one_counts() {
        let block = |n| {
            format!("-----BEGIN SSH HOST KEY FINGERPRINTS-----\nec2: 256 {} r (RSA)\n-----END SSH HOST KEY FINGERPRINTS-----\n", hash(n))
        };
        let cut = "-----BEGIN SSH HOST KEY FINGERPRINTS-----\n";
        assert_eq!(fingerprints(&format!("{}{}{cut}", block(1), block(2))), [hash(2)]);
    }

    proptest! {
        #[test]
        fn any_console_is_read_without_harm_and_only_whole_fingerprints_are_taken(console in "(?s).{0,400}") {
            for found in fingerprints(&console) {
                prop_assert!(is_fingerprint(&found));
            }
        }

        #[test]
        fn fingerprints_are_found_behind_any_prefix(prefix in "[ -,.-~]{0,30}", n in 0usize..100) {
            let console = format!(
                "{prefix}-----BEGIN SSH HOST KEY FINGERPRINTS-----\n{prefix} 256 {} r (RSA)\n{prefix}-----END SSH HOST KEY FINGERPRINTS-----",
                hash(n)
            );
            let found = fingerprints(&console);
            let own = hash(n);
            prop_assert!(found.contains(&own));
        }
    }
}
