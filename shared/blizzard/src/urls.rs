//! Where Blizzard's pages are.

use overwatch::{BlizzardId, HeroKey, Locale, PlayerId, path_segment};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::{Error, RatesQuery};

/// Blizzard's site.
#[derive(Debug, Clone)]
pub(crate) struct Site(Url);

impl Site {
    pub(crate) fn new(base: &str) -> Result<Self, Error> {
        let invalid = || Error::InvalidBaseUrl(base.to_owned());
        let url = Url::parse(base).map_err(|_| invalid())?;
        if url.cannot_be_a_base() || !matches!(url.scheme(), "http" | "https") {
            return Err(invalid());
        }
        Ok(Self(url))
    }

    /// `/en-us/career/{player_id}/`
    pub(crate) fn career(&self, id: &PlayerId) -> Url {
        self.page(&["en-us", "career", id.as_str()])
    }

    /// `/en-us/search/account-by-name/{name}/`
    pub(crate) fn search(&self, name: &str) -> Url {
        self.page(&["en-us", "search", "account-by-name", name])
    }

    /// `/{locale}/`
    pub(crate) fn home(&self, locale: Locale) -> Url {
        self.page(&[locale.into()])
    }

    /// `/{locale}/heroes/`
    pub(crate) fn heroes(&self, locale: Locale) -> Url {
        self.page(&[locale.into(), "heroes"])
    }

    /// `/{locale}/heroes/{key}/`
    pub(crate) fn hero(&self, key: &HeroKey, locale: Locale) -> Url {
        self.page(&[locale.into(), "heroes", key.as_str()])
    }

    /// `/{locale}/news/patch-notes/live/`
    pub(crate) fn patch_notes(&self, locale: Locale) -> Url {
        self.page(&[locale.into(), "news", "patch-notes", "live"])
    }

    /// `/en-us/rates/data/?input=…`
    pub(crate) fn rates(&self, query: &RatesQuery, rq: &str) -> Url {
        self.with_parameters(&["en-us", "rates", "data"], query.parameters(rq))
    }

    /// `/en-us/rates/?input=PC&region=Europe`: without a query the page can come without its forms.
    pub(crate) fn rates_page(&self) -> Url {
        self.with_parameters(&["en-us", "rates"], [("input", "PC"), ("region", "Europe")])
    }

    fn with_parameters<Value: AsRef<str>>(
        &self,
        segments: &[&str],
        parameters: impl IntoIterator<Item = (&'static str, Value)>,
    ) -> Url {
        let mut url = self.page(segments);
        url.query_pairs_mut().extend_pairs(parameters);
        url
    }

    /// Each segment is encoded once, whatever it holds; a page's path ends with a slash.
    fn page(&self, segments: &[&str]) -> Url {
        let mut path = self.0.path().trim_end_matches('/').to_owned();
        for segment in segments {
            path.push('/');
            path.extend(path_segment(segment));
        }
        path.push('/');
        let mut url = self.0.clone();
        url.set_path(&path);
        url
    }
}

/// The Blizzard ID in the URL that a career page was found at.
pub(crate) fn blizzard_id(career: &Url) -> Option<BlizzardId> {
    let mut segments = career.path_segments()?.rev().filter(|segment| !segment.is_empty());
    percent_decode_str(segments.next()?).decode_utf8().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        Site::new("https://example.com/base/").unwrap()
    }

    fn career(id: &str) -> String {
        site().career(&id.parse().unwrap()).into()
    }

    #[test]
    fn a_segment_is_encoded_once() {
        for (id, segment) in [
            ("TeKrop-2217", "TeKrop-2217"),
            ("ab12%7Ccd34", "ab12%7Ccd34"),
            ("ab12|cd34", "ab12%7Ccd34"),
            ("Ünï-1", "%C3%9Cn%C3%AF-1"),
            ("a b?c@d-1", "a%20b%3Fc%40d-1"),
        ] {
            assert_eq!(career(id), format!("https://example.com/base/en-us/career/{segment}/"));
        }
        assert_eq!(
            site().search("a/../b%2F").as_str(),
            "https://example.com/base/en-us/search/account-by-name/a%2F..%2Fb%252F/"
        );
    }

    #[test]
    fn the_id_is_the_last_segment() {
        let id = |url: &str| blizzard_id(&Url::parse(url).unwrap());
        let expected = "ab|cd".parse().ok();
        assert_eq!(id("https://example.com/en-us/career/ab%7Ccd/"), expected);
        assert_eq!(id("https://example.com/en-us/career/ab|cd"), expected);
        assert_eq!(id("https://example.com/en-us/career/TeKrop-2217/"), None);
        assert_eq!(id("https://example.com/"), None);
    }

    #[test]
    fn only_a_web_address_is_a_base() {
        for base in ["", "overwatch.blizzard.com", "mailto:a@b.c", "file:///etc"] {
            assert!(Site::new(base).is_err(), "{base}");
        }
    }
}
