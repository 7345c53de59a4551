//! A page for people, and whatever of it a test asks for.

use scraper::{ElementRef, Html, Selector};

use super::world::Reply;

pub(crate) struct Page(Html);

impl Page {
    /// Any page of this API.
    pub(crate) fn of(reply: &Reply) -> Self {
        assert_eq!(reply.header("content-type"), "text/html; charset=utf-8");
        let policy = reply.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
        assert!(policy.contains("form-action 'self'"), "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
        Self(Html::parse_document(std::str::from_utf8(&reply.body).unwrap()))
    }

    /// One about players, which runs no script and is in no search engine.
    pub(crate) fn of_players(reply: &Reply) -> Self {
        let page = Self::of(reply);
        assert!(!reply.header("content-security-policy").contains("script-src"));
        assert_eq!(reply.header("x-robots-tag"), "noindex");
        assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex"]);
        assert_eq!(page.texts("script"), Vec::<String>::new());
        page
    }

    pub(crate) fn all(&self, selector: &str) -> Vec<ElementRef<'_>> {
        self.0.select(&Selector::parse(selector).unwrap()).collect()
    }

    /// The texts of elements, with one space for each white space.
    pub(crate) fn texts(&self, selector: &str) -> Vec<String> {
        let text = |element: &ElementRef| element.text().collect::<Vec<_>>().concat();
        self.all(selector)
            .iter()
            .map(|element| text(element).split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    pub(crate) fn text(&self, selector: &str) -> String {
        self.texts(selector).join(" ")
    }

    pub(crate) fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let values = self.all(selector).into_iter().map(|element| element.attr(name));
        values.flatten().map(str::to_owned).collect()
    }
}
