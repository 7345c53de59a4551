//! Rates over time: a [`RateRecord`] a day of each kind of [`Games`], and [`RatesHistory`], as it is answered.

use std::fmt::{self, Write};

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use strum::VariantArray;
use utoipa::ToSchema;

use super::{FilterKey, HeroRate, Region, page::Filters};
use crate::{Division, Gamemode, HeroKey, Platform};

/// The games that rates are about, on all maps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Games {
    /// Mouse and keyboard, or a controller.
    pub platform: Platform,
    /// Quick play or competitive.
    pub gamemode: Gamemode,
    /// Where.
    pub region: Region,
    /// Of competitive games only; `None` for those of all divisions together.
    pub division: Option<FilterKey>,
}

impl Games {
    /// All kinds of games that there are rates of: with the divisions that the rates page offers, or those that
    /// we know where it is not known to offer any.
    #[must_use]
    pub fn all(offered: &Filters) -> Vec<Self> {
        let known = || Division::VARIANTS.iter().map(|division| FilterKey::from(*division));
        let divisions: Vec<_> = match offered.divisions.as_slice() {
            [] => known().collect(),
            offered => offered.to_vec(),
        };
        let of_region = |platform, region| {
            let games = move |gamemode, division| Self { platform, gamemode, region, division };
            let of_divisions = divisions.iter().cloned().map(Some);
            let competitive = [None].into_iter().chain(of_divisions);
            [games(Gamemode::Quickplay, None)]
                .into_iter()
                .chain(competitive.map(move |division| games(Gamemode::Competitive, division)))
        };
        let platforms = Platform::VARIANTS.iter();
        let regions = |platform| Region::VARIANTS.iter().map(move |region| (platform, *region));
        platforms
            .flat_map(|platform| regions(*platform))
            .flat_map(|(platform, region)| of_region(platform, region))
            .collect()
    }

    /// The division's key, `all` for those of all together.
    #[must_use]
    pub fn division_key(&self) -> String {
        self.division.as_ref().map_or_else(|| "all".to_owned(), ToString::to_string)
    }
}

/// How often one hero is played, banned, and wins: shares of 100.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HeroStatsRecord)]
pub struct RecordedRate {
    /// The hero.
    pub hero: HeroKey,
    /// How often the hero was picked.
    pub pickrate: f64,
    /// How often the hero's team won.
    pub winrate: f64,
    /// How often the hero was banned; null where nobody can be, and where Blizzard did not tell.
    #[schema(required = true)]
    pub banrate: Option<f64>,
}

/// The rates of all heroes as they were once.
#[derive(Debug, Clone, PartialEq)]
pub struct RateRecord {
    /// When Blizzard was asked, in seconds since 1970.
    pub taken_at: i64,
    /// By hero.
    pub rates: Vec<RecordedRate>,
}

/// Bytes that are no rates of ours.
#[derive(Debug, thiserror::Error)]
#[error("not recorded rates: {0}")]
pub struct InvalidRecord(#[from] serde_json::Error);

/// Rates in columns: names are not repeated, and alike stands beside alike.
#[derive(Serialize, Deserialize)]
struct Columns(Vec<HeroKey>, Vec<f64>, Vec<f64>, Vec<Option<f64>>);

impl RecordedRate {
    /// What is kept of these rates, by hero.
    #[must_use]
    pub fn of(rates: &[HeroRate]) -> Vec<Self> {
        let recorded = rates.iter().map(|rate| Self {
            hero: rate.hero.clone(),
            pickrate: rate.pickrate,
            winrate: rate.winrate,
            banrate: rate.banrate,
        });
        let mut recorded: Vec<_> = recorded.collect();
        recorded.sort_by(|a, b| a.hero.cmp(&b.hero));
        recorded
    }

    /// The rates in few bytes of JSON.
    ///
    /// # Errors
    ///
    /// Never for what a page can hold; the encoder wants it said.
    pub fn to_bytes(rates: &[Self]) -> Result<Vec<u8>, InvalidRecord> {
        let heroes = rates.iter().map(|rate| rate.hero.clone()).collect();
        let picked = rates.iter().map(|rate| rate.pickrate).collect();
        let won = rates.iter().map(|rate| rate.winrate).collect();
        let banned = rates.iter().map(|rate| rate.banrate).collect();
        Ok(serde_json::to_vec(&Columns(heroes, picked, won, banned))?)
    }

    /// The rates that this JSON is of.
    ///
    /// # Errors
    ///
    /// When it is none of ours.
    pub fn from_bytes(json: &[u8]) -> Result<Vec<Self>, InvalidRecord> {
        let Columns(heroes, picked, won, banned) = serde_json::from_slice(json)?;
        let rates = heroes.into_iter().zip(picked).zip(won).zip(banned);
        let rate =
            |(((hero, pickrate), winrate), banrate)| Self { hero, pickrate, winrate, banrate };
        Ok(rates.map(rate).collect())
    }
}

/// How often heroes were picked, banned, and won over time.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HeroStatsHistory)]
pub struct RatesHistory<'a> {
    /// Where.
    pub region: Region,
    /// What was played on.
    pub platform: Platform,
    /// What was played.
    pub gamemode: Gamemode,
    /// Of which division; null for all of them together.
    #[schema(value_type = Option<String>, required = true)]
    pub competitive_division: Option<String>,
    /// One a day; the newest first.
    pub snapshots: Vec<RatesSnapshot<'a>>,
}

/// How often heroes were picked, banned, and won on one day.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = HeroStatsSnapshot)]
pub struct RatesSnapshot<'a> {
    /// The day, in UTC.
    #[schema(format = Date)]
    pub date: String,
    /// When Blizzard was asked, in seconds since 1970.
    pub taken_at: i64,
    /// By hero.
    #[schema(value_type = Vec<RecordedRate>)]
    pub heroes: Vec<&'a RecordedRate>,
}

impl<'a> RatesHistory<'a> {
    /// These records of these games: of one hero, or of all.
    #[must_use]
    pub fn of(games: &Games, records: &'a [RateRecord], hero: Option<&HeroKey>) -> Self {
        let snapshot = |record: &'a RateRecord| RatesSnapshot {
            date: date(record.taken_at),
            taken_at: record.taken_at,
            heroes: record.of_hero(hero).collect(),
        };
        Self {
            region: games.region,
            platform: games.platform,
            gamemode: games.gamemode,
            competitive_division: games.division.as_ref().map(ToString::to_string),
            snapshots: records.iter().map(snapshot).collect(),
        }
    }

    /// The history as a table, with a row a snapshot and hero.
    ///
    /// No field can hold a comma or a quote, so that none has to be quoted.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut table = CSV_HEADER.to_owned();
        for snapshot in &self.snapshots {
            for rate in &snapshot.heroes {
                // Writing into a string does not fail.
                let _ = self.write_row(&mut table, snapshot, rate);
            }
        }
        table
    }

    fn write_row(
        &self,
        table: &mut String,
        RatesSnapshot { date, taken_at, .. }: &RatesSnapshot,
        RecordedRate { hero, pickrate, winrate, banrate }: &RecordedRate,
    ) -> fmt::Result {
        let Self { region, platform, gamemode, .. } = self;
        let division = self.competitive_division.as_deref().unwrap_or_default();
        write!(table, "{date},{taken_at},{region},{platform},{gamemode},{division},")?;
        write!(table, "{hero},{pickrate},{winrate},")?;
        if let Some(banrate) = banrate {
            write!(table, "{banrate}")?;
        }
        table.write_str("\r\n")
    }
}

const CSV_HEADER: &str = "date,taken_at,region,platform,gamemode,competitive_division,\
    hero,pickrate,winrate,banrate\r\n";

impl RateRecord {
    /// The rates of one hero, if there are any, or of all.
    pub fn of_hero<'a>(&'a self, hero: Option<&HeroKey>) -> impl Iterator<Item = &'a RecordedRate> {
        self.rates.iter().filter(move |rate| hero.is_none_or(|hero| rate.hero == *hero))
    }
}

/// The day of a time, in UTC: `2026-11-26`.
fn date(time: i64) -> String {
    // Only times in the far future have none.
    DateTime::from_timestamp(time, 0).map(|time| time.date_naive().to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(hero: &str, banrate: Option<f64>) -> HeroRate {
        let hero = hero.parse().unwrap();
        HeroRate { hero, role: None, pickrate: 29.2, winrate: 50.0, banrate }
    }

    #[test]
    fn there_are_sixty_kinds_of_games_unless_the_page_offers_others() {
        let games = Games::all(&Filters::default());
        assert_eq!(games.len(), 60);
        let quickplay = games.iter().filter(|games| games.gamemode == Gamemode::Quickplay);
        assert!(quickplay.clone().all(|games| games.division.is_none()));
        assert_eq!(quickplay.count(), 6);
        let divisions = vec!["Gold".parse().unwrap(), "Uranium".parse().unwrap()];
        let offered = Games::all(&Filters { divisions, ..Filters::default() });
        assert_eq!(offered.len(), 6 * (1 + 1 + 2));
        let keys: Vec<_> = offered[..4].iter().map(Games::division_key).collect();
        assert_eq!(keys, ["all", "all", "gold", "uranium"]);
    }

    #[test]
    fn records_are_read_as_they_were_written() {
        let rates = RecordedRate::of(&[rate("mei", None), rate("ana", Some(0.1))]);
        assert_eq!(rates[0].hero.as_str(), "ana", "by hero");
        let bytes = RecordedRate::to_bytes(&rates).unwrap();
        assert_eq!(RecordedRate::from_bytes(&bytes).unwrap(), rates);
        assert!(RecordedRate::from_bytes(b"[[]]").is_err());
    }

    #[test]
    fn a_history_is_a_document_or_a_table() {
        let rates = RecordedRate::of(&[rate("ana", Some(0.1)), rate("mei", None)]);
        let records = [RateRecord { taken_at: 1_800_000_000, rates }];
        let games = &Games::all(&Filters::default())[2];
        let history = RatesHistory::of(games, &records, None);
        let json = serde_json::to_string(&history).unwrap();
        assert_eq!(
            json,
            r#"{"region":"europe","platform":"console","gamemode":"competitive","competitive_division":"bronze","snapshots":[{"date":"2027-01-15","taken_at":1800000000,"heroes":[{"hero":"ana","pickrate":29.2,"winrate":50.0,"banrate":0.1},{"hero":"mei","pickrate":29.2,"winrate":50.0,"banrate":null}]}]}"#
        );
        let mei = "mei".parse().unwrap();
        let table = RatesHistory::of(games, &records, Some(&mei)).to_csv();
        assert_eq!(
            table,
            format!(
                "{CSV_HEADER}2027-01-15,1800000000,europe,console,competitive,bronze,mei,29.2,50,\r\n"
            )
        );
    }
}
