//! Nothing that was played gets lost or counts twice, whatever Blizzard showed.

use std::collections::{BTreeMap, BTreeSet};

use overwatch::{
    Gamemode, HeroKey, Platform,
    history::{Counters, Diff, Reset, Snapshot, Version},
};
use proptest::{collection::vec, prelude::*, sample::select};

type Place = (Platform, Gamemode, HeroKey);
type ByPlace = BTreeMap<Place, Counters>;

const COUNTERS: usize = 9;

fn counters(
    [time, won, played, lost, elims, deaths, assists, damage, healing]: [i64; COUNTERS],
) -> Counters {
    Counters {
        time_played: time,
        games_won: won,
        games_played: played,
        games_lost: lost,
        eliminations: elims,
        deaths,
        assists,
        damage,
        healing,
    }
}

fn place() -> impl Strategy<Value = Place> {
    (
        select(vec![Platform::Pc, Platform::Console]),
        select(vec![Gamemode::Quickplay, Gamemode::Competitive]),
        select(vec!["ana", "echo", "newcomer"]).prop_map(|hero| hero.parse().unwrap()),
    )
}

fn some_counters() -> impl Strategy<Value = Counters> {
    proptest::array::uniform9(0..40_i64).prop_map(counters)
}

/// What Blizzard shows at one time, of whatever was played.
fn shown(places: &ByPlace) -> Snapshot {
    let mut snapshot = Snapshot::default();
    for ((platform, gamemode, hero), counters) in places {
        if *counters != Counters::default() {
            let gamemodes = snapshot.heroes.entry(*platform).or_default();
            gamemodes.entry(*gamemode).or_default().insert(hero.clone(), *counters);
        }
    }
    snapshot
}

fn versions(snapshots: impl IntoIterator<Item = Snapshot>) -> Vec<Version> {
    let version =
        |(taken_at, snapshot)| Version { taken_at, last_updated_blizzard: None, snapshot };
    (1..).zip(snapshots).map(version).collect()
}

/// Anything after anything.
fn arbitrary() -> impl Strategy<Value = Vec<Version>> {
    let snapshot = vec((place(), some_counters()), 0..5)
        .prop_map(|places| shown(&places.into_iter().collect()));
    vec(snapshot, 2..7).prop_map(versions)
}

/// Only ever more.
fn growing() -> impl Strategy<Value = Vec<Version>> {
    vec(vec((place(), some_counters()), 0..5), 2..7).prop_map(|sessions| {
        let mut sums = ByPlace::new();
        versions(sessions.into_iter().map(|session| {
            for (place, played) in session {
                *sums.entry(place).or_default() += played;
            }
            shown(&sums)
        }))
    })
}

fn played(versions: &[Version]) -> ByPlace {
    let heroes = Diff::of(0, versions).heroes.into_iter();
    heroes.map(|hero| ((hero.platform, hero.gamemode, hero.hero), hero.played)).collect()
}

fn added(parts: impl IntoIterator<Item = ByPlace>) -> ByPlace {
    let mut sum = ByPlace::new();
    for (place, played) in parts.into_iter().flatten() {
        *sum.entry(place).or_default() += played;
    }
    sum.retain(|_, played| *played != Counters::default());
    sum
}

fn places(versions: &[Version]) -> BTreeSet<Place> {
    let of = |version: &Version| {
        let heroes = version.snapshot.heroes.clone().into_iter();
        heroes.flat_map(|(platform, gamemodes)| {
            gamemodes.into_iter().flat_map(move |(gamemode, heroes)| {
                heroes.into_keys().map(move |hero| (platform, gamemode, hero))
            })
        })
    };
    versions.iter().flat_map(of).collect()
}

/// What stands there of a place.
fn at(version: &Version, (platform, gamemode, hero): &Place) -> Counters {
    version.snapshot.counters(*platform, *gamemode, hero)
}

fn resets(versions: &[Version]) -> BTreeSet<Reset> {
    Diff::of(0, versions).resets.into_iter().collect()
}

proptest! {
    #[test]
    fn what_only_grows_is_the_difference_of_the_ends(versions in growing()) {
        prop_assert_eq!(resets(&versions), BTreeSet::new());
        let (first, last) = (&versions[0], &versions[versions.len() - 1]);
        let played = played(&versions);
        for place in places(&versions) {
            let difference = at(last, &place).since(at(first, &place));
            prop_assert_eq!(played.get(&place).copied().unwrap_or_default(), difference);
        }
    }

    #[test]
    fn parts_add_up_to_the_whole(versions in arbitrary()) {
        let pairs = || versions.windows(2);
        let whole = played(&versions).into_iter();
        prop_assert_eq!(added(pairs().map(played)), added([whole.collect()]));
        prop_assert_eq!(pairs().flat_map(resets).collect::<BTreeSet<_>>(), resets(&versions));
        let mut totals = Counters::default();
        for played in played(&versions).into_values() {
            totals += played;
        }
        prop_assert_eq!(Diff::of(0, &versions).totals.played, totals);
    }

    #[test]
    fn without_a_reset_it_is_the_difference_of_the_ends(versions in arbitrary()) {
        let (first, last) = (&versions[0], &versions[versions.len() - 1]);
        let (played, resets) = (played(&versions), resets(&versions));
        for place in places(&versions) {
            let (platform, gamemode, _) = place;
            if !resets.contains(&Reset { platform, gamemode }) {
                let difference = at(last, &place).since(at(first, &place));
                prop_assert_eq!(played.get(&place).copied().unwrap_or_default(), difference);
            }
        }
    }

    #[test]
    fn after_a_reset_what_stands_there_was_played(versions in arbitrary()) {
        for pair in versions.windows(2) {
            let (played, resets) = (played(pair), resets(pair));
            for place in places(pair) {
                let (platform, gamemode, _) = place;
                let is_reset = resets.contains(&Reset { platform, gamemode });
                let before = if is_reset { Counters::default() } else { at(&pair[0], &place) };
                let expected = at(&pair[1], &place).since(before);
                prop_assert_eq!(played.get(&place).copied().unwrap_or_default(), expected);
                let went_back = at(&pair[1], &place).time_played < at(&pair[0], &place).time_played;
                prop_assert!(is_reset || !went_back);
            }
        }
    }
}
