//! What the page with hero rates, `/en-us/rates/`, offers to choose from: [`Filters`], parsed by [`parse`].

use scraper::ElementRef;
use serde::{Deserialize, Serialize};

use super::FilterKey;
use crate::{Gamemode, ParseError, dom, keys::hero_key};

/// The version of the parser: stored filters of an older one are parsed again.
///
/// Raise it with every change that changes what is parsed of some page.
pub const DATA_VERSION: i16 = 1;

/// What can be chosen on the page, as its forms name it, without the options for all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filters {
    /// Kinds of games.
    pub queues: Vec<Queue>,
    /// Maps, each once.
    pub maps: Vec<OfferedMap>,
    /// Divisions.
    pub divisions: Vec<FilterKey>,
}

/// A kind of games.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// What Blizzard is asked for: the value of `rq`.
    pub rq: String,
    /// For people: "Quick Play - Role Queue".
    pub name: String,
}

/// A map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedMap {
    /// The map's key.
    pub key: FilterKey,
    /// For people.
    pub name: String,
    /// The keys of the game modes that it stands under.
    pub gamemodes: Vec<String>,
    /// The values of `rq` that it is played in; empty where the page does not say.
    pub queues: Vec<String>,
}

impl Filters {
    /// The value of `rq` for a gamemode's role queue, else for any queue of it.
    #[must_use]
    pub fn rq(&self, gamemode: Gamemode) -> Option<&str> {
        let of_gamemode = |queue: &&Queue| queue.gamemode() == Some(gamemode);
        let queues = || self.queues.iter().filter(of_gamemode);
        let role_queue = queues().find(|queue| queue.name.to_lowercase().contains("role queue"));
        role_queue.or_else(|| queues().next()).map(|queue| queue.rq.as_str())
    }

    /// The map of that key, if it is offered.
    #[must_use]
    pub fn map(&self, key: &str) -> Option<&OfferedMap> {
        self.maps.iter().find(|map| map.key.as_str() == key)
    }

    /// The division of that key, if it is offered; keys are in lower case.
    #[must_use]
    pub fn division(&self, key: &str) -> Option<&FilterKey> {
        self.divisions.iter().find(|division| division.to_string() == key)
    }
}

impl Queue {
    fn gamemode(&self) -> Option<Gamemode> {
        let name = self.name.to_lowercase();
        if name.contains("quick play") {
            Some(Gamemode::Quickplay)
        } else {
            name.contains("competitive").then_some(Gamemode::Competitive)
        }
    }
}

impl OfferedMap {
    /// Whether the page says that the map is not played in a queue.
    #[must_use]
    pub fn is_left_out_of(&self, rq: &str) -> bool {
        !self.queues.is_empty() && self.queues.iter().all(|queue| queue != rq)
    }
}

/// Parses the page. It shows its forms only to a request with parameters.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::OtherPage`] without a choice of maps.
pub fn parse(page: &str) -> Result<Filters, ParseError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let maps = maps(main);
    if maps.is_empty() {
        return Err(ParseError::OtherPage);
    }
    let queues = options(main, "filter-rq-select").filter_map(queue).collect();
    let divisions = options(main, "filter-tier-select")
        .filter_map(value)
        .filter(|value| !value.eq_ignore_ascii_case("all"))
        .filter_map(|value| value.parse().ok())
        .collect();
    Ok(Filters { queues, maps, divisions })
}

fn select<'a>(main: ElementRef<'a>, id: &str) -> Option<ElementRef<'a>> {
    dom::first(main, |element| {
        dom::named("select")(element) && dom::attribute(element, "id") == Some(id)
    })
}

fn options<'a>(main: ElementRef<'a>, id: &str) -> impl Iterator<Item = ElementRef<'a>> {
    select(main, id).into_iter().flat_map(|select| dom::all(select, dom::named("option")))
}

fn value(option: ElementRef) -> Option<String> {
    dom::non_empty_attribute(option, "value")
}

/// What an option is called.
fn title(option: ElementRef) -> String {
    let title = dom::non_empty_attribute(option, "data-title");
    dom::single_spaced(&title.unwrap_or_else(|| dom::text(option).into_owned())).into_owned()
}

fn queue(option: ElementRef) -> Option<Queue> {
    Some(Queue { rq: value(option)?, name: title(option) })
}

/// The maps of all groups: one that stands in several is one map with several game modes.
fn maps(main: ElementRef) -> Vec<OfferedMap> {
    let mut maps: Vec<OfferedMap> = Vec::new();
    for option in options(main, "filter-map-select") {
        let Some(found) = map(option) else { continue };
        match maps.iter_mut().find(|map| map.key == found.key) {
            Some(map) => {
                let is_new = |gamemode: &String| !map.gamemodes.contains(gamemode);
                let gamemodes: Vec<_> = found.gamemodes.into_iter().filter(is_new).collect();
                map.gamemodes.extend(gamemodes);
            }
            None => maps.push(found),
        }
    }
    maps
}

fn map(option: ElementRef) -> Option<OfferedMap> {
    let key = value(option).filter(|key| key != "all-maps")?.parse().ok()?;
    let group =
        option.ancestors().filter_map(ElementRef::wrap).find(|e| dom::named("optgroup")(*e));
    let gamemode = group.and_then(|group| dom::non_empty_attribute(group, "label"));
    let queues = dom::non_empty_attribute(option, "data-rqs").unwrap_or_default();
    let queues = queues.split(',').map(str::trim).filter(|rq| !rq.is_empty());
    Some(OfferedMap {
        key,
        name: title(option),
        gamemodes: gamemode.into_iter().map(|label| hero_key(&label)).collect(),
        queues: queues.map(str::to_owned).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<main>
        <select id="filter-rq-select"><option value="3">Competitive - Open Queue</option>
        <option value="2" data-title="Competitive - Role Queue">…</option>
        <option value="0">Quick Play -
        Role Queue</option></select>
        <select id="filter-tier-select"><option value="All">All Tiers</option>
        <option value="Gold">Gold</option><option value="GrandChampion">New</option></select>
        <select id="filter-map-select"><option value="all-maps">All Maps</option>
        <optgroup label="Control"><option value="busan" data-rqs="0, 2">Busan</option></optgroup>
        <optgroup label="Payload Race"><option value="atlantis" data-title="Atlantis" data-rqs="0">…</option>
        <option value="busan">Busan</option></optgroup>
        <option value="kings-row">King's Row</option><option>?</option></select></main>"#;

    #[test]
    fn maps_come_with_their_game_modes_and_queues() {
        let filters = parse(PAGE).unwrap();
        let keys: Vec<_> = filters.maps.iter().map(|map| map.key.as_str()).collect();
        assert_eq!(keys, ["busan", "atlantis", "kings-row"]);
        assert_eq!(filters.map("busan").unwrap().gamemodes, ["control", "payload-race"]);
        let atlantis = filters.map("atlantis").unwrap();
        assert_eq!(
            (atlantis.name.as_str(), &atlantis.queues[..]),
            ("Atlantis", &["0".to_owned()][..])
        );
        assert!(atlantis.is_left_out_of("2") && !atlantis.is_left_out_of("0"));
        let kings_row = filters.map("kings-row").unwrap();
        assert!(kings_row.gamemodes.is_empty() && !kings_row.is_left_out_of("2"));
        assert_eq!(filters.map("all-maps"), None);
    }

    #[test]
    fn queues_are_told_by_their_names() {
        let filters = parse(PAGE).unwrap();
        assert_eq!(filters.rq(Gamemode::Quickplay), Some("0"));
        assert_eq!(filters.rq(Gamemode::Competitive), Some("2"));
        assert_eq!(Filters::default().rq(Gamemode::Competitive), None);
    }

    #[test]
    fn divisions_go_by_their_keys_and_are_asked_for_as_offered() {
        let filters = parse(PAGE).unwrap();
        let division = |key| filters.division(key).map(FilterKey::as_str);
        assert_eq!(
            (division("gold"), division("grandchampion")),
            (Some("Gold"), Some("GrandChampion"))
        );
        assert_eq!((division("all"), division("Gold")), (None, None));
    }

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(parse("<p>"), Err(ParseError::NotAKnownPage));
        let no_maps = r#"<main><select id="filter-map-select"><option value="all-maps"></main>"#;
        assert_eq!(parse(no_maps), Err(ParseError::OtherPage));
    }
}
