//! The faults of Blizzard's site. Adding one is a line in [`FAULTS`].

use std::{
    io::Write,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use fake::{Player, Site, pages};
use fastrand::Rng;
use flate2::{Compression, write::GzEncoder};

use super::questions::{ASKED_BY_ID, is_of_known_player};
use crate::support::fault_proxy::{Act, Answer, Spoil};

/// What happens to the site.
pub(super) struct Fault {
    pub(super) name: &'static str,
    pub(super) spoil: Spoil,
}

static SITE: LazyLock<Site> = LazyLock::new(Site::generated);

/// What unpacks to more than any page.
static BOMB: LazyLock<Vec<u8>> = LazyLock::new(|| gzip(&vec![b' '; 64 << 20]));

/// A fault, by name.
type Injury = (&'static str, fn(Answer) -> Act);

/// Every one of them.
const FAULTS: &[Injury] = &[
    // First, for it takes longest.
    ("a slow drip", |answer| Act::Drip(answer.whole(), Duration::from_millis(50))),
    ("403", |answer| status(answer, 403)),
    ("404", |answer| status(answer, 404)),
    ("429", |answer| status(answer, 429)),
    ("500", |answer| status(answer, 500)),
    ("503", |answer| status(answer, 503)),
    ("204", |answer| status(answer, 204)),
    ("a redirect to nowhere", |answer| redirect(answer, "http://127.0.0.1:1/")),
    ("a redirect without a place", |answer| status(answer, 302)),
    ("a redirect to another page", |answer| redirect(answer, "/en-us/heroes/")),
    ("a redirect to another player", |answer| {
        let other = format!("/en-us/career/{}/", other_player().id.encoded());
        // Where a BattleTag leads to is Blizzard's word; where an id does, is known.
        let is_of_an_id = answer.target.contains("%7C") && answer.target != other;
        if is_of_an_id { redirect(answer, &other) } else { Act::Send(answer.whole()) }
    }),
    ("endless redirects", |answer| {
        let again = answer.target.clone();
        redirect(answer, &again)
    }),
    ("a reset before the answer", |_| Act::Reset(Vec::new())),
    ("a reset within the answer", |answer| Act::Reset(half(answer.whole()))),
    ("a connection that ends at once", |_| Act::Send(Vec::new())),
    ("no HTTP", |_| Act::Send(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec())),
    ("half of the body announced", |answer| {
        Act::Send([answer.head("content-length: 9999999\r\n"), half(answer.body)].concat())
    }),
    ("half of the chunks", |answer| {
        let head = answer.head("transfer-encoding: chunked\r\n");
        let chunk = half(answer.body);
        let length = format!("{:x}\r\n", chunk.len()).into_bytes();
        Act::Send([head, length, chunk, b"\r\n".to_vec()].concat())
    }),
    ("a body that just ends", |answer| Act::Send([answer.head(""), half(answer.body)].concat())),
    ("a body that ends behind a tag", |answer| {
        let mut body = half(answer.body.clone());
        let end = body.iter().rposition(|byte| *byte == b'>').map_or(0, |at| at + 1);
        body.truncate(end);
        Act::Send([answer.head(""), body].concat())
    }),
    ("an empty body", |answer| page(answer, b"")),
    ("a huge body", |answer| page(answer, &vec![b'<'; 16 << 20])),
    ("an endless body", |answer| Act::Endless(answer.head(""), vec![b'a'; 1 << 16])),
    ("endless headers", |answer| {
        Act::Endless(answer.head("")[..20].to_vec(), b"x-a: b\r\n".repeat(512))
    }),
    ("a gzip bomb", |answer| encoded(answer, "gzip", &BOMB)),
    ("gzip that is none", |answer| {
        let body = answer.body.clone();
        encoded(answer, "gzip", &body)
    }),
    ("half of a gzip", |answer| {
        let body = half(gzip(&answer.body));
        encoded(answer, "gzip", &body)
    }),
    ("gzip without a word", |answer| {
        let body = gzip(&answer.body);
        page(answer, &body)
    }),
    ("an encoding that we do not take", |answer| {
        let body = zstd::bulk::compress(&answer.body, 1).unwrap();
        encoded(answer, "zstd", &body)
    }),
    ("Latin-1", |answer| {
        let text = String::from_utf8_lossy(&answer.body).replace('t', "é");
        let body: Vec<u8> = text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        page(answer, &body)
    }),
    ("UTF-16", |answer| {
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let body: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        page(answer, &body)
    }),
    ("another page", |answer| page(answer, b"<html><body><main>Maintenance</main></body></html>")),
    ("another player's page", |answer| {
        // Of whom only the id is known, it cannot be told who that is.
        let is_known = answer.target.contains("%7C") && !answer.target.contains(ASKED_BY_ID);
        let other = pages::career(&other_player().career);
        if is_known { page(answer, other.as_bytes()) } else { Act::Send(answer.whole()) }
    }),
    ("everything renamed", |answer| {
        let text = String::from_utf8_lossy(&answer.body);
        let renamed = text
            .replace("Profile-", "Player-")
            .replace("blz-", "ow-")
            .replace("heroIndexWrapper", "heroes")
            .replace("abilities-container", "abilities")
            .replace("homepage-features-heroes", "features")
            .replace("\"name\"", "\"battleName\"")
            .replace("\"cells\"", "\"values\"");
        page(answer, renamed.as_bytes())
    }),
    ("everything but the masthead renamed", |answer| {
        let text = String::from_utf8_lossy(&answer.body);
        let renamed = text.replace("Profile-view", "Player-view").replace("quickPlay", "casual");
        // Nobody knows what was on a page that was never seen.
        let is_known = is_of_known_player(&answer.target);
        if is_known { page(answer, renamed.as_bytes()) } else { Act::Send(answer.whole()) }
    }),
    ("JSON of another shape", |answer| page(answer, br#"{"data":{"players":[]},"rates":[1,2]}"#)),
    ("a list of something else", |answer| page(answer, br#"[{"id":1},null,"a",[]]"#)),
    ("null", |answer| page(answer, b"null")),
];

/// Every one of them.
pub(super) fn faults() -> impl Iterator<Item = Fault> {
    FAULTS.iter().map(|(name, spoil)| Fault { name, spoil: Arc::new(*spoil) })
}

/// A different one of all faults for each answer, or none.
pub(super) fn mixture(seed: u64) -> Fault {
    // Those that take long would leave time for few of the others.
    let spoils = &FAULTS[1..];
    let rng = Mutex::new(Rng::with_seed(seed));
    let spoil = move |answer: Answer| {
        let spoil = {
            let mut rng = rng.lock().unwrap();
            if rng.usize(..3) == 0 { None } else { Some(rng.usize(..spoils.len())) }
        };
        match spoil {
            Some(number) => spoils[number].1(answer),
            None => Act::Send(answer.whole()),
        }
    };
    Fault { name: "all of them, one after the other", spoil: Arc::new(spoil) }
}

fn status(answer: Answer, status: u16) -> Act {
    let body = b"<html><body><main>Error</main></body></html>".to_vec();
    let body = if status == 204 { Vec::new() } else { body };
    Act::Send(Answer { status, body, location: None, ..answer }.whole())
}

fn redirect(answer: Answer, to: &str) -> Act {
    let location = Some(to.to_owned());
    Act::Send(Answer { status: 302, body: Vec::new(), location, ..answer }.whole())
}

/// Another body where there is one.
fn page(answer: Answer, body: &[u8]) -> Act {
    Act::Send(Answer { body: body.to_vec(), ..answer }.whole())
}

fn encoded(answer: Answer, encoding: &str, body: &[u8]) -> Act {
    let header = format!("content-encoding: {encoding}\r\n");
    Act::Send(Answer { body: body.to_vec(), ..answer }.with_headers(&header))
}

fn half(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() / 2);
    bytes
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// A player whom nobody asks for.
fn other_player() -> &'static Player {
    SITE.players.last().unwrap()
}
