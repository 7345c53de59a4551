//! `cargo run -p local` with more clients at once than it has connections.

use std::time::{Duration, Instant};

use fake::{Fake, Site};
use tokio::{
    task::JoinSet,
    time::{sleep, timeout},
};

use crate::support::{
    database::Database,
    laptop::run_local,
    load::{all, variables},
    machine, say,
    world::{client, send},
};

const CLIENTS: usize = 32;

/// How long a request may take; the usual one takes a tenth of a second.
const LONGEST: Duration = Duration::from_secs(3);

const PLAYERS: [&str; 5] = ["Aurora-1011", "Basalt-1013", "Cobalt-1014", "Dune-1015", "Ember-1016"];

/// How many of a client's requests, out of a hundred, it gives up before the response.
type HangUps = u32;

#[tokio::test(flavor = "multi_thread")]
async fn many_clients_at_once_are_all_answered() {
    load(Duration::from_secs(5), 0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_hang_up_cost_the_others_nothing() {
    load(Duration::from_secs(3), 30).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes most of a minute"]
async fn many_clients_are_answered_for_long() {
    for hang_ups in [0, 30] {
        load(Duration::from_secs(20), hang_ups).await;
    }
}

/// The server connects with a password while its clients keep it busy.
async fn load(length: Duration, hang_ups: HangUps) {
    let _machine = machine().await;
    let mut site = Site::generated();
    for player in PLAYERS {
        let player = site.player_mut(player).unwrap();
        *player = player.clone().as_veteran();
    }
    let standin = Fake::start(site).await.unwrap();
    let database = Database::create().await;
    let blizzard = standin.url();
    let (_program, address) = run_local(&[], &variables(&database.url, &blizzard));
    let url = |player: &str| format!("{address}/players/{player}/stats/career?gamemode=quickplay");
    let urls = PLAYERS.map(url);
    // One after the other, over one connection: the others are made under load.
    for url in &urls {
        assert_eq!(send(client().get(url)).await.status, 200);
    }

    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        let urls = urls.clone();
        clients.spawn(ask(urls, length, hang_ups, fastrand::Rng::with_seed(number as u64)));
    }
    let mut answers: Vec<_> = all(clients).await.into_iter().flatten().collect();
    answers.sort_unstable_by_key(|(_, took)| *took);
    let failed = answers.iter().filter(|(status, _)| *status != 200).count();
    let took = |percent: usize| answers[(answers.len() - 1) * percent / 100].1;
    say(&format!(
        "{CLIENTS} clients for {length:?}, {hang_ups} % of their requests given up: {} responses, {failed} \
         of them no 200; median {:?}, p99 {:?}, the slowest {:?}",
        answers.len(),
        took(50),
        took(99),
        took(100),
    ));
    assert_eq!(failed, 0);
    assert!(took(100) < LONGEST);
}

/// The status of each response, and how long it took.
async fn ask(
    urls: [String; 5],
    length: Duration,
    hang_ups: HangUps,
    mut random: fastrand::Rng,
) -> Vec<(u16, Duration)> {
    let (client, start) = (client(), Instant::now());
    let mut answers = Vec::new();
    while start.elapsed() < length {
        let request = client.get(&urls[random.usize(..urls.len())]);
        let asked = Instant::now();
        if random.u32(..100) < hang_ups {
            let hangs_up_after = Duration::from_micros(random.u64(..30_000));
            let _ = timeout(hangs_up_after, send(request)).await;
        } else {
            answers.push((send(request).await.status, asked.elapsed()));
        }
        sleep(Duration::ZERO).await;
    }
    answers
}
