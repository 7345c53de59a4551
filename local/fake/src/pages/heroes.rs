//! The pages about heroes: all of them, one of them, and their roles.

use maud::{Markup, html};
use overwatch::Role;

use super::document;
use crate::Hero;

const ROLES: [Role; 3] = [Role::Tank, Role::Damage, Role::Support];

/// The list of heroes.
pub(crate) fn heroes(heroes: &[Hero]) -> String {
    document(&html! {
        div class="heroIndexWrapper" {
            blz-media-gallery {
                @for hero in heroes { (card(hero)) }
            }
        }
    })
}

fn card(hero: &Hero) -> Markup {
    html! {
        a href={ "/heroes/" (hero.key) } data-role=(hero.role) data-subrole=(subrole(hero.role)) {
            blz-card {
                blz-image src=(image(hero.key.as_str())) {}
                blz-content-block { h2 { (hero.name) } }
                @if hero.role != Role::Tank { blz-badge class="stadium-badge" {} }
            }
        }
    }
}

/// The page of one hero.
pub(crate) fn hero(hero: &Hero) -> String {
    document(&html! {
        (header(hero))
        div class="abilities-container" { (abilities(hero)) }
        (perks(hero))
        (lore(hero))
    })
}

fn header(hero: &Hero) -> Markup {
    html! {
        blz-page-header {
            blz-image slot="background" src=(image(hero.key.as_str())) bp="md lg" {}
            blz-header {
                h2 { (hero.name) }
                p { (hero.name) " of the fake" }
            }
            blz-list {
                blz-list-item { blz-icon src=(image(&hero.role.to_string())) {} p { (hero.role) } }
                blz-list-item {
                    blz-icon src=(image(subrole(hero.role))) {} p { (subrole(hero.role)) }
                }
                blz-list-item { p { "Nowhere" } }
                blz-list-item { p { "1 Jan (Age: 30)" } }
            }
        }
    }
}

fn abilities(hero: &Hero) -> Markup {
    let videos = image(&format!("{}-ability", hero.key));
    html! {
        blz-carousel-section {
            blz-web-video slot="background" poster=(videos) mp4={ (videos) ".mp4" }
                webm={ (videos) ".webm" } {}
            blz-carousel {
                blz-tab-controls {
                    blz-tab-control label="Greeting" { blz-image slot="icon" src=(videos) {} }
                }
                blz-feature { blz-header { h3 { "Greeting" } p { "Says hello." } } }
            }
        }
    }
}

fn perks(hero: &Hero) -> Markup {
    html! {
        blz-section id="perks" {
            @for kind in ["minor", "major"] {
                div class={ "perk-category " (kind) } {
                    @for side in ["left", "right"] {
                        div class={ "perk-details " (side) " " (kind) } {
                            div class="perk-icon" { img src=(image(hero.key.as_str())); }
                            blz-header { h3 { (kind) " " (side) } div { "Says hello again." } }
                        }
                    }
                }
            }
        }
    }
}

fn lore(hero: &Hero) -> Markup {
    html! {
        blz-section class="lore" {
            blz-showcase { blz-header { h2 { "Story" } p { "How " (hero.name) " came here." } } }
            blz-accordion-section {
                blz-accordion {
                    span slot="label" { "BEGINNING" }
                    div slot="content" { p { "One day." } p { "Another day." } }
                }
                blz-image slot="media" src=(image(hero.key.as_str())) {}
            }
        }
    }
}

/// The home page, where the roles are.
pub(crate) fn roles() -> String {
    document(&html! {
        div class="homepage-features-heroes" {
            blz-feature-carousel-section {
                blz-tab-controls {
                    @for role in ROLES {
                        blz-tab-control {
                            blz-image slot="icon" src=(image(&role.to_string())) {}
                        }
                    }
                }
                @for role in ROLES {
                    blz-feature { blz-header { h3 { (role) } div { "What a " (role) " does." } } }
                }
            }
        }
    })
}

fn subrole(role: Role) -> &'static str {
    match role {
        Role::Tank => "bruiser",
        Role::Damage => "flanker",
        Role::Support => "medic",
    }
}

fn image(name: &str) -> String {
    format!("https://images.example/{name}.png")
}
