//! Whatever comes instead of a page, reading it ends, and without a panic.

use overwatch::{career, hero_page, heroes, rates, roles};
use proptest::prelude::*;

/// A small page with one of everything that is read of a career.
const CAREER: &str = r#"<!doctype html><html><body><main class="main-content">
<blz-section class="Profile-masthead"><img class="Profile-player--portrait" src="/a.png">
<h1 class="Profile-player--name">Náme</h1><h2 class="Profile-player--title">Title</h2>
<img class="Profile-playerSummary--endorsement" src="/3-ab.svg#icon">
<div class="mouseKeyboard-view Profile-playerSummary--rankWrapper">
<div class="Profile-playerSummary--roleWrapper"><svg><use xlink:href="/tank-a.svg"></use></svg>
<img class="Profile-playerSummary--rank" src="/Rank_GoldTier-a.png">
<img class="Profile-playerSummary--rank" src="/TierDivision_4-a.png"></div></div></blz-section>
<div class="mouseKeyboard-view Profile-view"><blz-section><div class="quickPlay-view">
<select><option value="0x1" option-id="Time Played">Time Played</option></select>
<div class="Profile-progressBars" data-category-id="0x1"><div class="Profile-progressBar">
<div data-hero-id="ana"></div><div class="Profile-progressBar-title">Ana</div>
<div class="Profile-progressBar-description">1,234:05:06</div></div></div></div></blz-section>
<blz-section class="stats quickPlay-view"><select><option value="0" option-id="Ana"></option></select>
<span class="stats-container option-0"><div class="category"><div class="content">
<div class="header"><p>Combat</p></div><div class="stat-item"><p class="name">Death</p>
<p class="value">1,234.5</p></div></div></div></span></blz-section></div></main></body></html>"#;

/// The same for the pages about heroes, all on one.
const HEROES: &str = r#"<!doctype html><html><body><div class="main-content"><blz-page-header>
<blz-image slot="background" src="/a.jpg" bp="min xs"></blz-image><blz-header><h2>Náme</h2>
<p>Text</p></blz-header><blz-list><blz-list-item class="role"><blz-icon src="/Tank.svg"></blz-icon>
</blz-list-item><blz-list-item><blz-icon src="/Bruiser.svg"></blz-icon></blz-list-item>
<blz-list-item><p>Rome</p></blz-list-item><blz-list-item><p>1月1日（年齢: 62）</p></blz-list-item>
</blz-list></blz-page-header><div class="abilities-container"><blz-carousel-section>
<blz-web-video poster="/a.jpg" mp4="/a.mp4" webm="/a.webm"></blz-web-video>
<blz-tab-control label="Hop"><blz-image src="/a.png"></blz-image></blz-tab-control>
<blz-feature><p>Hops.</p></blz-feature></blz-carousel-section></div><blz-section id="perks">
<div class="perk-details left minor"><img src="/a.png"><blz-header><h3>Perk</h3><div>Text</div>
</blz-header></div></blz-section><div class="stadium-wrapper"><blz-section id="stadium">
<blz-carousel-beta><blz-card class="talent-card"><img src="/a.png"><p class="talent-name">Power</p>
<p class="talent-desc">Text</p></blz-card></blz-carousel-beta></blz-section></div>
<blz-section class="lore"><blz-header><p>Text</p></blz-header><blz-button href="/a/b"
analytics-label="short-story"></blz-button><blz-accordion-section><blz-accordion>
<span slot="label">ÉARLY</span><div slot="content"><p>One.</p></div></blz-accordion>
<blz-image slot="media" src="/a.png"></blz-image></blz-accordion-section></blz-section>
<div class="heroIndexWrapper"><blz-media-gallery><a href="/heroes/ana/" data-role="support"
data-subrole="tactician"><blz-card><blz-image src="/a.png"></blz-image><blz-content-block>
<h2>Ana</h2></blz-content-block><blz-badge class="stadium-badge"></blz-badge></blz-card></a>
</blz-media-gallery></div><div class="homepage-features-heroes"><blz-feature-carousel-section>
<blz-tab-controls><blz-tab-control><blz-image src="/Tank.svg"></blz-image></blz-tab-control>
</blz-tab-controls><blz-feature><h3>Tank</h3><div>Text</div></blz-feature>
</blz-feature-carousel-section></div></div></body></html>"#;

/// And for hero rates.
const RATES: &str = r#"{"rates":{"selected":{"rq":"1","map":"ilios"},"rates":[{"id":"ana",
"cells":{"name":"Ana","pickrate":1.5,"winrate":-1,"banrate":2},"hero":{"role":"SUPPORT"}}]}}"#;

const PAGES: [&str; 3] = [CAREER, HEROES, RATES];

/// Reads it as every kind of page.
fn read(page: &str) {
    let _ = career::read(page);
    let _ = hero_page::read(page);
    let _ = heroes::read(page);
    let _ = roles::read(page);
    let _ = rates::read(page);
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
    let career = career::read(CAREER).unwrap();
    let stats = career.stats.unwrap().pc.unwrap().quickplay.unwrap();
    assert_eq!(stats.career_stats.len(), 1);
    assert_eq!(stats.heroes_comparisons["time_played"].as_ref().unwrap().values.len(), 1);
    assert_eq!(career.summary.competitive.unwrap().pc.unwrap().tank.unwrap().tier, 4);
}

#[test]
fn a_hero_is_read_whole() {
    let hero = hero_page::read(HEROES).unwrap();
    assert_eq!((hero.birthday.as_deref(), hero.age), (Some("1月1日"), Some(62)));
    assert_eq!((hero.backgrounds.len(), hero.abilities.len()), (1, 1));
    assert_eq!(hero.perks.unwrap().minor.len(), 1);
    assert_eq!(hero.stadium_powers.unwrap().len(), 1);
    assert_eq!(hero.story.chapters.len(), 1);
}

#[test]
fn lists_are_read_whole() {
    assert_eq!(heroes::read(HEROES).unwrap().len(), 1);
    assert_eq!(roles::read(HEROES).unwrap().len(), 1);
    assert_eq!(rates::read(RATES).unwrap().heroes.len(), 1);
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
