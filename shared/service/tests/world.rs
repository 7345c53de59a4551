//! A cache on storage in memory, before a fake of Blizzard's site.

use std::{
    mem,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use fake::{Fake, Player as FakePlayer, Site};
use overwatch::{BlizzardId, PlayerId, career::Career};
use service::{
    Cache, Error, Gate, Queue,
    gate::Limits,
    queue::{Message, Outcome, Refused, Worker},
    resource::Entry,
    resources::{Player, player::PlayerCareer},
};
use storage::{Clock, MemoryStorage, career::WholeCareer, clock::ManualClock};
use tokio::time::{Instant, sleep};

pub(crate) const MINUTE: Duration = Duration::from_mins(1);
pub(crate) const HOUR: Duration = Duration::from_hours(1);
pub(crate) const DAY: Duration = Duration::from_hours(24);

/// One who has a title, a name card and statistics.
pub(crate) const PLAYER: &str = "Cobalt-1014";
/// Another one.
pub(crate) const OTHER: &str = "Dune-1015";

/// Later than any career of the generated site.
const LATER: i64 = 1_799_000_000;

pub(crate) struct World {
    pub(crate) clock: ManualClock,
    pub(crate) storage: Arc<MemoryStorage>,
    pub(crate) fake: Fake,
    pub(crate) queue: Arc<RecordingQueue>,
    pub(crate) cache: Cache,
}

/// A queue that a test works on.
#[derive(Default)]
pub(crate) struct RecordingQueue {
    messages: Mutex<Vec<Message>>,
    is_full: AtomicBool,
}

#[async_trait]
impl Queue for RecordingQueue {
    async fn send(&self, messages: Vec<Message>, _: Duration, _: Worker) -> Vec<Refused> {
        if self.is_full.load(Ordering::Relaxed) {
            let refused = |message| Refused { message, reason: "full".to_owned() };
            return messages.into_iter().map(refused).collect();
        }
        self.messages.lock().unwrap().extend(messages);
        Vec::new()
    }
}

impl RecordingQueue {
    pub(crate) fn set_full(&self, is_full: bool) {
        self.is_full.store(is_full, Ordering::Relaxed);
    }

    pub(crate) fn len(&self) -> usize {
        self.messages.lock().unwrap().len()
    }

    pub(crate) fn take(&self) -> Vec<Message> {
        mem::take(&mut self.messages.lock().unwrap())
    }
}

impl World {
    /// Blizzard may be asked as often as requests come.
    pub(crate) async fn new() -> Self {
        Self::with_limits(Limits::Off).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        let clock = ManualClock::at(500_000 * HOUR);
        let world = Self::on(Clock::Manual(clock.clone()), clock, limits).await;
        let clock = world.clock.clone();
        world.fake.set_clock(move || Clock::Manual(clock.clone()).now());
        world
    }

    /// Storage's time stands nearly still, and waiting for a slot takes the time of the runtime.
    pub(crate) async fn with_slots_that_take_time() -> Self {
        let clock = ManualClock::at(Duration::ZERO);
        Self::on(Clock::System, clock, Limits::Shared { share: None }).await
    }

    async fn on(clock: Clock, manual: ManualClock, limits: Limits) -> Self {
        let fake = Fake::start(Site::generated()).await.unwrap();
        let storage = Arc::new(MemoryStorage::new(clock.clone()));
        let blizzard = blizzard::Client::new(&fake.url()).unwrap();
        let gate = Gate::new(blizzard, storage.clone(), limits, clock.clone());
        let queue = Arc::new(RecordingQueue::default());
        let cache = Cache::new(storage.clone(), gate, queue.clone(), clock);
        Self { clock: manual, storage, fake, queue, cache }
    }

    /// Lets storage's time pass as the runtime's does, for as long as the test runs.
    pub(crate) fn let_time_pass(&self) {
        const TICK: Duration = Duration::from_millis(50);
        let clock = self.clock.clone();
        tokio::spawn(async move {
            loop {
                sleep(TICK).await;
                clock.advance(TICK);
            }
        });
    }

    /// A cache for a request that has just come.
    pub(crate) fn request(&self) -> Cache {
        self.cache.for_client(None)
    }

    pub(crate) async fn get(&self, id: &str) -> Result<Entry<PlayerCareer<WholeCareer>>, Error> {
        Box::pin(Player::get(&self.request(), id, Player::whole)).await
    }

    pub(crate) async fn get_many(&self, ids: &[String]) -> Vec<Result<Entry<PlayerCareer>, Error>> {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        Box::pin(Player::get_many(&self.request(), &ids, Player::summary)).await.unwrap()
    }

    /// The player's career, which is there.
    pub(crate) async fn career(&self, id: &str) -> Career {
        self.get(id).await.unwrap().value.part.read().unwrap()
    }

    /// Works on all messages that are there now.
    pub(crate) async fn work(&self) -> Vec<Result<Outcome, Error>> {
        let mut results = Vec::new();
        for message in self.queue.take() {
            results.push(self.cache.work(&message).await);
        }
        results
    }

    /// Works on the one message that is there.
    pub(crate) async fn work_on_one(&self) -> Result<Outcome, Error> {
        let mut results = self.work().await;
        assert_eq!(results.len(), 1, "one message: {results:?}");
        results.remove(0)
    }

    /// Stores a player, and makes it due for a refresh that is asked for.
    pub(crate) async fn make_due(&self, id: &str) {
        self.get(id).await.unwrap();
        self.clock.advance(HOUR);
        self.get(id).await.unwrap();
        assert_eq!(self.queue.len(), 1);
        self.fake.clear_requests();
    }

    /// What Blizzard was asked for since this was called last.
    pub(crate) fn requests(&self) -> Vec<String> {
        let requests = self.fake.requests();
        self.fake.clear_requests();
        requests
    }

    pub(crate) fn id_of(&self, battletag: &str) -> BlizzardId {
        self.fake.with_site(|site| site.player_mut(battletag).unwrap().id.clone())
    }

    /// Changes what Blizzard shows of a player.
    pub(crate) fn change(&self, battletag: &str, change: impl FnOnce(&mut FakePlayer)) {
        self.fake.with_site(|site| change(site.player_mut(battletag).unwrap()));
    }

    /// The same, which search has noticed.
    pub(crate) fn update(&self, battletag: &str, change: impl FnOnce(&mut FakePlayer)) {
        self.change(battletag, |player| {
            player.career.summary.last_updated_at = Some(LATER);
            change(player);
        });
    }
}

pub(crate) fn player_id(id: &str) -> PlayerId {
    id.parse().unwrap()
}

/// How long some work takes.
pub(crate) async fn timed<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let result = work.await;
    (result, start.elapsed())
}
