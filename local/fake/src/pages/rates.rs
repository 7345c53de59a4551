//! The page with hero rates: its forms, without the rates.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::document;
use crate::Site;

/// The page, with what can be chosen from. Without parameters it comes without its forms, as Blizzard's.
pub(crate) fn rates(site: &Site, query: &str) -> String {
    let is_asked = |name| form_urlencoded::parse(query.as_bytes()).any(|(other, _)| other == name);
    if site.shows_filters && ["input", "region"].into_iter().all(is_asked) {
        document(&filters(site))
    } else {
        document(&html! { div id="rates-app" {} })
    }
}

fn filters(site: &Site) -> Markup {
    let competitive = site.competitive_rq;
    let all_queues = format!("0,{competitive}");
    html! {
        select id="filter-rq-select" {
            option value="0" data-title="Quick Play - Role Queue" { "Quick Play - Role Queue" }
            option value=(competitive) data-title="Competitive - Role Queue" {
                "Competitive - Role Queue"
            }
        }
        select id="filter-tier-select" {
            option value="All" { "All Tiers" }
            @for division in &site.divisions { option value=(division) { (division) } }
        }
        select id="filter-map-select" {
            option value="all-maps" { "All Maps" }
            @for gamemode in site.maps.iter().flat_map(|map| &map.gamemodes).collect::<BTreeSet<_>>() {
                optgroup label=(gamemode) {
                    @for map in site.maps.iter().filter(|map| map.gamemodes.contains(gamemode)) {
                        option value=(map.key) data-title=(map.name)
                            data-rqs=(map.queues.as_ref().unwrap_or(&all_queues)) { (map.name) }
                    }
                }
            }
        }
    }
}
