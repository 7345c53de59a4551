//! What a card shows.

use std::{cmp::Reverse, collections::BTreeMap};

use overwatch::{
    HeroKey, Platform,
    career::{Career, Ranks},
    history::{RankedRole, ShortRank, Snapshot},
    stats_summary::{Figures, summarize},
};

/// As many heroes as have room.
const HEROES: usize = 5;

/// What a card shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// The player's name, in any script.
    pub name: String,
    /// The title under the name.
    pub title: Option<String>,
    /// How other players endorse this one, from 1 to 5.
    pub endorsement: Option<u32>,
    /// The ranks of each platform that has any, or a season.
    pub platforms: Vec<PlatformRanks>,
    /// The most played heroes, the most played first. None for a private career and for one without games.
    pub heroes: Vec<PlayedHero>,
}

/// The ranks on one platform.
#[derive(Debug, Clone, PartialEq)]
pub struct PlatformRanks {
    /// The platform.
    pub platform: Platform,
    /// The last season played.
    pub season: Option<u32>,
    /// The ranks there are.
    pub ranks: BTreeMap<RankedRole, ShortRank>,
}

/// How much a hero was played, on all platforms and in all gamemodes together.
#[derive(Debug, Clone, PartialEq)]
pub struct PlayedHero {
    /// The hero's name.
    pub name: String,
    /// In seconds.
    pub time_played: i64,
    /// Games won, in percent of those played; `None` without any.
    pub win_rate: Option<f64>,
}

impl Card {
    /// The card of a career. `name_of` says what a hero is called.
    pub fn of(career: &Career, name_of: impl Fn(&HeroKey) -> String) -> Self {
        let summary = &career.summary;
        let competitive = summary.competitive.as_ref();
        let platforms = Platform::PC_FIRST.into_iter().filter_map(|platform| {
            let ranks = competitive?.get(platform)?;
            Some(PlatformRanks::of(platform, ranks))
        });
        // Roles are summed up too, but not shown.
        let played = summarize(&Snapshot::of(career), None, None, |_| None).heroes;
        let mut heroes: Vec<(HeroKey, Figures)> = played.into_iter().collect();
        heroes.sort_by_key(|(_, figures)| Reverse(figures.time_played));
        heroes.truncate(HEROES);
        Self {
            name: summary.username.clone(),
            title: summary.title.clone(),
            endorsement: summary.endorsement.as_ref().map(|endorsement| endorsement.level),
            platforms: platforms.collect(),
            heroes: heroes
                .into_iter()
                .map(|(hero, figures)| PlayedHero::of(name_of(&hero), &figures))
                .collect(),
        }
    }
}

impl PlatformRanks {
    fn of(platform: Platform, ranks: &Ranks) -> Self {
        let (season, ranks) = (ranks.season, ShortRank::by_role(ranks));
        Self { platform, season, ranks }
    }

    /// `PC · Season 16`
    pub(crate) fn heading(&self) -> String {
        let platform = self.platform.name();
        self.season.map_or(platform.to_owned(), |season| format!("{platform} · Season {season}"))
    }
}

impl PlayedHero {
    fn of(name: String, figures: &Figures) -> Self {
        let win_rate = (figures.games_played > 0).then_some(figures.winrate);
        Self { name, time_played: figures.time_played, win_rate }
    }

    /// `123 h`, and minutes below one hour.
    pub(crate) fn hours(&self) -> String {
        let minutes = self.time_played / 60;
        if minutes < 60 { format!("{minutes} min") } else { format!("{} h", minutes / 60) }
    }

    /// `54 % won`
    pub(crate) fn won(&self) -> String {
        self.win_rate.map_or(String::new(), |rate| format!("{rate:.0} % won"))
    }
}
