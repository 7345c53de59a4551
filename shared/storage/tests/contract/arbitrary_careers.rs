//! Whatever careers Blizzard shows one after the other: each can be rebuilt, and what was played adds up.

use std::collections::{BTreeMap, BTreeSet};

use overwatch::{
    BlizzardId, ByGamemode, ByPlatform, Gamemode, HeroKey, Platform,
    career::{
        Career, Category, Endorsement, GamemodeStats, Rank, Ranks, Stat, StatValue, Stats, Summary,
    },
    history::{Counters, Diff, Filter, Reset, Snapshot, Version, is_same_version},
};
use proptest::{
    collection::{btree_map, vec},
    option,
    prelude::*,
    sample::select,
    strategy::ValueTree,
    test_runner::TestRunner,
};

use crate::{
    AnyStorage, held,
    player_profiles::source,
    versions::{DAY, json, stored},
    write,
};
use storage::{clock::ManualClock, player::PlayerSource};

/// What is counted in a difference, and what is not.
const STATS: [&str; 6] =
    ["games_played", "games_lost", "time_played", "eliminations", "deaths", "accuracy"];

/// A career, and the version of the parser that read it.
type Shown = (Career, i16);

#[tokio::test]
async fn in_memory() {
    let (storage, clock) = crate::memory();
    for (number, shown) in sequences(100).into_iter().enumerate() {
        check(&storage, &clock, number, &shown).await;
    }
}

#[tokio::test]
async fn in_postgres() {
    let (storage, clock) = crate::postgres().await;
    for (number, shown) in sequences(12).into_iter().enumerate() {
        check(&storage, &clock, number, &shown).await;
    }
}

/// So many sequences of careers, always the same.
fn sequences(count: usize) -> Vec<Vec<Shown>> {
    let mut runner = TestRunner::deterministic();
    // Of few different ones, so that some follow themselves.
    let sequence = (vec(career(), 1..12), vec((any::<prop::sample::Index>(), 1..4_i16), 1..40))
        .prop_map(|(careers, shown)| {
            let shown = shown.into_iter();
            shown.map(|(index, data_version)| (index.get(&careers).clone(), data_version)).collect()
        });
    (0..count).map(|_| sequence.new_tree(&mut runner).unwrap().current()).collect()
}

fn career() -> impl Strategy<Value = Career> {
    (summary(), option::weighted(0.9, stats())).prop_map(|(summary, stats)| Career {
        summary,
        stats: stats.and_then(ByPlatform::unless_empty),
    })
}

fn summary() -> impl Strategy<Value = Summary> {
    let words = || select(vec!["One", "Þrír", "二"]).prop_map(str::to_owned);
    (words(), option::of(words()), option::of(words()), option::of(1..3_u32), option::of(ranks()))
        .prop_map(|(username, avatar, title, level, ranks)| Summary {
            username,
            avatar,
            namecard: None,
            title,
            endorsement: level.map(|level| Endorsement { level, frame: format!("{level}.svg") }),
            competitive: ByPlatform { pc: ranks, console: None }.unless_empty(),
            last_updated_at: None,
        })
}

fn ranks() -> impl Strategy<Value = Ranks> {
    let rank = (select(vec!["gold", "top500"]), 0..3_u32).prop_map(|(division, tier)| Rank {
        division: division.parse().unwrap(),
        tier,
        role_icon: "role.svg".to_owned(),
        rank_icon: "rank.png".to_owned(),
        tier_icon: None,
    });
    (option::of(15..18_u32), option::of(rank)).prop_map(|(season, tank)| Ranks {
        season,
        tank,
        damage: None,
        support: None,
        open: None,
    })
}

fn stats() -> impl Strategy<Value = Stats> {
    let of_platform = || {
        (option::of(gamemode_stats()), option::of(gamemode_stats())).prop_map(
            |(quickplay, competitive)| ByGamemode { quickplay, competitive }.unless_empty(),
        )
    };
    (of_platform(), of_platform()).prop_map(|(pc, console)| ByPlatform { pc, console })
}

fn gamemode_stats() -> impl Strategy<Value = GamemodeStats> {
    let hero = select(vec!["all-heroes", "ana", "wrecking-ball", "новый"]);
    let stats = btree_map(select(&STATS), value(), 0..STATS.len());
    btree_map(hero, stats, 0..4).prop_map(|heroes| GamemodeStats {
        heroes_comparisons: BTreeMap::new(),
        career_stats: heroes
            .into_iter()
            .map(|(key, stats)| (hero_key(key), category(stats)))
            .collect(),
    })
}

fn category(stats: BTreeMap<&str, StatValue>) -> Vec<Category> {
    let stat = |(key, value): (&str, _)| Stat { key: key.to_owned(), label: key.to_owned(), value };
    let stats = stats.into_iter().map(stat).collect();
    vec![Category { category: "game".to_owned(), label: "Game".to_owned(), stats }]
}

fn value() -> impl Strategy<Value = StatValue> {
    prop_oneof![
        8 => (-3..60_i64).prop_map(StatValue::Integer),
        1 => any::<i32>().prop_map(|number| StatValue::Integer(number.into())),
        1 => (-300..300_i16).prop_map(|number| StatValue::Float(f64::from(number) / 100.0)),
        1 => Just(StatValue::Text("--:--".to_owned())),
    ]
}

fn hero_key(key: &str) -> HeroKey {
    key.parse().unwrap()
}

/// Stores them, one a day, and checks what is kept.
async fn check(storage: &AnyStorage, clock: &ManualClock, number: usize, shown: &[Shown]) {
    let id: BlizzardId = format!("a|{number}").parse().unwrap();
    let lease = held(storage, &format!("of {number}")).await;
    let mut kept: Vec<(i64, &Shown)> = Vec::new();
    for shown in shown {
        clock.advance(DAY);
        let (career, data_version) = shown;
        let source = PlayerSource { id: id.clone(), ..source("a|1", None) };
        let stored = stored(career, *data_version);
        let write = write(&lease, DAY / 2);
        assert!(storage.set_player_profile(&source, &stored, write).await.unwrap());
        let is_another = kept.last().is_none_or(|(_, (last, _))| !is_same_version(last, career));
        if career.has_statistics() && is_another {
            kept.push((now(clock) - 43_200, shown));
        }
    }
    for (taken_at, (career, data_version)) in &kept {
        let found = storage.find_version(&id, *taken_at).await.unwrap().unwrap();
        assert_eq!((found.taken_at, found.data_version), (*taken_at, *data_version));
        assert!(found.career == json(career), "sequence {number}");
    }
    let mut versions =
        storage.find_versions(&id, None, None, u32::MAX, &Filter::default()).await.unwrap();
    versions.reverse();
    let expected = kept.iter().map(|(taken_at, (career, _))| (*taken_at, Snapshot::of(career)));
    assert!(versions.iter().map(|it| (it.taken_at, it.snapshot.clone())).eq(expected));
    check_sums(&versions);
}

fn now(clock: &ManualClock) -> i64 {
    storage::Clock::Manual(clock.clone()).now().as_secs().try_into().unwrap()
}

type ByPlace = BTreeMap<(Platform, Gamemode, HeroKey), Counters>;

/// Whether parts add up to the whole, and to the difference of the ends where Blizzard did not begin anew.
fn check_sums(versions: &[Version]) {
    let whole = Diff::of(0, versions);
    let mut sum = ByPlace::new();
    let mut resets: BTreeSet<Reset> = BTreeSet::new();
    for diff in versions.windows(2).map(|pair| Diff::of(0, pair)) {
        resets.extend(diff.resets);
        for hero in diff.heroes {
            *sum.entry((hero.platform, hero.gamemode, hero.hero)).or_default() += hero.played;
        }
    }
    assert_eq!(resets, whole.resets.into_iter().collect());
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return };
    for hero in &whole.heroes {
        let (platform, gamemode) = (hero.platform, hero.gamemode);
        let place = (platform, gamemode, hero.hero.clone());
        assert_eq!(sum.remove(&place).unwrap_or_default(), hero.played);
        if !resets.contains(&Reset { platform, gamemode }) {
            let at = |version: &Version| version.snapshot.counters(platform, gamemode, &hero.hero);
            assert_eq!(hero.played, at(last).since(at(first)));
        }
    }
    // What was played and taken back.
    assert!(sum.into_values().all(|played| played == Counters::default()));
}
