//! The entry point of the parser.

use super::{
    Career, GamemodeStats, Stats, comparisons, masthead,
    sections::{gamemode_class, platform_class, statistics_section},
    statistics,
};
use crate::{
    ByGamemode, ByPlatform, Gamemode, ParseError, Platform,
    dom::{self, flat::ElementRef},
};

/// The class of the section that only a player's page has.
pub const MASTHEAD: &str = "Profile-masthead";

/// The class of what a page shows instead of statistics that only the player may see.
pub const PRIVATE: &str = "Profile-private";

/// Parses a career page.
///
/// What is missing from the page or of another shape is left out; only what makes it another page
/// altogether is an error.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::PlayerNotFound`] without a masthead.
/// - [`ParseError::OtherPage`] when the masthead names nobody.
pub fn parse(page: &str) -> Result<Career, ParseError> {
    let page = dom::flat::parse(page)?;
    let main = page.main_content()?;
    let masthead = dom::first(main, dom::classed("blz-section", [MASTHEAD]))
        .ok_or(ParseError::PlayerNotFound)?;

    let views = views(main);
    let summary = masthead::summary(masthead, &views);
    if summary.username.is_empty() {
        return Err(ParseError::OtherPage);
    }
    Ok(Career { summary, stats: stats(&views) })
}

/// The parts of the page with each platform's statistics; a private career has none.
fn views(main: ElementRef<'_>) -> ByPlatform<ElementRef<'_>> {
    let views: Vec<_> = dom::all(main, dom::classed("div", ["Profile-view"])).collect();
    let view = |platform| {
        views.iter().copied().find(|view| dom::has_class(*view, platform_class(platform)))
    };
    ByPlatform { pc: view(Platform::Pc), console: view(Platform::Console) }
}

fn stats(views: &ByPlatform<ElementRef>) -> Option<Stats> {
    let platform = |platform| {
        let view = *views.get(platform)?;
        let quickplay = gamemode_stats(view, Gamemode::Quickplay);
        let competitive = gamemode_stats(view, Gamemode::Competitive);
        ByGamemode { quickplay, competitive }.unless_empty()
    };
    ByPlatform { pc: platform(Platform::Pc), console: platform(Platform::Console) }.unless_empty()
}

/// `None` when the page says that there is no data, which it does above the statistics.
fn gamemode_stats(view: ElementRef, gamemode: Gamemode) -> Option<GamemodeStats> {
    let class = gamemode_class(gamemode);
    Some(GamemodeStats {
        heroes_comparisons: comparisons::parse(view, class)?,
        career_stats: statistics_section(view, gamemode).map(statistics::parse).unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(parse("").err(), Some(ParseError::NotAKnownPage));
        assert_eq!(parse("<p>Bad gateway").err(), Some(ParseError::NotAKnownPage));
        assert_eq!(parse("<main></main>").err(), Some(ParseError::PlayerNotFound));
        let other = "<body><div class='main-content'></div></body>";
        assert_eq!(parse(other).err(), Some(ParseError::PlayerNotFound));
        let nameless = r#"<main><blz-section class="Profile-masthead"></blz-section></main>"#;
        assert_eq!(parse(nameless).err(), Some(ParseError::OtherPage));
    }

    #[test]
    fn a_private_career_has_no_stats() {
        let page = r#"<main><blz-section class="Profile-masthead">
            <h1 class="Profile-player--name">Name</h1></blz-section></main>"#;
        let career = parse(page).unwrap();
        assert_eq!(career.summary.username, "Name");
        assert_eq!(career.stats, None);
    }

    #[test]
    fn platforms_and_gamemodes_are_kept_apart() {
        let page = r#"<main><blz-section class="Profile-masthead">
            <h1 class="Profile-player--name">Name</h1></blz-section>
            <div class="mouseKeyboard-view Profile-view"></div>
            <div class="controller-view Profile-view"><blz-section>
            <div class="quickPlay-view"></div>
            <div class="competitive-view"><select></select></div></blz-section></div></main>"#;
        let stats = parse(page).unwrap().stats.unwrap();
        assert_eq!(stats.pc, None);
        let console = stats.console.unwrap();
        assert_eq!(console.quickplay, None);
        assert!(console.competitive.unwrap().career_stats.is_empty());
    }
}
