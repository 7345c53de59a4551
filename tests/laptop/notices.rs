//! What is new is told from a laptop too, where somebody is to be told.

use std::time::Duration;

use fake::{Fake, Hero, Site};
use http::StatusCode;
use overwatch::Role;
use tokio::time::sleep;

use crate::support::{
    database::Database, functions::Kind, laptop::run_local, load::variables, postbox::Postbox,
};

#[tokio::test]
async fn a_laptop_tells_what_is_new() {
    let fake = Fake::start(Site::generated()).await.unwrap();
    let blizzard = fake.url();
    // Without a clock of a test's own, which would come with other tables for who migrates.
    let database = Database::create().await;
    let discord = Postbox::start(StatusCode::NO_CONTENT).await;
    let mut variables = variables(&database.url, &blizzard).to_vec();
    let mut watch = Kind::new("watch-pages", &variables).await.start().await;
    watch.invoke("{}").await.unwrap();
    let key = "tomorrow".parse().unwrap();
    let hero = Hero { key, name: "Tomorrow".to_owned(), role: Role::Tank };
    fake.with_site(|site| site.heroes.push(hero));
    let webhook = format!("{}/webhook", discord.url);
    variables.push(("NOTIFY_WEBHOOK_URL", &webhook));
    let (_program, _) = run_local(&[], &variables);
    while discord.posted().is_empty() {
        sleep(Duration::from_millis(25)).await;
    }
    assert!(discord.posted()[0].1.contains("New hero: Tomorrow"));
}
