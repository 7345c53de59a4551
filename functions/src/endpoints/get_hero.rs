//! `GET /heroes/{hero_key}`

use overwatch::{HeroKey, Locale, hero::known_heroes};
use percent_encoding::percent_decode_str;
use service::heroes::{NewHeroes, is_known};

use super::Endpoint;
use crate::{
    App,
    http::{Answer, Error, Query, Request, query::InvalidParameter},
};

/// One hero: abilities, perks, story.
pub struct GetHero;

impl Endpoint for GetHero {
    const NAME: &'static str = "get-hero";
    const PATH: &'static str = "/heroes/{hero_key}";

    async fn answer(app: &App, request: &Request) -> Result<Answer, Error> {
        let (key, locale) = parameters(app, request).await?;
        let (hero, freshness) = app.service.hero(&key, locale).await?;
        Answer::json(&hero, freshness)
    }
}

/// A hero that our table or the stored list knows: Blizzard may have released one since.
async fn parameters(app: &App, request: &Request) -> Result<(HeroKey, Locale), Error> {
    let text = percent_decode_str(&request.path_parameter).decode_utf8_lossy();
    let new = if is_known(&text) { None } else { Some(app.service.new_heroes().await?) };
    let mut query = Query::of(request);
    let is_valid = new.as_ref().is_none_or(|new| new.keys().any(|key| key.as_str() == text));
    let key = text.parse::<HeroKey>().ok().filter(|_| is_valid).ok_or_else(|| {
        let known = known_heroes().iter().map(|hero| hero.key);
        let new = new.iter().flat_map(NewHeroes::keys).map(HeroKey::as_str);
        query.refuse(InvalidParameter::none_of(known.chain(new), vec!["path", "hero_key"], &text))
    });
    let locale = query.optional("locale");
    query.finish(|| Ok((key?, locale?.unwrap_or_default())))
}
