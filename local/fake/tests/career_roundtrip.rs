//! Any career that the fake renders is read back the same, whatever Blizzard invents next.

use std::collections::BTreeMap;

use fake::pages::{self, COMPARISONS};
use overwatch::{
    ByGamemode, ByPlatform, HeroKey,
    career::{
        self, ALL_HEROES, Career, Category, Comparison, Endorsement, GamemodeStats, HeroValue,
        Rank, Ranks, Stat, StatValue, Stats, Summary,
    },
    keys::{hero_key, stat_key},
};
use proptest::{collection::vec, option, prelude::*, sample::select};

proptest! {
    #[test]
    fn what_is_rendered_is_read_back(career in career()) {
        prop_assert_eq!(career::parse(&pages::career(&career)), Ok(career));
    }
}

fn career() -> impl Strategy<Value = Career> {
    (summary(), option::of(stats()))
        .prop_map(|(summary, stats)| Career { summary, stats: stats.flatten() })
}

fn summary() -> impl Strategy<Value = Summary> {
    let title = option::of(text().prop_filter("stands for none", |title| title != "No Title"));
    (text(), option::of(url()), title, option::of(endorsement()), competitive()).prop_map(
        |(username, avatar, title, endorsement, competitive)| Summary {
            username,
            avatar,
            namecard: None,
            title,
            endorsement,
            competitive,
            last_updated_at: None,
        },
    )
}

/// Something that people write: any script, nothing around it.
fn text() -> impl Strategy<Value = String> {
    "[^\\pC\\s]([^\\pC\\pZ]| ){0,12}[^\\pC\\s]"
}

/// A category's: white space counts as one space there.
fn label() -> impl Strategy<Value = String> {
    text().prop_map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn url() -> impl Strategy<Value = String> {
    "https://[a-z]{1,8}\\.example/[a-z0-9&\"'<=]{1,12}\\.png"
}

fn endorsement() -> impl Strategy<Value = Endorsement> {
    ("[.-]", 0..10_u32).prop_map(|(dot, level)| Endorsement {
        level,
        frame: format!("https://images.example/endorsement/{level}{dot}8b9f.svg#icon"),
    })
}

fn competitive() -> impl Strategy<Value = Option<ByPlatform<Ranks>>> {
    (ranks(), ranks()).prop_map(|(pc, console)| ByPlatform { pc, console }.unless_empty())
}

fn ranks() -> impl Strategy<Value = Option<Ranks>> {
    let season = option::of(0..100_u32);
    (season, rank("tank"), rank("offense"), rank("support"), rank("open")).prop_map(
        |(season, tank, damage, support, open)| {
            let any = tank.is_some() || damage.is_some() || support.is_some() || open.is_some();
            let counts = any || season.is_some_and(|season| season > 0);
            counts.then_some(Ranks { season, tank, damage, support, open })
        },
    )
}

fn rank(role: &'static str) -> impl Strategy<Value = Option<Rank>> {
    let icon = move |name: &str| format!("https://images.example/{role}/{name}");
    option::of(("[A-Z][a-z]{2,9}", option::of(0..6_u32), "[.-]").prop_filter_map(
        "a division's name",
        move |(division, tier, dot)| {
            Some(Rank {
                division: division.to_lowercase().parse().ok()?,
                tier: tier.unwrap_or(0),
                role_icon: icon(&format!("{role}{dot}f4db.svg#icon")),
                rank_icon: icon(&format!("Rank_{division}Tier{dot}305e.png")),
                tier_icon: tier.map(|tier| icon(&format!("TierDivision_{tier}{dot}a86b.png"))),
            })
        },
    ))
    .prop_filter("the word ends the division's name", |rank| {
        rank.as_ref().is_none_or(|rank| !rank.division.as_str().contains("tier"))
    })
}

fn stats() -> impl Strategy<Value = Option<Stats>> {
    (platform_stats(), platform_stats())
        .prop_map(|(pc, console)| ByPlatform { pc, console }.unless_empty())
}

fn platform_stats() -> impl Strategy<Value = Option<ByGamemode<GamemodeStats>>> {
    (option::of(gamemode_stats()), option::of(gamemode_stats()))
        .prop_map(|(quickplay, competitive)| ByGamemode { quickplay, competitive }.unless_empty())
}

fn gamemode_stats() -> impl Strategy<Value = GamemodeStats> {
    (comparisons(), vec((hero(), vec(category(), 1..4)), 0..4)).prop_map(
        |(heroes_comparisons, heroes)| GamemodeStats {
            heroes_comparisons,
            career_stats: heroes.into_iter().collect(),
        },
    )
}

fn comparisons() -> impl Strategy<Value = BTreeMap<String, Option<Comparison>>> {
    let label = prop_oneof![select(&COMPARISONS).prop_map(str::to_owned), label()];
    let comparison = (label, vec(hero_value(), 1..5));
    vec(comparison, 0..6).prop_map(|comparisons| {
        let absent = COMPARISONS.map(|label| (stat_key(label), None));
        let present = comparisons
            .into_iter()
            .map(|(label, values)| (stat_key(&label), Some(Comparison { label, values })));
        absent.into_iter().chain(present).collect()
    })
}

fn hero_value() -> impl Strategy<Value = HeroValue> {
    (hero(), value()).prop_map(|(hero, value)| HeroValue { hero, value })
}

fn hero() -> impl Strategy<Value = HeroKey> {
    let known = select(vec![ALL_HEROES, "ana", "dva", "soldier-76", "torbjorn", "wrecking-ball"]);
    let unknown = prop_oneof!["[a-z0-9-]{1,12}", "[а-я]{1,8}", "[ぁ-ん]{1,6}"]
        .prop_filter("another key", |key| hero_key(key) == *key);
    prop_oneof![known.prop_map(str::to_owned), unknown]
        .prop_filter_map("no key", |key| key.parse().ok())
}

fn category() -> impl Strategy<Value = Category> {
    (label(), vec(stat(), 0..4)).prop_map(|(label, stats)| Category {
        category: stat_key(&label),
        label,
        stats,
    })
}

fn stat() -> impl Strategy<Value = Stat> {
    (text(), value()).prop_map(|(label, value)| Stat { key: stat_key(&label), label, value })
}

fn value() -> impl Strategy<Value = StatValue> {
    let words = text()
        .prop_filter("a number", |text| StatValue::parse(text) == StatValue::Text(text.clone()));
    prop_oneof![
        any::<i64>().prop_map(StatValue::Integer),
        any::<i32>().prop_map(|number| StatValue::Float(f64::from(number) / 100.0)),
        words.prop_map(StatValue::Text),
    ]
}
