//! The statistics of a career page: heroes side by side, and each by itself.

use std::collections::BTreeMap;

use maud::{Markup, html};
use overwatch::{
    HeroKey,
    career::{CareerStats, Category, Comparison, HeroValue, StatValue},
    hero::known_heroes,
};

/// What heroes are compared by: every career has all of these, with or without values.
pub const COMPARISONS: [&str; 15] = [
    "Time Played",
    "Games Won",
    "Win Percentage",
    "Weapon Accuracy - Best in Game",
    "Eliminations per Life",
    "Kill Streak - Best",
    "Multikill - Best",
    "Eliminations - Avg per 10 Min",
    "Deaths - Avg per 10 Min",
    "Final Blows - Avg per 10 Min",
    "Solo Kills - Avg per 10 Min",
    "Objective Kills - Avg per 10 Min",
    "Objective Time - Avg per 10 Min",
    "Hero Damage Done - Avg per 10 Min",
    "Healing Done - Avg per 10 Min",
];

/// The bars that compare heroes; a comparison without data is not on the page.
pub(super) fn comparisons(comparisons: &BTreeMap<String, Option<Comparison>>) -> Markup {
    let shown: Vec<_> = comparisons.values().flatten().enumerate().collect();
    html! {
        select {
            @for (id, comparison) in &shown {
                option value=(id) option-id=(comparison.label) { (comparison.label) }
            }
        }
        @for (id, comparison) in &shown {
            div class="Profile-progressBars" data-category-id=(id) {
                @for value in &comparison.values { (bar(value)) }
            }
        }
    }
}

fn bar(HeroValue { hero, value }: &HeroValue) -> Markup {
    html! {
        div class="Profile-progressBar" {
            div class="Profile-progressBar--bar" data-hero-id=(hero) {}
            div class="Profile-progressBar-title" { (name(hero)) }
            div class="Profile-progressBar-description" { (text(value)) }
        }
    }
}

/// The statistics hero by hero.
pub(super) fn career_stats(stats: &CareerStats) -> Markup {
    html! {
        select {
            @for (option, hero) in stats.keys().enumerate() {
                option value=(option) option-id=(name(hero)) { (name(hero)) }
            }
        }
        @for (option, categories) in stats.values().enumerate() {
            span class={ "stats-container option-" (option) } {
                @for category in categories { (block(category)) }
            }
        }
    }
}

fn block(category: &Category) -> Markup {
    html! {
        div class="category" {
            div class="content" {
                div class="header" { p { (category.label) } }
                @for stat in &category.stats {
                    div class="stat-item" {
                        p class="name" { (stat.label) }
                        p class="value" { (text(&stat.value)) }
                    }
                }
            }
        }
    }
}

/// How the page calls a hero.
fn name(key: &HeroKey) -> &str {
    known_heroes()
        .iter()
        .find(|hero| hero.key == key.as_str())
        .map_or(key.as_str(), |hero| hero.name)
}

/// How the page writes a value.
fn text(value: &StatValue) -> String {
    match value {
        StatValue::Integer(number) => grouped(&number.to_string()),
        // `Debug` keeps the `.0` that makes it a float.
        StatValue::Float(number) => match format!("{number:?}").split_once('.') {
            Some((whole, fraction)) => format!("{}.{fraction}", grouped(whole)),
            None => number.to_string(),
        },
        StatValue::Text(text) => text.clone(),
    }
}

/// `1234567` as `1,234,567`.
fn grouped(digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        let left = digits.len() - index;
        if left.is_multiple_of(3) && grouped.ends_with(|c: char| c.is_ascii_digit()) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_groups_of_three_digits() {
        for (value, written) in [
            (StatValue::Integer(0), "0"),
            (StatValue::Integer(-123), "-123"),
            (StatValue::Integer(-1234), "-1,234"),
            (StatValue::Integer(1_234_567), "1,234,567"),
            (StatValue::Float(1234.5), "1,234.5"),
            (StatValue::Float(57.0), "57.0"),
        ] {
            assert_eq!(text(&value), written);
        }
    }
}
