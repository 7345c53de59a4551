//! Heroes side by side: the bars at the top of a view.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

use super::{Comparison, HeroValue, StatValue};
use crate::{
    HeroKey,
    dom::{self, flat::ElementRef},
    keys::stat_key,
};

/// What answers always have, with or without data.
pub(super) const KNOWN: [&str; 15] = [
    "time_played",
    "games_won",
    "weapon_accuracy_best_in_game",
    "eliminations_per_life",
    "kill_streak_best",
    "multikill_best",
    "eliminations_avg_per_10_min",
    "deaths_avg_per_10_min",
    "final_blows_avg_per_10_min",
    "solo_kills_avg_per_10_min",
    "objective_kills_avg_per_10_min",
    "objective_time_avg_per_10_min",
    "hero_damage_done_avg_per_10_min",
    "healing_done_avg_per_10_min",
    "win_percentage",
];

/// What the page sometimes names in the singular.
const PLURALS: [(&str, &str); 3] = [
    ("Game Won", "Games Won"),
    ("Elimination per Life", "Eliminations per Life"),
    ("Objective Kill", "Objective Kills"),
];

/// The comparisons of one gamemode of a view, by category key. `None` when there is no data.
pub(super) fn parse(
    view: ElementRef,
    gamemode_class: &str,
) -> Option<BTreeMap<String, Option<Comparison>>> {
    let heroes = dom::first(dom::children(view).next()?, dom::classed("div", [gamemode_class]))?;
    let labels = options(dom::first(heroes, dom::named("select"))?);

    let mut comparisons: BTreeMap<_, _> = KNOWN.map(|key| (key.to_owned(), None)).into();
    for bars in dom::all(heroes, dom::classed("div", ["Profile-progressBars"])) {
        let id = dom::attribute(bars, "data-category-id");
        if let Some(label) = id.and_then(|id| labels.get(id)) {
            let label = in_plural(label);
            comparisons.insert(stat_key(&label), comparison(label, bars));
        }
    }
    Some(comparisons)
}

/// What a `select` offers: the English name of each value.
pub(super) fn options(select: ElementRef<'_>) -> HashMap<&str, &str> {
    dom::all(select, dom::named("option"))
        .filter_map(|option| {
            Some((dom::attribute(option, "value")?, dom::attribute(option, "option-id")?))
        })
        .collect()
}

fn in_plural(label: &str) -> String {
    let label = dom::single_spaced(label);
    let (name, rest) = label.split_at(label.find(" - ").unwrap_or(label.len()));
    let plural = PLURALS.iter().find(|(singular, _)| *singular == name).map(|(_, plural)| *plural);
    format!("{}{rest}", plural.unwrap_or(name))
}

/// `None` without bars.
fn comparison(label: String, bars: ElementRef) -> Option<Comparison> {
    let values: Vec<_> = dom::all(bars, dom::classed("div", ["Profile-progressBar"]))
        .filter_map(hero_value)
        .collect();
    (!values.is_empty()).then_some(Comparison { label, values })
}

fn hero_value(bar: ElementRef) -> Option<HeroValue> {
    let id = || dom::first(bar, |element| dom::attribute(element, "data-hero-id").is_some());
    let hero = id()
        .and_then(|element| dom::attribute(element, "data-hero-id")?.parse().ok())
        .or_else(|| HeroKey::from_name(&text_of(bar, "Profile-progressBar-title")?))?;
    let value = text_of(bar, "Profile-progressBar-description")?;
    Some(HeroValue { hero, value: StatValue::parse(&value) })
}

fn text_of<'a>(bar: ElementRef<'a>, class: &str) -> Option<Cow<'a, str>> {
    dom::first(bar, dom::classed("div", [class])).map(dom::text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_view(inside: &str) -> Option<BTreeMap<String, Option<Comparison>>> {
        let page = format!(r#"<main><div><div class="quickPlay-view">{inside}</div></div></main>"#);
        let html = dom::flat::parse(&page).unwrap();
        parse(dom::first(html.root_element(), dom::named("main")).unwrap(), "quickPlay-view")
    }

    fn bars(inside: &str) -> String {
        format!(
            r#"<select><option value="0x1" option-id="Objective Kill - Avg per 10 Min"></option>
            <option value="0x2" option-id="Newest Thing"></option></select>
            <div class="Profile-progressBars" data-category-id="0x1">{inside}</div>
            <div class="Profile-progressBars" data-category-id="0x2">{inside}</div>
            <div class="Profile-progressBars" data-category-id="0x3">{inside}</div>"#
        )
    }

    fn bar(id: &str, title: &str) -> String {
        format!(
            r#"<div class="Profile-progressBar"><div {id}></div>
            <div class="Profile-progressBar-title">{title}</div>
            <div class="Profile-progressBar-description">57%</div></div>"#
        )
    }

    #[test]
    fn without_a_select_there_is_no_data() {
        assert_eq!(read_view("<h2>No data</h2>"), None);
    }

    #[test]
    fn known_categories_are_always_there_and_new_ones_pass_through() {
        let comparisons = read_view(&bars(&bar(r#"data-hero-id="ana""#, "Ana"))).unwrap();
        assert_eq!(comparisons.len(), KNOWN.len() + 1);
        assert_eq!(comparisons["time_played"], None);
        assert!(comparisons["newest_thing"].is_some());
        let kills = comparisons["objective_kills_avg_per_10_min"].as_ref().unwrap();
        assert_eq!(kills.label, "Objective Kills - Avg per 10 Min");
        assert_eq!(kills.values[0].value, StatValue::Integer(57));
    }

    #[test]
    fn white_space_makes_no_category_of_its_own() {
        for label in
            ["Objective  Kill - Avg per 10 Min", "Objective\u{a0}Kills\u{a0}- Avg per 10 Min"]
        {
            assert_eq!(in_plural(label), "Objective Kills - Avg per 10 Min");
        }
    }

    #[test]
    fn a_bar_without_an_id_goes_by_its_title() {
        let comparisons = read_view(&bars(&bar("", "Soldier: 76"))).unwrap();
        let values = &comparisons["newest_thing"].as_ref().unwrap().values;
        assert_eq!(values[0].hero.as_str(), "soldier-76");
    }

    #[test]
    fn a_category_without_bars_is_there_without_data() {
        assert_eq!(read_view(&bars("")).unwrap()["newest_thing"], None);
    }
}
