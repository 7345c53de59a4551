//! Who a player is, from the masthead: name, pictures, title, endorsement, ranks.

use super::{
    Endorsement, Rank, Ranks, Summary,
    sections::{platform_class, statistics_section},
};
use crate::{
    ByPlatform, CompetitiveDivision, Gamemode, Platform,
    dom::{self, flat::ElementRef},
    search::is_title,
};

/// What the page says of the player. `views` are the platforms' statistics, which know the season.
pub(super) fn summary(masthead: ElementRef, views: &ByPlatform<ElementRef>) -> Summary {
    let text = |name, class| {
        let element = dom::first(masthead, dom::classed(name, [class]))?;
        Some(dom::text(element).into_owned())
    };
    let ranks = |platform| ranks(masthead, platform, views.get(platform).copied());
    Summary {
        username: text("h1", "Profile-player--name").unwrap_or_default(),
        avatar: image(masthead, "Profile-player--portrait").map(str::to_owned),
        namecard: None,
        title: text("h2", "Profile-player--title").filter(|title| is_title(title)),
        endorsement: image(masthead, "Profile-playerSummary--endorsement").map(endorsement),
        competitive: ByPlatform { pc: ranks(Platform::Pc), console: ranks(Platform::Console) }
            .unless_empty(),
        last_updated_at: None,
    }
}

/// The URL of the first image of that class.
fn image<'a>(root: ElementRef<'a>, class: &str) -> Option<&'a str> {
    let image = dom::first(root, dom::classed("img", [class]))?;
    dom::attribute(image, "src").filter(|url| !url.is_empty())
}

fn endorsement(frame: &str) -> Endorsement {
    let level = dom::file_name(frame).split(['.', '-']).next().unwrap_or_default();
    Endorsement { level: level.parse().unwrap_or(0), frame: frame.to_owned() }
}

/// The ranks of one platform; `None` when it has neither a rank nor a season.
fn ranks(masthead: ElementRef, platform: Platform, view: Option<ElementRef>) -> Option<Ranks> {
    let classes = ["Profile-playerSummary--rankWrapper", platform_class(platform)];
    let wrapper = dom::first(masthead, dom::classed("div", classes));
    let is_role = dom::classed("div", ["Profile-playerSummary--roleWrapper"]);
    let roles = wrapper.into_iter().flat_map(|wrapper| dom::all(wrapper, &is_role));

    let mut ranks = Ranks::default();
    for role in roles {
        if let Some(rank) = rank(role)
            && let Some(place) = place_of(&mut ranks, &rank.role_icon)
        {
            *place = Some(rank);
        }
    }
    let has_rank = ranks != Ranks::default();
    // Blizzard writes 0 for somebody who never played a season.
    ranks.season = view.and_then(season).filter(|season| has_rank || *season > 0);
    (has_rank || ranks.season.is_some()).then_some(ranks)
}

fn season(view: ElementRef) -> Option<u32> {
    let section = statistics_section(view, Gamemode::Competitive)?;
    dom::attribute(section, "data-latestherostatrankseasonow2")?.parse().ok()
}

/// Where the rank of a role belongs, by the role's icon.
fn place_of<'a>(ranks: &'a mut Ranks, role_icon: &str) -> Option<&'a mut Option<Rank>> {
    match dom::icon_word(role_icon).to_lowercase().as_str() {
        "tank" => Some(&mut ranks.tank),
        "damage" | "offense" => Some(&mut ranks.damage),
        "support" => Some(&mut ranks.support),
        "open" => Some(&mut ranks.open),
        _ => None,
    }
}

fn rank(role: ElementRef) -> Option<Rank> {
    let mut icons = dom::all(role, dom::classed("img", ["Profile-playerSummary--rank"]))
        .filter_map(|icon| dom::attribute(icon, "src"));
    let rank_icon = icons.next()?;
    let tier_icon = icons.next();
    Some(Rank {
        division: division(rank_icon)?,
        tier: tier_icon.map_or(0, tier),
        role_icon: role_icon(role)?.to_owned(),
        rank_icon: rank_icon.to_owned(),
        tier_icon: tier_icon.map(str::to_owned),
    })
}

/// An image, or on some pages a drawing that refers to one.
fn role_icon(role: ElementRef<'_>) -> Option<&str> {
    let is_image = |element| {
        dom::named("img")(element) && !dom::has_class(element, "Profile-playerSummary--rank")
    };
    let image = dom::first(role, is_image).and_then(|image| dom::attribute(image, "src"));
    let drawing = || {
        let drawing = dom::first(role, dom::named("use"))?;
        // Outside of an `svg` the parser takes the prefix for a part of the name.
        dom::attribute(drawing, "href").or_else(|| dom::attribute(drawing, "xlink:href"))
    };
    image.or_else(drawing)
}

/// The division in the file name of its icon: `Rank_DiamondTier-<hash>.png`, `Rank_Diamond.<hash>.png`,
/// `Rank_Top500Tier.<hash>.png`, `goldtier.png`.
fn division(rank_icon: &str) -> Option<CompetitiveDivision> {
    let icon = dom::file_name(rank_icon).to_lowercase();
    let mut words = icon.split(|c: char| !c.is_alphanumeric());
    let before_tier =
        words.clone().filter_map(|word| word.strip_suffix("tier")).find(|word| !word.is_empty());
    let behind_rank = || words.find(|word| *word == "rank").and_then(|_| words.next());
    before_tier.or_else(behind_rank)?.parse().ok()
}

/// The number in `TierDivision_4-<hash>.png` or `Tier_Division_4.<hash>.png`; 0 without one.
fn tier(tier_icon: &str) -> u32 {
    let icon = dom::file_name(tier_icon).to_lowercase();
    let after =
        |text: &str, word| Some(text.strip_prefix(word)?.trim_start_matches('_').to_owned());
    let number = after(&icon, "tier").and_then(|rest| after(&rest, "division")).unwrap_or_default();
    number.split(['.', '-']).next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(masthead: &str) -> Summary {
        let html = dom::flat::parse(&format!("<main>{masthead}</main>")).unwrap();
        summary(html.root_element(), &ByPlatform { pc: None, console: None })
    }

    fn console_rank(icon: &str, rank: &str, tier: &str) -> Option<ByPlatform<Ranks>> {
        parse(&format!(
            r#"<div class="Profile-playerSummary--rankWrapper controller-view">
            <div class="Profile-playerSummary--roleWrapper"><div>{icon}</div>
            <img class="Profile-playerSummary--rank" src="{rank}">
            <img class="Profile-playerSummary--rank" src="{tier}"></div></div>"#
        ))
        .competitive
    }

    #[test]
    fn an_empty_masthead_is_a_player_without_anything() {
        let summary = parse("");
        assert_eq!(summary.username, "");
        assert_eq!((summary.avatar, summary.endorsement, summary.competitive), (None, None, None));
    }

    #[test]
    fn no_title_is_none() {
        let title =
            |text| parse(&format!(r#"<h2 class="Profile-player--title">{text}</h2>"#)).title;
        assert_eq!(title("No Title"), None);
        assert_eq!(title(""), None);
        assert_eq!(title(" Bytefixer "), Some("Bytefixer".to_owned()));
    }

    #[test]
    fn the_endorsement_stands_in_the_file_name() {
        for (url, level) in [("/a/5.0a.svg#icon", 5), ("/5-0a.svg", 5), ("/7c40f.svg", 0), ("x", 0)]
        {
            assert_eq!(endorsement(url).level, level, "{url}");
        }
    }

    #[test]
    fn ranks_of_every_spelling() {
        for icon in [
            r#"<img src="/role/offense-a1.svg#icon">"#,
            r#"<img src="/role/Damage.a1.svg#icon">"#,
            r#"<svg><use xlink:href="OFFENSE.a1.SVG#ICON"></use></svg>"#,
            r#"<svg><use xlink:href="/role/damage.a1.svg#icon"></use></svg>"#,
            r#"<svg><use href="/role/offense.a1.svg"></use></svg>"#,
        ] {
            for (rank, division) in [
                ("/rank/Rank_DiamondTier-0f.png", "diamond"),
                ("/rank/Rank_ChampionTier.0f.png", "champion"),
                ("/rank/goldtier.png", "gold"),
                ("/rank/Rank_Diamond.0f.png", "diamond"),
                ("/rank/RANK_MASTERTIER.0F.PNG", "master"),
                ("/rank/Rank_Top500Tier-0f.png", "top500"),
                ("/rank/rank_top500.0f.png", "top500"),
            ] {
                for tier in
                    ["TierDivision_4-0f.png", "tierdivision_4.0f.png", "Tier_Division_4.PNG"]
                {
                    let ranks = console_rank(icon, rank, &format!("/rank/{tier}")).unwrap();
                    let damage = ranks.console.unwrap().damage.unwrap();
                    assert_eq!((damage.division.as_str(), damage.tier), (division, 4));
                }
            }
        }
    }

    #[test]
    fn a_season_needs_no_rank() {
        let season = |season: &str| {
            let page = format!(
                r#"<main><div class="controller-view Profile-view"><blz-section
                class="stats competitive-view" data-latestHeroStatRankSeasonOW2="{season}">"#
            );
            let html = dom::flat::parse(&page).unwrap();
            let view = dom::first(html.root_element(), dom::classed("div", ["Profile-view"]));
            let views = ByPlatform { pc: None, console: view };
            summary(html.root_element(), &views).competitive.map(|ranks| ranks.console.unwrap())
        };
        assert_eq!(season("21"), Some(Ranks { season: Some(21), ..Ranks::default() }));
        for none in ["0", "", "x"] {
            assert_eq!(season(none), None, "{none:?}");
        }
    }

    #[test]
    fn ranks_that_cannot_be_told_are_left_out() {
        let tank = r#"<img src="/role/tank.a1.svg">"#;
        assert_eq!(console_rank(tank, "/rank/unknown.png", ""), None);
        assert_eq!(console_rank("", "/rank/goldtier.png", ""), None);
        assert_eq!(console_rank(r#"<img src="/role/chef.svg">"#, "/rank/goldtier.png", ""), None);
        let ranks = console_rank(tank, "/rank/goldtier.png", "").unwrap();
        assert_eq!(ranks.console.unwrap().tank.unwrap().tier, 0);
    }
}
