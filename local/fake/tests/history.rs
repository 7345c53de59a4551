//! What the players of the fake play is what a history says they played.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};

use fake::play::{BEGINS, Play};
use overwatch::{
    career::Career,
    history::{Change, Counters, Diff, Reset, Snapshot, Version, changes, is_same_version},
};

const SEED: u64 = 7;
const DAY: i64 = 86_400;

/// The versions that somebody keeps who looks at every player once a day; a private career makes none.
fn histories(players: usize, days: i64) -> Vec<Vec<Version>> {
    let mut play = Play::new(SEED, players);
    let mut histories: Vec<(Vec<Version>, Option<Career>)> = vec![(Vec::new(), None); players];
    for day in 0..=days {
        let taken_at = BEGINS + day * DAY;
        play.advance(taken_at);
        for (number, (versions, last)) in histories.iter_mut().enumerate() {
            let career = play.player(number).unwrap().career;
            let is_known = last.as_ref().is_some_and(|last| is_same_version(last, &career));
            if career.has_statistics() && !is_known {
                let last_updated_blizzard = career.summary.last_updated_at;
                let snapshot = Snapshot::of(&career);
                versions.push(Version { taken_at, last_updated_blizzard, snapshot });
                *last = Some(career);
            }
        }
    }
    histories.into_iter().map(|(versions, _)| versions).collect()
}

/// What every hero was played with, by platform and gamemode.
fn played(versions: &[Version]) -> BTreeMap<String, Counters> {
    let mut played = BTreeMap::new();
    for hero in Diff::of(0, versions).heroes {
        let place = format!("{} {} {}", hero.platform, hero.gamemode, hero.hero);
        played.insert(place, hero.played);
    }
    played
}

/// Checks every sum of a history, and tells how many resets there were.
fn check(versions: &[Version]) -> usize {
    let whole = Diff::of(0, versions);
    let resets: BTreeSet<Reset> = whole.resets.iter().copied().collect();
    let (Some(first), Some(last)) = (versions.first(), versions.last()) else { return 0 };
    for hero in &whole.heroes {
        let reset = Reset { platform: hero.platform, gamemode: hero.gamemode };
        let at =
            |version: &Version| version.snapshot.counters(hero.platform, hero.gamemode, &hero.hero);
        if !resets.contains(&reset) {
            assert_eq!(hero.played, at(last).since(at(first)));
        }
        assert!(hero.played.games_played > 0 && hero.played.time_played > 0, "{hero:?}");
    }

    let mut sum: BTreeMap<String, Counters> = BTreeMap::new();
    for (place, played) in versions.windows(2).flat_map(played) {
        *sum.entry(place).or_default() += played;
    }
    assert_eq!(sum, played(versions));

    let mut games = 0;
    for news in changes(versions) {
        if let Change::Session { played, .. } = news.change {
            assert!(played.games_played > 0);
            games += played.games_played;
        }
    }
    assert_eq!(games, whole.totals.played.games_played);
    let count = |pair: &[Version]| Diff::of(0, pair).resets.len();
    versions.windows(2).map(count).sum()
}

fn check_all(players: usize, days: i64) {
    let histories = histories(players, days);
    let resets: usize = histories.iter().map(|versions| check(versions)).sum();
    let versions: usize = histories.iter().map(Vec::len).sum();
    let most = players * usize::try_from(days + 1).unwrap();
    assert!(resets > 0 && versions > most * 8 / 10 && versions < most, "{resets}, {versions}");
}

#[test]
fn two_months_of_ten_players_add_up() {
    check_all(10, 65);
}

#[test]
#[ignore = "a year of 200 players"]
fn a_year_of_200_players_adds_up() {
    check_all(200, 365);
}
