//! What the page with hero rates, `/en-us/rates/`, lets its reader choose: [`Choices`], read by [`read`].

use scraper::ElementRef;
use serde::{Deserialize, Serialize};

use crate::{ReadError, dom};

/// What can be chosen on the page, as its forms name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Keys of maps.
    pub maps: Vec<String>,
    /// Divisions, in lower case.
    pub divisions: Vec<String>,
}

/// Reads the page. It shows its forms only to a request with parameters.
///
/// # Errors
///
/// - [`ReadError::NotAKnownPage`] without main content, or when the page is no page at all.
/// - [`ReadError::CutOff`] when its end is missing.
/// - [`ReadError::OtherPage`] without a choice of maps.
pub fn read(page: &str) -> Result<Choices, ReadError> {
    let page = dom::parse(page)?;
    let main = page.main_content()?;
    let maps = options(main, "filter-map-select", "all-maps");
    if maps.is_empty() {
        return Err(ReadError::OtherPage);
    }
    Ok(Choices { maps, divisions: options(main, "filter-tier-select", "all") })
}

/// The values of a form's options in lower case, but for the one that means all of them.
fn options(main: ElementRef, id: &str, all: &str) -> Vec<String> {
    let is_select =
        |element| dom::named("select")(element) && dom::attribute(element, "id") == Some(id);
    dom::first(main, is_select)
        .into_iter()
        .flat_map(|select| dom::all(select, dom::named("option")))
        .filter_map(|option| dom::non_empty_attribute(option, "value"))
        .map(|value| value.to_lowercase())
        .filter(|value| value != all)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_come_without_the_one_for_all() {
        let page = r#"<main>
            <select id="filter-tier-select"><option value="All">All Tiers</option>
            <option value="Gold">Gold</option></select>
            <select id="filter-map-select"><option value="all-maps">All Maps</option>
            <optgroup label="Control"><option value="busan">Busan</option></optgroup>
            <option value="kings-row">King's Row</option><option>?</option></select></main>"#;
        let choices = read(page).unwrap();
        assert_eq!(choices.maps, ["busan", "kings-row"]);
        assert_eq!(choices.divisions, ["gold"]);
    }

    #[test]
    fn other_pages_are_told_apart() {
        assert_eq!(read("<p>"), Err(ReadError::NotAKnownPage));
        let no_maps = r#"<main><select id="filter-map-select"><option value="all-maps"></main>"#;
        assert_eq!(read(no_maps), Err(ReadError::OtherPage));
    }
}
