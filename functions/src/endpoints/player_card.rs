//! What both forms of a player's card share.

use std::sync::OnceLock;

use cards::{Card, Drawing, Fonts, Theme};
use service::{
    resource::Entry,
    resources::{Player, heroes::ListedHeroes, player::PlayerCareer},
};
use storage::career::WholeCareer;
use utoipa::IntoParams;

use super::parameters::ChartTheme;
use crate::{
    App,
    http::{Error, Query, Request, query::Invalid},
};

/// How a card is drawn.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Parameters {
    /// What the card is drawn for.
    #[param(value_type = Option<ChartTheme>, default = "light")]
    theme: Theme,
}

impl Parameters {
    fn of(query: &mut Query) -> Result<Self, Invalid> {
        Ok(Self { theme: query.optional("theme")?.unwrap_or_default() })
    }
}

/// The player's card, and what is stored of the player.
pub(super) async fn draw(
    app: &App,
    request: &Request,
) -> Result<(Drawing, Entry<PlayerCareer<WholeCareer>>), Error> {
    let Parameters { theme } = Query::of(request).read(Parameters::of)?;
    // Blizzard is not asked for what cannot be drawn.
    let fonts = fonts(app)?;
    let player = Player::get(&app.cache(request), request.player_id(), Player::whole).await?;
    let heroes = ListedHeroes::recent(&app.cache).await?;
    let career = player.value.part.read().map_err(service::Error::from)?;
    let card = Card::of(&career, |hero| heroes.name_of(hero).to_owned());
    let drawing = Drawing::new(&card, theme, fonts).map_err(Error::unwritable)?;
    Ok((drawing, player))
}

/// The fonts, loaded once; a laptop may still be fetching them.
fn fonts(app: &App) -> Result<&'static Fonts, Error> {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    if let Some(fonts) = FONTS.get() {
        return Ok(fonts);
    }
    let fonts = Fonts::load(app.store.config.card_fonts());
    let fonts = fonts.map_err(|error| Error::NoFonts(error.to_string()))?;
    Ok(FONTS.get_or_init(|| fonts))
}
