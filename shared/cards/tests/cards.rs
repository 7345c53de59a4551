//! Cards of players whose names are hard to draw, and of careers with more or less to show.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test says what is wrong by failing, and that it is skipped"
)]

mod samples;

use std::{path::Path, sync::OnceLock};

use cards::{Card, Drawing, DrawnText, Error, Fonts, HEIGHT, Theme, WIDTH};
use resvg::usvg::Rect;
use samples::{card, long, never_ranked, nothing, ranked, scripts, with_name};

/// The fonts that the build packs; `cargo run -p registry --bin fonts` does it. Tests that need them say that
/// they are skipped where they are missing, but not in CI.
fn fonts() -> Option<&'static Fonts> {
    static FONTS: OnceLock<Option<Fonts>> = OnceLock::new();
    let load = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/layer/fonts");
        let fonts = Fonts::load(&folder);
        assert!(
            fonts.is_ok() || std::env::var_os("CI").is_none(),
            "no fonts in {}",
            folder.display()
        );
        fonts.inspect_err(|error| eprintln!("skipped: {error}")).ok()
    };
    FONTS.get_or_init(load).as_ref()
}

fn draw(card: &Card, fonts: &Fonts) -> Drawing {
    Drawing::new(card, Theme::Light, fonts).unwrap()
}

fn contains(room: Rect, taken: Rect) -> bool {
    let slack = 0.5;
    taken.left() >= room.left() - slack
        && taken.top() >= room.top() - slack
        && taken.right() <= room.right() + slack
        && taken.bottom() <= room.bottom() + slack
}

fn overlap(one: Rect, other: Rect) -> bool {
    one.left() < other.right()
        && other.left() < one.right()
        && one.top() < other.bottom()
        && other.top() < one.bottom()
}

/// Each text is within its room and the card, and touches no other.
fn check(drawing: &Drawing, name: &str) {
    let card = Rect::from_xywh(0.0, 0.0, WIDTH, HEIGHT).unwrap();
    let texts: Vec<_> = drawing.texts().collect();
    for (number, text) in texts.iter().enumerate() {
        assert!(contains(text.room, text.taken), "{name:?}: {text:?}");
        assert!(contains(card, text.taken), "{name:?}: {text:?}");
        for other in &texts[number + 1..] {
            assert!(!overlap(text.taken, other.taken), "{name:?}: {text:?} and {other:?}");
        }
    }
}

#[test]
fn names_of_all_scripts_are_drawn_without_overflow() {
    let Some(fonts) = fonts() else { return };
    assert!(scripts().len() >= 30);
    for name in scripts() {
        let drawing = draw(&with_name(name), fonts);
        check(&drawing, name);
        let is_possible = name.chars().count() <= 12;
        assert!(!is_possible || self::name(name, fonts).content == name, "{name:?} was cut off");
    }
}

#[test]
fn everything_has_room_in_every_card() {
    let Some(fonts) = fonts() else { return };
    for card in [card(), nothing(), never_ranked(), ranked(), long()] {
        check(&draw(&card, fonts), &card.name);
    }
}

#[test]
fn what_is_too_long_is_drawn_smaller_and_then_cut_off() {
    let Some(fonts) = fonts() else { return };
    let wide = "W".repeat(15);
    assert!(name("W", fonts).taken.height() > name(&wide, fonts).taken.height());
    assert_eq!(name(&wide, fonts).content, wide);
    let cut = name(&"W".repeat(64), fonts).content;
    assert!(cut.ends_with("W…") && cut.len() > 15, "{cut}");
    // What is too high does not get lower by that.
    let high = format!("A{}na", "\u{31b}\u{307}\u{301}\u{316}".repeat(4));
    assert_eq!(name(&high, fonts).content, high);
    // Never between a letter and its mark.
    let marked = name(&"e\u{301}".repeat(64), fonts).content;
    assert!(marked.ends_with("\u{301}…"), "{marked}");
}

/// The name as it is drawn.
fn name(name: &str, fonts: &Fonts) -> DrawnText {
    let drawing = draw(&with_name(name), fonts);
    let texts = drawing.texts().find(|text| text.room.left() < 100.0 && text.room.top() < 50.0);
    texts.unwrap_or_else(|| panic!("{name:?} has no shape"))
}

#[test]
fn letters_stand_in_the_order_of_their_script() {
    let Some(fonts) = fonts() else { return };
    for (text, seen) in [
        ("Tracer", "Tracer"),
        ("שלום", "םולש"),
        ("שלום12", "12םולש"),
        ("אבג Tracer", "Tracer גבא"),
        ("Tracer אבג", "Tracer גבא"),
    ] {
        assert_eq!(name(text, fonts).letters, seen, "{text:?}");
    }
}

#[test]
fn the_svg_needs_nothing_else_and_says_what_it_shows() {
    let Some(fonts) = fonts() else { return };
    let card = with_name("<Ana & \"Co\">\u{b}");
    let svg = draw(&card, fonts).svg();
    let document = resvg::usvg::roxmltree::Document::parse(&svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    assert_eq!(root.attribute("width"), Some("1200"));
    let text_of =
        |tag| root.children().find(|node| node.has_tag_name(tag)).unwrap().text().unwrap();
    assert_eq!(text_of("title"), "<Ana & \"Co\"> in Overwatch");
    assert!(text_of("desc").contains("Tank Diamond 3"), "{}", text_of("desc"));
    for forbidden in ["text", "image", "use", "style", "script", "a"] {
        assert!(document.descendants().all(|node| !node.has_tag_name(forbidden)), "{forbidden}");
    }
    let links = document.descendants().flat_map(|node| node.attributes());
    assert!(links.clone().all(|attribute| attribute.name() != "href"));
    assert!(links.clone().all(|attribute| !attribute.value().contains("url(")));
}

#[test]
fn svg_and_png_are_the_same_every_time_and_of_the_same_size() {
    let Some(fonts) = fonts() else { return };
    for theme in [Theme::Light, Theme::Dark] {
        let draw = || Drawing::new(&card(), theme, fonts).unwrap();
        assert_eq!(draw().svg(), draw().svg());
        let png = draw().png().unwrap();
        assert_eq!(png, draw().png().unwrap());
        let pixels = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (1200, 630));
    }
}

#[test]
fn without_fonts_it_is_an_error_that_says_so() {
    let error = Fonts::load(Path::new("/nowhere")).unwrap_err();
    assert!(matches!(error, Error::NoFonts(folder) if folder == Path::new("/nowhere")));
}

/// `cargo test -p cards -- --ignored` writes pictures into `target/cards`.
#[test]
#[ignore = "for people to look at"]
fn pictures() {
    let Some(fonts) = fonts() else { return };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/cards");
    fs_err::create_dir_all(&folder).unwrap();
    let named = scripts().into_iter().map(with_name);
    let cards = [card(), nothing(), ranked(), never_ranked(), long()].into_iter().chain(named);
    for (number, card) in cards.enumerate() {
        for (name, theme) in [("light", Theme::Light), ("dark", Theme::Dark)] {
            let drawing = Drawing::new(&card, theme, fonts).unwrap();
            let file = folder.join(format!("{number:02}-{name}"));
            fs_err::write(file.with_extension("svg"), drawing.svg()).unwrap();
            fs_err::write(file.with_extension("png"), drawing.png().unwrap()).unwrap();
        }
    }
}
