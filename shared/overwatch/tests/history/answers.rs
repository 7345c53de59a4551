//! The shapes of answers, as clients know them.

use overwatch::{
    Gamemode, Platform,
    history::{CSV_HEADER, Diff, Filter, History, HistoryEntry, csv_rows},
};
use serde_json::{Value, json};

use crate::{games, in_season, version, with_rank};

fn history(filter: &Filter) -> Value {
    let mut version = in_season(with_rank(version(100, &[("ana", games(8))]), "gold", 3), 21);
    version.snapshot.endorsement = Some(4);
    let snapshots = vec![HistoryEntry::of(&version, filter)];
    serde_json::to_value(History { snapshots }).unwrap()
}

#[test]
fn a_history_holds_what_was_there() {
    let ana = json!({
        "time_played": 4800, "games_won": 4, "win_percentage": 50.0, "games_played": 8, "games_lost": 4,
        "eliminations": 160, "deaths": 40, "assists": 24, "damage": 72000, "healing": 80,
    });
    let data = json!({
        "endorsement": 4,
        "competitive": {"pc": {"tank": {"division": "gold", "tier": 3}}},
        "heroes": {"pc": {"competitive": {"ana": ana}}},
        "seasons": {"pc": 21},
    });
    let snapshots = json!([{"taken_at": 100, "last_updated_blizzard": 95, "data": data}]);
    assert_eq!(history(&Filter::default()), json!({ "snapshots": snapshots }));
}

#[test]
fn filters_thin_the_data_out_and_leave_the_snapshots() {
    let of = |filter| history(&filter)["snapshots"][0]["data"].clone();
    let console = of(Filter { platform: Some(Platform::Console), ..Filter::default() });
    let nothing = json!({"endorsement": 4, "competitive": {}, "heroes": {}, "seasons": {}});
    assert_eq!(console, nothing);
    let quickplay = of(Filter { gamemode: Some(Gamemode::Quickplay), ..Filter::default() });
    assert_eq!((&quickplay["heroes"], &quickplay["seasons"]), (&json!({}), &json!({"pc": 21})));
    let hero = |hero: &str| of(Filter { hero: hero.parse().ok(), ..Filter::default() });
    assert_eq!(hero("echo")["heroes"], json!({}));
    assert_eq!(hero("ana")["heroes"]["pc"]["competitive"]["ana"]["games_played"], 8);
    assert!(hero("echo")["competitive"]["pc"].is_object());
}

#[test]
fn a_table_has_a_row_a_snapshot_and_hero() {
    let mut versions = [
        version(200, &[("ana", games(3)), ("echo", games(1))]),
        version(100, &[("ana", games(2))]),
        version(50, &[]),
    ];
    versions[1].last_updated_blizzard = None;
    let lines = |filter| {
        let rows: String = versions.iter().map(|version| csv_rows(version, &filter)).collect();
        let table = format!("{CSV_HEADER}{rows}");
        table.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let all = [
        "taken_at,last_updated_blizzard,platform,gamemode,hero,time_played,games_won,win_percentage,\
         games_played,games_lost,eliminations,deaths,assists,damage,healing",
        "200,195,pc,competitive,ana,1800,1,33.33,3,2,60,15,9,27000,30",
        "200,195,pc,competitive,echo,600,0,0,1,1,20,5,3,9000,10",
        "100,,pc,competitive,ana,1200,1,50,2,1,40,10,6,18000,20",
    ];
    assert_eq!(lines(Filter::default()), all);
    let echo = Filter { hero: "echo".parse().ok(), ..Filter::default() };
    assert_eq!(lines(echo), [all[0], all[2]]);
}

#[test]
fn a_difference_holds_what_was_played() {
    let versions = [
        with_rank(version(100, &[("ana", games(4))]), "gold", 3),
        version(200, &[("ana", games(6)), ("echo", games(1))]),
    ];
    let averages = json!({"eliminations": 20.0, "assists": 3.0, "deaths": 5.0, "damage": 9000.0, "healing": 10.0});
    let hero = |hero, played: i64, won: i64, before, after| {
        json!({
            "platform": "pc", "gamemode": "competitive", "hero": hero,
            "time_played": played * 600, "games_won": won, "games_played": played,
            "games_lost": played - won, "eliminations": played * 20, "deaths": played * 5,
            "assists": played * 3, "damage": played * 9000, "healing": played * 10,
            "win_percentage_before": before, "win_percentage_after": after, "averages": averages,
        })
    };
    let mut totals = hero("", 3, 1, 0.0, 0.0);
    for key in ["platform", "gamemode", "hero", "win_percentage_before", "win_percentage_after"] {
        totals.as_object_mut().unwrap().remove(key);
    }
    let rank = json!({
        "platform": "pc", "role": "tank", "before": {"division": "gold", "tier": 3}, "after": null,
    });
    let expected = json!({
        "since": 150, "snapshots_compared": 2, "compared_from": 100, "compared_to": 200,
        "ranks": [rank],
        "heroes": [hero("ana", 2, 1, 50.0, 50.0), hero("echo", 1, 0, 0.0, 0.0)],
        "totals": totals, "resets": [],
    });
    assert_eq!(serde_json::to_value(Diff::of(150, &versions)).unwrap(), expected);
}

#[test]
fn fewer_than_two_versions_are_no_error() {
    let one = [version(100, &[("ana", games(4))])];
    for versions in [&one[..0], &one] {
        let diff = serde_json::to_value(Diff::of(150, versions)).unwrap();
        assert_eq!(diff["snapshots_compared"], versions.len());
        assert_eq!((&diff["compared_from"], &diff["compared_to"]), (&Value::Null, &Value::Null));
        for list in ["ranks", "heroes", "resets"] {
            assert_eq!(diff[list], json!([]), "{list}");
        }
        assert_eq!(diff["totals"]["time_played"], 0);
        assert_eq!(diff["totals"]["averages"]["damage"], 0.0);
    }
}
