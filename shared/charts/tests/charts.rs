//! What holds of every chart, whatever is put into it.

#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

use std::collections::HashSet;

use charts::{Chart, MAX_SERIES, Point, Scale, Series, Theme};
use proptest::prelude::*;
use roxmltree::{Document, Node};

const START: i64 = 1_762_905_600;
const DAY: i64 = 86_400;

fn series(name: &str, values: impl IntoIterator<Item = Option<f64>>) -> Series {
    let point = |(day, value)| Point { at: START + DAY * day, value };
    Series { name: name.to_owned(), points: (0..).zip(values).map(point).collect() }
}

fn chart(scale: Scale, series: Vec<Series>) -> Chart {
    Chart {
        title: "Somebody".to_owned(),
        scale,
        series,
        nothing: "There is nothing to show.".to_owned(),
        theme: Theme::Light,
    }
}

fn texts<'a>(document: &'a Document) -> Vec<&'a str> {
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.filter_map(|text| text.text()).collect()
}

fn child<'a>(document: &'a Document, name: &str) -> &'a str {
    let child = document.root_element().children().find(|child| child.has_tag_name(name));
    child.and_then(|child| child.text()).unwrap()
}

/// What holds of every chart.
fn check(chart: &Chart) -> String {
    let svg = chart.to_svg().unwrap();
    let document = Document::parse(&svg).unwrap();
    let root = document.root_element();
    assert_eq!(
        (root.attribute("viewBox"), root.attribute("role")),
        (Some("0 0 1200 800"), Some("img"))
    );
    assert_eq!((root.attribute("width"), root.attribute("height")), (None, None), "it scales");
    for node in document.descendants().filter(Node::is_element) {
        check_element(node);
    }
    svg
}

/// Whatever is drawn is of a known kind and inside.
fn check_element(node: Node) {
    const KINDS: [&str; 10] =
        ["svg", "g", "title", "desc", "rect", "line", "polyline", "polygon", "circle", "text"];
    assert!(KINDS.contains(&node.tag_name().name()), "{node:?}");
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        assert!(!value.contains("NaN") && !value.contains("inf"), "{name}={value}");
        assert!(
            !["style", "href", "class", "id"].contains(&name) && !name.starts_with("on"),
            "{name}"
        );
        let most = |x: bool| if x { 1200.0 } else { 800.0 };
        let numbers = value.split([' ', ',']).filter(|number| !number.is_empty());
        for (index, number) in numbers.enumerate() {
            let is_x = match name {
                "x" | "x1" | "x2" => true,
                "y" | "y1" | "y2" => false,
                "points" => index % 2 == 0,
                _ => continue,
            };
            let number: f64 = number.parse().unwrap();
            assert!((0.0..=most(is_x)).contains(&number), "{name}={value}");
        }
    }
    if node.has_tag_name("text") {
        check_text(node);
    }
}

/// No text goes beyond the edges, with characters as wide as those of common fonts are on average.
fn check_text(text: Node) {
    let number = |name| text.attribute(name).unwrap().parse::<f64>().unwrap();
    let (x, size) = (number("x"), number("font-size"));
    let ems = |character: char| if character < '\u{1100}' { 0.55 } else { 1.0 };
    let width = size * text.text().unwrap_or_default().chars().map(ems).sum::<f64>();
    let left = match text.attribute("text-anchor") {
        Some("end") => x - width,
        Some("middle") => x - width / 2.0,
        _ => x,
    };
    assert!(left >= 0.0 && left + width <= 1200.0, "{text:?}: from {left}, {width} wide");
}

#[test]
fn no_values_are_a_chart_that_says_so() {
    for series in [Vec::new(), vec![series("a", [])], vec![series("a", [None, Some(f64::NAN)])]] {
        let svg = check(&chart(Scale::Percent, series));
        let document = Document::parse(&svg).unwrap();
        assert_eq!(texts(&document), ["Somebody", "There is nothing to show."]);
        assert_eq!(child(&document, "desc"), "There is nothing to show.");
    }
}

#[test]
fn one_value_is_a_marker_on_a_day() {
    let svg = check(&chart(Scale::Percent, vec![series("Ana", [Some(50.0)])]));
    let document = Document::parse(&svg).unwrap();
    assert_eq!(child(&document, "desc"), "12 Nov 2025 (UTC). Ana: 50%.");
    assert!(texts(&document).contains(&"12 Nov 2025 (UTC)"));
    assert!(document.descendants().filter(|node| node.has_tag_name("polygon")).count() >= 2);
}

#[test]
fn a_year_of_values_has_few_markers_and_labels() {
    let values = (0..365).map(|day| Some(50.0 + 8.0 * (f64::from(day) / 20.0).sin()));
    let svg = check(&chart(Scale::Percent, vec![series("Ana", values)]));
    let document = Document::parse(&svg).unwrap();
    let markers = document.descendants().filter(|node| node.has_tag_name("polygon")).count();
    assert!((5..30).contains(&markers), "{markers}");
    assert!(texts(&document).len() < 20);
    assert!(
        child(&document, "desc").starts_with("12 Nov 2025 – 11 Nov 2026 (UTC). Ana: 50% at first")
    );
    assert!(svg.len() < 10_000, "{}", svg.len());
}

#[test]
fn a_constant_value_is_a_level_line() {
    for (scale, value) in [(Scale::Percent, 100.0), (Scale::Percent, 0.0), (Scale::Number, 3.0)] {
        let svg = check(&chart(scale, vec![series("Ana", [Some(value); 9])]));
        let document = Document::parse(&svg).unwrap();
        let lines = document.descendants().filter(|node| {
            node.has_tag_name("polyline") && node.attribute("stroke-width") == Some("5")
        });
        let longest =
            lines.map(|line| line.attribute("points").unwrap()).max_by_key(|points| points.len());
        let heights: HashSet<&str> = longest
            .unwrap()
            .split_whitespace()
            .map(|point| point.split_once(',').unwrap().1)
            .collect();
        assert_eq!(heights.len(), 1);
    }
}

#[test]
fn a_gap_interrupts_a_line() {
    let strokes = |values: [Option<f64>; 5]| {
        let svg = check(&chart(Scale::Percent, vec![series("Ana", values)]));
        svg.matches(r#"stroke-width="5""#).count()
    };
    let whole = strokes([Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0)]);
    assert_eq!(strokes([Some(1.0), Some(2.0), None, Some(4.0), Some(5.0)]), whole + 1);
}

#[test]
fn names_stand_in_their_order_from_the_bottom() {
    let names = ["Gold 2", "Gold 1", "Platinum 5"].map(ToOwned::to_owned).into();
    let scale = Scale::Names { names, group: 5 };
    let svg = check(&chart(scale, vec![series("Tank", [Some(1.0), Some(2.0)])]));
    let document = Document::parse(&svg).unwrap();
    let height = |name: &str| -> f64 {
        let text = document
            .descendants()
            .find(|node| node.has_tag_name("text") && node.text() == Some(name));
        text.unwrap().attribute("y").unwrap().parse().unwrap()
    };
    assert!(height("Gold 2") > height("Gold 1") && height("Gold 1") > height("Platinum 5"));
    assert!(child(&document, "desc").contains("Gold 1 at first, Platinum 5 at last"));
}

#[test]
fn lines_beyond_the_most_are_counted() {
    let all = (0..50).map(|number| series(&format!("hero {number}"), [Some(f64::from(number))]));
    let svg = check(&chart(Scale::Percent, all.collect()));
    let document = Document::parse(&svg).unwrap();
    assert!(child(&document, "desc").ends_with("42 more are not drawn."));
    let texts = texts(&document);
    assert_eq!(texts.iter().filter(|text| text.starts_with("hero")).count(), MAX_SERIES);
    assert!(texts.contains(&"+ 42 more"));
}

#[test]
fn a_line_looks_the_same_where_another_has_no_values() {
    let colour = |first: Option<f64>| {
        let series = vec![series("a", [first]), series("b", [Some(5.0), Some(6.0)])];
        let svg = check(&chart(Scale::Number, series));
        let strokes = svg.split(r#"stroke=""#).map(|rest| rest[..7].to_owned());
        strokes.collect::<HashSet<String>>()
    };
    assert!(colour(None).is_subset(&colour(Some(1.0))));
}

fn scales() -> impl Strategy<Value = Scale> {
    let names = proptest::collection::vec(".{0,40}", 0..60);
    prop_oneof![
        Just(Scale::Percent),
        Just(Scale::Hours),
        Just(Scale::Number),
        (names, 0..7_usize).prop_map(|(names, group)| Scale::Names { names, group }),
    ]
}

fn any_series() -> impl Strategy<Value = Series> {
    let value = prop_oneof![
        3 => (0.0..100.0).prop_map(Some),
        1 => any::<f64>().prop_map(Some),
        1 => Just(None),
    ];
    let at = prop_oneof![3 => START..START + 400 * DAY, 1 => any::<i64>()];
    let points = proptest::collection::vec((at, value), 0..40);
    (".{0,30}", points).prop_map(|(name, mut points)| {
        points.sort_by_key(|(at, _)| *at);
        let points = points.into_iter().map(|(at, value)| Point { at, value }).collect();
        Series { name, points }
    })
}

proptest! {
    #[test]
    fn any_values_and_texts_are_drawn_inside(
        title in ".{0,80}",
        nothing in ".{0,80}",
        scale in scales(),
        series in proptest::collection::vec(any_series(), 0..12),
        is_dark: bool,
    ) {
        let theme = if is_dark { Theme::Dark } else { Theme::Light };
        check(&Chart { title, scale, series, nothing, theme });
    }
}
