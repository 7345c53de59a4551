//! Keys for what the page only has names for.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The key of a hero's name: `Soldier: 76` is `soldier-76`.
///
/// Empty when the name has neither letters nor digits.
#[must_use]
pub fn hero_key(name: &str) -> String {
    slug(name, '-')
}

/// The key of a statistic's or category's name: `Eliminations - Avg per 10 Min` is
/// `eliminations_avg_per_10_min`.
#[must_use]
pub fn stat_key(name: &str) -> String {
    slug(&without_dashes(name), '_')
}

/// `Eliminations Avg per 10 Min` for `Eliminations - Avg per 10 Min`.
///
/// `str::replace` prepares a search anew for each of the thousands of names on a page.
fn without_dashes(name: &str) -> String {
    let mut pieces = name.split('-');
    let mut plain = String::with_capacity(name.len());
    plain.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        if let Some(rest) = piece.strip_prefix([' ', '\u{a0}']) {
            plain.push_str(rest);
        } else {
            plain.push('-');
            plain.push_str(piece);
        }
    }
    plain
}

/// Letters and digits without accents in lower case, and a separator for each other character.
///
/// Separators are kept side by side: keys that clients know depend on it.
fn slug(name: &str, separator: char) -> String {
    let plain = without_accents(name);
    let mut slug = String::with_capacity(name.len());
    let mut after_lowercase = false;
    let trimmed = plain.trim_matches(|c: char| !c.is_alphanumeric());
    for c in trimmed.chars().filter(|c| !matches!(c, '.' | ':')) {
        if after_lowercase && c.is_uppercase() {
            slug.push(separator);
        }
        match c {
            _ if !c.is_alphanumeric() => slug.push(separator),
            // Nearly every letter is one of these, and much is saved by not asking Unicode.
            _ if c.is_ascii() => slug.push(c.to_ascii_lowercase()),
            _ => slug.extend(c.to_lowercase()),
        }
        after_lowercase = c.is_lowercase();
    }
    slug
}

/// Most of the thousands of names on a page have none, and stay as they are.
fn without_accents(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    Cow::Owned(name.nfd().filter(|&c| !is_combining_mark(c)).nfc().collect())
}

/// What may follow the name of a statistic in its key.
const SUFFIXES: [&str; 3] = ["_avg_per_10_min", "_most_in_game", "_most_in_life"];

/// What statistics count, in the singular.
const COUNTED: [&str; 18] = [
    "assist",
    "barrier",
    "blow",
    "bomb",
    "card",
    "death",
    "effect",
    "elimination",
    "enemy",
    "game",
    "hit",
    "kill",
    "multikill",
    "player",
    "recall",
    "teleport",
    "whipshot",
    "win",
];

/// What is said of the counted things, beside words in "ed".
const PARTICIPLES: [&str; 5] = ["frozen", "knocked_back", "lost", "slept", "won"];

/// Statistics that clients know in whichever number the page writes.
const EITHER_NUMBER: [&str; 5] = [
    "earthshatter_direct_hit",
    "flashbang_kill",
    "knockback_kill",
    "scoped_critical_hit_kill",
    "secondary_direct_hit",
];

/// A statistic's key in the plural; the page writes "Death" for one and "Deaths" for more.
///
/// The counted thing is the last word (`solo_kill`), or stands before what is said of it
/// (`enemy_slept`). So the statistics of heroes yet to come are covered too.
pub(crate) fn plural(key: String) -> String {
    let stem = SUFFIXES.iter().find_map(|suffix| key.strip_suffix(suffix)).unwrap_or(&key);
    let noun_end = stem.len() - participle_length(stem);
    let noun = stem[..noun_end].rsplit('_').next().unwrap_or_default();
    // `weapon_accuracy_best_in_game` counts no games.
    let counts = COUNTED.contains(&noun) && !stem.ends_with("_in_game");
    if !counts || EITHER_NUMBER.contains(&stem) {
        return key;
    }
    let (before, after) = key.split_at(noun_end);
    match before.strip_suffix('y') {
        Some(before) if noun == "enemy" => format!("{before}ies{after}"),
        _ => format!("{before}s{after}"),
    }
}

/// The length of a participle that ends a name, with the `_` before it.
fn participle_length(stem: &str) -> usize {
    let regular =
        || stem.rsplit_once('_').map(|(_, last)| last).filter(|last| last.ends_with("ed"));
    PARTICIPLES
        .into_iter()
        .find(|participle| stem.strip_suffix(participle).is_some_and(|rest| rest.ends_with('_')))
        .or_else(regular)
        .map_or(0, |participle| participle.len() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hero_keys() {
        for (name, key) in [
            ("Soldier: 76", "soldier-76"),
            ("ALL HEROES", "all-heroes"),
            ("D.Va", "dva"),
            ("Torbjörn", "torbjorn"),
            ("McCree", "mc-cree"),
            ("A  b", "a--b"),
            ("-?-", ""),
            ("", ""),
        ] {
            assert_eq!(hero_key(name), key, "{name:?}");
        }
    }

    #[test]
    fn stat_keys() {
        for (name, key) in [
            ("Eliminations - Avg per 10 Min", "eliminations_avg_per_10_min"),
            ("Biotic Orb Kills  - Avg per 10 Min", "biotic_orb_kills__avg_per_10_min"),
            ("Self-Destruct Kills", "self_destruct_kills"),
            ("A - B-C--  D", "a_b_c__d"),
            ("地図", "地図"),
        ] {
            assert_eq!(stat_key(name), key);
        }
    }

    #[test]
    fn counted_things_become_plural() {
        for (singular, key) in [
            ("death", "deaths"),
            ("new_gadget_kill_most_in_life", "new_gadget_kills_most_in_life"),
            ("enemy_slept_most_in_game", "enemies_slept_most_in_game"),
            ("player_knocked_back_avg_per_10_min", "players_knocked_back_avg_per_10_min"),
            ("game_lost", "games_lost"),
            ("field_death_prevented", "field_deaths_prevented"),
        ] {
            assert_eq!(plural(singular.to_owned()), key);
        }
    }

    #[test]
    fn everything_else_stays() {
        for key in [
            "",
            "_",
            "ed",
            "_ed",
            "deaths",
            "multikill_best",
            "time_played",
            "healing_done",
            "critical_hit_accuracy",
            "scoped_accuracy_best_in_game",
            "knockback_kill_most_in_game",
            "enemies_slept",
        ] {
            assert_eq!(plural(key.to_owned()), key);
        }
    }
}
