//! What a player did in the last day, week and season, in words and numbers.

use std::{cmp::Reverse, collections::BTreeMap};

use maud::{Markup, html};
use overwatch::{
    HeroKey,
    history::{Counters, Diff, Reset},
};
use service::resources::heroes::ListedHeroes;

use crate::names;

/// As many heroes are named of a period.
const HEROES: usize = 3;

/// What was played in a period.
pub(crate) struct Lately {
    /// What people call the period.
    pub(crate) name: String,
    /// What was played in it.
    pub(crate) diff: Diff,
}

pub(super) fn section(lately: &[Lately], heroes: &ListedHeroes) -> Markup {
    html! {
        section aria-labelledby="lately" {
            h2 #lately { "Lately" }
            @if lately.iter().any(|Lately { diff, .. }| diff.snapshots_compared > 1) {
                div.periods { @for lately in lately { (article(lately, heroes)) } }
            } @else {
                p {
                    "This player is followed from now on: after the next games it says here what "
                    "was played and how the ranks moved."
                }
            }
        }
    }
}

fn article(Lately { name, diff }: &Lately, heroes: &ListedHeroes) -> Markup {
    let played = diff.totals.played;
    let has_played = played != Counters::default();
    html! {
        article.card {
            h3 { (name) }
            @if has_played { (games(&played)) }
            @if !diff.ranks.is_empty() {
                ul { @for moved in &diff.ranks { li { (names::moved_rank(moved)) } } }
            }
            @if !has_played && diff.ranks.is_empty() { p { "Nothing played." } }
            @if has_played { (most_played(diff, heroes)) }
            @for Reset { platform, gamemode } in &diff.resets {
                p.quiet {
                    (platform.name()) ", " (names::gamemode(*gamemode))
                    ": Blizzard began to count anew."
                }
            }
            @if let Some(from) = diff.compared_from {
                p.quiet { "Compared with " (names::date(from)) "." }
            }
        }
    }
}

fn games(played: &Counters) -> Markup {
    let Counters { games_played, games_won, games_lost, time_played, .. } = played;
    html! {
        p {
            strong { (names::games(*games_played)) }
            @if *games_played > 0 {
                ": " (names::grouped(*games_won)) " won, " (names::grouped(*games_lost)) " lost ("
                (format!("{:.0}%", played.win_percentage())) ")"
            }
            " in " span.whole { (names::duration(*time_played)) }
            ", " (format!("{:.2}", played.kda())) " eliminations and assists per death."
        }
    }
}

/// The heroes that took most of the time, on whichever platform and in whichever gamemode.
fn most_played(diff: &Diff, heroes: &ListedHeroes) -> Markup {
    let mut times: BTreeMap<&HeroKey, i64> = BTreeMap::new();
    for hero in &diff.heroes {
        let time = times.entry(&hero.hero).or_default();
        *time = time.saturating_add(hero.played.time_played);
    }
    let mut times: Vec<_> = times.into_iter().collect();
    times.sort_by_key(|(_, time)| Reverse(*time));
    html! {
        p {
            "Most played: "
            @for (index, (key, time)) in times.into_iter().take(HEROES).enumerate() {
                @if index > 0 { ", " }
                (heroes.name_of(key)) " " span.whole { "(" (names::duration(time)) ")" }
            }
        }
    }
}
