//! Telling what is new: once, again where it failed, and nobody by accident.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use aws::{Signer, Topic};
use aws_credential_types::Credentials;
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header::RETRY_AFTER},
    response::IntoResponse,
    routing::post,
};
use fake::{Hero, OfferedMap};
use overwatch::{Role, patch_notes::PatchNote};
use serde_json::{Value, json};
use service::admin::{
    notices::{Notifier, Webhook},
    watch::watch_pages,
};
use tokio::{net::TcpListener, sync::Semaphore};

use crate::world::{DAY, HOUR, MINUTE, World};

/// Stands in for Discord and for SNS.
struct Receiver {
    url: String,
    post: Arc<Post>,
}

/// What came, and what is answered.
struct Post {
    bodies: Mutex<Vec<String>>,
    status: Mutex<StatusCode>,
    headers: Mutex<HeaderMap>,
    /// What comes is taken only with one of these.
    permits: Semaphore,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/secret", listener.local_addr().unwrap());
        let post = Arc::new(Post {
            bodies: Mutex::default(),
            status: Mutex::new(StatusCode::OK),
            headers: Mutex::default(),
            permits: Semaphore::new(Semaphore::MAX_PERMITS),
        });
        let router = Router::new().fallback(self::post(take)).with_state(Arc::clone(&post));
        tokio::spawn(axum::serve(listener, router).into_future());
        Self { url, post }
    }

    fn answer(&self, status: StatusCode) {
        *self.post.status.lock().unwrap() = status;
    }

    /// What came since this was called last.
    fn bodies(&self) -> Vec<String> {
        std::mem::take(&mut *self.post.bodies.lock().unwrap())
    }

    /// The same as Discord reads it.
    fn contents(&self) -> Vec<String> {
        let content = |body: String| {
            let message: Value = serde_json::from_str(&body).unwrap();
            assert_eq!(message["allowed_mentions"], json!({"parse": []}), "nobody is called");
            message["content"].as_str().unwrap().to_owned()
        };
        self.bodies().into_iter().map(content).collect()
    }

    fn webhook(&self) -> Webhook {
        Webhook::new(self.url.parse().unwrap())
    }

    fn topic(&self) -> Topic {
        let credentials = Credentials::new("id", "secret", None, None, "test");
        let signer = Signer::new("eu-central-1".to_owned(), credentials);
        Topic::new("arn:aws:sns:eu-central-1:1:news".to_owned(), self.url.parse().unwrap(), signer)
    }
}

async fn take(State(post): State<Arc<Post>>, body: String) -> impl IntoResponse {
    post.bodies.lock().unwrap().push(body);
    post.permits.acquire().await.unwrap().forget();
    (*post.status.lock().unwrap(), post.headers.lock().unwrap().clone())
}

/// As the hourly schedule does; how many notices were sent.
async fn run(world: &World, notifier: &Notifier) -> usize {
    watch_pages(&world.cache, None, &notifier.receivers()).await.unwrap();
    notifier.tell(world.cache.storage()).await.unwrap()
}

fn add_hero(world: &World, name: &str) {
    let key = name.to_lowercase().parse().unwrap();
    let hero = Hero { key, name: name.to_owned(), role: Role::Tank };
    world.fake.with_site(|site| site.heroes.push(hero));
}

/// A world whose watch has begun, with a receiver of Discord's messages.
async fn begun() -> (World, Receiver, Notifier) {
    let world = World::new().await;
    let discord = Receiver::start().await;
    let notifier = Notifier { webhook: Some(discord.webhook()), topic: None };
    assert_eq!(run(&world, &notifier).await, 0, "what is there at first is no news");
    (world, discord, notifier)
}

#[tokio::test]
async fn a_new_hero_map_and_patch_are_told_once() {
    let (world, discord, notifier) = begun().await;
    assert_eq!(run(&world, &notifier).await, 0);
    add_hero(&world, "Tomorrow");
    world.fake.with_site(|site| {
        site.maps.push(OfferedMap {
            key: "atlantis".to_owned(),
            name: "Atlantis".to_owned(),
            gamemodes: vec!["Control".to_owned()],
            queues: None,
        });
        let title = "Many things".to_owned();
        let note =
            PatchNote { title, date: "2026-08-21".to_owned(), ..site.patch_notes[0].clone() };
        site.patch_notes.insert(0, note);
    });
    assert_eq!(run(&world, &notifier).await, 3);
    let mut contents = discord.contents();
    contents.sort();
    let expected =
        ["New hero: Tomorrow", "New map: Atlantis", "New patch: Many things (2026-08-21)"];
    assert_eq!(contents, expected);
    for _ in 0..2 {
        world.clock.advance(HOUR);
        assert_eq!(run(&world, &notifier).await, 0);
    }
    assert_eq!(discord.bodies(), [""; 0]);
}

#[tokio::test]
async fn what_failed_is_told_by_the_next_run_and_others_are_told_at_once() {
    let (world, discord, mut notifier) = begun().await;
    let sns = Receiver::start().await;
    notifier.topic = Some(sns.topic());
    add_hero(&world, "Tomorrow");
    for status in [StatusCode::BAD_GATEWAY, StatusCode::NOT_FOUND, StatusCode::FOUND] {
        discord.answer(status);
        run(&world, &notifier).await;
        assert_eq!(discord.contents(), ["New hero: Tomorrow"], "{status}");
    }
    let published = sns.bodies();
    assert_eq!(published.len(), 1, "{published:?}");
    assert!(published[0].contains("Message=New+hero%3A+Tomorrow"), "{published:?}");
    discord.answer(StatusCode::NO_CONTENT);
    assert_eq!(run(&world, &notifier).await, 1);
    assert_eq!(discord.contents(), ["New hero: Tomorrow"]);
    assert_eq!(run(&world, &notifier).await, 0);
    assert_eq!((discord.bodies(), sns.bodies()), (vec![], vec![]));
}

#[tokio::test]
async fn a_message_that_is_refused_keeps_no_other_back() {
    let (world, discord, notifier) = begun().await;
    add_hero(&world, "Today");
    add_hero(&world, "Tomorrow");
    for (status, attempts) in [(StatusCode::BAD_REQUEST, 2), (StatusCode::BAD_GATEWAY, 1)] {
        discord.answer(status);
        assert_eq!(run(&world, &notifier).await, 0);
        assert_eq!(discord.contents().len(), attempts, "{status}");
    }
}

#[tokio::test]
async fn a_receiver_that_asks_to_wait_is_left_alone_for_so_long() {
    let (world, discord, notifier) = begun().await;
    add_hero(&world, "Today");
    add_hero(&world, "Tomorrow");
    discord.answer(StatusCode::TOO_MANY_REQUESTS);
    let two_hours = HeaderValue::from_static("7200.5");
    discord.post.headers.lock().unwrap().insert(RETRY_AFTER, two_hours);
    assert_eq!(run(&world, &notifier).await, 0);
    assert_eq!(discord.contents().len(), 1);
    discord.answer(StatusCode::OK);
    for (pause, told) in [(HOUR, 0), (HOUR, 0), (MINUTE, 2)] {
        world.clock.advance(pause);
        assert_eq!(run(&world, &notifier).await, told);
    }
}

#[tokio::test]
async fn of_two_runs_at_once_one_tells() {
    let (world, discord, notifier) = begun().await;
    for number in 0..20 {
        add_hero(&world, &format!("Hero-{number}"));
        let told = tokio::join!(run(&world, &notifier), run(&world, &notifier));
        assert_eq!(told.0 + told.1, 1);
        assert_eq!(discord.contents(), [format!("New hero: Hero-{number}")]);
    }
}

#[tokio::test]
async fn what_a_dead_run_may_have_told_is_told_again_once_its_lease_has_run_out() {
    let (world, discord, notifier) = begun().await;
    add_hero(&world, "Tomorrow");
    discord.post.permits.forget_permits(Semaphore::MAX_PERMITS);
    let sent = async {
        while discord.post.bodies.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! { _ = run(&world, &notifier) => panic!("nobody answers"), () = sent => {} }
    discord.post.permits.add_permits(10);
    assert_eq!(run(&world, &notifier).await, 0, "it might live");
    world.clock.advance(MINUTE * 6);
    assert_eq!(run(&world, &notifier).await, 1);
    assert_eq!(discord.contents(), ["New hero: Tomorrow"; 2]);
}

#[tokio::test]
async fn a_title_calls_nobody_and_is_as_long_as_a_message_may_be() {
    let (world, discord, notifier) = begun().await;
    for title in ["@everyone\n<@1>", &"💥".repeat(3000)] {
        world.fake.with_site(|site| site.patch_notes[0].title = title.to_owned());
        assert_eq!(run(&world, &notifier).await, 1);
        let content = discord.contents().remove(0);
        assert!(content.encode_utf16().count() <= 2000, "{content}");
        let start: String = title.chars().take(5).collect();
        assert!(content.starts_with(&format!("New patch: {start}")), "{content}");
        assert!(!content.contains('\n'));
    }
}

#[tokio::test]
async fn what_could_not_be_told_for_a_week_is_given_up() {
    let (world, discord, notifier) = begun().await;
    add_hero(&world, "Tomorrow");
    discord.answer(StatusCode::BAD_GATEWAY);
    run(&world, &notifier).await;
    world.clock.advance(7 * DAY);
    discord.answer(StatusCode::OK);
    assert_eq!(run(&world, &notifier).await, 0);
}

#[tokio::test]
async fn who_is_told_from_today_on_is_told_nothing_of_yesterday() {
    let world = World::new().await;
    let nobody = Notifier::default();
    assert_eq!(run(&world, &nobody).await, 0);
    add_hero(&world, "Yesterday");
    assert_eq!(run(&world, &nobody).await, 0);
    let discord = Receiver::start().await;
    let notifier = Notifier { webhook: Some(discord.webhook()), topic: None };
    assert_eq!(run(&world, &notifier).await, 0);
    add_hero(&world, "Today");
    assert_eq!(run(&world, &notifier).await, 1);
    assert_eq!(discord.contents(), ["New hero: Today"]);
}

#[tokio::test]
async fn a_receiver_that_is_not_there_is_tried_again() {
    let (world, discord, mut notifier) = begun().await;
    add_hero(&world, "Tomorrow");
    // The discard port: nobody listens there.
    notifier.webhook = "http://127.0.0.1:9/secret".parse().ok().map(Webhook::new);
    assert_eq!(run(&world, &notifier).await, 0);
    assert!(!format!("{notifier:?}").contains("/secret"), "{notifier:?}");
    notifier.webhook = Some(discord.webhook());
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(run(&world, &notifier).await, 1);
}
