//! What makes a version, and the little that is kept of it.

use std::collections::BTreeMap;

use overwatch::{
    Gamemode, HeroKey, Platform,
    career::{self, Career, HeroValue, StatValue},
    history::{Filter, InvalidSnapshot, RankedRole, Snapshot, is_same_version},
};

use crate::{games, in_season, version, with_rank};

fn career() -> Career {
    let mut career = career::parse(include_str!("../../seeds/career.html")).unwrap();
    let gamemode = career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap();
    let comparison = gamemode.heroes_comparisons.get_mut("time_played").unwrap().as_mut().unwrap();
    let other = HeroValue { hero: "echo".parse().unwrap(), value: StatValue::Integer(7) };
    comparison.values.push(other);
    career
}

/// The same career with a change.
fn changed(change: impl FnOnce(&mut Career)) -> Career {
    let mut career = career();
    change(&mut career);
    career
}

fn quickplay(career: &mut Career) -> &mut career::GamemodeStats {
    career.stats.as_mut().unwrap().pc.as_mut().unwrap().quickplay.as_mut().unwrap()
}

fn pc_ranks(career: &mut Career) -> &mut career::Ranks {
    career.summary.competitive.as_mut().unwrap().pc.as_mut().unwrap()
}

#[test]
fn pictures_words_and_order_make_no_version() {
    let looks = changed(|career| {
        career.summary.avatar = None;
        career.summary.namecard = Some("other".to_owned());
        career.summary.last_updated_at = Some(7);
        "other".clone_into(&mut career.summary.endorsement.as_mut().unwrap().frame);
        "other".clone_into(&mut pc_ranks(career).tank.as_mut().unwrap().rank_icon);
    });
    assert!(is_same_version(&career(), &looks));
    let order = changed(|career| {
        let stats = quickplay(career);
        for categories in stats.career_stats.values_mut() {
            categories.reverse();
            for category in categories.iter_mut() {
                category.stats.reverse();
            }
            "Other".clone_into(&mut categories[0].label);
        }
        for comparison in stats.heroes_comparisons.values_mut().flatten() {
            comparison.values.reverse();
        }
    });
    assert_ne!(order, career());
    assert!(is_same_version(&career(), &order));
}

#[test]
fn everything_else_makes_one() {
    let changes: [fn(&mut Career); 12] = [
        |career| "Other".clone_into(&mut career.summary.username),
        |career| career.summary.title = None,
        |career| career.summary.endorsement.as_mut().unwrap().level += 1,
        |career| career.summary.endorsement = None,
        |career| career.summary.competitive = None,
        |career| pc_ranks(career).tank.as_mut().unwrap().tier += 1,
        |career| pc_ranks(career).season = Some(99),
        |career| career.stats = None,
        |career| {
            quickplay(career).career_stats.pop_first();
        },
        |career| {
            let categories = quickplay(career).career_stats.values_mut().next().unwrap();
            categories[0].stats[0].value = StatValue::Integer(1);
        },
        |career| {
            quickplay(career).career_stats.values_mut().next().unwrap()[1].stats.pop();
        },
        |career| {
            let comparisons = &mut quickplay(career).heroes_comparisons;
            comparisons.get_mut("time_played").unwrap().as_mut().unwrap().values.pop();
        },
    ];
    for (number, change) in changes.into_iter().enumerate() {
        assert!(!is_same_version(&career(), &changed(change)), "{number}");
        assert!(!is_same_version(&changed(change), &career()), "{number}");
    }
}

#[test]
fn a_snapshot_is_the_little_of_a_career() {
    let career = changed(|career| {
        let (hero, categories) = quickplay(career).career_stats.pop_first().unwrap();
        let stats = &mut quickplay(career).career_stats;
        stats.insert("all-heroes".parse().unwrap(), categories.clone());
        stats.insert("idle".parse().unwrap(), Vec::new());
        stats.insert(hero, categories);
    });
    let snapshot = Snapshot::of(&career);
    assert_eq!((snapshot.name.as_str(), snapshot.title.as_deref()), ("Náme", Some("Title")));
    assert_eq!(snapshot.endorsement, Some(3));
    let tank = snapshot.rank(Platform::Pc, RankedRole::Tank).unwrap();
    assert_eq!((tank.division.as_str(), tank.tier), ("gold", 4));
    assert_eq!(snapshot.season(), Some(16));
    let heroes = &snapshot.heroes[&Platform::Pc][&Gamemode::Quickplay];
    assert_eq!(heroes.keys().map(HeroKey::as_str).collect::<Vec<_>>(), ["ana"]);
    assert_eq!(heroes.values().next().unwrap().deaths, 1234);
    assert_eq!(Snapshot::of(&Career { stats: None, ..career }).heroes.len(), 0);
}

/// Of no snapshot anything is left out.
const ALL: Filter = Filter { platform: None, gamemode: None, hero: None };

#[test]
fn a_snapshot_is_read_back_from_its_bytes() {
    let version = version(1, &[("ana", games(7)), ("жук", games(i64::MAX / 9000))]);
    let snapshot = in_season(with_rank(version, "top500", 0), 21).snapshot;
    let bytes = snapshot.to_bytes().unwrap();
    assert_eq!(Snapshot::from_bytes(&bytes, &ALL).as_ref(), Ok(&snapshot));

    let ana = Filter { hero: Some("ana".parse().unwrap()), ..ALL };
    let mut thin = snapshot.clone();
    let gamemodes = thin.heroes.values_mut().flat_map(BTreeMap::values_mut);
    gamemodes.for_each(|heroes| heroes.retain(|hero, _| hero.as_str() == "ana"));
    assert_eq!(Snapshot::from_bytes(&bytes, &ana), Ok(thin));
    let nobody = Filter { platform: Some(Platform::Console), ..ALL };
    let none = Snapshot { heroes: BTreeMap::new(), ..snapshot };
    assert_eq!(Snapshot::from_bytes(&bytes, &nobody), Ok(none));
}

#[test]
fn damaged_bytes_are_errors() {
    let bytes = version(1, &[("ana", games(7))]).snapshot.to_bytes().unwrap();
    for end in 0..bytes.len() {
        assert_eq!(Snapshot::from_bytes(&bytes[..end], &ALL), Err(InvalidSnapshot), "{end}");
    }
    let longer = [bytes.as_slice(), &[0]].concat();
    assert_eq!(Snapshot::from_bytes(&longer, &ALL), Err(InvalidSnapshot));
    let other_format = [&[bytes[0] + 1], &bytes[1..]].concat();
    assert_eq!(Snapshot::from_bytes(&other_format, &ALL), Err(InvalidSnapshot));
    for index in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[index] = 0xff;
        // Whatever it is then, nothing breaks.
        let _ = Snapshot::from_bytes(&damaged, &ALL);
    }
}
