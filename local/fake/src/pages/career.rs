//! The career page.

use maud::{Markup, html};
use overwatch::{
    ByGamemode, Gamemode, Platform,
    career::{Career, GamemodeStats, Rank, Ranks, Summary},
};

use super::{
    document,
    statistics::{career_stats, comparisons},
};

const GAMEMODES: [Gamemode; 2] = [Gamemode::Quickplay, Gamemode::Competitive];

/// The page of a career.
#[must_use]
pub fn career(career: &Career) -> String {
    let Career { summary, stats } = career;
    let season = |platform| ranks_of(summary, platform).and_then(|ranks| ranks.season);
    let stats_of = |platform| stats.as_ref().and_then(|stats| stats.get(platform));
    let is_private = stats.is_none() && Platform::PC_FIRST.into_iter().all(|p| season(p).is_none());

    document(&html! {
        (masthead(summary))
        @if is_private {
            div class="Profile-private" { "This career is private" }
        } @else {
            @for platform in Platform::PC_FIRST { (view(platform, season(platform), stats_of(platform))) }
        }
    })
}

fn ranks_of(summary: &Summary, platform: Platform) -> Option<&Ranks> {
    summary.competitive.as_ref().and_then(|ranks| ranks.get(platform))
}

fn platform_class(platform: Platform) -> &'static str {
    match platform {
        Platform::Pc => "mouseKeyboard-view",
        Platform::Console => "controller-view",
    }
}

fn gamemode_class(gamemode: Gamemode) -> &'static str {
    match gamemode {
        Gamemode::Quickplay => "quickPlay-view",
        Gamemode::Competitive => "competitive-view",
    }
}

fn masthead(summary: &Summary) -> Markup {
    html! {
        blz-section class="Profile-masthead" data-lastUpdate=[summary.last_updated_at] {
            @if let Some(avatar) = &summary.avatar {
                img class="Profile-player--portrait" src=(avatar);
            }
            h1 class="Profile-player--name" { (summary.username) }
            h2 class="Profile-player--title" {
                (summary.title.as_deref().unwrap_or("No Title"))
            }
            @if let Some(endorsement) = &summary.endorsement {
                img class="Profile-playerSummary--endorsement" src=(endorsement.frame);
            }
            @for platform in Platform::PC_FIRST {
                div class={ "Profile-playerSummary--rankWrapper " (platform_class(platform)) } {
                    @if let Some(ranks) = ranks_of(summary, platform) { (rank_list(platform, ranks)) }
                }
            }
        }
    }
}

fn rank_list(platform: Platform, ranks: &Ranks) -> Markup {
    let Ranks { tank, damage, support, open, .. } = ranks;
    html! {
        @for rank in [tank, damage, support, open].into_iter().flatten() {
            div class="Profile-playerSummary--roleWrapper" {
                (role_icon(platform, &rank.role_icon))
                (rank_icons(rank))
            }
        }
    }
}

/// Blizzard draws the icons of consoles in another way.
fn role_icon(platform: Platform, url: &str) -> Markup {
    html! {
        div class="Profile-playerSummary--role" {
            @match platform {
                Platform::Pc => { img src=(url); }
                Platform::Console => { svg { use xlink:href=(url) {} } }
            }
        }
    }
}

fn rank_icons(rank: &Rank) -> Markup {
    html! {
        img class="Profile-playerSummary--rank" src=(rank.rank_icon);
        @if let Some(tier_icon) = &rank.tier_icon {
            img class="Profile-playerSummary--rank" src=(tier_icon);
        }
    }
}

fn view(
    platform: Platform,
    season: Option<u32>,
    stats: Option<&ByGamemode<GamemodeStats>>,
) -> Markup {
    let stats_of = |gamemode| stats.and_then(|stats| stats.get(gamemode));
    let season_of = |gamemode| season.filter(|_| gamemode == Gamemode::Competitive);
    html! {
        div class={ "Profile-view " (platform_class(platform)) } {
            blz-section class="Profile-heroSummary" {
                @for gamemode in GAMEMODES {
                    div class={ "Profile-heroSummary--view " (gamemode_class(gamemode)) } {
                        @if let Some(stats) = stats_of(gamemode) {
                            (comparisons(&stats.heroes_comparisons))
                        }
                    }
                }
            }
            @for gamemode in GAMEMODES {
                blz-section
                    class={ "stats " (gamemode_class(gamemode)) }
                    data-latestHeroStatRankSeasonOw2=[season_of(gamemode)]
                {
                    @if let Some(stats) = stats_of(gamemode) {
                        (career_stats(&stats.career_stats))
                    }
                }
            }
        }
    }
}
