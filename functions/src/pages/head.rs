//! What of a page nobody sees but browsers, and whoever shows a link to it.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The style of every page.
pub(crate) const STYLE: &str = include_str!("style.css");

/// A page but for its content.
pub(super) struct Page<'a> {
    /// What a tab is called.
    pub(super) title: &'a str,
    /// More of the head.
    pub(super) head: Markup,
    /// What runs in it.
    pub(super) script: Option<&'static str>,
}

impl Page<'_> {
    /// The whole page.
    pub(super) fn with(&self, content: &Markup) -> String {
        let page = html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) }
                    (self.head)
                    // Without one, browsers ask for /favicon.ico.
                    link rel="icon" href="data:,";
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#content" { "Skip to the content" }
                    (content)
                    @if let Some(script) = self.script {
                        script type="module" { (PreEscaped(script)) }
                    }
                }
            }
        };
        page.into_string()
    }
}

/// How a link to a page is shown elsewhere.
pub(super) struct Preview<'a> {
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// Where the page is.
    pub(super) url: &'a str,
    /// Where the picture is, 1200 by 630 pixels.
    pub(super) picture: &'a str,
}

impl Preview<'_> {
    pub(super) fn tags(&self) -> Markup {
        html! {
            meta name="description" content=(self.description);
            meta property="og:type" content="profile";
            meta property="og:site_name" content="OverFast";
            meta property="og:title" content=(self.title);
            meta property="og:description" content=(self.description);
            meta property="og:url" content=(self.url);
            meta property="og:image" content=(self.picture);
            meta property="og:image:type" content="image/png";
            meta property="og:image:width" content="1200";
            meta property="og:image:height" content="630";
            meta property="og:image:alt" content=(self.description);
            meta name="twitter:card" content="summary_large_image";
            meta name="twitter:title" content=(self.title);
            meta name="twitter:description" content=(self.description);
            meta name="twitter:image" content=(self.picture);
            meta name="twitter:image:alt" content=(self.description);
        }
    }
}

/// For search engines.
pub(super) fn unlisted() -> Markup {
    html! { meta name="robots" content="noindex"; }
}
