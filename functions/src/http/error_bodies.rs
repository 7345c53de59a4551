//! The bodies of failed requests, as they are sent and as they are documented. Their names are those that
//! `OverFast`'s clients know.

use serde::Serialize;
use serde_json::{Map, Value};
use service::whole_seconds;
use storage::player::NegativeEntry;
use utoipa::ToSchema;

/// Blizzard knows no player with that id.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlayerNotFoundError {
    /// What is wrong.
    #[schema(example = "Player not found")]
    error: &'static str,
    /// Seconds until Blizzard is asked about the player again.
    #[schema(example = 600)]
    retry_after: u64,
    /// The same as a time, in seconds since 1970.
    next_check_at: i64,
    /// How often Blizzard was asked.
    #[schema(example = 1)]
    check_count: u32,
}

impl From<NegativeEntry> for PlayerNotFoundError {
    fn from(player: NegativeEntry) -> Self {
        Self {
            error: "Player not found",
            retry_after: whole_seconds(player.retry_after),
            next_check_at: player.next_check_at,
            check_count: player.check_count,
        }
    }
}

/// Parameters are missing or invalid.
#[derive(Debug, Serialize, ToSchema)]
pub struct HTTPValidationError {
    /// The errors, in the order of the parameters.
    pub(super) detail: Vec<ValidationError>,
}

impl HTTPValidationError {
    /// What is wrong with each parameter, in words.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = String> {
        self.detail.iter().map(|ValidationError { loc, msg, .. }| {
            format!("{}: {msg}", loc.last().copied().unwrap_or_default())
        })
    }
}

/// What is wrong with one parameter.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub struct ValidationError {
    /// The kind of error, such as `missing` or `enum`.
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    /// The parameter's place: `path` or `query`, and its name.
    pub(super) loc: Vec<&'static str>,
    /// What is wrong.
    pub(super) msg: String,
    /// The value that was sent; null when it is missing.
    pub(super) input: Option<String>,
    /// What would be valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = Map<String, Value>)]
    pub(super) ctx: Option<Map<String, Value>>,
}

impl ValidationError {
    /// The error of a value that is none of the `known` ones.
    pub fn none_of(
        known: impl Iterator<Item: AsRef<str>>,
        loc: Vec<&'static str>,
        input: &str,
    ) -> Self {
        let expected = alternatives(known);
        Self {
            kind: "enum",
            loc,
            msg: format!("Input should be {expected}"),
            input: Some(input.to_owned()),
            ctx: Some(Map::from_iter([("expected".to_owned(), expected.into())])),
        }
    }
}

/// `'a', 'b' or 'c'`
fn alternatives(known: impl Iterator<Item: AsRef<str>>) -> String {
    let quoted: Vec<String> = known.map(|known| format!("'{}'", known.as_ref())).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

macro_rules! messages {
    ($($(#[$doc:meta])* $name:ident,)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        pub struct $name {
            /// What is wrong.
            error: String,
        }

        impl<Text: Into<String>> From<Text> for $name {
            fn from(error: Text) -> Self {
                Self { error: error.into() }
            }
        }
    )*};
}

messages! {
    /// The hero is not released yet.
    HeroParserErrorMessage,
    /// The parameters are valid, but not in this combination.
    BadRequestErrorMessage,
    /// There is no such path.
    NotFoundErrorMessage,
    /// The path is there, but not with this method.
    MethodNotAllowedErrorMessage,
    /// The database cannot be reached.
    StorageErrorMessage,
    /// Too many requests.
    RateLimitErrorMessage,
    /// A page could not be read, or there is a bug.
    InternalServerErrorMessage,
    /// Blizzard refuses requests, the rate limit towards Blizzard is reached, or the database cannot be
    /// reached.
    BlizzardRateLimitErrorMessage,
    /// Blizzard failed or took too long.
    BlizzardErrorMessage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_read_as_a_sentence() {
        assert_eq!(alternatives(["a", "b", "c"].iter()), "'a', 'b' or 'c'");
        assert_eq!(alternatives(["a"].iter()), "'a'");
    }
}
