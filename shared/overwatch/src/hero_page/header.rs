//! Who the hero is: the top of the page.

use scraper::ElementRef;
use unicode_normalization::UnicodeNormalization;

use super::Background;
use crate::{dom, hero::role_of_icon};

/// The top of the page; without one nothing is known.
pub(super) struct Header<'a>(Option<ElementRef<'a>>);

impl<'a> Header<'a> {
    pub(super) fn of(main: ElementRef<'a>) -> Self {
        Self(dom::first(main, dom::named("blz-page-header")))
    }

    pub(super) fn name(&self) -> Option<String> {
        self.title("h2")
    }

    pub(super) fn description(&self) -> Option<String> {
        self.title("p")
    }

    pub(super) fn backgrounds(&self) -> Vec<Background> {
        let images = self.0.into_iter().flat_map(|top| dom::all(top, dom::named("blz-image")));
        images.filter_map(background).collect()
    }

    pub(super) fn role(&self) -> Option<String> {
        self.icon("role", 0)
    }

    pub(super) fn subrole(&self) -> Option<String> {
        self.icon("subrole", 1)
    }

    pub(super) fn location(&self) -> Option<String> {
        self.text("location", 2)
    }

    pub(super) fn birthday_and_age(&self) -> (Option<String>, Option<u32>) {
        birthday_and_age(&self.text("birthday", 3).unwrap_or_default())
    }

    fn title(&self, tag: &str) -> Option<String> {
        let title = dom::first(self.0?, dom::named("blz-header"))?;
        dom::first_text(title, dom::named(tag))
    }

    /// The words beside an icon come in the page's language; its file is named in English.
    fn icon(&self, class: &str, place: usize) -> Option<String> {
        role_of_icon(&dom::image(self.item(class, place)?, "blz-icon")?)
    }

    fn text(&self, class: &str, place: usize) -> Option<String> {
        dom::first_text(self.item(class, place)?, dom::named("p"))
    }

    /// An item of the list of facts; one that has no class goes by its place.
    fn item(&self, class: &str, place: usize) -> Option<ElementRef<'a>> {
        let top = self.0?;
        let items = || dom::all(top, dom::named("blz-list-item"));
        items()
            .find(|item| dom::has_class(*item, class))
            .or_else(|| items().nth(place).filter(|item| dom::classes(*item).next().is_none()))
    }
}

fn background(image: ElementRef) -> Option<Background> {
    if dom::attribute(image, "slot") != Some("background") {
        return None;
    }
    let sizes = dom::attribute(image, "bp")?.split_whitespace().map(str::to_owned).collect();
    Some(Background { url: dom::non_empty_attribute(image, "src")?, sizes })
}

/// The parts of `Jan 1 (Age: 62)`, in any language.
fn birthday_and_age(text: &str) -> (Option<String>, Option<u32>) {
    let (birthday, age) = text.rsplit_once(['(', '（']).unwrap_or((text, ""));
    let birthday = birthday.trim();
    // Every language writes a date with digits, and "unknown" without.
    let is_date = birthday.contains(char::is_numeric);
    (is_date.then(|| birthday.to_owned()), first_number(age))
}

/// The first number of a text, also when its digits are full-width.
fn first_number(text: &str) -> Option<u32> {
    let is_digit = |c: &char| c.is_ascii_digit();
    let digits = text.nfkc().skip_while(|c| !is_digit(c)).take_while(is_digit);
    digits.collect::<String>().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(items: &str) -> (Option<String>, Option<String>, Option<String>) {
        let page = format!("<main><blz-page-header><blz-list>{items}</main>");
        let html = dom::parse(&page).unwrap();
        let header = Header::of(html.main_content().unwrap());
        (header.role(), header.subrole(), header.location())
    }

    fn item(class: &str, inside: &str) -> String {
        format!("<blz-list-item{class}>{inside}</blz-list-item>")
    }

    #[test]
    fn facts_go_by_their_class_or_else_by_their_place() {
        let tank = r#"<blz-icon src="/Tank.svg"></blz-icon><p>Schild</p>"#;
        let named = item(r#" class="location""#, "<p>Rome</p>") + &item(r#" class="role""#, tank);
        assert_eq!(header(&named), (Some("tank".into()), None, Some("Rome".into())));
        let nameless = item("", tank) + &item("", "") + &item("", "<p>Rome</p>");
        assert_eq!(header(&nameless), (Some("tank".into()), None, Some("Rome".into())));
    }

    #[test]
    fn only_the_tops_backgrounds_count() {
        let page = r#"<main><blz-page-header>
            <blz-image slot="background" src="/a.jpg" bp="md lg"></blz-image>
            <blz-image slot="media" src="/b.jpg" bp="md"></blz-image></blz-page-header>
            <blz-image slot="background" src="/c.jpg" bp="md"></blz-image></main>"#;
        let html = dom::parse(page).unwrap();
        let backgrounds = Header::of(html.main_content().unwrap()).backgrounds();
        let [background] = backgrounds.as_slice() else { panic!("{backgrounds:?}") };
        assert_eq!((background.url.as_str(), background.sizes.len()), ("/a.jpg", 2));
    }

    #[test]
    fn birthdays_and_ages_of_every_language() {
        for (text, birthday, age) in [
            ("1. Jan. (Alter: 62)", Some("1. Jan."), Some(62)),
            ("1 January (Age: 62)", Some("1 January"), Some(62)),
            ("1 de enero (Edad: 62 años)", Some("1 de enero"), Some(62)),
            ("1er janvier (âge : 62 ans)", Some("1er janvier"), Some(62)),
            ("1 gennaio (Età: 62)", Some("1 gennaio"), Some(62)),
            ("1月1日（年齢：６２歳）", Some("1月1日"), Some(62)),
            ("1월 1일 (나이: 62세)", Some("1월 1일"), Some(62)),
            ("1 stycznia (wiek: 62 l.)", Some("1 stycznia"), Some(62)),
            ("1 de jan. (Idade: 62)", Some("1 de jan."), Some(62)),
            ("1 января (возраст: 62 года)", Some("1 января"), Some(62)),
            ("1月1日 （年齡：62）", Some("1月1日"), Some(62)),
        ] {
            assert_eq!(birthday_and_age(text), (birthday.map(str::to_owned), age), "{text}");
        }
    }

    #[test]
    fn unknown_birthdays_and_ages() {
        for text in [
            "Unbekannt (Alter: 32)",
            "Unknown(Age:32)",
            "Desconocido (Edad: 32 años)",
            "Inconnu (âge : 32 ans)",
            "Sconosciuto (Età: 32)",
            "不明（年齢：32）",
            "알 수 없음 (나이: 32세)",
            "Nieznane (wiek: 32)",
            "Desconhecido (Idade: 32)",
            "Неизвестно (возраст: 32)",
            "未知（年齡：32）",
        ] {
            assert_eq!(birthday_and_age(text), (None, Some(32)), "{text}");
        }
        let may = (Some("1 May".to_owned()), None);
        assert_eq!(birthday_and_age("1 May (Age: Unknown)"), may);
        assert_eq!(birthday_and_age("1 May"), may);
        for text in ["", "(", "）", "( )", "(Age: 99999999999)", "不明"] {
            assert_eq!(birthday_and_age(text), (None, None), "{text}");
        }
    }
}
