//! What the home page, `/{locale}/`, says of the roles: [`RoleEntry`], parsed by [`parse`].

use scraper::ElementRef;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ParseError, dom, hero::role_of_icon};

/// The version of the parser: stored roles of an older one are parsed again.
///
/// Raise it with every change that changes what is parsed of some page.
pub const DATA_VERSION: i16 = 1;

/// What the page says of one role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RoleDetail)]
pub struct RoleEntry {
    /// A `Role`, or what Blizzard invents next.
    pub key: String,
    /// In the page's language.
    pub name: String,
    /// A URL.
    pub icon: String,
    /// In the page's language.
    pub description: String,
}

/// Parses what the home page says of the roles, in the page's order.
///
/// # Errors
///
/// - [`ParseError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ParseError::CutOff`] when its end is missing.
/// - [`ParseError::OtherPage`] without a single role.
pub fn parse(page: &str) -> Result<Vec<RoleEntry>, ParseError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let roles = section(main).map(roles).unwrap_or_default();
    if roles.is_empty() { Err(ParseError::OtherPage) } else { Ok(roles) }
}

fn section(main: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let features = dom::first(main, dom::classed("div", ["homepage-features-heroes"]))?;
    dom::first(features, dom::named("blz-feature-carousel-section"))
}

/// Each icon of the first tabs belongs to a feature. The same follows again, for small screens.
fn roles(section: ElementRef) -> Vec<RoleEntry> {
    let Some(tabs) = dom::first(section, dom::named("blz-tab-controls")) else {
        return Vec::new();
    };
    dom::all(tabs, dom::named("blz-tab-control"))
        .zip(dom::all(section, dom::named("blz-feature")))
        .filter_map(|(tab, feature)| role(tab, feature))
        .collect()
}

fn role(tab: ElementRef, feature: ElementRef) -> Option<RoleEntry> {
    let icon = dom::image(tab, "blz-image")?;
    Some(RoleEntry {
        key: role_of_icon(&icon)?,
        name: dom::first_text(feature, dom::named("h3"))?,
        description: dom::first_text(feature, dom::named("div")).unwrap_or_default(),
        icon,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_section(section: &str) -> Result<Vec<RoleEntry>, ParseError> {
        parse(&format!(
            r#"<main><div class="homepage-features-heroes">
            <blz-feature-carousel-section>{section}</main>"#
        ))
    }

    fn tabs(icons: &[&str]) -> String {
        let tab = |icon| {
            format!(r#"<blz-tab-control><blz-image src="{icon}"></blz-image></blz-tab-control>"#)
        };
        format!(
            "<blz-tab-controls>{}</blz-tab-controls>",
            icons.iter().map(tab).collect::<String>()
        )
    }

    fn feature(name: &str) -> String {
        format!("<blz-feature><h3>{name}</h3><div><p> Text </p></div></blz-feature>")
    }

    #[test]
    fn roles_come_once_and_in_order() {
        let once = tabs(&["/Tank.svg", "/Offense-0f.svg"]) + &feature("Schild") + &feature("Waffe");
        let roles = read_section(&once.repeat(2)).unwrap();
        let [tank, damage] = roles.as_slice() else { panic!("{roles:?}") };
        assert_eq!((tank.key.as_str(), tank.name.as_str()), ("tank", "Schild"));
        assert_eq!((damage.key.as_str(), damage.name.as_str()), ("damage", "Waffe"));
        assert_eq!((tank.icon.as_str(), tank.description.as_str()), ("/Tank.svg", "Text"));
    }

    #[test]
    fn roles_never_seen_pass_through() {
        let roles = read_section(&(tabs(&["/a/Chef.svg"]) + &feature("Koch"))).unwrap();
        assert_eq!(roles[0].key, "chef");
    }

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(parse("<p>"), Err(ParseError::NotAKnownPage));
        assert_eq!(parse("<main></main>"), Err(ParseError::OtherPage));
        assert_eq!(read_section(&tabs(&["/Tank.svg"])), Err(ParseError::OtherPage));
    }
}
