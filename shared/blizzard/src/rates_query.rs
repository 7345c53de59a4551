//! What hero rates are asked for.

use std::fmt;

use overwatch::{
    Gamemode, Platform,
    rates::{FilterKey, QUICK_PLAY, Region, record::Games},
};
use serde::{Deserialize, Serialize};

/// What hero rates are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RatesQuery {
    /// Mouse and keyboard, or a controller.
    pub platform: Platform,
    /// Quick play or competitive.
    pub gamemode: Gamemode,
    /// Where.
    pub region: Region,
    /// One map; `None` for all.
    pub map: Option<FilterKey>,
    /// Of competitive games only; `None` for all.
    pub division: Option<FilterKey>,
}

/// All maps.
impl From<&Games> for RatesQuery {
    fn from(games: &Games) -> Self {
        let Games { platform, gamemode, region, ref division } = *games;
        Self { platform, gamemode, region, map: None, division: division.clone() }
    }
}

impl RatesQuery {
    /// The values of `rq` that may stand for the gamemode where the rates page does not say: Blizzard
    /// changes which of two it is.
    #[must_use]
    pub fn candidates(&self) -> &'static [&'static str] {
        match self.gamemode {
            Gamemode::Quickplay => &[QUICK_PLAY],
            Gamemode::Competitive => &["2", "1"],
        }
    }

    /// The map, as Blizzard names it.
    #[must_use]
    pub fn map(&self) -> &str {
        self.map.as_ref().map_or("all-maps", FilterKey::as_str)
    }

    /// The parameters of the request; `tier` counts in competitive games only.
    #[must_use]
    pub fn parameters(&self, rq: &str) -> Vec<(&'static str, String)> {
        let input = match self.platform {
            Platform::Pc => "PC",
            Platform::Console => "Console",
        };
        let mut parameters = vec![
            ("input", input.to_owned()),
            ("rq", rq.to_owned()),
            ("region", capitalized(self.region.into())),
            ("map", self.map().to_owned()),
        ];
        if self.gamemode == Gamemode::Competitive {
            let tier = self.division.as_ref().map_or("All", FilterKey::as_str);
            parameters.push(("tier", capitalized(tier)));
        }
        parameters
    }
}

/// One text for each different question.
impl fmt::Display for RatesQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { platform, gamemode, region, .. } = self;
        let division = self.division.as_ref().filter(|_| self.gamemode == Gamemode::Competitive);
        let division = division.map_or_else(|| "all".to_owned(), ToString::to_string);
        write!(f, "{platform}:{gamemode}:{region}:{}:{division}", self.map())
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}
