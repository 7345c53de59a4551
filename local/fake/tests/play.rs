//! The players of the fake play, and its pages follow.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{collections::HashSet, time::Duration};

use fake::{
    Fake, Player, Site, pages,
    play::{BEGINS, Play, SEASON_DAYS},
};
use overwatch::{
    Gamemode, HeroKey, Platform,
    career::{self, Career, ValuesView},
    rates,
};

mod http;

const SEED: u64 = 7;
const DAY: i64 = 86_400;

/// Every day of a year of that player.
fn year_of(number: usize) -> Vec<Player> {
    let mut play = Play::new(SEED, number + 1);
    let days = (1..=365).map(|day| {
        play.advance(BEGINS + day * DAY);
        play.player(number).unwrap()
    });
    days.collect()
}

/// How often one of the year's values is other than the day before.
fn changes<T: PartialEq>(year: &[Player], value: impl Fn(&Player) -> T) -> usize {
    year.windows(2).filter(|days| value(&days[0]) != value(&days[1])).count()
}

fn heroes(player: &Player) -> HashSet<&HeroKey> {
    player.career.stats.iter().flat_map(overwatch::career::Stats::heroes).collect()
}

fn ranked_games(player: &Player) -> i64 {
    let stats = player.career.stats.as_ref();
    let stats = stats.and_then(|stats| stats.of(Gamemode::Competitive, Some(Platform::Pc)));
    let json =
        stats.map(|stats| serde_json::to_value(ValuesView::of(&stats.career_stats)).unwrap());
    let json = json.unwrap_or_default();
    json["all-heroes"]["game"]["games_played"].as_i64().unwrap_or(0)
}

#[test]
fn steps_make_no_difference() {
    let year = year_of(9);
    let mut play = Play::new(SEED, 10);
    play.advance(BEGINS + 365 * DAY);
    for player in [play.player(9), Player::playing(SEED, 9, BEGINS + 365 * DAY)] {
        assert_eq!(player.unwrap().career, year[364].career);
    }
    assert_eq!(play.advance(BEGINS), Vec::<usize>::new(), "time does not go back");
    assert_ne!(Player::playing(SEED + 1, 9, BEGINS).unwrap().career, year[0].career);
}

#[test]
fn everybody_plays_a_session_a_day() {
    let year = year_of(9);
    assert_eq!(changes(&year, |player| player.career.summary.last_updated_at), 364);
    assert_eq!(changes(&year, |player| player.career.clone()), 364);
}

#[test]
fn a_year_has_all_that_happens_to_people() {
    let year = year_of(13);
    assert!(changes(&year, |player| player.career.summary.competitive.clone()) > 50);
    assert!(changes(&year, |player| player.career.summary.title.clone()) > 0);
    assert!(changes(&year, |player| player.career.summary.avatar.clone()) > 0);
    assert!(changes(&year, |player| player.is_public) > 1, "private, and public again");
    assert!(changes(&year, |player| player.battletag.clone()) > 0, "a new name");
    let endorsement = |player: &Player| player.career.summary.endorsement.clone();
    assert!(changes(&year, endorsement) > 0);
    let grown = |days: &&[Player]| heroes(&days[1]).difference(&heroes(&days[0])).count() > 0;
    assert!(year.windows(2).filter(grown).count() > 3, "heroes are played for the first time");
}

#[test]
fn ranked_statistics_begin_anew_with_each_season() {
    let year = year_of(9);
    let fell = |days: &&[Player]| ranked_games(&days[1]) < ranked_games(&days[0]);
    let seasons = usize::try_from(365 / SEASON_DAYS).unwrap();
    assert_eq!(year.windows(2).filter(fell).count(), seasons);
}

#[test]
fn a_private_career_shows_nothing() {
    let year = year_of(13);
    for Player { is_public, career: Career { summary, stats }, .. } in &year {
        assert_eq!((stats.is_some(), summary.competitive.is_some()), (*is_public, *is_public));
    }
}

#[test]
fn whom_the_documentation_names_is_always_there() {
    let year = year_of(24);
    for player in &year {
        assert_eq!(player.battletag.as_str(), "TeKrop-2217");
        assert!(player.career.stats.is_some() && player.career.summary.competitive.is_some());
    }
}

#[test]
fn every_page_is_read_back() {
    for number in 0..25 {
        let mut career = Player::playing(SEED, number, BEGINS + 100 * DAY).unwrap().career;
        (career.summary.namecard, career.summary.last_updated_at) = (None, None);
        assert_eq!(career::parse(&pages::career(&career)), Ok(career), "{number}");
    }
}

#[test]
fn any_number_can_play() {
    let players = Play::new(SEED, 200).players();
    let battletags: HashSet<_> = players.iter().map(|player| player.battletag.clone()).collect();
    assert_eq!(battletags.len(), 200);
}

#[tokio::test]
async fn pages_and_search_follow_the_clock() {
    let fake = Fake::start(Site::playing(SEED)).await.unwrap();
    for day in [0, 1, 200] {
        let now = BEGINS + day * DAY;
        fake.set_clock(move || Duration::from_secs(now.unsigned_abs()));
        let expected = Player::playing(SEED, 10, now).unwrap();
        let page = http::get(&fake, &format!("/en-us/career/{}/", expected.id.encoded())).await;
        let found = http::get(&fake, "/en-us/search/account-by-name/aurora/").await;
        let found = overwatch::search::parse(http::body(&found.unwrap())).unwrap();
        let entry = found.iter().find(|entry| entry.id == expected.id);
        let career = career::parse(http::body(&page.unwrap())).unwrap();
        assert_eq!(career.with_search_entry(entry), expected.career);
    }
}

/// What the fake's hero rates are on that day, in Europe on PC.
async fn rates_on(day: i64, seed: u64) -> rates::Rates {
    let fake = Fake::start(Site::playing(seed)).await.unwrap();
    let now = Duration::from_secs((BEGINS + day * DAY).unsigned_abs());
    fake.set_clock(move || now);
    let query = "input=PC&rq=2&region=Europe&map=all-maps&tier=All";
    let answer = http::get(&fake, &format!("/en-us/rates/data/?{query}")).await.unwrap();
    rates::parse(http::body(&answer)).unwrap()
}

#[tokio::test]
async fn heroes_fare_differently_from_day_to_day() {
    let [first, second, later] =
        [rates_on(1, SEED).await, rates_on(2, SEED).await, rates_on(40, SEED).await];
    assert_eq!(first, rates_on(1, SEED).await);
    assert_ne!(first, rates_on(1, SEED + 1).await);
    let moved = |other: &rates::Rates| {
        let pairs = first.heroes.iter().zip(&other.heroes);
        pairs.map(|(one, other)| (one.winrate - other.winrate).abs()).fold(0.0, f64::max)
    };
    assert!(moved(&second) > 0.0 && moved(&second) < moved(&later), "a patch changes more");
    for hero in first.heroes.iter().chain(&later.heroes) {
        assert!((0.0..100.0).contains(&hero.pickrate), "{hero:?}");
        assert!((35.0..65.0).contains(&hero.winrate), "{hero:?}");
        assert!((0.0..100.0).contains(&hero.banrate.unwrap()), "{hero:?}");
    }
}
