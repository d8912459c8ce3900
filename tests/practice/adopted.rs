//! A lab that was made by hand, without the program, and is then adopted.

mod cut_off;
mod in_a_terminal;
mod needs_ssh_client;
mod refused;
