//! How a list can be ordered: `winrate:desc`.

use std::{cmp::Ordering, str::FromStr};

use strum::{Display, EnumString, IntoStaticStr, VariantArray};

/// A text that is no order: not `<what>:asc` or `<what>:desc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an order")]
pub struct InvalidOrder;

/// What a list is ordered by, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order<By> {
    /// What is compared.
    pub by: By,
    /// Which end comes first.
    pub direction: Direction,
}

/// Which end of an ordered list comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "lowercase")]
pub enum Direction {
    /// The smallest.
    Asc,
    /// The largest.
    Desc,
}

impl Direction {
    /// How two entries compare in this direction; equal ones stay equal, and so in their order.
    #[must_use]
    pub fn apply(self, ascending: Ordering) -> Ordering {
        match self {
            Self::Asc => ascending,
            Self::Desc => ascending.reverse(),
        }
    }
}

impl<By: FromStr> FromStr for Order<By> {
    type Err = InvalidOrder;

    fn from_str(text: &str) -> Result<Self, InvalidOrder> {
        let (by, direction) = text.split_once(':').ok_or(InvalidOrder)?;
        let by = by.parse().map_err(|_| InvalidOrder)?;
        let direction = direction.parse().map_err(|_| InvalidOrder)?;
        Ok(Self { by, direction })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_what_and_where_to() {
        assert_eq!("7:desc".parse(), Ok(Order { by: 7, direction: Direction::Desc }));
        for text in ["", "7", "7:", ":asc", "seven:asc", "7:ASC", "7:asc\n", "7:asc:desc"] {
            assert_eq!(text.parse::<Order<u8>>(), Err(InvalidOrder), "{text:?}");
        }
    }
}
