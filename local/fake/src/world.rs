//! The players of the generated site: the same ones every time.

use std::fmt::Display;

use overwatch::{
    BattleTag, BlizzardId, ByGamemode, ByPlatform, Division, HeroKey,
    career::{
        ALL_HEROES, Career, Category, Comparison, Endorsement, GamemodeStats, HeroValue, Rank,
        Ranks, Stat, StatValue, Stats, Summary,
    },
    hero::known_heroes,
    keys::stat_key,
    map::known_maps,
    player_id::name_of,
};
use strum::VariantArray;

use crate::{Hero, OfferedMap, Player};

/// Names as people have them: two of one name, many scripts, a letter's case that matters.
const NAMES: [&str; 24] = [
    "Secret",
    "Newcomer",
    "Twin",
    "Twin",
    "Größe",
    "サクラ",
    "Ёжик",
    "한글이",
    "Ñandú",
    "小龙",
    "Aurora",
    "aurora",
    "Basalt",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Garnet",
    "Harbor",
    "Indigo",
    "Juniper",
    "Krill",
    "Lagoon",
    "Meadow",
];

/// The player that the documentation's examples name.
const EXAMPLE: &str = "TeKrop-2217";

/// How many players there are in the generated site.
pub(crate) const PLAYERS: u8 = 25;

/// The first two have nothing to show: a private career and one without games.
const PRIVATE: u8 = 0;
const WITHOUT_GAMES: u8 = 1;

/// So many players of the generated site.
pub(crate) fn players(count: u8) -> Vec<Player> {
    (0..count).filter_map(player).collect()
}

/// The BattleTag of the player of that number, of whom there may be any number.
pub(crate) fn battletag(number: usize) -> String {
    let names = NAMES.len();
    match number {
        _ if number < names => format!("{}-{}", NAMES[number], 1001 + number),
        _ if number == names => EXAMPLE.to_owned(),
        _ => format!("{}{}-{}", NAMES[number % names], number / names, 1001 + number),
    }
}

/// Every hero of the generated site.
pub(crate) fn heroes() -> Vec<Hero> {
    known_heroes()
        .iter()
        .filter_map(|hero| {
            let key = hero.key.parse().ok()?;
            Some(Hero { key, name: hero.name.to_owned(), role: hero.role })
        })
        .collect()
}

/// The maps that we know, as the rates page offers them.
pub(crate) fn maps() -> Vec<OfferedMap> {
    known_maps()
        .iter()
        .map(|map| OfferedMap {
            key: map.key.to_owned(),
            name: map.name.to_owned(),
            gamemodes: map.gamemodes.iter().map(|mode| mode.described().0.to_owned()).collect(),
            queues: None,
        })
        .collect()
}

/// The divisions that we know, as the rates page writes them.
pub(crate) fn divisions() -> Vec<String> {
    Division::VARIANTS.iter().map(|division| capitalized(&division.to_string())).collect()
}

fn capitalized(word: &str) -> String {
    word[..1].to_uppercase() + &word[1..]
}

fn player(number: u8) -> Option<Player> {
    let battletag: BattleTag = battletag(number.into()).parse().ok()?;
    let id: BlizzardId = format!("fa{number:014x}|fb{number:030x}").parse().ok()?;
    let plays = number != PRIVATE && number != WITHOUT_GAMES;
    let career = Career {
        summary: summary(number, name_of(battletag.as_str()), plays),
        stats: if plays { stats(number) } else { None },
    };
    Some(Player { battletag, id, is_public: number != PRIVATE, career, page: None })
}

fn summary(number: u8, name: &str, plays: bool) -> Summary {
    Summary {
        username: name.to_owned(),
        avatar: Some(image("avatar", number)),
        namecard: Some(image("namecard", number)),
        title: (!number.is_multiple_of(3)).then(|| "Fake".to_owned()),
        endorsement: Some(Endorsement {
            level: u32::from(1 + number % 5),
            frame: format!("https://images.example/endorsement/{}.svg", 1 + number % 5),
        }),
        competitive: if plays { competitive(number) } else { None },
        last_updated_at: Some(1_700_000_000 + i64::from(number) * 3600),
    }
}

fn competitive(number: u8) -> Option<ByPlatform<Ranks>> {
    let ranks = Ranks {
        season: Some(20),
        tank: Some(rank("tank", Division::Gold, 3)),
        damage: None,
        support: Some(rank("support", Division::Diamond, 1)),
        open: None,
    };
    on_platforms(number, ranks).unless_empty()
}

pub(crate) fn rank(role: &str, division: Division, tier: u32) -> Rank {
    let name = capitalized(&division.to_string());
    Rank {
        division: division.into(),
        tier,
        role_icon: format!("https://images.example/role/{role}.svg"),
        rank_icon: format!("https://images.example/rank/Rank_{name}Tier.png"),
        tier_icon: Some(format!("https://images.example/rank/TierDivision_{tier}.png")),
    }
}

fn stats(number: u8) -> Option<Stats> {
    let quickplay = gamemode_stats(number, 20 + number);
    let competitive = gamemode_stats(number, 5 + number);
    let stats = match number % 3 {
        0 => ByGamemode { quickplay: Some(quickplay), competitive: None },
        _ => ByGamemode { quickplay: Some(quickplay), competitive: Some(competitive) },
    };
    on_platforms(number, stats).unless_empty()
}

/// Most play on a PC, some on a console, a few on both.
fn on_platforms<T: Clone>(number: u8, value: T) -> ByPlatform<T> {
    let (pc, console) =
        (!number.is_multiple_of(4), number.is_multiple_of(4) || number.is_multiple_of(7));
    ByPlatform { pc: pc.then(|| value.clone()), console: console.then_some(value) }
}

fn gamemode_stats(number: u8, games: u8) -> GamemodeStats {
    let heroes = || {
        known_heroes()
            .iter()
            .skip(usize::from(number))
            .step_by(7)
            .filter_map(|hero| hero.key.parse::<HeroKey>().ok())
    };
    let games = i64::from(games);
    let comparison = Comparison {
        label: "Time Played".to_owned(),
        values: heroes()
            .map(|hero| HeroValue { hero, value: StatValue::Integer(games * 600) })
            .collect(),
    };
    let all = ALL_HEROES.parse().ok().map(|hero| (hero, games * 3));
    GamemodeStats {
        heroes_comparisons: [("time_played".to_owned(), Some(comparison))].into(),
        career_stats: heroes()
            .map(|hero| (hero, games))
            .chain(all)
            .map(|(hero, games)| (hero, categories(games)))
            .collect(),
    }
}

fn categories(games: i64) -> Vec<Category> {
    vec![
        category(
            "Combat",
            [
                ("Eliminations", games * 21),
                ("Deaths", games * 7),
                ("All Damage Done", games * 7654),
            ],
        ),
        category(
            "Assists",
            [
                ("Offensive Assists", games * 2),
                ("Healing Done", games * 987),
                ("Recon Assists", games),
            ],
        ),
        category(
            "Game",
            [("Time Played", games * 600), ("Games Played", games), ("Games Lost", games / 3)],
        ),
    ]
}

fn category(label: &str, stats: [(&str, i64); 3]) -> Category {
    Category {
        category: stat_key(label),
        label: label.to_owned(),
        stats: stats
            .into_iter()
            .map(|(label, value)| Stat {
                key: stat_key(label),
                label: label.to_owned(),
                value: StatValue::Integer(value),
            })
            .collect(),
    }
}

pub(crate) fn image(kind: &str, number: impl Display) -> String {
    format!("https://images.example/{kind}/{number}.png")
}
