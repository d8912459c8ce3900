//! vi and nano: full-screen editors are not part of the practice machine.

use super::Process;
use crate::guest::files::file_name;

/// Says so, and how the same is done without one.
pub(super) fn explain(p: &Process) -> i32 {
    let name = file_name(&p.args[0]);
    let file = p.rest().iter().find(|arg| !arg.starts_with(['-', '+'])).map_or("FILE", String::as_str);
    let sudo = if p.who.is_root() { "sudo " } else { "" };
    p.complain(format!(
        "{name}: a full-screen editor is not part of the practice machine. The same can be done from the command line:\n\n\
         show the file with line numbers:     {sudo}cat -n {file}\n\
         keep a copy of it:                   {sudo}cp -p {file} {file}.bak\n\
         change a line (here bind-address):   {sudo}sed -i 's/^bind-address.*/bind-address = 0.0.0.0/' {file}\n\
         write it anew (end with Ctrl-D):     {sudo}tee {file}\n"
    ));
    1
}
