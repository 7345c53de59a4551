//! Each hero's own statistics.

use super::{CareerStats, Category, Stat, StatValue, comparisons::options, labels};
use crate::{
    HeroKey,
    dom::{self, flat::ElementRef},
    keys::{plural, stat_key},
};

/// The statistics of one section, by hero.
pub(super) fn parse(section: ElementRef) -> CareerStats {
    let Some(select) = dom::first(section, dom::named("select")) else {
        return CareerStats::new();
    };
    let names = options(select);
    dom::all(section, dom::classed("span", ["stats-container"]))
        .filter_map(|container| {
            let name = names.get(option_number(container)?)?;
            let categories = categories(container);
            (!categories.is_empty()).then_some((HeroKey::from_name(name)?, categories))
        })
        .collect()
}

/// Which of the `select`'s options a container belongs to.
fn option_number(container: ElementRef<'_>) -> Option<&str> {
    dom::classes(container).find_map(|class| class.strip_prefix("option-"))
}

fn categories(container: ElementRef) -> Vec<Category> {
    dom::all(container, dom::classed("div", ["category"])).filter_map(category).collect()
}

fn category(category: ElementRef) -> Option<Category> {
    let content = dom::children(category).find(|e| dom::classed("div", ["content"])(*e))?;
    let header = dom::children(content).find(|e| dom::classed("div", ["header"])(*e))?;
    let label = dom::text(dom::first(header, dom::named("p"))?);
    if label.is_empty() {
        return None;
    }
    let label = labels::in_english(&dom::single_spaced(&label)).to_owned();
    let stats = dom::all(content, dom::classed("div", ["stat-item"])).filter_map(stat).collect();
    Some(Category { category: stat_key(&label), label, stats })
}

fn stat(item: ElementRef) -> Option<Stat> {
    let text = |class| dom::first(item, |element| dom::has_class(element, class)).map(dom::text);
    let label = text("name").filter(|label| !label.is_empty())?;
    let value = StatValue::parse(&text("value")?);
    Some(Stat { key: plural(stat_key(&label)), label: label.into_owned(), value })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELECT: &str = r#"<select><option value="0" option-id="ALL HEROES"></option>
        <option value="7" option-id="Brand-New: 9"></option></select>"#;

    fn read_section(containers: &str) -> CareerStats {
        let html = dom::flat::parse(&format!("<main>{SELECT}{containers}</main>")).unwrap();
        parse(html.root_element())
    }

    fn container(option: &str, header: &str, items: &str) -> String {
        format!(
            r#"<span class="stats-container {option}"><div class="category"><div class="content">
            <div class="header">{header}</div>{items}</div></div></span>"#
        )
    }

    fn item(name: &str, value: &str) -> String {
        format!(
            r#"<div class="stat-item"><p class="name">{name}</p><p class="value">{value}</p></div>"#
        )
    }

    #[test]
    fn heroes_and_categories_never_seen_pass_through() {
        let items = item("Death", "1") + &item("Odd  Thing - Best", "Gold");
        let stats = read_section(&container("option-7", "<p>Taten &amp; Werke</p>", &items));
        let [category] = stats[&"brand-new-9".parse().unwrap()].as_slice() else { panic!() };
        assert_eq!(
            (category.category.as_str(), category.label.as_str()),
            ("taten___werke", "Taten & Werke")
        );
        let keys: Vec<_> = category.stats.iter().map(|stat| stat.key.as_str()).collect();
        assert_eq!(keys, ["deaths", "odd__thing_best"]);
        assert_eq!(category.stats[0].label, "Death");
        assert_eq!(category.stats[1].value, StatValue::Text("Gold".to_owned()));
    }

    #[test]
    fn categories_are_named_in_english() {
        let stats = read_section(&container("option-0", "<p>Combate</p>", ""));
        assert_eq!(stats[&"all-heroes".parse().unwrap()][0].category, "combat");
    }

    #[test]
    fn white_space_makes_no_category_of_its_own() {
        for label in ["Hero  Specific", "Hero&nbsp;Specific", "Spécifique\n  au&nbsp;héros"] {
            let stats = read_section(&container("option-0", &format!("<p>{label}</p>"), ""));
            let category = &stats[&"all-heroes".parse().unwrap()][0];
            assert_eq!(
                (category.category.as_str(), category.label.as_str()),
                ("hero_specific", "Hero Specific"),
                "{label}"
            );
        }
    }

    #[test]
    fn a_no_break_space_makes_no_statistic_of_its_own() {
        let items = item("Deaths&nbsp;-&nbsp;Avg per 10 Min", "1");
        let stats = read_section(&container("option-0", "<p>Average</p>", &items));
        let stat = &stats[&"all-heroes".parse().unwrap()][0].stats[0];
        assert_eq!(stat.key, "deaths_avg_per_10_min");
    }

    #[test]
    fn what_is_incomplete_is_left_out() {
        for incomplete in [
            container("option-8", "<p>Combat</p>", &item("Deaths", "1")),
            container("", "<p>Combat</p>", ""),
            container("option-7", "<p> </p>", ""),
            container("option-7", "", ""),
            r#"<span class="stats-container option-7"></span>"#.to_owned(),
        ] {
            assert!(read_section(&incomplete).is_empty(), "{incomplete}");
        }
        let nameless = container("option-7", "<p>Combat</p>", r#"<div class="stat-item"></div>"#);
        assert!(read_section(&nameless).values().flatten().all(|c| c.stats.is_empty()));
    }
}
