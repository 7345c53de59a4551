//! What RDS Proxy does before it lets anybody in: TLS, and a token of IAM in a password's place. Whoever
//! passes talks on to the tests' PostgreSQL.

use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex},
    time::Duration,
};

use percent_encoding::percent_decode_str;
use sandbox::Authority;
use storage::{Clock, clock::ManualClock};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;
use url::Url;

use super::{
    certificates::acceptor,
    database::Database,
    signature::{credential, digest, signature},
};

/// What tokens are signed for.
const SERVICE: &str = "rds-db";

/// The user that is let in; a name that has to be encoded in a URL.
pub(crate) fn user(database: &Database) -> String {
    format!("{} app", database.name)
}

/// A gate before one database; it closes with the test's runtime.
pub(crate) struct IamGate {
    port: u16,
    user: String,
    database: String,
    tokens: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone)]
struct Keeper {
    acceptor: TlsAcceptor,
    address: String,
    server: (String, u16),
    user: String,
    clock: Clock,
    tokens: Arc<Mutex<Vec<String>>>,
}

impl IamGate {
    /// Opens a gate that goes by `name`, at a port of this machine.
    pub(crate) async fn open(
        database: &Database,
        clock: &ManualClock,
        authority: &Authority,
        name: &str,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let server = Url::parse(&database.url).unwrap();
        let keeper = Keeper {
            acceptor: acceptor(authority, name),
            address: format!("localhost:{port}"),
            server: (server.host_str().unwrap().to_owned(), server.port().unwrap()),
            user: user(database),
            clock: Clock::Manual(clock.clone()),
            tokens: Arc::default(),
        };
        let gate = Self {
            port,
            user: keeper.user.clone(),
            database: database.name.clone(),
            tokens: Arc::clone(&keeper.tokens),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let keeper = keeper.clone();
                // A client that goes away is no failure of the gate.
                tokio::spawn(async move { keeper.receive(client).await });
            }
        });
        gate
    }

    /// The URL for the user that is let in.
    pub(crate) fn url(&self, authority: &Authority) -> String {
        let mut url = Url::parse(&format!("postgres://localhost:{}", self.port)).unwrap();
        url.set_username(&self.user).unwrap();
        url.set_path(&self.database);
        url.query_pairs_mut()
            .append_pair("sslmode", "verify-full")
            .append_pair("sslrootcert", authority.path().to_str().unwrap());
        url.into()
    }

    /// The tokens that were accepted, one for each connection.
    pub(crate) fn tokens(&self) -> Vec<String> {
        self.tokens.lock().unwrap().clone()
    }
}

impl Keeper {
    async fn receive(&self, mut client: TcpStream) -> io::Result<()> {
        let mut request = [0; 8];
        client.read_exact(&mut request).await?;
        assert_eq!(request, [0, 0, 0, 8, 4, 210, 22, 47], "an SSLRequest");
        client.write_all(b"S").await?;
        let mut client = self.acceptor.accept(client).await?;

        let startup = message(&mut client).await?;
        // Authentication by a password in clear text.
        client.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3]).await?;
        assert_eq!(client.read_u8().await?, b'p', "a password");
        let password = message(&mut client).await?;
        let token = String::from_utf8(password[..password.len() - 1].to_vec()).unwrap();
        if let Err(refusal) = self.check(&token) {
            let text = format!("SFATAL\0VFATAL\0C28P01\0M{refusal}\0\0");
            client.write_u8(b'E').await?;
            client.write_u32(u32::try_from(text.len()).unwrap() + 4).await?;
            client.write_all(text.as_bytes()).await?;
            return client.shutdown().await;
        }
        self.tokens.lock().unwrap().push(token);

        // The server trusts us: see `database.rs`.
        let mut server = TcpStream::connect(&self.server).await?;
        server.write_u32(u32::try_from(startup.len()).unwrap() + 4).await?;
        server.write_all(&startup).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }

    /// Why a token is none, in the order of AWS's documentation of signature version 4.
    fn check(&self, token: &str) -> Result<(), &'static str> {
        let ensure = |right, refusal| if right { Ok(()) } else { Err(refusal) };
        let (address, query) = token.split_once("/?").ok_or("not a token")?;
        ensure(address == self.address, "for another server")?;
        let (signed, signature) = query.rsplit_once("&X-Amz-Signature=").ok_or("not signed")?;
        let encoded: BTreeMap<&str, &str> =
            signed.split('&').filter_map(|pair| pair.split_once('=')).collect();
        let parameter = |name| {
            let value = percent_decode_str(encoded.get(name).unwrap_or(&"")).decode_utf8_lossy();
            value.into_owned()
        };
        ensure(parameter("Action") == "connect", "for something else")?;
        ensure(parameter("DBUser") == self.user, "for another user")?;
        ensure(parameter("X-Amz-Algorithm") == "AWS4-HMAC-SHA256", "another algorithm")?;
        ensure(parameter("X-Amz-Expires") == "900", "another lifetime")?;
        ensure(parameter("X-Amz-SignedHeaders") == "host", "other headers")?;
        let date = parameter("X-Amz-Date");
        let is_date = date.len() == "20261123T204741Z".len();
        ensure(is_date, "no date")?;
        let credential_matches = parameter("X-Amz-Credential") == credential(&date, SERVICE);
        ensure(credential_matches, "another region or key")?;

        let query: Vec<String> =
            encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request =
            format!("GET\n/\n{}\nhost:{address}\n\nhost\n{}", query.join("&"), digest(b""));
        ensure(self::signature(&date, SERVICE, &request) == signature, "another signature")?;

        let age = self.clock.now().checked_sub(time(&date)).ok_or("signed in the future")?;
        ensure(age < Duration::from_mins(15), "expired")
    }
}

/// A message without its length.
async fn message(client: &mut (impl AsyncReadExt + Unpin)) -> io::Result<Vec<u8>> {
    let length = client.read_u32().await?;
    let mut message = vec![0; length as usize - 4];
    client.read_exact(&mut message).await?;
    Ok(message)
}

/// `20261123T204741Z` since 1970.
fn time(date: &str) -> Duration {
    let number = |range: std::ops::Range<usize>| date[range].parse::<u64>().unwrap();
    let [month, day] = [number(4..6), number(6..8)].map(|number| u8::try_from(number).unwrap());
    let midnight = rcgen::date_time_ymd(i32::try_from(number(0..4)).unwrap(), month, day);
    let seconds = number(9..11) * 3600 + number(11..13) * 60 + number(13..15);
    Duration::from_secs(u64::try_from(midnight.unix_timestamp()).unwrap() + seconds)
}
