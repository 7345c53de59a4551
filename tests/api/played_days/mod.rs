//! Simulated days, through HTTP: every career that the fake's players ever showed is answered again as it was,
//! and what they did from day to day adds up.

mod tally;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use fake::{
    Site,
    play::{BEGINS, Play},
};
use futures_util::{StreamExt, stream};
use overwatch::PlayerId;
use serde_json::Value;
use service::{queue::Outcome, resources::Key};
use sha2::{Digest, Sha256};

use self::tally::{Shown, Tally};
use crate::support::{
    say,
    world::{Reply, World},
};

const SEED: u64 = 7;
const DAY: Duration = Duration::from_hours(24);

/// One player has no games until ten days later, and a season ends a month and a half later.
const FIRST_DAY: Duration = Duration::from_secs(BEGINS.unsigned_abs() + 20 * 86_400);

/// So many players at once.
const AT_ONCE: usize = 4;

/// Nobody is private for so many days.
const LONGEST_PRIVACY: u32 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn what_ten_players_showed_for_sixty_days_is_answered_again() {
    play(10, 60).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a year of 200 players, for hours"]
async fn what_200_players_showed_for_a_year_is_answered_again() {
    play(200, 365).await;
}

#[tokio::test]
async fn versions_are_read_in_one_statement() {
    let world = World::playing(Site::played_by(Play::new(SEED, 3)), FIRST_DAY).await;
    let id = world.fake.with_site(|site| site.players[2].id.clone());
    let mut player = Player::new(PlayerId::BlizzardId(id));
    for _ in 0..20 {
        player = player.look(&world).await;
        world.clock.advance(DAY);
    }
    player = player.look(&world).await;
    let at = player.days[17].at;
    for rest in ["/history?limit=500".to_owned(), format!("/history/{at}")] {
        let before = statements(&world).await;
        assert_eq!(player.get(&world, &rest).await.status, 200);
        assert_eq!(statements(&world).await - before, 1, "{rest}");
    }
}

/// How many statements have read versions so far.
async fn statements(world: &World) -> usize {
    let statements = world.database.statements().await;
    statements.iter().filter(|it| it.contains("from player_versions")).count()
}

/// A player, and what the API answered of the player each day.
struct Player {
    id: PlayerId,
    days: Vec<Day>,
    tally: Tally,
    names: BTreeSet<String>,
}

/// What the API answered of a player one day.
struct Day {
    at: u64,
    body: [u8; 32],
    is_public: bool,
}

/// What happened to all of them.
#[derive(Debug, Default)]
struct Events {
    versions: usize,
    private_days: usize,
    new_names: usize,
    resets: usize,
}

impl Events {
    fn add(&mut self, other: &Self) {
        self.versions += other.versions;
        self.private_days += other.private_days;
        self.new_names += other.new_names;
        self.resets += other.resets;
    }
}

async fn play(players: usize, days: u32) {
    let started = Instant::now();
    let world = World::playing(Site::played_by(Play::new(SEED, players)), FIRST_DAY).await;
    let player = |player: &fake::Player| Player::new(PlayerId::BlizzardId(player.id.clone()));
    let mut players: Vec<Player> =
        world.fake.with_site(|site| site.players.iter().map(player).collect());
    for day in 0..=days {
        if day > 0 {
            world.clock.advance(DAY);
        }
        players = at_once(players, |player| player.look(&world)).await;
    }
    let took = started.elapsed();

    let mut sum = Events::default();
    for _ in 0..LONGEST_PRIVACY {
        let (hiding, shown): (Vec<_>, Vec<_>) = players.into_iter().partition(Player::hides);
        for events in at_once(shown, |player| player.check(&world)).await {
            sum.add(&events);
        }
        // Those who hide what they showed before are looked at until they show it again.
        world.clock.advance(DAY);
        players = at_once(hiding, |player| player.look(&world)).await;
    }
    assert!(players.is_empty(), "somebody is still private");
    say(&format!("{sum:?}; played in {took:?}, checked after {:?}", started.elapsed()));
    let Events { versions, private_days, new_names, resets } = sum;
    assert!(versions > 0 && private_days > 0 && new_names > 0 && resets > 0);
}

async fn at_once<F: Future>(
    players: Vec<Player>,
    of_each: impl FnMut(Player) -> F,
) -> Vec<F::Output> {
    stream::iter(players).map(of_each).buffered(AT_ONCE).collect().await
}

impl Player {
    fn new(id: PlayerId) -> Self {
        Self { id, days: Vec::new(), tally: Tally::default(), names: BTreeSet::new() }
    }

    async fn get(&self, world: &World, rest: &str) -> Reply {
        let id = self.id.to_string().replace('|', "%7C");
        world.get(&format!("/players/{id}{rest}")).await
    }

    /// The player after somebody asked for all of it, and a refresh before that, as of everybody who is followed.
    async fn look(mut self, world: &World) -> Self {
        if !self.days.is_empty() {
            let refreshed = world.cache.refresh_now(&Key::Player(self.id.clone())).await;
            assert!(
                matches!(refreshed, Ok(Outcome::Updated | Outcome::Unchanged)),
                "{refreshed:?}"
            );
        }
        let reply = self.get(world, "").await;
        assert_eq!((reply.status, reply.header("age")), (200, "0"));
        let career = reply.json();
        let is_public = career["stats"].is_object();
        if is_public {
            self.tally.add(Shown::in_career(&career));
        }
        self.names.insert(career["summary"]["username"].as_str().unwrap().to_owned());
        let body = Sha256::digest(&reply.body).into();
        self.days.push(Day { at: world.now().as_secs(), body, is_public });
        self
    }

    /// Whether the player is private now, and was not always.
    fn hides(&self) -> bool {
        self.days.last().is_some_and(|day| !day.is_public)
            && self.days.iter().any(|day| day.is_public)
    }

    /// Checks all that the API answers of those days; what happened in them.
    async fn check(self, world: &World) -> Events {
        let versions = self.check_versions(world).await;
        let resets = self.check_sums(world).await;
        Events {
            versions,
            private_days: self.days.iter().filter(|day| !day.is_public).count(),
            new_names: self.names.len() - 1,
            resets,
        }
    }

    /// Every career is answered again as it was; how many there are.
    async fn check_versions(&self, world: &World) -> usize {
        let mut shown = None;
        let mut times = Vec::new();
        for day in &self.days {
            if day.is_public {
                shown = Some(day.body);
                times.push(day.at);
            }
            let reply = self.get(world, &format!("/history/{}", day.at)).await;
            let answered =
                (reply.status == 200).then(|| <[u8; 32]>::from(Sha256::digest(&reply.body)));
            assert!(answered == shown, "{} at {}: {}", self.id, day.at, reply.status);
        }
        let snapshots = self.snapshots(world).await;
        let taken: Vec<u64> = snapshots.iter().map(|it| it["taken_at"].as_u64().unwrap()).collect();
        times.reverse();
        assert_eq!(taken, times, "{}", self.id);
        let ends = [snapshots.last(), snapshots.first()];
        let shown = ends.map(|it| it.map(|it| Shown::in_snapshot(&it["data"])).unwrap_or_default());
        assert_eq!(shown, [&self.tally.first, &self.tally.last].map(Clone::clone), "{}", self.id);
        times.len()
    }

    /// All there are, the newest first. An answer may end before.
    async fn snapshots(&self, world: &World) -> Vec<Value> {
        let mut all = Vec::new();
        let mut until = world.now().as_secs();
        loop {
            let path = format!("/history?limit=500&until={until}");
            let reply = self.get(world, &path).await.json();
            let snapshots = reply["snapshots"].as_array().unwrap();
            let Some(oldest) = snapshots.last() else { return all };
            until = oldest["taken_at"].as_u64().unwrap() - 1;
            all.extend_from_slice(snapshots);
        }
    }

    /// What was played from day to day is what was played from the first to the last; how often Blizzard began to
    /// count anew.
    async fn check_sums(&self, world: &World) -> usize {
        let mut sum = Shown::default();
        let mut resets = BTreeSet::new();
        let mut times = 0;
        for pair in self.days.windows(2) {
            let path = format!("/stats/diff?since={}&until={}", pair[0].at + 1, pair[1].at);
            let diff = self.get(world, &path).await.json();
            sum.add(&Shown::in_diff(&diff));
            let found = tally::resets(&diff);
            times += found.len();
            resets.extend(found);
        }
        let whole = self.get(world, "/stats/diff?since=0").await.json();
        let at = &self.id;
        assert_eq!(sum, Shown::in_diff(&whole), "{at}");
        assert_eq!(sum, self.tally.played, "{at}");
        assert_eq!(resets, tally::resets(&whole), "{at}");
        assert_eq!(resets, self.tally.resets, "{at}");
        assert_eq!(sum.total(), tally::numbers(&whole["totals"]), "{at}");
        let Tally { first, last, .. } = &self.tally;
        for place in first.places().chain(last.places()).filter(|it| !resets.contains(&it.table()))
        {
            assert_eq!(sum.at(place), tally::difference(last.at(place), first.at(place)), "{at}");
        }
        times
    }
}
