//! The order of ranks.

use std::fmt;

use super::ShortRank;
use crate::CompetitiveDivision;

/// So many tiers has each division. The first is the highest of them.
pub const TIERS: usize = 5;

/// What the known ranks are called, from the lowest to the highest: `Bronze 5`, `Bronze 4`, …
#[must_use]
pub fn rank_names() -> Vec<String> {
    let tiers =
        |division| (1..=TIERS).rev().map(move |tier| format!("{} {tier}", capital(division)));
    CompetitiveDivision::known().flat_map(tiers).collect()
}

impl ShortRank {
    /// The place among [`rank_names`], counted from 0. One without a tier is the lowest of its division;
    /// `None` for a division that has not been seen before.
    #[must_use]
    pub fn place(&self) -> Option<usize> {
        let tier = usize::try_from(self.tier).ok().filter(|tier| (1..=TIERS).contains(tier));
        Some(self.division.place()? * TIERS + TIERS - tier.unwrap_or(TIERS))
    }
}

impl fmt::Display for ShortRank {
    /// `Gold 3`; `Ultimate` where there is no tier.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&capital(self.division.as_str()))?;
        if self.tier == 0 { Ok(()) } else { write!(f, " {}", self.tier) }
    }
}

/// The word with a capital letter.
#[must_use]
pub fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(division: &str, tier: u32) -> ShortRank {
        ShortRank { division: division.parse().unwrap(), tier }
    }

    #[test]
    fn a_rank_has_the_place_of_its_name() {
        let names = rank_names();
        let place = |division, tier| rank(division, tier).place().unwrap();
        assert_eq!(names.len(), 45);
        assert_eq!((place("bronze", 5), names[0].as_str()), (0, "Bronze 5"));
        assert_eq!(place("platinum", 5), place("gold", 1) + 1);
        for (division, tier) in [("gold", 1), ("platinum", 5), ("ultimate", 1)] {
            assert_eq!(names[place(division, tier)], rank(division, tier).to_string());
        }
        assert_eq!(place("ultimate", 0), place("ultimate", 5));
        assert_eq!(rank("ultimate", 0).to_string(), "Ultimate");
        assert_eq!(rank("uranium", 3).place(), None);
        assert_eq!(rank("uranium", 3).to_string(), "Uranium 3");
    }
}
