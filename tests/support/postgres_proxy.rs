//! A proxy before PostgreSQL that holds its clients up between two messages.

use std::net::Ipv4Addr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
};
use url::Url;

/// A running proxy; dropped, it hangs up.
pub(crate) struct PostgresProxy {
    /// The database, through it.
    pub(crate) url: String,
    count: watch::Sender<Count>,
    _tasks: JoinSet<()>,
}

/// The messages that came so far, and how many are let through.
struct Count {
    messages: usize,
    let_through: usize,
}

impl Count {
    fn is_held_up(&self) -> bool {
        self.messages > self.let_through
    }
}

impl PostgresProxy {
    /// One before that database, which lets so many messages through.
    pub(crate) async fn start(database_url: &str, let_through: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut url = Url::parse(database_url).unwrap();
        let server = (Ipv4Addr::LOCALHOST, url.port().unwrap());
        url.set_port(Some(listener.local_addr().unwrap().port())).unwrap();
        let count = watch::Sender::new(Count { messages: 0, let_through });
        let mut tasks = JoinSet::new();
        let counted = count.clone();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((client, _)) = listener.accept().await {
                connections.spawn(pass(client, server, counted.clone()));
            }
        });
        Self { url: url.into(), count, _tasks: tasks }
    }

    /// Waits until a client is held up.
    pub(crate) async fn held_up(&self) {
        self.count.subscribe().wait_for(Count::is_held_up).await.unwrap();
    }

    /// Lets everything through from now on.
    pub(crate) fn go_on(&self) {
        self.count.send_modify(|count| count.let_through = usize::MAX);
    }
}

/// Clients wait for each answer before they send more, so that what is read at once is one message at most.
async fn pass(client: TcpStream, server: (Ipv4Addr, u16), count: watch::Sender<Count>) {
    let server = TcpStream::connect(server).await.unwrap();
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let requests = async {
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = from_client.read(&mut buffer).await.unwrap_or(0);
            if length == 0 {
                return;
            }
            count.send_modify(|count| count.messages += 1);
            let mut changes = count.subscribe();
            // Its sender is ours.
            let _ = changes.wait_for(|count| !count.is_held_up()).await;
            if to_server.write_all(&buffer[..length]).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = requests => {}
        _ = copy(&mut from_server, &mut to_client) => {}
    }
}
