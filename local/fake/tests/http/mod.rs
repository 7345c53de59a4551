//! Requests to the fake, byte by byte.

use std::io;

use fake::Fake;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// The answer, headers and all.
pub(crate) async fn get(fake: &Fake, path: &str) -> io::Result<String> {
    get_from(&fake.url(), path).await
}

pub(crate) async fn get_from(url: &str, path: &str) -> io::Result<String> {
    let mut connection = TcpStream::connect(url.trim_start_matches("http://")).await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await?;
    Ok(answer)
}

pub(crate) fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}
