//! `GET /heroes/{hero_key}`

use overwatch::{HeroKey, Locale, hero::known_heroes, hero_page::HeroDetails};
use percent_encoding::percent_decode_str;
use service::resources::{
    Hero,
    heroes::{ListedHeroes, is_known},
};

use super::parameters::LocaleParameter;
use crate::{
    App,
    documentation::{HEROES, InvalidParameters, Unavailable, UnknownHero},
    http::{Error, OkResponse, Query, Request, error_bodies::ValidationError},
};

/// One hero
///
/// Abilities, perks, Stadium powers, backgrounds and story, in the requested language.
#[utoipa::path(
    get,
    path = "/heroes/{hero_key}",
    operation_id = "get_hero",
    tag = HEROES,
    params(("hero_key" = HeroKey, Path, description = "A hero's key, as the list of heroes has it.", example = "ana"), LocaleParameter),
    responses(
        (status = 200, description = "The hero.", body = HeroDetails),
        UnknownHero,
        InvalidParameters,
        Unavailable,
    ),
)]
pub(super) async fn handle(app: &App, request: &Request) -> Result<OkResponse, Error> {
    let (key, locale) = parameters(app, request).await?;
    Ok(app.cache(request).get(&Hero(key, locale)).await?.into())
}

/// A key is valid that our table knows, or the stored list: Blizzard may have released a hero since the
/// table was written.
async fn parameters(app: &App, request: &Request) -> Result<(HeroKey, Locale), Error> {
    let text = percent_decode_str(request.path_parameter("hero_key")).decode_utf8_lossy();
    let listed = if is_known(&text) { None } else { Some(ListedHeroes::stored(&app.cache).await?) };
    let new = || listed.iter().flat_map(ListedHeroes::new_keys);
    let is_valid = listed.is_none() || new().any(|key| key.as_str() == text);
    let parameters = Query::of(request).read(|query| {
        let key = text.parse::<HeroKey>().ok().filter(|_| is_valid).ok_or_else(|| {
            let known = known_heroes().iter().map(|hero| hero.key);
            let known = known.chain(new().map(HeroKey::as_str));
            query.refuse(ValidationError::none_of(known, vec!["path", "hero_key"], &text))
        });
        let locale = LocaleParameter::of(query);
        Ok((key?, locale?.locale))
    });
    Ok(parameters?)
}
