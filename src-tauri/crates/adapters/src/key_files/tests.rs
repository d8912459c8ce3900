use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use super::*;

/// A folder with key files.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// Runs a program in the folder and gives what it prints.
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program).args(arguments).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// An RSA key in PKCS#1, as EC2 gives it out.
    fn rsa(&self, name: &str, bits: &str) -> PathBuf {
        self.run("openssl", &["genrsa", "-traditional", "-out", name, bits]);
        self.path(name)
    }

    /// A key as ssh-keygen makes it today.
    fn openssh(&self, name: &str, kind: &str, passphrase: &str) -> PathBuf {
        self.run("ssh-keygen", &["-q", "-t", kind, "-f", name, "-C", "me@laptop", "-N", passphrase]);
        self.path(name)
    }
}

fn inspected(path: &Path) -> KeyIdentity {
    identity(&load(path).unwrap()).unwrap()
}

fn fault(path: &Path) -> KeyFault {
    load(path).unwrap_err()
}

mod needs_openssl {
    use super::*;

    #[test]
    fn fingerprints_of_rsa_are_those_of_ec2s_user_guide() {
        let folder = Folder::new();
        folder.rsa("pkcs1", "2048");
        folder.run("openssl", &["pkcs8", "-topk8", "-nocrypt", "-in", "pkcs1", "-out", "pkcs8"]);
        let openssh = folder.openssh("openssh", "rsa", "");
        fs::copy(&openssh, folder.path("openssh-pem")).unwrap();
        folder.run("ssh-keygen", &["-q", "-p", "-m", "PEM", "-f", "openssh-pem", "-P", "", "-N", ""]);
        folder.rsa("short", "1024");

        for (file, pem) in
            [("pkcs1", "pkcs1"), ("pkcs8", "pkcs8"), ("openssh", "openssh-pem"), ("openssh-pem", "openssh-pem"), ("short", "short")]
        {
            // The user guide's two commands.
            folder.run("openssl", &["pkcs8", "-in", pem, "-inform", "PEM", "-outform", "DER", "-topk8", "-nocrypt", "-out", "private"]);
            folder.run("openssl", &["rsa", "-in", pem, "-pubout", "-outform", "DER", "-out", "public"]);
            let printed = |hash: &str, der: &str| folder.run("openssl", &[hash, "-c", der]).trim().rsplit("= ").next().unwrap().to_owned();
            let found = inspected(&folder.path(file));
            assert_eq!(found.algorithm, "ssh-rsa");
            assert_eq!(found.ec2_fingerprints, [printed("sha1", "private"), printed("md5", "public")], "{file}");
            assert_eq!(found.public_openssh, folder.run("ssh-keygen", &["-y", "-f", file]).trim().trim_end_matches(" me@laptop"), "{file}");
        }
    }

    #[test]
    fn the_fingerprint_of_ed25519_is_openssh_s_and_is_padded_by_ec2() {
        let folder = Folder::new();
        let found = inspected(&folder.openssh("key", "ed25519", ""));
        let listed = folder.run("ssh-keygen", &["-l", "-f", "key"]);
        let named = listed.split(' ').nth(1).unwrap();
        assert_eq!(found.algorithm, "ssh-ed25519");
        assert!(found.ec2_fingerprints.contains(&named.to_owned()), "{found:?} {named}");
        assert!(found.ec2_fingerprints.contains(&format!("{}=", named.trim_start_matches("SHA256:"))), "{found:?} {named}");
    }

    #[test]
    fn a_key_is_the_same_whatever_an_editor_did_to_it() {
        let folder = Folder::new();
        let path = folder.rsa("key.pem", "2048");
        let right = inspected(&path);
        let text = fs::read_to_string(&path).unwrap();
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.replace('\n', "\r\n").encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let changed: [(&str, Vec<u8>); 6] = [
            ("crlf.pem", text.replace('\n', "\r\n").into()),
            ("bom.pem", format!("\u{feff}{text}").into()),
            ("key.pem.txt", text.clone().into()),
            ("spaces.pem", text.lines().map(|line| format!("  {line} \n")).collect::<String>().into()),
            ("powershell.pem", utf16),
            ("no-end-of-line.pem", text.trim_end().into()),
        ];
        for (name, bytes) in changed {
            let path = folder.file(name, &bytes);
            assert_eq!(inspected(&path), right, "{name}");
            assert_eq!(fs::read(&path).unwrap(), bytes, "{name} is left as it was");
        }
    }

    #[test]
    fn an_encrypted_key_is_called_so_in_every_format() {
        let folder = Folder::new();
        folder.rsa("key", "2048");
        folder.run("openssl", &["rsa", "-in", "key", "-aes256", "-traditional", "-passout", "pass:secret", "-out", "pkcs1"]);
        folder.run("openssl", &["pkcs8", "-topk8", "-in", "key", "-passout", "pass:secret", "-out", "pkcs8"]);
        folder.openssh("openssh", "ed25519", "secret");
        for name in ["pkcs1", "pkcs8", "openssh"] {
            assert_eq!(fault(&folder.path(name)), KeyFault::Encrypted, "{name}");
        }
    }

    #[test]
    fn a_public_key_is_called_so_in_every_format() {
        let folder = Folder::new();
        folder.openssh("key", "ed25519", "");
        folder.rsa("rsa", "2048");
        folder.run("openssl", &["rsa", "-in", "rsa", "-pubout", "-out", "spki"]);
        folder.run("openssl", &["rsa", "-in", "rsa", "-RSAPublicKey_out", "-out", "pkcs1"]);
        let rfc4716 = folder.run("ssh-keygen", &["-e", "-f", "key.pub"]);
        folder.file("rfc4716", rfc4716);
        for name in ["key.pub", "spki", "pkcs1", "rfc4716"] {
            assert_eq!(fault(&folder.path(name)), KeyFault::Public, "{name}");
        }
    }

    #[test]
    fn a_key_that_is_cut_or_changed_is_no_key() {
        let folder = Folder::new();
        let text = fs::read_to_string(folder.rsa("key", "2048")).unwrap();
        let cut = folder.file("cut", &text[..text.len() / 2]);
        assert!(matches!(fault(&cut), KeyFault::UnknownFormat(why) if why.contains("cut off")));
        let lines: Vec<_> = text.lines().collect();
        let without_a_line = folder.file("changed", [&lines[..5], &lines[6..]].concat().join("\n"));
        assert!(matches!(fault(&without_a_line), KeyFault::UnknownFormat(why) if why.contains("damaged")));
    }

    #[tokio::test]
    async fn reading_gives_the_key_with_its_line_ends_put_right() {
        let folder = Folder::new();
        let text = fs::read_to_string(folder.rsa("key", "2048")).unwrap();
        let path = folder.file("crlf", text.replace('\n', "\r\n"));
        assert_eq!(LocalKeyFiles.read(&path).await.unwrap().expose_secret(), text);
    }
}

#[test]
fn what_is_no_key_is_called_by_its_name() {
    let folder = Folder::new();
    let at = |name: &str, bytes: &[u8]| fault(&folder.file(name, bytes));
    assert_eq!(fault(&folder.path("nothing")), KeyFault::NotFound);
    assert_eq!(fault(folder.0.path()), KeyFault::Folder);
    assert_eq!(at("a", b""), KeyFault::Empty);
    assert_eq!(at("b", b"\xef\xbb\xbf \r\n\t\r\n"), KeyFault::Empty);
    assert_eq!(at("c", &vec![b'x'; 100_000]), KeyFault::TooLarge(100_000));
    assert_eq!(at("d", b"PuTTY-User-Key-File-3: ssh-rsa\r\nEncryption: none\r\n"), KeyFault::Ppk);
    assert_eq!(at("e", b"ssh-ed25519 AAAAC3Nza me@laptop\n"), KeyFault::Public);
    assert!(matches!(at("f", b"\x00\xff\xd8binary"), KeyFault::UnknownFormat(_)));
    assert!(matches!(at("g", b"Dear Sir or Madam,\n"), KeyFault::UnknownFormat(_)));
    assert_eq!(at("h", b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"), KeyFault::UnknownFormat("CERTIFICATE".into()));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[tokio::test]
    async fn a_saved_key_is_its_owner_s_alone_and_replaces_an_old_one() {
        let folder = Folder::new();
        let path = folder.path("lab.pem");
        for text in ["first\n", "second\n"] {
            LocalKeyFiles.write(&path, &Secret::from(text)).await.unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            assert_eq!(mode(&path), 0o400);
        }
        assert_eq!(fs::read_dir(folder.0.path()).unwrap().count(), 1, "nothing else is left in the folder");
        let protection = LocalKeyFiles.protection(&path).await.unwrap();
        assert_eq!(protection, Protection { owner_only: true, shown: "0400".into() });
        LocalKeyFiles.remove(&path).await.unwrap();
        LocalKeyFiles.remove(&path).await.unwrap();
        assert!(!path.exists());
    }

    #[tokio::test]
    async fn a_key_that_others_can_read_is_seen_and_protected() {
        let folder = Folder::new();
        let path = folder.file("open.pem", "key");
        for open in [0o644, 0o440, 0o604, 0o700 | 0o001] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let protection = LocalKeyFiles.protection(&path).await.unwrap();
            assert_eq!(protection, Protection { owner_only: false, shown: format!("{open:04o}") });
            LocalKeyFiles.protect(&path).await.unwrap();
            assert_eq!(mode(&path), 0o400);
            assert!(LocalKeyFiles.protection(&path).await.unwrap().owner_only);
        }
        assert_eq!(LocalKeyFiles.protection(&folder.path("nothing")).await.unwrap_err(), KeyFault::NotFound);
    }

    #[tokio::test]
    async fn a_key_that_cannot_be_saved_says_why() {
        let folder = Folder::new();
        let fault = LocalKeyFiles.write(&folder.path("no-folder/lab.pem"), &Secret::from("key")).await.unwrap_err();
        assert!(matches!(fault, KeyFault::Unwritable(why) if !why.is_empty()));
    }

    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = Folder::new();
        folder.run("mkfifo", &["pipe"]);
        assert!(matches!(fault(&folder.path("pipe")), KeyFault::Unreadable(_)));
    }
}
