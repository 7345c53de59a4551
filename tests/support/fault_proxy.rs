//! A proxy between the functions and the fake of Blizzard's site, which spoils the responses that it is
//! told to spoil.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::sleep,
};

use super::world::client;

/// What Blizzard would answer.
#[derive(Clone)]
pub(crate) struct Answer {
    /// What was asked for.
    pub(crate) target: String,
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// What is done instead of answering.
pub(crate) enum Act {
    /// These bytes, and the end of the connection.
    Send(Vec<u8>),
    /// The same byte by byte, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// The first bytes, and then the last ones until nobody takes them any more.
    Endless(Vec<u8>, Vec<u8>),
    /// These bytes, and a reset of the connection.
    Reset(Vec<u8>),
}

/// How an answer is spoiled.
pub(crate) type Spoil = Arc<dyn Fn(Answer) -> Act + Send + Sync>;

/// A running proxy; it ends when dropped.
pub(crate) struct FaultProxy {
    address: SocketAddr,
    desk: Arc<Desk>,
    _server: JoinSet<()>,
}

struct Desk {
    /// Where the fake is.
    behind: String,
    client: reqwest::Client,
    spoil: Mutex<Option<Spoil>>,
    injected: AtomicUsize,
}

impl FaultProxy {
    /// Starts a proxy before that URL, which spoils nothing yet.
    pub(crate) async fn start(behind: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let desk = Arc::new(Desk {
            behind,
            client: client(),
            spoil: Mutex::default(),
            injected: AtomicUsize::default(),
        });
        let mut server = JoinSet::new();
        server.spawn(serve(listener, Arc::clone(&desk)));
        Self { address, desk, _server: server }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn set(&self, spoil: Option<Spoil>) {
        *self.desk.spoil.lock().unwrap() = spoil;
    }

    /// How many answers it has spoiled.
    pub(crate) fn injected(&self) -> usize {
        self.desk.injected.load(Ordering::Relaxed)
    }
}

async fn serve(listener: TcpListener, desk: Arc<Desk>) {
    let mut connections = JoinSet::new();
    while let Ok((connection, _)) = listener.accept().await {
        let desk = Arc::clone(&desk);
        // Whoever asks may hang up at any time.
        connections.spawn(async move { desk.answer(connection).await.unwrap_or_default() });
    }
}

impl Desk {
    /// Answers one request; a connection serves no more than that.
    async fn answer(&self, mut connection: TcpStream) -> io::Result<()> {
        let Some(target) = read_target(&mut connection).await? else { return Ok(()) };
        let answer = self.pass_on(target).await;
        let spoil = self.spoil.lock().unwrap().clone();
        let act = match spoil {
            Some(spoil) => {
                self.injected.fetch_add(1, Ordering::Relaxed);
                spoil(answer)
            }
            None => Act::Send(answer.whole()),
        };
        act.perform(connection).await
    }

    async fn pass_on(&self, target: String) -> Answer {
        let response = self.client.get(format!("{}{target}", self.behind)).send().await.unwrap();
        let header = |name| Some(response.headers().get(name)?.to_str().unwrap().to_owned());
        Answer {
            target,
            status: response.status().as_u16(),
            content_type: header("content-type").unwrap_or_default(),
            location: header("location"),
            body: response.bytes().await.unwrap().to_vec(),
        }
    }
}

/// What a request asks for; `None` when nobody asks.
async fn read_target(connection: &mut TcpStream) -> io::Result<Option<String>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if connection.read_buf(&mut head).await? == 0 {
            return Ok(None);
        }
    }
    let head = String::from_utf8_lossy(&head);
    Ok(head.split(' ').nth(1).map(str::to_owned))
}

impl Answer {
    /// Status line and headers, with these besides.
    pub(crate) fn head(&self, more: &str) -> Vec<u8> {
        let Self { status, content_type, location, .. } = self;
        let location = location.as_ref().map_or(String::new(), |to| format!("location: {to}\r\n"));
        format!(
            "HTTP/1.1 {status} Status\r\nconnection: close\r\ncontent-type: {content_type}\r\n{location}{more}\r\n"
        )
        .into_bytes()
    }

    /// As it is.
    pub(crate) fn whole(&self) -> Vec<u8> {
        self.with_headers("")
    }

    /// The same with more headers.
    pub(crate) fn with_headers(&self, more: &str) -> Vec<u8> {
        let length = format!("content-length: {}\r\n{more}", self.body.len());
        [self.head(&length), self.body.clone()].concat()
    }
}

impl Act {
    async fn perform(self, mut connection: TcpStream) -> io::Result<()> {
        match self {
            Self::Send(bytes) => {
                connection.write_all(&bytes).await?;
                connection.shutdown().await
            }
            Self::Drip(bytes, pause) => {
                for byte in bytes {
                    connection.write_all(&[byte]).await?;
                    sleep(pause).await;
                }
                Ok(())
            }
            Self::Endless(first, again) => {
                connection.write_all(&first).await?;
                loop {
                    connection.write_all(&again).await?;
                }
            }
            Self::Reset(bytes) => {
                connection.write_all(&bytes).await?;
                // What is not read by the end of a connection resets it, as does no time to linger.
                connection.set_zero_linger()
            }
        }
    }
}
