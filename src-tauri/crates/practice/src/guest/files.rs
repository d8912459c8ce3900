//! A machine's file tree: owners, modes and times, and who may do what with them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Why the kernel refuses a file operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Errno {
    #[error("No such file or directory")]
    NotFound,
    #[error("Permission denied")]
    Denied,
    #[error("Is a directory")]
    IsDirectory,
    #[error("Not a directory")]
    NotDirectory,
    #[error("File exists")]
    Exists,
    #[error("Directory not empty")]
    NotEmpty,
    #[error("Too many levels of symbolic links")]
    Loop,
    #[error("No space left on device")]
    NoSpace,
    #[error("Operation not permitted")]
    NotPermitted,
    #[error("No such device or address")]
    NoDevice,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Directory,
    File(#[serde(with = "super::contents")] Vec<u8>),
    Link(String),
    Socket,
    Device,
}

/// One file, directory, link or socket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Node {
    #[serde(rename = "k")]
    pub(crate) kind: Kind,
    #[serde(rename = "u", default, skip_serializing_if = "is_zero")]
    pub(crate) uid: u32,
    #[serde(rename = "g", default, skip_serializing_if = "is_zero")]
    pub(crate) gid: u32,
    /// The permission bits.
    #[serde(rename = "m")]
    pub(crate) mode: u32,
    /// Last modified, in seconds since 1970.
    #[serde(rename = "t")]
    pub(crate) mtime: i64,
    /// What `ls` shows as the size when the contents are not kept (a program's file).
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub(crate) shown_size: Option<u64>,
}

fn is_zero(id: &u32) -> bool {
    *id == 0
}

impl Node {
    /// The size in bytes as `ls` shows it.
    pub(crate) fn size(&self) -> u64 {
        match (&self.kind, self.shown_size) {
            (_, Some(size)) => size,
            (Kind::File(contents), None) => contents.len() as u64,
            (Kind::Directory, None) => 4096,
            (Kind::Link(to), None) => to.len() as u64,
            (Kind::Socket | Kind::Device, None) => 0,
        }
    }

    pub(crate) fn is_directory(&self) -> bool {
        self.kind == Kind::Directory
    }
}

/// Who acts on files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
    /// The supplementary groups.
    pub(crate) groups: Vec<u32>,
}

impl Identity {
    pub(crate) fn root() -> Self {
        Self { uid: 0, gid: 0, groups: vec![0] }
    }

    pub(crate) fn is_root(&self) -> bool {
        self.uid == 0
    }

    /// Whether the permission bits give this right (4 read, 2 write, 1 execute).
    pub(crate) fn may(&self, node: &Node, right: u32) -> bool {
        if self.is_root() {
            return right != 1 || node.is_directory() || node.mode & 0o111 != 0;
        }
        let bits = if self.uid == node.uid {
            node.mode >> 6
        } else if self.gid == node.gid || self.groups.contains(&node.gid) {
            node.mode >> 3
        } else {
            node.mode
        };
        bits & right == right
    }
}

/// The tree. Paths are absolute, without `.` and `..`; the root is `/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Files {
    nodes: BTreeMap<String, Node>,
}

/// Joins a path to a working directory and takes out `.` and `..`, without looking at links.
pub(crate) fn absolute(cwd: &str, path: &str) -> String {
    let full = if path.starts_with('/') { path.to_owned() } else { format!("{cwd}/{path}") };
    let mut parts: Vec<&str> = Vec::new();
    for part in full.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The directory that a path is in.
pub(crate) fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// A path's last part.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl Files {
    /// Puts a node without asking who may.
    pub(crate) fn put(&mut self, path: &str, node: Node) {
        self.make_parents(path, node.mtime);
        self.nodes.insert(path.to_owned(), node);
    }

    /// Puts root's file, mode 0644, without asking who may.
    pub(crate) fn put_file(&mut self, path: &str, contents: impl Into<Vec<u8>>, now: Timestamp) {
        self.put_owned(path, contents, 0o644, 0, 0, now);
    }

    /// Puts a file without asking who may.
    pub(crate) fn put_owned(&mut self, path: &str, contents: impl Into<Vec<u8>>, mode: u32, uid: u32, gid: u32, now: Timestamp) {
        self.put(path, Node { kind: Kind::File(contents.into()), uid, gid, mode, mtime: now.as_second(), shown_size: None });
    }

    /// Puts a directory without asking who may.
    pub(crate) fn put_directory(&mut self, path: &str, mode: u32, uid: u32, gid: u32, now: Timestamp) {
        self.put(path, Node { kind: Kind::Directory, uid, gid, mode, mtime: now.as_second(), shown_size: None });
    }

    /// Puts a symbolic link without asking who may.
    pub(crate) fn put_link(&mut self, path: &str, to: &str, now: Timestamp) {
        self.put(path, Node { kind: Kind::Link(to.to_owned()), uid: 0, gid: 0, mode: 0o777, mtime: now.as_second(), shown_size: None });
    }

    fn make_parents(&mut self, path: &str, mtime: i64) {
        let mut at = parent(path);
        while !self.nodes.contains_key(at) {
            self.nodes.insert(at.to_owned(), Node { kind: Kind::Directory, uid: 0, gid: 0, mode: 0o755, mtime, shown_size: None });
            at = parent(at);
        }
    }

    /// Removes a path and everything under it without asking who may.
    pub(crate) fn delete(&mut self, path: &str) {
        let below = format!("{path}/");
        self.nodes.retain(|at, _| at != path && !at.starts_with(&below));
    }

    /// The node at exactly this path, links not followed.
    pub(crate) fn node(&self, path: &str) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// The node at exactly this path, links not followed.
    pub(crate) fn node_mut(&mut self, path: &str) -> Option<&mut Node> {
        self.nodes.get_mut(path)
    }

    /// A file's contents as text, as root reads it.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        self.read(&Identity::root(), path).ok().map(|contents| String::from_utf8_lossy(&contents).into_owned())
    }

    /// The names in a directory, sorted.
    pub(crate) fn children(&self, directory: &str) -> Vec<String> {
        let prefix = if directory == "/" { "/".to_owned() } else { format!("{directory}/") };
        self.nodes
            .range(prefix.clone()..)
            .take_while(|(path, _)| path.starts_with(&prefix))
            .filter_map(|(path, _)| {
                let name = &path[prefix.len()..];
                (!name.is_empty() && !name.contains('/')).then(|| name.to_owned())
            })
            .collect()
    }

    /// Every path at and under a directory, sorted.
    pub(crate) fn below(&self, directory: &str) -> Vec<String> {
        let prefix = if directory == "/" { "/".to_owned() } else { format!("{directory}/") };
        self.nodes.keys().filter(|path| *path == directory || path.starts_with(&prefix)).cloned().collect()
    }

    /// Follows the links of a path; the last part too if `follow`. What it names need not exist; its directory must, and be searchable.
    pub(crate) fn resolve(&self, who: &Identity, path: &str, follow: bool) -> Result<String, Errno> {
        let mut pending: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).rev().collect();
        let mut at = "/".to_owned();
        let mut links = 0;
        while let Some(part) = pending.pop() {
            if part == "." {
                continue;
            }
            if part == ".." {
                at = parent(&at).to_owned();
                continue;
            }
            let directory = self.nodes.get(&at).ok_or(Errno::NotFound)?;
            if !directory.is_directory() {
                return Err(Errno::NotDirectory);
            }
            if !who.may(directory, 1) {
                return Err(Errno::Denied);
            }
            let next = if at == "/" { format!("/{part}") } else { format!("{at}/{part}") };
            match self.nodes.get(&next) {
                Some(Node { kind: Kind::Link(to), .. }) if follow || !pending.is_empty() => {
                    links += 1;
                    if links > 40 {
                        return Err(Errno::Loop);
                    }
                    if to.starts_with('/') {
                        at = "/".to_owned();
                    }
                    pending.extend(to.split('/').filter(|part| !part.is_empty()).map(str::to_owned).rev());
                }
                None if !pending.is_empty() => return Err(Errno::NotFound),
                _ => at = next,
            }
        }
        Ok(at)
    }

    /// The node that a path names.
    pub(crate) fn stat(&self, who: &Identity, path: &str, follow: bool) -> Result<(String, &Node), Errno> {
        let path = self.resolve(who, path, follow)?;
        let node = self.nodes.get(&path).ok_or(Errno::NotFound)?;
        Ok((path, node))
    }

    /// A file's contents.
    pub(crate) fn read(&self, who: &Identity, path: &str) -> Result<Vec<u8>, Errno> {
        let (_, node) = self.stat(who, path, true)?;
        match &node.kind {
            Kind::Directory => Err(Errno::IsDirectory),
            _ if !who.may(node, 4) => Err(Errno::Denied),
            Kind::File(contents) => Ok(contents.clone()),
            Kind::Socket => Err(Errno::NoDevice),
            Kind::Device | Kind::Link(_) => Ok(Vec::new()),
        }
    }

    /// The names in a directory, if it may be read.
    pub(crate) fn list(&self, who: &Identity, path: &str) -> Result<Vec<String>, Errno> {
        let (path, node) = self.stat(who, path, true)?;
        if !node.is_directory() {
            return Err(Errno::NotDirectory);
        }
        if !who.may(node, 4) {
            return Err(Errno::Denied);
        }
        Ok(self.children(&path))
    }

    /// Whether a file may be opened for writing, or made.
    pub(crate) fn may_write(&self, who: &Identity, path: &str) -> Result<(), Errno> {
        let path = self.resolve(who, path, true)?;
        match self.nodes.get(&path) {
            Some(node) if node.is_directory() => Err(Errno::IsDirectory),
            Some(node) => who.may(node, 2).then_some(()).ok_or(Errno::Denied),
            None => self.may_change_directory(who, &path),
        }
    }

    fn may_change_directory(&self, who: &Identity, path: &str) -> Result<(), Errno> {
        let directory = self.nodes.get(parent(path)).ok_or(Errno::NotFound)?;
        if !directory.is_directory() {
            return Err(Errno::NotDirectory);
        }
        (who.may(directory, 2) && who.may(directory, 1)).then_some(()).ok_or(Errno::Denied)
    }

    /// Whether an entry may be removed or renamed: the directory's right to write, and its sticky bit.
    fn may_unlink(&self, who: &Identity, path: &str) -> Result<(), Errno> {
        self.may_change_directory(who, path)?;
        let (Some(directory), Some(node)) = (self.nodes.get(parent(path)), self.nodes.get(path)) else {
            return Err(Errno::NotFound);
        };
        let sticky = directory.mode & 0o1000 != 0;
        if sticky && !who.is_root() && who.uid != node.uid && who.uid != directory.uid {
            return Err(Errno::NotPermitted);
        }
        Ok(())
    }

    /// Writes a file; makes it if it is not there.
    pub(crate) fn write(&mut self, who: &Identity, path: &str, new: &[u8], append: bool, mode: u32, now: Timestamp) -> Result<(), Errno> {
        self.may_write(who, path)?;
        let path = self.resolve(who, path, true)?;
        match self.nodes.get_mut(&path) {
            Some(node) => {
                match &mut node.kind {
                    Kind::File(contents) => {
                        if !append {
                            contents.clear();
                        }
                        contents.extend_from_slice(new);
                    }
                    Kind::Device => return Ok(()),
                    _ => return Err(Errno::NoDevice),
                }
                node.mtime = now.as_second();
                node.shown_size = None;
            }
            None => self.put_owned(&path, new, mode, who.uid, who.gid, now),
        }
        Ok(())
    }

    /// Makes a directory.
    pub(crate) fn make_directory(&mut self, who: &Identity, path: &str, mode: u32, now: Timestamp) -> Result<(), Errno> {
        let path = self.resolve(who, path, false)?;
        if self.nodes.contains_key(&path) {
            return Err(Errno::Exists);
        }
        self.may_change_directory(who, &path)?;
        self.put_directory(&path, mode, who.uid, who.gid, now);
        Ok(())
    }

    /// Makes a symbolic link.
    pub(crate) fn make_link(&mut self, who: &Identity, path: &str, to: &str, now: Timestamp) -> Result<(), Errno> {
        let path = self.resolve(who, path, false)?;
        if self.nodes.contains_key(&path) {
            return Err(Errno::Exists);
        }
        self.may_change_directory(who, &path)?;
        self.put_link(&path, to, now);
        if let Some(node) = self.nodes.get_mut(&path) {
            (node.uid, node.gid) = (who.uid, who.gid);
        }
        Ok(())
    }

    /// Removes a file, a link or an empty directory; with `all`, everything under it.
    pub(crate) fn remove(&mut self, who: &Identity, path: &str, all: bool) -> Result<(), Errno> {
        let path = self.resolve(who, path, false)?;
        let node = self.nodes.get(&path).ok_or(Errno::NotFound)?;
        if node.is_directory() && !all && !self.children(&path).is_empty() {
            return Err(Errno::NotEmpty);
        }
        self.may_unlink(who, &path)?;
        if node.is_directory() && !self.children(&path).is_empty() && !(who.may(node, 2) && who.may(node, 1)) {
            return Err(Errno::Denied);
        }
        self.delete(&path);
        Ok(())
    }

    /// Renames, over what is there.
    pub(crate) fn rename(&mut self, who: &Identity, from: &str, to: &str) -> Result<(), Errno> {
        let from = self.resolve(who, from, false)?;
        let to = self.resolve(who, to, false)?;
        if from == to {
            return Ok(());
        }
        self.may_unlink(who, &from)?;
        match self.nodes.get(&to) {
            Some(_) => self.may_unlink(who, &to)?,
            None => self.may_change_directory(who, &to)?,
        }
        let below = format!("{from}/");
        let moved: Vec<String> = self.nodes.keys().filter(|path| **path == from || path.starts_with(&below)).cloned().collect();
        self.delete(&to);
        for path in moved {
            if let Some(node) = self.nodes.remove(&path) {
                self.nodes.insert(format!("{to}{}", &path[from.len()..]), node);
            }
        }
        Ok(())
    }

    /// Changes a mode; its owner and root may.
    pub(crate) fn set_mode(&mut self, who: &Identity, path: &str, mode: u32) -> Result<(), Errno> {
        let path = self.resolve(who, path, true)?;
        let node = self.nodes.get_mut(&path).ok_or(Errno::NotFound)?;
        if !who.is_root() && who.uid != node.uid {
            return Err(Errno::NotPermitted);
        }
        node.mode = mode;
        Ok(())
    }

    /// Changes the owner and the group; root may.
    pub(crate) fn set_owner(&mut self, who: &Identity, path: &str, uid: Option<u32>, gid: Option<u32>) -> Result<(), Errno> {
        let path = self.resolve(who, path, true)?;
        let node = self.nodes.get_mut(&path).ok_or(Errno::NotFound)?;
        let own_group = who.uid == node.uid && uid.is_none() && gid.is_some_and(|gid| who.gid == gid || who.groups.contains(&gid));
        if !who.is_root() && !own_group {
            return Err(Errno::NotPermitted);
        }
        node.uid = uid.unwrap_or(node.uid);
        node.gid = gid.unwrap_or(node.gid);
        Ok(())
    }

    /// Sets the time of the last change; its owner and root may.
    pub(crate) fn touch(&mut self, who: &Identity, path: &str, time: i64) -> Result<(), Errno> {
        let path = self.resolve(who, path, true)?;
        let node = self.nodes.get_mut(&path).ok_or(Errno::NotFound)?;
        if !who.is_root() && who.uid != node.uid && !who.may(node, 2) {
            return Err(Errno::Denied);
        }
        node.mtime = time;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ubuntu() -> Identity {
        Identity { uid: 1000, gid: 1000, groups: vec![1000, 4] }
    }

    fn tree() -> Files {
        let now = Timestamp::UNIX_EPOCH;
        let mut files = Files::default();
        files.put_directory("/", 0o755, 0, 0, now);
        files.put_directory("/home/ubuntu", 0o750, 1000, 1000, now);
        files.put_directory("/tmp", 0o1777, 0, 0, now);
        files.put_owned("/etc/secret", "x", 0o600, 0, 0, now);
        files.put_file("/etc/plain", "y", now);
        files.put_link("/etc/link", "plain", now);
        files
    }

    #[test]
    fn mode_bits_decide_who_may_read_and_write() {
        let mut files = tree();
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(files.read(&ubuntu(), "/etc/secret"), Err(Errno::Denied));
        assert_eq!(files.read(&Identity::root(), "/etc/secret"), Ok(b"x".to_vec()));
        assert_eq!(files.read(&ubuntu(), "/etc/link"), Ok(b"y".to_vec()));
        assert_eq!(files.write(&ubuntu(), "/etc/plain", b"z", false, 0o644, now), Err(Errno::Denied));
        assert_eq!(files.write(&ubuntu(), "/etc/new", b"z", false, 0o644, now), Err(Errno::Denied));
        assert_eq!(files.write(&ubuntu(), "/home/ubuntu/new", b"z", false, 0o644, now), Ok(()));
        assert_eq!(files.write(&ubuntu(), "/home/none/new", b"z", false, 0o644, now), Err(Errno::NotFound));
    }

    #[test]
    fn the_sticky_bit_keeps_others_files() {
        let mut files = tree();
        let now = Timestamp::UNIX_EPOCH;
        files.write(&Identity::root(), "/tmp/of-root", b"", false, 0o666, now).unwrap();
        assert_eq!(files.remove(&ubuntu(), "/tmp/of-root", false), Err(Errno::NotPermitted));
        files.write(&ubuntu(), "/tmp/mine", b"", false, 0o644, now).unwrap();
        assert_eq!(files.remove(&ubuntu(), "/tmp/mine", false), Ok(()));
    }

    #[test]
    fn renaming_a_directory_takes_everything_along() {
        let mut files = tree();
        let now = Timestamp::UNIX_EPOCH;
        files.make_directory(&ubuntu(), "/home/ubuntu/a", 0o755, now).unwrap();
        files.write(&ubuntu(), "/home/ubuntu/a/f", b"1", false, 0o644, now).unwrap();
        files.rename(&ubuntu(), "/home/ubuntu/a", "/home/ubuntu/b").unwrap();
        assert_eq!(files.read(&ubuntu(), "/home/ubuntu/b/f"), Ok(b"1".to_vec()));
        assert_eq!(files.remove(&ubuntu(), "/home/ubuntu/b", false), Err(Errno::NotEmpty));
    }

    #[test]
    fn a_link_that_leads_to_itself_is_a_loop() {
        let mut files = tree();
        files.put_link("/a", "/b", Timestamp::UNIX_EPOCH);
        files.put_link("/b", "/a", Timestamp::UNIX_EPOCH);
        assert_eq!(files.read(&ubuntu(), "/a"), Err(Errno::Loop));
    }

    #[test]
    fn bytes_that_are_no_text_survive_saving() {
        let mut files = tree();
        files.put_file("/etc/bytes", vec![0, 159, 146, 150], Timestamp::UNIX_EPOCH);
        let saved = serde_json::to_string(&files).unwrap();
        assert_eq!(serde_json::from_str::<Files>(&saved).unwrap(), files);
    }
}
