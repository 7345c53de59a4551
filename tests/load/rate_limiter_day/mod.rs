//! The rate limiter over a day on which Blizzard bans us twice, in the time of a test's clock.

mod plot;

use std::{collections::BTreeSet, env, fs, time::Duration};

use fake::Fault;
use service::{Cache, Error, queue::Message, resources::Player};
use storage::{Clock, RateLimiting};

use crate::support::{
    queue::Recording,
    root,
    world::{PLAYER, World},
};

/// Renews `docs/rate-limiter.svg` instead of comparing with it.
const RENEW: &str = "RENEW_RATE_LIMITER";

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// When Blizzard refuses everything, counted from midnight, and for how long.
const BANS: [(Duration, Duration); 2] = [
    (Duration::from_hours(6), Duration::from_mins(40)),
    (Duration::from_hours(15), Duration::from_mins(10)),
];

/// Somebody asks for one of so many players, again and again.
const PLAYERS: usize = 60;
const EVERY: Duration = Duration::from_secs(20);
/// So often in a day.
const STEPS: usize = 3 * 60 * 24;
/// One request in so many is for a player who was never asked for.
const NEWCOMER: usize = 30;

struct Day {
    world: World,
    cache: Cache,
    queue: Recording,
    midnight: Duration,
    /// What the queue holds, and until when.
    waiting: Vec<(Duration, Message)>,
    stored: BTreeSet<usize>,
    /// What the delay was, whenever it changed.
    course: Vec<(Duration, Duration)>,
    /// How many requests Blizzard had seen after each step, and the shortest pause from there on.
    pauses: Vec<(usize, Duration)>,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_two_bans() {
    let mut day = Day::dawn().await;
    day.pass().await;
    day.recovers_from_each_ban();
    day.never_exceeds_the_rate();
    let plot = plot::svg(&day.course, &BANS);
    let path = root().join("docs/rate-limiter.svg");
    if env::var_os(RENEW).is_some() {
        fs::write(&path, &plot).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        plot == committed,
        "the course has changed: {RENEW}=1 cargo test -p tests rate_limiter_day"
    );
}

impl Day {
    async fn dawn() -> Self {
        let world = World::rate_limited().await;
        let clock = Clock::Manual(world.clock.clone());
        world.fake.set_clock(move || clock.now());
        world.fake.with_site(|site| {
            let like = site.player_mut(PLAYER).unwrap().clone();
            site.players.extend((0..PLAYERS + STEPS / NEWCOMER).map(|number| {
                let mut player = like.clone();
                player.battletag = format!("Player{number}x-1").parse().unwrap();
                player.id = id(number).parse().unwrap();
                player.career.summary.username = format!("Player{number}x");
                player
            }));
        });
        let (cache, queue) = world.with_queue(true);
        Self {
            midnight: world.now(),
            world,
            cache,
            queue,
            waiting: Vec::new(),
            stored: BTreeSet::new(),
            course: Vec::new(),
            pauses: Vec::new(),
        }
    }

    fn now(&self) -> Duration {
        self.world.now().abs_diff(self.midnight)
    }

    fn is_banned(&self) -> bool {
        let now = self.now();
        BANS.iter().any(|(start, length)| (*start..*start + *length).contains(&now))
    }

    async fn pass(&mut self) {
        let mut time = Duration::ZERO;
        for number in 0..STEPS {
            while let Some((_, message)) = self.next_message(time) {
                self.step(async |day| {
                    let _ = day.cache.work(&message).await;
                })
                .await;
            }
            self.wait_until(time);
            let player = if number.is_multiple_of(NEWCOMER) {
                PLAYERS + number / NEWCOMER
            } else {
                scatter(number) % PLAYERS
            };
            self.step(async |day| day.ask(player).await).await;
            time += EVERY;
        }
    }

    /// The message that is due first, at its time.
    fn next_message(&mut self, before: Duration) -> Option<(Duration, Message)> {
        let (index, (due, _)) = self.waiting.iter().enumerate().min_by_key(|(_, (due, _))| *due)?;
        let due = *due;
        (due.max(self.now()) < before).then(|| {
            self.wait_until(due);
            self.waiting.remove(index)
        })
    }

    fn wait_until(&self, time: Duration) {
        self.world.clock.advance(time.saturating_sub(self.now()));
    }

    /// Lets something happen, and notes what became of the delay.
    async fn step(&mut self, happen: impl AsyncFnOnce(&mut Self)) {
        let fault = self.is_banned().then_some(Fault::Status(403));
        let is_banned = fault.is_some();
        self.world.fake.set_fault(fault);
        let before = self.delay().await;
        happen(self).await;
        let now = self.now();
        let sent = self.queue.take().into_iter();
        self.waiting.extend(sent.map(|(message, delay)| (now + delay, message)));
        let after = self.delay().await;
        if self.course.last().is_none_or(|(_, delay)| *delay != after) {
            self.course.push((now, after));
        }
        // A refresh may ask twice: the second time after the pause that the first refusal made.
        let pause = if is_banned { refused(before) } else { before.min(after) };
        self.pauses.push((self.world.fake.requests().len(), pause));
    }

    async fn delay(&self) -> Duration {
        self.world.storage.find_rate_limiter().await.unwrap().delay
    }

    /// A client asks for a player by Blizzard ID: what is asked of Blizzard then comes in the same order
    /// each time.
    async fn ask(&mut self, player: usize) {
        match Player::get(&self.cache.for_client(None), &id(player), Player::summary).await {
            Ok(_) => {
                self.stored.insert(player);
            }
            Err(error) => {
                assert!(!self.stored.contains(&player), "{:?}: {player}: {error}", self.now());
                assert!(
                    matches!(error, Error::NotYet(_) | Error::Blizzard(blizzard::Error::Forbidden)),
                    "{error}"
                );
            }
        }
    }

    fn recovers_from_each_ban(&self) {
        let delay_at =
            |time: Duration| self.course.iter().take_while(|(at, _)| *at <= time).last().unwrap().1;
        for (start, length) in BANS {
            let end = start + length;
            assert_eq!(delay_at(start.saturating_sub(MINUTE)), SECOND / 10, "{start:?}");
            assert!(delay_at(start + EVERY * 3) >= SECOND * 10, "{start:?}");
            assert_eq!(delay_at(end), SECOND * 30, "{end:?} {:?}", self.course);
            assert_eq!(delay_at(end + MINUTE / 2), SECOND * 30, "blocked {:?}", self.course);
            assert!(delay_at(end + HOUR * 2) <= SECOND / 5, "{end:?}");
        }
    }

    fn never_exceeds_the_rate(&self) {
        let requests = self.world.fake.timed_requests();
        assert!(requests.len() > 2000, "{}", requests.len());
        let mut last: Option<(Duration, Duration)> = None;
        let mut steps = self.pauses.iter().peekable();
        for (number, (time, path)) in requests.iter().enumerate() {
            while steps.next_if(|(seen, _)| *seen <= number).is_some() {}
            if let Some((before, pause)) = last {
                let since = time.abs_diff(before);
                assert!(since >= pause, "{path} {since:?} after another, not {pause:?}");
            }
            last = Some((*time, steps.peek().unwrap().1));
        }
    }
}

/// What a refusal makes of a delay.
fn refused(delay: Duration) -> Duration {
    (delay * 2).clamp(SECOND * 10, SECOND * 30)
}

/// Like chance, but the same every time.
fn scatter(number: usize) -> usize {
    (number.wrapping_mul(2_654_435_761) % (1 << 32)) >> 16
}

fn id(number: usize) -> String {
    format!("d{number:x}|d")
}
