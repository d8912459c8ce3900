//! Users and groups, as /etc/passwd and /etc/group say.

use super::Guest;
use super::files::Identity;

impl Guest {
    fn passwd(&self) -> Vec<Vec<String>> {
        table(&self.files.text("/etc/passwd").unwrap_or_default())
    }

    fn groups(&self) -> Vec<Vec<String>> {
        table(&self.files.text("/etc/group").unwrap_or_default())
    }

    /// A user's name; the number when there is none.
    pub(crate) fn user_name(&self, uid: u32) -> String {
        let uid = uid.to_string();
        self.passwd().into_iter().find(|line| line.get(2) == Some(&uid)).map_or(uid, |mut line| line.swap_remove(0))
    }

    /// A group's name; the number when there is none.
    pub(crate) fn group_name(&self, gid: u32) -> String {
        let gid = gid.to_string();
        self.groups().into_iter().find(|line| line.get(2) == Some(&gid)).map_or(gid, |mut line| line.swap_remove(0))
    }

    /// A user by name: identity and home.
    pub(crate) fn user(&self, name: &str) -> Option<(Identity, String)> {
        let line = self.passwd().into_iter().find(|line| line[0] == name)?;
        let (uid, gid) = (line.get(2)?.parse().ok()?, line.get(3)?.parse().ok()?);
        let mut groups = vec![gid];
        for group in self.groups() {
            let member = group.get(3).is_some_and(|members| members.split(',').any(|member| member == name));
            if let (true, Some(gid)) = (member, group.get(2).and_then(|gid| gid.parse().ok())) {
                groups.push(gid);
            }
        }
        Some((Identity { uid, gid, groups }, line.get(5).cloned().unwrap_or_else(|| "/".to_owned())))
    }

    /// A group's number by name.
    pub(crate) fn group(&self, name: &str) -> Option<u32> {
        self.groups().into_iter().find(|line| line[0] == name)?.get(2)?.parse().ok()
    }

    /// Adds a system user with a group of the same name and number.
    pub(crate) fn add_system_user(&mut self, name: &str, id: u32, about: &str, home: &str, now: jiff::Timestamp) {
        for (path, line) in
            [("/etc/passwd", format!("{name}:x:{id}:{id}:{about},,,:{home}:/bin/false\n")), ("/etc/group", format!("{name}:x:{id}:\n"))]
        {
            let text = self.files.text(path).unwrap_or_default();
            if !table(&text).iter().any(|entry| entry[0] == name) {
                self.files.put_file(path, text + &line, now);
            }
        }
    }
}

fn table(text: &str) -> Vec<Vec<String>> {
    text.lines().filter(|line| !line.is_empty()).map(|line| line.split(':').map(str::to_owned).collect()).collect()
}
