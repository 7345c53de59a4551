//! The client of Blizzard's site, and what it makes of a site that misbehaves.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by failing")]

use std::{io::Write, time::Duration};

use axum::Router;
use blizzard::{Client, Error};
use fake::{Fake, Fault, Site};
use flate2::{Compression, write::GzEncoder};
use overwatch::PlayerId;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// A player of the generated site.
const PLAYER: &str = "Aurora-1011";

fn player() -> PlayerId {
    PLAYER.parse().unwrap()
}

#[tokio::test]
async fn a_battletag_is_followed_to_its_blizzard_id() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let client = Client::new(&fake.url()).unwrap();
    let page = client.career(&player()).await.unwrap();
    assert_eq!(page.id, fake.with_site(|site| site.player_mut(PLAYER).unwrap().id.clone()));
    let path = format!("/en-us/career/{}/", page.id.encoded());
    assert_eq!(fake.requests(), ["/en-us/career/Aurora-1011/".to_owned(), path]);
}

#[tokio::test]
async fn each_failure_has_its_own_error() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let client = Client::new(&fake.url()).unwrap();
    let fail = async |fault: Fault| {
        fake.set_fault(Some(fault));
        client.career(&player()).await.unwrap_err()
    };
    assert!(matches!(fail(Fault::Status(403)).await, Error::Forbidden));
    assert!(matches!(fail(Fault::Status(404)).await, Error::NotFound));
    assert!(matches!(fail(Fault::Status(503)).await, Error::Status(503)));
    assert!(matches!(fail(Fault::Status(204)).await, Error::Status(204)));
    assert!(matches!(fail(Fault::Cut).await, Error::Connection(_)));
    let page = "a".repeat(5 << 20);
    assert!(matches!(fail(Fault::Garbage(page.clone())).await, Error::NoBlizzardId));
    assert!(matches!(fail(Fault::Garbage(page + "a")).await, Error::TooLarge(_)));
    assert!(matches!(fail(Fault::Hang).await, Error::Timeout(_)));

    fake.stop().await;
    let refused = client.career(&player()).await.unwrap_err();
    assert!(matches!(refused, Error::Connection(_)));
    assert!(!format!("{refused:?}").contains("Aurora"), "errors are logged: {refused:?}");
}

#[tokio::test]
async fn what_unpacks_to_more_than_a_page_is_left() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 64 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 100_000, "small until it is unpacked: {}", bomb.len());
    let answer = async move || ([("content-encoding", "gzip")], bomb);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, Router::new().fallback(answer)).into_future());
    let error = Client::new(&url).unwrap().search("Name").await.unwrap_err();
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
}

#[tokio::test]
async fn only_utf8_is_a_page() {
    let latin_1: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\n\"\xe9t\"";
    let (url, _) = answer_all(latin_1).await;
    let error = Client::new(&url).unwrap().search("Name").await.unwrap_err();
    assert!(matches!(error, Error::NotUtf8), "{error:?}");
}

#[tokio::test]
async fn a_redirect_to_another_site_or_player_is_left() {
    let elsewhere = Fake::start(Site::generated()).await.unwrap();
    let career = |id: &str| format!("/en-us/career/{id}/");
    let (mine, other) = ("ab%7Ccd", "ab%7Cce");
    for (asked, to, is_followed) in [
        (PLAYER, career(mine), true),
        (mine, career(mine), true),
        (mine, career(other), false),
        (mine, "/en-us/heroes/".to_owned(), false),
        (PLAYER, elsewhere.url() + &career(mine), false),
    ] {
        let head = "HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation: ";
        let (url, mut requests) = answer_all(format!("{head}{to}\r\n\r\n").into_bytes()).await;
        let player = asked.parse().unwrap();
        Client::new(&url).unwrap().career(&player).await.unwrap_err();
        requests.recv().await.unwrap();
        assert_eq!(requests.try_recv().is_ok(), is_followed, "{asked} to {to}");
    }
    assert_eq!(elsewhere.requests(), Vec::<String>::new());
}

#[tokio::test]
async fn circles_are_left() {
    let (url, _) =
        answer_all(*b"HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n").await;
    let error = Client::new(&url).unwrap().career(&player()).await.unwrap_err();
    assert!(matches!(error, Error::Connection(_)), "{error:?}");
}

#[tokio::test]
async fn we_say_who_we_are() {
    let (url, mut requests) = answer_all(*b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n[]").await;
    assert_eq!(Client::new(&url).unwrap().search("Ü/..").await.unwrap(), "[]");
    let request = requests.recv().await.unwrap().to_lowercase();
    assert!(request.starts_with("get /en-us/search/account-by-name/%c3%9c%2f../ "), "{request}");
    assert!(request.contains("\r\nuser-agent: overfast-serverless/"), "{request}");
}

/// A server that answers every request the same, and shows what it was asked.
async fn answer_all(
    answer: impl Into<Vec<u8>>,
) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, requests) = tokio::sync::mpsc::unbounded_channel();
    let answer = answer.into();
    tokio::spawn(async move {
        while let Ok((mut connection, _)) = listener.accept().await {
            let (sender, answer) = (sender.clone(), answer.clone());
            tokio::spawn(async move {
                let mut request = vec![0; 8192];
                while let Ok(length @ 1..) = connection.read(&mut request).await {
                    let _ = sender.send(String::from_utf8_lossy(&request[..length]).into_owned());
                    connection.write_all(&answer).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
            });
        }
    });
    (url, requests)
}
