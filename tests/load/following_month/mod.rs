//! Days on which players are followed, and the same days on which nobody is, in the time of a test's clock.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use service::{
    Cache,
    admin::follow::{Following, follow_players},
    queue::{Message, Outcome},
    resources::Player,
};
use storage::{
    Clock, RateLimiting,
    rate_limiter::{self, Reservation, Urgency},
};

use crate::support::{
    queue::Recording,
    say,
    world::{HOUR, PLAYER, World},
};

const MINUTE: Duration = Duration::from_mins(1);
const DAY: Duration = Duration::from_hours(24);
/// Between two requests, at the least.
const FLOOR: Duration = Duration::from_millis(100);
/// A day, a quarter of an hour that messages are spread over, and some time that others have the slots.
const DAILY: Duration = Duration::from_mins(24 * 60 + 30);

/// Players whom clients ask for so often that they need not be followed.
const HOT: usize = 10;
/// One player in so many has played when a day begins.
const PLAYING: usize = 10;

#[derive(Debug, Clone, Copy)]
struct Course {
    /// Who was asked for once, before the first day.
    players: usize,
    days: u32,
    /// How often a client asks for one who was never asked for, and how often for one who is asked for often.
    newcomer_every: Duration,
    hot_every: Duration,
}

/// A client's request, and how long it took.
#[derive(Debug, Clone, Copy)]
struct Asked {
    at: Duration,
    /// The days that had begun.
    day: usize,
    player: usize,
    took: Duration,
}

struct Days {
    course: Course,
    world: World,
    cache: Cache,
    queue: Recording,
    start: Duration,
    /// The days that have begun.
    day: usize,
    /// When the first day begins, after the start.
    dawn: Duration,
    waiting: BTreeMap<(Duration, usize), Message>,
    sent: usize,
    /// When each was last confirmed, and the longest time between.
    confirmed: HashMap<String, Duration>,
    longest: Duration,
    follows: usize,
}

#[tokio::test(flavor = "multi_thread")]
async fn some_days_of_some_players() {
    compare(Course { players: 100, days: 3, newcomer_every: 30 * MINUTE, hot_every: 7 * MINUTE })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes half an hour"]
async fn a_month_of_5000_players() {
    compare(Course { players: 5000, days: 29, newcomer_every: HOUR, hot_every: 20 * MINUTE }).await;
}

/// Each client's request comes at the same time in both worlds, and takes no longer where players are followed.
async fn compare(course: Course) {
    let mut followed = Days::begin(course).await;
    let requests = followed.pass_following().await;
    followed.everyone_was_confirmed_daily();
    followed.kept_to_the_rate();
    let mut quiet = Days::begin(course).await;
    let alone = quiet.pass_alone(&requests).await;
    assert_eq!(requests.len(), alone.len());
    for (asked, alone) in requests.iter().zip(&alone) {
        assert_eq!((asked.at, asked.player), (alone.at, alone.player));
        assert!(asked.took <= alone.took, "{asked:?} took {:?} alone", alone.took);
    }
    let slowest = requests.iter().map(|asked| asked.took).max().unwrap_or_default();
    say(&format!(
        "{} refreshes of followed players; confirmed after {:?} at most; {} clients' requests, none later than \
         without following, the slowest {slowest:?}",
        followed.follows,
        followed.longest,
        requests.len(),
    ));
}

impl Days {
    /// Everybody was asked for once, and the rate limiter is at its floor.
    async fn begin(course: Course) -> Self {
        let world = World::rate_limited().await;
        let clock = Clock::Manual(world.clock.clone());
        world.fake.set_clock(move || clock.now());
        let newcomers = (DAY * course.days).as_secs() / course.newcomer_every.as_secs();
        let count = HOT + course.players + usize::try_from(newcomers).unwrap() + 1;
        world.fake.with_site(|site| {
            let like = site.player_mut(PLAYER).unwrap().clone();
            site.players.extend((0..count).map(|number| {
                let mut player = like.clone();
                player.battletag = format!("Player{number}x-1").parse().unwrap();
                player.id = id(number).parse().unwrap();
                player.career.summary.username = format!("Player{number}x");
                player
            }));
        });
        let (cache, queue) = world.with_queue(true);
        let start = world.now();
        let mut days = Self {
            course,
            world,
            cache,
            queue,
            start,
            day: 0,
            dawn: Duration::ZERO,
            waiting: BTreeMap::new(),
            sent: 0,
            confirmed: HashMap::new(),
            longest: Duration::ZERO,
            follows: 0,
        };
        days.speed_up().await;
        for player in 0..HOT + course.players {
            days.ask(player).await;
        }
        days.dawn = days.now();
        days
    }

    async fn speed_up(&self) {
        let storage = &self.world.storage;
        while storage.find_rate_limiter().await.unwrap().delay > FLOOR {
            let reserved = storage.reserve_slot(Urgency::Foreground, HOUR).await.unwrap();
            let Reservation::Given(slot) = reserved else { panic!("{reserved:?}") };
            self.world.clock.advance(slot.wait);
            storage.report(&slot, rate_limiter::Outcome::Answered).await.unwrap();
        }
    }

    /// When clients ask, and for whom.
    fn plan(&self) -> Vec<(Duration, usize)> {
        let length = DAY * self.course.days;
        let times = |every: Duration| {
            (1..).map(move |number| every * number).take_while(move |time| *time < length)
        };
        let newcomers = times(self.course.newcomer_every).zip(HOT + self.course.players..);
        let hot = times(self.course.hot_every).zip((0..HOT).cycle());
        let plan = newcomers.chain(hot).map(|(time, player)| (self.dawn + time, player));
        let mut plan: Vec<_> = plan.collect();
        plan.sort_unstable();
        plan
    }

    async fn pass_following(&mut self) -> Vec<Asked> {
        let following = Following { asked_within: Some(30 * DAY), always: Vec::new() };
        let plan = self.plan();
        let mut clients = plan.into_iter().peekable();
        let mut asked = Vec::new();
        for hour in 1..=24 * self.course.days {
            let run = self.dawn + HOUR * hour;
            loop {
                let client = clients.peek().map_or(Duration::MAX, |(time, _)| *time);
                let message = self.waiting.keys().next().map_or(Duration::MAX, |(time, _)| *time);
                if client.min(message) >= run {
                    break;
                }
                if message < client {
                    self.follow_one().await;
                } else if let Some((time, player)) = clients.next() {
                    self.wait_until(time);
                    asked.push(self.ask(player).await);
                }
            }
            self.wait_until(run);
            if hour % 24 == 0 {
                self.begin_day();
            }
            follow_players(&self.cache, &following).await.unwrap();
            self.take_messages();
        }
        asked
    }

    /// Works on the message that is due first.
    async fn follow_one(&mut self) {
        let Some(((due, _), message)) = self.waiting.pop_first() else { return };
        self.wait_until(due);
        match self.cache.work(&message).await.unwrap() {
            Outcome::Updated | Outcome::Unchanged => {
                self.follows += 1;
                self.confirm(message.key().to_string());
            }
            Outcome::Postponed => {}
            outcome => panic!("{outcome:?}"),
        }
        self.take_messages();
    }

    fn take_messages(&mut self) {
        let now = self.now();
        for (message, delay) in self.queue.take() {
            self.sent += 1;
            self.waiting.insert((now + delay, self.sent), message);
        }
    }

    /// The same requests at the same times, and nobody is followed.
    async fn pass_alone(&mut self, requests: &[Asked]) -> Vec<Asked> {
        let mut asked = Vec::new();
        for request in requests {
            while self.day < request.day {
                self.begin_day();
            }
            self.wait_until(request.at);
            asked.push(self.ask(request.player).await);
        }
        asked
    }

    /// A client asks by Blizzard ID, so that page and search are asked for in the same order each time. The refresh
    /// behind the response follows at once.
    async fn ask(&mut self, player: usize) -> Asked {
        let at = self.now();
        let name = id(player);
        Player::get(&self.cache.for_client(None), &name, Player::summary).await.unwrap();
        let took = self.now().saturating_sub(at);
        for (message, _) in self.queue.take() {
            let outcome = self.cache.work(&message).await.unwrap();
            assert!(matches!(outcome, Outcome::Updated | Outcome::Unchanged), "{outcome:?}");
        }
        assert_eq!(self.queue.take(), [], "nothing is put off");
        self.confirm(format!("player:{name}"));
        Asked { at, day: self.day, player, took }
    }

    fn confirm(&mut self, key: String) {
        let now = self.now();
        if let Some(before) = self.confirmed.insert(key, now) {
            self.longest = self.longest.max(now.saturating_sub(before));
        }
    }

    /// Some have played since the last one.
    fn begin_day(&mut self) {
        self.day += 1;
        let time = self.start + self.dawn + DAY * u32::try_from(self.day).unwrap();
        let time = i64::try_from(time.as_secs()).unwrap();
        self.world.fake.with_site(|site| {
            for player in site.players.iter_mut().skip(self.day % PLAYING).step_by(PLAYING) {
                player.career.summary.last_updated_at = Some(time);
            }
        });
    }

    fn now(&self) -> Duration {
        self.world.now().saturating_sub(self.start)
    }

    fn wait_until(&self, time: Duration) {
        self.world.clock.advance(time.saturating_sub(self.now()));
    }

    fn everyone_was_confirmed_daily(&self) {
        let now = self.now();
        let last = self.confirmed.values().map(|time| now.saturating_sub(*time)).max();
        let longest = self.longest.max(last.unwrap_or_default());
        assert!(longest <= DAILY, "{longest:?}");
        let expected = self.course.players * (self.course.days as usize - 1);
        assert!(self.follows >= expected, "{} refreshes", self.follows);
    }

    /// On the long run; a request in a slot that has passed unused may have another one close by.
    fn kept_to_the_rate(&self) {
        let requests = self.world.fake.timed_requests();
        for length in [2, 10, 100] {
            for (first, last) in requests.iter().zip(requests.iter().skip(length)) {
                let took = last.0.saturating_sub(first.0);
                let least = FLOOR * u32::try_from(length - 1).unwrap();
                assert!(took >= least, "{length} requests after {first:?} in {took:?}");
            }
        }
    }
}

fn id(number: usize) -> String {
    format!("d{number:x}|d")
}
