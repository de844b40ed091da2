//! What a terminal user does: looks at itself, changes its password, initialises a peer.

pub mod change_password;
pub mod initialise_peer;
pub mod read_terminal;
