//! What people call gamemodes, heroes and moves of ranks, and how they write times and numbers.

use chrono::DateTime;
use overwatch::{
    Gamemode, HeroKey,
    hero::known_hero,
    history::{RankDiff, ShortRank},
};

pub(crate) fn gamemode(gamemode: Gamemode) -> &'static str {
    match gamemode {
        Gamemode::Quickplay => "quick play",
        Gamemode::Competitive => "competitive",
    }
}

/// The key of one that our table does not know.
pub(crate) fn hero(hero: &HeroKey) -> &str {
    known_hero(hero).map_or(hero.as_str(), |known| known.name)
}

/// `PC, tank: Gold 2, up from Gold 3`
pub(crate) fn moved_rank(moved: &RankDiff) -> String {
    let RankDiff { platform, role, before, after } = moved;
    let whose = format!("{}, {}", platform.name(), role.name());
    match (before, after) {
        (Some(before), Some(after)) => {
            format!("{whose}: {after}, {} {before}", way(before, after))
        }
        (None, Some(after)) => format!("{whose}: {after}"),
        (Some(before), None) => format!("{whose}: no rank any more, was {before}"),
        (None, None) => format!("{whose}: no rank"),
    }
}

fn way(before: &ShortRank, after: &ShortRank) -> &'static str {
    match (before.place(), after.place()) {
        (Some(before), Some(after)) if before < after => "up from",
        (Some(before), Some(after)) if before > after => "down from",
        _ => "was",
    }
}

/// `2 h 5 min`, or `40 min`
pub(crate) fn duration(seconds: i64) -> String {
    let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60);
    if hours == 0 {
        format!("{minutes} min")
    } else {
        format!("{} h {minutes} min", grouped(hours))
    }
}

/// `1 game`, `2 games`
pub(crate) fn games(count: i64) -> String {
    format!("{} {}", grouped(count), if count == 1 { "game" } else { "games" })
}

/// `12,345`
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = if number < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `3 May 2026`, of seconds since 1970.
pub(crate) fn date(seconds: i64) -> String {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default().format("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")]
        {
            assert_eq!(grouped(number), text);
        }
        assert_eq!(grouped(i64::MIN), "-9,223,372,036,854,775,808");
        assert_eq!((games(1).as_str(), games(1200).as_str()), ("1 game", "1,200 games"));
        assert_eq!((duration(0).as_str(), duration(7500).as_str()), ("0 min", "2 h 5 min"));
        assert_eq!(date(1_777_800_000), "3 May 2026");
    }
}
