//! An API in this process, on a database of its own, before a fake of Blizzard's site.

use std::{sync::Arc, time::Duration};

use fake::{Fake, Hero, Player, Site};
use functions::{App, Config, Store, config::Addresses};
use local::{api, counters::Counters};
use overwatch::Role;
use reqwest::{RequestBuilder, header::HeaderMap};
use serde_json::Value;
use service::{
    Cache, Gate,
    admin::{follow::Following, notices::Notifier},
    gate::Limits,
    queue::{self, Worker},
    resources::Key,
};
use storage::{Clock, Leases, PostgresStorage, clock::ManualClock, postgres::Auth};
use tokio::net::TcpListener;

use super::{CARD_FONTS, database::Database, load::variables};

pub(crate) const HOUR: Duration = Duration::from_hours(1);

/// The time at which every test's clock begins.
pub(crate) const START: Duration = Duration::from_hours(500_000);

/// The longest that is waited for something to happen, on the busiest machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A player of the generated site with statistics, and the Blizzard ID.
pub(crate) const PLAYER: &str = "Aurora-1011";

pub(crate) struct World {
    pub(crate) fake: Fake,
    pub(crate) database: Database,
    pub(crate) storage: PostgresStorage,
    pub(crate) clock: ManualClock,
    pub(crate) cache: Cache,
    url: String,
    blizzard_url: String,
    client: reqwest::Client,
}

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Site::generated()).await
    }

    pub(crate) async fn with(site: Site) -> Self {
        Self::on(site, Database::create().await).await
    }

    pub(crate) async fn on(site: Site, database: Database) -> Self {
        Self::start(site, database, Limits::Off, START).await
    }

    /// One whose clock begins at that time, and whose players, if they play, do so by it.
    pub(crate) async fn playing(site: Site, time: Duration) -> Self {
        let database = Database::create().await;
        let world = Self::start(site, database, Limits::Off, time).await;
        let clock = Clock::Manual(world.clock.clone());
        world.fake.set_clock(move || clock.now());
        world
    }

    /// One that keeps to the rate limiter. A request that waits for its slot moves the clock.
    pub(crate) async fn rate_limited() -> Self {
        Self::limited(None).await
    }

    /// The same where a client may have so many new things fetched a minute.
    pub(crate) async fn limited(share: Option<u32>) -> Self {
        let database = Database::create().await;
        Self::start(Site::generated(), database, Limits::Shared { share }, START).await
    }

    async fn start(site: Site, database: Database, limits: Limits, begins: Duration) -> Self {
        let fake = Fake::start(site).await.unwrap();
        let clock = database.clock(begins).await;
        let time = Clock::Manual(clock.clone());
        let storage = database.storage_at(time.clone()).await;
        let (queue, receiver) = queue::in_process();
        let blizzard_url = fake.url();
        let blizzard = blizzard::Client::new(&blizzard_url).unwrap();
        let stored = Arc::new(storage.clone());
        let gate = Gate::new(blizzard, stored.clone(), limits, time.clone());
        let cache = Cache::new(stored, gate, Arc::new(queue), time);
        tokio::spawn(receiver.run(cache.clone()));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            database_url: database.url.as_str().into(),
            database_auth: Auth::Password,
            database_app_user: None,
            refresh_queue: None,
            blizzard_base_url: blizzard_url.clone(),
            blizzard_limits: limits,
            addresses: Addresses {
                api_base_url: Some("https://api.example".to_owned()),
                static_base_url: "https://static.example".to_owned(),
                cloudfront_origin_header: None,
            },
            player_profile_max_age: None,
            player_history_max_age: None,
            storage_limit: None,
            following: Following::default(),
            card_fonts: Some(CARD_FONTS.clone()),
            watched_player: PLAYER.parse().ok(),
            notifier: Notifier::default(),
        };
        let store = Store { storage: storage.clone(), config };
        let app = Arc::new(App { cache: cache.clone(), store });
        tokio::spawn(api::serve(app, Counters::default(), listener, std::future::pending()));
        Self { fake, database, storage, clock, cache, url, blizzard_url, client: client() }
    }

    /// What a program is told that works on the same database and asks the same site. Its time is not that
    /// of the test's clock.
    pub(crate) fn variables(&self) -> [(&str, &str); 5] {
        variables(&self.database.url, &self.blizzard_url)
    }

    /// Lets Blizzard show another hero.
    pub(crate) fn add_hero(&self, name: &str) {
        let key = name.to_lowercase().parse().unwrap();
        let hero = Hero { key, name: name.to_owned(), role: Role::Tank };
        self.fake.with_site(|site| site.heroes.push(hero));
    }

    /// The time of its clock.
    pub(crate) fn now(&self) -> Duration {
        Clock::Manual(self.clock.clone()).now()
    }

    pub(crate) fn request(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        send(self.request(path)).await
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Asks for a player until what is stored is of this moment.
    pub(crate) async fn look_at(&self, player: &str) {
        let path = format!("/players/{player}/summary");
        self.until(async |world| world.get(&path).await.header("age") == "0").await;
    }

    /// [`PLAYER`] as changed two hours later, seen at once.
    pub(crate) async fn change(&self, change: impl FnOnce(&mut Player)) {
        self.clock.advance(HOUR * 2);
        let now = i64::try_from(self.now().as_secs()).unwrap();
        self.fake.with_site(|site| {
            let player = site.player_mut(PLAYER).unwrap();
            player.career.summary.last_updated_at = Some(now - 60);
            change(player);
        });
        self.look_at(PLAYER).await;
    }

    /// Waits for what is done behind an answer.
    pub(crate) async fn until(&self, mut done: impl AsyncFnMut(&Self) -> bool) {
        let waiting = async {
            while !done(self).await {
                tokio::time::sleep(Duration::from_millis(25)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waiting).await.expect("nothing happened");
    }

    /// Waits until the refreshes that were asked for have ended, well or not. The queue takes one after the
    /// other, so that the refresh of somebody who is not stored, which asks nobody, ends behind them.
    pub(crate) async fn at_rest(&self) {
        let nobody = Key::Player("e0|e0".parse().unwrap());
        self.cache.ask_for_refreshes([nobody.clone()], Worker::all()).await.unwrap();
        self.until(async |world| {
            world.storage.find_lease(&nobody.to_string()).await.unwrap().is_none()
        })
        .await;
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    /// A header's value; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A cache on that storage, which asks that site; nobody empties its queue.
pub(crate) fn cache_on(
    storage: &PostgresStorage,
    blizzard_url: &str,
    limits: Limits,
    clock: Clock,
) -> Cache {
    let (queue, _) = queue::in_process();
    let blizzard = blizzard::Client::new(blizzard_url).unwrap();
    let stored = Arc::new(storage.clone());
    let gate = Gate::new(blizzard, stored.clone(), limits, clock.clone());
    Cache::new(stored, gate, Arc::new(queue), clock)
}

pub(crate) async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    Reply {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.bytes().await.unwrap().to_vec(),
    }
}

/// A client that shows answers as they came: nothing unpacked, no redirect followed.
pub(crate) fn client() -> reqwest::Client {
    // Fails when another test was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder()
        .gzip(false)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_mins(1))
        .build()
        .unwrap()
}

/// The rank as a tank on PC has another tier.
pub(crate) fn in_tier_2_as_tank(player: &mut Player) {
    let ranks = player.career.summary.competitive.as_mut().unwrap();
    let tank = ranks.pc.as_mut().unwrap().tank.as_mut().unwrap();
    tank.tier_icon = Some("https://images.example/TierDivision_2-abc.png".to_owned());
}
