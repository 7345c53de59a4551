//! The heroes of a player as a table, which links order.

use std::{cmp::Ordering, collections::BTreeMap};

use maud::{Markup, html};
use overwatch::{
    Gamemode, HeroKey, Order, Platform, Role,
    history::{Counters, Filter, Snapshot},
    order::Direction,
};
use service::resources::heroes::ListedHeroes;
use strum::{Display, EnumString, VariantArray};

use crate::names;

/// What the table can be ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, VariantArray)]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Column {
    Hero,
    Role,
    TimePlayed,
    GamesPlayed,
    Winrate,
    Kda,
    Eliminations,
    Deaths,
    Damage,
    Healing,
}

/// Which heroes are shown, and in which order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WantedHeroes {
    pub(crate) platform: Option<Platform>,
    pub(crate) gamemode: Option<Gamemode>,
    pub(crate) order: Order<Column>,
}

struct Row<'a> {
    name: &'a str,
    role: Option<Role>,
    played: Counters,
}

pub(super) fn section(now: &Snapshot, wanted: WantedHeroes, heroes: &ListedHeroes) -> Markup {
    let rows = rows(now, wanted, heroes);
    html! {
        section aria-labelledby="heroes" {
            h2 #heroes { "Heroes" }
            (filters(now, wanted))
            @if rows.is_empty() {
                p { "Nothing of that was played yet." }
            } @else {
                p.quiet #per { "Eliminations, deaths, damage and healing are means per ten minutes." }
                div.table.heroes role="region" aria-label="Table of heroes" aria-describedby="per" tabindex="0" {
                    table {
                        thead { tr { @for column in Column::VARIANTS { (head(*column, wanted)) } } }
                        tbody { @for row in &rows { (line(row)) } }
                    }
                }
            }
        }
    }
}

fn rows<'a>(now: &'a Snapshot, wanted: WantedHeroes, heroes: &'a ListedHeroes) -> Vec<Row<'a>> {
    let mut played: BTreeMap<&HeroKey, Counters> = BTreeMap::new();
    let filter = Filter { platform: wanted.platform, gamemode: wanted.gamemode, hero: None };
    for (_, _, hero, counters) in filter.heroes(now) {
        *played.entry(hero).or_default() += counters;
    }
    played.retain(|_, played| played.time_played > 0);
    let row = |(key, played)| Row { name: heroes.name_of(key), role: heroes.role_of(key), played };
    let mut rows: Vec<Row> = played.into_iter().map(row).collect();
    let Order { by, direction } = wanted.order;
    rows.sort_by(|one, other| direction.apply(by.compare(one, other)));
    rows
}

impl Column {
    fn compare(self, one: &Row, other: &Row) -> Ordering {
        match self {
            Self::Hero => one.name.cmp(other.name),
            Self::Role => one.role.cmp(&other.role),
            Self::TimePlayed => one.played.time_played.cmp(&other.played.time_played),
            Self::GamesPlayed => one.played.games_played.cmp(&other.played.games_played),
            _ => self.value(&one.played).total_cmp(&self.value(&other.played)),
        }
    }

    /// What is not counted but computed.
    fn value(self, played: &Counters) -> f64 {
        match self {
            Self::Hero | Self::Role | Self::TimePlayed | Self::GamesPlayed => 0.0,
            Self::Winrate => played.win_percentage(),
            Self::Kda => played.kda(),
            Self::Eliminations => played.averages().eliminations,
            Self::Deaths => played.averages().deaths,
            Self::Damage => played.averages().damage,
            Self::Healing => played.averages().healing,
        }
    }

    fn text(self, row: &Row) -> String {
        let played = &row.played;
        match self {
            Self::Hero => row.name.to_owned(),
            Self::Role => row.role.map(|role| role.to_string()).unwrap_or_default(),
            Self::TimePlayed => names::duration(played.time_played),
            Self::GamesPlayed => names::grouped(played.games_played),
            Self::Winrate if played.games_played == 0 => "–".to_owned(),
            Self::Winrate => format!("{:.1}%", self.value(played)),
            Self::Kda | Self::Eliminations | Self::Deaths => format!("{:.2}", self.value(played)),
            Self::Damage | Self::Healing => names::grouped(whole(self.value(played))),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Hero => "Hero",
            Self::Role => "Role",
            Self::TimePlayed => "Time",
            Self::GamesPlayed => "Games",
            Self::Winrate => "Won",
            Self::Kda => "KDA",
            Self::Eliminations => "Elim.",
            Self::Deaths => "Deaths",
            Self::Damage => "Damage",
            Self::Healing => "Healing",
        }
    }

    /// The order that somebody wants who asks for this column first.
    const fn first_direction(self) -> Direction {
        match self {
            Self::Hero | Self::Role => Direction::Asc,
            _ => Direction::Desc,
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "larger than any integer, it is the largest")]
fn whole(value: f64) -> i64 {
    value.round() as i64
}

impl WantedHeroes {
    fn link(self) -> String {
        let Order { by, direction } = self.order;
        let mut link = format!("?order_by={by}:{direction}");
        if let Some(platform) = self.platform {
            link = format!("{link}&platform={platform}");
        }
        if let Some(gamemode) = self.gamemode {
            link = format!("{link}&gamemode={gamemode}");
        }
        link + "#heroes"
    }
}

fn head(column: Column, wanted: WantedHeroes) -> Markup {
    let current = Some(wanted.order).filter(|order| order.by == column);
    let (sort, arrow, direction) = match current.map(|order| order.direction) {
        Some(Direction::Asc) => (Some("ascending"), " ▲", Direction::Desc),
        Some(Direction::Desc) => (Some("descending"), " ▼", Direction::Asc),
        None => (None, "", column.first_direction()),
    };
    let link = WantedHeroes { order: Order { by: column, direction }, ..wanted }.link();
    html! {
        th scope="col" aria-sort=[sort] {
            a href=(link) { (column.name()) span aria-hidden="true" { (arrow) } }
        }
    }
}

fn line(row: &Row) -> Markup {
    html! {
        tr {
            @for column in Column::VARIANTS {
                @if *column == Column::Hero {
                    th scope="row" { (column.text(row)) }
                } @else {
                    td { (column.text(row)) }
                }
            }
        }
    }
}

/// Links to the heroes of one platform or gamemode, where there are several.
fn filters(now: &Snapshot, wanted: WantedHeroes) -> Markup {
    let gamemodes = [None, Some(Gamemode::Quickplay), Some(Gamemode::Competitive)];
    let platforms = [None].into_iter().chain(Platform::PC_FIRST.map(Some));
    html! {
        nav.filters aria-label="Which games" {
            ul.links {
                @for gamemode in gamemodes {
                    (filter(
                        gamemode.map_or("All games", names::gamemode),
                        wanted.gamemode == gamemode,
                        WantedHeroes { gamemode, ..wanted },
                    ))
                }
            }
            @if now.heroes.len() > 1 {
                ul.links {
                    @for platform in platforms {
                        (filter(
                            platform.map_or("All platforms", Platform::name),
                            wanted.platform == platform,
                            WantedHeroes { platform, ..wanted },
                        ))
                    }
                }
            }
        }
    }
}

fn filter(name: &str, is_current: bool, wanted: WantedHeroes) -> Markup {
    html! {
        li { a href=(wanted.link()) aria-current=[is_current.then_some("true")] { (name) } }
    }
}
