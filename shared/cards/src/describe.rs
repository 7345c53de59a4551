//! A card in words, for those who listen.

use overwatch::history::capital;

use crate::card::{Card, PlatformRanks, PlayedHero};

/// What is said where neither heroes nor ranks are known.
pub(crate) const NOTHING: [&str; 3] = [
    "Nothing to show yet",
    "This career is private, or has no games so far.",
    "Ranks and heroes appear here once they are shared.",
];

/// What is said where only heroes are missing.
pub(crate) const NO_HEROES: [&str; 3] =
    ["No heroes to show yet", "This career is private,", "or has no games so far."];

/// What is said where only ranks are missing.
pub(crate) const NO_RANKS: [&str; 3] =
    ["Not ranked yet", "Competitive ranks appear here", "once they are earned."];

/// The title of a card.
pub(crate) fn title(card: &Card) -> String {
    format!("{} in Overwatch", card.name)
}

/// All that a card shows, in sentences.
pub(crate) fn description(card: &Card) -> String {
    let mut sentences = Vec::new();
    sentences.extend(card.title.clone());
    sentences.extend(card.endorsement.map(|level| format!("Endorsement {level}")));
    sentences.extend(card.platforms.iter().map(ranks));
    if !card.heroes.is_empty() {
        let heroes: Vec<String> = card.heroes.iter().map(hero).collect();
        sentences.push(format!("Most played: {}", heroes.join("; ")));
    } else if card.platforms.is_empty() {
        sentences.extend(NOTHING.map(|line| line.trim_end_matches('.').to_owned()));
    } else {
        sentences.push(NO_HEROES.join(" ").trim_end_matches('.').to_owned());
    }
    sentences.join(". ") + "."
}

fn ranks(platform: &PlatformRanks) -> String {
    let named: Vec<String> = platform
        .ranks
        .iter()
        .map(|(role, rank)| format!("{} {rank}", capital(role.name())))
        .collect();
    let named = if named.is_empty() { "not ranked".to_owned() } else { named.join(", ") };
    format!("{}: {named}", platform.heading())
}

fn hero(hero: &PlayedHero) -> String {
    [hero.name.clone(), hero.hours(), hero.won()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
}
