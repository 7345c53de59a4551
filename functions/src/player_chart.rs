//! What a player was over time, as a chart.

use charts::{Chart, Point, Scale, Series, Theme};
use overwatch::{
    Gamemode, HeroKey, Platform, Role,
    history::{Counters, RankedRole, Snapshot, TIERS, Version, rank_names},
};
use service::resources::heroes::ListedHeroes;
use strum::{EnumString, IntoStaticStr, VariantArray};
use utoipa::ToSchema;

use crate::names;

/// What is shown over time.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, ToSchema,
)]
#[strum(serialize_all = "snake_case")]
#[schema(as = PlayerChartStat, rename_all = "snake_case")]
pub(crate) enum Stat {
    /// The ranks of each role.
    #[default]
    Rank,
    /// Games won, in percent of those played so far.
    Winrate,
    /// Hours played so far.
    TimePlayed,
    /// Eliminations and assists per death so far.
    Kda,
}

/// What of a player is shown.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// What is shown over time.
    pub(crate) stat: Stat,
    /// Only this platform.
    pub(crate) platform: Option<Platform>,
    /// Only this gamemode; ranks have none.
    pub(crate) gamemode: Option<Gamemode>,
    /// Only the rank, or the heroes, of this role. No hero is of open queue.
    pub(crate) role: Option<RankedRole>,
    /// Only this hero; ranks have none.
    pub(crate) hero: Option<HeroKey>,
}

impl Wanted {
    /// Whether the chart depends on which role heroes have.
    pub(crate) fn needs_roles(&self) -> bool {
        self.stat != Stat::Rank && self.role.and_then(role_of_heroes).is_some()
    }
}

/// The chart of versions in the order of their time, of a player of that name. The heroes are looked at only where it
/// [needs roles](Wanted::needs_roles).
pub(crate) fn chart(
    name: &str,
    versions: &[Version],
    wanted: &Wanted,
    heroes: &ListedHeroes,
    theme: Theme,
) -> Chart {
    let is_rank = wanted.stat == Stat::Rank;
    let series = if is_rank { ranks(versions, wanted) } else { played(versions, wanted, heroes) };
    let nothing = match () {
        () if versions.is_empty() => "There is no history to show.",
        () if is_rank => "There are no ranks to show.",
        () => "There is nothing played to show.",
    };
    Chart {
        title: format!("{name}: {}", subject(wanted)),
        scale: scale(wanted.stat),
        series,
        nothing: nothing.to_owned(),
        theme,
    }
}

fn subject(wanted: &Wanted) -> String {
    let stat = match wanted.stat {
        Stat::Rank => return "ranks".to_owned(),
        Stat::Winrate => "win rate",
        Stat::TimePlayed => "time played",
        Stat::Kda => "KDA",
    };
    match (&wanted.hero, wanted.role.and_then(role_of_heroes)) {
        (Some(hero), _) => format!("{stat} with {}", names::hero(hero)),
        (None, Some(role)) => format!("{stat} as {role}"),
        (None, None) => stat.to_owned(),
    }
}

fn scale(stat: Stat) -> Scale {
    match stat {
        Stat::Rank => Scale::Names { names: rank_names(), group: TIERS },
        Stat::Winrate => Scale::Percent,
        Stat::TimePlayed => Scale::Hours,
        Stat::Kda => Scale::Number,
    }
}

/// A line for each platform and role.
fn ranks(versions: &[Version], wanted: &Wanted) -> Vec<Series> {
    let lines = Platform::PC_FIRST
        .iter()
        .flat_map(|platform| RankedRole::VARIANTS.iter().map(move |role| (*platform, *role)));
    let series = lines.map(|(platform, role)| {
        let is_wanted = wanted.platform.is_none_or(|wanted| wanted == platform)
            && wanted.role.is_none_or(|wanted| wanted == role);
        let value = |snapshot: &Snapshot| {
            let place = snapshot.rank(platform, role).filter(|_| is_wanted)?.place()?;
            u32::try_from(place).ok().map(f64::from)
        };
        Series {
            name: format!("{}, {}", platform.name(), role.name()),
            points: points(versions, value),
        }
    });
    series.collect()
}

/// A line for each platform and gamemode, of what all wanted heroes together were played with.
fn played(versions: &[Version], wanted: &Wanted, heroes: &ListedHeroes) -> Vec<Series> {
    let role = wanted.role.and_then(role_of_heroes);
    let is_wanted_hero = |key: &HeroKey| {
        wanted.hero.as_ref().is_none_or(|hero| hero == key)
            && role.is_none_or(|role| heroes.role_of(key) == Some(role))
    };
    let lines = Platform::PC_FIRST
        .iter()
        .flat_map(|platform| Gamemode::VARIANTS.iter().map(move |gamemode| (*platform, *gamemode)));
    let series = lines.map(|(platform, gamemode)| {
        let is_wanted = wanted.platform.is_none_or(|wanted| wanted == platform)
            && wanted.gamemode.is_none_or(|wanted| wanted == gamemode);
        let value = |snapshot: &Snapshot| {
            let heroes = snapshot.heroes.get(&platform).filter(|_| is_wanted)?.get(&gamemode)?;
            let mut sum = Counters::default();
            for (_, counters) in heroes.iter().filter(|(key, _)| is_wanted_hero(key)) {
                sum += *counters;
            }
            value_of(wanted.stat, &sum)
        };
        Series {
            name: format!("{}, {}", platform.name(), names::gamemode(gamemode)),
            points: points(versions, value),
        }
    });
    series.collect()
}

fn points(versions: &[Version], value: impl Fn(&Snapshot) -> Option<f64>) -> Vec<Point> {
    let point = |version: &Version| Point { at: version.taken_at, value: value(&version.snapshot) };
    versions.iter().map(point).collect()
}

/// `None` where there is nothing to divide by, or nothing was played.
#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 seconds")]
fn value_of(stat: Stat, counters: &Counters) -> Option<f64> {
    match stat {
        Stat::Rank => None,
        Stat::Winrate => (counters.games_played > 0).then(|| counters.win_percentage()),
        Stat::TimePlayed => {
            (counters.time_played > 0).then(|| counters.time_played as f64 / 3600.0)
        }
        Stat::Kda => (counters.deaths > 0).then(|| counters.kda()),
    }
}

fn role_of_heroes(role: RankedRole) -> Option<Role> {
    match role {
        RankedRole::Tank => Some(Role::Tank),
        RankedRole::Damage => Some(Role::Damage),
        RankedRole::Support => Some(Role::Support),
        RankedRole::Open => None,
    }
}
