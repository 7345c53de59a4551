//! A cache in memory: nginx, which unpacks bodies out of redis.

use std::{
    io::{self, Write},
    net::Ipv4Addr,
    path::Path,
};

use axum::body::Bytes;
use flate2::{Compression, write::ZlibEncoder};
use fs_err as fs;
use sandbox::TemporaryFolder;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use url::Url;

use super::launch::Launched;
use crate::BenchError;

const CONFIGURATION: &str = include_str!("../../peer/nginx.conf");

const HINT: &str = "; --nginx needs nginx with its Lua module and redis: \
    apt-get install lua-nginx-redis lua-zlib libnginx-mod-http-lua nginx redis-server";

/// That of zlib unless told.
const LEVEL: u32 = 6;

/// What redis says to a command that stored something.
const STORED: &[u8] = b"+OK\r\n";

/// A running nginx, with its redis. Dropping it stops both.
pub(super) struct Nginx {
    pub(super) url: Url,
    server: Launched,
    redis: Launched,
    redis_port: u16,
    _folder: TemporaryFolder,
}

impl Nginx {
    /// Starts both with nothing stored, and waits until nginx answers.
    pub(super) async fn start(http: &reqwest::Client) -> Result<Self, BenchError> {
        let folder = TemporaryFolder::new()?;
        let place = folder.path().display().to_string();
        let (port, redis_port) = (sandbox::free_port()?, sandbox::free_port()?);

        let port_of_redis = redis_port.to_string();
        let arguments =
            ["--bind", "127.0.0.1", "--port", &port_of_redis, "--save", "", "--dir", &place];
        let redis = Path::new("redis-server");
        let mut redis = Launched::start("redis", redis, arguments, &[], HINT)?;
        redis.wait_for_port(redis_port).await?;

        let configuration = CONFIGURATION
            .replace("HTTP_PORT", &port.to_string())
            .replace("REDIS_PORT", &port_of_redis);
        fs::write(folder.path().join("nginx.conf"), configuration)?;
        let arguments = ["-e", "stderr", "-p", &place, "-c", "nginx.conf"];
        let mut server =
            Launched::start("nginx", Path::new("/usr/sbin/nginx"), arguments, &[], HINT)?;
        let url: Url = format!("http://127.0.0.1:{port}").parse()?;
        server.wait_for_answer(http, &url).await?;
        Ok(Self { url, server, redis, redis_port, _folder: folder })
    }

    /// The first process of each.
    pub(super) fn processes(&self) -> Vec<u32> {
        vec![self.server.id(), self.redis.id()]
    }

    /// Stores the body that a path and query are answered with.
    pub(super) async fn store(&self, path: &str, body: &Bytes) -> Result<(), BenchError> {
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::new(LEVEL));
        packed.write_all(body)?;
        let packed = packed.finish()?;
        // <https://redis.io/docs/latest/develop/reference/protocol-spec/>
        let (path_length, length) = (path.len(), packed.len());
        let command = format!("*3\r\n$3\r\nSET\r\n${path_length}\r\n{path}\r\n${length}\r\n");
        let mut redis = TcpStream::connect((Ipv4Addr::LOCALHOST, self.redis_port)).await?;
        redis.write_all(&[command.as_bytes(), &packed, b"\r\n"].concat()).await?;
        let mut said = [0; STORED.len()];
        redis.read_exact(&mut said).await?;
        if said != STORED {
            return Err(io::Error::other("redis has not stored a body").into());
        }
        Ok(())
    }
}
