//! The maps we know. The order is the one in which answers and errors list them.

use super::Map;
use crate::gamemode::MapGamemode::{
    self, Assault, CaptureTheFlag, Clash, Control, Deathmatch, Elimination, Escort, Flashpoint,
    Hybrid, PayloadRace, PracticeRange, Push, TeamDeathmatch, Workshop,
};

/// The maps we know, in the order in which answers and errors list them.
#[must_use]
pub const fn known_maps() -> &'static [Map] {
    MAPS
}

const fn map(
    key: &'static str,
    name: &'static str,
    gamemodes: &'static [MapGamemode],
    location: &'static str,
    country_code: &'static str,
) -> Map {
    Map { key, name, gamemodes, location, country_code: Some(country_code) }
}

/// A map outside of any country.
const fn nowhere(
    key: &'static str,
    name: &'static str,
    gamemodes: &'static [MapGamemode],
    location: &'static str,
) -> Map {
    Map { key, name, gamemodes, location, country_code: None }
}

/// Key, name, gamemodes, location, and country.
const MAPS: &[Map] = &[
    map("aatlis", "Aatlis", &[Flashpoint], "Morocco", "MA"),
    map("antarctic-peninsula", "Antarctic Peninsula", &[Control], "Antarctica", "AQ"),
    map("anubis", "Temple of Anubis", &[Assault], "Giza Plateau, Egypt", "EG"),
    map("arena-victoriae", "Arena Victoriae", &[Control], "Colosseo, Rome, Italy", "IT"),
    map("ayutthaya", "Ayutthaya", &[CaptureTheFlag], "Thailand", "TH"),
    map("black-forest", "Black Forest", &[Elimination], "Germany", "DE"),
    map("blizzard-world", "Blizzard World", &[Hybrid], "Irvine, California, United States", "US"),
    map("busan", "Busan", &[Control], "South Korea", "KR"),
    map("castillo", "Castillo", &[Elimination], "Mexico", "MX"),
    map(
        "chateau-guillard",
        "Château Guillard",
        &[Deathmatch, TeamDeathmatch],
        "Annecy, France",
        "FR",
    ),
    map("circuit-royal", "Circuit Royal", &[Escort], "Monte Carlo, Monaco", "MC"),
    map("colosseo", "Colosseo", &[Push], "Rome, Italy", "IT"),
    map("dorado", "Dorado", &[Escort], "Mexico", "MX"),
    map("ecopoint-antarctica", "Ecopoint: Antarctica", &[Elimination], "Antarctica", "AQ"),
    map("eichenwalde", "Eichenwalde", &[Hybrid], "Stuttgart, Germany", "DE"),
    map("esperanca", "Esperança", &[Push], "Portugal", "PT"),
    map("gogadoro", "Gogadoro", &[Control], "Busan, South Korea", "KR"),
    map("hanamura", "Hanamura", &[Assault], "Tokyo, Japan", "JP"),
    map("hanaoka", "Hanaoka", &[Clash], "Tokyo, Japan", "JP"),
    map("havana", "Havana", &[Escort], "Havana, Cuba", "CU"),
    map("hollywood", "Hollywood", &[Hybrid], "Los Angeles, United States", "US"),
    nowhere("horizon", "Horizon Lunar Colony", &[Assault], "Earth's moon"),
    map("ilios", "Ilios", &[Control], "Greece", "GR"),
    map("junkertown", "Junkertown", &[Escort], "Central Australia", "AU"),
    map("lijiang-tower", "Lijiang Tower", &[Control], "China", "CN"),
    map("kanezaka", "Kanezaka", &[Deathmatch, TeamDeathmatch], "Tokyo, Japan", "JP"),
    map("kings-row", "King’s Row", &[Hybrid], "London, United Kingdom", "UK"),
    map("malevento", "Malevento", &[Deathmatch, TeamDeathmatch], "Italy", "IT"),
    map("midtown", "Midtown", &[Hybrid], "New York, United States", "US"),
    map("necropolis", "Necropolis", &[Elimination], "Egypt", "EG"),
    map("nepal", "Nepal", &[Control], "Nepal", "NP"),
    map("neon-junction", "Neon Junction", &[Hybrid], "Japan", "JP"),
    map("new-junk-city", "New Junk City", &[Flashpoint], "Central Australia", "AU"),
    map("new-queen-street", "New Queen Street", &[Push], "Toronto, Canada", "CA"),
    nowhere("numbani", "Numbani", &[Hybrid], "Numbani (near Nigeria)"),
    map("oasis", "Oasis", &[Control], "Iraq", "IQ"),
    map("paraiso", "Paraíso", &[Hybrid], "Rio de Janeiro, Brazil", "BR"),
    map("paris", "Paris", &[Assault], "Paris, France", "FR"),
    map("petra", "Petra", &[Deathmatch, TeamDeathmatch], "Southern Jordan", "JO"),
    map("place-lacroix", "Place Lacroix", &[Push], "Paris, France", "FR"),
    map(
        "powder-keg-mine",
        "Powder Keg Mine",
        &[PayloadRace],
        "Deadlock Gorge, Arizona, United States",
        "US",
    ),
    map("practice-range", "Practice Range", &[PracticeRange], "Swiss HQ", "CH"),
    map("redwood-dam", "Redwood Dam", &[Push], "Gibraltar", "GI"),
    map("rialto", "Rialto", &[Escort], "Venice, Italy", "IT"),
    map("route-66", "Route 66", &[Escort], "Albuquerque, New Mexico, United States", "US"),
    map("runasapi", "Runasapi", &[Push], "Peru", "PE"),
    map("samoa", "Samoa", &[Control], "Samoa", "WS"),
    map("shambali-monastery", "Shambali Monastery", &[Escort], "Nepal", "NP"),
    map("suravasa", "Suravasa", &[Flashpoint], "India", "IN"),
    map("thames-district", "Thames District", &[PayloadRace], "London, United Kingdom", "UK"),
    map("throne-of-anubis", "Throne of Anubis", &[Clash], "Giza Plateau, Egypt", "EG"),
    map("volskaya", "Volskaya Industries", &[Assault], "St. Petersburg, Russia", "RU"),
    map("watchpoint-gibraltar", "Watchpoint: Gibraltar", &[Escort], "Gibraltar", "GI"),
    map("watchpoint-grimsvotn", "Watchpoint: Grimsvotn", &[Escort], "Iceland", "IS"),
    nowhere("workshop-chamber", "Workshop Chamber", &[Workshop], "Earth"),
    nowhere("workshop-expanse", "Workshop Expanse", &[Workshop], "Earth"),
    nowhere("workshop-green-screen", "Workshop Green Screen", &[Workshop], "Earth"),
    nowhere("workshop-island", "Workshop Island", &[Workshop], "Earth"),
    map("wuxing-university", "Wuxing University", &[Control], "Chengdu, Sichuan, China", "CN"),
];
