//! Why a page could not be parsed.

use serde::{Deserialize, Serialize};

/// Why a page could not be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ParseError {
    /// No `main` and no `div.main-content`: not a page of Blizzard's site that we know.
    #[error("not a page we know: no main content")]
    NotAKnownPage,
    /// A page of the site whose end is missing, and who knows what else.
    #[error("the page is cut off")]
    CutOff,
    /// A page of the site, but without the masthead that every player has.
    #[error("player not found: the page has no masthead")]
    PlayerNotFound,
    /// A page of the site, but without the abilities that every hero has.
    #[error("hero not found: the page has no abilities")]
    HeroNotFound,
    /// A page of the site, but without anything of what it was asked for.
    #[error("another page than expected: nothing to read on it")]
    OtherPage,
    /// Not the JSON list that Blizzard's search answers with.
    #[error("not a search answer: no JSON list")]
    NotASearchAnswer,
    /// A JSON list, but none of its entries is of a shape that we know.
    #[error("none of the entries can be read")]
    NoKnownEntry,
    /// Not the JSON object that Blizzard answers with when asked for hero rates.
    #[error("not an answer with hero rates: no such JSON object")]
    NotARatesAnswer,
}
