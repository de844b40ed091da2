//! What a terminal user does: signs in, changes the password, initialises a peer.

mod lock;
mod own_change;
mod peer;
mod sign_in;
