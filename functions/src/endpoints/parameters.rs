//! Parameters that endpoints share, and schemas of parameters.

use charts::Theme;
use overwatch::{Locale, map::known_maps};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{Object, ObjectBuilder, RefOr, Schema, Type},
};

use crate::http::{
    Query,
    integer::Bound,
    query::{Invalid, names},
};

/// What a time can be, in seconds since 1970: until the year 9999, as in HTTP.
pub(super) const TIME: &[Bound] = &[Bound::AtLeast(0), Bound::AtMost(253_402_300_799)];

/// An optional time, in seconds since 1970.
pub(super) fn time(query: &mut Query, name: &'static str) -> Result<Option<i64>, Invalid> {
    query.integer(name, TIME)
}

/// How many entries a response has at most, if it is told; `most` is as many as it may be told.
pub(super) fn limit(query: &mut Query, most: u32) -> Result<Option<u32>, Invalid> {
    let limit = query.integer("limit", &[Bound::AtLeast(1), Bound::AtMost(most.into())])?;
    Ok(limit.and_then(|limit| u32::try_from(limit).ok()))
}

/// The language of the texts in a response.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LocaleParameter {
    /// The language of the texts.
    #[param(value_type = Option<Locale>, default = "en-us")]
    pub(super) locale: Locale,
}

impl LocaleParameter {
    pub(super) fn of(query: &mut Query) -> Result<Self, Invalid> {
        Ok(Self { locale: query.optional("locale")?.unwrap_or_default() })
    }
}

/// The maps to choose from, in the documentation.
pub(super) struct MapKey;

impl PartialSchema for MapKey {
    fn schema() -> RefOr<Schema> {
        let keys = known_maps().iter().map(|map| map.key);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(keys)).into()
    }
}

impl ToSchema for MapKey {}

/// The themes of charts, in the documentation.
pub(super) struct ChartTheme;

impl PartialSchema for ChartTheme {
    fn schema() -> RefOr<Schema> {
        let themes = Some(names::<Theme>());
        ObjectBuilder::new().schema_type(Type::String).enum_values(themes).into()
    }
}

impl ToSchema for ChartTheme {}

/// The schema of a parameter that says what to order by.
pub(super) fn order(pattern: &str, default: &str) -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .pattern(Some(pattern))
        .default(Some(default.into()))
        .description(Some("What to order by, and which way."))
        .build()
}
