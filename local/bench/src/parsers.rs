//! How fast pages are read.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use blizzard::RatesQuery;
use overwatch::{
    Gamemode, HeroKey, Locale, ParseError, Platform, PlayerId, career, hero_page, heroes, rates,
    rates::Region, roles, search,
};
use scraper::Html;
use serde_json::Value;

use crate::{
    BenchError, Effort,
    table::{Table, kb, ms, quotient},
    world::World,
};

/// A kind of page, and its parser.
struct Kind {
    name: &'static str,
    read: fn(&str) -> Result<(), ParseError>,
    /// What a parser cannot do without.
    parse: fn(&str),
}

const CAREER: Kind = html("career", |page| career::parse(page).map(|read| drop(black_box(read))));
const HERO: Kind = html("hero", |page| hero_page::parse(page).map(|read| drop(black_box(read))));
const HEROES: Kind = html("heroes", |page| heroes::parse(page).map(|read| drop(black_box(read))));
const HOME: Kind =
    html("home, with the roles", |page| roles::parse(page).map(|read| drop(black_box(read))));
const RATES_PAGE: Kind = html("rates, to choose from", |page| {
    rates::page::parse(page).map(|read| drop(black_box(read)))
});
const RATES: Kind = json("rates", |json| rates::parse(json).map(|read| drop(black_box(read))));
const SEARCH: Kind = json("search", |json| search::parse(json).map(|read| drop(black_box(read))));

const fn html(name: &'static str, read: fn(&str) -> Result<(), ParseError>) -> Kind {
    Kind { name, read, parse: |page| drop(black_box(Html::parse_document(page))) }
}

const fn json(name: &'static str, read: fn(&str) -> Result<(), ParseError>) -> Kind {
    Kind { name, read, parse: |json| drop(black_box(serde_json::from_str::<Value>(json))) }
}

/// The table.
pub(crate) async fn measure(effort: &Effort, world: &World) -> Result<String, BenchError> {
    let mut table = Table::new(
        "Reading pages",
        format!(
            "The best of {} times. Baseline: scraper's bare parse of the page, or serde_json's of the JSON.",
            effort.reads
        ),
        ["page", "kB", "ms", "baseline", "×", "MB/s", "baseline"],
    );
    for (kind, page) in pages(world).await? {
        let (read, parse) = kind.measure(effort, &page)?;
        let speed = |time: Duration| {
            format!("{:.1}", quotient(page.len() as u64, 1_000_000) / time.as_secs_f64())
        };
        table.row([
            kind.name.to_owned(),
            kb(page.len() as u64),
            ms(read),
            ms(parse),
            format!("{:.3}", read.as_secs_f64() / parse.as_secs_f64()),
            speed(read),
            speed(parse),
        ]);
    }
    Ok(table.to_string())
}

/// A page of each kind; a site of saved pages may lack one.
async fn pages(world: &World) -> Result<Vec<(Kind, String)>, BenchError> {
    let blizzard = &world.blizzard;
    let locale = Locale::default();
    let query = RatesQuery {
        platform: Platform::Pc,
        gamemode: Gamemode::Competitive,
        region: Region::Europe,
        map: None,
        division: None,
    };
    let rq = query.candidates().first().copied().unwrap_or_default();
    let [small, large] = [&world.small, &world.large].map(|p| PlayerId::BattleTag(p.clone()));
    let mut pages = vec![
        (Kind { name: "career, large", ..CAREER }, Ok(blizzard.career(&large).await?.html)),
        (Kind { name: "career, small", ..CAREER }, Ok(blizzard.career(&small).await?.html)),
        (HEROES, blizzard.heroes(locale).await),
        (HOME, blizzard.home(locale).await),
        (RATES_PAGE, blizzard.rates_page().await),
        (RATES, blizzard.rates(&query, rq).await),
        (SEARCH, blizzard.search(world.large.name()).await),
    ];
    if let Ok(key) = "ana".parse::<HeroKey>() {
        pages.push((HERO, blizzard.hero(&key, locale).await));
    }
    let mut found = Vec::new();
    for (kind, page) in pages {
        match page {
            Ok(page) => found.push((kind, page)),
            Err(blizzard::Error::NotFound) => tracing::warn!("the site has no page: {}", kind.name),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(found)
}

impl Kind {
    /// The shortest times of reading and of parsing, which take turns.
    fn measure(&self, effort: &Effort, page: &str) -> Result<(Duration, Duration), ParseError> {
        let (mut read, mut parse) = (Duration::MAX, Duration::MAX);
        for _ in 0..effort.reads {
            let start = Instant::now();
            (self.read)(page)?;
            read = read.min(start.elapsed());
            let start = Instant::now();
            (self.parse)(page);
            parse = parse.min(start.elapsed());
        }
        Ok((read, parse))
    }
}
