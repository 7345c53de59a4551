//! Careers in the forms in which they are stored say the same as the careers themselves.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use fake::Site;
use overwatch::{
    Gamemode, HeroKey, Platform,
    career::{Career, CareerStats, ValuesView},
    history::Snapshot,
};
use serde::Serialize;
use storage::{
    Document,
    career::{CareerValues, Stored, SummaryJson, WholeCareer},
    compression::Effort,
    json,
    player::{CareerPart, StoredCareer},
};

const PLATFORMS: [Option<Platform>; 3] = [None, Some(Platform::Pc), Some(Platform::Console)];
const GAMEMODES: [Gamemode; 2] = [Gamemode::Quickplay, Gamemode::Competitive];

/// Public and private ones, on one platform and on both; and one that has statistics of nothing.
fn careers() -> Vec<Career> {
    let players = Site::generated().players;
    let mut careers: Vec<Career> = players.into_iter().map(|player| player.career).collect();
    let mut empty = careers.iter().find(|career| career.stats.is_some()).unwrap().clone();
    let stats = empty.stats.take().unwrap().filtered(None, None);
    let mut stats = overwatch::ByPlatform { console: stats.pc.clone(), ..stats };
    if let Some(console) = &mut stats.console {
        console.quickplay = None;
        console.competitive = None;
    }
    careers.push(Career { stats: Some(stats), ..empty });
    careers
}

fn part<P: Stored>(career: &Career) -> P {
    P::stored(StoredCareer::new(career.clone(), 1, Effort::Quick).unwrap().part(P::PART)).unwrap()
}

#[track_caller]
fn assert_is(document: &Document, expected: &impl Serialize) {
    let expected = json::to_string(expected).unwrap();
    assert_eq!(std::str::from_utf8(&document.json().unwrap()).unwrap(), expected);
    assert_eq!(document.length(), expected.len());
}

#[test]
fn a_whole_career_is_the_career() {
    for career in careers() {
        let whole: WholeCareer = part(&career);
        assert_eq!(whole.read().unwrap(), career);
        for platform in PLATFORMS {
            for gamemode in [None, Some(Gamemode::Quickplay), Some(Gamemode::Competitive)] {
                let stats = career.stats.clone().map(|stats| stats.filtered(platform, gamemode));
                let expected = Career { stats, ..career.clone() };
                assert_is(&whole.filtered(platform, gamemode).unwrap(), &expected);
            }
        }
        assert_is(&whole.into(), &career);
        assert_is(&part::<SummaryJson>(&career).into(), &career.summary);
        assert_eq!(part::<Snapshot>(&career), Snapshot::of(&career));
    }
}

#[test]
fn statistics_are_those_of_a_gamemode() {
    let none = CareerStats::new();
    for career in careers() {
        let (whole, values) = (part::<WholeCareer>(&career), part::<CareerValues>(&career));
        for (platform, gamemode) in PLATFORMS.iter().flat_map(|p| GAMEMODES.map(|g| (*p, g))) {
            let stats = career.stats.as_ref().and_then(|stats| stats.of(gamemode, platform));
            let stats = stats.map_or(&none, |stats| &stats.career_stats);
            assert_is(&whole.stats_of(gamemode, platform, None).unwrap(), stats);
            assert_is(&values.stats_of(gamemode, platform, None).unwrap(), &ValuesView::of(stats));
            for hero in ["all-heroes", "ana", "nobody"] {
                let hero: HeroKey = hero.parse().unwrap();
                let mut of_hero = stats.clone();
                of_hero.retain(|key, _| *key == hero);
                assert_is(&whole.stats_of(gamemode, platform, Some(&hero)).unwrap(), &of_hero);
                let values = values.stats_of(gamemode, platform, Some(&hero)).unwrap();
                assert_is(&values, &ValuesView::of(&of_hero));
            }
        }
    }
}

#[test]
fn what_releases_before_stored_is_read() {
    for career in careers() {
        let frame = zstd::encode_all(json::to_vec(&career).unwrap().as_slice(), 3).unwrap();
        assert_eq!(WholeCareer::stored(frame.clone()).unwrap().read().unwrap(), career);
        assert_eq!(CareerValues::stored(frame.clone()).unwrap(), part(&career));
        assert_eq!(<Snapshot as Stored>::stored(frame).unwrap(), part(&career));
    }
}

#[test]
fn damage_is_an_error() {
    let careers = careers();
    let career = careers.iter().find(|career| career.has_statistics()).unwrap();
    let stored = StoredCareer::new(career.clone(), 1, Effort::Quick).unwrap();
    for length in 0..20 {
        let damaged = |part| stored.part(part)[..length].to_vec();
        assert!(WholeCareer::stored(damaged(CareerPart::Whole)).is_err());
        assert!(CareerValues::stored(damaged(CareerPart::Values)).is_err());
    }
    assert!(WholeCareer::stored(b"none".to_vec()).is_err());
    assert!(WholeCareer::stored(vec![0x28, 0xb5, 0x2f, 0xfd, 0]).is_err());
}
