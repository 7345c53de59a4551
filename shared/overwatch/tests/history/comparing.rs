//! Which versions are compared, what a reset is, and what is worth telling.

use overwatch::{
    Gamemode, Platform,
    history::{Change, Counters, Diff, Period, RankedRole, Reset, Version, between, changes},
};

use crate::{games, in_season, version, with_rank};

const RESET: Reset = Reset { platform: Platform::Pc, gamemode: Gamemode::Competitive };

fn taken(versions: &[Version]) -> Vec<i64> {
    versions.iter().map(|version| version.taken_at).collect()
}

#[test]
fn a_time_is_compared_with_what_was_there_before_it() {
    let versions = [10, 20, 30, 40].map(|taken_at| version(taken_at, &[]));
    for (since, until, compared) in [
        (15, 35, &[10, 20, 30][..]),
        (20, 30, &[10, 20, 30]),
        (21, 40, &[20, 30, 40]),
        (0, 99, &[10, 20, 30, 40]),
        (50, 60, &[40]),
        (0, 9, &[]),
        (35, 15, &[]),
    ] {
        assert_eq!(taken(between(&versions, since, until)), compared, "{since} to {until}");
    }
    assert_eq!(between(&[], 0, 9), []);
}

#[test]
fn periods_end_now() {
    let day = 86_400;
    let versions = [
        in_season(version(100, &[]), 20),
        in_season(version(200, &[]), 21),
        in_season(version(300, &[]), 21),
    ];
    let since = |period: &str, versions: &[Version]| {
        period.parse::<Period>().unwrap().since(9 * day, versions)
    };
    assert_eq!(since("day", &versions[..]), 8 * day);
    assert_eq!(since("week", &versions), 2 * day);
    assert_eq!(since("month", &versions), -21 * day);
    assert_eq!(since("season", &versions), 200);
    assert_eq!(since("season", &[version(100, &[]), version(200, &[])]), 100, "without a season");
    assert_eq!(since("season", &[]), 9 * day);
}

#[test]
fn a_counter_that_went_back_begins_anew_with_its_gamemode() {
    let mut versions = [
        version(1, &[("ana", games(9)), ("echo", games(4))]),
        version(2, &[("ana", games(10)), ("echo", games(4))]),
        version(3, &[("ana", games(2)), ("echo", games(5))]),
    ];
    let quickplay = [("ana".parse().unwrap(), games(50))];
    for (version, more) in versions.iter_mut().zip(0..) {
        let played = quickplay.clone().map(|(hero, _)| (hero, games(50 + more)));
        let gamemodes = version.snapshot.heroes.get_mut(&Platform::Pc).unwrap();
        gamemodes.insert(Gamemode::Quickplay, played.into());
    }
    let diff = Diff::of(0, &versions);
    assert_eq!(diff.resets, [RESET]);
    let played: Vec<_> = diff
        .heroes
        .iter()
        .map(|hero| (hero.gamemode, hero.hero.as_str(), hero.played.games_played))
        .collect();
    let expected = [
        (Gamemode::Quickplay, "ana", 2),
        (Gamemode::Competitive, "ana", 1 + 2),
        (Gamemode::Competitive, "echo", 5),
    ];
    assert_eq!(played, expected);
    assert_eq!(diff.totals.played.games_played, 10);
}

#[test]
fn who_vanishes_began_anew_too() {
    let versions = [version(1, &[("ana", games(9))]), version(2, &[])];
    let diff = Diff::of(0, &versions);
    assert_eq!((diff.resets.as_slice(), diff.heroes.len()), (&[RESET][..], 0));
}

#[test]
fn a_loss_without_a_game_is_no_reset() {
    let left = Counters { games_won: 4, games_lost: 5, ..games(9) };
    let versions = [
        version(1, &[("ana", Counters { games_won: 5, games_lost: 4, ..games(9) })]),
        version(2, &[("ana", left)]),
    ];
    let diff = Diff::of(0, &versions);
    assert_eq!(diff.resets, []);
    let played = diff.heroes[0].played;
    assert_eq!((played.games_won, played.games_lost, played.games_played), (-1, 1, 0));
}

#[test]
fn absurd_numbers_do_not_overflow() {
    let all = |value| Counters { time_played: value, games_played: value, ..games(0) };
    let values = [i64::MIN, i64::MAX, i64::MIN, 0, i64::MAX];
    let versions = values.map(|value| version(1, &[("ana", all(value)), ("echo", all(value))]));
    assert_eq!(Diff::of(0, &versions).resets, [RESET]);
}

#[test]
fn news_are_what_changed() {
    let mut after = with_rank(version(200, &[("ana", games(6)), ("echo", games(1))]), "gold", 2);
    after.snapshot.name = "Other".to_owned();
    after.snapshot.title = Some("Title".to_owned());
    after.snapshot.endorsement = Some(3);
    let versions = [with_rank(version(100, &[("ana", games(4))]), "gold", 3), after];
    let news = changes(&versions);
    let ids: Vec<_> = news.iter().map(|news| news.id.as_str()).collect();
    let expected = [
        "200-name",
        "200-title",
        "200-endorsement",
        "200-rank-pc-tank",
        "200-session-pc-competitive",
    ];
    assert_eq!(ids, expected);
    assert!(news.iter().all(|news| news.taken_at == 200));
    let Change::Rank(rank) = &news[3].change else { panic!("{news:?}") };
    assert_eq!((rank.role, rank.after.as_ref().unwrap().tier), (RankedRole::Tank, 2));
    let Change::Session { played, .. } = &news[4].change else { panic!("{news:?}") };
    assert_eq!((played.games_played, played.games_won, played.games_lost), (3, 1, 2));
}

#[test]
fn nothing_new_is_no_news() {
    let versions = [100, 200].map(|taken_at| version(taken_at, &[("ana", games(4))]));
    assert_eq!(changes(&versions), []);
    assert_eq!(changes(&versions[..1]), []);
    let of_each: Vec<_> = [1, 2, 3].map(|at| version(at, &[("ana", games(at))])).into();
    assert_eq!(changes(&of_each).len(), 2);
}
