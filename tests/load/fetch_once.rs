//! One fetch for many, in many processes; and what becomes of it when whoever fetches fails or dies.

use std::time::{Duration, Instant};

use fake::{Fake, Fault, Site};
use futures_util::future::join_all;
use tokio::{task::JoinSet, time::sleep};

use crate::support::{
    database::Database,
    laptop::run_local,
    load::variables,
    machine,
    program::Program,
    say,
    world::{PLAYER, Reply, World, client, send},
};

const PROCESSES: usize = 8;
const REQUESTS: usize = 200;

/// From the death of whoever fetches to everybody's answer: a lease runs out, and somebody fetches anew.
const TAKEN_OVER_WITHIN: Duration = Duration::from_mins(1);

/// The API in many processes on one database.
struct Fleet {
    fake: Fake,
    programs: Vec<Program>,
    addresses: Vec<String>,
    started: Instant,
}

impl Fleet {
    /// Without a rate limiter, whose slots the warm-up needs, too.
    async fn start() -> Self {
        Self::with(&[]).await
    }

    /// At the rate that all of them share.
    async fn rate_limited() -> Self {
        Self::with(&["BLIZZARD_PACE"]).await
    }

    async fn with(unset: &[&str]) -> Self {
        let database = Database::create().await;
        let fake = Fake::start(Site::generated()).await.unwrap();
        let blizzard_url = fake.url();
        let mut variables = variables(&database.url, &blizzard_url).to_vec();
        variables.retain(|(name, _)| !unset.contains(name));
        let started = Instant::now();
        let (programs, addresses) = (0..PROCESSES).map(|_| run_local(&[], &variables)).unzip();
        Self { fake, programs, addresses, started }
    }

    /// What was asked for players: each process also warms up what is the same for everybody.
    fn requests(&self) -> Vec<String> {
        let is_of_player = |path: &String| path.contains("/career/") || path.contains("/search/");
        self.fake.requests().into_iter().filter(is_of_player).collect()
    }

    /// How often the player's page was asked for: the redirect that leads to it is not one.
    fn pages(&self) -> usize {
        self.requests().iter().filter(|path| path.contains("%7C")).count()
    }
}

/// Asks one process until it answers; another one when it dies.
async fn ask(addresses: Vec<String>) -> Vec<u8> {
    for address in addresses {
        while let Ok(reply) = client().get(format!("{address}/players/{PLAYER}")).send().await {
            let status = reply.status();
            if status == 503 {
                let retry_after = reply.headers()["retry-after"].to_str().unwrap();
                sleep(Duration::from_secs(retry_after.parse().unwrap())).await;
                continue;
            }
            let Ok(body) = reply.bytes().await else { break };
            assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
            return body.to_vec();
        }
    }
    panic!("nobody answers");
}

fn all_alike(mut bodies: Vec<Vec<u8>>) {
    bodies.sort();
    bodies.dedup();
    assert_eq!(bodies.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_requests_in_many_processes_make_one_fetch() {
    let _machine = machine().await;
    let fleet = Fleet::start().await;
    // The redirect and the page take longer than a lease that nobody extends.
    fleet.fake.set_fault(Some(Fault::Delay(Duration::from_millis(2750))));
    let start = Instant::now();
    let mut requests = JoinSet::new();
    for number in 0..REQUESTS {
        requests.spawn(ask(vec![fleet.addresses[number % PROCESSES].clone()]));
    }
    all_alike(requests.join_all().await);
    say(&format!(
        "{REQUESTS} requests in {PROCESSES} processes: {} page, {} requests to Blizzard, {:.1} s",
        fleet.pages(),
        fleet.requests().len(),
        start.elapsed().as_secs_f64()
    ));
    assert_eq!(fleet.pages(), 1);
    assert_eq!(fleet.requests().len(), 3, "a redirect, a page, a search");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_dies_while_it_fetches_is_replaced() {
    let _machine = machine().await;
    let mut fleet = Fleet::start().await;
    fleet.fake.set_fault(Some(Fault::Delay(Duration::from_secs(1))));
    let [leader, others @ ..] = fleet.addresses.as_slice() else { unreachable!() };
    let mut requests = JoinSet::new();
    requests.spawn(ask(vec![leader.clone(), others[0].clone()]));
    while fleet.requests().is_empty() {
        sleep(Duration::from_millis(10)).await;
    }
    for number in 1..REQUESTS {
        let first = &fleet.addresses[number % PROCESSES];
        requests.spawn(ask(vec![first.clone(), others[number % others.len()].clone()]));
    }
    while fleet.pages() == 0 {
        sleep(Duration::from_millis(10)).await;
    }
    fleet.programs.remove(0).kill();
    let killed = Instant::now();
    all_alike(requests.join_all().await);
    let took = killed.elapsed();
    say(&format!(
        "whoever fetched was killed: {REQUESTS} answers after {:.1} s, {} pages",
        took.as_secs_f64(),
        fleet.pages()
    ));
    let pages = fleet.pages();
    // When a fetch takes longer than a request may, the response is 503, and the queue fetches the page again.
    assert!((2..=3).contains(&pages), "that of the dead, and one for all: {pages}");
    assert!(took < TAKEN_OVER_WITHIN, "{took:?}");
}

/// So many requests may be sent when all are answered: at first one every two seconds, and ten answers halve
/// that. The processes may take long to start where others compile.
fn most_requests(elapsed: Duration) -> usize {
    let mut delay = Duration::from_secs(2);
    let mut at = Duration::ZERO;
    for requests in 1.. {
        if requests % 10 == 0 {
            delay = (delay / 2).max(Duration::from_millis(100));
        }
        at += delay;
        if at > elapsed {
            return requests;
        }
    }
    unreachable!()
}

#[tokio::test(flavor = "multi_thread")]
async fn many_processes_share_one_rate_limiter() {
    let _machine = machine().await;
    let fleet = Fleet::rate_limited().await;
    let mut requests = JoinSet::new();
    for number in 0..5 * PROCESSES {
        let address = &fleet.addresses[number % PROCESSES];
        let url = format!("{address}/players/Nobody-{number}");
        requests.spawn(async move { send(client().get(url)).await });
    }
    let replies = requests.join_all().await;
    // Those of the warm-up count: it may have every slot of the time that the players wait for.
    let all = fleet.fake.requests().len();
    let elapsed = fleet.started.elapsed();
    assert!(all <= most_requests(elapsed), "{all} requests in {elapsed:?}");
    let asked = fleet.requests().len();
    let (found_out, put_off): (Vec<_>, Vec<_>) =
        replies.into_iter().partition(|reply| reply.status == 404);
    // For each the page and the search, whose slot may come too late.
    let reasons: Vec<_> =
        put_off.iter().map(|reply| String::from_utf8_lossy(&reply.body)).collect();
    // None at all where the warm-up of the processes, which lines up too, was faster.
    assert!(found_out.len() <= asked, "{asked} asked, {reasons:?}");
    assert!(all > 0, "{reasons:?}");
    for reply in put_off {
        assert_eq!(reply.status, 503);
        let seconds: u64 = reply.header("retry-after").parse().unwrap();
        // Whoever waits less than eight seconds lines up. Refreshes have every fourth slot, and one that has begun
        // in each process lines up, too.
        assert!((5..=30).contains(&seconds), "{seconds}");
    }
}

#[tokio::test]
async fn all_who_wait_fail_alike() {
    for (status, expected) in [(403, 503), (500, 504), (404, 404)] {
        let world = World::new().await;
        world.fake.set_fault(Some(Fault::Late(status, Duration::from_millis(500))));
        let path = format!("/players/{PLAYER}/summary");
        let replies = join_all((0..50).map(|_| world.get(&path))).await;
        let fails = |reply: &Reply| (reply.status, reply.body.clone());
        assert!(replies.iter().all(|reply| reply.status == expected), "{status}");
        assert!(replies.iter().all(|reply| fails(reply) == fails(&replies[0])), "{status}");
        let asked = world.fake.requests();
        let pages = asked.iter().filter(|path| path.contains("/career/")).count();
        assert_eq!(pages, 1, "{status}: {asked:?}");
        assert!(asked.len() <= 2, "{status}: the page, and the search beside it: {asked:?}");

        world.fake.set_fault(None);
        if status != 404 {
            assert_eq!(world.get(&path).await.status, 200, "who comes later asks again");
        }
    }
}

#[tokio::test]
async fn all_who_wait_for_a_page_that_cannot_be_read_fail_alike() {
    let world = World::new().await;
    let path = "/heroes/stats?platform=pc&gamemode=quickplay&region=europe";
    world.fake.with_site(|site| site.competitive_rq = "nothing we know");
    let path = path.replace("quickplay", "competitive");
    world.fake.set_fault(Some(Fault::Delay(Duration::from_millis(300))));
    let replies = join_all((0..20).map(|_| world.get(&path))).await;
    assert!(replies.iter().all(|reply| reply.status == 500));
    let asked = world.fake.requests().len();
    assert!(asked < 20, "{asked}: each candidate once");
}
