//! What the hero can do: abilities, perks, and powers.

use scraper::ElementRef;

use super::{Ability, Perks, Upgrade, Video, VideoLink};
use crate::dom;

/// The abilities: the tabs, the features and the videos of one ability stand at the same place.
pub(super) fn abilities(container: ElementRef) -> Vec<Ability> {
    let mut features = dom::all(container, dom::named("blz-feature"));
    let mut videos = dom::all(container, dom::named("blz-web-video"));
    dom::all(container, dom::named("blz-tab-control"))
        .filter_map(|tab| ability(tab, features.next(), videos.next()))
        .collect()
}

fn ability(
    tab: ElementRef,
    feature: Option<ElementRef>,
    video_element: Option<ElementRef>,
) -> Option<Ability> {
    let description = feature.and_then(|feature| dom::first_text(feature, dom::named("p")));
    Some(Ability {
        name: dom::non_empty_attribute(tab, "label")?,
        description: description.unwrap_or_default().replace('\n', " "),
        icon: dom::image(tab, "blz-image"),
        video: video_element.and_then(video),
    })
}

fn video(element: ElementRef) -> Option<Video> {
    Some(Video {
        thumbnail: dom::non_empty_attribute(element, "poster")?,
        link: VideoLink {
            mp4: dom::non_empty_attribute(element, "mp4")?,
            webm: dom::non_empty_attribute(element, "webm")?,
        },
    })
}

pub(super) fn perks(main: ElementRef) -> Option<Perks> {
    let section = dom::first(main, with_id("perks"))?;
    let of_kind = |kind| {
        dom::all(section, dom::classed("div", ["perk-details", kind])).filter_map(perk).collect()
    };
    Some(Perks { minor: of_kind("minor"), major: of_kind("major") })
}

fn perk(details: ElementRef) -> Option<Upgrade> {
    let text = dom::first(details, dom::named("blz-header"))?;
    Some(Upgrade {
        name: dom::first_text(text, dom::named("h3"))?,
        description: dom::first_text(text, dom::named("div")).unwrap_or_default(),
        icon: dom::image(details, "img"),
    })
}

/// The powers of Stadium. Only one of the lists counts: the others repeat it for other screens.
pub(super) fn stadium_powers(main: ElementRef) -> Option<Vec<Upgrade>> {
    let wrapper = dom::first(main, dom::classed("div", ["stadium-wrapper"]))?;
    let section = dom::first(wrapper, with_id("stadium"))?;
    let deck = dom::first(section, dom::named("blz-carousel-beta"))?;
    let cards = dom::all(deck, dom::classed("blz-card", ["talent-card"]));
    Some(cards.filter_map(stadium_power).collect())
}

fn stadium_power(card: ElementRef) -> Option<Upgrade> {
    let description = dom::first(card, dom::classed("p", ["talent-desc"]));
    Some(Upgrade {
        name: dom::first_text(card, dom::classed("p", ["talent-name"]))?,
        // The only texts whose spaces at the end clients have always been given.
        description: description.into_iter().flat_map(|text| text.text()).collect(),
        icon: dom::image(card, "img"),
    })
}

fn with_id(id: &str) -> impl Fn(ElementRef) -> bool {
    move |element| dom::named("blz-section")(element) && dom::attribute(element, "id") == Some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse<T>(inside: &str, parser: impl Fn(ElementRef) -> T) -> T {
        let html = dom::parse(&format!("<main>{inside}</main>")).unwrap();
        parser(html.main_content().unwrap())
    }

    #[test]
    fn the_parts_of_an_ability_stand_at_the_same_place() {
        let page = r#"<blz-web-video poster="/a.jpg" mp4="/a.mp4" webm="/a.webm"></blz-web-video>
            <blz-tab-control label="Hop"><blz-image src="/a.png"></blz-image></blz-tab-control>
            <blz-tab-control label="Hope"></blz-tab-control>
            <blz-feature><h3>Hop</h3><p> Jumps&#10;and lands. </p></blz-feature>"#;
        let abilities = parse(page, abilities);
        assert_eq!(
            serde_json::to_value(abilities).unwrap(),
            serde_json::json!([
                {
                    "name": "Hop", "description": "Jumps and lands.", "icon": "/a.png",
                    "video": {
                        "thumbnail": "/a.jpg", "link": { "mp4": "/a.mp4", "webm": "/a.webm" },
                    },
                },
                { "name": "Hope", "description": "", "icon": null, "video": null },
            ])
        );
    }

    #[test]
    fn perks_are_minor_or_major() {
        let perk = |kind, name| {
            format!(
                r#"<div class="perk-details {kind}"><img src="/a.png"><blz-header>
                <h3>{name}</h3><div>Does.</div></blz-header></div>"#
            )
        };
        let details = perk("left minor", "A") + &perk("right minor", "B") + &perk("major", "C");
        let perks = parse(&format!(r#"<blz-section id="perks">{details}"#), perks).unwrap();
        let names = |perks: &[Upgrade]| perks.iter().map(|perk| perk.name.clone()).collect();
        let (minor, major): (Vec<_>, Vec<_>) = (names(&perks.minor), names(&perks.major));
        assert_eq!((minor, major), (vec!["A".to_owned(), "B".to_owned()], vec!["C".to_owned()]));
        assert_eq!(perks.major[0].description, "Does.");
    }

    #[test]
    fn powers_are_not_read_twice() {
        let card = r#"<blz-card class="talent-card"><img src="/a.png">
            <p class="talent-name">A</p><p class="talent-desc">Does.</p></blz-card>"#;
        let page = format!(
            r#"<div class="stadium-wrapper"><blz-section id="stadium">
            <blz-carousel-beta>{card}</blz-carousel-beta><div>{card}</div></blz-section></div>"#
        );
        assert_eq!(parse(&page, stadium_powers).unwrap().len(), 1);
        assert_eq!(parse(card, stadium_powers), None);
    }
}
