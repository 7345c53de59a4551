//! Who a player is: ranks, what happened lately, charts, heroes.

mod heroes;
mod lately;

use std::time::Duration;

use maud::{Markup, PreEscaped, html};
use overwatch::{
    Platform,
    history::{RankedRole, ShortRank, Snapshot},
    path_segment,
};
use service::{Freshness, resources::heroes::ListedHeroes};
use strum::VariantArray;

use super::{
    Root, finder,
    head::{Page, Preview, unlisted},
    navigation,
};
use crate::names;

pub(crate) use heroes::{Column, WantedHeroes};
pub(crate) use lately::Lately;

/// What is on the page of a player.
pub(crate) struct PlayerPage<'a> {
    /// What the address calls the player.
    pub(crate) id: &'a str,
    /// Where this API is.
    pub(crate) base_url: &'a str,
    /// What the player is now.
    pub(crate) now: &'a Snapshot,
    /// When the career last changed, in seconds since 1970.
    pub(crate) last_changed: Option<i64>,
    /// Whether only the player may see the career.
    pub(crate) is_private: bool,
    /// What was played in several periods.
    pub(crate) lately: &'a [Lately],
    /// Charts of the history.
    pub(crate) charts: &'a [ThemedChart],
    /// The stored list of heroes.
    pub(crate) heroes: &'a ListedHeroes,
    /// Which heroes are shown, and in which order.
    pub(crate) wanted: WantedHeroes,
    /// How fresh all of it is.
    pub(crate) freshness: Freshness,
}

/// A chart for both themes: the style shows the one that fits.
pub(crate) struct ThemedChart {
    pub(crate) light: String,
    pub(crate) dark: String,
}

impl PlayerPage<'_> {
    /// The whole page.
    pub(crate) fn to_html(&self) -> String {
        let title = format!("{} in Overwatch", self.now.name);
        let segment = path_segment(self.id);
        let preview = Preview {
            title: &title,
            description: &self.in_one_line(),
            url: &format!("{}/p/{segment}", self.base_url),
            picture: &format!("{}/players/{segment}/card.png", self.base_url),
        };
        let feed = format!("../players/{segment}/feed.atom");
        let head = html! {
            (unlisted())
            (preview.tags())
            link rel="alternate" type="application/atom+xml" title=(title) href=(feed);
        };
        Page { title: &title, head, script: None }.with(&self.content())
    }

    fn content(&self) -> Markup {
        let has_heroes = !self.now.heroes.is_empty();
        html! {
            header {
                (navigation(Root::Above))
                (self.who())
            }
            main #content {
                @if self.is_private { (private()) }
                @if !self.is_private || !self.now.ranks.is_empty() { (self.ranks()) }
                @if !self.is_private {
                    (lately::section(self.lately, self.heroes))
                    (self.charts())
                    @if has_heroes {
                        (heroes::section(self.now, self.wanted, self.heroes))
                    } @else {
                        section.card {
                            h2 { "Heroes" }
                            p { "No games are to be seen yet. They are here once some were played." }
                        }
                    }
                }
                section aria-labelledby="another" {
                    h2 #another { "Somebody else?" }
                    (finder(Root::Above, ""))
                }
            }
            (self.footer())
        }
    }

    fn who(&self) -> Markup {
        let Snapshot { name, title, endorsement, .. } = self.now;
        let initial = name.chars().next().map(|first| first.to_uppercase().to_string());
        html! {
            div.who {
                div.initial aria-hidden="true" { (initial.unwrap_or_default()) }
                div {
                    h1 { bdi { (name) } }
                    p {
                        @if let Some(title) = title { bdi { (title) } " · " }
                        @if let Some(level) = endorsement.filter(|level| *level > 0) {
                            "Endorsement level " (level) " · "
                        }
                        @match self.last_changed {
                            Some(at) => { "Last changed on " (names::date(at)) }
                            None => { "Overwatch player" }
                        }
                    }
                    p.quiet { (checked(self.freshness)) }
                }
            }
        }
    }

    fn ranks(&self) -> Markup {
        let platforms = Platform::PC_FIRST.iter().filter(|platform| {
            self.now.ranks.contains_key(platform) || self.now.seasons.contains_key(platform)
        });
        html! {
            section aria-labelledby="ranks" {
                h2 #ranks { "Ranks" }
                @for platform in platforms.clone() { (self.ranks_of(*platform)) }
                @if platforms.count() == 0 { p { "No ranks yet." } }
            }
        }
    }

    fn ranks_of(&self, platform: Platform) -> Markup {
        let ranks = RankedRole::VARIANTS
            .iter()
            .filter_map(|role| Some((*role, self.now.rank(platform, *role)?)));
        html! {
            h3 {
                (platform.name())
                @if let Some(season) = self.now.seasons.get(&platform) { ", season " (season) }
            }
            @if self.now.ranks.contains_key(&platform) {
                dl.ranks {
                    @for (role, rank) in ranks {
                        div.card data-division=[known_division(rank)] {
                            dt { (role.name()) }
                            dd { (rank) }
                        }
                    }
                }
            } @else {
                p { "No ranks in this season yet." }
            }
        }
    }

    fn charts(&self) -> Markup {
        html! {
            @if !self.charts.is_empty() {
                section aria-labelledby="charts" {
                    h2 #charts { "Over time" }
                    div.charts {
                        @for ThemedChart { light, dark } in self.charts {
                            div.card {
                                div.light { (PreEscaped(light)) }
                                div.dark { (PreEscaped(dark)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn footer(&self) -> Markup {
        let player = format!("../players/{}", path_segment(self.id));
        html! {
            footer {
                nav aria-label="This player for programs" {
                    ul.links {
                        li { a href={ (player) "/feed.atom" } { "News feed" } }
                        li { a href=(player) { "Career as JSON" } }
                        li { a href={ (player) "/history" } { "History as JSON" } }
                    }
                }
                p { "Not affiliated with Blizzard Entertainment, whose pages this is read from." }
            }
        }
    }

    /// For those who share the link.
    fn in_one_line(&self) -> String {
        if self.is_private && self.now.ranks.is_empty() {
            return format!("{} plays Overwatch. The career is private.", self.now.name);
        }
        let platforms = Platform::PC_FIRST.iter().filter_map(|platform| {
            let ranks = self.now.ranks.get(platform)?;
            let ranks = ranks.iter().map(|(role, rank)| format!("{} {rank}", role.name()));
            let ranks = ranks.collect::<Vec<_>>().join(", ");
            Some(format!("{}: {ranks}.", platform.name()))
        });
        let ranks = platforms.collect::<Vec<_>>().join(" ");
        if ranks.is_empty() { format!("{} plays Overwatch.", self.now.name) } else { ranks }
    }
}

fn private() -> Markup {
    html! {
        section.card aria-labelledby="private" {
            h2 #private { "This career is private" }
            p {
                "Its owner has chosen to keep it so, and nothing of it is shown here, not even from "
                "before. Is it yours? In the game, under Options, Social, you can make the career "
                "profile public; it shows here a little later."
            }
        }
    }
}

/// What the style has a colour for.
fn known_division(rank: &ShortRank) -> Option<&str> {
    Some(rank.division.as_str()).filter(|_| rank.division.is_known())
}

fn checked(freshness: Freshness) -> String {
    let age = ago(freshness.age);
    if freshness.is_stale() {
        format!("As it was {age} ago. Blizzard is asked anew: reload the page in a moment.")
    } else {
        format!("Checked with Blizzard {age} ago.")
    }
}

/// `3 hours`
fn ago(age: Duration) -> String {
    let hours = age.as_secs() / 3600;
    match hours {
        0 => "less than an hour".to_owned(),
        1 => "an hour".to_owned(),
        2..48 => format!("{hours} hours"),
        _ => format!("{} days", hours / 24),
    }
}
