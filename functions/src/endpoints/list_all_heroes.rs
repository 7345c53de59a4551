//! `GET /heroes/all`

use overwatch::{HeroKey, hero_page::HeroDetails};
use serde::Serialize;
use service::{Freshness, freshness::INCOMPLETE, resources::Hero};
use utoipa::ToSchema;

use super::parameters::LocaleParameter;
use crate::{
    App,
    documentation::{HEROES, InvalidParameters, StorageUnavailable},
    http::{Error, OkResponse, Query, Request},
};

/// Every hero with everything
///
/// What `/heroes/{hero_key}` says of each hero, in the requested language, sorted by key. A hero that is not
/// stored yet is left out and asked for; the response may be kept for a minute then.
#[utoipa::path(
    get,
    path = "/heroes/all",
    operation_id = "list_all_heroes",
    tag = HEROES,
    params(LocaleParameter),
    responses(
        (status = 200, description = "The heroes.", body = Vec<HeroWithKey>),
        InvalidParameters,
        StorageUnavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let LocaleParameter { locale } = Query::of(request).read(LocaleParameter::of)?;
    let stored = Hero::all_stored(&app.cache(request), locale).await?;
    let found = stored.heroes.iter().map(|(_, hero)| hero.freshness);
    let freshness = Freshness::first_to_be_stale(found).filter(|_| stored.is_complete);
    let mut heroes = Vec::new();
    for (key, hero) in stored.heroes {
        heroes.push(HeroWithKey { key, hero: hero.value.into_content()? });
    }
    OkResponse::json(&heroes, freshness.unwrap_or(Freshness::new(INCOMPLETE)))
}

/// Everything about one of many heroes.
#[derive(Serialize, ToSchema)]
struct HeroWithKey {
    /// What `/heroes/{hero_key}` has it under.
    key: HeroKey,
    #[serde(flatten)]
    hero: HeroDetails,
}
