//! Whether two careers are one version.

use std::cmp::Ordering;

use crate::{
    ByPlatform, HeroKey, Platform,
    career::{Career, Category, Comparison, GamemodeStats, Rank, Ranks, StatValue, Stats, Summary},
};

/// Whether two careers are one version: name, title, endorsement, ranks and statistics are equal.
///
/// Pictures, the words around values, and the order of things do not count.
#[must_use]
pub fn is_same_version(one: &Career, other: &Career) -> bool {
    is_same_person(&one.summary, &other.summary)
        && both(one.summary.competitive.as_ref(), other.summary.competitive.as_ref(), |a, b| {
            by_platform(a, b, are_same_ranks)
        })
        && (one.stats == other.stats || both(one.stats.as_ref(), other.stats.as_ref(), same_stats))
}

fn is_same_person(one: &Summary, other: &Summary) -> bool {
    let level = |summary: &Summary| summary.endorsement.as_ref().map(|shown| shown.level);
    one.username == other.username && one.title == other.title && level(one) == level(other)
}

fn are_same_ranks(one: &Ranks, other: &Ranks) -> bool {
    let same = |one: &Option<Rank>, other: &Option<Rank>| {
        both(one.as_ref(), other.as_ref(), |a, b| (&a.division, a.tier) == (&b.division, b.tier))
    };
    one.season == other.season
        && same(&one.tank, &other.tank)
        && same(&one.damage, &other.damage)
        && same(&one.support, &other.support)
        && same(&one.open, &other.open)
}

fn same_stats(one: &Stats, other: &Stats) -> bool {
    by_platform(one, other, |one, other| {
        both(one.quickplay.as_ref(), other.quickplay.as_ref(), same_gamemode)
            && both(one.competitive.as_ref(), other.competitive.as_ref(), same_gamemode)
    })
}

fn same_gamemode(one: &GamemodeStats, other: &GamemodeStats) -> bool {
    let (a, b) = (&one.career_stats, &other.career_stats);
    let are_heroes_same = a.len() == b.len()
        && a.iter().zip(b).all(|((hero, one), (same, other))| {
            hero == same && (one == other || values_of(one) == values_of(other))
        });
    let (a, b) = (&one.heroes_comparisons, &other.heroes_comparisons);
    are_heroes_same
        && a.len() == b.len()
        && a.iter().zip(b).all(|((key, one), (same, other))| {
            key == same && both(one.as_ref(), other.as_ref(), |one, other| bars(one) == bars(other))
        })
}

/// The values of a hero, in an order of our own.
fn values_of(categories: &[Category]) -> Vec<(&str, &str, &StatValue)> {
    let mut values: Vec<_> = categories
        .iter()
        .flat_map(|category| {
            let name = category.category.as_str();
            category.stats.iter().map(move |stat| (name, stat.key.as_str(), &stat.value))
        })
        .collect();
    values.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
    values
}

/// The values of a comparison, in an order of our own.
fn bars(comparison: &Comparison) -> Vec<(&HeroKey, &StatValue)> {
    let mut bars: Vec<_> = comparison.values.iter().map(|bar| (&bar.hero, &bar.value)).collect();
    bars.sort_by(|one, other| one.partial_cmp(other).unwrap_or(Ordering::Equal));
    bars
}

fn by_platform<T>(
    one: &ByPlatform<T>,
    other: &ByPlatform<T>,
    same: impl Fn(&T, &T) -> bool,
) -> bool {
    Platform::PC_FIRST
        .into_iter()
        .all(|platform| both(one.get(platform), other.get(platform), &same))
}

/// Whether both are there and the same, or neither is there.
fn both<T>(one: Option<&T>, other: Option<&T>, same: impl Fn(&T, &T) -> bool) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => same(one, other),
        _ => false,
    }
}
