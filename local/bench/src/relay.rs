//! A relay before PostgreSQL that counts what comes from it.

use std::{
    io,
    net::Ipv4Addr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use url::Url;

/// A relay that counts; it ends when dropped.
pub(crate) struct Relay {
    /// The database, through it.
    pub(crate) url: String,
    bytes: Arc<AtomicU64>,
    _task: JoinSet<()>,
}

impl Relay {
    /// One before that database.
    pub(crate) async fn start(database_url: &str) -> io::Result<Self> {
        let mut url = Url::parse(database_url).map_err(io::Error::other)?;
        let server = (Ipv4Addr::LOCALHOST, url.port().unwrap_or(5432));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        // Such a URL has a port.
        let _ = url.set_port(Some(listener.local_addr()?.port()));
        let bytes = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&bytes);
        let mut task = JoinSet::new();
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(relay(client, server, Arc::clone(&counter)));
            }
        });
        Ok(Self { url: url.into(), bytes, _task: task })
    }

    /// How many bytes came from the server so far.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }
}

async fn relay(
    client: TcpStream,
    server: (Ipv4Addr, u16),
    counter: Arc<AtomicU64>,
) -> io::Result<()> {
    let server = TcpStream::connect(server).await?;
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = async {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = from_server.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            counter.fetch_add(read as u64, Ordering::Relaxed);
            to_client.write_all(&buffer[..read]).await?;
        }
    };
    tokio::select! {
        copied = tokio::io::copy(&mut from_client, &mut to_server) => copied.map(drop),
        answered = answers => answered,
    }
}
