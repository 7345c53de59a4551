//! How heroes fared over time, as a chart.

use std::iter;

use charts::{Chart, Point, Scale, Series, Theme};
use overwatch::{
    HeroKey,
    rates::{
        Region,
        record::{Games, RateRecord, RecordedRate},
    },
};
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::names;

/// So many heroes are shown where none is asked for.
const HEROES_SHOWN: usize = 5;

const DAY: i64 = 86_400;

/// What of a hero is shown.
#[derive(Debug, Clone, Copy, Default, EnumString, IntoStaticStr, VariantArray, ToSchema)]
#[strum(serialize_all = "lowercase")]
#[schema(as = HeroStatsChartStat, rename_all = "lowercase")]
pub(crate) enum RateStat {
    /// How often the hero was picked.
    #[default]
    Pickrate,
    /// How often the hero's team won.
    Winrate,
    /// How often the hero was banned; in competitive games only.
    Banrate,
}

/// The chart of records in the order of their time: of that hero, or of those who had the most last.
pub(crate) fn chart(
    games: &Games,
    records: &[RateRecord],
    hero: Option<&HeroKey>,
    stat: RateStat,
    theme: Theme,
) -> Chart {
    let (title, series) = if let Some(hero) = hero {
        let series = series(describe(games), hero, stat, records);
        (format!("{} of {}", stat.name(), names::hero(hero)), vec![series])
    } else {
        let leaders = leaders(stat, records).into_iter();
        let series = leaders.map(|hero| series(names::hero(hero).to_owned(), hero, stat, records));
        (format!("{}: {}", stat.name(), describe(games)), series.collect())
    };
    let nothing = "Nothing was recorded.".to_owned();
    Chart { title, scale: Scale::Percent, series, nothing, theme }
}

impl RateStat {
    fn name(self) -> &'static str {
        match self {
            Self::Pickrate => "Pick rate",
            Self::Winrate => "Win rate",
            Self::Banrate => "Ban rate",
        }
    }

    fn of(self, rate: &RecordedRate) -> Option<f64> {
        match self {
            Self::Pickrate => Some(rate.pickrate),
            Self::Winrate => Some(rate.winrate),
            Self::Banrate => rate.banrate,
        }
    }
}

/// The heroes who had the most in the last record.
fn leaders(stat: RateStat, records: &[RateRecord]) -> Vec<&HeroKey> {
    let last = records.last().into_iter().flat_map(|record| &record.rates);
    let mut heroes: Vec<_> = last.filter_map(|rate| Some((stat.of(rate)?, &rate.hero))).collect();
    heroes.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    heroes.into_iter().take(HEROES_SHOWN).map(|(_, hero)| hero).collect()
}

/// A hero's line of that name. Missing days are a gap.
fn series(name: String, hero: &HeroKey, stat: RateStat, records: &[RateRecord]) -> Series {
    let point = |record: &RateRecord| {
        let rate = record.of_hero(Some(hero)).next();
        Point { at: record.taken_at, value: rate.and_then(|rate| stat.of(rate)) }
    };
    let before = iter::once(None).chain(records.iter().map(Some));
    let points = before.zip(records).flat_map(|(before, record)| {
        let day = |record: &RateRecord| record.taken_at.div_euclid(DAY);
        let gap = before.filter(|before| day(record) - day(before) > 1);
        let gap = gap.map(|before| Point { at: before.taken_at + DAY, value: None });
        gap.into_iter().chain([point(record)])
    });
    Series { name, points: points.collect() }
}

/// Which games they are, in few words: only competitive ones have a division.
fn describe(games: &Games) -> String {
    let platform = games.platform.name();
    let region = match games.region {
        Region::Europe => "Europe",
        Region::Americas => "Americas",
        Region::Asia => "Asia",
    };
    match (&games.division, games.gamemode) {
        (Some(division), _) => format!("{platform}, {region}, {division}"),
        (None, gamemode) => format!("{platform}, {}, {region}", names::gamemode(gamemode)),
    }
}

#[cfg(test)]
mod tests {
    use overwatch::rates::page::Filters;

    use super::*;

    #[test]
    fn missing_days_and_heroes_are_gaps() {
        let rate = |hero: &str, pickrate| RecordedRate {
            hero: hero.parse().unwrap(),
            pickrate,
            winrate: 50.0,
            banrate: None,
        };
        let record =
            |day, rates: &[RecordedRate]| RateRecord { taken_at: day * DAY, rates: rates.to_vec() };
        let records = [
            record(1, &[rate("ana", 1.0), rate("mei", 2.0)]),
            record(2, &[rate("mei", 3.0)]),
            record(5, &[rate("ana", 4.0), rate("mei", 5.0)]),
        ];
        let games = &Games::all(&Filters::default())[1];
        let drawn = |hero: Option<&HeroKey>, stat| chart(games, &records, hero, stat, Theme::Light);
        let leaders = drawn(None, RateStat::Pickrate);
        let names: Vec<_> = leaders.series.iter().map(|series| series.name.as_str()).collect();
        assert_eq!(
            (leaders.title.as_str(), names),
            ("Pick rate: Console, competitive, Europe", vec!["Mei", "Ana"])
        );
        let values: Vec<_> =
            leaders.series[1].points.iter().map(|point| (point.at / DAY, point.value)).collect();
        assert_eq!(values, [(1, Some(1.0)), (2, None), (3, None), (5, Some(4.0))]);
        let ana = drawn(Some(&records[0].rates[0].hero), RateStat::Winrate);
        assert_eq!((ana.title.as_str(), ana.series.len()), ("Win rate of Ana", 1));
        assert!(drawn(None, RateStat::Banrate).series.is_empty());
    }
}
