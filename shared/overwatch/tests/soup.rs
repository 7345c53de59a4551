//! Whatever comes instead of a page, reading it ends, and without a panic.

use overwatch::{career, hero_page, heroes, patch_notes, rates, roles, search};
use proptest::prelude::*;

/// A small page with one of everything that is read of a career.
const CAREER: &str = include_str!("../seeds/career.html");

/// The same for the pages about heroes, all on one.
const HEROES: &str = include_str!("../seeds/heroes.html");

/// And for hero rates, and the page that they are chosen on.
const RATES: &str = include_str!("../seeds/rates.json");
const RATES_PAGE: &str = include_str!("../seeds/rates_page.html");

/// And for patch notes.
const PATCH_NOTES: &str = include_str!("../seeds/patch_notes.html");

/// And for searches.
const SEARCH: &str = include_str!("../seeds/search.json");

const PAGES: [&str; 6] = [CAREER, HEROES, PATCH_NOTES, RATES, RATES_PAGE, SEARCH];

/// Reads it as every kind of page, as it is and as if it ended well.
fn read(page: &str) {
    read_as_it_is(page);
    read_as_it_is(&format!("{page}</html>"));
}

fn read_as_it_is(page: &str) {
    let _ = career::parse(page);
    let _ = hero_page::parse(page);
    let _ = heroes::parse(page);
    let _ = roles::parse(page);
    let _ = patch_notes::parse(page).map(|notes| patch_notes::hitpoints::unknown_changes(&notes));
    let _ = rates::parse(page);
    let _ = rates::page::parse(page);
    let _ = search::parse(page);
}

fn a_page() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&PAGES[..])
}

/// A piece of a page, cut where characters end.
fn a_piece() -> impl Strategy<Value = &'static str> {
    (a_page(), any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_map(
        |(page, from, to)| {
            let cut =
                |index: prop::sample::Index| page.floor_char_boundary(index.index(page.len()));
            let (from, to) = (cut(from), cut(to));
            &page[from.min(to)..to.max(from)]
        },
    )
}

proptest! {
    // A case that fails becomes a test of its own; there is no file to keep it in.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn markup(text in r#"(<[a-z/!?]{0,4}[ "'=<>&;a-z-]{0,9}>?){0,200}"#) {
        read(&format!("<main>{text}"));
    }

    #[test]
    fn truncated(page in a_page(), to in any::<prop::sample::Index>()) {
        read(&page[..page.floor_char_boundary(to.index(page.len()))]);
    }

    #[test]
    fn mangled(pieces in prop::collection::vec(a_piece(), 0..12)) {
        read(&pieces.concat());
    }

    #[test]
    fn with_other_texts(page in a_page(), text in r#"[^<"]{0,40}"#, nth in 0..150_usize) {
        let Some((start, _)) = page.match_indices(['"', '>']).nth(nth) else { return Ok(()) };
        let (before, after) = page.split_at(start + 1);
        let rest = after.find(['"', '<']).map_or("", |end| &after[end..]);
        read(&format!("{before}{text}{rest}"));
    }
}

#[test]
fn a_career_is_read_whole() {
    let career = career::parse(CAREER).unwrap();
    let stats = career.stats.unwrap().pc.unwrap().quickplay.unwrap();
    assert_eq!(stats.career_stats.len(), 1);
    assert_eq!(stats.heroes_comparisons["time_played"].as_ref().unwrap().values.len(), 1);
    assert_eq!(career.summary.competitive.unwrap().pc.unwrap().tank.unwrap().tier, 4);
}

#[test]
fn a_hero_is_read_whole() {
    let hero = hero_page::parse(HEROES).unwrap();
    assert_eq!((hero.birthday.as_deref(), hero.age), (Some("1月1日"), Some(62)));
    assert_eq!((hero.backgrounds.len(), hero.abilities.len()), (1, 1));
    assert_eq!(hero.perks.unwrap().minor.len(), 1);
    assert_eq!(hero.stadium_powers.unwrap().len(), 1);
    assert_eq!(hero.story.chapters.len(), 1);
}

#[test]
fn lists_are_read_whole() {
    assert_eq!(heroes::parse(HEROES).unwrap().len(), 1);
    assert_eq!(roles::parse(HEROES).unwrap().len(), 1);
    assert_eq!(patch_notes::parse(PATCH_NOTES).unwrap().len(), 2);
    assert_eq!(rates::parse(RATES).unwrap().heroes.len(), 1);
    assert_eq!(rates::page::parse(RATES_PAGE).unwrap().maps.len(), 1);
    assert_eq!(search::parse(SEARCH).unwrap()[0].title(), Some("Title"));
}

#[test]
fn endless_pages_are_read_in_time() {
    let started = std::time::Instant::now();
    for page in PAGES {
        read(&page.repeat(500));
        for unit in ["<blz-list-item>", "<a href=/heroes/a data-role=a>", "<p>", "<blz-card></p>"] {
            read(&format!("<main class=\"heroIndexWrapper\">{page}{}", unit.repeat(100_000)));
        }
    }
    assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
}
