//! Whatever comes instead of a page, reading it ends, and without a panic.

use overwatch::career;
use proptest::prelude::*;

/// A small page with one of everything that is read.
const PAGE: &str = r#"<!doctype html><html><body><main class="main-content">
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

/// A whole page or a piece of one, cut where characters end.
fn piece(from: usize, to: usize) -> &'static str {
    let (from, to) = (PAGE.floor_char_boundary(from), PAGE.floor_char_boundary(to));
    &PAGE[from.min(to)..to.max(from)]
}

proptest! {
    // A case that fails becomes a test of its own; there is no file to keep it in.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = career::read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn markup(text in r#"(<[a-z/!?]{0,4}[ "'=<>&;a-z-]{0,9}>?){0,200}"#) {
        let _ = career::read(&format!("<main>{text}"));
    }

    #[test]
    fn truncated(to in 0..=PAGE.len()) {
        let _ = career::read(piece(0, to));
    }

    #[test]
    fn mangled(pieces in prop::collection::vec((0..=PAGE.len(), 0..=PAGE.len()), 0..12)) {
        let page: String = pieces.into_iter().map(|(from, to)| piece(from, to)).collect();
        let _ = career::read(&page);
    }

    #[test]
    fn with_other_texts(text in r#"[^<"]{0,40}"#, nth in 0..40_usize) {
        let Some((start, _)) = PAGE.match_indices(['"', '>']).nth(nth) else { return Ok(()) };
        let (before, after) = PAGE.split_at(start + 1);
        let rest = after.find(['"', '<']).map_or("", |end| &after[end..]);
        let _ = career::read(&format!("{before}{text}{rest}"));
    }
}

#[test]
fn the_page_itself_is_read_whole() {
    let career = career::read(PAGE).unwrap();
    let stats = career.stats.unwrap().pc.unwrap().quickplay.unwrap();
    assert_eq!(stats.career_stats.len(), 1);
    assert_eq!(stats.heroes_comparisons["time_played"].as_ref().unwrap().values.len(), 1);
    assert_eq!(career.summary.competitive.unwrap().pc.unwrap().tank.unwrap().tier, 4);
}
