//! A way to a server that can be shut: what happens to a program when its database is restarted.

use std::net::SocketAddr;
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};
use url::Url;

/// Passes connections on to a server while it is open. While it is shut it refuses them, and those
/// that there were have broken.
#[derive(Debug)]
pub struct Gate {
    server: String,
    address: SocketAddr,
    passing: JoinHandle<()>,
}

impl Gate {
    /// An open gate to the server of this address, and the address that leads through it.
    ///
    /// # Panics
    /// When the address has no host or port, or none can be listened on.
    pub async fn to(url: &Url) -> (Self, Url) {
        let (host, port) = (url.host_str().expect("a host"), url.port().expect("a port"));
        let server = format!("{host}:{port}");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let mut through = url.clone();
        through
            .set_ip_host(address.ip())
            .and_then(|()| through.set_port(Some(address.port())))
            .expect("an address");
        let passing = tokio::spawn(pass(listener, server.clone()));
        let gate = Self {
            server,
            address,
            passing,
        };
        (gate, through)
    }

    /// Shuts it.
    pub async fn shut(&mut self) {
        self.passing.abort();
        // The listener and all connections go with it.
        let _ = (&mut self.passing).await;
    }

    /// Opens it again.
    ///
    /// # Panics
    /// When its port is taken meanwhile.
    pub async fn open(&mut self) {
        let listener = TcpListener::bind(self.address).await.expect("the port");
        self.passing = tokio::spawn(pass(listener, self.server.clone()));
    }
}

async fn pass(listener: TcpListener, server: String) {
    let mut connections = JoinSet::new();
    while let Ok((mut from, _)) = listener.accept().await {
        let server = server.clone();
        connections.spawn(async move {
            let mut to = TcpStream::connect(server).await?;
            to.set_nodelay(true)?;
            from.set_nodelay(true)?;
            copy_bidirectional(&mut from, &mut to).await
        });
    }
}
