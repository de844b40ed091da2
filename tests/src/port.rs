//! Ports of loopback that stay one's own while nobody listens on them.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::IntoRawFd as _;

use tokio::net::TcpSocket;

/// A port that is this process's until it ends. A socket is bound to it and never listens: the system
/// gives the port to nobody else, connections are refused, and a server that is started on it, and
/// started again, binds it all the same.
///
/// # Errors
///
/// No port is left.
pub fn own() -> io::Result<u16> {
    let socket = TcpSocket::new_v4()?;
    socket.set_reuseaddr(true)?;
    socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let port = socket.local_addr()?.port();
    // Kept by being forgotten.
    let _descriptor = socket.into_raw_fd();
    Ok(port)
}

#[cfg(test)]
mod tests {
    use std::net::{TcpListener, TcpStream};

    use super::*;

    #[test]
    fn a_server_binds_it_again_and_again_and_nobody_is_given_it() -> io::Result<()> {
        let port = own()?;
        let address = (Ipv4Addr::LOCALHOST, port);
        for _ in 0..2 {
            assert!(TcpStream::connect(address).is_err(), "nobody listens");
            let server = TcpListener::bind(address)?;
            let _call = TcpStream::connect(address)?;
            drop(server);
        }
        Ok(())
    }
}
