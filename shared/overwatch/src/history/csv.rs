//! Snapshots as a table.

use std::fmt::{self, Write};

use super::{Counters, Filter, Version};
use crate::{Gamemode, HeroKey, Platform};

/// The names of the columns.
pub const CSV_HEADER: &str = "taken_at,last_updated_blizzard,platform,gamemode,hero,time_played,games_won,\
    win_percentage,games_played,games_lost,eliminations,deaths,assists,damage,healing\r\n";

/// A version as rows of a table: one a platform, gamemode and hero, of those that pass the filter.
///
/// No field can hold a comma or a quote, so that none has to be quoted.
#[must_use]
pub fn csv_rows(version: &Version, filter: &Filter) -> String {
    let mut rows = String::new();
    for (platform, gamemode, hero, counters) in filter.heroes(&version.snapshot) {
        // Writing into a string does not fail.
        let _ = row(&mut rows, version, (platform, gamemode, hero), counters);
    }
    rows
}

fn row(
    table: &mut String,
    version: &Version,
    (platform, gamemode, hero): (Platform, Gamemode, &HeroKey),
    counters: Counters,
) -> fmt::Result {
    write!(table, "{},", version.taken_at)?;
    if let Some(last_updated) = version.last_updated_blizzard {
        write!(table, "{last_updated}")?;
    }
    write!(table, ",{platform},{gamemode},{hero}")?;
    let win_percentage = counters.win_percentage();
    let Counters { time_played, games_won, games_played, games_lost, .. } = counters;
    write!(table, ",{time_played},{games_won},{win_percentage},{games_played},{games_lost}")?;
    let Counters { eliminations, deaths, assists, damage, healing, .. } = counters;
    write!(table, ",{eliminations},{deaths},{assists},{damage},{healing}\r\n")
}
